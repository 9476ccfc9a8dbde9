#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/plain/plain.h"

enum { NUMBER_SIZE = 4, ECHO_COLUMNS = 3, WORD_SIZE = 16 };

static const char paste_begin[] = "\033[200~";
static const char paste_end[] = "\033[201~";

static bool say_error_and_ask(struct ui *ui, const char *text)
{
    say_error(ui, text);
    ask(ui);
    return false;
}

/* Always what ACTION means, when the view offers it now. */
static bool give(struct ui *ui, enum action_id id, enum action_id *action)
{
    const struct view_action *offered = view_find_action(ui->view, id);
    if (offered != NULL && !offered->enabled)
        return say_error_and_ask(ui, offered->reason);
    *action = id;
    return true;
}

static bool go_back(struct ui *ui, enum action_id *action)
{
    const struct view_item *previous = NULL;
    if (ui->prompt.kind == PROMPT_FIELD)
        previous = previous_field(ui->view, ui->prompt.field);
    if (previous != NULL) {
        ask_field(ui, previous);
        return false;
    }
    if (view_find_action(ui->view, ACTION_BACK) == NULL)
        return say_error_and_ask(ui, _("This is the first step."));
    return give(ui, ACTION_BACK, action);
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool is_letter(const struct view *view, const char *bytes, size_t length, enum action_id *action)
{
    size_t offset = 0;
    text_trim(bytes, length, &offset, &length);
    if (length != 1)
        return false;
    for (size_t i = 0; i < view->action_count; i++) {
        char letter = action_letter(view->actions[i].id);
        if (letter != 0 && letter == lower(bytes[offset])) {
            *action = view->actions[i].id;
            return true;
        }
    }
    return false;
}

/* A command is a line of one character. DONE: it was one. */
static bool command(struct ui *ui, const char *bytes, size_t length, bool *done,
                    enum action_id *action)
{
    *done = true;
    if (length == 1 && bytes[0] == '?') {
        explain_view(ui);
        return false;
    }
    if (length == 1 && bytes[0] == '=') {
        repeat_view(ui);
        return false;
    }
    if (length == 1 && bytes[0] == '<')
        return go_back(ui, action);
    enum action_id id = ACTION_QUIT;
    if (is_letter(ui->view, bytes, length, &id))
        return give(ui, id, action);
    if (length == 1 && lower(bytes[0]) == 'q') {
        *action = ACTION_QUIT; /* on every screen, also where it is not listed */
        return true;
    }
    *done = false;
    return false;
}

/* What was typed into FIELD is in the form; on to the next one or to the action. */
static bool advance(struct ui *ui, enum form_field field, enum action_id *action)
{
    const struct view_item *next = next_field(ui->view, field);
    if (next == NULL)
        return give(ui, ACTION_SUBMIT, action);
    ask_field(ui, next);
    return false;
}

static bool answer_text(struct ui *ui, const struct view_item *field, const char *bytes,
                        size_t length, enum action_id *action)
{
    struct secret *value = ui->form->values[field->field];
    if (length == 0) {
        /* Enter alone never confirms; it shows what came meanwhile; it keeps what is there. */
        if (field->kind == VIEW_FIELD_SECRET || field->kind == VIEW_FIELD_WORD)
            return go_back(ui, action);
        if (ui->stale) {
            ask(ui);
            return false;
        }
        if (field->kind == VIEW_FIELD_CODE)
            secret_wipe(value);
        return advance(ui, field->field, action);
    }
    if (!text_is_utf8(bytes, length))
        return say_error_and_ask(ui, _("Not readable. Type it again."));
    if (length > value->capacity)
        return say_error_and_ask(ui, _("Too long. Type it again."));
    (void)secret_set(value, bytes, length); /* its length was checked */
    return advance(ui, field->field, action);
}

/* The number that the line is, or 0. Menus are short: it is one digit, of any script. */
static size_t read_number(const char *bytes, size_t length)
{
    char digits[NUMBER_SIZE];
    if (text_next(bytes, length, 0) != length ||
        !text_fold_digits(bytes, length, digits, sizeof(digits)))
        return 0;
    return (size_t)strtoul(digits, NULL, 10);
}

static bool choose(struct ui *ui, const struct view_item *choice, const struct view_option *option,
                   enum action_id *action)
{
    assert(choice != NULL); /* there is no option without one */
    struct secret *value = ui->form->values[choice->field];
    if (!secret_set(value, option->id, strlen(option->id)))
        return say_error_and_ask(ui, _("That is not there."));
    return give(ui, ACTION_SUBMIT, action);
}

static void say_no_number(struct ui *ui, const char *bytes, size_t length)
{
    char line[LINE_SIZE];
    struct shown typed = text_neutralise(bytes, length, 0);
    if (length == 0)
        say_error(ui, _("Type a number."));
    else if (text_columns(typed.text) > ECHO_COLUMNS || /* a password at the wrong prompt? */
             snprintf(line, sizeof(line), _("%s is not there."), typed.text) < 0)
        say_error(ui, _("That is not there."));
    else
        say_error(ui, line);
}

/* Every number is something else, so that one that cannot be chosen says why. */
static bool answer_list(struct ui *ui, const char *bytes, size_t length, enum action_id *action)
{
    const struct view_item *choice = first_of(ui->view, VIEW_CHOICE);
    struct entries entries;
    if (length == 0 && choice != NULL)
        return go_back(ui, action);
    if (length == 0 && ui->stale) {
        ask(ui);
        return false;
    }
    collect_entries(ui->view, &entries);
    size_t number = read_number(bytes, length);
    size_t last = last_enabled(&entries);
    if (number == 0 || number > last) {
        say_no_number(ui, bytes, length);
        if (number > 0 && number <= entries.count)
            say_absent(ui); /* whoever asks for it wants to know why */
        ask(ui);
        return false;
    }
    const struct entry *entry = &entries.at[number - 1];
    if (!entry_is_enabled(entry))
        return say_error_and_ask(ui, entry_reason(entry));
    if (entry->option != NULL)
        return choose(ui, choice, entry->option, action);
    *action = entry->action->id;
    return true;
}

/* Is the line one of WORDS, which stand between blanks? */
static bool is_one_of(const char *words, const char *bytes, size_t length)
{
    char word[WORD_SIZE];
    if (length == 0 || length >= sizeof(word))
        return false;
    for (size_t i = 0; i < length; i++)
        word[i] = lower(bytes[i]);
    while (*words != '\0') {
        size_t end = strcspn(words, " ");
        if (end == length && memcmp(words, word, length) == 0)
            return true;
        words += end;
        words += strspn(words, " ");
    }
    return false;
}

/* Neither Enter alone nor anything unclear is a yes. */
static bool answer_continue(struct ui *ui, const char *bytes, size_t length, enum action_id *action)
{
    const struct view_item *choice = first_of(ui->view, VIEW_CHOICE);
    const struct view_option *only = choice != NULL ? only_option(choice) : NULL;
    size_t number = read_number(bytes, length);
    /* TRANSLATORS: the words for yes, in small letters, with blanks between them. */
    bool yes = number == 1 || is_one_of(_("y yes"), bytes, length);
    /* TRANSLATORS: the words for no, in small letters, with blanks between them. */
    bool no = length == 0 || number == 2 || is_one_of(_("n no"), bytes, length);
    yes = yes || is_one_of("y yes", bytes, length);
    no = no || is_one_of("n no", bytes, length);
    if (no)
        return go_back(ui, action);
    if (!yes || choice == NULL)
        return say_error_and_ask(ui, _("Type y or n."));
    if (only != NULL) {
        if (!ui->brief)
            say_absent(ui); /* it went on without asking which */
        return choose(ui, choice, only, action);
    }
    ask_entry(ui);
    return false;
}

static bool answer_enter(struct ui *ui, size_t length, enum action_id *action)
{
    if (length > 0)
        return say_error_and_ask(ui, _("Press Enter, or q."));
    if (view_find_action(ui->view, ACTION_BACK) != NULL)
        return give(ui, ACTION_BACK, action);
    *action = ACTION_QUIT;
    return true;
}

/* A password is taken as it is, but for what a paste or a line end has put around it. */
static void trim_password(const char **bytes, size_t *length)
{
    size_t mark = sizeof(paste_begin) - 1;
    if (*length > 0 && (*bytes)[*length - 1] == '\r')
        (*length)--;
    if (*length >= mark && memcmp(*bytes, paste_begin, mark) == 0) {
        *bytes += mark;
        *length -= mark;
    }
    if (*length >= mark && memcmp(*bytes + *length - mark, paste_end, mark) == 0)
        *length -= mark;
}

bool answer(struct ui *ui, const char *bytes, size_t length, enum action_id *action)
{
    const struct view_item *field = NULL;
    bool done = false;
    if (ui->prompt.kind == PROMPT_FIELD)
        field = view_find_field(ui->view, ui->prompt.field);
    if (ui->prompt.hidden) {
        trim_password(&bytes, &length);
    } else {
        size_t offset = 0;
        text_trim(bytes, length, &offset, &length);
        bytes += offset;
        bool given = command(ui, bytes, length, &done, action);
        if (done)
            return given;
    }
    if (field != NULL)
        return answer_text(ui, field, bytes, length, action);
    switch (ui->prompt.kind) {
    case PROMPT_CONTINUE:
        return answer_continue(ui, bytes, length, action);
    case PROMPT_LIST:
        return answer_list(ui, bytes, length, action);
    case PROMPT_ENTER:
    case PROMPT_FIELD:
    case PROMPT_NONE:
        break;
    }
    return answer_enter(ui, length, action);
}

/* What is asked, and what is said before it. */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/plain/plain.h"

/* ---- Hints: once a session each ---- */

/* At a hidden prompt every line is the password, so how to leave it must be known before. What a
 * text field is for is told when it is asked for again: most people know, and help says it too. */
static void say_field_hint(struct ui *ui, const struct view_item *field)
{
    if (ui->brief)
        return;
    if (field->kind == VIEW_FIELD_SECRET && !ui->hidden_hint_said) {
        ui->hidden_hint_said = true;
        say(ui, _("Enter alone goes back."));
    }
    bool again = (ui->asked_fields & 1u << field->field) != 0;
    if (field->kind == VIEW_FIELD_TEXT && again && strcmp(ui->field_hint, field->text) != 0) {
        say(ui, field->text);
        (void)snprintf(ui->field_hint, sizeof(ui->field_hint), "%s", field->text);
    }
}

/* Another way to answer: nobody needs to hear of it before the first way was tried. */
static bool is_other_way(enum action_id id)
{
    return id == ACTION_USE_PASSWORD || id == ACTION_USE_EMAIL_CODE || id == ACTION_USE_SMS_CODE;
}

static void say_letters(struct ui *ui, const struct view *view, bool other_ways)
{
    char line[LINE_SIZE] = "";
    size_t length = 0;
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        unsigned bit = 1u << action->id;
        char letter = action_letter(action->id);
        bool everywhere = action->id == ACTION_BACK || action->id == ACTION_QUIT;
        if (letter == 0 || action->quiet || (everywhere && !view->busy) ||
            (ui->action_hints & bit) != 0 || is_other_way(action->id) != other_ways)
            continue;
        ui->action_hints |= bit;
        /* TRANSLATORS: a blank or nothing, a letter, and what it does. */
        int added = snprintf(line + length, sizeof(line) - length, _("%s%c %s."),
                             length == 0 ? "" : " ", letter, action->label);
        if (added > 0 && (size_t)added < sizeof(line) - length)
            length += (size_t)added;
    }
    if (!ui->brief)
        say(ui, line);
}

void say_action_hints(struct ui *ui, const struct view *view)
{
    say_letters(ui, view, false);
}

/* Where the answer would be of no use, the letter that helps is said each time, and with --brief
 * too. */
static void say_only_way(struct ui *ui, const struct view *view)
{
    enum action_id id = ACTION_SUBMIT;
    if (view->focus == NULL || !action_from_id(view->focus, &id) || id != ACTION_RESEND)
        return;
    const struct view_action *action = view_find_action(view, id);
    if (action == NULL || !action->enabled)
        return;
    ui->action_hints |= 1u << id;
    say_line(ui, _("%s%c %s."), "", action_letter(id), action->label);
}

static void say_first_hint(struct ui *ui)
{
    if (!ui->brief && !ui->hint_said)
        say(ui, _("? help, < back, = repeat, q quit."));
    ui->hint_said = true;
}

/* ---- The prompt ---- */

void look_ahead(struct ui *ui)
{
    const char *bytes = NULL;
    size_t length = 0;
    ui->prompt.ahead = line_input_peek(&ui->input, &bytes, &length) == LINE_COMPLETE;
}

void open_prompt(struct ui *ui)
{
    terminal_echo(&ui->terminal, !ui->prompt.hidden);
    line_input_fill(&ui->input);
    look_ahead(ui);
    ui->prompt.open = true;
    ui->prompt_due = false;
    ui->stale = false;
    say_prompt(ui);
}

void close_prompt(struct ui *ui)
{
    if (!ui->prompt.open)
        return;
    ui->prompt.open = false;
    ui->prompt_due = false;
    say_newline(ui);
    terminal_echo(&ui->terminal, true);
}

static void field_prompt(const struct view_item *field, struct prompt *prompt)
{
    *prompt = (struct prompt){
        .kind = PROMPT_FIELD, .field = field->field, .hidden = field->kind == VIEW_FIELD_SECRET};
    /* TRANSLATORS: the prompt for a password; at most 20 columns with the label put in. */
    const char *format = prompt->hidden ? _("%s, hidden: ") : _("%s: ");
    (void)snprintf(prompt->text, sizeof(prompt->text), format, field->label);
}

static void list_prompt(const struct view *view, struct prompt *prompt)
{
    struct entries entries;
    collect_entries(view, &entries);
    size_t last = last_enabled(&entries);
    *prompt = (struct prompt){.kind = PROMPT_LIST};
    if (last == 1)
        (void)snprintf(prompt->text, sizeof(prompt->text), "%s", _("Choose 1: "));
    else
        (void)snprintf(prompt->text, sizeof(prompt->text), _("Choose 1 to %zu: "), last);
}

static void enter_prompt(const struct view *view, struct prompt *prompt)
{
    *prompt = (struct prompt){.kind = PROMPT_ENTER};
    (void)snprintf(prompt->text, sizeof(prompt->text), "%s",
                   view_find_action(view, ACTION_BACK) != NULL ? _("Enter goes back: ")
                                                               : _("Enter to close: "));
}

/* What VIEW asks for: FIELD if it is one of its fields. Before a choice comes the question whether
 * to go on at all. */
static void choose_prompt(const struct ui *ui, const struct view *view,
                          const struct view_item *field, struct prompt *prompt)
{
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    struct entries entries;
    collect_entries(view, &entries);
    bool is_list =
        choice != NULL ? choice_count(choice) > 0 : field == NULL && last_enabled(&entries) > 0;
    if (choice != NULL && is_list && view_choice_matters(view) && !ui->goes_on) {
        *prompt = (struct prompt){.kind = PROMPT_CONTINUE};
        /* TRANSLATORS: at most 20 columns. y and n are taken in every language. */
        (void)snprintf(prompt->text, sizeof(prompt->text), "%s", _("Continue, y or n: "));
    } else if (is_list) {
        list_prompt(view, prompt);
    } else if (field != NULL) {
        field_prompt(field, prompt);
    } else {
        enter_prompt(view, prompt);
    }
}

/* What was typed before is kept by Enter alone; that has to be known. */
static void say_kept(struct ui *ui, const struct view_item *field)
{
    const struct secret *value = ui->form->values[field->field];
    if (field->kind != VIEW_FIELD_TEXT || field->has_error || secret_is_empty(value))
        return;
    struct shown kept = text_neutralise(value->bytes, value->length, PLAIN_COLUMNS);
    /* TRANSLATORS: a field and what was typed into it before. */
    say_line(ui, _("%s: %s. Enter keeps it."), field->label, kept.text);
}

void ask_field(struct ui *ui, const struct view_item *field)
{
    unsigned bit = 1u << field->field;
    say_stale(ui);
    say_field_hint(ui, field);
    /* At a hidden prompt a letter is no command: it would be sent as the password. */
    if ((ui->asked_fields & bit) != 0 && field->kind != VIEW_FIELD_SECRET)
        say_letters(ui, ui->view, true);
    ui->asked_fields |= bit;
    say_kept(ui, field);
    field_prompt(field, &ui->prompt);
    open_prompt(ui);
}

/* Numbers as in the other front end, so that they mean the same everywhere. */
void say_list(struct ui *ui, bool all)
{
    struct entries entries;
    collect_entries(ui->view, &entries);
    bool is_choice = first_of(ui->view, VIEW_CHOICE) != NULL;
    size_t last = last_enabled(&entries);
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.at[i];
        /* A number that is missing makes people wonder; a way after the last one does not. */
        bool missed = !ui->brief && (i < last || !is_choice);
        if (entry_is_enabled(entry))
            say_line(ui, "%zu %s", i + 1, entry_label(entry));
        else if (all || missed)
            say_line(ui, _("%s: %s"), entry_label(entry), entry_reason(entry));
    }
}

void say_absent(struct ui *ui)
{
    struct entries entries;
    collect_entries(ui->view, &entries);
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.at[i];
        if (!entry_is_enabled(entry))
            say_line(ui, _("%s: %s"), entry_label(entry), entry_reason(entry));
    }
}

void ask_entry(struct ui *ui)
{
    struct prompt prompt;
    ui->goes_on = true;
    choose_prompt(ui, ui->view, NULL, &prompt);
    say_stale(ui);
    say_list(ui, false);
    ui->prompt = prompt;
    open_prompt(ui);
}

void begin_asking(struct ui *ui, bool with_list)
{
    const struct view *view = ui->view;
    const struct view_item *field = start_field(view);
    struct prompt prompt;
    choose_prompt(ui, view, field, &prompt);
    if (!prompt.hidden) { /* there no command is taken */
        say_first_hint(ui);
        say_only_way(ui, view);
        say_action_hints(ui, view);
    }
    if (prompt.kind == PROMPT_FIELD) {
        if (field->kind == VIEW_FIELD_WORD && with_list)
            say(ui, field->text); /* every time: here it is no mere hint */
        ask_field(ui, field);
        return;
    }
    if (with_list && prompt.kind == PROMPT_LIST)
        say_list(ui, false);
    ui->prompt = prompt;
    open_prompt(ui);
}

/* What the word is typed for is not the same any more. */
static bool says_other(const struct view *shown, const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (i >= shown->item_count || strcmp(shown->items[i].text, view->items[i].text) != 0)
            return true;
    return shown->item_count != view->item_count;
}

bool prompt_still_fits(const struct ui *ui, const struct view *view)
{
    if (!ui->prompt.open || ui->shown.id != view->id)
        return false;
    const struct view_item *field = NULL;
    if (ui->prompt.kind == PROMPT_FIELD) {
        field = view_find_field(view, ui->prompt.field);
        if (field == NULL || (field->kind == VIEW_FIELD_WORD && says_other(&ui->shown, view)))
            return false;
    }
    struct prompt prompt;
    choose_prompt(ui, view, field, &prompt);
    return prompt.kind == ui->prompt.kind && strcmp(prompt.text, ui->prompt.text) == 0;
}

void ask(struct ui *ui)
{
    say_stale(ui);
    open_prompt(ui);
}

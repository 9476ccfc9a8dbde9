#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/help.h"
#include "ui/plain/plain.h"

enum { HELP_MAX = 8 * 1024, TIME_SIZE = 16, LINE_SIZE = 2 * VIEW_TEXT_SIZE };

/* ---- What can be chosen ---- */

static bool is_in_menu(const struct view_action *action)
{
    return action->enabled && action_letter(action->id) == 0;
}

size_t menu_count(const struct view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->action_count; i++)
        count += is_in_menu(&view->actions[i]) ? 1 : 0;
    return count;
}

const struct view_action *menu_action(const struct view *view, size_t number)
{
    for (size_t i = 0; i < view->action_count; i++)
        if (is_in_menu(&view->actions[i]) && --number == 0)
            return &view->actions[i];
    return NULL;
}

size_t choice_count(const struct view_item *choice)
{
    size_t count = 0;
    for (size_t i = 0; i < choice->option_count; i++)
        count += choice->options[i].enabled ? 1 : 0;
    return count;
}

const struct view_option *choice_option(const struct view_item *choice, size_t number)
{
    for (size_t i = 0; i < choice->option_count; i++)
        if (choice->options[i].enabled && --number == 0)
            return &choice->options[i];
    return NULL;
}

static const struct view_item *first_of(const struct view *view, enum view_item_type type)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == type)
            return &view->items[i];
    return NULL;
}

const struct view_item *next_field(const struct view *view, enum form_field field)
{
    bool passed = false;
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && passed)
            return item;
        passed = passed || (item->type == VIEW_FIELD && item->field == field);
    }
    return NULL;
}

const struct view_item *previous_field(const struct view *view, enum form_field field)
{
    const struct view_item *previous = NULL;
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && item->field == field)
            break;
        if (item->type == VIEW_FIELD)
            previous = item;
    }
    return previous;
}

/* The word that confirms is asked for: everything that matters is said, even if it was before. */
static bool is_confirming(const struct view *view)
{
    const struct view_item *field = first_of(view, VIEW_FIELD);
    return field != NULL && field->kind == VIEW_FIELD_WORD;
}

/* ---- Lines ---- */

static void __attribute__((format(printf, 2, 3))) say_line(struct ui *ui, const char *format, ...)
{
    char line[LINE_SIZE];
    va_list values;
    va_start(values, format);
    int length = vsnprintf(line, sizeof(line), format, values);
    va_end(values);
    if (length > 0)
        say(ui, line);
}

static bool is_mail(const struct view_item *item)
{
    return strncmp(item->id, "sandbox_", strlen("sandbox_")) == 0;
}

/* Two dozen characters that are spelled one by one: said only when the person asks. */
static bool is_detail(const struct view_item *item)
{
    return strcmp(item->id, "user_id") == 0;
}

static bool was_said(const struct ui *ui, const struct view_item *item)
{
    for (size_t i = 0; i < ui->said_count; i++)
        if (strcmp(ui->said[i].id, item->id) == 0)
            return strcmp(ui->said[i].text, item->text) == 0;
    return false;
}

static void remember(struct ui *ui, const char *id, const char *text)
{
    size_t i = 0;
    while (i < ui->said_count && strcmp(ui->said[i].id, id) != 0)
        i++;
    if (i == PLAIN_SAID_MAX)
        return;
    if (i == ui->said_count)
        ui->said_count++;
    ui->said[i].id = id;
    (void)snprintf(ui->said[i].text, sizeof(ui->said[i].text), "%s", text);
}

static bool was_shown(const struct ui *ui, const struct view *view, const struct view_item *item)
{
    if (!ui->has_shown || ui->shown.id != view->id)
        return false;
    for (size_t i = 0; i < ui->shown.item_count; i++) {
        const struct view_item *old = &ui->shown.items[i];
        if (strcmp(old->id, item->id) == 0)
            return strcmp(old->text, item->text) == 0;
    }
    return false;
}

/* A fact is said once and then only when it changes or when the person is asked to confirm; a
 * paragraph is said with each screen that it belongs to. */
static void say_items(struct ui *ui, const struct view *view, bool all)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_PARAGRAPH && (all || !was_shown(ui, view, item)))
            say(ui, item->text);
        if (item->type != VIEW_FACT || (is_detail(item) && !all))
            continue;
        bool confirming = is_confirming(view) && !is_mail(item) && !was_shown(ui, view, item);
        if (all || confirming || !was_said(ui, item))
            /* TRANSLATORS: a label and its value. */
            say_line(ui, _("%s: %s"), item->label, item->text);
        remember(ui, item->id, item->text);
    }
}

static void say_heading(struct ui *ui, const struct view *view, bool all)
{
    bool is_first = !ui->has_shown;
    if (view->id == VIEW_SIGN_IN)
        ui->said_count = 0; /* whoever signs in next hears whose account it is */
    char heading[LINE_SIZE];
    const char *mark = view->sandbox ? _("SANDBOX. ") : "";
    if (ui->server != NULL && (is_first || view->id == VIEW_SIGN_IN)) {
        if (strstr(view->title, ui->server) == NULL)
            say_line(ui, _("Server: %s."), ui->server);
        remember(ui, "server", ui->server); /* the fact of that id says the same */
    }
    int length = 0;
    if (view->steps == 0)
        length = snprintf(heading, sizeof(heading), _("%s."), view->title);
    else if (!all && !is_first && strcmp(ui->shown.title, view->title) == 0)
        length = snprintf(heading, sizeof(heading), _("Step %d of %d."), view->step, view->steps);
    else
        length = snprintf(heading, sizeof(heading), _("%s. Step %d of %d."), view->title,
                          view->step, view->steps);
    if (length > 0)
        say_parts(ui, mark, heading);
}

static void say_status(struct ui *ui, const struct view *view)
{
    if (!view->has_status)
        return;
    if (view->severity == VIEW_ERROR)
        say_error(ui, view->status);
    else
        say(ui, view->status);
}

/* A result is said for every action, even the same one twice; otherwise only what is new. */
static void say_new_status(struct ui *ui, const struct view *view)
{
    const char *status = view->has_status ? view->status : "";
    if (ui->answer_due || strcmp(status, ui->status) != 0)
        say_status(ui, view);
    (void)snprintf(ui->status, sizeof(ui->status), "%s", status);
}

/* The limit of this screen, once, when it begins. */
static void say_deadline(struct ui *ui, const struct view *view)
{
    if (!view->has_deadline || view->deadline_ms <= ui->now_ms)
        return;
    char until[TIME_SIZE];
    int64_t left_s = (view->deadline_ms - ui->now_ms) / 1000;
    int64_t end_s = ui->wall_s + (view->deadline_ms - ui->shown_ms) / 1000;
    clock_format_time(end_s, until, sizeof(until));
    say_line(ui,
             ngettext("Valid %d second, until %s.", "Valid %d seconds, until %s.",
                      (unsigned long)left_s),
             (int)left_s, until);
}

/* ---- Hints: once a session each ---- */

/* That a password is hidden is said by its prompt already. */
static void say_field_hint(struct ui *ui, const struct view_item *field)
{
    unsigned bit = 1u << field->field;
    if (ui->brief || (ui->field_hints & bit) != 0 || field->kind == VIEW_FIELD_SECRET)
        return;
    ui->field_hints |= bit;
    say(ui, field->text);
}

/* The letters of actions beyond those that every screen has. */
static void say_action_hints(struct ui *ui, const struct view *view)
{
    char line[LINE_SIZE] = "";
    size_t length = 0;
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        unsigned bit = 1u << action->id;
        char letter = action_letter(action->id);
        bool everywhere = action->id == ACTION_BACK || action->id == ACTION_QUIT;
        if (letter == 0 || (everywhere && !view->busy) || (ui->action_hints & bit) != 0)
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

static void say_first_hint(struct ui *ui)
{
    if (!ui->brief && !ui->hint_said)
        say(ui, _("? help, < back, = repeat, q quit."));
    ui->hint_said = true;
}

/* ---- Prompts ---- */

void look_ahead(struct ui *ui)
{
    const char *bytes = NULL;
    size_t length = 0;
    ui->prompt.ahead = line_input_peek(&ui->input, &bytes, &length) == LINE_COMPLETE;
}

static void open_prompt(struct ui *ui)
{
    terminal_echo(&ui->terminal, !ui->prompt.hidden);
    line_input_fill(&ui->input);
    look_ahead(ui);
    ui->prompt.open = true;
    ui->stale = false;
    say_prompt(ui);
}

void close_prompt(struct ui *ui)
{
    if (!ui->prompt.open)
        return;
    ui->prompt.open = false;
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

static void number_prompt(enum prompt_kind kind, size_t count, struct prompt *prompt)
{
    *prompt = (struct prompt){.kind = kind};
    if (count == 1)
        (void)snprintf(prompt->text, sizeof(prompt->text), "%s", _("Choose 1: "));
    else
        (void)snprintf(prompt->text, sizeof(prompt->text), _("Choose 1 to %zu: "), count);
}

static void enter_prompt(const struct view *view, struct prompt *prompt)
{
    *prompt = (struct prompt){.kind = PROMPT_ENTER};
    (void)snprintf(prompt->text, sizeof(prompt->text), "%s",
                   view_find_action(view, ACTION_BACK) != NULL ? _("Enter goes back: ")
                                                               : _("Enter to close: "));
}

/* What VIEW asks for: FIELD if it is one of its fields. */
static void choose_prompt(const struct view *view, const struct view_item *field,
                          struct prompt *prompt)
{
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    if (choice != NULL && choice_count(choice) > 0) {
        number_prompt(PROMPT_CHOICE, choice_count(choice), prompt);
        prompt->field = choice->field;
    } else if (field != NULL) {
        field_prompt(field, prompt);
    } else if (menu_count(view) > 0 && choice == NULL) {
        number_prompt(PROMPT_MENU, menu_count(view), prompt);
    } else {
        enter_prompt(view, prompt);
    }
}

/* Where to begin: the field with the error, else where the view says, else the first. */
static const struct view_item *start_field(const struct view *view)
{
    const struct view_item *start = first_of(view, VIEW_FIELD);
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type != VIEW_FIELD)
            continue;
        if (item->has_error)
            return item;
        if (view->focus != NULL && strcmp(item->id, view->focus) == 0)
            start = item;
    }
    return start;
}

/* What came while the prompt was open. */
static void say_stale(struct ui *ui)
{
    if (!ui->stale)
        return;
    ui->stale = false;
    say_items(ui, ui->view, false);
    say_new_status(ui, ui->view);
    ui->shown = *ui->view;
}

/* What was typed before is kept by Enter alone; that has to be known. */
static void say_kept(struct ui *ui, const struct view_item *field)
{
    const struct secret *value = ui->form->values[field->field];
    if (field->kind != VIEW_FIELD_TEXT || field->has_error || secret_is_empty(value))
        return;
    struct shown kept = text_neutralise(value->bytes, value->length, PLAIN_COLUMNS);
    say_line(ui, _("Enter keeps %s."), kept.text);
}

void ask_field(struct ui *ui, const struct view_item *field)
{
    say_stale(ui);
    say_field_hint(ui, field);
    say_kept(ui, field);
    field_prompt(field, &ui->prompt);
    open_prompt(ui);
}

static void say_choice(struct ui *ui, const struct view_item *choice)
{
    if (choice->label[0] != '\0')
        say_line(ui, _("%s."), choice->label);
    for (size_t i = 0, number = 1; i < choice->option_count; i++) {
        const struct view_option *option = &choice->options[i];
        if (option->enabled)
            say_line(ui, "%zu %s", number++, option->label);
        else
            say_line(ui, _("%s: %s"), option->label, option->reason);
    }
}

static void say_menu(struct ui *ui, const struct view *view)
{
    size_t number = 1;
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        if (is_in_menu(action))
            say_line(ui, "%zu %s", number++, action->label);
        else if (!action->enabled && action_letter(action->id) == 0)
            say_line(ui, _("%s: %s"), action->label, action->reason);
    }
}

/* All that precedes the prompt, then the prompt. */
static void begin_asking(struct ui *ui, bool with_options)
{
    const struct view *view = ui->view;
    const struct view_item *field = start_field(view);
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    say_first_hint(ui);
    say_action_hints(ui, view);
    struct prompt prompt;
    choose_prompt(view, field, &prompt);
    if (prompt.kind == PROMPT_FIELD) {
        if (is_confirming(view))
            ui->field_hints |= 1u << field->field; /* said better here, every time */
        if (is_confirming(view) && with_options)
            say(ui, _("Enter alone goes back."));
        ask_field(ui, field);
        return;
    }
    if (with_options && choice != NULL)
        say_choice(ui, choice);
    else if (with_options && prompt.kind == PROMPT_MENU)
        say_menu(ui, view);
    ui->prompt = prompt;
    open_prompt(ui);
}

bool prompt_still_fits(const struct ui *ui, const struct view *view)
{
    if (!ui->prompt.open || ui->shown.id != view->id)
        return false;
    const struct view_item *field = NULL;
    if (ui->prompt.kind == PROMPT_FIELD) {
        field = view_find_field(view, ui->prompt.field);
        if (field == NULL)
            return false;
    }
    struct prompt prompt;
    choose_prompt(view, field, &prompt);
    return prompt.kind == ui->prompt.kind && strcmp(prompt.text, ui->prompt.text) == 0;
}

void ask(struct ui *ui)
{
    say_stale(ui);
    open_prompt(ui);
}

/* ---- Views ---- */

/* In the sandbox the mail arrives a moment after it was asked for, and nothing may be printed while
 * a prompt waits: so the prompt waits a moment for the mail. */
static bool expects_mail(const struct ui *ui, const struct view *view, bool is_new)
{
    const struct view_item *field = first_of(view, VIEW_FIELD);
    if (!view->sandbox || field == NULL || field->kind != VIEW_FIELD_CODE)
        return false;
    bool sent = view->has_status ? view->severity == VIEW_INFO && ui->answer_due : is_new;
    for (size_t i = 0; i < view->item_count; i++)
        if (is_mail(&view->items[i]) && !was_said(ui, &view->items[i]))
            return false;
    return sent;
}

/* The prompt has become meaningless; what was typed at it was not meant for another one. */
static void abandon_prompt(struct ui *ui)
{
    if (!ui->prompt.open)
        return;
    close_prompt(ui);
    (void)line_input_flush(&ui->input);
}

void present(struct ui *ui)
{
    const struct view *view = ui->view;
    bool is_new = !ui->has_shown || ui->shown.id != view->id;
    bool waits = expects_mail(ui, view, is_new);
    abandon_prompt(ui);
    ui->is_busy = false;
    if (is_new) {
        say_new_status(ui, view);
        say_heading(ui, view, false);
    }
    say_items(ui, view, false);
    if (!is_new)
        say_new_status(ui, view);
    if (is_new)
        say_deadline(ui, view);
    bool same_options = !is_new && view->action_count == ui->shown.action_count;
    ui->shown = *view;
    ui->has_shown = true;
    ui->answer_due = false;
    ui->wait_until_ms = waits ? ui->now_ms + PLAIN_MAIL_MS : 0;
    if (ui->told || waits)
        return;
    bool only_quit = view->action_count == 1 && view->actions[0].id == ACTION_QUIT;
    if (view->is_final && only_quit && !ui->kiosk && !ui->has_left)
        ui->leaving = true;
    else
        begin_asking(ui, !same_options);
}

void present_busy(struct ui *ui)
{
    const struct view *view = ui->view;
    abandon_prompt(ui);
    if (!ui->is_busy || strcmp(ui->progress, view->progress) != 0) {
        ui->is_busy = true;
        ui->busy_said = false;
        ui->busy_since_ms = ui->now_ms;
        ui->progress_s = view->progress_s;
        (void)snprintf(ui->progress, sizeof(ui->progress), "%s", view->progress);
    }
    const char *status = view->has_status ? view->status : "";
    if (strcmp(status, ui->status) != 0) {
        say_status(ui, view);
        (void)snprintf(ui->status, sizeof(ui->status), "%s", status);
    }
    if (view->progress_s > ui->progress_s)
        say_line(
            ui,
            ngettext("Still working, %u second.", "Still working, %u seconds.", view->progress_s),
            view->progress_s);
    ui->progress_s = view->progress_s;
}

void present_tick(struct ui *ui)
{
    const struct view *view = ui->view;
    if (view == NULL || ui->told)
        return;
    if (view->busy && !ui->busy_said && ui->now_ms - ui->busy_since_ms >= PLAIN_QUIET_MS) {
        ui->busy_said = true;
        say(ui, view->progress);
        say_items(ui, view, false);
        if (view->item_count > 0)
            say_action_hints(ui, view);
    }
    if (!view->busy && ui->wait_until_ms != 0 && ui->now_ms >= ui->wait_until_ms) {
        ui->wait_until_ms = 0;
        say(ui, _("Enter shows new mail."));
        begin_asking(ui, true);
    }
}

void repeat_view(struct ui *ui)
{
    const struct view *view = ui->view;
    say_heading(ui, view, true);
    say_items(ui, view, true);
    ui->shown = *view;
    say_status(ui, view);
    say_deadline(ui, view);
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    if (ui->prompt.kind == PROMPT_CHOICE && choice != NULL)
        say_choice(ui, choice);
    if (ui->prompt.kind == PROMPT_MENU)
        say_menu(ui, view);
    open_prompt(ui);
}

void explain_view(struct ui *ui)
{
    struct buf text = buf_init(HELP_MAX);
    help_about_view(ui->view, &text);
    say(ui, buf_text(&text));
    buf_free(&text);
    if (view_find_action(ui->view, ACTION_BACK) == NULL && ui->prompt.kind == PROMPT_FIELD &&
        previous_field(ui->view, ui->prompt.field) != NULL)
        say(ui, _("< Back."));
    say(ui, _("= Repeat."));
    if (view_find_action(ui->view, ACTION_QUIT) == NULL)
        say(ui, _("q Quit."));
    ask(ui);
}

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/help.h"
#include "ui/plain/plain.h"

enum { HELP_MAX = 8 * 1024, TIME_SIZE = 16 };

/* ---- Lines ---- */

static bool is_mail(const struct view_item *item)
{
    return strncmp(item->id, "sandbox_", strlen("sandbox_")) == 0;
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

/* A value that fits a line gets one of its own rather than being broken. */
static void say_fact(struct ui *ui, const struct view_item *item)
{
    char line[LINE_SIZE];
    /* TRANSLATORS: a label and its value. */
    if (snprintf(line, sizeof(line), _("%s: %s"), item->label, item->text) < 0)
        return;
    if (text_columns(line) > PLAIN_COLUMNS && text_columns(item->text) <= PLAIN_COLUMNS) {
        say_line(ui, _("%s:"), item->label);
        say(ui, item->text);
    } else {
        say(ui, line);
    }
}

/* HEADING goes before the first paragraph, on its line if both fit; then it is said. */
static void say_paragraph(struct ui *ui, char *heading, const char *text)
{
    const char *gap = text_gap(heading, text);
    if (heading[0] != '\0' &&
        text_columns(heading) + strlen(gap) + text_columns(text) <= PLAIN_COLUMNS) {
        say_line(ui, "%s%s%s", heading, gap, text);
    } else {
        say(ui, heading);
        say(ui, text);
    }
    heading[0] = '\0';
}

/* A paragraph is said with each screen that it belongs to, a fact once and then only when it
 * changes, and a quiet one when the person asks. */
static void say_items(struct ui *ui, const struct view *view, char *heading, bool all)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->in_result && ui->leaving)
            continue;
        if (item->type == VIEW_PARAGRAPH && (all || !was_shown(ui, view, item)))
            say_paragraph(ui, heading, item->text);
        if (item->type != VIEW_FACT || (item->quiet && !all))
            continue;
        say(ui, heading);
        heading[0] = '\0';
        if (all || !was_said(ui, item))
            say_fact(ui, item);
        remember(ui, item->id, item->text);
    }
    say(ui, heading);
}

/* "Step 1 of 3." tells how many there are, once a deletion. */
static int format_step(const struct ui *ui, const struct view *view, bool all, char *text)
{
    if (all || !ui->has_shown)
        return snprintf(text, LINE_SIZE, _("%s. Step %d of %d."), view->title, view->step,
                        view->steps);
    if (ui->brief)
        return 0;
    if (view->step == 1)
        return snprintf(text, LINE_SIZE, _("Step %d of %d."), view->step, view->steps);
    return snprintf(text, LINE_SIZE, _("Step %d."), view->step);
}

/* The last line of the program says what the title does. */
static bool is_said_last(const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].in_result)
            return true;
    return false;
}

/* TEXT (of LINE_SIZE): the heading, to be said before the first paragraph. */
static void say_heading(struct ui *ui, const struct view *view, bool all, char *text)
{
    char heading[LINE_SIZE] = "";
    bool is_first = !ui->has_shown;
    if (view->id == VIEW_SIGN_IN)
        ui->said_count = 0; /* whoever signs in next hears what is said of the account */
    if (ui->server != NULL && (is_first || view->id == VIEW_SIGN_IN)) {
        if (strstr(view->title, ui->server) == NULL)
            say_line(ui, _("Server: %s."), ui->server);
        remember(ui, "server", ui->server); /* the fact of that id says the same */
    }
    int length = 0;
    if (view->steps > 0)
        length = format_step(ui, view, all, heading);
    else if (!ui->leaving || !is_said_last(view))
        length = snprintf(heading, sizeof(heading), _("%s."), view->title);
    if (length < 0)
        heading[0] = '\0';
    const char *mark = view->sandbox ? _("SANDBOX. ") : "";
    (void)snprintf(text, LINE_SIZE, "%.*s%.*s", LINE_SIZE / 4, mark, LINE_SIZE / 2, heading);
    size_t end = strlen(text);
    if (end > 0 && text[end - 1] == ' ')
        text[end - 1] = '\0';
}

/* The limit of this screen, once, when it begins. */
static void say_deadline(struct ui *ui, const struct view *view, bool all)
{
    if (!view->has_deadline || view->deadline_ms <= ui->now_ms)
        return;
    char until[TIME_SIZE];
    int64_t left_s = (view->deadline_ms - ui->now_ms) / 1000;
    if (!all) {
        say_line(ui, ngettext("Valid %d second.", "Valid %d seconds.", (unsigned long)left_s),
                 (int)left_s);
        return;
    }
    int64_t end_s = ui->wall_s + (view->deadline_ms - ui->shown_ms) / 1000;
    clock_format_time(end_s, until, sizeof(until));
    say_line(ui,
             ngettext("Valid %d second, until %s.", "Valid %d seconds, until %s.",
                      (unsigned long)left_s),
             (int)left_s, until);
}

/* While a prompt waits nothing is printed: when the warning is said at last, less may be left. */
static bool warns_of_end(const struct view *view)
{
    return view->has_status && view->has_deadline && strcmp(view->code, "EXPIRES") == 0;
}

static void say_status(struct ui *ui, const struct view *view)
{
    if (!view->has_status)
        return;
    if (warns_of_end(view))
        say_deadline(ui, view, false);
    else if (view->severity == VIEW_ERROR)
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

/* What came while the prompt was open. */
void say_stale(struct ui *ui)
{
    if (!ui->stale)
        return;
    char heading[LINE_SIZE] = "";
    ui->stale = false;
    say_items(ui, ui->view, heading, false);
    say_new_status(ui, ui->view);
    ui->shown = *ui->view;
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
    bool only_quit = view->action_count == 1 && view->actions[0].id == ACTION_QUIT;
    char heading[LINE_SIZE] = "";
    abandon_prompt(ui);
    ui->is_busy = false;
    ui->leaving = view->is_final && only_quit && !ui->kiosk && !ui->has_left && !ui->told;
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    if (is_new || (choice != NULL && only_option(choice) != NULL))
        ui->goes_on = false;
    if (is_new) {
        say_new_status(ui, view);
        say_heading(ui, view, false, heading);
    }
    say_items(ui, view, heading, false);
    if (!is_new)
        say_new_status(ui, view);
    if (is_new)
        say_deadline(ui, view, false);
    bool same_options = !is_new && view->action_count == ui->shown.action_count;
    ui->shown = *view;
    ui->has_shown = true;
    ui->answer_due = false;
    ui->wait_until_ms = waits ? ui->now_ms + PLAIN_MAIL_MS : 0;
    if (!ui->told && !waits && !ui->leaving)
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
        say_line(ui, ngettext("Working, %u second.", "Working, %u seconds.", view->progress_s),
                 view->progress_s);
    if (view->progress_s > ui->progress_s && view->progress_s >= PLAIN_LONG_S)
        say_action_hints(ui, view); /* how to stop, if that is possible */
    ui->progress_s = view->progress_s;
}

void present_question(struct ui *ui)
{
    if (!ui->asks_key) {
        abandon_prompt(ui);
        ui->wait_until_ms = 0;
        /* Not at the first screen, which may stand there all night. */
        if (ui->terminal.is_terminal && ui->view->id != VIEW_SIGN_IN)
            buf_append(&ui->output.pending, "\a", 1);
        say_status(ui, ui->view);
        terminal_any_key(&ui->terminal);
    }
    ui->asks_key = true;
    ui->answer_due = false;
}

void present_tick(struct ui *ui)
{
    const struct view *view = ui->view;
    if (view == NULL || ui->told || ui->asks_key)
        return;
    if (view->busy && !ui->busy_said && ui->now_ms - ui->busy_since_ms >= PLAIN_QUIET_MS) {
        ui->busy_said = true;
        char heading[LINE_SIZE] = "";
        say(ui, view->progress);
        say_items(ui, view, heading, false);
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
    char heading[LINE_SIZE];
    say_heading(ui, view, true, heading);
    say_items(ui, view, heading, true);
    ui->shown = *view;
    if (!warns_of_end(view)) /* which the next line does */
        say_status(ui, view);
    say_deadline(ui, view, true);
    if (ui->prompt.kind == PROMPT_LIST)
        say_list(ui, true);
    const struct view_item *field = start_field(view);
    if (ui->prompt.kind == PROMPT_FIELD && field != NULL && field->kind == VIEW_FIELD_WORD)
        say(ui, field->text);
    open_prompt(ui);
}

void explain_view(struct ui *ui)
{
    struct buf text = buf_init(HELP_MAX);
    if (ui->prompt.kind == PROMPT_CONTINUE)
        say(ui, _("y Continue, nothing is deleted yet."));
    if (ui->prompt.kind == PROMPT_LIST)
        say(ui, _("Type a number."));
    help_about_view(ui->view, &text);
    say(ui, buf_text(&text));
    buf_free(&text);
    if (view_find_action(ui->view, ACTION_BACK) == NULL && ui->prompt.kind == PROMPT_FIELD &&
        previous_field(ui->view, ui->prompt.field) != NULL)
        say(ui, _("< Back."));
    say(ui, _("= Repeat."));
    if (view_find_action(ui->view, ACTION_QUIT) == NULL)
        say(ui, _("q Quit, nothing is deleted."));
    ask(ui);
}

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/curses/front.h"

/* Focus ---------------------------------------------------------------------------------------- */

const struct stop *front_stop(const struct ui *ui)
{
    if (ui->reading || ui->focus >= ui->stops.count)
        return NULL;
    return &ui->stops.at[ui->focus];
}

bool front_in_field(const struct ui *ui)
{
    const struct stop *stop = front_stop(ui);
    return stop != NULL && stop->type == STOP_FIELD;
}

void front_set_focus(struct ui *ui, size_t index)
{
    bool was_scrolled = front_in_field(ui) && ui->edit.first > 0;
    size_t page = ui->page;
    ui->reading = false;
    ui->focus = index;
    if (front_in_field(ui)) {
        const struct view_item *item = front_stop(ui)->item;
        lineedit_begin(&ui->edit, ui->options.form->values[item->field],
                       item->kind == VIEW_FIELD_SECRET);
    }
    if (ui->stops.count > 0)
        ui->page = layout_page(&ui->layout, ui->layout.stop_line[index]);
    ui->anew = ui->anew || page != ui->page;
    if (was_scrolled || page != ui->page || ui->options.focus == UI_FOCUS_BAR)
        front_draw(ui);
    else if (front_in_field(ui))
        front_find_cursor(ui);
}

static const char *stop_id(const struct stop *stop)
{
    switch (stop->type) {
    case STOP_FIELD:
        return stop->item->id;
    case STOP_OPTION:
        return stop->option->id;
    case STOP_ACTION:
        return action_id_text(stop->action->id);
    }
    return "";
}

/* The stop of the new view that is the same as OLD_ID of the old one. */
static bool find_same(const struct stops *stops, const char *old_id, size_t *index)
{
    for (size_t i = 0; i < stops->count; i++) {
        if (strcmp(stop_id(&stops->at[i]), old_id) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool same_text(const char *one, const char *other)
{
    return one == other || (one != NULL && other != NULL && strcmp(one, other) == 0);
}

/* Messages ------------------------------------------------------------------------------------- */

static void set_message(struct ui *ui, const char *text, bool is_error)
{
    /* TRANSLATORS: a message about something that went wrong. */
    int length = snprintf(ui->message.text, sizeof(ui->message.text),
                          is_error ? _("Error: %s") : "%s", text);
    ui->message.is_error = is_error;
    ui->message.parked = length > 0;
    ui->message.anew = true;
    ui->message.first = 0;
}

void front_say(struct ui *ui, const char *text, bool is_error)
{
    set_message(ui, text, is_error);
    front_layout(ui);
    front_draw(ui);
}

void front_format_deadline(const struct view *view, bool with_time, int64_t now_ms, int64_t wall_s,
                           char *text, size_t size)
{
    int64_t left_s = (view->deadline_ms - now_ms + 500) / 1000;
    char until[16];
    int length = 0;
    text[0] = '\0';
    if (left_s <= 0)
        return;
    clock_format_time(wall_s + left_s, until, sizeof(until));
    if (with_time)
        length = snprintf(text, size,
                          ngettext("Valid %d second, until %s.", "Valid %d seconds, until %s.",
                                   (unsigned long)left_s),
                          (int)left_s, until);
    else
        length = snprintf(text, size,
                          ngettext("Valid %d second.", "Valid %d seconds.", (unsigned long)left_s),
                          (int)left_s);
    if (length < 0)
        text[0] = '\0';
}

/* How long a screen holds is no news that stops a person: it is written, and so heard, but the
 * cursor is where the answer goes, with its label. What is left is said again before it ends. */
static void say_status(struct ui *ui, const char *deadline)
{
    const struct view *view = &ui->view;
    char text[FRONT_MESSAGE];
    const char *status = view->has_status ? view->status : "";
    if (snprintf(text, sizeof(text), "%s%s%s", status, text_gap(status, deadline), deadline) <= 0)
        return;
    set_message(ui, text, view->has_status && view->severity == VIEW_ERROR);
    ui->message.parked = view->has_status;
}

/* Waiting -------------------------------------------------------------------------------------- */

static bool has_paragraph(const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == VIEW_PARAGRAPH)
            return true;
    return false;
}

/* Few words: whoever waits hears all of them, one line after the other. */
static bool format_progress(const struct front_wait *wait, char *text, size_t size)
{
    bool can_stop = wait->overlay && wait->can_go_back;
    int length = 0;
    if (wait->progress_s == 0)
        length = snprintf(text, size, "%s", wait->progress);
    else if (wait->progress_s < FRONT_LONG_S)
        length = snprintf(text, size, "%s", _("Still working."));
    else if (wait->progress_s < FRONT_VERY_LONG_S)
        length = snprintf(text, size, "%s",
                          can_stop ? _("No answer yet. Esc stops.") : _("No answer yet."));
    else
        length = snprintf(text, size, ngettext("%u second.", "%u seconds.", wait->progress_s),
                          wait->progress_s);
    return length >= 0;
}

void front_speak(struct ui *ui, int64_t now_ms)
{
    struct front_wait *wait = &ui->wait;
    char text[FRONT_MESSAGE];
    if (!wait->on || now_ms - wait->since_ms < FRONT_PATIENCE_MS ||
        (wait->spoken && wait->spoken_s == wait->progress_s))
        return;
    if (!format_progress(wait, text, sizeof(text)))
        return;
    wait->spoken = true;
    wait->spoken_s = wait->progress_s;
    front_say(ui, text, false);
}

static void show_wait(struct ui *ui, const struct view *view, int64_t now_ms)
{
    struct front_wait *wait = &ui->wait;
    const struct view_action *back = view_find_action(view, ACTION_BACK);
    bool another = strcmp(wait->progress, view->progress) != 0;
    if (!wait->on)
        *wait = (struct front_wait){.on = true, .since_ms = now_ms};
    else if (another)
        wait->spoken = false;
    wait->can_go_back = back != NULL && back->enabled;
    wait->progress_s = view->progress_s;
    memcpy(wait->progress, view->progress, sizeof(wait->progress));
}

/* What is new to be said while the screen before stays. */
static void say_in_wait(struct ui *ui, const struct view *view)
{
    struct front_wait *wait = &ui->wait;
    if (strcmp(wait->status, view->status) == 0)
        return;
    memcpy(wait->status, view->status, sizeof(wait->status));
    if (!view->has_status) { /* it was answered */
        ui->message = (struct front_message){0};
        wait->spoken = false;
        return;
    }
    set_message(ui, view->status, view->severity == VIEW_ERROR);
    wait->spoken = true;
}

int front_timeout_ms(struct ui *ui, int64_t now_ms)
{
    int64_t left = ui->wait.since_ms + FRONT_PATIENCE_MS - now_ms;
    if (!ui->wait.on || ui->wait.spoken)
        return -1;
    if (left > 0)
        return (int)left;
    front_speak(ui, now_ms);
    front_flush(ui);
    return -1;
}

/* Views ---------------------------------------------------------------------------------------- */

bool front_begins_with_reading(const struct ui *ui)
{
    return ui->view.is_final || ui->view.busy;
}

static void begin_focus(struct ui *ui)
{
    ui->reading = false;
    ui->page = 0;
    front_layout(ui);
    size_t index = stops_begin(&ui->stops, &ui->view);
    front_set_focus(ui, index);
    /* What comes before the choice is read first; a field waits for text, and shows it, unless
     * there is a notice before it that nobody has put away. */
    bool wait_for_text = front_in_field(ui) && view_find_action(&ui->view, ACTION_DISMISS) == NULL;
    if ((ui->page > 0 || front_begins_with_reading(ui)) && !wait_for_text) {
        ui->reading = true;
        ui->page = 0;
    }
}

static void keep_focus(struct ui *ui, const char *old_id, const char *old_focus, bool new_status)
{
    size_t index = 0;
    /* Who chose another way, or a new code, goes on where this screen begins. */
    if ((new_status && stops_find_error(&ui->stops, &index)) ||
        (!ui->went_elsewhere && same_text(old_focus, ui->view.focus) &&
         find_same(&ui->stops, old_id, &index))) {
        bool same = index == ui->focus && ui->edit.value != NULL && old_id[0] != '\0' &&
                    index < ui->stops.count && strcmp(stop_id(&ui->stops.at[index]), old_id) == 0;
        front_layout(ui);
        if (!same)
            front_set_focus(ui, index);
        return;
    }
    begin_focus(ui);
}

/* ANSWERED: it is what came of a request. */
static void take_view(struct ui *ui, const struct view *view, bool answered, int64_t now_ms,
                      int64_t wall_s)
{
    bool is_new = !ui->has_view || ui->view.id != view->id;
    bool had_status = ui->has_view && ui->view.has_status;
    bool new_deadline = view->has_deadline && (is_new || !ui->view.has_deadline ||
                                               ui->view.deadline_ms != view->deadline_ms);
    /* A second refusal in the same words is news too. */
    bool new_status = view->has_status && (is_new || ui->acted || answered || !had_status ||
                                           strcmp(ui->view.status, view->status) != 0);
    bool over = had_status && !view->has_status;
    const char *old_focus = ui->view.focus;
    const struct stop *old_stop = front_stop(ui);
    const char *old_id = old_stop == NULL ? "" : stop_id(old_stop);
    char deadline[VIEW_LABEL_SIZE] = "";
    ui->view = *view;
    ui->has_view = true;
    stops_collect(&ui->stops, &ui->view);
    if (is_new || over)
        ui->message = (struct front_message){0};
    if (new_deadline)
        front_format_deadline(view, false, now_ms, wall_s, deadline, sizeof(deadline));
    if (new_status || deadline[0] != '\0')
        say_status(ui, deadline);
    if (is_new) {
        ui->helping = false;
        ui->anew = true;
        begin_focus(ui);
        ui->anew = true;
    } else {
        keep_focus(ui, old_id, old_focus, new_status);
    }
    ui->went_elsewhere = false;
}

void front_show(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s)
{
    bool overlay = view->busy && ui->has_view && !has_paragraph(view);
    bool answered = ui->wait.on && !view->busy;
    if (ui->has_view && view->serial == ui->serial && !ui->acted)
        return;
    if (ui->acted)
        ui->went_elsewhere = ui->chosen != ACTION_SUBMIT;
    ui->serial = view->serial;
    if (!view->busy) {
        if (ui->wait.spoken)
            ui->message = (struct front_message){0};
        ui->wait = (struct front_wait){0};
    } else {
        show_wait(ui, view, now_ms);
        ui->wait.overlay = overlay;
    }
    if (overlay)
        say_in_wait(ui, view);
    else
        take_view(ui, view, answered, now_ms, wall_s);
    ui->acted = false;
    front_speak(ui, now_ms);
    front_layout(ui); /* also where only a value was wiped: nothing may remember it */
    front_draw(ui);
    front_flush(ui);
}

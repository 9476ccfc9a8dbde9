#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ui/curses/front.h"

enum {
    CTRL_A = 1,
    CTRL_D = 4,
    CTRL_E = 5,
    TAB = 9,
    CTRL_L = 12,
    CTRL_N = 14,
    CTRL_P = 16,
    CTRL_Q = 17,
    CTRL_U = 21,
    CTRL_W = 23,
    ESCAPE = 27
};

/* Events --------------------------------------------------------------------------------------- */

static bool act(struct ui *ui, enum action_id action, struct ui_event *event)
{
    ui->acted = true;
    ui->chosen = action;
    *event = (struct ui_event){.type = UI_ACTION, .action = action};
    return true;
}

/* Carries out the view's action ID, or says why not. */
static bool try_action(struct ui *ui, enum action_id id, struct ui_event *event)
{
    const struct view_action *action = view_find_action(&ui->view, id);
    if (action == NULL)
        return false;
    if (!action->enabled) {
        front_say(ui, action->reason, false);
        return false;
    }
    return act(ui, id, event);
}

static bool go_back(struct ui *ui, struct ui_event *event)
{
    if (view_find_action(&ui->view, ACTION_BACK) == NULL) {
        front_say(ui, _("There is no way back from here. F10 quits."), false);
        return false;
    }
    return try_action(ui, ACTION_BACK, event);
}

static bool choose_option(struct ui *ui, const struct stop *stop, struct ui_event *event)
{
    struct secret *value = ui->options.form->values[stop->item->field];
    if (!stop->option->enabled) {
        front_say(ui, stop->option->reason, false);
        return false;
    }
    if (!secret_set(value, stop->option->id, strlen(stop->option->id)))
        return false;
    return try_action(ui, ACTION_SUBMIT, event);
}

static bool enter_field(struct ui *ui, const struct stop *stop, struct ui_event *event)
{
    /* Enter alone never confirms. */
    if (ui->view.id == VIEW_CONFIRM && stop->item->kind == VIEW_FIELD_WORD &&
        secret_is_empty(ui->options.form->values[stop->item->field]))
        return go_back(ui, event);
    if (ui->focus + 1 < ui->stops.fields) {
        front_set_focus(ui, ui->focus + 1);
        /* Screen readers say where an arrow key leads, but after Enter only what is written. */
        terminal_rewrite(ui->terminal, layout_row(&ui->layout, ui->layout.stop_line[ui->focus]));
        return false;
    }
    return try_action(ui, ACTION_SUBMIT, event);
}

static bool choose(struct ui *ui, const struct stop *stop, struct ui_event *event)
{
    switch (stop->type) {
    case STOP_FIELD:
        return enter_field(ui, stop, event);
    case STOP_OPTION:
        return choose_option(ui, stop, event);
    case STOP_ACTION:
        if (stop->action->enabled)
            return act(ui, stop->action->id, event);
        front_say(ui, stop->action->reason, false);
        return false;
    }
    return false;
}

/* Moving --------------------------------------------------------------------------------------- */

/* Pages that are places of their own to read from: those before the one with the first stop, and
 * the first one where the screen begins with reading. */
static size_t pages_to_read(const struct ui *ui)
{
    size_t pages = ui->layout.pages > 1 ? ui->layout.pages : 0;
    if (ui->stops.count > 0)
        pages = layout_page(&ui->layout, ui->layout.stop_line[0]);
    return pages == 0 && front_begins_with_reading(ui) ? 1 : pages;
}

static void read_page(struct ui *ui, size_t page)
{
    ui->reading = true;
    if (page == ui->page) {
        if (ui->options.focus == UI_FOCUS_BAR)
            front_draw(ui);
        return; /* only the cursor goes there */
    }
    ui->page = page;
    ui->anew = true;
    front_draw(ui);
}

/* One place on or back among the pages to read and the stops, in a circle. */
static void step(struct ui *ui, bool forward)
{
    size_t pages = pages_to_read(ui);
    size_t places = pages + ui->stops.count;
    if (places == 0)
        return;
    size_t place = ui->reading ? ui->page : pages + ui->focus;
    place = (place + (forward ? 1 : places - 1)) % places;
    if (place < pages)
        read_page(ui, place);
    else
        front_set_focus(ui, place - pages);
}

static void turn_page(struct ui *ui, bool forward)
{
    size_t pages = ui->layout.pages;
    if (pages < 2)
        return;
    size_t page = (ui->page + (forward ? 1 : pages - 1)) % pages;
    for (size_t i = 0; i < ui->stops.count; i++) {
        if (layout_page(&ui->layout, ui->layout.stop_line[i]) == page) {
            front_set_focus(ui, i);
            return;
        }
    }
    read_page(ui, page);
}

/* True when KEY moves the focus. */
static bool move_key(struct ui *ui, int key)
{
    bool in_field = front_in_field(ui);
    if (key == TERMINAL_DOWN || key == TAB || key == CTRL_N)
        step(ui, true);
    else if (key == TERMINAL_UP || key == TERMINAL_BACK_TAB || key == CTRL_P)
        step(ui, false);
    else if (key == TERMINAL_PAGE_DOWN || (key == ' ' && !in_field))
        turn_page(ui, true);
    else if (key == TERMINAL_PAGE_UP)
        turn_page(ui, false);
    else if (key == TERMINAL_HOME && !in_field && ui->stops.count > 0)
        front_set_focus(ui, 0);
    else if (key == TERMINAL_END && !in_field && ui->stops.count > 0)
        front_set_focus(ui, ui->stops.count - 1);
    else
        return false;
    return true;
}

/* Editing -------------------------------------------------------------------------------------- */

static void after_edit(struct ui *ui, enum lineedit_result result)
{
    if (result == LINEEDIT_FULL)
        front_say(ui, _("The field is full."), true);
    else if (result == LINEEDIT_CHANGED)
        front_draw_field(ui);
    else if (result == LINEEDIT_MOVED)
        front_find_cursor(ui);
}

/* True when KEY edits the field with the focus. */
static bool edit_key(struct ui *ui, int key)
{
    static const struct {
        int key;
        enum lineedit_key edit;
    } keys[] = {
        {TERMINAL_LEFT, LINEEDIT_LEFT},
        {TERMINAL_RIGHT, LINEEDIT_RIGHT},
        {TERMINAL_HOME, LINEEDIT_HOME},
        {CTRL_A, LINEEDIT_HOME},
        {TERMINAL_END, LINEEDIT_END},
        {CTRL_E, LINEEDIT_END},
        {TERMINAL_BACKSPACE, LINEEDIT_BACKSPACE},
        {TERMINAL_DELETE, LINEEDIT_DELETE},
        {CTRL_D, LINEEDIT_DELETE},
        {CTRL_U, LINEEDIT_CLEAR},
        {CTRL_W, LINEEDIT_WORD_BACKWARD},
    };
    if (key >= ' ' && key < 256) {
        after_edit(ui, lineedit_byte(&ui->edit, (unsigned char)key));
        return true;
    }
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (keys[i].key == key) {
            after_edit(ui, lineedit_key(&ui->edit, keys[i].edit));
            return true;
        }
    }
    return false;
}

/* Whether the fields and the list on the screen are what keys are for. */
static bool is_alive(const struct ui *ui)
{
    return ui->has_view && !ui->layout.too_small && !ui->helping &&
           !(ui->wait.on && ui->wait.overlay);
}

static void unpark(struct ui *ui)
{
    if (ui->message.parked) {
        ui->message.parked = false;
        ui->message.first = 0;
        front_draw(ui);
    }
}

/* Who reads what comes before a field, and types, means the field: a letter is no choice there. */
static void stop_reading(struct ui *ui)
{
    if (ui->reading && ui->focus < ui->stops.fields)
        front_set_focus(ui, ui->focus);
}

/* Pasted text is text: no key in it does anything, and a newline does not submit. True when KEY
 * belongs to a paste. */
static bool paste_key(struct ui *ui, int key)
{
    int64_t now_ms = clock_boot_ms();
    if (ui->pasting && now_ms - ui->pasted_ms > FRONT_PASTE_PAUSE_MS)
        ui->pasting = false;
    ui->pasted_ms = now_ms;
    if (key == TERMINAL_PASTE_BEGIN || key == TERMINAL_PASTE_END) {
        ui->pasting = key == TERMINAL_PASTE_BEGIN;
        return true;
    }
    if (!ui->pasting)
        return false;
    if (key == TAB)
        key = ' ';
    if (key < ' ' || key >= 256 || !is_alive(ui))
        return true;
    stop_reading(ui);
    if (front_in_field(ui)) {
        unpark(ui);
        after_edit(ui, lineedit_byte(&ui->edit, (unsigned char)key));
    }
    return true;
}

/* Keys ----------------------------------------------------------------------------------------- */

static int lower(int key)
{
    return key >= 'A' && key <= 'Z' ? key - 'A' + 'a' : key;
}

static bool is_enabled(const struct stop *stop)
{
    return stop->type == STOP_FIELD ||
           (stop->type == STOP_OPTION ? stop->option->enabled : stop->action->enabled);
}

/* The stop INDEX was named by a key. Where that leads on at once, the cursor does not go there: a
 * screen reader would say it between two screens. */
static bool choose_at(struct ui *ui, size_t index, struct ui_event *event)
{
    const struct stop *stop = &ui->stops.at[index];
    if (!is_enabled(stop))
        front_set_focus(ui, index);
    return choose(ui, stop, event);
}

/* The action that has KEY for its letter, as if its number were pressed. */
static bool letter_key(struct ui *ui, int key, struct ui_event *event)
{
    for (size_t i = 0; i < ui->stops.count; i++) {
        const struct stop *stop = &ui->stops.at[i];
        if (stop->type != STOP_ACTION)
            continue;
        char letter = action_letter(stop->action->id);
        if (letter != 0 && letter == lower(key))
            return choose_at(ui, i, event);
    }
    return false;
}

static bool list_key(struct ui *ui, int key, struct ui_event *event)
{
    size_t index = 0;
    if (key >= '1' && key <= '9') {
        if (!stops_find_number(&ui->stops, (size_t)(key - '0'), &index))
            return false;
        if (layout_page(&ui->layout, ui->layout.stop_line[index]) == ui->page)
            return choose_at(ui, index, event);
        /* What is not on the screen is shown first. */
        front_set_focus(ui, index);
        return false;
    }
    if (lower(key) == 'q')
        return act(ui, ACTION_QUIT, event);
    if (key == TERMINAL_LEFT)
        return go_back(ui, event);
    if (key == '?') {
        front_open_help(ui);
        return false;
    }
    return letter_key(ui, key, event);
}

static bool view_key(struct ui *ui, int key, struct ui_event *event)
{
    if (key == TERMINAL_HELP) {
        front_open_help(ui);
        return false;
    }
    if (key == ESCAPE)
        return go_back(ui, event);
    if (key == TERMINAL_ENTER) {
        const struct stop *stop = front_stop(ui);
        bool all_read = ui->view.is_final && ui->page + 1 == ui->layout.pages;
        if (stop == NULL && all_read && ui->stops.count > 0)
            stop = &ui->stops.at[0];
        if (stop != NULL)
            return choose(ui, stop, event);
        step(ui, true);
        return false;
    }
    if (move_key(ui, key))
        return false;
    if (key > ' ' && key < 256 && key != '?')
        stop_reading(ui);
    if (front_in_field(ui)) {
        edit_key(ui, key);
        return false;
    }
    return list_key(ui, key, event);
}

/* While a request runs and the screen before stays, its fields and list are not alive. */
static bool wait_key(struct ui *ui, int key, struct ui_event *event)
{
    if (key == ESCAPE && ui->wait.can_go_back)
        return act(ui, ACTION_BACK, event);
    return false;
}

bool front_is_early(const struct ui *ui, int key)
{
    bool for_now = key == ESCAPE || key == CTRL_Q || key == TERMINAL_QUIT ||
                   key == TERMINAL_PLAIN || key == CTRL_L;
    return ui->wait.on && ui->wait.overlay && !ui->wait.spoken && !for_now;
}

bool front_key(struct ui *ui, int key, struct ui_event *event)
{
    if (paste_key(ui, key))
        return false;
    if (key == TERMINAL_QUIT || key == CTRL_Q)
        return act(ui, ACTION_QUIT, event);
    if (key == TERMINAL_PLAIN) {
        *event = (struct ui_event){.type = UI_PLAIN};
        return true;
    }
    if (key == CTRL_L) {
        terminal_redraw(ui->terminal);
        front_draw(ui);
        return false;
    }
    if (!ui->has_view)
        return false;
    if (ui->layout.too_small)
        return (key == 'q' || key == 'Q') && act(ui, ACTION_QUIT, event);
    if (ui->helping) {
        front_help_key(ui, key);
        return false;
    }
    if (front_message_has_more(ui)) {
        front_message_turn(ui);
        return false;
    }
    if (ui->wait.on && ui->wait.overlay)
        return wait_key(ui, key, event);
    unpark(ui);
    return view_key(ui, key, event);
}

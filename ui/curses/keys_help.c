#include "config.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/curses/front.h"
#include "ui/help.h"

/* When a key does something: bits. */
enum {
    ALWAYS = 0,
    IN_FIELD = 1, /* there is a field */
    IN_LIST = 2,  /* there is a list */
    IN_PAGES = 4, /* there is more than one page */
    TO_GO_BACK = 8,
    AT_HOME = 16 /* not in a kiosk */
};

static unsigned situation(const struct ui *ui)
{
    return (ui->stops.fields > 0 ? IN_FIELD : 0U) |
           (ui->stops.count > ui->stops.fields ? IN_LIST : 0U) |
           (ui->layout.pages > 1 ? IN_PAGES : 0U) | (front_has_way_back(ui) ? TO_GO_BACK : 0U) |
           (ui->options.kiosk ? 0U : AT_HOME);
}

bool front_has_way_back(const struct ui *ui)
{
    const struct view_action *back = view_find_action(&ui->view, ACTION_BACK);
    return back != NULL && back->enabled;
}

static void about_keys(const struct ui *ui, struct buf *text)
{
    static const struct {
        unsigned when;
        const char *line;
    } keys[] = {
        {ALWAYS, N_("Down, Tab or Ctrl-N: next.")},
        {ALWAYS, N_("Up, Shift-Tab or Ctrl-P: previous.")},
        {IN_FIELD, N_("Enter in a field: go on.")},
        {IN_LIST, N_("Enter in the list: choose.")},
        {IN_LIST, N_("1 to 9 in the list: choose that.")},
        {ALWAYS, N_("A message holds the cursor until the next key.")},
        {TO_GO_BACK, N_("Esc: back.")},
        {TO_GO_BACK | IN_LIST, N_("Left in the list: back.")},
        {IN_PAGES, N_("Page Down: next page.")},
        {IN_PAGES, N_("Page Up: previous page.")},
        {IN_PAGES | IN_LIST, N_("Space in the list: next page.")},
        {IN_FIELD, N_("Left, Right: move in the field.")},
        {IN_FIELD, N_("Home, End: begin and end of the field.")},
        {IN_FIELD, N_("Backspace, Delete: delete a letter.")},
        {IN_FIELD, N_("Ctrl-W: delete a word.")},
        {IN_FIELD, N_("Ctrl-U: clear the field.")},
        {ALWAYS, N_("F1: help.")},
        {IN_LIST, N_("? in the list: help.")},
        {ALWAYS, N_("F2: plain text from here on.")},
        {ALWAYS, N_("Ctrl-L: draw the screen again.")},
        {ALWAYS, N_("F10 or Ctrl-Q: quit.")},
        {IN_LIST, N_("q in the list: quit.")},
        {ALWAYS, N_("Ctrl-C: stop at once.")},
        {AT_HOME, N_("Ctrl-Z: leave for a while; fg comes back.")},
    };
    unsigned now = situation(ui);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if ((keys[i].when & ~now) == 0)
            buf_printf(text, "%s\n", _(keys[i].line));
}

/* Letters that have no line of their own above; a field takes them as text. */
static void about_letters(const struct view *view, struct buf *text)
{
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        char letter = action_letter(action->id);
        if (!action->enabled)
            buf_printf(text, _("%s: %s\n"), action->label, action->reason);
        else if (letter >= 'a' && letter <= 'z' && action->id != ACTION_QUIT)
            /* TRANSLATORS: a letter, and the action that it stands for. */
            buf_printf(text, _("%c in the list: %s.\n"), letter, action->label);
    }
}

/* What the choice is about, and until when this screen holds. */
static void about_limits(struct ui *ui)
{
    char text[VIEW_TEXT_SIZE] = "";
    for (size_t i = 0; i < ui->view.item_count; i++)
        if (ui->view.items[i].type == VIEW_CHOICE && ui->view.items[i].label[0] != '\0')
            (void)(buf_printf(&ui->help, _("%s."), ui->view.items[i].label) &&
                   buf_append_text(&ui->help, "\n"));
    if (ui->view.has_deadline)
        front_format_deadline(&ui->view, true, clock_boot_ms(), clock_wall_s(), text, sizeof(text));
    if (text[0] != '\0')
        buf_printf(&ui->help, "%s\n", text);
}

void front_open_help(struct ui *ui)
{
    buf_reset(&ui->help);
    help_about_facts(&ui->view, &ui->help);
    about_limits(ui);
    help_about_items(&ui->view, &ui->help);
    about_letters(&ui->view, &ui->help);
    about_keys(ui, &ui->help);
    ui->helping = true;
    ui->help_page = 0;
    ui->anew = true;
    front_draw(ui);
}

void front_help_key(struct ui *ui, int key)
{
    bool next = key == ' ' || key == TERMINAL_PAGE_DOWN || key == TERMINAL_DOWN;
    bool previous = key == TERMINAL_PAGE_UP || key == TERMINAL_UP;
    if (next && ui->help_page + 1 < ui->help_layout.pages)
        ui->help_page++;
    else if (previous && ui->help_page > 0)
        ui->help_page--;
    else if (next || previous)
        return;
    else
        ui->helping = false;
    ui->anew = true;
    front_draw(ui);
}

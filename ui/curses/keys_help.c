#include "config.h"

#include "base/i18n.h"
#include "ui/curses/front.h"
#include "ui/help.h"

void front_help_keys(bool kiosk, struct buf *text)
{
    static const char *const lines[] = {
        N_("Down, Tab or Ctrl-N: next."),
        N_("Up, Shift-Tab or Ctrl-P: previous."),
        N_("Enter: choose; in a field, go on."),
        N_("1 to 9: choose from the list."),
        N_("Esc: back. In a list also Left."),
        N_("Space or Page Down: next page."),
        N_("Page Up: previous page."),
        N_("In a field: Left, Right, Home, End."),
        N_("Backspace, Delete: delete a letter."),
        N_("Ctrl-W: delete a word."),
        N_("Ctrl-U: clear the field."),
        N_("F1: help. In a list also ?."),
        N_("Ctrl-L: draw the screen again."),
        N_("F10 or Ctrl-Q: quit. In a list also q."),
        N_("Ctrl-C: stop."),
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        buf_printf(text, "%s\n", _(lines[i]));
    if (!kiosk)
        buf_printf(text, "%s\n", _("Ctrl-Z: leave for a while; fg comes back."));
}

void front_open_help(struct ui *ui)
{
    buf_reset(&ui->help);
    help_about_view(&ui->view, &ui->help);
    front_help_keys(ui->options.kiosk, &ui->help);
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
    else
        ui->helping = false;
    ui->anew = true;
    front_draw(ui);
}

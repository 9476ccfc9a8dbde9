#include "config.h"

#include <assert.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/options.h"

/* In a file of its own, because it is what brings the front ends and their libraries in. */
bool options_choose_ui(const struct options *options, bool is_terminal, const struct ui_ops **ui,
                       struct err *err)
{
    struct winsize size = {0};
    enum options_ui chosen = OPTIONS_UI_AUTO;
    if (!is_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    if (!options_decide_ui(options, is_terminal, size.ws_col, size.ws_row, &chosen, err))
        return false;
    switch (chosen) {
    case OPTIONS_UI_CURSES:
        *ui = &ui_curses_ops;
        return true;
    case OPTIONS_UI_PLAIN:
        *ui = &ui_plain_ops;
        return true;
    case OPTIONS_UI_JSON:
        *ui = &ui_json_ops;
        return true;
    case OPTIONS_UI_AUTO:
        break;
    }
    assert(false && "no front end was chosen");
    return false;
}

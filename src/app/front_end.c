#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "base/i18n.h"

/* The smallest terminal that the screen is usable on. */
enum { MIN_COLUMNS = 20, MIN_ROWS = 5 };

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static bool is_one_of(const char *value, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(value, words[i]) == 0)
            return true;
    }
    return false;
}

static bool wants_plain(int columns, int rows)
{
    static const char *const off[] = {"", "0", "no", "false"};
    static const char *const no_screen[] = {"", "dumb", "unknown"};
    return !is_one_of(variable("ACCESSIBLE"), off, sizeof(off) / sizeof(off[0])) ||
           is_one_of(variable("TERM"), no_screen, sizeof(no_screen) / sizeof(no_screen[0])) ||
           strstr(variable("INSIDE_EMACS"), "comint") != NULL ||
           (columns > 0 && columns < MIN_COLUMNS) || (rows > 0 && rows < MIN_ROWS);
}

bool options_decide_ui(const struct options *options, bool is_terminal, int columns, int rows,
                       enum options_ui *ui, struct err *err)
{
    *ui = options->ui;
    if (*ui != OPTIONS_UI_AUTO)
        return true;
    if (!is_terminal)
        return err_set(err, _("Input or output is not a terminal. For lines of text use --plain, "
                              "for a program use --json."));
    *ui = wants_plain(columns, rows) ? OPTIONS_UI_PLAIN : OPTIONS_UI_CURSES;
    return true;
}

static bool is_on(const char *value)
{
    return value[0] != '\0' && strcmp(value, "0") != 0;
}

bool options_use_color(const struct options *options, bool is_terminal)
{
    if (options->color != OPTIONS_COLOR_AUTO)
        return options->color == OPTIONS_COLOR_ALWAYS;
    if (variable("NO_COLOR")[0] != '\0')
        return false;
    if (is_on(variable("CLICOLOR_FORCE")) || is_on(variable("FORCE_COLOR")))
        return true;
    return is_terminal && strcmp(variable("CLICOLOR"), "0") != 0;
}

enum ui_theme options_choose_theme(const struct options *options)
{
    static const char *const light[] = {"7", "9", "10", "11", "12", "13", "14", "15"};
    const char *background = strrchr(variable("COLORFGBG"), ';');
    if (options->theme == UI_THEME_CONTRAST && background != NULL &&
        is_one_of(background + 1, light, sizeof(light) / sizeof(light[0])))
        return UI_THEME_LIGHT;
    return options->theme;
}

bool options_is_remote(void)
{
    return variable("SSH_CONNECTION")[0] != '\0' || variable("SSH_CLIENT")[0] != '\0' ||
           variable("SSH_TTY")[0] != '\0';
}

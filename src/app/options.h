/* What the program was told: options, then environment, then configuration file (DESIGN 9.1). */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "genauth/genauth.h"
#include "ui/ui.h"

enum { OPTIONS_PATH_SIZE = 4096 };

enum options_ui { OPTIONS_UI_AUTO, OPTIONS_UI_CURSES, OPTIONS_UI_PLAIN, OPTIONS_UI_JSON };

enum options_color { OPTIONS_COLOR_AUTO, OPTIONS_COLOR_NEVER, OPTIONS_COLOR_ALWAYS };

struct options {
    char host[HTTP_URL_SIZE]; /* base URL, checked; "" = not given */
    char app_id[128];         /* "" = not given */
    char app_secret_file[OPTIONS_PATH_SIZE];
    enum genauth_client_auth client_auth;
    enum genauth_encryption encryption; /* configuration only: password-encryption = none | rsa */
    char header_prefix[64];             /* configuration only: header-prefix; "" = both spellings */
    char ca_file[OPTIONS_PATH_SIZE];
    enum options_ui ui;
    enum ui_theme theme;
    char lang[64]; /* "" = from the environment */
    char receipt[OPTIONS_PATH_SIZE];
    char log[OPTIONS_PATH_SIZE];
    bool brief, kiosk, demo, check, help, version;
};

/* Reads the command line, the environment and the configuration file, in this order of precedence. False
 * with ERR (one sentence that names what is wrong, where, and what was meant; for exit code 2). With
 * --help and --version nothing else is read. */
bool options_read(struct options *options, int argc, char **argv, struct err *err);

/* Prints the help / the version on stdout. False when that fails. */
bool options_print_help(void);
bool options_print_version(void);

/* Which front end: --ui, else plain when ACCESSIBLE is set (not "0" or "false") or TERM is dumb, missing or
 * unknown, curses on a terminal of at least 20x5. False with ERR when there is no terminal and none was
 * named: the text names --plain and --json. IS_TERMINAL: stdin and stdout are terminals. */
bool options_choose_ui(const struct options *options, bool is_terminal, const struct ui_ops **ui,
                       struct err *err);

#endif

/* What the program was told: options, then environment, then configuration file (genauth-tui(1)).
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/secret.h"
#include "genauth/genauth.h"
#include "ui/ui.h"

enum { OPTIONS_PATH_SIZE = 4096, OPTIONS_SECRET_SIZE = 512, OPTIONS_IDLE_S = 120 };

enum options_ui { OPTIONS_UI_AUTO, OPTIONS_UI_CURSES, OPTIONS_UI_PLAIN, OPTIONS_UI_JSON };

enum options_color { OPTIONS_COLOR_AUTO, OPTIONS_COLOR_ALWAYS, OPTIONS_COLOR_NEVER };

struct options {
    char host[HTTP_URL_SIZE];                /* base URL, checked; "" = not given */
    char app_id[128];                        /* "" = not given */
    char app_secret_file[OPTIONS_PATH_SIZE]; /* "" without client authentication; checked */
    enum genauth_client_auth client_auth;
    enum genauth_encryption encryption; /* configuration only: password-encryption = none | rsa */
    char header_prefix[64];             /* configuration only: header-prefix; "" = both spellings */
    char ca_file[OPTIONS_PATH_SIZE];    /* "" = the authorities of this machine */
    enum options_ui ui;
    enum ui_theme theme;
    enum ui_focus focus;
    enum options_color color;
    char lang[64]; /* a locale name; "" = from the environment */
    char receipt[OPTIONS_PATH_SIZE];
    char log[OPTIONS_PATH_SIZE];
    char journal[OPTIONS_PATH_SIZE]; /* configuration only: journal; "" = the usual place */
    bool syslog;                     /* the journal also to syslog(3) */
    int idle_s;                      /* configuration only: idle-limit, of a kiosk; 0 = none */
    char config_files[2][OPTIONS_PATH_SIZE]; /* that were read: the system's, the user's; or "" */
    bool brief, kiosk, demo, check, help, version;
};

/* Where configuration files are. Strings *borrowed*. */
struct options_files {
    const char *system; /* SYSCONFDIR/genauth-tui.conf */
    const char *user;   /* $XDG_CONFIG_HOME/genauth-tui/config; NULL = there is none */
};

/* Reads the command line, the environment and the configuration files, in this order of precedence,
 * into OPTIONS (filled whole). ARGV may be reordered. Of an option given twice the last one counts.
 * A --lang is put into effect at once, so that complaints are in that language; the caller does the
 * same with OPTIONS->lang afterwards. With kiosk, the environment and the user's file do not count
 * and a configuration file must belong to root. With demo, nothing about a server is taken from
 * anywhere. False with ERR: whole sentences that name what is wrong, where, and what was meant; for
 * exit code 2; OPTIONS->ui is then what was asked for all the same, as far as that can be made out.
 * With --help and --version nothing else is read, and what follows on the command line may be
 * wrong.
 */
bool options_read(struct options *options, int argc, char **argv, struct err *err);

/* The same with FILES (*borrows*) in the place of the usual ones. */
bool options_read_files(struct options *options, int argc, char **argv,
                        const struct options_files *files, struct err *err);

/* The front end that the command line asks for, or else FILES (*borrows*; NULL: none are looked
 * at), past all mistakes. For those who must say something before anything could be read. */
enum options_ui options_skim_ui(int argc, char **argv, const struct options_files *files);

/* Reads the application secret from PATH into *SECRET: returns new (free with secret_free). One
 * newline at the end is left out. False with ERR when it cannot be read, is no regular file, can be
 * read by everybody or changed by others, is empty, has control characters or more than
 * OPTIONS_SECRET_SIZE bytes. The text never holds a part of the secret. */
bool options_read_secret_file(const char *path, struct secret **secret, struct err *err);

/* Prints the help / the version on stdout. False when that fails. */
bool options_print_help(void);
bool options_print_version(void);

/* Which front end, by options and environment: --ui, else plain when ACCESSIBLE is set (not "",
 * "0", "no" or "false"), in a line-oriented shell of Emacs, when TERM is dumb, unknown or missing,
 * or on a terminal of fewer than 20 COLUMNS or 5 ROWS (0 = not known); else curses.
 * Never OPTIONS_UI_AUTO; false with ERR when there is no terminal and
 * none was named: the text names --plain and --json. IS_TERMINAL: stdin and stdout are terminals.
 */
bool options_decide_ui(const struct options *options, bool is_terminal, int columns, int rows,
                       enum options_ui *ui, struct err *err);

/* The same, as the front end's functions; asks the terminal on stdout for its size. */
bool options_choose_ui(const struct options *options, bool is_terminal, const struct ui_ops **ui,
                       struct err *err);

/* Whether colours may be used; the first answer counts: --color=always or never; NO_COLOR not
 * empty: no; CLICOLOR_FORCE or FORCE_COLOR not empty and not "0": yes; CLICOLOR "0": no; else
 * IS_TERMINAL. What the terminal type is able to do is for curses to know. */
bool options_use_color(const struct options *options, bool is_terminal);

/* The theme to show: that of OPTIONS, but "contrast" is the light one where COLORFGBG (set by the
 * terminal: "15;0", the background last) says that the background is light. */
enum ui_theme options_choose_theme(const struct options *options);

/* Whether the terminal is somewhere else (SSH_CONNECTION, SSH_CLIENT or SSH_TTY is set), so that
 * the bytes of one key may come apart. */
bool options_is_remote(void);

#endif

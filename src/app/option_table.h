/* The one table of options: the command line, the configuration files, the help, the completion and
 * the manual page follow it. Only for src/app/option*.c and their tests. */
#ifndef APP_OPTION_TABLE_H
#define APP_OPTION_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "app/options.h"

/* What is set; several options can set the same. */
enum option_id {
    OPTION_HOST,
    OPTION_APP_ID,
    OPTION_APP_SECRET_FILE,
    OPTION_CLIENT_AUTH,
    OPTION_CA_FILE,
    OPTION_UI,
    OPTION_BRIEF,
    OPTION_THEME,
    OPTION_COLOR,
    OPTION_FOCUS,
    OPTION_LANG,
    OPTION_CONFIG,
    OPTION_RECEIPT,
    OPTION_KIOSK,
    OPTION_DEMO,
    OPTION_CHECK,
    OPTION_LOG,
    OPTION_SYSLOG,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_HEADER_PREFIX,
    OPTION_PASSWORD_ENCRYPTION,
    OPTION_JOURNAL,
    OPTION_IDLE_LIMIT,
    OPTION_ID_COUNT
};

/* Where it may be given, as bits. */
enum option_place {
    OPTION_ON_COMMAND_LINE = 1,
    OPTION_IN_USER_FILE = 2,
    OPTION_IN_SYSTEM_FILE = 4,
    OPTION_IN_FILES = OPTION_IN_USER_FILE | OPTION_IN_SYSTEM_FILE
};

/* Checks VALUE (never NULL; "yes" for an option without an argument) and puts it into OPTIONS. NAME
 * is what the person wrote ("--host", "GENAUTH_HOST", "host"), for the sentences. False with ERR.
 */
typedef bool option_setter(struct options *options, const char *name, const char *value,
                           struct err *err);

struct option_row {
    enum option_id id;
    const char *name;     /* without dashes */
    const char *argument; /* as in the help, "FILE"; NULL = none (a file's value is yes or no) */
    unsigned places;
    option_setter *set; /* NULL: --config, which options_read handles */
    const char *help;   /* N_(), one line's text; NULL = not on the command line */
};

extern const struct option_row option_table[];
extern const size_t option_table_count;

/* The row of NAME (LENGTH bytes), or NULL. */
const struct option_row *option_find(const char *name, size_t length);

/* The row in one of PLACES with the name most like NAME (LENGTH bytes), or NULL when none is like
 * it. */
const struct option_row *option_find_nearest(const char *name, size_t length, unsigned places);

#endif

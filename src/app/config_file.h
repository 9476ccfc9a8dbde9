/* Configuration files: INI without sections, "key = value" a line, read with libinih. (The file
 * cannot be called config.h: that is Autoconf's.) */
#ifndef APP_CONFIG_FILE_H
#define APP_CONFIG_FILE_H

#include <stdbool.h>

#include "base/err.h"

enum { CONFIG_FILE_MAX = 64 * 1024 }; /* bytes */

/* Called for each key in turn; VALUE may be "". False with ERR, one sentence or more: nothing more
 * is read then. */
typedef bool config_file_handler(void *context, const char *key, const char *value,
                                 struct err *err);

/* Who must own a file. */
enum config_file_owner { CONFIG_FILE_OWNER_USER, /* root or the user */ CONFIG_FILE_OWNER_ROOT };

/* Reads PATH (*borrows*) and calls HANDLER with CONTEXT for each line. A file that does not exist
 * is an error only when IS_REQUIRED. Owner and mode are checked on the open descriptor: it must be
 * a regular file (or the null device) that nobody but its owner can change.
 * False with ERR, which names the file, and the line where there is one. */
bool config_file_read(const char *path, bool is_required, enum config_file_owner owner,
                      config_file_handler *handler, void *context, struct err *err);

#endif

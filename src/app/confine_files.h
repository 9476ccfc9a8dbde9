/* Landlock: which files can be opened, and which TCP ports connected to. */
#ifndef APP_CONFINE_FILES_H
#define APP_CONFINE_FILES_H

#include "app/confine.h"

/* Restricts this thread and all that it starts. no-new-privs must be set. Returns the version of
 * Landlock that is in force, 0 when the kernel has none or refused. */
int confine_files(const struct confine_needs *needs);

/* The TCP port of SERVER, "https://host:port/path"; 443 when none is named, 0 when it cannot be
 * read. */
int confine_port(const char *server);

#endif

/* The first lines of main: what the program makes sure of before any library has read anything. */
#ifndef APP_PROCESS_H
#define APP_PROCESS_H

#include <stdbool.h>

#include "base/err.h"

/* Descriptors 0 to 2 are open and no others; new files are private; no core is written, and no
 * other process of the same user may look inside; SIGPIPE is ignored; the environment is rebuilt
 * (environment_rebuild). False with ERR when that cannot be done, or when the program has been
 * given rights that its user has not (set-user-id, set-group-id, file capabilities). ERR is not
 * translated: there is no locale yet. */
bool process_prepare(struct err *err);

#endif

/* --check: tests configuration, connection, TLS and application id without signing in. */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include "app/options.h"
#include "flow/machine.h"

/* Prints what it finds on stdout, one sentence a line; errors on stderr. Returns the exit code
 * (genauth-tui(1)). */
int check_run(const struct options *options);

#endif

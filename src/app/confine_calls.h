/* seccomp: which system calls are forbidden. */
#ifndef APP_CONFINE_CALLS_H
#define APP_CONFINE_CALLS_H

#include "app/confine.h"

/* Restricts all threads. no-new-privs must be set. False when the kernel or the build has no
 * seccomp. */
bool confine_calls(const struct confine_needs *needs);

#endif

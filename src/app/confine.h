/* What the program takes from itself once it has started, so that whoever got it to run other code
 * could do little: no new program or process, no server, no tracing, no file but the few named
 * here. Each part works without the others, and what the kernel does not have is only logged. */
#ifndef APP_CONFINE_H
#define APP_CONFINE_H

#include <stdbool.h>
#include <sys/types.h>

enum { CONFINE_MAX_FOLDERS = 4 };

/* What must go on working. All strings are *borrowed* for the call; NULL ends a list early. */
struct confine_needs {
    const char *readable[CONFINE_MAX_FOLDERS]; /* folders besides those of the system */
    const char *writable[CONFINE_MAX_FOLDERS]; /* folders where files are made and removed */
    const char *server;                        /* its address, "https://host:port/path" */
    pid_t child;                               /* a process that may be ended; 0 = none */
    bool kills; /* a forbidden system call is the end (SIGSYS), not a failure */
};

/* Loads the code that the C library would load when it is first needed: after confine_process none
 * can be loaded. Name services may let it wait, so call it while signals still end the process. */
void confine_prepare(void);

/* Drops all capabilities, forbids new rights (no-new-privs), restricts files and connections
 * (Landlock) and system calls (seccomp). Call it before the first thread, after the configuration,
 * the log and the transport are open. One line in the log says what is in force. */
void confine_process(const struct confine_needs *needs);

#endif

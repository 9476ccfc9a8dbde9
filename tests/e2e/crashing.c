/* Linked around signals_next: a program that dies when its window changes, in the way that the
 * variable TEST_CRASH says; the program itself needs no hook for it. */
#include "config.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/signals.h"

int __real_signals_next(int fd);
int __wrap_signals_next(int fd);

static char way[16];

/* Before main, which makes the environment anew. */
static void __attribute__((constructor)) read_way(void)
{
    const char *value = getenv("TEST_CRASH");
    if (value != NULL)
        (void)snprintf(way, sizeof way, "%s", value);
}

static volatile int depth, no_depth;

/* NOLINTNEXTLINE(misc-no-recursion) */
static int __attribute__((noinline)) go_deeper(void)
{
    volatile char room[1024] = {0};
    room[depth % 1024] = 1;
    depth++;
    return depth == no_depth ? 0 : go_deeper() + room[depth % 1024];
}

/* A sanitizer would see it coming. */
static void __attribute__((no_sanitize("undefined", "address"))) crash(void)
{
    int *volatile nothing = NULL;
    if (strcmp(way, "abort") == 0)
        abort();
    assert(strcmp(way, "assert") != 0);
    if (strcmp(way, "null") == 0)
        *nothing = 1;
    else if (strcmp(way, "overflow") == 0)
        no_depth = -go_deeper();
    exit(EXIT_FAILURE);
}

int __wrap_signals_next(int fd)
{
    int number = __real_signals_next(fd);
    if (number == SIGWINCH)
        crash();
    return number;
}

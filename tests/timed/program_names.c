/* Stands in front of the system's getaddrinfo and time for libcurl in the program: a test says when
 * names are not found any more. */
#include "config.h"

#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

#include "tests/timed/timed.h"

enum { LONG_AGO_S = 3600 };

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **result)
{
    static int (*ask)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&ask = dlsym(RTLD_NEXT, "getaddrinfo");
    *result = NULL;
    if (ask == NULL || timed_names_fail())
        return EAI_NONAME;
    bool ours = node != NULL && strcmp(node, TIMED_NAME) == 0;
    return ask(ours ? "127.0.0.1" : node, service, hints, result);
}

/* libcurl keeps what it found for a minute by this clock. */
time_t time(time_t *out)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec += timed_names_fail() ? LONG_AGO_S : 0;
    if (out != NULL)
        *out = now.tv_sec;
    return now.tv_sec;
}

/* Where the program's time comes from. Tests link another source in place of this file. */
#include "base/clock.h"

#include <time.h>

enum { MOMENT_MS = 500 };

int64_t clock_boot_ms(void)
{
    struct timespec now = {0};
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0)
        clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_s(void)
{
    return (int64_t)time(NULL);
}

int64_t clock_real_ms(int64_t ms)
{
    return ms;
}

int64_t clock_moment_ms(void)
{
    return MOMENT_MS;
}

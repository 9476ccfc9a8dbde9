/* Tests link another source of time in place of this file. */
#include "sandbox/clock.h"

#include <assert.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    int result = clock_gettime(id, &now);
    assert(result == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_elapsed_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_real_ms(int64_t ms)
{
    return ms;
}

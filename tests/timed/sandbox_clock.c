/* sandbox/clock.h on the tests' time; in place of sandbox/clock.c. */
#include "sandbox/clock.h"

#include "tests/timed/timed.h"

int64_t clock_now_ms(void)
{
    return timed_wall_ms();
}

int64_t clock_elapsed_ms(void)
{
    return timed_boot_ms();
}

int64_t clock_real_ms(int64_t ms)
{
    return timed_real_ms(ms);
}

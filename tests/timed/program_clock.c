/* src/base/clock.h on the tests' time; in place of src/base/clock.c. */
#include "base/clock.h"

#include "tests/timed/timed.h"

int64_t clock_boot_ms(void)
{
    return timed_boot_ms();
}

int64_t clock_wall_s(void)
{
    return timed_wall_ms() / 1000;
}

int64_t clock_moment_ms(void)
{
    return timed_moment_ms();
}

int64_t clock_real_ms(int64_t ms)
{
    return timed_real_ms(ms);
}

/* base/clock.c: the clock of deadlines runs forward, and times are written for people. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "tests/tap.h"

START_TEST(clock_boot_ms__is__the_boot_clock_and_runs_forward)
    {
        struct timespec now;
        ck_assert_int_eq(clock_gettime(CLOCK_BOOTTIME, &now), 0);
        int64_t before = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
        int64_t last = clock_boot_ms();
        ck_assert_int_ge(last, before);
        for (int i = 0; i < 1000; i++) {
            int64_t next = clock_boot_ms();
            if (next < last)
                ck_abort_msg("ran backwards");
            last = next;
        }
        ck_assert_int_eq(clock_gettime(CLOCK_BOOTTIME, &now), 0);
        ck_assert_int_le(last, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    }
END_TEST

/* The clocks as clock.c sees them; set NO_BOOT_CLOCK for a kernel without CLOCK_BOOTTIME. */
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

static bool no_boot_clock;

int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
    return no_boot_clock && clock == CLOCK_BOOTTIME ? -1 : __real_clock_gettime(clock, now);
}

START_TEST(clock_boot_ms__falls_back__to_the_monotonic_clock)
    {
        struct timespec now;
        ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
        no_boot_clock = true;
        int64_t fallback = clock_boot_ms();
        no_boot_clock = false;
        ck_assert_int_ge(fallback, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
        ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
        ck_assert_int_le(fallback, (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    }
END_TEST

START_TEST(clock_real_ms__is__the_same_time)
    {
        ck_assert_int_eq(clock_real_ms(0), 0);
        ck_assert_int_eq(clock_real_ms(86400000), 86400000);
    }
END_TEST

START_TEST(clock_wall_s__is__the_time_of_day)
    {
        int64_t before = (int64_t)time(NULL);
        int64_t now = clock_wall_s();
        ck_assert_int_ge(now, before);
        ck_assert_int_le(now, (int64_t)time(NULL));
    }
END_TEST

static const struct {
    int64_t wall_s;
    const char *utc;
    const char *east; /* local time where it is 8 hours later */
} times[] = {
    {0, "1970-01-01T00:00:00Z", "08:00:00"},
    {1772352930, "2026-03-01T08:15:30Z", "16:15:30"},
    {951782399, "2000-02-28T23:59:59Z", "07:59:59"},
    {951782400, "2000-02-29T00:00:00Z", "08:00:00"},
    {4102444800, "2100-01-01T00:00:00Z", "08:00:00"}, /* beyond 32 bits */
    {-1, "1969-12-31T23:59:59Z", "07:59:59"},
};

START_TEST(clock_format_utc__writes__iso_8601)
    {
        char text[21];
        clock_format_utc(times[_i].wall_s, text, sizeof(text));
        ck_assert_str_eq(text, times[_i].utc);
    }
END_TEST

START_TEST(clock_format_time__writes__local_time)
    {
        ck_assert_int_eq(setenv("TZ", "UTC-8", 1), 0);
        tzset();
        char text[9];
        clock_format_time(times[_i].wall_s, text, sizeof(text));
        ck_assert_str_eq(text, times[_i].east);
    }
END_TEST

START_TEST(clock_format__writes_nothing__when_it_cannot)
    {
        char text[9] = "garbage";
        clock_format_utc(0, text, sizeof(text));
        ck_assert_str_eq(text, "");
        memcpy(text, "garbage", sizeof("garbage"));
        clock_format_time(INT64_MAX, text, sizeof(text));
        ck_assert_str_eq(text, "");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tests = tap_case(suite, "clock");
    int count = (int)(sizeof(times) / sizeof(times[0]));
    tcase_add_test(tests, clock_boot_ms__is__the_boot_clock_and_runs_forward);
    tcase_add_test(tests, clock_boot_ms__falls_back__to_the_monotonic_clock);
    tcase_add_test(tests, clock_real_ms__is__the_same_time);
    tcase_add_test(tests, clock_wall_s__is__the_time_of_day);
    tcase_add_loop_test(tests, clock_format_utc__writes__iso_8601, 0, count);
    tcase_add_loop_test(tests, clock_format_time__writes__local_time, 0, count);
    tcase_add_test(tests, clock_format__writes_nothing__when_it_cannot);
    return tap_run(suite);
}

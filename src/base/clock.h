/* Time: one monotonic clock that also counts suspended time, and the wall clock for people. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

/* Milliseconds on CLOCK_BOOTTIME: counts suspend, ignores clock setting. */
int64_t clock_boot_ms(void);

/* Seconds since 1970-01-01 UTC. */
int64_t clock_wall_s(void);

/* How long MS of clock_boot_ms last for poll(2) and libcurl, in milliseconds: as long, but not for
 * tests whose time runs faster. Each wait and each limit that another library watches goes through
 * it. */
int64_t clock_real_ms(int64_t ms);

/* How long, on clock_boot_ms, the keyboard has to be silent before a screen comes that typed text
 * confirms: half a second, but nothing for tests that are about something else. */
int64_t clock_moment_ms(void);

/* Writes WALL_S as local time "14:32:10" into TEXT of SIZE bytes (at least 9). */
void clock_format_time(int64_t wall_s, char *text, size_t size);

/* The same with the date, "2026-03-01 14:32:10" (at least 20). */
void clock_format_date_time(int64_t wall_s, char *text, size_t size);

/* Writes WALL_S as UTC "2026-03-01T08:15:30Z" into TEXT of SIZE bytes (at least 21). */
void clock_format_utc(int64_t wall_s, char *text, size_t size);

#endif

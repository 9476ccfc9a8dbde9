/* A clock that a test sets forward and makes faster, for the program and the sandbox alike. Both
 * are linked once more for tests, with this in place of src/base/clock.c and sandbox/clock.c; their
 * time limits are the usual ones. The time lies in a file that all three map. */
#ifndef TESTS_TIMED_TIMED_H
#define TESTS_TIMED_TIMED_H

#include <stdbool.h>
#include <stdint.h>

/* The variable with the path of the file; without it, time is the system's. */
#define TIMED_VARIABLE "TEST_TIME"

/* For the test: makes the file PATH with the system's time and SPEED 1; fails the test on error.
 * One at a time in a process. */
void timed_make(const char *path);

/* From now on time runs SPEED times as fast; 0 = it stands still, however slow the machine is, and
 * what waits for it waits ten times as long. A wait that has begun lasts as long as it would have
 * lasted at the speed before. */
void timed_set_speed(int64_t speed);

/* Time jumps forward by MS, as if the machine had been suspended: who waits does not notice until
 * something else happens. */
void timed_skip(int64_t ms);

/* Somebody sets the clock on the wall by MS (which may be negative). */
void timed_set_wall(int64_t ms);

/* From now on the program finds no name, and forgets those that it found; or it does again. */
void timed_fail_names(bool fail);

/* From now on the program wants its moment of silence before the screen that can confirm, which
 * time that stands still would make endless; or, as at first, it wants none. */
void timed_want_silence(bool want);

/* The one name that the program finds without a name server: 127.0.0.1. */
#define TIMED_NAME "matrix.test"

/* The same clock as timed_boot_ms in the programs. */
int64_t timed_ms(void);

/* For the program: whether no name is to be found. */
bool timed_names_fail(void);

/* For the program: that moment, in milliseconds. */
int64_t timed_moment_ms(void);

/* For the program and the sandbox: milliseconds on the clock that also counts suspended time, and
 * since 1970-01-01 UTC. */
int64_t timed_boot_ms(void);
int64_t timed_wall_ms(void);

/* How many real milliseconds MS (>= 0) take at the speed of this moment, rounded up. */
int64_t timed_real_ms(int64_t ms);

#endif

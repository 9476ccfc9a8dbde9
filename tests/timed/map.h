/* What lies in the file of tests/timed/timed.h. */
#ifndef TESTS_TIMED_MAP_H
#define TESTS_TIMED_MAP_H

#include <stdatomic.h>
#include <stdint.h>

/* At REAL_MS of the system it was BOOT_MS and WALL_MS; since then time runs SPEED times as fast.
 * Odd CHANGES: somebody is writing. */
struct timed_map {
    _Atomic int64_t changes;
    _Atomic int64_t real_ms, boot_ms, wall_ms, speed;
    _Atomic int64_t no_names; /* 1: no name is found */
    _Atomic int64_t silence;  /* 1: before the screen that can confirm */
};

/* A consistent copy: the time now. */
struct timed_now {
    int64_t real_ms, boot_ms, wall_ms, speed;
};
void timed_read(const struct timed_map *map, struct timed_now *now);

/* CLOCK_BOOTTIME of the system, and its wall clock. */
int64_t timed_system_boot_ms(void);
int64_t timed_system_wall_ms(void);

#endif

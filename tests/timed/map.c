#include "tests/timed/map.h"

#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now = {0};
    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t timed_system_boot_ms(void)
{
    return read_clock(CLOCK_BOOTTIME);
}

int64_t timed_system_wall_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

void timed_read(const struct timed_map *map, struct timed_now *now)
{
    int64_t changes = 0;
    do {
        changes = atomic_load(&map->changes);
        *now = (struct timed_now){atomic_load(&map->real_ms), atomic_load(&map->boot_ms),
                                  atomic_load(&map->wall_ms), atomic_load(&map->speed)};
    } while (changes % 2 != 0 || changes != atomic_load(&map->changes));
    int64_t real_ms = timed_system_boot_ms();
    int64_t passed_ms = (real_ms - now->real_ms) * now->speed;
    now->real_ms = real_ms;
    now->boot_ms += passed_ms;
    now->wall_ms += passed_ms;
}

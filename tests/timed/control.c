#include "config.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/timed/map.h"
#include "tests/timed/timed.h"

static struct timed_map *map;

void timed_make(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, sizeof(*map)), 0);
    void *shared = mmap(NULL, sizeof(*map), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ck_assert(shared != MAP_FAILED);
    ck_assert_int_eq(close(fd), 0);
    map = shared;
    atomic_store(&map->real_ms, timed_system_boot_ms());
    atomic_store(&map->boot_ms, timed_system_boot_ms());
    atomic_store(&map->wall_ms, timed_system_wall_ms());
    atomic_store(&map->speed, 1);
}

static void change(int64_t skip_ms, int64_t set_ms, int64_t speed)
{
    struct timed_now now;
    ck_assert_ptr_nonnull(map);
    timed_read(map, &now);
    atomic_fetch_add(&map->changes, 1);
    atomic_store(&map->real_ms, now.real_ms);
    atomic_store(&map->boot_ms, now.boot_ms + skip_ms);
    atomic_store(&map->wall_ms, now.wall_ms + skip_ms + set_ms);
    atomic_store(&map->speed, speed);
    atomic_fetch_add(&map->changes, 1);
}

void timed_set_speed(int64_t speed)
{
    ck_assert_int_ge(speed, 0);
    change(0, 0, speed);
}

void timed_skip(int64_t ms)
{
    ck_assert_int_ge(ms, 0);
    ck_assert_ptr_nonnull(map);
    change(ms, 0, atomic_load(&map->speed));
}

void timed_set_wall(int64_t ms)
{
    ck_assert_ptr_nonnull(map);
    change(0, ms, atomic_load(&map->speed));
}

void timed_fail_names(bool fail)
{
    ck_assert_ptr_nonnull(map);
    atomic_store(&map->no_names, fail);
}

void timed_want_silence(bool want)
{
    ck_assert_ptr_nonnull(map);
    atomic_store(&map->silence, want);
}

int64_t timed_ms(void)
{
    struct timed_now now;
    ck_assert_ptr_nonnull(map);
    timed_read(map, &now);
    return now.boot_ms;
}

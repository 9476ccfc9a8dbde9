#include "tests/timed/timed.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/timed/map.h"

enum { STANDING = 10, MOMENT_MS = 500 };

static const struct timed_map *map;

/* Before main, which makes the environment anew. */
static void __attribute__((constructor)) open_map(void)
{
    const char *path = getenv(TIMED_VARIABLE);
    int fd = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    void *shared = mmap(NULL, sizeof(*map), PROT_READ, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        abort();
    map = shared;
    (void)close(fd);
}

static void read_now(struct timed_now *now)
{
    if (map == NULL)
        *now = (struct timed_now){0, timed_system_boot_ms(), timed_system_wall_ms(), 1};
    else
        timed_read(map, now);
}

int64_t timed_boot_ms(void)
{
    struct timed_now now;
    read_now(&now);
    return now.boot_ms;
}

int64_t timed_wall_ms(void)
{
    struct timed_now now;
    read_now(&now);
    return now.wall_ms;
}

int64_t timed_real_ms(int64_t ms)
{
    struct timed_now now;
    read_now(&now);
    return now.speed == 0 ? STANDING * ms : (ms + now.speed - 1) / now.speed;
}

int64_t timed_moment_ms(void)
{
    return map != NULL && atomic_load(&map->silence) == 0 ? 0 : MOMENT_MS;
}

bool timed_names_fail(void)
{
    return map != NULL && atomic_load(&map->no_names) != 0;
}

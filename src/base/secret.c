#include "base/secret.h"

#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static enum secret_memory worst = SECRET_PRIVATE;
static bool requires_locked;

static size_t page_size(void)
{
    long size = sysconf(_SC_PAGESIZE);
    return size > 0 ? (size_t)size : 4096;
}

/* Maps SIZE bytes (whole pages) of memory that only this process sees over the pages at WHERE. */
static bool map_private(char *where, size_t size)
{
    int fd = -1;
#ifdef SYS_memfd_secret
    fd = (int)syscall(SYS_memfd_secret, O_CLOEXEC);
#endif
    if (fd < 0)
        return false;
    void *mapping = MAP_FAILED;
    if (ftruncate(fd, (off_t)size) == 0)
        mapping = mmap(where, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
    (void)close(fd);
    return mapping == where && madvise(where, size, MADV_DONTFORK) == 0 &&
           madvise(where, size, MADV_DONTDUMP) == 0;
}

/* The bytes end where the guard page begins, so that not one can be written beyond them. */
static bool take_private(struct secret *secret, size_t size)
{
    size_t page = page_size();
    if (size > SIZE_MAX / 2)
        return false;
    size_t pages = (size + page - 1) / page * page;
    size_t whole = pages + 2 * page;
    char *mapping = mmap(NULL, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return false;
    if (!map_private(mapping + page, pages)) {
        (void)munmap(mapping, whole);
        return false;
    }
    secret->mapping = mapping;
    secret->mapping_size = whole;
    secret->bytes = mapping + page + pages - size;
    return true;
}

/* libsodium does not say whether it could lock, and does not keep the pages from a child. */
static bool take_sodium(struct secret *secret, size_t size)
{
    size_t page = page_size();
    secret->bytes = sodium_malloc(size);
    if (secret->bytes == NULL)
        return false;
    char *begin = secret->bytes - (uintptr_t)secret->bytes % page;
    size_t length = (size_t)(secret->bytes - begin) + size;
    bool locked = mlock(begin, length) == 0;
    (void)madvise(begin, (length + page - 1) / page * page, MADV_WIPEONFORK);
    if (!locked && requires_locked) {
        sodium_free(secret->bytes);
        secret->bytes = NULL;
        return false;
    }
    enum secret_memory kind = locked ? SECRET_LOCKED : SECRET_SWAPPABLE;
    worst = kind > worst ? kind : worst;
    return true;
}

struct secret *secret_new(size_t capacity)
{
    if (capacity == SIZE_MAX || sodium_init() < 0)
        return NULL;
    struct secret *secret = calloc(1, sizeof(*secret));
    if (secret == NULL)
        return NULL;
    if (!take_private(secret, capacity + 1) && !take_sodium(secret, capacity + 1)) {
        free(secret);
        return NULL;
    }
    secret->capacity = capacity;
    secret->bytes[0] = '\0';
    return secret;
}

enum secret_memory secret_memory_kind(void)
{
    return worst;
}

void secret_require_locked(void)
{
    requires_locked = true;
}

void secret_free(struct secret *secret)
{
    if (secret == NULL)
        return;
    if (secret->mapping == NULL) {
        sodium_free(secret->bytes); /* wipes the whole region first */
    } else {
        secret_wipe(secret);
        (void)munmap(secret->mapping, secret->mapping_size);
    }
    free(secret);
}

void secret_wipe(struct secret *secret)
{
    if (secret == NULL)
        return;
    sodium_memzero(secret->bytes, secret->capacity + 1);
    secret->length = 0;
}

bool secret_set(struct secret *secret, const char *bytes, size_t length)
{
    secret_wipe(secret);
    return secret_append(secret, bytes, length);
}

bool secret_append(struct secret *secret, const char *bytes, size_t length)
{
    assert(secret->length <= secret->capacity);
    if (length > secret->capacity - secret->length)
        return false;
    if (length > 0)
        memcpy(secret->bytes + secret->length, bytes, length);
    secret->length += length;
    secret->bytes[secret->length] = '\0';
    return true;
}

bool secret_move(struct secret *to, struct secret *from)
{
    bool fits = secret_set(to, from->bytes, from->length);
    secret_wipe(from);
    return fits;
}

bool secret_is_empty(const struct secret *secret)
{
    return secret == NULL || secret->length == 0;
}

struct secret *secret_copy(const struct secret *secret)
{
    struct secret *copy = secret_new(secret->length);
    if (copy != NULL && !secret_append(copy, secret->bytes, secret->length)) {
        secret_free(copy);
        copy = NULL;
    }
    return copy;
}

/* free and realloc of the whole process: what is given back is wiped first.
 *
 * Libraries copy secrets (libcurl a request, OpenSSL a record, stdio a line) and give the copies
 * back as they are. A function of this name in the program itself is the one that every library
 * calls, so one place is enough, and no library needs a hook of its own. That is also why this file
 * belongs to the program and to no library: what links it has all its memory wiped, and a program
 * that is linked without it is the negative control of tests/process. */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if ENABLE_HARDENED_PROCESS

typedef void free_function(void *);

/* The next free behind ours: the C library's, or that of an allocator or a checker (valgrind) that
 * was put before it. NULL while it is being looked for. */
static free_function *find_free(void)
{
    static _Atomic(free_function *) found;
    static atomic_bool looking;
    free_function *function = atomic_load(&found);
    if (function != NULL || atomic_exchange(&looking, true))
        return function;
    *(void **)(void *)&function = dlsym(RTLD_NEXT, "free");
    if (function == NULL)
        abort();
    atomic_store(&found, function);
    atomic_store(&looking, false);
    return function;
}

/* Before there is a second thread. */
static void __attribute__((constructor)) prepare(void)
{
    (void)find_free();
}

/* Named as in the C library's own declarations. */
void free(void *ptr)
{
    if (ptr == NULL)
        return;
    int saved = errno;
    free_function *next = find_free();
    explicit_bzero(ptr, malloc_usable_size(ptr));
    /* What dlsym itself gives back is lost; that happens once at most. */
    if (next != NULL)
        next(ptr);
    errno = saved;
}

void *realloc(void *ptr, size_t size)
{
    if (ptr == NULL)
        return malloc(size);
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    size_t usable = malloc_usable_size(ptr);
    void *moved = size > usable || size < usable / 2 ? malloc(size) : NULL;
    if (moved == NULL && size > usable)
        return NULL;
    if (moved == NULL) { /* also when memory is out: to shrink never fails, and libraries know it */
        explicit_bzero((char *)ptr + size, usable - size);
        return ptr;
    }
    memcpy(moved, ptr, size < usable ? size : usable);
    free(ptr);
    return moved;
}

#endif

/* src/memory.c, linked into this test: what is given back holds nothing any more. Not under
 * valgrind, because the test looks at memory that it has given back. */
#include "config.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "tests/tap.h"

enum { SIZE = 400, ALLOCATOR = 16 /* bytes that the allocator uses of a free piece itself */ };

/* The number of bytes 0x5a from AT on, whoever they belong to now. */
static size_t count_left(uintptr_t at, size_t size)
{
    const volatile unsigned char *bytes = (const volatile unsigned char *)at;
    size_t left = 0;
    for (size_t i = ALLOCATOR; i < size; i++)
        left += bytes[i] == 0x5a;
    return left;
}

static char *new_filled(size_t size)
{
    char *bytes = malloc(size);
    ck_assert_ptr_nonnull(bytes);
    memset(bytes, 0x5a, size);
    return bytes;
}

START_TEST(free__wipes)
    {
        char *bytes = new_filled(SIZE);
        volatile uintptr_t at = (uintptr_t)bytes;
        ck_assert_uint_eq(count_left(at, SIZE), SIZE - ALLOCATOR);
        errno = E2BIG;
        free(bytes);
        ck_assert_int_eq(errno, E2BIG);
        ck_assert_uint_eq(count_left(at, SIZE), 0);
        free(NULL);
    }
END_TEST

START_TEST(realloc__wipes__what_it_leaves)
    {
        char *bytes = new_filled(SIZE);
        volatile uintptr_t at = (uintptr_t)bytes;
        char *larger = realloc(bytes, 100 * SIZE);
        ck_assert_ptr_nonnull(larger);
        ck_assert_uint_ne((uintptr_t)larger, at);
        ck_assert_uint_eq(count_left((uintptr_t)larger, SIZE), SIZE - ALLOCATOR);
        ck_assert_uint_eq(count_left(at, SIZE), 0);
        free(larger);
    }
END_TEST

START_TEST(realloc__wipes__what_is_cut_off)
    {
        static const size_t sizes[] = {SIZE - 1, SIZE / 2 + 10, SIZE / 4, 1};
        char *bytes = new_filled(SIZE);
        volatile uintptr_t at = (uintptr_t)bytes;
        size_t whole = malloc_usable_size(bytes);
        char *smaller = realloc(bytes, sizes[_i]);
        ck_assert_ptr_nonnull(smaller);
        for (size_t i = 0; i < sizes[_i]; i++)
            ck_assert_int_eq(smaller[i], 0x5a);
        size_t kept = (uintptr_t)smaller == at ? sizes[_i] : 0;
        ck_assert_uint_eq(count_left(at, whole), kept > ALLOCATOR ? kept - ALLOCATOR : 0);
        ck_assert(malloc_usable_size(smaller) >= sizes[_i]);
        free(smaller);
    }
END_TEST

START_TEST(realloc__begins_and_ends)
    {
        char *bytes = realloc(NULL, SIZE);
        ck_assert_ptr_nonnull(bytes);
        memset(bytes, 0x5a, SIZE);
        volatile uintptr_t at = (uintptr_t)bytes;
        ck_assert_ptr_null(realloc(bytes, 0));
        ck_assert_uint_eq(count_left(at, SIZE), 0);
        bytes = new_filled(SIZE);
        volatile size_t much = SIZE_MAX / 2;
        ck_assert_ptr_null(realloc(bytes, much));
        ck_assert_int_eq(bytes[SIZE - 1], 0x5a);
        free(bytes);
    }
END_TEST

/* Libraries go on with the old size in mind when it fails, or leave the old piece to nobody. */
START_TEST(realloc__shrinks__without_memory)
    {
        enum { BIG = 64 << 20 };
        char *bytes = new_filled(BIG);
        struct rlimit limit;
        ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
        struct rlimit none = {.rlim_cur = 1, .rlim_max = limit.rlim_max};
        ck_assert_int_eq(setrlimit(RLIMIT_AS, &none), 0);
        void *volatile another = malloc(BIG / 4);
        char *smaller = realloc(bytes, BIG / 4);
        ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
        ck_assert_ptr_null(another);
        ck_assert_ptr_eq(smaller, bytes);
        ck_assert_uint_eq(count_left((uintptr_t)smaller, BIG), BIG / 4 - ALLOCATOR);
        free(smaller);
    }
END_TEST

/* What the C library allocates and gives back inside. */
START_TEST(getline__leaves__nothing)
    {
        char *line = NULL;
        size_t size = 0;
        FILE *file = tmpfile();
        ck_assert_ptr_nonnull(file);
        for (int i = 0; i < 300; i++)
            ck_assert_int_eq(fputc(0x5a, file), 0x5a);
        for (int i = 0; i < 5000; i++)
            ck_assert_int_eq(fputc(i == 0 ? '\n' : 0x5a, file), i == 0 ? '\n' : 0x5a);
        rewind(file);
        ck_assert_int_eq(getline(&line, &size, file), 301);
        volatile uintptr_t at = (uintptr_t)line;
        size_t before = size;
        ck_assert_int_eq(getline(&line, &size, file), 4999);
        ck_assert_uint_gt(size, before);
        if ((uintptr_t)line != at)
            ck_assert_uint_eq(count_left(at, before), 0);
        free(line);
        (void)fclose(file);
    }
END_TEST

int main(void)
{
    if (!ENABLE_HARDENED_PROCESS) {
        (void)printf("1..0 # SKIP built for sanitizers, with an allocator of their own\n");
        return 0;
    }
    Suite *suite = suite_create("memory");
    TCase *tests = tap_case(suite, "memory");
    tcase_add_test(tests, free__wipes);
    tcase_add_test(tests, realloc__wipes__what_it_leaves);
    tcase_add_loop_test(tests, realloc__wipes__what_is_cut_off, 0, 4);
    tcase_add_test(tests, realloc__begins_and_ends);
    tcase_add_test(tests, realloc__shrinks__without_memory);
    tcase_add_test(tests, getline__leaves__nothing);
    return tap_run(suite);
}

/* base/file.c: all is written, or it is said that it is not. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/tap.h"

/* Linked with --wrap: what each call of write does; then nothing more is expected. */
static const struct turn {
    ssize_t result; /* at most so many bytes are taken; -1: error; 0: nothing */
    int error;
} * turns;
static size_t turns_left;
static char taken[64];
static size_t taken_length;

ssize_t __wrap_write(int fd, const void *bytes, size_t length);
ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    if (turns == NULL)
        return __real_write(fd, bytes, length);
    ck_assert_int_eq(fd, 77);
    ck_assert_uint_gt(turns_left, 0);
    turns_left--;
    struct turn turn = *turns++;
    if (turn.result < 0)
        errno = turn.error;
    if (turn.result <= 0)
        return turn.result;
    size_t count = (size_t)turn.result < length ? (size_t)turn.result : length;
    ck_assert_uint_le(taken_length + count, sizeof(taken));
    memcpy(taken + taken_length, bytes, count);
    taken_length += count;
    return (ssize_t)count;
}

static const struct {
    struct turn turns[5];
    size_t count;
    const char *taken;
    int error; /* 0: all was written */
} cases[] = {
    {{{99, 0}}, 1, "0123456789", 0},
    {{{1, 0}, {2, 0}, {99, 0}}, 3, "0123456789", 0},
    {{{-1, EINTR}, {99, 0}}, 2, "0123456789", 0},
    {{{-1, EINTR}, {-1, EINTR}, {4, 0}, {-1, EINTR}, {99, 0}}, 5, "0123456789", 0},
    {{{-1, ENOSPC}}, 1, "", ENOSPC},
    {{{3, 0}, {-1, EIO}}, 2, "012", EIO},
    {{{0, 0}}, 1, "", ENOSPC},
    {{{7, 0}, {0, 0}}, 2, "0123456", ENOSPC},
    {{{7, 0}, {-1, EAGAIN}}, 2, "0123456", EAGAIN},
};

START_TEST(file_write_all__goes_on__until_all_is_written)
    {
        turns = cases[_i].turns;
        turns_left = cases[_i].count;
        taken_length = 0;
        errno = 0;
        bool is_done = file_write_all(77, "0123456789", 10);
        int error = errno;
        turns = NULL;
        ck_assert(is_done == (cases[_i].error == 0));
        ck_assert(is_done || error == cases[_i].error);
        ck_assert_uint_eq(turns_left, 0);
        ck_assert_uint_eq(taken_length, strlen(cases[_i].taken));
        ck_assert_mem_eq(taken, cases[_i].taken, taken_length);
    }
END_TEST

START_TEST(file_write_all__writes__nothing_of_nothing)
    {
        ck_assert(file_write_all(-1, "", 0));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *tests = tap_case(suite, "file");
    tcase_add_loop_test(tests, file_write_all__goes_on__until_all_is_written, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, file_write_all__writes__nothing_of_nothing);
    return tap_run(suite);
}

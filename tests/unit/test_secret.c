/* base/secret.c: fixed capacity, refused rather than cut, wiped. */
#include "config.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "tests/tap.h"

START_TEST(secret_append__refuses__what_does_not_fit)
    {
        struct secret *secret = secret_new(4);
        ck_assert_ptr_nonnull(secret);
        ck_assert(secret_append(secret, "abc", 3));
        ck_assert(!secret_append(secret, "de", 2));
        ck_assert_str_eq(secret->bytes, "abc");
        ck_assert(secret_append(secret, "d", 1));
        ck_assert_str_eq(secret->bytes, "abcd");
        secret_free(secret);
    }
END_TEST

START_TEST(secret_new__fails__when_it_is_too_large)
    {
        ck_assert_ptr_null(secret_new(SIZE_MAX));
        ck_assert_ptr_null(secret_new(SIZE_MAX / 2));
        secret_free(NULL);
        secret_wipe(NULL);
    }
END_TEST

START_TEST(secret_wipe__leaves__only_zeros)
    {
        struct secret *secret = secret_new(8);
        ck_assert(secret_set(secret, "12345678", 8));
        secret_wipe(secret);
        static const char zeros[9];
        ck_assert_mem_eq(secret->bytes, zeros, 9);
        ck_assert(secret_is_empty(secret));
        secret_free(secret);
    }
END_TEST

START_TEST(secret_set__leaves_empty__when_too_long)
    {
        struct secret *secret = secret_new(2);
        ck_assert(!secret_set(secret, "123", 3));
        ck_assert(secret_is_empty(secret));
        secret_free(secret);
        ck_assert(secret_is_empty(NULL));
    }
END_TEST

START_TEST(secret_move__wipes__the_source)
    {
        struct secret *from = secret_new(3);
        struct secret *to = secret_new(3);
        ck_assert(secret_set(from, "abc", 3));
        ck_assert(secret_move(to, from));
        ck_assert_str_eq(to->bytes, "abc");
        ck_assert(secret_is_empty(from));
        ck_assert_int_eq(from->bytes[0], 0);
        struct secret *copy = secret_copy(to);
        ck_assert_str_eq(copy->bytes, "abc");
        secret_free(copy);
        secret_free(from);
        secret_free(to);
    }
END_TEST

/* How a child ends that runs ACTION: its exit code, or 128 + signal. */
static int run_in_child(void (*action)(void))
{
    int status = 0;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        action();
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Through a pointer that the compiler knows nothing about. */
static void write_at(struct secret *secret, ptrdiff_t offset)
{
    volatile char *volatile bytes = secret->bytes;
    (void)signal(SIGSEGV, SIG_DFL);
    bytes[offset] = 1;
}

static void write_beyond(void)
{
    struct secret *secret = secret_new(100);
    write_at(secret, 101);
}

static void write_far_before(void)
{
    struct secret *secret = secret_new(100);
    write_at(secret, -2 * sysconf(_SC_PAGESIZE));
}

START_TEST(secret_new__gives__guarded_memory)
    {
        ck_assert_int_eq(run_in_child(write_beyond), 128 + SIGSEGV);
        ck_assert_int_eq(run_in_child(write_far_before), 128 + SIGSEGV);
    }
END_TEST

/* Exit code 1: there was a secret in memory that is not locked; 2: no secret; 3: a locked one. */
static void use_without_limit(bool required)
{
    const struct rlimit none = {0};
    if (geteuid() == 0 && setuid(65534) != 0)
        _exit(4);
    if (setrlimit(RLIMIT_MEMLOCK, &none) != 0)
        _exit(4);
    if (required)
        secret_require_locked();
    struct secret *secret = secret_new(100);
    if (secret == NULL)
        _exit(2);
    secret_free(secret);
    _exit(secret_memory_kind() == SECRET_SWAPPABLE ? 1 : 3);
}

static void use_without_lock(void)
{
    use_without_limit(false);
}

static void require_lock(void)
{
    use_without_limit(true);
}

static void fork_with_secret(void)
{
    static const char zeros[4];
    struct secret *secret = secret_new(4);
    int status = 0;
    if (secret == NULL || !secret_set(secret, "abcd", 4))
        _exit(1);
    pid_t child = fork();
    if (child == 0) {
        (void)signal(SIGSEGV, SIG_DFL);
        _exit(memcmp(secret->bytes, zeros, 4) == 0 ? 0 : 2);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        _exit(3);
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status) == SIGSEGV ? 0 : 4);
}

START_TEST(secret_new__says__when_memory_is_not_locked)
    {
        /* Under the sanitizers mlock does nothing and says yes. */
        if (ENABLE_HARDENED_PROCESS) {
            ck_assert_int_eq(run_in_child(use_without_lock), 1);
            ck_assert_int_eq(run_in_child(require_lock), 2);
        }
        ck_assert_int_ne(secret_memory_kind(), SECRET_SWAPPABLE);
    }
END_TEST

/* Wiped there, or not there at all. */
START_TEST(secret_new__gives__nothing_to_children)
    {
        ck_assert_int_eq(run_in_child(fork_with_secret), 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("secret");
    TCase *tests = tap_case(suite, "secret");
    tcase_add_test(tests, secret_append__refuses__what_does_not_fit);
    tcase_add_test(tests, secret_new__fails__when_it_is_too_large);
    tcase_add_test(tests, secret_wipe__leaves__only_zeros);
    tcase_add_test(tests, secret_set__leaves_empty__when_too_long);
    tcase_add_test(tests, secret_move__wipes__the_source);
    tcase_add_test(tests, secret_new__gives__guarded_memory);
    tcase_add_test(tests, secret_new__says__when_memory_is_not_locked);
    tcase_add_test(tests, secret_new__gives__nothing_to_children);
    return tap_run(suite);
}

/* base/secret.c: fixed capacity, refused rather than cut, wiped. */
#include <stdint.h>
#include <string.h>

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

int main(void)
{
    Suite *suite = suite_create("secret");
    TCase *tests = tap_case(suite, "secret");
    tcase_add_test(tests, secret_append__refuses__what_does_not_fit);
    tcase_add_test(tests, secret_new__fails__when_it_is_too_large);
    tcase_add_test(tests, secret_wipe__leaves__only_zeros);
    tcase_add_test(tests, secret_set__leaves_empty__when_too_long);
    tcase_add_test(tests, secret_move__wipes__the_source);
    return tap_run(suite);
}

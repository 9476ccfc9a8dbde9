/* base/buf.c: grows up to its maximum, and once failed stays failed. base/err.c: cuts, never fails.
 */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "tests/tap.h"

START_TEST(buf_append__keeps__bytes_and_a_nul)
    {
        struct buf buf = buf_init(100);
        ck_assert_str_eq(buf_text(&buf), "");
        ck_assert(buf_append(&buf, "a\0b", 3));
        ck_assert(buf_append_text(&buf, "cd"));
        ck_assert(buf_append(&buf, "", 0));
        ck_assert_uint_eq(buf.length, 5);
        ck_assert_mem_eq(buf.bytes, "a\0bcd", 6);
        buf_free(&buf);
        ck_assert_str_eq(buf_text(&buf), "");
    }
END_TEST

START_TEST(buf_append__grows__to_the_maximum_and_no_further)
    {
        enum { MAX = 100000 };
        struct buf buf = buf_init(MAX);
        for (size_t i = 0; i < MAX; i++)
            if (!buf_append(&buf, i % 2 == 0 ? "a" : "b", 1))
                ck_abort_msg("refused at %zu", i);
        ck_assert_uint_eq(buf.length, MAX);
        ck_assert_uint_eq(strlen(buf_text(&buf)), MAX);
        ck_assert(buf.bytes[0] == 'a' && buf.bytes[MAX - 1] == 'b');
        ck_assert(!buf_append(&buf, "c", 1));
        ck_assert(buf.failed);
        ck_assert_ptr_null(buf.bytes);
        buf_free(&buf);
    }
END_TEST

START_TEST(buf_append__stays_failed__until_reset)
    {
        struct buf buf = buf_init(3);
        ck_assert(!buf_append_text(&buf, "four"));
        ck_assert(!buf_append_text(&buf, "a"));
        ck_assert(!buf_printf(&buf, "%d", 1));
        ck_assert_str_eq(buf_text(&buf), "");
        ck_assert_uint_eq(buf.length, 0);
        buf_reset(&buf);
        ck_assert(buf_append_text(&buf, "abc"));
        ck_assert_str_eq(buf_text(&buf), "abc");
        buf_reset(&buf);
        ck_assert_str_eq(buf_text(&buf), "");
        ck_assert(buf_append_text(&buf, "de"));
        ck_assert_str_eq(buf_text(&buf), "de");
        buf_free(&buf);
    }
END_TEST

START_TEST(buf_append__refuses__huge_lengths)
    {
        struct buf buf = buf_init(10);
        ck_assert(buf_append_text(&buf, "abc"));
        ck_assert(!buf_append(&buf, "x", (size_t)-1));
        ck_assert(buf.failed);
        buf_free(&buf);
        struct buf none = buf_init(0);
        ck_assert(buf_append(&none, "", 0));
        ck_assert(!buf_append(&none, "x", 1));
        buf_free(&none);
    }
END_TEST

START_TEST(buf_printf__formats__at_the_end)
    {
        struct buf buf = buf_init(12);
        ck_assert(buf_printf(&buf, "%s-%d", "ab", 12));
        ck_assert(buf_printf(&buf, "%s", ""));
        ck_assert(buf_printf(&buf, "%07d", 3));
        ck_assert_str_eq(buf_text(&buf), "ab-120000003");
        ck_assert_uint_eq(buf.length, 12);
        ck_assert(!buf_printf(&buf, "%c", 'x'));
        ck_assert(buf.failed);
        buf_free(&buf);
    }
END_TEST

/* Memory that runs out: realloc as buf.c sees it. */
void *__real_realloc(void *block, size_t size);
void *__wrap_realloc(void *block, size_t size);

static bool no_realloc;

void *__wrap_realloc(void *block, size_t size)
{
    return no_realloc ? NULL : __real_realloc(block, size);
}

START_TEST(buf_append__fails__without_memory)
    {
        struct buf buf = buf_init(1000);
        ck_assert(buf_append_text(&buf, "abc"));
        char text[101];
        memset(text, 'a', sizeof(text));
        no_realloc = true;
        bool appended = buf_append(&buf, text, sizeof(text));
        no_realloc = false;
        ck_assert(!appended && buf.failed);
        ck_assert_str_eq(buf_text(&buf), "");
        buf_free(&buf);
    }
END_TEST

/* A wide character that the C locale cannot write makes printf itself fail. */
START_TEST(buf_printf__fails__when_printf_does)
    {
        struct buf buf = buf_init(1000);
        ck_assert(buf_append_text(&buf, "abc"));
        ck_assert(!buf_printf(&buf, "%ls", L"\u4f60"));
        ck_assert(buf.failed);
        buf_free(&buf);
        struct err err = {"before"};
        ck_assert(!err_set(&err, "%ls", L"\u4f60"));
        ck_assert_str_eq(err.text, "");
    }
END_TEST

START_TEST(err_set__formats__and_returns_false)
    {
        struct err err = {0};
        ck_assert(!err_set(&err, "The file %s is %d bytes too long.", "x", 3));
        ck_assert_str_eq(err.text, "The file x is 3 bytes too long.");
        ck_assert(!err_set(NULL, "%s", "nobody asked"));
    }
END_TEST

START_TEST(err_set__cuts__what_does_not_fit)
    {
        static char text[2000];
        memset(text, 'a', sizeof(text) - 1);
        struct err err = {0};
        ck_assert(!err_set(&err, "%s", text));
        ck_assert_uint_eq(strlen(err.text), ERR_TEXT_SIZE - 1);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("buf");
    TCase *tests = tap_case(suite, "buf");
    tcase_add_test(tests, buf_append__keeps__bytes_and_a_nul);
    tcase_add_test(tests, buf_append__grows__to_the_maximum_and_no_further);
    tcase_add_test(tests, buf_append__stays_failed__until_reset);
    tcase_add_test(tests, buf_append__refuses__huge_lengths);
    tcase_add_test(tests, buf_printf__formats__at_the_end);
    tcase_add_test(tests, buf_append__fails__without_memory);
    tcase_add_test(tests, buf_printf__fails__when_printf_does);
    tcase_add_test(tests, err_set__formats__and_returns_false);
    tcase_add_test(tests, err_set__cuts__what_does_not_fit);
    return tap_run(suite);
}

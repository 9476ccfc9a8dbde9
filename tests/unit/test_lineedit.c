/* ui/lineedit.c: editing a secret in place, by whole characters. */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "tests/tap.h"
#include "ui/lineedit.h"

static struct secret *value;
static struct lineedit edit;

static void begin(const char *text, size_t capacity, bool hidden)
{
    value = secret_new(capacity);
    ck_assert_ptr_nonnull(value);
    ck_assert(secret_set(value, text, strlen(text)));
    lineedit_begin(&edit, value, hidden);
}

static enum lineedit_result type(const char *text)
{
    enum lineedit_result result = LINEEDIT_SAME;
    for (const char *at = text; *at != '\0'; at++)
        result = lineedit_byte(&edit, (unsigned char)*at);
    return result;
}

static void teardown(void)
{
    secret_free(value);
    value = NULL;
}

START_TEST(lineedit_byte__inserts__at_the_cursor)
    {
        begin("ac", 8, false);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_LEFT), LINEEDIT_MOVED);
        ck_assert_int_eq(type("b"), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "abc");
        ck_assert_uint_eq(edit.cursor, 2);
    }
END_TEST

START_TEST(lineedit_byte__refuses__what_has_no_room)
    {
        begin("abc", 4, false);
        ck_assert_int_eq(type("\xc3\xa9"), LINEEDIT_FULL);
        ck_assert_str_eq(value->bytes, "abc");
        ck_assert_int_eq(type("d"), LINEEDIT_CHANGED);
        ck_assert_int_eq(type("e"), LINEEDIT_FULL);
        ck_assert_str_eq(value->bytes, "abcd");
    }
END_TEST

START_TEST(lineedit_byte__drops__controls_and_what_is_not_utf8)
    {
        static const char *const bad[] = {
            "\033",     "\x01", "\x7f",         "\xc2\x9b", /* C1 CSI */
            "\xc0\xaf", "\xff", "\xed\xa0\x80", "\x80",     "\xf5\x80\x80\x80", "\n", "\t",
        };
        for (int hidden = 0; hidden < 2; hidden++) {
            begin("", 64, hidden != 0);
            for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                type(bad[i]);
                ck_assert_msg(secret_is_empty(value), "case %zu", i);
            }
            teardown();
        }
    }
END_TEST

START_TEST(lineedit_byte__goes_on__after_a_broken_character)
    {
        begin("", 16, false);
        type("\xe4\xbd"
             "a\xe4\xbd\xa0");
        ck_assert_str_eq(value->bytes, "a\xe4\xbd\xa0");
    }
END_TEST

START_TEST(lineedit_byte__drops__invisible_characters_only_where_text_is_shown)
    {
        static const char zero_width[] = "a\xe2\x80\x8b"
                                         "b";
        static const char bidi[] = "\xe2\x80\xae";
        begin("", 16, false);
        type(zero_width);
        type(bidi);
        ck_assert_str_eq(value->bytes, "ab");
        teardown();
        begin("", 16, true);
        type(zero_width);
        ck_assert_str_eq(value->bytes, zero_width);
    }
END_TEST

START_TEST(lineedit_byte__takes__a_mark_on_a_letter)
    {
        begin("", 16, false);
        type("e\xcc\x81");
        ck_assert_str_eq(value->bytes, "e\xcc\x81");
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_BACKSPACE), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "");
        type("\xcc\x81");
        ck_assert_str_eq(value->bytes, "");
    }
END_TEST

START_TEST(lineedit_key__moves_and_deletes__whole_characters)
    {
        begin("a\xe4\xbd\xa0"
              "e\xcc\x81z",
              32, false);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_LEFT), LINEEDIT_MOVED);
        ck_assert_uint_eq(edit.cursor, 7);
        lineedit_key(&edit, LINEEDIT_LEFT);
        ck_assert_uint_eq(edit.cursor, 4);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_DELETE), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "a\xe4\xbd\xa0z");
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_BACKSPACE), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "az");
        lineedit_key(&edit, LINEEDIT_HOME);
        ck_assert_uint_eq(edit.cursor, 0);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_LEFT), LINEEDIT_SAME);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_BACKSPACE), LINEEDIT_SAME);
        lineedit_key(&edit, LINEEDIT_END);
        ck_assert_uint_eq(edit.cursor, 2);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_RIGHT), LINEEDIT_SAME);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_DELETE), LINEEDIT_SAME);
    }
END_TEST

START_TEST(lineedit_key__deletes__a_word_or_everything)
    {
        begin("one two  ", 32, false);
        lineedit_key(&edit, LINEEDIT_WORD_BACKWARD);
        ck_assert_str_eq(value->bytes, "one ");
        lineedit_key(&edit, LINEEDIT_WORD_BACKWARD);
        ck_assert_str_eq(value->bytes, "");
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_WORD_BACKWARD), LINEEDIT_SAME);
        type("abc");
        lineedit_key(&edit, LINEEDIT_HOME);
        ck_assert_int_eq(lineedit_key(&edit, LINEEDIT_CLEAR), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "");
    }
END_TEST

START_TEST(lineedit_key__wipes__what_it_deletes)
    {
        begin("secret", 8, true);
        lineedit_key(&edit, LINEEDIT_CLEAR);
        static const char zeros[9];
        ck_assert_mem_eq(value->bytes, zeros, sizeof(zeros));
        type("ab");
        lineedit_key(&edit, LINEEDIT_BACKSPACE);
        ck_assert_mem_eq(value->bytes + 1, zeros, 8);
    }
END_TEST

START_TEST(lineedit__finds_its_place__when_others_changed_the_value)
    {
        begin("a\xe4\xbd\xa0", 16, false);
        secret_wipe(value);
        ck_assert_int_eq(type("x"), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "x");
        ck_assert(secret_set(value, "\xe4\xbd\xa0", 3));
        ck_assert_int_eq(type("y"), LINEEDIT_CHANGED);
        ck_assert_str_eq(value->bytes, "y\xe4\xbd\xa0");
    }
END_TEST

START_TEST(lineedit_window__keeps__the_cursor_in_sight)
    {
        begin("", 128, false);
        for (int i = 0; i < 40; i++) {
            ck_assert_int_eq(type(i % 3 == 0 ? "\xe4\xbd\xa0" : "a"), LINEEDIT_CHANGED);
            struct lineedit_window window = lineedit_window(&edit, 10);
            ck_assert_uint_lt(window.column, 10);
            ck_assert_uint_ge(window.first + window.length, edit.cursor);
        }
        size_t end = value->length;
        while (edit.cursor > 0) {
            lineedit_key(&edit, LINEEDIT_LEFT);
            struct lineedit_window window = lineedit_window(&edit, 10);
            ck_assert_uint_lt(window.column, 10);
            ck_assert_uint_le(window.first, edit.cursor);
            if (edit.cursor > 0)
                ck_assert_uint_gt(window.column, 0);
        }
        ck_assert_uint_eq(lineedit_window(&edit, 10).first, 0);
        lineedit_key(&edit, LINEEDIT_END);
        ck_assert_uint_eq(edit.cursor, end);
        ck_assert_uint_gt(lineedit_window(&edit, 10).first, 0);
        lineedit_key(&edit, LINEEDIT_WORD_BACKWARD);
        ck_assert_uint_eq(lineedit_window(&edit, 10).first, 0);
    }
END_TEST

START_TEST(lineedit_window__shows_all__when_it_fits)
    {
        begin("0123456789", 32, false);
        ck_assert_uint_gt(lineedit_window(&edit, 10).first, 0);
        lineedit_key(&edit, LINEEDIT_BACKSPACE);
        struct lineedit_window window = lineedit_window(&edit, 10);
        ck_assert_uint_eq(window.first, 0);
        ck_assert_uint_eq(window.length, 9);
        ck_assert_uint_eq(window.column, 9);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("lineedit");
    TCase *tests = tap_case(suite, "lineedit");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_add_test(tests, lineedit_byte__inserts__at_the_cursor);
    tcase_add_test(tests, lineedit_byte__refuses__what_has_no_room);
    tcase_add_test(tests, lineedit_byte__drops__controls_and_what_is_not_utf8);
    tcase_add_test(tests, lineedit_byte__goes_on__after_a_broken_character);
    tcase_add_test(tests, lineedit_byte__drops__invisible_characters_only_where_text_is_shown);
    tcase_add_test(tests, lineedit_byte__takes__a_mark_on_a_letter);
    tcase_add_test(tests, lineedit_key__moves_and_deletes__whole_characters);
    tcase_add_test(tests, lineedit_key__deletes__a_word_or_everything);
    tcase_add_test(tests, lineedit_key__wipes__what_it_deletes);
    tcase_add_test(tests, lineedit__finds_its_place__when_others_changed_the_value);
    tcase_add_test(tests, lineedit_window__keeps__the_cursor_in_sight);
    tcase_add_test(tests, lineedit_window__shows_all__when_it_fits);
    return tap_run(suite);
}

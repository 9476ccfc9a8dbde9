/* ui/curses: what every key does, pasted text included. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/ui/curses_bench.h"

static struct bench bench;

static void teardown(void)
{
    bench_free(&bench);
}

START_TEST(curses_keys__move__in_three_ways)
    {
        static const char *const next[] = {"\033OB", "\033[B", "\t", "\x0e"};
        static const char *const previous[] = {"\033OA", "\033[A", "\033[Z", "\x10"};
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        for (size_t i = 0; i < sizeof(next) / sizeof(next[0]); i++) {
            bench_expect_cursor_on(&bench, "Account:");
            bench_expect_nothing(&bench, next[i]);
            bench_expect_cursor_on(&bench, "Password:");
            bench_expect_nothing(&bench, next[i]);
            bench_expect_cursor_on(&bench, "1 Use");
            bench_expect_nothing(&bench, previous[i]);
            bench_expect_nothing(&bench, previous[i]);
        }
        bench_expect_nothing(&bench, "\033OA");
        bench_expect_cursor_on(&bench, "3 Quit");
        bench_expect_nothing(&bench, "\033OH");
        bench_expect_cursor_on(&bench, "Account:");
    }
END_TEST

START_TEST(curses_keys__choose__by_enter_digit_and_letter)
    {
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        bench_expect_action(&bench, "\r", ACTION_DELETE_ACCOUNT);
        /* The cursor stays: between two screens it would be one thing more that is said. */
        screen_mark(bench.screen);
        bench_expect_action(&bench, "2", ACTION_SIGN_OUT);
        bench_expect_cursor_on(&bench, "1 Delete account");
        ck_assert_uint_eq(screen_bytes(bench.screen), 0);
        bench_expect_nothing(&bench, "4");
        bench_expect_nothing(&bench, "0");
        bench_expect_action(&bench, "q", ACTION_QUIT);
        bench_show(&bench, VIEW_ENTER_CODE);
        bench_expect_nothing(&bench, "\t");
        bench_expect_action(&bench, "r", ACTION_RESEND);
        bench_expect_action(&bench, "<", ACTION_BACK);
        bench_expect_action(&bench, "2", ACTION_BACK);
    }
END_TEST

START_TEST(curses_focus__begins_anew__after_another_way_or_a_new_code)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_expect_nothing(&bench, "\033[A");
        bench_expect_cursor_on(&bench, "3 Quit");
        bench_expect_action(&bench, "E", ACTION_USE_EMAIL_CODE);
        bench_expect_cursor_on(&bench, "3 Quit");
        bench_show(&bench, VIEW_SIGN_IN);
        bench_expect_cursor_on(&bench, "Account:");
        bench_show(&bench, VIEW_ENTER_CODE);
        bench_expect_nothing(&bench, "\t");
        bench_expect_action(&bench, "r", ACTION_RESEND);
        bench_show(&bench, VIEW_SENDING_CODE);
        sample_view(&bench.view, VIEW_ENTER_CODE);
        sample_add_status(&bench.view, VIEW_INFO, "OK", "New code sent.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "New code sent.");
        bench_press(&bench, "1");
        bench_expect_cursor_on(&bench, "Code: 1");
        /* But an answer that was wrong does not move it. */
        bench_expect_action(&bench, "\r", ACTION_SUBMIT);
        sample_view(&bench.view, VIEW_ENTER_CODE);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Code: 1");
    }
END_TEST

START_TEST(curses_keys__are_text__in_a_field)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_expect_nothing(&bench, "q1?<p e");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "q1?<p e");
        bench_expect_row(&bench, 2, "Account: q1?<p e");
    }
END_TEST

START_TEST(curses_enter__goes_on__and_submits_in_the_last_field)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo\rsecret\r");
        ck_assert_uint_eq(bench.event_count, 1);
        ck_assert_int_eq(bench.events[0].action, ACTION_SUBMIT);
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "demo");
        ck_assert_str_eq(bench_value(&bench, FORM_PASSWORD), "secret");
    }
END_TEST

START_TEST(curses_enter__goes_back__without_the_confirming_word)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_expect_action(&bench, "\r", ACTION_BACK);
        bench_expect_action(&bench, "delete\r", ACTION_SUBMIT);
        ck_assert_str_eq(bench_value(&bench, FORM_PHRASE), "delete");
        bench_expect_action(&bench, "\x15\r", ACTION_BACK);
    }
END_TEST

START_TEST(curses_back__works__by_esc_and_left)
    {
        bench_open(&bench, 24, 80, VIEW_CONSEQUENCES);
        bench_expect_action(&bench, "\033", ACTION_BACK);
        bench_expect_action(&bench, "\033[D", ACTION_BACK);
        bench_show(&bench, VIEW_ENTER_CODE);
        bench_expect_nothing(&bench, "12\033OD");
        bench_expect_action(&bench, "\033", ACTION_BACK);
        bench_show(&bench, VIEW_ACCOUNT);
        bench_expect_nothing(&bench, "\033");
        bench_expect_cursor_on(&bench, "There is no way back from here.");
    }
END_TEST

START_TEST(curses_quit__works__everywhere)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            bench_show(&bench, (enum view_id)id);
            bench_expect_action(&bench, "\033[21~", ACTION_QUIT);
            bench_expect_action(&bench, "\x11", ACTION_QUIT);
        }
    }
END_TEST

START_TEST(curses_option__writes_its_id__and_submits)
    {
        bench_open(&bench, 24, 80, VIEW_CONSEQUENCES);
        bench_expect_action(&bench, "\033OB\r", ACTION_SUBMIT);
        ck_assert_str_eq(bench_value(&bench, FORM_METHOD), "email");
        bench_expect_action(&bench, "3", ACTION_SUBMIT);
        ck_assert_str_eq(bench_value(&bench, FORM_METHOD), "password");
    }
END_TEST

START_TEST(curses_option__says_why__it_cannot_be_chosen)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        sample_view(&bench.view, VIEW_CONSEQUENCES);
        for (size_t i = 0; i < bench.view.item_count; i++)
            for (size_t k = 0; k < bench.view.items[i].option_count; k++)
                bench.view.items[i].options[k].enabled = false;
        bench_show_view(&bench);
        bench_expect_nothing(&bench, "3");
        bench_expect_cursor_on(&bench, "No phone number is bound to this account.");
        ck_assert_str_eq(bench_value(&bench, FORM_METHOD), "");
        bench_expect_nothing(&bench, "\033OA");
        bench_expect_cursor_on(&bench, "2 Send a code");
    }
END_TEST

START_TEST(curses_field__edits__with_the_keys_that_help_names)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "abc def");
        bench_press(&bench, "\033OD\033OD\x7f");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "abc ef");
        bench_press(&bench, "\033[3~");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "abc f");
        bench_press(&bench, "\033OHx\033OFy");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "xabc fy");
        bench_press(&bench, "\x01"
                            "1\x05"
                            "2\033OD\033OC3\b");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "1xabc fy2");
        bench_expect_row(&bench, 2, "Account: 1xabc fy2");
        bench_press(&bench, "\x17");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "1xabc ");
        bench_press(&bench, "\x15");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "");
        bench_expect_row(&bench, 2, "Account:");
        bench_expect_cursor(&bench, 2, 9);
    }
END_TEST

START_TEST(curses_field__says__when_it_is_full)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        char text[80];
        memset(text, '7', sizeof(text));
        text[64] = '\0';
        bench_press(&bench, text);
        bench_expect_cursor_on(&bench, "Code: 777");
        bench_press(&bench, "8");
        bench_expect_cursor_on(&bench, "Error: The field is full.");
        ck_assert_str_eq(bench_value(&bench, FORM_CODE), text);
    }
END_TEST

START_TEST(curses_field__scrolls__what_is_longer_than_the_row)
    {
        bench_open(&bench, 12, 40, VIEW_SIGN_IN);
        for (int i = 0; i < 100; i++) {
            bench_press(&bench, (char[]){(char)('a' + i % 26), '\0'});
            int row, col;
            screen_cursor(bench.screen, &row, &col);
            ck_assert_int_lt(col, 40);
            ck_assert_int_ge(col, 9);
            const char *shown = screen_row(bench.screen, row);
            ck_assert_int_eq(shown[col - 1], 'a' + i % 26);
        }
        bench_press(&bench, "\033OH");
        bench_expect_cursor_on(&bench, "Account: abcdef");
        bench_press(&bench, "\033OF\t");
        bench_expect_text(&bench, "Account: abcdef");
    }
END_TEST

START_TEST(curses_field__takes__wide_and_accented_characters)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "a\xe4\xbd\xa0\xe5\xa5\xbd\xc3\xa9");
        bench_expect_row(&bench, 2, "Account: a\xe4\xbd\xa0\xe5\xa5\xbd\xc3\xa9");
        bench_expect_cursor(&bench, 2, 15);
        bench_press(&bench, "\x7f\x7f");
        bench_expect_row(&bench, 2, "Account: a\xe4\xbd\xa0");
        bench_expect_cursor(&bench, 2, 12);
        bench_press(&bench, "\033ODx");
        bench_expect_row(&bench, 2, "Account: ax\xe4\xbd\xa0");
    }
END_TEST

/* Paste ---------------------------------------------------------------------------------------- */

START_TEST(curses_paste__is_on__only_where_there_is_a_field)
    {
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        ck_assert(!screen_bracketed_paste(bench.screen));
        bench_show(&bench, VIEW_ENTER_CODE);
        ck_assert(screen_bracketed_paste(bench.screen));
        bench_press(&bench, "\033OP");
        ck_assert(!screen_bracketed_paste(bench.screen));
        bench_press(&bench, " \033");
        ck_assert(screen_bracketed_paste(bench.screen));
        bench_show(&bench, VIEW_DELETED);
        ck_assert(!screen_bracketed_paste(bench.screen));
    }
END_TEST

START_TEST(curses_paste__is_text__and_submits_nothing)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        bench_paste(&bench, "12 34\n56\r\n");
        ck_assert_uint_eq(bench.event_count, 0);
        ck_assert_str_eq(bench_value(&bench, FORM_CODE), "12 3456");
        bench_expect_row(&bench, 4, "Code: 12 3456");
        bench_expect_action(&bench, "\r", ACTION_SUBMIT);
    }
END_TEST

START_TEST(curses_paste__does_nothing__in_a_list)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        bench_expect_nothing(&bench, "\t");
        bench_paste(&bench, "1\n2\nqr<");
        ck_assert_uint_eq(bench.event_count, 0);
        bench_expect_cursor_on(&bench, "1 Send a new code");
        bench_expect_action(&bench, "1", ACTION_RESEND);
    }
END_TEST

START_TEST(curses_paste__goes_into_a_password__without_wrappers)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_PASSWORD);
        bench_paste(&bench, "p\xc3\xa4ss word\n");
        ck_assert_str_eq(bench_value(&bench, FORM_PASSWORD), "p\xc3\xa4ss word");
    }
END_TEST

START_TEST(curses_paste__never_confirms)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_paste(&bench, "DELETE\n");
        ck_assert_uint_eq(bench.event_count, 0);
        ck_assert_str_eq(bench_value(&bench, FORM_PHRASE), "DELETE");
    }
END_TEST

/* Odd input ------------------------------------------------------------------------------------ */

START_TEST(curses_keys__ignore__sequences_without_a_meaning)
    {
        static const char *const odd[] = {"\033[1;5A", "\033[99~", "\033[?1;2c", "\033[24;80R",
                                          "\033Oz",    "\033[I",   "\033[15~",   "\033[<0;1;1M"};
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
            bench_press(&bench, odd[i]);
            ck_assert_msg(bench.event_count == 0, "sequence %zu", i);
            ck_assert_msg(bench_value(&bench, FORM_CODE)[0] == '\0', "sequence %zu", i);
        }
        bench_expect_cursor_on(&bench, "Code:");
    }
END_TEST

START_TEST(curses_keys__redraw__on_ctrl_l)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo");
        screen_mark(bench.screen);
        bench_expect_nothing(&bench, "\x0c");
        ck_assert_ptr_nonnull(strstr(screen_raw(bench.screen, NULL), "Account: demo"));
        bench_expect_cursor(&bench, 2, 13);
    }
END_TEST

/* How long the front end waits after Esc whether it was the beginning of a key. */
START_TEST(curses_esc__waits_longer__when_the_terminal_is_far_away)
    {
        static const int least[] = {25, 400, 100};
        unsetenv("ESCDELAY");
        if (_i == 2)
            setenv("ESCDELAY", "100", 1);
        bench_make(&bench, 24, 80);
        bench.options.remote = _i > 0;
        bench_start(&bench);
        bench_show(&bench, VIEW_ENTER_CODE);
        int64_t before_ms = clock_boot_ms();
        bench_expect_action(&bench, "\033", ACTION_BACK);
        int64_t waited_ms = clock_boot_ms() - before_ms;
        ck_assert_msg(waited_ms >= least[_i], "%d ms", (int)waited_ms);
        unsetenv("ESCDELAY");
    }
END_TEST

/* What is written ------------------------------------------------------------------------------ */

static void expect_written(const char *text, bool expected)
{
    const char *raw = screen_raw(bench.screen, NULL);
    ck_assert_msg((strstr(raw, text) != NULL) == expected, "\"%s\" in: %s", text, raw);
}

START_TEST(curses_show__writes_whole_rows__of_another_screen)
    {
        /* A screen reader speaks what is written: a row that is another is written whole. */
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        screen_mark(bench.screen);
        bench_show(&bench, VIEW_CONSEQUENCES);
        expect_written("Delete account. Step 1 of 3.", true);
        /* What stands where it stood was heard there. */
        expect_written("Account: demo", false);
        expect_written("This cannot be undone.", true);
        /* But not the key help, which was heard before. */
        expect_written("F1 help", false);
        screen_mark(bench.screen);
        bench_show(&bench, VIEW_ACCOUNT);
        expect_written("1 Delete account", true);
        expect_written("3 Quit", true);
        bench_resize(&bench, 10, 40);
        bench_show(&bench, VIEW_CONSEQUENCES);
        bench_press(&bench, " ");
        screen_mark(bench.screen);
        bench_press(&bench, " ");
        expect_written("Email: d***@example.org", true);
        expect_written("Page 1 of 2, Space next.", true);
    }
END_TEST

/* A terminal could move a row to where it is wanted, but then nobody hears it. */
START_TEST(curses_show__writes__what_stood_elsewhere)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_expect_row(&bench, 6, "3 Quit");
        sample_view(&bench.view, VIEW_ACCOUNT);
        for (size_t i = 0; i < bench.view.item_count; i++)
            bench.view.items[i].quiet = true;
        screen_mark(bench.screen);
        bench_show_view(&bench);
        bench_expect_row(&bench, 4, "3 Quit");
        expect_written("2 Sign out", true);
        expect_written("3 Quit", true);
    }
END_TEST

START_TEST(curses_enter__writes__the_label_of_the_next_field)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo");
        screen_mark(bench.screen);
        bench_press(&bench, "\r");
        expect_written("Password:", true);
        ck_assert_uint_eq(screen_cells(bench.screen), 0);
        bench_expect_cursor(&bench, 3, 10);
    }
END_TEST

START_TEST(curses_message__is_written_whole__when_little_of_it_changed)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "Wrong code. 4 tries left.");
        bench_show_view(&bench);
        screen_mark(bench.screen);
        sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "Wrong code. 3 tries left.");
        bench_show_view(&bench);
        expect_written("Error: Wrong code. 3 tries left.", true);
        expect_written("Check the code", false);
        screen_mark(bench.screen);
        bench_press(&bench, "1");
        expect_written("Wrong", false);
    }
END_TEST

/* Help ----------------------------------------------------------------------------------------- */

START_TEST(curses_help__opens_and_closes__and_keeps_the_place)
    {
        static const char *const leave[] = {"\033", "\r", "x", "\033OP", "1"};
        bench_open(&bench, 40, 80, VIEW_ENTER_CODE);
        bench_press(&bench, "12");
        for (size_t i = 0; i < sizeof(leave) / sizeof(leave[0]); i++) {
            bench_expect_nothing(&bench, "\033OP");
            bench_expect_row(&bench, 0, "Help. Esc goes back.");
            bench_expect_text(&bench, "Code: The digits from the message. Spaces do not matter.");
            bench_expect_text(&bench, "r in the list: Send a new code.");
            bench_expect_text(&bench, "Ctrl-U: clear the field.");
            bench_expect_nothing(&bench, leave[i]);
            bench_expect_cursor_on(&bench, "Code: 12");
        }
        bench_expect_nothing(&bench, "\t?");
        bench_expect_row(&bench, 0, "Help. Esc goes back.");
        bench_expect_action(&bench, "\033[21~", ACTION_QUIT);
    }
END_TEST

START_TEST(curses_help__turns_pages__on_a_small_screen)
    {
        bench_open(&bench, 12, 40, VIEW_ENTER_CODE);
        bench_press(&bench, "\033OP");
        bench_expect_row(&bench, 10, "Page 1 of 3, Space next.");
        bench_expect_cursor(&bench, 1, 0);
        bench_press(&bench, " ");
        bench_expect_row(&bench, 10, "Page 2 of 3, Space next.");
        bench_press(&bench, "\033[6~");
        bench_expect_row(&bench, 10, "Page 3 of 3.");
        bench_press(&bench, "\033[5~");
        bench_expect_row(&bench, 10, "Page 2 of 3, Space next.");
        bench_press(&bench, "\033");
        bench_expect_cursor_on(&bench, "Code:");
    }
END_TEST

START_TEST(curses_help__does_not_name__what_a_kiosk_lacks)
    {
        bench_make(&bench, 40, 80);
        bench.options.kiosk = true;
        bench_start(&bench);
        bench_show(&bench, VIEW_SIGN_IN);
        bench_press(&bench, "\033OP");
        bench_expect_text(&bench, "Ctrl-C: stop at once.");
        bench_expect_no_text(&bench, "Ctrl-Z");
        struct termios settings = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &settings), 0);
        ck_assert_int_eq(settings.c_cc[VSUSP], _POSIX_VDISABLE);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses_keys");
    TCase *tests = tap_case(suite, "curses_keys");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, curses_keys__move__in_three_ways);
    tcase_add_test(tests, curses_keys__choose__by_enter_digit_and_letter);
    tcase_add_test(tests, curses_focus__begins_anew__after_another_way_or_a_new_code);
    tcase_add_test(tests, curses_keys__are_text__in_a_field);
    tcase_add_test(tests, curses_enter__goes_on__and_submits_in_the_last_field);
    tcase_add_test(tests, curses_enter__goes_back__without_the_confirming_word);
    tcase_add_test(tests, curses_back__works__by_esc_and_left);
    tcase_add_test(tests, curses_quit__works__everywhere);
    tcase_add_test(tests, curses_option__writes_its_id__and_submits);
    tcase_add_test(tests, curses_option__says_why__it_cannot_be_chosen);
    tcase_add_test(tests, curses_field__edits__with_the_keys_that_help_names);
    tcase_add_test(tests, curses_field__says__when_it_is_full);
    tcase_add_test(tests, curses_field__scrolls__what_is_longer_than_the_row);
    tcase_add_test(tests, curses_field__takes__wide_and_accented_characters);
    tcase_add_test(tests, curses_paste__is_on__only_where_there_is_a_field);
    tcase_add_test(tests, curses_paste__is_text__and_submits_nothing);
    tcase_add_test(tests, curses_paste__does_nothing__in_a_list);
    tcase_add_test(tests, curses_paste__goes_into_a_password__without_wrappers);
    tcase_add_test(tests, curses_paste__never_confirms);
    tcase_add_test(tests, curses_keys__ignore__sequences_without_a_meaning);
    tcase_add_test(tests, curses_keys__redraw__on_ctrl_l);
    tcase_add_loop_test(tests, curses_esc__waits_longer__when_the_terminal_is_far_away, 0, 3);
    tcase_add_test(tests, curses_show__writes_whole_rows__of_another_screen);
    tcase_add_test(tests, curses_show__writes__what_stood_elsewhere);
    tcase_add_test(tests, curses_enter__writes__the_label_of_the_next_field);
    tcase_add_test(tests, curses_message__is_written_whole__when_little_of_it_changed);
    tcase_add_test(tests, curses_help__opens_and_closes__and_keeps_the_place);
    tcase_add_test(tests, curses_help__turns_pages__on_a_small_screen);
    tcase_add_test(tests, curses_help__does_not_name__what_a_kiosk_lacks);
    return tap_run(suite);
}

/* ui/curses: what is said in the message rows, and while a request runs. */
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "tests/ui/curses_bench.h"

static struct bench bench;

static void teardown(void)
{
    bench_free(&bench);
}

START_TEST(curses_message__holds_the_cursor__until_a_key_that_then_works)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        bench_press(&bench, "12");
        sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "Wrong code. 4 tries left.");
        sample_mark_error(&bench.view, FORM_CODE);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Error: Wrong code. 4 tries left.");
        int row, col;
        screen_cursor(bench.screen, &row, &col);
        ck_assert_int_eq(col, 0);
        ck_assert(screen_bold(bench.screen, row, 0));
        bench_press(&bench, "3");
        bench_expect_cursor_on(&bench, "Code: 123");
        bench_expect_text(&bench, "Error: Wrong code.");
        bench_show(&bench, VIEW_ACCOUNT);
        bench_expect_no_text(&bench, "Error:");
    }
END_TEST

START_TEST(curses_message__comes_again__when_the_same_mistake_is_made_again)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "Type the code.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Error: Type the code.");
        bench_expect_action(&bench, "\r", ACTION_SUBMIT);
        bench_expect_cursor_on(&bench, "Code:");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Error: Type the code.");
        /* But not when only something else changed. */
        bench_press(&bench, "1");
        sample_add_paragraph(&bench.view, "mail", "A mail came.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Code: 1");
    }
END_TEST

/* The reply to a request, in the words that are there already. */
static void expect_refusal(void)
{
    screen_mark(bench.screen);
    bench_show_view(&bench);
    bench_expect_cursor_on(&bench, "Error: Wrong password.");
    ck_assert_ptr_nonnull(strstr(screen_raw(bench.screen, NULL), "Wrong password."));
}

START_TEST(curses_message__comes_again__when_the_server_refuses_again)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        struct view refused = bench.view;
        sample_add_status(&refused, VIEW_ERROR, "WRONG", "Wrong password.");
        sample_mark_error(&refused, FORM_PASSWORD);
        for (int i = 0; i < 3; i++) {
            bench_expect_action(&bench, i == 0 ? "\tx\r" : "x\r", ACTION_SUBMIT);
            bench_show(&bench, VIEW_SIGNING_IN);
            sample_set_progress(&bench.view, 0); /* a tick is no reply */
            bench_show_view(&bench);
            bench_expect_cursor_on(&bench, "Password:");
            uint32_t serial = bench.view.serial;
            bench.view = refused;
            bench.view.serial = serial + 1;
            expect_refusal();
            form_wipe(bench.form, ~0U);
        }
        /* Nothing was tried here: a key, another size, the screen anew, news of something else. */
        bench_press(&bench, "y");
        bench_expect_cursor_on(&bench, "Password:");
        bench_resize(&bench, 12, 40);
        bench_press(&bench, "\014");
        bench_expect_cursor_on(&bench, "Password:");
        sample_add_paragraph(&bench.view, "mail", "A mail came.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Password:");
        bench_expect_text(&bench, "Error: Wrong password.");
    }
END_TEST

START_TEST(curses_message__leads__to_the_first_field_with_an_error)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "Type your password.");
        sample_mark_error(&bench.view, FORM_PASSWORD);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Error: Type your password.");
        bench_press(&bench, "x");
        bench_expect_cursor_on(&bench, "Password:");
        ck_assert_str_eq(bench_value(&bench, FORM_PASSWORD), "x");
    }
END_TEST

START_TEST(curses_show__says_the_deadline_once__and_help_says_until_when)
    {
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        int64_t now_ms = clock_boot_ms();
        int64_t wall_s = clock_wall_s();
        sample_view(&bench.view, VIEW_CONFIRM);
        sample_add_deadline(&bench.view, now_ms + 60000);
        ui_curses_ops.show(bench.ui, &bench.view, now_ms, wall_s);
        ck_assert(screen_sync(bench.screen, bench.slave));
        bench_expect_text(&bench, "Valid 60 seconds.");
        /* The braille line has the label of what is asked, without a key. */
        bench_expect_cursor_on(&bench, "Type DELETE:");
        bench_press(&bench, "D");
        sample_add_paragraph(&bench.view, "more", "Something else.");
        ui_curses_ops.show(bench.ui, &bench.view, now_ms + 9000, wall_s + 9);
        ck_assert(screen_sync(bench.screen, bench.slave));
        bench_expect_cursor_on(&bench, "Type DELETE: D");
        bench_expect_text(&bench, "Valid 60 seconds.");
        bench_expect_nothing(&bench, "\033OP");
        int row = screen_find(bench.screen, " seconds, until ", 0);
        int seconds, hour, minute, second;
        ck_assert_int_ge(row, 1);
        ck_assert_int_eq(sscanf(screen_row(bench.screen, row), "Valid %d seconds, until %d:%d:%d.",
                                &seconds, &hour, &minute, &second),
                         4);
        ck_assert(seconds > 0 && seconds <= 60);
    }
END_TEST

/* Waits as the loop does: for as long as the front end wants. */
static void wait_for_speech(void)
{
    int ms = ui_curses_ops.timeout_ms(bench.ui, clock_boot_ms());
    ck_assert_int_gt(ms, 0);
    ck_assert_int_le(ms, 500);
    while ((ms = ui_curses_ops.timeout_ms(bench.ui, clock_boot_ms())) >= 0)
        poll(NULL, 0, ms);
    ck_assert(screen_sync(bench.screen, bench.slave));
}

START_TEST(curses_wait__changes_nothing__while_it_is_short)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo");
        screen_mark(bench.screen);
        bench_show(&bench, VIEW_SIGNING_IN);
        ck_assert_uint_eq(screen_bytes(bench.screen), 0);
        bench_expect_cursor_on(&bench, "Account: demo");
    }
END_TEST

START_TEST(curses_wait__says_one_line__and_heartbeats)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_show(&bench, VIEW_SIGNING_IN);
        wait_for_speech();
        bench_expect_cursor_on(&bench, "Signing in.");
        bench_expect_row(&bench, 0, "Sign in, demo.genauth.ai");
        screen_mark(bench.screen);
        bench_show_view(&bench);
        ck_assert_uint_eq(screen_bytes(bench.screen), 0);
        sample_set_progress(&bench.view, 10);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Still working.");
        sample_set_progress(&bench.view, 30);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "No answer yet. Esc stops.");
        sample_set_progress(&bench.view, 60);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "60 seconds.");
        bench_show(&bench, VIEW_SIGN_IN);
        bench_expect_no_text(&bench, "60 seconds.");
        bench_expect_cursor_on(&bench, "Account:");
    }
END_TEST

/* Who waits for 65 seconds hears at most 12 words, and of Esc only where it helps. */
START_TEST(curses_wait__has_few_words__and_no_false_ones)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_show(&bench, VIEW_CHECKING_CODE);
        screen_mark(bench.screen);
        wait_for_speech();
        for (int i = 0; i < 3; i++) {
            sample_set_progress(&bench.view, i == 0 ? 10 : i == 1 ? 30 : 60);
            bench_show_view(&bench);
        }
        ck_assert_uint_le(screen_words(bench.screen), 12);
        bench_show(&bench, VIEW_CONFIRM);
        bench_show(&bench, VIEW_DELETING);
        wait_for_speech();
        sample_set_progress(&bench.view, 30);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "No answer yet.");
        bench_expect_no_text(&bench, "Esc");
    }
END_TEST

START_TEST(curses_wait__takes_esc__but_no_other_key)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_show(&bench, VIEW_SIGNING_IN);
        wait_for_speech();
        bench_expect_nothing(&bench, "\r1x");
        bench_expect_action(&bench, "\033", ACTION_BACK);
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "");
        bench_show(&bench, VIEW_DELETING);
        bench_expect_nothing(&bench, "\033");
    }
END_TEST

START_TEST(curses_wait__keeps_typed_ahead_keys__for_the_next_screen)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_show(&bench, VIEW_SIGNING_IN);
        bench_expect_nothing(&bench, "12 34");
        bench_show(&bench, VIEW_ENTER_CODE);
        ck_assert(!ui_curses_ops.next(bench.ui, &bench.events[0]));
        ck_assert_str_eq(bench_value(&bench, FORM_CODE), "12 34");
    }
END_TEST

START_TEST(curses_flush_input__drops__typed_ahead_keys)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        bench_show(&bench, VIEW_CHECKING_CODE);
        bench_expect_nothing(&bench, "DELETE\r");
        ck_assert(screen_send(bench.screen, "DELETE\r"));
        struct pollfd state = {.fd = bench.slave, .events = POLLIN};
        ck_assert_int_eq(poll(&state, 1, SCREEN_WAIT_MS), 1);
        ck_assert(ui_curses_ops.flush_input(bench.ui));
        bench_show(&bench, VIEW_CONFIRM);
        ck_assert(!ui_curses_ops.next(bench.ui, &bench.events[0]));
        ck_assert_str_eq(bench_value(&bench, FORM_PHRASE), "");
    }
END_TEST

START_TEST(curses_wait__has_its_own_screen__where_there_is_something_to_read)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_show(&bench, VIEW_CHECKING_OUTCOME);
        bench_expect_text(&bench, "It is not known if the account was deleted.");
        /* Enter, pressed out of impatience, must not leave. */
        bench_expect_nothing(&bench, "\r");
        bench_expect_cursor_on(&bench, "1 Leave without knowing");
        bench_expect_action(&bench, "\r", ACTION_QUIT);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses_messages");
    TCase *tests = tap_case(suite, "curses_messages");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, curses_message__holds_the_cursor__until_a_key_that_then_works);
    tcase_add_test(tests, curses_message__comes_again__when_the_same_mistake_is_made_again);
    tcase_add_test(tests, curses_message__comes_again__when_the_server_refuses_again);
    tcase_add_test(tests, curses_message__leads__to_the_first_field_with_an_error);
    tcase_add_test(tests, curses_show__says_the_deadline_once__and_help_says_until_when);
    tcase_add_test(tests, curses_wait__changes_nothing__while_it_is_short);
    tcase_add_test(tests, curses_wait__says_one_line__and_heartbeats);
    tcase_add_test(tests, curses_wait__has_few_words__and_no_false_ones);
    tcase_add_test(tests, curses_wait__takes_esc__but_no_other_key);
    tcase_add_test(tests, curses_wait__keeps_typed_ahead_keys__for_the_next_screen);
    tcase_add_test(tests, curses_flush_input__drops__typed_ahead_keys);
    tcase_add_test(tests, curses_wait__has_its_own_screen__where_there_is_something_to_read);
    return tap_run(suite);
}

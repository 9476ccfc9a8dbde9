/* ui/curses: what is on the screen, where the cursor is, and what a view changes. */
#include "config.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/ui/curses_bench.h"
#include "ui/restore.h"

/* libtinfo keeps this when it does not know a terminal. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:new_prescr";
}

static struct bench bench;

static void teardown(void)
{
    bench_free(&bench);
}

/* Views that stay until the person does something; the others are about waiting. */
static bool is_screen(enum view_id id)
{
    sample_view(&bench.view, id);
    return !bench.view.busy;
}

static void expect_all_texts(void)
{
    const struct view *view = &bench.view;
    bench_expect_text(&bench, view->title);
    for (size_t i = 0; i < view->item_count; i++) {
        bench_expect_text(&bench, view->items[i].label);
        for (size_t k = 0; k < view->items[i].option_count; k++)
            bench_expect_text(&bench, view->items[i].options[k].label);
    }
    for (size_t i = 0; i < view->action_count; i++)
        if (view->actions[i].id != ACTION_SUBMIT || view->id != VIEW_CONSEQUENCES)
            bench_expect_text(&bench, view->actions[i].label);
}

START_TEST(curses_show__says__all_of_every_view_from_column_0)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            if (!is_screen((enum view_id)id))
                continue;
            bench_show_view(&bench);
            expect_all_texts();
            for (int row = 0; row < 24; row++)
                ck_assert_int_ne(screen_row(bench.screen, row)[0], ' ');
            ck_assert(screen_cursor_visible(bench.screen));
        }
    }
END_TEST

START_TEST(curses_show__lays_out__a_form)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        static const char *const rows[] = {
            "Sign in, demo.genauth.ai",
            "",
            "Account:",
            "Password:",
            "1 Sign in",
            "2 Use a code by email",
            "3 Use a code by SMS",
            "4 Quit",
            "",
        };
        for (int row = 0; row < 9; row++)
            bench_expect_row(&bench, row, rows[row]);
        bench_expect_row(&bench, 23, "F1 help, F2 plain text.");
        bench_expect_cursor(&bench, 2, 9);
        ck_assert(screen_bold(bench.screen, 0, 0));
        ck_assert(!screen_bold(bench.screen, 3, 0));
    }
END_TEST

START_TEST(curses_show__puts_the_way_back_first__where_there_is_a_choice)
    {
        bench_open(&bench, 24, 80, VIEW_CONSEQUENCES);
        bench_expect_row(&bench, 0, "Delete account. Step 1 of 3.");
        bench_expect_cursor_on(&bench, "1 Back");
        bench_expect_text(&bench, "2 Send a code to d***@example.org");
        bench_expect_text(&bench,
                          "3 Send a code by SMS: No phone number is bound to this account.");
        bench_expect_no_text(&bench, "Continue");
        bench_expect_action(&bench, "\r", ACTION_BACK);
    }
END_TEST

START_TEST(curses_show__puts_the_way_back_before__what_destroys)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_expect_cursor_on(&bench, "Type DELETE:");
        bench_expect_text(&bench, "1 Back");
        bench_expect_text(&bench, "2 Delete account");
    }
END_TEST

START_TEST(curses_show__begins__with_what_came_of_it)
    {
        bench_open(&bench, 24, 80, VIEW_DELETED);
        bench_expect_cursor_on(&bench, "Deleted: demo.");
        bench_expect_nothing(&bench, "\t");
        bench_expect_cursor_on(&bench, "1 Quit");
        bench_show(&bench, VIEW_REFUSED);
        bench_expect_nothing(&bench, "\t");
        bench_expect_cursor_on(&bench, "1 Back");
        bench_expect_nothing(&bench, "\033OA");
        bench_expect_cursor_on(&bench, "The server refused");
        bench_expect_action(&bench, "\r", ACTION_BACK);
        bench_expect_action(&bench, "2", ACTION_QUIT);
    }
END_TEST

START_TEST(curses_show__gives__no_hints_but_the_confirming_word)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_CODE);
        bench_expect_no_text(&bench, "Spaces do not matter.");
        bench_show(&bench, VIEW_CONFIRM);
        bench_expect_text(&bench, "Enter alone goes back.");
        bench_show(&bench, VIEW_ENTER_CODE);
        bench_show(&bench, VIEW_CONFIRM);
        bench_expect_text(&bench, "Enter alone goes back.");
    }
END_TEST

START_TEST(curses_show__marks__the_sandbox_on_every_screen)
    {
        static const int sizes[][2] = {{24, 80}, {12, 40}, {5, 20}};
        for (size_t size = 0; size < 3; size++) {
            bench_make(&bench, sizes[size][0], sizes[size][1]);
            bench_start(&bench);
            for (int id = 0; id < VIEW_ID_COUNT; id++) {
                if (!is_screen((enum view_id)id))
                    continue;
                bench.view.sandbox = true;
                bench_show_view(&bench);
                ck_assert_int_eq(screen_find(bench.screen, "SANDBOX", 0), 0);
            }
            if (size < 2)
                teardown();
        }
    }
END_TEST

START_TEST(curses_focus__moves__by_the_cursor_alone)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        static const char *const stops[] = {"Password:", "1 Sign in", "2 Use", "3 Use",
                                            "4 Quit",    "Account:",  NULL};
        for (size_t i = 0; stops[i] != NULL; i++) {
            screen_mark(bench.screen);
            bench_press(&bench, i % 2 == 0 ? "\033OB" : "\t");
            bench_expect_cursor_on(&bench, stops[i]);
            ck_assert_uint_eq(screen_cells(bench.screen), 0);
            ck_assert_uint_gt(screen_bytes(bench.screen), 0);
            ck_assert_uint_le(screen_bytes(bench.screen), 8);
            /* Nor is a blank written again to get one column to the right. */
            ck_assert_ptr_null(strchr(screen_raw(bench.screen, NULL), ' '));
        }
    }
END_TEST

START_TEST(curses_field__echoes__a_letter_with_one_byte)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        for (const char *letter = "demo@example.org"; *letter != '\0'; letter++) {
            screen_mark(bench.screen);
            bench_press(&bench, (char[]){*letter, '\0'});
            ck_assert_uint_eq(screen_bytes(bench.screen), 1);
        }
        bench_expect_row(&bench, 2, "Account: demo@example.org");
        bench_expect_cursor(&bench, 2, 25);
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "demo@example.org");
    }
END_TEST

START_TEST(curses_field__shows_nothing__of_a_password)
    {
        bench_open(&bench, 24, 80, VIEW_ENTER_PASSWORD);
        screen_mark(bench.screen);
        bench_press(&bench, "hunter2");
        ck_assert_str_eq(bench_value(&bench, FORM_PASSWORD), "hunter2");
        bench_expect_cursor(&bench, 2, 10);
        ck_assert_uint_eq(screen_bytes(bench.screen), 0);
        bench_press(&bench, "\033OD\033OD\x0c");
        bench_expect_cursor(&bench, 2, 10);
        bench_resize(&bench, 12, 40);
        ck_assert_ptr_null(strstr(screen_raw(bench.screen, NULL), "unter"));
    }
END_TEST

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

START_TEST(curses_show__says_the_deadline_once__unless_the_view_does)
    {
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        int64_t now_ms = clock_boot_ms();
        int64_t wall_s = clock_wall_s();
        char until[16];
        char expected[64];
        clock_format_time(wall_s + 60, until, sizeof(until));
        snprintf(expected, sizeof(expected), "Valid 60 seconds, until %s.", until);
        sample_view(&bench.view, VIEW_CONFIRM);
        sample_add_deadline(&bench.view, now_ms + 60000);
        ui_curses_ops.show(bench.ui, &bench.view, now_ms, wall_s);
        ck_assert(screen_sync(bench.screen, bench.slave));
        bench_expect_cursor_on(&bench, expected);
        bench_press(&bench, "D");
        sample_add_paragraph(&bench.view, "more", "Something else.");
        ui_curses_ops.show(bench.ui, &bench.view, now_ms + 9000, wall_s + 9);
        ck_assert(screen_sync(bench.screen, bench.slave));
        bench_expect_cursor_on(&bench, "Type DELETE: D");
        bench_show(&bench, VIEW_ACCOUNT);
        sample_view(&bench.view, VIEW_CONFIRM);
        snprintf(expected, sizeof(expected), "You have time until %s.", until);
        sample_add_paragraph(&bench.view, "until", expected);
        sample_add_deadline(&bench.view, now_ms + 60000);
        ui_curses_ops.show(bench.ui, &bench.view, now_ms, wall_s);
        ck_assert(screen_sync(bench.screen, bench.slave));
        bench_expect_no_text(&bench, "Valid 60 seconds");
    }
END_TEST

/* Waiting -------------------------------------------------------------------------------------- */

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
        bench_expect_cursor_on(&bench, "Still working, 10 seconds. Esc stops it.");
        sample_set_progress(&bench.view, 60);
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Still working, 60 seconds. Esc stops it.");
        bench_show(&bench, VIEW_SIGN_IN);
        bench_expect_no_text(&bench, "Still working");
        bench_expect_cursor_on(&bench, "Account:");
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
        ui_curses_ops.flush_input(bench.ui);
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

/* The terminal --------------------------------------------------------------------------------- */

START_TEST(curses_open__leaves__signals_to_others)
    {
        static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH, SIGCONT};
        enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]) };
        struct sigaction before[NUMBERS];
        for (size_t i = 0; i < NUMBERS; i++)
            ck_assert_int_eq(sigaction(numbers[i], NULL, &before[i]), 0);
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        for (size_t i = 0; i < NUMBERS; i++) {
            struct sigaction action;
            ck_assert_int_eq(sigaction(numbers[i], NULL, &action), 0);
            ck_assert_msg(action.sa_handler == before[i].sa_handler, "signal %d", numbers[i]);
        }
        struct termios settings = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &settings), 0);
        ck_assert_uint_ne(settings.c_lflag & ISIG, 0);
        ck_assert_uint_eq(settings.c_lflag & (ICANON | ECHO | IEXTEN), 0);
        ck_assert_uint_eq(settings.c_iflag & (IXON | ICRNL), 0);
    }
END_TEST

START_TEST(curses_close__gives_back__the_terminal_as_it_was)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        ck_assert(screen_alternate(bench.screen));
        ck_assert(screen_bracketed_paste(bench.screen));
        struct ui_result result = {.code = "CANCELLED", .exit_code = 5, .text = "Stopped."};
        bench_close(&bench, &result);
        struct termios after = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &after), 0);
        ck_assert_mem_eq(&after, &bench.before, sizeof(after));
        ck_assert(!screen_alternate(bench.screen));
        ck_assert(!screen_bracketed_paste(bench.screen));
        ck_assert(screen_cursor_visible(bench.screen));
        bench_expect_text(&bench, "Stopped.");
        bench_expect_no_text(&bench, "Account");
    }
END_TEST

START_TEST(restore_now__gives_back__the_terminal_without_curses)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        ck_assert_int_eq(write(bench.slave, "\033[?25l", 6), 6);
        ck_assert(screen_sync(bench.screen, bench.slave));
        ck_assert(!screen_cursor_visible(bench.screen));
        restore_now();
        ck_assert(screen_sync(bench.screen, bench.slave));
        struct termios after = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &after), 0);
        ck_assert_mem_eq(&after, &bench.before, sizeof(after));
        ck_assert(!screen_alternate(bench.screen));
        ck_assert(!screen_bracketed_paste(bench.screen));
        ck_assert(screen_cursor_visible(bench.screen));
        /* Nothing is left to do once the terminal was given back in the usual way. */
        bench_close(&bench, NULL);
        screen_mark(bench.screen);
        restore_now();
        ck_assert(screen_sync(bench.screen, bench.slave));
        ck_assert_uint_eq(screen_bytes(bench.screen), 0);
    }
END_TEST

START_TEST(curses_close__leaves_nothing__on_a_terminal_without_a_second_screen)
    {
        setenv("TERM", "linux", 1);
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        bench_expect_text(&bench, "d***@example.org");
        bench_close(&bench, NULL);
        bench_expect_no_text(&bench, "d***@example.org");
    }
END_TEST

START_TEST(curses_suspend__gives_back_the_terminal__and_resume_draws_anew)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo");
        ui_curses_ops.suspend(bench.ui);
        ck_assert(screen_sync(bench.screen, bench.slave));
        struct termios settings = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &settings), 0);
        ck_assert_mem_eq(&settings, &bench.before, sizeof(settings));
        ck_assert(!screen_alternate(bench.screen));
        ck_assert(!screen_bracketed_paste(bench.screen));
        ck_assert(screen_resize(bench.screen, 20, 60));
        ui_curses_ops.resume(bench.ui);
        ck_assert(screen_sync(bench.screen, bench.slave));
        ck_assert(screen_alternate(bench.screen));
        ck_assert(screen_bracketed_paste(bench.screen));
        bench_expect_row(&bench, 2, "Account: demo");
        bench_expect_cursor(&bench, 2, 13);
        bench_press(&bench, "x");
        bench_expect_row(&bench, 2, "Account: demox");
    }
END_TEST

START_TEST(curses_open__refuses__what_is_no_terminal_or_not_known)
    {
        bench_make(&bench, 24, 80);
        struct err err = {0};
        setenv("TERM", "no-such-terminal", 1);
        ck_assert_ptr_null(ui_curses_ops.open(&bench.options, &err));
        ck_assert_ptr_nonnull(strstr(err.text, "no-such-terminal"));
        struct termios after = {0};
        ck_assert_int_eq(tcgetattr(bench.slave, &after), 0);
        ck_assert_mem_eq(&after, &bench.before, sizeof(after));
        int ends[2];
        ck_assert_int_eq(pipe(ends), 0);
        bench.options.output = ends[1];
        setenv("TERM", "xterm", 1);
        ck_assert_ptr_null(ui_curses_ops.open(&bench.options, &err));
        close(ends[0]);
        close(ends[1]);
    }
END_TEST

START_TEST(curses_next__reports__a_terminal_that_is_gone_once)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        screen_hang_up(bench.screen);
        struct ui_event event = {0};
        ck_assert(ui_curses_ops.next(bench.ui, &event));
        ck_assert_int_eq(event.type, UI_LOST);
        ck_assert(!ui_curses_ops.next(bench.ui, &event));
        sample_view(&bench.view, VIEW_ACCOUNT);
        ui_curses_ops.show(bench.ui, &bench.view, clock_boot_ms(), clock_wall_s());
    }
END_TEST

START_TEST(curses_theme__uses_colours__only_when_asked)
    {
        for (int theme = 0; theme < 4; theme++) {
            bench_make(&bench, 24, 80);
            bench.options.theme = theme == 3 ? UI_THEME_CONTRAST : (enum ui_theme)theme;
            bench.options.no_color = theme == 3;
            bench_start(&bench);
            bench_show(&bench, VIEW_SIGN_IN);
            bool expected = theme == UI_THEME_CONTRAST || theme == UI_THEME_LIGHT;
            for (int row = 0; row < 24; row++)
                for (int col = 0; col < 80; col++)
                    ck_assert_int_eq(screen_coloured(bench.screen, row, col), expected);
            bench_expect_row(&bench, 4, "1 Sign in");
            if (theme < 3)
                teardown();
        }
    }
END_TEST

START_TEST(curses_show__works__on_every_common_terminal)
    {
        static const char *const terms[] = {"xterm", "vt100",           "vt220", "ansi",
                                            "linux", "screen-256color", "tmux",  "rxvt"};
        for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
            setenv("TERM", terms[i], 1);
            bench_open(&bench, 24, 80, VIEW_SIGN_IN);
            expect_all_texts();
            bench_press(&bench, "abc\t");
            bench_expect_row(&bench, 2, "Account: abc");
            bench_expect_cursor(&bench, 3, 10);
            bench_close(&bench, NULL);
            if (i + 1 < sizeof(terms) / sizeof(terms[0]))
                teardown();
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses");
    TCase *tests = tap_case(suite, "curses");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, curses_show__says__all_of_every_view_from_column_0);
    tcase_add_test(tests, curses_show__lays_out__a_form);
    tcase_add_test(tests, curses_show__puts_the_way_back_first__where_there_is_a_choice);
    tcase_add_test(tests, curses_show__puts_the_way_back_before__what_destroys);
    tcase_add_test(tests, curses_show__begins__with_what_came_of_it);
    tcase_add_test(tests, curses_show__gives__no_hints_but_the_confirming_word);
    tcase_add_test(tests, curses_show__marks__the_sandbox_on_every_screen);
    tcase_add_test(tests, curses_focus__moves__by_the_cursor_alone);
    tcase_add_test(tests, curses_field__echoes__a_letter_with_one_byte);
    tcase_add_test(tests, curses_field__shows_nothing__of_a_password);
    tcase_add_test(tests, curses_message__holds_the_cursor__until_a_key_that_then_works);
    tcase_add_test(tests, curses_message__comes_again__when_the_same_mistake_is_made_again);
    tcase_add_test(tests, curses_message__leads__to_the_first_field_with_an_error);
    tcase_add_test(tests, curses_show__says_the_deadline_once__unless_the_view_does);
    tcase_add_test(tests, curses_wait__changes_nothing__while_it_is_short);
    tcase_add_test(tests, curses_wait__says_one_line__and_heartbeats);
    tcase_add_test(tests, curses_wait__takes_esc__but_no_other_key);
    tcase_add_test(tests, curses_wait__keeps_typed_ahead_keys__for_the_next_screen);
    tcase_add_test(tests, curses_flush_input__drops__typed_ahead_keys);
    tcase_add_test(tests, curses_wait__has_its_own_screen__where_there_is_something_to_read);
    tcase_add_test(tests, curses_open__leaves__signals_to_others);
    tcase_add_test(tests, curses_close__gives_back__the_terminal_as_it_was);
    tcase_add_test(tests, restore_now__gives_back__the_terminal_without_curses);
    tcase_add_test(tests, curses_close__leaves_nothing__on_a_terminal_without_a_second_screen);
    tcase_add_test(tests, curses_suspend__gives_back_the_terminal__and_resume_draws_anew);
    tcase_add_test(tests, curses_open__refuses__what_is_no_terminal_or_not_known);
    tcase_add_test(tests, curses_next__reports__a_terminal_that_is_gone_once);
    tcase_add_test(tests, curses_theme__uses_colours__only_when_asked);
    tcase_add_test(tests, curses_show__works__on_every_common_terminal);
    return tap_run(suite);
}

/* ui/curses: what is on the screen, where the cursor is, and the terminal around it. */
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

static bool has_answer(const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == VIEW_FIELD || view->items[i].type == VIEW_CHOICE)
            return true;
    return false;
}

/* What a choice is about, what cannot be chosen, and that Enter submits, is said by help. */
static void expect_all_texts(void)
{
    const struct view *view = &bench.view;
    bench_expect_text(&bench, view->title);
    for (size_t i = 0; i < view->item_count; i++) {
        if (view->items[i].type != VIEW_CHOICE)
            bench_expect_text(&bench, view->items[i].label);
        for (size_t k = 0; k < view->items[i].option_count; k++)
            if (view->items[i].options[k].enabled)
                bench_expect_text(&bench, view->items[i].options[k].label);
    }
    for (size_t i = 0; i < view->action_count; i++)
        if (view->actions[i].id != ACTION_SUBMIT || !has_answer(view))
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
            "Sign in, demo.genauth.ai", "",       "Account:", "Password:", "1 Use a code by email",
            "2 Use a code by SMS",      "3 Quit", "",
        };
        for (int row = 0; row < 8; row++)
            bench_expect_row(&bench, row, rows[row]);
        bench_expect_row(&bench, 23, "F1 help.");
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
        bench_expect_text(&bench, "3 Use the password");
        bench_expect_no_text(&bench, "SMS");
        bench_expect_no_text(&bench, "Continue");
        bench_expect_nothing(&bench, "?");
        bench_expect_text(&bench, "Prove that it is you.");
        bench_expect_text(&bench, "Send a code by SMS: No phone number is bound to this account.");
        bench_expect_nothing(&bench, "\033");
        bench_expect_action(&bench, "\r", ACTION_BACK);
    }
END_TEST

/* Where nothing can be chosen, the reasons are all there is. */
START_TEST(curses_show__says_why__where_nothing_can_be_chosen)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        sample_view(&bench.view, VIEW_CONSEQUENCES);
        for (size_t i = 0; i < bench.view.item_count; i++)
            for (size_t k = 0; k < bench.view.items[i].option_count; k++)
                bench.view.items[i].options[k].enabled = false;
        bench_show_view(&bench);
        bench_expect_text(&bench,
                          "3 Send a code by SMS: No phone number is bound to this account.");
    }
END_TEST

START_TEST(curses_show__puts_the_way_back_before__what_destroys)
    {
        bench_open(&bench, 24, 80, VIEW_CONFIRM);
        bench_expect_cursor_on(&bench, "Type DELETE:");
        bench_expect_text(&bench, "1 Back");
        /* The word and Enter do that, and nothing else. */
        bench_expect_no_text(&bench, "2 Delete account");
        /* Without a field there is no Enter for it. */
        for (size_t i = 0; i < bench.view.item_count; i++)
            if (bench.view.items[i].type == VIEW_FIELD)
                bench.view.items[i].type = VIEW_PARAGRAPH;
        bench.view.serial++;
        bench_show_view(&bench);
        bench_expect_text(&bench, "2 Delete account");
    }
END_TEST

/* What nobody has to know to go on is a key away. */
START_TEST(curses_show__leaves_quiet_facts__to_help)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        sample_view(&bench.view, VIEW_ACCOUNT);
        ck_assert_str_eq(bench.view.items[1].id, "email");
        bench.view.items[1].quiet = true;
        bench_show_view(&bench);
        bench_expect_row(&bench, 2, "Account: demo");
        bench_expect_row(&bench, 3, "Server: demo.genauth.ai");
        bench_expect_no_text(&bench, "d***@example.org");
        bench_expect_nothing(&bench, "\033OP");
        bench_expect_row(&bench, 1, "Email: d***@example.org");
        bench_expect_no_text(&bench, "Server: ");
    }
END_TEST

/* A paragraph that says more than the title stands in its place, if it is there whole. */
START_TEST(curses_show__puts_the_headline__in_the_place_of_the_title)
    {
        static const struct {
            int rows, cols;
            const char *first, *second;
        } sizes[] = {{24, 80, "Delete demo, demo.genauth.ai. Step 3. SANDBOX", ""},
                     {12, 40, "Delete demo, demo.genauth.ai. Step 3.", "SANDBOX"},
                     {14, 20, "Delete demo,", "demo.genauth.ai."},
                     {5, 20, "SANDBOX", ""}};
        for (size_t i = 0; i < 4; i++) {
            bench_make(&bench, sizes[i].rows, sizes[i].cols);
            bench_start(&bench);
            sample_view(&bench.view, VIEW_CONFIRM);
            bench.view.sandbox = true;
            bench.view.items[0] =
                (struct view_item){.type = VIEW_PARAGRAPH, .id = "target", .headline = true};
            BENCH_COPY(bench.view.items[0].text, "Delete demo, demo.genauth.ai.");
            bench.view.items[1].quiet = bench.view.items[2].quiet = true;
            bench.view.items[3].quiet = true;
            bench_show_view(&bench);
            if (i < 3) {
                bench_expect_row(&bench, 0, sizes[i].first);
                bench_expect_row(&bench, 1, sizes[i].second);
                bench_expect_no_text(&bench, "Delete account");
                ck_assert_int_eq(screen_find(bench.screen, "Delete demo", 1), -1);
                teardown();
            }
        }
        /* On the smallest screen it is read before the field. */
        bench_expect_text(&bench, "SANDBOX");
        bench_expect_cursor_on(&bench, "Type DELETE:");
        bench_expect_nothing(&bench, "\033[A");
        bench_expect_nothing(&bench, "\033[A");
        bench_expect_text(&bench, "Delete");
    }
END_TEST

START_TEST(curses_show__keeps_the_step__in_one_piece)
    {
        bench_make(&bench, 12, 40);
        bench_start(&bench);
        sample_view(&bench.view, VIEW_CONFIRM);
        bench.view.items[0] =
            (struct view_item){.type = VIEW_PARAGRAPH, .id = "target", .headline = true};
        BENCH_COPY(bench.view.items[0].text, "Delete demonstrator, genauth.ai:8.");
        bench_show_view(&bench);
        bench_expect_row(&bench, 0, "Delete demonstrator, genauth.ai:8.");
        bench_expect_row(&bench, 1, "Step 3.");
    }
END_TEST

/* What came of it, with the name, is under the fingers first. */
START_TEST(curses_show__begins__with_the_headline)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        sample_view(&bench.view, VIEW_DELETED);
        bench.view.items[0].headline = true;
        bench_show_view(&bench);
        bench_expect_row(&bench, 0, "Deleted: demo.");
        bench_expect_row(&bench, 2, "Receipt: 7F3K22");
        bench_expect_cursor(&bench, 0, 0);
        bench_expect_no_text(&bench, "Account deleted");
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
                int row = screen_find(bench.screen, "SANDBOX", 0);
                ck_assert(row >= 0 && screen_bold(bench.screen, row, 0)); /* in the title */
            }
            if (size < 2)
                teardown();
        }
    }
END_TEST

START_TEST(curses_focus__moves__by_the_cursor_alone)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        static const char *const stops[] = {"Password:", "1 Use",    "2 Use",
                                            "3 Quit",    "Account:", NULL};
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

/* For those who want it: what has the focus is in reverse video, and nothing else. */
static void expect_bar(int bar)
{
    for (int row = 0; row < 24; row++)
        ck_assert_msg(screen_reverse(bench.screen, row, 0) == (row == bar), "row %d", row);
    if (bar >= 0) /* as long as the text, but for the value of a field */
        ck_assert(!screen_reverse(bench.screen, bar, (int)strlen("1 Use a code by email")));
}

START_TEST(curses_focus__has_a_bar__when_asked)
    {
        bench_make(&bench, 24, 80);
        bench.options.focus = UI_FOCUS_BAR;
        bench_start(&bench);
        bench_show(&bench, VIEW_SIGN_IN);
        for (int row = 2; row < 7; row++) {
            bench_expect_cursor_on(&bench, row < 4 ? row == 2 ? "Account:" : "Password:" : "");
            expect_bar(row);
            bench_press(&bench, "\t");
        }
        expect_bar(2);
        bench_press(&bench, "demo");
        ck_assert(!screen_reverse(bench.screen, 2, (int)strlen("Account: ")));
        bench_press(&bench, "\033[A");
        expect_bar(6);
        /* Not while something is read. */
        bench_show(&bench, VIEW_DELETED);
        expect_bar(-1);
        bench_press(&bench, "\t");
        expect_bar(screen_find(bench.screen, "1 Quit", 0));
        bench_press(&bench, "\t");
        expect_bar(-1);
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
        /* Or ^C would take away a key that curses is about to read. */
        ck_assert_uint_ne(settings.c_lflag & NOFLSH, 0);
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
            bench_expect_row(&bench, 4, "1 Use a code by email");
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
    tcase_add_test(tests, curses_show__says_why__where_nothing_can_be_chosen);
    tcase_add_test(tests, curses_show__puts_the_way_back_before__what_destroys);
    tcase_add_test(tests, curses_show__leaves_quiet_facts__to_help);
    tcase_add_test(tests, curses_show__puts_the_headline__in_the_place_of_the_title);
    tcase_add_test(tests, curses_show__keeps_the_step__in_one_piece);
    tcase_add_test(tests, curses_show__begins__with_the_headline);
    tcase_add_test(tests, curses_show__begins__with_what_came_of_it);
    tcase_add_test(tests, curses_show__gives__no_hints_but_the_confirming_word);
    tcase_add_test(tests, curses_show__marks__the_sandbox_on_every_screen);
    tcase_add_test(tests, curses_focus__moves__by_the_cursor_alone);
    tcase_add_test(tests, curses_focus__has_a_bar__when_asked);
    tcase_add_test(tests, curses_field__echoes__a_letter_with_one_byte);
    tcase_add_test(tests, curses_field__shows_nothing__of_a_password);
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

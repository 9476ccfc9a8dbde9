/* ui/curses: small screens, other sizes, other languages and character sets. */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "tests/ui/curses_bench.h"

static struct bench bench;

enum { SEEN_MAX = 256 * 1024 };

/* Everything that was on the screen, and on the rows where the cursor was: one blank for each
 * break. */
static struct buf seen;
static struct buf focused;

static void setup(void)
{
    seen = buf_init(SEEN_MAX);
    focused = buf_init(SEEN_MAX);
}

static void teardown(void)
{
    bench_free(&bench);
    buf_free(&seen);
    buf_free(&focused);
}

static void look(void)
{
    int row, col;
    screen_cursor(bench.screen, &row, &col);
    ck_assert_int_lt(row, screen_rows(bench.screen));
    ck_assert(buf_printf(&focused, "%s ", screen_row(bench.screen, row)));
    for (int i = 0; i < screen_rows(bench.screen); i++)
        ck_assert(buf_printf(&seen, "%s ", screen_row(bench.screen, i)));
}

/* Goes down until the focus is where it was. */
static void walk(void)
{
    int first_row, row, col;
    char first[256];
    char now[256];
    buf_reset(&seen);
    buf_reset(&focused);
    screen_cursor(bench.screen, &first_row, &col);
    snprintf(first, sizeof(first), "%s", screen_row(bench.screen, first_row));
    for (int i = 0; i < 40; i++) {
        look();
        bench_expect_nothing(&bench, "\t");
        screen_cursor(bench.screen, &row, &col);
        snprintf(now, sizeof(now), "%s", screen_row(bench.screen, row));
        if (row == first_row && strcmp(now, first) == 0)
            return;
    }
    ck_abort_msg("the focus does not come back");
}

/* The first word or two of TEXT: enough to know it by, and never wrapped. */
static void expect(const struct buf *where, const char *format, const char *text)
{
    char head[64];
    snprintf(head, sizeof(head), format, text);
    for (size_t i = 4; i < strlen(head); i++)
        if (head[i] == ' ')
            head[i] = '\0';
    if (strstr(buf_text(where), head) == NULL)
        screen_dump(bench.screen, stderr);
    ck_assert_msg(strstr(buf_text(where), head) != NULL, "\"%s\" was not seen in view %s", head,
                  view_id_text(bench.view.id));
}

static void expect_all_seen(void)
{
    const struct view *view = &bench.view;
    bool answer = false;
    expect(&seen, "%s", view->title);
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_PARAGRAPH)
            expect(&seen, "%s", item->text);
        if (item->type == VIEW_FACT)
            expect(&seen, "%s", item->label);
        if (item->type == VIEW_FIELD)
            expect(&focused, "%s:", item->label);
        for (size_t k = 0; k < item->option_count; k++)
            if (item->options[k].enabled)
                expect(&focused, "%s", item->options[k].label);
        answer = answer || item->type == VIEW_FIELD || item->type == VIEW_CHOICE;
    }
    for (size_t i = 0; i < view->action_count; i++)
        if (view->actions[i].id != ACTION_SUBMIT || !answer)
            expect(&focused, " %s", view->actions[i].label);
}

START_TEST(curses_sizes__reach__everything_on_small_screens)
    {
        static const int sizes[][2] = {{12, 40}, {5, 20}, {7, 33}, {9, 25}};
        bench_make(&bench, sizes[_i][0], sizes[_i][1]);
        bench_start(&bench);
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            sample_view(&bench.view, (enum view_id)id);
            if (bench.view.busy)
                continue;
            bench_show_view(&bench);
            walk();
            expect_all_seen();
        }
    }
END_TEST

START_TEST(curses_resize__keeps__text_focus_and_cursor)
    {
        static const int sizes[][2] = {{12, 40}, {5, 20},  {2, 10},    {24, 80},
                                       {1, 1},   {50, 30}, {200, 300}, {24, 80}};
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        bench_press(&bench, "demo\tsecret");
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            int rows = sizes[i][0];
            int cols = sizes[i][1];
            bench_resize(&bench, rows, cols);
            if (rows >= 5 && cols >= 20) {
                bench_expect_cursor_on(&bench, "Password:");
                bench_expect_text(&bench, "Account: demo");
                int row, col;
                screen_cursor(bench.screen, &row, &col);
                ck_assert_int_eq(col, 10);
            }
        }
        bench_expect_cursor(&bench, 3, 10);
        bench_press(&bench, "\x1b[Ax");
        bench_expect_row(&bench, 2, "Account: demox");
        ck_assert_str_eq(bench_value(&bench, FORM_PASSWORD), "secret");
    }
END_TEST

START_TEST(curses_resize__says__when_the_window_is_too_small)
    {
        bench_open(&bench, 24, 80, VIEW_ACCOUNT);
        bench_resize(&bench, 4, 40);
        bench_expect_row(&bench, 0, "Window too small. q quits.");
        bench_expect_nothing(&bench, "1\r2\033");
        bench_expect_action(&bench, "q", ACTION_QUIT);
        bench_resize(&bench, 2, 10);
        bench_expect_row(&bench, 0, "Window too");
        bench_resize(&bench, 24, 80);
        bench_expect_cursor_on(&bench, "1 Delete account");
        bench_expect_no_text(&bench, "Window");
    }
END_TEST

START_TEST(curses_resize__survives__a_storm)
    {
        bench_open(&bench, 24, 80, VIEW_CONSEQUENCES);
        for (int i = 0; i < 200; i++)
            bench_resize(&bench, 1 + i * 7 % 60, 1 + i * 13 % 120);
        bench_resize(&bench, 24, 80);
        bench_expect_row(&bench, 0, "Delete account. Step 1 of 3.");
        bench_expect_cursor_on(&bench, "1 Back");
    }
END_TEST

START_TEST(curses_pages__turn__by_space_and_page_keys)
    {
        bench_open(&bench, 10, 40, VIEW_CONSEQUENCES);
        bench_expect_row(&bench, 8, "Page 1 of 2, Space next.");
        bench_expect_cursor_on(&bench, "Account: demo");
        /* Enter reads on; it chooses nothing that is not in sight. */
        bench_expect_nothing(&bench, "2");
        bench_expect_cursor_on(&bench, "2 Send a code");
        bench_expect_row(&bench, 8, "Page 2 of 2, Page Up previous.");
        bench_expect_nothing(&bench, "\033[5~");
        bench_expect_cursor_on(&bench, "Account: demo");
        bench_expect_nothing(&bench, "\r");
        bench_expect_cursor_on(&bench, "1 Back");
        bench_expect_nothing(&bench, " ");
        bench_expect_cursor_on(&bench, "Account: demo");
        bench_expect_nothing(&bench, "\033[6~");
        bench_expect_action(&bench, "2", ACTION_SUBMIT);
    }
END_TEST

START_TEST(curses_pages__show__the_field_that_waits_for_text)
    {
        bench_open(&bench, 5, 20, VIEW_CONFIRM);
        bench_expect_cursor_on(&bench, "Type DELETE:");
        bench_press(&bench, "dele");
        bench_expect_cursor_on(&bench, "Type DELETE: dele");
        bench_expect_nothing(&bench, "\033[A");
        bench_expect_row(&bench, 0, "Delete account");
        bench_expect_nothing(&bench, "\033[B");
        bench_expect_action(&bench, "te\r", ACTION_SUBMIT);
        ck_assert_str_eq(bench_value(&bench, FORM_PHRASE), "delete");
    }
END_TEST

/* The first screen with an earlier deletion that nobody knows the end of. */
static void show_notice(void)
{
    sample_view(&bench.view, VIEW_SIGN_IN);
    bench.view.item_count = 0;
    sample_add_paragraph(&bench.view, "earlier_deletion",
                         "A deletion was started on 2026-01-02 03:04:05. It is not known if it was "
                         "done.");
    sample_add_paragraph(&bench.view, "earlier_look", "To see, sign in with that account.");
    struct view fields;
    sample_view(&fields, VIEW_SIGN_IN);
    for (size_t i = 0; i < fields.item_count; i++)
        bench.view.items[bench.view.item_count++] = fields.items[i];
    struct view_action *dismiss = &bench.view.actions[bench.view.action_count++];
    *dismiss = (struct view_action){.id = ACTION_DISMISS, .enabled = true};
    BENCH_COPY(dismiss->label, "Do not show that deletion again");
    bench.view.serial++;
    bench_show_view(&bench);
}

/* A key that is a letter of the list, and a number of it, is text for who has a field to fill. */
START_TEST(curses_pages__begin__with_the_notice_before_the_fields)
    {
        static const int sizes[][2] = {{7, 40}, {5, 20}};
        static const char *const texts[] = {"demo", "1demo", "quinn"};
        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
            bench_make(&bench, sizes[_i][0], sizes[_i][1]);
            bench_start(&bench);
            show_notice();
            bench_expect_cursor(&bench, 1, 0);
            bench_expect_cursor_on(&bench, "A deletion was");
            bench_expect_nothing(&bench, texts[i]);
            char row[64];
            ck_assert_int_gt(snprintf(row, sizeof(row), "Account: %s", texts[i]), 0);
            bench_expect_cursor_on(&bench, row);
            ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), texts[i]);
            bench_close(&bench, NULL);
            bench_free(&bench);
        }
        bench_make(&bench, sizes[_i][0], sizes[_i][1]);
        bench_start(&bench);
        show_notice();
        bench_paste(&bench, "demo");
        bench_expect_cursor_on(&bench, "Account: demo");
    }
END_TEST

START_TEST(curses_pages__name__the_key_that_leads_back)
    {
        bench_open(&bench, 24, 80, VIEW_SIGN_IN);
        show_notice();
        bench_expect_cursor_on(&bench, "Account:");
        bench_resize(&bench, 10, 40);
        bench_expect_cursor_on(&bench, "Account:");
        bench_expect_row(&bench, 8, "Page 2 of 2, Page Up previous.");
        bench_expect_nothing(&bench, "\033[5~");
        bench_expect_cursor_on(&bench, "A deletion was");
    }
END_TEST

START_TEST(curses_pages__do_not_divide__an_item)
    {
        for (int rows = 6; rows < 14; rows++) {
            bench_open(&bench, rows, 20, VIEW_CONSEQUENCES);
            int row = -1;
            for (int i = 0; i < 20 && row < 0; i++) {
                bench_expect_nothing(&bench, "\t");
                row = screen_find(bench.screen, "2 Send a code to", 0);
            }
            ck_assert_int_ge(row, 0);
            bench_expect_row(&bench, row + 1, "d***@example.org");
            bench_close(&bench, NULL);
            if (rows < 13)
                bench_free(&bench);
        }
    }
END_TEST

START_TEST(curses_message__is_read_to_its_end__on_a_small_screen)
    {
        bench_open(&bench, 5, 20, VIEW_ENTER_CODE);
        sample_add_status(&bench.view, VIEW_ERROR, "REFUSED",
                          "The server answered about another account. Nothing was deleted. "
                          "Go back and sign in again, then look at the account.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "Error: The server");
        bench_expect_cursor(&bench, 1, 0);
        bench_expect_no_text(&bench, "the account.");
        bench_expect_nothing(&bench, "5");
        bench_expect_text(&bench, "the account.");
        ck_assert_str_eq(bench_value(&bench, FORM_CODE), "");
        bench_expect_nothing(&bench, "5");
        bench_expect_cursor_on(&bench, "Code: 5");
        bench_expect_row(&bench, 4, "Error: The server");
    }
END_TEST

START_TEST(curses_message__wraps__and_covers_nothing_where_there_is_room)
    {
        bench_open(&bench, 24, 40, VIEW_ENTER_CODE);
        sample_add_status(&bench.view, VIEW_WARNING, "WAIT",
                          "A code was sent a short while ago. Use it, or wait and send a new one.");
        bench_show_view(&bench);
        bench_expect_cursor_on(&bench, "A code was sent a short while ago. Use");
        bench_expect_text(&bench, "it, or wait and send a new one.");
        bench_expect_text(&bench, "2 Back");
        bench_expect_text(&bench, "Code:");
    }
END_TEST

START_TEST(curses_keys__do_no_harm__whatever_comes)
    {
        static const char *const keys[] = {
            "\033OA",    "\033OB",    "\033OC",   "\033OD", "\033[H",       "\033[F",    "\033[5~",
            "\033[6~",   "\033[3~",   "\t",       "\033[Z", "\x01",         "\x04",      "\x05",
            "\x0c",      "\x0e",      "\x10",     "\x15",   "\x17",         "\x7f",      "\b",
            " ",         "?",         "\033OP",   "x",      "\xe4\xbd\xa0", "e\xcc\x81", "\xff",
            "\033[200~", "\033[201~", "\033[99~", "\x00",   "\x1b[1;2P",    "12",        "z z",
        };
        enum { KEYS = sizeof(keys) / sizeof(keys[0]) };
        unsigned chance = 12345 + (unsigned)_i;
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        for (int i = 0; i < 1500; i++) {
            chance = chance * 1103515245 + 12345;
            unsigned number = chance >> 16;
            if (i % 25 == 0)
                bench_show(&bench, (enum view_id)(number % VIEW_ID_COUNT));
            else if (number % 31 == 0)
                bench_resize(&bench, 1 + (int)(number % 30), 1 + (int)(number % 90));
            else
                bench_press(&bench, keys[number % KEYS]);
            int row, col;
            screen_cursor(bench.screen, &row, &col);
            ck_assert(row < screen_rows(bench.screen) && col < screen_cols(bench.screen));
        }
    }
END_TEST

static void put(char *to, size_t size, const char *text)
{
    ck_assert_int_lt(snprintf(to, size, "%s", text), (int)size);
}

/* 删除账户, 账户, 返回 */
static void show_chinese(void)
{
    sample_view(&bench.view, VIEW_SIGN_IN);
    put(bench.view.title, sizeof(bench.view.title),
        "\xe5\x88\xa0\xe9\x99\xa4\xe8\xb4\xa6\xe6\x88\xb7");
    put(bench.view.items[0].label, sizeof(bench.view.items[0].label), "\xe8\xb4\xa6\xe6\x88\xb7");
    put(bench.view.actions[1].label, sizeof(bench.view.actions[1].label),
        "\xe8\xbf\x94\xe5\x9b\x9e");
    bench_show_view(&bench);
}

START_TEST(curses_text__takes_two_columns__for_a_wide_character)
    {
        bench_make(&bench, 24, 80);
        bench_start(&bench);
        show_chinese();
        bench_expect_row(&bench, 0, "\xe5\x88\xa0\xe9\x99\xa4\xe8\xb4\xa6\xe6\x88\xb7");
        bench_expect_row(&bench, 2, "\xe8\xb4\xa6\xe6\x88\xb7:");
        bench_expect_cursor(&bench, 2, 6);
        bench_expect_text(&bench, "1 \xe8\xbf\x94\xe5\x9b\x9e");
        bench_press(&bench, "\xe4\xbd\xa0");
        bench_expect_cursor(&bench, 2, 8);
        bench_resize(&bench, 5, 20);
        bench_expect_cursor_on(&bench, "\xe8\xb4\xa6\xe6\x88\xb7: \xe4\xbd\xa0");
    }
END_TEST

START_TEST(curses_text__becomes_question_marks__where_the_locale_cannot_show_it)
    {
        bench_make(&bench, 24, 80);
        ck_assert_ptr_nonnull(setlocale(LC_ALL, "C"));
        bench_start(&bench);
        show_chinese();
        bench_expect_row(&bench, 0, "????????");
        bench_expect_row(&bench, 2, "????:");
        bench_expect_cursor(&bench, 2, 6);
        bench_press(&bench, "a\xc3\xa9\xe4\xbd\xa0z");
        ck_assert_str_eq(bench_value(&bench, FORM_ACCOUNT), "a\xc3\xa9\xe4\xbd\xa0z");
        bench_expect_row(&bench, 2, "????: a???z");
        bench_expect_cursor(&bench, 2, 11);
        size_t length;
        const char *raw = screen_raw(bench.screen, &length);
        for (size_t i = 0; i < length; i++)
            ck_assert_uint_lt((unsigned char)raw[i], 0x80);
    }
END_TEST

START_TEST(curses_text__is_cut__on_a_screen_as_wide_as_can_be)
    {
        bench_open(&bench, 300, 1000, VIEW_CONSEQUENCES);
        bench_expect_row(&bench, 0, "Delete account. Step 1 of 3.");
        bench_expect_row(&bench, 299, "F1 help.");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses_sizes");
    TCase *tests = tap_case(suite, "curses_sizes");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, curses_sizes__reach__everything_on_small_screens, 0, 4);
    tcase_add_test(tests, curses_resize__keeps__text_focus_and_cursor);
    tcase_add_test(tests, curses_resize__says__when_the_window_is_too_small);
    tcase_add_test(tests, curses_resize__survives__a_storm);
    tcase_add_test(tests, curses_pages__turn__by_space_and_page_keys);
    tcase_add_test(tests, curses_pages__show__the_field_that_waits_for_text);
    tcase_add_loop_test(tests, curses_pages__begin__with_the_notice_before_the_fields, 0, 2);
    tcase_add_test(tests, curses_pages__name__the_key_that_leads_back);
    tcase_add_test(tests, curses_pages__do_not_divide__an_item);
    tcase_add_test(tests, curses_message__is_read_to_its_end__on_a_small_screen);
    tcase_add_test(tests, curses_message__wraps__and_covers_nothing_where_there_is_room);
    tcase_add_loop_test(tests, curses_keys__do_no_harm__whatever_comes, 0, 4);
    tcase_add_test(tests, curses_text__takes_two_columns__for_a_wide_character);
    tcase_add_test(tests, curses_text__becomes_question_marks__where_the_locale_cannot_show_it);
    tcase_add_test(tests, curses_text__is_cut__on_a_screen_as_wide_as_can_be);
    return tap_run(suite);
}

/* ui/curses: whatever the help says about a key is true, on every screen on which it says it. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "tests/ui/curses_bench.h"

static struct bench bench;
static int rows, cols;

enum { LINES_MAX = 64, LINE_SIZE = 256, PLACES_MAX = 40, CTRL_C = 3, CTRL_Z = 26 };

static const char F1[] = "\033OP", ESC[] = "\033", DOWN[] = "\033[B", LEFT[] = "\033[D";

static void teardown(void)
{
    bench_free(&bench);
}

/* The screen of ID as it is at first. */
static void begin(enum view_id id)
{
    form_wipe(bench.form, ~0U);
    bench_show(&bench, id == VIEW_ACCOUNT ? VIEW_DELETED : VIEW_ACCOUNT);
    bench_show(&bench, id);
}

/* What the cursor stands on; and all that can be seen. */
static const char *place(void)
{
    static char text[SCREEN_ROW_SIZE + 32];
    int row, col;
    screen_cursor(bench.screen, &row, &col);
    int length = snprintf(text, sizeof(text), "%d,%d %s", row, col, screen_row(bench.screen, row));
    ck_assert(length > 0 && (size_t)length < sizeof(text));
    return text;
}

static bool is_in_list(void)
{
    int row, col;
    screen_cursor(bench.screen, &row, &col);
    const char *text = screen_row(bench.screen, row);
    return col == 0 && isdigit((unsigned char)text[0]) && text[1] == ' ';
}

static bool is_in_field(void)
{
    int row, col;
    screen_cursor(bench.screen, &row, &col);
    return col > 0;
}

static void go(bool (*is_there)(void))
{
    for (int i = 0; i < PLACES_MAX && !is_there(); i++)
        bench_expect_nothing(&bench, DOWN);
    ck_assert(is_there());
}

/* All KEYS do the same: from the same place they come to the same other one. */
static void expect_same_move(enum view_id id, const char *const *keys)
{
    char first[SCREEN_ROW_SIZE + 32] = "";
    for (; *keys != NULL; keys++) {
        char before[SCREEN_ROW_SIZE + 32];
        begin(id);
        BENCH_COPY(before, place());
        bench_expect_nothing(&bench, *keys);
        ck_assert_str_ne(place(), before);
        if (first[0] == '\0')
            BENCH_COPY(first, place());
        ck_assert_str_eq(place(), first);
    }
}

static void next_keys(enum view_id id)
{
    expect_same_move(id, (const char *const[]){DOWN, "\033OB", "\t", "\016", NULL});
}

static void previous_keys(enum view_id id)
{
    expect_same_move(id, (const char *const[]){"\033[A", "\033OA", "\033[Z", "\020", NULL});
}

static void enter_in_field(enum view_id id)
{
    char before[SCREEN_ROW_SIZE + 32];
    begin(id);
    go(is_in_field);
    BENCH_COPY(before, place());
    bench_press(&bench, "x\r");
    ck_assert(bench.event_count == 1 || strcmp(place(), before) != 0);
    ck_assert(bench.event_count == 0 || bench.events[0].action == ACTION_SUBMIT);
}

static bool is_available(void)
{
    int row, col;
    screen_cursor(bench.screen, &row, &col);
    return strstr(screen_row(bench.screen, row), "No phone number") == NULL;
}

/* Every entry of the list, by Enter and by its number: the same comes of it. */
static void list_keys(enum view_id id)
{
    begin(id);
    go(is_in_list);
    int entries = 0;
    for (int i = 0; i < PLACES_MAX && is_in_list(); i++) {
        char digit[2] = {place()[strcspn(place(), " ") + 1], '\0'};
        bool available = is_available();
        entries++;
        form_wipe(bench.form, ~0U);
        bench_press(&bench, "\r");
        ck_assert_uint_eq(bench.event_count, available ? 1 : 0);
        struct ui_event event = bench.events[0];
        char method[32];
        BENCH_COPY(method, bench_value(&bench, FORM_METHOD));
        form_wipe(bench.form, ~0U);
        bench_press(&bench, digit);
        ck_assert_uint_eq(bench.event_count, available ? 1 : 0);
        ck_assert(!available || bench.events[0].action == event.action);
        ck_assert_str_eq(bench_value(&bench, FORM_METHOD), method);
        bench_press(&bench, DOWN);
    }
    ck_assert_int_gt(entries, 0);
}

static void esc_key(enum view_id id)
{
    begin(id);
    bench_expect_action(&bench, ESC, ACTION_BACK);
}

static void left_key(enum view_id id)
{
    begin(id);
    go(is_in_list);
    bench_expect_action(&bench, LEFT, ACTION_BACK);
}

static void page_keys(enum view_id id)
{
    begin(id);
    int row = screen_find(bench.screen, "Page ", 0);
    char before[SCREEN_ROW_SIZE];
    row = row >= 0 ? row : screen_rows(bench.screen) - 2;
    BENCH_COPY(before, screen_row(bench.screen, row));
    bench_expect_nothing(&bench, "\033[6~");
    ck_assert_str_ne(screen_row(bench.screen, row), before);
    bench_expect_nothing(&bench, "\033[5~");
    ck_assert_str_eq(screen_row(bench.screen, row), before);
}

static void space_key(enum view_id id)
{
    begin(id);
    go(is_in_list);
    char before[SCREEN_ROW_SIZE];
    int row = screen_rows(bench.screen) - 2;
    BENCH_COPY(before, screen_row(bench.screen, row));
    bench_expect_nothing(&bench, " ");
    ck_assert_str_ne(screen_row(bench.screen, row), before);
}

/* The value of the field with the focus after KEYS. */
static void expect_value(enum view_id id, const char *keys, const char *expected)
{
    begin(id);
    go(is_in_field);
    bench_expect_nothing(&bench, keys);
    for (size_t i = 0; i < bench.view.item_count; i++)
        if (bench.view.items[i].type == VIEW_FIELD) {
            ck_assert_str_eq(bench_value(&bench, bench.view.items[i].field), expected);
            return;
        }
    ck_abort_msg("there is no field");
}

static void message_key(enum view_id id)
{
    begin(id);
    sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "No.");
    bench_show_view(&bench);
    bench_expect_cursor_on(&bench, "Error: No.");
    bench_expect_nothing(&bench, DOWN);
    ck_assert_ptr_null(strstr(place(), "Error: No."));
}

static void field_move_keys(enum view_id id)
{
    expect_value(id, "ab\033[Dc", "acb");
    expect_value(id, "ab\033[D\033[D\033[Cc", "acb");
}

static void field_end_keys(enum view_id id)
{
    expect_value(id, "ab\033[Hc", "cab");
    expect_value(id, "ab\033[H\033[Fc", "abc");
}

static void delete_keys(enum view_id id)
{
    expect_value(id, "ab\177", "a");
    expect_value(id, "ab\b", "a");
    expect_value(id, "ab\033[D\033[3~", "a");
}

static void word_key(enum view_id id)
{
    expect_value(id, "ab cd\027", "ab ");
}

static void clear_key(enum view_id id)
{
    expect_value(id, "ab cd\025", "");
}

static void help_key(enum view_id id)
{
    begin(id);
    bench_expect_nothing(&bench, F1);
    bench_expect_row(&bench, 0, "Help. Esc goes back.");
    bench_expect_nothing(&bench, ESC);
    bench_expect_no_text(&bench, "Help. Esc goes back.");
}

static void question_mark(enum view_id id)
{
    begin(id);
    go(is_in_list);
    bench_expect_nothing(&bench, "?");
    bench_expect_row(&bench, 0, "Help. Esc goes back.");
}

static void plain_key(enum view_id id)
{
    static const char *const keys[] = {"\033OQ", "\033[12~", "\033[[B"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        begin(id);
        bench_press(&bench, keys[i]);
        ck_assert_uint_eq(bench.event_count, 1);
        ck_assert_int_eq(bench.events[0].type, UI_PLAIN);
    }
}

static void redraw_key(enum view_id id)
{
    begin(id);
    char before[SCREEN_ROW_SIZE + 32];
    BENCH_COPY(before, place());
    screen_mark(bench.screen);
    bench_expect_nothing(&bench, "\014");
    const char *title = screen_row(bench.screen, 0);
    ck_assert_ptr_nonnull(strstr(screen_raw(bench.screen, NULL), title));
    ck_assert_str_eq(place(), before);
}

static void quit_keys(enum view_id id)
{
    begin(id);
    bench_expect_action(&bench, "\033[21~", ACTION_QUIT);
    bench_expect_action(&bench, "\021", ACTION_QUIT);
}

static void quit_letter(enum view_id id)
{
    begin(id);
    go(is_in_list);
    bench_expect_action(&bench, "q", ACTION_QUIT);
    bench_expect_action(&bench, "Q", ACTION_QUIT);
}

static void signal_key(cc_t key, size_t which)
{
    struct termios settings = {0};
    ck_assert_int_eq(tcgetattr(bench.slave, &settings), 0);
    ck_assert_uint_ne(settings.c_lflag & ISIG, 0);
    ck_assert_int_eq(settings.c_cc[which], key);
}

static void stop_key(enum view_id id)
{
    begin(id);
    signal_key(CTRL_C, VINTR);
}

static void suspend_key(enum view_id id)
{
    begin(id);
    signal_key(CTRL_Z, VSUSP);
}

static const struct {
    const char *line;
    void (*check)(enum view_id id);
} table[] = {
    {"Down, Tab or Ctrl-N: next.", next_keys},
    {"Up, Shift-Tab or Ctrl-P: previous.", previous_keys},
    {"Enter in a field: go on.", enter_in_field},
    {"Enter in the list: choose.", list_keys},
    {"1 to 9 in the list: choose that.", list_keys},
    {"A message holds the cursor until the next key.", message_key},
    {"Esc: back.", esc_key},
    {"Left in the list: back.", left_key},
    {"Page Down: next page.", page_keys},
    {"Page Up: previous page.", page_keys},
    {"Space in the list: next page.", space_key},
    {"Left, Right: move in the field.", field_move_keys},
    {"Home, End: begin and end of the field.", field_end_keys},
    {"Backspace, Delete: delete a letter.", delete_keys},
    {"Ctrl-W: delete a word.", word_key},
    {"Ctrl-U: clear the field.", clear_key},
    {"F1: help.", help_key},
    {"? in the list: help.", question_mark},
    {"F2: plain text from here on.", plain_key},
    {"Ctrl-L: draw the screen again.", redraw_key},
    {"F10 or Ctrl-Q: quit.", quit_keys},
    {"q in the list: quit.", quit_letter},
    {"Ctrl-C: stop at once.", stop_key},
    {"Ctrl-Z: leave for a while; fg comes back.", suspend_key},
};
enum { TABLE = sizeof(table) / sizeof(table[0]) };

static bool tested[TABLE];

/* "r in the list: Send a new code.": small or capital. */
static void check_letter(enum view_id id, const char *line)
{
    const struct view_action *action = NULL;
    char letters[2][2] = {{line[0], '\0'}, {(char)toupper((unsigned char)line[0]), '\0'}};
    const char *label = line + strlen("x in the list: ");
    for (size_t i = 0; i < bench.view.action_count; i++)
        if (strncmp(label, bench.view.actions[i].label, strlen(label) - 1) == 0)
            action = &bench.view.actions[i];
    ck_assert_msg(action != NULL, "%s", line);
    for (int i = 0; i < 2; i++) {
        begin(id);
        go(is_in_list);
        bench_expect_action(&bench, letters[i], action->id);
    }
}

static void check_line(enum view_id id, const char *line)
{
    for (size_t i = 0; i < TABLE; i++) {
        if (strcmp(table[i].line, line) == 0) {
            tested[i] = true;
            table[i].check(id);
            return;
        }
    }
    if (strncmp(line + 1, " in the list: ", 14) == 0) {
        check_letter(id, line);
        return;
    }
    /* Then it is about a field or an option of the view. */
    sample_view(&bench.view, id);
    for (size_t i = 0; i < bench.view.item_count; i++) {
        const struct view_item *item = &bench.view.items[i];
        if (item->label[0] != '\0' && strncmp(line, item->label, strlen(item->label)) == 0)
            return;
        for (size_t k = 0; k < item->option_count; k++)
            if (strncmp(line, item->options[k].label, strlen(item->options[k].label)) == 0)
                return;
    }
    ck_abort_msg("nobody checks \"%s\" in view %s", line, view_id_text(id));
}

/* The help on the screen of ID, a line each. */
static size_t read_help(enum view_id id, char lines[LINES_MAX][LINE_SIZE])
{
    size_t count = 0;
    begin(id);
    bench_press(&bench, F1);
    bool more = true;
    while (more) {
        bool pages = strncmp(screen_row(bench.screen, rows - 2), "Page ", 5) == 0 &&
                     strstr(screen_row(bench.screen, rows - 2), " of ") != NULL;
        more = pages && strstr(screen_row(bench.screen, rows - 2), "next.") != NULL;
        for (int row = 1; row < (pages ? rows - 2 : rows); row++) {
            const char *text = screen_row(bench.screen, row);
            if (text[0] == '\0')
                continue;
            ck_assert_uint_lt(count, LINES_MAX);
            BENCH_COPY(lines[count++], text);
        }
        if (more)
            bench_press(&bench, "\033[6~");
    }
    bench_press(&bench, ESC);
    return count;
}

START_TEST(curses_help__is_true__in_every_view)
    {
        static const int sizes[][2] = {{40, 100}, {7, 100}};
        static char lines[LINES_MAX][LINE_SIZE];
        rows = sizes[_i][0];
        cols = sizes[_i][1];
        bench_make(&bench, rows, cols);
        bench_start(&bench);
        memset(tested, 0, sizeof(tested));
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            sample_view(&bench.view, (enum view_id)id);
            if (bench.view.busy && id != VIEW_CHECKING_OUTCOME)
                continue;
            size_t count = read_help((enum view_id)id, lines);
            ck_assert_uint_gt(count, 5);
            for (size_t i = 0; i < count; i++)
                check_line((enum view_id)id, lines[i]);
        }
        /* And every line of the table is in some help. */
        for (size_t i = 0; i < TABLE; i++)
            ck_assert_msg(tested[i] || (_i == 0 && strstr(table[i].line, "page") != NULL), "%s",
                          table[i].line);
    }
END_TEST

START_TEST(curses_help__names_no_key__that_does_nothing_here)
    {
        bench_open(&bench, 40, 100, VIEW_ACCOUNT);
        bench_press(&bench, F1);
        bench_expect_no_text(&bench, "Esc: back.");
        bench_expect_no_text(&bench, "field");
        bench_expect_no_text(&bench, "page.");
        bench_show(&bench, VIEW_ENTER_CODE);
        bench_press(&bench, F1);
        bench_expect_text(&bench, "Esc: back.");
        bench_expect_text(&bench, "Ctrl-U: clear the field.");
        bench_expect_text(&bench, "Code: The digits from the message. Spaces do not matter.");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses_help");
    TCase *tests = tap_case(suite, "curses_help");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, curses_help__is_true__in_every_view, 0, 2);
    tcase_add_test(tests, curses_help__names_no_key__that_does_nothing_here);
    return tap_run(suite);
}

/* ui/curses: every view, in every size, on every type of terminal: where the cursor is, what a move
 * of the focus costs, colours, glyphs. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/buf.h"
#include "base/text.h"
#include "tests/ui/curses_bench.h"

static struct bench bench;

static const char *const terms[] = {"xterm",         "xterm-256color", "linux", "vt100",
                                    "tmux-256color", "screen",         "vt220"};
static const int sizes[][2] = {{24, 80}, {12, 40}, {5, 20}, {43, 132}};
enum {
    TERMS = sizeof(terms) / sizeof(terms[0]),
    SIZES = sizeof(sizes) / sizeof(sizes[0]),
    FOCUS_BYTES = 8,
    PLACES_MAX = 40,
    PICTURE = 128 * 1024,
    CATALOGUE = 1024 * 1024
};

static void open_bench(const char *term, const int size[2], enum ui_theme theme, bool no_color)
{
    setenv("TERM", term, 1);
    bench_make(&bench, size[0], size[1]);
    bench.options.theme = theme;
    bench.options.no_color = no_color;
    bench_start(&bench);
}

static void teardown(void)
{
    bench_free(&bench);
}

/* Cursor and focus ----------------------------------------------------------------------------- */

static const char *cursor_row(int *row, int *col)
{
    screen_cursor(bench.screen, row, col);
    return screen_row(bench.screen, *row);
}

/* The labels that can have the focus, as they begin on a row. */
static bool is_stop(const char *text)
{
    const struct view *view = &bench.view;
    bool listed = text[0] >= '1' && text[0] <= '9' && text[1] == ' ';
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        size_t length = strlen(item->label);
        if (item->type == VIEW_FIELD && strncmp(text, item->label, length) == 0)
            return text[length] == ':';
        for (size_t k = 0; listed && k < item->option_count; k++)
            if (strncmp(text + 2, item->options[k].label, 10) == 0)
                return true;
    }
    for (size_t i = 0; listed && i < view->action_count; i++)
        if (strncmp(text + 2, view->actions[i].label, 10) == 0)
            return true;
    return false;
}

/* The cursor is on the first cell of a list entry, on the first line of what is to be read, or
 * behind the label of a field, which is on the same row. */
static void expect_focus(void)
{
    int row, col;
    const char *text = cursor_row(&row, &col);
    ck_assert(screen_cursor_visible(bench.screen));
    if (col > 0) {
        const char *colon = strchr(text, ':');
        if (colon == NULL || !is_stop(text))
            screen_dump(bench.screen, stderr);
        ck_assert(colon != NULL && is_stop(text));
        ck_assert_int_eq(col, (int)(colon - text) + 2);
        ck_assert_int_le(colon - text, 20);
    } else if (!is_stop(text)) {
        /* Then it is the beginning of a page that is to be read: the first row below the title. */
        int first = 1;
        while (first < row && screen_row(bench.screen, first)[0] == '\0')
            first++;
        ck_assert_int_eq(row, first);
        ck_assert_uint_gt(strlen(screen_row(bench.screen, row)), 0);
    }
}

/* The picture as text, without the cursor. */
static const char *picture(void)
{
    static struct buf rows;
    if (rows.max == 0)
        rows = buf_init(PICTURE);
    buf_reset(&rows);
    for (int row = 0; row < screen_rows(bench.screen); row++)
        ck_assert(buf_printf(&rows, "%s\n", screen_row(bench.screen, row)));
    return buf_text(&rows);
}

/* Down through all places, and round. */
static void walk(void)
{
    char before[PICTURE];
    int first_row, first_col, row, col;
    char first[SCREEN_ROW_SIZE];
    BENCH_COPY(first, cursor_row(&first_row, &first_col));
    for (int i = 0; i < PLACES_MAX; i++) {
        expect_focus();
        BENCH_COPY(before, picture());
        screen_mark(bench.screen);
        bench_expect_nothing(&bench, "\033[B");
        if (strcmp(before, picture()) == 0) {
            /* No page was turned: nothing but the cursor moves. */
            ck_assert_uint_eq(screen_cells(bench.screen), 0);
            ck_assert_uint_gt(screen_bytes(bench.screen), 0);
            ck_assert_msg(screen_bytes(bench.screen) <= FOCUS_BYTES, "%zu bytes",
                          screen_bytes(bench.screen));
        }
        if (strcmp(cursor_row(&row, &col), first) == 0 && row == first_row && col == first_col)
            return;
    }
    ck_abort_msg("the focus does not come back");
}

/* But for the names of languages, in themselves. */
static void expect_plain_glyphs(void)
{
    if (bench.view.id == VIEW_LANGUAGE)
        return;
    for (const char *at = picture(); *at != '\0'; at++)
        ck_assert_msg((*at >= ' ' && *at < 0x7f) || *at == '\n', "byte %#x on the screen",
                      (unsigned char)*at);
}

START_TEST(curses_views__keep__the_cursor_on_the_focus)
    {
        open_bench(terms[_i / SIZES], sizes[_i % SIZES], UI_THEME_DEFAULT, false);
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            sample_view(&bench.view, (enum view_id)id);
            if (bench.view.busy && id != VIEW_CHECKING_OUTCOME)
                continue;
            bench_show_view(&bench);
            expect_plain_glyphs();
            walk();
            bench_press(&bench, "\033OP");
            expect_plain_glyphs();
            bench_press(&bench, "\033");
        }
    }
END_TEST

/* Colours -------------------------------------------------------------------------------------- */

static void expect_contrast(enum ui_theme theme)
{
    for (int row = 0; row < screen_rows(bench.screen); row++)
        for (int col = 0; col < screen_cols(bench.screen); col++) {
            if (theme == UI_THEME_DEFAULT)
                ck_assert(!screen_coloured(bench.screen, row, col));
            double contrast = screen_contrast(bench.screen, row, col);
            if (contrast < 7.0)
                screen_dump(bench.screen, stderr);
            ck_assert_msg(contrast >= 7.0, "row %d, column %d: %.1f", row, col, contrast);
        }
}

START_TEST(curses_themes__have__a_contrast_of_at_least_7)
    {
        static const enum ui_theme themes[] = {UI_THEME_DEFAULT, UI_THEME_CONTRAST, UI_THEME_LIGHT};
        enum ui_theme theme = themes[_i % 3];
        open_bench(terms[_i / 3], sizes[0], theme, false);
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            sample_view(&bench.view, (enum view_id)id);
            if (!bench.view.busy)
                sample_add_status(&bench.view, VIEW_ERROR, "WRONG", "That was wrong.");
            bench_show_view(&bench);
            expect_contrast(theme);
            bench_press(&bench, "\033OP");
            expect_contrast(theme);
            bench_press(&bench, "\033");
        }
    }
END_TEST

START_TEST(curses_no_color__changes__no_text)
    {
        static char with[PICTURE];
        for (int id = 0; id < VIEW_ID_COUNT; id++) {
            sample_view(&bench.view, (enum view_id)id);
            if (bench.view.busy)
                continue;
            for (int no_color = 0; no_color < 2; no_color++) {
                open_bench("xterm-256color", sizes[_i], UI_THEME_CONTRAST, no_color == 1);
                bench_show(&bench, (enum view_id)id);
                ck_assert_int_eq(screen_coloured(bench.screen, 0, 0), no_color == 0);
                if (no_color == 0)
                    BENCH_COPY(with, picture());
                else
                    ck_assert_str_eq(with, picture());
                if (no_color == 0 || id + 1 < VIEW_ID_COUNT)
                    teardown();
            }
        }
    }
END_TEST

/* Whether closing also empties what has left the screen at the top. */
static bool forgets_scroll_back(const char *term, bool kiosk)
{
    setenv("TERM", term, 1);
    bench_make(&bench, 24, 80);
    bench.options.kiosk = kiosk;
    bench_start(&bench);
    bench_show(&bench, VIEW_ACCOUNT);
    screen_mark(bench.screen);
    bench_close(&bench, NULL);
    return strstr(screen_raw(bench.screen, NULL), "\033[3J") != NULL;
}

START_TEST(curses_close__empties_the_scroll_back__of_what_may_be_ours)
    {
        ck_assert(forgets_scroll_back("linux", false));
        teardown();
        ck_assert(forgets_scroll_back("xterm-256color", true));
        teardown();
        /* What was there before us is not ours. */
        ck_assert(!forgets_scroll_back("xterm-256color", false));
        teardown();
        /* A terminal without the order gets none. */
        ck_assert(!forgets_scroll_back("vt100", true));
    }
END_TEST

/* Glyphs of the catalogues --------------------------------------------------------------------- */

/* One column on some terminals and two on others, or drawn rather than read. */
static bool is_forbidden(ucs4_t character)
{
    bool drawn = (character >= 0x2190 && character <= 0x2bff) ||
                 (character >= 0xe000 && character <= 0xf8ff);
    /* The letters of Latin-1 and "oe" are wide in the fonts of old Asian terminals only. */
    bool letter =
        (character >= 0xc0 && character <= 0xff && character != 0xd7 && character != 0xf7) ||
        character == 0x152 || character == 0x153;
    return drawn ||
           (!letter && uc_width(character, "UTF-8") == 1 && uc_width(character, "EUC-JP") == 2);
}

static void expect_good_glyphs(const char *path)
{
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    char *line = NULL;
    size_t size = 0;
    for (int number = 1; getline(&line, &size, file) > 0; number++) {
        const uint8_t *at = (const uint8_t *)line;
        ucs4_t character = 0;
        while (line[0] != '#' && (at = u8_next(&character, at)) != NULL)
            ck_assert_msg(!is_forbidden(character), "%s:%d has U+%04X", path, number,
                          (unsigned)character);
    }
    free(line);
    fclose(file);
}

START_TEST(catalogues__have__no_glyph_of_doubtful_width)
    {
        const char *top = getenv("srcdir");
        char path[4096];
        char language[64];
        int written = snprintf(path, sizeof(path), "%s/po/LINGUAS", top == NULL ? "." : top);
        ck_assert(written > 0 && (size_t)written < sizeof(path));
        FILE *languages = fopen(path, "r");
        ck_assert_ptr_nonnull(languages);
        int count = 0;
        while (fgets(language, sizeof(language), languages) != NULL) {
            language[strcspn(language, "\n")] = '\0';
            if (language[0] == '#' || language[0] == '\0')
                continue;
            written =
                snprintf(path, sizeof(path), "%s/po/%s.po", top == NULL ? "." : top, language);
            ck_assert(written > 0 && (size_t)written < sizeof(path));
            expect_good_glyphs(path);
            count++;
        }
        fclose(languages);
        ck_assert_int_gt(count, 0);
        ck_assert(is_forbidden(0x2026) && is_forbidden(0x2500) && is_forbidden(0x2192));
        ck_assert(is_forbidden(0xbf) && is_forbidden(0xd7) && is_forbidden(0x201c));
        ck_assert(!is_forbidden(0xe9) && !is_forbidden(0xdf) && !is_forbidden(0x153));
        ck_assert(!is_forbidden('a') && !is_forbidden(0x5220) && !is_forbidden(0xff0c));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("curses_views");
    TCase *tests = tap_case(suite, "curses_views");
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, curses_views__keep__the_cursor_on_the_focus, 0, TERMS * SIZES);
    tcase_add_loop_test(tests, curses_themes__have__a_contrast_of_at_least_7, 0, TERMS * 3);
    tcase_add_loop_test(tests, curses_no_color__changes__no_text, 0, SIZES);
    tcase_add_test(tests, curses_close__empties_the_scroll_back__of_what_may_be_ours);
    TCase *catalogues = tap_case(suite, "catalogues");
    tcase_add_test(catalogues, catalogues__have__no_glyph_of_doubtful_width);
    return tap_run(suite);
}

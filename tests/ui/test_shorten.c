/* ui/curses/shorten.h: fewer bytes, the same picture. */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "tests/tap.h"
#include "ui/curses/shorten.h"

enum { ROWS = 10, COLS = 20, BYTES = 256, PICTURES = 20000 };

static struct shorten state;

static void setup(void)
{
    state = (struct shorten){.rows = ROWS, .cols = COLS, .line_feeds = true, .row = -1};
}

static void expect(const char *bytes, const char *wanted)
{
    char text[BYTES];
    size_t length = strlen(bytes);
    ck_assert_uint_lt(length, sizeof text);
    memcpy(text, bytes, length + 1);
    text[shorten_bytes(&state, text, length)] = '\0';
    ck_assert_str_eq(text, wanted);
}

START_TEST(shorten_bytes__leaves_out__what_nobody_needs)
    {
        expect("\033[r\033)0\033[m\017x", "\033[r\033[m\017x");
        expect("\033(B\033)0x\033)Bx", "\033(Bx\033)Bx");
        expect("\033[?1h\033=\033[?1034h\033[?25h", "\033[?1h\033=\033[?25h");
        expect("x\033)", "x\033)"); /* cut off */
    }
END_TEST

START_TEST(shorten_bytes__goes_down__by_line_feeds)
    {
        expect("\033[Htitle\033[K\r\033[3done\r\033[4dtwo", "\033[Htitle\033[K\r\n\none\r\ntwo");
        ck_assert_int_eq(state.row, 3);
        /* Where that is shorter, and only to the beginning of a row. */
        expect("\r\033[8dx", "\r\033[8dx");
        expect("\033[9dx", "\033[9dx");
        expect("\r\033[2dx", "\r\033[2dx");
    }
END_TEST

START_TEST(shorten_bytes__stays_out__where_it_does_not_know)
    {
        expect("\r\033[3dx", "\r\033[3dx"); /* where the cursor was */
        expect("\r\033[4dx", "\r\nx");
        expect("\r\033[1;10r\r\033[5dx", "\r\033[1;10r\r\033[5dx");
        expect("\033[H01234567890123456789\r\033[2dx", "\033[H01234567890123456789\r\033[2dx");
        expect("\033[2;8r\033[8;1H\r\033[9dx",
               "\033[2;8r\033[8;1H\r\033[9dx"); /* it would scroll */
        expect("\033[r\033[8;1H\r\033[9dx", "\033[r\033[8;1H\r\nx");
        expect("\033[H\033M\r\033[2dx", "\033[H\033M\r\033[2dx");
        expect("\033[H\r\033[?2d", "\033[H\r\033[?2d");
        expect("\033[H\r\033[2", "\033[H\r\033[2"); /* cut off */
        state.line_feeds = false;
        expect("\033[H\r\033[2d", "\033[H\r\033[2d");
    }
END_TEST

START_TEST(shorten_bytes__does_not_reset__what_is_normal)
    {
        expect("\033[0;1ma\033[mb\033[0;1mc\033[0;1md", "\033[0;1ma\033[mb\033[1mc\033[0;1md");
        expect("\033[m\033[0m\033[0;7;1m", "\033[m\033[0m\033[0;7;1m");
        expect("\033[m", "\033[m");
        expect("\033[0;7;1mx\033[m", "\033[7;1mx\033[m");
    }
END_TEST

START_TEST(shorten_bytes__chooses_the_letters__once)
    {
        expect("\033(B\033[ma\033(B\033[1mb", "\033(B\033[ma\033[1mb");
        expect("\033(B\033[mc", "\033[mc");
        expect("\033(0q", "\033(0q");
    }
END_TEST

static void append(char *bytes, const char *text)
{
    ck_assert_uint_lt(strlen(bytes) + strlen(text), BYTES);
    memcpy(bytes + strlen(bytes), text, strlen(text) + 1);
}

static VTerm *new_screen(VTermScreen **screen)
{
    VTerm *term = vterm_new(ROWS, COLS);
    vterm_set_utf8(term, 1);
    *screen = vterm_obtain_screen(term);
    vterm_screen_reset(*screen, 1);
    return term;
}

static void expect_same(VTerm *one, VTerm *other)
{
    VTermPos at = {0}, there = {0};
    vterm_state_get_cursorpos(vterm_obtain_state(one), &at);
    vterm_state_get_cursorpos(vterm_obtain_state(other), &there);
    ck_assert(at.row == there.row && at.col == there.col);
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            VTermScreenCell cell = {0}, twin = {0};
            VTermPos place = {row, col};
            (void)vterm_screen_get_cell(vterm_obtain_screen(one), place, &cell);
            (void)vterm_screen_get_cell(vterm_obtain_screen(other), place, &twin);
            ck_assert_uint_eq(cell.chars[0], twin.chars[0]);
            ck_assert_uint_eq(cell.attrs.bold, twin.attrs.bold);
        }
    }
}

/* Whatever comes, a terminal shows the same. */
START_TEST(shorten_bytes__changes__no_picture)
    {
        static const char *const parts[] = {
            "a",         "hello",    "\xe4\xbd\xa0", "\r",          "\r",          "\n",
            "\r",        "\033[d",   "\033[1d",      "\033[2d",     "\033[3d",     "\033[4d",
            "\033[7d",   "\033[9d",  "\033[H",       "\033[5;3H",   "\033[10;20H", "\033[K",
            "\033[5G",   "\033[20G", "\033[A",       "\033[2A",     "\033[3C",     "\b",
            "\033[(B",   "\033(B",   "\033[0;1m",    "\033[0;7;1m", "\033[1m",     "\033[m",
            "\033[2;8r", "\033[J",   "\033M",        "\033[?25h",   "\033[2D",     "\r\033[3d",
            "\r\033[5d", "\033[2X",  "0123456789",   "\033[3;1H",   "\r\033[4d",
        };
        VTermScreen *screen = NULL, *twin = NULL;
        VTerm *term = new_screen(&screen), *other = new_screen(&twin);
        unsigned chance = 99;
        size_t saved = 0;
        for (int i = 0; i < PICTURES; i++) {
            char bytes[BYTES] = "";
            for (int k = 0; k < 8; k++) {
                chance = chance * 1103515245 + 12345;
                append(bytes, parts[(chance >> 16) % (sizeof parts / sizeof *parts)]);
            }
            size_t length = strlen(bytes);
            vterm_input_write(term, bytes, length);
            size_t kept = shorten_bytes(&state, bytes, length);
            vterm_input_write(other, bytes, kept);
            saved += length - kept;
            expect_same(term, other);
        }
        ck_assert_uint_gt(saved, PICTURES / 10);
        vterm_free(term);
        vterm_free(other);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("shorten");
    TCase *tests = tap_case(suite, "shorten");
    tcase_add_checked_fixture(tests, setup, NULL);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, shorten_bytes__leaves_out__what_nobody_needs);
    tcase_add_test(tests, shorten_bytes__goes_down__by_line_feeds);
    tcase_add_test(tests, shorten_bytes__stays_out__where_it_does_not_know);
    tcase_add_test(tests, shorten_bytes__does_not_reset__what_is_normal);
    tcase_add_test(tests, shorten_bytes__chooses_the_letters__once);
    tcase_add_test(tests, shorten_bytes__changes__no_picture);
    return tap_run(suite);
}

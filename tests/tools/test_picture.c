/* The picture in the README: runs the real demo on a terminal, goes through the deletion up to the
 * confirming screen, and draws three of its screens as one SVG. What differs from run to run (port,
 * user id, time) is replaced by fixed text of the same width, so that the picture changes only when
 * the program does.
 *
 * "test_picture --draw" draws it again; without that the committed one is compared. */
#include "config.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/tap.h"
#include "tests/tools/screen.h"

enum {
    ROWS = 18,
    COLS = 80,
    CODE_LENGTH = 6,
    CELL_WIDTH = 9,
    CELL_HEIGHT = 19,
    BASE_LINE = 14, /* of the text, below the top of its cell */
    EDGE = 10,
    GAP = 14, /* between two screens */
    WIDTH = COLS * CELL_WIDTH + 2 * EDGE,
    SCREEN_HEIGHT = ROWS * CELL_HEIGHT + 2 * EDGE,
    SCREENS = 3,
    DRAWING_MAX = 256 * 1024
};

/* Masking ------------------------------------------------------------------------------------- */

/* Puts WITH over the LENGTH bytes at AT when exactly that many are of the kind IS and no more. */
static void cover(char *at, int (*is)(int), size_t length, const char *with)
{
    size_t found = 0;
    while (is((unsigned char)at[found]))
        found++;
    if (found == length)
        memcpy(at, with, length);
}

static void mask_after(char *row, const char *label, int (*is)(int), size_t length,
                       const char *with)
{
    for (char *at = strstr(row, label); at != NULL; at = strstr(at, label)) {
        at += strlen(label);
        cover(at, is, length, with);
    }
}

static int is_clock(int c)
{
    return isdigit(c) || c == ':';
}

static void mask(char *row)
{
    mask_after(row, "127.0.0.1:", isdigit, 5, "40000");
    mask_after(row, "User id: ", isxdigit, 24, "6450c6d2a1b2c3d4e5f60718");
    mask_after(row, "until ", is_clock, 8, "14:32:10");
    mask_after(row, "Valid ", isdigit, 2, "55");
}

/* Drawing: a failed append stays in the buffer, and is looked at in the end. --------------------
 */

struct look {
    bool bold, underline, reverse;
};

static struct look look_at(const struct screen *screen, int row, int col)
{
    return (struct look){.bold = screen_bold(screen, row, col),
                         .underline = screen_underline(screen, row, col),
                         .reverse = screen_reverse(screen, row, col)};
}

static bool same_look(struct look a, struct look b)
{
    return a.bold == b.bold && a.underline == b.underline && a.reverse == b.reverse;
}

static void draw_character(struct buf *out, char c)
{
    if (c == '<')
        buf_append_text(out, "&lt;");
    else if (c == '&')
        buf_append_text(out, "&amp;");
    else
        buf_append(out, &c, 1);
}

/* LENGTH characters that look alike, from (X, Y) on. */
static void draw_run(struct buf *out, struct look look, const char *text, int length, int x, int y)
{
    if (look.reverse)
        buf_printf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", x, y - BASE_LINE,
                   length * CELL_WIDTH, CELL_HEIGHT);
    buf_printf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"%s%s%s>", x, y, length * CELL_WIDTH,
               look.bold ? " font-weight=\"bold\"" : "",
               look.underline ? " text-decoration=\"underline\"" : "",
               look.reverse ? " fill=\"#f6f8fa\"" : "");
    for (int i = 0; i < length; i++)
        draw_character(out, text[i]);
    buf_append_text(out, "</text>\n");
}

static void draw_row(struct buf *out, struct screen *screen, int row, int top)
{
    char text[SCREEN_ROW_SIZE];
    int length = snprintf(text, sizeof text, "%s", screen_row(screen, row));
    for (int i = 0; i < length; i++)
        ck_assert_msg(isprint((unsigned char)text[i]), "one byte must be one cell: %s", text);
    mask(text);
    int y = top + row * CELL_HEIGHT + BASE_LINE;
    int end;
    for (int start = 0; start < length; start = end) {
        struct look look = look_at(screen, row, start);
        for (end = start + 1; end < length && same_look(look, look_at(screen, row, end));)
            end++;
        draw_run(out, look, text + start, end - start, EDGE + start * CELL_WIDTH, y);
    }
}

static void draw_screen(struct buf *out, struct screen *screen, int number)
{
    int top = number * (SCREEN_HEIGHT + GAP);
    int row, col;
    screen_cursor(screen, &row, &col);
    buf_printf(out, "<rect class=\"screen\" x=\"1\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
               top + 1, WIDTH - 2, SCREEN_HEIGHT - 2);
    top += EDGE;
    buf_printf(out, "<rect class=\"cursor\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
               EDGE + col * CELL_WIDTH, top + row * CELL_HEIGHT, CELL_WIDTH, CELL_HEIGHT);
    for (row = 0; row < ROWS; row++)
        draw_row(out, screen, row, top);
}

static void draw_head(struct buf *out)
{
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"15\" "
               "xml:space=\"preserve\">\n"
               "<title>Three screens of genauth-tui: sign in, what is lost, confirm.</title>\n"
               "<style>text { white-space: pre } .screen { fill: #f6f8fa; stroke: #59636e } "
               ".cursor { fill: #7aa7e0 }</style>\n",
               WIDTH, SCREENS * SCREEN_HEIGHT + (SCREENS - 1) * GAP);
}

/* Driving ------------------------------------------------------------------------------------- */

static void wait_text(struct screen *screen, const char *text)
{
    ck_assert(screen_wait_text(screen, text, SCREEN_WAIT_MS));
}

/* A frame ends with the cursor: it is there when the cursor is COL columns into the row of TEXT. */
static void wait_cursor(struct screen *screen, const char *text, int col)
{
    wait_text(screen, text);
    ck_assert(screen_wait_cursor(screen, screen_find(screen, text, 0), col, SCREEN_WAIT_MS));
}

static void type(struct screen *screen, const char *keys)
{
    ck_assert(screen_send(screen, keys));
}

/* The code in the sandbox's mail on the screen. */
static const char *read_code(struct screen *screen)
{
    static char code[CODE_LENGTH + 1];
    for (int row = 0; row < ROWS; row++)
        for (const char *at = screen_row(screen, row); *at != '\0'; at++)
            if (strspn(at, "0123456789") == CODE_LENGTH) {
                memcpy(code, at, CODE_LENGTH);
                return code;
            }
    ck_abort_msg("there is no code on the screen");
}

static void draw_all(struct buf *out)
{
    static const char *const program[] = {"./genauth-tui", "--demo", NULL};
    static const char *const environment[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC",
                                              NULL};
    struct screen *screen = screen_start(program, environment, ROWS, COLS);
    ck_assert_ptr_nonnull(screen);
    draw_head(out);
    wait_text(screen, "F1 help");
    ck_assert(screen_wait_cursor(screen, screen_find(screen, "1 Email code", 0) - 2,
                                 (int)strlen("Account: "), SCREEN_WAIT_MS));
    draw_screen(out, screen, 0);
    type(screen, "demo\tdemo-Passw0rd\r");
    wait_text(screen, "1 Delete account");
    type(screen, "1");
    wait_cursor(screen, "1 Back", 0);
    draw_screen(out, screen, 1);
    type(screen, "2");
    wait_text(screen, "Code in it");
    type(screen, read_code(screen));
    type(screen, "\r");
    wait_text(screen, "Step 3.");
    type(screen, "DELETE");
    wait_cursor(screen, "Type DELETE: DELETE", (int)strlen("Type DELETE: DELETE"));
    draw_screen(out, screen, 2);
    buf_append_text(out, "</svg>\n");
    ck_assert(!out->failed);
    /* Leave as a person would: the sandbox cleans up. */
    type(screen, "\033[21~");
    ck_assert(screen_wait_exit(screen, SCREEN_WAIT_MS, NULL));
    screen_free(screen);
}

/* Where the committed picture is, and whether it is to be drawn again. */
static char path[4096];
static bool draw_again;

static void compare(const struct buf *drawn)
{
    static char committed[DRAWING_MAX];
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s is missing", path);
    ck_assert_uint_lt(fread(committed, 1, sizeof committed - 1, file), sizeof committed - 1);
    fclose(file);
    size_t same = 0;
    while (committed[same] != '\0' && committed[same] == drawn->bytes[same])
        same++;
    size_t before = same > 40 ? same - 40 : 0;
    ck_assert_msg(committed[same] == drawn->bytes[same],
                  "%s is out of date (see \"make picture\"): it has \"%.80s\", not \"%.80s\"", path,
                  committed + before, drawn->bytes + before);
}

START_TEST(picture__shows__the_screens_as_they_are)
    {
        struct buf drawn = buf_init(DRAWING_MAX);
        draw_all(&drawn);
        if (draw_again) {
            FILE *file = fopen(path, "w");
            ck_assert_msg(file != NULL, "cannot write %s", path);
            ck_assert(fputs(drawn.bytes, file) >= 0);
            ck_assert(fclose(file) == 0);
        } else {
            compare(&drawn);
        }
        buf_free(&drawn);
    }
END_TEST

int main(int argc, char **argv)
{
    const char *source = getenv("srcdir");
    int length =
        snprintf(path, sizeof path, "%s/doc/genauth-tui.svg", source == NULL ? "." : source);
    if (length < 0 || (size_t)length >= sizeof path)
        return EXIT_FAILURE;
    draw_again = argc == 2 && strcmp(argv[1], "--draw") == 0;
    Suite *suite = suite_create("picture");
    TCase *tests = tap_case(suite, "picture");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, picture__shows__the_screens_as_they_are);
    return tap_run(suite);
}

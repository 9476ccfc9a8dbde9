/* What the console can show, with a console of the test: ioctl is wrapped. */
#include "config.h"

#include "ui/console_font.h"

#include <errno.h>
#include <linux/kd.h>
#include <stdarg.h>
#include <stdlib.h>

#include "tests/tap.h"

enum { NO_CONSOLE, SMALL_FONT, LARGE_FONT, LIAR };
enum { A_TO_Z = 'z' - 'A' + 1, LARGE = 3000 };

static int console;

/* Glyphs for A to z and, with the large font, for many more. */
static int read_font(struct unimapdesc *map)
{
    unsigned short room = map->entry_ct;
    map->entry_ct = console == SMALL_FONT ? A_TO_Z : LARGE;
    if (room < map->entry_ct) {
        if (console == LIAR)
            map->entry_ct = room;
        errno = ENOMEM;
        return -1;
    }
    for (unsigned short i = 0; i < map->entry_ct; i++)
        map->entries[i] = (struct unipair){.unicode = (unsigned short)('A' + i), .fontpos = i};
    return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    ck_assert_int_eq(fd, 7);
    ck_assert_uint_eq(request, GIO_UNIMAP);
    va_start(arguments, request);
    struct unimapdesc *map = va_arg(arguments, struct unimapdesc *);
    va_end(arguments);
    errno = ENOTTY;
    return console == NO_CONSOLE ? -1 : read_font(map);
}

START_TEST(small_font)
    {
        console = SMALL_FONT;
        ck_assert(console_font_shows(7, ""));
        ck_assert(console_font_shows(7, "Delete"));
        ck_assert(!console_font_shows(7, "L\u00f6schen"));
        ck_assert(!console_font_shows(7, "\u6ce8\u9500"));
        ck_assert(!console_font_shows(7, "Delete\u9500"));
    }
END_TEST

START_TEST(large_font)
    {
        console = LARGE_FONT;
        ck_assert(console_font_shows(7, "L\u00f6schen"));
        ck_assert(!console_font_shows(7, "\u6ce8\u9500"));
    }
END_TEST

/* A terminal that does not tell is believed. */
START_TEST(no_font)
    {
        console = NO_CONSOLE;
        ck_assert(console_font_shows(7, "\u6ce8\u9500"));
        console = LIAR;
        ck_assert(console_font_shows(7, "\u6ce8\u9500"));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/console_font");
    TCase *tests = tap_case(suite, "console_font");
    tcase_add_test(tests, small_font);
    tcase_add_test(tests, large_font);
    tcase_add_test(tests, no_font);
    return tap_run(suite);
}

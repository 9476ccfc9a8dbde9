/* Lines from a pipe, and that nothing of them stays behind. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "ui/line_input.h"

enum { LIMIT = 32 };

static struct line_input input;
static int ends[2];

static void setup(void)
{
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert(line_input_init(&input, ends[0], LIMIT));
}

static void teardown(void)
{
    line_input_free(&input);
    close(ends[0]);
    if (ends[1] >= 0)
        close(ends[1]);
}

static void feed(const char *text)
{
    ck_assert_int_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    line_input_fill(&input);
}

static void expect(enum line_kind kind, const char *text)
{
    const char *bytes = NULL;
    size_t length = 0;
    ck_assert_int_eq((int)line_input_peek(&input, &bytes, &length), (int)kind);
    if (text == NULL)
        return;
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_mem_eq(bytes, text, length);
}

static bool holds(const char *text)
{
    return memmem(input.bytes->bytes, input.bytes->capacity, text, strlen(text)) != NULL;
}

START_TEST(line_input__drops_a_line_without_a_trace)
    {
        feed("canary\nx\ncana");
        expect(LINE_COMPLETE, "canary");
        line_input_drop(&input);
        expect(LINE_COMPLETE, "x");
        line_input_drop(&input);
        expect(LINE_NONE, NULL);
        feed("ry\n");
        expect(LINE_COMPLETE, "canary");
        line_input_drop(&input);
        ck_assert(!holds("cana"));
        ck_assert(!holds("nary"));
    }
END_TEST

START_TEST(line_input__flush_leaves_no_trace)
    {
        feed("canary");
        ck_assert_int_eq(write(ends[1], "canary", 6), 6);
        ck_assert(line_input_flush(&input));
        ck_assert(!holds("canary"));
        feed("canary\nnext\n"); /* the rest of the line that was begun */
        expect(LINE_COMPLETE, "next");
        line_input_drop(&input);
        ck_assert(!holds("canary"));
        ck_assert(!line_input_flush(&input));
        feed(" \r\n");
        ck_assert(!line_input_flush(&input)); /* blanks are nothing */
    }
END_TEST

START_TEST(line_input__takes_the_longest_line_and_refuses_a_longer_one)
    {
        feed("12345678901234567890123456789012\n");
        expect(LINE_COMPLETE, "12345678901234567890123456789012");
        line_input_drop(&input);
        feed("123456789012345678901234567890123\n");
        expect(LINE_TOO_LONG, NULL);
        expect(LINE_TOO_LONG, NULL);
        line_input_drop(&input);
        line_input_fill(&input);
        expect(LINE_NONE, NULL);
        feed("x\n");
        expect(LINE_COMPLETE, "x");
    }
END_TEST

START_TEST(line_input__full_is_not_waited_for)
    {
        ck_assert(line_input_wanted(&input));
        feed("1234567890\n1234567890\n12345678901234567890\n");
        ck_assert(!line_input_wanted(&input));
        line_input_drop(&input);
        ck_assert(line_input_wanted(&input));
    }
END_TEST

START_TEST(line_input__says_how_it_ends)
    {
        feed("tail");
        close(ends[1]);
        ends[1] = -1;
        line_input_fill(&input);
        expect(LINE_TAIL, "tail");
        line_input_drop(&input);
        expect(LINE_END, NULL);
        line_input_drop(&input);
        expect(LINE_END, NULL);
        ck_assert(!line_input_wanted(&input));
    }
END_TEST

START_TEST(line_input__of_a_closed_descriptor_is_lost)
    {
        close(ends[0]);
        line_input_fill(&input);
        expect(LINE_LOST, NULL);
        ck_assert(!line_input_wanted(&input));
        ends[0] = dup(ends[1]);
    }
END_TEST

/* ^C can take away what was there a moment before. */
START_TEST(line_input__of_a_terminal__never_waits)
    {
        struct line_input keys;
        int master = posix_openpt(O_RDWR | O_NOCTTY);
        ck_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
        int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
        ck_assert(slave >= 0 && line_input_init(&keys, slave, LIMIT));
        char byte = '\0';
        ck_assert_int_eq(read(keys.own, &byte, 1), -1);
        ck_assert_int_eq(errno, EAGAIN);
        ck_assert_int_eq(fcntl(slave, F_GETFL) & O_NONBLOCK, 0); /* the shell's is as it was */
        line_input_free(&keys);
        ck_assert_int_eq(close(slave), 0);
        ck_assert_int_eq(close(master), 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/line_input");
    TCase *tests = tap_case(suite, "line_input");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, line_input__drops_a_line_without_a_trace);
    tcase_add_test(tests, line_input__flush_leaves_no_trace);
    tcase_add_test(tests, line_input__takes_the_longest_line_and_refuses_a_longer_one);
    tcase_add_test(tests, line_input__full_is_not_waited_for);
    tcase_add_test(tests, line_input__says_how_it_ends);
    tcase_add_test(tests, line_input__of_a_closed_descriptor_is_lost);
    tcase_add_test(tests, line_input__of_a_terminal__never_waits);
    return tap_run(suite);
}

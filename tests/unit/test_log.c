/* base/log.c: one event is one harmless line, and nothing is logged before log_open. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "tests/tap.h"

static char folder[] = "/tmp/test_log.XXXXXX";
static char file[64];

static void make_folder(void)
{
    memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_lt(snprintf(file, sizeof(file), "%s/log", folder), (int)sizeof(file));
}

static void remove_folder(void)
{
    log_close();
    unlink(file);
    ck_assert_int_eq(rmdir(folder), 0);
}

/* What is in the log after the 21 characters "2026-03-01T08:15:30Z ", for one line. */
static const char *logged(void)
{
    static char text[8192];
    FILE *stream = fopen(file, "r");
    ck_assert_ptr_nonnull(stream);
    size_t length = fread(text, 1, sizeof(text) - 1, stream);
    ck_assert_int_eq(fclose(stream), 0);
    text[length] = '\0';
    ck_assert_uint_gt(length, 21);
    ck_assert_ptr_eq(strchr(text, '\n'), text + length - 1);
    return text + 21;
}

START_TEST(log_event__writes__one_line)
    {
        ck_assert(log_open(file, NULL));
        int64_t before = clock_wall_s();
        log_event("request", "operation=%s status=%d", "signin", 200);
        ck_assert_str_eq(logged(), "request operation=signin status=200\n");
        char from[32];
        char to[32];
        clock_format_utc(before, from, sizeof(from));
        clock_format_utc(clock_wall_s(), to, sizeof(to));
        const char *line = logged() - 21;
        ck_assert(strncmp(line, from, 20) >= 0 && strncmp(line, to, 20) <= 0 && line[20] == ' ');
    }
END_TEST

static const struct {
    const char *in;
    const char *out;
} hostile[] = {
    {"a\nb", "a\\x0ab"},
    {"a\r\nb", "a\\x0d\\x0ab"},
    {"\033[2J", "\\x1b[2J"},
    {"\t", "\\x09"},
    {"\x7f", "\\x7f"},
    {"\\x0a", "\\x5cx0a"},
    {"\302\233", "\\xc2\\x9b"},
    {"\u202e", "\\xe2\\x80\\xae"},
    {"\xff", "\\xff"},
    {"%n%s", "%n%s"},
    {" ", " "},
    {"~!", "~!"},
};

START_TEST(log_event__escapes__controls)
    {
        ck_assert(log_open(file, NULL));
        log_event("text", "<%s>", hostile[_i].in);
        char wanted[128];
        ck_assert_int_gt(snprintf(wanted, sizeof(wanted), "text <%s>\n", hostile[_i].out), 0);
        ck_assert_str_eq(logged(), wanted);
    }
END_TEST

START_TEST(log_event__cuts__long_details)
    {
        static char details[100000];
        memset(details, '\n', sizeof(details) - 1);
        ck_assert(log_open(file, NULL));
        log_event("long", "%s", details);
        const char *line = logged();
        ck_assert_int_eq(strncmp(line, "long \\x0a\\x0a", 13), 0);
        ck_assert_str_eq(line + strlen(line) - 8, "\\x0a...\n");
        ck_assert_uint_lt(strlen(line), 2200);
    }
END_TEST

START_TEST(log_event__cuts__a_long_event)
    {
        static char event[100000];
        memset(event, '\n', sizeof(event) - 1);
        for (size_t length = 0; length < 8; length++) {
            event[500 + length] = '\0';
            ck_assert(log_open(file, NULL));
            log_event(event, "%s", event);
            ck_assert_uint_gt(strlen(logged()), 2000);
            ck_assert_int_eq(unlink(file), 0);
            memset(event, length % 2 == 0 ? 'x' : '\n', length);
            event[500 + length] = '\n';
        }
        ck_assert(log_open(file, NULL));
        log_event(event, "%s", event);
        ck_assert_uint_gt(strlen(logged()), 2000);
    }
END_TEST

START_TEST(log_event__goes_on_and_keeps_errno__when_nothing_can_be_written)
    {
        struct rlimit before;
        ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
        struct rlimit full = {.rlim_cur = 0, .rlim_max = before.rlim_max};
        ck_assert(log_open(file, NULL));
        void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
        int limited = setrlimit(RLIMIT_FSIZE, &full);
        errno = EDOM;
        log_event("lost", "%d", 1);
        int kept = errno;
        int restored = setrlimit(RLIMIT_FSIZE, &before);
        signal(SIGXFSZ, handler);
        ck_assert(limited == 0 && restored == 0);
        ck_assert_int_eq(kept, EDOM);
        log_event("kept", "%d", 2);
        ck_assert_str_eq(logged(), "kept 2\n");
    }
END_TEST

START_TEST(log_event__takes__no_details)
    {
        ck_assert(log_open(file, NULL));
        log_event("start", "%s", "");
        ck_assert_str_eq(logged(), "start\n");
    }
END_TEST

START_TEST(log_open__appends__and_makes_a_private_file)
    {
        umask(0);
        ck_assert(log_open(file, NULL));
        log_event("one", "%d", 1);
        struct stat about;
        ck_assert_int_eq(stat(file, &about), 0);
        ck_assert_int_eq(about.st_mode & 07777, 0600);
        off_t size = about.st_size;
        ck_assert(log_open(file, NULL));
        log_event("two", "%d", 2);
        ck_assert_int_eq(stat(file, &about), 0);
        ck_assert_int_eq(about.st_size, 2 * size);
    }
END_TEST

START_TEST(log_event__is_silent__without_an_open_log)
    {
        log_event("lost", "%d", 1);
        ck_assert(log_open(file, NULL));
        log_close();
        log_close();
        log_event("lost", "%d", 1);
        struct stat about;
        ck_assert_int_eq(stat(file, &about), 0);
        ck_assert_int_eq(about.st_size, 0);
    }
END_TEST

START_TEST(log_open__refuses__what_is_no_regular_file)
    {
        struct err err = {0};
        ck_assert(!log_open(folder, &err));
        ck_assert_ptr_nonnull(strstr(err.text, folder));
        ck_assert(!log_open("/dev/null", &err));
        ck_assert_str_eq(err.text, "The log file /dev/null is not a regular file.");
        ck_assert_int_eq(symlink("/dev/null", file), 0);
        ck_assert(!log_open(file, &err));
        ck_assert_ptr_nonnull(strstr(err.text, "cannot be opened"));
        ck_assert_int_eq(unlink(file), 0);
        ck_assert_int_eq(mkfifo(file, 0600), 0);
        ck_assert(!log_open(file, &err)); /* and does not wait for a reader */
        ck_assert(!log_open("/nowhere/log", NULL));
        log_event("lost", "%d", 1);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tap_case(suite, "log");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, log_event__writes__one_line);
    tcase_add_loop_test(tests, log_event__escapes__controls, 0,
                        (int)(sizeof(hostile) / sizeof(hostile[0])));
    tcase_add_test(tests, log_event__cuts__long_details);
    tcase_add_test(tests, log_event__cuts__a_long_event);
    tcase_add_test(tests, log_event__goes_on_and_keeps_errno__when_nothing_can_be_written);
    tcase_add_test(tests, log_event__takes__no_details);
    tcase_add_test(tests, log_open__appends__and_makes_a_private_file);
    tcase_add_test(tests, log_event__is_silent__without_an_open_log);
    tcase_add_test(tests, log_open__refuses__what_is_no_regular_file);
    return tap_run(suite);
}

/* tests/tools/screen.c: the terminal that the other tests trust. */
#include "config.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/tools/screen.h"

static struct screen *start(const char *script)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    static const char *const environment[] = {"TERM=xterm", "PATH=/usr/bin:/bin", NULL};
    struct screen *screen = screen_start(argv, environment, 5, 20);
    ck_assert_ptr_nonnull(screen);
    return screen;
}

START_TEST(screen__shows__what_a_program_writes_and_sends_it_keys)
    {
        struct screen *screen =
            start("printf 'one\\r\\ntwo '; read answer; echo got $answer; exit 3");
        ck_assert(screen_wait_text(screen, "two", SCREEN_WAIT_MS));
        ck_assert_str_eq(screen_row(screen, 0), "one");
        ck_assert(screen_wait_cursor(screen, 1, 4, SCREEN_WAIT_MS));
        ck_assert(screen_send(screen, "yes\n"));
        ck_assert(screen_wait_row(screen, 2, "got yes", SCREEN_WAIT_MS));
        int status = 0;
        ck_assert(screen_wait_exit(screen, SCREEN_WAIT_MS, &status));
        ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 3);
        screen_free(screen);
    }
END_TEST

START_TEST(screen_wait_text__gives_up__when_the_program_ends)
    {
        struct screen *screen = start("echo bye");
        ck_assert(screen_wait_text(screen, "bye", SCREEN_WAIT_MS));
        ck_assert(!screen_wait_text(screen, "never", SCREEN_WAIT_MS));
        screen_free(screen);
    }
END_TEST

START_TEST(screen_free__ends__a_program_that_still_runs)
    {
        struct screen *screen = start("trap '' HUP TERM; echo ready; read answer; read answer");
        ck_assert(screen_wait_text(screen, "ready", SCREEN_WAIT_MS));
        pid_t pid = screen_pid(screen);
        screen_free(screen);
        ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), -1);
    }
END_TEST

START_TEST(screen__knows__modes_attributes_and_counts)
    {
        int slave = -1;
        struct screen *screen = screen_open(3, 10, &slave);
        ck_assert_ptr_nonnull(screen);
        ck_assert(!screen_bracketed_paste(screen));
        static const char drawn[] = "\033[?1049h\033[?2004h\033[?25l\033[1mB\033[0;31mr\033[0;7mv";
        ck_assert_int_eq(write(slave, drawn, sizeof drawn - 1), sizeof drawn - 1);
        ck_assert(screen_sync(screen, slave));
        ck_assert(screen_alternate(screen));
        ck_assert(screen_bracketed_paste(screen));
        ck_assert(!screen_cursor_visible(screen));
        ck_assert(screen_bold(screen, 0, 0) && !screen_coloured(screen, 0, 0));
        ck_assert(!screen_bold(screen, 0, 1) && screen_coloured(screen, 0, 1));
        ck_assert(screen_reverse(screen, 0, 2) && !screen_reverse(screen, 0, 1));
        screen_mark(screen);
        ck_assert_int_eq(write(slave, "abc", 3), 3);
        ck_assert(screen_sync(screen, slave));
        ck_assert_uint_eq(screen_bytes(screen), 3);
        ck_assert_uint_eq(screen_cells(screen), 3);
        ck_assert_str_eq(screen_row(screen, 0), "Brvabc");
        close(slave);
        screen_free(screen);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("screen");
    TCase *tests = tap_case(suite, "screen");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, screen__shows__what_a_program_writes_and_sends_it_keys);
    tcase_add_test(tests, screen_wait_text__gives_up__when_the_program_ends);
    tcase_add_test(tests, screen_free__ends__a_program_that_still_runs);
    tcase_add_test(tests, screen__knows__modes_attributes_and_counts);
    return tap_run(suite);
}

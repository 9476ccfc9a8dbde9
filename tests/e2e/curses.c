/* The screen as a terminal and a shell meet it: other sizes, ^Z, a terminal that vanishes,
 * and keys that come before their screen. */
#include "config.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* Asks for a code, so that there is something to type. */
static void comes_to_code(struct person *person, const struct process *sandbox)
{
    person_starts(person, PERSON_CURSES, sandbox, OPTIONS(NULL));
    person_signs_in(person, "demo", person_password);
    person_begins_deletion(person, "Email code");
    person_sees(person, "Code:");
}

/* What is typed stays, however small the window was in between. */
START_TEST(other_sizes)
    {
        static const struct {
            int rows, cols;
            const char *shows;
        } sizes[] = {{12, 40, "Code: 123"},
                     {5, 20, "Code: 123"},
                     {3, 10, "too small"},
                     {24, 80, "Code: 123"}};
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox, NULL, NULL);
        comes_to_code(&person, &sandbox);
        person_sends(&person, "123");
        person_sees(&person, "Code: 123");
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            ck_assert(screen_resize(person.terminal.screen, sizes[i].rows, sizes[i].cols));
            person_sees(&person, sizes[i].shows);
        }
        kit_code(&sandbox, "demo@example.org", 1, code);
        person_submits(&person, "code", code);
        person_sees(&person, "Type DELETE:");
        person_sends(&person, "DEL");
        person_sees(&person, "Type DELETE: DEL");
        ck_assert(screen_resize(person.terminal.screen, 5, 20));
        person_sees(&person, "DEL");
        ck_assert(screen_resize(person.terminal.screen, 12, 40));
        person_sees(&person, "Type DELETE: DEL");
        person_sends(&person, "ETE\r");
        person_sees(&person, "Deleted: ");
        person_quits(&person);
        person_ends(&person, 0);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* ^Z gives the terminal back; fg draws anew and goes on. */
START_TEST(suspended)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        kit_job_control = KIT_JOB;
        person_starts(&person, _i == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        kit_job_control = KIT_NO_JOB;
        person_sees(&person, "Account:");
        for (int i = 0; i < 2; i++) {
            ck_assert(_i != 0 || screen_alternate(person.terminal.screen));
            person_marks(&person);
            person_sends(&person, "\032");
            person_sees(&person, i == 0 ? "[stopped 1]" : "[stopped 2]");
            kit_terminal_check(&person.terminal);
            person_marks(&person);
            person_sends(&person, "\n");
            person_sees(&person, i == 0 ? "Account:" : _i == 0 ? "Signed in: " : "Choose 1 to 2: ");
            if (i == 0)
                person_signs_in(&person, "demo", person_password);
        }
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Waits until the program, after ^Z, has taken the terminal again: what stood on the screen before
 * proves nothing. */
static void takes_terminal_again(struct person *person)
{
    struct screen *screen = person->terminal.screen;
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (strstr(screen_raw(screen, NULL), "\033[?1049h") == NULL && kit_now_ms() < deadline)
        (void)screen_read(screen, (int)(deadline - kit_now_ms()));
    ck_assert(screen_alternate(screen));
}

/* How many processes below PARENT are stopped. */
static int count_stopped(pid_t parent)
{
    char path[64], command[32];
    char *list = NULL;
    int count = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    list = kit_read_file(path);
    for (char *at = list, *end = NULL; at != NULL; at = end) {
        pid_t child = (pid_t)strtol(at, &end, 10);
        char state = 0;
        if (end == at)
            break;
        (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)child);
        char *stat = kit_read_file(path);
        if (stat != NULL && sscanf(stat, "%*d (%31[^)]) %c", command, &state) == 2 && state == 'T')
            count++;
        free(stat);
        count += count_stopped(child);
    }
    free(list);
    return count;
}

/* What "make demo" does: its parent is stopped at once, and the shell has the terminal before it is
 * given back. Then it goes on all the same. */
START_TEST(suspended_under_a_script)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        kit_job_control = KIT_JOB_OF_SCRIPT;
        person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS(NULL));
        kit_job_control = KIT_NO_JOB;
        person_sees(&person, "Account:");
        for (int i = 0; i < 3; i++) {
            struct screen *screen = person.terminal.screen;
            long long deadline = kit_now_ms() + KIT_WAIT_MS;
            person_sends(&person, "\032");
            while ((count_stopped(screen_pid(screen)) < 2 ||
                    !kit_terminal_is_sane(&person.terminal)) &&
                   kit_now_ms() < deadline)
                (void)screen_read(screen, 10);
            kit_terminal_check(&person.terminal);
            screen_mark(screen);
            person_sends(&person, "\n");
            takes_terminal_again(&person);
        }
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Where no shell could continue it, ^Z does not stop it. */
START_TEST(not_suspended)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, _i == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_marks(&person);
        if (_i == 0)
            screen_mark(person.terminal.screen);
        person_sends(&person, "\032");
        if (_i == 0)
            takes_terminal_again(&person);
        else
            person_sees(&person, "Account:");
        person_signs_in(&person, "demo", person_password);
        person_sees(&person, "Delete account");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* To one of four screens. */
enum { STAGES = 4 };
static void goes_to(struct person *person, enum person_ui ui, const struct process *sandbox,
                    int stage)
{
    person_starts(person, ui, sandbox, OPTIONS(NULL));
    person_sees(person, "Account:");
    if (stage >= 1)
        person_signs_in(person, "nocontact", person_password);
    if (stage >= 2) {
        person_begins_deletion(person, "Password");
        person_sees(person, "Password");
    }
    if (stage >= 3) {
        person_submits(person, "password", person_password);
        person_sees(person, "Type DELETE:");
    }
}

/* The keys ^C and ^\ at the screen. */
START_TEST(interrupted)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        goes_to(&person, PERSON_CURSES, &sandbox, _i % STAGES);
        person_sends(&person, _i / STAGES == 0 ? "\003" : "\034");
        person_dies(&person, _i / STAGES == 0 ? SIGINT : SIGQUIT);
        ck_assert(harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

/* The window is closed: nobody is there any more, and the program does not stay. */
START_TEST(terminal_vanishes)
    {
        enum { SOON_MS = 4000 };
        struct process sandbox;
        struct person person;
        int status = 0;
        SANDBOX(&sandbox, NULL, NULL);
        goes_to(&person, _i / STAGES == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, _i % STAGES);
        screen_hang_up(person.terminal.screen);
        ck_assert(screen_wait_exit(person.terminal.screen, SOON_MS, &status));
        ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP, "status %#x",
                      (unsigned)status);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), _i % STAGES >= 1 ? 2 : 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_free(&person);
    }
END_TEST

/* The same when nohup has the program ignore the signal of it: it notices by itself, signs out and
 * says so by its status. */
START_TEST(terminal_vanishes_without_a_signal)
    {
        struct process sandbox;
        struct person person;
        int status = 0;
        SANDBOX(&sandbox, NULL, NULL);
        kit_ignore_signals();
        goes_to(&person, _i / STAGES == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, _i % STAGES);
        screen_hang_up(person.terminal.screen);
        ck_assert(screen_wait_exit(person.terminal.screen, KIT_WAIT_MS, &status));
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 5, "status %#x",
                      (unsigned)status);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), _i % STAGES >= 1 ? 2 : 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_free(&person);
    }
END_TEST

/* While it waits for the server, too. */
START_TEST(terminal_vanishes_in_a_wait)
    {
        struct process sandbox;
        struct person person;
        int status = 0;
        SANDBOX(&sandbox, "{\"path\": \"/api/v3/signin\", \"delay_ms\": 500}", NULL);
        kit_ignore_signals();
        person_starts(&person, _i == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", "nocontact", "password", person_password);
        kit_wait_hits(&sandbox, "signin", 1);
        screen_hang_up(person.terminal.screen);
        ck_assert(screen_wait_exit(person.terminal.screen, KIT_WAIT_MS, &status));
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 5, "status %#x",
                      (unsigned)status);
        person_free(&person);
    }
END_TEST

/* Keys that were pressed before the question are not its answer. */
START_TEST(typed_ahead)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, "--latency-ms=100");
        goes_to(&person, PERSON_CURSES, &sandbox, 2);
        person_sends(&person, "demo-Passw0rd\rDELETE\rDELETE\r");
        person_sees(&person, "Type DELETE:");
        kit_wait_hits(&sandbox, "get-profile", 2);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        /* Pasted text is text: its newline presses nothing. */
        ck_assert(screen_paste(person.terminal.screen, "DELETE\n"));
        person_sees(&person, "Type DELETE: DELETE");
        person_sends(&person, "\025");
        person_sees(&person, "Type DELETE: 1 Back");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_sends(&person, "\r"); /* Enter alone goes back */
        person_sees(&person, "Lost: profile");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
END_TEST

/* A terminal of which nothing is known cannot show a screen. */
START_TEST(unknown_terminal)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        kit_set_term("no-such-terminal");
        /* ncurses keeps a little memory then, which a build with the sanitizer would end in an
         * error. */
        ck_assert_int_eq(setenv("LSAN_OPTIONS", "detect_leaks=0", 1), 0);
        person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS(NULL));
        person_ends(&person, 9);
    }
END_TEST

/* A machine that is busy makes requests slow, and then there is more to be said. */
struct told {
    size_t words, bytes;
};

static struct told told_of_waiting(struct screen *screen)
{
    enum { WAY = 32 }; /* bytes to the row, back, and to clear it again */
    static const char *const texts[] = {"Signing in.",
                                        "Sending a code.",
                                        "Checking the code.",
                                        "Reading your account.",
                                        "Reading the account once more.",
                                        "Deleting."};
    static const size_t words[] = {2, 3, 3, 3, 5, 1};
    const char *raw = screen_raw(screen, NULL);
    struct told told = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strstr(raw, texts[i]) == NULL)
            continue;
        told.words += words[i];
        told.bytes += strlen(texts[i]) + WAY;
    }
    return told;
}

/* The whole way with one wrong code: what is written of every screen, and so spoken. The server's
 * address here is five words, each time that it is said. */
START_TEST(words)
    {
        enum { STEP_WORDS = 25, ALL_WORDS = 105, ALL_BYTES = 900 };
        static const char *const keys[] = {"demo\r", "demo-Passw0rd\r", "\r",     "\033[B",
                                           "\r",     "?wrong",          "?right", "DELETE\r"};
        static const char *const shows[] = {
            "Account: demo", "2 Sign out", "Step 1 of 3.", "1",
            "Code:",         "Error:",     "Type DELETE:", "Deleted: demo."};
        struct process sandbox;
        struct person person;
        char code[7] = "";
        size_t total = 0;
        size_t bytes = 0;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS(NULL));
        person_sees(&person, "F1 help");
        for (size_t i = 0; i <= sizeof keys / sizeof *keys; i++) {
            struct screen *screen = person.terminal.screen;
            struct told told = told_of_waiting(screen);
            size_t now = screen_words(screen) - told.words;
            ck_assert_msg(now > 0 || i == 4, "step %zu says nothing", i);
            ck_assert_msg(now <= STEP_WORDS, "step %zu says %zu words", i, now);
            total += now;
            bytes += screen_bytes(screen) - told.bytes;
            if (i == sizeof keys / sizeof *keys)
                break;
            screen_mark(screen);
            if (keys[i][0] == '?') {
                kit_code(&sandbox, "demo@example.org", 1, code);
                if (strcmp(keys[i], "?wrong") == 0)
                    code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
                person_sends(&person, code);
                person_sends(&person, "\r");
            } else {
                person_sends(&person, keys[i]);
            }
            person_sees(&person, shows[i]);
        }
        ck_assert_msg(total <= ALL_WORDS, "%zu words in all", total);
        ck_assert_msg(bytes <= ALL_BYTES, "%zu bytes in all", bytes);
        person_quits(&person);
        person_ends(&person, 0);
    }
END_TEST

static void presses_f2(struct person *person)
{
    person->ui = PERSON_PLAIN;
    person_marks(person); /* a prompt that can be read from here on is one in plain text */
    person_sends(person, "\033OQ");
    person_sees(person, "Plain text follows.");
    ck_assert(!screen_alternate(person->terminal.screen));
}

/* F2 goes on in lines of text where the screen was: on every screen, and while a request runs. */
START_TEST(to_plain)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, _i == 4 ? "--latency-ms=700" : NULL);
        goes_to(&person, _i % 2 == 0 ? PERSON_CURSES : PERSON_SMALL, &sandbox, _i < 4 ? _i : 2);
        if (_i == 0)
            person_sends(&person, "nocontact\r half a password");
        else if (_i == 3)
            person_sends(&person, "DELETE");
        else if (_i == 4)
            person_sends(&person, "demo-Passw0rd\r");
        presses_f2(&person);
        if (_i == 0) {
            /* What is no secret is still there. */
            person_sees(&person, "nocontact");
            person_sees(&person, "Account: ");
            person_sends(&person, "\n");
            person_submits(&person, "password", person_password);
        }
        if (_i < 2) {
            person_sees(&person, "Choose 1");
            person_quits(&person);
            person_ends(&person, 5);
            ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), 2);
            return;
        }
        if (_i == 2)
            person_submits(&person, "password", person_password);
        person_sees(&person, "Type DELETE:");
        /* The word from before is not there any more: Enter alone does not confirm. */
        kit_wait_hits(&sandbox, "get-profile", 2);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: nocontact.");
        person_ends(&person, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        ck_assert(!harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

START_TEST(to_plain_without_the_word)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        goes_to(&person, PERSON_CURSES, &sandbox, 3);
        person_sends(&person, "DELETE\033OQ\n\n");
        person.ui = PERSON_PLAIN;
        person_sees(&person, "Plain text follows.");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

static void add_screen(TCase *tests)
{
    tcase_add_test(tests, other_sizes);
    tcase_add_loop_test(tests, suspended, 0, 2);
    tcase_add_test(tests, suspended_under_a_script);
    tcase_add_loop_test(tests, not_suspended, 0, 2);
    tcase_add_test(tests, typed_ahead);
    tcase_add_test(tests, words);
    tcase_add_loop_test(tests, to_plain, 0, STAGES + 1);
    tcase_add_test(tests, to_plain_without_the_word);
    tcase_add_test(tests, unknown_terminal);
}

static void add_vanishing(TCase *tests)
{
    tcase_add_loop_test(tests, interrupted, 0, 2 * STAGES);
    tcase_add_loop_test(tests, terminal_vanishes, 0, 2 * STAGES);
    tcase_add_loop_test(tests, terminal_vanishes_without_a_signal, 0, 2 * STAGES);
    tcase_add_loop_test(tests, terminal_vanishes_in_a_wait, 0, 2);
}

static const struct kit_part parts[] = {{"screen", add_screen}, {"vanishing", add_vanishing}};
const struct kit_group e2e_curses = {parts, sizeof parts / sizeof *parts};

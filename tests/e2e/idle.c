/* A public terminal that somebody walks away from. The clock is the test's: it jumps, and a signal
 * that means nothing makes the program look at it. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

enum { IDLE_MS = 120000, ANSWER_MS = 60000, MARGIN_MS = 30000, NIGHT_MS = 8 * 3600 * 1000 };

static const char QUESTION[] = "Still there? Any key continues. 60 seconds.";
static const char TOLD[] = "This screen is cleared 60 seconds after the last key.";

static void wait_for_key(struct person *person, int64_t ms)
{
    timed_skip(ms);
    ck_assert_int_eq(kill(person_pid(person), SIGWINCH), 0);
}

/* A key that would choose something, if it were not the answer; in JSON it is. */
static void press_a_key(struct person *person)
{
    person_marks(person);
    person_sends(person, person->ui == PERSON_JSON    ? "{\"do\":\"sign_off\"}\n"
                         : person->ui == PERSON_PLAIN ? "1"
                                                      : "\r");
}

static void start(struct person *person, struct process *sandbox, int ui, const char *rules)
{
    kit_time_begin();
    SANDBOX(sandbox, rules, NULL);
    person_starts(person, person_loop_ui(ui), sandbox, OPTIONS("--kiosk"));
}

static void check_question_is_gone(struct person *person)
{
    if (person->ui == PERSON_JSON)
        person_sees(person, "sign_off"); /* its answer comes after the view without the question */
    else if (person->ui == PERSON_PLAIN)
        person_sees(person, "Choose 1 to 2:");
    else
        ck_assert(screen_wait_no_text(person->terminal.screen, QUESTION, KIT_WAIT_MS));
}

/* Nothing is to be read any more, on the screen or above it. */
static void check_cleared(struct person *person, const char *last_line)
{
    struct screen *screen = person->terminal.screen;
    ck_assert_ptr_nonnull(strstr(screen_raw(screen, NULL), "\033[3J"));
    ck_assert(screen_has(screen, last_line));
    ck_assert_msg(!screen_has(screen, "demo"), "%s", person_reads(person));
}

static void ends_with(struct person *person, int code, const char *last_line)
{
    if (person->ui != PERSON_JSON) {
        person_is_gone(person);
        check_cleared(person, last_line);
    }
    person_ends(person, code);
}

START_TEST(asks_then_goes_on_then_signs_out)
    {
        struct process sandbox;
        struct person person;
        start(&person, &sandbox, _i, NULL);
        person_signs_in(&person, "demo", person_password);
        for (int i = 0; i < 2; i++) { /* as often as it takes */
            person_marks(&person);
            wait_for_key(&person, IDLE_MS - MARGIN_MS);
            ck_assert(!person_can_see(&person, QUESTION));
            wait_for_key(&person, MARGIN_MS);
            person_sees(&person, QUESTION);
            wait_for_key(&person, ANSWER_MS - MARGIN_MS);
            press_a_key(&person);
            check_question_is_gone(&person);
            ck_assert(!person_can_see(&person, "Lost: profile")); /* no choice was made */
        }
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), 0);
        wait_for_key(&person, IDLE_MS);
        person_sees(&person, QUESTION);
        timed_skip(ANSWER_MS);
        ck_assert_int_eq(kill(person_pid(&person), SIGWINCH), 0);
        ends_with(&person, 5, "Stopped. Nothing was deleted.");
        ck_assert_int_ge(kit_hits(&sandbox, "/oidc/token/revocation"), 1);
        ck_assert(harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* The machine slept, and somebody else wakes it with a key: it is no answer. */
START_TEST(a_key_after_a_long_sleep_is_anothers)
    {
        struct process sandbox;
        struct person person;
        start(&person, &sandbox, _i, NULL);
        person_signs_in(&person, "demo", person_password);
        timed_skip(NIGHT_MS);
        press_a_key(&person);
        if (person.ui == PERSON_PLAIN)
            person_sends(&person, "\r");
        ends_with(&person, 5, "Stopped. Nothing was deleted.");
    }
END_TEST

/* Nobody is asked while the order is under way; the last screen says how long it stays. */
START_TEST(what_was_sent_is_told_to_the_end)
    {
        struct process sandbox;
        struct person person;
        start(&person, &sandbox, _i,
              "{\"path\": \"/api/v3/delete-account\", \"when\": \"after\", \"delay_ms\": 1500}");
        person_comes_to_confirm(&person, &sandbox, 0);
        person_submits(&person, "phrase", "DELETE");
        kit_wait_hits(&sandbox, "delete-account", 1);
        timed_skip(NIGHT_MS);
        ck_assert_int_eq(kill(person_pid(&person), SIGWINCH), 0);
        person_sees(&person, TOLD);
        ck_assert(person_can_see(&person, "Receipt:"));
        ck_assert(!person_can_see(&person, QUESTION));
        wait_for_key(&person, ANSWER_MS);
        ends_with(&person, 0, "Deleted. Receipt ");
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* Not even what ends the program at once leaves anything to read. */
START_TEST(a_crash_leaves_nothing)
    {
        struct process sandbox;
        struct person person;
        start(&person, &sandbox, _i, NULL);
        person_signs_in(&person, "demo", person_password);
        ck_assert_int_eq(kill(person_pid(&person), SIGSEGV), 0);
        person_is_gone(&person);
        check_cleared(&person, "");
        person_dies(&person, SIGSEGV);
    }
END_TEST

/* Elsewhere there is no limit. */
START_TEST(no_kiosk_no_limit)
    {
        struct process sandbox;
        struct person person;
        kit_time_begin();
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        timed_skip(NIGHT_MS);
        ck_assert_int_eq(kill(person_pid(&person), SIGWINCH), 0);
        person_chooses(&person, "Delete account");
        person_sees(&person, "Lost: profile");
        ck_assert(!person_can_see(&person, QUESTION));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* The system's configuration sets the time, or switches it off. It must belong to root. */
START_TEST(configured)
    {
        static const struct {
            const char *line;
            int64_t before_ms, after_ms;
        } cases[] = {{"idle-limit = 30\n", 27000, 3000}, {"idle-limit = 0\n", NIGHT_MS, 0}};
        struct process sandbox;
        struct person person;
        char option[PATH_MAX + 16];
        if (getuid() != 0)
            return;
        kit_time_begin();
        SANDBOX(&sandbox, NULL, NULL);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            FILE *file = fopen(kit_path("kiosk.conf"), "w");
            ck_assert_ptr_nonnull(file);
            ck_assert_int_ge(fprintf(file, "%s", cases[i].line), 0);
            ck_assert_int_eq(fclose(file), 0);
            (void)snprintf(option, sizeof option, "--config=%s", kit_path("kiosk.conf"));
            person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS("--kiosk", option));
            person_sees(&person, "Account:");
            wait_for_key(&person, cases[i].before_ms);
            person_sends(&person, "a");
            person_sees(&person, "Account: a");
            ck_assert(!person_can_see(&person, QUESTION));
            if (cases[i].after_ms > 0) {
                wait_for_key(&person, 30000);
                person_sees(&person, QUESTION);
            }
            person_quits(&person); /* the key is the answer, and no more */
            if (cases[i].after_ms > 0) {
                ck_assert(screen_wait_no_text(person.terminal.screen, QUESTION, KIT_WAIT_MS));
                person_quits(&person);
            }
            person_ends(&person, 5);
        }
    }
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, asks_then_goes_on_then_signs_out, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, a_key_after_a_long_sleep_is_anothers, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, what_was_sent_is_told_to_the_end, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, a_crash_leaves_nothing, 0, 2); /* the two on a terminal */
    tcase_add_loop_test(tests, no_kiosk_no_limit, 0, PERSON_LOOPS);
    tcase_add_test(tests, configured);
}

static const struct kit_part parts[] = {{"idle", add}};
const struct kit_group e2e_idle = {parts, sizeof parts / sizeof *parts};

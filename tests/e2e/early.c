/* The word and Enter, typed or pasted before the screen that asks for it is there: they never
 * count, in no front end. 100 times and more; and the same bytes do count once the screen is there,
 * or the test would show nothing. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

enum { USERS = 13, ROUNDS = 3, WAYS = 4 };

/* Of 13 users in each of 3 rounds, in each of 3 front ends, 12 come too early: 108 in all. */
static const char *const words[2] = {"DELETE\r", "DELETE\rDELETE\r\r"};

#define SUBMIT(field, value) "{\"do\":\"submit\",\"fields\":{\"" field "\":\"" value "\"}}\n"

/* The code and the word, typed or, on the screen, pasted (WAY 0 to 3). In one write: in two the
 * second could come when the screen is there. */
static void send_early(struct person *person, const char *code, int way)
{
    char bytes[256];
    bool pasted = person->ui == PERSON_CURSES && way % 2 == 1;
    const char *word = person->ui == PERSON_JSON ? SUBMIT("phrase", "DELETE") : words[way / 2];
    const char *format = person->ui == PERSON_JSON ? SUBMIT("code", "%s") "%s%s%s" : "%s\r%s%s%s";
    ck_assert_int_gt(snprintf(bytes, sizeof bytes, format, code, pasted ? "\033[200~" : "", word,
                              pasted ? "\033[201~" : ""),
                     0);
    person_marks(person);
    person_sends(person, bytes);
}

static void come_to_code(struct person *person, enum person_ui ui, const struct process *sandbox,
                         int number, char code[7])
{
    char user[16], password[16], email[32];
    (void)snprintf(user, sizeof user, "u%02d", number);
    (void)snprintf(password, sizeof password, "pw-u%02d", number);
    (void)snprintf(email, sizeof email, "u%02d@example.org", number);
    person_starts(person, ui, sandbox, OPTIONS(NULL));
    person_signs_in(person, user, password);
    person_begins_deletion(person, "Email code");
    person_sees(person, "Code:");
    kit_code(sandbox, email, 1, code);
}

/* SILENCE: the program as it is. */
static void check_round(enum person_ui ui, bool silence)
{
    struct process sandbox;
    struct person person;
    char code[7], seed[PATH_MAX + 16];
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(USERS));
    if (!silence)
        kit_time_begin(); /* the program does without its moment of silence */
    SANDBOX(&sandbox, NULL, seed, "--latency-ms=3");
    for (int i = 0; i < USERS - 1; i++) {
        come_to_code(&person, ui, &sandbox, i, code);
        send_early(&person, code, i % WAYS);
        person_sees(&person, "Type DELETE:");
        /* What came early would be taken before this, and would not be called a mistake. To leave
         * at once would show nothing: it stops a delete that was begun in the same moment. */
        person_submits(&person, "phrase", "no");
        person_sees(&person, "That was not the word.");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
    come_to_code(&person, ui, &sandbox, USERS - 1, code);
    person_submits(&person, "code", code);
    person_sees(&person, "Type DELETE:");
    person_marks(&person);
    person_sends(&person, ui == PERSON_JSON ? SUBMIT("phrase", "DELETE") : words[0]);
    person_sees(&person, "Deleted: ");
    ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
    if (ui != PERSON_PLAIN)
        person_quits(&person);
    person_ends(&person, 0);
}

START_TEST(early_on_the_screen)
    {
        check_round(PERSON_CURSES, _i == 0);
    }
END_TEST

START_TEST(early_in_lines)
    {
        check_round(PERSON_PLAIN, _i == 0);
    }
END_TEST

START_TEST(early_in_json)
    {
        check_round(PERSON_JSON, true);
    }
END_TEST

/* What is typed blindly, or pasted over a slow line, comes on and on. Time is the test's: it stands
 * still, and goes on only when the program is known to have dropped what came before. */
enum { DRIPS = 42, SILENCE_MS = 500, CONFIRM_MS = 60000 };

static int count_dropped(void)
{
    static const char line[] = " dropped=1";
    char *log = kit_read_file(kit_path("log"));
    int count = 0;
    for (const char *at = log; at != NULL && (at = strstr(at, line)) != NULL; at += strlen(line))
        count++;
    free(log);
    return count;
}

static void types_blindly(struct person *person, const struct process *sandbox, const char *bytes)
{
    int before = count_dropped();
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    person_sends(person, bytes);
    while (count_dropped() == before && kit_now_ms() < deadline) {
        ck_assert_int_eq(kit_hits(sandbox, "delete-account"), 0);
        ck_assert(!person_can_see(person, "Type DELETE:"));
    }
    ck_assert_int_gt(count_dropped(), before);
}

/* The question is next, and time stands still before it. */
static void comes_to_silence(struct person *person, struct process *sandbox, enum person_ui ui,
                             const char *then)
{
    char log[PATH_MAX + 16];
    kit_time_begin();
    timed_want_silence(true);
    SANDBOX(sandbox, NULL, NULL);
    (void)snprintf(log, sizeof log, "--log=%s", kit_path("log"));
    person_starts(person, ui, sandbox, OPTIONS(log));
    person_signs_in(person, "nocontact", person_password);
    person_begins_deletion(person, "Password");
    person_sees(person, ui == PERSON_CURSES ? "Password:" : "Password, hidden: ");
    timed_set_speed(0);
    person_marks(person);
    person_sends(person, "demo-Passw0rd\r");
    person_sends(person, then);
    kit_wait_hits(sandbox, "get-profile", 2);
}

static void time_passes(const struct person *person, int64_t ms)
{
    timed_skip(ms);
    ck_assert_int_eq(kill(person_pid(person), SIGWINCH), 0); /* what waits notices it */
}

/* Whole lines, and letter by letter: then there is a pause between two ends of lines. */
START_TEST(early_drip)
    {
        static const char word[] = "DELETE\r";
        struct process sandbox;
        struct person person;
        char letter[2] = "";
        bool letters = _i >= 2;
        comes_to_silence(&person, &sandbox, _i % 2 == 0 ? PERSON_CURSES : PERSON_PLAIN,
                         "DELETE\rDEL");
        for (int i = 0; i < DRIPS; i++) {
            letter[0] = word[(size_t)i % strlen(word)];
            types_blindly(&person, &sandbox, letters ? letter : word);
            timed_skip(letters ? SILENCE_MS / 5 : SILENCE_MS / 2);
        }
        ck_assert(!person_can_see(&person, "Type DELETE:"));
        timed_set_speed(1);
        time_passes(&person, SILENCE_MS);
        person_sees(&person, "Type DELETE:");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: nocontact.");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        if (person.ui == PERSON_CURSES)
            person_quits(&person);
        person_ends(&person, 0);
    }
END_TEST

/* While it is waited for silence, ^C stops as ever, and the time to confirm passes. */
START_TEST(early_silence_is_alive)
    {
        struct process sandbox;
        struct person person;
        comes_to_silence(&person, &sandbox, _i % 2 == 0 ? PERSON_CURSES : PERSON_PLAIN, "DEL");
        types_blindly(&person, &sandbox, "x");
        if (_i < 2) {
            person_sends(&person, "\003");
            timed_set_speed(1);
            person_dies(&person, SIGINT);
        } else {
            timed_set_speed(1);
            time_passes(&person, CONFIRM_MS);
            person_sees(&person, "The time to confirm is over. Nothing was deleted.");
            person_quits(&person);
            person_ends(&person, 5);
        }
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

static void add_screen(TCase *tests)
{
    tcase_add_loop_test(tests, early_on_the_screen, 0, ROUNDS);
}

static void add_lines(TCase *tests)
{
    tcase_add_loop_test(tests, early_in_lines, 0, ROUNDS);
}

static void add_json(TCase *tests)
{
    tcase_add_loop_test(tests, early_in_json, 0, ROUNDS);
}

static void add_drip(TCase *tests)
{
    tcase_add_loop_test(tests, early_drip, 0, 4);
    tcase_add_loop_test(tests, early_silence_is_alive, 0, 4);
}

static const struct kit_part parts[] = {{"early_screen", add_screen},
                                        {"early_lines", add_lines},
                                        {"early_json", add_json},
                                        {"early_drip", add_drip}};
const struct kit_group e2e_early = {parts, sizeof parts / sizeof *parts};

/* The word and Enter, typed or pasted before the screen that asks for it is there: they never
 * count, in no front end. 100 times and more; and the same bytes do count once the screen is there,
 * or the test would show nothing. */
#include "config.h"

#include <stdio.h>
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

static void check_round(enum person_ui ui)
{
    struct process sandbox;
    struct person person;
    char code[7], seed[PATH_MAX + 16];
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(USERS));
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
        check_round(PERSON_CURSES);
    }
END_TEST

START_TEST(early_in_lines)
    {
        check_round(PERSON_PLAIN);
    }
END_TEST

START_TEST(early_in_json)
    {
        check_round(PERSON_JSON);
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

static const struct kit_part parts[] = {
    {"early_screen", add_screen}, {"early_lines", add_lines}, {"early_json", add_json}};
const struct kit_group e2e_early = {parts, sizeof parts / sizeof *parts};

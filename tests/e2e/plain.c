/* The plain front end on a terminal: the whole flow line by line, its commands, and what does not
 * delete: the end of the input, ^C, Enter alone, and what was typed before the question. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* What a person reads; ~ stands for what is different each time, up to the next character. */
static const char transcript[] = "Sign in, 127.0.0.1:~.\n"
                                 "? help, < back, = repeat, q quit.\n"
                                 "Account: demo\n"
                                 "Enter alone goes back.\n"
                                 "Password, hidden: \n"
                                 "Signed in: demo.\n"
                                 "1 Delete account\n"
                                 "2 Sign out\n"
                                 "Choose 1 to 2: 7\n"
                                 "Error: 7 is not there.\n"
                                 "Choose 1 to 2: 1\n"
                                 "Step 1 of 3. Delete demo.\n"
                                 "Lost: profile, all access. No undo.\n"
                                 "Continue, y or n: y\n"
                                 "1 Back\n"
                                 "2 Email code\n"
                                 "3 SMS code\n"
                                 "Choose 1 to 3: 2\n"
                                 "Step 2. Code emailed. Valid 5 minutes.\n"
                                 "r New code.\n"
                                 "Code: ~\n"
                                 "Error: Wrong code. 2 tries left.\n"
                                 "Code: ~\n"
                                 "Step 3. Delete demo, 127.0.0.1:~.\n"
                                 "Valid ~ seconds.\n"
                                 "Enter alone stops.\n"
                                 "Type DELETE: delete\n"
                                 "Deleted: demo. Receipt ~.\n";

/* A program slow enough says so: whether it does depends on the machine. */
static const char *const optional[] = {"Signing in.\n", "Reading your account.\n",
                                       "Sending a code.\n", "Checking the code.\n", "Deleting.\n"};

static const char *skip_optional(const char *text)
{
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
        if (strncmp(text, optional[i], strlen(optional[i])) == 0)
            return skip_optional(text + strlen(optional[i]));
    }
    return text;
}

/* Compares line by line. */
static void compare(const char *expected, const char *text)
{
    while (*expected != '\0') {
        const char *line = text = skip_optional(text);
        const char *wanted = expected;
        while (*expected != '\n') {
            if (*expected == '~') {
                expected++;
                while (*text != *expected && *text != '\n' && *text != '\0')
                    text++;
            } else if (*expected == *text) {
                expected++;
                text++;
            } else {
                break;
            }
        }
        ck_assert_msg(*expected == '\n' && *text == '\n', "expected \"%.*s\", got \"%.*s\"",
                      (int)strcspn(wanted, "\n"), wanted, (int)strcspn(line, "\n"), line);
        expected++;
        text++;
    }
    ck_assert_str_eq(text, "");
}

START_TEST(whole_flow)
    {
        struct process sandbox;
        struct person person;
        char code[7], wrong[7];
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_sees(&person, "Choose 1 to 2: ");
        person_sends(&person, "7\n");
        person_sees(&person, "7 is not there. Choose 1 to 2: ");
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code: ");
        kit_code(&sandbox, "demo@example.org", 1, code);
        kit_wrong_code(code, wrong);
        person_submits(&person, "code", wrong);
        person_sees(&person, "2 tries left. Code: ");
        person_submits(&person, "code", code);
        person_submits(&person, "phrase", "delete");
        person_is_gone(&person);
        size_t length = 0, to = 0;
        const char *raw = screen_raw(person.terminal.screen, &length);
        char *text = calloc(length + 1, 1);
        ck_assert_ptr_nonnull(text);
        for (size_t i = 0; i < length; i++) {
            ck_assert_msg(raw[i] == '\n' || raw[i] == '\r' || (raw[i] >= ' ' && raw[i] != 127),
                          "a control character came: %d", raw[i]);
            if (raw[i] != '\r')
                text[to++] = raw[i];
        }
        ck_assert_ptr_null(strstr(text, person_password + 5));
        compare(transcript, text);
        free(text);
        ck_assert_int_eq(person.status, 0);
        person_free(&person);
    }
END_TEST

/* To prompt number STOP of a deletion by password. */
enum { STOPS = 6 };
static void goes_to(struct person *person, int stop)
{
    static const char *const prompts[STOPS] = {
        "Account: ",          "Password, hidden: ", "Choose 1 to 2: ",
        "Continue, y or n: ", "Password, hidden: ", "Type DELETE: "};
    static const char *const answers[STOPS] = {"nocontact\n", "demo-Passw0rd\n", "1\n",
                                               "1\n",         "demo-Passw0rd\n", ""};
    for (int i = 0; i <= stop; i++) {
        person_sees(person, prompts[i]);
        if (i == stop)
            return;
        person_marks(person);
        person_sends(person, answers[i]);
    }
}

START_TEST(leaves_at_each_prompt)
    {
        static const char *const ways[] = {"\004", "\003", "\034"};
        int way = _i / STOPS;
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        goes_to(&person, _i % STOPS);
        person_sends(&person, ways[way]);
        person_sees(&person, "Stopped. Nothing was deleted.");
        if (way == 0)
            person_ends(&person, 5);
        else
            person_dies(&person, way == 1 ? SIGINT : SIGQUIT);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), _i % STOPS >= 2 ? 2 : 0);
        ck_assert(harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

/* Help, repetition, back and quit, at each prompt that takes commands. */
START_TEST(commands)
    {
        struct process sandbox;
        struct person person;
        bool hidden = _i == 1 || _i == 4;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        goes_to(&person, _i);
        if (!hidden) {
            person_marks(&person);
            person_sends(&person, "?\n");
            person_sees(&person, "= Repeat.");
            person_sees(&person, ": ");
            person_marks(&person);
            person_sends(&person, "=\n");
            person_sees(&person, _i == 0   ? "Sign in, 127.0.0.1"
                                 : _i == 2 ? "User id: "
                                           : "Delete account. Step ");
        }
        person_marks(&person);
        person_sends(&person, hidden ? "\n" : "<\n");
        person_sees(&person, _i == 0   ? "Error: This is the first step."
                             : _i == 1 ? "Account: "
                             : _i == 2 ? "Error: This is the first step."
                             : _i == 3 ? "Stopped. Nothing was deleted. Signed in: nocontact."
                                       : "Step 1 of 3.");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
END_TEST

START_TEST(enter_never_confirms)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        goes_to(&person, STOPS - 1);
        person_marks(&person);
        person_sends(&person, "\n");
        person_sees(&person, "Stopped. Nothing was deleted.");
        person_sees(&person, "Step 1 of 3.");
        person_sees(&person, "Continue, y or n: ");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
END_TEST

/* Everything typed at once: the answers count, but not for the last question. */
START_TEST(typed_ahead)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account: ");
        person_sends(&person, "nocontact\ndemo-Passw0rd\n1\n1\ndemo-Passw0rd\nDELETE\nDELETE\n");
        person_sees(&person, "Type DELETE: ");
        kit_wait_hits(&sandbox, "get-profile", 2);
        person_marks(&person);
        person_sends(&person, "?\n");
        person_sees(&person, "Type DELETE: ");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        person_ends(&person, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
    }
END_TEST

static void add_plain(TCase *tests)
{
    tcase_add_test(tests, whole_flow);
    tcase_add_loop_test(tests, commands, 0, STOPS);
    tcase_add_test(tests, enter_never_confirms);
    tcase_add_test(tests, typed_ahead);
}

static void add_leaving(TCase *tests)
{
    tcase_add_loop_test(tests, leaves_at_each_prompt, 0, 3 * STOPS);
}

static const struct kit_part parts[] = {{"plain", add_plain}, {"plain_leaving", add_leaving}};
const struct kit_group e2e_plain = {parts, sizeof parts / sizeof *parts};

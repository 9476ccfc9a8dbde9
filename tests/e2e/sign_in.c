/* All the ways in, those that end elsewhere, the way out, and a session that ends on the way. */
#include "config.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

START_TEST(by_password)
    {
        static const char *const names[] = {"demo", "demo@example.org", "+86 13000000001"};
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, names[_i / PERSON_LOOPS], person_password);
        if (person.ui == PERSON_PLAIN) {
            person_sees(&person, "Choose 1 to 2: ");
            person_sends(&person, "=\n");
        } else if (person.ui == PERSON_CURSES) {
            person_sends(&person, "?");
        }
        person_sees(&person, "Email: d***@example.org");
        person_sees(&person, "Phone: +86 ***");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 1);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), 2);
    }
END_TEST

START_TEST(by_code)
    {
        static const struct {
            const char *label, *field, *address, *to;
        } ways[] = {{"Email code", "email", "demo@example.org", "demo@example.org"},
                    {"SMS code", "phone", "+86 13000000001", "+8613000000001"}};
        int way = _i / PERSON_LOOPS;
        struct process sandbox;
        struct person person;
        char code[7], wrong[7];
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_chooses(&person, ways[way].label);
        person_submits(&person, ways[way].field, ways[way].address);
        person_sees(&person, "Code:");
        kit_code(&sandbox, ways[way].to, 1, code);
        kit_wrong_code(code, wrong);
        person_submits(&person, "code", wrong);
        person_sees(&person, "Wrong code. 2 tries left.");
        person_submits(&person, "code", code);
        person_sees(&person, "Signed in: ");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 2);
    }
END_TEST

START_TEST(locked)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", "locked", "password", person_password);
        person_sees(&person,
                    "The account is locked. Wait, or ask the service. You are not signed in.");
        person_quits(&person);
        person_ends(&person, 8);
    }
END_TEST

START_TEST(second_factor)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        for (int leaves = 0; leaves < 2; leaves++) {
            person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
            person_sees(&person, "Account:");
            person_submits(&person, "account", "twofactor", "password", person_password);
            person_sees(&person, "Sign in with a browser");
            person_sees(&person, "go to https://127.0.0.1");
            person_sees(&person, "You are not signed in here.");
            if (leaves == 0) {
                person_chooses(&person, "Back");
                person_sees(&person, "Account:");
            }
            person_quits(&person);
            person_ends(&person, leaves == 0 ? 5 : 8);
        }
    }
END_TEST

/* Plain says why a way is not offered when one goes on and there is only one, or when asked; the
 * screen when asked. */
static void asks_why(struct person *person, const char *lines)
{
    if (person->ui == PERSON_PLAIN)
        person_sends(person, lines);
    if (person->ui == PERSON_CURSES)
        person_sends(person, "?");
}

/* Without address and phone number only the password is left, and why is said. */
START_TEST(without_contact)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "nocontact", person_password);
        person_chooses(&person, "Delete account");
        person_sees(&person, "No undo.");
        if (person.ui == PERSON_CURSES)
            person_sees(&person, "2 Password");
        asks_why(&person, "y\n");
        if (person.ui != PERSON_CURSES)
            person_sees(&person, "Password");
        person_sees(&person, "Email code: No email on this account.");
        person_sees(&person, "SMS code: No phone on this account.");
        ck_assert(!person_can_see(&person, "Only without"));
        person_quits(&person);
        person_ends(&person, 5);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_chooses(&person, "Delete account");
        person_sees(&person, "No undo.");
        asks_why(&person, "y\n?\n");
        person_sees(&person, "Password: Only without email and phone.");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Tokens of KIND that the server would still take. */
static int live_tokens(const char *file, const char *kind)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open_v2(file, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(database,
                                        "SELECT count(*) FROM token WHERE kind = ? AND used = 0",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int count = sqlite3_column_int(statement, 0);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(database), SQLITE_OK);
    return count;
}

START_TEST(signs_out)
    {
        struct process sandbox;
        struct person person;
        char option[PATH_MAX + 16], file[PATH_MAX];
        (void)snprintf(file, sizeof file, "%s", kit_path("database"));
        (void)snprintf(option, sizeof option, "--database=%s", file);
        SANDBOX(&sandbox, NULL, option);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        ck_assert_int_eq(live_tokens(file, "access"), 1);
        ck_assert_int_eq(live_tokens(file, "refresh"), 1);
        person_chooses(&person, "Sign out");
        person_sees(&person, "Signed out.");
        kit_wait_hits(&sandbox, "/oidc/token/revocation", 2);
        person_sees(&person, "Account:");
        ck_assert_int_eq(live_tokens(file, "access"), 0);
        ck_assert_int_eq(live_tokens(file, "refresh"), 0);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

#define ENDED_ONCE(path, occurrence)                                                               \
    "{\"path\": \"/api/v3/" path "\", \"occurrence\": " occurrence ", \"statusCode\": 401,"        \
    " \"apiCode\": 2020}"

/* The access token ends while a code is asked for: it is renewed once, and nobody notices. */
START_TEST(renews_the_session)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, ENDED_ONCE("send-email", "1"), NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token"), 1);
        ck_assert_int_eq(kit_hits(&sandbox, "send-email"), 2);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        if (person.ui != PERSON_PLAIN)
            person_quits(&person);
        person_ends(&person, 0);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

/* It is renewed once, not again and again. */
START_TEST(session_is_over)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, ENDED_ONCE("send-email", "\"all\""), NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Signed out by the server. Nothing was deleted. Sign in again.");
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token"), 1);
        ck_assert_int_eq(kit_hits(&sandbox, "send-email"), 2);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* A code is not sent twice: it is asked for again when the session ended meanwhile. */
START_TEST(renews_while_checking)
    {
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox, ENDED_ONCE("verify-delete-account-request", "1"), NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        person_submits(&person, "code", code);
        person_sees(&person, "The session was renewed. Type the code again.");
        person_submits(&person, "code", code);
        person_sees(&person, "Type DELETE:");
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token"), 1);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

static void add_ways_in(TCase *tests)
{
    tcase_add_loop_test(tests, by_password, 0, 3 * PERSON_LOOPS);
    tcase_add_loop_test(tests, by_code, 0, 2 * PERSON_LOOPS);
}

static void add_elsewhere(TCase *tests)
{
    tcase_add_loop_test(tests, locked, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, second_factor, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, without_contact, 0, PERSON_LOOPS);
}

static void add_session(TCase *tests)
{
    tcase_add_loop_test(tests, signs_out, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, renews_the_session, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, session_is_over, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, renews_while_checking, 0, PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"ways_in", add_ways_in},
    {"elsewhere", add_elsewhere},
    {"session", add_session},
};
const struct kit_group e2e_sign_in = {parts, sizeof parts / sizeof *parts};

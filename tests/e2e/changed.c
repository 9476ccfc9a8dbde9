/* What is deleted is what was shown: an account that looks other when it is read once more, and an
 * account whose name is an address. And what is typed before the question stands there, does not
 * answer it. */
#include "config.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

#define SUBMIT(field, value) "{\"do\":\"submit\",\"fields\":{\"" field "\":\"" value "\"}}\n"

/* With its database in FILE (*filled in*), where the test can write as well. */
static void start_sandbox(struct process *sandbox, const char *rules, char file[PATH_MAX])
{
    char option[PATH_MAX + 16];
    (void)snprintf(file, PATH_MAX, "%s", kit_path("database"));
    (void)snprintf(option, sizeof option, "--database=%s", file);
    SANDBOX(sandbox, rules, option);
}

static void rename_user(const char *file, const char *from, const char *to)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open_v2(file, &database, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_busy_timeout(database, KIT_WAIT_MS), SQLITE_OK);
    ck_assert_int_eq(sqlite3_prepare_v2(database, "UPDATE user SET username = ? WHERE username = ?",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_bind_text(statement, 2, from, -1, SQLITE_STATIC), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
    ck_assert_int_eq(sqlite3_changes(database), 1);
    ck_assert_int_eq(sqlite3_finalize(statement), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(database), SQLITE_OK);
}

/* Nothing was confirmed yet; the word counts from now on. */
static void confirms_nothing_yet(struct person *person, const struct process *sandbox)
{
    person_submits(person, "phrase", "no");
    person_sees(person, "That was not the word.");
    ck_assert_int_eq(kit_hits(sandbox, "delete-account"), 0);
    person_quits(person);
    person_ends(person, 5);
    ck_assert_int_eq(kit_hits(sandbox, "delete-account"), 0);
}

/* The word comes when the question stands there; or, with one too many, while the account is being
 * read. */
START_TEST(account_that_changes)
    {
        struct process sandbox;
        struct person person;
        char file[PATH_MAX], code[7];
        bool is_late = _i >= PERSON_LOOPS;
        if (is_late) /* the question is there before the account was read */
            kit_time_begin();
        start_sandbox(&sandbox,
                      is_late ? "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2,"
                                " \"delay_ms\": 1500}"
                              : NULL,
                      file);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        rename_user(file, "demo", "another");
        person_submits(&person, "code", code);
        if (is_late) {
            person_sees(&person, "Delete demo,");
            person_sends(&person, person.ui == PERSON_JSON ? SUBMIT("phrase", "DELETE")
                                                                 SUBMIT("phrase", "DELETE")
                                                           : "DELETE\rDELETE\r");
        }
        person_sees(&person, "The account has changed.");
        person_sees(&person, "Delete another,");
        confirms_nothing_yet(&person, &sandbox);
    }
END_TEST

/* ^Z at the question; the shell's "continue" and the word come in one write. */
START_TEST(word_typed_before_the_screen_is_back)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        kit_job_control = KIT_JOB;
        person_starts(&person, _i == 0 ? PERSON_CURSES : PERSON_PLAIN, &sandbox, OPTIONS(NULL));
        kit_job_control = KIT_NO_JOB;
        person_comes_to_confirm(&person, &sandbox, 0);
        kit_wait_hits(&sandbox, "get-profile", 2);
        person_marks(&person);
        person_sends(&person, "\032");
        person_sees(&person, "[stopped 1]");
        person_marks(&person);
        person_sends(&person, "\nDELETE\n");
        person_sees(&person, "Type DELETE:");
        confirms_nothing_yet(&person, &sandbox);
    }
END_TEST

/* Some servers take the address for the name. */
START_TEST(name_that_is_an_address)
    {
        static const struct {
            const char *name, *masked, *rest;
        } names[] = {{"mina.example@example.org", "m***@example.org", "ina.example"},
                     {"+8613000000042", "***42", "0000042"}};
        struct process sandbox;
        struct person person;
        char file[PATH_MAX];
        start_sandbox(&sandbox, NULL, file);
        rename_user(file, "demo", names[_i / PERSON_LOOPS].name);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo@example.org", person_password);
        person_finds(&person, names[_i / PERSON_LOOPS].masked);
        ck_assert(!person_can_see(&person, names[_i / PERSON_LOOPS].rest));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* A probe is answered about somebody else: the next code goes to the same person as before. */
START_TEST(probe_about_somebody_else)
    {
        static const char rules[] =
            "{\"path\": \"/api/v3/delete-account\", \"occurrence\": 1,"
            " \"body\": {\"statusCode\": 200, \"data\": {\"success\": false}}},"
            "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 3, \"body\": {\"statusCode\": 200,"
            " \"data\": {\"userId\": \"6229ffaxxxxxxxxcade3e3d9\", \"username\": \"other\","
            " \"email\": \"other@example.org\"}}}";
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox, rules, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 1);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "The server refused to delete the account.");
        person_chooses(&person, "Back to the account");
        person_sees(&person, "Signed in: ");
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

static void add_account(TCase *tests)
{
    tcase_add_loop_test(tests, account_that_changes, 0, 2 * PERSON_LOOPS);
}

static void add_again(TCase *tests)
{
    tcase_add_loop_test(tests, word_typed_before_the_screen_is_back, 0, 2);
}

static void add_name(TCase *tests)
{
    tcase_add_loop_test(tests, name_that_is_an_address, 0, 2 * PERSON_LOOPS);
}

static void add_probe(TCase *tests)
{
    tcase_add_loop_test(tests, probe_about_somebody_else, 0, PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"changed_account", add_account},
    {"changed_again", add_again},
    {"changed_name", add_name},
    {"changed_probe", add_probe},
};
const struct kit_group e2e_changed = {parts, sizeof parts / sizeof *parts};

/* A delete whose answer does not come: what is asked, what is said, and that it is sent once. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* The token lives 10 s and is not used in its last 5; 15 s after its end comes the last question.
 */
enum { WINDOW_MS = 70000, SPEED = 10, SUSPENDED_MS = 90000 };

#define ON_DELETE(what) "{\"path\": \"/api/v3/delete-account\", " what "}"

/* The account is gone, but the answer was lost: asking again proves it. */
START_TEST(deleted_without_answer)
    {
        struct process sandbox;
        struct person person;
        char option[PATH_MAX + 16];
        SANDBOX(&sandbox, ON_DELETE("\"when\": \"after\", \"action\": \"reset\""), NULL);
        (void)snprintf(option, sizeof option, "--receipt=%s", kit_path("receipt"));
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(option));
        person_comes_to_confirm(&person, &sandbox, 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Asked again, the server had ended the session, as after a deletion.");
        /* The request that proved it, on the screen as in the receipt, which is written first. */
        json_t *receipt = json_load_file(kit_path("receipt"), 0, NULL);
        json_t *ids = json_object_get(receipt, "request_ids");
        const char *probe = json_string_value(json_object_get(ids, "probe"));
        ck_assert_ptr_nonnull(probe);
        /* Its first letters: a line of plain text may end at any hyphen of it. */
        char begin[9];
        (void)snprintf(begin, sizeof begin, "%.8s", probe);
        person_finds(&person, begin);
        ck_assert(json_is_true(json_object_get(receipt, "found_by_asking_again")));
        ck_assert(json_is_null(json_object_get(ids, "delete")));
        json_decref(receipt);
        if (person.ui != PERSON_PLAIN)
            person_quits(&person);
        person_ends(&person, 0);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
    }
END_TEST

/* One person whose delete stays without an answer. */
struct waiting {
    struct process sandbox;
    struct person person;
    char receipt[PATH_MAX];
    int64_t before_ms; /* timed_ms before it was sent */
};

static void begin(struct waiting *waiting, enum person_ui ui, const char *rules)
{
    static int number;
    char name[32], option[PATH_MAX + 16];
    (void)snprintf(name, sizeof name, "receipt-%d", ++number);
    (void)snprintf(waiting->receipt, sizeof waiting->receipt, "%s", kit_path(name));
    (void)snprintf(option, sizeof option, "--receipt=%s", waiting->receipt);
    SANDBOX(&waiting->sandbox, rules, NULL);
    person_starts(&waiting->person, ui, &waiting->sandbox, OPTIONS(option));
    person_comes_to_confirm(&waiting->person, &waiting->sandbox, 0);
    person_submits(&waiting->person, "phrase", "DELETE");
}

static void check_unknown_receipt(const struct waiting *waiting)
{
    json_t *receipt = json_load_file(waiting->receipt, 0, NULL);
    const char *outcome = json_string_value(json_object_get(receipt, "outcome"));
    ck_assert_msg(outcome != NULL && strcmp(outcome, "unknown") == 0, "outcome is %s",
                  outcome == NULL ? "missing" : outcome);
    /* Whose account it is about is known, whatever became of it. */
    const char *account = json_string_value(json_object_get(receipt, "account"));
    ck_assert(account != NULL && strcmp(account, "demo") == 0);
    ck_assert(json_is_string(json_object_get(receipt, "user_id")));
    json_decref(receipt);
}

/* Each waits until the window of the token has closed; all of them at once. */
START_TEST(without_answer_to_the_end)
    {
        static struct waiting kept[PERSON_LOOPS], killed[PERSON_LOOPS], hanging[PERSON_LOOPS];
        kit_time_begin();
        for (int i = 0; i < PERSON_LOOPS; i++) {
            kept[i].before_ms = timed_ms();
            begin(&kept[i], person_loop_ui(i), ON_DELETE("\"action\": \"reset\""));
            begin(&killed[i], person_loop_ui(i),
                  ON_DELETE("\"when\": \"after\", \"action\": \"kill\""));
            begin(&hanging[i], person_loop_ui(i), ON_DELETE("\"action\": \"hang\""));
            kit_wait_hits(&hanging[i].sandbox, "delete-account", 1);
            ck_assert(harness_user_exists(&hanging[i].sandbox, "demo"));
            ck_assert_int_eq(harness_stop(&hanging[i].sandbox, SIGKILL), 128 + SIGKILL);
        }
        timed_set_speed(SPEED);
        for (int i = 0; i < PERSON_LOOPS; i++) {
            person_sees_within(&kept[i].person, "Not deleted as of ", 40000);
            /* Not before the token has died, which could still have been used. */
            ck_assert_int_ge(timed_ms() - kept[i].before_ms, WINDOW_MS);
            ck_assert(person_can_see(&kept[i].person, ": the server still knows the account."));
            person_quits(&kept[i].person);
            person_ends(&kept[i].person, 3);
            ck_assert(harness_user_exists(&kept[i].sandbox, "demo"));
            ck_assert_int_eq(kit_hits(&kept[i].sandbox, "delete-account"), 1);
            struct waiting *open[] = {&killed[i], &hanging[i]};
            for (int j = 0; j < 2; j++) {
                person_sees_within(&open[j]->person, "To see how it ended, sign in later.", 40000);
                ck_assert(person_can_see(&open[j]->person,
                                         "It is not known if the account was deleted."));
                if (open[j]->person.ui != PERSON_PLAIN)
                    person_quits(&open[j]->person);
                person_ends(&open[j]->person, 4);
                check_unknown_receipt(open[j]);
            }
        }
    }
END_TEST

/* The server's clock for the token began as late as it can: just before the token came. */
START_TEST(token_that_came_late)
    {
        enum { LATE_MS = 3000, LIFE_MS = 60000, MARGIN_MS = 15000 };
        struct process sandbox;
        struct person person;
        const struct person_method *method = &person_methods[2];
        SANDBOX(&sandbox,
                ON_DELETE("\"action\": \"reset\"") ", {\"path\": "
                                                   "\"/api/v3/verify-delete-account-request\", "
                                                   "\"delay_ms\": 3000}",
                NULL);
        kit_time_begin();
        int64_t before_ms = timed_ms();
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, method->user, person_password);
        person_begins_deletion(&person, method->label);
        person_sees(&person, "Password");
        person_submits(&person, "password", person_password);
        person_sees(&person, "Type DELETE:");
        person_submits(&person, "phrase", "DELETE");
        kit_wait_hits(&sandbox, "delete-account", 1);
        timed_set_speed(SPEED);
        person_sees_within(&person, "Not deleted as of ", 40000);
        ck_assert_int_ge(timed_ms() - before_ms, LATE_MS + LIFE_MS + MARGIN_MS);
        person_quits(&person);
        person_ends(&person, 3);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
    }
END_TEST

START_TEST(leaves_without_knowing)
    {
        static struct waiting waiting;
        begin(&waiting, person_loop_ui(_i), ON_DELETE("\"action\": \"reset\""));
        person_sees(&waiting.person, "Do not order the deletion again.");
        if (waiting.person.ui == PERSON_PLAIN)
            person_sends(&waiting.person, "q\n"); /* there is no prompt to wait for */
        else
            person_quits(&waiting.person);
        person_ends(&waiting.person, 4);
        check_unknown_receipt(&waiting);
        ck_assert_int_eq(kit_hits(&waiting.sandbox, "delete-account"), 1);
    }
END_TEST

/* Nobody waits for the answer any more: it is waited for a little all the same. */
START_TEST(ended_while_deleting)
    {
        static const int signals[] = {SIGTERM, SIGHUP};
        static struct waiting late, never;
        begin(&late, person_loop_ui(_i), ON_DELETE("\"delay_ms\": 1500"));
        kit_wait_hits(&late.sandbox, "delete-account", 1);
        ck_assert_int_eq(kill(person_pid(&late.person), signals[_i % 2]), 0);
        begin(&never, person_loop_ui(_i), ON_DELETE("\"action\": \"hang\""));
        kit_wait_hits(&never.sandbox, "delete-account", 1);
        ck_assert_int_eq(kill(person_pid(&never.person), signals[_i % 2]), 0);
        person_ends(&late.person, 0);
        ck_assert(!harness_user_exists(&late.sandbox, "demo"));
        person_ends(&never.person, 4);
        check_unknown_receipt(&never);
        ck_assert_int_eq(kit_hits(&never.sandbox, "delete-account"), 1);
    }
END_TEST

/* What has left cannot be called back. */
START_TEST(interrupted_while_deleting)
    {
        static struct waiting waiting;
        begin(&waiting, person_loop_ui(_i), ON_DELETE("\"delay_ms\": 1500"));
        kit_wait_hits(&waiting.sandbox, "delete-account", 1);
        ck_assert_int_eq(kill(person_pid(&waiting.person), SIGINT), 0);
        person_sees(&waiting.person, "Too late to stop. Asking the server.");
        person_sees(&waiting.person, "Deleted: ");
        if (waiting.person.ui != PERSON_PLAIN)
            person_quits(&waiting.person);
        person_ends(&waiting.person, 0);
        ck_assert(!harness_user_exists(&waiting.sandbox, "demo"));
    }
END_TEST

/* The program cannot go on (poll fails with fewer files allowed than it asks about): what is known
 * about the delete is said all the same. */
START_TEST(broken_after_the_commit)
    {
        static struct waiting waiting;
        const struct rlimit none = {.rlim_cur = 1, .rlim_max = 1};
        bool open = _i / PERSON_LOOPS != 0;
        /* The search for leaks at the end would need files. */
        ck_assert_int_eq(setenv("ASAN_OPTIONS", "detect_leaks=0", 1), 0);
        begin(&waiting, person_loop_ui(_i),
              open ? ON_DELETE("\"action\": \"hang\"") : "{\"path\": \"/none\"}");
        if (open)
            kit_wait_hits(&waiting.sandbox, "delete-account", 1);
        else
            person_sees(&waiting.person, "Deleted: demo.");
        if (!open && waiting.person.ui == PERSON_PLAIN) { /* it has ended */
            person_ends(&waiting.person, 0);
            return;
        }
        person_marks(&waiting.person);
        ck_assert_int_eq(prlimit(person_pid(&waiting.person), RLIMIT_NOFILE, &none, NULL), 0);
        ck_assert_int_eq(kill(person_pid(&waiting.person), SIGWINCH), 0);
        if (waiting.person.ui == PERSON_JSON) {
            person_is_gone(&waiting.person);
            const char *code = json_string_value(json_object_get(waiting.person.result, "code"));
            ck_assert_str_eq(code, open ? "OUTCOME_UNKNOWN" : "DELETED");
        } else {
            person_sees(&waiting.person, open ? "Not known if deleted." : "Deleted: demo.");
            person_sees(&waiting.person, "The network");
            person_is_gone(&waiting.person);
        }
        ck_assert(WIFEXITED(waiting.person.status));
        ck_assert_int_eq(WEXITSTATUS(waiting.person.status), open ? 4 : 0);
        person_free(&waiting.person);
    }
END_TEST

/* The server says no. */
START_TEST(refused)
    {
        static struct waiting waiting;
        begin(&waiting, person_loop_ui(_i),
              ON_DELETE("\"statusCode\": 403, \"message\": \"Not on a Sunday\""));
        person_sees(&waiting.person, "The server refused to delete the account.");
        person_sees(&waiting.person, "Not on a Sunday");
        person_chooses(&waiting.person, "Back to the account");
        person_sees(&waiting.person, "Signed in: ");
        person_quits(&waiting.person);
        person_ends(&waiting.person, 5);
        begin(&waiting, person_loop_ui(_i), ON_DELETE("\"statusCode\": 403"));
        person_sees(&waiting.person, "The server refused to delete the account.");
        person_quits(&waiting.person);
        person_ends(&waiting.person, 3);
        ck_assert(harness_user_exists(&waiting.sandbox, "demo"));
    }
END_TEST

/* The machine sleeps while the word is to be typed: the token may have died, nothing is sent. */
START_TEST(suspended_at_the_word)
    {
        struct process sandbox;
        struct person person;
        kit_time_begin();
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        ck_assert_int_eq(kill(person_pid(&person), SIGSTOP), 0);
        timed_skip(SUSPENDED_MS);
        if (person.ui == PERSON_JSON)
            person_submits(&person, "phrase", "DELETE");
        else
            person_sends(&person, "DELETE\r");
        ck_assert_int_eq(kill(person_pid(&person), SIGCONT), 0);
        /* On a screen what was typed goes to the next one, whose answer may come on top. */
        person_sees(&person, person.ui == PERSON_CURSES
                                 ? "New code"
                                 : "The time to confirm is over. Nothing was deleted.");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&sandbox, "demo"));
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
END_TEST

/* What the server can say to the delete, and what is said then. Asked again only where the words
 * leave something open. */
static const struct {
    const char *rules, *text, *more;
    int probes, code;
    bool stays;
} answers[] = {
    /* It says that it was not done, and it was not: one probe. */
    {ON_DELETE("\"body\": {\"statusCode\": 200, \"data\": {\"success\": false}}"),
     "The server refused to delete the account.", "Asked again, it still knows the account.", 1, 3,
     true},
    /* The same, and the probe is not answered: one all the same. */
    {ON_DELETE(
         "\"body\": {\"statusCode\": 200, \"data\": {\"success\": false}}") ","
                                                                            "{\"path\": "
                                                                            "\"/api/v3/"
                                                                            "get-profile\", "
                                                                            "\"occurrence\": 3, "
                                                                            "\"status\": 503}",
     "The server refused to delete the account.",
     "The server said that it was not done. The account was not deleted.", 1, 3, true},
    /* It says so, but it was done. */
    {ON_DELETE("\"when\": \"after\","
               "\"body\": {\"statusCode\": 200, \"data\": {\"success\": false}}"),
     "Asked again, the server had ended the session, as after a deletion.", "Deleted: demo.", 1, 0,
     false},
    /* Too often. */
    {ON_DELETE("\"status\": 429, \"headers\": {\"Retry-After\": \"7\"}"),
     "The server refused to delete the account.",
     "Too many requests. Wait 7 seconds. The account was not deleted.", 0, 3, true},
    /* The session is over. */
    {ON_DELETE("\"statusCode\": 401, \"apiCode\": 2020"),
     "The server did not accept it: the session was over.", "Signed out by the server.", 0, 4,
     true},
    /* The token is expired or used, and this was its only use: asked once more. */
    {ON_DELETE("\"statusCode\": 400"), "The server refused to delete the account.",
     "The account was not deleted.", 0, 3, true},
    {ON_DELETE("\"statusCode\": 499, \"apiCode\": 2300"),
     "The server refused to delete the account.",
     "The code expired or was used. Send a new code. The account was not deleted.", 1, 3, true},
};

START_TEST(answers_to_the_delete)
    {
        static struct waiting waiting;
        begin(&waiting, person_loop_ui(_i), answers[_i].rules);
        person_sees(&waiting.person, answers[_i].text);
        person_finds(&waiting.person, answers[_i].more);
        if (waiting.person.ui != PERSON_PLAIN || answers[_i].code != 0)
            person_quits(&waiting.person);
        person_ends(&waiting.person, answers[_i].code);
        ck_assert(harness_user_exists(&waiting.sandbox, "demo") == answers[_i].stays);
        ck_assert_int_eq(kit_hits(&waiting.sandbox, "delete-account"), 1);
        ck_assert_int_eq(kit_hits(&waiting.sandbox, "get-profile"), 2 + answers[_i].probes);
    }
END_TEST

/* The fresh profile is somebody else's: nothing is deleted, and the program does not go on. */
START_TEST(another_profile)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(
            &sandbox,
            "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2, \"body\": {\"statusCode\": 200,"
            " \"data\": {\"userId\": \"6229ffaxxxxxxxxcade3e3d9\", \"username\": \"demo\"}}}",
            NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        char code[7];
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        person_submits(&person, "code", code);
        person_sees(&person, "The server answered about another account. Nothing was deleted.");
        person_quits(&person);
        person_ends(&person, 1);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
    }
END_TEST

static void add_to_the_end(TCase *tests)
{
    tcase_add_test(tests, without_answer_to_the_end);
}

static void add_gone(TCase *tests)
{
    tcase_add_loop_test(tests, token_that_came_late, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, deleted_without_answer, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, interrupted_while_deleting, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, another_profile, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, suspended_at_the_word, 0, PERSON_LOOPS);
}

static void add_leaving(TCase *tests)
{
    tcase_add_loop_test(tests, leaves_without_knowing, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, refused, 0, PERSON_LOOPS);
}

static void add_answers(TCase *tests)
{
    tcase_add_loop_test(tests, answers_to_the_delete, 0, (int)(sizeof answers / sizeof *answers));
}

static void add_ended(TCase *tests)
{
    tcase_add_loop_test(tests, ended_while_deleting, 0, PERSON_LOOPS);
    if (!ENABLE_COVERAGE) /* without files its counters complain, on the terminal */
        tcase_add_loop_test(tests, broken_after_the_commit, 0, 2 * PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"to_the_end", add_to_the_end}, {"gone", add_gone},       {"leaving", add_leaving},
    {"ended", add_ended},           {"answers", add_answers},
};
const struct kit_group e2e_outcome = {parts, sizeof parts / sizeof *parts};

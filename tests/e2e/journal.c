/* The journal of deletions over the whole program: COMMIT before the order leaves, RESULT after it,
 * and what the next start makes of a COMMIT without RESULT. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

#define ON_DELETE(what) "{\"path\": \"/api/v3/delete-account\", " what "}"
#define JOURNAL         "state/genauth-tui/journal"

enum { RECORDS_MAX = 8 };

/* The records of the journal in this test's folder. */
struct records {
    json_t *list[RECORDS_MAX];
    int count;
};

static void read_records(struct records *records)
{
    *records = (struct records){0};
    char *text = kit_read_file(kit_path(JOURNAL));
    char *rest = text, *end = NULL;
    while (rest != NULL && (end = strchr(rest, '\n')) != NULL) {
        ck_assert_int_lt(records->count, RECORDS_MAX);
        json_t *record = json_loadb(rest, (size_t)(end - rest), JSON_REJECT_DUPLICATES, NULL);
        ck_assert_ptr_nonnull(record);
        records->list[records->count++] = record;
        rest = end + 1;
    }
    free(text);
}

static const char *field(const json_t *record, const char *key)
{
    const char *text = json_string_value(json_object_get(record, key));
    return text == NULL ? "" : text;
}

/* The journal is COMMIT, RESULT ... as in WANTED: "COMMIT", or the word of a result. */
static void check_journal(const char *const *wanted)
{
    struct records records;
    read_records(&records);
    for (int i = 0; i < records.count; i++) {
        const json_t *record = records.list[i];
        const char *what =
            strcmp(field(record, "type"), "COMMIT") == 0 ? "COMMIT" : field(record, "result");
        ck_assert_msg(wanted[i] != NULL, "record %d too much: %s", i, what);
        ck_assert_str_eq(what, wanted[i]);
    }
    ck_assert_msg(wanted[records.count] == NULL, "no record %s", wanted[records.count]);
    for (int i = 0; i < records.count; i++)
        json_decref(records.list[i]);
}
#define JOURNAL_IS(...) check_journal(OPTIONS(__VA_ARGS__))

/* Nothing of the person is in the journal. */
static void check_private(const struct process *sandbox)
{
    struct stat status;
    char *text = kit_read_file(kit_path(JOURNAL));
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(stat(kit_path(JOURNAL), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    ck_assert_int_eq(stat(kit_path("state/genauth-tui"), &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0700);
    struct answer answer = harness_call(sandbox, (struct call){.path = "/sandbox/users"});
    size_t i = 0;
    const json_t *user = NULL;
    static const char *const keys[] = {"id", "username", "email", "phone"};
    json_array_foreach(answer.json, i, user)
    {
        for (size_t j = 0; j < sizeof keys / sizeof *keys; j++) {
            const char *value = field(user, keys[j]);
            ck_assert_msg(value[0] == '\0' || strstr(text, value) == NULL, "%s is in the journal",
                          value);
        }
    }
    ck_assert_ptr_null(strstr(text, person_password));
    ck_assert_ptr_null(strstr(text, "example.org"));
    answer_free(&answer);
    free(text);
}

static time_t time_of(const json_t *record, const char *key)
{
    struct tm parts = {0};
    const char *end = strptime(field(record, key), "%Y-%m-%dT%H:%M:%SZ", &parts);
    ck_assert(end != NULL && *end == '\0');
    return timegm(&parts);
}

static void leave(struct person *person, int code)
{
    if (person->ui != PERSON_PLAIN)
        person_quits(person);
    person_ends(person, code);
}

START_TEST(deleted)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        JOURNAL_IS(NULL);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        JOURNAL_IS("COMMIT", "deleted"); /* before it is said */
        check_private(&sandbox);
        leave(&person, 0);
        struct records records;
        read_records(&records);
        ck_assert_str_eq(field(records.list[0], "attempt"), field(records.list[1], "attempt"));
        ck_assert_str_eq(field(records.list[0], "user"), field(records.list[1], "user"));
        ck_assert_str_eq(field(records.list[0], "server"), sandbox.url + strlen("https://"));
        ck_assert_str_ne(field(records.list[1], "request_id"), "");
        /* A token of 60 seconds that is not used in its last 5, and 15 seconds more. */
        time_t window_s = time_of(records.list[0], "closes") - time_of(records.list[0], "time");
        ck_assert_int_ge(window_s, 20);
        ck_assert_int_le(window_s, 75);
        json_decref(records.list[0]);
        json_decref(records.list[1]);
        /* All is answered: nothing is asked at the next start. */
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        ck_assert(!person_can_see(&person, "A deletion was started"));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

START_TEST(refused)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, ON_DELETE("\"statusCode\": 403"), NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "The server refused to delete the account.");
        JOURNAL_IS("COMMIT", "refused");
        person_quits(&person);
        person_ends(&person, 3);
        JOURNAL_IS("COMMIT", "refused");
    }
END_TEST

/* The order hangs at the server, and the program is killed. */
static void killed_while_deleting(struct process *sandbox, struct person *person, enum person_ui ui)
{
    SANDBOX(sandbox, ON_DELETE("\"action\": \"hang\", \"occurrence\": 1"), NULL);
    person_starts(person, ui, sandbox, OPTIONS(NULL));
    person_comes_to_confirm(person, sandbox, 0);
    person_submits(person, "phrase", "DELETE");
    kit_wait_hits(sandbox, "delete-account", 1);
    JOURNAL_IS("COMMIT");
    ck_assert_int_eq(kill(person_pid(person), SIGKILL), 0);
    if (ui == PERSON_JSON)
        person->status = kit_reap(&person->child);
    else
        ck_assert(screen_wait_exit(person->terminal.screen, KIT_WAIT_MS, &person->status));
    ck_assert(WIFSIGNALED(person->status) && WTERMSIG(person->status) == SIGKILL);
    person_free(person);
}

/* As if all that was long ago: the journal with another time in its COMMIT. */
static void make_old(void)
{
    static const char key[] = "\"closes\":\"", old[] = "2026-01-01T00:00:00Z";
    char *text = kit_read_file(kit_path(JOURNAL));
    ck_assert_ptr_nonnull(text);
    char *at = strstr(text, key);
    ck_assert_ptr_nonnull(at);
    memcpy(at + strlen(key), old, strlen(old));
    FILE *file = fopen(kit_path(JOURNAL), "r+e");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fputs(text, file) >= 0, 1);
    ck_assert_int_eq(fclose(file), 0);
    free(text);
}

/* The next start says so; the account itself tells that it may still be done, and after the token's
 * time that it was not. */
START_TEST(killed)
    {
        struct process sandbox;
        struct person person;
        struct records records;
        enum person_ui ui = person_loop_ui(_i);
        killed_while_deleting(&sandbox, &person, ui);
        read_records(&records);

        person_starts(&person, ui, &sandbox, OPTIONS(NULL));
        person_sees(&person, "It is not known if it was done.");
        person_sees(&person, "To see, sign in with that account.");
        person_sees(&person, field(records.list[0], "attempt"));
        person_signs_in(&person, "demo", person_password);
        person_sees(&person, "may still be done. Sign in again after ");
        person_quits(&person);
        person_ends(&person, 5);
        JOURNAL_IS("COMMIT");

        make_old();
        person_starts(&person, ui, &sandbox, OPTIONS(NULL));
        person_sees(&person, "It is not known if it was done.");
        person_signs_in(&person, "demo", person_password);
        person_sees(&person, "was not done: the account is there as of ");
        JOURNAL_IS("COMMIT", "not_deleted");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert(harness_user_exists(&sandbox, "demo"));

        person_starts(&person, ui, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        ck_assert(!person_can_see(&person, "A deletion was started"));
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        json_decref(records.list[0]);
    }
END_TEST

/* Nobody wants to know; and another account does not answer the question. */
START_TEST(dismissed)
    {
        struct process sandbox;
        struct person person;
        killed_while_deleting(&sandbox, &person, person_loop_ui(_i));
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "It is not known if it was done.");
        person_signs_in(&person, "nocontact", person_password);
        ck_assert(!person_can_see(&person, "may still be done"));
        person_chooses(&person, "Sign out");
        person_sees(&person, "It is not known if it was done.");
        person_chooses(&person, "Do not show that deletion again");
        person_sees(&person, "It will not be shown again.");
        person_quits(&person);
        person_ends(&person, 5);
        JOURNAL_IS("COMMIT", "dismissed");
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        ck_assert(!person_can_see(&person, "A deletion was started"));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* A kiosk does not tell the next person, but it tells the account. */
START_TEST(killed_in_a_kiosk)
    {
        struct process sandbox;
        struct person person;
        killed_while_deleting(&sandbox, &person, person_loop_ui(_i));
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS("--kiosk"));
        person_sees(&person, "Account:");
        ck_assert(!person_can_see(&person, "A deletion was started"));
        person_signs_in(&person, "demo", person_password);
        person_sees(&person, "may still be done. Sign in again after ");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Nobody waits for the verdict any more: that is written, and asked at the next start. */
START_TEST(hung_up)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, ON_DELETE("\"action\": \"hang\""), NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        person_submits(&person, "phrase", "DELETE");
        kit_wait_hits(&sandbox, "delete-account", 1);
        ck_assert_int_eq(kill(person_pid(&person), SIGTERM), 0);
        person_ends(&person, 4);
        JOURNAL_IS("COMMIT", "unknown");
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "It is not known if it was done.");
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Where the journal should be there is something else, from the start or from the last moment on.
 */
static void block_journal(void)
{
    ck_assert_int_eq(mkdir(kit_path("state"), 0700), 0);
    FILE *file = fopen(kit_path("state/genauth-tui"), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fclose(file), 0);
}

START_TEST(kiosk_without_journal)
    {
        struct process sandbox;
        struct person person;
        bool from_start = _i / PERSON_LOOPS == 0;
        SANDBOX(&sandbox, NULL, NULL);
        if (from_start)
            block_journal();
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS("--kiosk"));
        if (from_start)
            person_sees(&person, "so no account can be deleted here.");
        person_comes_to_confirm(&person, &sandbox, 0);
        if (!from_start) {
            ck_assert_int_eq(unlink(kit_path(JOURNAL)), 0);
            ck_assert_int_eq(mkdir(kit_path(JOURNAL), 0700), 0);
        }
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "This machine could not keep a record of it. Tell the operator."
                             " Nothing was sent. Nothing was deleted.");
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        if (!from_start && _i % 2 == 0) {
            /* The operator mends it: the same confirmation is still good. */
            ck_assert_int_eq(rmdir(kit_path(JOURNAL)), 0);
            person_submits(&person, "phrase", "DELETE");
            person_sees(&person, "Deleted: ");
            JOURNAL_IS("COMMIT", "deleted");
            if (person.ui == PERSON_PLAIN) /* a kiosk waits before it clears the screen */
                person_sends(&person, "\n");
            leave(&person, 0);
            return;
        }
        person_quits(&person);
        person_ends(&person, 1);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&sandbox, "demo"));
    }
END_TEST

START_TEST(person_without_journal)
    {
        struct process sandbox;
        struct person person;
        bool from_start = _i / PERSON_LOOPS == 0;
        SANDBOX(&sandbox, NULL, NULL);
        if (from_start)
            block_journal();
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        if (from_start)
            person_sees(&person, "Warning: this machine cannot keep its journal of deletions.");
        person_comes_to_confirm(&person, &sandbox, 0);
        if (!from_start)
            ck_assert_int_eq(mkdir(kit_path(JOURNAL), 0700), 0);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        person_sees(&person, "Warning: this machine cannot keep its journal of deletions.");
        leave(&person, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
    }
END_TEST

/* The demo's server is gone afterwards: there is nothing to ask it. */
START_TEST(demo_keeps_no_journal)
    {
        struct person person;
        person_starts(&person, person_loop_ui(_i), NULL, OPTIONS("--demo"));
        person_signs_in(&person, "nocontact", person_password);
        person_begins_deletion(&person, "Password");
        person_submits(&person, "password", person_password);
        person_sees(&person, "Type DELETE:");
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        leave(&person, 0);
        ck_assert_int_ne(access(kit_path("state"), F_OK), 0);
    }
END_TEST

static void add_written(TCase *tests)
{
    tcase_add_loop_test(tests, deleted, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, refused, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, demo_keeps_no_journal, 0, PERSON_LOOPS);
}

static void add_killed(TCase *tests)
{
    tcase_add_loop_test(tests, killed, 0, PERSON_LOOPS);
}

static void add_asked(TCase *tests)
{
    tcase_add_loop_test(tests, dismissed, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, killed_in_a_kiosk, 0, PERSON_LOOPS);
}

static void add_hung_up(TCase *tests)
{
    tcase_add_loop_test(tests, hung_up, 0, PERSON_LOOPS);
}

static void add_blocked(TCase *tests)
{
    tcase_add_loop_test(tests, kiosk_without_journal, 0, 2 * PERSON_LOOPS);
    tcase_add_loop_test(tests, person_without_journal, 0, 2 * PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"journal_killed", add_killed},   {"journal_asked", add_asked},
    {"journal_hung_up", add_hung_up}, {"journal_blocked", add_blocked},
    {"journal_written", add_written},
};
const struct kit_group e2e_journal = {parts, sizeof parts / sizeof *parts};

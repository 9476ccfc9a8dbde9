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
#include "tests/e2e/record.h"
#include "tests/e2e/test_e2e.h"

#define ON_DELETE(what) "{\"path\": \"/api/v3/delete-account\", " what "}"
#define JOURNAL         "state/genauth-tui/journal"
#define YEAR_MS         INT64_C(31536000000)

enum { WINDOW_MS = 90000 };

#define JOURNAL_IS(...) record_check(kit_path(JOURNAL), OPTIONS(__VA_ARGS__))

static const char *const open_question = "It is not known if it was done.";

/* One person before one sandbox. */
struct scene {
    struct process sandbox;
    struct person person;
    enum person_ui ui;
};

/* Starts the program, again or for the first time; OPTION may be NULL. */
static void start(struct scene *scene, const char *option)
{
    person_starts(&scene->person, scene->ui, &scene->sandbox, OPTIONS(option));
}

/* A person in front end number I, a sandbox with RULES (may be NULL), and the program. */
static void begin(struct scene *scene, int i, const char *rules, const char *option)
{
    SANDBOX(&scene->sandbox, rules, NULL);
    scene->ui = person_loop_ui(i);
    start(scene, option);
}

static void confirm(struct scene *scene)
{
    person_submits(&scene->person, "phrase", "DELETE");
}

/* The same as far as the word, and that. */
static void begin_and_confirm(struct scene *scene, int i, const char *rules)
{
    begin(scene, i, rules, NULL);
    person_comes_to_confirm(&scene->person, &scene->sandbox, 0);
    JOURNAL_IS(NULL);
    confirm(scene);
}

/* Leaves before anything was deleted. */
static void quit(struct scene *scene, int code)
{
    person_quits(&scene->person);
    person_ends(&scene->person, code);
}

/* Leaves after it was. */
static void leave(struct scene *scene)
{
    if (scene->ui != PERSON_PLAIN)
        person_quits(&scene->person);
    person_ends(&scene->person, 0);
}

/* The next start asks, or does not: then it is left again. */
static void start_that_asks(struct scene *scene)
{
    start(scene, NULL);
    person_sees(&scene->person, open_question);
}

static void start_that_is_silent(struct scene *scene)
{
    start(scene, NULL);
    person_sees(&scene->person, "Account:");
    ck_assert(!person_can_see(&scene->person, "A deletion was started"));
    quit(scene, 5);
}

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
            const char *value = record_field(user, keys[j]);
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
    const char *end = strptime(record_field(record, key), "%Y-%m-%dT%H:%M:%SZ", &parts);
    ck_assert(end != NULL && *end == '\0');
    return timegm(&parts);
}

/* A token of 60 seconds that is not used in its last 5, and 15 seconds more. */
static void check_window(const json_t *commit)
{
    time_t window_s = time_of(commit, "closes") - time_of(commit, "time");
    ck_assert_int_ge(window_s, 20);
    ck_assert_int_le(window_s, 75);
}

START_TEST(deleted)
    {
        struct scene scene;
        struct records records;
        begin_and_confirm(&scene, _i, NULL);
        person_sees(&scene.person, "Deleted: ");
        JOURNAL_IS(RECORD_COMMIT, "deleted"); /* before it is said */
        check_private(&scene.sandbox);
        leave(&scene);
        record_read(&records, kit_path(JOURNAL));
        const json_t *commit = records.list[0], *result = records.list[1];
        ck_assert_str_eq(record_field(commit, "user"), record_field(result, "user"));
        ck_assert_str_eq(record_field(commit, "server"), scene.sandbox.url + strlen("https://"));
        ck_assert_str_ne(record_field(result, "request_id"), "");
        check_window(commit);
        record_free(&records);
        start_that_is_silent(&scene); /* all is answered */
    }
END_TEST

START_TEST(refused)
    {
        struct scene scene;
        begin_and_confirm(&scene, _i, ON_DELETE("\"statusCode\": 403"));
        person_sees(&scene.person, "The server refused to delete the account.");
        JOURNAL_IS(RECORD_COMMIT, "refused");
        quit(&scene, 3);
        JOURNAL_IS(RECORD_COMMIT, "refused");
    }
END_TEST

/* The server says that the session was over. Whether the account is there, the next sign-in tells.
 */
START_TEST(not_accepted)
    {
        struct scene scene;
        begin_and_confirm(&scene, _i, ON_DELETE("\"statusCode\": 401, \"apiCode\": 2020"));
        person_sees(&scene.person, "The server did not accept it: the session was over.");
        ck_assert(!person_can_see(&scene.person, "not deleted"));
        JOURNAL_IS(RECORD_COMMIT, "unknown");
        quit(&scene, 4);
        start_that_asks(&scene);
        quit(&scene, 5);
    }
END_TEST

static void kill_program(struct scene *scene)
{
    struct person *person = &scene->person;
    ck_assert_int_eq(kill(person_pid(person), SIGKILL), 0);
    if (scene->ui == PERSON_JSON)
        person->status = kit_reap(&person->child);
    else
        ck_assert(screen_wait_exit(person->terminal.screen, KIT_WAIT_MS, &person->status));
    ck_assert(WIFSIGNALED(person->status) && WTERMSIG(person->status) == SIGKILL);
    person_free(person);
}

/* The order hangs at the server, and the program is killed. */
static void killed_while_deleting(struct scene *scene, int i)
{
    begin_and_confirm(scene, i, ON_DELETE("\"action\": \"hang\", \"occurrence\": 1"));
    kit_wait_hits(&scene->sandbox, "delete-account", 1);
    JOURNAL_IS(RECORD_COMMIT);
    kill_program(scene);
}

/* The account tells that it may still be done. */
static void sign_in_that_tells(struct scene *scene)
{
    person_signs_in(&scene->person, "demo", person_password);
    person_sees(&scene->person, "may still be done. Sign in again after ");
}

/* The next start says so; the account itself tells that it may still be done, and after the token's
 * time that it was not. A clock on the wall that was set does not count as time. */
START_TEST(killed)
    {
        struct scene scene;
        char attempt[9];
        kit_time_begin();
        killed_while_deleting(&scene, _i);
        record_attempt(kit_path(JOURNAL), attempt);
        timed_set_wall(YEAR_MS);
        start_that_asks(&scene);
        person_sees(&scene.person, "To see, sign in with that account.");
        person_sees(&scene.person, attempt);
        sign_in_that_tells(&scene);
        quit(&scene, 5);
        JOURNAL_IS(RECORD_COMMIT);

        timed_skip(WINDOW_MS);
        timed_set_wall(-YEAR_MS);
        start_that_asks(&scene);
        person_signs_in(&scene.person, "demo", person_password);
        person_sees(&scene.person, "was not done: the account is there as of ");
        JOURNAL_IS(RECORD_COMMIT, "not_deleted");
        quit(&scene, 5);
        ck_assert(harness_user_exists(&scene.sandbox, "demo"));
        start_that_is_silent(&scene);
        ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), 1);
    }
END_TEST

/* As if the machine had been started anew since: another number of its start in the journal. */
static void forget_boot(void)
{
    static const char key[] = "\"boot\":\"";
    char *text = kit_read_file(kit_path(JOURNAL));
    ck_assert_ptr_nonnull(text);
    char *at = strstr(text, key);
    ck_assert_ptr_nonnull(at);
    at[strlen(key)] = at[strlen(key)] == '0' ? '1' : '0';
    FILE *file = fopen(kit_path(JOURNAL), "r+e");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fputs(text, file) >= 0, 1);
    ck_assert_int_eq(fclose(file), 0);
    free(text);
}

/* However long ago it was: only waiting tells. */
START_TEST(killed_before_another_boot)
    {
        struct scene scene;
        kit_time_begin();
        killed_while_deleting(&scene, _i);
        forget_boot();
        timed_skip(YEAR_MS);
        start_that_asks(&scene);
        sign_in_that_tells(&scene);
        person_chooses(&scene.person, "Sign out");
        person_sees(&scene.person, open_question);
        timed_skip(WINDOW_MS);
        person_signs_in(&scene.person, "demo", person_password);
        person_sees(&scene.person, "was not done: the account is there as of ");
        JOURNAL_IS(RECORD_COMMIT, "not_deleted");
        quit(&scene, 5);
    }
END_TEST

/* Nobody wants to know; and another account does not answer the question. */
START_TEST(dismissed)
    {
        struct scene scene;
        struct person *person = &scene.person;
        killed_while_deleting(&scene, _i);
        start_that_asks(&scene);
        person_signs_in(person, "nocontact", person_password);
        ck_assert(!person_can_see(person, "may still be done"));
        person_chooses(person, "Sign out");
        person_sees(person, open_question);
        person_chooses(person, "Do not show that deletion again");
        person_sees(person, " will not be shown again.");
        quit(&scene, 5);
        JOURNAL_IS(RECORD_COMMIT, "dismissed");
        start_that_is_silent(&scene);
    }
END_TEST

/* A kiosk does not tell the next person, but it tells the account. */
START_TEST(killed_in_a_kiosk)
    {
        struct scene scene;
        killed_while_deleting(&scene, _i);
        start(&scene, "--kiosk");
        person_sees(&scene.person, "Account:");
        ck_assert(!person_can_see(&scene.person, "A deletion was started"));
        sign_in_that_tells(&scene);
        quit(&scene, 5);
    }
END_TEST

/* Nobody waits for the verdict any more: that is written, and asked at the next start. */
START_TEST(hung_up)
    {
        struct scene scene;
        begin_and_confirm(&scene, _i, ON_DELETE("\"action\": \"hang\""));
        kit_wait_hits(&scene.sandbox, "delete-account", 1);
        ck_assert_int_eq(kill(person_pid(&scene.person), SIGTERM), 0);
        person_ends(&scene.person, 4);
        JOURNAL_IS(RECORD_COMMIT, "unknown");
        start_that_asks(&scene);
        quit(&scene, 5);
    }
END_TEST

/* A second window, at the sign-in or already at the word, when the first one sends its order. */
START_TEST(second_window)
    {
        struct scene scene, other;
        bool at_word = _i >= PERSON_LOOPS;
        begin(&scene, _i, ON_DELETE("\"action\": \"hang\", \"occurrence\": 1"), NULL);
        other = scene;
        start(&other, NULL);
        person_comes_to_confirm(&scene.person, &scene.sandbox, 2);
        if (at_word)
            person_comes_to_confirm(&other.person, &other.sandbox, 2);
        else
            person_sees(&other.person, "Account:");
        confirm(&scene);
        kit_wait_hits(&scene.sandbox, "delete-account", 1);
        if (at_word) {
            confirm(&other);
            person_sees(&other.person,
                        "Another deletion of this account has been started elsewhere, "
                        "and may still be done. Nothing was sent.");
        } else {
            person_signs_in(&other.person, person_methods[2].user, person_password);
            person_sees(&other.person, "may still be done. Sign in again after ");
        }
        quit(&other, 5);
        ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), 1);
        kill_program(&scene);
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
        struct scene scene;
        bool from_start = _i / PERSON_LOOPS == 0;
        if (from_start)
            block_journal();
        begin(&scene, _i, NULL, "--kiosk");
        if (from_start)
            person_sees(&scene.person, "so no account can be deleted here.");
        person_comes_to_confirm(&scene.person, &scene.sandbox, 0);
        if (!from_start) {
            ck_assert_int_eq(unlink(kit_path(JOURNAL)), 0);
            ck_assert_int_eq(mkdir(kit_path(JOURNAL), 0700), 0);
        }
        confirm(&scene);
        person_sees(&scene.person, "This machine could not keep a record of it. Tell the operator."
                                   " Nothing was sent. Nothing was deleted.");
        ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), 0);
        if (!from_start && _i % 2 == 0) {
            /* The operator mends it: the same confirmation is still good. */
            ck_assert_int_eq(rmdir(kit_path(JOURNAL)), 0);
            confirm(&scene);
            person_sees(&scene.person, "Deleted: ");
            JOURNAL_IS(RECORD_COMMIT, "deleted");
            if (scene.ui == PERSON_PLAIN) /* a kiosk waits before it clears the screen */
                person_sends(&scene.person, "\n");
            leave(&scene);
            return;
        }
        quit(&scene, 1);
        ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&scene.sandbox, "demo"));
    }
END_TEST

START_TEST(person_without_journal)
    {
        static const char warning[] = "Warning: this machine cannot keep its journal of deletions.";
        struct scene scene;
        bool from_start = _i / PERSON_LOOPS == 0;
        if (from_start)
            block_journal();
        begin(&scene, _i, NULL, NULL);
        if (from_start)
            person_sees(&scene.person, warning);
        person_comes_to_confirm(&scene.person, &scene.sandbox, 0);
        if (!from_start)
            ck_assert_int_eq(mkdir(kit_path(JOURNAL), 0700), 0);
        confirm(&scene);
        person_sees(&scene.person, "Deleted: ");
        person_sees(&scene.person, warning);
        leave(&scene);
        ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), 1);
    }
END_TEST

/* The demo's server is gone afterwards: there is nothing to ask it. */
START_TEST(demo_keeps_no_journal)
    {
        struct scene scene = {.ui = person_loop_ui(_i)};
        person_starts(&scene.person, scene.ui, NULL, OPTIONS("--demo"));
        person_signs_in(&scene.person, "nocontact", person_password);
        person_begins_deletion(&scene.person, "Password");
        person_submits(&scene.person, "password", person_password);
        person_sees(&scene.person, "Type DELETE:");
        confirm(&scene);
        person_sees(&scene.person, "Deleted: ");
        leave(&scene);
        ck_assert_int_ne(access(kit_path("state"), F_OK), 0);
    }
END_TEST

static void add_written(TCase *tests)
{
    tcase_add_loop_test(tests, deleted, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, refused, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, not_accepted, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, demo_keeps_no_journal, 0, PERSON_LOOPS);
}

static void add_killed(TCase *tests)
{
    tcase_add_loop_test(tests, killed, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, killed_before_another_boot, 0, PERSON_LOOPS);
}

static void add_asked(TCase *tests)
{
    tcase_add_loop_test(tests, dismissed, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, killed_in_a_kiosk, 0, PERSON_LOOPS);
}

static void add_second(TCase *tests)
{
    tcase_add_loop_test(tests, second_window, 0, 2 * PERSON_LOOPS);
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
    {"journal_written", add_written}, {"journal_second", add_second},
};
const struct kit_group e2e_journal = {parts, sizeof parts / sizeof *parts};

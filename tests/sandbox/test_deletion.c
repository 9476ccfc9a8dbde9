/* The deletion: three ways, one use, one transaction (api 2.8, 3.7, 3.8; security C1, C4). */
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sandbox/harness.h"

enum { ROUNDS = 50, ROUNDS_MAX = 980 };

static int rounds = ROUNDS; /* or as TEST_ROUNDS says */

static const char *const verify_path = "/api/v3/verify-delete-account-request";
static const char *const delete_path = "/api/v3/delete-account";

static struct process shared;
static struct process open_server; /* PASSWORD for everybody, no wait between codes */

static void start_shared(void)
{
    char seed[PATH_MAX + 16];
    const char *asked = getenv("TEST_ROUNDS");
    long number = asked == NULL ? ROUNDS : strtol(asked, NULL, 10);
    rounds = number > 0 && number <= ROUNDS_MAX ? (int)number : ROUNDS;
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(rounds + 10));
    START(&shared, "--resend-interval=0");
    START(&open_server, seed, "--allow-password-deletion", "--resend-interval=0");
}

static void stop_shared(void)
{
    ck_assert_int_eq(harness_stop(&shared, SIGTERM), 0);
    ck_assert_int_eq(harness_stop(&open_server, SIGTERM), 0);
}

/* Verifies with BODY (*takes*); the deleteAccountToken. */
static void verify(const struct process *process, const char *token, json_t *body, char out[128])
{
    struct answer answer = harness_call(
        process, (struct call){.path = verify_path, .authorization = token, .json = body});
    ck_assert_msg(answer_status(&answer) == 200, "%s", answer.text);
    (void)snprintf(out, 128, "%s", answer_text(&answer, "deleteAccountToken"));
    answer_free(&answer);
}

static long delete_account(const struct process *process, const char *token, const char *deletion)
{
    return harness_post(process, delete_path, token,
                        json_pack("{s:s}", "deleteAccountToken", deletion));
}

START_TEST(by_email__removes__the_account)
    {
        char token[HARNESS_TOKEN_SIZE], second[HARNESS_TOKEN_SIZE], code[7], deletion[128];
        harness_login(&shared, "demo", "demo-Passw0rd", token);
        harness_login(&shared, "demo", "demo-Passw0rd", second);
        harness_deletion_code(&shared, token, "demo@example.org", code);
        verify(&shared, token, harness_verify_email("Demo@Example.org", code), deletion);
        ck_assert(harness_user_exists(&shared, "demo"));
        ck_assert_int_eq(delete_account(&shared, token, deletion), RESULT(200, 0));
        ck_assert(!harness_user_exists(&shared, "demo"));
        /* All of its sign-ins are over. */
        ck_assert_int_eq(delete_account(&shared, token, deletion), RESULT(401, 2020));
        ck_assert_int_eq(delete_account(&shared, second, deletion), RESULT(401, 2020));
        ck_assert_int_eq(harness_hits(&shared, "POST", delete_path), 3);
        json_t *body = json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSWORD", "passwordPayload",
                                 "account", "demo", "password", "demo-Passw0rd");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/signin", NULL, body), RESULT(403, 2333));
    }
END_TEST

START_TEST(by_phone__removes__the_account)
    {
        char token[HARNESS_TOKEN_SIZE], text[HARNESS_TEXT_SIZE], code[7], deletion[128];
        harness_login_seeded(&open_server, 0, token);
        json_t *body = json_pack("{s:s, s:s}", "phoneNumber", "13000001000", "channel",
                                 "CHANNEL_DELETE_ACCOUNT");
        ck_assert_int_eq(harness_post(&open_server, "/api/v3/send-sms", token, body),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&open_server, "+8613000001000", text), 1);
        harness_find_code(text, code);
        body = json_pack("{s:s, s:{s:s, s:s, s:s}}", "verifyMethod", "PHONE_PASSCODE",
                         "phonePassCodePayload", "phoneNumber", "13000001000", "phoneCountryCode",
                         "+86", "passCode", code);
        verify(&open_server, token, body, deletion);
        ck_assert_int_eq(delete_account(&open_server, token, deletion), RESULT(200, 0));
        ck_assert(!harness_user_exists(&open_server, "u00"));
    }
END_TEST

START_TEST(by_password__is_for__accounts_without_contact)
    {
        char token[HARNESS_TOKEN_SIZE], deletion[128];
        harness_login(&shared, "nocontact", "demo-Passw0rd", token);
        ck_assert_int_eq(
            harness_post(&shared, verify_path, token, harness_verify_password("wrong")),
            RESULT(403, 2006));
        verify(&shared, token, harness_verify_password("demo-Passw0rd"), deletion);
        ck_assert_int_eq(delete_account(&shared, token, deletion), RESULT(200, 0));
        ck_assert(!harness_user_exists(&shared, "nocontact"));
    }
END_TEST

START_TEST(by_password__is_refused__while_a_contact_is_bound)
    {
        struct process process;
        char token[HARNESS_TOKEN_SIZE];
        START(&process, "--latency-ms=1");
        harness_login(&process, "demo", "demo-Passw0rd", token);
        ck_assert_int_eq(
            harness_post(&process, verify_path, token, harness_verify_password("demo-Passw0rd")),
            RESULT(422, 0));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        harness_login_seeded(&open_server, 1, token);
        ck_assert_int_eq(
            harness_post(&open_server, verify_path, token, harness_verify_password("pw-u01")),
            RESULT(200, 0));
        ck_assert_int_eq(
            harness_post(&open_server, verify_path, token, harness_verify_password("pw-u02")),
            RESULT(403, 2006));
    }
END_TEST

START_TEST(verify__refuses__bad_requests)
    {
        static const char *const bodies[] = {
            "{}",
            "{\"verifyMethod\": \"PIGEON\"}",
            "{\"verifyMethod\": \"EMAIL_PASSCODE\"}",
            "{\"verifyMethod\": \"EMAIL_PASSCODE\", \"emailPassCodePayload\": {\"email\": "
            "\"u02@example.org\"}}",
            "{\"verifyMethod\": \"EMAIL_PASSCODE\", \"emailPassCodePayload\": {\"passCode\": "
            "123456}}",
            "{\"verifyMethod\": \"EMAIL_PASSCODE\", \"emailPassCodePayload\": {\"email\": "
            "\"u03@example.org\", \"passCode\": \"123456\"}}",
            "{\"verifyMethod\": \"PHONE_PASSCODE\", \"phonePassCodePayload\": {\"passCode\": "
            "\"123456\"}}",
            "{\"verifyMethod\": \"PHONE_PASSCODE\", \"phonePassCodePayload\": {\"phoneNumber\": "
            "\"13000001002\", \"phoneCountryCode\": \"+1\", \"passCode\": \"123456\"}}",
            "{\"verifyMethod\": \"PASSWORD\"}",
            "{\"verifyMethod\": \"PASSWORD\", \"passwordPayload\": {\"password\": \"\"}}",
            "{\"verifyMethod\": \"PASSWORD\", \"passwordPayload\": {\"password\": \"x\", "
            "\"passwordEncryptType\": \"RSA256\"}}",
        };
        char token[HARNESS_TOKEN_SIZE];
        harness_login_seeded(&open_server, 2, token);
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
            struct answer answer = harness_call(
                &open_server,
                (struct call){.path = verify_path, .authorization = token, .body = bodies[i]});
            ck_assert_msg(answer_status(&answer) == 400, "%s: %s", bodies[i], answer.text);
            answer_free(&answer);
        }
        ck_assert_int_eq(harness_post(&open_server, verify_path, NULL, json_object()),
                         RESULT(401, 2020));
        json_t *body = json_pack("{s:s, s:{s:s, s:s}}", "verifyMethod", "PASSWORD",
                                 "passwordPayload", "password", "x", "passwordEncryptType", "rsa");
        ck_assert_int_eq(harness_post(&open_server, verify_path, token, body), RESULT(499, 2016));
        /* Nobody sent a code. */
        ck_assert_int_eq(harness_post(&open_server, verify_path, token,
                                      harness_verify_email("u02@example.org", "123456")),
                         RESULT(499, 2001));
    }
END_TEST

START_TEST(verify__takes__the_own_address_by_itself)
    {
        char token[HARNESS_TOKEN_SIZE], code[7], deletion[128];
        harness_login_seeded(&open_server, 3, token);
        harness_deletion_code(&open_server, token, "u03@example.org", code);
        verify(&open_server, token,
               json_pack("{s:s, s:{s:s}}", "verifyMethod", "EMAIL_PASSCODE", "emailPassCodePayload",
                         "passCode", code),
               deletion);
        ck_assert_int_eq(harness_post(&open_server, verify_path, token,
                                      harness_verify_email("u03@example.org", code)),
                         RESULT(499, 2300));
    }
END_TEST

START_TEST(delete__refuses__other_tokens)
    {
        char mine[HARNESS_TOKEN_SIZE], other[HARNESS_TOKEN_SIZE], first[128], second[128],
            foreign[128];
        harness_login_seeded(&open_server, 4, mine);
        harness_login_seeded(&open_server, 5, other);
        verify(&open_server, mine, harness_verify_password("pw-u04"), first);
        verify(&open_server, mine, harness_verify_password("pw-u04"), second);
        verify(&open_server, other, harness_verify_password("pw-u05"), foreign);
        ck_assert_int_eq(delete_account(&open_server, mine, "dat.unknown"), RESULT(400, 0));
        ck_assert_int_eq(delete_account(&open_server, mine, ""), RESULT(400, 0));
        ck_assert_int_eq(delete_account(&open_server, mine, first), RESULT(400, 0));
        ck_assert_int_eq(delete_account(&open_server, mine, foreign), RESULT(400, 0));
        ck_assert_int_eq(delete_account(&open_server, mine, mine), RESULT(400, 0));
        ck_assert_int_eq(harness_post(&open_server, delete_path, mine, json_object()),
                         RESULT(400, 0));
        ck_assert_int_eq(delete_account(&open_server, NULL, second), RESULT(401, 2020));
        ck_assert(harness_user_exists(&open_server, "u04") &&
                  harness_user_exists(&open_server, "u05"));
        ck_assert_int_eq(delete_account(&open_server, mine, second), RESULT(200, 0));
        ck_assert_int_eq(delete_account(&open_server, other, foreign), RESULT(200, 0));
    }
END_TEST

/* One of two threads that do the same at the same moment. */
struct racer {
    pthread_barrier_t *barrier;
    CURL *curl;
    const char *path;
    const char *token; /* access token */
    char body[256];
    const char *type;
    int status, http;
};

static void *race(void *argument)
{
    struct racer *racer = argument;
    (void)pthread_barrier_wait(racer->barrier);
    struct answer answer = harness_call(&open_server, (struct call){.path = racer->path,
                                                                    .authorization = racer->token,
                                                                    .body = racer->body,
                                                                    .type = racer->type,
                                                                    .curl = racer->curl});
    racer->status = answer_status(&answer);
    racer->http = (int)answer.http;
    answer_free(&answer);
    return NULL;
}

/* Both RACERS once; the number of them that got statusCode (or HTTP status) 200. */
static int run_race(struct racer racers[2])
{
    pthread_t threads[2];
    pthread_barrier_t barrier;
    ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, 2), 0);
    for (int i = 0; i < 2; i++) {
        racers[i].barrier = &barrier;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    (void)pthread_barrier_destroy(&barrier);
    return racers[0].type ? (racers[0].http == 200) + (racers[1].http == 200)
                          : (racers[0].status == 200) + (racers[1].status == 200);
}

START_TEST(token__used_twice_at_once__works_once)
    {
        struct racer racers[2] = {{.curl = curl_easy_init()}, {.curl = curl_easy_init()}};
        for (int round = 0; round < rounds; round++) {
            char token[HARNESS_TOKEN_SIZE], deletion[128], password[24], name[16];
            (void)snprintf(name, sizeof name, "u%02d", 10 + round);
            (void)snprintf(password, sizeof password, "pw-%s", name);
            harness_login_seeded(&open_server, 10 + round, token);
            verify(&open_server, token, harness_verify_password(password), deletion);
            for (int i = 0; i < 2; i++) {
                racers[i].path = delete_path;
                racers[i].token = token;
                (void)snprintf(racers[i].body, sizeof racers[i].body,
                               "{\"deleteAccountToken\": \"%s\"}", deletion);
            }
            ck_assert_int_eq(run_race(racers), 1);
            ck_assert(!harness_user_exists(&open_server, name));
        }
        curl_easy_cleanup(racers[0].curl);
        curl_easy_cleanup(racers[1].curl);
    }
END_TEST

START_TEST(code__used_twice_at_once__works_once)
    {
        struct racer racers[2] = {{.curl = curl_easy_init()}, {.curl = curl_easy_init()}};
        char token[HARNESS_TOKEN_SIZE], code[7];
        harness_login_seeded(&open_server, 6, token);
        for (int round = 0; round < rounds; round++) {
            harness_deletion_code(&open_server, token, "u06@example.org", code);
            for (int i = 0; i < 2; i++) {
                racers[i].path = verify_path;
                racers[i].token = token;
                (void)snprintf(racers[i].body, sizeof racers[i].body,
                               "{\"verifyMethod\": \"EMAIL_PASSCODE\", \"emailPassCodePayload\": "
                               "{\"email\": \"u06@example.org\", \"passCode\": \"%s\"}}",
                               code);
            }
            ck_assert_int_eq(run_race(racers), 1);
        }
        curl_easy_cleanup(racers[0].curl);
        curl_easy_cleanup(racers[1].curl);
    }
END_TEST

START_TEST(refresh__used_twice_at_once__works_once)
    {
        struct racer racers[2] = {{.curl = curl_easy_init()}, {.curl = curl_easy_init()}};
        for (int round = 0; round < rounds; round++) {
            struct answer answer = harness_call(
                &open_server,
                (struct call){.path = "/api/v3/signin",
                              .json = json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "connection",
                                                "PASSWORD", "passwordPayload", "account", "u07",
                                                "password", "pw-u07", "options", "scope",
                                                "openid offline_access")});
            for (int i = 0; i < 2; i++) {
                racers[i].path = "/oidc/token";
                racers[i].type = "application/x-www-form-urlencoded";
                (void)snprintf(racers[i].body, sizeof racers[i].body,
                               "grant_type=refresh_token&client_id=%s&refresh_token=%s",
                               open_server.app_id, answer_text(&answer, "refresh_token"));
            }
            answer_free(&answer);
            ck_assert_int_eq(run_race(racers), 1);
        }
        curl_easy_cleanup(racers[0].curl);
        curl_easy_cleanup(racers[1].curl);
    }
END_TEST

/* Is the file whole, and does each token and code belong to a user? */
static void check_database(const char *file)
{
    static const char *const queries[] = {
        "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
        "SELECT * FROM pragma_foreign_key_check",
        "SELECT 1 FROM token WHERE user_id NOT IN (SELECT id FROM user)",
        "SELECT 1 FROM token WHERE kind = 'delete' AND used = 1",
    };
    sqlite3 *handle = NULL;
    ck_assert_int_eq(sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        sqlite3_stmt *statement = NULL;
        ck_assert_int_eq(sqlite3_prepare_v2(handle, queries[i], -1, &statement, NULL), SQLITE_OK);
        ck_assert_msg(sqlite3_step(statement) == SQLITE_DONE, "%s", queries[i]);
        (void)sqlite3_finalize(statement);
    }
    ck_assert_int_eq(sqlite3_close(handle), SQLITE_OK);
}

/* kill -9 at WHEN of the deletion: is the account still there after a restart? */
static void kill_in_deletion(const char *when, bool survives)
{
    struct process process;
    char name[64], database[PATH_MAX + 16], scenario[PATH_MAX + 16], rules[256];
    char token[HARNESS_TOKEN_SIZE], deletion[128];
    (void)snprintf(name, sizeof name, "kill-%s.sqlite3", when);
    (void)snprintf(database, sizeof database, "--database=%s", harness_path(name));
    (void)snprintf(rules, sizeof rules,
                   "{\"rules\": [{\"path\": \"%s\", \"action\": \"kill\", \"when\": \"%s\"}]}",
                   delete_path, when);
    (void)snprintf(scenario, sizeof scenario, "--scenario=%s", harness_write("kill.json", rules));
    START(&process, database, scenario);
    harness_login(&process, "nocontact", "demo-Passw0rd", token);
    verify(&process, token, harness_verify_password("demo-Passw0rd"), deletion);
    ck_assert_int_eq(delete_account(&process, token, deletion), -1);
    ck_assert_int_eq(harness_wait(&process), 128 + SIGKILL);
    /* The sign-in and the token survive the restart, unless the deletion happened. */
    START(&process, database);
    ck_assert_int_eq(harness_user_exists(&process, "nocontact"), survives);
    ck_assert_int_eq(delete_account(&process, token, deletion),
                     survives ? RESULT(200, 0) : RESULT(401, 2020));
    ck_assert(!harness_user_exists(&process, "nocontact"));
    ck_assert(harness_user_exists(&process, "demo"));
    ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    check_database(harness_path(name));
}

START_TEST(kill__before_during_after__leaves_all_or_nothing)
    {
        kill_in_deletion("before", true);
        kill_in_deletion("during", true);
        kill_in_deletion("after", false);
    }
END_TEST

/* Deletes u00, u01 ... until the server is gone; the number of deletions that were confirmed. */
struct deleter {
    struct process process;
    char tokens[12][HARNESS_TOKEN_SIZE];
    char deletions[12][128];
    int wanted;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int confirmed;
};

static void *delete_all(void *argument)
{
    struct deleter *deleter = argument;
    CURL *curl = curl_easy_init();
    for (int i = 0; i < 12; i++) {
        char body[160];
        (void)snprintf(body, sizeof body, "{\"deleteAccountToken\": \"%s\"}",
                       deleter->deletions[i]);
        struct answer answer =
            harness_call(&deleter->process, (struct call){.path = delete_path,
                                                          .authorization = deleter->tokens[i],
                                                          .body = body,
                                                          .curl = curl});
        bool done = answer_status(&answer) == 200;
        answer_free(&answer);
        (void)pthread_mutex_lock(&deleter->mutex);
        deleter->confirmed += done;
        (void)pthread_cond_signal(&deleter->changed);
        (void)pthread_mutex_unlock(&deleter->mutex);
        if (!done)
            break;
    }
    curl_easy_cleanup(curl);
    return NULL;
}

START_TEST(kill__at_any_moment__keeps_what_was_confirmed)
    {
        static struct deleter deleter; /* large */
        pthread_t thread;
        char database[PATH_MAX + 16], seed[PATH_MAX + 16], name[32];
        for (int wanted = 0; wanted < 6; wanted++) {
            memset(&deleter, 0, sizeof deleter);
            (void)snprintf(name, sizeof name, "any-%d.sqlite3", wanted);
            (void)snprintf(database, sizeof database, "--database=%s", harness_path(name));
            (void)snprintf(seed, sizeof seed, "--seed=%s", harness_path("seed.json"));
            START(&deleter.process, database, seed, "--allow-password-deletion");
            for (int i = 0; i < 12; i++) {
                char password[16];
                (void)snprintf(password, sizeof password, "pw-u%02d", i);
                harness_login_seeded(&deleter.process, i, deleter.tokens[i]);
                verify(&deleter.process, deleter.tokens[i], harness_verify_password(password),
                       deleter.deletions[i]);
            }
            ck_assert_int_eq(pthread_mutex_init(&deleter.mutex, NULL), 0);
            ck_assert_int_eq(pthread_cond_init(&deleter.changed, NULL), 0);
            ck_assert_int_eq(pthread_create(&thread, NULL, delete_all, &deleter), 0);
            (void)pthread_mutex_lock(&deleter.mutex);
            while (deleter.confirmed < wanted)
                (void)pthread_cond_wait(&deleter.changed, &deleter.mutex);
            (void)pthread_mutex_unlock(&deleter.mutex);
            ck_assert_int_eq(harness_stop(&deleter.process, SIGKILL), 128 + SIGKILL);
            ck_assert_int_eq(pthread_join(thread, NULL), 0);
            START(&deleter.process, database, seed);
            for (int i = 0; i < 12; i++) {
                (void)snprintf(name, sizeof name, "u%02d", i);
                /* The one on its way may be gone or not. */
                if (i != deleter.confirmed)
                    ck_assert_int_eq(harness_user_exists(&deleter.process, name),
                                     i > deleter.confirmed);
            }
            ck_assert_int_eq(harness_stop(&deleter.process, SIGTERM), 0);
            check_database(strchr(database, '=') + 1);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox deletion");
    TCase *tests = tap_case(suite, "deletion");
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
    tcase_add_unchecked_fixture(tests, start_shared, stop_shared);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, by_email__removes__the_account);
    tcase_add_test(tests, by_phone__removes__the_account);
    tcase_add_test(tests, by_password__is_for__accounts_without_contact);
    tcase_add_test(tests, by_password__is_refused__while_a_contact_is_bound);
    tcase_add_test(tests, verify__refuses__bad_requests);
    tcase_add_test(tests, verify__takes__the_own_address_by_itself);
    tcase_add_test(tests, delete__refuses__other_tokens);
    tcase_add_test(tests, token__used_twice_at_once__works_once);
    tcase_add_test(tests, code__used_twice_at_once__works_once);
    tcase_add_test(tests, refresh__used_twice_at_once__works_once);
    tcase_add_test(tests, kill__before_during_after__leaves_all_or_nothing);
    tcase_add_test(tests, kill__at_any_moment__keeps_what_was_confirmed);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

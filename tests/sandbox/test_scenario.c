/* Faults on purpose (--scenario); the format is in the manual page. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/sandbox/harness.h"

static const char *const profile_path = "/api/v3/get-profile";

/* A sandbox with RULES, signed in as demo. */
struct faulty {
    struct process process;
    char token[HARNESS_TOKEN_SIZE];
};

static void start_faulty(struct faulty *faulty, const char *rules)
{
    char option[PATH_MAX + 16], database[PATH_MAX + 16], text[2048];
    (void)snprintf(text, sizeof text, "{\"rules\": [%s]}", rules);
    (void)snprintf(option, sizeof option, "--scenario=%s", harness_write("scenario.json", text));
    /* A server that was killed leaves its log, which must not be played into the new copy. */
    (void)unlink(harness_path("scenario.sqlite3-wal"));
    (void)unlink(harness_path("scenario.sqlite3-shm"));
    harness_copy(harness_path("template.sqlite3"), harness_path("scenario.sqlite3"));
    (void)snprintf(database, sizeof database, "--database=%s", harness_path("scenario.sqlite3"));
    START(&faulty->process, option, database, "--resend-interval=0");
    harness_login(&faulty->process, "demo", "demo-Passw0rd", faulty->token);
}

static void stop_faulty(struct faulty *faulty)
{
    ck_assert_int_eq(harness_stop(&faulty->process, SIGTERM), 0);
}

static struct answer get_profile(const struct faulty *faulty)
{
    return harness_call(&faulty->process,
                        (struct call){.path = profile_path, .authorization = faulty->token});
}

static long long now_ms(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

START_TEST(rule__counts__occurrences)
    {
        static const int expected[] = {200, 503, 200, 499, 200};
        struct faulty faulty;
        start_faulty(&faulty,
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2, \"method\": "
                     "\"GET\", \"statusCode\": 503},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 4, \"statusCode\": "
                     "499, \"apiCode\": 2080, \"message\": \"wait\"},"
                     "{\"path\": \"/api/v3/get-profile\", \"method\": \"POST\", "
                     "\"statusCode\": 500}");
        for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
            struct answer answer = get_profile(&faulty);
            ck_assert_int_eq(answer.http, 200);
            ck_assert_int_eq(answer_status(&answer), expected[i]);
            if (expected[i] == 499) {
                ck_assert_int_eq(answer_api(&answer), 2080);
                ck_assert_str_eq(json_string_value(json_object_get(answer.json, "message")),
                                 "wait");
            }
            answer_free(&answer);
        }
        ck_assert_int_eq(harness_hits(&faulty.process, "GET", profile_path), 5);
        stop_faulty(&faulty);
    }
END_TEST

START_TEST(rule__replaces__status_body_and_headers)
    {
        struct faulty faulty;
        start_faulty(&faulty,
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 1, \"status\": 503, "
                     "\"headers\": {\"Retry-After\": \"7\", \"Content-Type\": \"text/html\"}, "
                     "\"body\": \"<b>down</b>\"},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2, \"body\": "
                     "{\"odd\": [1]}},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 3, \"status\": 502},"
                     "{\"path\": \"/api/v3/new\", \"body\": \"new\"},"
                     "{\"path\": \"/api/v3/busy\", \"status\": 429, "
                     "\"headers\": {\"retry-after\": \"9\"}},"
                     "{\"path\": \"*\", \"occurrence\": 6, \"status\": 418}");
        struct answer answer = get_profile(&faulty);
        ck_assert_int_eq(answer.http, 503);
        ck_assert_str_eq(answer.text, "<b>down</b>");
        ck_assert_ptr_nonnull(strcasestr(answer.head, "Retry-After: 7\r\n"));
        ck_assert_ptr_nonnull(strcasestr(answer.head, "Content-Type: text/html\r\n"));
        ck_assert_ptr_null(strcasestr(answer.head, "application/json"));
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert_str_eq(answer.text, "{\"odd\":[1]}");
        ck_assert_int_eq(answer.http, 200);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert(answer.http == 502 && answer_status(&answer) == 502);
        answer_free(&answer);
        answer = harness_call(&faulty.process, (struct call){.path = "/api/v3/new"});
        ck_assert(answer.http == 200 && strcmp(answer.text, "new") == 0);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert_int_eq(answer.http, 418);
        answer_free(&answer);
        answer = harness_call(&faulty.process, (struct call){.path = "/api/v3/busy"});
        ck_assert_int_eq(answer.http, 429);
        ck_assert_ptr_nonnull(strcasestr(answer.head, "retry-after: 9\r\n"));
        ck_assert_ptr_null(strcasestr(answer.head, "retry-after: 1\r\n"));
        answer_free(&answer);
        stop_faulty(&faulty);
    }
END_TEST

/* The connection ends as CURLE CODE says and the deletion code is (not) made. */
static void check_break(const char *action, const char *when, CURLcode code, int messages)
{
    struct faulty faulty;
    char rules[256], text[HARNESS_TEXT_SIZE];
    (void)snprintf(rules, sizeof rules,
                   "{\"path\": \"/api/v3/send-email\", \"action\": \"%s\", \"when\": \"%s\"}",
                   action, when);
    start_faulty(&faulty, rules);
    struct answer answer = harness_call(
        &faulty.process,
        (struct call){.path = "/api/v3/send-email",
                      .authorization = faulty.token,
                      .fresh = true, /* on a reused connection libcurl would ask again */
                      .json = json_pack("{s:s, s:s}", "email", "demo@example.org", "channel",
                                        "CHANNEL_DELETE_ACCOUNT")});
    ck_assert_msg(answer.curl == code, "%s %s: %s", action, when, curl_easy_strerror(answer.curl));
    answer_free(&answer);
    ck_assert_int_eq(harness_hits(&faulty.process, "POST", "/api/v3/send-email"), 1);
    ck_assert_int_eq(harness_message(&faulty.process, "demo@example.org", text), messages);
    stop_faulty(&faulty);
}

START_TEST(action__breaks__the_connection)
    {
        check_break("reset", "before", CURLE_RECV_ERROR, 0);
        check_break("reset", "after", CURLE_RECV_ERROR, 1);
        check_break("close", "before", CURLE_GOT_NOTHING, 0);
        check_break("close", "after", CURLE_GOT_NOTHING, 1);
        check_break("eof", "before", CURLE_GOT_NOTHING, 0);
        check_break("eof", "after", CURLE_GOT_NOTHING, 1);
    }
END_TEST

START_TEST(cut__ends__the_body_early)
    {
        struct faulty faulty;
        start_faulty(&faulty,
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 1, \"cut_after\": 10},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2, \"cut_after\": 10, "
                     "\"framing\": \"chunked\", \"cut_with\": \"eof\"},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 3, \"cut_after\": 10, "
                     "\"framing\": \"close\"},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 4, \"cut_after\": 0},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 5, \"cut_after\": 10, "
                     "\"cut_with\": \"reset\"}");
        struct answer answer = get_profile(&faulty);
        ck_assert_int_eq(answer.curl, CURLE_PARTIAL_FILE);
        ck_assert_uint_eq(answer.length, 10);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert_int_ne(answer.curl, CURLE_OK);
        ck_assert_ptr_nonnull(strcasestr(answer.head, "transfer-encoding: chunked"));
        ck_assert_uint_eq(answer.length, 10);
        answer_free(&answer);
        /* A body without a length that is cut looks complete. */
        answer = get_profile(&faulty);
        ck_assert_int_eq(answer.curl, CURLE_OK);
        ck_assert_ptr_null(strcasestr(answer.head, "content-length"));
        ck_assert_uint_eq(answer.length, 10);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert(answer.http == 200 && answer.length == 0 && answer.curl != CURLE_OK);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert_int_ne(answer.curl, CURLE_OK);
        answer_free(&answer);
        answer = get_profile(&faulty);
        ck_assert(answer.curl == CURLE_OK && answer_status(&answer) == 200);
        answer_free(&answer);
        stop_faulty(&faulty);
    }
END_TEST

START_TEST(delay_and_drip__take__their_time)
    {
        struct faulty faulty;
        start_faulty(&faulty,
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 1, \"delay_ms\": 300},"
                     "{\"path\": \"/api/v3/get-profile\", \"occurrence\": 2, \"drip_bytes\": 100, "
                     "\"drip_ms\": 50}");
        long long start = now_ms();
        struct answer answer = get_profile(&faulty);
        ck_assert_int_ge(now_ms() - start, 300);
        ck_assert_int_eq(answer_status(&answer), 200);
        answer_free(&answer);
        start = now_ms();
        answer = get_profile(&faulty);
        ck_assert_int_eq(answer_status(&answer), 200);
        ck_assert_uint_gt(answer.length, 400);
        ck_assert_int_ge(now_ms() - start, 200);
        answer_free(&answer);
        stop_faulty(&faulty);
    }
END_TEST

START_TEST(hang__lasts__until_the_server_ends)
    {
        struct faulty faulty;
        CURL *curl = curl_easy_init();
        curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
        start_faulty(&faulty, "{\"path\": \"/api/v3/get-profile\", \"action\": \"hang\"},"
                              "{\"path\": \"/api/v3/system\", \"delay_ms\": 3600000}");
        /* Low-speed ends the wait without a change to the harness. */
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 1L);
        struct answer answer = harness_call(
            &faulty.process,
            (struct call){.path = profile_path, .authorization = faulty.token, .curl = curl});
        ck_assert_int_eq(answer.curl, CURLE_OPERATION_TIMEDOUT);
        answer_free(&answer);
        answer =
            harness_call(&faulty.process, (struct call){.path = "/api/v3/system", .curl = curl});
        ck_assert_int_eq(answer.curl, CURLE_OPERATION_TIMEDOUT);
        answer_free(&answer);
        curl_easy_cleanup(curl);
        /* Others are served meanwhile, and a delay of an hour does not hold up the end. */
        ck_assert(harness_user_exists(&faulty.process, "demo"));
        long long start = now_ms();
        stop_faulty(&faulty);
        ck_assert_int_lt(now_ms() - start, 3000);
    }
END_TEST

START_TEST(kill__ends__the_server)
    {
        struct faulty faulty;
        start_faulty(&faulty, "{\"path\": \"/api/v3/get-profile\", \"action\": \"kill\"}");
        struct answer answer = get_profile(&faulty);
        ck_assert_int_ne(answer.curl, CURLE_OK);
        answer_free(&answer);
        ck_assert_int_eq(harness_wait(&faulty.process), 128 + SIGKILL);
    }
END_TEST

START_TEST(file__with_mistakes__is_refused)
    {
        static const struct {
            const char *text, *named;
        } files[] = {
            {"{", "line 1"},
            {"[]", "rules"},
            {"{\"rules\": [], \"more\": 1}", "rules"},
            {"{\"rules\": [{}]}", "path"},
            {"{\"rules\": [7]}", "path"},
            {"{\"rules\": [{\"path\": \"/a\"}, {\"path\": \"/a\", \"dellay_ms\": 1}]}",
             "rule 2: 'dellay_ms'"},
            {"{\"rules\": [{\"path\": \"/a\", \"action\": \"explode\"}]}", "action"},
            {"{\"rules\": [{\"path\": \"/a\", \"when\": \"during\"}]}", "when"},
            {"{\"rules\": [{\"path\": \"/a\", \"occurrence\": 0}]}", "occurrence"},
            {"{\"rules\": [{\"path\": \"/a\", \"occurrence\": \"some\"}]}", "occurrence"},
            {"{\"rules\": [{\"path\": \"/a\", \"status\": 99}]}", "status"},
            {"{\"rules\": [{\"path\": \"/a\", \"statusCode\": \"200\"}]}", "statusCode"},
            {"{\"rules\": [{\"path\": \"/a\", \"headers\": {\"a\": 1}}]}", "headers"},
            {"{\"rules\": [{\"path\": \"/a\", \"headers\": []}]}", "headers"},
            {"{\"rules\": [{\"path\": \"/a\", \"cut_after\": -1}]}", "cut_after"},
            {"{\"rules\": [{\"path\": \"/a\", \"cut_with\": \"hang\"}]}", "cut_with"},
            {"{\"rules\": [{\"path\": \"/a\", \"framing\": \"none\"}]}", "framing"},
        };
        for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
            struct outcome outcome;
            char option[PATH_MAX + 16];
            (void)snprintf(option, sizeof option, "--scenario=%s",
                           harness_write("wrong.json", files[i].text));
            RUN(&outcome, option);
            ck_assert_msg(outcome.code == 2 && strstr(outcome.err, files[i].named), "%s: %d %s",
                          files[i].text, outcome.code, outcome.err);
            ck_assert_str_eq(outcome.out, "");
        }
    }
END_TEST

/* A database with keys, so that not every server has to make its own. */
static void make_template(void)
{
    struct process process;
    char database[PATH_MAX + 16], token[HARNESS_TOKEN_SIZE];
    (void)snprintf(database, sizeof database, "--database=%s", harness_path("template.sqlite3"));
    START(&process, database);
    harness_login(&process, "demo", "demo-Passw0rd", token);
    ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
}

int main(void)
{
    Suite *suite = suite_create("sandbox scenario");
    TCase *tests = tap_case(suite, "scenario");
    tcase_add_unchecked_fixture(tests, make_template, NULL);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, rule__counts__occurrences);
    tcase_add_test(tests, rule__replaces__status_body_and_headers);
    tcase_add_test(tests, action__breaks__the_connection);
    tcase_add_test(tests, cut__ends__the_body_early);
    tcase_add_test(tests, delay_and_drip__take__their_time);
    tcase_add_test(tests, hang__lasts__until_the_server_ends);
    tcase_add_test(tests, kill__ends__the_server);
    tcase_add_test(tests, file__with_mistakes__is_refused);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

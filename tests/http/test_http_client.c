/* The transport's own behaviour: what it sends, the commit point, kept connections, cancelling and
 * waiting. */
#include "config.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/http/exchange.h"
#include "tests/http/resolver.h"
#include "tests/tap.h"

enum { HOUR_MS = 3600 * 1000 };

static const struct bad_plan good_plan;
static struct bad_server *server;
static struct http *http;

static void start(const struct bad_plan *plan)
{
    server = bad_server_start(plan, exchange_certs);
    ck_assert_ptr_nonnull(server);
    http = exchange_http();
}

static void stop(void)
{
    http_free(http);
    bad_server_stop(server);
}

/* One exchange that must succeed. */
static void exchange_good(int64_t max_idle_ms)
{
    struct http_request request = exchange_request(server, "/good");
    request.max_idle_ms = max_idle_ms;
    struct http_reply reply = exchange_reply(http, &request);
    ck_assert_msg(reply.result == HTTP_REPLIED, "%s", outcome_cause_text(reply.cause));
    http_reply_clear(&reply);
}

/* What is sent --------------------------------------------------------------------------------- */

static bool sent_has(const char *text)
{
    static char last[64 * 1024];
    bad_server_last(server, last, sizeof(last));
    return strcasestr(last, text) != NULL;
}

START_TEST(http_start__sends__what_the_request_says_and_no_more)
    {
        start(&good_plan);
        struct http_request request = exchange_request(server, "/api/v3/act?x=1");
        ck_assert(http_request_header(&request, "x-authing-app-id", "app", NULL));
        ck_assert(http_request_header(&request, "x-empty", "", NULL));
        struct http_reply reply = exchange_reply(http, &request);
        ck_assert_int_eq(reply.result, HTTP_REPLIED);
        ck_assert_str_eq(reply.body->bytes, "{\"statusCode\":200}");
        ck_assert_uint_eq(reply.body->length, 18);
        ck_assert(reply.is_json);
        ck_assert_str_eq(reply.request_id, "bad-server-1");
        ck_assert(!reply.has_retry_after);
        ck_assert(sent_has("POST /api/v3/act?x=1 HTTP/1.1\r\n"));
        ck_assert(sent_has("\r\nAuthorization: Bearer canary-token\r\n"));
        ck_assert(sent_has("\r\nContent-Type: application/json\r\n"));
        ck_assert(sent_has("\r\nContent-Length: 23\r\n"));
        ck_assert(sent_has("\r\nAccept: application/json\r\n"));
        ck_assert(sent_has("\r\nUser-Agent: test-agent/1.0\r\n"));
        ck_assert(sent_has("\r\nx-authing-app-id: app\r\n"));
        ck_assert(sent_has("\r\nx-empty:\r\n"));
        ck_assert(sent_has("\r\n\r\n{\"token\":\"canary-body\"}"));
        ck_assert(!sent_has("accept-encoding"));
        ck_assert(!sent_has("expect"));
        ck_assert(!sent_has("cookie"));
        http_reply_clear(&reply);
        ck_assert_ptr_null(reply.body);
        stop();
    }
END_TEST

/* HTTP/2 has retries of its own, and replies that can be mixed up. */
START_TEST(http_start__offers__only_http_1_1)
    {
        char offer[256];
        start(&good_plan);
        exchange_good(0);
        bad_server_offer(server, offer, sizeof(offer));
        ck_assert_str_eq(offer, "http/1.1");
        ck_assert(!sent_has("upgrade"));
        ck_assert(!sent_has("h2c"));
        stop();
    }
END_TEST

START_TEST(http_start__sends__a_request_without_a_body)
    {
        start(&good_plan);
        static const struct {
            enum http_method method;
            const char *line;
        } cases[] = {{HTTP_GET, "GET /plain HTTP/1.1\r\n"},
                     {HTTP_POST, "POST /plain HTTP/1.1\r\n"}};
        for (size_t i = 0; i < 2; i++) {
            struct http_request request = exchange_request(server, "/plain");
            secret_free(request.body);
            secret_free(request.authorization);
            request.body = NULL;
            request.authorization = NULL;
            request.method = cases[i].method;
            struct http_reply reply = exchange_reply(http, &request);
            ck_assert_int_eq(reply.result, HTTP_REPLIED);
            ck_assert(sent_has(cases[i].line));
            ck_assert(!sent_has("content-type"));
            ck_assert(!sent_has("authorization"));
            ck_assert(sent_has("content-length: 0") == (cases[i].method == HTTP_POST));
            http_reply_clear(&reply);
        }
        stop();
    }
END_TEST

START_TEST(http_start__keeps__no_cookie)
    {
        static const struct bad_plan plan = {
            .head = "HTTP/1.1 200 OK\r\nSet-Cookie: a=canary\r\nContent-Length: 0\r\n"
                    "Alt-Svc: h2=\"localhost:1\"\r\nStrict-Transport-Security: max-age=1\r\n\r\n"};
        start(&plan);
        for (int i = 0; i < 2; i++) {
            exchange_good(HOUR_MS);
            ck_assert(!sent_has("canary\r\n"));
            ck_assert(!sent_has("cookie"));
        }
        ck_assert_uint_eq(bad_server_connections(server), 1);
        stop();
    }
END_TEST

START_TEST(http_start__refuses__what_must_not_be_sent)
    {
        static const char *const urls[] = {
            "http://localhost/",   "ftp://localhost/",          "file:///etc/passwd", "localhost",
            "https://a@localhost", "https://a:b@localhost/",    "https://",           "",
            "https://local host/", "https://localhost/\r\nx: y"};
        static const char *const headers[] = {"x: a\r\ny: b",
                                              "x: a\ny: b",
                                              "host: other.test",
                                              "Content-Length: 3",
                                              "x",
                                              ": a",
                                              "transfer-encoding: x",
                                              "Expect: 100-continue",
                                              "x:a",
                                              "x y: a",
                                              "Accept-Encoding: gzip",
                                              "authorization: b",
                                              "",
                                              "Connection: close"};
        start(&good_plan);
        for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
            struct err err = {0};
            struct http_request request = {0};
            ck_assert_int_ge(snprintf(request.url, sizeof(request.url), "%s", urls[i]), 0);
            ck_assert_msg(!http_start(http, &request, 1, &err), "accepted: %s", urls[i]);
            ck_assert_str_ne(err.text, "");
        }
        for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
            struct http_request request = exchange_request(server, "/");
            ck_assert_int_ge(snprintf(request.headers[0], HTTP_HEADER_SIZE, "%s", headers[i]), 0);
            request.header_count = 1;
            ck_assert_msg(!http_start(http, &request, 1, NULL), "accepted: %s", headers[i]);
            http_request_clear(&request);
        }
        struct http_request request = exchange_request(server, "/");
        ck_assert(secret_set(request.authorization, "a\r\nx: y", 7));
        ck_assert(!http_start(http, &request, 1, NULL));
        http_request_clear(&request);
        struct http_reply reply;
        ck_assert(!http_next(http, &reply));
        ck_assert_uint_eq(bad_server_connections(server), 0);
        stop();
    }
END_TEST

static unsigned wiped_nodes;

/* Stands in front of libcurl's own, to see what the transport left in the list. */
void curl_slist_free_all(struct curl_slist *list)
{
    while (list != NULL) {
        struct curl_slist *next = list->next;
        ck_assert_msg(list->data[0] == '\0', "a header was not wiped");
        wiped_nodes++;
        free(list->data);
        free(list);
        list = next;
    }
}

START_TEST(http__wipes__the_headers_of_a_request)
    {
        start(&good_plan);
        exchange_good(0);
        ck_assert_uint_ge(wiped_nodes, 4);
        stop();
    }
END_TEST

/* The commit point ----------------------------------------------------------------------------- */

struct commit {
    unsigned calls;
    bool allow;
    unsigned requests_seen;
    size_t connections_seen;
};

static bool on_commit(void *context)
{
    struct commit *commit = context;
    commit->calls++;
    commit->requests_seen = bad_server_requests(server);
    commit->connections_seen = bad_server_connections(server);
    return commit->allow;
}

START_TEST(before_send__is_asked__once_before_the_first_byte)
    {
        start(&good_plan);
        struct commit commit = {.allow = true};
        struct http_request request = exchange_request(server, "/");
        request.before_send = on_commit;
        request.context = &commit;
        struct http_reply reply = exchange_reply(http, &request);
        ck_assert_int_eq(reply.result, HTTP_REPLIED);
        ck_assert_uint_eq(commit.calls, 1);
        ck_assert_uint_eq(commit.requests_seen, 0);
        ck_assert_uint_eq(commit.connections_seen, 1);
        http_reply_clear(&reply);
        stop();
    }
END_TEST

START_TEST(before_send__refuses__and_nothing_leaves)
    {
        start(&good_plan);
        for (unsigned i = 0; i < 2; i++) { /* on a new connection, on a kept one */
            struct commit commit = {.allow = false};
            struct http_request request = exchange_request(server, "/");
            request.before_send = on_commit;
            request.context = &commit;
            request.max_idle_ms = i == 0 ? 0 : HOUR_MS;
            struct http_reply reply = exchange_reply(http, &request);
            ck_assert_int_eq(reply.result, HTTP_NOT_SENT);
            ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_HOOK_REFUSED);
            ck_assert(!reply.sent);
            ck_assert_uint_eq(commit.calls, 1);
            http_reply_clear(&reply);
            exchange_good(HOUR_MS);
            ck_assert_uint_eq(bad_server_requests(server), i + 1);
        }
        stop();
    }
END_TEST

START_TEST(before_send__is_not_asked__when_libcurl_would_send_again)
    {
        static const struct bad_plan plan = {.good = 1, .head = "", .end = BAD_END_CUT};
        start(&plan);
        exchange_good(HOUR_MS);
        struct commit commit = {.allow = true};
        struct http_request request = exchange_request(server, "/delete");
        request.max_idle_ms = HOUR_MS;
        request.before_send = on_commit;
        request.context = &commit;
        struct http_reply reply = exchange_reply(http, &request);
        ck_assert_int_eq(reply.result, HTTP_NO_REPLY);
        ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_RESENT);
        ck_assert_uint_eq(commit.calls, 1);
        ck_assert_uint_eq(bad_server_requests(server), 2);
        http_reply_clear(&reply);
        stop();
    }
END_TEST

/* Kept connections ----------------------------------------------------------------------------- */

START_TEST(max_idle__decides__whether_a_connection_is_used_again)
    {
        start(&good_plan);
        exchange_good(HOUR_MS);
        exchange_good(HOUR_MS);
        ck_assert_uint_eq(bad_server_connections(server), 1);
        exchange_good(0);
        ck_assert_uint_eq(bad_server_connections(server), 2);
        exchange_good(HOUR_MS); /* the one before 0 is still there */
        ck_assert_uint_eq(bad_server_last_connection(server), 1);
        struct err err = {0};
        int64_t end = clock_boot_ms() + 30;
        while (clock_boot_ms() < end)
            ck_assert(http_wait(http, NULL, 0, 10, &err));
        exchange_good(20);
        ck_assert_uint_eq(bad_server_connections(server), 3);
        exchange_good(HOUR_MS); /* the last used one, not the older one */
        ck_assert_uint_eq(bad_server_last_connection(server), 3);
        stop();
    }
END_TEST

START_TEST(http__notices__that_a_kept_connection_was_closed)
    {
        static const struct bad_plan plan = {.end = BAD_END_CLOSE};
        start(&plan);
        exchange_good(HOUR_MS);
        /* The second comes when the first one's end has surely arrived: the server has gone on. */
        struct err err = {0};
        int64_t end = clock_boot_ms() + 50;
        while (clock_boot_ms() < end)
            ck_assert(http_wait(http, NULL, 0, 10, &err));
        exchange_good(HOUR_MS);
        ck_assert_uint_eq(bad_server_connections(server), 2);
        ck_assert_uint_eq(bad_server_requests(server), 2);
        stop();
    }
END_TEST

START_TEST(http__serves__two_requests_at_once)
    {
        start(&good_plan);
        struct bad_server *other = bad_server_start(&good_plan, exchange_certs);
        ck_assert_ptr_nonnull(other);
        struct http_request first = exchange_request(server, "/1");
        struct http_request second = exchange_request(other, "/2");
        ck_assert(http_start(http, &first, 1, NULL));
        ck_assert(http_start(http, &second, 2, NULL));
        http_request_clear(&first);
        http_request_clear(&second);
        uint32_t ids = 0;
        for (int i = 0; i < 2; i++) {
            struct http_reply reply = exchange_next(http);
            ck_assert_int_eq(reply.result, HTTP_REPLIED);
            ids += reply.id;
            http_reply_clear(&reply);
        }
        ck_assert_uint_eq(ids, 3);
        bad_server_stop(other);
        stop();
    }
END_TEST

/* Cancelling ----------------------------------------------------------------------------------- */

START_TEST(http_cancel__ends__a_request_before_it_left)
    {
        static const struct bad_plan plan = {.start = BAD_START_STUCK};
        start(&plan);
        struct http_request request = exchange_request(server, "/");
        ck_assert(http_start(http, &request, 5, NULL));
        http_request_clear(&request);
        while (bad_server_connections(server) == 0)
            ck_assert(http_wait(http, NULL, 0, 10, NULL));
        http_cancel(http, 4);
        struct http_reply reply;
        ck_assert(!http_next(http, &reply));
        http_cancel(http, 5);
        http_cancel(http, 5);
        ck_assert(http_next(http, &reply));
        ck_assert_uint_eq(reply.id, 5);
        ck_assert_int_eq(reply.result, HTTP_NOT_SENT);
        ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_CANCELLED);
        ck_assert(!reply.sent);
        http_reply_clear(&reply);
        ck_assert(!http_next(http, &reply));
        stop();
    }
END_TEST

START_TEST(http_cancel__tells__that_a_request_had_left)
    {
        static const struct bad_plan plan = {.head = "", .end = BAD_END_HANG};
        start(&plan);
        struct http_request request = exchange_request(server, "/");
        ck_assert(http_start(http, &request, 5, NULL));
        http_request_clear(&request);
        while (bad_server_requests(server) == 0)
            ck_assert(http_wait(http, NULL, 0, 10, NULL));
        http_cancel(http, 5);
        struct http_reply reply = exchange_next(http);
        ck_assert_int_eq(reply.result, HTTP_NO_REPLY);
        ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_CANCELLED);
        ck_assert(reply.sent);
        http_reply_clear(&reply);
        stop();
    }
END_TEST

/* libcurl 7.88 waits for its resolver thread unless it is told not to. */
START_TEST(http_cancel__does_not_wait__for_a_name_server)
    {
        start(&good_plan);
        struct http_request request = exchange_request(server, "/");
        ck_assert_int_gt(snprintf(request.url, sizeof(request.url), "https://slow.test/"), 0);
        ck_assert(http_start(http, &request, 5, NULL));
        http_request_clear(&request);
        while (!resolver_is_asked())
            ck_assert(http_wait(http, NULL, 0, 10, NULL));
        int64_t begin = clock_boot_ms();
        http_cancel(http, 5);
        struct http_reply reply = exchange_next(http);
        ck_assert_int_eq(reply.result, HTTP_NOT_SENT);
        ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_CANCELLED);
        ck_assert_int_le(clock_boot_ms() - begin, 100 * exchange_slowness());
        ck_assert(resolver_is_asked());
        http_reply_clear(&reply);
        resolver_release();
        stop();
    }
END_TEST

START_TEST(http_free__ends__what_runs)
    {
        static const struct bad_plan plan = {.head = "", .end = BAD_END_HANG};
        start(&plan);
        for (uint32_t id = 1; id <= 3; id++) {
            struct http_request request = exchange_request(server, "/");
            ck_assert(http_start(http, &request, id, NULL));
            http_request_clear(&request);
        }
        while (bad_server_requests(server) == 0)
            ck_assert(http_wait(http, NULL, 0, 10, NULL));
        http_cancel(http, 2); /* one reply is never taken */
        stop();
        http_free(NULL);
    }
END_TEST

/* Waiting -------------------------------------------------------------------------------------- */

START_TEST(http_wait__reports__descriptors_as_poll_does)
    {
        int ends[2];
        start(&good_plan);
        ck_assert_int_eq(pipe(ends), 0);
        struct pollfd fds[3] = {{ends[0], POLLIN, 77}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 77}};
        int64_t begin = clock_boot_ms();
        ck_assert(http_wait(http, fds, 1, 60, NULL));
        ck_assert_int_ge(clock_boot_ms() - begin, 50);
        ck_assert_int_eq(fds[0].revents, 0);
        ck_assert_int_eq(write(ends[1], "x", 1), 1);
        begin = clock_boot_ms();
        ck_assert(http_wait(http, fds, 3, 60000, NULL));
        ck_assert_int_le(clock_boot_ms() - begin, 5000);
        ck_assert_int_eq(fds[0].revents, POLLIN);
        ck_assert_int_eq(fds[1].revents, POLLOUT);
        ck_assert_int_eq(fds[2].revents, 0);
        char byte;
        ck_assert_int_eq(read(ends[0], &byte, 1), 1);
        close(ends[1]);
        ck_assert(http_wait(http, fds, 1, 60000, NULL));
        ck_assert_int_eq(fds[0].revents, POLLHUP);
        close(ends[0]);
        ck_assert(http_wait(http, fds, 1, 60000, NULL));
        ck_assert_int_eq(fds[0].revents, POLLNVAL);
        ck_assert(http_wait(http, NULL, 0, 0, NULL));
        stop();
    }
END_TEST

START_TEST(http_wait__returns_at_once__while_a_reply_waits)
    {
        start(&good_plan);
        struct http_request request = exchange_request(server, "/");
        ck_assert(http_start(http, &request, 1, NULL));
        http_request_clear(&request);
        http_cancel(http, 1);
        int64_t begin = clock_boot_ms();
        ck_assert(http_wait(http, NULL, 0, 60000, NULL));
        ck_assert_int_le(clock_boot_ms() - begin, 5000);
        stop();
    }
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, http_start__sends__what_the_request_says_and_no_more);
    tcase_add_test(tests, http_start__offers__only_http_1_1);
    tcase_add_test(tests, http_start__sends__a_request_without_a_body);
    tcase_add_test(tests, http_start__keeps__no_cookie);
    tcase_add_test(tests, http_start__refuses__what_must_not_be_sent);
    tcase_add_test(tests, http__wipes__the_headers_of_a_request);
    tcase_add_test(tests, before_send__is_asked__once_before_the_first_byte);
    tcase_add_test(tests, before_send__refuses__and_nothing_leaves);
    tcase_add_test(tests, before_send__is_not_asked__when_libcurl_would_send_again);
    tcase_add_test(tests, max_idle__decides__whether_a_connection_is_used_again);
    tcase_add_test(tests, http__notices__that_a_kept_connection_was_closed);
    tcase_add_test(tests, http__serves__two_requests_at_once);
    tcase_add_test(tests, http_cancel__ends__a_request_before_it_left);
    tcase_add_test(tests, http_cancel__tells__that_a_request_had_left);
    tcase_add_test(tests, http_cancel__does_not_wait__for_a_name_server);
    tcase_add_test(tests, http_free__ends__what_runs);
    tcase_add_test(tests, http_wait__reports__descriptors_as_poll_does);
    tcase_add_test(tests, http_wait__returns_at_once__while_a_reply_waits);
}

int main(void)
{
    Suite *suite = suite_create("http client");
    TCase *tests = tap_case(suite, "client");
    tcase_set_timeout(tests, 60.0 * (double)exchange_slowness());
    add_tests(tests);
    return exchange_run(suite);
}

#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "tests/http/exchange.h"
#include "tests/tap.h"

struct bad_certs *exchange_certs;

int exchange_run(Suite *suite)
{
    signal(SIGPIPE, SIG_IGN);
    exchange_certs = bad_certs_new();
    if (exchange_certs == NULL) {
        printf("Bail out! The certificates for the tests could not be made.\n");
        return EXIT_FAILURE;
    }
    int code = tap_run(suite);
    bad_certs_free(exchange_certs);
    return code;
}

int64_t exchange_slowness(void)
{
    const char *text = getenv("TEST_SLOWNESS");
    long slowness = text == NULL ? 1 : strtol(text, NULL, 10);
    return slowness < 1 ? 1 : slowness;
}

struct http *exchange_http(void)
{
    struct err err = {0};
    struct http_config config = {exchange_certs->ca_file, "test-agent/1.0"};
    struct http *http = http_new(&config, &err);
    ck_assert_msg(http != NULL, "%s", err.text);
    return http;
}

struct http_request exchange_request(const struct bad_server *server, const char *path)
{
    struct http_request request = {
        .method = HTTP_POST, .content_type = "application/json", .accept = "application/json"};
    int length = snprintf(request.url, sizeof(request.url), "https://localhost:%d%s",
                          bad_server_port(server), path);
    ck_assert_int_gt(length, 0);
    request.body = secret_new(64);
    request.authorization = secret_new(64);
    ck_assert(request.body != NULL && request.authorization != NULL);
    ck_assert(secret_set(request.body, "{\"token\":\"canary-body\"}", 23));
    ck_assert(secret_set(request.authorization, "Bearer canary-token", 19));
    return request;
}

struct http_reply exchange_next(struct http *http)
{
    struct err err = {0};
    struct http_reply reply = {0};
    int64_t end = clock_boot_ms() + 20000 * exchange_slowness();
    while (!http_next(http, &reply)) {
        ck_assert_msg(http_wait(http, NULL, 0, 1000, &err), "%s", err.text);
        ck_assert_msg(clock_boot_ms() < end, "no reply came");
    }
    return reply;
}

struct http_reply exchange_reply(struct http *http, struct http_request *request)
{
    static uint32_t id = 100;
    struct err err = {0};
    bool started = http_start(http, request, ++id, &err);
    ck_assert_msg(started, "%s", err.text);
    http_request_clear(request);
    struct http_reply reply = exchange_next(http);
    ck_assert_uint_eq(reply.id, id);
    return reply;
}

const char *exchange_result_text(enum http_result result)
{
    static const char *const texts[] = {"REPLIED", "NOT_SENT", "NOT_PROVEN", "NO_REPLY"};
    return texts[result];
}

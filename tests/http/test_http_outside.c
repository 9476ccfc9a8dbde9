/* What comes from outside and must not change where a request goes: variables, redirects, and the
 * file of authorities. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/http/exchange.h"
#include "tests/tap.h"

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

/* A port that must never be asked. */
static int open_trap(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int trap = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    ck_assert(trap >= 0 && bind(trap, (struct sockaddr *)&address, size) == 0 &&
              listen(trap, 4) == 0 && getsockname(trap, (struct sockaddr *)&address, &size) == 0);
    *port = ntohs(address.sin_port);
    return trap;
}

START_TEST(http__ignores__the_environment)
    {
        static const char *const names[] = {"https_proxy", "HTTPS_PROXY", "http_proxy",
                                            "ALL_PROXY",   "all_proxy",   NULL};
        char value[64];
        char netrc[128];
        int port = 0;
        int trap = open_trap(&port);
        for (size_t i = 0; names[i] != NULL; i++) {
            ck_assert_int_gt(snprintf(value, sizeof(value), "http://127.0.0.1:%d", port), 0);
            ck_assert_int_eq(setenv(names[i], value, 1), 0);
        }
        ck_assert_int_eq(setenv("no_proxy", "", 1), 0);
        ck_assert_int_gt(snprintf(netrc, sizeof(netrc), "%s/.netrc", exchange_certs->folder), 0);
        FILE *file = fopen(netrc, "w");
        ck_assert_ptr_nonnull(file);
        fputs("machine localhost login canary password canary\n", file);
        ck_assert_int_eq(fclose(file), 0);
        ck_assert_int_eq(setenv("HOME", exchange_certs->folder, 1), 0);
        start(&good_plan);
        struct http_request request = exchange_request(server, "/");
        secret_free(request.authorization);
        request.authorization = NULL;
        struct http_reply reply = exchange_reply(http, &request);
        unlink(netrc);
        ck_assert_int_eq(reply.result, HTTP_REPLIED);
        char last[4096];
        bad_server_last(server, last, sizeof(last));
        ck_assert_ptr_null(strcasestr(last, "authorization"));
        ck_assert(accept(trap, NULL, NULL) < 0 && errno == EAGAIN);
        http_reply_clear(&reply);
        close(trap);
        stop();
    }
END_TEST

START_TEST(http__follows__no_redirect)
    {
        static const char *const targets[] = {"http://127.0.0.1:%d/", "https://127.0.0.1:%d/",
                                              "/same"};
        int port = 0;
        int trap = open_trap(&port);
        for (size_t i = 0; i < 3; i++) {
            char target[64];
            char head[256];
            ck_assert_int_gt(snprintf(target, sizeof(target), targets[i], port), 0);
            ck_assert_int_gt(snprintf(head, sizeof(head),
                                      "HTTP/1.1 %d Moved\r\nLocation: %s\r\n"
                                      "Content-Length: 0\r\n\r\n",
                                      i == 0 ? 302 : 307, target),
                             0);
            struct bad_plan plan = {.head = head};
            start(&plan);
            struct http_request request = exchange_request(server, "/");
            struct http_reply reply = exchange_reply(http, &request);
            ck_assert_int_eq(reply.result, HTTP_REPLIED);
            ck_assert_int_eq(reply.status, i == 0 ? 302 : 307);
            ck_assert_uint_eq(bad_server_requests(server), 1);
            ck_assert(accept(trap, NULL, NULL) < 0 && errno == EAGAIN);
            http_reply_clear(&reply);
            stop();
        }
        close(trap);
    }
END_TEST

START_TEST(http_new__refuses__an_unusable_authority)
    {
        char missing[128];
        char empty[128];
        ck_assert_int_gt(snprintf(missing, sizeof(missing), "%s/no", exchange_certs->folder), 0);
        ck_assert_int_gt(snprintf(empty, sizeof(empty), "%s/empty", exchange_certs->folder), 0);
        FILE *file = fopen(empty, "w");
        ck_assert_ptr_nonnull(file);
        fputs("-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n", file);
        ck_assert_int_eq(fclose(file), 0);
        const char *const files[] = {missing, empty, "/dev/null", exchange_certs->folder,
                                     "/dev/zero"};
        for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
            struct err err = {0};
            struct http_config config = {files[i], "test"};
            ck_assert_msg(http_new(&config, &err) == NULL, "accepted: %s", files[i]);
            ck_assert_ptr_nonnull(strstr(err.text, files[i]));
        }
        unlink(empty);
        struct http_config config = {NULL, "test"};
        struct http *system = http_new(&config, NULL);
        ck_assert_ptr_nonnull(system);
        http_free(system);
    }
END_TEST

/* The system's authorities must not accept the tests' server, nor a later change of the file. */
START_TEST(http_new__reads__the_authority_only_once)
    {
        struct err err = {0};
        char copy[128];
        start(&good_plan);
        struct http_config config = {NULL, "test"};
        struct http *system = http_new(&config, &err);
        struct http_request request = exchange_request(server, "/");
        struct http_reply reply = exchange_reply(system, &request);
        ck_assert_int_eq(reply.result, HTTP_NOT_PROVEN);
        http_reply_clear(&reply);
        http_free(system);
        ck_assert_int_gt(snprintf(copy, sizeof(copy), "%s.away", exchange_certs->ca_file), 0);
        ck_assert_int_eq(rename(exchange_certs->ca_file, copy), 0);
        request = exchange_request(server, "/");
        reply = exchange_reply(http, &request);
        ck_assert_int_eq(rename(copy, exchange_certs->ca_file), 0);
        ck_assert_int_eq(reply.result, HTTP_REPLIED);
        http_reply_clear(&reply);
        stop();
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("http outside");
    TCase *tests = tap_case(suite, "outside");
    tcase_set_timeout(tests, 60.0 * (double)exchange_slowness());
    tcase_add_test(tests, http__ignores__the_environment);
    tcase_add_test(tests, http__follows__no_redirect);
    tcase_add_test(tests, http_new__refuses__an_unusable_authority);
    tcase_add_test(tests, http_new__reads__the_authority_only_once);
    return exchange_run(suite);
}

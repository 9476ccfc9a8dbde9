/* The rules of the transport that need no socket: heads, verdicts, headers. */
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <string.h>

#include "http/http.h"
#include "http/http_check.h"
#include "http/http_head.h"
#include "http/http_verdict.h"
#include "tests/tap.h"

#define CAUSE(name) OUTCOME_CAUSE_##name
#define OK_LINE     "HTTP/1.1 200 OK\r\n"
#define NO_BODY     "Content-Length: 0\r\n"

/* Feeds TEXT line by line, as libcurl does; returns the first cause. */
static enum outcome_cause feed(struct http_head *head, const char *text)
{
    while (*text != '\0') {
        const char *end = strchr(text, '\n');
        size_t size = end == NULL ? strlen(text) : (size_t)(end - text) + 1;
        enum outcome_cause cause = http_head_read(head, text, size);
        if (cause != OUTCOME_CAUSE_NONE)
            return cause;
        text += size;
    }
    return OUTCOME_CAUSE_NONE;
}

/* Heads ---------------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum outcome_cause cause;
} heads[] = {
    {OK_LINE NO_BODY "\r\n", CAUSE(NONE)},
    {"HTTP/1.1 200\r\n" NO_BODY "\r\n", CAUSE(NONE)},
    {"HTTP/1.1 200 \r\n" NO_BODY "\r\n", CAUSE(NONE)},
    {"HTTP/1.0 200 OK\n" NO_BODY "\n", CAUSE(NONE)},
    {"HTTP/1.1 100 Continue\r\n\r\n" OK_LINE NO_BODY "\r\n", CAUSE(NONE)},
    {"HTTP/1.1 204 No Content\r\n\r\n", CAUSE(NONE)},
    {"HTTP/1.1 304 Not Modified\r\n\r\n", CAUSE(NONE)},
    {"HTTP/1.1 499 x\r\n" NO_BODY "\r\n", CAUSE(NONE)},
    {"HTTP/1.2 200 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/2 200\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1 20 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1 2000 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1 099 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1 2x0 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1  200 OK\r\n", CAUSE(MALFORMED)},
    {"HTTP/1.1 101 Switching\r\n", CAUSE(MALFORMED)},
    {"http/1.1 200 OK\r\n", CAUSE(MALFORMED)},
    {"<html>\r\n", CAUSE(MALFORMED)},
    {"\r\n", CAUSE(MALFORMED)},
    {OK_LINE "\r\n", CAUSE(MALFORMED)},
    {OK_LINE "no colon\r\n", CAUSE(MALFORMED)},
    {OK_LINE ": x\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length : 0\r\n", CAUSE(MALFORMED)},
    {OK_LINE "a: b\r\n folded\r\n", CAUSE(MALFORMED)},
    {OK_LINE "a: b\r\n\tfolded\r\n", CAUSE(MALFORMED)},
    {OK_LINE "a: b", CAUSE(RESET)},
    {OK_LINE "Content-Length: 262144\r\n\r\n", CAUSE(NONE)},
    {OK_LINE "Content-Length: 262145\r\n\r\n", CAUSE(TOO_LARGE)},
    {OK_LINE "Content-Length: 18446744073709551617\r\n\r\n", CAUSE(TOO_LARGE)},
    {OK_LINE "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", CAUSE(NONE)},
    {OK_LINE "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length: 5, 5\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length: -1\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length: +1\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length: 0x1\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Length:\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Transfer-Encoding: chunked\r\n\r\n", CAUSE(NONE)},
    {OK_LINE "TRANSFER-ENCODING:\t Chunked \r\n\r\n", CAUSE(NONE)},
    {OK_LINE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Transfer-Encoding: gzip\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Transfer-Encoding: gzip, chunked\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Encoding: gzip\r\n", CAUSE(MALFORMED)},
    {OK_LINE "content-encoding: br\r\n", CAUSE(MALFORMED)},
    {OK_LINE "Content-Encoding: identity\r\n" NO_BODY "\r\n", CAUSE(NONE)},
    {OK_LINE "Transfer-Encoding: chunked\r\n\r\nContent-Length: 7\r\n\r\n", CAUSE(NONE)},
};

START_TEST(http_head_read__accepts__only_a_clear_framing)
    {
        struct http_head head = {0};
        enum outcome_cause cause = feed(&head, heads[_i].text);
        ck_assert_msg(cause == heads[_i].cause, "%s: %s", heads[_i].text,
                      outcome_cause_text(cause));
    }
END_TEST

START_TEST(http_head_read__counts__lines_and_bytes_over_all_replies)
    {
        struct http_head head = {0};
        for (int i = 0; i < HTTP_MAX_HEADER_LINES / 2; i++)
            ck_assert_int_eq(feed(&head, "HTTP/1.1 100 Continue\r\n\r\n"), OUTCOME_CAUSE_NONE);
        ck_assert_int_eq(feed(&head, OK_LINE), OUTCOME_CAUSE_TOO_LARGE);
        char line[1024];
        memset(line, 'a', sizeof(line));
        memcpy(line, "x: ", 3);
        line[sizeof(line) - 1] = '\n';
        head = (struct http_head){0};
        ck_assert_int_eq(feed(&head, "HTTP/1.1 200 123\n"), OUTCOME_CAUSE_NONE);
        size_t left = HTTP_MAX_HEADER_BYTES - head.bytes;
        for (; left >= sizeof(line); left -= sizeof(line))
            ck_assert_int_eq(http_head_read(&head, line, sizeof(line)), OUTCOME_CAUSE_NONE);
        line[left - 1] = '\n';
        struct http_head full = head;
        ck_assert_int_eq(http_head_read(&full, line, left), OUTCOME_CAUSE_NONE);
        line[left] = '\n';
        ck_assert_int_eq(http_head_read(&head, line, left + 1), OUTCOME_CAUSE_TOO_LARGE);
    }
END_TEST

START_TEST(http_head_read__keeps__what_is_used_of_the_last_reply)
    {
        struct http_head head = {0};
        ck_assert_int_eq(feed(&head, "HTTP/1.1 103 Early\r\nX-Request-Id: early\r\n"
                                     "Content-Type: application/json\r\n\r\n"),
                         OUTCOME_CAUSE_NONE);
        ck_assert(!head.complete);
        ck_assert_int_eq(feed(&head, "HTTP/1.1 429 Slow\r\nRetry-After:  17 \r\n" NO_BODY "\r\n"
                                     "X-Request-Id: trailer\r\n"),
                         OUTCOME_CAUSE_NONE);
        ck_assert(head.complete);
        ck_assert_int_eq(head.status, 429);
        ck_assert_str_eq(head.request_id, "");
        ck_assert_str_eq(head.retry_after, "17");
        ck_assert(!head.is_json);
    }
END_TEST

START_TEST(http_head_read__takes__the_request_id)
    {
        static const struct {
            const char *lines;
            const char *id;
        } cases[] = {
            {"x-request-id: a\r\n", "a"},
            {"X-Authing-Request-Id: b\r\n", "b"},
            {"x-authing-request-id: b\r\nx-request-id: a\r\n", "a"},
            {"x-request-id: a\r\nx-authing-request-id: b\r\n", "a"},
            {"x-request-id:\r\n", ""},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct http_head head = {0};
            ck_assert_int_eq(feed(&head, OK_LINE), OUTCOME_CAUSE_NONE);
            ck_assert_int_eq(feed(&head, cases[i].lines), OUTCOME_CAUSE_NONE);
            ck_assert_str_eq(head.request_id, cases[i].id);
        }
        char line[HTTP_REQUEST_ID_SIZE + 32];
        int prefix = snprintf(line, sizeof(line), "x-request-id: ");
        memset(line + prefix, 'i', HTTP_REQUEST_ID_SIZE);
        for (int more = 0; more < 2; more++) { /* the longest that fits, then one more */
            struct http_head head = {0};
            size_t length = (size_t)prefix + HTTP_REQUEST_ID_SIZE - 1 + (size_t)more;
            line[length] = '\n';
            ck_assert_int_eq(feed(&head, OK_LINE), OUTCOME_CAUSE_NONE);
            ck_assert_int_eq(http_head_read(&head, line, length + 1), OUTCOME_CAUSE_NONE);
            ck_assert_uint_eq(strlen(head.request_id), more == 0 ? HTTP_REQUEST_ID_SIZE - 1 : 0);
            line[length] = 'i';
        }
        struct http_head head = {0};
        ck_assert_int_eq(feed(&head, OK_LINE), OUTCOME_CAUSE_NONE);
        ck_assert_int_eq(http_head_read(&head, "x-request-id: a\0b\r\n", 19), OUTCOME_CAUSE_NONE);
        ck_assert_str_eq(head.request_id, "");
    }
END_TEST

START_TEST(http_head_read__knows__json_by_its_exact_type)
    {
        static const struct {
            const char *lines;
            bool is_json;
        } cases[] = {
            {"Content-Type: application/json\r\n", true},
            {"content-type:APPLICATION/JSON;charset=utf-8\r\n", true},
            {"content-type: application/json ; charset=utf-8\r\n", true},
            {"content-type: application/jsonp\r\n", false},
            {"content-type: application/problem+json\r\n", false},
            {"content-type: text/html\r\n", false},
            {"content-type: text/html; application/json\r\n", false},
            {"content-type:\r\n", false},
            {"content-type: text/html\r\ncontent-type: application/json\r\n", false},
            {"content-type: application/json\r\ncontent-type: text/html\r\n", false},
            {"content-type: application/json\r\ncontent-type: application/json\r\n", true},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct http_head head = {0};
            ck_assert_int_eq(feed(&head, OK_LINE), OUTCOME_CAUSE_NONE);
            ck_assert_int_eq(feed(&head, cases[i].lines), OUTCOME_CAUSE_NONE);
            ck_assert_msg(head.is_json == cases[i].is_json, "%s", cases[i].lines);
        }
    }
END_TEST

/* Verdicts ------------------------------------------------------------------------------------- */

START_TEST(http_verdict_wait__clamps__every_value)
    {
        const int64_t now_s = 784111777; /* Sun, 06 Nov 1994 08:49:37 GMT */
        static const struct {
            const char *text;
            int64_t wait_s; /* 0 = not understood */
        } cases[] = {
            {"0", 1},
            {"1", 1},
            {"17", 17},
            {"300", 300},
            {"301", 300},
            {"99999999999999999999999", 300},
            {"Sun, 06 Nov 1994 08:49:47 GMT", 10},
            {"Sun, 06 Nov 1994 08:49:37 GMT", 1},
            {"Sat, 05 Nov 1994 08:49:37 GMT", 1},
            {"Fri, 31 Dec 9999 23:59:59 GMT", 300},
            {"Sun, 06 Nov 1994 08:49:37", 0},
            {"Sun, 06 Nov 1994 08:49:37 GMT x", 0},
            {"-1", 0},
            {"1.5", 0},
            {"1 ", 0},
            {"soon", 0},
            {"", 0},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            int64_t wait_s = 0;
            bool read = http_verdict_wait(cases[i].text, now_s, &wait_s);
            ck_assert_msg(wait_s == cases[i].wait_s, "%s: %ld", cases[i].text, (long)wait_s);
            ck_assert(read == (cases[i].wait_s != 0));
        }
    }
END_TEST

START_TEST(http_verdict_handshake__tells__version_end_and_forgery_apart)
    {
        static const struct {
            const char *problem;
            long system;
            long verdict;
            enum outcome_cause cause;
        } cases[] = {
            {"OpenSSL/3.0.22: error:0A00042E:SSL routines::tlsv1 alert protocol version", 0, 1,
             CAUSE(TLS_VERSION)},
            {"error:0A000102:SSL routines::unsupported protocol", 0, 1, CAUSE(TLS_VERSION)},
            {"error:0A00010B:SSL routines::wrong version number", 0, 1, CAUSE(TLS)},
            {"error:0A000410:SSL routines::sslv3 alert handshake failure", 0, 1, CAUSE(TLS)},
            {"error:0A000126:SSL routines::unexpected eof while reading", 0, 1, CAUSE(RESET)},
            {"error:06880006:asn1 encoding routines::EVP lib", 0, 1, CAUSE(CERT_OTHER)},
            {"error:0A00007B:SSL routines::bad signature", 0, 0, CAUSE(CERT_OTHER)},
            {"OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to x:1 ", 0, 1, CAUSE(RESET)},
            {"Recv failure: Connection reset by peer", 104, 1, CAUSE(RESET)},
            {"", 0, 0, CAUSE(TLS)},
            {"", 0, X509_V_ERR_CERT_HAS_EXPIRED, CAUSE(CERT_EXPIRED)},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            enum outcome_cause cause =
                http_verdict_handshake(cases[i].problem, cases[i].system, cases[i].verdict);
            ck_assert_msg(cause == cases[i].cause, "%s: %s", cases[i].problem,
                          outcome_cause_text(cause));
        }
    }
END_TEST

START_TEST(http_verdict_certificate__names__the_reason)
    {
        static const struct {
            long verdict;
            enum outcome_cause cause;
        } cases[] = {
            {0, CAUSE(CERT_HOST)},          {1, CAUSE(CERT_HOST)},
            {2, CAUSE(CERT_UNTRUSTED)},     {7, CAUSE(CERT_UNTRUSTED)},
            {9, CAUSE(CERT_NOT_YET_VALID)}, {10, CAUSE(CERT_EXPIRED)},
            {18, CAUSE(CERT_UNTRUSTED)},    {19, CAUSE(CERT_UNTRUSTED)},
            {20, CAUSE(CERT_UNTRUSTED)},    {21, CAUSE(CERT_UNTRUSTED)},
            {23, CAUSE(CERT_OTHER)},        {26, CAUSE(CERT_OTHER)},
            {62, CAUSE(CERT_HOST)},         {64, CAUSE(CERT_HOST)},
            {9999, CAUSE(CERT_OTHER)},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
            ck_assert_int_eq(http_verdict_certificate(cases[i].verdict), cases[i].cause);
    }
END_TEST

/* Every cause, with the request sent or not and a complete reply or not: nothing but sent decides
 * between "did not leave" and "may have arrived". */
START_TEST(http_verdict_decide__depends__on_what_is_proven)
    {
        for (int i = 0; i < 2 * 2 * OUTCOME_CAUSE_COUNT; i++) {
            enum outcome_cause cause = (enum outcome_cause)(i / 4);
            struct http_head head = {.complete = i % 2 == 0, .status = 200, .is_json = true};
            struct http_reply reply = {.sent = i / 2 % 2 == 0, .body = secret_new(1)};
            http_verdict_decide(&reply, &head, cause);
            if (reply.sent && head.complete && cause == OUTCOME_CAUSE_NONE)
                ck_assert_int_eq(reply.result, HTTP_REPLIED);
            else if (reply.sent)
                ck_assert_int_eq(reply.result, HTTP_NO_REPLY);
            else if (cause >= OUTCOME_CAUSE_TLS_VERSION && cause <= OUTCOME_CAUSE_CERT_OTHER)
                ck_assert_int_eq(reply.result, HTTP_NOT_PROVEN);
            else
                ck_assert_int_eq(reply.result, HTTP_NOT_SENT);
            ck_assert((reply.body != NULL) == (reply.result == HTTP_REPLIED));
            ck_assert((reply.cause == OUTCOME_CAUSE_NONE) == (reply.result == HTTP_REPLIED));
            ck_assert_int_eq(reply.status, head.complete ? 200 : 0);
            http_reply_clear(&reply);
        }
    }
END_TEST

START_TEST(http_verdict_decide__calls_it_resent__when_a_second_connection_failed)
    {
        static const enum outcome_cause causes[] = {CAUSE(RESOLVE), CAUSE(CONNECT), CAUSE(TLS),
                                                    CAUSE(TLS_VERSION), CAUSE(CERT_EXPIRED)};
        for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
            struct http_head head = {0};
            struct http_reply reply = {.sent = true};
            http_verdict_decide(&reply, &head, causes[i]);
            ck_assert_int_eq(reply.cause, OUTCOME_CAUSE_RESENT);
            ck_assert_int_eq(reply.result, HTTP_NO_REPLY);
        }
    }
END_TEST

/* Requests ------------------------------------------------------------------------------------- */

START_TEST(http_request_header__refuses__what_does_not_fit)
    {
        struct http_request request = {0};
        struct err err = {0};
        char value[HTTP_HEADER_SIZE];
        memset(value, 'v', sizeof(value));
        value[HTTP_HEADER_SIZE - 3] = '\0'; /* "x: " and the NUL leave 252 */
        ck_assert(!http_request_header(&request, "x", value, &err));
        ck_assert_str_ne(err.text, "");
        value[HTTP_HEADER_SIZE - 4] = '\0';
        ck_assert(!http_request_header(&request, "x", "a\nb", NULL));
        ck_assert(!http_request_header(&request, "x\r", "a", NULL));
        ck_assert(!http_request_header(&request, "", "a", NULL));
        for (size_t i = 0; i < HTTP_MAX_HEADERS; i++)
            ck_assert(http_request_header(&request, "x", value, NULL));
        ck_assert(!http_request_header(&request, "x", "a", NULL));
        ck_assert_uint_eq(request.header_count, HTTP_MAX_HEADERS);
        ck_assert(http_check_headers(&request));
        request.header_count++;
        ck_assert(!http_check_headers(&request));
        http_request_clear(&request);
        static const struct http_request zero;
        ck_assert_mem_eq(&request, &zero, sizeof(zero));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("http rules");
    TCase *tests = tap_case(suite, "rules");
    tcase_add_loop_test(tests, http_head_read__accepts__only_a_clear_framing, 0,
                        (int)(sizeof(heads) / sizeof(heads[0])));
    tcase_add_test(tests, http_head_read__counts__lines_and_bytes_over_all_replies);
    tcase_add_test(tests, http_head_read__keeps__what_is_used_of_the_last_reply);
    tcase_add_test(tests, http_head_read__takes__the_request_id);
    tcase_add_test(tests, http_head_read__knows__json_by_its_exact_type);
    tcase_add_test(tests, http_verdict_wait__clamps__every_value);
    tcase_add_test(tests, http_verdict_handshake__tells__version_end_and_forgery_apart);
    tcase_add_test(tests, http_verdict_certificate__names__the_reason);
    tcase_add_test(tests, http_verdict_decide__depends__on_what_is_proven);
    tcase_add_test(tests, http_verdict_decide__calls_it_resent__when_a_second_connection_failed);
    tcase_add_test(tests, http_request_header__refuses__what_does_not_fit);
    return tap_run(suite);
}

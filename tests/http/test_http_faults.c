/* One row a fault: what the transport says, whether the request had left, how
 * many requests the server read, and how long it took. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "tests/http/exchange.h"
#include "tests/tap.h"

#define JSON_TYPE "Content-Type: application/json\r\n"
#define OK_LINE   "HTTP/1.1 200 OK\r\n"
#define LENGTH(n) "Content-Length: " #n "\r\n"
#define CHUNKED   "Transfer-Encoding: chunked\r\n"
#define KIB       "x-filler: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n"

enum { USUAL_MS = 5000, SHORT_MS = 400, GRACE_MS = 1000, MAX_GROWTH_KIB = 12 * 1024 };

struct row {
    const char *name;
    struct bad_plan plan;
    enum http_result result;
    enum outcome_cause cause;
    bool sent;
    bool warm;         /* a good exchange first, and its connection is used again */
    unsigned requests; /* read by the server, the first one of warm included */
    long status;
    bool times_out;  /* with a limit of SHORT_MS */
    const char *url; /* instead of the server's; NULL */
};

/* clang-format off */
#define EXPECT(r, c, s) .result = HTTP_##r, .cause = OUTCOME_CAUSE_##c, .sent = (s)
#define NOT_SENT(c)     EXPECT(NOT_SENT, c, false)
#define NOT_PROVEN(c)   EXPECT(NOT_PROVEN, c, false)
#define NO_REPLY(c, n)  EXPECT(NO_REPLY, c, true), .requests = (n)
#define REPLIED(n, st)  EXPECT(REPLIED, NONE, true), .requests = (n), .status = (st)

static const struct row rows[] = {
    /* Before the request */
    {"name not found", {0}, NOT_SENT(RESOLVE), .url = "https://unknown.test/"},
    {"name server silent", {0}, NOT_SENT(TIMEOUT), .url = "https://slow.test/", .times_out = true},
    {"refused", {.start = BAD_START_REFUSE}, NOT_SENT(CONNECT)},
    {"closed at once", {.start = BAD_START_CLOSE}, NOT_SENT(RESET)},
    {"reset at once", {.start = BAD_START_RESET}, NOT_SENT(RESET), .url = "https://127.0.0.1:%d/"},
    {"accepted, then silence", {.start = BAD_START_HANG}, NOT_SENT(TIMEOUT), .times_out = true},
    {"handshake closed", {.start = BAD_START_CUT}, NOT_SENT(RESET)},
    {"handshake reset", {.start = BAD_START_CUT_RESET}, NOT_SENT(RESET)},
    {"handshake stuck", {.start = BAD_START_STUCK}, NOT_SENT(TIMEOUT), .times_out = true},
    {"plain HTTP there", {.start = BAD_START_PLAIN}, NOT_SENT(TLS)},
    {"another protocol there", {.start = BAD_START_NOISE}, NOT_SENT(TLS)},
    {"TLS 1.1 only", {.start = BAD_START_OLD_TLS}, NOT_PROVEN(TLS_VERSION)},
    {"certificate expired", {.cert = BAD_CERT_EXPIRED}, NOT_PROVEN(CERT_EXPIRED)},
    {"certificate of tomorrow", {.cert = BAD_CERT_FUTURE}, NOT_PROVEN(CERT_NOT_YET_VALID)},
    {"certificate self-signed", {.cert = BAD_CERT_SELF_SIGNED}, NOT_PROVEN(CERT_UNTRUSTED)},
    {"certificate of a stranger", {.cert = BAD_CERT_STRANGER}, NOT_PROVEN(CERT_UNTRUSTED)},
    {"certificate forged", {.cert = BAD_CERT_FORGED}, NOT_PROVEN(CERT_OTHER)},
    {"certificate for another host", {.cert = BAD_CERT_HOST}, NOT_PROVEN(CERT_HOST)},
    {"certificate without the address", {.cert = BAD_CERT_NAME_ONLY}, NOT_PROVEN(CERT_HOST),
     .url = "https://127.0.0.1:%d/"},
    {"certificate for another use", {.cert = BAD_CERT_USE}, NOT_PROVEN(CERT_OTHER)},

    /* Between the handshake and the reply */
    {"closed before the request was read", {.early = true, .head = "", .end = BAD_END_CUT},
     NO_REPLY(RESET, 0)},
    {"closed after the request", {.head = "", .end = BAD_END_CLOSE},
     NO_REPLY(RESET, 1)},
    {"cut after the request", {.head = "", .end = BAD_END_CUT},
     NO_REPLY(RESET, 1)},
    {"reset after the request", {.head = "", .end = BAD_END_RESET},
     NO_REPLY(RESET, 1)},
    {"silence after the request", {.good = 1, .head = "", .end = BAD_END_HANG},
     NO_REPLY(TIMEOUT, 2), .warm = true, .times_out = true},
    {"kept connection closed after the request", {.good = 1, .head = "", .end = BAD_END_CLOSE},
     NO_REPLY(RESENT, 2), .warm = true},
    {"kept connection cut after the request", {.good = 1, .head = "", .end = BAD_END_CUT},
     NO_REPLY(RESENT, 2), .warm = true},
    {"kept connection reset after the request", {.good = 1, .head = "", .end = BAD_END_RESET},
     NO_REPLY(RESENT, 2), .warm = true},

    /* Cut replies */
    {"status line cut", {.head = "HTTP/1.1 2", .end = BAD_END_CUT},
     NO_REPLY(RESET, 1)},
    {"head cut", {.head = OK_LINE JSON_TYPE "Content-Le", .end = BAD_END_CLOSE},
     NO_REPLY(RESET, 1)},
    {"body cut, length known", {.head = OK_LINE JSON_TYPE LENGTH(48) "\r\n{\"statusCo", .end = BAD_END_CLOSE},
     NO_REPLY(RESET, 1), .status = 200},
    {"body cut, chunked", {.head = OK_LINE JSON_TYPE CHUNKED "\r\n12\r\n{\"statusCode\":200}\r\n", .end = BAD_END_CLOSE},
     NO_REPLY(RESET, 1), .status = 200},
    {"body reset, chunked", {.head = OK_LINE JSON_TYPE CHUNKED "\r\n12\r\n{\"statusC", .end = BAD_END_RESET},
     NO_REPLY(RESET, 1), .status = 200},
    {"body without length", {.head = OK_LINE JSON_TYPE "\r\n{\"statusCode\":200}", .end = BAD_END_CLOSE},
     NO_REPLY(MALFORMED, 1), .status = 200},
    {"body without length, open", {.head = OK_LINE JSON_TYPE "\r\n{\"statusCode\":200}", .end = BAD_END_HANG},
     NO_REPLY(MALFORMED, 1), .status = 200},
    {"HTTP/1.0 without length", {.head = "HTTP/1.0 200 OK\r\n" JSON_TYPE "\r\n{}", .end = BAD_END_CLOSE},
     NO_REPLY(MALFORMED, 1), .status = 200},
    {"bad chunk size", {.head = OK_LINE CHUNKED "\r\nzz\r\n{}\r\n0\r\n\r\n", .end = BAD_END_HANG},
     NO_REPLY(MALFORMED, 1), .status = 200},

    /* Too much */
    {"1 GiB announced", {.head = OK_LINE JSON_TYPE LENGTH(1073741824) "\r\n", .fill = "0123456789abcdef", .fill_count = 1 << 26, .end = BAD_END_CLOSE},
     NO_REPLY(TOO_LARGE, 1), .status = 200},
    {"a length of 30 digits", {.head = OK_LINE LENGTH(184467440737095516160000000000) "\r\n{}", .end = BAD_END_HANG},
     NO_REPLY(TOO_LARGE, 1), .status = 200},
    {"one byte over the limit", {.head = OK_LINE LENGTH(262145) "\r\n", .fill = "x", .fill_count = 262145, .end = BAD_END_HANG},
     NO_REPLY(TOO_LARGE, 1), .status = 200},
    {"endless chunks", {.head = OK_LINE CHUNKED "\r\n", .fill = "10\r\n0123456789abcdef\r\n", .fill_count = BAD_FOREVER},
     NO_REPLY(TOO_LARGE, 1), .status = 200},
    {"endless body without length", {.head = OK_LINE "\r\n", .fill = "0123456789abcdef", .fill_count = BAD_FOREVER},
     NO_REPLY(MALFORMED, 1), .status = 200},
    {"header flood", {.head = OK_LINE, .fill = "a: b\r\n", .fill_count = BAD_FOREVER},
     NO_REPLY(TOO_LARGE, 1)},
    {"header bytes", {.head = OK_LINE, .fill = KIB KIB KIB KIB KIB KIB KIB, .fill_count = 40, .end = BAD_END_HANG},
     NO_REPLY(TOO_LARGE, 1)},
    {"one header of 4 MiB", {.head = OK_LINE "x-long: ", .fill = "0123456789abcdef", .fill_count = 1 << 18, .end = BAD_END_HANG},
     NO_REPLY(TOO_LARGE, 1)},
    {"endless 1xx", {.head = "", .fill = "HTTP/1.1 100 Continue\r\n\r\n", .fill_count = BAD_FOREVER},
     NO_REPLY(TOO_LARGE, 1)},
    {"endless trailers", {.head = OK_LINE CHUNKED "\r\n0\r\n", .fill = "a: b\r\n", .fill_count = BAD_FOREVER},
     NO_REPLY(TOO_LARGE, 1), .status = 200},

    /* Too slow */
    {"head drips", {.good = 1, .head = OK_LINE, .fill = KIB, .fill_count = 90, .drip_ms = 20},
     NO_REPLY(TIMEOUT, 2), .warm = true, .times_out = true},
    {"body drips", {.good = 1, .head = OK_LINE LENGTH(9000) "\r\n", .fill = KIB, .fill_count = 90, .drip_ms = 20, .end = BAD_END_HANG},
     NO_REPLY(TIMEOUT, 2), .warm = true, .times_out = true, .status = 200},
    {"no end after the chunks", {.good = 1, .head = OK_LINE CHUNKED "\r\n2\r\n{}\r\n", .end = BAD_END_HANG},
     NO_REPLY(TIMEOUT, 2), .warm = true, .times_out = true, .status = 200},

    /* Not what was asked for */
    {"HTTP/0.9", {.head = "{\"statusCode\":200}", .end = BAD_END_CLOSE},
     NO_REPLY(MALFORMED, 1)},
    {"HTTP/2 status line", {.head = "HTTP/2 200\r\n" LENGTH(2) "\r\n{}", .end = BAD_END_CLOSE},
     NO_REPLY(MALFORMED, 1)},
    {"protocol switched", {.head = "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", .end = BAD_END_HANG},
     NO_REPLY(MALFORMED, 1)},
    {"gzip unasked", {.head = OK_LINE JSON_TYPE "Content-Encoding: gzip\r\n" LENGTH(4) "\r\n\037\213\010x", .end = BAD_END_KEEP},
     NO_REPLY(MALFORMED, 1)},
    {"transfer gzip unasked", {.head = OK_LINE "Transfer-Encoding: gzip, chunked\r\n\r\n4\r\n\037\213\010x\r\n0\r\n\r\n"},
     NO_REPLY(MALFORMED, 1)},
    {"two lengths", {.head = OK_LINE LENGTH(2) LENGTH(3) "\r\n{}x"},
     NO_REPLY(MALFORMED, 1)},
    {"length and chunks", {.head = OK_LINE LENGTH(2) CHUNKED "\r\n2\r\n{}\r\n0\r\n\r\n"},
     NO_REPLY(MALFORMED, 1), .status = 200},
    {"folded header", {.head = OK_LINE "Content-Length:\r\n 2\r\n\r\n{}"},
     NO_REPLY(MALFORMED, 1)},

    /* Complete replies: what they mean is not decided here */
    {"good", {0}, REPLIED(1, 200)},
    {"good on a kept connection", {.good = 1}, REPLIED(2, 200), .warm = true},
    {"interim replies first", {.head = "HTTP/1.1 103 Early\r\n" LENGTH(7) "\r\n" OK_LINE JSON_TYPE LENGTH(2) "\r\n{}"},
     REPLIED(1, 200)},
    {"chunked", {.head = OK_LINE CHUNKED "\r\n1\r\n{\r\n1\r\n}\r\n0\r\nx: y\r\n\r\n"},
     REPLIED(1, 200)},
    {"exactly the limit", {.head = OK_LINE LENGTH(262144) "\r\n", .fill = "x", .fill_count = 262144},
     REPLIED(1, 200)},
    {"exactly the limit, chunked", {.head = OK_LINE CHUNKED "\r\n40000\r\n", .fill = "0123456789abcde\n", .fill_count = 16384, .end = BAD_END_HANG},
     NO_REPLY(TIMEOUT, 1), .status = 200, .times_out = true},
    {"empty", {.head = OK_LINE LENGTH(0) "\r\n"}, REPLIED(1, 200)},
    {"204", {.head = "HTTP/1.1 204 No Content\r\n\r\n"}, REPLIED(1, 204)},
    {"HTML of a gateway", {.head = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\n" LENGTH(13) "\r\n<html></html>"},
     REPLIED(1, 502)},
    {"wrong type", {.head = OK_LINE "Content-Type: text/json\r\n" LENGTH(2) "\r\n{}"},
     REPLIED(1, 200)},
    {"HTTP/1.0 with length", {.head = "HTTP/1.0 200 OK\r\n" JSON_TYPE LENGTH(2) "\r\n{}", .end = BAD_END_CLOSE},
     REPLIED(1, 200)},
    {"cut after the whole reply", {.head = OK_LINE LENGTH(2) "\r\n{}", .end = BAD_END_CUT},
     REPLIED(1, 200)},
    {"429", {.head = "HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\n" LENGTH(0) "\r\n"},
     REPLIED(1, 429)},
};
/* clang-format on */

static long peak_kib(void)
{
    struct rusage usage;
    ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
    return usage.ru_maxrss;
}

static void check_reply(const struct row *row, const struct http_reply *reply)
{
    ck_assert_msg(reply->result == row->result && reply->cause == row->cause,
                  "%s: %s %s instead of %s %s", row->name, exchange_result_text(reply->result),
                  outcome_cause_text(reply->cause), exchange_result_text(row->result),
                  outcome_cause_text(row->cause));
    ck_assert_msg(reply->sent == row->sent, "%s: sent is wrong", row->name);
    ck_assert_msg(reply->status == row->status, "%s: status %ld", row->name, reply->status);
    ck_assert_msg((reply->body != NULL) == (row->result == HTTP_REPLIED), "%s: body", row->name);
}

START_TEST(http__tells__what_is_known_about_a_fault)
    {
        const struct row *row = &rows[_i];
        struct bad_server *server = bad_server_start(&row->plan, exchange_certs);
        ck_assert_ptr_nonnull(server);
        struct http *http = exchange_http();
        if (row->warm) {
            struct http_request first = exchange_request(server, "/warm");
            first.max_idle_ms = 60000;
            struct http_reply reply = exchange_reply(http, &first);
            ck_assert_msg(reply.result == HTTP_REPLIED, "%s: the first failed", row->name);
            http_reply_clear(&reply);
        }
        struct http_request request = exchange_request(server, "/act");
        if (row->url != NULL)
            ck_assert_int_gt(
                snprintf(request.url, sizeof(request.url), row->url, bad_server_port(server)), 0);
        request.max_idle_ms = row->warm ? 60000 : 0;
        request.connect_limit_ms = (row->times_out ? SHORT_MS : USUAL_MS) * exchange_slowness();
        int64_t limit = request.connect_limit_ms + GRACE_MS * exchange_slowness();
        /* What hangs before the request is ended by its own limit. */
        request.limit_ms = (row->sent ? 1 : 20) * request.connect_limit_ms;
        long before_kib = peak_kib();
        int64_t begin = clock_boot_ms();
        struct http_reply reply = exchange_reply(http, &request);
        int64_t took = clock_boot_ms() - begin;
        check_reply(row, &reply);
        ck_assert_msg(took <= limit, "%s: took %ld ms", row->name, (long)took);
        ck_assert_msg(row->times_out || took < USUAL_MS * exchange_slowness(),
                      "%s: only the limit ended it", row->name);
        /* Resets may overtake what the server still had to read. */
        unsigned requests = bad_server_requests(server);
        ck_assert_msg(requests == row->requests, "%s: %u requests", row->name, requests);
#ifndef __SANITIZE_ADDRESS__
        ck_assert_msg(exchange_slowness() > 1 || peak_kib() - before_kib <= MAX_GROWTH_KIB,
                      "%s: %ld KiB more memory", row->name, peak_kib() - before_kib);
#else
        (void)before_kib; /* the sanitizer's own memory grows */
#endif
        http_reply_clear(&reply);
        http_free(http);
        bad_server_stop(server);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("http faults");
    TCase *tests = tap_case(suite, "faults");
    tcase_set_timeout(tests, 60.0 * (double)exchange_slowness());
    tcase_add_loop_test(tests, http__tells__what_is_known_about_a_fault, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    return exchange_run(suite);
}

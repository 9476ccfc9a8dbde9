/* The line breaks after every so many bytes, in each direction, with FIN and with RST, on a new
 * connection and on a kept one. Whatever happens: at most one request arrives, none when the
 * transport says that none left, and a reply is complete or it is none.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/http/exchange.h"
#include "tests/tap.h"
#include "tests/tools/cut_relay.h"

enum { USUAL_STEP = 40 };

static unsigned results[HTTP_NO_REPLY + 1];

/* TEST_CUT_STEP=1 cuts at every byte (some minutes). */
static size_t cut_step(void)
{
    const char *text = getenv("TEST_CUT_STEP");
    unsigned long step = text == NULL ? USUAL_STEP : strtoul(text, NULL, 10);
    return step == 0 ? USUAL_STEP : step;
}

static struct http_reply exchange_over(struct http *http, struct bad_server *server, int port)
{
    struct http_request request = exchange_request(server, "/");
    ck_assert_int_gt(
        snprintf(request.url, sizeof(request.url), "https://127.0.0.1:%d/delete", port), 0);
    request.max_idle_ms = 60000;
    return exchange_reply(http, &request);
}

/* One exchange over a relay with PLAN, after a good one on the same connection when KEPT. Returns
 * the bytes that the relay passed on in the direction of PLAN. */
static size_t cut_once(struct cut_plan plan, bool kept)
{
    static const struct bad_plan good_plan;
    struct bad_server *server = bad_server_start(&good_plan, exchange_certs);
    ck_assert_ptr_nonnull(server);
    struct cut_relay *relay = cut_relay_start(bad_server_port(server), plan);
    ck_assert_ptr_nonnull(relay);
    struct http *http = exchange_http();
    unsigned before = 0;
    struct http_reply reply = exchange_over(http, server, cut_relay_port(relay));
    if (kept && reply.result == HTTP_REPLIED) {
        http_reply_clear(&reply);
        before = bad_server_requests(server);
        ck_assert_uint_eq(before, 1);
        reply = exchange_over(http, server, cut_relay_port(relay));
    }
    http_free(http);
    size_t passed = cut_relay_passed(relay, plan.to_client);
    cut_relay_stop(relay);
    ck_assert(bad_server_wait_closed(server, 20000));
    unsigned requests = bad_server_requests(server) - before;
    const char *text = exchange_result_text(reply.result);
    ck_assert_msg(requests <= 1, "after %zu: %u requests", plan.after, requests);
    ck_assert_msg(reply.sent || requests == 0, "after %zu: not sent, but it came", plan.after);
    ck_assert_msg(reply.sent == (reply.result == HTTP_REPLIED || reply.result == HTTP_NO_REPLY),
                  "after %zu: sent %d, %s", plan.after, reply.sent, text);
    ck_assert_msg(reply.result != HTTP_NOT_PROVEN, "after %zu: %s", plan.after, text);
    if (reply.result == HTTP_REPLIED) {
        ck_assert_uint_eq(requests, 1);
        ck_assert_str_eq(reply.body->bytes, "{\"statusCode\":200}");
    }
    results[reply.result]++;
    http_reply_clear(&reply);
    bad_server_stop(server);
    return passed;
}

START_TEST(http__never_lies__wherever_the_line_breaks)
    {
        struct cut_plan plan = {.to_client = _i & 1, .after = SIZE_MAX};
        bool kept = (_i & 4) != 0;
        memset(results, 0, sizeof(results)); /* without CK_FORK the last round's are still there */
        size_t whole = cut_once(plan, kept);
        ck_assert_uint_eq(results[HTTP_REPLIED], 1);
        ck_assert_uint_gt(whole, 500);
        plan.reset = (_i & 2) != 0;
        /* Beyond the end as well: lengths of signatures differ a little from run to run. */
        for (plan.after = 0; plan.after <= whole + 5 * USUAL_STEP; plan.after += cut_step())
            cut_once(plan, kept);
        /* Every kind of ending was met, or the cuts were not where they should be. */
        ck_assert_uint_gt(results[HTTP_REPLIED], 1);
        ck_assert_uint_gt(results[HTTP_NOT_SENT], 3);
        ck_assert_uint_gt(results[HTTP_NO_REPLY], 3);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("http cuts");
    TCase *tests = tap_case(suite, "cuts");
    tcase_set_timeout(tests, 600.0 * (double)exchange_slowness());
    tcase_add_loop_test(tests, http__never_lies__wherever_the_line_breaks, 0, 8);
    return exchange_run(suite);
}

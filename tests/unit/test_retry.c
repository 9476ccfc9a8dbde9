/* app/retry.c: which request is asked again by itself, how often, and when. */
#include <string.h>

#include "app/retry.h"
#include "tests/tap.h"

enum { BEGAN_MS = 5000, NUMBER = 7 };

static const uint64_t chances[] = {0, 1, 250, 500, 999, 1000, UINT64_MAX};

static struct outcome failure(enum outcome_class class, enum outcome_cause cause)
{
    return (struct outcome){.class = class,
                            .cause = cause,
                            .sent = class != OUTCOME_NOT_SENT && class != OUTCOME_NOT_PROVEN,
                            .tries_left = -1};
}

/* One failure of a first try at OPERATION: is it asked again? */
static bool is_again(enum machine_operation operation, enum outcome_class class,
                     enum outcome_cause cause)
{
    struct retry retry = {0};
    struct outcome outcome = failure(class, cause);
    retry_start(&retry, operation, NUMBER, BEGAN_MS);
    bool again = retry_plan(&retry, &outcome, 0, BEGAN_MS, 0);
    ck_assert(again == (retry.due_ms != 0));
    ck_assert_int_eq(outcome.class, class);
    ck_assert_int_eq(outcome.cause, cause);
    return again;
}

START_TEST(only_reads__are__asked_again)
    {
        for (enum machine_operation operation = 0; operation < OPERATION_COUNT; operation++) {
            bool is_read = operation == OPERATION_GET_PROFILE || operation == OPERATION_NONE;
            ck_assert_msg(is_again(operation, OUTCOME_UNKNOWN, OUTCOME_CAUSE_RESET) == is_read,
                          "%s", machine_operation_text(operation));
            ck_assert_msg(is_again(operation, OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT) == is_read,
                          "%s", machine_operation_text(operation));
        }
    }
END_TEST

START_TEST(only_failures_that_may_pass__are__asked_again)
    {
        for (enum outcome_class class = 0; class < OUTCOME_CLASS_COUNT; class ++) {
            bool passes =
                class == OUTCOME_UNKNOWN || class == OUTCOME_NOT_SENT || class == OUTCOME_WAIT;
            ck_assert_msg(is_again(OPERATION_GET_PROFILE, class, OUTCOME_CAUSE_NONE) == passes,
                          "%s", outcome_class_text(class));
        }
        for (enum outcome_cause cause = 0; cause < OUTCOME_CAUSE_COUNT; cause++) {
            bool passes = cause != OUTCOME_CAUSE_MEMORY && cause != OUTCOME_CAUSE_CANCELLED;
            ck_assert_msg(is_again(OPERATION_NONE, OUTCOME_NOT_SENT, cause) == passes, "%s",
                          outcome_cause_text(cause));
        }
    }
END_TEST

/* Fails at once at each try: two more, each later than the one before, spread by chance. */
START_TEST(a_read__is__asked_again_twice)
    {
        for (size_t i = 0; i < sizeof(chances) / sizeof(chances[0]); i++) {
            struct retry retry = {0};
            int64_t now_ms = BEGAN_MS;
            retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, now_ms);
            ck_assert_int_eq(retry_limit_ms(&retry, now_ms), 0);
            for (int64_t pause_ms = 500; pause_ms <= 1000; pause_ms += 500) {
                struct outcome outcome = failure(OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT);
                ck_assert(retry_plan(&retry, &outcome, 0, now_ms, chances[i]));
                ck_assert_int_ge(retry.due_ms, now_ms + pause_ms / 2);
                ck_assert_int_le(retry.due_ms, now_ms + pause_ms / 2 + pause_ms);
                now_ms = retry.due_ms;
                retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, now_ms);
                ck_assert_int_eq(retry.due_ms, 0);
                ck_assert_int_eq(retry_limit_ms(&retry, now_ms),
                                 BEGAN_MS + RETRY_TOTAL_MS - now_ms);
            }
            struct outcome outcome = failure(OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT);
            ck_assert(!retry_plan(&retry, &outcome, 0, now_ms, chances[i]));
            ck_assert_int_eq(outcome.class, OUTCOME_NOT_SENT);
        }
    }
END_TEST

START_TEST(chance__spreads__the_tries)
    {
        struct retry one = {0};
        struct retry other = {0};
        struct outcome outcome = failure(OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT);
        retry_start(&one, OPERATION_NONE, NUMBER, BEGAN_MS);
        retry_start(&other, OPERATION_NONE, NUMBER, BEGAN_MS);
        ck_assert(retry_plan(&one, &outcome, 0, BEGAN_MS, 0));
        ck_assert(retry_plan(&other, &outcome, 0, BEGAN_MS, 499));
        ck_assert_int_eq(other.due_ms - one.due_ms, 499);
    }
END_TEST

START_TEST(the_server__is__not_asked_before_it_wants)
    {
        struct retry retry = {0};
        struct outcome outcome = failure(OUTCOME_WAIT, OUTCOME_CAUSE_TOO_OFTEN);
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, BEGAN_MS);
        ck_assert(retry_plan(&retry, &outcome, 3, BEGAN_MS, 0));
        ck_assert_int_ge(retry.due_ms, BEGAN_MS + 3000);
    }
END_TEST

/* What would not fit into the ten seconds is not begun. */
START_TEST(ten_seconds__are__enough)
    {
        static const struct {
            int64_t failed_ms, wait_s;
            bool again;
        } cases[] = {{0, 8, true},    {0, 9, false},    {0, 300, false},
                     {8750, 0, true}, {8751, 0, false}, {15000, 0, false},
                     {1750, 7, true}, {1751, 7, false}, {1000 * 60, 0, false}};
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct retry retry = {0};
            struct outcome outcome = failure(OUTCOME_UNKNOWN, OUTCOME_CAUSE_TIMEOUT);
            retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, BEGAN_MS);
            ck_assert_msg(retry_plan(&retry, &outcome, cases[i].wait_s,
                                     BEGAN_MS + cases[i].failed_ms, 0) == cases[i].again,
                          "case %zu", i);
            if (!cases[i].again)
                continue;
            retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, retry.due_ms);
            ck_assert_int_ge(retry_limit_ms(&retry, BEGAN_MS + 8999), RETRY_LEAST_MS);
            /* A late start of a planned try is still one try of the least length. */
            ck_assert_int_eq(retry_limit_ms(&retry, BEGAN_MS + 60000), RETRY_LEAST_MS);
        }
    }
END_TEST

/* Once bytes may have left, the end is not "nothing was sent". */
START_TEST(what_left_once__is__not_denied)
    {
        struct retry retry = {0};
        struct outcome left = failure(OUTCOME_UNKNOWN, OUTCOME_CAUSE_RESET);
        struct outcome none = failure(OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT);
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, BEGAN_MS);
        ck_assert(retry_plan(&retry, &left, 0, BEGAN_MS, 0));
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, retry.due_ms);
        ck_assert(retry_plan(&retry, &none, 0, BEGAN_MS + 1000, 0));
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, retry.due_ms);
        ck_assert(!retry_plan(&retry, &none, 0, BEGAN_MS + 2000, 0));
        ck_assert_int_eq(none.class, OUTCOME_UNKNOWN);
        ck_assert_int_eq(none.cause, OUTCOME_CAUSE_RESET);
        /* But a server that did not prove who it is stays that. */
        struct outcome other = failure(OUTCOME_NOT_PROVEN, OUTCOME_CAUSE_CERT_HOST);
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, BEGAN_MS);
        ck_assert(retry_plan(&retry, &left, 0, BEGAN_MS, 0));
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, retry.due_ms);
        ck_assert(!retry_plan(&retry, &other, 0, BEGAN_MS + 1000, 0));
        ck_assert_int_eq(other.class, OUTCOME_NOT_PROVEN);
    }
END_TEST

/* Another number or operation is another request; and so is one that was given up. */
START_TEST(another_request__begins__anew)
    {
        struct outcome outcome = failure(OUTCOME_UNKNOWN, OUTCOME_CAUSE_RESET);
        for (int i = 0; i < 3; i++) {
            struct retry retry = {0};
            retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, BEGAN_MS);
            ck_assert(retry_plan(&retry, &outcome, 0, BEGAN_MS, 0));
            if (i == 2)
                retry_forget(&retry);
            ck_assert(i == 2 || retry.due_ms != 0);
            retry_start(&retry, i == 1 ? OPERATION_SIGN_IN_PASSWORD : OPERATION_GET_PROFILE,
                        i == 0 ? NUMBER + 1 : NUMBER, BEGAN_MS + 9000);
            ck_assert_uint_eq(retry.again, 0);
            ck_assert_int_eq(retry.due_ms, 0);
            ck_assert_int_eq(retry.began_ms, BEGAN_MS + 9000);
            ck_assert(!retry.has_left);
        }
    }
END_TEST

/* The answer of a request that was given up, or of one that nobody counts, starts nothing, even on
 * a machine that has just been switched on. */
START_TEST(what_was_given_up__is__not_asked_again)
    {
        struct retry retry = {0};
        struct outcome outcome = failure(OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT);
        ck_assert(!retry_plan(&retry, &outcome, 0, 100, 0));
        retry_start(&retry, OPERATION_GET_PROFILE, NUMBER, 100);
        retry_forget(&retry);
        ck_assert(!retry_plan(&retry, &outcome, 0, 200, 0));
        ck_assert_int_eq(retry.due_ms, 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("retry");
    TCase *tests = tap_case(suite, "retry");
    tcase_add_test(tests, only_reads__are__asked_again);
    tcase_add_test(tests, only_failures_that_may_pass__are__asked_again);
    tcase_add_test(tests, a_read__is__asked_again_twice);
    tcase_add_test(tests, chance__spreads__the_tries);
    tcase_add_test(tests, the_server__is__not_asked_before_it_wants);
    tcase_add_test(tests, ten_seconds__are__enough);
    tcase_add_test(tests, what_left_once__is__not_denied);
    tcase_add_test(tests, another_request__begins__anew);
    tcase_add_test(tests, what_was_given_up__is__not_asked_again);
    return tap_run(suite);
}

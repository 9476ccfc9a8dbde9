/* The irreversible step alone: every way through it, to the millisecond. */
#include "flow/delete_step.h"
#include "tests/tap.h"

enum { BEGAN = 1000000, LIFE_S = 60, DEADLINE = BEGAN + 55000, LAST_PROBE = BEGAN + 75000 };

static struct delete_step begun(void)
{
    struct delete_step step;
    delete_step_begin(&step, BEGAN, BEGAN, LIFE_S, UINT64_C(0x123456789abcdef0));
    return step;
}

static struct delete_step armed(int64_t now_ms)
{
    struct delete_step step = begun();
    ck_assert(delete_step_arm(&step, now_ms, now_ms - 1000));
    return step;
}

static struct delete_step committed(int64_t now_ms)
{
    struct delete_step step = armed(now_ms);
    ck_assert(delete_step_commit(&step, now_ms));
    return step;
}

static struct delete_step unknown(int64_t now_ms)
{
    struct delete_step step = committed(now_ms);
    delete_step_reply(&step, DELETE_PROOF_NONE, now_ms);
    ck_assert_int_eq(step.state, DELETE_UNKNOWN);
    return step;
}

/* Answered at once. */
static void probe(struct delete_step *step, enum delete_step_probe seen, int64_t now_ms)
{
    delete_step_probe(step, seen, now_ms, now_ms);
}

START_TEST(begin__names__the_attempt_in_letters_that_are_not_mistaken)
    {
        struct delete_step step = begun();
        ck_assert_int_eq(step.state, DELETE_IDLE);
        ck_assert_str_eq(step.attempt, "JRRTDF4H");
        ck_assert_int_eq(step.next_probe_ms, -1);
    }
END_TEST

START_TEST(deadline__is__the_stated_life_less_a_margin)
    {
        struct delete_step step = begun();
        ck_assert_int_eq(delete_step_deadline_ms(&step), DEADLINE);
        delete_step_begin(&step, BEGAN, BEGAN, 10, 0);
        ck_assert_int_eq(delete_step_deadline_ms(&step), BEGAN + 5000);
        delete_step_begin(&step, BEGAN, BEGAN, 3600, 0); /* more than a minute is not believed */
        ck_assert_int_eq(delete_step_deadline_ms(&step), DEADLINE);
    }
END_TEST

START_TEST(arm__is_refused__after_the_deadline_and_twice)
    {
        struct delete_step step = begun();
        ck_assert(!delete_step_arm(&step, DEADLINE, DEADLINE));
        ck_assert_int_eq(step.state, DELETE_IDLE);
        ck_assert(delete_step_arm(&step, DEADLINE - 1, 0));
        ck_assert(!step.session_was_ok);
        ck_assert(!delete_step_arm(&step, DEADLINE - 1, 0));
    }
END_TEST

START_TEST(arm__knows__whether_the_session_had_just_answered)
    {
        struct delete_step step = begun();
        ck_assert(delete_step_arm(&step, BEGAN + 10, BEGAN + 10 - DELETE_FRESH_MS));
        ck_assert(step.session_was_ok);
        step = begun();
        ck_assert(delete_step_arm(&step, BEGAN + 10, BEGAN + 9 - DELETE_FRESH_MS));
        ck_assert(!step.session_was_ok);
    }
END_TEST

START_TEST(commit__is_true__once_and_in_time)
    {
        struct delete_step step = begun();
        ck_assert(!delete_step_commit(&step, BEGAN)); /* nobody confirmed */
        step = armed(BEGAN + 1);
        ck_assert(!delete_step_commit(&step, DEADLINE));
        ck_assert_int_eq(step.state, DELETE_ARMED);
        ck_assert(delete_step_commit(&step, DEADLINE - 1));
        ck_assert_int_eq(step.sent_ms, DEADLINE - 1);
        ck_assert(!delete_step_commit(&step, DEADLINE - 1));
        ck_assert_int_eq(step.state, DELETE_COMMITTED);
    }
END_TEST

START_TEST(reply__proves__only_what_was_sent)
    {
        struct delete_step step = armed(BEGAN + 1);
        delete_step_reply(&step, DELETE_PROOF_DONE, BEGAN + 2);
        ck_assert_int_eq(step.state, DELETE_IDLE); /* it never left */
        step = committed(BEGAN + 1);
        delete_step_reply(&step, DELETE_PROOF_DONE, BEGAN + 2);
        ck_assert_int_eq(step.state, DELETE_DONE);
        delete_step_reply(&step, DELETE_PROOF_REFUSED, BEGAN + 3);
        ck_assert_int_eq(step.state, DELETE_DONE); /* decided once */
        step = committed(BEGAN + 1);
        delete_step_reply(&step, DELETE_PROOF_REFUSED, BEGAN + 2);
        ck_assert_int_eq(step.state, DELETE_REFUSED);
        step = committed(BEGAN + 1);
        delete_step_reply(&step, DELETE_PROOF_SESSION_OVER, BEGAN + 2);
        ck_assert_int_eq(step.state, DELETE_NOT_ACCEPTED); /* neither refused nor done */
        ck_assert_int_eq(step.next_probe_ms, -1);
        step = unknown(BEGAN + 1);
        ck_assert_int_eq(step.next_probe_ms, BEGAN + 1 + DELETE_FIRST_PROBE_MS);
    }
END_TEST

START_TEST(probe__proves_gone__only_if_the_session_had_answered)
    {
        struct delete_step step = unknown(BEGAN + 1);
        probe(&step, DELETE_PROBE_GONE, BEGAN + 2000);
        ck_assert_int_eq(step.state, DELETE_DONE);
        ck_assert(step.by_probe);
        ck_assert_int_eq(step.next_probe_ms, -1);

        step = unknown(BEGAN + 1);
        step.session_was_ok = false;
        probe(&step, DELETE_PROBE_GONE, BEGAN + 2000);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        ck_assert_int_eq(step.next_probe_ms, BEGAN + 7000);
    }
END_TEST

START_TEST(probe__believes__a_hint_only_when_it_comes_twice_in_a_row)
    {
        struct delete_step step = unknown(BEGAN + 1);
        probe(&step, DELETE_PROBE_MAYBE_GONE, BEGAN + 2000);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        probe(&step, DELETE_PROBE_NOTHING, BEGAN + 7000);
        probe(&step, DELETE_PROBE_MAYBE_GONE, BEGAN + 12000);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        probe(&step, DELETE_PROBE_MAYBE_GONE, BEGAN + 17000);
        ck_assert_int_eq(step.state, DELETE_DONE);
        ck_assert(step.by_probe);
    }
END_TEST

START_TEST(probe__believes__that_it_is_still_there_only_after_the_window)
    {
        struct delete_step step = unknown(BEGAN + 1);
        probe(&step, DELETE_PROBE_SAME, LAST_PROBE - 1);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        ck_assert_int_eq(step.next_probe_ms, LAST_PROBE); /* not later than the last one */
        probe(&step, DELETE_PROBE_SAME, LAST_PROBE);
        ck_assert_int_eq(step.state, DELETE_KEPT);
        probe(&step, DELETE_PROBE_GONE, LAST_PROBE + 1);
        ck_assert_int_eq(step.state, DELETE_KEPT);
    }
END_TEST

START_TEST(probe__leaves_it_open__when_nothing_can_be_read_to_the_end)
    {
        struct delete_step step = unknown(BEGAN + 1);
        probe(&step, DELETE_PROBE_NOTHING, BEGAN + 2000);
        ck_assert_int_eq(step.next_probe_ms, BEGAN + 7000);
        probe(&step, DELETE_PROBE_NOTHING, LAST_PROBE);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        ck_assert_int_eq(step.next_probe_ms, -1);
    }
END_TEST

/* The server says that it was not done: one probe, and the first that speaks against it opens the
 * question again. */
START_TEST(probe__confirms__a_denial_once)
    {
        static const struct {
            enum delete_step_probe seen;
            bool was_ok;
            enum delete_step_state state;
            bool by_probe;
            int64_t next_ms;
        } cases[] = {
            {DELETE_PROBE_SAME, true, DELETE_REFUSED, true, -1},
            {DELETE_PROBE_SAME, false, DELETE_REFUSED, true, -1},
            {DELETE_PROBE_NOTHING, true, DELETE_REFUSED, false, -1},
            {DELETE_PROBE_GONE, true, DELETE_DONE, true, -1},
            {DELETE_PROBE_GONE, false, DELETE_UNKNOWN, false, BEGAN + 7000},
            {DELETE_PROBE_MAYBE_GONE, true, DELETE_UNKNOWN, false, BEGAN + 7000},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct delete_step step = committed(BEGAN + 1);
            step.session_was_ok = cases[i].was_ok;
            delete_step_reply(&step, DELETE_PROOF_DENIED, BEGAN + 3);
            ck_assert_int_eq(step.state, DELETE_DENIED);
            ck_assert_int_eq(step.next_probe_ms, BEGAN + 3 + DELETE_FIRST_PROBE_MS);
            ck_assert(!delete_step_commit(&step, BEGAN + 4));
            probe(&step, cases[i].seen, BEGAN + 2000);
            ck_assert_msg(step.state == cases[i].state, "case %zu: state %d", i, step.state);
            ck_assert_int_eq(step.by_probe, cases[i].by_probe);
            ck_assert_int_eq(step.next_probe_ms, cases[i].next_ms);
        }
        /* The second hint in a row proves it, as always. */
        struct delete_step step = committed(BEGAN + 1);
        delete_step_reply(&step, DELETE_PROOF_DENIED, BEGAN + 3);
        probe(&step, DELETE_PROBE_MAYBE_GONE, BEGAN + 2000);
        probe(&step, DELETE_PROBE_MAYBE_GONE, BEGAN + 7000);
        ck_assert_int_eq(step.state, DELETE_DONE);
        /* A denial counts only of what was sent. */
        step = (struct delete_step){.state = DELETE_ARMED};
        delete_step_reply(&step, DELETE_PROOF_DENIED, BEGAN);
        ck_assert_int_eq(step.state, DELETE_IDLE);
    }
END_TEST

START_TEST(window__counts__from_the_sending_when_that_was_later)
    {
        struct delete_step step;
        delete_step_begin(&step, BEGAN, BEGAN, 6, 0);
        ck_assert(delete_step_arm(&step, BEGAN + 900, BEGAN));
        ck_assert(delete_step_commit(&step, BEGAN + 999));
        step.sent_ms = BEGAN + 9000; /* as after a suspend between the hook and the first byte */
        delete_step_reply(&step, DELETE_PROOF_NONE, BEGAN + 9000);
        probe(&step, DELETE_PROBE_SAME, BEGAN + 9000 + DELETE_LAST_PROBE_MS - 1);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        probe(&step, DELETE_PROBE_SAME, BEGAN + 9000 + DELETE_LAST_PROBE_MS);
        ck_assert_int_eq(step.state, DELETE_KEPT);
    }
END_TEST

/* The server's clock for the token began at any time while verify was under way. */
START_TEST(window__counts__from_when_the_token_had_come)
    {
        struct delete_step step;
        delete_step_begin(&step, BEGAN, BEGAN + 17000, LIFE_S, 0);
        ck_assert_int_eq(delete_step_deadline_ms(&step), DEADLINE);
        ck_assert_int_eq(delete_step_closes_ms(&step), LAST_PROBE + 17000);
        ck_assert(delete_step_arm(&step, BEGAN + 18000, BEGAN + 18000));
        ck_assert(delete_step_commit(&step, BEGAN + 18000));
        delete_step_reply(&step, DELETE_PROOF_NONE, BEGAN + 18000);
        probe(&step, DELETE_PROBE_SAME, LAST_PROBE);
        ck_assert_int_eq(step.state, DELETE_UNKNOWN);
        probe(&step, DELETE_PROBE_SAME, LAST_PROBE + 17000);
        ck_assert_int_eq(step.state, DELETE_KEPT);
    }
END_TEST

/* What was asked before the window closed was perhaps read before the order was carried out,
 * however late the answer comes. */
START_TEST(probe__counts__from_when_it_was_asked)
    {
        static const enum delete_step_probe nothing[] = {DELETE_PROBE_SAME, DELETE_PROBE_NOTHING};
        for (size_t i = 0; i < 2; i++) {
            struct delete_step step = unknown(BEGAN + 1);
            delete_step_probe(&step, nothing[i], LAST_PROBE - 1, LAST_PROBE + 11000);
            ck_assert_int_eq(step.state, DELETE_UNKNOWN);
            ck_assert_int_eq(step.next_probe_ms, LAST_PROBE + 11000); /* once more, at once */
            delete_step_probe(&step, nothing[i], LAST_PROBE + 11000, LAST_PROBE + 12000);
            ck_assert_int_eq(step.state, i == 0 ? DELETE_KEPT : DELETE_UNKNOWN);
            ck_assert_int_eq(step.next_probe_ms, -1);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("delete_step");
    TCase *tests = tap_case(suite, "delete_step");
    tcase_add_test(tests, begin__names__the_attempt_in_letters_that_are_not_mistaken);
    tcase_add_test(tests, deadline__is__the_stated_life_less_a_margin);
    tcase_add_test(tests, arm__is_refused__after_the_deadline_and_twice);
    tcase_add_test(tests, arm__knows__whether_the_session_had_just_answered);
    tcase_add_test(tests, commit__is_true__once_and_in_time);
    tcase_add_test(tests, reply__proves__only_what_was_sent);
    tcase_add_test(tests, probe__proves_gone__only_if_the_session_had_answered);
    tcase_add_test(tests, probe__believes__a_hint_only_when_it_comes_twice_in_a_row);
    tcase_add_test(tests, probe__believes__that_it_is_still_there_only_after_the_window);
    tcase_add_test(tests, probe__leaves_it_open__when_nothing_can_be_read_to_the_end);
    tcase_add_test(tests, probe__confirms__a_denial_once);
    tcase_add_test(tests, window__counts__from_the_sending_when_that_was_later);
    tcase_add_test(tests, window__counts__from_when_the_token_had_come);
    tcase_add_test(tests, probe__counts__from_when_it_was_asked);
    return tap_run(suite);
}

/* What is known about a code that was sent: how long to wait for the next one, whether it is still
 * good, and the sandbox's mail with it. */
#include <string.h>

#include "base/text.h"
#include "flow/machine.h"
#include "tests/tap.h"

enum { NOW_MS = 1000000 };

static struct machine machine;
static struct view view;

static void take(struct event event, int64_t after_ms)
{
    struct effects effects;
    event.now_ms = NOW_MS + after_ms;
    machine_update(&machine, &event, &effects);
    machine_view(&machine, &view);
}

static void act(enum machine_input input, int64_t after_ms)
{
    take((struct event){.input = input}, after_ms);
}

static const struct view_item *find(const char *id)
{
    for (size_t i = 0; i < view.item_count; i++)
        if (strcmp(view.items[i].id, id) == 0)
            return &view.items[i];
    return NULL;
}

/* On the screen that offers the ways to prove who one is. */
static void begin(void)
{
    machine_init(&machine, "demo.example.org", true);
    machine.state = STATE_CONSEQUENCES;
    machine.signed_in = true;
    machine.account.email = (struct shown){"a***@example.org"};
    machine.account.phone = (struct shown){"+86 ***01"};
}

/* The same on the first screen. */
static void begin_sign_in(void)
{
    machine_init(&machine, "demo.example.org", true);
    machine.sign_in_by = SIGN_IN_BY_EMAIL_CODE;
}

static void ask(enum form_method method, int64_t after_ms)
{
    struct event event = {.input = ON_SUBMIT};
    event.facts.method = (uint8_t)method;
    event.facts.account = TEXT_ACCOUNT_EMAIL;
    take(event, after_ms);
    ck_assert_uint_ne(machine.in_flight, 0);
}

static void reply(enum machine_input input, struct outcome outcome, int64_t after_ms)
{
    struct event event = {.input = input, .number = machine.in_flight, .outcome = outcome};
    take(event, after_ms);
}

static void is_sent(int64_t after_ms)
{
    reply(ON_OK, (struct outcome){.class = OUTCOME_OK, .tries_left = -1}, after_ms);
}

static void is_too_often(int32_t wait_s, bool said, int64_t after_ms)
{
    reply(ON_WAIT,
          (struct outcome){.class = OUTCOME_WAIT,
                           .cause = OUTCOME_CAUSE_TOO_OFTEN,
                           .wait_s = wait_s,
                           .wait_said = said,
                           .tries_left = -1},
          after_ms);
}

static void mail_comes(const char *code, int64_t after_ms)
{
    struct event event = {.input = ON_MAIL, .mail = {"ann@example.org"}};
    (void)memcpy(event.mail_code.text, code, strlen(code) + 1);
    take(event, after_ms);
}

static void type_code(int64_t after_ms)
{
    struct event event = {.input = ON_SUBMIT};
    event.facts.has_code = true;
    take(event, after_ms);
}

static void is_wrong(int64_t after_ms)
{
    reply(ON_WRONG,
          (struct outcome){.class = OUTCOME_WRONG, .cause = OUTCOME_CAUSE_CODE, .tries_left = -1},
          after_ms);
}

/* The code 123456 came, the person went back and asked again, which the server refused. */
static void ask_twice(bool signs_in)
{
    signs_in ? begin_sign_in() : begin();
    ask(FORM_METHOD_EMAIL, 0);
    is_sent(0);
    mail_comes("123456", 0);
    act(ON_BACK, 20000);
    ask(FORM_METHOD_EMAIL, 32000);
    is_too_often(60, false, 32000);
}

static const char use_it[] =
    "A code was sent a short while ago. Use it, or wait and send a new one.";

START_TEST(a_code_that_is_still_good__stays_shown__when_another_one_is_refused)
    {
        ask_twice(_i != 0);
        ck_assert_str_eq(view.status, use_it);
        ck_assert_str_eq(find("sandbox_mail")->text, "ann@example.org");
        ck_assert_str_eq(find("sandbox_code")->text, "123456");
        /* How long it is still good is not what it was. */
        ck_assert_str_eq(find("sent_to")->text, "Code by email.");
    }
END_TEST

START_TEST(a_code__is_shown_no_more__when_it_is_replaced)
    {
        ask_twice(_i != 0);
        act(ON_RESEND, 61000);
        mail_comes("654321", 61000); /* before the reply, or after it */
        is_sent(61000);
        ck_assert_str_eq(find("sandbox_code")->text, "654321");
        ck_assert_str_eq(find("sent_to")->text, "Code emailed. Valid 5 minutes.");
        act(ON_RESEND, 122000);
        is_sent(122000);
        ck_assert_ptr_null(find("sandbox_code"));
        mail_comes("111111", 122000);
        ck_assert_str_eq(find("sandbox_code")->text, "111111");
    }
END_TEST

/* The mail of one way is none of another, nor that of somebody who signed in before. */
START_TEST(a_code__is_not_shown__where_it_does_not_belong)
    {
        ask_twice(false);
        act(ON_BACK, 40000);
        ask(FORM_METHOD_PHONE, 40000);
        is_too_often(60, false, 40000);
        ck_assert_ptr_null(find("sandbox_code"));
        ck_assert_str_eq(find("sent_to")->text, "Code by SMS.");
        ask_twice(true);
        type_code(40000);
        is_sent(40000);
        ck_assert_int_eq(machine.state, STATE_LOADING_PROFILE);
        ck_assert_str_eq(machine.mail_code.text, "");
    }
END_TEST

START_TEST(a_refusal__does_not_make_the_wait_longer__unless_it_says_so)
    {
        ask_twice(_i != 0);
        act(ON_RESEND, 33000);
        ck_assert_str_eq(view.status, "Wait 27 seconds for a new code.");
        act(ON_BACK, 34000);
        ask(FORM_METHOD_EMAIL, 34000);
        is_too_often(90, true, 34000);
        act(ON_RESEND, 35000);
        ck_assert_str_eq(view.status, "Wait 89 seconds for a new code.");
        act(ON_BACK, 36000);
        ask(FORM_METHOD_EMAIL, 36000);
        is_too_often(5, true, 36000);
        act(ON_RESEND, 36000);
        ck_assert_str_eq(view.status, "Wait 5 seconds for a new code.");
        act(ON_RESEND, 41000); /* that time is over */
        is_too_often(60, false, 41000);
        act(ON_RESEND, 42000);
        ck_assert_str_eq(view.status, "Wait 59 seconds for a new code.");
    }
END_TEST

static void is_dead(void)
{
    ck_assert_str_eq(view.status, "Wait 20 seconds for a new code.");
    ck_assert_str_eq(find("sent_to")->text, "No code is valid now. Send a new code.");
    ck_assert_ptr_null(find("sandbox_mail"));
    ck_assert_ptr_null(find("sandbox_code"));
}

START_TEST(a_code_that_is_dead__is_not_offered__when_another_one_is_refused)
    {
        ask_twice(_i != 0);
        for (int i = 0; i < 3; i++) {
            ck_assert_ptr_nonnull(find("sandbox_code"));
            type_code(33000);
            is_wrong(33000);
        }
        ck_assert_ptr_null(find("sandbox_code"));
        act(ON_BACK, 34000);
        ask(FORM_METHOD_EMAIL, 40000);
        is_too_often(60, false, 40000);
        is_dead();
        machine.now_ms += 100000; /* looked at again much later */
        machine_view(&machine, &view);
        ck_assert_str_eq(view.status, "Wait 1 second for a new code.");
    }
END_TEST

START_TEST(a_code_that_is_expired__is_not_offered__when_another_one_is_refused)
    {
        ask_twice(_i != 0);
        type_code(33000);
        reply(_i != 0 ? ON_REFUSED : ON_EXPIRED,
              (struct outcome){.class = _i != 0 ? OUTCOME_REFUSED : OUTCOME_EXPIRED,
                               .cause = OUTCOME_CAUSE_CODE_EXPIRED,
                               .tries_left = -1},
              33000);
        ck_assert_ptr_null(find("sandbox_code"));
        act(ON_BACK, 34000);
        ask(FORM_METHOD_EMAIL, 40000);
        is_too_often(60, false, 40000);
        is_dead();
    }
END_TEST

/* Wrong ones of another way do not count. */
START_TEST(wrong_codes__say_nothing__about_the_code_of_another_way)
    {
        ask_twice(false);
        for (int i = 0; i < 3; i++) {
            type_code(33000);
            is_wrong(33000);
        }
        act(ON_BACK, 34000);
        ask(FORM_METHOD_PHONE, 40000);
        is_too_often(60, false, 40000);
        ck_assert_str_eq(view.status, use_it);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");
    TCase *tests = tap_case(suite, "codes");
    tcase_add_loop_test(tests, a_code_that_is_still_good__stays_shown__when_another_one_is_refused,
                        0, 2);
    tcase_add_loop_test(tests, a_code__is_shown_no_more__when_it_is_replaced, 0, 2);
    tcase_add_test(tests, a_code__is_not_shown__where_it_does_not_belong);
    tcase_add_loop_test(tests, a_refusal__does_not_make_the_wait_longer__unless_it_says_so, 0, 2);
    tcase_add_loop_test(tests, a_code_that_is_dead__is_not_offered__when_another_one_is_refused, 0,
                        2);
    tcase_add_loop_test(tests, a_code_that_is_expired__is_not_offered__when_another_one_is_refused,
                        0, 2);
    tcase_add_test(tests, wrong_codes__say_nothing__about_the_code_of_another_way);
    return tap_run(suite);
}

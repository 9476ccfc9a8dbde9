/* An order to delete that left and had no verdict is not forgotten when somebody signs in again. */
#include <string.h>

#include "flow/machine.h"
#include "tests/tap.h"

enum { NOW_MS = 1000000, WALL_S = 1772352930, LIFE_S = 60, CLOSES_MS = NOW_MS + 75000 };

static struct machine machine;
static struct effects effects;
static struct view view;

static void take(struct event event)
{
    if (event.now_ms == 0)
        event.now_ms = machine.now_ms > NOW_MS ? machine.now_ms : NOW_MS;
    event.wall_s = WALL_S + (event.now_ms - NOW_MS) / 1000;
    if (event.input >= ON_UNKNOWN && event.input <= ON_NOT_PROVEN)
        event.number = machine.in_flight;
    machine_update(&machine, &event, &effects);
    machine_view(&machine, &view);
}

static void act(enum machine_input input)
{
    take((struct event){.input = input});
}

static struct machine_account account_of(const char *user)
{
    struct machine_account account = {.user_id = ""};
    (void)memcpy(account.user_id, user, strlen(user) + 1);
    (void)memcpy(account.name.text, user, strlen(user) + 1);
    return account;
}

/* USER has confirmed, the order has left, and the session is said to be over. */
static void order_that_is_not_accepted(const char *user, uint64_t random)
{
    machine.state = STATE_DELETING;
    machine.signed_in = true;
    machine.in_flight = ++machine.last_number;
    machine.operation = OPERATION_DELETE_ACCOUNT;
    machine.account = account_of(user);
    machine.profile_ok_ms = NOW_MS;
    delete_step_begin(&machine.step, NOW_MS, NOW_MS, LIFE_S, random);
    ck_assert(delete_step_arm(&machine.step, NOW_MS, NOW_MS));
    ck_assert(machine_commit_delete(&machine, NOW_MS));
    struct event reply = {.input = ON_SESSION_OVER};
    reply.outcome = (struct outcome){
        .class = OUTCOME_SESSION_OVER, .tries_left = -1, .request_id = {"delete-1"}, .sent = true};
    take(reply);
    ck_assert_int_eq(machine.state, STATE_REFUSED);
}

static void begin(void)
{
    machine_init(&machine, "demo.example.org", false);
}

static void fail_sign_in(enum outcome_class class, enum outcome_cause cause)
{
    take((struct event){.input = ON_SUBMIT,
                        .facts = {.account = TEXT_ACCOUNT_NAME, .has_password = true}});
    ck_assert_int_eq(machine.state, STATE_SIGNING_IN);
    take((struct event){.input = ON_UNKNOWN + (enum machine_input) class,
                        .outcome = {.class = class, .cause = cause, .tries_left = -1}});
    ck_assert_int_eq(machine.state,
                     class == OUTCOME_ANOTHER_STEP ? STATE_NEEDS_BROWSER : STATE_SIGN_IN);
}

/* USER signs in; the profile is asked for AFTER_MS after the order left. */
static void sign_in(const char *user, int64_t after_ms)
{
    take((struct event){.input = ON_SUBMIT,
                        .facts = {.account = TEXT_ACCOUNT_NAME, .has_password = true}});
    take((struct event){
        .input = ON_OK, .now_ms = NOW_MS + after_ms, .outcome = {.class = OUTCOME_OK}});
    struct event event = {.input = ON_OK, .now_ms = NOW_MS + after_ms + 5000};
    event.outcome.class = OUTCOME_OK;
    event.data.account = account_of(user);
    machine_order_of(&machine, user, &event.data.attempt); /* as without a journal */
    take(event);
    ck_assert_int_eq(machine.state, STATE_ACCOUNT);
}

/* How it ends, when the person leaves now and the server answers. */
static enum machine_result leave(enum machine_input input, const char **text)
{
    static char farewell[VIEW_TEXT_SIZE];
    act(input);
    if (machine.state == STATE_SIGNING_OUT)
        act(ON_OK);
    ck_assert_int_eq(machine.state, STATE_ENDED);
    ck_assert_int_eq(effects.list[effects.count - 1].type, EFFECT_END);
    ck_assert_int_eq(effects.list[effects.count - 1].result, machine.result);
    machine_farewell(&machine, farewell, sizeof(farewell));
    *text = farewell;
    return machine.result;
}

static void check_open_end(enum machine_input input, const char *receipt)
{
    const char *text = NULL;
    ck_assert_int_eq(leave(input, &text), RESULT_OUTCOME_UNKNOWN);
    ck_assert_ptr_null(strstr(text, "Nothing"));
    ck_assert_ptr_nonnull(strstr(text, "Not known if deleted."));
    ck_assert_msg(strstr(text, receipt) != NULL, "%s", text);
}

static const struct view_item *find(const char *id)
{
    for (size_t i = 0; i < view.item_count; i++)
        if (strcmp(view.items[i].id, id) == 0)
            return &view.items[i];
    return NULL;
}

static const enum machine_input leaving[] = {ON_QUIT, ON_INTERRUPT, ON_END_OF_INPUT, ON_LOST};

START_TEST(an_order__without_a_verdict__ends_unknown_wherever_the_person_leaves)
    {
        static const struct {
            enum outcome_class class;
            enum outcome_cause cause;
        } failures[] = {
            {OUTCOME_WRONG, OUTCOME_CAUSE_CREDENTIALS}, {OUTCOME_NOT_SENT, OUTCOME_CAUSE_CONNECT},
            {OUTCOME_NOT_PROVEN, OUTCOME_CAUSE_TLS},    {OUTCOME_UNKNOWN, OUTCOME_CAUSE_TIMEOUT},
            {OUTCOME_ANOTHER_STEP, OUTCOME_CAUSE_NONE},
        };
        enum { FAILURES = sizeof(failures) / sizeof(failures[0]), PLACES = FAILURES + 4 };
        for (size_t place = 0; place < PLACES; place++) {
            for (size_t i = 0; i < sizeof(leaving) / sizeof(leaving[0]); i++) {
                begin();
                order_that_is_not_accepted("mine", 0);
                if (place > 0)
                    act(ON_BACK);
                if (place == 2)
                    sign_in("mine", 1000); /* there, but the order may still be done */
                else if (place == 3)
                    sign_in("other", 1000000);
                else if (place > 3)
                    fail_sign_in(failures[place - 4].class, failures[place - 4].cause);
                check_open_end(leaving[i], "22222222");
            }
        }
    }
END_TEST

START_TEST(an_order__without_a_verdict__is_asked_about_on_the_first_screen)
    {
        order_that_is_not_accepted("mine", 0);
        act(ON_BACK);
        ck_assert_ptr_nonnull(find("earlier_deletion"));
        ck_assert_str_eq(find("earlier_receipt")->text, "22222222");
        act(ON_DISMISS);
        take((struct event){.input = ON_JOURNAL});
        check_open_end(ON_QUIT, "22222222"); /* not shown is not answered */
    }
END_TEST

/* Who comes next to a public terminal must hear nothing of it: the sitting ends with it. */
START_TEST(an_order__without_a_verdict__ends_the_sitting_at_a_public_terminal)
    {
        machine_make_public(&machine, 0);
        order_that_is_not_accepted("mine", 0);
        ck_assert_int_eq(view.id, VIEW_OUTCOME_UNKNOWN);
        ck_assert_ptr_null(view_find_action(&view, ACTION_BACK));
        act(ON_BACK);
        ck_assert_int_eq(machine.state, STATE_REFUSED);
        check_open_end(ON_QUIT, "22222222");
    }
END_TEST

START_TEST(an_order__is_answered__by_its_account_after_its_time)
    {
        for (int late = 0; late < 2; late++) {
            const char *text = NULL;
            begin();
            order_that_is_not_accepted("mine", 0);
            act(ON_BACK);
            sign_in("mine", CLOSES_MS - NOW_MS - 1 + late);
            ck_assert_int_eq(machine.notice, late ? NOTICE_STILL_THERE : NOTICE_STILL_OPEN);
            ck_assert_int_eq(machine_is_open(&machine), !late);
            take((struct event){.input = ON_JOURNAL}); /* what was answered is not asked again */
            ck_assert_int_eq(leave(ON_QUIT, &text),
                             late ? RESULT_CANCELLED : RESULT_OUTCOME_UNKNOWN);
            if (late)
                ck_assert_str_eq(text, "Stopped. Nothing was deleted.");
        }
    }
END_TEST

/* Which account a receipt is about, is that of the order without a verdict. */
START_TEST(an_order__keeps__whose_it_is_and_when_it_left)
    {
        struct machine_order order;
        begin();
        ck_assert(!machine_open_order(&machine, &order));
        order_that_is_not_accepted("mine", 0);
        act(ON_BACK);
        sign_in("other", 1000000);
        ck_assert(machine_open_order(&machine, &order));
        ck_assert_str_eq(order.attempt.id, "22222222");
        ck_assert_int_eq(order.attempt.wall_s, WALL_S);
        ck_assert_int_eq(order.attempt.closes_ms, CLOSES_MS);
        ck_assert_str_eq(order.account.name.text, "mine");
        ck_assert_str_eq(order.request_id.text, "delete-1");
    }
END_TEST

/* There is room for one: who has two of different accounts leaves with the second. */
START_TEST(a_second_order__without_a_verdict__is_the_last)
    {
        static const char *const users[] = {"other", "mine"};
        for (size_t i = 0; i < 2; i++) {
            begin();
            order_that_is_not_accepted("mine", 0);
            ck_assert_ptr_nonnull(view_find_action(&view, ACTION_BACK));
            act(ON_BACK);
            order_that_is_not_accepted(users[i], 1);
            ck_assert_int_eq(view_find_action(&view, ACTION_BACK) != NULL, i == 1);
            act(ON_BACK);
            ck_assert_int_eq(machine.state, i == 0 ? STATE_REFUSED : STATE_SIGN_IN);
            check_open_end(ON_QUIT, "32222222");
        }
    }
END_TEST

/* An end that another order brings: a deletion that was done counts more, a refusal does not. */
START_TEST(another_order__counts_more__only_when_it_was_done)
    {
        static const enum machine_input replies[] = {ON_OK, ON_REFUSED};
        for (size_t i = 0; i < 4; i++) {
            const char *text = NULL;
            begin();
            order_that_is_not_accepted("mine", 0);
            act(ON_BACK);
            order_that_is_not_accepted("other", 1);
            machine.state = STATE_DELETING;
            machine.in_flight = ++machine.last_number;
            machine.step.state = DELETE_COMMITTED;
            if (i >= 2)
                act(ON_END_OF_INPUT);
            take((struct event){.input = replies[i % 2],
                                .outcome = {.class = i % 2 == 0 ? OUTCOME_OK : OUTCOME_REFUSED}});
            if (machine.state == STATE_SIGNING_OUT)
                act(ON_OK);
            enum machine_result result =
                machine.state == STATE_ENDED ? machine.result : leave(ON_QUIT, &text);
            ck_assert_int_eq(result, i % 2 == 0 ? RESULT_DELETED : RESULT_OUTCOME_UNKNOWN);
        }
    }
END_TEST

/* Nobody is there any more, in a public terminal. */
START_TEST(an_order__without_a_verdict__is_not_forgotten_when_the_person_walks_away)
    {
        machine_make_public(&machine, 60000);
        order_that_is_not_accepted("mine", 0);
        check_open_end(ON_IDLE, "22222222");
    }
END_TEST

/* An order of an earlier sitting, which is open, is nothing that this one did; but neither was
 * nothing deleted. */
START_TEST(nothing_was_deleted__is_not_said__while_an_earlier_order_is_open)
    {
        static const enum machine_result results[] = {RESULT_NOT_SENT,  RESULT_NOT_PROVEN,
                                                      RESULT_INTERNAL,  RESULT_SIGN_IN_FAILED,
                                                      RESULT_CANCELLED, RESULT_TERMINAL};
        static const struct machine_attempt attempt = {"ABCD2345", WALL_S, CLOSES_MS};
        for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
            for (int way = 0; way < 4; way++) {
                char text[VIEW_TEXT_SIZE];
                begin();
                machine.result = results[i];
                if (way == 1)
                    machine.earlier = attempt;
                if (way == 2)
                    machine.outcome.http_status = 503;
                if (way == 3) /* of the account itself, at a public terminal */
                    machine.answered = attempt;
                machine_farewell(&machine, text, sizeof(text));
                ck_assert_int_eq(strstr(text, "Nothing was deleted.") != NULL, way % 2 == 0);
                ck_assert_int_eq(strstr(text, "No deletion was started now.") != NULL, way % 2);
            }
        }
    }
END_TEST

START_TEST(a_session_that_ends__does_not_say_that_nothing_was_deleted__while_an_order_is_open)
    {
        static const enum machine_notice notices[] = {NOTICE_SESSION_OVER, NOTICE_OTHER_ACCOUNT,
                                                      NOTICE_STOPPED};
        for (size_t i = 0; i < 3; i++) {
            for (int open = 0; open < 2; open++) {
                begin();
                if (open) {
                    order_that_is_not_accepted("mine", 0);
                    act(ON_BACK);
                }
                machine.notice = notices[i];
                machine_view(&machine, &view);
                ck_assert(view.has_status);
                ck_assert_int_eq(strstr(view.status, "Nothing was deleted.") != NULL, !open);
                ck_assert_ptr_null(strstr(view.status, "No deletion was started"));
            }
        }
    }
END_TEST

/* What is known, whatever makes the program stop. */
START_TEST(the_verdict__is_known__in_every_state_of_the_step)
    {
        static const struct {
            enum delete_step_state step;
            enum machine_state state;
            enum machine_result result;
        } cases[] = {
            {DELETE_IDLE, STATE_CONFIRM, RESULT_CANCELLED},
            {DELETE_ARMED, STATE_DELETING, RESULT_CANCELLED},
            {DELETE_COMMITTED, STATE_DELETING, RESULT_OUTCOME_UNKNOWN},
            {DELETE_UNKNOWN, STATE_CHECKING_OUTCOME, RESULT_OUTCOME_UNKNOWN},
            {DELETE_UNKNOWN, STATE_OUTCOME_UNKNOWN, RESULT_OUTCOME_UNKNOWN},
            {DELETE_DENIED, STATE_CHECKING_OUTCOME, RESULT_REFUSED},
            {DELETE_REFUSED, STATE_REFUSED, RESULT_REFUSED},
            {DELETE_KEPT, STATE_REFUSED, RESULT_REFUSED},
            {DELETE_KEPT, STATE_ACCOUNT, RESULT_CANCELLED},
            {DELETE_NOT_ACCEPTED, STATE_REFUSED, RESULT_OUTCOME_UNKNOWN},
            {DELETE_DONE, STATE_DELETED, RESULT_DELETED},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            begin();
            machine.step.state = cases[i].step;
            machine.state = cases[i].state;
            ck_assert_int_eq(machine_verdict(&machine), cases[i].result);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("open_order");
    TCase *tests = tap_case(suite, "open_order");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, an_order__without_a_verdict__ends_unknown_wherever_the_person_leaves);
    tcase_add_test(tests, an_order__without_a_verdict__is_asked_about_on_the_first_screen);
    tcase_add_test(tests, an_order__without_a_verdict__ends_the_sitting_at_a_public_terminal);
    tcase_add_test(tests, an_order__is_answered__by_its_account_after_its_time);
    tcase_add_test(tests, an_order__keeps__whose_it_is_and_when_it_left);
    tcase_add_test(tests, a_second_order__without_a_verdict__is_the_last);
    tcase_add_test(tests, another_order__counts_more__only_when_it_was_done);
    tcase_add_test(tests, an_order__without_a_verdict__is_not_forgotten_when_the_person_walks_away);
    tcase_add_test(tests, nothing_was_deleted__is_not_said__while_an_earlier_order_is_open);
    tcase_add_test(
        tests, a_session_that_ends__does_not_say_that_nothing_was_deleted__while_an_order_is_open);
    tcase_add_test(tests, the_verdict__is_known__in_every_state_of_the_step);
    return tap_run(suite);
}

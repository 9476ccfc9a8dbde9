/* Every cause and every notice has its sentence on every screen where it can stand. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "flow/machine.h"
#include "tests/tap.h"

static void check_text(const char *text, const char *what)
{
    size_t length = strlen(text);
    ck_assert_msg(length > 0, "%s: no text", what);
    ck_assert_msg(text[length - 1] == '.', "%s: no full stop: %s", what, text);
    ck_assert_msg(strstr(text, "  ") == NULL, "%s: two blanks: %s", what, text);
    ck_assert_msg(strchr(text, '%') == NULL, "%s: a format is left: %s", what, text);
    ck_assert_msg(length < VIEW_TEXT_SIZE - 1, "%s: cut: %s", what, text);
    for (const char *byte = text; *byte != '\0'; byte++)
        ck_assert_msg(isprint((unsigned char)*byte), "%s: not ASCII: %s", what, text);
}

static const enum machine_state states[] = {
    STATE_SIGN_IN,        STATE_ENTER_SIGN_IN_CODE, STATE_NEEDS_BROWSER, STATE_CONSEQUENCES,
    STATE_ENTER_CODE,     STATE_ENTER_PASSWORD,     STATE_CONFIRM,       STATE_REFUSED,
    STATE_OUTCOME_UNKNOWN};

START_TEST(status__says_something__for_every_outcome_everywhere)
    {
        struct machine machine;
        struct view view;
        for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
            for (enum outcome_class class = 0; class < OUTCOME_CLASS_COUNT; class ++) {
                for (enum outcome_cause cause = 0; cause < OUTCOME_CAUSE_COUNT; cause++) {
                    machine_init(&machine, "demo.example.org", false);
                    machine.state = states[i];
                    machine.method = FORM_METHOD_EMAIL;
                    machine.notice = NOTICE_REPLY;
                    machine.outcome = (struct outcome){
                        .class = class, .cause = cause, .wait_s = 1, .tries_left = -1};
                    machine_view(&machine, &view);
                    ck_assert(view.has_status);
                    ck_assert_str_eq(view.code, outcome_class_text(class));
                    check_text(view.status, outcome_cause_text(cause));
                }
            }
        }
    }
END_TEST

/* Whether it was done is open: an answer that tells nothing must not sound like a failure. */
START_TEST(status__says_that_the_answer_is_not_clear__while_the_outcome_is_open)
    {
        static const enum machine_state open[] = {STATE_CHECKING_OUTCOME, STATE_OUTCOME_UNKNOWN,
                                                  STATE_SIGN_IN};
        struct machine machine;
        struct view view;
        for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
            machine_init(&machine, "demo.example.org", false);
            machine.state = open[i];
            machine.notice = NOTICE_REPLY;
            machine.outcome = (struct outcome){.class = OUTCOME_UNKNOWN, .tries_left = -1};
            machine_view(&machine, &view);
            bool clear = strcmp(view.status, "The server gave no clear answer.") != 0;
            ck_assert_int_eq(clear, open[i] == STATE_SIGN_IN);
        }
    }
END_TEST

START_TEST(status__says_something__for_every_notice)
    {
        struct machine machine;
        struct view view;
        for (enum machine_notice notice = NOTICE_NONE + 1; notice < NOTICE_COUNT; notice++) {
            for (enum form_method method = 0; method < FORM_METHOD_COUNT; method++) {
                machine_init(&machine, "demo.example.org", false);
                machine.state = STATE_ENTER_CODE;
                machine.method = method;
                machine.resend_at_ms = 39001;
                machine.notice = notice;
                machine_view(&machine, &view);
                ck_assert(view.has_status);
                check_text(view.status, view.code);
            }
        }
        machine.notice = NOTICE_WAIT_TO_RESEND;
        machine_view(&machine, &view);
        ck_assert_str_eq(view.status, "Wait 40 seconds for a new code.");
    }
END_TEST

START_TEST(status__counts__the_tries_that_are_left)
    {
        static const char *const texts[] = {"Wrong code. 2 tries left.", "Wrong code. 1 try left.",
                                            "Wrong code. No tries left. Send a new code."};
        struct machine machine;
        struct view view;
        for (uint8_t wrong = 1; wrong <= 3; wrong++) {
            machine_init(&machine, "demo.example.org", false);
            machine.state = STATE_ENTER_CODE;
            machine.method = FORM_METHOD_EMAIL;
            machine.wrong_codes = wrong;
            machine.notice = NOTICE_REPLY;
            machine.outcome = (struct outcome){
                .class = OUTCOME_WRONG, .cause = OUTCOME_CAUSE_CODE, .tries_left = -1};
            machine_view(&machine, &view);
            ck_assert_str_eq(view.status, texts[wrong - 1]);
            /* With the last one only a new code helps: there the focus begins. */
            ck_assert_int_eq(view_find_field(&view, FORM_CODE)->has_error, wrong < 3);
            ck_assert_str_eq(view.focus, wrong < 3 ? "code" : "resend");
        }
    }
END_TEST

/* What the server says about tries, where it says it. */
START_TEST(status__tells__how_many_tries_the_server_leaves)
    {
        static const struct {
            enum machine_state state;
            enum outcome_cause cause;
            int32_t left;
            const char *text;
        } cases[] = {
            {STATE_SIGN_IN, OUTCOME_CAUSE_CREDENTIALS, -1,
             "Wrong account or password. Type the password again."},
            {STATE_SIGN_IN, OUTCOME_CAUSE_CREDENTIALS, 4,
             "Wrong account or password. Type the password again. 4 tries are left."},
            {STATE_SIGN_IN, OUTCOME_CAUSE_CREDENTIALS, 1,
             "Wrong account or password. Type the password again. 1 try is left."},
            {STATE_SIGN_IN, OUTCOME_CAUSE_CREDENTIALS, 0,
             "Wrong account or password. No tries are left."},
            {STATE_ENTER_PASSWORD, OUTCOME_CAUSE_CREDENTIALS, 2,
             "Wrong password. Type it again. 2 tries are left."},
            {STATE_ENTER_PASSWORD, OUTCOME_CAUSE_NONE, 1,
             "Wrong password. Type it again. 1 try is left."},
            {STATE_ENTER_PASSWORD, OUTCOME_CAUSE_CREDENTIALS, 0,
             "Wrong password. No tries are left."},
            {STATE_ENTER_CODE, OUTCOME_CAUSE_CODE, 5, "Wrong code. 2 tries left."},
            {STATE_ENTER_CODE, OUTCOME_CAUSE_CODE, 1, "Wrong code. 1 try left."},
            {STATE_ENTER_SIGN_IN_CODE, OUTCOME_CAUSE_CODE, 0,
             "Wrong code. No tries left. Send a new code."},
        };
        struct machine machine;
        struct view view;
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            machine_init(&machine, "demo.example.org", false);
            machine.state = cases[i].state;
            machine.method = FORM_METHOD_EMAIL;
            machine.wrong_codes = 1;
            machine.notice = NOTICE_REPLY;
            machine.outcome = (struct outcome){
                .class = OUTCOME_WRONG, .cause = cases[i].cause, .tries_left = cases[i].left};
            machine_view(&machine, &view);
            ck_assert_str_eq(view.status, cases[i].text);
        }
    }
END_TEST

/* No more tries at the server: the code is not sent again. */
START_TEST(a_code_without_tries__is__no_use)
    {
        for (int32_t left = -1; left <= 1; left++) {
            struct machine machine;
            struct effects effects;
            machine_init(&machine, "demo.example.org", false);
            machine.state = STATE_CHECKING_CODE;
            machine.method = FORM_METHOD_EMAIL;
            machine.in_flight = machine.last_number = 1;
            struct event wrong = {.input = ON_WRONG, .number = 1};
            wrong.outcome = (struct outcome){
                .class = OUTCOME_WRONG, .cause = OUTCOME_CAUSE_CODE, .tries_left = left};
            machine_update(&machine, &wrong, &effects);
            ck_assert_int_eq(machine.state, STATE_ENTER_CODE);
            struct event submit = {.input = ON_SUBMIT, .facts = {.has_code = true}};
            machine_update(&machine, &submit, &effects);
            ck_assert_int_eq(machine.state, left == 0 ? STATE_ENTER_CODE : STATE_CHECKING_CODE);
        }
    }
END_TEST

START_TEST(farewell__is__one_true_sentence_for_every_result)
    {
        struct machine machine;
        char text[VIEW_TEXT_SIZE];
        for (enum machine_result result = 0; result < RESULT_COUNT; result++) {
            machine_init(&machine, "demo.example.org", false);
            memcpy(machine.account.name.text, "mina", 5);
            memcpy(machine.step.attempt, "7F3K22AB", 9);
            machine.result = result;
            bool open = result == RESULT_OUTCOME_UNKNOWN;
            machine.step.state = open ? DELETE_UNKNOWN : DELETE_IDLE;
            machine_farewell(&machine, text, sizeof(text));
            check_text(text, machine_result_text(result));
            bool done = result == RESULT_DELETED;
            ck_assert_int_eq(strstr(text, "Not known") != NULL, open);
            ck_assert_int_eq(strstr(text, "7F3K22AB") != NULL, open || done);
            ck_assert_int_eq(strncmp(text, "Deleted: mina.", 14) == 0, done);
        }
    }
END_TEST

/* The profile is asked for at the confirming screen: that may have left, the delete has not. */
START_TEST(nothing_was_sent__is_said__only_when_nothing_was)
    {
        struct machine machine;
        struct view view;
        for (enum outcome_class class = 0; class < OUTCOME_CLASS_COUNT; class ++) {
            machine_init(&machine, "demo.example.org", false);
            machine.state = STATE_CONFIRM;
            machine.notice = NOTICE_REPLY;
            machine.outcome.class = class;
            machine.outcome.cause = OUTCOME_CAUSE_TIMEOUT;
            machine_view(&machine, &view);
            ck_assert_int_eq(strstr(view.status, "Nothing was sent.") != NULL,
                             class == OUTCOME_NOT_SENT);
            ck_assert_ptr_nonnull(strstr(view.status, "Nothing was deleted."));
        }
    }
END_TEST

START_TEST(deleting__cannot_be_stopped__once_it_left)
    {
        struct machine machine;
        struct effects effects;
        struct view view;
        machine_init(&machine, "demo.example.org", false);
        machine.state = STATE_DELETING;
        machine.in_flight = machine.last_number = 1;
        machine.operation = OPERATION_DELETE_ACCOUNT;
        machine.now_ms = 1000;
        delete_step_begin(&machine.step, 900, 900, 60, 0);
        ck_assert(delete_step_arm(&machine.step, 1000, 900));

        struct event interrupt = {.input = ON_INTERRUPT, .now_ms = 1000};
        machine_update(&machine, &interrupt, &effects);
        ck_assert_uint_eq(effects.count, 1);
        ck_assert_int_eq(effects.list[0].type, EFFECT_CANCEL);

        ck_assert(machine_commit_delete(&machine, 1001));
        ck_assert(!machine_commit_delete(&machine, 1001));
        machine_update(&machine, &interrupt, &effects);
        ck_assert_uint_eq(effects.count, 0);
        ck_assert_int_eq(machine.state, STATE_DELETING);
        machine_view(&machine, &view);
        ck_assert_str_eq(view.status, "Too late to stop. Asking the server.");
    }
END_TEST

/* While it is asked what became of the order, an answer that shows nothing yet is no error, and
 * does not take the place of what is known of the order. One that does not come is spoken of. */
START_TEST(a_probe_that_shows_nothing_yet__is__no_error)
    {
        struct machine machine;
        struct effects effects;
        struct view view;
        machine_init(&machine, "demo.example.org", false);
        machine.state = STATE_CHECKING_OUTCOME;
        machine.signed_in = true;
        machine.in_flight = machine.last_number = 1;
        machine.notice = NOTICE_REPLY;
        machine.outcome = (struct outcome){
            .class = OUTCOME_UNKNOWN, .cause = OUTCOME_CAUSE_SERVER, .status_code = 500};
        delete_step_begin(&machine.step, 900, 900, 60, 0);
        ck_assert(delete_step_arm(&machine.step, 1000, 900));
        ck_assert(delete_step_commit(&machine.step, 1000));
        delete_step_reply(&machine.step, DELETE_PROOF_NONE, 1000);
        machine_view(&machine, &view);
        ck_assert(view.has_status);

        struct event event = {.input = ON_OK, .number = 1, .now_ms = 2000};
        event.outcome.class = OUTCOME_OK;
        (void)snprintf(event.data.account.user_id, sizeof event.data.account.user_id, "mine");
        machine_update(&machine, &event, &effects);
        machine_view(&machine, &view);
        ck_assert_int_eq(machine.state, STATE_CHECKING_OUTCOME);
        ck_assert(!view.has_status);
        ck_assert_int_eq(machine.outcome.status_code, 500);

        machine.in_flight = ++machine.last_number;
        event = (struct event){.input = ON_NOT_SENT, .number = machine.in_flight, .now_ms = 3000};
        event.outcome = (struct outcome){.class = OUTCOME_NOT_SENT, .cause = OUTCOME_CAUSE_CONNECT};
        machine_update(&machine, &event, &effects);
        machine_view(&machine, &view);
        ck_assert_int_eq(machine.state, STATE_CHECKING_OUTCOME);
        ck_assert(view.has_status);
    }
END_TEST

/* The server has a phone number and would refuse the password; and nobody can send a code to it. */
START_TEST(a_phone_that_cannot_be_read__leaves_out__only_sms)
    {
        struct machine machine;
        struct effects effects;
        struct view view;
        for (int email = 0; email < 2; email++) {
            machine_init(&machine, "demo.example.org", false);
            machine.state = STATE_CONSEQUENCES;
            machine.account.phone_unreadable = true;
            if (email)
                machine.account.email = (struct shown){"m***@example.org"};
            machine_view(&machine, &view);
            const struct view_item *choice = view_find_field(&view, FORM_METHOD);
            ck_assert_int_eq(choice->options[0].enabled, email);
            ck_assert(!choice->options[1].enabled && !choice->options[2].enabled);
            ck_assert_str_eq(choice->options[1].reason, "The phone number cannot be read.");
            for (enum form_method method = FORM_METHOD_PHONE; method < FORM_METHOD_COUNT;
                 method++) {
                struct event submit = {.input = ON_SUBMIT, .facts = {.method = (uint8_t)method}};
                machine_update(&machine, &submit, &effects);
                ck_assert_int_eq(machine.state, STATE_CONSEQUENCES);
                ck_assert_int_eq(machine.notice, NOTICE_NEEDS_METHOD);
            }
        }
    }
END_TEST

/* Of a code that is no use it is said once that a new one is needed, and the focus is there. */
START_TEST(a_new_code__is_asked_for__once)
    {
        static const enum machine_state code_states[] = {STATE_ENTER_SIGN_IN_CODE,
                                                         STATE_ENTER_CODE};
        static const enum machine_notice notices[] = {NOTICE_REPLY, NOTICE_NONE,
                                                      NOTICE_TOO_MANY_TRIES, NOTICE_CONFIRM_EXPIRED,
                                                      NOTICE_WAIT_TO_RESEND};
        static const char ask[] = "Send a new code.";
        for (size_t i = 0; i < 2 * sizeof(notices) / sizeof(notices[0]); i++) {
            struct machine machine;
            struct view view;
            machine_init(&machine, "demo.example.org", false);
            machine.state = code_states[i % 2];
            machine.method = FORM_METHOD_EMAIL;
            machine.code_used = true;
            machine.resend_at_ms = 39001;
            machine.notice = notices[i / 2];
            machine.outcome = (struct outcome){
                .class = OUTCOME_EXPIRED, .cause = OUTCOME_CAUSE_CODE_EXPIRED, .tries_left = -1};
            machine_view(&machine, &view);
            unsigned said = view.has_status && strstr(view.status, ask) != NULL ? 1 : 0;
            for (size_t j = 0; j < view.item_count; j++)
                said += strstr(view.items[j].text, ask) != NULL ? 1 : 0;
            ck_assert_uint_eq(said, 1);
            ck_assert_str_eq(view.focus, "resend");
            ck_assert(!view_find_field(&view, FORM_CODE)->has_error);
        }
    }
END_TEST

/* Which deletion it is about has its day: it may be read again next week. */
START_TEST(an_open_end__tells__whose_deletion_it_was_and_when)
    {
        struct machine machine;
        struct view view;
        char text[VIEW_TEXT_SIZE];
        machine_init(&machine, "demo.example.org", false);
        machine.state = STATE_OUTCOME_UNKNOWN;
        machine.result = RESULT_OUTCOME_UNKNOWN;
        machine.wall_s = 1767225600 + 12 * 3600; /* noon, so that it is 2026 in every time zone */
        (void)snprintf(machine.account.name.text, sizeof(machine.account.name.text), "a***n");
        machine_view(&machine, &view);
        unsigned found = 0;
        for (size_t i = 0; i < view.item_count; i++) {
            const struct view_item *item = &view.items[i];
            ck_assert_ptr_null(strstr(item->text, "start again"));
            if (strcmp(item->id, "account") == 0) {
                ck_assert_str_eq(item->text, "a***n");
                found++;
            } else if (strcmp(item->id, "sent_at") == 0) {
                ck_assert_msg(strncmp(item->text, "2026-01-0", 9) == 0, "%s", item->text);
                ck_assert(item->quiet);
                found++;
            }
        }
        ck_assert_uint_eq(found, 2);
        machine_farewell(&machine, text, sizeof(text));
        ck_assert_ptr_nonnull(strstr(text, "sign in later"));
        ck_assert_ptr_null(strstr(text, "again"));
    }
END_TEST

/* The time is that of the waiting for the verdict: also between two questions it does not begin
 * anew, and each of its steps is told when it comes. */
START_TEST(the_time_that_is_told__never_runs_backwards__while_asking)
    {
        enum { SENT_MS = 1000, REPLY_MS = 3000, LIFE_S = 60 };
        struct machine machine;
        struct effects effects;
        struct view view;
        static const uint32_t steps[] = {0, 10, 30, 60};
        unsigned step = 0, probes = 0;
        machine_init(&machine, "demo.example.org", false);
        machine.state = STATE_DELETING;
        machine.in_flight = machine.last_number = 1;
        machine.operation = OPERATION_DELETE_ACCOUNT;
        machine.busy_since_ms = SENT_MS;
        delete_step_begin(&machine.step, SENT_MS, SENT_MS, LIFE_S, 0);
        ck_assert(delete_step_arm(&machine.step, SENT_MS, SENT_MS));
        ck_assert(machine_commit_delete(&machine, SENT_MS));
        struct event event = {.input = ON_UNKNOWN, .number = 1, .now_ms = SENT_MS + 1};
        machine_update(&machine, &event, &effects);
        while (machine.state == STATE_CHECKING_OUTCOME) {
            machine_view(&machine, &view);
            ck_assert(view.busy);
            int64_t waited_s = (event.now_ms - SENT_MS) / 1000;
            if (step < 3 && waited_s >= steps[step + 1])
                step++;
            ck_assert_uint_eq(view.progress_s, steps[step]);
            int64_t at_ms = machine_timer_ms(&machine);
            ck_assert_int_ge(at_ms, event.now_ms);
            event.input = ON_TIMER;
            if (machine.in_flight != 0) { /* no answer to the question, after a while */
                int64_t reply_ms = machine.step.next_probe_ms + REPLY_MS;
                event.number = machine.in_flight;
                event.input = reply_ms <= at_ms ? ON_UNKNOWN : ON_TIMER;
                at_ms = reply_ms <= at_ms ? reply_ms : at_ms;
            }
            probes += event.input == ON_UNKNOWN;
            event.now_ms = at_ms;
            machine_update(&machine, &event, &effects);
        }
        ck_assert_int_eq(machine.state, STATE_OUTCOME_UNKNOWN);
        ck_assert_uint_eq(step, 3);
        ck_assert_uint_ge(probes, 3);
    }
END_TEST

/* Who was answered must not hear that nobody was there, and who was not, must. */
START_TEST(not_reached__is_said__only_of_a_server_that_was_not)
    {
        static const struct {
            struct outcome outcome;
            bool reached;
        } cases[] = {
            {{.cause = OUTCOME_CAUSE_CONNECT}, false},
            {{.cause = OUTCOME_CAUSE_RESOLVE}, false},
            {{.cause = OUTCOME_CAUSE_TIMEOUT}, false},
            {{.cause = OUTCOME_CAUSE_TIMEOUT, .sent = true}, true}, /* the key was asked for */
            {{.cause = OUTCOME_CAUSE_SERVER, .sent = true, .http_status = 503}, true},
            {{.cause = OUTCOME_CAUSE_SERVER, .http_status = 503}, true},
            {{.cause = OUTCOME_CAUSE_MEMORY}, true},
            {{.cause = OUTCOME_CAUSE_HOOK_REFUSED}, true},
        };
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
            struct machine machine;
            char text[VIEW_TEXT_SIZE];
            machine_init(&machine, "demo.example.org", false);
            machine.result = RESULT_NOT_SENT;
            machine.outcome = cases[i].outcome;
            machine.outcome.class = OUTCOME_NOT_SENT;
            machine_farewell(&machine, text, sizeof(text));
            ck_assert_str_eq(text, cases[i].reached
                                       ? "Nothing was sent. Nothing was deleted."
                                       : "The server was not reached. Nothing was deleted.");
        }
    }
END_TEST

static const struct view_item *find_item(const struct view *view, const char *id)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (strcmp(view->items[i].id, id) == 0)
            return &view->items[i];
    return NULL;
}

/* The server's own words and the request id stand on every screen that speaks of its answer, but
 * not where the program's own sentence says it all. */
START_TEST(the_server_s_own_words__are_shown__where_the_sentence_is_not_enough)
    {
        static const enum machine_state all[] = {
            STATE_SIGN_IN,    STATE_ENTER_SIGN_IN_CODE, STATE_NEEDS_BROWSER, STATE_ACCOUNT,
            STATE_ENTER_CODE, STATE_ENTER_PASSWORD,     STATE_CONSEQUENCES,  STATE_CONFIRM,
            STATE_REFUSED,    STATE_OUTCOME_UNKNOWN};
        static const struct {
            enum outcome_class class;
            enum outcome_cause cause;
            bool shown;
        } cases[] = {
            {OUTCOME_REFUSED, OUTCOME_CAUSE_NOT_ALLOWED, true},
            {OUTCOME_REFUSED, OUTCOME_CAUSE_DISABLED, true},
            {OUTCOME_UNKNOWN, OUTCOME_CAUSE_SERVER, true},
            {OUTCOME_WRONG, OUTCOME_CAUSE_CREDENTIALS, false},
            {OUTCOME_WRONG, OUTCOME_CAUSE_CODE, false},
            {OUTCOME_WAIT, OUTCOME_CAUSE_TOO_OFTEN, false},
        };
        for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
            for (size_t j = 0; j < sizeof(cases) / sizeof(cases[0]); j++) {
                struct machine machine;
                struct view view;
                machine_init(&machine, "demo.example.org", false);
                machine.state = all[i];
                machine.method = FORM_METHOD_EMAIL;
                machine.notice = NOTICE_REPLY;
                machine.outcome = (struct outcome){.class = cases[j].class,
                                                   .cause = cases[j].cause,
                                                   .tries_left = -1,
                                                   .message = {"Pool closed on Sundays"},
                                                   .request_id = {"id-7"}};
                machine_view(&machine, &view);
                const struct view_item *words = find_item(&view, "server_words");
                const struct view_item *id = find_item(&view, "request_id");
                ck_assert_msg((words != NULL) == cases[j].shown, "%s, %s",
                              machine_state_text(all[i]), outcome_cause_text(cases[j].cause));
                ck_assert_int_eq(id != NULL, cases[j].shown);
                if (words == NULL)
                    continue;
                ck_assert_str_eq(words->text, "Pool closed on Sundays");
                ck_assert(!words->quiet);
                ck_assert_str_eq(id->text, "id-7");
                ck_assert(id->quiet);
                machine.notice = NOTICE_NONE; /* of something else */
                machine_view(&machine, &view);
                ck_assert_ptr_null(find_item(&view, "server_words"));
            }
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("status");
    TCase *tests = tap_case(suite, "status");
    tcase_add_test(tests, status__says_something__for_every_outcome_everywhere);
    tcase_add_test(tests, status__says_that_the_answer_is_not_clear__while_the_outcome_is_open);
    tcase_add_test(tests, status__says_something__for_every_notice);
    tcase_add_test(tests, status__counts__the_tries_that_are_left);
    tcase_add_test(tests, status__tells__how_many_tries_the_server_leaves);
    tcase_add_test(tests, a_code_without_tries__is__no_use);
    tcase_add_test(tests, a_probe_that_shows_nothing_yet__is__no_error);
    tcase_add_test(tests, a_phone_that_cannot_be_read__leaves_out__only_sms);
    tcase_add_test(tests, nothing_was_sent__is_said__only_when_nothing_was);
    tcase_add_test(tests, farewell__is__one_true_sentence_for_every_result);
    tcase_add_test(tests, a_new_code__is_asked_for__once);
    tcase_add_test(tests, an_open_end__tells__whose_deletion_it_was_and_when);
    tcase_add_test(tests, deleting__cannot_be_stopped__once_it_left);
    tcase_add_test(tests, the_time_that_is_told__never_runs_backwards__while_asking);
    tcase_add_test(tests, not_reached__is_said__only_of_a_server_that_was_not);
    tcase_add_test(tests, the_server_s_own_words__are_shown__where_the_sentence_is_not_enough);
    return tap_run(suite);
}

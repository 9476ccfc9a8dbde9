/* From "Delete account" to a verdict. What is known about the request itself is in delete_step.c.
 */
#include <assert.h>

#include "flow/rules.h"

/* Methods: an account is offered what the server accepts from it (api 3.7). */

static bool has_text(struct shown text)
{
    return text.text[0] != '\0';
}

bool method_is_offered(const struct machine *machine, enum form_method method)
{
    bool email = has_text(machine->account.email);
    bool phone = has_text(machine->account.phone);
    return (method == FORM_METHOD_EMAIL && email) || (method == FORM_METHOD_PHONE && phone) ||
           (method == FORM_METHOD_PASSWORD && !email && !phone &&
            !machine->account.phone_unreadable);
}

/* The chosen method, or the only one there is. */
static enum form_method chosen_method(const struct machine *machine, const struct event *event)
{
    if (event->facts.method != FORM_METHOD_NONE)
        return (enum form_method)event->facts.method;
    enum form_method only = FORM_METHOD_NONE;
    for (enum form_method method = FORM_METHOD_NONE + 1; method < FORM_METHOD_COUNT; method++) {
        if (!method_is_offered(machine, method))
            continue;
        if (only != FORM_METHOD_NONE)
            return FORM_METHOD_NONE;
        only = method;
    }
    return only;
}

static bool method_is_no_choice(GUARD_ARGUMENTS)
{
    return !method_is_offered(machine, chosen_method(machine, event));
}

static bool method_is_password(GUARD_ARGUMENTS)
{
    return chosen_method(machine, event) == FORM_METHOD_PASSWORD;
}

static bool by_password(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->method == FORM_METHOD_PASSWORD;
}

static bool phrase_is_missing(GUARD_ARGUMENTS)
{
    (void)machine;
    return !event->facts.phrase_is_delete;
}

static bool time_is_over(GUARD_ARGUMENTS)
{
    return event->now_ms >= delete_step_deadline_ms(&machine->step);
}

static bool time_is_over_by_password(GUARD_ARGUMENTS)
{
    return time_is_over(machine, event) && by_password(machine, event);
}

static bool time_ends_soon(GUARD_ARGUMENTS)
{
    return !machine->warned &&
           event->now_ms >= delete_step_deadline_ms(&machine->step) - WARNING_MS;
}

static bool is_fresh(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->fresh;
}

static bool is_refreshing_by_password(GUARD_ARGUMENTS)
{
    return is_refreshing(machine, event) && by_password(machine, event);
}

static bool nothing_left(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->step.state == DELETE_ARMED;
}

static bool nothing_left_and_ending(GUARD_ARGUMENTS)
{
    return nothing_left(machine, event) && machine->ending;
}

static bool nothing_left_in_time(GUARD_ARGUMENTS)
{
    return nothing_left(machine, event) && !time_is_over(machine, event);
}

static bool nothing_left_by_password(GUARD_ARGUMENTS)
{
    return nothing_left(machine, event) && by_password(machine, event);
}

/* Not when nobody waits: the words are clear enough. */
static bool is_denied(GUARD_ARGUMENTS)
{
    bool says_used = event->outcome.class == OUTCOME_REFUSED &&
                     event->outcome.cause == OUTCOME_CAUSE_CODE_EXPIRED;
    return (says_used || event->outcome.cause == OUTCOME_CAUSE_DENIED) && !machine->lost;
}

static bool nobody_waits(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->lost;
}

static bool nobody_waits_longer(GUARD_ARGUMENTS)
{
    return machine->lost && event->now_ms >= machine->busy_since_ms + LAST_WAIT_MS;
}

/* Actions. */

static void note(struct machine *machine, enum machine_notice notice)
{
    machine->notice = notice;
}

static void needs_method(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    note(machine, NOTICE_NEEDS_METHOD);
}

static void needs_phrase(ACTION_ARGUMENTS)
{
    (void)event;
    note(machine, NOTICE_NEEDS_PHRASE);
    wipe(out, WIPE_PHRASE);
}

static void back_to_account(ACTION_ARGUMENTS)
{
    (void)event;
    note(machine, NOTICE_STOPPED);
    wipe(out, WIPE_STEP | WIPE_METHOD);
}

static void back_to_consequences(ACTION_ARGUMENTS)
{
    cancel(machine, out);
    clear_notice(machine, event, out);
    wipe(out, WIPE_STEP);
}

/* Enter alone stops, the screen said: so it is said that it did. */
static void back_from_the_word(ACTION_ARGUMENTS)
{
    back_to_consequences(machine, event, out);
    note(machine, NOTICE_STOPPED);
}

/* Not asked whether it had left: the key to encrypt it may still be on its way. */
static void stop_checking(ACTION_ARGUMENTS)
{
    stop_request(machine, event, out);
    wipe(out, WIPE_STEP);
}

static void stopped_checking(ACTION_ARGUMENTS)
{
    machine->code_used = machine->code_used || !machine->refreshing;
    was_not_sent(machine, event, out);
}

static void take_password(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->method = FORM_METHOD_PASSWORD;
    machine->wrong_codes = 0;
    note(machine, NOTICE_NONE);
}

static void send_code(ACTION_ARGUMENTS)
{
    enum form_method method = machine->method;
    if (machine->state == STATE_CONSEQUENCES)
        method = chosen_method(machine, event);
    if (method != machine->method) { /* what is known is known of the other code */
        machine->code_used = false;
        machine->wrong_codes = 0;
        forget_mail(machine);
    }
    machine->method = method;
    begin_sending(machine);
    note(machine, NOTICE_NONE);
    request(machine, out,
            machine->method == FORM_METHOD_EMAIL ? OPERATION_SEND_DELETE_EMAIL
                                                 : OPERATION_SEND_DELETE_SMS);
    wipe(out, WIPE_STEP);
}

static void verify(ACTION_ARGUMENTS)
{
    static const enum machine_operation operations[FORM_METHOD_COUNT] = {
        [FORM_METHOD_EMAIL] = OPERATION_VERIFY_EMAIL,
        [FORM_METHOD_PHONE] = OPERATION_VERIFY_PHONE,
        [FORM_METHOD_PASSWORD] = OPERATION_VERIFY_PASSWORD,
    };
    (void)event;
    bool renewed_for_it = machine->notice == NOTICE_RENEWED;
    note(machine, NOTICE_NONE);
    request(machine, out, operations[machine->method]);
    machine->refreshed = renewed_for_it; /* a session that was just renewed is not renewed again */
    wipe(out, WIPE_PASSWORD | WIPE_CODE);
}

static void code_is_expired(ACTION_ARGUMENTS)
{
    machine->code_used = true;
    show_reply(machine, event, out);
}

/* The server may have used the code up; only about the code, not when the session was renewed. */
static bool code_may_be_used(GUARD_ARGUMENTS)
{
    (void)event;
    return !machine->refreshing;
}

static void renewed(ACTION_ARGUMENTS)
{
    (void)out;
    machine->can_refresh = event->data.can_refresh;
    machine->session_ends_ms = session_end_ms(machine, event);
    machine->refreshing = false;
    note(machine, NOTICE_RENEWED);
}

/* The profile is read while the person reads and types; the clock began before the verify was sent.
 */
static void ask_to_confirm(ACTION_ARGUMENTS)
{
    delete_step_begin(&machine->step, machine->asked_ms, event->now_ms, event->data.expires_s,
                      event->random);
    note(machine, NOTICE_NONE);
    machine->code_used = true;
    machine->wrong_codes = 0;
    machine->fresh = false;
    machine->warned = delete_step_deadline_ms(&machine->step) - event->now_ms <= WARNING_MS;
    request(machine, out, OPERATION_GET_PROFILE);
    wipe(out, WIPE_PASSWORD | WIPE_CODE | WIPE_PHRASE);
    add_effect(out, (struct effect){.type = EFFECT_FLUSH_INPUT});
}

/* What is confirmed is what the server says now. */
static void profile_is_fresh(ACTION_ARGUMENTS)
{
    (void)out;
    machine->account = event->data.account;
    machine->fresh = true;
    machine->refreshed = false;
    machine->profile_ok_ms = event->now_ms;
    answer_order(machine, event);
}

static void refuse_other_account(ACTION_ARGUMENTS)
{
    sign_out(machine, event, out);
    note(machine, NOTICE_OTHER_ACCOUNT);
}

/* What was typed for this screen must not land in the one that takes its place. */
static void expire(ACTION_ARGUMENTS)
{
    (void)event;
    cancel(machine, out);
    note(machine, NOTICE_CONFIRM_EXPIRED);
    wipe(out, WIPE_STEP);
    add_effect(out, (struct effect){.type = EFFECT_FLUSH_INPUT});
}

static void warn(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->warned = true;
    note(machine, NOTICE_CONFIRM_ENDS);
}

static void read_profile(ACTION_ARGUMENTS)
{
    (void)event;
    note(machine, NOTICE_NONE);
    request(machine, out, OPERATION_GET_PROFILE);
    wipe(out, WIPE_PHRASE);
}

static void wait_for_profile(ACTION_ARGUMENTS)
{
    (void)event;
    note(machine, NOTICE_NONE);
    wipe(out, WIPE_PHRASE);
}

/* The same account, but under another name or with other contacts than the person confirmed. */
static bool same_account_looks_other(GUARD_ARGUMENTS)
{
    const struct machine_account *known = &machine->account;
    const struct machine_account *now = &event->data.account;
    return same_account(machine, event) && !(texts_equal(known->name.text, now->name.text) &&
                                             texts_equal(known->email.text, now->email.text) &&
                                             texts_equal(known->phone.text, now->phone.text));
}

/* Neither what was typed for the account as it looked before, nor what comes after it unseen, is
 * meant for this one. */
static void account_has_changed(ACTION_ARGUMENTS)
{
    profile_is_fresh(machine, event, out);
    note(machine, NOTICE_ACCOUNT_CHANGED);
    wipe(out, WIPE_PHRASE);
    add_effect(out, (struct effect){.type = EFFECT_FLUSH_INPUT});
}

static bool profile_is_on_its_way(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->in_flight != 0;
}

/* The one place from which a delete starts. */
static void start_delete(ACTION_ARGUMENTS)
{
    note(machine, NOTICE_NONE);
    bool armed = delete_step_arm(&machine->step, event->now_ms, machine->profile_ok_ms);
    assert(armed); /* the rules before this one saw to the deadline */
    request(machine, out, OPERATION_DELETE_ACCOUNT);
    wipe(out, WIPE_PHRASE);
}

static void profile_came_start_delete(ACTION_ARGUMENTS)
{
    profile_is_fresh(machine, event, out);
    start_delete(machine, event, out);
}

static void confirm_again(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_NONE, event->now_ms);
    machine->fresh = false;
    wipe(out, WIPE_PHRASE);
    add_effect(out, (struct effect){.type = EFFECT_FLUSH_INPUT});
}

static void nothing_was_sent(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_NONE, event->now_ms);
}

static void nothing_was_sent_and_end(ACTION_ARGUMENTS)
{
    nothing_was_sent(machine, event, out);
    sign_out_and_end(machine, event, out);
}

static void not_proven(ACTION_ARGUMENTS)
{
    nothing_was_sent(machine, event, out);
    session_over(machine, event, out);
}

void account_is_deleted(ACTION_ARGUMENTS)
{
    machine->deleted_wall_s = event->wall_s;
    machine->signed_in = false;
    machine->result = RESULT_DELETED;
    forget_order_of_deleted(machine);
    note(machine, NOTICE_NONE);
    add_effect(out, (struct effect){.type = EFFECT_RECEIPT});
    wipe(out, WIPE_ALL);
}

static void proven_deleted(ACTION_ARGUMENTS)
{
    delete_step_reply(&machine->step, DELETE_PROOF_DONE, event->now_ms);
    account_is_deleted(machine, event, out);
}

void end_with(struct machine *machine, struct effects *out, enum machine_result result)
{
    machine->result = with_open_order(machine, result);
    wipe(out, WIPE_ALL);
    add_effect(out, (struct effect){.type = EFFECT_END, .result = machine->result});
}

static void proven_deleted_and_end(ACTION_ARGUMENTS)
{
    proven_deleted(machine, event, out);
    end_with(machine, out, RESULT_DELETED);
}

static void refused(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_REFUSED, event->now_ms);
    wipe(out, WIPE_STEP);
}

static void refused_and_end(ACTION_ARGUMENTS)
{
    refused(machine, event, out);
    sign_out_and_end(machine, event, out);
    machine->result = with_open_order(machine, RESULT_REFUSED);
}

static void not_accepted(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_SESSION_OVER, event->now_ms);
    wipe(out, WIPE_STEP | WIPE_SESSION);
    machine->signed_in = false;
}

static void not_accepted_and_end(ACTION_ARGUMENTS)
{
    not_accepted(machine, event, out);
    end_with(machine, out, RESULT_OUTCOME_UNKNOWN);
}

static void denied(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_DENIED, event->now_ms);
    wipe(out, WIPE_STEP);
}

static void outcome_open(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    delete_step_reply(&machine->step, DELETE_PROOF_NONE, event->now_ms);
    wipe(out, WIPE_STEP);
}

static void end_unknown(ACTION_ARGUMENTS)
{
    delete_step_reply(&machine->step, DELETE_PROOF_NONE, event->now_ms);
    end_now(machine, event, out);
}

#define FAILED_VERIFY (FAILURES & ~(ON(WRONG) | ON(SESSION_OVER) | ON(NOT_PROVEN)))
#define REFUSALS      (ON(WRONG) | ON(EXPIRED) | ON(WAIT) | ON(REFUSED))

static const struct machine_rule rules[] = {
    {IN(CONSEQUENCES), ON(SUBMIT), method_is_no_choice, needs_method, STAY, "no such method"},
    {IN(CONSEQUENCES), ON(SUBMIT), method_is_password, take_password, STATE_ENTER_PASSWORD,
     "by password"},
    {IN(CONSEQUENCES), ON(SUBMIT), NULL, send_code, STATE_SENDING_CODE, "send a code"},
    {IN(CONSEQUENCES), ON(BACK), NULL, back_to_account, STATE_ACCOUNT, "back to the account"},

    {IN(SENDING_CODE), ON(UNKNOWN), was_stopped, may_have_sent, STATE_CONSEQUENCES,
     "stopped, a code may come"},
    {IN(SENDING_CODE) | IN(CHECKING_CODE), ON(NOT_SENT), was_stopped, was_not_sent,
     STATE_CONSEQUENCES, "stopped in time"},
    {IN(SENDING_CODE), ON(OK) | ON(UNKNOWN) | ON(WAIT), NULL, code_was_sent, STATE_ENTER_CODE,
     "code sent"},
    {IN(SENDING_CODE), FAILURES, code_was_requested, show_reply, STATE_ENTER_CODE,
     "code not sent again"},
    {IN(SENDING_CODE), FAILURES, NULL, show_reply, STATE_CONSEQUENCES, "code not sent"},
    {IN(SENDING_CODE), ON(BACK), NULL, ask_to_stop, STAY, "stop sending"},

    {IN(ENTER_CODE), ON(SUBMIT), has_no_code, needs_code, STAY, "code missing"},
    {IN(ENTER_CODE), ON(SUBMIT), too_many_wrong_codes, needs_new_code, STAY, "too many tries"},
    {IN(ENTER_CODE), ON(SUBMIT), NULL, verify, STATE_CHECKING_CODE, "check the code"},
    {IN(ENTER_CODE), ON(RESEND), cooling_down, resend_too_soon, STAY, "another code too soon"},
    {IN(ENTER_CODE), ON(RESEND), NULL, send_code, STATE_SENDING_CODE, "another code"},
    {IN(ENTER_CODE) | IN(ENTER_PASSWORD), ON(BACK), NULL, back_to_consequences, STATE_CONSEQUENCES,
     "back to the methods"},
    {IN(ENTER_PASSWORD), ON(SUBMIT), has_no_password, needs_password, STAY, "password missing"},
    {IN(ENTER_PASSWORD), ON(SUBMIT), NULL, verify, STATE_CHECKING_CODE, "check the password"},

    {IN(CHECKING_CODE), ON(OK), is_refreshing_by_password, renewed, STATE_ENTER_PASSWORD,
     "session renewed, password again"},
    {IN(CHECKING_CODE), ON(OK), is_refreshing, renewed, STATE_ENTER_CODE,
     "session renewed, code again"},
    {IN(CHECKING_CODE), ON(OK), NULL, ask_to_confirm, STATE_CONFIRM, "verified"},
    {IN(CHECKING_CODE), ON(WRONG), by_password, show_reply, STATE_ENTER_PASSWORD, "wrong password"},
    {IN(CHECKING_CODE), ON(WRONG), NULL, count_wrong_code, STATE_ENTER_CODE, "wrong code"},
    {IN(CHECKING_CODE), FAILED_VERIFY, by_password, show_reply, STATE_ENTER_PASSWORD,
     "password not checked"},
    {IN(CHECKING_CODE), ON(UNKNOWN), was_stopped, stopped_checking, STATE_CONSEQUENCES,
     "stopped, the code may be used"},
    {IN(CHECKING_CODE), ON(EXPIRED), NULL, code_is_expired, STATE_ENTER_CODE, "code expired"},
    {IN(CHECKING_CODE), ON(UNKNOWN), code_may_be_used, code_is_expired, STATE_ENTER_CODE,
     "code may be used"},
    {IN(CHECKING_CODE), FAILED_VERIFY, NULL, show_reply, STATE_ENTER_CODE, "code not checked"},
    {IN(CHECKING_CODE), ON(BACK), by_password, stop_checking, STATE_CONSEQUENCES,
     "stop checking the password"},
    {IN(CHECKING_CODE), ON(BACK), NULL, ask_to_stop, STAY, "stop checking"},

    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(SUBMIT) | ON(TIMER) | ON(OK), time_is_over_by_password,
     expire, STATE_ENTER_PASSWORD, "time over, password again"},
    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(SUBMIT) | ON(TIMER) | ON(OK), time_is_over, expire,
     STATE_ENTER_CODE, "time over, code again"},
    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(TIMER), time_ends_soon, warn, STAY, "time ends soon"},
    {IN(CONFIRM), ON(SUBMIT), phrase_is_missing, needs_phrase, STAY, "word missing"},
    {IN(CONFIRM), ON(SUBMIT), is_fresh, start_delete, STATE_DELETING, "delete"},
    {IN(CONFIRM), ON(SUBMIT), profile_is_on_its_way, wait_for_profile, STATE_CHECKING_ACCOUNT,
     "confirmed, profile awaited"},
    {IN(CONFIRM), ON(SUBMIT), NULL, read_profile, STATE_CHECKING_ACCOUNT,
     "confirmed, profile read again"},
    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(OK), same_account_looks_other, account_has_changed,
     STATE_CONFIRM, "the account has changed, confirm again"},
    {IN(CONFIRM), ON(OK), same_account, profile_is_fresh, STAY, "profile fresh"},
    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(BACK), NULL, back_from_the_word, STATE_CONSEQUENCES,
     "back from confirming"},
    {IN(CHECKING_ACCOUNT), ON(OK), same_account, profile_came_start_delete, STATE_DELETING,
     "profile fresh, delete"},
    {IN(CONFIRM) | IN(CHECKING_ACCOUNT), ON(OK), NULL, refuse_other_account, STATE_SIGNING_OUT,
     "somebody else's profile"},
    {IN(CHECKING_ACCOUNT), FAILURES, NULL, confirm_again, STATE_CONFIRM, "profile not read"},

    {IN(DELETING), REPLIES, nothing_left_and_ending, nothing_was_sent_and_end, STATE_SIGNING_OUT,
     "not sent, leave"},
    {IN(DELETING), ON(NOT_PROVEN), nothing_left, not_proven, STATE_SIGN_IN, "server not proven"},
    {IN(DELETING), REPLIES, nothing_left_in_time, confirm_again, STATE_CONFIRM, "not sent"},
    {IN(DELETING), REPLIES, nothing_left_by_password, expire, STATE_ENTER_PASSWORD,
     "not sent in time, password again"},
    {IN(DELETING), REPLIES, nothing_left, expire, STATE_ENTER_CODE, "not sent in time, code again"},
    {IN(DELETING), ON(OK), is_ending, proven_deleted_and_end, STATE_ENDED, "deleted, leave"},
    {IN(DELETING), ON(OK), NULL, proven_deleted, STATE_DELETED, "deleted"},
    {IN(DELETING), ON(REFUSED), is_denied, denied, STATE_CHECKING_OUTCOME, "denied, ask once"},
    {IN(DELETING), REFUSALS, is_ending, refused_and_end, STATE_SIGNING_OUT, "refused, leave"},
    {IN(DELETING), REFUSALS, NULL, refused, STATE_REFUSED, "refused"},
    {IN(DELETING), ON(SESSION_OVER), is_ending, not_accepted_and_end, STATE_ENDED,
     "not accepted, leave"},
    {IN(DELETING), ON(SESSION_OVER), NULL, not_accepted, STATE_REFUSED, "not accepted"},
    {IN(DELETING), REPLIES, nobody_waits, end_unknown, STATE_ENDED, "open, nobody waits"},
    {IN(DELETING), REPLIES, NULL, outcome_open, STATE_CHECKING_OUTCOME, "open"},
    {IN(DELETING), ON(TIMER), nobody_waits_longer, end_now, STATE_ENDED, "open, time is up"},

    {IN(REFUSED), ON(BACK), is_signed_in, clear_notice, STATE_ACCOUNT, "back to the account"},
    {IN(REFUSED), ON(BACK), may_keep_order, keep_order, STATE_SIGN_IN, "sign in again"},
};

const struct machine_table delete_account_table = {"delete_account", rules,
                                                   sizeof(rules) / sizeof(rules[0])};

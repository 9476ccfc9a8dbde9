/* Guards, actions and effects that several flows need. */
#include <assert.h>

#include "flow/rules.h"

void add_effect(struct effects *out, struct effect effect)
{
    assert(out->count < MACHINE_MAX_EFFECTS);
    out->list[out->count++] = effect;
}

void wipe(struct effects *out, unsigned what)
{
    add_effect(out, (struct effect){.type = EFFECT_WIPE, .wipe = what});
}

void request(struct machine *machine, struct effects *out, enum machine_operation operation)
{
    machine->operation = operation;
    machine->refreshing = false;
    machine->refreshed = false;
    machine->in_flight = ++machine->last_number;
    machine->asked_ms = machine->busy_since_ms = machine->now_ms;
    machine->asked_s = machine->wall_s;
    add_effect(out, (struct effect){.type = EFFECT_REQUEST,
                                    .operation = operation,
                                    .number = machine->in_flight});
}

void cancel(struct machine *machine, struct effects *out)
{
    if (machine->in_flight == 0)
        return;
    add_effect(out, (struct effect){.type = EFFECT_CANCEL, .number = machine->in_flight});
    machine->in_flight = 0;
    machine->refreshing = false;
}

bool is_signed_in(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->signed_in;
}

bool is_refreshing(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->refreshing;
}

bool is_ending(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->ending;
}

bool cooling_down(GUARD_ARGUMENTS)
{
    return event->now_ms < machine->resend_at_ms;
}

bool has_no_code(GUARD_ARGUMENTS)
{
    (void)machine;
    return !event->facts.has_code;
}

bool code_was_requested(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->code_sent;
}

bool texts_equal(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b)
        a++, b++;
    return *a == *b;
}

bool same_account(GUARD_ARGUMENTS)
{
    const char *user_id = event->data.account.user_id;
    if (user_id[0] == '\0')
        return false;
    if (machine->subject[0] != '\0' && !texts_equal(machine->subject, user_id))
        return false;
    const char *known = machine->account.user_id;
    return known[0] == '\0' || texts_equal(known, user_id);
}

int64_t session_end_ms(const struct machine *machine, const struct event *event)
{
    return machine->busy_since_ms + event->data.session_s * 1000;
}

void show_reply(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->refreshing = false;
    machine->notice = NOTICE_REPLY;
}

void clear_notice(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_NONE;
}

void stop_request(ACTION_ARGUMENTS)
{
    (void)event;
    cancel(machine, out);
    machine->notice = NOTICE_STOPPED;
}

void ask_to_stop(ACTION_ARGUMENTS)
{
    (void)event;
    add_effect(out, (struct effect){.type = EFFECT_CANCEL, .number = machine->in_flight});
}

bool was_stopped(GUARD_ARGUMENTS)
{
    (void)machine;
    return event->outcome.cause == OUTCOME_CAUSE_CANCELLED;
}

void was_not_sent(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->refreshing = false;
    machine->notice = NOTICE_STOPPED;
}

void forget_mail(struct machine *machine)
{
    machine->mail = (struct shown){""};
    machine->mail_code = (struct shown){""};
    machine->mail_older = false;
}

static void forget_older_mail(struct machine *machine)
{
    if (machine->mail_older)
        forget_mail(machine);
}

void may_have_sent(ACTION_ARGUMENTS)
{
    (void)out;
    machine->resend_at_ms = event->now_ms + RESEND_MS;
    forget_older_mail(machine);
    machine->notice = NOTICE_STOPPED_SENDING;
}

/* Forgets who was signed in, but not what is to be said about it. */
static void forget(struct machine *machine)
{
    machine->signed_in = false;
    machine->can_refresh = false;
    machine->fresh = false;
    machine->code_sent = false;
    machine->refreshing = false;
    machine->resend_at_ms = 0;
    machine->profile_ok_ms = 0;
    machine->subject[0] = '\0';
    forget_mail(machine);
    if (!step_is_open(machine)) /* or the receipt would not say whose account it is about */
        machine->account = (struct machine_account){0};
}

enum machine_result leaving_result(const struct machine *machine)
{
    enum machine_result verdict = machine_verdict(machine);
    if (verdict != RESULT_CANCELLED)
        return verdict;
    if (machine->state == STATE_NEEDS_BROWSER)
        return RESULT_SIGN_IN_FAILED;
    if (machine->notice == NOTICE_OTHER_ACCOUNT)
        return RESULT_INTERNAL;
    if (machine->notice != NOTICE_REPLY && machine->notice != NOTICE_SESSION_OVER)
        return RESULT_CANCELLED;
    if (machine->outcome.cause == OUTCOME_CAUSE_NO_RECORD)
        return RESULT_INTERNAL;
    if (machine->outcome.cause == OUTCOME_CAUSE_CANCELLED ||
        machine->outcome.cause == OUTCOME_CAUSE_STILL_OPEN)
        return RESULT_CANCELLED; /* the person stopped it, whatever the server did */
    if (machine->outcome.class == OUTCOME_NOT_SENT)
        return RESULT_NOT_SENT;
    if (machine->outcome.class == OUTCOME_NOT_PROVEN)
        return RESULT_NOT_PROVEN;
    if (!machine->signed_in && machine->notice == NOTICE_REPLY)
        return RESULT_SIGN_IN_FAILED;
    return RESULT_CANCELLED;
}

void sign_out(ACTION_ARGUMENTS)
{
    (void)event;
    cancel(machine, out);
    request(machine, out, OPERATION_REVOKE);
    wipe(out, WIPE_ALL);
    forget(machine);
}

void sign_out_and_end(ACTION_ARGUMENTS)
{
    machine->result = leaving_result(machine);
    machine->ending = true;
    sign_out(machine, event, out);
}

void session_over(ACTION_ARGUMENTS)
{
    (void)event;
    wipe(out, WIPE_ALL & ~(unsigned)WIPE_ACCOUNT);
    forget(machine);
    machine->notice =
        machine->outcome.class == OUTCOME_NOT_PROVEN ? NOTICE_REPLY : NOTICE_SESSION_OVER;
}

void end_now(ACTION_ARGUMENTS)
{
    (void)event;
    /* Who was leaving when the sign-out began has a result already. */
    if (machine->state != STATE_SIGNING_OUT || !machine->ending)
        machine->result = leaving_result(machine);
    machine->result = with_open_order(machine, machine->result);
    cancel(machine, out);
    wipe(out, WIPE_ALL);
    add_effect(out, (struct effect){.type = EFFECT_END, .result = machine->result});
}

void begin_sending(struct machine *machine)
{
    machine->code_older = true; /* until it is known to be replaced */
    machine->mail_older = true;
}

/* Asking again does not make the wait longer, unless the server says so. */
static int64_t resend_ms(const struct machine *machine, const struct event *event)
{
    const struct outcome *outcome = &event->outcome;
    if (outcome->class != OUTCOME_WAIT)
        return event->now_ms + RESEND_MS;
    if (!outcome->wait_said && machine->resend_at_ms > event->now_ms)
        return machine->resend_at_ms;
    return event->now_ms + outcome->wait_s * INT64_C(1000);
}

static void code_is_new(struct machine *machine)
{
    machine->wrong_codes = 0;
    machine->code_used = false;
    machine->code_older = false;
    forget_older_mail(machine);
}

void code_was_sent(ACTION_ARGUMENTS)
{
    (void)out;
    machine->resend_at_ms = resend_ms(machine, event);
    bool is_first = !machine->code_sent; /* then the screen itself says it */
    machine->code_sent = true;
    machine->code_sure = event->outcome.class == OUTCOME_OK;
    machine->refreshing = false;
    if (event->outcome.class == OUTCOME_OK) {
        machine->notice = is_first ? NOTICE_NONE : NOTICE_NEW_CODE_SENT;
        code_is_new(machine);
    } else if (event->outcome.class == OUTCOME_WAIT) {
        machine->notice = NOTICE_REPLY;
    } else {
        machine->notice = NOTICE_MAYBE_SENT;
        code_is_new(machine);
    }
}

void resend_too_soon(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_WAIT_TO_RESEND;
}

/* What was typed is no code: the next try begins with an empty field. */
void needs_code(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_NEEDS_CODE;
    wipe(out, WIPE_CODE);
}

bool too_many_wrong_codes(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->wrong_codes >= MAX_WRONG_CODES;
}

void needs_new_code(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_TOO_MANY_TRIES;
    wipe(out, WIPE_CODE);
}

void count_wrong_code(ACTION_ARGUMENTS)
{
    /* A server that allows no more is believed. */
    machine->wrong_codes =
        event->outcome.tries_left == 0 ? MAX_WRONG_CODES : (uint8_t)(machine->wrong_codes + 1);
    show_reply(machine, event, out);
}

bool has_no_password(GUARD_ARGUMENTS)
{
    (void)machine;
    return !event->facts.has_password;
}

void needs_password(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_NEEDS_PASSWORD;
}

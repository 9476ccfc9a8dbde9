#include "tests/flow/fold.h"

#include <string.h>

#include "flow/rules.h"

enum { LONG_MS = 60 * 1000, PAST_MS = 90 * 1000, STEP_MS = 15000 };

bool is_in(enum machine_state state, uint64_t states)
{
    return ((UINT64_C(1) << state) & states) != 0;
}

bool is_on_the_way(enum machine_state before, enum machine_state after)
{
    const uint64_t form = IN(SIGN_IN) | IN(LANGUAGE);
    return (before == STATE_DELETING && after == STATE_CONFIRM) ||
           (is_in(before, form) && is_in(after, form));
}

/* Times relative to now, rounded to earlier ones and bounded: what is long past is all the same. */
static int64_t relative(int64_t ms, int64_t now_ms)
{
    int64_t steps = (ms - now_ms - STEP_MS + 1) / STEP_MS;
    return BASE_MS + (steps * STEP_MS < -PAST_MS ? -PAST_MS : steps * STEP_MS);
}

/* What cannot matter any more where the machine is now. */
static void fold_unused(struct machine *machine)
{
    static const uint64_t code_states = IN(SENDING_CODE) | IN(ENTER_CODE) | IN(CHECKING_CODE) |
                                        IN(ENTER_PASSWORD) | IN(CONFIRM) | IN(CHECKING_ACCOUNT) |
                                        IN(DELETING);
    /* Of the outcome only what decides the exit code; the words are checked before the folding. */
    enum outcome_class class = machine->outcome.class;
    bool spoken = machine->notice == NOTICE_REPLY || machine->notice == NOTICE_SESSION_OVER;
    bool decides = spoken && (class == OUTCOME_NOT_SENT || class == OUTCOME_NOT_PROVEN);
    machine->outcome = (struct outcome){.class = decides ? class : OUTCOME_UNKNOWN};
    if (!machine->signed_in && machine->state != STATE_DELETED &&
        machine->step.state != DELETE_NOT_ACCEPTED)
        machine->account = (struct machine_account){0};
    if (machine->signed_in)
        machine->sign_in_by = SIGN_IN_BY_PASSWORD;
    if (!is_in(machine->state,
               code_states | IN(ENTER_SIGN_IN_CODE) | IN(SIGNING_IN) | IN(SENDING_SIGN_IN_CODE)))
        machine->wrong_codes = 0;
    if (!is_in(machine->state, code_states))
        machine->method = FORM_METHOD_NONE;
    if (!is_in(machine->state, code_states | IN(CONSEQUENCES) | IN(ENTER_SIGN_IN_CODE) |
                                   IN(SENDING_SIGN_IN_CODE) | IN(SIGNING_IN))) {
        machine->code_sent = false;
        machine->resend_at_ms = 0;
    }
    machine->language = FORM_LANGUAGE_NONE; /* only said, like the next two */
    machine->code_used = false;
    machine->code_sure = false;
    machine->code_older = false;
    if (!is_in(machine->state, IN(CONFIRM) | IN(CHECKING_ACCOUNT) | IN(DELETING))) {
        machine->fresh = false;
        machine->warned = false;
    }
    if (is_in(machine->state,
              IN(CONFIRM) | IN(CHECKING_ACCOUNT) | IN(DELETING) | IN(CHECKING_OUTCOME)))
        machine->resend_at_ms = 0;
    if (is_in(machine->state, IN(DELETING) | IN(CHECKING_OUTCOME)))
        machine->can_refresh = false;
    if (machine->in_flight == 0) {
        machine->operation = OPERATION_NONE;
        machine->refreshed = false;
        machine->refreshing = false;
    }
}

/* Only the state of the step counts before it begins and after it is over. */
static void fold_step(struct machine *machine, int64_t now_ms)
{
    struct delete_step *step = &machine->step;
    if (!is_in(machine->state, IN(CONFIRM) | IN(CHECKING_ACCOUNT) | IN(DELETING) |
                                   IN(CHECKING_OUTCOME) | IN(DELETED) | IN(REFUSED) |
                                   IN(OUTCOME_UNKNOWN) | IN(SIGNING_OUT)) &&
        step->state != DELETE_NOT_ACCEPTED)
        step->state = DELETE_IDLE;
    if (!is_in(machine->state,
               IN(CONFIRM) | IN(CHECKING_ACCOUNT) | IN(DELETING) | IN(CHECKING_OUTCOME))) {
        *step = (struct delete_step){.state = step->state, .next_probe_ms = -1};
        if (step->state == DELETE_NOT_ACCEPTED)
            step->attempt[0] = 'A'; /* it is followed, as an order without a verdict */
        return;
    }
    step->verified_ms = relative(step->verified_ms, now_ms);
    step->token_ms = relative(step->token_ms, now_ms);
    /* When it was sent counts only if the token's life was over by then. */
    if (step->sent_ms != 0)
        step->sent_ms = step->sent_ms < step->token_ms - BASE_MS + now_ms + step->life_ms
                            ? step->token_ms
                            : relative(step->sent_ms, now_ms);
    if (step->next_probe_ms >= 0)
        step->next_probe_ms = machine->in_flight != 0 || step->next_probe_ms < now_ms
                                  ? BASE_MS
                                  : BASE_MS + step->next_probe_ms - now_ms;
}

/* Of an order without a verdict: whose it is, and whether it may still be done; followed on the way
 * back to the account and to the next order. */
static void fold_order(struct machine *machine, int64_t now_ms)
{
    static const struct machine_order none;
    static const uint64_t followed = IN(SIGN_IN) | IN(SIGNING_IN) | IN(LOADING_PROFILE) |
                                     IN(NEEDS_BROWSER) | IN(ACCOUNT) | IN(SIGNING_OUT);
    struct machine_order *order = &machine->unanswered;
    bool is_other = order->account.user_id[0] == 'o';
    bool is_open = order->attempt.closes_ms > now_ms;
    if (order->attempt.id[0] == '\0' || !is_in(machine->state, followed)) {
        memcpy(order, &none, sizeof(none));
        return;
    }
    memcpy(order, &none, sizeof(none));
    order->attempt.id[0] = 'A';
    order->attempt.closes_ms = is_open ? BASE_MS + 1 : 0;
    memcpy(order->account.user_id, is_other ? "other" : "mine", is_other ? 6 : 5);
}

void fold_machine(struct machine *machine)
{
    int64_t now_ms = machine->now_ms;
    if (machine->state == STATE_ENDED) {
        *machine = (struct machine){.state = STATE_ENDED,
                                    .result = machine->result,
                                    .idle_ms = machine->idle_ms,
                                    .is_public = machine->is_public};
        return;
    }
    fold_unused(machine);
    fold_step(machine, now_ms);
    machine->resend_at_ms = machine->resend_at_ms > now_ms ? BASE_MS + RESEND_MS : 0;
    /* How long a request runs only matters where a limit hangs on it. */
    bool limited = machine->in_flight != 0 &&
                   is_in(machine->state, IN(CHECKING_CODE) | IN(SIGNING_OUT) | IN(DELETING));
    machine->busy_since_ms =
        limited && machine->busy_since_ms <= now_ms - LONG_MS ? BASE_MS - LONG_MS : BASE_MS;
    if (machine->in_flight == 0)
        machine->asked_ms = 0;
    else if (machine->state == STATE_CHECKING_OUTCOME)
        machine->asked_ms = relative(machine->asked_ms, now_ms);
    else
        machine->asked_ms = machine->asked_ms <= now_ms - LONG_MS ? BASE_MS - LONG_MS : BASE_MS;
    machine->asked_s = 0;
    if (machine->profile_ok_ms != 0)
        machine->profile_ok_ms = now_ms - machine->profile_ok_ms > DELETE_FRESH_MS
                                     ? BASE_MS - 2 * DELETE_FRESH_MS
                                     : BASE_MS - 1;
    /* Another name counts only where it is compared. */
    if (machine->account.name.text[0] != '\0')
        machine->account.name = (struct shown){"mina"};
    /* Of the session's life only whether it may be over: late events end it. */
    bool alive = machine->session_ends_ms > now_ms + STEP_MS;
    machine->session_ends_ms = machine->signed_in && alive ? BASE_MS + 10 * LONG_MS : 0;
    machine->in_flight = machine->in_flight != 0;
    machine->last_number = machine->in_flight;
    machine->deleted_wall_s = 0;
    /* An earlier deletion is only offered on the first screen; elsewhere it is only said. */
    if (machine->state != STATE_SIGN_IN)
        memset(&machine->earlier, 0, sizeof(machine->earlier));
    /* One that is open holds up the next; whether it is open is all that counts. */
    int64_t open_ms = machine->answered.closes_ms - now_ms;
    bool is_open = machine->state == STATE_ACCOUNT && open_ms > 0;
    static const struct machine_attempt none, attempt = {"ABCD2345", 0, 0};
    machine->answered = is_open ? attempt : none;
    machine->answered.closes_ms = is_open ? BASE_MS + open_ms : 0;
    machine->answered_s = 0;
    fold_order(machine, now_ms);
    machine->journal = MACHINE_JOURNAL_GOOD;
    machine->mail = (struct shown){""};
    machine->mail_older = false;
    memset(machine->dismissed, 0, sizeof(machine->dismissed));
    machine->now_ms = BASE_MS;
    machine->wall_s = 0;
}

/* After a delete whose outcome is open: asks with get-profile, and decides only on evidence. */
#include "flow/rules.h"

enum {
    API_NO_USER = 2004,       /* api 2.3 */
    API_NO_SESSION = 2020,    /* api 2.3 */
    SESSION_MARGIN_MS = 10000 /* how far the server's clock may be off ours */
};

/* A session that may have ended by itself says nothing about the account. */
static bool session_may_have_ended(const struct machine *machine, const struct event *event)
{
    return event->now_ms >= machine->session_ends_ms - SESSION_MARGIN_MS;
}

/* What a probe's reply is evidence of. A bare 401 or 404 may come from something in between. */
static enum delete_step_probe seen(const struct machine *machine, const struct event *event)
{
    const struct outcome *outcome = &event->outcome;
    bool no_user = event->input == ON_REFUSED && outcome->cause == OUTCOME_CAUSE_NO_SUCH_USER;
    bool no_session = event->input == ON_SESSION_OVER && outcome->cause != OUTCOME_CAUSE_FILTER &&
                      !session_may_have_ended(machine, event);
    if (no_user || no_session)
        return outcome->api_code == API_NO_SESSION || outcome->api_code == API_NO_USER
                   ? DELETE_PROBE_GONE
                   : DELETE_PROBE_MAYBE_GONE;
    if (event->input == ON_OK && same_account(machine, event))
        return DELETE_PROBE_SAME;
    return DELETE_PROBE_NOTHING;
}

static struct delete_step after_probe(GUARD_ARGUMENTS)
{
    struct delete_step step = machine->step;
    delete_step_probe(&step, seen(machine, event), machine->asked_ms, event->now_ms);
    return step;
}

static bool probe_proves_gone(GUARD_ARGUMENTS)
{
    return after_probe(machine, event).state == DELETE_DONE;
}

static bool probe_proves_kept(GUARD_ARGUMENTS)
{
    struct delete_step step = after_probe(machine, event);
    return step.state == DELETE_KEPT || step.state == DELETE_REFUSED;
}

static bool probe_was_last(GUARD_ARGUMENTS)
{
    return after_probe(machine, event).next_probe_ms < 0;
}

static bool probe_proves_gone_and_ending(GUARD_ARGUMENTS)
{
    return machine->ending && probe_proves_gone(machine, event);
}

static bool probe_ends_and_ending(GUARD_ARGUMENTS)
{
    return machine->ending && probe_was_last(machine, event);
}

static bool probe_is_due(GUARD_ARGUMENTS)
{
    return machine->in_flight == 0 && machine->step.next_probe_ms >= 0 &&
           event->now_ms >= machine->step.next_probe_ms;
}

static void probe(ACTION_ARGUMENTS)
{
    (void)event;
    int64_t since_ms = machine->busy_since_ms;
    request(machine, out, OPERATION_PROBE);
    machine->busy_since_ms = since_ms; /* the person waits for the verdict, not for this request */
}

/* A refusal that is only confirmed is still spoken of in the words it came with. */
static void take_probe(ACTION_ARGUMENTS)
{
    (void)out;
    delete_step_probe(&machine->step, seen(machine, event), machine->asked_ms, event->now_ms);
    if (machine->step.state == DELETE_REFUSED)
        return;
    if (event->input == ON_OK) { /* what that means is said on the screen */
        machine->notice = NOTICE_NONE;
        return;
    }
    machine->outcome = event->outcome;
    machine->notice = NOTICE_REPLY;
}

static void probed_deleted(ACTION_ARGUMENTS)
{
    take_probe(machine, event, out);
    account_is_deleted(machine, event, out);
}

static void probed_deleted_and_end(ACTION_ARGUMENTS)
{
    probed_deleted(machine, event, out);
    end_with(machine, out, RESULT_DELETED);
}

static void probed_and_end(ACTION_ARGUMENTS)
{
    take_probe(machine, event, out);
    bool kept = machine->step.state == DELETE_KEPT || machine->step.state == DELETE_REFUSED;
    enum machine_result result = kept ? RESULT_REFUSED : RESULT_OUTCOME_UNKNOWN;
    sign_out_and_end(machine, event, out);
    machine->result = result;
}

static const struct machine_rule rules[] = {
    {IN(CHECKING_OUTCOME), ON(TIMER), probe_is_due, probe, STAY, "ask again"},
    {IN(CHECKING_OUTCOME), REPLIES, probe_proves_gone_and_ending, probed_deleted_and_end,
     STATE_ENDED, "gone, leave"},
    {IN(CHECKING_OUTCOME), REPLIES, probe_proves_gone, probed_deleted, STATE_DELETED, "gone"},
    {IN(CHECKING_OUTCOME), REPLIES, probe_ends_and_ending, probed_and_end, STATE_SIGNING_OUT,
     "last probe, leave"},
    {IN(CHECKING_OUTCOME), REPLIES, probe_proves_kept, take_probe, STATE_REFUSED, "still there"},
    {IN(CHECKING_OUTCOME), REPLIES, probe_was_last, take_probe, STATE_OUTCOME_UNKNOWN,
     "stays open"},
    {IN(CHECKING_OUTCOME), REPLIES, NULL, take_probe, STAY, "no evidence yet"},
};

const struct machine_table check_outcome_table = {"check_outcome", rules,
                                                  sizeof(rules) / sizeof(rules[0])};

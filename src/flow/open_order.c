/* Orders to delete that left in this sitting and had no verdict. The step knows of the last one;
 * what a new sign-in would make it forget is kept until the account itself answers. */
#include "flow/rules.h"

bool step_is_open(const struct machine *machine)
{
    enum delete_step_state state = machine->step.state;
    return state == DELETE_COMMITTED || state == DELETE_UNKNOWN || state == DELETE_NOT_ACCEPTED;
}

static bool has_unanswered(const struct machine *machine)
{
    return machine->unanswered.attempt.id[0] != '\0';
}

int64_t machine_sent_s(const struct machine *machine)
{
    return machine->wall_s - (machine->now_ms - machine->step.sent_ms) / 1000;
}

static void copy_order(const struct machine *machine, struct machine_order *order)
{
    *order = (struct machine_order){
        .attempt = {.wall_s = machine_sent_s(machine),
                    .closes_ms = delete_step_closes_ms(&machine->step)},
        .account = machine->account,
        .request_id = machine->outcome.request_id,
    };
    set_text(order->attempt.id, sizeof(order->attempt.id), "%s", machine->step.attempt);
}

bool machine_open_order(const struct machine *machine, struct machine_order *order)
{
    if (step_is_open(machine))
        copy_order(machine, order);
    else
        *order = machine->unanswered;
    return machine_is_open(machine);
}

bool machine_is_open(const struct machine *machine)
{
    return step_is_open(machine) || has_unanswered(machine);
}

enum machine_result machine_verdict(const struct machine *machine)
{
    if (machine->step.state == DELETE_DONE)
        return RESULT_DELETED;
    if (machine_is_open(machine))
        return RESULT_OUTCOME_UNKNOWN;
    if (machine->state == STATE_REFUSED || machine->step.state == DELETE_DENIED)
        return RESULT_REFUSED;
    return RESULT_CANCELLED;
}

enum machine_result with_open_order(const struct machine *machine, enum machine_result result)
{
    return has_unanswered(machine) && result != RESULT_DELETED ? RESULT_OUTCOME_UNKNOWN : result;
}

static bool is_open_of(const struct machine *machine, const char *user_id)
{
    return has_unanswered(machine) && texts_equal(machine->unanswered.account.user_id, user_id);
}

void machine_order_of(const struct machine *machine, const char *user_id,
                      struct machine_attempt *attempt)
{
    if (is_open_of(machine, user_id))
        *attempt = machine->unanswered.attempt;
}

/* Of two accounts at a time one would be forgotten, and whoever comes next to a public terminal
 * must not hear of it: then the sitting ends here. */
bool may_keep_order(GUARD_ARGUMENTS)
{
    (void)event;
    if (!step_is_open(machine))
        return true;
    return !machine->is_public &&
           (!has_unanswered(machine) || is_open_of(machine, machine->account.user_id));
}

/* The first screen asks about it as it would after a new start. */
void keep_order(ACTION_ARGUMENTS)
{
    clear_notice(machine, event, out);
    if (!step_is_open(machine))
        return;
    copy_order(machine, &machine->unanswered);
    machine->earlier = machine->unanswered.attempt;
    machine->step = (struct delete_step){.next_probe_ms = -1};
}

void answer_order(struct machine *machine, const struct event *event)
{
    if (is_open_of(machine, event->data.account.user_id) &&
        machine->asked_ms >= machine->unanswered.attempt.closes_ms)
        machine->unanswered = (struct machine_order){0};
}

void forget_order_of_deleted(struct machine *machine)
{
    if (is_open_of(machine, machine->account.user_id))
        machine->unanswered = (struct machine_order){0};
}

#include "app/retry.h"

void retry_forget(struct retry *retry)
{
    *retry = (struct retry){0};
}

void retry_start(struct retry *retry, enum machine_operation operation, uint32_t number,
                 int64_t now_ms)
{
    if (retry->due_ms != 0 && retry->number == number && retry->operation == operation) {
        retry->due_ms = 0;
        retry->again++;
        return;
    }
    *retry = (struct retry){.number = number, .operation = operation, .began_ms = now_ms};
}

int64_t retry_limit_ms(const struct retry *retry, int64_t now_ms)
{
    int64_t left_ms = retry->began_ms + RETRY_TOTAL_MS - now_ms;
    if (retry->again == 0)
        return 0;
    return left_ms > RETRY_LEAST_MS ? left_ms : RETRY_LEAST_MS;
}

/* The probes after a delete read the profile too, but the machine says when. */
static bool is_read(enum machine_operation operation)
{
    return operation == OPERATION_GET_PROFILE || operation == OPERATION_NONE; /* public key */
}

/* Another try may end otherwise. Not when the server is not who it should be, said no, or ended the
 * session; and not when this machine itself is the reason. */
static bool may_pass(const struct outcome *outcome)
{
    bool open = outcome->class == OUTCOME_NOT_SENT || outcome->class == OUTCOME_UNKNOWN ||
                outcome->class == OUTCOME_WAIT;
    return open && outcome->cause != OUTCOME_CAUSE_CANCELLED &&
           outcome->cause != OUTCOME_CAUSE_MEMORY;
}

bool retry_plan(struct retry *retry, struct outcome *outcome, int64_t server_wait_s, int64_t now_ms,
                uint64_t random)
{
    int64_t pause_ms = (int64_t)RETRY_PAUSE_MS << retry->again;
    int64_t due_ms =
        now_ms + server_wait_s * 1000 + pause_ms / 2 + (int64_t)(random % (uint64_t)(pause_ms + 1));
    if (retry->number != 0 && is_read(retry->operation) && may_pass(outcome) &&
        retry->again < RETRY_MOST && due_ms + RETRY_LEAST_MS <= retry->began_ms + RETRY_TOTAL_MS) {
        if (outcome->sent) {
            retry->has_left = true;
            retry->of = *outcome;
        }
        retry->due_ms = due_ms;
        return true;
    }
    if (outcome->class == OUTCOME_NOT_SENT && retry->has_left)
        *outcome = retry->of;
    retry_forget(retry);
    return false;
}

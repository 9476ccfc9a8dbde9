#include "flow/delete_step.h"

#include <stddef.h>
#include <string.h>

enum { ATTEMPT_BITS = 5 }; /* one of 32 characters */

void delete_step_begin(struct delete_step *step, int64_t verified_ms, int64_t now_ms,
                       int64_t life_s, uint64_t random)
{
    /* Without I, O, 0 and 1, which are hard to tell apart when read aloud or copied by hand. */
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    *step = (struct delete_step){
        .verified_ms = verified_ms,
        .token_ms = now_ms,
        .life_ms = life_s * 1000,
        .next_probe_ms = -1,
    };
    for (size_t i = 0; i < sizeof(step->attempt) - 1; i++, random >>= ATTEMPT_BITS)
        step->attempt[i] = alphabet[random & 31];
}

int64_t delete_step_deadline_ms(const struct delete_step *step)
{
    int64_t life_ms = step->life_ms < DELETE_LIFE_MAX_MS ? step->life_ms : DELETE_LIFE_MAX_MS;
    return step->verified_ms + life_ms - DELETE_MARGIN_MS;
}

bool delete_step_arm(struct delete_step *step, int64_t now_ms, int64_t profile_ok_ms)
{
    if (step->state != DELETE_IDLE || now_ms >= delete_step_deadline_ms(step))
        return false;
    step->state = DELETE_ARMED;
    step->session_was_ok = profile_ok_ms != 0 && now_ms - profile_ok_ms <= DELETE_FRESH_MS;
    return true;
}

bool delete_step_may_commit(const struct delete_step *step, int64_t now_ms)
{
    return step->state == DELETE_ARMED && now_ms < delete_step_deadline_ms(step);
}

bool delete_step_commit(struct delete_step *step, int64_t now_ms)
{
    if (!delete_step_may_commit(step, now_ms))
        return false;
    step->state = DELETE_COMMITTED;
    step->sent_ms = now_ms;
    return true;
}

void delete_step_reply(struct delete_step *step, enum delete_step_proof proof, int64_t now_ms)
{
    if (step->state == DELETE_ARMED) {
        step->state = DELETE_IDLE;
        return;
    }
    if (step->state != DELETE_COMMITTED)
        return;
    switch (proof) {
    case DELETE_PROOF_DONE:
        step->state = DELETE_DONE;
        break;
    case DELETE_PROOF_REFUSED:
        step->state = DELETE_REFUSED;
        break;
    case DELETE_PROOF_SESSION_OVER:
        step->state = DELETE_NOT_ACCEPTED;
        break;
    case DELETE_PROOF_DENIED:
        step->state = DELETE_DENIED;
        step->next_probe_ms = now_ms + DELETE_FIRST_PROBE_MS;
        break;
    case DELETE_PROOF_NONE:
    default:
        step->state = DELETE_UNKNOWN;
        step->next_probe_ms = now_ms + DELETE_FIRST_PROBE_MS;
        break;
    }
}

static int64_t later(int64_t one_ms, int64_t other_ms)
{
    return one_ms > other_ms ? one_ms : other_ms;
}

int64_t delete_step_closes_ms(const struct delete_step *step)
{
    return later(step->token_ms + step->life_ms, step->sent_ms) + DELETE_LAST_PROBE_MS;
}

/* When to ask again: the last time as soon as the window has closed. */
static int64_t next_probe_ms(const struct delete_step *step, int64_t now_ms)
{
    int64_t next_ms = now_ms + DELETE_PROBE_MS;
    int64_t last_ms = later(delete_step_closes_ms(step), now_ms);
    return next_ms < last_ms ? next_ms : last_ms;
}

void delete_step_probe(struct delete_step *step, enum delete_step_probe seen, int64_t asked_ms,
                       int64_t now_ms)
{
    if (step->state == DELETE_DENIED) {
        if (seen == DELETE_PROBE_SAME || seen == DELETE_PROBE_NOTHING) {
            step->state = DELETE_REFUSED;
            step->by_probe = seen == DELETE_PROBE_SAME;
            step->next_probe_ms = -1;
            return;
        }
        step->state = DELETE_UNKNOWN; /* the server contradicts itself */
    }
    if (step->state != DELETE_UNKNOWN)
        return;
    bool closed = asked_ms >= delete_step_closes_ms(step);
    bool gone = seen == DELETE_PROBE_GONE || (seen == DELETE_PROBE_MAYBE_GONE && step->maybe_gone);
    step->maybe_gone = seen == DELETE_PROBE_MAYBE_GONE;
    if (gone && step->session_was_ok) {
        step->state = DELETE_DONE;
        step->by_probe = true;
    } else if (seen == DELETE_PROBE_SAME && closed) {
        step->state = DELETE_KEPT;
    } else if (!closed) {
        step->next_probe_ms = next_probe_ms(step, now_ms);
        return;
    }
    step->next_probe_ms = -1;
}

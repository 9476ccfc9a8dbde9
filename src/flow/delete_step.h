/* The irreversible step alone: what is known about one delete request. No I/O; time comes in.
 *
 *   IDLE --arm--> ARMED --commit--> COMMITTED --reply--> DONE | REFUSED | NOT_ACCEPTED | DENIED |
 *                   |                                    UNKNOWN
 *                   |                                    DENIED --probe--> REFUSED | DONE | UNKNOWN
 *                   |                                    UNKNOWN --probe--> DONE | KEPT | UNKNOWN
 *                   +--not sent--> IDLE
 */
#ifndef FLOW_DELETE_STEP_H
#define FLOW_DELETE_STEP_H

#include <stdbool.h>
#include <stdint.h>

enum delete_step_state {
    DELETE_IDLE,         /* nothing was sent in this step */
    DELETE_ARMED,        /* the person confirmed; the request has not left */
    DELETE_COMMITTED,    /* the request may have left: no way back */
    DELETE_DONE,         /* proven: the account is gone */
    DELETE_REFUSED,      /* proven: the server said no */
    DELETE_NOT_ACCEPTED, /* the session was over: a relay that sent it twice gets that as well */
    DELETE_DENIED,       /* the server says that it was not done; one probe confirms that */
    DELETE_UNKNOWN,      /* sent, and no proof yet */
    DELETE_KEPT          /* proven: still there after the token could no longer be used */
};

enum {
    DELETE_MARGIN_MS = 5000,      /* of the token's life that is not used */
    DELETE_LIFE_MAX_MS = 60000,   /* of the token's life that is believed */
    DELETE_FIRST_PROBE_MS = 1000, /* after the reply failed to come */
    DELETE_PROBE_MS = 5000,       /* between probes */
    DELETE_LAST_PROBE_MS = 15000, /* the last one: so long after the token's end */
    DELETE_ATTEMPT_SIZE = 9,
    DELETE_FRESH_MS = 60000 /* how old an OK of get-profile may be to count as "was signed in" */
};

struct delete_step {
    enum delete_step_state state;
    int64_t verified_ms;   /* before the verify request was sent */
    int64_t token_ms;      /* when its reply, with the token, had come */
    int64_t life_ms;       /* of the token, as the server said */
    int64_t sent_ms;       /* the commit */
    int64_t next_probe_ms; /* -1 = none */
    bool session_was_ok; /* get-profile had answered OK within DELETE_FRESH_MS before the commit */
    bool maybe_gone;     /* the last probe hinted that the account is gone */
    bool by_probe;       /* DONE was found by asking again, or REFUSED was confirmed so */
    char attempt[DELETE_ATTEMPT_SIZE]; /* random id of this attempt, for screen and receipt */
};

/* Begins anew: a token of LIFE_S seconds came at NOW_MS; VERIFIED_MS was taken before verify was
 * sent. The server's clock for the token began in between, so what must not be too late counts from
 * the one, and what must not be too early from the other. */
void delete_step_begin(struct delete_step *step, int64_t verified_ms, int64_t now_ms,
                       int64_t life_s, uint64_t random);

/* The last moment to send (clock_boot_ms): min(life, 60 s) after verify, minus the margin. */
int64_t delete_step_deadline_ms(const struct delete_step *step);

/* From when on (clock_boot_ms) the token cannot be used any more, by the life that the server
 * stated and DELETE_LAST_PROBE_MS more, for the attempt that was sent or is about to be: what is
 * there when it is asked for then, stays. */
int64_t delete_step_closes_ms(const struct delete_step *step);

/* Whether delete_step_commit would say yes. */
bool delete_step_may_commit(const struct delete_step *step, int64_t now_ms);

/* The person confirmed; PROFILE_OK_MS: when get-profile last answered OK, 0 = never. False (and
 * nothing changes) when the step is not idle or the deadline has passed. */
bool delete_step_arm(struct delete_step *step, int64_t now_ms, int64_t profile_ok_ms);

/* The commit point. True exactly once, from ARMED, before the deadline. */
bool delete_step_commit(struct delete_step *step, int64_t now_ms);

/* What a reply proves. All but NONE count only from COMMITTED; whatever else comes then is UNKNOWN.
 * After SESSION_OVER nothing can be asked until somebody signs in again. From ARMED (nothing was
 * sent) the step goes back to IDLE. */
enum delete_step_proof {
    DELETE_PROOF_DONE,
    DELETE_PROOF_REFUSED,
    DELETE_PROOF_SESSION_OVER,
    DELETE_PROOF_DENIED,
    DELETE_PROOF_NONE
};
void delete_step_reply(struct delete_step *step, enum delete_step_proof proof, int64_t now_ms);

/* What a probe that was sent at ASKED_MS showed. GONE (the server names the reason) and the second
 * MAYBE_GONE in a row (it could also be something in between) count as proof, but only when
 * session_was_ok; SAME (the same id still answers) proves KEPT only when it was asked after the
 * window had closed: the reply tells of some moment before it came. After the last probe the state
 * stays UNKNOWN and next_probe_ms is -1. When DENIED, one probe is enough: what does not speak
 * against the server's words leaves it at REFUSED; what does makes it as open as any UNKNOWN. */
enum delete_step_probe {
    DELETE_PROBE_GONE,
    DELETE_PROBE_MAYBE_GONE,
    DELETE_PROBE_SAME,
    DELETE_PROBE_NOTHING
};
void delete_step_probe(struct delete_step *step, enum delete_step_probe seen, int64_t asked_ms,
                       int64_t now_ms);

#endif

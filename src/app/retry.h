/* Fair retry (security N10): a read that failed is asked again by itself, twice, with jitter,
 * within ten seconds in all. Nothing else ever is. To the state machine it is one request with one
 * number. Policy only: no clock, no network, no chance; they come in. */
#ifndef APP_RETRY_H
#define APP_RETRY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/outcome.h"
#include "flow/machine.h"

enum {
    RETRY_MOST = 2,         /* how often a read is asked again */
    RETRY_TOTAL_MS = 10000, /* from its first start until the last answer */
    RETRY_PAUSE_MS = 500,   /* before the second try, half to one and a half of it; then twice it */
    RETRY_LEAST_MS = 1000   /* a try that could take less than this is not begun */
};

/* One logical request. Zero-initialise. */
struct retry {
    uint32_t number; /* its number on the wire */
    enum machine_operation operation;
    unsigned again;    /* how often it was asked again */
    int64_t began_ms;  /* clock_boot_ms of its first start */
    int64_t due_ms;    /* when it is to be asked again; 0 = not */
    bool has_left;     /* at a try before, bytes may have left: */
    struct outcome of; /* that try's outcome */
};

/* OPERATION starts under NUMBER. Begins anew, unless it is the one that was planned. */
void retry_start(struct retry *retry, enum machine_operation operation, uint32_t number,
                 int64_t now_ms);

/* How long this try may take: 0 = as long as its operation may, else milliseconds (> 0). */
int64_t retry_limit_ms(const struct retry *retry, int64_t now_ms);

/* The request ended with OUTCOME; one that was forgotten is never asked again. True: it is to be
 * asked again at RETRY->due_ms, and nobody need know yet. False: OUTCOME is what it came to; where
 * an earlier try may have reached the server and the last one did not, it becomes that try's.
 * SERVER_WAIT_S: how long the server asked us to wait, 0 = it did not say. RANDOM: chance for the
 * jitter. */
bool retry_plan(struct retry *retry, struct outcome *outcome, int64_t server_wait_s, int64_t now_ms,
                uint64_t random);

/* Forgets it: it was given up, or it is over. */
void retry_forget(struct retry *retry);

#endif

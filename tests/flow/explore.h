/* Walks through every state that the state machine can reach, breadth first, and checks the
 * invariants in each. Times are kept relative to "now" and bounded, numbers of requests are folded,
 * so that the space is finite. */
#ifndef TESTS_FLOW_EXPLORE_H
#define TESTS_FLOW_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/machine.h"

enum { EXPLORE_INVARIANTS = 10, EXPLORE_MAX_RULES = 200 };

struct explore_result {
    size_t states;                             /* different machines reached */
    size_t transitions;                        /* events applied to them */
    size_t violations[EXPLORE_INVARIANTS + 1]; /* by invariant */
    char first[EXPLORE_INVARIANTS + 1][256];   /* the first of each, in words */
    bool reached[STATE_COUNT];
    bool edges[STATE_COUNT][INPUT_COUNT][STATE_COUNT + 1]; /* state, input, next */
    size_t rule_count;
    const char *rule_names[EXPLORE_MAX_RULES];
    bool rule_bites[EXPLORE_MAX_RULES]; /* without that row something would go another way */
};

/* Explores the machine under TABLES (COUNT of them; borrowed). BITES: also find out which rows
 * matter (slower). Stops early once an invariant was broken when STOP is set. RESULT is filled
 * whole; it is large: not for the stack. Aborts without memory. */
void explore(const struct machine_table *const *tables, size_t count, bool bites, bool stop,
             struct explore_result *result);

#endif

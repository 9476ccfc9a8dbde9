/* What many errands came to, done by several processes at the same time because they mostly wait.
 */
#ifndef TESTS_SWEEP_FINDINGS_H
#define TESTS_SWEEP_FINDINGS_H

#include "tests/sweep/errand.h"

enum { FINDINGS_WORKERS = 8, FINDINGS_EXITS = 10, FINDINGS_WHY_SIZE = 4096 };

struct findings {
    int runs, lies, exits[FINDINGS_EXITS], found_by_asking, kept_after_asking, deletes_max;
    char first_lie[FINDINGS_WHY_SIZE];
};

/* Takes in one errand, under the name WHAT, and judges it (errand_is_true). */
void findings_note(struct findings *findings, const char *what, const struct errand_end *end,
                   const struct errand_truth *truth);

/* Takes in that WHAT went wrong as WHY says. */
void findings_fail(struct findings *findings, const char *what, const char *why);

/* Calls WORK in FINDINGS_WORKERS processes, with the number of each; the sum of what they found. A
 * worker does every FINDINGS_WORKERS-th of the errands. */
struct findings findings_gather(void (*work)(struct findings *findings, size_t number,
                                             const void *context),
                                const void *context);

/* Prints what came out, as one comment that begins with NAME, and fails the test if anything is not
 * true. */
void findings_report(const struct findings *findings, const char *name);

#endif

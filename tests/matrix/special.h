/* The cells that have more than one ending; each fails the test where one is wrong. */
#ifndef TESTS_MATRIX_SPECIAL_H
#define TESTS_MATRIX_SPECIAL_H

#include "tests/matrix/walk.h"

void special_code(int number, enum fault_request request); /* 40 to 42 */
void special_locked(enum fault_request request);           /* 43 */
void special_other_account(enum fault_request request);    /* 44 */
void special_memory(enum fault_request request);           /* 46 */
void special_stopped(enum fault_request request);          /* 47 */
void special_ended(enum fault_request request);            /* 48 */
void special_killed(void);                                 /* 49 */
void special_unwritable(enum fault_request request);       /* 50 */

/* The person leaves, the program with CODE; no delete was sent, and none recorded. */
void special_leaves(struct walk *walk, int code);

/* What is seen when nothing goes wrong at the request. */
const char *special_usual(enum fault_request request);

/* Faults that last: no answer, after the request and before it. */
extern const struct fault special_silence, special_no_way;

#endif

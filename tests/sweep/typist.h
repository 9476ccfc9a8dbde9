/* The same errand (tests/sweep/errand.h) at a terminal: on the screen, or line by line. */
#ifndef TESTS_SWEEP_TYPIST_H
#define TESTS_SWEEP_TYPIST_H

#include "tests/sweep/errand.h"

/* Does ERRAND (on_view is told only "checking_outcome") on a terminal, PLAIN or on the screen. */
void typist_run(const struct errand *errand, bool plain, struct errand_end *end);

#endif

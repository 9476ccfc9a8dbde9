/* Makes one of all machines that differ only in what cannot matter any more, so that the
 * exploration comes to an end. */
#ifndef TESTS_FLOW_FOLD_H
#define TESTS_FLOW_FOLD_H

#include <stdbool.h>

#include "flow/machine.h"

/* The time of every folded machine. */
enum { BASE_MS = 10 * 1000 * 1000 };

/* Whether STATE is one of STATES (bits). */
bool is_in(enum machine_state state, uint64_t states);

/* Whether what was typed in BEFORE still belongs to AFTER: back from a delete that was not sent, or
 * on the way to another language. */
bool is_on_the_way(enum machine_state before, enum machine_state after);

/* Forgets in MACHINE what cannot matter where it is now, and makes its times relative to now. */
void fold_machine(struct machine *machine);

#endif

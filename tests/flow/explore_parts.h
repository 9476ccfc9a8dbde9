/* What the exploration asks of events, effects and machines, without its history. */
#ifndef TESTS_FLOW_EXPLORE_PARTS_H
#define TESTS_FLOW_EXPLORE_PARTS_H

#include <stdbool.h>

#include "flow/machine.h"

bool is_reply(const struct event *event);

/* All that EFFECTS wipe. */
unsigned wiped(const struct effects *effects);

/* The first of TYPE, *borrowed*, or NULL. */
const struct effect *find_effect(const struct effects *effects, enum effect_type type);

/* Whether MACHINE, if it is at its end, says of an order without a verdict what is true of it. */
bool ends_open(const struct machine *machine);

/* Whose profile EVENT brings, and what contacts are in it: bits of VARIANT. */
void set_account(struct event *event, unsigned variant);

/* Whether time can make a difference here. */
bool has_limit(const struct machine *machine);

#endif

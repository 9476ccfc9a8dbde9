/* The names of the tests: "slow.test" is answered only after resolver_release, every other name is
 * unknown. */
#ifndef TESTS_HTTP_RESOLVER_H
#define TESTS_HTTP_RESOLVER_H

#include <stdbool.h>

/* True while a question for a name is open. */
bool resolver_is_asked(void);

/* Lets go whoever waits for an answer, now and later; returns when nobody waits any more. */
void resolver_release(void);

#endif

/* Where the sandbox's time comes from. */
#ifndef SANDBOX_CLOCK_H
#define SANDBOX_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01 UTC: expiry times outlive the process. */
int64_t clock_now_ms(void);

/* Milliseconds on a clock that only goes forward. */
int64_t clock_elapsed_ms(void);

/* How long MS of these clocks last for poll(2), in milliseconds: as long, but not for tests whose
 * time runs faster. */
int64_t clock_real_ms(int64_t ms);

#endif

/* The debug log (--log=FILE): events with a fixed set of fields, one line each, never a secret, an
 * address, a body or a header. English, not translated. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* Opens FILE for appending (created with mode 0600). Without this call nothing is logged. */
bool log_open(const char *file, struct err *err);
void log_close(void);

/* One line: UTC time, EVENT (a word from the caller, *static*), then the details in the manner of
 * printf; controls in the result are escaped. */
void log_event(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

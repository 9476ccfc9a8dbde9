/* What the server took, and what is true: for tests, under /sandbox/. */
#ifndef SANDBOX_OBSERVE_H
#define SANDBOX_OBSERVE_H

#include <stdbool.h>

struct request_log;

/* Returns new (free with request_log_free) or NULL. */
struct request_log *request_log_new(void);
void request_log_free(struct request_log *log);

/* Notes a request that came in completely. The oldest are forgotten beyond 10,000. */
void request_log_add(struct request_log *log, const char *method, const char *path);

#endif

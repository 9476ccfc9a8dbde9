/* A reply as a case file describes it, and the operations by name. */
#ifndef TESTS_UNIT_GENAUTH_REPLY_H
#define TESTS_UNIT_GENAUTH_REPLY_H

#include "genauth/errors.h"
#include "http/http.h"
#include "tests/unit/cases.h"

/* Names of the operations in the order of their bits; NULL at the end. */
extern const char *const genauth_operation_names[];

/* The bits named in TEXT: "all", or names with commas between them. */
unsigned genauth_operations(const char *text);

/* What TEST says comes back to OPERATION (clear with http_reply_clear). Lines:
 *   transport RESULT CAUSE [sent]   not_sent, not_proven or no_reply: then there is no reply
 *   http NUMBER                     200 when missing
 *   type TEXT                       application/json when missing
 *   retry SECONDS                   Retry-After as http gives it
 *   header-id TEXT                  x-request-id
 *   body TEXT | hex DIGITS          "@ok" is a good answer to the operation
 *   cut BYTES                       taken off the end
 *   insert TEXT                     put after the first bracket
 *   repeat COUNT TEXT, tail TEXT    put after the body */
struct http_reply genauth_reply(const struct test_case *test, enum genauth_operation operation);

#endif

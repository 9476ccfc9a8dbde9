/* The receipt of a deletion, as JSON: what was deleted, where, when, and how to speak of it with
 * the operator. No secret and no full address. */
#ifndef APP_RECEIPT_H
#define APP_RECEIPT_H

#include "app/session.h"

/* Makes SESSION->receipt with OUTCOME ("deleted" or "unknown", *static*) and writes it to
 * --receipt=FILE when given: a new file of mode 0600, never an existing one. A failure to write is
 * kept in SESSION->receipt_err. */
void receipt_make(struct session *session, const char *outcome);

/* The request id by which the operator finds what decided, the one that the screen shows: of the
 * probe, where one decided, else of the delete. "" when there is none. *Borrowed*. */
const char *receipt_request_id(const struct session *session);

/* The request id of the result: that of what decided; of a sitting without a verdict that of the
 * reply that its last screen spoke of. "" when there is none. *Borrowed*. */
const char *receipt_result_request_id(const struct session *session);

/* Asks before the first screen whether FILE can be written later, so that nobody learns it too
 * late. */
bool receipt_check_file(const char *file, struct err *err);

#endif

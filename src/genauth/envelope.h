/* The envelope around every answer (api 1.7), and reading typed members out of it. Private. */
#ifndef GENAUTH_ENVELOPE_H
#define GENAUTH_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/outcome.h"
#include "base/secret.h"
#include "genauth/errors.h"
#include "http/http.h"

/* An answer taken apart. DATA is the member "data", or the whole document where there is no
 * envelope; *borrowed* from DOCUMENT, NULL when there is none. */
struct genauth_envelope {
    struct json *document;
    const struct json *data;
};

/* What the table decides by, out of REPLY (*borrows*) to OPERATION. Fills ENVELOPE, to be cleared
 * in every case. For genauth_envelope_read and the test of the table. */
struct genauth_facts genauth_envelope_facts(const struct http_reply *reply,
                                            enum genauth_operation operation,
                                            struct genauth_envelope *envelope);

/* Reads REPLY (*borrows*) as the answer to OPERATION. The result says everything that the numbers
 * say; whether the data of an OK is there is for the caller to see. Clear ENVELOPE in every case.
 */
struct outcome genauth_envelope_read(const struct http_reply *reply,
                                     enum genauth_operation operation,
                                     struct genauth_envelope *envelope);

/* Wipes and frees the document. */
void genauth_envelope_clear(struct genauth_envelope *envelope);

/* Makes OUTCOME an UNKNOWN: it looked well, but what is needed was not in it. */
void genauth_incomplete(struct outcome *outcome);

/* Reads REPLY (*borrows*) to an OPERATION for which no data is needed; but if it speaks of success,
 * it must be in clear words. */
struct outcome genauth_read_success(const struct http_reply *reply,
                                    enum genauth_operation operation);

/* The member KEY of OBJECT, or NULL when it is missing or null, which mean the same. */
const struct json *genauth_member(const struct json *object, const char *key);

/* Copies the text KEY of OBJECT into TEXT of SIZE bytes; missing or null gives "". False when it is
 * of another type or does not fit. */
bool genauth_member_text(const struct json *object, const char *key, char *text, size_t size);

/* Copies the token KEY of OBJECT: visible ASCII only, because it goes into a header, at most
 * GENAUTH_TOKEN_SIZE bytes. Missing or null gives NULL. *SECRET: returns new (free with
 * secret_free). False when it is of another type, empty, too long, or there is no memory. */
bool genauth_member_token(const struct json *object, const char *key, struct secret **secret);

#endif

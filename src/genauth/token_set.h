/* The tokens in the answers to sign-in and refresh (api 3.2, 3.45). Private. */
#ifndef GENAUTH_TOKEN_SET_H
#define GENAUTH_TOKEN_SET_H

#include "genauth/errors.h"
#include "genauth/genauth.h"

/* Reads REPLY (*borrows*) to the request OPERATION, whose data is a token set, into SESSION (zeroed
 * or with older tokens, which are freed). It has tokens only where the result's class is
 * OUTCOME_OK. */
struct outcome genauth_read_token_set(const struct http_reply *reply,
                                      enum genauth_operation operation,
                                      struct genauth_session *session);

#endif

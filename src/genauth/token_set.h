/* The tokens in the answers to sign-in and refresh (api 3.2, 3.45). Private. */
#ifndef GENAUTH_TOKEN_SET_H
#define GENAUTH_TOKEN_SET_H

#include "base/json.h"
#include "genauth/genauth.h"

/* Reads the token set DATA (*borrows*) into SESSION (zeroed). NONE when all is well; else the cause
 * why it cannot be used, and SESSION is cleared. */
enum outcome_cause genauth_token_set_read(const struct json *data, struct genauth_session *session);

#endif

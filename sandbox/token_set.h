/* The tokens that a sign-in or a refresh returns (api 3.2), and their signature. */
#ifndef SANDBOX_TOKEN_SET_H
#define SANDBOX_TOKEN_SET_H

#include <jansson.h>

#include "sandbox/request.h"

/* Makes, signs and stores tokens for USER with GRANT. A refresh token only with the scope
   offline_access. Returns new, NULL on failure. Needs a transaction. */
json_t *token_set_new(const struct request *request, const struct user *user,
                      const struct grant *grant);

/* The claims about USER that SCOPE allows (api 1.11). Returns new. */
json_t *token_set_claims(const struct user *user, const char *scope);

/* The public signing key as JSON Web Key Set (api 3.48). Returns new. */
json_t *token_set_jwks(struct keys *keys);

#endif

/* Access, refresh and deleteAccountToken tokens; only hashes are stored. All need a transaction. */
#ifndef SANDBOX_TOKENS_H
#define SANDBOX_TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/database.h"
#include "sandbox/util.h"

enum tokens_kind {
    TOKENS_ACCESS,
    TOKENS_REFRESH,
    TOKENS_DELETE,
};

enum { TOKENS_SESSION_SIZE = 33 };

/* Whose token it is, from which sign-in, for what. */
struct grant {
    char user_id[UTIL_ID_SIZE];
    char session[TOKENS_SESSION_SIZE];
    char scope[256];
};

/* Stores TOKEN. A new TOKENS_DELETE replaces the user's earlier ones. */
bool tokens_store(struct database *database, enum tokens_kind kind, const struct grant *grant,
                  int64_t lifetime_ms, const char *token);

/* Finds a living access token; false when it is unknown, expired, revoked or of a deleted user. */
bool tokens_find_access(struct database *database, const char *token, struct grant *grant);

/* Uses TOKEN up: of several callers exactly one gets true. USER_ID NULL means of any user; GRANT
   may be NULL. Not for access tokens. */
bool tokens_use(struct database *database, enum tokens_kind kind, const char *token,
                const char *user_id, struct grant *grant);

/* Revokes TOKEN; with a refresh token goes its whole sign-in. An unknown token is no error. */
bool tokens_revoke(struct database *database, const char *token);

#endif

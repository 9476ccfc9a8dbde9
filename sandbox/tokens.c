#include "config.h"

#include "sandbox/clock.h"
#include "sandbox/tokens.h"

static const char *const kind_names[] = {
    [TOKENS_ACCESS] = "access", [TOKENS_REFRESH] = "refresh", [TOKENS_DELETE] = "delete"};

bool tokens_store(struct database *database, enum tokens_kind kind, const struct grant *grant,
                  int64_t lifetime_ms, const char *token)
{
    unsigned char hash[UTIL_HASH_SIZE];
    util_hash(token, NULL, hash);
    if (kind == TOKENS_DELETE &&
        database_run(database, "DELETE FROM token WHERE user_id = ? AND kind = 'delete'", "t",
                     grant->user_id) < 0)
        return false;
    return database_run(database,
                        "INSERT INTO token (hash, kind, user_id, session, scope, expires_at)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
                        "htttti", hash, kind_names[kind], grant->user_id, grant->session,
                        grant->scope, clock_now_ms() + lifetime_ms) == 1;
}

/* The grant of the token HASH of KIND, when it lives. */
static bool find(struct database *database, enum tokens_kind kind, const unsigned char *hash,
                 struct grant *grant)
{
    sqlite3_stmt *statement =
        database_query(database,
                       "SELECT user_id, session, scope FROM token"
                       " WHERE hash = ? AND kind = ? AND used = 0 AND expires_at > ?",
                       "hti", hash, kind_names[kind], clock_now_ms());
    bool found = statement && sqlite3_step(statement) == SQLITE_ROW &&
                 util_copy(grant->user_id, sizeof grant->user_id, database_text(statement, 0)) &&
                 util_copy(grant->session, sizeof grant->session, database_text(statement, 1)) &&
                 util_copy(grant->scope, sizeof grant->scope, database_text(statement, 2));
    (void)sqlite3_finalize(statement);
    return found;
}

bool tokens_find_access(struct database *database, const char *token, struct grant *grant)
{
    unsigned char hash[UTIL_HASH_SIZE];
    util_hash(token, NULL, hash);
    return find(database, TOKENS_ACCESS, hash, grant);
}

bool tokens_use(struct database *database, enum tokens_kind kind, const char *token,
                const char *user_id, struct grant *grant)
{
    unsigned char hash[UTIL_HASH_SIZE];
    util_hash(token, NULL, hash);
    if (grant && !find(database, kind, hash, grant))
        return false;
    return database_run(database,
                        "UPDATE token SET used = 1 WHERE hash = ?1 AND kind = ?2 AND used = 0"
                        " AND expires_at > ?3 AND (?4 IS NULL OR user_id = ?4)",
                        "htit", hash, kind_names[kind], clock_now_ms(), user_id) == 1;
}

bool tokens_revoke(struct database *database, const char *token)
{
    unsigned char hash[UTIL_HASH_SIZE];
    util_hash(token, NULL, hash);
    return database_run(database,
                        "UPDATE token SET used = 1 WHERE session = (SELECT session FROM token"
                        " WHERE hash = ? AND kind = 'refresh')",
                        "h", hash) >= 0 &&
           database_run(database, "UPDATE token SET used = 1 WHERE hash = ? AND kind = 'access'",
                        "h", hash) >= 0;
}

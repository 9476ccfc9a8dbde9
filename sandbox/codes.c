#include "config.h"

#include "sandbox/clock.h"
#include "sandbox/codes.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { MAXIMUM_ATTEMPTS = 5 };

/* A hash of 6 digits is soon undone: the point is only that a look into the file shows no code. */
static void hash_code(const struct code_target *target, const char *code,
                      unsigned char out[UTIL_HASH_SIZE])
{
    unsigned char key[UTIL_HASH_SIZE];
    util_hash(target->address, NULL, key);
    util_hash(code, key, out);
}

enum codes_result codes_create(struct database *database, const struct code_target *target,
                               int64_t lifetime_ms, int64_t interval_ms, char code[UTIL_CODE_SIZE])
{
    unsigned char hash[UTIL_HASH_SIZE];
    int64_t now = clock_now_ms();
    util_random_code(code);
    hash_code(target, code, hash);
    int changed =
        database_run(database,
                     "INSERT INTO code (channel, address, user_id, hash, sent_at, expires_at)"
                     " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
                     " ON CONFLICT (channel, address) DO UPDATE SET user_id = excluded.user_id,"
                     " hash = excluded.hash, sent_at = excluded.sent_at,"
                     " expires_at = excluded.expires_at, attempts = 0, used = 0"
                     " WHERE code.sent_at <= ?7",
                     "ttthiii", target->channel, target->address, target->user_id, hash, now,
                     now + lifetime_ms, now - interval_ms);
    return changed == 1 ? CODES_OK : changed == 0 ? CODES_TOO_SOON : CODES_FAILED;
}

static enum codes_result count_attempt(struct database *database, const struct code_target *target)
{
    return database_run(database,
                        "UPDATE code SET attempts = attempts + 1 WHERE channel = ? AND address = ?",
                        "tt", target->channel, target->address) < 0
               ? CODES_FAILED
               : CODES_WRONG;
}

enum codes_result codes_check(struct database *database, const struct code_target *target,
                              const char *code, bool use)
{
    unsigned char hash[UTIL_HASH_SIZE];
    unsigned char stored[UTIL_HASH_SIZE] = {0};
    int64_t now = clock_now_ms();
    bool found = false, live = false, dead = false;
    hash_code(target, code, hash);
    sqlite3_stmt *statement = database_query(
        database,
        "SELECT hash, used = 0 AND expires_at > ?4, attempts >= ?5 FROM code"
        " WHERE channel = ?1 AND address = ?2 AND (?3 IS NULL OR user_id = ?3)",
        "tttii", target->channel, target->address, target->user_id, now, (int64_t)MAXIMUM_ATTEMPTS);
    if (!statement)
        return CODES_FAILED;
    if (sqlite3_step(statement) == SQLITE_ROW &&
        sqlite3_column_bytes(statement, 0) == UTIL_HASH_SIZE) {
        memcpy(stored, sqlite3_column_blob(statement, 0), UTIL_HASH_SIZE);
        live = sqlite3_column_int(statement, 1) != 0;
        dead = sqlite3_column_int(statement, 2) != 0;
        found = true;
    }
    (void)sqlite3_finalize(statement);
    if (dead)
        return CODES_EXPIRED;
    if (!found || sodium_memcmp(hash, stored, sizeof hash) != 0)
        return count_attempt(database, target);
    if (!live || !use)
        return live ? CODES_OK : CODES_EXPIRED;
    int changed = database_run(database,
                               "UPDATE code SET used = 1 WHERE channel = ?1 AND address = ?2"
                               " AND hash = ?3 AND used = 0 AND expires_at > ?4 AND attempts < ?5",
                               "tthii", target->channel, target->address, hash, now,
                               (int64_t)MAXIMUM_ATTEMPTS);
    return changed == 1 ? CODES_OK : changed == 0 ? CODES_EXPIRED : CODES_FAILED;
}

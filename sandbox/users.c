#include "config.h"

#include "sandbox/clock.h"
#include "sandbox/users.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* Low on purpose: the accounts are throw-away, and tests start many servers. */
static const unsigned long long hash_operations = 1;
static const size_t hash_memory = (size_t)1 << 20;

static_assert(crypto_pwhash_STRBYTES == 128, "the size of a password hash");

static char dummy_hash[crypto_pwhash_STRBYTES];

#define SELECT_USER                                                                                \
    "SELECT id, username, email, phone, phone_country, password, locked, second_factor,"           \
    " created_at, updated_at, logins, last_login FROM user WHERE "

bool users_hash_password(const char *password, char out[128])
{
    return crypto_pwhash_str_alg(out, password, strlen(password), hash_operations, hash_memory,
                                 crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool users_init(void)
{
    char random[33];
    util_random_hex(random, 32);
    return users_hash_password(random, dummy_hash);
}

bool users_check_password(const struct user *user, const char *password)
{
    const char *hash = user ? user->password_hash : dummy_hash;
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0 && user;
}

bool users_valid_email(const char *text)
{
    const char *at = strchr(text, '@');
    size_t length = strlen(text);
    if (length > 254 || !at || at == text || at[1] == '\0' || strchr(at + 1, '@'))
        return false;
    for (const char *c = text; *c; c++) {
        if (*c <= ' ' || *c > '~' || strchr("<>()[],;:\\\"", *c))
            return false;
    }
    return true;
}

bool users_valid_phone(const char *text)
{
    size_t length = strlen(text);
    return length >= 4 && length <= 20 && strspn(text, "0123456789") == length;
}

bool users_valid_country(const char *text)
{
    size_t length = strlen(text);
    return text[0] == '+' && length >= 2 && length <= 5 &&
           strspn(text + 1, "0123456789") == length - 1;
}

/* The row of STATEMENT in USER; false when a text does not fit, which a seed cannot cause. */
static bool read_row(sqlite3_stmt *statement, struct user *user)
{
    *user = (struct user){
        .locked = sqlite3_column_int(statement, 6) != 0,
        .second_factor = sqlite3_column_int(statement, 7) != 0,
        .created_at = sqlite3_column_int64(statement, 8),
        .updated_at = sqlite3_column_int64(statement, 9),
        .logins = sqlite3_column_int64(statement, 10),
        .last_login = sqlite3_column_int64(statement, 11),
    };
    return util_copy(user->id, sizeof user->id, database_text(statement, 0)) &&
           util_copy(user->username, sizeof user->username, database_text(statement, 1)) &&
           util_copy(user->email, sizeof user->email, database_text(statement, 2)) &&
           util_copy(user->phone, sizeof user->phone, database_text(statement, 3)) &&
           util_copy(user->phone_country, sizeof user->phone_country,
                     database_text(statement, 4)) &&
           util_copy(user->password_hash, sizeof user->password_hash, database_text(statement, 5));
}

bool users_find(struct database *database, enum users_key key, const char *value, struct user *user)
{
    /* A phone number may come without its country code: then +86 goes first (api 1.12). */
    static const char *const queries[] = {
        [USERS_BY_ID] = SELECT_USER "id = ?1",
        [USERS_BY_USERNAME] = SELECT_USER "username = ?1",
        [USERS_BY_EMAIL] = SELECT_USER "email = ?1",
        [USERS_BY_PHONE] = SELECT_USER "phone = ?1 OR phone_country || phone = ?1"
                                       " ORDER BY phone_country = '+86' DESC LIMIT 1",
        [USERS_BY_ACCOUNT] = SELECT_USER
        "username = ?1 OR email = ?1 OR phone = ?1 OR phone_country || phone = ?1"
        " ORDER BY username = ?1 DESC, email = ?1 DESC, phone_country = '+86' DESC LIMIT 1",
    };
    sqlite3_stmt *statement = database_query(database, queries[key], "t", value);
    bool found = statement && sqlite3_step(statement) == SQLITE_ROW && read_row(statement, user);
    (void)sqlite3_finalize(statement);
    return found;
}

bool users_note_login(struct database *database, const struct user *user)
{
    return database_run(database,
                        "UPDATE user SET logins = logins + 1, last_login = ? WHERE id = ?", "it",
                        clock_now_ms(), user->id) == 1;
}

bool users_delete(struct database *database, const char *id)
{
    return database_run(database, "DELETE FROM user WHERE id = ?", "t", id) == 1;
}

static json_t *text_or_null(sqlite3_stmt *statement, int column)
{
    const char *text = database_text(statement, column);
    return text[0] ? json_string(text) : json_null();
}

json_t *users_list(struct database *database)
{
    sqlite3_stmt *statement = database_query(
        database, "SELECT id, username, email, phone, phone_country FROM user ORDER BY rowid", "");
    json_t *list = statement ? json_array() : NULL;
    while (list && sqlite3_step(statement) == SQLITE_ROW) {
        json_t *item =
            json_pack("{s:o, s:o, s:o, s:o, s:o}", "id", text_or_null(statement, 0), "username",
                      text_or_null(statement, 1), "email", text_or_null(statement, 2), "phone",
                      text_or_null(statement, 3), "phoneCountryCode", text_or_null(statement, 4));
        if (json_array_append_new(list, item) != 0) {
            json_decref(list);
            list = NULL;
        }
    }
    (void)sqlite3_finalize(statement);
    return list;
}

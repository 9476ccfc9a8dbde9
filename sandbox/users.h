/* The accounts: look-up, passwords, the seed. */
#ifndef SANDBOX_USERS_H
#define SANDBOX_USERS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sandbox/database.h"
#include "sandbox/util.h"

struct user {
    char id[UTIL_ID_SIZE];
    char username[128];
    char email[256];       /* "" = none */
    char phone[32];        /* "" = none; national number */
    char phone_country[8]; /* "+86" */
    char password_hash[128];
    bool locked;
    bool second_factor;
    int64_t created_at, updated_at, last_login; /* ms since 1970 */
    int64_t logins;
};

enum users_key {
    USERS_BY_ID,
    USERS_BY_USERNAME,
    USERS_BY_EMAIL,
    USERS_BY_PHONE,   /* "+8613000000001", or the national number alone */
    USERS_BY_ACCOUNT, /* user name, e-mail or phone */
};

/* Finds the user with KEY = VALUE; false when there is none. Needs a transaction. */
bool users_find(struct database *database, enum users_key key, const char *value,
                struct user *user);

/* Notes a sign-in. Needs a transaction. */
bool users_note_login(struct database *database, const struct user *user);

/* Removes the user with all codes and tokens; true when this call removed it. Needs a transaction.
 */
bool users_delete(struct database *database, const char *id);

/* All users: an array of id, username, email, phone (api of 9.3). Needs a transaction. Returns new.
 */
json_t *users_list(struct database *database);

/* True when PASSWORD belongs to USER. USER may be NULL: then it costs the same and is false. */
bool users_check_password(const struct user *user, const char *password);

/* Writes the argon2id hash of PASSWORD as text. False without memory. */
bool users_hash_password(const char *password, char out[128]);

/* Fills an empty database from the JSON file SEED, or with the demo users when SEED is NULL. Needs
   a transaction. DATABASE NULL: only reads and checks SEED. False after a message on stderr.
   (seed.c) */
bool users_seed(struct database *database, const char *seed);

/* Prepares users_check_password; once, before threads start. */
bool users_init(void);

/* Are these well-formed? An e-mail address; a national number; a country code. */
bool users_valid_email(const char *text);
bool users_valid_phone(const char *text);
bool users_valid_country(const char *text);

#endif

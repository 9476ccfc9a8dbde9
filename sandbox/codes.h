/* Passcodes: 6 digits, for one channel and address, one use, five wrong attempts (security C1). */
#ifndef SANDBOX_CODES_H
#define SANDBOX_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "sandbox/database.h"
#include "sandbox/util.h"

/* A code must fit all of this. */
struct code_target {
    const char *channel; /* "CHANNEL_DELETE_ACCOUNT" ... */
    const char *address; /* e-mail in lower case, or "+8613000000001" */
    const char *user_id; /* the account it was sent for; NULL = of nobody in particular */
};

enum codes_result {
    CODES_OK,
    CODES_WRONG,    /* api 2.8: 2001 */
    CODES_EXPIRED,  /* expired, used, or too many wrong attempts: 2300 */
    CODES_TOO_SOON, /* another one was sent less than the interval ago */
    CODES_FAILED,   /* the database refused */
};

/* Makes and stores a new code for TARGET; it replaces the last one. Needs a transaction. */
enum codes_result codes_create(struct database *database, const struct code_target *target,
                               int64_t lifetime_ms, int64_t interval_ms, char code[UTIL_CODE_SIZE]);

/* Compares CODE. A wrong one counts as an attempt, so commit whatever the result. With USE a right
   one is used up: of several callers exactly one gets CODES_OK. Needs a transaction. */
enum codes_result codes_check(struct database *database, const struct code_target *target,
                              const char *code, bool use);

#endif

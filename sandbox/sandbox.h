/* What every operation may use: the parts of one running server. */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "sandbox/database.h"
#include "sandbox/keys.h"
#include "sandbox/mail.h"
#include "sandbox/options.h"
#include "sandbox/util.h"

struct request_log;
struct scenario;

/* All pointers are *borrowed*; main.c owns the parts. Constant while requests are served. */
struct sandbox {
    const struct options *options;
    struct database *database;
    struct keys *keys;
    struct mail *mail;
    struct scenario *scenario;
    struct request_log *log;
    char origin[64]; /* "https://127.0.0.1:PORT" */
    char app_id[UTIL_ID_SIZE];
    char app_secret[129];
    int stop_fd; /* becomes readable when the server ends */
};

#endif

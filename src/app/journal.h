/* The journal of deletions: what was about to be sent, and how it ended, in one file that a crash
 * does not take away (genauth-tui(1), JOURNAL). One JSON object a line, only ever appended; no
 * secret, no name, no address. */
#ifndef APP_JOURNAL_H
#define APP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

/* How an attempt ended: constant, word in the file, whether the question is answered by it. */
#define JOURNAL_RESULTS(X)                                                                         \
    X(UNKNOWN, "unknown", false)                                                                   \
    X(DELETED, "deleted", true)                                                                    \
    X(REFUSED, "refused", true)                                                                    \
    X(NOT_SENT, "not_sent", true)                                                                  \
    X(NOT_DELETED, "not_deleted", true) /* asked later: the account was still there */             \
    X(DISMISSED, "dismissed", true)     /* nobody wants to know any more */

enum journal_result {
#define X(name, text, closes) JOURNAL_##name,
    JOURNAL_RESULTS(X)
#undef X
        JOURNAL_RESULT_COUNT
};

enum { JOURNAL_ATTEMPT_SIZE = 9, JOURNAL_SERVER_SIZE = 128, JOURNAL_HASH_SIZE = 33 };

/* One attempt to delete an account. Plain data.
 *
 * The wall clock is for people. Whether the server can still do it is told by a clock that nobody
 * sets: closes_ms, as long as the machine has not been started anew, which boot tells.
 *
 * The user's id is kept as a keyed hash (BLAKE2b, 128 bits) with a random key for each attempt: two
 * attempts cannot be told to be the same person's, no table of ids can be made beforehand, and the
 * system log, which gets the hash but never the key, cannot be searched for a known id at all. */
struct journal_attempt {
    char attempt[JOURNAL_ATTEMPT_SIZE]; /* delete_step's, also the receipt's number */
    char server[JOURNAL_SERVER_SIZE];   /* host, with the port when there is one */
    int64_t time_s;                     /* of the COMMIT */
    int64_t closes_s;                   /* from then on the server cannot do it any more */
    int64_t closes_ms;                  /* the same on clock_boot_ms */
    char boot[JOURNAL_HASH_SIZE];       /* filled by journal_commit: from when that clock counts */
    char user[JOURNAL_HASH_SIZE];       /* filled by journal_commit */
    char key[JOURNAL_HASH_SIZE];        /* filled by journal_commit */
};

/* A journal. */
struct journal;

/* The journal in FILE (absolute), or with "" the usual one: $XDG_STATE_HOME/genauth-tui/journal,
 * ~/.local/state/genauth-tui/journal. Nothing is opened yet. TO_SYSLOG: what is written goes to
 * syslog(3) as well. Returns new (free with journal_free) or NULL without memory. */
struct journal *journal_new(const char *file, bool to_syslog);
void journal_free(struct journal *journal);

/* Makes the usual folder where it is missing. To be called before the process confines itself,
 * because then no folder can be made any more. A failure shows when the journal is used. */
void journal_prepare(const struct journal *journal);

/* The folder that the journal writes in, *borrowed*; NULL when there is none. */
const char *journal_folder(const struct journal *journal);

/* Whether the journal could be written now; makes the file where it is missing. False with ERR. */
bool journal_check(const struct journal *journal, struct err *err);

/* Writes that ATTEMPT of USER_ID (*borrows*) is about to be sent, since this machine's start
 * BOOT_ID
 * (*borrows*; "" = not known); fills in its hashes and key. True only when the record is on the
 * disk (fsync). False with ERR. */
bool journal_commit(const struct journal *journal, struct journal_attempt *attempt,
                    const char *user_id, const char *boot_id, struct err *err);

/* Writes how ATTEMPT ended, at TIME_S; REQUEST_ID "" = none. As journal_commit. */
bool journal_close(const struct journal *journal, const struct journal_attempt *attempt,
                   enum journal_result result, const char *request_id, int64_t time_s,
                   struct err *err);

/* Reads the attempts on SERVER whose outcome is not known into OPEN (room for MAX), oldest first;
 * when there are more, the newest; of a very large file only the end (8 MiB). Lines that cannot be
 * read are passed over. *COUNT is 0 when
 * there is no journal. False with ERR when there is one that cannot be read or trusted. */
bool journal_read_open(const struct journal *journal, const char *server,
                       struct journal_attempt *open, size_t max, size_t *count, struct err *err);

/* Whether ATTEMPT was of USER_ID. */
bool journal_is_user(const struct journal_attempt *attempt, const char *user_id);

/* Whether ATTEMPT was since the machine's start BOOT_ID; "" is none. */
bool journal_is_boot(const struct journal_attempt *attempt, const char *boot_id);

#endif

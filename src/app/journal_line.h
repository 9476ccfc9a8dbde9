/* One line of the journal: a record as JSON, and back. Only for src/app/journal.c and tests. */
#ifndef APP_JOURNAL_LINE_H
#define APP_JOURNAL_LINE_H

#include "app/journal.h"
#include "base/buf.h"

enum { JOURNAL_LINE_MAX = 2048 };

struct journal_line {
    bool is_commit;
    struct journal_attempt attempt; /* of a RESULT: attempt, server and user */
    int64_t time_s;
    enum journal_result result; /* of a RESULT */
    struct shown request_id;    /* of a RESULT; "" = none */
};

/* Appends LINE and a newline to OUT. */
void journal_line_write(const struct journal_line *line, struct buf *out);

/* Reads LENGTH bytes at TEXT (*borrows*, without the newline). Strict: every field there, of its
 * type and form, and no other. False when it is no record. */
bool journal_line_read(const char *text, size_t length, struct journal_line *line);

/* The same fields as "name=value", in printable ASCII (all else as \xNN), without the key. */
void journal_line_for_syslog(const struct journal_line *line, char *text, size_t size);

#endif

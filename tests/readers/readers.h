/* Readers that people use, run over the program with a recorder in the place of the voice or the
 * braille cells: yasr and Fenrir (speech.c), BRLTTY (braille.c). */
#ifndef TESTS_READERS_READERS_H
#define TESTS_READERS_READERS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/e2e/kit.h"

enum {
    READER_TEXT_SIZE = 512,
    READER_PATIENCE_MS = 8000, /* what is awaited that long has not come */
    READER_LISTEN_MS = 2500    /* how long a wait is listened to */
};

enum step_kind {
    STEP_KEYS,
    STEP_WRONG_CODE,
    STEP_RIGHT_CODE,
    STEP_LISTEN, /* nothing is typed and nothing may come, for READER_LISTEN_MS */
    STEP_AWAIT   /* nothing is typed: what comes by itself */
};

/* One step of a person. WANT has to be said, or be under the fingers; with PASSES it is a line with
 * an end, and the cursor is on the next one. */
struct step {
    const char *name;
    enum step_kind kind;
    const char *keys, *want;
    bool passes;
};

/* What came in one step. */
struct heard {
    const char *want; /* what is waited for, or NULL */
    bool found;       /* it was in an utterance, or in the braille line for a moment */
    size_t words, glyphs;
    size_t refreshes;            /* of the braille line */
    char last[READER_TEXT_SIZE]; /* the last utterance, or the braille line */
};

struct session;

/* A reader. */
struct reader {
    const char *name;
    int cells;                    /* of the braille line; 0: it speaks */
    const char *(*missing)(void); /* why it cannot be run here (*static*), or NULL */
    /* Starts the program with ARGUMENTS (*borrowed*) under the reader; fails the test when it
     * cannot. Returns new (free with END). */
    struct session *(*start)(const struct reader *reader, const char *const *arguments);
    void (*send)(struct session *session, const char *keys);
    /* Prints and counts what comes until HEARD->want has come (or for READER_PATIENCE_MS) and all
     * is quiet; with LISTENS for READER_LISTEN_MS. HEARD->last is kept when nothing comes. */
    void (*hear)(struct session *session, bool listens, struct heard *heard);
    size_t (*bytes)(const struct session *session); /* from the program, or 0 */
    void (*end)(struct session *session);
};

extern const struct reader reader_yasr, reader_fenrir, reader_braille_40, reader_braille_20;

/* Takes note of the newest TEXT: adds its words (letters and digits in a row) and its glyphs
 * (U+2190 to U+2BFF). */
void take_heard(const char *text, struct heard *heard);

/* Has all come that is awaited? NOW_MS: the time; BEGUN_MS: when it began to be waited for,
 * LAST_MS: when the last of it came. */
bool heard_enough(const struct heard *heard, bool listens, int quiet_ms, long long now_ms,
                  long long begun_ms, long long last_ms);

#endif

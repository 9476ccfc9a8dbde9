/* Texts that a hostile server could send, and what must never come out of the program. */
#ifndef TESTS_HOSTILE_CORPUS_H
#define TESTS_HOSTILE_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { CORPUS_MAX = 1024, CORPUS_LEAST = 500 };

/* Any bytes but NUL; not always UTF-8. */
struct corpus_text {
    const char *bytes;
    size_t length;
};

/* All of them; *static*, always the same. *COUNT is at least CORPUS_LEAST. */
const struct corpus_text *corpus_texts(size_t *count);

/* Appends TEXT to OUT as the inside of a JSON string: characters above ASCII as they are, or, when
 * ESCAPED, all as \uXXXX. What is not UTF-8 stays as it is. */
void corpus_put_json(struct buf *out, const struct corpus_text *text, bool escaped);

/* Fails the test, which says WHERE, unless LENGTH bytes at TEXT are UTF-8 without anything that
 * drives or fools a terminal: controls (but those in ALLOWED), bidi, invisible, tags, BOM, private,
 * unassigned, more than two marks in a row. */
void corpus_check(const char *text, size_t length, const char *allowed, const char *where);

/* Overwrites what is not ASCII in TEXT with harmless letters of the same width, and controls with
 * "?". Returns whether anything changed. */
bool corpus_make_harmless(char *text, size_t size);

#endif

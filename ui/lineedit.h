/* A line editor as data and a key function: it knows text and the value it edits, but no terminal.
 * The value lives in a struct secret and is edited in place; nothing of it is kept elsewhere. */
#ifndef UI_LINEEDIT_H
#define UI_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"

enum lineedit_key {
    LINEEDIT_LEFT,
    LINEEDIT_RIGHT,
    LINEEDIT_HOME,
    LINEEDIT_END,
    LINEEDIT_BACKSPACE,
    LINEEDIT_DELETE,
    LINEEDIT_CLEAR,        /* the whole line */
    LINEEDIT_WORD_BACKWARD /* the word before the cursor */
};

enum lineedit_result {
    LINEEDIT_SAME,    /* nothing to draw */
    LINEEDIT_MOVED,   /* only the cursor moved */
    LINEEDIT_CHANGED, /* the value is another one */
    LINEEDIT_FULL     /* refused: the value has no room for it */
};

/* Plain data; begin with lineedit_begin. Offsets are bytes and always on a whole character. */
struct lineedit {
    struct secret *value; /* *borrowed* */
    size_t cursor;
    size_t first;             /* the first byte that is shown */
    bool hidden;              /* the value is never shown, so any text may be in it */
    unsigned char partial[4]; /* bytes of a character that is not complete yet */
    size_t partial_length;
};

/* What of the value fits on a row. */
struct lineedit_window {
    size_t first;  /* offset in the value */
    size_t length; /* bytes */
    size_t column; /* of the cursor, from the first shown column */
};

/* Begins to edit VALUE (*borrows*; valid UTF-8) at its end. HIDDEN: a password. */
void lineedit_begin(struct lineedit *edit, struct secret *value, bool hidden);

/* Carries out KEY. A character is a grapheme: what looks like one is moved over and deleted as one.
 * The value may have been changed by others since the last call; the cursor is then put back into
 * it. */
enum lineedit_result lineedit_key(struct lineedit *edit, enum lineedit_key key);

/* Takes one byte of UTF-8 as typed or pasted and inserts the character when it is complete. What is
 * not UTF-8 and control characters are dropped; in a value that is shown also what text_neutralise
 * would not show (zero-width, bidi controls), so that nothing invisible gets into it. */
enum lineedit_result lineedit_byte(struct lineedit *edit, unsigned char byte);

/* The part of the value that is to be shown in COLUMNS columns (at least 1), with room for the
 * cursor behind the last character. Scrolls by half a row when the cursor leaves the part, so that
 * most keys change one cell. */
struct lineedit_window lineedit_window(struct lineedit *edit, size_t columns);

#endif

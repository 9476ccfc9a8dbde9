/* Lines from a descriptor, read without ever blocking and kept in secret memory: a line may hold a
 * password. Used by the plain and the JSON front end. */
#ifndef UI_LINE_INPUT_H
#define UI_LINE_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"

enum line_kind {
    LINE_NONE,     /* nothing complete yet */
    LINE_COMPLETE, /* a line; its newline is not part of it */
    LINE_TOO_LONG, /* longer than the limit: its bytes are gone, what follows of it is dropped */
    LINE_TAIL,     /* the input ended without a newline after these bytes */
    LINE_END,      /* the input ended */
    LINE_LOST      /* the terminal is gone, or reading failed */
};

/* Treat as opaque. */
struct line_input {
    struct secret *bytes;
    int descriptor;
    int own; /* the terminal again, never blocking, or -1 */
    bool is_terminal;
    bool skipping; /* drop everything up to the next newline */
    bool too_long; /* not yet told */
    bool ended, lost;
};

/* Reads from DESCRIPTOR (*borrowed*; its flags are left alone) lines of at most LIMIT bytes. False
 * without memory. Free with line_input_free. */
bool line_input_init(struct line_input *input, int descriptor, size_t limit);
void line_input_free(struct line_input *input);

/* Takes in what can be read now and fits. */
void line_input_fill(struct line_input *input);

/* The first line that is not dropped yet: BYTES (*borrowed*, until the next call, not ended by
 * NUL) and LENGTH are set for COMPLETE and TAIL. Stays the first line until line_input_drop. */
enum line_kind line_input_peek(struct line_input *input, const char **bytes, size_t *length);

/* Wipes the first line (or the tail, or the notice TOO_LONG). */
void line_input_drop(struct line_input *input);

/* Wipes all that was read or can be read at this moment, with the rest of a line that was begun.
 * True when that was more than blanks. */
bool line_input_flush(struct line_input *input);

/* False when there is no use in waiting for the descriptor: the input ended or the memory is full
 * of lines not handled yet. */
bool line_input_wanted(const struct line_input *input);

#endif

/* Bytes to a descriptor without blocking: what cannot be written now waits. Used by the plain and
 * the JSON front end. */
#ifndef UI_OUTPUT_H
#define UI_OUTPUT_H

#include <stdbool.h>

#include "base/buf.h"

/* Append to PENDING, then flush. LOST: nobody reads any more (or far too much waits), nothing more
 * is written. */
struct output {
    int descriptor;
    int own; /* the second way to a terminal, or -1 */
    struct buf pending;
    bool lost;
    bool failed; /* lost for lack of memory: nobody is to blame outside */
};

/* A second way to the terminal DESCRIPTOR for ACCESS (O_RDONLY or O_WRONLY) that never blocks: its
 * own open file, so that the flags of the one shared with the shell stay as they are. Returns a
 * descriptor to close, or -1 when it is no terminal or cannot be opened again. */
int output_reopen(int descriptor, int access);

/* Writes to DESCRIPTOR (*borrowed*; its flags are left alone). Free with output_free. The process
 * must ignore SIGPIPE. */
void output_init(struct output *output, int descriptor);
void output_free(struct output *output);

/* Writes what can be written now. */
void output_flush(struct output *output);

/* The same, waiting at most WAIT_MS milliseconds altogether for the reader. */
void output_drain(struct output *output, int wait_ms);

/* True when something still waits. */
bool output_is_waiting(const struct output *output);

#endif

/* Gathers what curses writes for one picture and sends it in one piece. */
#ifndef UI_CURSES_FRAME_H
#define UI_CURSES_FRAME_H

#include <stdbool.h>
#include <stdio.h>

#include "ui/curses/shorten.h"

/* All descriptors but WAY are *borrowed*. FILE is -1 where there is none: then curses writes to the
 * terminal by itself. */
struct frame {
    int tty;
    int way; /* the terminal again, never blocking; TTY where it cannot be had */
    int output;
    int file;
    struct shorten shorten;
};

/* Prepares FRAME for what is written to OUTPUT (curses' own stream on the terminal TTY; NULL
 * allowed), with the empty FILE in memory to gather it in. frame_close leaves it empty. */
void frame_open(struct frame *frame, int tty, FILE *output, int file);
void frame_close(struct frame *frame);

/* Nothing is known of the terminal any more. */
void frame_forget(struct frame *frame);

/* What curses writes from now on is kept ... */
void frame_begin(struct frame *frame, int rows, int cols);

/* ... and now sent; after it the cursor is at ROW, COL. CHANGED: there is more in it than the way
 * of the cursor. False when the terminal does not take it: it is gone. */
bool frame_end(struct frame *frame, bool changed, int row, int col);

#endif

/* Makes what curses wrote for one picture shorter without changing the picture: every byte counts
 * on a serial line, and terminfo knows no better way. */
#ifndef UI_CURSES_SHORTEN_H
#define UI_CURSES_SHORTEN_H

#include <stdbool.h>
#include <stddef.h>

/* What is known of the terminal between two pictures. All zero but for ROW = -1 at first. */
struct shorten {
    int rows, cols;  /* of the screen */
    bool line_feeds; /* a line feed goes down and does nothing else */
    int row;         /* where the cursor is, or -1: not known */
    int col;         /* it is in no column after this one */
    bool region;     /* not all of the screen scrolls */
    bool normal;     /* letters have no attributes now */
    bool ascii;      /* the character set was chosen already; no other one is ever used */
};

/* Shortens the LENGTH bytes at BYTES in their place and returns how many there are then. */
size_t shorten_bytes(struct shorten *shorten, char *bytes, size_t length);

#endif

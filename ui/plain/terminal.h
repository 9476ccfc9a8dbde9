/* The terminal of the plain front end: line mode always, echo off only for a password. */
#ifndef UI_PLAIN_TERMINAL_H
#define UI_PLAIN_TERMINAL_H

#include <stdbool.h>
#include <termios.h>

#include "base/buf.h"

/* All functions do nothing when the descriptor is no terminal. */
struct terminal {
    int descriptor;
    bool is_terminal;
    struct termios settings; /* ours, with echo */
};

/* Takes DESCRIPTOR (*borrowed*) over: line mode with echo. False when it is a terminal that does
 * not let itself be set. */
bool terminal_take(struct terminal *terminal, int descriptor);

/* Shows what is typed, or not; the newline at its end is shown all the same. */
void terminal_echo(const struct terminal *terminal, bool on);

/* From now on each key can be read at once, and is not shown; what was half typed is dropped. */
void terminal_any_key(const struct terminal *terminal);

/* Ends that: drops what was typed, and lines are read again, with echo. */
void terminal_lines(const struct terminal *terminal);

/* Adds to OUT (*borrows*) what takes away the text on the screen and what has left it at the top. A
 * terminal that cannot do that gets a screenful of empty lines. */
void terminal_clear(const struct terminal *terminal, struct buf *out);

/* Gives the terminal back as it was; terminal_take again afterwards. */
void terminal_give_back(const struct terminal *terminal);

#endif

/* Gives the terminal back when there is no time for more: from the handler of a fatal signal. The
 * settings are saved before anything changes them. */
#ifndef UI_RESTORE_H
#define UI_RESTORE_H

#include <stdbool.h>

/* Remembers the settings of the terminal FD (which must stay open until restore_forget). ALTERNATE:
 * a front end that draws is going to use it, so that restore_now also leaves the alternate screen,
 * shows the cursor and switches off bracketed paste. False when FD is no terminal: then nothing is
 * remembered. */
bool restore_save(int fd, bool alternate);

/* Writes the fixed string and puts the saved settings back; nothing when nothing is saved. Safe in
 * a signal handler; keeps errno. May be called again. */
void restore_now(void);

/* From now on restore_now also takes the text from the terminal that restore_save named, and what
 * has scrolled off it: for a public terminal, after restore_save. */
void restore_clear(void);

/* Puts only the saved settings back (echo, line mode ...), byte by byte as they were. */
void restore_settings(void);

/* The terminal is as it was: restore_now has nothing to do any more. */
void restore_forget(void);

#endif

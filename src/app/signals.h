/* Signals: blocked before any library starts a thread, then read as events; those of a crash put
 * the terminal back and end the program. */
#ifndef APP_SIGNALS_H
#define APP_SIGNALS_H

#include <stdbool.h>

#include "base/err.h"

/* Blocks INT, QUIT, TERM, HUP, TSTP, WINCH and every other signal that would end the program and
 * is no crash (USR1, ALRM, PWR, XCPU, the real-time ones and so on); installs the handlers that
 * restore the terminal and re-raise for those of a crash. HUP and INT that are ignored already, as
 * after nohup, stay ignored. Returns a descriptor to read the blocked ones from, or -1 with ERR. */
int signals_open(struct err *err);

/* The next signal, or 0 when there is none. */
int signals_next(int fd);

/* The same, but waits up to MS milliseconds for one. */
int signals_wait(int fd, int ms);

/* Stops this process as the terminal's ^Z asks; returns when it continues, or at once where nobody
 * could continue it (an orphaned process group). */
void signals_stop(void);

/* Ends the process by SIGNAL with its default action, so that the parent sees the true status. */
void signals_raise(int signal_number);

#endif

/* The quiet time: what was typed for another screen, or blindly, must not answer one that can
 * confirm. From its beginning all input is dropped, for as long as some comes and then until the
 * keyboard was silent for a moment. Only then is the screen shown, and from then on every key
 * counts: whoever answers what can be seen, heard or felt loses nothing. Signals, timers and
 * requests go on meanwhile. Where no person types (a pipe) there is no such time. */
#ifndef APP_QUIET_H
#define APP_QUIET_H

#include <stdbool.h>
#include <stdint.h>

struct session;

/* All zeros: none. */
struct quiet {
    bool on;
    int64_t since_ms; /* nothing came since */
};

/* Drops what was typed; on a terminal the time begins (anew). */
void quiet_begin(struct session *session);

/* Drops what INPUT has. The time is over when that was nothing for a moment. */
void quiet_listen(struct session *session, int input);

/* Milliseconds until it can be over. */
int64_t quiet_left_ms(const struct session *session, int64_t now_ms);

#endif

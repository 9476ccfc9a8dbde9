/* Carries out what the machine asks for, and turns replies into events. */
#ifndef APP_EFFECTS_H
#define APP_EFFECTS_H

#include <stdbool.h>

#include "app/session.h"

/* Carries out EFFECT. True when an event FOLLOWS from it: a reply of class NOT_SENT from a request
 * that cannot even be built, or what the journal says now. */
bool effects_carry_out(struct session *session, const struct effect *effect, struct event *follows);

/* Reads REPLY (*borrows*) into EVENT. False when no event follows from it (the warming of the
 * connection, one of several revocations, the public key before a sign-in). */
bool effects_read_reply(struct session *session, const struct http_reply *reply,
                        struct event *event);

/* When (clock_boot_ms) a read that failed is to be asked again (app/retry.h), or -1. */
int64_t effects_timer_ms(const struct session *session);

/* Asks again what is due. True when one could not be started: *FAILED is the event that follows;
 * then there may be more. */
bool effects_retry(struct session *session, struct event *failed);

/* Wipes what was kept of the revocations. */
void effects_forget_revocations(struct session *session);

/* Opens the connection and reads the server's public key, while the person reads the first screen.
 */
void effects_warm_up(struct session *session);

#endif

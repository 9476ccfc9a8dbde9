/* Attempts to delete and the journal: what a sitting writes there, and what earlier ones left. */
#ifndef APP_ATTEMPTS_H
#define APP_ATTEMPTS_H

#include <stdbool.h>

#include "app/session.h"

/* Finds the place of the journal (none with --demo). Before the process confines itself. False
 * without memory. */
bool attempts_prepare(struct session *session);

/* The folder that must stay writable, *borrowed*; or NULL. */
const char *attempts_folder(const struct session *session);

/* Reads the journal and tells the machine what is in it, before anything is shown. */
void attempts_begin(struct session *session);

/* Reads the journal once more: another program may have written since. */
void attempts_read_again(struct session *session);

/* For the hook: writes the COMMIT of the delete that is about to leave, looks whether another
 * program's may still be carried out, and asks the machine. True when it may leave. Without a
 * journal it may, outside a kiosk. */
bool attempts_commit(struct session *session);

/* The cause of a refused hook, when it was the journal or what stands there: changes OUTCOME. */
void attempts_explain(struct session *session, struct outcome *outcome);

/* After each event: writes the RESULT as soon as it is known, or at the end that it is not. */
void attempts_follow(struct session *session);

/* Of the earlier attempts of USER_ID (*borrows*) with an unknown outcome the one that the server
 * could do longest, or none (its id ""). */
struct machine_attempt attempts_of_user(const struct session *session, const char *user_id);

/* Writes the answer to an earlier attempt; EVENT becomes the JOURNAL event that follows. */
void attempts_answer(struct session *session, const struct effect *effect, struct event *event);

/* Frees the journal. */
void attempts_end(struct session *session);

#endif

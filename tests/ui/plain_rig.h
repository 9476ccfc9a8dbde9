/* The views that the tests of the plain front end show, with the words of its specification. On a
 * pipe the answer's newline is written by the front end. */
#ifndef TESTS_UI_PLAIN_RIG_H
#define TESTS_UI_PLAIN_RIG_H

#include "tests/ui/rig.h"

/* Fixtures: the front end on pipes. */
void setup(void);
void setup_brief(void);
void setup_kiosk(void);

/* Each makes the rig's view; it is not shown yet. */
void make_sign_in(void);
void make_account(void);
void make_consequences(void);
void make_code(void);
void make_confirm(void);
void make_busy(void);
void make_deleted(void);

/* Makes and shows a view and takes what is written. */
void show_quietly(void (*make)(void));
/* Sends TYPED: exactly OUT must be written, or ACTION must come. */
void type_and_expect(const char *typed, const char *out);
void type_and_expect_action(const char *typed, enum action_id action);

#endif

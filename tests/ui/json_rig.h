/* Reads what the JSON front end wrote with another parser than its own (jansson), and the views
 * that its tests show. */
#ifndef TESTS_UI_JSON_RIG_H
#define TESTS_UI_JSON_RIG_H

#include <jansson.h>

#include "tests/ui/rig.h"

json_t *take_object(void);
const char *text_of(const json_t *object, const char *key);
void expect_nothing(void);
json_t *expect_view(const char *id);
void expect_error(const char *code, const char *named);
void show_sign_in(void);
void show_busy(void);
void show_confirm(void);
void show_consequences(void);
void disable(struct view_action *action, const char *reason);
void drop(json_t *object);

#endif

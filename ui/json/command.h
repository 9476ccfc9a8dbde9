/* One line of a program: {"do":"submit","fields":{"account":"demo"}} (genauth-tui(1)). */
#ifndef UI_JSON_COMMAND_H
#define UI_JSON_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/form.h"
#include "flow/view.h"

/* Why a line was refused; PROBLEM says more for a programmer, in English, or is NULL. */
struct command_error {
    const char *code; /* static: "UNKNOWN_FIELD" ... */
    char text[VIEW_TEXT_SIZE];
    const char *problem; /* static */
};

/* Reads the line of LENGTH bytes at BYTES (*borrows*) as a command for VIEW. True: ACTION is set
 * and the values of its fields are in FORM. False: ERROR is set, and FORM is as it was. */
bool command_read(const char *bytes, size_t length, const struct view *view, struct form *form,
                  enum action_id *action, struct command_error *error);

#endif

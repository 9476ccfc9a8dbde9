/* Where the focus can be on a screen: fields, then one numbered list of options and actions. */
#ifndef UI_CURSES_STOPS_H
#define UI_CURSES_STOPS_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/view.h"

enum { STOPS_MAX = 32, STOPS_DIGITS = 9 };

enum stop_type { STOP_FIELD, STOP_OPTION, STOP_ACTION };

/* Pointers lead into the view. */
struct stop {
    enum stop_type type;
    const struct view_item *item;     /* FIELD, OPTION */
    const struct view_option *option; /* OPTION */
    const struct view_action *action; /* ACTION */
    size_t number;                    /* in the list, from 1; 0 for a field */
};

struct stops {
    struct stop at[STOPS_MAX];
    size_t count;
    size_t fields; /* so many of them are fields: the first ones */
};

/* Collects the stops of VIEW (*borrows* for the life of STOPS). Where something cannot be undone or
 * a choice is to be made, the action with the role "back" is the first of the list. A choice stands
 * for the action "submit", which is then not listed. */
void stops_collect(struct stops *stops, const struct view *view);

/* The stop with which VIEW begins: the first field with an error, else the first of the list where
 * "back" leads it and there is no field, else what the view says, else the first. 0 when there are
 * no stops. */
size_t stops_begin(const struct stops *stops, const struct view *view);

/* The first field or choice with an error; false when there is none. */
bool stops_find_error(const struct stops *stops, size_t *index);

/* The stop with NUMBER in the list; false when there is none. */
bool stops_find_number(const struct stops *stops, size_t number, size_t *index);

#endif

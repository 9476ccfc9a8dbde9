/* What help says about a screen, made from the view itself; shared by the front ends for people.
 * Each front end adds its own keys or commands. */
#ifndef UI_HELP_H
#define UI_HELP_H

#include "base/buf.h"
#include "flow/view.h"

/* Appends to TEXT, a line each, the facts that are said only when asked. */
void help_about_facts(const struct view *view, struct buf *text);

/* Appends to TEXT, a line each: what every field is for (label and hint), and why an option cannot
 * be chosen. Lines end with a newline. What does not fit is left out. */
void help_about_items(const struct view *view, struct buf *text);

/* The same, and what the actions are about: why not, or the letters that stand for them. */
void help_about_view(const struct view *view, struct buf *text);

#endif

/* What terminfo says of the terminal, and what it does not say. */
#ifndef UI_CURSES_DESCRIPTION_H
#define UI_CURSES_DESCRIPTION_H

#include <stdbool.h>

/* The value of terminfo's extended string NAME, *borrowed*, or NULL. */
const char *description_extended(const char *name);

/* Whether TERM (may be NULL) has the mode that wraps pasted text. */
bool description_has_paste(const char *term);

/* Sequences of keys that terminfo does not have, or not in both of their forms. */
void description_define_keys(void);

/* Codes of curses for keys that it has no name for. */
enum { DESCRIPTION_PASTE_BEGIN = 2000, DESCRIPTION_PASTE_END, DESCRIPTION_BACK_TAB };

#endif

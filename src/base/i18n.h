/* Translation: every string that a person reads goes through one of these. */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) (text)

#endif

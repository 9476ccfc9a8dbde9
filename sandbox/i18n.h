/* Translation of what genauth-sandbox says on its command line. The texts of its API are data. */
#ifndef SANDBOX_I18N_H
#define SANDBOX_I18N_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) (text)

#endif

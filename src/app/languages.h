/* The languages that a person can choose on the first screen. */
#ifndef APP_LANGUAGES_H
#define APP_LANGUAGES_H

#include "flow/form.h"

/* The one in use; NONE when it cannot be chosen. */
enum form_language languages_in_use(void);

/* Those that have a catalogue and that the terminal FD can show, as bits (1u << enum
 * form_language). */
unsigned languages_offered(int fd);

/* Speaks LANGUAGE from now on. */
void languages_use(enum form_language language);

#endif

/* What went wrong, as an out-parameter: never a global, never printed by the one who finds it. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

enum { ERR_TEXT_SIZE = 512 };

/* An error in words for a person: whole sentences, already translated. Empty text = no error.
 * Plain data: zero-initialise it with `struct err err = {0};`, nothing to free. */
struct err {
    char text[ERR_TEXT_SIZE];
};

/* Sets the text of ERR (which may be NULL: then nothing happens) in the manner of printf. A text
 * that does not fit is cut. Returns false, so that `return err_set(err, ...)` reads well. */
bool err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

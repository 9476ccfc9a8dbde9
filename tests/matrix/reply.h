/* HTTP messages of the tests' front as text. */
#ifndef TESTS_MATRIX_REPLY_H
#define TESTS_MATRIX_REPLY_H

#include "tests/matrix/fault.h"

enum { REPLY_SIZE = 64 * 1024 };

/* Bytes of the message that begins at TEXT, or 0 while its head is not complete. */
size_t reply_message_size(const char *text);

/* Copies the path of REQUEST, without a query. */
void reply_path(const char *request, char *path, size_t size);

/* The reply to PATH that FAULT makes of GOOD, the sandbox's own (NULL: of one that it would give).
 * Returns new (free); LENGTH bytes. */
char *reply_make(const struct fault *fault, const char *path, const char *good, size_t *length);

/* GOOD of SIZE bytes with the words that the connection ends after it; new (free). */
char *reply_say_last(const char *good, size_t *size);

#endif

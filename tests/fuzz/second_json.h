/* A second opinion on JSON, by a library that the program does not use (jansson). In a file of its
 * own because its names are those of base/json.h. */
#ifndef TESTS_FUZZ_SECOND_JSON_H
#define TESTS_FUZZ_SECOND_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum second_json {
    SECOND_JSON_GOOD,
    SECOND_JSON_BAD,
    SECOND_JSON_TOO_LARGE, /* well-formed, but a number in it is beyond a double */
    SECOND_JSON_DUPLICATE  /* well-formed but for a key that comes twice */
};

/* What jansson thinks of LENGTH bytes at TEXT (*borrows*). When it is good and OUT is not NULL, a
 * canonical form is written there: a line a value. */
enum second_json second_json_read(const char *text, size_t length, FILE *out);

/* Lines of the canonical form, for both parsers. */
void second_json_put_string(FILE *out, const char *text);
void second_json_put_number(FILE *out, bool is_integer, long long integer);

#endif

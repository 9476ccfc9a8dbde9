/* The strict look at a JSON text before cJSON may see it: cJSON alone accepts half a document, two
 * documents, broken UTF-8 and more. Used by json.c only. */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stddef.h>

/* Looks whether the LENGTH bytes at TEXT (*borrows*) are one JSON document as json_read wants it,
 * except for duplicate keys and the range of numbers, which can only be seen in decoded form.
 * Returns NULL when they are, else a *static* English phrase that says what is wrong.
 * Source: RFC 8259. */
const char *json_scan(const char *text, size_t length);

#endif

/* JSON: strict reading (a pre-scan of our own, then cJSON) and writing. Only json.c sees cJSON. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"

/* A parsed document or a part of one. Parts are *borrowed* from their document. */
struct json;

enum {
    JSON_MAX_DEPTH = 16,
    JSON_MAX_NODES = 4096,
    JSON_MAX_STRING = 16 * 1024,
    JSON_MAX_TEXT = 256 * 1024
};

/* What json_read says when memory, and not the text, was the problem: compare the pointer. */
extern const char json_no_memory[];

/* Reads exactly one JSON document from LENGTH bytes at TEXT (*borrows*): complete, UTF-8 without
 * BOM, NUL, raw control characters, overlong forms or lone surrogates; no duplicate key (keys
 * compared after decoding); RFC 8259 number grammar, finite; within the limits above. Returns new
 * (free with json_free), or NULL: then *PROBLEM (may be NULL) is a *static* English phrase for the
 * log. Source: RFC 8259, RFC 7493. */
struct json *json_read(const char *text, size_t length, const char **problem);

/* Wipes every string of the document and frees it (*takes*; NULL is allowed). */
void json_free(struct json *json);

bool json_is_object(const struct json *json);
bool json_is_array(const struct json *json);
bool json_is_null(const struct json *json);

/* The member KEY (case-sensitive) of an object, or NULL when there is none or JSON is no object (or
 * NULL). A member that is null is returned as such. */
const struct json *json_get(const struct json *json, const char *key);

/* The I-th element / member and its key, or NULL. */
const struct json *json_at(const struct json *json, size_t index, const char **key);

/* Exact types; each is false when JSON is NULL or of another type. Strings are *borrowed*. */
bool json_string(const struct json *json, const char **text);
bool json_integer(const struct json *json, int64_t *number); /* no fraction, |n| < 2^53 */
bool json_boolean(const struct json *json, bool *value);

/* Writing: a value built piece by piece into BUF; commas are put by the writer. Strings are written
 * as RFC 8259 strings, controls escaped; invalid UTF-8 becomes U+FFFD. A failure (no memory) shows
 * as buf->failed. Start with {.buf = buf}. KEY (*borrows*) is NULL inside arrays and at the top. */
struct json_writer {
    struct buf *buf;
    bool comma;
};
void json_write_object(struct json_writer *writer, const char *key);
void json_write_array(struct json_writer *writer, const char *key);
void json_write_end(struct json_writer *writer, char bracket); /* '}' or ']' */
void json_write_string(struct json_writer *writer, const char *key,
                       const char *text); /* NULL: null */
void json_write_integer(struct json_writer *writer, const char *key, int64_t number);
void json_write_boolean(struct json_writer *writer, const char *key, bool value);
void json_write_null(struct json_writer *writer, const char *key);

/* Appends TEXT (LENGTH bytes, valid UTF-8) as a quoted and escaped JSON string to a secret. False
 * when it does not fit: then OUT is as before. For request bodies with passwords, codes and tokens,
 * which must not be in a buf. */
bool json_quote_secret(struct secret *out, const char *text, size_t length);

#endif

/* Small helpers that every room of the sandbox may use. */
#ifndef SANDBOX_UTIL_H
#define SANDBOX_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    UTIL_HASH_SIZE = 32,
    UTIL_CODE_SIZE = 7,  /* 6 digits and NUL */
    UTIL_UUID_SIZE = 37, /* text form and NUL */
    UTIL_TIME_SIZE = 25, /* 2024-03-01T08:15:30.000Z and NUL */
    UTIL_ID_SIZE = 25,   /* 24 hexadecimal digits and NUL */
};

/* Prints "genauth-sandbox: TEXT" and a newline on stderr. TEXT is a printf format. */
void util_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Like printf into new memory; returns new (free with free), NULL without memory. */
char *util_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes MS (since 1970) as an ISO 8601 UTC string with milliseconds. */
void util_format_time(int64_t ms, char out[UTIL_TIME_SIZE]);

/* Writes DIGITS random hexadecimal digits and a NUL; DIGITS is even and at most 128. */
void util_random_hex(char *out, size_t digits);

/* Writes a random passcode of 6 digits. */
void util_random_code(char out[UTIL_CODE_SIZE]);

/* Writes a random UUID (version 4). */
void util_random_uuid(char out[UTIL_UUID_SIZE]);

/* Writes the BLAKE2b hash of TEXT; KEY (*borrows*, UTIL_HASH_SIZE bytes) may be NULL. */
void util_hash(const char *text, const unsigned char *key, unsigned char out[UTIL_HASH_SIZE]);

/* True when A and B are the same text; takes the same time wherever they differ. */
bool util_equal(const char *a, const char *b);

/* Copies TEXT into OUT of SIZE bytes; false, and OUT empty, when it does not fit. */
bool util_copy(char *out, size_t size, const char *text);

/* Waits MS milliseconds, or less when STOP_FD becomes readable or the socket PEER_FD hangs up.
   PEER_FD -1 means that nobody's hanging up matters; MS -1 means without end. */
void util_wait(int stop_fd, int peer_fd, int64_t ms);

/* Reads the file PATH of at most LIMIT bytes; returns new (free with free), NUL-terminated, and
   its length in LENGTH. NULL with errno set otherwise (EFBIG when too long). */
char *util_read_file(const char *path, size_t limit, size_t *length);

/* Writes TEXT into the file PATH with MODE, replacing it in one step. False with errno set. */
bool util_write_file(const char *path, const char *text, unsigned mode);

#endif

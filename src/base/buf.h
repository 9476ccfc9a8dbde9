/* A byte buffer that grows up to a maximum fixed when it is made. There is no unbounded read
 * anywhere. Not for secrets (growing leaves copies): those live in struct secret. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

/* BYTES holds LENGTH bytes and a NUL after them, or is NULL while LENGTH is 0. Once an append
 * failed (too large, no memory) the buffer is freed and FAILED stays true until buf_reset. */
struct buf {
    char *bytes;
    size_t length;
    size_t allocated;
    size_t max;
    bool failed;
    bool no_memory; /* why; also until buf_reset */
};

/* An empty buffer for at most MAX bytes; free with buf_free. Allocates nothing yet. */
struct buf buf_init(size_t max);

/* Frees the memory; the buffer is empty and usable again afterwards. */
void buf_free(struct buf *buf);

/* Makes the buffer empty, keeps its memory, clears FAILED. */
void buf_reset(struct buf *buf);

/* Appends LENGTH bytes (*borrows*). False when the maximum would be passed or memory is out. */
bool buf_append(struct buf *buf, const void *bytes, size_t length);

/* Appends a NUL-terminated text (*borrows*). False as buf_append. */
bool buf_append_text(struct buf *buf, const char *text);

/* Appends in the manner of printf. False as buf_append. */
bool buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The content as text: never NULL, "" when empty or failed. *Borrowed* until the next change. */
const char *buf_text(const struct buf *buf);

#endif

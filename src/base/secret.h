/* Memory for what must not leak: locked, left out of core dumps and children, guarded by unmapped
 * pages and wiped. Where the kernel has it, it is memory that only this process can see at all, not
 * even a debugger (memfd_secret), elsewhere libsodium's. A secret never grows: its capacity is
 * fixed when it is made, and what does not fit is refused, never cut. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* BYTES holds LENGTH bytes and a NUL after them; CAPACITY counts the bytes that fit before the NUL.
 * Read the members freely; write BYTES only through the functions below or, for editing in place
 * (ui/lineedit.c), keep length <= capacity and the NUL. */
struct secret {
    char *bytes;
    size_t length;
    size_t capacity;
    void *mapping; /* with its guard pages; NULL when libsodium has it */
    size_t mapping_size;
};

/* Makes an empty secret for up to CAPACITY bytes. Returns new (free with secret_free), or NULL when
 * memory cannot be had. The first call initialises libsodium. */
struct secret *secret_new(size_t capacity);

/* What the kernel granted so far, the worst of all secrets: SECRET_PRIVATE (memfd_secret),
 * SECRET_LOCKED, or SECRET_SWAPPABLE: it could be written to the swap space. */
enum secret_memory { SECRET_PRIVATE, SECRET_LOCKED, SECRET_SWAPPABLE };
enum secret_memory secret_memory_kind(void);

/* From now on secret_new fails rather than give memory that is not locked. */
void secret_require_locked(void);

/* Wipes and frees SECRET (*takes*; NULL is allowed). */
void secret_free(struct secret *secret);

/* Overwrites the bytes with zero and makes SECRET empty. NULL is allowed. */
void secret_wipe(struct secret *secret);

/* Replaces the content by LENGTH bytes at BYTES (*borrows*). False when they do not fit: then
 * SECRET is empty. */
bool secret_set(struct secret *secret, const char *bytes, size_t length);

/* Appends LENGTH bytes at BYTES (*borrows*). False when they do not fit: then SECRET is unchanged.
 */
bool secret_append(struct secret *secret, const char *bytes, size_t length);

/* Moves the content of FROM into TO and wipes FROM. False when it does not fit: then TO is empty
 * and FROM is wiped all the same. */
bool secret_move(struct secret *to, struct secret *from);

/* True when SECRET is NULL or has no bytes. */
bool secret_is_empty(const struct secret *secret);

/* A new secret with the same content and just enough capacity, or NULL without memory. Returns new
 * (free with secret_free). */
struct secret *secret_copy(const struct secret *secret);

#endif

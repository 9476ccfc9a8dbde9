/* The memory of another process, and how often a secret stands in it, in whatever writing. */
#ifndef TESTS_PROCESS_IMAGE_H
#define TESTS_PROCESS_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct image {
    unsigned char *bytes;
    size_t size;
};

/* NULL when this user may look into process PID, else why not. */
const char *image_why_not(pid_t pid);

/* All that PID can write to, from /proc/PID/mem. Fails the test when that cannot be read. */
void image_read(struct image *image, pid_t pid);

/* A core image by gdb with everything in it, also what is left out of dumps on purpose; written to
 * FILE and removed. False when there is no gdb. */
bool image_dump(struct image *image, pid_t pid, const char *file);

void image_free(struct image *image);

/* COPIES: whole ones, as UTF-8, UTF-16, UTF-32, in the cells of curses, base64 in three phases, %XX
 * and JSON-escaped. PIECES: every 8 bytes of it that stand somewhere in a row. */
struct image_found {
    int copies, pieces;
};
struct image_found image_search(const struct image *image, const char *secret);

#endif

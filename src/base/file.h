/* What is done to open files in more than one place. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the LENGTH bytes at BYTES (*borrows*) to FD, which blocks or is a regular file: on after
 * a part was taken, and again after a signal. False with errno when not all could be written; a
 * part may have been. ENOSPC when the system takes nothing more without saying why. */
bool file_write_all(int fd, const char *bytes, size_t length);

#endif

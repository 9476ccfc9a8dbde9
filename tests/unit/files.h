/* A folder of its own for each test, and files in it. */
#ifndef TESTS_UNIT_FILES_H
#define TESTS_UNIT_FILES_H

#include <stddef.h>
#include <sys/types.h>

/* Make the folder; remove it with all that is in it. For tcase_add_checked_fixture. */
void files_make(void);
void files_remove(void);

/* The path of NAME in the folder, *static*; the folder itself with "". Up to eight are valid at
 * once.
 */
const char *files_path(const char *name);

/* Writes LENGTH bytes into NAME with MODE, whatever the umask is. */
void files_write_bytes(const char *name, mode_t mode, const char *bytes, size_t length);

/* The same with a text, and mode 0600. */
void files_write(const char *name, const char *text);

/* TEXT with the folder's path for each "@", *static*. Up to eight are valid at once. */
const char *files_expand(const char *text);

#endif

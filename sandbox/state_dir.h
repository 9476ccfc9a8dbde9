/* The folder for files that no option names. */
#ifndef SANDBOX_STATE_DIR_H
#define SANDBOX_STATE_DIR_H

#include <stdbool.h>

struct state_dir {
    char *path; /* *owned*, absolute */
    bool temporary;
    int descriptor; /* of the folder, locked as long as it is open; or -1 */
};

/* Makes the folder WANTED, or a new temporary one when WANTED is NULL. One that is there must
   belong to the user, be writable for nobody else, and be no other sandbox's. False after a message
   on stderr. */
bool state_dir_open(struct state_dir *dir, const char *wanted);

/* Can PATH stand in the ready line, whose parts have a blank between them? False after a message on
   stderr, which names the option WHERE. */
bool state_dir_fits_ready_line(const char *path, const char *where);

/* Removes the folder with all that is in it when it is temporary. */
void state_dir_close(struct state_dir *dir);

/* The path of NAME in the folder; returns new (free with free) or NULL. */
char *state_dir_path(const struct state_dir *dir, const char *name);

#endif

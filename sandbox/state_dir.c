#include "config.h"

#include "sandbox/state_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/i18n.h"
#include "sandbox/util.h"

/* Whoever else may write there could put files in the place of ours, or read those that hold
 * secrets. */
static bool is_ours(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        util_complain(_("Cannot make the folder '%s': %s."), path, strerror(errno));
        return false;
    }
    if (status.st_uid != geteuid()) {
        util_complain(_("The folder '%s' belongs to somebody else."), path);
        return false;
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        util_complain(_("Other users may write in the folder '%s'."), path);
        return false;
    }
    return true;
}

/* Two sandboxes in one folder would write over each other's keys and mails. The kernel lets go of
 * the lock however the process ends. */
static bool hold(struct state_dir *dir)
{
    dir->descriptor = open(dir->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir->descriptor >= 0 && flock(dir->descriptor, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        util_complain(_("Another sandbox uses the folder '%s'."), dir->path);
    else
        util_complain(_("Cannot start: %s."), strerror(errno));
    return false;
}

bool state_dir_fits_ready_line(const char *path, const char *where)
{
    for (const char *c = path; *c; c++) {
        if ((unsigned char)*c > ' ' && *c != 0x7f)
            continue;
        util_complain(_("The path for %s must have no blank and no control character."), where);
        return false;
    }
    return true;
}

bool state_dir_open(struct state_dir *dir, const char *wanted)
{
    *dir = (struct state_dir){.temporary = !wanted, .descriptor = -1};
    char *made = NULL;
    if (wanted) {
        struct stat status;
        made = strdup(wanted);
        if (mkdir(wanted, 0700) != 0 &&
            (errno != EEXIST || stat(wanted, &status) != 0 || !S_ISDIR(status.st_mode))) {
            util_complain(_("Cannot make the folder '%s': %s."), wanted, strerror(errno));
            free(made);
            return false;
        }
        if (!is_ours(wanted)) {
            free(made);
            return false;
        }
    } else {
        const char *parent = getenv("TMPDIR");
        made = util_format("%s/genauth-sandbox.XXXXXX", parent && *parent ? parent : "/tmp");
        if (!made || !mkdtemp(made)) {
            util_complain(_("Cannot make the folder '%s': %s."), made ? made : "/tmp",
                          strerror(errno));
            free(made);
            return false;
        }
    }
    dir->path = made ? realpath(made, NULL) : NULL;
    free(made);
    return dir->path != NULL &&
           state_dir_fits_ready_line(dir->path, wanted ? "--state-dir" : "TMPDIR") && hold(dir);
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    (void)remove(path);
    return 0;
}

void state_dir_close(struct state_dir *dir)
{
    if (dir->path && dir->temporary)
        (void)nftw(dir->path, remove_one, 8, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    if (dir->path && dir->descriptor >= 0)
        (void)close(dir->descriptor);
    free(dir->path);
    *dir = (struct state_dir){.descriptor = -1};
}

char *state_dir_path(const struct state_dir *dir, const char *name)
{
    return util_format("%s/%s", dir->path, name);
}

#include "config.h"

#include "tests/unit/files.h"

#include <check.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_SIZE = 8192, TEXTS = 8 };

static char folder[] = "/tmp/genauth-tui-test.XXXXXX";

void files_make(void)
{
    memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

void files_remove(void)
{
    ck_assert_int_eq(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static char *next_text(void)
{
    static char texts[TEXTS][TEXT_SIZE];
    static size_t next;
    next = (next + 1) % TEXTS;
    return texts[next];
}

const char *files_path(const char *name)
{
    char *path = next_text();
    int written = snprintf(path, TEXT_SIZE, "%s%s%s", folder, name[0] == '\0' ? "" : "/", name);
    ck_assert(written > 0 && written < TEXT_SIZE);
    return path;
}

void files_write_bytes(const char *name, mode_t mode, const char *bytes, size_t length)
{
    const char *path = files_path(name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    ck_assert_int_eq(close(fd), 0);
}

void files_write(const char *name, const char *text)
{
    files_write_bytes(name, 0600, text, strlen(text));
}

const char *files_expand(const char *text)
{
    char *expanded = next_text();
    size_t used = 0;
    for (; *text != '\0'; text++) {
        char one[2] = {*text, '\0'};
        const char *piece = *text == '@' ? folder : one;
        size_t length = strlen(piece);
        ck_assert_uint_lt(used + length, TEXT_SIZE);
        memcpy(expanded + used, piece, length);
        used += length;
    }
    expanded[used] = '\0';
    return expanded;
}

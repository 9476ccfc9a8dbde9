#include "config.h"

#include "tests/process/image.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

enum {
    SECRET_MAX = 4096,
    PATTERN_MAX = 32 * SECRET_MAX,
    CELL_SIZE = 28, /* of ncursesw's cchar_t, which begins with attributes and then the character */
    PIECE = 8,
    PAGE = 4096
};

const char *image_why_not(pid_t pid)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return strerror(errno);
    (void)close(fd);
    return NULL;
}

/* Page by page: what only the process itself can see cannot be read, and is passed over. */
static void read_mapping(struct image *image, int mem, uintmax_t begin, uintmax_t end)
{
    image->bytes = realloc(image->bytes, image->size + (size_t)(end - begin));
    ck_assert_ptr_nonnull(image->bytes);
    for (uintmax_t at = begin; at < end; at += PAGE) {
        if (pread(mem, image->bytes + image->size, PAGE, (off_t)at) == PAGE)
            image->size += PAGE;
    }
}

void image_read(struct image *image, pid_t pid)
{
    char path[64], line[PATH_MAX + 256];
    *image = (struct image){0};
    (void)snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
    int mem = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(mem, 0);
    (void)snprintf(path, sizeof path, "/proc/%ld/maps", (long)pid);
    FILE *maps = fopen(path, "re");
    ck_assert_ptr_nonnull(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        uintmax_t begin = 0, end = 0, inode = 0;
        char rights[5] = "";
        ck_assert_int_eq(sscanf(line, "%jx-%jx %4s %*x %*x:%*x %ju", &begin, &end, rights, &inode),
                         4);
        if ((rights[1] == 'w' || inode == 0) && strstr(line, "[v") == NULL)
            read_mapping(image, mem, begin, end);
    }
    ck_assert_uint_gt(image->size, 0);
    (void)fclose(maps);
    (void)close(mem);
}

static void read_file(struct image *image, const char *file)
{
    struct stat status;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ck_assert_msg(fd >= 0 && fstat(fd, &status) == 0, "gdb wrote no image");
    *image = (struct image){.size = (size_t)status.st_size};
    image->bytes = malloc(image->size + 1);
    ck_assert_ptr_nonnull(image->bytes);
    for (size_t done = 0; done < image->size;) {
        ssize_t got = read(fd, image->bytes + done, image->size - done);
        ck_assert_int_gt(got, 0);
        done += (size_t)got;
    }
    (void)close(fd);
}

bool image_dump(struct image *image, pid_t pid, const char *file)
{
    static char gdb[] = "/usr/bin/gdb", nx[] = "--nx", batch[] = "--batch", early[] = "-iex";
    static char no_symbols[] = "set auto-solib-add off", no_net[] = "set debuginfod enabled off";
    static char which[] = "-p", command[] = "-ex", whole[] = "set use-coredump-filter off";
    static char excluded[] = "set dump-excluded-mappings on";
    char number[32], generate[PATH_MAX + 32];
    char *const arguments[] = {gdb,      nx,      batch,    early,   no_symbols, early,
                               no_net,   which,   number,   command, whole,      command,
                               excluded, command, generate, NULL};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    pid_t child = 0;
    int status = 0;
    if (access(gdb, X_OK) != 0)
        return false;
    (void)snprintf(number, sizeof number, "%ld", (long)pid);
    (void)snprintf(generate, sizeof generate, "generate-core-file %s", file);
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        ck_assert_int_eq(posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0), 0);
    ck_assert_int_eq(posix_spawn(&child, gdb, &actions, NULL, arguments, environment), 0);
    (void)posix_spawn_file_actions_destroy(&actions);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    read_file(image, file);
    (void)unlink(file);
    return true;
}

void image_free(struct image *image)
{
    free(image->bytes);
    *image = (struct image){0};
}

/* Searching ---------------------------------------------------------------------------------- */

struct pattern {
    unsigned char bytes[PATTERN_MAX];
    size_t length;
};

static void add(struct pattern *pattern, const void *bytes, size_t length)
{
    ck_assert_uint_le(length, PATTERN_MAX - pattern->length);
    memcpy(pattern->bytes + pattern->length, bytes, length);
    pattern->length += length;
}

static int count(const struct image *image, const void *bytes, size_t length)
{
    int found = 0;
    const unsigned char *at = image->bytes, *end = image->bytes + image->size;
    while (length > 0 && (at = memmem(at, (size_t)(end - at), bytes, length)) != NULL) {
        found++;
        at++;
    }
    return found;
}

/* Each byte of SECRET followed by zeros: UTF-16 and UTF-32 of what is ASCII. */
static int count_wide(const struct image *image, const char *secret, size_t width)
{
    static struct pattern pattern;
    pattern.length = 0;
    for (const char *at = secret; *at != '\0'; at++) {
        unsigned char unit[4] = {(unsigned char)*at};
        add(&pattern, unit, width);
    }
    return count(image, pattern.bytes, pattern.length);
}

static int count_cells(const struct image *image, const char *secret)
{
    size_t length = strlen(secret), span = (length - 1) * CELL_SIZE + 1;
    int found = 0;
    const unsigned char *at = image->bytes, *end = image->bytes + image->size;
    for (; (size_t)(end - at) > span && (at = memchr(at, secret[0], (size_t)(end - at) - span));
         at++) {
        size_t i = 1;
        while (i < length && at[i * CELL_SIZE] == (unsigned char)secret[i] &&
               at[i * CELL_SIZE + 1] == 0)
            i++;
        found += i == length;
    }
    return found;
}

/* The characters that are the same whatever stands before and after SECRET. */
static int count_base64(const struct image *image, const char *secret, size_t phase)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    static struct pattern pattern;
    static const size_t first[3] = {0, 4, 2}; /* bit that begins a character */
    size_t length = strlen(secret);
    pattern.length = 0;
    for (size_t bit = first[phase]; bit + 6 <= 8 * length; bit += 6) {
        unsigned value = (unsigned)(unsigned char)secret[bit / 8] << 8;
        if (bit / 8 + 1 < length)
            value |= (unsigned char)secret[bit / 8 + 1];
        add(&pattern, &digits[(value >> (10 - bit % 8)) & 63], 1);
    }
    return pattern.length < 7 ? 0 : count(image, pattern.bytes, pattern.length);
}

/* ESCAPED is not the secret itself. */
static int count_escaped(const struct image *image, const char *secret, const char *format,
                         bool everything)
{
    static struct pattern pattern;
    char unit[8];
    bool differs = false;
    pattern.length = 0;
    for (const char *at = secret; *at != '\0'; at++) {
        bool plain = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~",
                            *at) != NULL;
        if (format[0] == '\\')
            plain = *at != '"' && *at != '\\';
        plain = plain && !everything;
        (void)snprintf(unit, sizeof unit, plain ? "%c" : format, (unsigned char)*at);
        add(&pattern, unit, strlen(unit));
        differs = differs || !plain;
    }
    return differs ? count(image, pattern.bytes, pattern.length) : 0;
}

static int count_pieces(const struct image *image, const char *secret)
{
    static unsigned char known[1 << 16];
    size_t length = strlen(secret);
    int found = 0;
    if (length < PIECE || image->size < PIECE)
        return 0;
    memset(known, 0, sizeof known);
    for (size_t i = 0; i + PIECE <= length; i++)
        known[(unsigned char)secret[i] << 8 | (unsigned char)secret[i + 1]] = 1;
    for (size_t at = 0; at + PIECE <= image->size; at++) {
        if (!known[image->bytes[at] << 8 | image->bytes[at + 1]])
            continue;
        for (size_t i = 0; i + PIECE <= length; i++)
            found += memcmp(image->bytes + at, secret + i, PIECE) == 0;
    }
    return found;
}

struct image_found image_search(const struct image *image, const char *secret)
{
    struct image_found found = {.copies = count(image, secret, strlen(secret)),
                                .pieces = count_pieces(image, secret)};
    found.copies += count_wide(image, secret, 2) + count_wide(image, secret, 4);
    found.copies += count_cells(image, secret);
    for (size_t phase = 0; phase < 3; phase++)
        found.copies += count_base64(image, secret, phase);
    found.copies += count_escaped(image, secret, "%%%02X", false) +
                    count_escaped(image, secret, "%%%02x", false) +
                    count_escaped(image, secret, "%%%02X", true) +
                    count_escaped(image, secret, "\\%c", false) +
                    count_escaped(image, secret, "\\u%04x", true);
    return found;
}

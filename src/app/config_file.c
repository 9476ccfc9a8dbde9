#include "config.h"

#include "app/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/text.h"

/* What is left to read, and where we are, for the functions that libinih calls. */
struct source {
    const char *rest;
    int line; /* the number of the line read last */
    int error_line;
    struct err error; /* of the line error_line */
    config_file_handler *handler;
    void *context;
};

static struct shown shown_path(const char *path)
{
    return text_neutralise(path, strlen(path), 0);
}

static bool fail(struct source *source, const struct err *why)
{
    source->error_line = source->line;
    source->error = *why;
    return false;
}

/* Without this libinih would read the end of a long line as a line of its own. */
static bool check_line(struct source *source, const char *line, size_t length, size_t size)
{
    struct err why = {0};
    if (length >= size) {
        (void)err_set(&why, _("This line is too long: %zu bytes at most."), size - 1);
        return fail(source, &why);
    }
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)line[i];
        if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7f) {
            (void)err_set(&why, _("There is a control character in this line."));
            return fail(source, &why);
        }
    }
    if (length > 0 && line[0] == '[') {
        (void)err_set(&why, _("There are no sections here. Remove this line."));
        return fail(source, &why);
    }
    return true;
}

/* The next line for libinih. Blanks (a carriage return is one) before it are left out: to libinih
 * they would mean that the line before goes on. */
static char *read_line(char *line, int size, void *context)
{
    struct source *source = context;
    if (source->error_line != 0 || *source->rest == '\0' || size <= 0)
        return NULL;
    source->line++;
    const char *begin = source->rest + strspn(source->rest, " \t\r");
    size_t length = strcspn(begin, "\n");
    source->rest = begin + length + (begin[length] == '\n');
    if (!check_line(source, begin, length, (size_t)size))
        return NULL;
    memcpy(line, begin, length);
    line[length] = '\0';
    return line;
}

static int take_key(void *context, const char *section, const char *key, const char *value)
{
    struct source *source = context;
    struct err why = {0};
    (void)section;
    return source->handler(source->context, key, value, &why) || fail(source, &why);
}

static bool parse(const char *path, const char *text, config_file_handler *handler, void *context,
                  struct err *err)
{
    struct source source = {.rest = text, .handler = handler, .context = context};
    int syntax_line = ini_parse_stream(read_line, &source, take_key, &source);
    if (syntax_line < 0)
        return err_set(err, _("There is not enough memory."));
    if (syntax_line > 0 && (source.error_line == 0 || syntax_line < source.error_line)) {
        source.error_line = syntax_line;
        (void)err_set(&source.error, _("Each line must be a key, =, and a value."));
    }
    if (source.error_line == 0)
        return true;
    /* TRANSLATORS: a file, the number of a line, and whole sentences about what is wrong there. */
    return err_set(err, _("%s, line %d: %s"), shown_path(path).text, source.error_line,
                   source.error.text);
}

static bool check_file(const char *path, const struct stat *status, enum config_file_owner owner,
                       struct err *err)
{
    struct shown shown = shown_path(path);
    if (!S_ISREG(status->st_mode))
        return err_set(err, _("The configuration %s is not a regular file."), shown.text);
    if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return err_set(err,
                       _("Other users can change the configuration file %s. Run: chmod go-w %s"),
                       shown.text, shown.text);
    if (status->st_uid == 0 || (owner == CONFIG_FILE_OWNER_USER && status->st_uid == geteuid()))
        return true;
    if (owner == CONFIG_FILE_OWNER_ROOT)
        return err_set(err, _("In kiosk mode the configuration file %s must belong to root."),
                       shown.text);
    return err_set(err, _("The configuration file %s belongs to another user."), shown.text);
}

/* Reads all of FD into TEXT. */
static bool read_all(int fd, struct buf *text)
{
    char block[4096];
    for (;;) {
        ssize_t got = read(fd, block, sizeof(block));
        if (got == 0)
            return true;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 || !buf_append(text, block, (size_t)got))
            return false;
    }
}

static bool is_null_device(const struct stat *status)
{
    return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

bool config_file_read(const char *path, bool is_required, enum config_file_owner owner,
                      config_file_handler *handler, void *context, struct err *err)
{
    struct buf text = buf_init(CONFIG_FILE_MAX);
    struct stat status;
    bool is_good = false;
    /* Without O_NONBLOCK a fifo in its place would stop the program. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 && !is_required && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (fd < 0 || fstat(fd, &status) != 0) {
        (void)err_set(err, _("Cannot open the configuration file %s: %s."), shown_path(path).text,
                      strerror(errno));
        goto out;
    }
    if (is_null_device(&status)) {
        is_good = true;
        goto out;
    }
    if (!check_file(path, &status, owner, err))
        goto out;
    errno = 0;
    if (!read_all(fd, &text)) {
        if (errno == 0)
            errno = EFBIG;
        (void)err_set(err, _("Cannot read the configuration file %s: %s."), shown_path(path).text,
                      strerror(errno));
        goto out;
    }
    if (!text_is_utf8(buf_text(&text), text.length))
        (void)err_set(err, _("The configuration file %s is not text in UTF-8."),
                      shown_path(path).text);
    else
        is_good = parse(path, buf_text(&text), handler, context, err);
out:
    if (fd >= 0)
        (void)close(fd);
    buf_free(&text);
    return is_good;
}

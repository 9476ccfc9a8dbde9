#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"

enum { DETAILS_SIZE = 512, LINE_SIZE = 4 * DETAILS_SIZE + 128 };

static int log_file = -1;

bool log_open(const char *file, struct err *err)
{
    log_close();
    /* O_NONBLOCK: a FIFO must not keep the program waiting; O_NOCTTY: nor a terminal take it. */
    int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK;
    int opened = open(file, flags, 0600);
    if (opened < 0)
        return err_set(err, _("The log file %s cannot be opened: %s."), file, strerror(errno));
    struct stat about;
    if (fstat(opened, &about) != 0 || !S_ISREG(about.st_mode)) {
        close(opened);
        return err_set(err, _("The log file %s is not a regular file."), file);
    }
    log_file = opened;
    return true;
}

void log_close(void)
{
    if (log_file >= 0)
        close(log_file);
    log_file = -1;
}

/* Appends TEXT to LINE at LENGTH, with everything but printable ASCII as \xNN: one event stays one
 * line, and no viewer of the log can be driven by it. Returns the new length. */
static size_t put_escaped(char *line, size_t length, const char *text)
{
    static const char hex[] = "0123456789abcdef";
    for (; *text != '\0' && length + 5 < LINE_SIZE; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte >= 0x20 && byte < 0x7f && byte != '\\') {
            line[length++] = (char)byte;
            continue;
        }
        line[length++] = '\\';
        line[length++] = 'x';
        line[length++] = hex[byte >> 4];
        line[length++] = hex[byte & 15];
    }
    return length;
}

void log_event(const char *event, const char *format, ...)
{
    if (log_file < 0)
        return;
    int saved = errno;
    char details[DETAILS_SIZE] = "";
    va_list args;
    va_start(args, format);
    int needed = vsnprintf(details, sizeof(details), format, args);
    va_end(args);
    char line[LINE_SIZE];
    clock_format_utc(clock_wall_s(), line, sizeof(line));
    size_t length = strlen(line);
    line[length++] = ' ';
    length = put_escaped(line, length, event);
    if (needed > 0) {
        line[length++] = ' ';
        length = put_escaped(line, length, details);
    }
    if (needed >= DETAILS_SIZE)
        length = put_escaped(line, length, "...");
    line[length++] = '\n';
    /* One write a line, so that lines of two processes do not mix. The log must not stop the
     * program: what a full disk does not take is lost. */
    (void)file_write_all(log_file, line, length);
    errno = saved;
}

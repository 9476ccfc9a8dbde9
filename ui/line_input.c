#include "ui/line_input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ui/output.h"

/* More than any pipe or terminal holds: an endless writer must not keep the flush from ending. */
enum { FLUSH_MAX = 4 * 1024 * 1024 };

bool line_input_init(struct line_input *input, int descriptor, size_t limit)
{
    *input = (struct line_input){.descriptor = descriptor,
                                 .own = output_reopen(descriptor, O_RDONLY),
                                 .is_terminal = isatty(descriptor) == 1};
    input->bytes = secret_new(limit + 1);
    return input->bytes != NULL;
}

void line_input_free(struct line_input *input)
{
    secret_free(input->bytes);
    input->bytes = NULL;
    if (input->own >= 0)
        close(input->own);
    input->own = -1;
}

/* One read that cannot block: ^C empties a terminal, also between the look and the read. False when
 * there was nothing, or the end. */
static bool read_some(struct line_input *input)
{
    struct secret *bytes = input->bytes;
    size_t room = bytes->capacity - bytes->length;
    if (room == 0 || input->ended || input->lost)
        return false;
    struct pollfd ready = {.fd = input->descriptor, .events = POLLIN};
    if (poll(&ready, 1, 0) <= 0)
        return false;
    if ((ready.revents & POLLNVAL) != 0) {
        input->lost = true;
        return false;
    }
    int from = input->own >= 0 ? input->own : input->descriptor;
    ssize_t got = read(from, bytes->bytes + bytes->length, room);
    if (got > 0) {
        bytes->length += (size_t)got;
        bytes->bytes[bytes->length] = '\0';
        return true;
    }
    if (got == 0) {
        /* A terminal that was hung up reads as ended. */
        bool gone = input->is_terminal && (ready.revents & (POLLHUP | POLLERR)) != 0;
        input->lost = gone;
        input->ended = !gone;
    } else if (errno != EINTR && errno != EAGAIN) {
        input->lost = true;
    }
    return false;
}

/* Wipes the first COUNT bytes. */
static void cut(struct secret *bytes, size_t count)
{
    assert(count <= bytes->length);
    memmove(bytes->bytes, bytes->bytes + count, bytes->length - count);
    explicit_bzero(bytes->bytes + bytes->length - count, count);
    bytes->length -= count;
}

/* The length of the first line with its newline, or 0. */
static size_t first_line(const struct secret *bytes)
{
    const char *newline = memchr(bytes->bytes, '\n', bytes->length);
    return newline == NULL ? 0 : (size_t)(newline - bytes->bytes) + 1;
}

static void skip(struct line_input *input)
{
    if (!input->skipping)
        return;
    size_t line = first_line(input->bytes);
    if (line == 0) {
        secret_wipe(input->bytes);
        return;
    }
    cut(input->bytes, line);
    input->skipping = false;
}

void line_input_fill(struct line_input *input)
{
    do
        skip(input);
    while (read_some(input));
    skip(input);
}

enum line_kind line_input_peek(struct line_input *input, const char **bytes, size_t *length)
{
    struct secret *held = input->bytes;
    if (!input->too_long && held->length == held->capacity && first_line(held) == 0) {
        secret_wipe(held);
        input->too_long = true;
        input->skipping = true;
    }
    if (input->lost)
        return LINE_LOST;
    if (input->too_long)
        return LINE_TOO_LONG;
    *bytes = held->bytes;
    size_t line = first_line(held);
    *length = line > 0 ? line - 1 : held->length;
    if (line > 0)
        return LINE_COMPLETE;
    if (!input->ended)
        return LINE_NONE;
    return held->length > 0 ? LINE_TAIL : LINE_END;
}

void line_input_drop(struct line_input *input)
{
    if (input->too_long) {
        input->too_long = false;
        return;
    }
    size_t line = first_line(input->bytes);
    cut(input->bytes, line > 0 ? line : input->bytes->length);
}

/* Wipes what is held; true when it was more than blanks. */
static bool wipe_held(struct secret *bytes)
{
    bool something = strspn(bytes->bytes, " \t\r\n") < bytes->length;
    secret_wipe(bytes);
    return something;
}

bool line_input_flush(struct line_input *input)
{
    bool dropped = input->too_long;
    bool begun = input->skipping;
    input->too_long = false;
    size_t total = 0;
    do {
        total += input->bytes->length;
        if (input->bytes->length > 0)
            begun = input->bytes->bytes[input->bytes->length - 1] != '\n';
        if (wipe_held(input->bytes))
            dropped = true;
    } while (total < FLUSH_MAX && read_some(input));
    if (input->is_terminal) {
        /* In canonical mode this also empties the line that is being typed. */
        (void)tcflush(input->descriptor, TCIFLUSH);
        begun = false;
    }
    input->skipping = begun;
    return dropped;
}

bool line_input_wanted(const struct line_input *input)
{
    return !input->ended && !input->lost && input->bytes->length < input->bytes->capacity;
}

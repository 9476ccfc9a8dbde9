#include "config.h"

#include "ui/curses/frame.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ui/output.h"

/* Last: it defines macros with everyday names. */
#include <term.h>

enum {
    ESCAPE = 27,
    STALLED_MS = 5000 /* a terminal that takes nothing for so long is gone */
};

void frame_open(struct frame *frame, int tty, FILE *output, int file)
{
    int own = output_reopen(tty, O_WRONLY);
    frame->tty = tty;
    frame->way = own >= 0 ? own : tty;
    frame->output = output == NULL ? -1 : fileno(output);
    frame->file = output == NULL ? -1 : file;
    frame_forget(frame);
}

void frame_forget(struct frame *frame)
{
    frame->shorten.row = -1;
    frame->shorten.ascii = false;
    frame->shorten.normal = false;
}

void frame_close(struct frame *frame)
{
    if (frame->file >= 0 && ftruncate(frame->file, 0) == 0)
        lseek(frame->file, 0, SEEK_SET);
    frame->file = -1;
    if (frame->way != frame->tty)
        close(frame->way);
    frame->way = frame->tty;
}

/* libtinfo writes at every cursor movement. While a frame is drawn its descriptor leads into the
 * file, so that the terminal gets the frame in one write. */
void frame_begin(struct frame *frame, int rows, int cols)
{
    frame->shorten.rows = rows;
    frame->shorten.cols = cols;
    frame->shorten.line_feeds = cursor_down != NULL && strcmp(cursor_down, "\n") == 0;
    if (frame->file >= 0)
        dup3(frame->file, frame->output, O_CLOEXEC);
}

static bool send_bytes(const struct frame *frame, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = write(frame->way, bytes, length);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (sent < 0 && errno == EAGAIN) {
            struct pollfd wait = {.fd = frame->way, .events = POLLOUT};
            if (poll(&wait, 1, STALLED_MS) == 0) {
                tcflush(frame->tty, TCOFLUSH); /* so that giving it back does not hang */
                return false;
            }
        } else if (sent >= 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* A way of the cursor as bytes, without the padding that terminfo may have in it. */
static struct {
    char bytes[32];
    size_t length;
} way;

static int put_way(int byte)
{
    if (way.length < sizeof(way.bytes))
        way.bytes[way.length++] = (char)byte;
    return byte;
}

static bool send_way(const struct frame *frame, int row, int col)
{
    way.length = 0;
    tputs(tparm(cursor_address, row, col), 1, put_way);
    return send_bytes(frame, way.bytes, way.length);
}

/* Whether the bytes write anything: to go a short way to the right, curses writes again what stands
 * there, and a screen reader would take that for news. */
static bool writes_cells(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] == ESCAPE && i + 1 < length && bytes[i + 1] == '[') {
            for (i += 2; i < length && (bytes[i] < 0x40 || bytes[i] > 0x7e); i++)
                ;
        } else if (bytes[i] == ESCAPE) {
            i++;
        } else if (bytes[i] >= ' ' || bytes[i] < 0) {
            return true;
        }
    }
    return false;
}

/* Without memory for the whole: as it is. What leaves the screen must not be lost. */
static bool send_pieces(const struct frame *frame, size_t size)
{
    char bytes[256];
    bool sent = true;
    for (size_t at = 0; sent && at < size;) {
        size_t wanted = size - at < sizeof(bytes) ? size - at : sizeof(bytes);
        sent = pread(frame->file, bytes, wanted, (off_t)at) == (ssize_t)wanted &&
               send_bytes(frame, bytes, wanted);
        at += wanted;
    }
    explicit_bzero(bytes, sizeof(bytes));
    return sent;
}

static bool send_frame(struct frame *frame, size_t size, bool changed, int row, int col)
{
    bool sent = false;
    char *bytes = malloc(size);
    if (bytes == NULL)
        return send_pieces(frame, size);
    if (pread(frame->file, bytes, size, 0) == (ssize_t)size) {
        if (!changed && writes_cells(bytes, size))
            sent = send_way(frame, row, col);
        else
            sent = send_bytes(frame, bytes, shorten_bytes(&frame->shorten, bytes, size));
        explicit_bzero(bytes, size);
    }
    free(bytes);
    return sent;
}

bool frame_end(struct frame *frame, bool changed, int row, int col)
{
    if (frame->file < 0)
        return true;
    if (dup3(frame->tty, frame->output, O_CLOEXEC) < 0)
        return false;
    off_t size = lseek(frame->file, 0, SEEK_CUR);
    if (size <= 0)
        return size == 0;
    bool sent = send_frame(frame, (size_t)size, changed, row, col);
    frame->shorten.row = row;
    frame->shorten.col = col;
    return ftruncate(frame->file, 0) == 0 && lseek(frame->file, 0, SEEK_SET) == 0 && sent;
}

#include "ui/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

enum {
    /* What a pipe that is ready takes without blocking (PIPE_BUF on Linux); terminals are opened
     * again so that they never block. */
    CHUNK = 4096,
    PENDING_MAX = 1024 * 1024
};

int output_reopen(int descriptor, int access)
{
    char path[32];
    if (!isatty(descriptor) ||
        snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor) >= (int)sizeof(path))
        return -1;
    return open(path, access | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void output_init(struct output *output, int descriptor)
{
    int own = output_reopen(descriptor, O_WRONLY);
    *output = (struct output){
        .descriptor = own >= 0 ? own : descriptor, .own = own, .pending = buf_init(PENDING_MAX)};
}

void output_free(struct output *output)
{
    buf_free(&output->pending);
    if (output->own >= 0)
        close(output->own);
    output->own = -1;
}

static bool is_ready(int descriptor, int wait_ms)
{
    struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
    return poll(&ready, 1, (int)clock_real_ms(wait_ms)) > 0;
}

static void forget(struct output *output, size_t count)
{
    struct buf *pending = &output->pending;
    pending->length -= count;
    memmove(pending->bytes, pending->bytes + count, pending->length);
    explicit_bzero(pending->bytes + pending->length, count);
}

/* One write. False when nothing could be written. */
static bool write_some(struct output *output, int wait_ms)
{
    struct buf *pending = &output->pending;
    if (pending->failed) {
        output->lost = true;
        output->failed = output->failed || pending->no_memory;
    }
    if (output->lost) {
        buf_reset(pending);
        return false;
    }
    if (pending->length == 0 || !is_ready(output->descriptor, wait_ms))
        return false;
    size_t count = pending->length < CHUNK ? pending->length : CHUNK;
    ssize_t written = write(output->descriptor, pending->bytes, count);
    if (written < 0) {
        output->lost = errno != EINTR && errno != EAGAIN;
        return errno == EINTR;
    }
    forget(output, (size_t)written);
    return true;
}

void output_flush(struct output *output)
{
    while (write_some(output, 0))
        continue;
}

void output_drain(struct output *output, int wait_ms)
{
    int64_t end = clock_boot_ms() + wait_ms;
    for (;;) {
        int64_t left = end - clock_boot_ms();
        if (!write_some(output, left > 0 ? (int)left : 0) && (left <= 0 || output->lost))
            return;
        if (output->pending.length == 0)
            return;
    }
}

bool output_is_waiting(const struct output *output)
{
    return output->pending.length > 0 || output->pending.failed;
}

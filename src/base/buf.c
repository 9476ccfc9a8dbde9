#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf buf_init(size_t max)
{
    return (struct buf){.max = max};
}

void buf_free(struct buf *buf)
{
    free(buf->bytes);
    *buf = buf_init(buf->max);
}

void buf_reset(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    buf->no_memory = false;
    if (buf->bytes != NULL)
        buf->bytes[0] = '\0';
}

static bool fail(struct buf *buf)
{
    buf_free(buf);
    buf->failed = true;
    return false;
}

/* Makes room for MORE bytes and the NUL. */
static bool reserve(struct buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more > buf->max - buf->length)
        return fail(buf);
    size_t needed = buf->length + more + 1;
    if (needed <= buf->allocated)
        return true;
    size_t size = buf->allocated < 64 ? 64 : buf->allocated;
    while (size < needed)
        size += size;
    char *bytes = realloc(buf->bytes, size);
    if (bytes == NULL) {
        fail(buf);
        buf->no_memory = true;
        return false;
    }
    buf->bytes = bytes;
    buf->allocated = size;
    return true;
}

bool buf_append(struct buf *buf, const void *bytes, size_t length)
{
    if (!reserve(buf, length))
        return false;
    if (length > 0)
        memcpy(buf->bytes + buf->length, bytes, length);
    buf->length += length;
    buf->bytes[buf->length] = '\0';
    return true;
}

bool buf_append_text(struct buf *buf, const char *text)
{
    return buf_append(buf, text, strlen(text));
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    bool done = length < 0 ? fail(buf) : reserve(buf, (size_t)length);
    if (done) {
        done = vsnprintf(buf->bytes + buf->length, (size_t)length + 1, format, again) == length;
        buf->length += done ? (size_t)length : 0;
    }
    va_end(again);
    return done;
}

const char *buf_text(const struct buf *buf)
{
    return buf->bytes == NULL ? "" : buf->bytes;
}

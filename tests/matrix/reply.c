#include "config.h"

#include "tests/matrix/reply.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t reply_message_size(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL)
        return 0;
    size_t size = (size_t)(end - text) + 4;
    const char *length = strcasestr(text, "\r\ncontent-length:");
    if (length != NULL && length < end)
        size += strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
    return size;
}

void reply_path(const char *request, char *path, size_t size)
{
    const char *from = strchr(request, ' ');
    size_t length = from == NULL ? 0 : strcspn(++from, " ?\r\n");
    ck_assert_uint_lt(length, size);
    if (length > 0)
        memcpy(path, from, length);
    path[length] = '\0';
}

/* The body that the sandbox would give; of requests that are not passed on. */
static const char *body_of(const char *path, const char *good)
{
    const char *body = good == NULL ? NULL : strstr(good, "\r\n\r\n");
    bool revokes = strcmp(path, "/oidc/token/revocation") == 0;
    if (body == NULL || revokes)
        return "{\"statusCode\":200,\"message\":\"\",\"data\":{\"success\":true}}";
    return body + 4;
}

/* TEXT with PUT in place of the LENGTH bytes at AT; new. */
static char *replace(const char *text, const char *at, size_t length, const char *put)
{
    size_t size = strlen(text) - length + strlen(put) + 1;
    char *changed = malloc(size);
    ck_assert_ptr_nonnull(changed);
    (void)snprintf(changed, size, "%.*s%s%s", (int)(at - text), text, put, at + length);
    return changed;
}

static char *edit(const struct fault *fault, const char *body)
{
    if (fault->edit == FAULT_EDIT_TEXT)
        return replace(body, body, strlen(body), fault->text);
    if (fault->edit == FAULT_EDIT_INSERT) {
        const char *at = strchr(body, '{');
        ck_assert_ptr_nonnull(at);
        return replace(body, at + 1, 0, fault->text);
    }
    if (fault->edit == FAULT_EDIT_CHANGE) {
        const char *at = strstr(body, fault->find);
        if (at != NULL)
            return replace(body, at, strlen(fault->find), fault->text);
        at = strstr(body, fault->find_2);
        ck_assert_ptr_nonnull(at);
        return replace(body, at, strlen(fault->find_2), fault->text_2);
    }
    return replace(body, body, 0, "");
}

char *reply_make(const struct fault *fault, const char *path, const char *good, size_t *length)
{
    static const char *const lengths[] = {
        [FAULT_LENGTH_TRUE] = "Content-Length: ",
        [FAULT_LENGTH_LONGER] = "Content-Length: ",
        [FAULT_LENGTH_NONE] = "Connection: close",
        [FAULT_LENGTH_CHUNKS] = "Transfer-Encoding: chunked",
        [FAULT_LENGTH_RAW] = "",
    };
    char *body = edit(fault, body_of(path, good));
    size_t size = strlen(body);
    char number[32] = "", chunk[32] = "";
    ck_assert_uint_ge(size, fault->drop);
    if (fault->length == FAULT_LENGTH_TRUE || fault->length == FAULT_LENGTH_LONGER)
        (void)snprintf(number, sizeof number, "%zu",
                       size + (fault->length == FAULT_LENGTH_LONGER ? 1000000U : 0U));
    if (fault->length == FAULT_LENGTH_CHUNKS && size > 0)
        (void)snprintf(chunk, sizeof chunk, "%zx\r\n", size);
    size -= fault->drop;
    body[size] = '\0';
    char *text = malloc(REPLY_SIZE);
    ck_assert_ptr_nonnull(text);
    int made = 0;
    if (fault->length == FAULT_LENGTH_RAW)
        made = snprintf(text, REPLY_SIZE, "%s", body);
    else
        made = snprintf(text, REPLY_SIZE,
                        "HTTP/1.1 %d Reply\r\nContent-Type: %s\r\n%s%s%s\r\n\r\n%s%s%s",
                        fault->status == 0 ? 200 : fault->status,
                        fault->type == NULL ? "application/json" : fault->type,
                        fault->headers == NULL ? "" : fault->headers, lengths[fault->length],
                        number, chunk, body, chunk[0] == '\0' ? "" : "\r\n");
    ck_assert(made >= 0 && made < REPLY_SIZE);
    free(body);
    *length = (size_t)made;
    return text;
}

char *reply_say_last(const char *good, size_t *size)
{
    static const char words[] = "Connection: close\r\n";
    const char *line = strstr(good, "\r\n");
    ck_assert_ptr_nonnull(line);
    size_t first = (size_t)(line - good) + 2;
    char *text = malloc(*size + sizeof words);
    ck_assert_ptr_nonnull(text);
    memcpy(text, good, first);
    memcpy(text + first, words, strlen(words));
    memcpy(text + first + strlen(words), good + first, *size - first);
    *size += strlen(words);
    text[*size] = '\0';
    return text;
}

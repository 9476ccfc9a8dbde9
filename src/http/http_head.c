#include "http/http_head.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

/* A part of a line; not NUL-terminated. */
struct part {
    const char *text;
    size_t length;
};

static bool part_is(struct part part, const char *text)
{
    return part.length == strlen(text) && strncasecmp(part.text, text, part.length) == 0;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static struct part part_trim(struct part part)
{
    while (part.length > 0 && is_blank(part.text[0])) {
        part.text++;
        part.length--;
    }
    while (part.length > 0 && is_blank(part.text[part.length - 1]))
        part.length--;
    return part;
}

/* What does not fit is left out: a part of an id or of a date means something else. */
static void part_keep(struct part part, char *text, size_t size)
{
    if (part.length >= size || memchr(part.text, '\0', part.length) != NULL)
        return;
    memcpy(text, part.text, part.length);
    text[part.length] = '\0';
}

/* "HTTP/1.1 200 OK". Forgets what an interim reply said before. */
static enum outcome_cause read_status(struct http_head *head, struct part line)
{
    static const char start[] = "HTTP/1.";
    const size_t prefix = sizeof(start) - 1;
    struct http_head fresh = {.bytes = head->bytes, .lines = head->lines, .begun = true};
    *head = fresh;
    if (line.length < prefix + 5 || memcmp(line.text, start, prefix) != 0)
        return OUTCOME_CAUSE_MALFORMED;
    const char *rest = line.text + prefix;
    if ((rest[0] != '0' && rest[0] != '1') || rest[1] != ' ')
        return OUTCOME_CAUSE_MALFORMED;
    for (size_t i = 2; i < 5; i++) {
        if (rest[i] < '0' || rest[i] > '9')
            return OUTCOME_CAUSE_MALFORMED;
        head->status = head->status * 10 + (rest[i] - '0');
    }
    bool ends = line.length == prefix + 5 || rest[5] == ' ';
    /* 101 ends HTTP on this connection, which we never ask for. */
    return ends && head->status >= 100 && head->status != 101 ? OUTCOME_CAUSE_NONE
                                                              : OUTCOME_CAUSE_MALFORMED;
}

static enum outcome_cause read_length(struct http_head *head, struct part value)
{
    size_t length = 0;
    if (value.length == 0)
        return OUTCOME_CAUSE_MALFORMED;
    for (size_t i = 0; i < value.length; i++) {
        if (value.text[i] < '0' || value.text[i] > '9')
            return OUTCOME_CAUSE_MALFORMED;
        /* Stays above the limit once it is there, without ever overflowing. */
        if (length <= HTTP_MAX_BODY)
            length = length * 10 + (size_t)(value.text[i] - '0');
    }
    if (head->has_length && head->length != length)
        return OUTCOME_CAUSE_MALFORMED;
    head->has_length = true;
    head->length = length;
    return OUTCOME_CAUSE_NONE;
}

static void read_type(struct http_head *head, struct part value)
{
    const char *semicolon = memchr(value.text, ';', value.length);
    if (semicolon != NULL)
        value.length = (size_t)(semicolon - value.text);
    bool is_json = part_is(part_trim(value), "application/json");
    /* Two types that differ: neither is believed. */
    head->is_json = is_json && (!head->has_type || head->is_json);
    head->has_type = true;
}

static enum outcome_cause read_field(struct http_head *head, struct part name, struct part value)
{
    if (part_is(name, "content-length"))
        return read_length(head, value);
    if (part_is(name, "transfer-encoding")) {
        if (head->chunked || !part_is(value, "chunked"))
            return OUTCOME_CAUSE_MALFORMED;
        head->chunked = true;
    } else if (part_is(name, "content-encoding")) {
        if (value.length > 0 && !part_is(value, "identity"))
            return OUTCOME_CAUSE_MALFORMED;
    } else if (part_is(name, "content-type")) {
        read_type(head, value);
    } else if (part_is(name, "retry-after")) {
        part_keep(value, head->retry_after, sizeof(head->retry_after));
    } else if (part_is(name, "x-request-id") ||
               (part_is(name, "x-authing-request-id") && head->request_id[0] == '\0')) {
        part_keep(value, head->request_id, sizeof(head->request_id));
    }
    return OUTCOME_CAUSE_NONE;
}

bool http_head_has_no_body(const struct http_head *head)
{
    return head->status < 200 || head->status == 204 || head->status == 304;
}

static enum outcome_cause end_head(struct http_head *head)
{
    head->begun = false;
    if (head->status < 200)
        return OUTCOME_CAUSE_NONE;
    head->complete = true;
    /* Both at once is how replies are smuggled: RFC 9112 6.3 wants it treated as an error. */
    if (head->chunked && head->has_length)
        return OUTCOME_CAUSE_MALFORMED;
    if (http_head_has_no_body(head))
        return OUTCOME_CAUSE_NONE;
    if (head->has_length && head->length > HTTP_MAX_BODY)
        return OUTCOME_CAUSE_TOO_LARGE;
    /* A body that ends with the connection may have been cut anywhere. */
    return head->chunked || head->has_length ? OUTCOME_CAUSE_NONE : OUTCOME_CAUSE_MALFORMED;
}

enum outcome_cause http_head_read(struct http_head *head, const char *line, size_t size)
{
    assert(line != NULL || size == 0);
    if (size > HTTP_MAX_HEADER_BYTES - head->bytes || head->lines >= HTTP_MAX_HEADER_LINES)
        return OUTCOME_CAUSE_TOO_LARGE;
    head->bytes += size;
    head->lines++;
    if (head->complete) /* a trailer: counted, not believed */
        return OUTCOME_CAUSE_NONE;
    struct part whole = {line, size};
    if (size == 0 || line[size - 1] != '\n')
        return OUTCOME_CAUSE_RESET; /* the connection ended within the line */
    whole.length--;
    if (whole.length > 0 && line[whole.length - 1] == '\r')
        whole.length--;
    if (!head->begun)
        return read_status(head, whole);
    if (whole.length == 0)
        return end_head(head);
    /* A folded line could hide a second length: nobody who means well sends it. */
    const char *colon = memchr(whole.text, ':', whole.length);
    if (is_blank(whole.text[0]) || colon == NULL)
        return OUTCOME_CAUSE_MALFORMED;
    struct part name = {whole.text, (size_t)(colon - whole.text)};
    struct part value = {colon + 1, whole.length - name.length - 1};
    if (name.length == 0 || is_blank(name.text[name.length - 1]))
        return OUTCOME_CAUSE_MALFORMED;
    return read_field(head, name, part_trim(value));
}

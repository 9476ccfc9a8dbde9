/* Requests and replies as data: what needs no transport. */
#include "http/http.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "http/http_check.h"

void http_request_clear(struct http_request *request)
{
    secret_free(request->authorization);
    secret_free(request->body);
    sodium_memzero(request, sizeof(*request));
}

void http_reply_clear(struct http_reply *reply)
{
    secret_free(reply->body);
    sodium_memzero(reply, sizeof(*reply));
}

/* RFC 9110 5.6.2: what a header name may consist of. */
static bool is_name(const char *text)
{
    static const char token[] = "!#$%&'*+-.^_`|~0123456789"
                                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return text[0] != '\0' && text[strspn(text, token)] == '\0';
}

/* A control character could end the header and begin another one. */
static bool is_value(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    return true;
}

bool http_request_header(struct http_request *request, const char *name, const char *value,
                         struct err *err)
{
    if (!is_name(name) || !is_value(value))
        return err_set(err, _("A request header has a character that is not allowed."));
    if (request->header_count == HTTP_MAX_HEADERS)
        return err_set(err, _("There are too many request headers."));
    char *header = request->headers[request->header_count];
    int length = snprintf(header, HTTP_HEADER_SIZE, "%s: %s", name, value);
    if (length < 0 || length >= HTTP_HEADER_SIZE) {
        header[0] = '\0';
        return err_set(err, _("A request header is too long."));
    }
    request->header_count++;
    return true;
}

/* Headers that http_start or libcurl write. */
static const char *const own_headers[] = {
    "accept",       "accept-encoding", "authorization", "connection", "content-length",
    "content-type", "expect",          "host",          "te",         "transfer-encoding",
    "upgrade",      "user-agent"};

static bool is_header(const char *header)
{
    char name[HTTP_HEADER_SIZE];
    const char *colon = memchr(header, ':', HTTP_HEADER_SIZE);
    if (memchr(header, '\0', HTTP_HEADER_SIZE) == NULL || colon == NULL || colon[1] != ' ')
        return false;
    size_t length = (size_t)(colon - header);
    memcpy(name, header, length);
    name[length] = '\0';
    for (size_t i = 0; i < sizeof(own_headers) / sizeof(own_headers[0]); i++) {
        if (strcasecmp(name, own_headers[i]) == 0)
            return false;
    }
    return is_name(name) && is_value(colon);
}

bool http_check_headers(const struct http_request *request)
{
    const struct secret *secret = request->authorization;
    if (secret != NULL && (secret->length == 0 || strlen(secret->bytes) != secret->length ||
                           !is_value(secret->bytes)))
        return false;
    for (size_t i = 0; i < request->header_count; i++) {
        if (i >= HTTP_MAX_HEADERS || !is_header(request->headers[i]))
            return false;
    }
    return true;
}

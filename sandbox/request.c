#include "config.h"

#include "sandbox/request.h"

#include <microhttpd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *find_header(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

const char *request_query(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

static const char *prefixed_header(const struct request *request, const char *prefix,
                                   const char *name)
{
    char header[64];
    int length = snprintf(header, sizeof header, "%s%s", prefix, name);
    if (length < 0 || (size_t)length >= sizeof header)
        return NULL;
    return find_header(request, header);
}

const char *request_pair(const struct request *request, const char *name)
{
    const char *value = prefixed_header(request, "x-authing-", name);
    return value ? value : prefixed_header(request, "x-genauth-", name);
}

bool request_pairs_agree(const struct request *request)
{
    static const char *const names[] = {"app-id",       "userpool-id", "app-tenant-id", "lang",
                                        "request-from", "sdk-version", "device-id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *first = prefixed_header(request, "x-authing-", names[i]);
        const char *second = prefixed_header(request, "x-genauth-", names[i]);
        if (first && second && strcmp(first, second) != 0)
            return false;
    }
    return true;
}

const char *request_token(const struct request *request)
{
    const char *value = find_header(request, "authorization");
    if (!value)
        return NULL;
    if (strncasecmp(value, "Bearer", 6) == 0 && (value[6] == ' ' || value[6] == '\t'))
        value += 6 + strspn(value + 6, " \t");
    return value[0] ? value : NULL;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* LENGTH bytes of a form at TEXT without their escapes, as a JSON string; NULL when malformed. */
static json_t *form_text(const char *text, size_t length)
{
    char *plain = malloc(length + 1);
    size_t used = 0;
    json_t *string = NULL;
    if (!plain)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        char c = text[i] == '+' ? ' ' : text[i];
        if (c == '%') {
            int high = length - i > 2 ? hex_value(text[i + 1]) : -1;
            int low = length - i > 2 ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0 || high + low == 0)
                goto out;
            c = (char)(high * 16 + low);
            i += 2;
        }
        plain[used++] = c;
    }
    string = json_stringn(plain, used);
out:
    sodium_memzero(plain, length + 1);
    free(plain);
    return string;
}

static bool read_form(struct request *request, const char *text)
{
    request->body = json_object();
    while (*text) {
        size_t length = strcspn(text, "&");
        size_t key_length = strcspn(text, "=&");
        bool has_value = key_length < length;
        json_t *key = form_text(text, key_length);
        json_t *value =
            has_value ? form_text(text + key_length + 1, length - key_length - 1) : json_string("");
        bool done = key && value && !json_object_get(request->body, json_string_value(key)) &&
                    json_object_set(request->body, json_string_value(key), value) == 0;
        json_decref(key);
        json_decref(value);
        if (!done)
            return false;
        text += length + (text[length] == '&');
    }
    return request->body != NULL;
}

bool request_read_body(struct request *request, const char *text, size_t length)
{
    static const char form_type[] = "application/x-www-form-urlencoded";
    const char *type = find_header(request, "content-type");
    bool oidc = strncmp(request->path, "/oidc/", 6) == 0;
    request->form = type ? strncasecmp(type, form_type, sizeof form_type - 1) == 0 : oidc;
    if (length == 0)
        return true;
    if (memchr(text, '\0', length))
        return false;
    if (request->form)
        return read_form(request, text);
    request->body = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(request->body);
}

bool request_field(const json_t *object, const char *key, bool required, const char **out)
{
    const json_t *value = json_object_get(object, key);
    *out = NULL;
    if (!value || json_is_null(value))
        return !required;
    *out = json_string_value(value);
    return *out && (!required || **out);
}

json_t *request_object(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return json_is_object(value) ? value : NULL;
}

bool request_login(const struct request *request, struct grant *grant, struct user *user)
{
    const char *token = request_token(request);
    return token && tokens_find_access(request->sandbox->database, token, grant) &&
           users_find(request->sandbox->database, USERS_BY_ID, grant->user_id, user);
}

/* The two halves of "authorization: Basic"; false when there is no such header. */
static bool read_basic(const struct request *request, char *plain, size_t size, char **secret)
{
    const char *value = find_header(request, "authorization");
    size_t length = 0;
    plain[0] = '\0';
    *secret = plain;
    if (!value || strncasecmp(value, "Basic ", 6) != 0)
        return false;
    value += 6 + strspn(value + 6, " ");
    if (sodium_base642bin((unsigned char *)plain, size - 1, value, strlen(value), NULL, &length,
                          NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        length = 0;
    plain[length] = '\0';
    char *colon = strchr(plain, ':');
    if (colon) {
        *colon = '\0';
        *secret = colon + 1;
    }
    return true;
}

enum request_client request_check_client(const struct request *request)
{
    const struct sandbox *sandbox = request->sandbox;
    enum options_client_auth method = sandbox->options->client_auth;
    const char *id = NULL;
    const char *secret = NULL;
    char plain[512];
    char *basic_secret = NULL;
    if (!request_field(request->body, "client_id", false, &id) ||
        !request_field(request->body, "client_secret", false, &secret))
        return REQUEST_CLIENT_REFUSED;
    bool basic = read_basic(request, plain, sizeof plain, &basic_secret);
    bool fits = false;
    switch (method) {
    case OPTIONS_AUTH_NONE:
        fits = !basic && !secret;
        break;
    case OPTIONS_AUTH_POST:
        fits = !basic && id && secret && util_equal(id, sandbox->app_id) &&
               util_equal(secret, sandbox->app_secret);
        break;
    case OPTIONS_AUTH_BASIC:
        fits = basic && !secret && util_equal(plain, sandbox->app_id) &&
               util_equal(basic_secret, sandbox->app_secret);
        break;
    }
    sodium_memzero(plain, sizeof plain);
    if (!fits)
        return REQUEST_CLIENT_REFUSED;
    return id && strcmp(id, sandbox->app_id) != 0 ? REQUEST_CLIENT_UNKNOWN : REQUEST_CLIENT_OK;
}

bool request_scope_has(const char *scope, const char *word)
{
    size_t length = strlen(word);
    while (*scope) {
        scope += strspn(scope, " ");
        size_t next = strcspn(scope, " ");
        if (next == length && strncmp(scope, word, length) == 0)
            return true;
        scope += next;
    }
    return false;
}

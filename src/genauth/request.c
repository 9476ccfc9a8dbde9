#include "genauth/request.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/text.h"

const char genauth_json_type[] = "application/json";
const char genauth_form_type[] = "application/x-www-form-urlencoded";

/* Keys, braces, quotes and fixed values; no body here has more. */
enum { FIXED_SIZE = 512, QUOTED_MAX = 6, HEADER_NAME_SIZE = 64 };

/* Common headers ------------------------------------------------------------------------------- */

static bool add_header(struct http_request *request, const char *prefix, const char *name,
                       const char *value, struct err *err)
{
    char full[HEADER_NAME_SIZE];
    int length = snprintf(full, sizeof(full), "%s%s", prefix, name);
    if (length < 0 || length >= HEADER_NAME_SIZE)
        return err_set(err, _("The prefix of the header names is too long."));
    return http_request_header(request, full, value, err);
}

/* Both spellings with the same value unless a prefix is configured (api 5.1). */
static bool add_vendor_header(const struct genauth_config *config, struct http_request *request,
                              const char *name, const char *value, struct err *err)
{
    if (config->header_prefix != NULL)
        return add_header(request, config->header_prefix, name, value, err);
    return add_header(request, "x-authing-", name, value, err) &&
           add_header(request, "x-genauth-", name, value, err);
}

bool genauth_request_begin(const struct genauth_config *config,
                           const struct genauth_endpoint *endpoint, struct http_request *request,
                           struct err *err)
{
    request->method = endpoint->method;
    request->content_type = endpoint->content_type;
    request->accept = genauth_json_type;
    request->limit_ms = endpoint->limit_ms;
    request->max_idle_ms = endpoint->max_idle_ms;
    int length =
        snprintf(request->url, sizeof(request->url), "%s%s", config->base_url, endpoint->path);
    if (length < 0 || length >= HTTP_URL_SIZE)
        return err_set(err, _("The address of the server is too long."));
    return add_vendor_header(config, request, "app-id", config->app_id, err) &&
           (config->lang == NULL || add_vendor_header(config, request, "lang", config->lang, err));
}

bool genauth_request_end(bool done, struct http_request *request)
{
    if (!done)
        http_request_clear(request);
    return done;
}

/* SCHEME and VALUE as the authorization header. */
static bool authorize(struct http_request *request, const char *scheme, const char *value,
                      size_t length, struct err *err)
{
    struct secret *secret = secret_new(strlen(scheme) + 1 + length);
    if (secret == NULL)
        return err_set(err, _("There is not enough memory."));
    bool done = secret_append(secret, scheme, strlen(scheme)) && secret_append(secret, " ", 1) &&
                secret_append(secret, value, length);
    if (!done) {
        secret_free(secret);
        return err_set(err, _("There is not enough memory."));
    }
    secret_free(request->authorization);
    request->authorization = secret;
    return true;
}

bool genauth_request_user(const struct genauth_session *session, struct http_request *request,
                          struct err *err)
{
    if (session == NULL || secret_is_empty(session->access_token))
        return true;
    return authorize(request, "Bearer", session->access_token->bytes, session->access_token->length,
                     err);
}

/* Bodies --------------------------------------------------------------------------------------- */

struct genauth_body genauth_body_begin(size_t values)
{
    struct genauth_body body = {0};
    size_t size;
    if (__builtin_mul_overflow(values, (size_t)QUOTED_MAX, &size) ||
        __builtin_add_overflow(size, (size_t)FIXED_SIZE, &size))
        body.failed = true;
    else
        body.out = secret_new(size);
    return body;
}

bool genauth_body_end(struct genauth_body *body, struct http_request *request, struct err *err)
{
    struct secret *out = body->out;
    body->out = NULL;
    if (out == NULL)
        return err_set(err, _("There is not enough memory."));
    if (body->failed) {
        secret_free(out);
        return err_set(err, _("What was typed is not valid text."));
    }
    request->body = out;
    return true;
}

static void put(struct genauth_body *body, const char *text, size_t length)
{
    if (body->out == NULL || body->failed || !secret_append(body->out, text, length))
        body->failed = true;
}

static void put_quoted(struct genauth_body *body, const char *text, size_t length)
{
    if (body->out == NULL || body->failed || !text_is_utf8(text, length) ||
        !json_quote_secret(body->out, text, length))
        body->failed = true;
}

static void put_key(struct genauth_body *body, const char *key)
{
    if (body->comma)
        put(body, ",", 1);
    body->comma = true;
    if (key != NULL) {
        put_quoted(body, key, strlen(key));
        put(body, ":", 1);
    }
}

void genauth_body_open(struct genauth_body *body, const char *key)
{
    put_key(body, key);
    put(body, "{", 1);
    body->comma = false;
}

void genauth_body_close(struct genauth_body *body)
{
    put(body, "}", 1);
    body->comma = true;
}

void genauth_body_text(struct genauth_body *body, const char *key, const char *value)
{
    put_key(body, key);
    put_quoted(body, value, strlen(value));
}

void genauth_body_secret(struct genauth_body *body, const char *key, const struct secret *value)
{
    put_key(body, key);
    put_quoted(body, value->bytes, value->length);
}

void genauth_body_false(struct genauth_body *body, const char *key)
{
    put_key(body, key);
    put(body, "false", strlen("false"));
}

void genauth_body_field(struct genauth_body *body, const char *key, const char *value,
                        size_t length)
{
    static const char hex[] = "0123456789ABCDEF";
    static const char unreserved[] = "-._~0123456789"
                                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (body->comma)
        put(body, "&", 1);
    body->comma = true;
    put(body, key, strlen(key));
    put(body, "=", 1);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)value[i];
        if (memchr(unreserved, byte, sizeof(unreserved) - 1) != NULL) {
            put(body, &value[i], 1);
        } else {
            char encoded[3] = {'%', hex[byte >> 4], hex[byte & 15]};
            put(body, encoded, sizeof(encoded));
        }
    }
}

/* Client authentication ------------------------------------------------------------------------ */

size_t genauth_client_size(const struct genauth_config *config)
{
    return strlen(config->app_id) + (config->app_secret == NULL ? 0 : config->app_secret->length);
}

/* "Basic " and base64 of "id:secret"; both steps in secret memory. */
static bool authorize_basic(const struct genauth_config *config, struct http_request *request,
                            struct err *err)
{
    const int variant = sodium_base64_VARIANT_ORIGINAL;
    bool done = false;
    struct secret *pair = secret_new(genauth_client_size(config) + 1);
    struct secret *encoded = NULL;
    if (pair == NULL || !secret_append(pair, config->app_id, strlen(config->app_id)) ||
        !secret_append(pair, ":", 1) ||
        !secret_append(pair, config->app_secret->bytes, config->app_secret->length)) {
        err_set(err, _("There is not enough memory."));
        goto out;
    }
    encoded = secret_new(sodium_base64_encoded_len(pair->length, variant) - 1);
    if (encoded == NULL) {
        err_set(err, _("There is not enough memory."));
        goto out;
    }
    sodium_bin2base64(encoded->bytes, encoded->capacity + 1, (const unsigned char *)pair->bytes,
                      pair->length, variant);
    encoded->length = encoded->capacity;
    done = authorize(request, "Basic", encoded->bytes, encoded->length, err);
out:
    secret_free(encoded);
    secret_free(pair);
    return done;
}

static bool has_app_secret(const struct genauth_config *config, struct err *err)
{
    if (config->client_auth == GENAUTH_CLIENT_NONE || !secret_is_empty(config->app_secret))
        return true;
    return err_set(err, _("This way of client authentication needs an application secret."));
}

bool genauth_client_json(const struct genauth_config *config, struct genauth_body *body,
                         struct http_request *request, struct err *err)
{
    if (!has_app_secret(config, err))
        return false;
    if (config->client_auth == GENAUTH_CLIENT_BASIC)
        return authorize_basic(config, request, err);
    genauth_body_text(body, "client_id", config->app_id);
    if (config->client_auth == GENAUTH_CLIENT_POST)
        genauth_body_secret(body, "client_secret", config->app_secret);
    return true;
}

bool genauth_client_form(const struct genauth_config *config, struct genauth_body *body,
                         struct http_request *request, struct err *err)
{
    if (!has_app_secret(config, err))
        return false;
    if (config->client_auth == GENAUTH_CLIENT_BASIC)
        return authorize_basic(config, request, err);
    genauth_body_field(body, "client_id", config->app_id, strlen(config->app_id));
    if (config->client_auth == GENAUTH_CLIENT_POST)
        genauth_body_field(body, "client_secret", config->app_secret->bytes,
                           config->app_secret->length);
    return true;
}

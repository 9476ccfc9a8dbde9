/* What all requests have in common: address, headers, client authentication, and bodies that are
 * built in secret memory. Private. */
#ifndef GENAUTH_REQUEST_H
#define GENAUTH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "genauth/genauth.h"

/* Where an operation goes and how long it may take. */
struct genauth_endpoint {
    enum http_method method;
    const char *path;
    const char *content_type; /* NULL without a body */
    int64_t limit_ms, max_idle_ms;
};

extern const char genauth_json_type[]; /* "application/json" */
extern const char genauth_form_type[]; /* "application/x-www-form-urlencoded" */

/* Fills REQUEST (zeroed) with the address, the limits and the common headers (api 1.4). */
bool genauth_request_begin(const struct genauth_config *config,
                           const struct genauth_endpoint *endpoint, struct http_request *request,
                           struct err *err);

/* The last line of a builder: returns DONE, and clears REQUEST when it is false. */
bool genauth_request_end(bool done, struct http_request *request);

/* Adds the user's token in the form "Bearer TOKEN" (api 1.5). Without SESSION nothing is added. */
bool genauth_request_user(const struct genauth_session *session, struct http_request *request,
                          struct err *err);

/* A body in the making: pieces are appended to secret memory of a size given at the start. A piece
 * that does not fit or is not UTF-8 sets FAILED; genauth_body_end reports it. */
struct genauth_body {
    struct secret *out; /* *owned* until genauth_body_end */
    bool comma;
    bool failed;
};

/* VALUES is the number of bytes of all values together, before they are quoted. */
struct genauth_body genauth_body_begin(size_t values);

/* Hands the body over to REQUEST. False with ERR when a piece failed. */
bool genauth_body_end(struct genauth_body *body, struct http_request *request, struct err *err);

/* JSON: an object (KEY is NULL for the outermost), its end, and its members. Keys are *static*. */
void genauth_body_open(struct genauth_body *body, const char *key);
void genauth_body_close(struct genauth_body *body);
void genauth_body_text(struct genauth_body *body, const char *key, const char *value);
void genauth_body_secret(struct genauth_body *body, const char *key, const struct secret *value);
void genauth_body_false(struct genauth_body *body, const char *key);

/* A form: "&KEY=VALUE", VALUE percent-encoded. */
void genauth_body_field(struct genauth_body *body, const char *key, const char *value,
                        size_t length);

/* Bytes that genauth_client_* may add to a body. */
size_t genauth_client_size(const struct genauth_config *config);

/* Client authentication (api 1.6), in the JSON object that is open, or in the form; with
 * GENAUTH_CLIENT_BASIC as the authorization of REQUEST instead. */
bool genauth_client_json(const struct genauth_config *config, struct genauth_body *body,
                         struct http_request *request, struct err *err);
bool genauth_client_form(const struct genauth_config *config, struct genauth_body *body,
                         struct http_request *request, struct err *err);

/* A phone number in the two parts that the API wants (api 1.12). */
struct genauth_phone {
    char country_code[8];
    char number[GENAUTH_PHONE_SIZE];
};

/* Takes TEXT apart: blanks and dashes go; "+86" in front is a country code; another one counts only
 * with a blank after it ("+1 5550100"), because where a code ends cannot be told from its digits.
 * COUNTRY_CODE ("+86", from the profile; NULL or "" when not known) applies to a number without
 * one. False with ERR when it is not a phone number. */
bool genauth_phone_parse(const char *text, const char *country_code, struct genauth_phone *phone,
                         struct err *err);

#endif

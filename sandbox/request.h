/* One request as the operations see it: headers, fields of the body, who is calling. */
#ifndef SANDBOX_REQUEST_H
#define SANDBOX_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "sandbox/messages.h"
#include "sandbox/sandbox.h"
#include "sandbox/tokens.h"
#include "sandbox/users.h"

struct MHD_Connection;

struct request {
    struct sandbox *sandbox;           /* *borrowed* */
    struct MHD_Connection *connection; /* *borrowed* */
    const char *method, *path;         /* *borrowed* */
    json_t *body;                      /* *owned*; an object, NULL when there was no body */
    bool form;                         /* the body was a form, not JSON */
    enum language language;
    char id[UTIL_UUID_SIZE]; /* requestId */
};

/* A query parameter; *borrowed*, NULL when absent. */
const char *request_query(const struct request *request, const char *name);

/* The header x-authing-NAME or x-genauth-NAME (api 1.4); NULL when absent. */
const char *request_pair(const struct request *request, const char *name);

/* True when no header was sent in both spellings with different values. */
bool request_pairs_agree(const struct request *request);

/* The access token from "authorization", with or without "Bearer" (api 1.5); NULL when absent. */
const char *request_token(const struct request *request);

/* Reads TEXT of LENGTH bytes into request->body by its content type. False when malformed. */
bool request_read_body(struct request *request, const char *text, size_t length);

/* The text KEY of OBJECT (NULL is allowed) in OUT; NULL there when absent or null. False when it
   has another type, or is absent or empty though REQUIRED. */
bool request_field(const json_t *object, const char *key, bool required, const char **out);

/* The member object KEY of OBJECT; NULL when absent or no object. */
json_t *request_object(const json_t *object, const char *key);

/* Who is calling, by the access token. False when nobody is signed in. Needs a transaction. */
bool request_login(const struct request *request, struct grant *grant, struct user *user);

enum request_client {
    REQUEST_CLIENT_OK,
    REQUEST_CLIENT_UNKNOWN, /* another application id */
    REQUEST_CLIENT_REFUSED, /* the credentials do not fit the method (api 1.6) */
};

/* Checks client_id and client_secret by --client-auth. */
enum request_client request_check_client(const struct request *request);

/* Is WORD one of the space-separated words of SCOPE? */
bool request_scope_has(const char *scope, const char *word);

#endif

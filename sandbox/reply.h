/* The answer to one request: envelope (api 1.7), bare JSON, OAuth error. */
#ifndef SANDBOX_REPLY_H
#define SANDBOX_REPLY_H

#include <jansson.h>

#include "sandbox/request.h"

struct reply {
    unsigned status; /* HTTP */
    json_t *body;    /* *owned*; NULL only until an operation has answered */
    bool www_authenticate;
};

/* Success with DATA (*takes*, NULL = no data). */
void reply_success(struct reply *reply, const struct request *request, enum message message,
                   json_t *data);

/* Failure with HTTP 200, STATUS_CODE, and API_CODE unless 0. */
void reply_failure(struct reply *reply, const struct request *request, int status_code,
                   int api_code, enum message message);

/* statusCode 400 that names FIELD. */
void reply_bad_field(struct reply *reply, const struct request *request, const char *field);

/* statusCode 500: the database or libcrypto failed. */
void reply_server_error(struct reply *reply, const struct request *request);

/* Bare JSON BODY (*takes*) with HTTP status STATUS. */
void reply_bare(struct reply *reply, unsigned status, json_t *body);

/* {"error": ERROR, "error_description": DESCRIPTION} with HTTP status STATUS (api 2.5). */
void reply_oauth_error(struct reply *reply, unsigned status, const char *error,
                       const char *description);

/* An envelope as new object; returns NULL without memory. API_CODE 0 = none, DATA as above. */
json_t *reply_envelope(const struct request *request, int status_code, int api_code,
                       const char *message, json_t *data);

#endif

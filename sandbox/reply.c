#include "config.h"

#include "sandbox/reply.h"

#include <stdlib.h>

json_t *reply_envelope(const struct request *request, int status_code, int api_code,
                       const char *message, json_t *data)
{
    json_t *body = json_pack("{s:i, s:s, s:s}", "statusCode", status_code, "message", message,
                             "requestId", request->id);
    if (body && api_code != 0 &&
        json_object_set_new(body, "apiCode", json_integer(api_code)) != 0) {
        json_decref(body);
        body = NULL;
    }
    if (data && json_object_set(body, "data", data) != 0) {
        json_decref(body);
        body = NULL;
    }
    json_decref(data);
    return body;
}

void reply_bare(struct reply *reply, unsigned status, json_t *body)
{
    json_decref(reply->body);
    reply->status = status;
    reply->body = body;
}

void reply_success(struct reply *reply, const struct request *request, enum message message,
                   json_t *data)
{
    reply_bare(reply, 200,
               reply_envelope(request, 200, 0, messages_text(message, request->language), data));
}

void reply_failure(struct reply *reply, const struct request *request, int status_code,
                   int api_code, enum message message)
{
    reply_bare(reply, 200,
               reply_envelope(request, status_code, api_code,
                              messages_text(message, request->language), NULL));
}

void reply_bad_field(struct reply *reply, const struct request *request, const char *field)
{
    char *text = util_format(messages_text(MESSAGE_BAD_FIELD, request->language), field);
    reply_bare(reply, 200, reply_envelope(request, 400, 0, text ? text : "", NULL));
    free(text);
}

void reply_server_error(struct reply *reply, const struct request *request)
{
    reply_failure(reply, request, 500, 0, MESSAGE_SERVER_ERROR);
}

void reply_oauth_error(struct reply *reply, unsigned status, const char *error,
                       const char *description)
{
    reply_bare(reply, status,
               json_pack("{s:s, s:s}", "error", error, "error_description", description));
    reply->www_authenticate = status == 401;
}

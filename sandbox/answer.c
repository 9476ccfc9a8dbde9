#include "config.h"

#include "sandbox/answer.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* The body of an answer that is sent in pieces, or not to its end. */
struct stream {
    char *text; /* *owned* */
    uint64_t length;
    const struct scenario_rule *rule; /* *borrowed* */
    int stop_fd, socket;
};

static int connection_socket(const struct request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/* Ends the TCP connection as ACTION says; libmicrohttpd then closes what is left. */
static void break_connection(int fd, enum scenario_action action)
{
    if (action == SCENARIO_RESET) {
        /* Disconnecting is the way to send a reset without closing somebody else's descriptor. */
        static const struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
        (void)connect(fd, &nowhere, sizeof nowhere);
    } else if (action == SCENARIO_EOF) {
        (void)shutdown(fd, SHUT_RDWR);
    }
}

static ssize_t read_stream(void *cls, uint64_t position, char *out, size_t size)
{
    const struct stream *stream = cls;
    const struct scenario_rule *rule = stream->rule;
    uint64_t end = stream->length;
    if (rule->cut_after >= 0 && (uint64_t)rule->cut_after < end)
        end = (uint64_t)rule->cut_after;
    if (position >= end) {
        if (rule->cut_after < 0)
            return MHD_CONTENT_READER_END_OF_STREAM;
        break_connection(stream->socket, rule->cut_with);
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    uint64_t piece = end - position;
    if (rule->drip_bytes > 0) {
        util_wait(stream->stop_fd, -1, rule->drip_ms);
        if (piece > (uint64_t)rule->drip_bytes)
            piece = (uint64_t)rule->drip_bytes;
    }
    if (piece > size)
        piece = size;
    memcpy(out, stream->text + position, piece);
    return (ssize_t)piece;
}

static void free_stream(void *cls)
{
    struct stream *stream = cls;
    free(stream->text);
    free(stream);
}

/* A response that read_stream feeds; takes TEXT. */
static struct MHD_Response *stream_response(const struct request *request, char *text,
                                            const struct scenario_rule *rule)
{
    struct stream *stream = malloc(sizeof *stream);
    if (!stream) {
        free(text);
        return NULL;
    }
    *stream = (struct stream){.text = text,
                              .length = strlen(text),
                              .rule = rule,
                              .stop_fd = request->sandbox->stop_fd,
                              .socket = connection_socket(request)};
    uint64_t size = rule->framing == SCENARIO_LENGTH ? stream->length : MHD_SIZE_UNKNOWN;
    struct MHD_Response *response =
        MHD_create_response_from_callback(size, 4096, read_stream, stream, free_stream);
    if (!response)
        free_stream(stream);
    else if (rule->framing == SCENARIO_UNTIL_CLOSE)
        (void)MHD_set_response_options(response, MHD_RF_HTTP_VERSION_1_0_RESPONSE, MHD_RO_END);
    return response;
}

static bool add_headers(struct MHD_Response *response, const struct request *request,
                        const struct reply *reply, const struct scenario_rule *rule)
{
    static const char *const type = "application/json; charset=utf-8";
    json_t *own = rule ? rule->headers : NULL;
    const char *name = NULL;
    json_t *value = NULL;
    bool typed = false;
    bool waits = false;
    (void)MHD_set_response_options(
        response,
        MHD_RF_INSANITY_HEADER_CONTENT_LENGTH |
            (rule && rule->framing == SCENARIO_UNTIL_CLOSE ? MHD_RF_HTTP_VERSION_1_0_RESPONSE : 0),
        MHD_RO_END);
    json_object_foreach(own, name, value)
    {
        if (MHD_add_response_header(response, name, json_string_value(value)) != MHD_YES)
            return false;
        typed = typed || strcasecmp(name, "content-type") == 0;
        waits = waits || strcasecmp(name, "retry-after") == 0;
    }
    return (typed || MHD_add_response_header(response, "content-type", type) == MHD_YES) &&
           MHD_add_response_header(response, "cache-control", "no-store") == MHD_YES &&
           MHD_add_response_header(response, "x-request-id", request->id) == MHD_YES &&
           (!reply->www_authenticate ||
            MHD_add_response_header(response, "www-authenticate", "Bearer") == MHD_YES) &&
           (reply->status != 429 || waits ||
            MHD_add_response_header(response, "retry-after", "1") == MHD_YES);
}

static enum MHD_Result queue(struct request *request, struct reply *reply,
                             const struct scenario_rule *rule)
{
    if (!reply->body && !(rule && rule->body))
        reply_server_error(reply, request);
    char *text = rule && rule->body ? strdup(rule->body) : NULL;
    if (!text)
        text = json_dumps(reply->body, JSON_COMPACT);
    json_decref(reply->body);
    reply->body = NULL;
    if (!text)
        return MHD_NO;
    struct MHD_Response *response = NULL;
    if (rule)
        response = stream_response(request, text, rule);
    else
        response = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    if (!response)
        return MHD_NO;
    enum MHD_Result result = MHD_NO;
    if (add_headers(response, request, reply, rule))
        result = MHD_queue_response(request->connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

enum MHD_Result answer_reply(struct request *request, struct reply *reply)
{
    return queue(request, reply, NULL);
}

/* RULE's own answer instead of the operation's. */
static void replace_reply(struct reply *reply, const struct request *request,
                          const struct scenario_rule *rule)
{
    const char *message =
        rule->message ? rule->message : messages_text(MESSAGE_FAULT, request->language);
    int64_t status_code = rule->status_code ? rule->status_code : rule->status ? rule->status : 200;
    if (!rule->replaced)
        return;
    reply_bare(reply, rule->status ? (unsigned)rule->status : 200,
               rule->body
                   ? NULL
                   : reply_envelope(request, (int)status_code, (int)rule->api_code, message, NULL));
}

/* Does what RULE does at this moment; false when there is no answer to give. */
static bool act(const struct request *request, const struct scenario_rule *rule)
{
    int fd = connection_socket(request);
    util_wait(request->sandbox->stop_fd, -1, rule->delay_ms);
    switch (rule->action) {
    case SCENARIO_PASS:
        return true;
    case SCENARIO_KILL:
        (void)kill(getpid(), SIGKILL);
        return false;
    case SCENARIO_HANG:
        util_wait(request->sandbox->stop_fd, fd, -1);
        return false;
    case SCENARIO_RESET:
    case SCENARIO_CLOSE:
    case SCENARIO_EOF:
        break_connection(fd, rule->action);
        return false;
    }
    return false;
}

static void run(struct request *request, operation_function *operation, struct reply *reply)
{
    if (operation) {
        operation(request, reply);
        return;
    }
    reply_bare(
        reply, 404,
        reply_envelope(request, 404, 0, messages_text(MESSAGE_NOT_FOUND, request->language), NULL));
}

enum MHD_Result answer_request(struct request *request, operation_function *operation,
                               const struct scenario_rule *rule)
{
    struct reply reply = {0};
    bool before = rule && rule->when == SCENARIO_BEFORE;
    if (before && !act(request, rule))
        return MHD_NO;
    if (!(before && rule->replaced)) {
        database_kill_at_commit(rule && rule->when == SCENARIO_DURING);
        run(request, operation, &reply);
        database_kill_at_commit(false);
    }
    if (rule && rule->when == SCENARIO_AFTER && !act(request, rule)) {
        json_decref(reply.body);
        return MHD_NO;
    }
    if (rule)
        replace_reply(&reply, request, rule);
    return queue(request, &reply, rule);
}

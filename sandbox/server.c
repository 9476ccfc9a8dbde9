#include "config.h"

#include "sandbox/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sandbox/answer.h"
#include "sandbox/clock.h"
#include "sandbox/i18n.h"
#include "sandbox/observe.h"

enum {
    MAXIMUM_BODY = 64 << 10,
    MAXIMUM_CONNECTIONS = 256,
    CONNECTION_MEMORY = 32 << 10,
    IDLE_SECONDS = 120,
};

struct server {
    struct sandbox *sandbox;
    struct MHD_Daemon *daemon;
    pthread_mutex_t mutex; /* guards the window */
    int64_t window_start;  /* ms */
    int64_t window_count;
};

/* One request while it comes in. */
struct exchange {
    char *text;
    size_t length;
    bool too_large;
};

int server_bind(struct sandbox *sandbox)
{
    const struct options *options = sandbox->options;
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(options->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(options->port)};
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    v6.sin6_addr = in6addr_loopback;
    struct sockaddr *address = options->ipv6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t length = options->ipv6 ? sizeof v6 : sizeof v4;
    const char *host = options->ipv6 ? "[::1]" : "127.0.0.1";
    int yes = 1;
    int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, address, length) != 0 || listen(fd, 128) != 0 ||
        getsockname(fd, address, &length) != 0) {
        util_complain(_("Cannot listen on %s:%u: %s."), host, (unsigned)options->port,
                      strerror(errno));
        if (fd >= 0)
            (void)close(fd);
        return -1;
    }
    unsigned port = ntohs(options->ipv6 ? v6.sin6_port : v4.sin_port);
    (void)snprintf(sandbox->origin, sizeof sandbox->origin, "https://%s:%u", host, port);
    return fd;
}

/* Over the limit of requests a second? (api 1.14) */
static bool over_limit(struct server *server)
{
    int64_t limit = server->sandbox->options->rate_limit;
    if (limit == 0)
        return false;
    (void)pthread_mutex_lock(&server->mutex);
    int64_t now = clock_now_ms();
    if (now - server->window_start >= 1000 || now < server->window_start) {
        server->window_start = now;
        server->window_count = 0;
    }
    bool over = ++server->window_count > limit;
    (void)pthread_mutex_unlock(&server->mutex);
    return over;
}

/* Refuses what no operation should see; true when it has answered. */
static bool refuse(struct request *request, const struct exchange *exchange, struct reply *reply)
{
    bool oidc = strncmp(request->path, "/oidc/", 6) == 0;
    const char *app_id = request_pair(request, "app-id");
    if (exchange->too_large) {
        reply_bare(reply, 413,
                   reply_envelope(request, 413, 0,
                                  messages_text(MESSAGE_TOO_LARGE, request->language), NULL));
    } else if (!request_pairs_agree(request)) {
        if (oidc)
            reply_oauth_error(reply, 400, "invalid_request", "header spellings differ");
        else
            reply_failure(reply, request, 400, 0, MESSAGE_HEADERS_DIFFER);
    } else if (app_id && strcmp(app_id, request->sandbox->app_id) != 0) {
        if (oidc)
            reply_oauth_error(reply, 401, "invalid_client", "unknown application id");
        else
            reply_failure(reply, request, 404, 2011, MESSAGE_APP_NOT_FOUND);
    } else if (!request_read_body(request, exchange->text ? exchange->text : "",
                                  exchange->length) ||
               (!oidc && request->form)) {
        if (oidc)
            reply_oauth_error(reply, 400, "invalid_request", "the body is malformed");
        else
            reply_failure(reply, request, 400, 0, MESSAGE_BAD_REQUEST);
    } else {
        return false;
    }
    return true;
}

static enum MHD_Result process(struct server *server, struct request *request,
                               const struct exchange *exchange)
{
    struct sandbox *sandbox = server->sandbox;
    struct reply reply = {0};
    operation_function *operation = operations_find(request->method, request->path);
    if (strncmp(request->path, "/sandbox/", 9) == 0) {
        return answer_request(request, operation, NULL);
    }
    request_log_add(sandbox->log, request->method, request->path);
    util_wait(sandbox->stop_fd, -1, sandbox->options->latency_ms);
    if (over_limit(server)) {
        reply_bare(&reply, 429,
                   reply_envelope(request, 429, 0,
                                  messages_text(MESSAGE_TOO_MANY, request->language), NULL));
        return answer_reply(request, &reply);
    }
    if (operation && refuse(request, exchange, &reply))
        return answer_reply(request, &reply);
    return answer_request(request, operation,
                          scenario_match(sandbox->scenario, request->method, request->path));
}

static bool append(struct exchange *exchange, const char *data, size_t size)
{
    if (exchange->too_large || size > MAXIMUM_BODY - exchange->length) {
        exchange->too_large = true;
        return true;
    }
    char *text = realloc(exchange->text, exchange->length + size + 1);
    if (!text)
        return false;
    memcpy(text + exchange->length, data, size);
    exchange->text = text;
    exchange->length += size;
    text[exchange->length] = '\0';
    return true;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **state)
{
    struct server *server = cls;
    struct exchange *exchange = *state;
    (void)version;
    if (!exchange) {
        *state = calloc(1, sizeof *exchange);
        return *state ? MHD_YES : MHD_NO;
    }
    if (*size > 0) {
        bool done = append(exchange, data, *size);
        *size = 0;
        return done ? MHD_YES : MHD_NO;
    }
    struct request request = {
        .sandbox = server->sandbox, .connection = connection, .method = method, .path = path};
    request.language = messages_language(request_pair(&request, "lang"));
    util_random_uuid(request.id);
    enum MHD_Result result = process(server, &request, exchange);
    json_decref(request.body);
    return result;
}

static void complete(void *cls, struct MHD_Connection *connection, void **state,
                     enum MHD_RequestTerminationCode code)
{
    struct exchange *exchange = *state;
    (void)cls;
    (void)connection;
    (void)code;
    if (exchange) {
        free(exchange->text);
        free(exchange);
    }
    *state = NULL;
}

/* What clients do wrong is no news here. */
static void ignore_log(void *cls, const char *format, va_list arguments)
{
    (void)cls;
    (void)format;
    (void)arguments;
}

struct server *server_start(struct sandbox *sandbox, int listen_fd, const struct tls *tls)
{
    struct server *server = calloc(1, sizeof *server);
    if (!server || pthread_mutex_init(&server->mutex, NULL) != 0) {
        (void)close(listen_fd);
        free(server);
        return NULL;
    }
    server->sandbox = sandbox;
    /* A thread for each connection: a fault that waits holds up nobody else. */
    unsigned flags = MHD_USE_TLS | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
                     MHD_USE_POLL | MHD_USE_ITC | MHD_USE_ERROR_LOG |
                     (sandbox->options->ipv6 ? MHD_USE_IPv6 : 0U);
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_HTTPS_MEM_KEY, tls->private_key,
        MHD_OPTION_HTTPS_MEM_CERT, tls->certificate, MHD_OPTION_HTTPS_PRIORITIES,
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MAXIMUM_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_END);
    if (server->daemon)
        return server;
    util_complain(_("Cannot start the HTTPS server."));
    (void)close(listen_fd);
    (void)pthread_mutex_destroy(&server->mutex);
    free(server);
    return NULL;
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    MHD_stop_daemon(server->daemon);
    (void)pthread_mutex_destroy(&server->mutex);
    free(server);
}

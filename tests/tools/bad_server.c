#include "config.h"

#include "tests/tools/bad_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_SIZE = 64 * 1024, WRITE_SIZE = 16 * 1024, MAX_LINKS = 64 };

static const char good_reply[] = "HTTP/1.1 200 OK\r\n"
                                 "Content-Type: application/json; charset=utf-8\r\n"
                                 "X-Request-Id: bad-server-1\r\n"
                                 "Content-Length: 18\r\n"
                                 "\r\n"
                                 "{\"statusCode\":200}";

/* One connection. */
struct link {
    struct bad_server *server;
    unsigned number;
    int fd;
    pthread_t thread;
};

struct bad_server {
    const struct bad_plan *plan;
    SSL_CTX *context;
    int listener; /* -1: nobody listens */
    int port;
    int stop;         /* eventfd, readable when the thread shall end */
    pthread_t thread; /* accepts; and one for each connection, made and joined by it */
    bool has_thread;
    struct link links[MAX_LINKS];
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t changed;
    unsigned connections;
    unsigned open;   /* connections being served */
    unsigned served; /* replies begun */
    unsigned requests;
    size_t bytes;
    unsigned last_connection;
    char last[REQUEST_SIZE];
    char offer[256];
};

/* Waiting: everything waits for a descriptor or for the stop. */

/* False when the server shall stop. *READY tells whether FD (or -1) is ready within MS. */
static bool wait_fd(struct bad_server *server, int fd, short events, int ms, bool *ready)
{
    struct pollfd fds[2] = {{server->stop, POLLIN, 0}, {fd, events, 0}};
    int count;
    do
        count = poll(fds, 2, ms);
    while (count < 0 && errno == EINTR);
    if (ready != NULL)
        *ready = fds[1].revents != 0;
    return count >= 0 && fds[0].revents == 0;
}

/* Runs one step of OpenSSL to its end. STEP is SSL_do_handshake, or a read or write of BYTES. */
enum step { STEP_HANDSHAKE, STEP_READ, STEP_WRITE, STEP_SHUTDOWN };

static int run_step(struct bad_server *server, SSL *ssl, enum step step, char *bytes, int size)
{
    for (;;) {
        ERR_clear_error();
        int result = step == STEP_HANDSHAKE  ? SSL_do_handshake(ssl)
                     : step == STEP_READ     ? SSL_read(ssl, bytes, size)
                     : step == STEP_SHUTDOWN ? SSL_shutdown(ssl)
                                             : SSL_write(ssl, bytes, size);
        int problem = SSL_get_error(ssl, result);
        if (result > 0 || step == STEP_SHUTDOWN)
            return result;
        if (problem != SSL_ERROR_WANT_READ && problem != SSL_ERROR_WANT_WRITE)
            return -1;
        short events = problem == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
        if (!wait_fd(server, SSL_get_fd(ssl), events, -1, NULL))
            return -1;
    }
}

/* Waits until the client has closed, throwing away what it sends. */
static void wait_gone(struct bad_server *server, int fd)
{
    char bytes[4096];
    for (;;) {
        if (!wait_fd(server, fd, POLLIN, -1, NULL))
            return;
        ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return;
    }
}

static void set_reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

/* Requests ------------------------------------------------------------------------------------ */

/* Bytes of the request that begins at TEXT, or 0 while its head is not complete. */
static size_t request_size(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL)
        return 0;
    size_t size = (size_t)(end - text) + 4;
    const char *length = strcasestr(text, "\r\ncontent-length:");
    if (length != NULL && length < end)
        size += strtoul(length + strlen("\r\ncontent-length:"), NULL, 10);
    return size;
}

static bool read_request(struct bad_server *server, SSL *ssl, unsigned number)
{
    char *text = calloc(1, REQUEST_SIZE);
    size_t got = 0;
    bool complete = false;
    while (text != NULL && !complete && got + 1 < REQUEST_SIZE) {
        int count = run_step(server, ssl, STEP_READ, text + got, (int)(REQUEST_SIZE - 1 - got));
        if (count <= 0)
            break;
        got += (size_t)count;
        text[got] = '\0';
        complete = request_size(text) != 0 && got >= request_size(text);
    }
    if (complete) {
        pthread_mutex_lock(&server->lock);
        server->requests++;
        memcpy(server->last, text, got + 1);
        server->last_connection = number;
        pthread_cond_broadcast(&server->changed);
        pthread_mutex_unlock(&server->lock);
    }
    free(text);
    return complete;
}

/* Replies ------------------------------------------------------------------------------------- */

static bool write_bytes(struct bad_server *server, SSL *ssl, const char *bytes, size_t size,
                        int drip_ms)
{
    while (size > 0) {
        char piece[WRITE_SIZE];
        size_t length = drip_ms > 0 ? 1 : size < sizeof(piece) ? size : sizeof(piece);
        memcpy(piece, bytes, length);
        if (run_step(server, ssl, STEP_WRITE, piece, (int)length) <= 0)
            return false;
        pthread_mutex_lock(&server->lock);
        server->bytes += length;
        pthread_mutex_unlock(&server->lock);
        if (drip_ms > 0 && !wait_fd(server, -1, 0, drip_ms, NULL))
            return false;
        bytes += length;
        size -= length;
    }
    return true;
}

/* FILL is collected to larger writes: a million small records would only be slow. */
static bool write_fill(struct bad_server *server, SSL *ssl, const struct bad_plan *plan)
{
    size_t length = plan->fill == NULL ? 0 : strlen(plan->fill);
    if (length == 0)
        return true;
    long left = plan->fill_count;
    while (left == BAD_FOREVER || left > 0) {
        char block[WRITE_SIZE];
        size_t used = 0;
        while (used + length <= sizeof(block) && (left == BAD_FOREVER || left > 0)) {
            memcpy(block + used, plan->fill, length);
            used += length;
            left -= left == BAD_FOREVER ? 0 : 1;
        }
        if (!write_bytes(server, ssl, block, used, plan->drip_ms))
            return false;
    }
    return true;
}

/* Handles one request after the handshake. False when the connection is over. */
static bool serve_request(struct bad_server *server, SSL *ssl, unsigned number)
{
    const struct bad_plan *plan = server->plan;
    int fd = SSL_get_fd(ssl);
    if (!plan->early && !read_request(server, ssl, number))
        return false;
    pthread_mutex_lock(&server->lock);
    bool is_good = server->served++ < plan->good;
    pthread_mutex_unlock(&server->lock);
    if (is_good)
        return write_bytes(server, ssl, good_reply, strlen(good_reply), 0);
    const char *head = plan->head == NULL ? good_reply : plan->head;
    if (!write_bytes(server, ssl, head, strlen(head), 0) || !write_fill(server, ssl, plan))
        return false;
    switch (plan->end) {
    case BAD_END_KEEP:
        return true;
    case BAD_END_CLOSE:
        run_step(server, ssl, STEP_SHUTDOWN, NULL, 0);
        break;
    case BAD_END_RESET:
        set_reset(fd);
        break;
    case BAD_END_HANG:
        wait_gone(server, fd);
        break;
    case BAD_END_CUT:
    default:
        break;
    }
    return false;
}

/* Connections --------------------------------------------------------------------------------- */

static void serve_tls(struct bad_server *server, int fd, unsigned number)
{
    SSL *ssl = SSL_new(server->context);
    if (ssl == NULL || SSL_set_fd(ssl, fd) != 1)
        goto out;
    SSL_set_accept_state(ssl);
    if (run_step(server, ssl, STEP_HANDSHAKE, NULL, 0) <= 0)
        goto out;
    while (serve_request(server, ssl, number))
        continue;
out:
    SSL_free(ssl);
}

/* FD is non-blocking; closed by the caller. */
static void serve_connection(struct bad_server *server, int fd, unsigned number)
{
    static const char plain[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    static const char noise[] = "\377\373\001 login: ";
    char bytes[4096];
    enum bad_start start = server->plan->start;
    if (start == BAD_START_GOOD || start == BAD_START_OLD_TLS) {
        serve_tls(server, fd, number);
        return;
    }
    if (start == BAD_START_RESET)
        set_reset(fd);
    if (start == BAD_START_HANG)
        wait_gone(server, fd);
    if (start == BAD_START_CLOSE || start == BAD_START_RESET || start == BAD_START_HANG)
        return;
    if (!wait_fd(server, fd, POLLIN, -1, NULL) || recv(fd, bytes, sizeof(bytes), 0) <= 0)
        return;
    if (start == BAD_START_CUT_RESET)
        set_reset(fd);
    if (start == BAD_START_PLAIN)
        send(fd, plain, strlen(plain), MSG_NOSIGNAL);
    if (start == BAD_START_NOISE)
        send(fd, noise, strlen(noise), MSG_NOSIGNAL);
    if (start != BAD_START_CUT && start != BAD_START_CUT_RESET)
        wait_gone(server, fd);
}

static void *run_link(void *data)
{
    struct link *link = data;
    serve_connection(link->server, link->fd, link->number);
    close(link->fd);
    pthread_mutex_lock(&link->server->lock);
    link->server->open--;
    pthread_cond_broadcast(&link->server->changed);
    pthread_mutex_unlock(&link->server->lock);
    return NULL;
}

static void *run_server(void *data)
{
    struct bad_server *server = data;
    unsigned count = 0;
    while (count < MAX_LINKS && wait_fd(server, server->listener, POLLIN, -1, NULL)) {
        struct link *link = &server->links[count];
        int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        pthread_mutex_lock(&server->lock);
        server->connections++;
        server->open++;
        pthread_mutex_unlock(&server->lock);
        *link = (struct link){.server = server, .number = count + 1, .fd = fd};
        if (pthread_create(&link->thread, NULL, run_link, link) != 0)
            abort();
        count++;
    }
    for (unsigned i = 0; i < count; i++)
        pthread_join(server->links[i].thread, NULL);
    return NULL;
}

/* Start and end ------------------------------------------------------------------------------- */

/* ALPN: a list of names, each with its length before it. None is taken. */
static int note_offer(SSL *ssl, const unsigned char **out, unsigned char *out_length,
                      const unsigned char *names, unsigned length, void *data)
{
    struct bad_server *server = data;
    size_t used = 0;
    (void)ssl;
    (void)out;
    (void)out_length;
    pthread_mutex_lock(&server->lock);
    for (unsigned i = 0; i < length; i += names[i] + 1U) {
        int written = snprintf(server->offer + used, sizeof(server->offer) - used, "%s%.*s",
                               used > 0 ? " " : "", (int)names[i], (const char *)names + i + 1);
        if (written < 0 || (size_t)written >= sizeof(server->offer) - used)
            abort();
        used += (size_t)written;
    }
    pthread_mutex_unlock(&server->lock);
    return SSL_TLSEXT_ERR_NOACK;
}

static SSL_CTX *make_context(struct bad_server *server, const struct bad_certs *certs)
{
    const struct bad_plan *plan = server->plan;
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    bool ok = context != NULL && SSL_CTX_use_certificate(context, certs->certs[plan->cert]) == 1 &&
              SSL_CTX_use_PrivateKey(context, certs->key) == 1;
    if (ok && plan->start == BAD_START_OLD_TLS)
        ok = SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
             SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION) == 1 &&
             SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0") == 1;
    if (ok) {
        SSL_CTX_set_alpn_select_cb(context, note_offer, server);
        return context;
    }
    SSL_CTX_free(context);
    return NULL;
}

static bool open_listener(struct bad_server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *any = (struct sockaddr *)&address;
    socklen_t size = sizeof(address);
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->listener < 0 || bind(server->listener, any, size) != 0 ||
        getsockname(server->listener, any, &size) != 0)
        return false;
    server->port = ntohs(address.sin_port);
    /* Bound but not listening: the kernel refuses, and nobody else gets the port. */
    return server->plan->start == BAD_START_REFUSE || listen(server->listener, 16) == 0;
}

struct bad_server *bad_server_start(const struct bad_plan *plan, const struct bad_certs *certs)
{
    struct bad_server *server = calloc(1, sizeof(*server));
    if (server == NULL)
        return NULL;
    server->plan = plan;
    server->listener = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    server->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    server->context = make_context(server, certs);
    bool ok = server->stop >= 0 && server->context != NULL && open_listener(server);
    if (ok && plan->start != BAD_START_REFUSE) {
        server->has_thread = pthread_create(&server->thread, NULL, run_server, server) == 0;
        ok = server->has_thread;
    }
    if (!ok) {
        bad_server_stop(server);
        server = NULL;
    }
    return server;
}

void bad_server_stop(struct bad_server *server)
{
    if (server == NULL)
        return;
    if (server->has_thread) {
        if (eventfd_write(server->stop, 1) != 0)
            abort();
        pthread_join(server->thread, NULL);
    }
    if (server->listener >= 0)
        close(server->listener);
    if (server->stop >= 0)
        close(server->stop);
    SSL_CTX_free(server->context);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

int bad_server_port(const struct bad_server *server)
{
    return server->port;
}

unsigned bad_server_connections(struct bad_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->connections;
    pthread_mutex_unlock(&server->lock);
    return count;
}

unsigned bad_server_requests(struct bad_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->requests;
    pthread_mutex_unlock(&server->lock);
    return count;
}

size_t bad_server_bytes(struct bad_server *server)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->bytes;
    pthread_mutex_unlock(&server->lock);
    return count;
}

unsigned bad_server_last_connection(struct bad_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned number = server->last_connection;
    pthread_mutex_unlock(&server->lock);
    return number;
}

void bad_server_last(struct bad_server *server, char *text, size_t size)
{
    pthread_mutex_lock(&server->lock);
    int length = snprintf(text, size, "%s", server->last);
    pthread_mutex_unlock(&server->lock);
    if (length < 0)
        abort();
}

void bad_server_offer(struct bad_server *server, char *text, size_t size)
{
    pthread_mutex_lock(&server->lock);
    int length = snprintf(text, size, "%s", server->offer);
    pthread_mutex_unlock(&server->lock);
    if (length < 0)
        abort();
}

/* Waits for REQUESTS read and, when CLOSED, for the end of all connections. */
static bool wait_for(struct bad_server *server, unsigned requests, bool closed, int limit_ms)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += limit_ms / 1000;
    end.tv_nsec += (long)(limit_ms % 1000) * 1000000;
    if (end.tv_nsec >= 1000000000) {
        end.tv_sec++;
        end.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&server->lock);
    int result = 0;
    while ((server->requests < requests || (closed && server->open > 0)) && result == 0)
        result = pthread_cond_timedwait(&server->changed, &server->lock, &end);
    bool reached = server->requests >= requests && (!closed || server->open == 0);
    pthread_mutex_unlock(&server->lock);
    return reached;
}

bool bad_server_wait(struct bad_server *server, unsigned count, int limit_ms)
{
    return wait_for(server, count, false, limit_ms);
}

bool bad_server_wait_closed(struct bad_server *server, int limit_ms)
{
    return wait_for(server, 0, true, limit_ms);
}

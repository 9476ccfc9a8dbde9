#include "config.h"

#include "tests/matrix/front.h"

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
#include <unistd.h>

#include "tests/e2e/kit.h"
#include "tests/e2e/record.h"
#include "tests/matrix/reply.h"

enum { MAX_LINKS = 128, MAX_PATHS = 16, WRITE_SIZE = 16 * 1024 };

/* One connection. */
struct link {
    struct front *front;
    int fd;
    SSL *ssl;
    pthread_t thread;
    bool faulty; /* accepted when the fault was on */
    bool busy;   /* has a request whose reply has not gone out */
};

struct count {
    char path[64];
    unsigned hits, taken, replies;
};

struct front {
    const struct front_plan *plan;
    SSL_CTX *good, *bad, *client;
    int listener, port, upstream;
    int stop; /* eventfd */
    pthread_t thread;
    struct link links[MAX_LINKS];
    unsigned link_count;
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t changed;
    bool armed, gone;
    bool released;
    unsigned faults, held, unrecorded;
    struct count counts[MAX_PATHS];
};

static void lock(struct front *front)
{
    if (pthread_mutex_lock(&front->lock) != 0)
        abort();
}

static void unlock(struct front *front)
{
    (void)pthread_cond_broadcast(&front->changed);
    if (pthread_mutex_unlock(&front->lock) != 0)
        abort();
}

/* Under the lock. */
static struct count *count_of(struct front *front, const char *path)
{
    int i = 0;
    while (i < MAX_PATHS - 1 && front->counts[i].path[0] != '\0' &&
           strcmp(front->counts[i].path, path) != 0)
        i++;
    (void)snprintf(front->counts[i].path, sizeof front->counts[i].path, "%s", path);
    return &front->counts[i];
}

/* False when FD does not become readable before the end. */
static bool wait_readable(struct front *front, int fd, int ms)
{
    struct pollfd fds[2] = {{front->stop, POLLIN, 0}, {fd, POLLIN, 0}};
    int count = 0;
    do
        count = poll(fds, 2, ms);
    while (count < 0 && errno == EINTR);
    return count > 0 && fds[0].revents == 0;
}

/* False when the end comes meanwhile. */
static bool pause_for(struct front *front, int ms)
{
    struct pollfd stop = {front->stop, POLLIN, 0};
    return poll(&stop, 1, ms) == 0;
}

static void wait_gone(struct front *front, int fd)
{
    char bytes[4096];
    while (wait_readable(front, fd, -1)) {
        ssize_t got = recv(fd, bytes, sizeof bytes, 0);
        if (got == 0 || (got < 0 && errno != EINTR))
            return;
    }
}

static void set_reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

/* Requests and replies ------------------------------------------------------------------------ */

static bool is_request_to(const char *text, const char *path)
{
    const char *at = path == NULL ? NULL : strchr(text, ' ');
    return at != NULL && strncmp(at + 1, path, strlen(path)) == 0;
}

/* Reads one message (a head and as much body as it says), or only the beginning of a request to
 * CUT_PATH (NULL: none); NULL when the connection ends before. */
static char *read_message(SSL *ssl, size_t *length, const char *cut_path)
{
    char *text = calloc(1, REPLY_SIZE);
    size_t got = 0;
    while (text != NULL) {
        int count = SSL_read(ssl, text + got, (int)(REPLY_SIZE - 1 - got));
        if (count <= 0)
            break;
        got += (size_t)count;
        size_t whole = reply_message_size(text);
        *length = got;
        if (is_request_to(text, cut_path) || (whole != 0 && got >= whole))
            return text;
    }
    free(text);
    return NULL;
}

static int connect_to(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* Gives REQUEST to the sandbox; its reply, new, or NULL. */
static char *ask_sandbox(struct front *front, const char *request, size_t length, size_t *size)
{
    char *reply = NULL;
    int fd = connect_to(front->upstream);
    SSL *ssl = fd < 0 ? NULL : SSL_new(front->client);
    if (ssl != NULL && SSL_set_fd(ssl, fd) == 1 && SSL_connect(ssl) == 1 &&
        SSL_write(ssl, request, (int)length) == (int)length)
        reply = read_message(ssl, size, NULL);
    SSL_free(ssl);
    if (fd >= 0)
        (void)close(fd);
    return reply;
}

static bool write_all(struct link *link, const char *bytes, size_t length, int drip_ms)
{
    while (length > 0) {
        size_t piece = drip_ms > 0 ? 1 : length < WRITE_SIZE ? length : WRITE_SIZE;
        if (SSL_write(link->ssl, bytes, (int)piece) <= 0)
            return false;
        if (drip_ms > 0 && !pause_for(link->front, drip_ms))
            return false;
        bytes += piece;
        length -= piece;
    }
    return true;
}

static void write_fill(struct link *link, const struct fault *fault)
{
    size_t length = fault->fill == NULL ? 0 : strlen(fault->fill);
    char block[WRITE_SIZE];
    size_t used = 0;
    long left = length == 0 ? 0 : fault->fill_count;
    while (left == BAD_FOREVER || left > 0) {
        if (used + length > sizeof block || (fault->drip_ms > 0 && used > 0)) {
            if (!write_all(link, block, used, fault->drip_ms))
                return;
            used = 0;
        }
        memcpy(block + used, fault->fill, length);
        used += length;
        left -= left == BAD_FOREVER ? 0 : 1;
    }
    (void)write_all(link, block, used, fault->drip_ms);
}

/* What comes in place of the reply GOOD (NULL: the sandbox was not asked). */
static void misbehave(struct link *link, const struct fault *fault, const char *path,
                      const char *good)
{
    if (!fault->no_reply && !fault->cut_request) {
        size_t length = 0;
        char *text = reply_make(fault, path, good, &length);
        (void)write_all(link, text, length, 0);
        free(text);
        write_fill(link, fault);
    }
    if (fault->end == BAD_END_CLOSE)
        (void)SSL_shutdown(link->ssl);
    else if (fault->end == BAD_END_RESET)
        set_reset(link->fd);
    else if (fault->end == BAD_END_HANG)
        wait_gone(link->front, link->fd);
}

/* The fault begins to be on, once: who waits on an idle connection learns that it is closed. */
static void arm(struct front *front)
{
    const struct front_plan *plan = front->plan;
    lock(front);
    bool first = !front->armed;
    front->armed = true;
    for (unsigned i = 0; first && plan->fault->before && i < front->link_count; i++)
        if (!front->links[i].busy && !front->links[i].faulty && front->links[i].fd >= 0)
            (void)shutdown(front->links[i].fd, SHUT_RDWR);
    if (first && plan->fault->before && plan->fault->start == BAD_START_REFUSE)
        (void)shutdown(front->listener, SHUT_RDWR);
    unlock(front);
    if (first && plan->no_names)
        timed_fail_names(true);
    if (first && plan->speed > 0)
        timed_set_speed(plan->speed);
}

/* Until the test lets it go, or ends. */
static void hold(struct front *front)
{
    lock(front);
    front->held++;
    (void)pthread_cond_broadcast(&front->changed);
    while (!front->released)
        if (pthread_cond_wait(&front->changed, &front->lock) != 0)
            abort();
    unlock(front);
}

/* Passes one request on, and the reply back. False when the connection is over. */
static bool serve_good(struct link *link, const char *path, const char *request, size_t length)
{
    struct front *front = link->front;
    const struct front_plan *plan = front->plan;
    size_t size = 0;
    char *reply = ask_sandbox(front, request, length, &size);
    if (reply == NULL)
        return false;
    lock(front);
    struct count *count = count_of(front, path);
    count->taken++;
    bool holds = plan->holds && strcmp(plan->path, path) == 0 && count->hits >= plan->from;
    bool arms =
        plan->after != NULL && strcmp(plan->after, path) == 0 && count->taken >= plan->after_count;
    unlock(front);
    if (holds)
        hold(front);
    bool last = arms && plan->fault->before;
    if (arms)
        arm(front);
    if (last) {
        char *closing = reply_say_last(reply, &size);
        free(reply);
        reply = closing;
    }
    bool good = write_all(link, reply, size, 0);
    free(reply);
    lock(front);
    count_of(front, path)->replies++;
    link->busy = false;
    unlock(front);
    return good && !last;
}

static bool serve_bad(struct link *link, const char *path, const char *request, size_t length)
{
    struct front *front = link->front;
    const struct fault *fault = front->plan->fault;
    char *good = NULL;
    size_t size = 0;
    if (front->plan->takes && !fault->cut_request) {
        good = ask_sandbox(front, request, length, &size);
        lock(front);
        count_of(front, path)->taken += good != NULL;
        unlock(front);
    }
    lock(front);
    front->faults++;
    front->gone = front->gone || front->plan->then_gone;
    unlock(front);
    misbehave(link, fault, path, good);
    free(good);
    return fault->end == BAD_END_KEEP;
}

static bool serve_request(struct link *link)
{
    struct front *front = link->front;
    const struct front_plan *plan = front->plan;
    char path[64];
    size_t length = 0;
    bool good = false, recorded = true;
    bool cut = plan->fault != NULL && plan->fault->cut_request;
    char *request = read_message(link->ssl, &length, cut ? plan->path : NULL);
    if (request == NULL)
        return false;
    reply_path(request, path, sizeof path);
    if (plan->journal != NULL && strcmp(path, "/api/v3/delete-account") == 0)
        recorded = record_count(plan->journal, RECORD_COMMIT) == 1;
    lock(front);
    link->busy = true;
    front->unrecorded += !recorded;
    struct count *count = count_of(front, path);
    unsigned number = ++count->hits;
    bool faulty = plan->fault != NULL && !plan->fault->before && strcmp(path, plan->path) == 0 &&
                  number >= plan->from;
    bool gone = front->gone;
    unlock(front);
    if (!gone)
        good = faulty ? serve_bad(link, path, request, length)
                      : serve_good(link, path, request, length);
    OPENSSL_cleanse(request, length);
    free(request);
    return good;
}

/* Connections ---------------------------------------------------------------------------------- */

static void serve_tls(struct link *link, SSL_CTX *context)
{
    link->ssl = SSL_new(context);
    if (link->ssl != NULL && SSL_set_fd(link->ssl, link->fd) == 1 && SSL_accept(link->ssl) == 1)
        while (serve_request(link))
            continue;
    SSL_free(link->ssl);
}

static void serve_faulty(struct link *link)
{
    static const char plain[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    static const char noise[] = "\377\373\001 login: ";
    struct front *front = link->front;
    enum bad_start start = front->plan->fault->start;
    char bytes[4096];
    if (start == BAD_START_GOOD || start == BAD_START_OLD_TLS) {
        serve_tls(link, front->bad);
        return;
    }
    if (start == BAD_START_RESET)
        set_reset(link->fd);
    if (start == BAD_START_HANG)
        wait_gone(front, link->fd);
    if (start == BAD_START_CLOSE || start == BAD_START_RESET || start == BAD_START_HANG ||
        !wait_readable(front, link->fd, -1) || recv(link->fd, bytes, sizeof bytes, 0) <= 0)
        return;
    if (start == BAD_START_CUT_RESET)
        set_reset(link->fd);
    if (start == BAD_START_PLAIN)
        (void)send(link->fd, plain, strlen(plain), MSG_NOSIGNAL);
    if (start == BAD_START_NOISE)
        (void)send(link->fd, noise, strlen(noise), MSG_NOSIGNAL);
    if (start != BAD_START_CUT && start != BAD_START_CUT_RESET)
        wait_gone(front, link->fd);
}

static void *run_link(void *data)
{
    struct link *link = data;
    struct front *front = link->front;
    lock(front);
    bool gone = front->gone;
    front->faults += link->faulty;
    unlock(front);
    if (link->faulty)
        serve_faulty(link);
    else if (!gone)
        serve_tls(link, front->good);
    lock(front);
    (void)close(link->fd);
    link->fd = -1;
    link->busy = false;
    unlock(front);
    return NULL;
}

static void *run_front(void *data)
{
    struct front *front = data;
    while (wait_readable(front, front->listener, -1)) {
        int fd = accept4(front->listener, NULL, NULL, SOCK_CLOEXEC);
        int on = 1;
        if (fd < 0 && errno == EINVAL)
            return NULL; /* nobody listens any more */
        if (fd < 0)
            continue;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        lock(front);
        bool room = front->link_count < MAX_LINKS;
        struct link *link = &front->links[front->link_count];
        if (room) {
            bool before = front->plan->fault != NULL && front->plan->fault->before;
            *link = (struct link){.front = front, .fd = fd, .faulty = before && front->armed};
            if (pthread_create(&link->thread, NULL, run_link, link) != 0)
                abort();
            front->link_count++;
        }
        unlock(front);
        if (!room)
            (void)close(fd);
    }
    return NULL;
}

/* Start and end ------------------------------------------------------------------------------- */

static SSL_CTX *make_context(const struct bad_certs *certs, enum bad_cert cert, bool old)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    ck_assert_ptr_nonnull(context);
    ck_assert_int_eq(SSL_CTX_use_certificate(context, certs->certs[cert]), 1);
    ck_assert_int_eq(SSL_CTX_use_PrivateKey(context, certs->key), 1);
    if (old)
        ck_assert(SSL_CTX_set_min_proto_version(context, TLS1_VERSION) == 1 &&
                  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION) == 1 &&
                  SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0") == 1);
    return context;
}

static void open_listener(struct front *front)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *any = (struct sockaddr *)&address;
    socklen_t size = sizeof address;
    front->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(front->listener, 0);
    ck_assert_int_eq(bind(front->listener, any, size), 0);
    ck_assert_int_eq(getsockname(front->listener, any, &size), 0);
    ck_assert_int_eq(listen(front->listener, 16), 0);
    front->port = ntohs(address.sin_port);
}

struct front *front_start(const struct front_plan *plan, const struct bad_certs *certs, int port)
{
    struct front *front = calloc(1, sizeof *front);
    const struct fault *fault = plan->fault;
    pthread_condattr_t monotonic;
    ck_assert_ptr_nonnull(front);
    front->plan = plan;
    front->upstream = port;
    front->good = make_context(certs, BAD_CERT_GOOD, false);
    if (fault != NULL && fault->before)
        front->bad = make_context(certs, fault->cert, fault->start == BAD_START_OLD_TLS);
    front->client = SSL_CTX_new(TLS_client_method());
    ck_assert_ptr_nonnull(front->client);
    ck_assert_int_eq(pthread_mutex_init(&front->lock, NULL), 0);
    ck_assert_int_eq(pthread_condattr_init(&monotonic), 0);
    ck_assert_int_eq(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC), 0);
    ck_assert_int_eq(pthread_cond_init(&front->changed, &monotonic), 0);
    (void)pthread_condattr_destroy(&monotonic);
    front->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    ck_assert_int_ge(front->stop, 0);
    open_listener(front);
    ck_assert_int_eq(pthread_create(&front->thread, NULL, run_front, front), 0);
    if (fault != NULL && plan->after == NULL)
        arm(front);
    return front;
}

void front_stop(struct front *front)
{
    if (front == NULL)
        return;
    front_release(front);
    if (eventfd_write(front->stop, 1) != 0)
        abort();
    (void)pthread_join(front->thread, NULL);
    lock(front);
    for (unsigned i = 0; i < front->link_count; i++)
        if (front->links[i].fd >= 0)
            (void)shutdown(front->links[i].fd, SHUT_RDWR);
    unlock(front);
    for (unsigned i = 0; i < front->link_count; i++)
        (void)pthread_join(front->links[i].thread, NULL);
    (void)close(front->listener);
    (void)close(front->stop);
    SSL_CTX_free(front->good);
    SSL_CTX_free(front->bad);
    SSL_CTX_free(front->client);
    (void)pthread_cond_destroy(&front->changed);
    (void)pthread_mutex_destroy(&front->lock);
    free(front);
}

int front_port(const struct front *front)
{
    return front->port;
}

unsigned front_hits(struct front *front, const char *path)
{
    lock(front);
    unsigned hits = count_of(front, path)->hits;
    unlock(front);
    return hits;
}

unsigned front_taken(struct front *front, const char *path)
{
    lock(front);
    unsigned taken = count_of(front, path)->taken;
    unlock(front);
    return taken;
}

unsigned front_faults(struct front *front)
{
    lock(front);
    unsigned faults = front->faults;
    unlock(front);
    return faults;
}

unsigned front_unrecorded(struct front *front)
{
    lock(front);
    unsigned unrecorded = front->unrecorded;
    unlock(front);
    return unrecorded;
}

void front_release(struct front *front)
{
    lock(front);
    front->released = true;
    unlock(front);
}

/* Waits until *NUMBER, which is under the lock, is COUNT. */
static void wait_for(struct front *front, const unsigned *number, const char *what, unsigned count)
{
    struct timespec end;
    int result = 0;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &end), 0);
    end.tv_sec += KIT_WAIT_MS / 1000;
    lock(front);
    while (*number < count && result == 0)
        result = pthread_cond_timedwait(&front->changed, &front->lock, &end);
    unlock(front);
    ck_assert_msg(result == 0, "waited in vain for %u of %s", count, what);
}

void front_wait_fault(struct front *front, unsigned count)
{
    wait_for(front, &front->faults, "the fault", count);
}

void front_wait_held(struct front *front, unsigned count)
{
    wait_for(front, &front->held, "the held replies", count);
}

void front_wait_reply(struct front *front, const char *path, unsigned count)
{
    lock(front);
    const struct count *counts = count_of(front, path); /* its place does not change */
    unlock(front);
    wait_for(front, &counts->replies, path, count);
}

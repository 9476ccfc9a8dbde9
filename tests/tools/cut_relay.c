#include "config.h"

#include "tests/tools/cut_relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINKS_MAX = 8 };

/* One connection and its other half. */
struct link {
    int client, server;
    size_t passed; /* in the direction of the plan */
};

struct cut_relay {
    struct cut_plan plan;
    int target;
    int listener;
    int port;
    int stop; /* eventfd */
    pthread_t thread;
    bool has_thread;
    struct link links[LINKS_MAX];
    size_t link_count;
    bool is_cut; /* the only cut of a whole conversation was made */
    pthread_mutex_t lock;
    size_t passed[2]; /* to the server, to the client */
};

static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    return address;
}

static bool send_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* Bytes that may still pass on LINK in the direction of the plan. */
static size_t room_of(const struct cut_relay *relay, const struct link *link)
{
    const struct cut_plan *plan = &relay->plan;
    if (!plan->whole)
        return plan->after - link->passed;
    if (relay->is_cut)
        return plan->down ? 0 : SIZE_MAX;
    return plan->after - relay->passed[plan->to_client];
}

/* Passes on what is there at one end of LINK. False at its end and at an error. */
static bool pass(struct cut_relay *relay, struct link *link, bool to_client)
{
    char bytes[4096];
    int from = to_client ? link->server : link->client;
    size_t room = to_client == relay->plan.to_client ? room_of(relay, link) : SIZE_MAX;
    ssize_t got = recv(from, bytes, room < sizeof(bytes) ? room : sizeof(bytes), 0);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0)
        return false;
    /* Before they are sent: who has got them may ask at once. */
    pthread_mutex_lock(&relay->lock);
    relay->passed[to_client] += (size_t)got;
    pthread_mutex_unlock(&relay->lock);
    if (to_client == relay->plan.to_client)
        link->passed += (size_t)got;
    return send_all(to_client ? link->client : link->server, bytes, (size_t)got);
}

static void close_link(struct link *link, bool reset)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (reset)
        setsockopt(link->client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    close(link->client);
    if (link->server >= 0)
        close(link->server);
}

/* Closes the links at which the line breaks now: of a whole conversation, all of them. */
static void cut_links(struct cut_relay *relay)
{
    size_t left = 0;
    bool now = relay->plan.whole && !relay->is_cut &&
               relay->passed[relay->plan.to_client] >= relay->plan.after;
    for (size_t i = 0; i < relay->link_count; i++) {
        struct link *link = &relay->links[i];
        if (now || room_of(relay, link) == 0)
            close_link(link, relay->plan.reset);
        else
            relay->links[left++] = *link;
    }
    relay->link_count = left;
    relay->is_cut = relay->is_cut || now;
}

static void accept_link(struct cut_relay *relay)
{
    struct sockaddr_in target = loopback(relay->target);
    int on = 1;
    struct link link = {.client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC),
                        .server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    setsockopt(link.client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    setsockopt(link.server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (link.client >= 0 && link.server >= 0 && relay->link_count < LINKS_MAX &&
        connect(link.server, (struct sockaddr *)&target, sizeof(target)) == 0)
        relay->links[relay->link_count++] = link;
    else
        close_link(&link, relay->plan.reset);
}

/* One turn; false when it is to stop. */
static bool turn(struct cut_relay *relay)
{
    struct pollfd fds[2 + 2 * LINKS_MAX] = {{relay->stop, POLLIN, 0}, {relay->listener, POLLIN, 0}};
    size_t count = relay->link_count, left = 0;
    for (size_t i = 0; i < count; i++) {
        fds[2 + 2 * i] = (struct pollfd){relay->links[i].client, POLLIN, 0};
        fds[3 + 2 * i] = (struct pollfd){relay->links[i].server, POLLIN, 0};
    }
    if (poll(fds, 2 + 2 * count, -1) < 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        struct link *link = &relay->links[i];
        bool open =
            (fds[2 + 2 * i].revents == 0 || room_of(relay, link) == 0 ||
             pass(relay, link, false)) &&
            (fds[3 + 2 * i].revents == 0 || room_of(relay, link) == 0 || pass(relay, link, true));
        if (open)
            relay->links[left++] = *link;
        else
            close_link(link, relay->plan.reset);
    }
    relay->link_count = left;
    if (fds[1].revents != 0)
        accept_link(relay);
    cut_links(relay);
    return fds[0].revents == 0;
}

static void *run_relay(void *data)
{
    struct cut_relay *relay = data;
    while (turn(relay))
        continue;
    for (size_t i = 0; i < relay->link_count; i++)
        close_link(&relay->links[i], relay->plan.reset);
    return NULL;
}

struct cut_relay *cut_relay_start(int port, struct cut_plan plan)
{
    struct cut_relay *relay = calloc(1, sizeof(*relay));
    if (relay == NULL)
        return NULL;
    struct sockaddr_in address = loopback(0);
    struct sockaddr *any = (struct sockaddr *)&address;
    socklen_t size = sizeof(address);
    relay->plan = plan;
    relay->target = port;
    pthread_mutex_init(&relay->lock, NULL);
    relay->stop = eventfd(0, EFD_CLOEXEC);
    relay->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = relay->stop >= 0 && relay->listener >= 0 && bind(relay->listener, any, size) == 0 &&
              listen(relay->listener, 16) == 0 && getsockname(relay->listener, any, &size) == 0;
    relay->port = ntohs(address.sin_port);
    relay->has_thread = ok && pthread_create(&relay->thread, NULL, run_relay, relay) == 0;
    if (!relay->has_thread) {
        cut_relay_stop(relay);
        return NULL;
    }
    return relay;
}

void cut_relay_stop(struct cut_relay *relay)
{
    if (relay == NULL)
        return;
    if (relay->has_thread) {
        if (eventfd_write(relay->stop, 1) != 0)
            abort();
        pthread_join(relay->thread, NULL);
    }
    if (relay->listener >= 0)
        close(relay->listener);
    if (relay->stop >= 0)
        close(relay->stop);
    pthread_mutex_destroy(&relay->lock);
    free(relay);
}

int cut_relay_port(const struct cut_relay *relay)
{
    return relay->port;
}

size_t cut_relay_passed(struct cut_relay *relay, bool to_client)
{
    pthread_mutex_lock(&relay->lock);
    size_t passed = relay->passed[to_client];
    pthread_mutex_unlock(&relay->lock);
    return passed;
}

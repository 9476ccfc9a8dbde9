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

struct cut_relay {
    struct cut_plan plan;
    int target;
    int listener;
    int port;
    int stop; /* eventfd */
    pthread_t thread;
    bool has_thread;
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

/* Passes on what is there at FROM. False at its end, at an error and at the cut. */
static bool pass(struct cut_relay *relay, int from, int to, bool to_client, size_t *passed)
{
    char bytes[4096];
    bool counts = to_client == relay->plan.to_client;
    size_t room = counts ? relay->plan.after - *passed : SIZE_MAX;
    ssize_t got = recv(from, bytes, room < sizeof(bytes) ? room : sizeof(bytes), 0);
    if (got < 0 && errno == EINTR)
        return true;
    if (got <= 0)
        return false;
    /* Before they are sent: who has got them may ask at once. */
    pthread_mutex_lock(&relay->lock);
    relay->passed[to_client] += (size_t)got;
    pthread_mutex_unlock(&relay->lock);
    if (!send_all(to, bytes, (size_t)got))
        return false;
    if (counts)
        *passed += (size_t)got;
    return *passed < relay->plan.after;
}

static void relay_connection(struct cut_relay *relay, int client, int server)
{
    size_t passed = 0;
    bool open = relay->plan.after > 0;
    while (open) {
        struct pollfd fds[3] = {{client, POLLIN, 0}, {server, POLLIN, 0}, {relay->stop, POLLIN, 0}};
        if (poll(fds, 3, -1) < 0)
            continue;
        if (fds[2].revents != 0)
            break;
        if (fds[0].revents != 0)
            open = pass(relay, client, server, false, &passed);
        if (open && fds[1].revents != 0)
            open = pass(relay, server, client, true, &passed);
    }
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    if (relay->plan.reset)
        setsockopt(client, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

static void *run_relay(void *data)
{
    struct cut_relay *relay = data;
    struct sockaddr_in target = loopback(relay->target);
    for (;;) {
        struct pollfd fds[2] = {{relay->listener, POLLIN, 0}, {relay->stop, POLLIN, 0}};
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[1].revents != 0)
            return NULL;
        int client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC);
        int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (client >= 0 && server >= 0 &&
            connect(server, (struct sockaddr *)&target, sizeof(target)) == 0)
            relay_connection(relay, client, server);
        close(client);
        close(server);
    }
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

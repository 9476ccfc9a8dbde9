/* The HTTPS server: connections, limits, complete requests (libmicrohttpd). */
#ifndef SANDBOX_SERVER_H
#define SANDBOX_SERVER_H

#include "sandbox/sandbox.h"
#include "sandbox/tls.h"

struct server;

/* Binds the loopback address of SANDBOX's options and writes SANDBOX's origin. Returns the
   listening socket; -1 after a message on stderr. */
int server_bind(struct sandbox *sandbox);

/* Serves on LISTEN_FD (*takes*) with TLS (*borrows*, like SANDBOX, until server_stop). Returns new
   (end with server_stop); NULL after a message on stderr. */
struct server *server_start(struct sandbox *sandbox, int listen_fd, const struct tls *tls);

/* Ends all connections. sandbox->stop_fd must be readable, or delays are waited for. */
void server_stop(struct server *server);

#endif

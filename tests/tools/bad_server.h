/* A small TLS server in threads of the test, on loopback, that does what a struct bad_plan says:
 * one way of misbehaving after any number of good replies. It counts what it has fully read.
 * The test ignores SIGPIPE. At most 64 connections. */
#ifndef TESTS_TOOLS_BAD_SERVER_H
#define TESTS_TOOLS_BAD_SERVER_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/tools/bad_certs.h"

/* Where it goes wrong before a request can come. */
enum bad_start {
    BAD_START_GOOD,      /* handshake, then read requests */
    BAD_START_REFUSE,    /* nobody listens on the port */
    BAD_START_CLOSE,     /* accept and close */
    BAD_START_RESET,     /* accept and reset */
    BAD_START_HANG,      /* accept and say nothing */
    BAD_START_CUT,       /* close after the first bytes of the handshake came */
    BAD_START_CUT_RESET, /* reset then */
    BAD_START_STUCK,     /* read them and say nothing */
    BAD_START_PLAIN,     /* answer in plain HTTP */
    BAD_START_NOISE,     /* answer with bytes that are no protocol */
    BAD_START_OLD_TLS    /* TLS 1.1 and nothing else */
};

/* How the connection ends after what is left of the reply was written. */
enum bad_end {
    BAD_END_KEEP,  /* wait for the next request */
    BAD_END_CLOSE, /* an orderly end of TLS and connection */
    BAD_END_CUT,   /* FIN without the end of TLS */
    BAD_END_RESET, /* RST */
    BAD_END_HANG   /* nothing more until the client has gone */
};

enum { BAD_FOREVER = -1 };

/* All texts are *static*. Zero is the good server. */
struct bad_plan {
    enum bad_start start;
    enum bad_cert cert;
    unsigned good;    /* so many requests get a good reply before any of the following */
    bool early;       /* misbehave before the request is read, not after */
    const char *head; /* written first; NULL: a good reply */
    const char *fill; /* then this, FILL_COUNT times (BAD_FOREVER: until the client goes) */
    long fill_count;
    int drip_ms; /* between two bytes of fill; 0 = all at once */
    enum bad_end end;
};

struct bad_server;

/* Starts a server for PLAN and CERTS (both *borrowed* until bad_server_stop). Returns new (end with
 * bad_server_stop) or NULL. */
struct bad_server *bad_server_start(const struct bad_plan *plan, const struct bad_certs *certs);

/* Ends the thread and frees (*takes*; NULL allowed). */
void bad_server_stop(struct bad_server *server);

int bad_server_port(const struct bad_server *server);

/* Connections accepted, requests completely read, bytes of replies written so far. */
unsigned bad_server_connections(struct bad_server *server);
unsigned bad_server_requests(struct bad_server *server);
size_t bad_server_bytes(struct bad_server *server);

/* The connection on which the last request came; 1 is the first one accepted. */
unsigned bad_server_last_connection(struct bad_server *server);

/* Copies the last request as it came into TEXT of SIZE bytes. */
void bad_server_last(struct bad_server *server, char *text, size_t size);

/* Copies the protocols that the last client offered in its handshake (ALPN), with one blank between
 * them, into TEXT of SIZE bytes. */
void bad_server_offer(struct bad_server *server, char *text, size_t size);

/* Waits until the server has read COUNT requests or LIMIT_MS passed. */
bool bad_server_wait(struct bad_server *server, unsigned count, int limit_ms);

/* Waits until all connections are closed and what came on them is counted, or LIMIT_MS passed. */
bool bad_server_wait_closed(struct bad_server *server, int limit_ms);

#endif

/* What the tests of the transport share: a server, a transport that accepts it, one exchange. */
#ifndef TESTS_HTTP_EXCHANGE_H
#define TESTS_HTTP_EXCHANGE_H

#include <check.h>

#include "http/http.h"
#include "tests/tools/bad_certs.h"
#include "tests/tools/bad_server.h"

/* Certificates for all tests of a program; made once, before libcheck forks. */
extern struct bad_certs *exchange_certs;

/* Makes the certificates and runs the SUITE (*takes*); the exit code for main. */
int exchange_run(Suite *suite);

/* How much slower than usual the machine is said to be (variable TEST_SLOWNESS, for valgrind). All
 * time limits of the tests are multiplied by it. */
int64_t exchange_slowness(void);

/* A transport that accepts the tests' authority; fails the test otherwise. */
struct http *exchange_http(void);

/* A POST to PATH of SERVER with a body and an authorization, without reuse of connections. */
struct http_request exchange_request(const struct bad_server *server, const char *path);

/* Starts REQUEST (*takes* its secrets), waits for its reply (at most 20 s) and clears nothing else.
 * Fails the test when it is not accepted. */
struct http_reply exchange_reply(struct http *http, struct http_request *request);

/* Waits until HTTP has a reply. */
struct http_reply exchange_next(struct http *http);

const char *exchange_result_text(enum http_result result);

#endif

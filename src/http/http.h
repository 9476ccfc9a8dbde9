/* Asynchronous https requests. One request at a time is all the program needs, several are
 * possible. http_curl.c is the one implementation; it is the only file that includes curl. */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/outcome.h"
#include "base/secret.h"

struct http;

enum http_method { HTTP_GET, HTTP_POST };

enum {
    HTTP_MAX_HEADERS = 12,
    HTTP_URL_SIZE = 1024,
    HTTP_HEADER_SIZE = 256,
    HTTP_MAX_BODY = 256 * 1024, /* bytes of a reply body */
    HTTP_MAX_HEADER_BYTES = 16 * 1024,
    HTTP_MAX_HEADER_LINES = 100,
    HTTP_REQUEST_ID_SIZE = 128,
    HTTP_MAX_FDS = 16 /* descriptors that http_wait takes besides its own */
};

/* What happened to a request as a whole. Decided by what was proven, never by a library's code
 * alone: NOT_SENT and NOT_PROVEN mean that the pre-request hook did not run, so no byte of the
 * request left. */
enum http_result {
    HTTP_REPLIED,  /* a complete reply with a status, headers and body within the limits */
    HTTP_NOT_SENT, /* name, connection, time-out or reset before the request; or the hook refused */
    HTTP_NOT_PROVEN, /* the server's certificate was not accepted, or TLS below 1.2 */
    HTTP_NO_REPLY /* the request may have reached the server; no complete acceptable reply came */
};

/* Settings for all requests. All strings are *borrowed* until http_free. */
struct http_config {
    const char *ca_file;    /* PEM file of the accepted authorities; NULL = the system's */
    const char *user_agent; /* "genauth-tui/0.1.0" */
};

/* Asks whether the request may go out now; called once, in the last moment before its first byte is
 * written (the commit point). Returning false ends it as HTTP_NOT_SENT with
 * OUTCOME_CAUSE_HOOK_REFUSED. Nothing else goes on meanwhile, so it may wait for a record to be on
 * the disk (the program's waits up to two seconds for its lock) and for nothing from outside. Must
 * not call http functions. */
typedef bool http_before_send(void *context);

/* A request. http_start copies everything it needs; the caller wipes its own secrets afterwards. */
struct http_request {
    enum http_method method;
    char url[HTTP_URL_SIZE]; /* https only; user names in it are refused */
    char headers[HTTP_MAX_HEADERS]
                [HTTP_HEADER_SIZE]; /* "name: value", no CR or LF: such are refused */
    size_t header_count;
    struct secret *authorization; /* value of the authorization header, or NULL */
    const char *content_type;     /* *static*; NULL without a body */
    struct secret *body;          /* or NULL */
    const char *accept;           /* *static* expected type ("application/json"), NULL = any */
    int64_t connect_limit_ms;     /* name, TCP and TLS; 0 = 5000 */
    int64_t limit_ms;             /* the whole request; 0 = 20000 */
    int64_t max_idle_ms; /* a kept connection idle for longer is not used; 0 = always a new one */
    http_before_send *before_send; /* or NULL */
    void *context;                 /* for before_send; *borrowed* until the reply */
};

/* Wipes and frees the secrets inside (authorization, body) and zeroes the struct. */
void http_request_clear(struct http_request *request);

/* Appends a header from a *static or borrowed* name and value. False (and ERR) when there is no
 * room or either has a control character. */
bool http_request_header(struct http_request *request, const char *name, const char *value,
                         struct err *err);

/* The reply. BODY is in secret memory because it may carry tokens; *owned* by the reply. */
struct http_reply {
    uint32_t id; /* the number given to http_start */
    enum http_result result;
    enum outcome_cause cause; /* NONE when HTTP_REPLIED; only causes of the http group */
    bool sent;                /* the pre-request hook ran: bytes may have left */
    long status;              /* HTTP status, 0 when none */
    struct secret *body;      /* never NULL when result is HTTP_REPLIED; LENGTH bytes and a NUL */
    bool is_json;             /* content-type is application/json (parameters ignored) */
    bool has_retry_after;
    int64_t retry_after_s;                 /* clamped to 1..300 */
    char request_id[HTTP_REQUEST_ID_SIZE]; /* x-request-id header, raw: neutralise before showing */
};
void http_reply_clear(struct http_reply *reply);

/* Makes the transport; reads CONFIG->ca_file now, so that a missing or unusable file is an error
 * here. Block all signals before (libcurl's threads inherit the mask), SIGPIPE among them or
 * ignored: a server that goes away must not end the program. Returns new (free with http_free) or
 * NULL with ERR. */
struct http *http_new(const struct http_config *config, struct err *err);

/* Cancels what runs, closes all connections, frees (*takes*; NULL allowed). */
void http_free(struct http *http);

/* Starts REQUEST (*borrows*) under the caller's number ID, which comes back in the reply. False
 * with ERR when it is not acceptable (not https, bad header, a header that the transport writes
 * itself such as host or content-length, no memory): then no reply follows. */
bool http_start(struct http *http, const struct http_request *request, uint32_t id,
                struct err *err);

/* Ends request ID at once. A reply follows (OUTCOME_CAUSE_CANCELLED) whose result tells whether
 * bytes may have left. Unknown numbers are ignored. */
void http_cancel(struct http *http, uint32_t id);

/* Waits until a transfer moves, one of the COUNT (<= HTTP_MAX_FDS) descriptors in FDS (*borrows*;
 * revents are filled in) is ready, or LIMIT_MS (>= 0) passed; moves transfers on. False with ERR
 * only on an internal error. */
bool http_wait(struct http *http, struct pollfd *fds, unsigned count, int limit_ms,
               struct err *err);

/* Takes the next finished reply into REPLY (clear with http_reply_clear). False when there is none.
 */
bool http_next(struct http *http, struct http_reply *reply);

#endif

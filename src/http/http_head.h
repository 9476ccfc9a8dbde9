/* The head of a reply, read line by line while it arrives: limits, framing and the few values that
 * the program uses. Pure data, no curl: so every rule here is tested without a socket. */
#ifndef HTTP_HTTP_HEAD_H
#define HTTP_HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/outcome.h"
#include "http/http.h"

enum { HTTP_DATE_SIZE = 64 };

/* Zero-initialise for each request. The counters run on over interim replies (1xx) and trailers;
 * everything else describes the last reply only. */
struct http_head {
    size_t bytes;
    size_t lines;
    bool begun;    /* a status line was read and its head is not over */
    bool complete; /* the empty line after the final head was read */
    int status;    /* 0 before the first status line */
    bool chunked;
    bool has_length;
    size_t length; /* of the body; only when has_length */
    bool has_type;
    bool is_json;
    char request_id[HTTP_REQUEST_ID_SIZE];
    char retry_after[HTTP_DATE_SIZE]; /* as sent, "" when none or too long */
};

/* Reads one LINE (*borrows*) of SIZE bytes as it came, with its line end. Returns
 * OUTCOME_CAUSE_NONE when all is well, TOO_LARGE when a limit of http.h is passed (also by an
 * announced body), RESET for a line without its end, MALFORMED for what is no HTTP/1 reply or has a
 * body of an unasked coding, an unknown or a doubtful length. Source:
 * RFC 9112 5.2 and 6.3. */
enum outcome_cause http_head_read(struct http_head *head, const char *line, size_t size);

/* True when a reply of this status has no body whatever its head says (RFC 9112 6.3). */
bool http_head_has_no_body(const struct http_head *head);

#endif

/* What may be sent. Without curl, so that every rule is tested. */
#ifndef HTTP_HTTP_CHECK_H
#define HTTP_HTTP_CHECK_H

#include <stdbool.h>

#include "http/http.h"

/* True when the headers and the authorization of REQUEST (*borrows*) make one request and no more:
 * "name: value" without control characters, and none of the headers that http_start or libcurl
 * write themselves (a second length or host could make two requests out of one). */
bool http_check_headers(const struct http_request *request);

#endif

/* What is known about a request when it is over. Without curl, so that every row is tested. */
#ifndef HTTP_HTTP_VERDICT_H
#define HTTP_HTTP_VERDICT_H

#include "http/http.h"
#include "http/http_head.h"

/* Why a certificate was not accepted. VERDICT is OpenSSL's X509_V_* of the chain; X509_V_OK and
 * X509_V_ERR_UNSPECIFIED mean that the chain is good, so that only the name can be wrong. */
enum outcome_cause http_verdict_certificate(long verdict);

/* Why a handshake failed. PROBLEM (*borrows*) is libcurl's text, the only place where OpenSSL's
 * number is found ("error:0A00042E:..."); SYSTEM is the errno, or 0; VERDICT is as above, but OK
 * and UNSPECIFIED mean here that the certificate was not the reason. */
enum outcome_cause http_verdict_handshake(const char *problem, long system, long verdict);

/* Reads a Retry-After value (*borrows*): seconds, or a date as RFC 9110 5.6.7 wants it written,
 * counted from NOW_S (seconds since 1970). *WAIT_S becomes 1 to 300 seconds. False when TEXT is
 * neither: then *WAIT_S is unchanged. */
bool http_verdict_wait(const char *text, int64_t now_s, int64_t *wait_s);

/* Fills in REPLY from HEAD and CAUSE (NONE: libcurl says that all went well), REPLY->sent and
 * REPLY->body. Everything but a complete reply loses its body. */
void http_verdict_decide(struct http_reply *reply, const struct http_head *head,
                         enum outcome_cause cause);

#endif

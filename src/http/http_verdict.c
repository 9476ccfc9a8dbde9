#include "config.h"

#include "http/http_verdict.h"

#include <locale.h>
#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum outcome_cause http_verdict_certificate(long verdict)
{
    switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        return OUTCOME_CAUSE_CERT_EXPIRED;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return OUTCOME_CAUSE_CERT_NOT_YET_VALID;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE: /* an issuer of the same name with another key */
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return OUTCOME_CAUSE_CERT_UNTRUSTED;
    /* The chain is good, and what libcurl itself checks then is the name. */
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED: /* 7.88 has not yet asked for the result when it checks the name */
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return OUTCOME_CAUSE_CERT_HOST;
    default:
        return OUTCOME_CAUSE_CERT_OTHER;
    }
}

enum outcome_cause http_verdict_handshake(const char *problem, long system, long verdict)
{
    if (verdict != X509_V_OK && verdict != X509_V_ERR_UNSPECIFIED)
        return http_verdict_certificate(verdict);
    const char *number = strstr(problem, "error:");
    unsigned long code = number == NULL ? 0 : strtoul(number + strlen("error:"), NULL, 16);
    if (code == 0)
        return system != 0 || strstr(problem, "SSL_ERROR_SYSCALL") != NULL ? OUTCOME_CAUSE_RESET
                                                                           : OUTCOME_CAUSE_TLS;
    /* Not from the protocol but from the keys and signatures below it: a forged certificate. */
    if (ERR_GET_LIB(code) != ERR_LIB_SSL)
        return OUTCOME_CAUSE_CERT_OTHER;
    switch (ERR_GET_REASON(code)) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
        return OUTCOME_CAUSE_TLS_VERSION;
    case SSL_R_BAD_SIGNATURE:
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
        return OUTCOME_CAUSE_CERT_OTHER;
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return OUTCOME_CAUSE_RESET;
    default:
        return OUTCOME_CAUSE_TLS;
    }
}

static bool is_proof_cause(enum outcome_cause cause)
{
    return cause == OUTCOME_CAUSE_TLS_VERSION || cause == OUTCOME_CAUSE_CERT_EXPIRED ||
           cause == OUTCOME_CAUSE_CERT_NOT_YET_VALID || cause == OUTCOME_CAUSE_CERT_UNTRUSTED ||
           cause == OUTCOME_CAUSE_CERT_HOST || cause == OUTCOME_CAUSE_CERT_OTHER;
}

/* A cause from before the request, though it had begun: it was on its way to being repeated on a
 * new connection, and that one failed. */
static bool is_early_cause(enum outcome_cause cause)
{
    return is_proof_cause(cause) || cause == OUTCOME_CAUSE_RESOLVE ||
           cause == OUTCOME_CAUSE_CONNECT || cause == OUTCOME_CAUSE_TLS;
}

bool http_verdict_wait(const char *text, int64_t now_s, int64_t *wait_s)
{
    const int64_t least_s = 1;
    const int64_t most_s = 300;
    if (text[0] == '\0')
        return false;
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && text[digits] == '\0') {
        *wait_s = digits > 9 ? most_s : strtol(text, NULL, 10);
    } else {
        struct tm date = {0};
        locale_t english = newlocale(LC_TIME_MASK, "C", NULL);
        if (english == NULL)
            return false;
        const char *end = strptime_l(text, "%a, %d %b %Y %H:%M:%S GMT", &date, english);
        freelocale(english);
        if (end == NULL || *end != '\0')
            return false;
        *wait_s = timegm(&date) - now_s;
    }
    *wait_s = *wait_s < least_s ? least_s : *wait_s > most_s ? most_s : *wait_s;
    return true;
}

void http_verdict_decide(struct http_reply *reply, const struct http_head *head,
                         enum outcome_cause cause)
{
    /* libcurl finds nothing wrong when the connection is closed within the head. */
    if (cause == OUTCOME_CAUSE_NONE && !(reply->sent && head->complete && reply->body != NULL))
        cause = OUTCOME_CAUSE_RESET;
    if (reply->sent && is_early_cause(cause))
        cause = OUTCOME_CAUSE_RESENT;
    reply->cause = cause;
    if (cause == OUTCOME_CAUSE_NONE)
        reply->result = HTTP_REPLIED;
    else if (reply->sent)
        reply->result = HTTP_NO_REPLY;
    else
        reply->result = is_proof_cause(cause) ? HTTP_NOT_PROVEN : HTTP_NOT_SENT;
    reply->status = head->complete ? head->status : 0;
    reply->is_json = head->is_json;
    memcpy(reply->request_id, head->request_id, sizeof(reply->request_id));
    reply->has_retry_after =
        http_verdict_wait(head->retry_after, clock_wall_s(), &reply->retry_after_s);
    if (reply->result != HTTP_REPLIED) {
        secret_free(reply->body);
        reply->body = NULL;
    }
}

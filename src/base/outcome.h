/* How a request ended, in classes that the state machine decides by. The class comes from numbers
 * only (HTTP status, statusCode, apiCode, data), never from a text. Plain data. */
#ifndef BASE_OUTCOME_H
#define BASE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Classes: constant, id (shown in JSON as status.code). UNKNOWN is the default of everything. */
#define OUTCOME_CLASSES(X)                                                                         \
    X(UNKNOWN, "UNKNOWN") /* may have happened: no acceptable reply */                             \
    X(OK, "OK")                                                                                    \
    X(WRONG, "WRONG")               /* credentials or code not right, or a field is not filled */  \
    X(EXPIRED, "EXPIRED")           /* code or token too old or used */                            \
    X(WAIT, "WAIT")                 /* too often: wait_s */                                        \
    X(REFUSED, "REFUSED")           /* a clear no from the server */                               \
    X(SESSION_OVER, "SESSION_OVER") /* not signed in any more */                                   \
    X(ANOTHER_STEP, "ANOTHER_STEP") /* second factor or other step wanted (api 2.7) */             \
    X(NOT_SENT, "NOT_SENT")         /* nothing left this machine */                                \
    X(NOT_PROVEN, "NOT_PROVEN")     /* the server did not prove who it is */

enum outcome_class {
#define X(name, id) OUTCOME_##name,
    OUTCOME_CLASSES(X)
#undef X
        OUTCOME_CLASS_COUNT
};

/* Why: each has its own sentence on the screen. The first group is found by http, the second by
 * genauth. */
#define OUTCOME_CAUSES(X)                                                                          \
    X(NONE)                                                                                        \
    X(RESOLVE) /* host name not found */                                                           \
    X(CONNECT) /* refused, no route */                                                             \
    X(TIMEOUT)                                                                                     \
    X(TLS)         /* handshake failed: no TLS spoken there, or reset in it */                     \
    X(TLS_VERSION) /* the server speaks only TLS below 1.2 */                                      \
    X(CERT_EXPIRED)                                                                                \
    X(CERT_NOT_YET_VALID)                                                                          \
    X(CERT_UNTRUSTED) /* self-signed or unknown issuer */                                          \
    X(CERT_HOST)      /* the certificate is for another host */                                    \
    X(CERT_OTHER)                                                                                  \
    X(RESET)        /* the connection ended too early */                                           \
    X(TOO_LARGE)    /* body or headers over the limit */                                           \
    X(MALFORMED)    /* not HTTP/1.1, unasked encoding, length unknown */                           \
    X(HOOK_REFUSED) /* the last check before sending said no */                                    \
    X(RESENT)       /* the library wanted to send twice: refused */                                \
    X(CANCELLED)                                                                                   \
    X(NO_RECORD)  /* the journal could not be written, and must be */                              \
    X(STILL_OPEN) /* another deletion of the account may still be carried out */                   \
    X(MEMORY)                                                                                      \
    X(CREDENTIALS)  /* wrong account or password (one text for both) */                            \
    X(CODE)         /* wrong code */                                                               \
    X(CODE_EXPIRED) /* code expired or used */                                                     \
    X(LOCKED)       /* account locked */                                                           \
    X(DISABLED)     /* account disabled, or not allowed in this application or tenant */           \
    X(CAPTCHA)      /* sign-in wants a picture code */                                             \
    X(SECOND_FACTOR)                                                                               \
    X(NEW_PASSWORD) /* password must be changed first */                                           \
    X(OTHER_STEP)                                                                                  \
    X(TOO_OFTEN)                                                                                   \
    X(APPLICATION) /* application id not known to the server */                                    \
    X(CLIENT)      /* client authentication failed: --client-auth or secret */                     \
    X(NO_SUCH_USER)                                                                                \
    X(ENCRYPTION)  /* the server could not decrypt the password */                                 \
    X(ARGUMENT)    /* the server finds a parameter wrong */                                        \
    X(NOT_ALLOWED) /* not allowed in this state or by this plan */                                 \
    X(SERVER)      /* 5xx or 6xx */                                                                \
    X(MAINTENANCE) /* 503 */                                                                       \
    X(NOT_JSON)    /* a reply of another type, or not readable by the strict reader */             \
    X(REDIRECT)                                                                                    \
    X(FILTER)        /* HTTP 4xx without an envelope: a gateway or filter in between */            \
    X(DENIED)        /* a success in form, which says that it was not done */                      \
    X(INCOMPLETE)    /* needed data missing or of the wrong type */                                \
    X(OTHER_ACCOUNT) /* the reply is about somebody else */

enum outcome_cause {
#define X(name) OUTCOME_CAUSE_##name,
    OUTCOME_CAUSES(X)
#undef X
        OUTCOME_CAUSE_COUNT
};

struct outcome {
    enum outcome_class class;
    enum outcome_cause cause;
    bool sent;               /* bytes of the request may have left this machine */
    bool wait_said;          /* WAIT: the server said how long; else WAIT_S is what is usual */
    int32_t http_status;     /* 0 = no reply */
    int32_t status_code;     /* body statusCode, 0 = none */
    int32_t api_code;        /* 0 = none */
    int32_t wait_s;          /* WAIT: 1..300 */
    int32_t tries_left;      /* -1 = not said */
    struct shown message;    /* the server's own words, or "" */
    struct shown request_id; /* or "" */
};

/* Names for the log, JSON and tests, *static*: "NOT_SENT", "CERT_EXPIRED". */
const char *outcome_class_text(enum outcome_class class);
const char *outcome_cause_text(enum outcome_cause cause);

#endif

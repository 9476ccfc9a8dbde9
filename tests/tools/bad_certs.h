/* Certificates for tests, made when they start: one authority that the client is told to accept,
 * and server certificates that are right or wrong in exactly one way. */
#ifndef TESTS_TOOLS_BAD_CERTS_H
#define TESTS_TOOLS_BAD_CERTS_H

#include <openssl/x509.h>
#include <stdbool.h>

enum bad_cert {
    BAD_CERT_GOOD,        /* by the authority, for localhost and 127.0.0.1, valid now */
    BAD_CERT_EXPIRED,     /* ended yesterday */
    BAD_CERT_FUTURE,      /* begins tomorrow */
    BAD_CERT_SELF_SIGNED, /* its own issuer */
    BAD_CERT_STRANGER,    /* by an authority that is not known */
    BAD_CERT_FORGED,      /* by another authority that has the name of the right one */
    BAD_CERT_HOST,        /* for other.test only */
    BAD_CERT_NAME_ONLY,   /* for the name localhost, not for 127.0.0.1 */
    BAD_CERT_USE,         /* may be used for clients only */
    BAD_CERT_COUNT
};

struct bad_certs {
    char folder[64];
    char ca_file[80]; /* PEM, for struct http_config */
    EVP_PKEY *key;    /* of all server certificates */
    X509 *certs[BAD_CERT_COUNT];
};

/* Makes the certificates and writes the authority's to a new folder below /tmp. Returns new (free
 * with bad_certs_free) or NULL. */
struct bad_certs *bad_certs_new(void);

/* Removes the folder and frees (*takes*; NULL allowed). */
void bad_certs_free(struct bad_certs *certs);

#endif

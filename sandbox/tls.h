/* The throw-away certificate authority and the server's certificate. */
#ifndef SANDBOX_TLS_H
#define SANDBOX_TLS_H

#include <stdbool.h>

/* PEM texts, *owned*; free with tls_free. The CA's private key is gone when tls_create returns. */
struct tls {
    char *ca_certificate;
    char *certificate;
    char *private_key;
};

/* Makes a new CA and a certificate for localhost, 127.0.0.1 and ::1. False when libcrypto fails. */
bool tls_create(struct tls *tls);

/* Wipes and frees the texts. */
void tls_free(struct tls *tls);

#endif

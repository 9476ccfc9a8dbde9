/* Passwords under the server's public key (api 4.2). Private. */
#ifndef GENAUTH_PASSWORD_CIPHER_H
#define GENAUTH_PASSWORD_CIPHER_H

#include "base/err.h"
#include "base/secret.h"

/* Encrypts PASSWORD with RSA and PKCS#1 v1.5 padding for PUBLIC_KEY (PEM, SubjectPublicKeyInfo) and
 * writes it as base64 without line breaks. Returns new (free with secret_free), or NULL with ERR:
 * no usable key, or a password longer than one block (key bytes minus 11), which is never cut. */
struct secret *password_cipher_rsa(const char *public_key, const struct secret *password,
                                   struct err *err);

#endif

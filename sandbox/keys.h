/* The private keys behind /api/v3/system and /oidc/.well-known/jwks.json. */
#ifndef SANDBOX_KEYS_H
#define SANDBOX_KEYS_H

#include <openssl/evp.h>
#include <stdbool.h>

#include "sandbox/database.h"

struct keys;

/* Reads the keys from DATABASE (*borrows*, as long as the keys live); missing ones are made by a
   thread of their own, so that the server can start without them. Returns new (free with keys_free)
   or NULL. */
struct keys *keys_new(struct database *database);

/* Stops the thread and frees. NULL is allowed. */
void keys_free(struct keys *keys);

/* *borrows*; wait until the keys are there; NULL when they could not be made. */
EVP_PKEY *keys_password_rsa(struct keys *keys); /* RSA 2048, for passwords (api 4.2) */
EVP_PKEY *keys_password_sm2(struct keys *keys); /* SM2, for passwords (api 4.3) */
EVP_PKEY *keys_signing(struct keys *keys);      /* RSA 2048, signs tokens */

/* Writes the public key as PEM text; returns new (free with free) or NULL. */
char *keys_public_pem(EVP_PKEY *key);

#endif

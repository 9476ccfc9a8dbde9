/* Passwords as they come over the wire: plain, RSA or SM2 (api 4). */
#ifndef SANDBOX_PASSWORD_CIPHER_H
#define SANDBOX_PASSWORD_CIPHER_H

#include "sandbox/keys.h"

enum password_cipher_result {
    PASSWORD_CIPHER_OK,
    PASSWORD_CIPHER_BAD_TYPE, /* not none, rsa or sm2 */
    PASSWORD_CIPHER_FAILED, /* one answer for every reason, so that nothing can be learnt from it */
};

/* Decrypts PASSWORD by TYPE (NULL = none). On success *PLAIN is new: wipe and free it with
   password_cipher_free. */
enum password_cipher_result password_cipher_open(struct keys *keys, const char *type,
                                                 const char *password, char **plain);

/* Wipes and frees. NULL is allowed. */
void password_cipher_free(char *plain);

/* The public SM2 key as 130 hexadecimal digits (api 3.1); returns new (free with free) or NULL. */
char *password_cipher_sm2_public(EVP_PKEY *key);

#endif

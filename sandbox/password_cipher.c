#include "config.h"

#include "sandbox/password_cipher.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { MAXIMUM_CIPHERTEXT = 1024 };

/* The first LENGTH bytes of PLAIN as text; NULL when they cannot be a password. */
static char *finish_plain(const unsigned char *plain, size_t length)
{
    if (length == 0 || memchr(plain, '\0', length))
        return NULL;
    return strndup((const char *)plain, length);
}

static char *open_rsa(EVP_PKEY *key, const char *password)
{
    unsigned char cipher[MAXIMUM_CIPHERTEXT];
    unsigned char plain[MAXIMUM_CIPHERTEXT];
    size_t cipher_length = 0;
    size_t length = sizeof plain;
    char *text = NULL;
    if (!key || sodium_base642bin(cipher, sizeof cipher, password, strlen(password), NULL,
                                  &cipher_length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    if (context && EVP_PKEY_decrypt_init(context) == 1 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
        EVP_PKEY_decrypt(context, plain, &length, cipher, cipher_length) == 1)
        text = finish_plain(plain, length);
    EVP_PKEY_CTX_free(context);
    sodium_memzero(plain, sizeof plain);
    return text;
}

enum password_cipher_result password_cipher_open(struct keys *keys, const char *type,
                                                 const char *password, char **plain)
{
    *plain = NULL;
    if (!type || strcmp(type, "none") == 0)
        *plain = strdup(password);
    else if (strcmp(type, "rsa") == 0)
        *plain = open_rsa(keys_password_rsa(keys), password);
    else
        return PASSWORD_CIPHER_BAD_TYPE;
    return *plain ? PASSWORD_CIPHER_OK : PASSWORD_CIPHER_FAILED;
}

void password_cipher_free(char *plain)
{
    if (plain)
        sodium_memzero(plain, strlen(plain));
    free(plain);
}

char *password_cipher_sm2_public(EVP_PKEY *key)
{
    unsigned char point[65];
    size_t length = 0;
    char *text = malloc(2 * sizeof point + 1);
    if (text &&
        EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point,
                                        &length) == 1 &&
        length == sizeof point && point[0] == 4) {
        (void)sodium_bin2hex(text, 2 * sizeof point + 1, point, length);
        return text;
    }
    free(text);
    return NULL;
}

#include "config.h"

#include "sandbox/password_cipher.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
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

/* What OpenSSL wants of an SM2 ciphertext: a DER sequence of the point, the digest and the text. */
struct sm2_parts {
    const unsigned char *point;  /* 64 bytes */
    const unsigned char *digest; /* 32 bytes */
    const unsigned char *text;
    size_t length;
};

static bool append_number(unsigned char **out, const unsigned char *bytes)
{
    BIGNUM *number = BN_bin2bn(bytes, 32, NULL);
    ASN1_INTEGER *integer = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    bool done = integer && i2d_ASN1_INTEGER(integer, out) > 0;
    ASN1_INTEGER_free(integer);
    BN_free(number);
    return done;
}

static bool append_octets(unsigned char **out, const unsigned char *bytes, size_t length)
{
    ASN1_OCTET_STRING *octets = ASN1_OCTET_STRING_new();
    bool done = octets && ASN1_OCTET_STRING_set(octets, bytes, (int)length) == 1 &&
                i2d_ASN1_OCTET_STRING(octets, out) > 0;
    ASN1_OCTET_STRING_free(octets);
    return done;
}

/* Writes PARTS as DER; returns the length, 0 on failure. OUT has room for MAXIMUM_CIPHERTEXT + 256.
 */
static size_t encode_sm2(const struct sm2_parts *parts, unsigned char *out)
{
    unsigned char content[MAXIMUM_CIPHERTEXT + 128];
    unsigned char *end = content;
    unsigned char *position = out;
    if (!append_number(&end, parts->point) || !append_number(&end, parts->point + 32) ||
        !append_octets(&end, parts->digest, 32) || !append_octets(&end, parts->text, parts->length))
        return 0;
    size_t length = (size_t)(end - content);
    ASN1_put_object(&position, 1, (int)length, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    memcpy(position, content, length);
    return (size_t)(position - out) + length;
}

static char *decrypt_sm2(EVP_PKEY *key, const struct sm2_parts *parts)
{
    unsigned char der[MAXIMUM_CIPHERTEXT + 256];
    unsigned char plain[MAXIMUM_CIPHERTEXT];
    size_t length = sizeof plain;
    char *text = NULL;
    size_t der_length = encode_sm2(parts, der);
    EVP_PKEY_CTX *context = der_length > 0 ? EVP_PKEY_CTX_new(key, NULL) : NULL;
    if (context && EVP_PKEY_decrypt_init(context) == 1 &&
        EVP_PKEY_decrypt(context, plain, &length, der, der_length) == 1)
        text = finish_plain(plain, length);
    EVP_PKEY_CTX_free(context);
    sodium_memzero(plain, sizeof plain);
    return text;
}

/* TEXT (*takes*) is base64 in the oldest form; returns new. */
static char *decode_base64(char *text)
{
    unsigned char plain[MAXIMUM_CIPHERTEXT];
    size_t length = 0;
    char *result = NULL;
    if (text && sodium_base642bin(plain, sizeof plain, text, strlen(text), NULL, &length, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0)
        result = finish_plain(plain, length);
    password_cipher_free(text);
    sodium_memzero(plain, sizeof plain);
    return result;
}

/* The three forms of api 4.3. The digest tells which of them it was. */
static char *open_sm2(EVP_PKEY *key, const char *password)
{
    enum { POINT = 64, DIGEST = 32 };
    unsigned char cipher[MAXIMUM_CIPHERTEXT];
    size_t length = 0;
    if (strncmp(password, "sm2:", 4) == 0)
        password += 4;
    if (!key ||
        sodium_hex2bin(cipher, sizeof cipher, password, strlen(password), NULL, &length, NULL) !=
            0 ||
        length <= POINT + DIGEST)
        return NULL;
    struct sm2_parts parts = {.point = cipher,
                              .digest = cipher + POINT,
                              .text = cipher + POINT + DIGEST,
                              .length = length - POINT - DIGEST};
    char *plain = decrypt_sm2(key, &parts);
    if (plain || cipher[0] != 4 || length <= 1 + POINT + DIGEST)
        return plain;
    parts = (struct sm2_parts){.point = cipher + 1,
                               .digest = cipher + length - DIGEST,
                               .text = cipher + 1 + POINT,
                               .length = length - 1 - POINT - DIGEST};
    return decode_base64(decrypt_sm2(key, &parts));
}

enum password_cipher_result password_cipher_open(struct keys *keys, const char *type,
                                                 const char *password, char **plain)
{
    *plain = NULL;
    if (!type || strcmp(type, "none") == 0)
        *plain = strdup(password);
    else if (strcmp(type, "rsa") == 0)
        *plain = open_rsa(keys_password_rsa(keys), password);
    else if (strcmp(type, "sm2") == 0)
        *plain = open_sm2(keys_password_sm2(keys), password);
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

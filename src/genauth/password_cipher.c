#include "genauth/password_cipher.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <string.h>

#include "base/i18n.h"

enum { KEY_MIN_BITS = 1024, KEY_MAX_BITS = 8192, PADDING = 11 };

static EVP_PKEY *read_key(const char *public_key, struct err *err)
{
    EVP_PKEY *key = NULL;
    size_t length = public_key == NULL ? 0 : strlen(public_key);
    BIO *bio = length == 0 || length > INT_MAX ? NULL : BIO_new_mem_buf(public_key, (int)length);
    if (bio != NULL)
        key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    BIO_free(bio);
    int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);
    if (key != NULL && EVP_PKEY_is_a(key, "RSA") && bits >= KEY_MIN_BITS && bits <= KEY_MAX_BITS)
        return key;
    EVP_PKEY_free(key);
    err_set(err, _("The server gave no usable key to encrypt the password with. The password was "
                   "not sent."));
    return NULL;
}

/* One block of ciphertext into OUT, which has room for it. */
static bool encrypt(EVP_PKEY *key, const struct secret *password, struct secret *out)
{
    bool done = false;
    size_t length = out->capacity;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    if (context != NULL && EVP_PKEY_encrypt_init(context) > 0 &&
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0 &&
        EVP_PKEY_encrypt(context, (unsigned char *)out->bytes, &length,
                         (const unsigned char *)password->bytes, password->length) > 0) {
        out->length = length;
        done = true;
    }
    EVP_PKEY_CTX_free(context);
    return done;
}

static struct secret *to_base64(const struct secret *bytes)
{
    const int variant = sodium_base64_VARIANT_ORIGINAL;
    struct secret *text = secret_new(sodium_base64_encoded_len(bytes->length, variant) - 1);
    if (text != NULL) {
        sodium_bin2base64(text->bytes, text->capacity + 1, (const unsigned char *)bytes->bytes,
                          bytes->length, variant);
        text->length = text->capacity;
    }
    return text;
}

struct secret *password_cipher_rsa(const char *public_key, const struct secret *password,
                                   struct err *err)
{
    struct secret *block = NULL;
    struct secret *text = NULL;
    EVP_PKEY *key = read_key(public_key, err);
    if (key == NULL)
        goto out;
    size_t size = (size_t)EVP_PKEY_get_size(key);
    if (password->length > size - PADDING) {
        err_set(err, _("The password is too long to be encrypted for this server."));
        goto out;
    }
    block = secret_new(size);
    if (block != NULL && encrypt(key, password, block))
        text = to_base64(block);
    if (text == NULL)
        err_set(err, _("The password could not be encrypted. It was not sent."));
out:
    secret_free(block);
    EVP_PKEY_free(key);
    return text;
}

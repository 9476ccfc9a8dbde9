/* genauth/password_cipher.c: what goes out is decrypted with the private key (api 4.2, 4.4). */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <string.h>

#include "genauth/genauth.h"
#include "genauth/password_cipher.h"
#include "tests/tap.h"

enum { PEM_SIZE = 4096 };

static struct secret *make_secret(const char *text, size_t length)
{
    struct secret *secret = secret_new(length);
    ck_assert_ptr_nonnull(secret);
    ck_assert(secret_set(secret, text, length));
    return secret;
}

static void write_public_key(EVP_PKEY *key, char pem[PEM_SIZE])
{
    BIO *bio = BIO_new(BIO_s_mem());
    ck_assert_int_eq(PEM_write_bio_PUBKEY(bio, key), 1);
    int length = BIO_read(bio, pem, PEM_SIZE - 1);
    ck_assert_int_gt(length, 0);
    pem[length] = '\0';
    BIO_free(bio);
}

/* Decodes TEXT (LENGTH bytes of base64) and decrypts it. Returns the number of bytes in PLAIN. */
static size_t decrypt(EVP_PKEY *key, const char *text, size_t length, char *plain, size_t size)
{
    unsigned char block[1024];
    ck_assert_uint_eq(length % 4, 0);
    ck_assert_uint_lt(length, sizeof(block));
    int decoded = EVP_DecodeBlock(block, (const unsigned char *)text, (int)length);
    ck_assert_int_ge(decoded, EVP_PKEY_get_size(key));
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    ck_assert_int_eq(EVP_PKEY_decrypt_init(context), 1);
    ck_assert_int_eq(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING), 1);
    ck_assert_int_eq(EVP_PKEY_decrypt(context, (unsigned char *)plain, &size, block,
                                      (size_t)EVP_PKEY_get_size(key)),
                     1);
    EVP_PKEY_CTX_free(context);
    return size;
}

static void check_round_trip(unsigned bits, size_t base64_length)
{
    static const char password[] = "p\xc3\xa4ss \"word\"\\";
    char pem[PEM_SIZE], plain[1024];
    EVP_PKEY *key = EVP_RSA_gen(bits);
    ck_assert_ptr_nonnull(key);
    write_public_key(key, pem);
    struct secret *secret = make_secret(password, strlen(password));
    struct err err = {0};
    struct secret *first = password_cipher_rsa(pem, secret, &err);
    struct secret *second = password_cipher_rsa(pem, secret, &err);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_nonnull(second);
    ck_assert_uint_eq(first->length, base64_length);
    ck_assert_uint_eq(strlen(first->bytes), base64_length);
    ck_assert_str_ne(first->bytes, second->bytes);
    size_t length = decrypt(key, first->bytes, first->length, plain, sizeof(plain));
    ck_assert_uint_eq(length, strlen(password));
    ck_assert_mem_eq(plain, password, length);
    secret_free(first);
    secret_free(second);
    secret_free(secret);
    EVP_PKEY_free(key);
}

START_TEST(password_cipher_rsa__is_decrypted__by_the_private_key)
    {
        check_round_trip(1024, 172);
        check_round_trip(2048, 344);
    }
END_TEST

START_TEST(password_cipher_rsa__refuses__more_than_a_block)
    {
        char pem[PEM_SIZE], plain[1024], longest[117 + 1];
        EVP_PKEY *key = EVP_RSA_gen(1024);
        write_public_key(key, pem);
        memset(longest, 'x', sizeof(longest));
        struct secret *fits = make_secret(longest, 117);
        struct secret *too_long = make_secret(longest, 118);
        struct err err = {0};
        struct secret *cipher = password_cipher_rsa(pem, fits, &err);
        ck_assert_ptr_nonnull(cipher);
        ck_assert_uint_eq(decrypt(key, cipher->bytes, cipher->length, plain, sizeof(plain)), 117);
        ck_assert_ptr_null(password_cipher_rsa(pem, too_long, &err));
        ck_assert_ptr_nonnull(strstr(err.text, "too long"));
        secret_free(cipher);
        secret_free(fits);
        secret_free(too_long);
        EVP_PKEY_free(key);
    }
END_TEST

START_TEST(password_cipher_rsa__refuses__keys_that_are_none)
    {
        char small[PEM_SIZE], curve[PEM_SIZE];
        EVP_PKEY *small_key = EVP_RSA_gen(512);
        EVP_PKEY *curve_key = EVP_EC_gen("P-256");
        write_public_key(small_key, small);
        write_public_key(curve_key, curve);
        const char *const keys[] = {
            NULL,  "",   "04aa", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            small, curve};
        struct secret *secret = make_secret("pw", 2);
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            struct err err = {0};
            ck_assert_ptr_null(password_cipher_rsa(keys[i], secret, &err));
            ck_assert_ptr_nonnull(strstr(err.text, "no usable key"));
        }
        secret_free(secret);
        EVP_PKEY_free(small_key);
        EVP_PKEY_free(curve_key);
    }
END_TEST

/* The value of "password" in BODY, of LENGTH bytes. */
static const char *password_in(const char *body, size_t *length)
{
    static const char key[] = "\"password\":\"";
    const char *begin = strstr(body, key);
    ck_assert_ptr_nonnull(begin);
    begin += strlen(key);
    *length = strcspn(begin, "\"");
    return begin;
}

START_TEST(genauth_build__sends__only_ciphertext_when_told_to_encrypt)
    {
        char pem[PEM_SIZE], plain[1024];
        EVP_PKEY *key = EVP_RSA_gen(2048);
        write_public_key(key, pem);
        struct secret *password = make_secret("correct horse 1", 15);
        struct genauth_config config = {
            .base_url = "https://a.example", .app_id = "app1", .encryption = GENAUTH_RSA};
        struct http_request sign_in = {0}, verify = {0};
        struct err err = {0};
        ck_assert(genauth_build_sign_in_password(&config, "mina", password, pem, &sign_in, &err));
        ck_assert(genauth_build_verify_password(&config, NULL, password, pem, &verify, &err));
        const struct http_request *const both[] = {&sign_in, &verify};
        for (size_t i = 0; i < 2; i++) {
            const char *body = both[i]->body->bytes;
            size_t length;
            ck_assert_ptr_null(strstr(body, "horse"));
            ck_assert_ptr_nonnull(strstr(body, "\"passwordEncryptType\":\"rsa\""));
            const char *value = password_in(body, &length);
            size_t found = decrypt(key, value, length, plain, sizeof(plain));
            ck_assert_uint_eq(found, 15);
            ck_assert_mem_eq(plain, "correct horse 1", 15);
        }
        http_request_clear(&sign_in);
        http_request_clear(&verify);
        secret_free(password);
        EVP_PKEY_free(key);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("genauth_cipher");
    TCase *tests = tap_case(suite, "cipher");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, password_cipher_rsa__is_decrypted__by_the_private_key);
    tcase_add_test(tests, password_cipher_rsa__refuses__more_than_a_block);
    tcase_add_test(tests, password_cipher_rsa__refuses__keys_that_are_none);
    tcase_add_test(tests, genauth_build__sends__only_ciphertext_when_told_to_encrypt);
    return tap_run(suite);
}

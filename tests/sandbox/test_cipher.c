/* Passwords that come encrypted (api 4). */
#include "config.h"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/sandbox/harness.h"

static struct process shared;

static void start_shared(void)
{
    START(&shared, "--resend-interval=0");
}

static void stop_shared(void)
{
    ck_assert_int_eq(harness_stop(&shared, SIGTERM), 0);
}

/* PASSWORD for the RSA key of /api/v3/system, in base64. */
static void encrypt_rsa(const char *password, char out[512])
{
    unsigned char cipher[512];
    size_t length = sizeof cipher;
    struct answer answer = harness_call(&shared, (struct call){.path = "/api/v3/system"});
    ck_assert_ptr_null(json_object_get(answer.json, "statusCode"));
    const char *pem =
        json_string_value(json_object_get(json_object_get(answer.json, "rsa"), "publicKey"));
    ck_assert(strstr(pem, "BEGIN PUBLIC KEY"));
    const char *sm2 =
        json_string_value(json_object_get(json_object_get(answer.json, "sm2"), "publicKey"));
    ck_assert(strlen(sm2) == 130 && strncmp(sm2, "04", 2) == 0);
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    ck_assert(EVP_PKEY_encrypt_init(context) == 1 &&
              EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
              EVP_PKEY_encrypt(context, cipher, &length, (const unsigned char *)password,
                               strlen(password)) == 1);
    ck_assert_int_eq(EVP_EncodeBlock((unsigned char *)out, cipher, (int)length), 344);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    BIO_free(bio);
    answer_free(&answer);
}

static long sign_in_encrypted(const char *type, const char *password)
{
    return harness_post(&shared, "/api/v3/signin", NULL,
                        json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "connection", "PASSWORD",
                                  "passwordPayload", "account", "demo", "password", password,
                                  "options", "passwordEncryptType", type));
}

START_TEST(sign_in__decrypts__rsa)
    {
        char cipher[512];
        encrypt_rsa("demo-Passw0rd", cipher);
        ck_assert_int_eq(sign_in_encrypted("rsa", cipher), RESULT(200, 0));
        encrypt_rsa("wrong", cipher);
        ck_assert_int_eq(sign_in_encrypted("rsa", cipher), RESULT(403, 2333));
        ck_assert_int_eq(sign_in_encrypted("none", "demo-Passw0rd"), RESULT(200, 0));
        ck_assert_int_eq(sign_in_encrypted("rsa", "demo-Passw0rd"), RESULT(499, 2016));
        cipher[10] = cipher[10] == 'A' ? 'B' : 'A';
        ck_assert_int_eq(sign_in_encrypted("rsa", cipher), RESULT(499, 2016));
        ck_assert_int_eq(sign_in_encrypted("sm2", "04aa"), RESULT(499, 2016));
        ck_assert_int_eq(sign_in_encrypted("sm2", "zz"), RESULT(499, 2016));
    }
END_TEST

/* The SM2 key of /api/v3/system. */
static EVP_PKEY *fetch_sm2_key(void)
{
    EVP_PKEY *key = NULL;
    struct answer answer = harness_call(&shared, (struct call){.path = "/api/v3/system"});
    const char *hex =
        json_string_value(json_object_get(json_object_get(answer.json, "sm2"), "publicKey"));
    long length = 0;
    unsigned char *point = OPENSSL_hexstr2buf(hex, &length);
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string("group", (char[]){"SM2"}, 0),
        OSSL_PARAM_construct_octet_string("pub", point, (size_t)length),
        OSSL_PARAM_construct_end(),
    };
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
    ck_assert(EVP_PKEY_fromdata_init(context) == 1 &&
              EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) == 1);
    EVP_PKEY_CTX_free(context);
    OPENSSL_free(point);
    answer_free(&answer);
    return key;
}

/* One part of OpenSSL's ciphertext in hexadecimal digits, at least WIDTH; moves on. */
static void take_part(const unsigned char **der, size_t width, char *out)
{
    long length = 0;
    int tag = 0, class = 0;
    ck_assert_int_eq(ASN1_get_object(der, &length, &tag, &class, 256) & 0x80, 0);
    const unsigned char *bytes = *der;
    *der += length;
    for (; tag == V_ASN1_INTEGER && length > 32 && *bytes == 0; bytes++)
        length--;
    size_t used = 0;
    for (; used + 2 * (size_t)length < width; used += 2)
        memcpy(out + used, "00", 2);
    for (long i = 0; i < length; i++, used += 2)
        (void)snprintf(out + used, 3, "%02x", bytes[i]);
}

/* PASSWORD in the form 'a', 'b' or 'c' of api 4.3. */
static void encrypt_sm2(const char *password, char form, char out[1024])
{
    unsigned char cipher[512], encoded[64];
    char x[512], y[512], digest[512], text[200];
    size_t length = sizeof cipher;
    long content = 0;
    int tag = 0, class = 0;
    const unsigned char *der = cipher;
    if (form == 'b') {
        (void)EVP_EncodeBlock(encoded, (const unsigned char *)password, (int)strlen(password));
        password = (const char *)encoded;
    }
    EVP_PKEY *key = fetch_sm2_key();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    ck_assert(EVP_PKEY_encrypt_init(context) == 1 &&
              EVP_PKEY_encrypt(context, cipher, &length, (const unsigned char *)password,
                               strlen(password)) == 1);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(key);
    ck_assert_int_eq(ASN1_get_object(&der, &content, &tag, &class, (long)length) & 0x80, 0);
    take_part(&der, 64, x);
    take_part(&der, 64, y);
    take_part(&der, 64, digest);
    take_part(&der, 2, text);
    (void)snprintf(out, 1024, "%s%.64s%.64s%.200s%.200s",
                   form == 'b'   ? "04"
                   : form == 'c' ? "sm2:"
                                 : "",
                   x, y, form == 'b' ? text : digest, form == 'b' ? digest : text);
}

START_TEST(sign_in__decrypts__the_forms_of_sm2)
    {
        char cipher[1024];
        for (const char *form = "abc"; *form; form++) {
            encrypt_sm2("demo-Passw0rd", *form, cipher);
            ck_assert_int_eq(sign_in_encrypted("sm2", cipher), RESULT(200, 0));
            encrypt_sm2("wrong", *form, cipher);
            ck_assert_int_eq(sign_in_encrypted("sm2", cipher), RESULT(403, 2333));
            cipher[150] = cipher[150] == '0' ? '1' : '0';
            ck_assert_int_eq(sign_in_encrypted("sm2", cipher), RESULT(499, 2016));
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox passwords");
    TCase *tests = tap_case(suite, "passwords");
    tcase_add_unchecked_fixture(tests, start_shared, stop_shared);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, sign_in__decrypts__rsa);
    tcase_add_test(tests, sign_in__decrypts__the_forms_of_sm2);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

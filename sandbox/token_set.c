#include "config.h"

#include "sandbox/clock.h"
#include "sandbox/token_set.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Base64url without padding; returns new. */
static char *base64url(const unsigned char *bytes, size_t length)
{
    size_t size = sodium_base64_encoded_len(length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = malloc(size);
    if (text)
        (void)sodium_bin2base64(text, size, bytes, length,
                                sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

/* The number NAME of KEY as base64url; returns new. */
static char *key_number(EVP_PKEY *key, const char *name)
{
    unsigned char bytes[512];
    BIGNUM *number = NULL;
    char *text = NULL;
    if (EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
        BN_num_bytes(number) <= (int)sizeof bytes) {
        int length = BN_bn2bin(number, bytes);
        text = base64url(bytes, (size_t)length);
    }
    BN_free(number);
    return text;
}

/* A name for the key, made from its modulus: the same after a restart with the same database. */
static bool key_id(EVP_PKEY *key, char out[17])
{
    unsigned char hash[UTIL_HASH_SIZE];
    char *modulus = key_number(key, OSSL_PKEY_PARAM_RSA_N);
    if (!modulus)
        return false;
    util_hash(modulus, NULL, hash);
    (void)sodium_bin2hex(out, 17, hash, 8);
    free(modulus);
    return true;
}

json_t *token_set_jwks(struct keys *keys)
{
    EVP_PKEY *key = keys_signing(keys);
    char id[17];
    if (!key || !key_id(key, id))
        return NULL;
    char *modulus = key_number(key, OSSL_PKEY_PARAM_RSA_N);
    char *exponent = key_number(key, OSSL_PKEY_PARAM_RSA_E);
    json_t *set = NULL;
    if (modulus && exponent)
        set = json_pack("{s:[{s:s, s:s, s:s, s:s, s:s, s:s}]}", "keys", "kty", "RSA", "use", "sig",
                        "alg", "RS256", "kid", id, "n", modulus, "e", exponent);
    free(modulus);
    free(exponent);
    return set;
}

/* The RS256 signature of TEXT as base64url; returns new. */
static char *sign(EVP_PKEY *key, const char *text)
{
    unsigned char bytes[512];
    size_t length = sizeof bytes;
    char *signature = NULL;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
        EVP_DigestSign(context, bytes, &length, (const unsigned char *)text, strlen(text)) == 1)
        signature = base64url(bytes, length);
    EVP_MD_CTX_free(context);
    return signature;
}

/* PART (*takes*, NULL is allowed) as compact JSON in base64url; returns new. */
static char *encode_part(json_t *part)
{
    char *json = part ? json_dumps(part, JSON_COMPACT) : NULL;
    char *text = json ? base64url((const unsigned char *)json, strlen(json)) : NULL;
    free(json);
    json_decref(part);
    return text;
}

/* A signed JWT of CLAIMS (*takes*); returns new. */
static char *make_jwt(struct keys *keys, json_t *claims)
{
    char id[17];
    EVP_PKEY *key = keys_signing(keys);
    if (!key || !key_id(key, id)) {
        json_decref(claims);
        return NULL;
    }
    char *header =
        encode_part(json_pack("{s:s, s:s, s:s}", "alg", "RS256", "typ", "JWT", "kid", id));
    char *payload = encode_part(claims);
    char *text = header && payload ? util_format("%s.%s", header, payload) : NULL;
    char *signature = text ? sign(key, text) : NULL;
    char *jwt = signature ? util_format("%s.%s", text, signature) : NULL;
    free(header);
    free(payload);
    free(text);
    free(signature);
    return jwt;
}

json_t *token_set_claims(const struct user *user, const char *scope)
{
    json_t *claims = json_pack("{s:s}", "sub", user->id);
    int failed = 0;
    if (request_scope_has(scope, "profile"))
        failed |= json_object_update_new(
            claims,
            json_pack("{s:n, s:s, s:n, s:n, s:n, s:n, s:s, s:n, s:s, s:n, s:n, s:I, s:n,"
                      " s:n}",
                      "birthdate", "gender", "U", "given_name", "family_name", "middle_name",
                      "locale", "name", user->username, "nickname", "preferred_username",
                      user->username, "picture", "profile", "updated_at",
                      (json_int_t)(user->updated_at / 1000), "website", "zoneinfo"));
    if (request_scope_has(scope, "username"))
        failed |= json_object_set_new(claims, "username", json_string(user->username));
    if (request_scope_has(scope, "email"))
        failed |= json_object_update_new(
            claims, json_pack("{s:s?, s:b}", "email", user->email[0] ? user->email : NULL,
                              "email_verified", user->email[0] != '\0'));
    if (request_scope_has(scope, "phone"))
        failed |= json_object_update_new(
            claims, json_pack("{s:s?, s:b}", "phone_number", user->phone[0] ? user->phone : NULL,
                              "phone_number_verified", user->phone[0] != '\0'));
    if (failed == 0)
        return claims;
    json_decref(claims);
    return NULL;
}

/* The claims that all our tokens have. */
static int add_common(json_t *claims, const struct request *request)
{
    const struct sandbox *sandbox = request->sandbox;
    char id[UTIL_UUID_SIZE];
    util_random_uuid(id);
    json_int_t now = (json_int_t)(clock_now_ms() / 1000);
    char *issuer = util_format("%s/oidc", sandbox->origin);
    int failed = json_object_update_new(
        claims,
        json_pack("{s:s, s:s?, s:s, s:I, s:I}", "jti", id, "iss", issuer, "aud", sandbox->app_id,
                  "iat", now, "exp", now + (json_int_t)sandbox->options->session_lifetime_s));
    free(issuer);
    return failed;
}

static char *make_access_token(const struct request *request, const struct grant *grant)
{
    json_t *claims = json_pack("{s:s, s:s}", "sub", grant->user_id, "scope", grant->scope);
    if (claims && add_common(claims, request) == 0)
        return make_jwt(request->sandbox->keys, claims);
    json_decref(claims);
    return NULL;
}

static char *make_id_token(const struct request *request, const struct user *user,
                           const struct grant *grant)
{
    json_t *claims = token_set_claims(user, grant->scope);
    if (claims && add_common(claims, request) == 0)
        return make_jwt(request->sandbox->keys, claims);
    json_decref(claims);
    return NULL;
}

json_t *token_set_new(const struct request *request, const struct user *user,
                      const struct grant *grant)
{
    static const int64_t refresh_lifetime_ms = 30LL * 24 * 3600 * 1000;
    struct database *database = request->sandbox->database;
    int64_t lifetime_s = request->sandbox->options->session_lifetime_s;
    bool refreshable = request_scope_has(grant->scope, "offline_access");
    char refresh[65] = "";
    json_t *set = NULL;
    if (refreshable)
        util_random_hex(refresh, 64);
    char *access = make_access_token(request, grant);
    char *id = make_id_token(request, user, grant);
    if (access && id && tokens_store(database, TOKENS_ACCESS, grant, lifetime_s * 1000, access) &&
        (!refreshable ||
         tokens_store(database, TOKENS_REFRESH, grant, refresh_lifetime_ms, refresh)))
        set = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "access_token", access, "id_token", id,
                        "token_type", "Bearer", "scope", grant->scope, "expire_in",
                        (json_int_t)lifetime_s, "expires_in", (json_int_t)lifetime_s);
    if (set && refreshable &&
        json_object_set_new(set, "refresh_token", json_string(refresh)) != 0) {
        json_decref(set);
        set = NULL;
    }
    sodium_memzero(refresh, sizeof refresh);
    free(access);
    free(id);
    return set;
}

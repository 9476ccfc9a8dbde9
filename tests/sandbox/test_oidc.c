/* The endpoints under /oidc (api 1.11, 2.5, 3.9, 3.45, 3.47, 3.48). */
#include "config.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
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

struct tokens {
    char access[HARNESS_TOKEN_SIZE], id[HARNESS_TOKEN_SIZE], refresh[128];
};

static void take_tokens(const struct answer *answer, struct tokens *tokens)
{
    (void)snprintf(tokens->access, sizeof tokens->access, "%s",
                   answer_text(answer, "access_token"));
    (void)snprintf(tokens->id, sizeof tokens->id, "%s", answer_text(answer, "id_token"));
    const char *refresh = answer_text(answer, "refresh_token");
    (void)snprintf(tokens->refresh, sizeof tokens->refresh, "%s", refresh ? refresh : "");
}

static void sign_in(const struct process *process, const char *scope, struct tokens *tokens)
{
    struct answer answer = harness_call(
        process,
        (struct call){.path = "/api/v3/signin",
                      .json = json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "connection", "PASSWORD",
                                        "passwordPayload", "account", "demo", "password",
                                        "demo-Passw0rd", "options", "scope", scope)});
    ck_assert_int_eq(answer_status(&answer), 200);
    take_tokens(&answer, tokens);
    answer_free(&answer);
}

/* A form that is posted to PATH. */
static struct answer post_form(const char *path, const char *format, const char *value)
{
    char body[HARNESS_TOKEN_SIZE + 256];
    (void)snprintf(body, sizeof body, format, shared.app_id, value);
    return harness_call(
        &shared,
        (struct call){.path = path, .type = "application/x-www-form-urlencoded", .body = body});
}

static const char *const refresh_form = "client_id=%s&grant_type=refresh_token&refresh_token=%s";

static int profile_status(const struct process *process, const char *token)
{
    struct answer answer =
        harness_call(process, (struct call){.path = "/api/v3/get-profile", .authorization = token});
    int status = answer_status(&answer);
    answer_free(&answer);
    return status;
}

/* Is ANSWER the OAuth error ERROR with the HTTP status HTTP? Frees it. */
static void check_error(struct answer answer, long http, const char *error)
{
    ck_assert_msg(answer.http == http, "%ld %s", answer.http, answer.text);
    ck_assert_str_eq(answer_text(&answer, "error"), error);
    ck_assert_ptr_nonnull(answer_text(&answer, "error_description"));
    ck_assert_int_eq(answer_status(&answer), -1);
    answer_free(&answer);
}

START_TEST(refresh__returns__new_tokens_and_ends_the_old_one)
    {
        struct tokens first, second;
        sign_in(&shared, "openid profile offline_access", &first);
        ck_assert_uint_gt(strlen(first.refresh), 20);
        struct answer answer = post_form("/oidc/token", refresh_form, first.refresh);
        ck_assert_int_eq(answer.http, 200);
        ck_assert_int_eq(answer_status(&answer), -1);
        ck_assert_int_eq(json_integer_value(json_object_get(answer.json, "expires_in")), 1209600);
        ck_assert_int_eq(json_integer_value(json_object_get(answer.json, "expire_in")), 1209600);
        ck_assert_str_eq(answer_text(&answer, "scope"), "openid profile offline_access");
        take_tokens(&answer, &second);
        answer_free(&answer);
        ck_assert_str_ne(first.refresh, second.refresh);
        ck_assert_str_ne(first.access, second.access);
        ck_assert_int_eq(profile_status(&shared, second.access), 200);
        check_error(post_form("/oidc/token", refresh_form, first.refresh), 400, "invalid_grant");
        answer = post_form("/oidc/token", refresh_form, second.refresh);
        ck_assert_int_eq(answer.http, 200);
        answer_free(&answer);
    }
END_TEST

START_TEST(token__refuses__bad_requests)
    {
        struct tokens tokens;
        sign_in(&shared, "openid offline_access", &tokens);
        check_error(post_form("/oidc/token", refresh_form, "unknown"), 400, "invalid_grant");
        check_error(post_form("/oidc/token", refresh_form, tokens.access), 400, "invalid_grant");
        check_error(post_form("/oidc/token", "client_id=%s&refresh_token=%s", tokens.refresh), 400,
                    "invalid_request");
        check_error(post_form("/oidc/token", "client_id=%s&grant_type=%s", "refresh_token"), 400,
                    "invalid_request");
        check_error(post_form("/oidc/token", "client_id=%s&grant_type=%s", "password"), 400,
                    "unsupported_grant_type");
        check_error(post_form("/oidc/token",
                              "client_id=x%s&grant_type=refresh_token&refresh_token=%s",
                              tokens.refresh),
                    401, "invalid_client");
        check_error(
            post_form("/oidc/token",
                      "client_id=%s&client_secret=x&grant_type=refresh_token&refresh_token=%s",
                      tokens.refresh),
            401, "invalid_client");
        check_error(post_form("/oidc/token", "a=%%zz%.0s%.0s", ""), 400, "invalid_request");
        check_error(post_form("/oidc/token", "a=1&a=2%.0s%.0s", ""), 400, "invalid_request");
        char form[256];
        (void)snprintf(form, sizeof form, "grant_type=refresh_token&refresh_token=%s",
                       tokens.refresh);
        check_error(harness_call(&shared, (struct call){.path = "/oidc/token",
                                                        .type = "application/x-www-form-urlencoded",
                                                        .body = form}),
                    401, "invalid_client");
    }
END_TEST

static void check_success(struct answer answer)
{
    ck_assert_int_eq(answer.http, 200);
    ck_assert_int_eq(answer_status(&answer), 200);
    ck_assert(json_is_true(json_object_get(json_object_get(answer.json, "data"), "success")));
    answer_free(&answer);
}

START_TEST(revocation__ends__tokens)
    {
        struct tokens one, two;
        sign_in(&shared, "openid offline_access", &one);
        sign_in(&shared, "openid offline_access", &two);
        check_success(post_form("/oidc/token/revocation", "client_id=%s&token=%s", one.access));
        ck_assert_int_eq(profile_status(&shared, one.access), 401);
        struct answer answer = post_form("/oidc/token", refresh_form, one.refresh);
        ck_assert_int_eq(answer.http, 200);
        answer_free(&answer);
        /* With a refresh token goes the whole sign-in, but no other one. */
        ck_assert_int_eq(profile_status(&shared, two.access), 200);
        check_success(harness_call(
            &shared, (struct call){.path = "/oidc/token/revocation",
                                   .json = json_pack("{s:s, s:s}", "client_id", shared.app_id,
                                                     "token", two.refresh)}));
        ck_assert_int_eq(profile_status(&shared, two.access), 401);
        check_error(post_form("/oidc/token", refresh_form, two.refresh), 400, "invalid_grant");
        check_success(post_form("/oidc/token/revocation", "client_id=%s&token=%s", "unknown"));
        check_error(post_form("/oidc/token/revocation", "client_id=%s&x=%s", "y"), 400,
                    "invalid_request");
        check_error(
            post_form("/oidc/token/revocation", "client_id=%s&client_secret=x&token=%s", "y"), 401,
            "invalid_client");
    }
END_TEST

START_TEST(me__returns__claims_by_scope)
    {
        struct tokens tokens;
        char path[HARNESS_TOKEN_SIZE + 64];
        sign_in(&shared, "openid email", &tokens);
        struct answer answer = harness_call(
            &shared, (struct call){.path = "/oidc/me", .authorization = tokens.access});
        ck_assert_int_eq(answer.http, 200);
        ck_assert_uint_eq(strlen(answer_text(&answer, "sub")), 24);
        ck_assert_str_eq(answer_text(&answer, "email"), "demo@example.org");
        ck_assert(json_is_true(json_object_get(answer.json, "email_verified")));
        ck_assert_ptr_null(json_object_get(answer.json, "phone_number"));
        ck_assert_ptr_null(json_object_get(answer.json, "name"));
        answer_free(&answer);
        sign_in(&shared, "openid profile phone", &tokens);
        (void)snprintf(path, sizeof path, "/oidc/me?access_token=%s", tokens.access);
        answer = harness_call(&shared, (struct call){.path = path, .method = "POST", .body = ""});
        ck_assert_str_eq(answer_text(&answer, "phone_number"), "13000000001");
        ck_assert_str_eq(answer_text(&answer, "name"), "demo");
        ck_assert_ptr_null(json_object_get(answer.json, "email"));
        answer_free(&answer);
        answer = harness_call(&shared, (struct call){.path = "/oidc/me"});
        ck_assert_ptr_nonnull(strcasestr(answer.head, "www-authenticate: Bearer"));
        check_error(answer, 401, "invalid_token");
        check_error(
            harness_call(&shared, (struct call){.path = "/oidc/me", .authorization = "wrong"}), 401,
            "invalid_token");
    }
END_TEST

START_TEST(discovery__names__the_endpoints)
    {
        static const char *const names[][2] = {
            {"issuer", "/oidc"},
            {"token_endpoint", "/oidc/token"},
            {"userinfo_endpoint", "/oidc/me"},
            {"jwks_uri", "/oidc/.well-known/jwks.json"},
            {"revocation_endpoint", "/oidc/token/revocation"},
        };
        struct answer answer =
            harness_call(&shared, (struct call){.path = "/oidc/.well-known/openid-configuration"});
        ck_assert_int_eq(answer.http, 200);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            char address[128];
            (void)snprintf(address, sizeof address, "%s%s", shared.url, names[i][1]);
            ck_assert_str_eq(answer_text(&answer, names[i][0]), address);
        }
        ck_assert(json_is_array(json_object_get(answer.json, "scopes_supported")));
        const json_t *methods =
            json_object_get(answer.json, "token_endpoint_auth_methods_supported");
        ck_assert_str_eq(json_string_value(json_array_get(methods, 0)), "none");
        answer_free(&answer);
    }
END_TEST

/* Base64url of LENGTH characters into OUT; the number of bytes. */
static size_t decode(const char *text, size_t length, unsigned char out[HARNESS_TOKEN_SIZE])
{
    char plain[HARNESS_TOKEN_SIZE];
    size_t padding = (4 - length % 4) % 4;
    ck_assert_uint_lt(length + 4, sizeof plain);
    memcpy(plain, text, length);
    memcpy(plain + length, "====", padding);
    for (size_t i = 0; i < length; i++)
        plain[i] = plain[i] == '-' ? '+' : plain[i] == '_' ? '/' : plain[i];
    int got = EVP_DecodeBlock(out, (const unsigned char *)plain, (int)(length + padding));
    ck_assert_int_ge(got, 0);
    return (size_t)got - padding;
}

/* The key of the key set that is named KID. */
static EVP_PKEY *fetch_key(const char *kid)
{
    unsigned char number[HARNESS_TOKEN_SIZE];
    EVP_PKEY *key = NULL;
    struct answer answer =
        harness_call(&shared, (struct call){.path = "/oidc/.well-known/jwks.json"});
    const json_t *jwk = json_array_get(json_object_get(answer.json, "keys"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(jwk, "kid")), kid);
    ck_assert_str_eq(json_string_value(json_object_get(jwk, "alg")), "RS256");
    const char *n = json_string_value(json_object_get(jwk, "n"));
    const char *e = json_string_value(json_object_get(jwk, "e"));
    size_t length = decode(n, strlen(n), number);
    BIGNUM *modulus = BN_bin2bn(number, (int)length, NULL);
    length = decode(e, strlen(e), number);
    BIGNUM *exponent = BN_bin2bn(number, (int)length, NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    ck_assert(OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) == 1 &&
              OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) == 1);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    ck_assert(EVP_PKEY_fromdata_init(context) == 1 &&
              EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) == 1);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(builder);
    BN_free(modulus);
    BN_free(exponent);
    answer_free(&answer);
    return key;
}

/* Checks the signature of JWT with the published key; the claims, new. */
static json_t *verify_jwt(const char *jwt)
{
    unsigned char bytes[HARNESS_TOKEN_SIZE];
    const char *dot = strchr(jwt, '.');
    const char *second = dot ? strchr(dot + 1, '.') : NULL;
    ck_assert(dot && second);
    size_t length = decode(jwt, (size_t)(dot - jwt), bytes);
    json_t *header = json_loadb((const char *)bytes, length, 0, NULL);
    ck_assert_str_eq(json_string_value(json_object_get(header, "alg")), "RS256");
    EVP_PKEY *key = fetch_key(json_string_value(json_object_get(header, "kid")));
    length = decode(second + 1, strlen(second + 1), bytes);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    ck_assert_int_eq(EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key), 1);
    ck_assert_int_eq(EVP_DigestVerify(context, bytes, length, (const unsigned char *)jwt,
                                      (size_t)(second - jwt)),
                     1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    json_decref(header);
    length = decode(dot + 1, (size_t)(second - dot - 1), bytes);
    return json_loadb((const char *)bytes, length, 0, NULL);
}

START_TEST(tokens__are_signed__with_the_published_key)
    {
        struct tokens tokens;
        char issuer[128];
        sign_in(&shared, "openid email", &tokens);
        (void)snprintf(issuer, sizeof issuer, "%s/oidc", shared.url);
        for (int i = 0; i < 2; i++) {
            json_t *claims = verify_jwt(i == 0 ? tokens.access : tokens.id);
            ck_assert_str_eq(json_string_value(json_object_get(claims, "iss")), issuer);
            ck_assert_str_eq(json_string_value(json_object_get(claims, "aud")), shared.app_id);
            ck_assert_uint_eq(strlen(json_string_value(json_object_get(claims, "sub"))), 24);
            ck_assert_int_eq(json_integer_value(json_object_get(claims, "exp")) -
                                 json_integer_value(json_object_get(claims, "iat")),
                             1209600);
            ck_assert_int_eq(json_object_get(claims, "email") != NULL, i == 1);
            json_decref(claims);
        }
    }
END_TEST

struct expiry {
    const struct process *process;
    const char *token;
};

static bool session_is_over(void *argument)
{
    const struct expiry *expiry = argument;
    return profile_status(expiry->process, expiry->token) == 401;
}

START_TEST(session__expires)
    {
        struct process process;
        struct tokens tokens;
        START(&process, "--session-lifetime=1");
        sign_in(&process, "openid", &tokens);
        ck_assert_int_eq(profile_status(&process, tokens.access), 200);
        struct expiry expiry = {.process = &process, .token = tokens.access};
        harness_wait_for(session_is_over, &expiry);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox oidc");
    TCase *tests = tap_case(suite, "oidc");
    tcase_add_unchecked_fixture(tests, start_shared, stop_shared);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, refresh__returns__new_tokens_and_ends_the_old_one);
    tcase_add_test(tests, token__refuses__bad_requests);
    tcase_add_test(tests, revocation__ends__tokens);
    tcase_add_test(tests, me__returns__claims_by_scope);
    tcase_add_test(tests, discovery__names__the_endpoints);
    tcase_add_test(tests, tokens__are_signed__with_the_published_key);
    tcase_add_test(tests, session__expires);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

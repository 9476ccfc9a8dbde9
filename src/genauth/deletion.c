/* The two calls that delete an account: the proof, then the deletion (api 3.7, 3.8). */
#include <string.h>

#include "genauth/envelope.h"
#include "genauth/password_cipher.h"
#include "genauth/request.h"

enum { TOKEN_LIFE_MAX_S = 3600 };

static const struct genauth_endpoint verify_endpoint = {.method = HTTP_POST,
                                                        .path =
                                                            "/api/v3/verify-delete-account-request",
                                                        .content_type = genauth_json_type,
                                                        .limit_ms = 20000,
                                                        .max_idle_ms = 15000};
/* A connection that answered within the last two seconds, otherwise a new one. */
static const struct genauth_endpoint delete_endpoint = {.method = HTTP_POST,
                                                        .path = "/api/v3/delete-account",
                                                        .content_type = genauth_json_type,
                                                        .limit_ms = 30000,
                                                        .max_idle_ms = 2000};

static bool begin(const struct genauth_config *config, const struct genauth_endpoint *endpoint,
                  const struct genauth_session *session, struct http_request *request,
                  struct err *err)
{
    return genauth_request_begin(config, endpoint, request, err) &&
           genauth_request_user(session, request, err);
}

static bool build_email(const struct genauth_config *config, const struct genauth_session *session,
                        const char *email, const struct secret *code, struct http_request *request,
                        struct err *err)
{
    if (!begin(config, &verify_endpoint, session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(strlen(email) + code->length);
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "verifyMethod", "EMAIL_PASSCODE");
    genauth_body_open(&body, "emailPassCodePayload");
    genauth_body_text(&body, "email", email);
    genauth_body_secret(&body, "passCode", code);
    genauth_body_close(&body);
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_verify_email(const struct genauth_config *config,
                                const struct genauth_session *session, const char *email,
                                const struct secret *code, struct http_request *request,
                                struct err *err)
{
    return genauth_request_end(build_email(config, session, email, code, request, err), request);
}

static bool build_phone(const struct genauth_config *config, const struct genauth_session *session,
                        const struct genauth_phone *phone, const struct secret *code,
                        struct http_request *request, struct err *err)
{
    if (!begin(config, &verify_endpoint, session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(sizeof(*phone) + code->length);
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "verifyMethod", "PHONE_PASSCODE");
    genauth_body_open(&body, "phonePassCodePayload");
    genauth_body_text(&body, "phoneNumber", phone->number);
    genauth_body_text(&body, "phoneCountryCode", phone->country_code);
    genauth_body_secret(&body, "passCode", code);
    genauth_body_close(&body);
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_verify_phone(const struct genauth_config *config,
                                const struct genauth_session *session, const char *phone,
                                const char *country_code, const struct secret *code,
                                struct http_request *request, struct err *err)
{
    struct genauth_phone parsed;
    bool done = genauth_phone_parse(phone, country_code, &parsed, err) &&
                build_phone(config, session, &parsed, code, request, err);
    return genauth_request_end(done, request);
}

static bool build_password(const struct genauth_config *config,
                           const struct genauth_session *session, const struct secret *password,
                           struct http_request *request, struct err *err)
{
    if (!begin(config, &verify_endpoint, session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(password->length);
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "verifyMethod", "PASSWORD");
    genauth_body_open(&body, "passwordPayload");
    genauth_body_secret(&body, "password", password);
    genauth_body_text(&body, "passwordEncryptType",
                      config->encryption == GENAUTH_RSA ? "rsa" : "none");
    genauth_body_close(&body);
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_verify_password(const struct genauth_config *config,
                                   const struct genauth_session *session,
                                   const struct secret *password, const char *public_key,
                                   struct http_request *request, struct err *err)
{
    if (config->encryption == GENAUTH_PLAIN)
        return genauth_request_end(build_password(config, session, password, request, err),
                                   request);
    struct secret *cipher = password_cipher_rsa(public_key, password, err);
    bool done = cipher != NULL && build_password(config, session, cipher, request, err);
    secret_free(cipher);
    return genauth_request_end(done, request);
}

static bool build_delete(const struct genauth_config *config, const struct genauth_session *session,
                         const struct secret *delete_token, struct http_request *request,
                         struct err *err)
{
    if (!begin(config, &delete_endpoint, session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(delete_token->length);
    genauth_body_open(&body, NULL);
    genauth_body_secret(&body, "deleteAccountToken", delete_token);
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_delete_account(const struct genauth_config *config,
                                  const struct genauth_session *session,
                                  const struct secret *delete_token, struct http_request *request,
                                  struct err *err)
{
    return genauth_request_end(build_delete(config, session, delete_token, request, err), request);
}

static bool read_token(const struct json *data, struct genauth_delete_token *token)
{
    return genauth_member_token(data, "deleteAccountToken", &token->token) &&
           token->token != NULL &&
           json_integer(json_get(data, "tokenExpiresIn"), &token->expires_s) &&
           token->expires_s >= 1 && token->expires_s <= TOKEN_LIFE_MAX_S;
}

struct outcome genauth_read_verify(const struct http_reply *reply,
                                   struct genauth_delete_token *token)
{
    struct genauth_envelope envelope;
    genauth_delete_token_clear(token);
    struct outcome outcome = genauth_envelope_read(reply, GENAUTH_VERIFY, &envelope);
    if (outcome.class == OUTCOME_OK && !read_token(envelope.data, token)) {
        genauth_incomplete(&outcome);
        genauth_delete_token_clear(token);
    }
    genauth_envelope_clear(&envelope);
    return outcome;
}

struct outcome genauth_read_delete(const struct http_reply *reply)
{
    struct genauth_envelope envelope;
    struct outcome outcome = genauth_envelope_read(reply, GENAUTH_DELETE, &envelope);
    bool success = false;
    json_boolean(json_get(envelope.data, "success"), &success);
    if (outcome.class == OUTCOME_OK && !success)
        genauth_incomplete(&outcome);
    genauth_envelope_clear(&envelope);
    return outcome;
}

void genauth_delete_token_clear(struct genauth_delete_token *token)
{
    secret_free(token->token);
    *token = (struct genauth_delete_token){0};
}

/* Sign-in with a password or a code (api 3.2). */
#include <string.h>

#include "base/text.h"
#include "genauth/password_cipher.h"
#include "genauth/request.h"
#include "genauth/token_set.h"

static const struct genauth_endpoint endpoint = {.method = HTTP_POST,
                                                 .path = "/api/v3/signin",
                                                 .content_type = genauth_json_type,
                                                 .limit_ms = 20000,
                                                 .max_idle_ms = 15000};

/* All that get-profile needs to tell the addresses to which a code can go (api 1.11). */
static const char scope[] = "openid profile username email phone offline_access";

static bool finish(const struct genauth_config *config, struct genauth_body *body,
                   struct http_request *request, struct err *err)
{
    bool done = genauth_client_json(config, body, request, err);
    genauth_body_close(body);
    return genauth_body_end(body, request, err) && done;
}

static bool build_password(const struct genauth_config *config, const char *account,
                           const struct secret *password, struct http_request *request,
                           struct err *err)
{
    if (!genauth_request_begin(config, &endpoint, request, err))
        return false;
    struct genauth_body body =
        genauth_body_begin(strlen(account) + password->length + genauth_client_size(config));
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "connection", "PASSWORD");
    genauth_body_open(&body, "passwordPayload");
    genauth_body_text(&body, "account", account);
    genauth_body_secret(&body, "password", password);
    genauth_body_close(&body);
    genauth_body_open(&body, "options");
    genauth_body_text(&body, "scope", scope);
    genauth_body_text(&body, "passwordEncryptType",
                      config->encryption == GENAUTH_RSA ? "rsa" : "none");
    genauth_body_close(&body);
    return finish(config, &body, request, err);
}

/* An account is sent as it was typed, except a number with a country code: this call knows only the
 * national number (api 3.2). */
static const char *national(const char *account, struct genauth_phone *phone)
{
    if (account[0] == '+' && genauth_phone_parse(account, NULL, phone, NULL))
        return phone->number;
    return account;
}

bool genauth_build_sign_in_password(const struct genauth_config *config, const char *account,
                                    const struct secret *password, const char *public_key,
                                    struct http_request *request, struct err *err)
{
    struct genauth_phone phone;
    account = national(account, &phone);
    if (config->encryption == GENAUTH_PLAIN)
        return genauth_request_end(build_password(config, account, password, request, err),
                                   request);
    struct secret *cipher = password_cipher_rsa(public_key, password, err);
    bool done = cipher != NULL && build_password(config, account, cipher, request, err);
    secret_free(cipher);
    return genauth_request_end(done, request);
}

static bool build_code(const struct genauth_config *config, const char *account, bool is_phone,
                       const struct secret *code, struct http_request *request, struct err *err)
{
    struct genauth_phone phone;
    if (is_phone && !genauth_phone_parse(account, NULL, &phone, err))
        return false;
    if (!genauth_request_begin(config, &endpoint, request, err))
        return false;
    struct genauth_body body =
        genauth_body_begin(strlen(account) + code->length + genauth_client_size(config));
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "connection", "PASSCODE");
    genauth_body_open(&body, "passCodePayload");
    if (is_phone) {
        genauth_body_text(&body, "phone", phone.number);
        genauth_body_text(&body, "phoneCountryCode", phone.country_code);
    } else {
        genauth_body_text(&body, "email", account);
    }
    genauth_body_secret(&body, "passCode", code);
    genauth_body_close(&body);
    genauth_body_open(&body, "options");
    genauth_body_text(&body, "scope", scope);
    /* Whoever mistypes an address must not get a new account. */
    genauth_body_false(&body, "autoRegister");
    genauth_body_close(&body);
    return finish(config, &body, request, err);
}

bool genauth_build_sign_in_code(const struct genauth_config *config, const char *account,
                                bool is_phone, const struct secret *code,
                                struct http_request *request, struct err *err)
{
    return genauth_request_end(build_code(config, account, is_phone, code, request, err), request);
}

struct outcome genauth_read_sign_in(const struct http_reply *reply, struct genauth_session *session)
{
    return genauth_read_token_set(reply, GENAUTH_SIGN_IN, session);
}

/* Requests from what a person types and what a server said before: complete and as typed, or
 * refused; no text gets out of its place. The first byte is the operation, the second the settings;
 * then, each ended by NUL: account, secret, country code or public key, application, prefix. */
#include "config.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "genauth/genauth.h"
#include "genauth/request.h"
#include "tests/fuzz/fuzz.h"

enum { TEXTS = 5, INPUT_MAX = 4096, OPERATIONS = 13 };
enum { IS_PHONE = 1, HAS_SESSION = 4, IS_RSA = 8, HAS_LANG = 16, HAS_PREFIX = 32 };

struct typed {
    const char *account, *other, *app, *prefix;
    struct secret *secret;
    unsigned settings;
};

/* The texts of DATA; "" for those that are missing. BYTES has room for them. */
static void take_texts(const uint8_t *data, size_t size, char *bytes, const char *texts[TEXTS])
{
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    const char *at = bytes;
    for (size_t i = 0; i < TEXTS; i++) {
        texts[i] = at;
        at += strlen(at);
        at += at < bytes + size;
    }
}

static bool build(unsigned operation, const struct typed *typed,
                  const struct genauth_config *config, const struct genauth_session *session,
                  struct http_request *request, struct err *err)
{
    const char *account = typed->account;
    const struct secret *secret = typed->secret;
    const char *country = typed->other[0] == '\0' ? NULL : typed->other;
    enum genauth_channel channel =
        session == NULL ? GENAUTH_CHANNEL_LOGIN : GENAUTH_CHANNEL_DELETE_ACCOUNT;
    switch (operation) {
    case 0:
        return genauth_build_system(config, request, err);
    case 1:
        return genauth_build_sign_in_password(config, account, secret, typed->other, request, err);
    case 2:
    case 3:
        return genauth_build_sign_in_code(config, account, (typed->settings & IS_PHONE) != 0,
                                          secret, request, err);
    case 4:
        return genauth_build_send_email(config, session, account, channel, request, err);
    case 5:
        return genauth_build_send_sms(config, session, account, country, channel, request, err);
    case 6:
        return genauth_build_get_profile(config, session, request, err);
    case 7:
        return genauth_build_verify_email(config, session, account, secret, request, err);
    case 8:
        return genauth_build_verify_phone(config, session, account, country, secret, request, err);
    case 9:
        return genauth_build_verify_password(config, session, secret, typed->other, request, err);
    case 10:
        return genauth_build_delete_account(config, session, secret, request, err);
    case 11:
        return genauth_build_refresh(config, session, request, err);
    default:
        return genauth_build_revoke(config, secret, request, err);
    }
}

/* Whether VALUE is the text KEY of JSON, directly or one level below. */
static bool has_text(const struct json *json, const char *key, const char *value)
{
    const char *text = NULL;
    if (json_string(json_get(json, key), &text) && strcmp(text, value) == 0)
        return true;
    const struct json *part = json_at(json, 0, NULL);
    for (size_t i = 1; part != NULL; i++) {
        if (json_string(json_get(part, key), &text) && strcmp(text, value) == 0)
            return true;
        part = json_at(json, i, NULL);
    }
    return false;
}

static void check_json(unsigned operation, const struct typed *typed, const struct secret *body)
{
    static const char *const secret_keys[OPERATIONS] = {
        [1] = "password", [2] = "passCode", [3] = "passCode",           [7] = "passCode",
        [8] = "passCode", [9] = "password", [10] = "deleteAccountToken"};
    struct json *json = json_read(body->bytes, body->length, NULL);
    FUZZ_REQUIRE(json_is_object(json));
    const char *key = secret_keys[operation];
    bool is_sealed = (typed->settings & IS_RSA) != 0 && (operation == 1 || operation == 9);
    if (key != NULL && is_sealed)
        FUZZ_REQUIRE(memmem(body->bytes, body->length, "\"rsa\"", 5) != NULL);
    else if (key != NULL)
        FUZZ_REQUIRE(has_text(json, key, typed->secret->bytes));
    if (operation == 4 || operation == 7)
        FUZZ_REQUIRE(has_text(json, "email", typed->account));
    if (operation == 1 && typed->account[0] != '+')
        FUZZ_REQUIRE(has_text(json, "account", typed->account));
    json_free(json);
}

/* The form has FIELDS fields, and the last one holds VALUE under its encoding. */
static void check_form(const struct secret *body, const struct secret *value, unsigned fields)
{
    unsigned count = 1;
    const char *last = body->bytes;
    for (size_t i = 0; i < body->length; i++) {
        FUZZ_REQUIRE(body->bytes[i] > ' ' && body->bytes[i] <= '~');
        if (body->bytes[i] == '&')
            count++;
        if (body->bytes[i] == '=')
            last = &body->bytes[i + 1];
    }
    FUZZ_REQUIRE(count == fields);
    for (size_t i = 0; i < value->length; i++) {
        unsigned byte = (unsigned char)*last++;
        if (byte == '%') {
            FUZZ_REQUIRE(sscanf(last, "%2x", &byte) == 1);
            last += 2;
        }
        FUZZ_REQUIRE(byte == (unsigned char)value->bytes[i]);
    }
    FUZZ_REQUIRE(*last == '\0');
}

static void check_value(const char *value)
{
    FUZZ_REQUIRE(value[0] != '\0');
    for (; *value != '\0'; value++)
        FUZZ_REQUIRE((unsigned char)*value >= ' ' && *value != 0x7f);
}

static void check_request(unsigned operation, const struct typed *typed,
                          const struct genauth_config *config,
                          const struct genauth_session *session, const struct http_request *request)
{
    static const unsigned client_fields[] = {
        [GENAUTH_CLIENT_NONE] = 1, [GENAUTH_CLIENT_POST] = 2, [GENAUTH_CLIENT_BASIC] = 0};
    FUZZ_REQUIRE(strncmp(request->url, config->base_url, strlen(config->base_url)) == 0);
    for (size_t i = 0; i < request->header_count; i++)
        check_value(request->headers[i]);
    if (request->authorization != NULL)
        check_value(request->authorization->bytes);
    bool is_read = operation == 0 || operation == 6;
    FUZZ_REQUIRE((request->body == NULL) == is_read);
    FUZZ_REQUIRE((request->content_type == genauth_form_type) == (operation >= 11));
    if (operation >= 11)
        check_form(request->body, operation == 11 ? session->refresh_token : typed->secret,
                   client_fields[config->client_auth] + (operation == 11 ? 2 : 1));
    else if (!is_read)
        check_json(operation, typed, request->body);
}

static void check_phone(const struct typed *typed)
{
    struct genauth_phone phone;
    struct err err = {0};
    if (!genauth_phone_parse(typed->account, typed->other, &phone, &err)) {
        FUZZ_REQUIRE(err.text[0] != '\0');
        return;
    }
    size_t digits = strspn(phone.number, "0123456789");
    FUZZ_REQUIRE(digits >= 3 && phone.number[digits] == '\0');
    digits = strspn(phone.country_code + 1, "0123456789");
    FUZZ_REQUIRE(phone.country_code[0] == '+' && digits >= 1 && digits <= 4 &&
                 phone.country_code[digits + 1] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char bytes[INPUT_MAX + 1];
    const char *texts[TEXTS];
    struct err err = {0};
    struct http_request request = {0};
    if (size < 2 || size - 2 > INPUT_MAX)
        return 0;
    unsigned operation = data[0] % OPERATIONS;
    take_texts(data + 2, size - 2, bytes, texts);
    struct typed typed = {.account = texts[0],
                          .other = texts[2],
                          .app = texts[3],
                          .prefix = texts[4],
                          .secret = secret_new(strlen(texts[1])),
                          .settings = data[1]};
    struct secret *token = secret_new(8);
    FUZZ_REQUIRE(typed.secret != NULL && token != NULL && secret_set(token, "a.b-c+/=", 8) &&
                 secret_set(typed.secret, texts[1], strlen(texts[1])));
    struct genauth_session session = {.access_token = token, .refresh_token = token};
    const struct genauth_session *signed_in = (data[1] & HAS_SESSION) != 0 ? &session : NULL;
    struct genauth_config config = {
        .base_url = "https://demo.example.org",
        .app_id = typed.app,
        .lang = (data[1] & HAS_LANG) != 0 ? "ja-JP" : NULL,
        .header_prefix = (data[1] & HAS_PREFIX) != 0 ? typed.prefix : NULL,
        .client_auth = (enum genauth_client_auth)(data[1] / 64 % 3),
        .app_secret = token,
        .encryption = (data[1] & IS_RSA) != 0 ? GENAUTH_RSA : GENAUTH_PLAIN};
    if (operation == 11)
        signed_in = &session;
    check_phone(&typed);
    if (build(operation, &typed, &config, signed_in, &request, &err)) {
        check_request(operation, &typed, &config, signed_in, &request);
    } else {
        FUZZ_REQUIRE(err.text[0] != '\0');
        FUZZ_REQUIRE(request.body == NULL && request.authorization == NULL);
    }
    http_request_clear(&request);
    secret_free(typed.secret);
    secret_free(token);
    return 0;
}

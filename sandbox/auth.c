/* POST /api/v3/signin (api 3.2). */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "sandbox/codes.h"
#include "sandbox/operations.h"
#include "sandbox/password_cipher.h"
#include "sandbox/send.h"
#include "sandbox/token_set.h"

static const char *const supported_scopes[] = {
    "openid", "profile", "username", "email", "phone", "offline_access",
};

/* The vendor does not say what a sign-in without a scope gets (api 3.2); refresh tokens are asked
   for explicitly everywhere. */
static const char *const default_scope = "openid profile username email phone";

/* What was asked for, as far as it is supported; false without openid. */
static bool grant_scope(const char *asked, char *out, size_t size)
{
    size_t used = 0;
    if (!asked)
        return util_copy(out, size, default_scope);
    if (!request_scope_has(asked, "openid"))
        return false;
    out[0] = '\0';
    for (size_t i = 0; i < sizeof supported_scopes / sizeof *supported_scopes; i++) {
        if (!request_scope_has(asked, supported_scopes[i]))
            continue;
        if (used > 0)
            out[used++] = ' ';
        if (!util_copy(out + used, size - used, supported_scopes[i]))
            return false;
        used += strlen(supported_scopes[i]);
    }
    return true;
}

/* The answer for an account with a second factor (api 2.7). */
static void reply_second_factor(struct reply *reply, const struct request *request,
                                const struct user *user)
{
    char token[65];
    util_random_hex(token, 64);
    json_t *data = json_pack(
        "{s:s, s:s, s:s, s:s?, s:s?, s:s?, s:b, s:b, s:[{s:s, s:i, s:i}, {s:s, s:i, s:i}]}",
        "mfaToken", token, "nickname", user->username, "username", user->username, "email",
        user->email[0] ? user->email : NULL, "phone", user->phone[0] ? user->phone : NULL,
        "phoneCountryCode", user->phone[0] ? user->phone_country : NULL, "totpMfaEnabled", 1,
        "faceMfaEnabled", 0, "applicationMfa", "mfaPolicy", "OTP", "status", 1, "sort", 0,
        "mfaPolicy", "EMAIL", "status", 1, "sort", 1);
    reply_bare(reply, 200,
               reply_envelope(request, 302, 1636,
                              messages_text(MESSAGE_SECOND_FACTOR, request->language), data));
}

/* Ends the sign-in of USER, who has proven to be it, and the transaction. */
static void finish(struct request *request, struct reply *reply, const struct user *user,
                   const char *scope)
{
    struct database *database = request->sandbox->database;
    struct grant grant;
    json_t *set = NULL;
    if (user->locked || user->second_factor) {
        if (!database_commit(database))
            reply_server_error(reply, request);
        else if (user->locked)
            reply_failure(reply, request, 403, 2005, MESSAGE_LOCKED);
        else
            reply_second_factor(reply, request, user);
        return;
    }
    util_random_hex(grant.session, TOKENS_SESSION_SIZE - 1);
    if (util_copy(grant.user_id, sizeof grant.user_id, user->id) &&
        util_copy(grant.scope, sizeof grant.scope, scope) && users_note_login(database, user))
        set = token_set_new(request, user, &grant);
    if (!set)
        database_rollback(database);
    else if (!database_commit(database)) {
        json_decref(set);
        set = NULL;
    }
    if (set)
        reply_success(reply, request, MESSAGE_NONE, set);
    else
        reply_server_error(reply, request);
}

/* Exactly one of the four names in PAYLOAD; NULL when the field NAME is wrong. */
static const char *read_identifier(const json_t *payload, enum users_key *key, const char **name)
{
    static const struct {
        const char *name;
        enum users_key key;
    } identifiers[] = {{"account", USERS_BY_ACCOUNT},
                       {"username", USERS_BY_USERNAME},
                       {"email", USERS_BY_EMAIL},
                       {"phone", USERS_BY_PHONE}};
    const char *found = NULL;
    *name = "passwordPayload.account";
    for (size_t i = 0; i < sizeof identifiers / sizeof *identifiers; i++) {
        const char *value = NULL;
        if (!request_field(payload, identifiers[i].name, false, &value))
            return NULL;
        if (!value)
            continue;
        if (found || !*value)
            return NULL;
        found = value;
        *key = identifiers[i].key;
    }
    return found;
}

static void sign_in_password(struct request *request, struct reply *reply, const char *scope)
{
    struct sandbox *sandbox = request->sandbox;
    const json_t *payload = request_object(request->body, "passwordPayload");
    const json_t *options = request_object(request->body, "options");
    const char *password = NULL, *type = NULL, *name = NULL;
    char *plain = NULL;
    enum users_key key = USERS_BY_ACCOUNT;
    struct user user;
    if (!request_field(payload, "password", true, &password)) {
        reply_bad_field(reply, request, "passwordPayload.password");
        return;
    }
    const char *identifier = read_identifier(payload, &key, &name);
    if (!identifier) {
        reply_bad_field(reply, request, name);
        return;
    }
    enum password_cipher_result opened = PASSWORD_CIPHER_BAD_TYPE;
    if (request_field(options, "passwordEncryptType", false, &type))
        opened = password_cipher_open(sandbox->keys, type, password, &plain);
    if (opened == PASSWORD_CIPHER_BAD_TYPE) {
        reply_bad_field(reply, request, "options.passwordEncryptType");
        return;
    }
    if (opened == PASSWORD_CIPHER_FAILED) {
        reply_failure(reply, request, 499, 2016, MESSAGE_DECRYPT_FAILED);
        return;
    }
    if (!database_begin(sandbox->database)) {
        reply_server_error(reply, request);
        password_cipher_free(plain);
        return;
    }
    bool found = users_find(sandbox->database, key, identifier, &user);
    if (users_check_password(found ? &user : NULL, plain)) {
        finish(request, reply, &user, scope);
    } else {
        database_rollback(sandbox->database);
        reply_failure(reply, request, 403, 2333, MESSAGE_WRONG_CREDENTIALS);
    }
    password_cipher_free(plain);
}

/* The address in PAYLOAD as the code knows it, and the user key for it; NULL when malformed. */
static char *read_address(const json_t *payload, enum users_key *key)
{
    const char *email = NULL, *phone = NULL, *country = NULL;
    if (!request_field(payload, "email", false, &email) ||
        !request_field(payload, "phone", false, &phone) ||
        !request_field(payload, "phoneCountryCode", false, &country) || !email == !phone)
        return NULL;
    *key = email ? USERS_BY_EMAIL : USERS_BY_PHONE;
    return email ? send_email_address(email) : send_phone_address(country, phone);
}

static void sign_in_passcode(struct request *request, struct reply *reply, const char *scope)
{
    struct database *database = request->sandbox->database;
    const json_t *payload = request_object(request->body, "passCodePayload");
    const char *code = NULL;
    enum users_key key = USERS_BY_EMAIL;
    struct user user;
    if (!request_field(payload, "passCode", true, &code)) {
        reply_bad_field(reply, request, "passCodePayload.passCode");
        return;
    }
    char *address = read_address(payload, &key);
    if (!address) {
        reply_bad_field(reply, request, "passCodePayload.email");
        return;
    }
    struct code_target target = {.channel = "CHANNEL_LOGIN", .address = address};
    if (!database_begin(database)) {
        reply_server_error(reply, request);
        free(address);
        return;
    }
    enum codes_result result = codes_check(database, &target, code, true);
    if (result == CODES_OK && !users_find(database, key, address, &user))
        result = CODES_WRONG;
    if (result == CODES_OK)
        finish(request, reply, &user, scope);
    else if (result == CODES_FAILED || !database_commit(database)) {
        if (result == CODES_FAILED)
            database_rollback(database);
        reply_server_error(reply, request);
    } else
        send_reply_code(reply, request, result);
    free(address);
}

void auth_sign_in(struct request *request, struct reply *reply)
{
    const json_t *options = json_object_get(request->body, "options");
    const char *connection = NULL, *asked = NULL;
    char scope[256];
    if (!request_field(request->body, "connection", true, &connection)) {
        reply_bad_field(reply, request, "connection");
        return;
    }
    if (options && !json_is_object(options) && !json_is_null(options)) {
        reply_bad_field(reply, request, "options");
        return;
    }
    if (!request_field(options, "scope", false, &asked) ||
        !grant_scope(asked, scope, sizeof scope)) {
        reply_bad_field(reply, request, "options.scope");
        return;
    }
    switch (request_check_client(request)) {
    case REQUEST_CLIENT_OK:
        break;
    case REQUEST_CLIENT_UNKNOWN:
        reply_failure(reply, request, 404, 2011, MESSAGE_APP_NOT_FOUND);
        return;
    case REQUEST_CLIENT_REFUSED:
        reply_failure(reply, request, 401, 0, MESSAGE_CLIENT_AUTH);
        return;
    }
    if (strcmp(connection, "PASSWORD") == 0)
        sign_in_password(request, reply, scope);
    else if (strcmp(connection, "PASSCODE") == 0)
        sign_in_passcode(request, reply, scope);
    else if (strcmp(connection, "LDAP") == 0 || strcmp(connection, "AD") == 0)
        reply_failure(reply, request, 501, 0, MESSAGE_UNSUPPORTED);
    else
        reply_bad_field(reply, request, "connection");
}

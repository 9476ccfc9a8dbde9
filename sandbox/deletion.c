/* POST /api/v3/verify-delete-account-request and delete-account (api 3.7, 3.8). */
#include "config.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/operations.h"
#include "sandbox/password_cipher.h"
#include "sandbox/send.h"

enum { TOKEN_SIZE = 69 }; /* "dat." and 64 hexadecimal digits */

enum method {
    METHOD_EMAIL,
    METHOD_PHONE,
    METHOD_PASSWORD,
};

/* What the request says, before anybody looks at the account. */
struct proof {
    enum method method;
    const char *code;
    char *address;  /* *owned*; NULL = the account's own */
    char *password; /* *owned*, plain */
};

static void free_proof(struct proof *proof)
{
    free(proof->address);
    password_cipher_free(proof->password);
}

/* Answers when something is wrong. */
static bool read_passcode(struct request *request, struct reply *reply, struct proof *proof)
{
    bool phone = proof->method == METHOD_PHONE;
    const json_t *payload =
        request_object(request->body, phone ? "phonePassCodePayload" : "emailPassCodePayload");
    const char *text = NULL, *country = NULL;
    if (!request_field(payload, "passCode", true, &proof->code)) {
        reply_bad_field(reply, request, "passCode");
        return false;
    }
    if (!request_field(payload, phone ? "phoneNumber" : "email", phone, &text) ||
        !request_field(payload, "phoneCountryCode", false, &country)) {
        reply_bad_field(reply, request, phone ? "phoneNumber" : "email");
        return false;
    }
    if (!text)
        return true;
    proof->address = phone ? send_phone_address(country, text) : send_email_address(text);
    if (!proof->address)
        reply_bad_field(reply, request, phone ? "phoneNumber" : "email");
    return proof->address != NULL;
}

/* Answers when something is wrong. */
static bool read_password(struct request *request, struct reply *reply, struct proof *proof)
{
    const json_t *payload = request_object(request->body, "passwordPayload");
    const char *password = NULL, *type = NULL;
    if (!request_field(payload, "password", true, &password)) {
        reply_bad_field(reply, request, "passwordPayload.password");
        return false;
    }
    enum password_cipher_result opened = PASSWORD_CIPHER_BAD_TYPE;
    if (request_field(payload, "passwordEncryptType", false, &type))
        opened = password_cipher_open(request->sandbox->keys, type, password, &proof->password);
    if (opened == PASSWORD_CIPHER_BAD_TYPE)
        reply_bad_field(reply, request, "passwordPayload.passwordEncryptType");
    else if (opened == PASSWORD_CIPHER_FAILED)
        reply_failure(reply, request, 499, 2016, MESSAGE_DECRYPT_FAILED);
    return opened == PASSWORD_CIPHER_OK;
}

static bool read_proof(struct request *request, struct reply *reply, struct proof *proof)
{
    const char *method = NULL;
    bool known = request_field(request->body, "verifyMethod", true, &method);
    if (known && strcmp(method, "EMAIL_PASSCODE") == 0)
        proof->method = METHOD_EMAIL;
    else if (known && strcmp(method, "PHONE_PASSCODE") == 0)
        proof->method = METHOD_PHONE;
    else if (known && strcmp(method, "PASSWORD") == 0)
        proof->method = METHOD_PASSWORD;
    else {
        reply_bad_field(reply, request, "verifyMethod");
        return false;
    }
    return proof->method == METHOD_PASSWORD ? read_password(request, reply, proof)
                                            : read_passcode(request, reply, proof);
}

/* Uses the code up; answers when it is refused. Sets COUNTED when an attempt must be stored. */
static bool check_passcode(struct request *request, struct reply *reply, const struct proof *proof,
                           const struct user *user, bool *counted)
{
    bool phone = proof->method == METHOD_PHONE;
    char *own = NULL;
    if (phone && user->phone[0])
        own = send_phone_address(user->phone_country, user->phone);
    else if (!phone && user->email[0])
        own = send_email_address(user->email);
    if (!own || (proof->address && strcmp(proof->address, own) != 0)) {
        reply_failure(reply, request, 400, 0, MESSAGE_NOT_OWN_CONTACT);
        free(own);
        return false;
    }
    struct code_target target = {
        .channel = "CHANNEL_DELETE_ACCOUNT", .address = own, .user_id = user->id};
    enum codes_result result = codes_check(request->sandbox->database, &target, proof->code, true);
    free(own);
    if (result == CODES_OK)
        return true;
    *counted = result == CODES_WRONG;
    if (result == CODES_FAILED)
        reply_server_error(reply, request);
    else
        send_reply_code(reply, request, result);
    return false;
}

/* Answers when it is refused. */
static bool check_password(struct request *request, struct reply *reply, const struct proof *proof,
                           const struct user *user)
{
    bool bound = user->email[0] || user->phone[0];
    if (bound && !request->sandbox->options->allow_password_deletion) {
        reply_failure(reply, request, 422, 0, MESSAGE_PASSWORD_NOT_ALLOWED);
        return false;
    }
    if (!users_check_password(user, proof->password)) {
        reply_failure(reply, request, 403, 2006, MESSAGE_PASSWORD_WRONG);
        return false;
    }
    return true;
}

/* Checks PROOF and stores TOKEN within a transaction. Answers when something is refused; sets STORE
   when the transaction is to be committed. */
static bool verify(struct request *request, struct reply *reply, const struct proof *proof,
                   const char *token, bool *store)
{
    struct sandbox *sandbox = request->sandbox;
    struct grant grant;
    struct user user;
    if (!request_login(request, &grant, &user)) {
        reply_failure(reply, request, 401, 2020, MESSAGE_NOT_LOGGED_IN);
        return false;
    }
    if (proof->method == METHOD_PASSWORD ? !check_password(request, reply, proof, &user)
                                         : !check_passcode(request, reply, proof, &user, store))
        return false;
    *store = tokens_store(sandbox->database, TOKENS_DELETE, &grant,
                          sandbox->options->token_lifetime_s * 1000, token);
    if (!*store)
        reply_server_error(reply, request);
    return *store;
}

/* Nobody learns what is wrong with the fields before being signed in. */
static bool require_login(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    struct grant grant;
    struct user user;
    if (!database_begin(database)) {
        reply_server_error(reply, request);
        return false;
    }
    bool signed_in = request_login(request, &grant, &user);
    database_rollback(database);
    if (!signed_in)
        reply_failure(reply, request, 401, 2020, MESSAGE_NOT_LOGGED_IN);
    return signed_in;
}

void deletion_verify(struct request *request, struct reply *reply)
{
    struct sandbox *sandbox = request->sandbox;
    struct proof proof = {0};
    char token[TOKEN_SIZE] = "dat.";
    bool store = false;
    if (!require_login(request, reply))
        return;
    if (!read_proof(request, reply, &proof))
        goto out;
    util_random_hex(token + 4, TOKEN_SIZE - 5);
    if (!database_begin(sandbox->database)) {
        reply_server_error(reply, request);
        goto out;
    }
    bool verified = verify(request, reply, &proof, token, &store);
    if (!store)
        database_rollback(sandbox->database);
    else if (!database_commit(sandbox->database))
        reply_server_error(reply, request);
    else if (verified)
        reply_success(reply, request, MESSAGE_NONE,
                      json_pack("{s:s, s:I}", "deleteAccountToken", token, "tokenExpiresIn",
                                (json_int_t)sandbox->options->token_lifetime_s));
out:
    free_proof(&proof);
    sodium_memzero(token, sizeof token);
}

void deletion_delete(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    const char *token = NULL;
    struct grant grant;
    struct user user;
    if (!database_begin(database)) {
        reply_server_error(reply, request);
        return;
    }
    if (!request_login(request, &grant, &user)) {
        reply_failure(reply, request, 401, 2020, MESSAGE_NOT_LOGGED_IN);
    } else if (!request_field(request->body, "deleteAccountToken", true, &token)) {
        reply_bad_field(reply, request, "deleteAccountToken");
    } else if (!tokens_use(database, TOKENS_DELETE, token, user.id, NULL)) {
        reply_failure(reply, request, 400, 0, MESSAGE_TOKEN_BAD);
    } else if (!users_delete(database, user.id)) {
        reply_server_error(reply, request);
    } else {
        /* The token, the account, its codes and tokens go in one transaction, or nothing does. */
        if (database_commit(database))
            reply_success(reply, request, MESSAGE_NONE, json_pack("{s:b}", "success", 1));
        else
            reply_server_error(reply, request);
        return;
    }
    database_rollback(database);
}

/* GET /api/v3/system and GET /api/v3/get-profile (api 3.1, 3.6, appendix B). */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "sandbox/operations.h"
#include "sandbox/password_cipher.h"

void system_get(struct request *request, struct reply *reply)
{
    struct keys *keys = request->sandbox->keys;
    EVP_PKEY *rsa = keys_password_rsa(keys);
    EVP_PKEY *sm2 = keys_password_sm2(keys);
    char *pem = rsa ? keys_public_pem(rsa) : NULL;
    char *point = sm2 ? password_cipher_sm2_public(sm2) : NULL;
    if (pem && point)
        reply_bare(reply, 200,
                   json_pack("{s:{s:s}, s:{s:s}, s:{s:s, s:s, s:s}, s:[s]}", "rsa", "publicKey",
                             pem, "sm2", "publicKey", point, "version", "server", PACKAGE_VERSION,
                             "console", PACKAGE_VERSION, "login", PACKAGE_VERSION, "publicIps",
                             "127.0.0.1"));
    else
        reply_server_error(reply, request);
    free(pem);
    free(point);
}

static const char *text_or_null(const char *text)
{
    return text[0] ? text : NULL;
}

/* The user object by scope. Fields of a scope that was not granted are missing; fields that the
   user does not have are null: a client must treat both alike. */
static json_t *profile_object(const struct user *user, const char *scope)
{
    char created[UTIL_TIME_SIZE], updated[UTIL_TIME_SIZE], last[UTIL_TIME_SIZE];
    bool email = request_scope_has(scope, "email");
    bool phone = request_scope_has(scope, "phone");
    util_format_time(user->created_at, created);
    util_format_time(user->updated_at, updated);
    util_format_time(user->last_login, last);
    json_t *profile = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:s, s:b}", "userId",
                                user->id, "createdAt", created, "updatedAt", updated, "status",
                                user->locked ? "Suspended" : "Activated", "workStatus", "Active",
                                "gender", "U", "emailVerified", email && user->email[0],
                                "phoneVerified", phone && user->phone[0], "userSourceType",
                                "adminCreated", "resetPasswordOnNextLogin", 0);
    int failed = 0;
    if (request_scope_has(scope, "profile"))
        failed |= json_object_update_new(
            profile, json_pack("{s:n, s:s, s:n, s:I, s:s?, s:n, s:n}", "name", "nickname",
                               user->username, "photo", "loginsCount", (json_int_t)user->logins,
                               "lastLogin", user->last_login ? last : NULL, "birthdate", "locale"));
    if (request_scope_has(scope, "username"))
        failed |= json_object_set_new(profile, "username", json_string(user->username));
    if (email)
        failed |= json_object_update_new(profile,
                                         json_pack("{s:s?}", "email", text_or_null(user->email)));
    if (phone)
        failed |= json_object_update_new(
            profile, json_pack("{s:s?, s:s?}", "phone", text_or_null(user->phone),
                               "phoneCountryCode", text_or_null(user->phone_country)));
    if (failed == 0)
        return profile;
    json_decref(profile);
    return NULL;
}

static bool asked(const struct request *request, const char *name)
{
    const char *value = request_query(request, name);
    return value && strcmp(value, "true") == 0;
}

void profile_get(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    struct grant grant;
    struct user user;
    if (!database_begin(database)) {
        reply_server_error(reply, request);
        return;
    }
    bool signed_in = request_login(request, &grant, &user);
    database_rollback(database);
    if (!signed_in) {
        reply_failure(reply, request, 401, 2020, MESSAGE_NOT_LOGGED_IN);
        return;
    }
    json_t *profile = profile_object(&user, grant.scope);
    int failed = !profile;
    if (asked(request, "withCustomData"))
        failed |= json_object_set_new(profile, "customData", json_object());
    if (asked(request, "withIdentities"))
        failed |= json_object_set_new(profile, "identities", json_array());
    if (asked(request, "withDepartmentIds"))
        failed |= json_object_set_new(profile, "departmentIds", json_array());
    if (failed) {
        json_decref(profile);
        reply_server_error(reply, request);
    } else {
        reply_success(reply, request, MESSAGE_NONE, profile);
    }
}

/* The endpoints under /oidc (api 3.9, 3.45, 3.47, 3.48). */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "sandbox/operations.h"
#include "sandbox/token_set.h"

/* Answers when the client is not who it says. */
static bool check_client(struct request *request, struct reply *reply)
{
    const char *id = NULL;
    bool named = request_field(request->body, "client_id", false, &id) &&
                 (id || request_pair(request, "app-id") ||
                  request->sandbox->options->client_auth == OPTIONS_AUTH_BASIC);
    if (named && request_check_client(request) == REQUEST_CLIENT_OK)
        return true;
    reply_oauth_error(reply, 401, "invalid_client", "client authentication failed");
    return false;
}

static void server_error(struct reply *reply)
{
    reply_oauth_error(reply, 500, "server_error", "the sandbox failed");
}

void oidc_token(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    const char *type = NULL, *token = NULL;
    struct grant grant;
    struct user user;
    json_t *set = NULL;
    if (!check_client(request, reply))
        return;
    if (!request_field(request->body, "grant_type", true, &type)) {
        reply_oauth_error(reply, 400, "invalid_request", "grant_type is missing");
        return;
    }
    if (strcmp(type, "refresh_token") != 0) {
        reply_oauth_error(reply, 400, "unsupported_grant_type", "only refresh_token is supported");
        return;
    }
    if (!request_field(request->body, "refresh_token", true, &token)) {
        reply_oauth_error(reply, 400, "invalid_request", "refresh_token is missing");
        return;
    }
    if (!database_begin(database)) {
        server_error(reply);
        return;
    }
    if (!tokens_use(database, TOKENS_REFRESH, token, NULL, &grant) ||
        !users_find(database, USERS_BY_ID, grant.user_id, &user) || user.locked) {
        database_rollback(database);
        reply_oauth_error(reply, 400, "invalid_grant", "grant request is invalid");
        return;
    }
    set = token_set_new(request, &user, &grant);
    if (!set) {
        database_rollback(database);
        server_error(reply);
    } else if (!database_commit(database)) {
        json_decref(set);
        server_error(reply);
    } else {
        reply_bare(reply, 200, set);
    }
}

void oidc_revoke(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    const char *token = NULL;
    if (!check_client(request, reply))
        return;
    if (!request_field(request->body, "token", true, &token)) {
        reply_oauth_error(reply, 400, "invalid_request", "token is missing");
        return;
    }
    if (!database_begin(database)) {
        server_error(reply);
        return;
    }
    bool done = tokens_revoke(database, token);
    if (!done)
        database_rollback(database);
    if (done && database_commit(database))
        reply_success(reply, request, MESSAGE_NONE, json_pack("{s:b}", "success", 1));
    else
        server_error(reply);
}

void oidc_me(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    const char *token = request_token(request);
    struct grant grant;
    struct user user;
    if (!token)
        token = request_query(request, "access_token");
    if (!database_begin(database)) {
        server_error(reply);
        return;
    }
    bool signed_in = token && tokens_find_access(database, token, &grant) &&
                     users_find(database, USERS_BY_ID, grant.user_id, &user);
    database_rollback(database);
    if (signed_in)
        reply_bare(reply, 200, token_set_claims(&user, grant.scope));
    else
        reply_oauth_error(reply, 401, "invalid_token", "the access token is not valid");
}

void oidc_jwks(struct request *request, struct reply *reply)
{
    reply_bare(reply, 200, token_set_jwks(request->sandbox->keys));
}

static int add_address(json_t *document, const struct request *request, const char *name,
                       const char *path)
{
    char *address = util_format("%s%s", request->sandbox->origin, path);
    int failed = json_object_set_new(document, name, address ? json_string(address) : NULL);
    free(address);
    return failed;
}

void oidc_discovery(struct request *request, struct reply *reply)
{
    static const char *const methods[] = {"none", "client_secret_post", "client_secret_basic"};
    static const struct {
        const char *name, *path;
    } addresses[] = {
        {"issuer", "/oidc"},
        {"authorization_endpoint", "/oidc/auth"},
        {"token_endpoint", "/oidc/token"},
        {"userinfo_endpoint", "/oidc/me"},
        {"jwks_uri", "/oidc/.well-known/jwks.json"},
        {"revocation_endpoint", "/oidc/token/revocation"},
        {"end_session_endpoint", "/oidc/session/end"},
    };
    const char *method = methods[request->sandbox->options->client_auth];
    json_t *document = json_pack(
        "{s:[s,s,s,s,s,s], s:[s], s:[s], s:[s], s:[s], s:[s], s:[s], s:[s], s:[s,s,s,s,s,s,s,s]}",
        "scopes_supported", "openid", "profile", "username", "email", "phone", "offline_access",
        "response_types_supported", "code", "grant_types_supported", "refresh_token",
        "subject_types_supported", "public", "id_token_signing_alg_values_supported", "RS256",
        "code_challenge_methods_supported", "S256", "token_endpoint_auth_methods_supported", method,
        "revocation_endpoint_auth_methods_supported", method, "claims_supported", "sub", "name",
        "username", "email", "email_verified", "phone_number", "phone_number_verified",
        "updated_at");
    int failed = !document;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        failed |= add_address(document, request, addresses[i].name, addresses[i].path);
    if (!failed) {
        reply_bare(reply, 200, document);
        return;
    }
    json_decref(document);
    server_error(reply);
}

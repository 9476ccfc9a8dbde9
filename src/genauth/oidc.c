/* The form endpoints: a new access token, and the end of a token (api 3.45, 3.9). */
#include <string.h>

#include "base/i18n.h"
#include "genauth/envelope.h"
#include "genauth/request.h"
#include "genauth/token_set.h"

static const struct genauth_endpoint token_endpoint = {.method = HTTP_POST,
                                                       .path = "/oidc/token",
                                                       .content_type = genauth_form_type,
                                                       .limit_ms = 20000,
                                                       .max_idle_ms = 15000};
static const struct genauth_endpoint revoke_endpoint = {.method = HTTP_POST,
                                                        .path = "/oidc/token/revocation",
                                                        .content_type = genauth_form_type,
                                                        .limit_ms = 5000,
                                                        .max_idle_ms = 15000};

static bool build_refresh(const struct genauth_config *config,
                          const struct genauth_session *session, struct http_request *request,
                          struct err *err)
{
    const struct secret *token = session->refresh_token;
    if (secret_is_empty(token))
        return err_set(err, _("There is nothing to renew the sign-in with."));
    if (!genauth_request_begin(config, &token_endpoint, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(token->length + genauth_client_size(config));
    genauth_body_field(&body, "grant_type", "refresh_token", strlen("refresh_token"));
    bool done = genauth_client_form(config, &body, request, err);
    genauth_body_field(&body, "refresh_token", token->bytes, token->length);
    return genauth_body_end(&body, request, err) && done;
}

bool genauth_build_refresh(const struct genauth_config *config,
                           const struct genauth_session *session, struct http_request *request,
                           struct err *err)
{
    return genauth_request_end(build_refresh(config, session, request, err), request);
}

static bool build_revoke(const struct genauth_config *config, const struct secret *token,
                         struct http_request *request, struct err *err)
{
    if (!genauth_request_begin(config, &revoke_endpoint, request, err))
        return false;
    /* Sources allow an empty answer, which has no content type (api 5.30). */
    request->accept = NULL;
    struct genauth_body body = genauth_body_begin(token->length + genauth_client_size(config));
    bool done = genauth_client_form(config, &body, request, err);
    genauth_body_field(&body, "token", token->bytes, token->length);
    return genauth_body_end(&body, request, err) && done;
}

bool genauth_build_revoke(const struct genauth_config *config, const struct secret *token,
                          struct http_request *request, struct err *err)
{
    return genauth_request_end(build_revoke(config, token, request, err), request);
}

struct outcome genauth_read_refresh(const struct http_reply *reply, struct genauth_session *session)
{
    return genauth_read_token_set(reply, GENAUTH_REFRESH, session);
}

struct outcome genauth_read_application(const struct http_reply *reply)
{
    struct genauth_envelope envelope;
    struct outcome outcome = genauth_envelope_read(reply, GENAUTH_REFRESH, &envelope);
    const char *error;
    /* With a status of an envelope it is another answer, which only looks like this one. */
    bool is_grant = outcome.status_code == 0 && outcome.api_code == 0 &&
                    json_string(json_get(envelope.document, "error"), &error) &&
                    strcmp(error, "invalid_grant") == 0;
    genauth_envelope_clear(&envelope);
    if (outcome.class == OUTCOME_SESSION_OVER)
        outcome.class = is_grant ? OUTCOME_OK : OUTCOME_UNKNOWN;
    else if (outcome.class == OUTCOME_OK)
        outcome.class = OUTCOME_UNKNOWN;
    if (outcome.class == OUTCOME_ANOTHER_STEP) { /* of no account: there is none here */
        outcome.class = OUTCOME_UNKNOWN;
        outcome.cause = OUTCOME_CAUSE_NONE;
    }
    return outcome;
}

struct outcome genauth_read_revoke(const struct http_reply *reply)
{
    return genauth_read_success(reply, GENAUTH_REVOKE);
}

#include "genauth/token_set.h"

#include <sodium.h>
#include <string.h>
#include <strings.h>

#include "genauth/envelope.h"

static const int64_t lifetime_max_s = INT64_C(10) * 366 * 86400;

/* Decodes the middle part of a JWT into secret memory. NULL when TOKEN is none, or when *NO_MEMORY.
 */
static struct secret *decode_payload(const struct secret *token, bool *no_memory)
{
    const int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    const char *begin = strchr(token->bytes, '.');
    const char *end = begin == NULL ? NULL : strchr(begin + 1, '.');
    if (end == NULL || strchr(end + 1, '.') != NULL)
        return NULL;
    size_t length = (size_t)(end - begin) - 1;
    struct secret *payload = secret_new(length);
    *no_memory = payload == NULL;
    if (payload == NULL)
        return NULL;
    if (sodium_base642bin((unsigned char *)payload->bytes, payload->capacity, begin + 1, length,
                          NULL, &payload->length, NULL, variant) != 0) {
        secret_free(payload);
        return NULL;
    }
    payload->bytes[payload->length] = '\0';
    return payload;
}

/* The claim "sub", or "". The signature is not checked, and cannot be without the application's
 * secret (api 1.11): the subject only ever adds a comparison, it never replaces one. False when
 * memory ran out: then a comparison that belongs there would be missing. */
static bool read_subject(const struct secret *token, char subject[GENAUTH_ID_SIZE])
{
    bool no_memory = false;
    const char *problem = NULL;
    subject[0] = '\0';
    struct secret *payload = token == NULL ? NULL : decode_payload(token, &no_memory);
    if (payload == NULL)
        return !no_memory;
    struct json *claims = json_read(payload->bytes, payload->length, &problem);
    if (!genauth_member_text(claims, "sub", subject, GENAUTH_ID_SIZE))
        subject[0] = '\0';
    json_free(claims);
    secret_free(payload);
    return problem != json_no_memory;
}

/* Either spelling (api 5.3). */
static bool read_lifetime(const struct json *data, int64_t *expires_s)
{
    const struct json *member = genauth_member(data, "expires_in");
    if (member == NULL)
        member = genauth_member(data, "expire_in");
    *expires_s = 0;
    return member == NULL ||
           (json_integer(member, expires_s) && *expires_s >= 1 && *expires_s <= lifetime_max_s);
}

static bool is_bearer(const struct json *data)
{
    const struct json *member = genauth_member(data, "token_type");
    const char *type;
    return member == NULL || (json_string(member, &type) && strcasecmp(type, "bearer") == 0);
}

void genauth_session_clear(struct genauth_session *session)
{
    secret_free(session->access_token);
    secret_free(session->refresh_token);
    *session = (struct genauth_session){0};
}

/* Reads the token set DATA into SESSION (zeroed); cleared unless the result is NONE. */
static enum outcome_cause read_tokens(const struct json *data, struct genauth_session *session)
{
    char other[GENAUTH_ID_SIZE];
    enum outcome_cause cause = OUTCOME_CAUSE_INCOMPLETE;
    struct secret *id_token = NULL;
    if (!genauth_member_token(data, "access_token", &session->access_token) ||
        session->access_token == NULL ||
        !genauth_member_token(data, "refresh_token", &session->refresh_token) ||
        !genauth_member_token(data, "id_token", &id_token) || !is_bearer(data) ||
        !read_lifetime(data, &session->expires_s))
        goto out;
    if (!read_subject(session->access_token, session->subject) || !read_subject(id_token, other)) {
        cause = OUTCOME_CAUSE_MEMORY;
        goto out;
    }
    if (session->subject[0] == '\0')
        memcpy(session->subject, other, sizeof(other));
    else if (other[0] != '\0' && strcmp(session->subject, other) != 0) {
        cause = OUTCOME_CAUSE_OTHER_ACCOUNT;
        goto out;
    }
    cause = OUTCOME_CAUSE_NONE;
out:
    secret_free(id_token);
    if (cause != OUTCOME_CAUSE_NONE)
        genauth_session_clear(session);
    return cause;
}

struct outcome genauth_read_token_set(const struct http_reply *reply,
                                      enum genauth_operation operation,
                                      struct genauth_session *session)
{
    struct genauth_envelope envelope;
    genauth_session_clear(session);
    struct outcome outcome = genauth_envelope_read(reply, operation, &envelope);
    if (outcome.class == OUTCOME_OK) {
        enum outcome_cause cause = read_tokens(envelope.data, session);
        if (cause != OUTCOME_CAUSE_NONE) {
            genauth_incomplete(&outcome);
            outcome.cause = cause;
        }
    }
    genauth_envelope_clear(&envelope);
    return outcome;
}

/* Replies of the server: never a success by half a reply, by two, or by one of another kind. The
 * first byte is the operation, the second the kind of HTTP reply; the rest is its body. */
#include "config.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "genauth/genauth.h"
#include "tests/fuzz/fuzz.h"

enum { OPERATIONS = 8, DELETE = 5, BODY_MAX = 4096 };

static void check_session(struct genauth_session *session, bool is_ok, bool needs_access)
{
    FUZZ_REQUIRE(is_ok || (session->access_token == NULL && session->refresh_token == NULL));
    FUZZ_REQUIRE(!is_ok || !needs_access || !secret_is_empty(session->access_token));
    const struct secret *tokens[] = {session->access_token, session->refresh_token};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; tokens[i] != NULL && j < tokens[i]->length; j++)
            FUZZ_REQUIRE(tokens[i]->bytes[j] > ' ' && tokens[i]->bytes[j] <= '~');
    FUZZ_REQUIRE(strlen(session->subject) < sizeof(session->subject) && session->expires_s >= 0);
    genauth_session_clear(session);
}

static struct outcome read_profile(const struct http_reply *reply)
{
    struct genauth_profile profile = {0};
    struct outcome outcome = genauth_read_profile(reply, &profile);
    FUZZ_REQUIRE(outcome.class != OUTCOME_OK || profile.user_id[0] != '\0');
    FUZZ_REQUIRE(strlen(profile.name) < sizeof(profile.name) &&
                 strlen(profile.email) < sizeof(profile.email) &&
                 strlen(profile.phone) < sizeof(profile.phone));
    FUZZ_REQUIRE(text_is_utf8(profile.email, strlen(profile.email)));
    return outcome;
}

static struct outcome read_verify(const struct http_reply *reply)
{
    struct genauth_delete_token token = {0};
    struct outcome outcome = genauth_read_verify(reply, &token);
    FUZZ_REQUIRE((outcome.class == OUTCOME_OK) == (token.token != NULL));
    FUZZ_REQUIRE(token.token == NULL || (token.expires_s >= 1 && token.expires_s <= 3600));
    genauth_delete_token_clear(&token);
    return outcome;
}

static struct outcome read(unsigned operation, const struct http_reply *reply)
{
    struct genauth_session session = {0};
    struct outcome outcome;
    char key[GENAUTH_KEY_SIZE] = "";
    switch (operation) {
    case 0:
        outcome = genauth_read_system(reply, key);
        FUZZ_REQUIRE(strlen(key) < sizeof(key));
        return outcome;
    case 1:
        outcome = genauth_read_sign_in(reply, &session);
        check_session(&session, outcome.class == OUTCOME_OK, true);
        return outcome;
    case 2:
        return genauth_read_send(reply);
    case 3:
        return read_profile(reply);
    case 4:
        return read_verify(reply);
    case DELETE:
        return genauth_read_delete(reply);
    case 6:
        outcome = genauth_read_refresh(reply, &session);
        check_session(&session, outcome.class == OUTCOME_OK, true);
        return outcome;
    default:
        return genauth_read_revoke(reply);
    }
}

/* Whether BODY of LENGTH bytes, with REPLY's other values, is a success of OPERATION. */
static bool is_success(unsigned operation, struct http_reply reply, const char *body, size_t length)
{
    static struct secret *memory;
    if (memory == NULL)
        memory = secret_new(BODY_MAX + 1);
    FUZZ_REQUIRE(memory != NULL && secret_set(memory, body, length));
    reply.body = memory;
    return read(operation, &reply).class == OUTCOME_OK;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Only the server's own word, with its number, says that the account is gone. */
static void check_deleted(const char *body, size_t length)
{
    struct json *json = json_read(body, length, NULL);
    const struct json *status = json_get(json, "statusCode");
    bool success = false;
    int64_t number = 0;
    FUZZ_REQUIRE(json_boolean(json_get(json_get(json, "data"), "success"), &success) && success);
    FUZZ_REQUIRE(json_integer(
        status == NULL || json_is_null(status) ? json_get(json, "code") : status, &number));
    FUZZ_REQUIRE(number == 200);
    json_free(json);
}

static void check_success(unsigned operation, const struct http_reply *reply, const char *body,
                          size_t length)
{
    char more[BODY_MAX + 1];
    while (length > 0 && is_blank(body[length - 1]))
        length--;
    FUZZ_REQUIRE(reply->status >= 200 && reply->status < 300);
    /* All but revocation, where HTTP 200 is the answer (RFC 7009 2.2), need a whole document. */
    if (operation == OPERATIONS - 1 && length == 0)
        return;
    FUZZ_REQUIRE(reply->is_json);
    for (size_t i = length > 8 ? length - 8 : 0; i < length; i++)
        FUZZ_REQUIRE(i == 0 || !is_success(operation, *reply, body, i));
    memcpy(more, body, length);
    more[length] = '}';
    FUZZ_REQUIRE(!is_success(operation, *reply, more, length + 1));
    if (operation == DELETE)
        check_deleted(body, length);
}

static void check_outcome(const struct outcome *outcome)
{
    FUZZ_REQUIRE(outcome->class < OUTCOME_CLASS_COUNT && outcome->cause < OUTCOME_CAUSE_COUNT);
    FUZZ_REQUIRE(outcome->class != OUTCOME_WAIT ||
                 (outcome->wait_s >= 1 && outcome->wait_s <= 300));
    FUZZ_REQUIRE(outcome->tries_left >= -1);
    struct shown again = text_neutralise(outcome->message.text, strlen(outcome->message.text), 0);
    FUZZ_REQUIRE(strcmp(again.text, outcome->message.text) == 0);
    again = text_neutralise(outcome->request_id.text, strlen(outcome->request_id.text), 0);
    FUZZ_REQUIRE(strcmp(again.text, outcome->request_id.text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {200, 200, 200, 201, 204, 302, 400, 401,
                                    403, 404, 429, 499, 500, 502, 503, 418};
    if (size < 2 || size - 2 > BODY_MAX)
        return 0;
    unsigned operation = data[0] % OPERATIONS;
    struct http_reply reply = {.result = HTTP_REPLIED,
                               .sent = true,
                               .status = statuses[data[1] & 15],
                               .is_json = (data[1] & 16) == 0,
                               .has_retry_after = (data[1] & 32) != 0,
                               .retry_after_s = 1 + data[1],
                               .request_id = "id-\033[31m"};
    const char *body = (const char *)data + 2;
    reply.body = secret_new(size - 2);
    FUZZ_REQUIRE(reply.body != NULL && secret_set(reply.body, body, size - 2));
    struct outcome outcome = read(operation, &reply);
    check_outcome(&outcome);
    if (outcome.class == OUTCOME_OK)
        check_success(operation, &reply, body, size - 2);
    http_reply_clear(&reply);
    return 0;
}

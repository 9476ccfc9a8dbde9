#include "genauth/envelope.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "genauth/genauth.h"

enum { WAIT_DEFAULT_S = 60, WAIT_MAX_S = 300, MESSAGE_MAX = 2048, REQUEST_ID_COLUMNS = 100 };

const struct json *genauth_member(const struct json *object, const char *key)
{
    const struct json *member = json_get(object, key);
    return json_is_null(member) ? NULL : member;
}

bool genauth_member_text(const struct json *object, const char *key, char *text, size_t size)
{
    text[0] = '\0';
    const struct json *member = genauth_member(object, key);
    if (member == NULL)
        return true;
    const char *value;
    if (!json_string(member, &value))
        return false;
    size_t length = strlen(value);
    if (length >= size)
        return false;
    memcpy(text, value, length + 1);
    return true;
}

bool genauth_member_token(const struct json *object, const char *key, struct secret **secret)
{
    *secret = NULL;
    const struct json *member = genauth_member(object, key);
    if (member == NULL)
        return true;
    const char *value;
    if (!json_string(member, &value))
        return false;
    size_t length = strlen(value);
    if (length == 0 || length > GENAUTH_TOKEN_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        if (value[i] <= ' ' || value[i] > '~')
            return false;
    *secret = secret_new(length);
    return *secret != NULL && secret_set(*secret, value, length);
}

/* Numbers of the envelope ---------------------------------------------------------------------- */

/* A fine-grained code; V2-style answers have it as a text. Another text or a number out of all
 * reason counts as none, because the program must do without; another type does not count as an
 * envelope at all. */
static bool read_api_code(const struct json *member, int32_t *code)
{
    *code = 0;
    if (member == NULL)
        return true;
    int64_t number = 0;
    const char *text;
    if (json_string(member, &text)) {
        for (; *text >= '0' && *text <= '9' && number <= INT32_MAX; text++)
            number = number * 10 + (*text - '0');
        if (*text != '\0')
            number = 0;
    } else if (!json_integer(member, &number)) {
        return false;
    }
    *code = number > 0 && number <= INT32_MAX ? (int32_t)number : 0;
    return true;
}

/* statusCode, or the older "code" in its place, which may also be a fine-grained one (api 1.7). */
static enum genauth_form read_codes(const struct json *document, struct genauth_facts *facts)
{
    const struct json *status = genauth_member(document, "statusCode");
    const struct json *old = genauth_member(document, "code");
    if (!read_api_code(genauth_member(document, "apiCode"), &facts->api))
        return GENAUTH_FORM_MALFORMED;
    int64_t number;
    if (status == NULL && old != NULL && json_integer(old, &number) && number > 999) {
        if (facts->api == 0 && number <= INT32_MAX)
            facts->api = (int32_t)number;
        facts->status = 499; /* what such codes came with (api 2.4) */
        return GENAUTH_FORM_OLD;
    }
    /* A text as "code" is a name, not a status. */
    const char *name;
    if (status == NULL && (old == NULL || json_string(old, &name)))
        return GENAUTH_FORM_BARE;
    if (!json_integer(status != NULL ? status : old, &number) || number < 100 || number > 999)
        return GENAUTH_FORM_MALFORMED;
    facts->status = (int32_t)number;
    return GENAUTH_FORM_ENVELOPE;
}

static enum genauth_form bare_form(const struct json *document)
{
    const struct json *error = genauth_member(document, "error");
    const char *name;
    if (error == NULL)
        return GENAUTH_FORM_BARE;
    if (!json_string(error, &name))
        return GENAUTH_FORM_OAUTH;
    if (strcmp(name, "invalid_grant") == 0)
        return GENAUTH_FORM_GRANT;
    return strcmp(name, "invalid_client") == 0 ? GENAUTH_FORM_CLIENT : GENAUTH_FORM_OAUTH;
}

static enum genauth_form envelope_form(const struct json *data)
{
    bool success;
    if (genauth_member(data, "mfaToken") != NULL)
        return GENAUTH_FORM_STEP;
    if (json_boolean(json_get(data, "success"), &success) && !success)
        return GENAUTH_FORM_FALSE;
    return GENAUTH_FORM_ENVELOPE;
}

/* What a complete reply is, as the table sees it. */
static void read_facts(const struct http_reply *reply, struct genauth_envelope *envelope,
                       struct genauth_facts *facts)
{
    facts->http = reply->status > 0 && reply->status <= 999 ? (int32_t)reply->status : 0;
    if (secret_is_empty(reply->body)) {
        facts->form = GENAUTH_FORM_EMPTY;
        return;
    }
    facts->form = GENAUTH_FORM_UNREADABLE;
    if (!reply->is_json)
        return;
    envelope->document = json_read(reply->body->bytes, reply->body->length, NULL);
    if (envelope->document == NULL)
        return;
    facts->form = GENAUTH_FORM_MALFORMED;
    if (!json_is_object(envelope->document))
        return;
    facts->form = read_codes(envelope->document, facts);
    envelope->data = genauth_member(envelope->document, "data");
    if (facts->form == GENAUTH_FORM_BARE)
        facts->form = bare_form(envelope->document);
    else if (facts->form == GENAUTH_FORM_ENVELOPE)
        facts->form = envelope_form(envelope->data);
    if (envelope->data == NULL && facts->form == GENAUTH_FORM_BARE)
        envelope->data = envelope->document;
}

static enum genauth_form transport_form(const struct http_reply *reply)
{
    /* Whatever the result says: once bytes may have left, "not sent" would be a lie. */
    if (reply->sent)
        return GENAUTH_FORM_NO_REPLY;
    if (reply->result == HTTP_NOT_SENT)
        return GENAUTH_FORM_NOT_SENT;
    return reply->result == HTTP_NOT_PROVEN ? GENAUTH_FORM_NOT_PROVEN : GENAUTH_FORM_NO_REPLY;
}

struct genauth_facts genauth_envelope_facts(const struct http_reply *reply,
                                            enum genauth_operation operation,
                                            struct genauth_envelope *envelope)
{
    struct genauth_facts facts = {.operation = operation};
    *envelope = (struct genauth_envelope){0};
    if (reply->result == HTTP_REPLIED)
        read_facts(reply, envelope, &facts);
    else
        facts.form = transport_form(reply);
    return facts;
}

/* Texts of the envelope ------------------------------------------------------------------------ */

/* On validation failures the message may be a list or an object (api 1.7): its texts in a row. */
static void flatten(const struct json *message, struct buf *out)
{
    const char *text = NULL;
    if (json_string(message, &text) && text[0] != '\0') {
        if (out->length > 0)
            buf_append_text(out, "; ");
        buf_append_text(out, text);
        return;
    }
    if (!json_is_array(message) && !json_is_object(message))
        return;
    const struct json *part = json_at(message, 0, NULL);
    for (size_t i = 1; part != NULL; i++) {
        flatten(part, out);
        part = json_at(message, i, NULL);
    }
}

static void read_texts(const struct http_reply *reply, const struct json *document,
                       struct outcome *outcome)
{
    struct buf message = buf_init(MESSAGE_MAX);
    const struct json *words = genauth_member(document, "message");
    if (words == NULL)
        words = genauth_member(document, "error_description");
    flatten(words, &message);
    outcome->message = text_neutralise(buf_text(&message), message.length, 0);
    buf_free(&message);

    const char *id;
    if (!json_string(json_get(document, "requestId"), &id) &&
        !json_string(json_get(document, "uniqueId"), &id))
        id = reply->request_id;
    outcome->request_id = text_neutralise(id, strlen(id), REQUEST_ID_COLUMNS);
}

static int32_t wait_seconds(const struct http_reply *reply)
{
    int64_t wait_s = reply->has_retry_after ? reply->retry_after_s : WAIT_DEFAULT_S;
    return wait_s < 1 ? 1 : wait_s > WAIT_MAX_S ? WAIT_MAX_S : (int32_t)wait_s;
}

struct outcome genauth_envelope_read(const struct http_reply *reply,
                                     enum genauth_operation operation,
                                     struct genauth_envelope *envelope)
{
    struct outcome outcome = {.sent = reply->sent, .tries_left = -1};
    struct genauth_facts facts = genauth_envelope_facts(reply, operation, envelope);
    outcome.http_status = facts.http;
    outcome.status_code = facts.form == GENAUTH_FORM_OLD ? 0 : facts.status;
    outcome.api_code = facts.api;
    size_t count;
    const struct genauth_rule *rules = genauth_rules(&count);
    genauth_classify(rules, count, &facts, &outcome);
    if (reply->result == HTTP_REPLIED)
        read_texts(reply, envelope->document, &outcome);
    else
        outcome.cause = reply->cause;
    if (outcome.cause == OUTCOME_CAUSE_TOO_OFTEN) {
        outcome.wait_s = wait_seconds(reply);
        outcome.wait_said = reply->has_retry_after;
    }
    int64_t left;
    if (json_integer(json_get(envelope->data, "remainCount"), &left) && left >= 0 && left <= 1000)
        outcome.tries_left = (int32_t)left;
    return outcome;
}

void genauth_envelope_clear(struct genauth_envelope *envelope)
{
    json_free(envelope->document);
    *envelope = (struct genauth_envelope){0};
}

void genauth_incomplete(struct outcome *outcome)
{
    outcome->class = OUTCOME_UNKNOWN;
    outcome->cause = OUTCOME_CAUSE_INCOMPLETE;
}

struct outcome genauth_read_success(const struct http_reply *reply,
                                    enum genauth_operation operation)
{
    struct genauth_envelope envelope;
    struct outcome outcome = genauth_envelope_read(reply, operation, &envelope);
    const struct json *success = genauth_member(envelope.data, "success");
    bool yes;
    if (outcome.class == OUTCOME_OK && success != NULL && !json_boolean(success, &yes))
        genauth_incomplete(&outcome);
    genauth_envelope_clear(&envelope);
    return outcome;
}

#include "tests/unit/genauth_reply.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_SIZE = 512 * 1024 };

const char *const genauth_operation_names[] = {"system", "sign_in", "send",   "profile", "verify",
                                               "delete", "refresh", "revoke", NULL};

/* In the same order. */
static const char *const good_bodies[] = {
    "{\"rsa\":{\"publicKey\":\"-----BEGIN PUBLIC KEY-----\"},\"publicIps\":[\"192.0.2.10\"]}",
    "{\"statusCode\":200,\"message\":\"\",\"data\":{\"access_token\":\"at.1\",\"refresh_token\":"
    "\"rt.1\",\"token_type\":\"Bearer\",\"expire_in\":1209600}}",
    "{\"statusCode\":200,\"message\":\"sent\"}",
    "{\"statusCode\":200,\"message\":\"\",\"data\":{\"userId\":\"u1\",\"email\":null}}",
    "{\"statusCode\":200,\"message\":\"\",\"data\":{\"deleteAccountToken\":\"dat.1\","
    "\"tokenExpiresIn\":60}}",
    "{\"statusCode\":200,\"message\":\"\",\"data\":{\"success\":true}}",
    "{\"access_token\":\"at.2\",\"refresh_token\":\"rt.2\",\"token_type\":\"Bearer\","
    "\"expires_in\":60}",
    "{\"statusCode\":200,\"message\":\"\",\"data\":{\"success\":true}}",
};

unsigned genauth_operations(const char *text)
{
    if (strcmp(text, "all") == 0)
        return GENAUTH_ALL;
    unsigned found = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        unsigned bit = 0;
        for (unsigned i = 0; genauth_operation_names[i] != NULL; i++)
            if (strlen(genauth_operation_names[i]) == length &&
                memcmp(genauth_operation_names[i], text, length) == 0)
                bit = 1U << i;
        if (bit == 0)
            cases_fail(text, 0, "no such operation");
        found |= bit;
        text += length + (text[length] == ',' ? 1 : 0);
    }
    return found;
}

static enum outcome_cause cause_of(const char *name)
{
    for (int i = 0; i < OUTCOME_CAUSE_COUNT; i++)
        if (strcmp(outcome_cause_text((enum outcome_cause)i), name) == 0)
            return (enum outcome_cause)i;
    ck_abort_msg("no such cause: %s", name);
}

static void set_transport(struct http_reply *reply, const char *text)
{
    char result[16], cause[32], sent[8] = "";
    ck_assert_int_ge(sscanf(text, "%15s %31s %7s", result, cause, sent), 2);
    reply->result = strcmp(result, "not_sent") == 0     ? HTTP_NOT_SENT
                    : strcmp(result, "not_proven") == 0 ? HTTP_NOT_PROVEN
                                                        : HTTP_NO_REPLY;
    reply->cause = cause_of(cause);
    reply->sent = strcmp(sent, "sent") == 0;
}

static const char *body_text(const struct test_case *test, enum genauth_operation operation)
{
    const char *body = case_get(test, "body");
    if (body == NULL)
        return "";
    if (strcmp(body, "@ok") != 0)
        return body;
    return good_bodies[__builtin_ctz((unsigned)operation)];
}

static void add(struct secret *body, const char *text, size_t length)
{
    ck_assert(secret_append(body, text, length));
}

static void add_hex(struct secret *body, const char *digits)
{
    for (; *digits != '\0'; digits += 2) {
        unsigned byte;
        ck_assert_int_eq(sscanf(digits, "%2x", &byte), 1);
        add(body, &(char){(char)byte}, 1);
    }
}

static struct secret *make_body(const struct test_case *test, enum genauth_operation operation)
{
    struct secret *body = secret_new(BODY_SIZE);
    ck_assert_ptr_nonnull(body);
    const char *text = body_text(test, operation);
    const char *insert = case_get(test, "insert");
    size_t length = strlen(text) - (size_t)case_number(test, "cut", 0);
    size_t before = insert == NULL ? 0 : 1;
    add(body, text, before);
    if (insert != NULL)
        add(body, insert, strlen(insert));
    add(body, text + before, length - before);
    if (case_get(test, "hex") != NULL)
        add_hex(body, case_get(test, "hex"));
    const char *repeat = case_get(test, "repeat");
    if (repeat != NULL) {
        char *piece;
        for (long left = strtol(repeat, &piece, 10); left > 0; left--)
            add(body, piece + 1, strlen(piece + 1));
    }
    const char *tail = case_get(test, "tail");
    if (tail != NULL)
        add(body, tail, strlen(tail));
    return body;
}

struct http_reply genauth_reply(const struct test_case *test, enum genauth_operation operation)
{
    struct http_reply reply = {.id = 1};
    if (case_get(test, "transport") != NULL) {
        set_transport(&reply, case_get(test, "transport"));
        return reply;
    }
    const char *type = case_get(test, "type");
    reply.result = HTTP_REPLIED;
    reply.sent = true;
    reply.status = case_number(test, "http", 200);
    reply.is_json = type == NULL || strcmp(type, "application/json") == 0;
    reply.retry_after_s = case_number(test, "retry", 0);
    reply.has_retry_after = case_get(test, "retry") != NULL;
    const char *id = case_get(test, "header-id");
    if (id != NULL)
        ck_assert_int_lt(snprintf(reply.request_id, sizeof(reply.request_id), "%s", id),
                         HTTP_REQUEST_ID_SIZE);
    reply.body = make_body(test, operation);
    return reply;
}

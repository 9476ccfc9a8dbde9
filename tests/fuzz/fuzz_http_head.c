/* The head of a reply and the time to wait that it names: within the limits, or refused. */
#include "config.h"

#include <string.h>

#include "http/http_verdict.h"
#include "tests/fuzz/fuzz.h"

static void check_wait(const char *text, int64_t now_s)
{
    int64_t wait_s = -7;
    if (http_verdict_wait(text, now_s, &wait_s))
        FUZZ_REQUIRE(wait_s >= 1 && wait_s <= 300);
    else
        FUZZ_REQUIRE(wait_s == -7);
    size_t digits = strspn(text, "0123456789");
    if (digits > 0 && text[digits] == '\0' && digits <= 3) {
        long seconds = strtol(text, NULL, 10);
        FUZZ_REQUIRE(wait_s == (seconds < 1 ? 1 : seconds > 300 ? 300 : seconds));
    }
}

static void check_head(const struct http_head *head)
{
    FUZZ_REQUIRE(head->bytes <= HTTP_MAX_HEADER_BYTES && head->lines <= HTTP_MAX_HEADER_LINES);
    FUZZ_REQUIRE(memchr(head->request_id, '\0', sizeof(head->request_id)) != NULL);
    FUZZ_REQUIRE(memchr(head->retry_after, '\0', sizeof(head->retry_after)) != NULL);
    FUZZ_REQUIRE(head->status == 0 || (head->status >= 100 && head->status <= 999));
    if (head->complete && head->has_length && !http_head_has_no_body(head))
        FUZZ_REQUIRE(head->length <= HTTP_MAX_BODY);
    FUZZ_REQUIRE(!head->complete || !(head->has_length && head->chunked));
    FUZZ_REQUIRE(!head->is_json || head->has_type);
}

static void check_reply(const struct http_head *head, enum outcome_cause cause, bool sent)
{
    struct http_reply reply = {.sent = sent, .body = secret_new(1)};
    FUZZ_REQUIRE(reply.body != NULL);
    http_verdict_decide(&reply, head, cause);
    FUZZ_REQUIRE((reply.result == HTTP_REPLIED) == (reply.body != NULL));
    FUZZ_REQUIRE(reply.result != HTTP_REPLIED || (sent && head->complete && reply.status >= 100));
    FUZZ_REQUIRE(sent || reply.result != HTTP_NO_REPLY);
    FUZZ_REQUIRE(!sent || (reply.result != HTTP_NOT_SENT && reply.result != HTTP_NOT_PROVEN));
    http_reply_clear(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct http_head head = {0};
    char text[512];
    if (size < 2)
        return 0;
    const char *at = (const char *)data + 2;
    size_t left = size - 2;
    size_t length = left < sizeof(text) - 1 ? left : sizeof(text) - 1;
    memcpy(text, at, length);
    text[length] = '\0';
    check_wait(text, (int64_t)data[0] << 24);
    enum outcome_cause cause = http_verdict_handshake(text, data[1] & 1, data[0] % 80);
    FUZZ_REQUIRE(cause != OUTCOME_CAUSE_NONE && cause < OUTCOME_CAUSE_COUNT);

    cause = OUTCOME_CAUSE_NONE;
    while (left > 0 && cause == OUTCOME_CAUSE_NONE) {
        const char *newline = memchr(at, '\n', left);
        size_t line = newline == NULL ? left : (size_t)(newline - at) + 1;
        cause = http_head_read(&head, at, line);
        if (cause == OUTCOME_CAUSE_NONE)
            check_head(&head);
        at += line;
        left -= line;
    }
    check_wait(head.retry_after, (int64_t)data[0] << 24);
    check_reply(&head, cause, (data[1] & 2) != 0);
    return 0;
}

/* The writer of JSON: whatever the text, what is written can be read, and says the same. */
#include "config.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MAX = 4096 };

static void check_writer(const char *text, bool is_good)
{
    struct buf buf = buf_init((size_t)8 * TEXT_MAX);
    struct json_writer writer = {.buf = &buf};
    json_write_object(&writer, NULL);
    json_write_string(&writer, "text", text);
    json_write_array(&writer, "list");
    json_write_integer(&writer, NULL, (int64_t)strlen(text));
    json_write_boolean(&writer, NULL, is_good);
    json_write_null(&writer, NULL);
    json_write_end(&writer, ']');
    json_write_end(&writer, '}');
    FUZZ_REQUIRE(!buf.failed);
    struct json *json = json_read(buf_text(&buf), buf.length, NULL);
    const char *read = NULL;
    int64_t length = -1;
    FUZZ_REQUIRE(json != NULL && json_string(json_get(json, "text"), &read));
    FUZZ_REQUIRE(text_is_utf8(read, strlen(read)));
    FUZZ_REQUIRE(!is_good || strcmp(read, text) == 0);
    FUZZ_REQUIRE(json_integer(json_at(json_get(json, "list"), 0, NULL), &length));
    FUZZ_REQUIRE(length == (int64_t)strlen(text));
    json_free(json);
    buf_free(&buf);
}

/* Into a secret of CAPACITY bytes that holds one byte already. */
static void check_secret(const char *text, size_t length, size_t capacity)
{
    struct secret *secret = secret_new(capacity);
    FUZZ_REQUIRE(secret != NULL && secret_set(secret, "x", 1));
    bool done = json_quote_secret(secret, text, length);
    FUZZ_REQUIRE(secret->length <= capacity && secret->bytes[secret->length] == '\0');
    FUZZ_REQUIRE(done || (secret->length == 1 && secret->bytes[0] == 'x'));
    FUZZ_REQUIRE(done || capacity < 6 * length + 3);
    if (done) {
        struct json *json = json_read(secret->bytes + 1, secret->length - 1, NULL);
        const char *read = NULL;
        FUZZ_REQUIRE(json_string(json, &read));
        FUZZ_REQUIRE(strlen(read) == length && memcmp(read, text, length) == 0);
        json_free(json);
    }
    secret_free(secret);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TEXT_MAX + 1];
    if (size == 0 || size > TEXT_MAX)
        return 0;
    size_t capacity = 1 + (size_t)data[0];
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    size_t length = strlen(text);
    bool is_good = text_is_utf8(text, length);
    check_writer(text, is_good);
    if (is_good)
        check_secret(text, length, capacity);
    return 0;
}

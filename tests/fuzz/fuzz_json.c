/* The strict reader of JSON: what it accepts jansson accepts as well, and understands in the same
 * way; what it refuses jansson refuses as well, but for our own limits. */
#include "config.h"

#include <string.h>

#include "base/json.h"
#include "base/json_scan.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/second_json.h"

static void put(FILE *out, const struct json *value, unsigned depth)
{
    const char *text = NULL;
    const char *key = NULL;
    int64_t number = 0;
    bool flag = false;
    bool is_object = json_is_object(value);
    if (is_object || json_is_array(value)) {
        const struct json *part = NULL;
        FUZZ_REQUIRE(depth <= JSON_MAX_DEPTH);
        (void)fputs(is_object ? "{\n" : "[\n", out);
        for (size_t i = 0; (part = json_at(value, i, &key)) != NULL; i++) {
            if (is_object) {
                second_json_put_string(out, key);
                FUZZ_REQUIRE(json_get(value, key) == part);
            }
            put(out, part, depth + 1);
        }
        (void)fputs(is_object ? "}\n" : "]\n", out);
    } else if (json_string(value, &text)) {
        second_json_put_string(out, text);
    } else if (json_boolean(value, &flag)) {
        (void)fputs(flag ? "true\n" : "false\n", out);
    } else if (json_is_null(value)) {
        (void)fputs("null\n", out);
    } else {
        bool is_integer = json_integer(value, &number);
        second_json_put_number(out, is_integer, number);
    }
}

/* The limits that only this program has, by the words of the refusal. */
static bool is_own_limit(const char *problem)
{
    static const char *const limits[] = {"nested too deep", "too many values", "string too long",
                                         "text too long", "number too long"};
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        if (strcmp(problem, limits[i]) == 0)
            return true;
    return false;
}

static void compare(const char *text, size_t length, const struct json *json)
{
    char *ours = NULL;
    char *theirs = NULL;
    size_t our_size = 0;
    size_t their_size = 0;
    FILE *our_file = open_memstream(&ours, &our_size);
    FILE *their_file = open_memstream(&theirs, &their_size);
    FUZZ_REQUIRE(our_file != NULL && their_file != NULL);
    put(our_file, json, 1);
    FUZZ_REQUIRE(second_json_read(text, length, their_file) == SECOND_JSON_GOOD);
    FUZZ_REQUIRE(fclose(our_file) == 0 && fclose(their_file) == 0);
    FUZZ_REQUIRE(our_size == their_size && memcmp(ours, theirs, our_size) == 0);
    free(ours);
    free(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    const char *problem = NULL;
    struct json *json = json_read(text, size, &problem);
    FUZZ_REQUIRE((json == NULL) == (problem != NULL));
    /* jansson 2.14 overlooks a NUL behind a number. */
    if (size > 0 && memchr(text, '\0', size) != NULL) {
        FUZZ_REQUIRE(json == NULL);
        return 0;
    }
    enum second_json second = second_json_read(text, size, NULL);
    if (json_scan(text, size) == NULL)
        FUZZ_REQUIRE(second != SECOND_JSON_BAD);
    else
        FUZZ_REQUIRE(json == NULL);
    if (json != NULL)
        compare(text, size, json);
    else
        FUZZ_REQUIRE(second != SECOND_JSON_GOOD || is_own_limit(problem));
    json_free(json);
    return 0;
}

/* base/json.c: what is written is what a strict reader reads. */
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "tests/tap.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct buf out;
static struct json_writer writer;

static void make(void)
{
    out = buf_init(64 * 1024);
    writer = (struct json_writer){.buf = &out};
}

static void unmake(void)
{
    buf_free(&out);
}

START_TEST(json_write__puts__commas_and_colons)
    {
        json_write_object(&writer, NULL);
        json_write_integer(&writer, "v", 1);
        json_write_string(&writer, "type", "view");
        json_write_null(&writer, "status");
        json_write_array(&writer, "items");
        json_write_object(&writer, NULL);
        json_write_end(&writer, '}');
        json_write_array(&writer, NULL);
        json_write_end(&writer, ']');
        json_write_string(&writer, NULL, "a");
        json_write_string(&writer, NULL, NULL);
        json_write_integer(&writer, NULL, -2);
        json_write_boolean(&writer, NULL, true);
        json_write_null(&writer, NULL);
        json_write_end(&writer, ']');
        json_write_boolean(&writer, "enabled", false);
        json_write_end(&writer, '}');
        ck_assert_str_eq(
            buf_text(&out),
            "{\"v\":1,\"type\":\"view\",\"status\":null,\"items\":[{},[],\"a\",null,-2,true,"
            "null],\"enabled\":false}");
    }
END_TEST

static const struct {
    int64_t number;
    const char *text;
} integers[] = {
    {0, "0"},
    {-1, "-1"},
    {INT64_MAX, "9223372036854775807"},
    {INT64_MIN, "-9223372036854775808"},
};

START_TEST(json_write_integer__writes__all_of_64_bits)
    {
        json_write_integer(&writer, NULL, integers[_i].number);
        ck_assert_str_eq(buf_text(&out), integers[_i].text);
    }
END_TEST

static const struct {
    const char *text;
    const char *written;
} strings[] = {
    {"", "\"\""},
    {"abc", "\"abc\""},
    {"\"\\", "\"\\\"\\\\\""},
    {"/", "\"/\""},
    {"\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""},
    {"\001\037\033", "\"\\u0001\\u001f\\u001b\""},
    {"\177", "\"\177\""},
    {"caf\u00e9 \u4f60 \U0001F600", "\"caf\u00e9 \u4f60 \U0001F600\""},
    {"\377", "\"\ufffd\""},
    {"a\377\376b", "\"a\ufffd\ufffdb\""},
    {"\344\275", "\"\ufffd\ufffd\""},
    {"\300\200", "\"\ufffd\ufffd\""},
    {"\355\240\200", "\"\ufffd\ufffd\ufffd\""},
};

START_TEST(json_write_string__escapes)
    {
        json_write_string(&writer, NULL, strings[_i].text);
        ck_assert_str_eq(buf_text(&out), strings[_i].written);
        buf_reset(&out);
        json_write_string(&(struct json_writer){.buf = &out}, strings[_i].text, "");
        size_t length = strlen(strings[_i].written);
        ck_assert_int_eq(strncmp(buf_text(&out), strings[_i].written, length), 0);
        ck_assert_str_eq(buf_text(&out) + length, ":\"\"");
    }
END_TEST

/* Every ASCII character alone, as a value and as a key. */
START_TEST(json_write_string__is_read__as_the_same)
    {
        char text[2] = {(char)_i, '\0'};
        json_write_object(&writer, NULL);
        json_write_string(&writer, text, text);
        json_write_end(&writer, '}');
        struct json *json = json_read(buf_text(&out), out.length, NULL);
        const char *value;
        ck_assert(json_string(json_get(json, text), &value));
        ck_assert_str_eq(value, text);
        json_free(json);
    }
END_TEST

START_TEST(json_write__shows__a_failure_in_the_buffer)
    {
        struct buf small = buf_init(10);
        writer.buf = &small;
        json_write_object(&writer, NULL);
        json_write_string(&writer, "key", "too long for it");
        json_write_integer(&writer, "n", 1);
        json_write_end(&writer, '}');
        ck_assert(small.failed);
        ck_assert_str_eq(buf_text(&small), "");
        buf_free(&small);
    }
END_TEST

static const struct {
    const char *text;
    size_t length;
    const char *quoted;
} secrets[] = {
    {"", 0, "\"\""},
    {"correct horse 1", 15, "\"correct horse 1\""},
    {"a\"b\\c", 5, "\"a\\\"b\\\\c\""},
    {"\n\033", 2, "\"\\n\\u001b\""},
    {"p\u00e4\u4f60\U0001F600", 10, "\"p\u00e4\u4f60\U0001F600\""},
    {"a\0b", 3, "\"a\\u0000b\""},
};

START_TEST(json_quote_secret__appends__a_string)
    {
        size_t needed = strlen(secrets[_i].quoted);
        struct secret *secret = secret_new(5 + needed);
        ck_assert(secret_set(secret, "{\"p\":", 5));
        ck_assert(json_quote_secret(secret, secrets[_i].text, secrets[_i].length));
        ck_assert_uint_eq(secret->length, 5 + needed);
        ck_assert_str_eq(secret->bytes + 5, secrets[_i].quoted);
        secret_free(secret);
    }
END_TEST

START_TEST(json_quote_secret__leaves_all_as_it_was__when_it_does_not_fit)
    {
        size_t needed = strlen(secrets[_i].quoted);
        static const char zeros[64];
        for (size_t room = 0; room < needed; room++) {
            struct secret *secret = secret_new(5 + room);
            ck_assert(secret_set(secret, "{\"p\":", 5));
            ck_assert(!json_quote_secret(secret, secrets[_i].text, secrets[_i].length));
            ck_assert_str_eq(secret->bytes, "{\"p\":");
            ck_assert_uint_eq(secret->length, 5);
            ck_assert_mem_eq(secret->bytes + 5, zeros, room + 1);
            secret_free(secret);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_write");
    TCase *tests = tap_case(suite, "json_write");
    tcase_add_checked_fixture(tests, make, unmake);
    tcase_add_test(tests, json_write__puts__commas_and_colons);
    tcase_add_loop_test(tests, json_write_integer__writes__all_of_64_bits, 0, COUNT(integers));
    tcase_add_loop_test(tests, json_write_string__escapes, 0, COUNT(strings));
    tcase_add_loop_test(tests, json_write_string__is_read__as_the_same, 1, 128);
    tcase_add_test(tests, json_write__shows__a_failure_in_the_buffer);
    tcase_add_loop_test(tests, json_quote_secret__appends__a_string, 0, COUNT(secrets));
    tcase_add_loop_test(tests, json_quote_secret__leaves_all_as_it_was__when_it_does_not_fit, 0,
                        COUNT(secrets));
    return tap_run(suite);
}

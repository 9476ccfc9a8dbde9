/* base/json.c: the values of a document, and that nothing of them is left behind. */
#include <string.h>

#include "base/json.h"
#include "tests/tap.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    const char *text;
    bool is_integer;
    int64_t value;
} integers[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"200", true, 200},
    {"-5", true, -5},
    {"2e2", true, 200},
    {"200.0", true, 200},
    {"2147483648", true, 2147483648},
    {"-2147483649", true, -2147483649},
    {"9007199254740991", true, 9007199254740991},
    {"-9007199254740991", true, -9007199254740991},
    {"9007199254740992", false, 0},
    {"9007199254740993", false, 0},
    {"-9007199254740992", false, 0},
    {"1e300", false, 0},
    {"200.5", false, 0},
    {"0.1", false, 0},
    {"-1e-9", false, 0},
    {"\"200\"", false, 0},
    {"true", false, 0},
    {"null", false, 0},
    {"[200]", false, 0},
    {"{}", false, 0},
};

START_TEST(json_integer__takes__exact_integers_only)
    {
        struct json *json = json_read(integers[_i].text, strlen(integers[_i].text), NULL);
        ck_assert_ptr_nonnull(json);
        int64_t value = 42;
        ck_assert_int_eq(json_integer(json, &value), integers[_i].is_integer);
        ck_assert_int_eq(value, integers[_i].is_integer ? integers[_i].value : 42);
        json_free(json);
    }
END_TEST

static const struct {
    const char *text;
    const char *value;
} strings[] = {
    {"\"\"", ""},
    {"\"abc\"", "abc"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
    {"\"\\u0041\\u00e9\\u4f60\\ud83d\\ude00\"", "A\u00e9\u4f60\U0001F600"},
    {"\"\\u001b[2J\"", "\033[2J"},
    {"\"\u4f60\"", "\u4f60"},
    {"\"\\\\u0041\"", "\\u0041"},
    {"1", NULL},
    {"null", NULL},
    {"true", NULL},
    {"[\"a\"]", NULL},
};

START_TEST(json_string__gives__the_decoded_text)
    {
        struct json *json = json_read(strings[_i].text, strlen(strings[_i].text), NULL);
        ck_assert_ptr_nonnull(json);
        const char *text = "untouched";
        ck_assert_int_eq(json_string(json, &text), strings[_i].value != NULL);
        ck_assert_str_eq(text, strings[_i].value == NULL ? "untouched" : strings[_i].value);
        json_free(json);
    }
END_TEST

static struct json *read_text(const char *text)
{
    struct json *json = json_read(text, strlen(text), NULL);
    ck_assert_ptr_nonnull(json);
    return json;
}

START_TEST(json_boolean__takes__true_and_false_only)
    {
        struct json *json = read_text("[true,false,1,0,\"true\",null,[],{}]");
        bool value = false;
        ck_assert(json_boolean(json_at(json, 0, NULL), &value) && value);
        ck_assert(json_boolean(json_at(json, 1, NULL), &value) && !value);
        for (size_t i = 2; i < 8; i++)
            ck_assert(!json_boolean(json_at(json, i, NULL), &value));
        json_free(json);
    }
END_TEST

START_TEST(json_is__tells__the_types_apart)
    {
        struct json *json = read_text("[{},[],null,0,\"\",false]");
        for (size_t i = 0; i < 6; i++) {
            ck_assert_int_eq(json_is_object(json_at(json, i, NULL)), i == 0);
            ck_assert_int_eq(json_is_array(json_at(json, i, NULL)), i == 1);
            ck_assert_int_eq(json_is_null(json_at(json, i, NULL)), i == 2);
        }
        json_free(json);
    }
END_TEST

START_TEST(json_get__finds__the_exact_key)
    {
        struct json *json =
            read_text("{\"Data\":1,\"data\":2,\"none\":null,\"\":3,\"d\\u00e9\":4}");
        int64_t value = 0;
        ck_assert(json_integer(json_get(json, "data"), &value) && value == 2);
        ck_assert(json_integer(json_get(json, "Data"), &value) && value == 1);
        ck_assert(json_integer(json_get(json, ""), &value) && value == 3);
        ck_assert(json_integer(json_get(json, "d\u00e9"), &value) && value == 4);
        ck_assert(json_is_null(json_get(json, "none")));
        ck_assert_ptr_null(json_get(json, "DATA"));
        ck_assert_ptr_null(json_get(json, "dat"));
        ck_assert_ptr_null(json_get(json, "data "));
        ck_assert_ptr_null(json_get(json_get(json, "data"), "data"));
        json_free(json);
        json = read_text("[1]");
        ck_assert_ptr_null(json_get(json, ""));
        ck_assert_ptr_null(json_get(json, "0"));
        json_free(json);
    }
END_TEST

START_TEST(json_at__walks__in_order)
    {
        struct json *json = read_text("{\"b\":1,\"a\":[2,3]}");
        const char *key = NULL;
        int64_t value = 0;
        ck_assert(json_integer(json_at(json, 0, &key), &value) && value == 1);
        ck_assert_str_eq(key, "b");
        const struct json *list = json_at(json, 1, &key);
        ck_assert_str_eq(key, "a");
        ck_assert(json_integer(json_at(list, 1, &key), &value) && value == 3);
        ck_assert_ptr_null(key);
        key = "untouched";
        ck_assert_ptr_null(json_at(json, 2, &key));
        ck_assert_ptr_null(key);
        ck_assert_ptr_null(json_at(list, 2, NULL));
        ck_assert_ptr_null(json_at(json_at(list, 0, NULL), 0, NULL));
        json_free(json);
    }
END_TEST

START_TEST(json__takes__nothing_for_nothing)
    {
        const char *text;
        int64_t value;
        bool truth;
        ck_assert(!json_is_object(NULL) && !json_is_array(NULL) && !json_is_null(NULL));
        ck_assert(!json_string(NULL, &text) && !json_integer(NULL, &value));
        ck_assert(!json_boolean(NULL, &truth));
        ck_assert_ptr_null(json_get(NULL, "a"));
        ck_assert_ptr_null(json_at(NULL, 0, NULL));
        json_free(NULL);
    }
END_TEST

/* Wiping: the linker puts this in the place of cJSON_Delete, so that the tree can be seen just
 * before it goes away. */
void __real_cJSON_Delete(void *tree);
void __wrap_cJSON_Delete(void *tree);

static const char *watched[4];
static size_t watched_count;
static size_t wiped_count;

void __wrap_cJSON_Delete(void *tree)
{
    for (size_t i = 0; i < watched_count; i++)
        wiped_count += watched[i][0] == '\0' && watched[i][1] == '\0' && watched[i][2] == '\0';
    watched_count = 0;
    __real_cJSON_Delete(tree);
}

START_TEST(json_free__wipes__every_string_and_key)
    {
        struct json *json = read_text("[\"one\",{\"two\":[\"six\"]},1,{\"ten\":{}}]");
        ck_assert(json_string(json_at(json, 0, NULL), &watched[0]));
        const struct json *inner = json_at(json_at(json, 1, NULL), 0, &watched[1]);
        ck_assert(json_string(json_at(inner, 0, NULL), &watched[2]));
        json_at(json_at(json, 3, NULL), 0, &watched[3]);
        ck_assert_str_eq(watched[3], "ten");
        watched_count = 4;
        wiped_count = 0;
        json_free(json);
        ck_assert_uint_eq(watched_count, 0);
        ck_assert_uint_eq(wiped_count, 4);
    }
END_TEST

/* Memory that runs out: calloc as json.c sees it, and cJSON that comes back without a document. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_cJSON_ParseWithLength(const char *text, size_t length);
void *__wrap_cJSON_ParseWithLength(const char *text, size_t length);

static bool no_calloc;
static bool no_tree;

void *__wrap_calloc(size_t count, size_t size)
{
    return no_calloc ? NULL : __real_calloc(count, size);
}

void *__wrap_cJSON_ParseWithLength(const char *text, size_t length)
{
    return no_tree ? NULL : __real_cJSON_ParseWithLength(text, length);
}

START_TEST(json_read__says_so__without_memory)
    {
        const char *problem = NULL;
        no_calloc = true;
        struct json *json = json_read("{\"a\":1}", 7, &problem);
        no_calloc = false;
        ck_assert_ptr_null(json);
        ck_assert_ptr_eq(problem, json_no_memory);
        no_tree = true;
        json = json_read("{\"a\":1}", 7, &problem);
        no_tree = false;
        ck_assert_ptr_null(json);
        ck_assert_ptr_eq(problem, json_no_memory);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_values");
    TCase *tests = tap_case(suite, "json_values");
    tcase_add_loop_test(tests, json_integer__takes__exact_integers_only, 0, COUNT(integers));
    tcase_add_loop_test(tests, json_string__gives__the_decoded_text, 0, COUNT(strings));
    tcase_add_test(tests, json_boolean__takes__true_and_false_only);
    tcase_add_test(tests, json_is__tells__the_types_apart);
    tcase_add_test(tests, json_get__finds__the_exact_key);
    tcase_add_test(tests, json_at__walks__in_order);
    tcase_add_test(tests, json__takes__nothing_for_nothing);
    tcase_add_test(tests, json_read__says_so__without_memory);
    tcase_add_test(tests, json_free__wipes__every_string_and_key);
    return tap_run(suite);
}

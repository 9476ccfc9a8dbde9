/* base/json.c, json_scan.c: what is read, what is refused and why, and that nothing is left behind.
 */
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "tests/tap.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

struct row {
    const char *text;
    size_t length;
    const char *problem; /* NULL: accepted */
};
#define GOOD(text)                                                                                 \
    {                                                                                              \
        text, sizeof(text) - 1, NULL                                                               \
    }
#define BAD(text, problem)                                                                         \
    {                                                                                              \
        text, sizeof(text) - 1, problem                                                            \
    }

static const char expected[] = "value expected";
static const char word[] = "unknown word";
static const char number[] = "malformed number";
static const char range[] = "number out of range";
static const char escape[] = "malformed escape";
static const char lone[] = "lone surrogate";
static const char nul[] = "NUL in a string";
static const char control[] = "control character in a string";
static const char open_string[] = "string without end";
static const char string[] = "string expected";
static const char colon[] = "colon expected";
static const char comma[] = "comma or bracket expected";
static const char more[] = "more than one document";
static const char utf8[] = "not UTF-8";
static const char twice[] = "duplicate key";

static const struct row documents[] = {
    /* accepted */
    GOOD("{}"),
    GOOD("[]"),
    GOOD("null"),
    GOOD("true"),
    GOOD("false"),
    GOOD("0"),
    GOOD("\"\""),
    GOOD(" {} "),
    GOOD("\t\r\n [ ] \t\r\n"),
    GOOD("{\"a\":1}"),
    GOOD("{ \"a\" : 1 , \"b\" : 2 }"),
    GOOD("[1,2,3]"),
    GOOD("[[],{}]"),
    GOOD("{\"a\":{\"a\":{\"a\":1}}}"),
    GOOD("{\"\":1}"),
    GOOD("{\"a\":1,\"A\":2}"),
    GOOD("{\"a\":1,\"a \":2}"),
    GOOD("[{\"a\":1},{\"a\":1}]"),
    GOOD("-0"),
    GOOD("-1"),
    GOOD("10"),
    GOOD("1.5"),
    GOOD("0.5"),
    GOOD("-0.5"),
    GOOD("1e5"),
    GOOD("1E5"),
    GOOD("1e+5"),
    GOOD("1e-5"),
    GOOD("0e0"),
    GOOD("1.25e-2"),
    GOOD("1e00"),
    GOOD("1.7976931348623157e308"),
    GOOD("5e-324"),
    GOOD("1e-999"),
    GOOD("123456789012345678901"),
    GOOD("\"a\""),
    GOOD("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    GOOD("\"\\u0041\""),
    GOOD("\"\\u00e9\\u00E9\""),
    GOOD("\"\\uffff\""),
    GOOD("\"\\u0001\\u001f\""),
    GOOD("\"\\ud83d\\ude00\""),
    GOOD("\"\\uD83D\\uDE00\""),
    GOOD("\"\\ud7ff\\ue000\""),
    GOOD("\"\303\251\344\275\240\360\237\230\200\""),
    GOOD("\"\364\217\277\277\""),
    GOOD("\"\177\""),
    GOOD("\"/\""),
    GOOD("\"\\\\u0000\""),
    GOOD("\"\342\200\256\342\200\250\357\273\277\""), /* for the neutraliser, not for the reader */
    GOOD("{\"statusCode\": 200, \"message\": \"\", \"data\": {\"success\": true}}"),
    GOOD("{\"statusCode\": 302, \"apiCode\": 1636, \"data\": {\"applicationMfa\": "
         "[{\"mfaPolicy\": \"OTP\", \"status\": 1, \"sort\": 0}]}}"),
    /* not complete */
    BAD("", expected),
    BAD(" ", expected),
    BAD("\n\n", expected),
    BAD("{", string),
    BAD("{\"", open_string),
    BAD("{\"a", open_string),
    BAD("{\"a\"", colon),
    BAD("{\"a\":", expected),
    BAD("{\"a\":1", comma),
    BAD("{\"a\":1,", string),
    BAD("{\"a\":1,\"b\"", colon),
    BAD("[", expected),
    BAD("[1", comma),
    BAD("[1,", expected),
    BAD("[[]", comma),
    BAD("\"", open_string),
    BAD("\"abc", open_string),
    BAD("\"\\", escape),
    BAD("\"\\\"", open_string),
    BAD("\"\\u", escape),
    BAD("\"\\u12", escape),
    BAD("\"\\ud83d", lone),
    BAD("\"\\ud83d\\", lone),
    BAD("\"\\ud83d\\u", escape),
    BAD("-", number),
    BAD("t", word),
    BAD("tru", word),
    BAD("nul", word),
    BAD("fals", word),
    BAD("{\"statusCode\": 200, \"data\": {\"su", open_string),
    /* more than one, or something after it */
    BAD("{}{}", more),
    BAD("{} {}", more),
    BAD("{}x", more),
    BAD("[]]", more),
    BAD("{}}", more),
    BAD("1 2", more),
    BAD("\"a\"\"b\"", more),
    BAD("null,", more),
    BAD("truefalse", more),
    BAD("{}\0", more),
    BAD("{}\0{}", more),
    BAD("nullx", more),
    BAD("{};", more),
    BAD("{}//c", more),
    BAD("{}<html>", more),
    BAD("[1]\f", more),
    /* before it */
    BAD("\357\273\277{}", number),
    BAD("\0{}", number),
    BAD("x{}", number),
    BAD("/**/{}", number),
    BAD(")]}',{}", number),
    BAD("\f{}", number),
    BAD("\302\240{}", number),
    BAD("<html>", number),
    BAD("while(1);{}", number),
    BAD("\v{}", number),
    /* words and tokens that are not JSON */
    BAD("True", number),
    BAD("NULL", number),
    BAD("nULL", word),
    BAD("tRUE", word),
    BAD("undefined", number),
    BAD("NaN", number),
    BAD("Infinity", number),
    BAD("-Infinity", number),
    BAD("'a'", number),
    BAD("a", number),
    BAD("}", number),
    BAD("]", number),
    BAD(",", number),
    BAD(":", number),
    BAD("+", number),
    BAD("\\u0031", number),
    /* numbers */
    BAD("01", more),
    BAD("0200", more),
    BAD("-01", more),
    BAD("00", more),
    BAD("+1", number),
    BAD("1.", number),
    BAD(".5", number),
    BAD("-.5", number),
    BAD("1.e5", number),
    BAD("1e", number),
    BAD("1e+", number),
    BAD("1e-", number),
    BAD("1.5.5", more),
    BAD("1e5.5", more),
    BAD("0x10", more),
    BAD("1_000", more),
    BAD("1,000", more),
    BAD("--1", number),
    BAD("- 1", number),
    BAD("1 .5", more),
    BAD("0b1", more),
    BAD("1f", more),
    BAD("1e++5", number),
    BAD("\357\274\221", number),
    BAD("1e999", range),
    BAD("-1e999", range),
    BAD("[1,{\"a\":[1e309]}]", range),
    BAD("1.8e308", range),
    /* objects and arrays */
    BAD("{,}", string),
    BAD("{\"a\":1,}", string),
    BAD("{\"a\"}", colon),
    BAD("{\"a\":}", number),
    BAD("{\"a\" 1}", colon),
    BAD("{\"a\"=1}", colon),
    BAD("{\"a\":1 \"b\":2}", comma),
    BAD("{\"a\":1;\"b\":2}", comma),
    BAD("{a:1}", string),
    BAD("{'a':1}", string),
    BAD("{1:1}", string),
    BAD("{null:1}", string),
    BAD("{\"a\":1]", comma),
    BAD("[1}", comma),
    BAD("[,]", number),
    BAD("[1,]", number),
    BAD("[1,,2]", number),
    BAD("[1 2]", comma),
    BAD("[1:2]", comma),
    BAD("{\"a\"::1}", number),
    BAD("{{}}", string),
    BAD("{[]:1}", string),
    BAD("[\"a\":1]", comma),
    BAD("[1/**/]", comma),
    BAD("{\"a\":1,,\"b\":2}", string),
    /* strings */
    BAD("\"\n\"", control),
    BAD("\"\t\"", control),
    BAD("\"\0\"", control),
    BAD("\"a\0b\"", control),
    BAD("\"\033[2J\"", control),
    BAD("\"\037\"", control),
    BAD("{\"a\nb\":1}", control),
    BAD("\"\\x41\"", escape),
    BAD("\"\\a\"", escape),
    BAD("\"\\'\"", escape),
    BAD("\"\\0\"", escape),
    BAD("\"\\U0041\"", escape),
    BAD("\"\\\0\"", escape),
    BAD("\"\\\n\"", escape),
    BAD("\"\\u004\"", escape),
    BAD("\"\\u00g0\"", escape),
    BAD("\"\\u 041\"", escape),
    BAD("\"\\u+041\"", escape),
    BAD("\"\\u-041\"", escape),
    BAD("\"\\u0x41\"", escape),
    BAD("\"\\u004@\"", escape),
    BAD("\"\\u004`\"", escape),
    BAD("\"\\u004/\"", escape),
    BAD("\"\\u0000\"", nul),
    BAD("\"a\\u0000b\"", nul),
    BAD("{\"a\\u0000\":1}", nul),
    BAD("\"\\ud800\"", lone),
    BAD("\"\\udbff\"", lone),
    BAD("\"\\udc00\"", lone),
    BAD("\"\\udfff\"", lone),
    BAD("\"\\udc00\\udc00\"", lone),
    BAD("\"\\udfff\\udfff\"", lone),
    BAD("\"\\ude00\\ud83d\"", lone),
    BAD("\"\\ud83dx\"", lone),
    BAD("\"\\ud83d\\n\"", lone),
    BAD("\"\\ud83d\\u0041\"", lone),
    BAD("\"\\ud83d\\ud83d\"", lone),
    BAD("\"\\ud83d\\ue000\"", lone),
    BAD("{\"\\ud800\":1}", lone),
    BAD("\"\\ud83d\\u00\"", escape),
    /* UTF-8 */
    BAD("\"\377\"", utf8),
    BAD("\"\200\"", utf8),
    BAD("\"\303\"", utf8),
    BAD("\"\344\275\"", utf8),
    BAD("\"\360\237\230\"", utf8),
    BAD("\"\300\200\"", utf8),
    BAD("\"\300\257\"", utf8),
    BAD("\"\301\277\"", utf8),
    BAD("\"\340\200\257\"", utf8),
    BAD("\"\340\237\277\"", utf8),
    BAD("\"\360\200\200\257\"", utf8),
    BAD("\"\355\240\200\"", utf8),
    BAD("\"\355\277\277\"", utf8),
    BAD("\"\364\220\200\200\"", utf8),
    BAD("\"\370\210\200\200\200\"", utf8),
    BAD("\"caf\351\"", utf8),
    BAD("{\"\377\":1}", utf8),
    BAD("{}\377", utf8),
    BAD("\376\377\0{\0}", utf8),
    BAD("{\0}\0", string),
    BAD("\377\376{\0}\0", utf8),
    /* keys */
    BAD("{\"a\":1,\"a\":1}", twice),
    BAD("{\"a\":1,\"b\":2,\"a\":3}", twice),
    BAD("{\"\":1,\"\":2}", twice),
    BAD("{\"a\":1,\"\\u0061\":2}", twice),
    BAD("{\"\303\251\":1,\"\\u00E9\":2}", twice),
    BAD("{\"\\/\":1,\"/\":2}", twice),
    BAD("{\"\\ud83d\\ude00\":1,\"\360\237\230\200\":2}", twice),
    BAD("[{\"a\":null,\"a\":null}]", twice),
    BAD("{\"x\":{\"y\":[{\"a\":1,\"b\":1,\"a\":1}]}}", twice),
    BAD("{\"statusCode\":200,\"statusCode\":400}", twice),
};

START_TEST(json_read__accepts_or_refuses__as_the_table_says)
    {
        const struct row *row = &documents[_i];
        const char *problem = "never set";
        struct json *json = json_read(row->text, row->length, &problem);
        ck_assert_int_eq(json != NULL, row->problem == NULL);
        if (row->problem == NULL)
            ck_assert_ptr_null(problem);
        else
            ck_assert_str_eq(problem, row->problem);
        json_free(json);
    }
END_TEST

/* A document whose last byte is at the end of the memory: what reads further is seen by the
 * checkers. */
START_TEST(json_read__reads__no_byte_too_many)
    {
        const struct row *row = &documents[_i];
        for (size_t length = 0; length <= row->length; length++) {
            char *copy = malloc(length == 0 ? 1 : length);
            ck_assert_ptr_nonnull(copy);
            memcpy(copy, row->text, length);
            struct json *json = json_read(copy, length, NULL);
            if (length == row->length)
                ck_assert_int_eq(json != NULL, row->problem == NULL);
            json_free(json);
            free(copy);
        }
    }
END_TEST

/* Limits -------------------------------------------------------------------------------------- */

static struct buf made;

static void make(void)
{
    made = buf_init(4 * JSON_MAX_TEXT);
}

static void unmake(void)
{
    buf_free(&made);
}

static void add(const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        if (!buf_append_text(&made, text))
            ck_abort_msg("no memory");
}

static const char *problem_of_made(void)
{
    const char *problem = NULL;
    json_free(json_read(buf_text(&made), made.length, &problem));
    buf_reset(&made);
    return problem;
}

START_TEST(json_read__stops__at_the_depth)
    {
        add("[", JSON_MAX_DEPTH);
        add("]", JSON_MAX_DEPTH);
        ck_assert_ptr_null(problem_of_made());
        add("[", JSON_MAX_DEPTH + 1);
        add("]", JSON_MAX_DEPTH + 1);
        ck_assert_str_eq(problem_of_made(), "nested too deep");
        add("{\"a\":", JSON_MAX_DEPTH);
        add("1", 1);
        add("}", JSON_MAX_DEPTH);
        ck_assert_ptr_null(problem_of_made());
        add("{\"a\":", JSON_MAX_DEPTH);
        add("[]", 1);
        add("}", JSON_MAX_DEPTH);
        ck_assert_str_eq(problem_of_made(), "nested too deep");
        add("[", JSON_MAX_TEXT);
        ck_assert_str_eq(problem_of_made(), "nested too deep");
        add("[", 1); /* side by side is not deep */
        add("[[[[[[]]]]]],", 100);
        add("1]", 1);
        ck_assert_ptr_null(problem_of_made());
    }
END_TEST

START_TEST(json_read__stops__at_the_number_of_values)
    {
        add("[", 1);
        add("1,", JSON_MAX_NODES - 2);
        add("1]", 1); /* and the array itself */
        ck_assert_ptr_null(problem_of_made());
        add("[", 1);
        add("1,", JSON_MAX_NODES - 1);
        add("1]", 1);
        ck_assert_str_eq(problem_of_made(), "too many values");
    }
END_TEST

START_TEST(json_read__finds__duplicates_among_many_keys)
    {
        for (int repeated = -1; repeated < JSON_MAX_NODES - 1; repeated += 1365) {
            add("{", 1);
            for (int i = 0; i < JSON_MAX_NODES - 1; i++)
                ck_assert(buf_printf(&made, "%s\"key%d\":0", i > 0 ? "," : "",
                                     i == JSON_MAX_NODES - 2 && repeated >= 0 ? repeated : i));
            add("}", 1);
            const char *problem = problem_of_made();
            ck_assert_int_eq(problem != NULL, repeated >= 0 && repeated != JSON_MAX_NODES - 2);
        }
    }
END_TEST

/* UNIT stands for SIZE bytes of a string, once written. */
static void check_string_limit(const char *unit, size_t size)
{
    size_t fitting = JSON_MAX_STRING / size;
    size_t rest = JSON_MAX_STRING % size;
    for (size_t over = 0; over < 2; over++) {
        add("\"", 1);
        add(unit, fitting);
        add("x", rest + over);
        add("\"", 1);
        const char *problem = problem_of_made();
        ck_assert_int_eq(problem != NULL, over == 1);
        ck_assert(problem == NULL || strcmp(problem, "string too long") == 0);
        add("{\"", 1);
        add(unit, fitting);
        add("x", rest + over);
        add("\":1}", 1);
        ck_assert_int_eq(problem_of_made() != NULL, over == 1);
    }
}

START_TEST(json_read__stops__at_the_length_of_strings)
    {
        check_string_limit("a", 1);
        check_string_limit("\\n", 1);
        check_string_limit("\\u0041", 1);
        check_string_limit("\\u00e9", 2);
        check_string_limit("\\u4f60", 3);
        check_string_limit("\\ud83d\\ude00", 4);
        check_string_limit("\360\237\230\200", 4);
    }
END_TEST

START_TEST(json_read__stops__at_the_length_of_the_text)
    {
        add("{}", 1);
        add(" ", JSON_MAX_TEXT - 2);
        ck_assert_ptr_null(problem_of_made());
        add("{}", 1);
        add(" ", JSON_MAX_TEXT - 1);
        ck_assert_str_eq(problem_of_made(), "text too long");
    }
END_TEST

START_TEST(json_read__stops__at_the_length_of_numbers)
    {
        add("0.", 1);
        add("1", 61);
        ck_assert_ptr_null(problem_of_made());
        add("0.", 1);
        add("1", 62);
        ck_assert_str_eq(problem_of_made(), "number too long");
        add("9", JSON_MAX_TEXT);
        ck_assert_str_eq(problem_of_made(), "number too long");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");
    TCase *tests = tap_case(suite, "json");
    tcase_add_checked_fixture(tests, make, unmake);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, json_read__accepts_or_refuses__as_the_table_says, 0,
                        COUNT(documents));
    tcase_add_loop_test(tests, json_read__reads__no_byte_too_many, 0, COUNT(documents));
    tcase_add_test(tests, json_read__stops__at_the_depth);
    tcase_add_test(tests, json_read__stops__at_the_number_of_values);
    tcase_add_test(tests, json_read__finds__duplicates_among_many_keys);
    tcase_add_test(tests, json_read__stops__at_the_length_of_strings);
    tcase_add_test(tests, json_read__stops__at_the_length_of_the_text);
    tcase_add_test(tests, json_read__stops__at_the_length_of_numbers);
    return tap_run(suite);
}

#include "config.h"

#include "tests/fuzz/second_json.h"

#include <jansson.h>
#include <math.h>

void second_json_put_string(FILE *out, const char *text)
{
    (void)fprintf(out, "\"%s\n", text);
}

void second_json_put_number(FILE *out, bool is_integer, long long integer)
{
    if (is_integer)
        (void)fprintf(out, "%lld\n", integer);
    else
        (void)fputs("number\n", out);
}

static void put(FILE *out, json_t *value)
{
    const char *key = NULL;
    json_t *part = NULL;
    size_t i = 0;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        (void)fputs("{\n", out);
        json_object_foreach(value, key, part)
        {
            second_json_put_string(out, key);
            put(out, part);
        }
        (void)fputs("}\n", out);
        break;
    case JSON_ARRAY:
        (void)fputs("[\n", out);
        json_array_foreach(value, i, part) put(out, part);
        (void)fputs("]\n", out);
        break;
    case JSON_STRING:
        second_json_put_string(out, json_string_value(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL: {
        double number = json_number_value(value);
        bool is_integer = fabs(number) < 9007199254740992.0 && floor(number) == number;
        second_json_put_number(out, is_integer, is_integer ? (long long)number : 0);
        break;
    }
    case JSON_TRUE:
    case JSON_FALSE:
        (void)fputs(json_is_true(value) ? "true\n" : "false\n", out);
        break;
    case JSON_NULL:
        (void)fputs("null\n", out);
        break;
    }
}

enum second_json second_json_read(const char *text, size_t length, FILE *out)
{
    const size_t flags = JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL | JSON_REJECT_DUPLICATES;
    json_error_t error;
    json_t *value = json_loadb(text, length, flags, &error);
    if (value == NULL)
        return json_error_code(&error) == json_error_numeric_overflow ? SECOND_JSON_TOO_LARGE
               : json_error_code(&error) == json_error_duplicate_key  ? SECOND_JSON_DUPLICATE
                                                                      : SECOND_JSON_BAD;
    if (out != NULL)
        put(out, value);
    json_decref(value);
    return SECOND_JSON_GOOD;
}

#include "base/json.h"

#include <assert.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/json_scan.h"

const char json_no_memory[] = "out of memory";

static const int64_t max_integer = ((int64_t)1 << 53) - 1;

/* struct json is never defined: it is a cJSON under a name that the headers may see. */
static const cJSON *as_cjson(const struct json *json)
{
    return (const cJSON *)json;
}

static const struct json *as_json(const cJSON *item)
{
    return (const struct json *)item;
}

/* Reading ------------------------------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const char *check_keys(const cJSON *object)
{
    size_t count = (size_t)cJSON_GetArraySize(object);
    const char **keys = calloc(count + 1, sizeof(*keys));
    if (keys == NULL)
        return json_no_memory;
    size_t filled = 0;
    for (const cJSON *child = object->child; child != NULL; child = child->next)
        keys[filled++] = child->string;
    qsort(keys, count, sizeof(*keys), compare_keys);
    const char *problem = NULL;
    for (size_t i = 1; i < count && problem == NULL; i++)
        if (strcmp(keys[i - 1], keys[i]) == 0)
            problem = "duplicate key";
    free(keys);
    return problem;
}

/* What the scan cannot see: equal keys in different writing, numbers beyond a double. */
static const char *check_tree(const cJSON *item)
{
    if (cJSON_IsNumber(item) && !isfinite(item->valuedouble))
        return "number out of range";
    const char *problem = cJSON_IsObject(item) ? check_keys(item) : NULL;
    for (const cJSON *child = item->child; child != NULL && problem == NULL; child = child->next)
        problem = check_tree(child);
    return problem;
}

struct json *json_read(const char *text, size_t length, const char **problem)
{
    cJSON *tree = NULL;
    const char *found = json_scan(text, length);
    if (found == NULL) {
        /* What the scan lets pass, cJSON reads; unless there is no memory. */
        tree = cJSON_ParseWithLength(text, length);
        found = tree == NULL ? json_no_memory : check_tree(tree);
    }
    if (problem != NULL)
        *problem = found;
    if (found == NULL)
        return (struct json *)tree;
    json_free((struct json *)tree);
    return NULL;
}

static void wipe(cJSON *item)
{
    for (; item != NULL; item = item->next) {
        if (item->valuestring != NULL)
            explicit_bzero(item->valuestring, strlen(item->valuestring));
        if (item->string != NULL)
            explicit_bzero(item->string, strlen(item->string));
        item->valuedouble = 0;
        item->valueint = 0;
        wipe(item->child);
    }
}

void json_free(struct json *json)
{
    wipe((cJSON *)json);
    cJSON_Delete((cJSON *)json);
}

bool json_is_object(const struct json *json)
{
    return cJSON_IsObject(as_cjson(json));
}

bool json_is_array(const struct json *json)
{
    return cJSON_IsArray(as_cjson(json));
}

bool json_is_null(const struct json *json)
{
    return cJSON_IsNull(as_cjson(json));
}

const struct json *json_get(const struct json *json, const char *key)
{
    if (!json_is_object(json))
        return NULL;
    return as_json(cJSON_GetObjectItemCaseSensitive(as_cjson(json), key));
}

const struct json *json_at(const struct json *json, size_t index, const char **key)
{
    const cJSON *child = json == NULL ? NULL : as_cjson(json)->child;
    while (child != NULL && index-- > 0)
        child = child->next;
    if (key != NULL)
        *key = child == NULL ? NULL : child->string;
    return as_json(child);
}

bool json_string(const struct json *json, const char **text)
{
    if (!cJSON_IsString(as_cjson(json)))
        return false;
    *text = as_cjson(json)->valuestring;
    return true;
}

bool json_integer(const struct json *json, int64_t *number)
{
    if (!cJSON_IsNumber(as_cjson(json)))
        return false;
    double value = as_cjson(json)->valuedouble;
    if (value != trunc(value) || fabs(value) > (double)max_integer)
        return false;
    *number = (int64_t)value;
    return true;
}

bool json_boolean(const struct json *json, bool *value)
{
    if (!cJSON_IsBool(as_cjson(json)))
        return false;
    *value = cJSON_IsTrue(as_cjson(json));
    return true;
}

/* Writing ------------------------------------------------------------------------------------- */

enum { ESCAPED_SIZE = 7 };

/* Writes what stands for BYTE in a JSON string into ESCAPED; false when that is the byte itself. */
static bool escape_byte(unsigned char byte, char escaped[ESCAPED_SIZE])
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found = byte == 0 ? NULL : strchr(plain, byte);
    if (found == NULL && byte >= 0x20)
        return false;
    escaped[0] = '\\';
    if (found != NULL) {
        escaped[1] = letters[found - plain];
        escaped[2] = '\0';
        return true;
    }
    memcpy(escaped + 1, "u00", 3);
    escaped[4] = hex[byte >> 4];
    escaped[5] = hex[byte & 15];
    escaped[6] = '\0';
    return true;
}

static void append_quoted(struct buf *buf, const char *text)
{
    static const char replacement[] = "\xef\xbf\xbd";
    size_t length = strlen(text);
    buf_append(buf, "\"", 1);
    for (size_t at = 0; at < length;) {
        char escaped[ESCAPED_SIZE];
        ucs4_t point;
        int bytes = u8_mbtoucr(&point, (const uint8_t *)text + at, length - at);
        if (bytes <= 0)
            buf_append_text(buf, replacement);
        else if (bytes == 1 && escape_byte((unsigned char)text[at], escaped))
            buf_append_text(buf, escaped);
        else
            buf_append(buf, text + at, (size_t)bytes);
        at += bytes > 0 ? (size_t)bytes : 1;
    }
    buf_append(buf, "\"", 1);
}

static void begin_value(struct json_writer *writer, const char *key)
{
    if (writer->comma)
        buf_append(writer->buf, ",", 1);
    writer->comma = true;
    if (key != NULL) {
        append_quoted(writer->buf, key);
        buf_append(writer->buf, ":", 1);
    }
}

void json_write_object(struct json_writer *writer, const char *key)
{
    begin_value(writer, key);
    buf_append(writer->buf, "{", 1);
    writer->comma = false;
}

void json_write_array(struct json_writer *writer, const char *key)
{
    begin_value(writer, key);
    buf_append(writer->buf, "[", 1);
    writer->comma = false;
}

void json_write_end(struct json_writer *writer, char bracket)
{
    assert(bracket == '}' || bracket == ']');
    buf_append(writer->buf, &bracket, 1);
    writer->comma = true;
}

void json_write_string(struct json_writer *writer, const char *key, const char *text)
{
    if (text == NULL) {
        json_write_null(writer, key);
        return;
    }
    begin_value(writer, key);
    append_quoted(writer->buf, text);
}

void json_write_integer(struct json_writer *writer, const char *key, int64_t number)
{
    begin_value(writer, key);
    buf_printf(writer->buf, "%lld", (long long)number);
}

void json_write_boolean(struct json_writer *writer, const char *key, bool value)
{
    begin_value(writer, key);
    buf_append_text(writer->buf, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer, const char *key)
{
    begin_value(writer, key);
    buf_append_text(writer->buf, "null");
}

/* The pieces of json_quote_secret; false when one does not fit. */
static bool append_secret(struct secret *out, const char *text, size_t length)
{
    bool fits = secret_append(out, "\"", 1);
    for (size_t i = 0; i < length && fits; i++) {
        char escaped[ESCAPED_SIZE];
        if (escape_byte((unsigned char)text[i], escaped))
            fits = secret_append(out, escaped, strlen(escaped));
        else
            fits = secret_append(out, text + i, 1);
    }
    return fits && secret_append(out, "\"", 1);
}

bool json_quote_secret(struct secret *out, const char *text, size_t length)
{
    size_t before = out->length;
    if (append_secret(out, text, length))
        return true;
    explicit_bzero(out->bytes + before, out->length - before);
    out->length = before;
    return false;
}

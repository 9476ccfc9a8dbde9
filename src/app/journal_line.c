#include "config.h"

#include "app/journal_line.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json.h"

enum { LINE_VERSION = 1, UTC_SIZE = 32, COMMIT_FIELDS = 10, RESULT_FIELDS = 8 };

#define ATTEMPT_LETTERS "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#define HEX_DIGITS      "0123456789abcdef"

static const char *const results[JOURNAL_RESULT_COUNT] = {
#define X(name, text, closes) [JOURNAL_##name] = text,
    JOURNAL_RESULTS(X)
#undef X
};

static void write_time(struct json_writer *writer, const char *key, int64_t time_s)
{
    char text[UTC_SIZE];
    clock_format_utc(time_s, text, sizeof(text));
    json_write_string(writer, key, text);
}

void journal_line_write(const struct journal_line *line, struct buf *out)
{
    const struct journal_attempt *attempt = &line->attempt;
    struct json_writer writer = {.buf = out};
    json_write_object(&writer, NULL);
    json_write_integer(&writer, "v", LINE_VERSION);
    json_write_string(&writer, "type", line->is_commit ? "COMMIT" : "RESULT");
    json_write_string(&writer, "attempt", attempt->attempt);
    write_time(&writer, "time", line->time_s);
    json_write_string(&writer, "server", attempt->server);
    json_write_string(&writer, "user", attempt->user);
    if (line->is_commit) {
        json_write_string(&writer, "key", attempt->key);
        write_time(&writer, "closes", attempt->closes_s);
        json_write_string(&writer, "boot", attempt->boot);
        json_write_integer(&writer, "closes_boot_ms", attempt->closes_ms);
    } else {
        const char *id = line->request_id.text;
        json_write_string(&writer, "result", results[line->result]);
        json_write_string(&writer, "request_id", id[0] == '\0' ? NULL : id);
    }
    json_write_end(&writer, '}');
    (void)buf_append_text(out, "\n");
}

/* The text KEY of OBJECT into OUT of SIZE bytes: only CHARACTERS (NULL = any), and LENGTH of them
 * (0 = at least one). */
static bool read_text(const struct json *object, const char *key, const char *characters,
                      size_t length, char *out, size_t size)
{
    const char *text = NULL;
    if (!json_string(json_get(object, key), &text))
        return false;
    size_t found = strlen(text);
    if (found == 0 || found >= size || (length != 0 && found != length) ||
        (characters != NULL && strspn(text, characters) != found))
        return false;
    memcpy(out, text, found + 1);
    return true;
}

/* Only the one way in which clock_format_utc writes a time. */
static bool read_time(const struct json *object, const char *key, int64_t *time_s)
{
    char text[UTC_SIZE], again[UTC_SIZE];
    struct tm parts = {0};
    if (!read_text(object, key, "0123456789-:TZ", 20, text, sizeof(text)))
        return false;
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == NULL || *end != '\0')
        return false;
    *time_s = (int64_t)timegm(&parts);
    clock_format_utc(*time_s, again, sizeof(again));
    return strcmp(text, again) == 0;
}

static bool read_result(const struct json *object, struct journal_line *line)
{
    char text[16];
    const struct json *id = json_get(object, "request_id");
    const char *id_text = "";
    if (!read_text(object, "result", NULL, 0, text, sizeof(text)) || id == NULL ||
        !(json_is_null(id) || json_string(id, &id_text)))
        return false;
    line->request_id = text_neutralise(id_text, strlen(id_text), 0);
    for (int i = 0; i < JOURNAL_RESULT_COUNT; i++) {
        if (strcmp(results[i], text) == 0) {
            line->result = (enum journal_result)i;
            return true;
        }
    }
    return false;
}

static bool read_object(const struct json *object, struct journal_line *line)
{
    struct journal_attempt *attempt = &line->attempt;
    char type[8];
    int64_t version = 0;
    const char *key = NULL;
    if (!json_integer(json_get(object, "v"), &version) || version != LINE_VERSION ||
        !read_text(object, "type", NULL, 6, type, sizeof(type)) ||
        !read_text(object, "attempt", ATTEMPT_LETTERS, JOURNAL_ATTEMPT_SIZE - 1, attempt->attempt,
                   sizeof(attempt->attempt)) ||
        !read_time(object, "time", &line->time_s) ||
        !read_text(object, "server", NULL, 0, attempt->server, sizeof(attempt->server)) ||
        !read_text(object, "user", HEX_DIGITS, JOURNAL_HASH_SIZE - 1, attempt->user,
                   sizeof(attempt->user)))
        return false;
    line->is_commit = strcmp(type, "COMMIT") == 0;
    if (!line->is_commit)
        return strcmp(type, "RESULT") == 0 && read_result(object, line) &&
               json_at(object, RESULT_FIELDS, &key) == NULL;
    attempt->time_s = line->time_s;
    return read_text(object, "key", HEX_DIGITS, JOURNAL_HASH_SIZE - 1, attempt->key,
                     sizeof(attempt->key)) &&
           read_time(object, "closes", &attempt->closes_s) &&
           read_text(object, "boot", HEX_DIGITS, JOURNAL_HASH_SIZE - 1, attempt->boot,
                     sizeof(attempt->boot)) &&
           json_integer(json_get(object, "closes_boot_ms"), &attempt->closes_ms) &&
           attempt->closes_ms >= 0 && json_at(object, COMMIT_FIELDS, &key) == NULL;
}

bool journal_line_read(const char *text, size_t length, struct journal_line *line)
{
    *line = (struct journal_line){0};
    struct json *object = json_read(text, length, NULL);
    bool is_good = json_is_object(object) && read_object(object, line);
    json_free(object);
    return is_good;
}

/* Appends " NAME=" (unless it is the first) and VALUE, escaped, to TEXT. */
static void put(char *text, size_t size, const char *name, const char *value)
{
    size_t length = strlen(text);
    int written = snprintf(text + length, size - length, "%s%s=", length == 0 ? "" : " ", name);
    if (written < 0 || (size_t)written >= size - length)
        return;
    length += (size_t)written;
    for (; *value != '\0' && length + 5 < size; value++) {
        unsigned char byte = (unsigned char)*value;
        bool is_plain = byte > 0x20 && byte < 0x7f && byte != '\\';
        if (is_plain) {
            text[length++] = (char)byte;
        } else {
            text[length++] = '\\';
            text[length++] = 'x';
            text[length++] = HEX_DIGITS[byte >> 4];
            text[length++] = HEX_DIGITS[byte & 15];
        }
    }
    text[length] = '\0';
}

void journal_line_for_syslog(const struct journal_line *line, char *text, size_t size)
{
    char time[UTC_SIZE];
    text[0] = '\0';
    clock_format_utc(line->time_s, time, sizeof(time));
    put(text, size, "type", line->is_commit ? "COMMIT" : "RESULT");
    put(text, size, "attempt", line->attempt.attempt);
    put(text, size, "time", time);
    put(text, size, "server", line->attempt.server);
    put(text, size, "user", line->attempt.user);
    if (line->is_commit) {
        clock_format_utc(line->attempt.closes_s, time, sizeof(time));
        put(text, size, "closes", time);
    } else {
        put(text, size, "result", results[line->result]);
        put(text, size, "request_id", line->request_id.text);
    }
}

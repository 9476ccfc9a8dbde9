#include "base/json_scan.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistr.h>

#include "base/json.h"

enum { MAX_NUMBER = 63 }; /* cJSON reads no more characters of a number */

/* AT points to the next byte. PROBLEM is set by the first who finds something: then all return. */
struct scan {
    const char *at;
    const char *end;
    const char *problem;
    size_t nodes;
    size_t depth;
};

static bool scan_value(struct scan *scan);

static bool fail(struct scan *scan, const char *problem)
{
    scan->problem = problem;
    return false;
}

/* The next byte, or NUL at the end (a NUL in the text is no token, so that the two need not
 * differ). */
static char peek(const struct scan *scan)
{
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct scan *scan, char byte)
{
    if (scan->at == scan->end || *scan->at != byte)
        return false;
    scan->at++;
    return true;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_blanks(struct scan *scan)
{
    while (scan->at < scan->end && is_blank(*scan->at))
        scan->at++;
}

static bool scan_word(struct scan *scan, const char *word)
{
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0)
        return fail(scan, "unknown word");
    scan->at += length;
    return true;
}

static size_t scan_digits(struct scan *scan)
{
    const char *begin = scan->at;
    while (peek(scan) >= '0' && peek(scan) <= '9')
        scan->at++;
    return (size_t)(scan->at - begin);
}

static bool scan_number(struct scan *scan)
{
    const char *begin = scan->at;
    take(scan, '-');
    if (!take(scan, '0') && scan_digits(scan) == 0)
        return fail(scan, "malformed number");
    if (take(scan, '.') && scan_digits(scan) == 0)
        return fail(scan, "malformed number");
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '+'))
            take(scan, '-');
        if (scan_digits(scan) == 0)
            return fail(scan, "malformed number");
    }
    if (scan->at - begin > MAX_NUMBER)
        return fail(scan, "number too long");
    return true;
}

static bool scan_hex4(struct scan *scan, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++) {
        char byte = peek(scan);
        uint32_t digit;
        if (byte >= '0' && byte <= '9')
            digit = (uint32_t)(byte - '0');
        else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            digit = (uint32_t)((byte | 0x20) - 'a') + 10;
        else
            return fail(scan, "malformed escape");
        *unit = *unit * 16 + digit;
        scan->at++;
    }
    return true;
}

/* What follows "\u". Adds the UTF-8 bytes that it stands for to SIZE. */
static bool scan_unicode(struct scan *scan, size_t *size)
{
    uint32_t unit;
    uint32_t low;
    if (!scan_hex4(scan, &unit))
        return false;
    if (unit == 0)
        return fail(scan, "NUL in a string");
    if (unit < 0xd800 || unit > 0xdfff) {
        *size += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        return true;
    }
    if (unit >= 0xdc00 || !take(scan, '\\') || !take(scan, 'u'))
        return fail(scan, "lone surrogate");
    if (!scan_hex4(scan, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return fail(scan, "lone surrogate");
    *size += 4;
    return true;
}

/* What follows a backslash. */
static bool scan_escape(struct scan *scan, size_t *size)
{
    if (take(scan, 'u'))
        return scan_unicode(scan, size);
    char byte = peek(scan);
    if (byte == '\0' || strchr("\"\\/bfnrt", byte) == NULL)
        return fail(scan, "malformed escape");
    scan->at++;
    *size += 1;
    return true;
}

static bool scan_string(struct scan *scan)
{
    size_t size = 0;
    if (!take(scan, '"'))
        return fail(scan, "string expected");
    while (!take(scan, '"')) {
        if (scan->at == scan->end)
            return fail(scan, "string without end");
        if ((unsigned char)*scan->at < 0x20)
            return fail(scan, "control character in a string");
        if (take(scan, '\\')) {
            if (!scan_escape(scan, &size))
                return false;
        } else {
            scan->at++;
            size++;
        }
        if (size > JSON_MAX_STRING)
            return fail(scan, "string too long");
    }
    return true;
}

static bool scan_member(struct scan *scan)
{
    skip_blanks(scan);
    if (!scan_string(scan))
        return false;
    skip_blanks(scan);
    if (!take(scan, ':'))
        return fail(scan, "colon expected");
    return scan_value(scan);
}

/* An object or an array, from its opening bracket on. */
static bool scan_container(struct scan *scan, char close, bool (*scan_part)(struct scan *))
{
    if (scan->depth == JSON_MAX_DEPTH)
        return fail(scan, "nested too deep");
    scan->depth++;
    scan->at++;
    skip_blanks(scan);
    if (!take(scan, close)) {
        do {
            if (!scan_part(scan))
                return false;
        } while (take(scan, ','));
        if (!take(scan, close))
            return fail(scan, "comma or bracket expected");
    }
    scan->depth--;
    return true;
}

static bool scan_token(struct scan *scan)
{
    switch (peek(scan)) {
    case '{':
        return scan_container(scan, '}', scan_member);
    case '[':
        return scan_container(scan, ']', scan_value);
    case '"':
        return scan_string(scan);
    case 't':
        return scan_word(scan, "true");
    case 'f':
        return scan_word(scan, "false");
    case 'n':
        return scan_word(scan, "null");
    default:
        return scan_number(scan);
    }
}

/* A value with the blanks around it. */
static bool scan_value(struct scan *scan)
{
    if (++scan->nodes > JSON_MAX_NODES)
        return fail(scan, "too many values");
    skip_blanks(scan);
    if (scan->at == scan->end)
        return fail(scan, "value expected");
    if (!scan_token(scan))
        return false;
    skip_blanks(scan);
    return true;
}

const char *json_scan(const char *text, size_t length)
{
    struct scan scan = {.at = text, .end = text + length};
    if (length > JSON_MAX_TEXT)
        return "text too long";
    if (u8_check((const uint8_t *)text, length) != NULL)
        return "not UTF-8";
    if (scan_value(&scan) && scan.at != scan.end)
        fail(&scan, "more than one document");
    return scan.problem;
}

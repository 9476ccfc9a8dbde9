/* Steps, widths, wrapping, trimming and digits: no byte is lost, none is made up, all of it ends.
 */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "tests/fuzz/fuzz.h"

enum { TEXT_MAX = 2048 };

/* There and back again by characters. */
static void check_steps(const char *text, size_t length)
{
    size_t at = 0;
    size_t forward = 0;
    size_t backward = 0;
    while (at < length) {
        size_t step = text_next(text, length, at);
        FUZZ_REQUIRE(step > 0 && step <= length - at);
        at += step;
        forward++;
    }
    FUZZ_REQUIRE(text_next(text, length, at) == 0);
    while (at > 0) {
        size_t step = text_previous(text, length, at);
        FUZZ_REQUIRE(step > 0 && step <= at);
        at -= step;
        backward++;
    }
    FUZZ_REQUIRE(text_previous(text, length, 0) == 0);
    FUZZ_REQUIRE(forward <= length && backward <= length);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* TEXT is UTF-8. Every byte is on a line, or is a blank at a break. */
static void check_wrap(const char *text, size_t columns)
{
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        size_t next = 0;
        size_t bytes = text_wrap(text + at, columns, &next);
        FUZZ_REQUIRE(next > 0 && bytes <= next && next <= length - at);
        FUZZ_REQUIRE(text_is_utf8(text + at, bytes) && text_is_utf8(text + at, next));
        FUZZ_REQUIRE(memchr(text + at, '\n', bytes) == NULL);
        char line[TEXT_MAX + 1];
        memcpy(line, text + at, bytes);
        line[bytes] = '\0';
        /* One character may be wider than the line. */
        FUZZ_REQUIRE(text_columns(line) <= columns || text_next(line, bytes, 0) == bytes);
        for (size_t i = bytes; i < next; i++)
            FUZZ_REQUIRE(is_blank(text[at + i]) || (text[at + i] & 0x80) != 0);
        at += next;
    }
}

static void check_fit(const char *text, size_t columns)
{
    size_t fit = text_fit(text, columns);
    char part[TEXT_MAX + 1];
    FUZZ_REQUIRE(fit <= strlen(text) && text_is_utf8(text, fit));
    memcpy(part, text, fit);
    part[fit] = '\0';
    FUZZ_REQUIRE(text_columns(part) <= columns);
}

static void check_digits(const char *text, size_t length)
{
    char digits[16];
    memset(digits, 'x', sizeof(digits));
    if (text_fold_digits(text, length, digits, sizeof(digits))) {
        FUZZ_REQUIRE(strspn(digits, "0123456789") == strlen(digits));
        char again[16];
        FUZZ_REQUIRE(text_fold_digits(digits, strlen(digits), again, sizeof(again)));
        FUZZ_REQUIRE(strcmp(digits, again) == 0);
    } else {
        for (size_t i = 0; i < sizeof(digits); i++)
            FUZZ_REQUIRE(digits[i] == 0);
    }
}

static void check_trim(const char *text, size_t length)
{
    size_t offset = 0;
    size_t trimmed = 0;
    text_trim(text, length, &offset, &trimmed);
    FUZZ_REQUIRE(offset <= length && trimmed <= length - offset);
    FUZZ_REQUIRE(trimmed == 0 ||
                 (!is_blank(text[offset]) && !is_blank(text[offset + trimmed - 1])));
    size_t more = 1;
    size_t less = 0;
    text_trim(text + offset, trimmed, &more, &less);
    FUZZ_REQUIRE(less == trimmed && (more == 0 || trimmed == 0));
    enum text_account_kind kind = text_account_kind(text, length);
    FUZZ_REQUIRE(kind == text_account_kind(text + offset, trimmed));
    FUZZ_REQUIRE((kind == TEXT_ACCOUNT_EMPTY) == (trimmed == 0));
    FUZZ_REQUIRE(kind != TEXT_ACCOUNT_EMAIL || memchr(text + offset, '@', trimmed) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[TEXT_MAX + 1];
    if (size == 0 || size > TEXT_MAX)
        return 0;
    size_t columns = 1 + data[0] % 100U;
    size_t length = size - 1;
    memcpy(text, data + 1, length);
    text[length] = '\0';
    check_steps(text, length);
    check_digits(text, length);
    check_trim(text, length);
    if (text_is_utf8(text, length)) {
        check_wrap(text, columns);
        check_fit(text, columns);
    }
    return 0;
}

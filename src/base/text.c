#include "base/text.h"

#include <assert.h>
#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <unistr.h>
#include <uniwidth.h>

enum {
    GRAPHEME_WINDOW = 128, /* a longer "character" is cut: nobody writes one */
    WRAP_WINDOW = 4096,
    POINT_BYTES = 4,
    MARKS_IN_A_ROW = 2,
    DOTS = 3,
    MASK_DIGITS = 2,      /* of a phone number stay to be seen, */
    MASK_DIGITS_FROM = 6, /* if it has at least so many */
    COUNTRY_DIGITS = 4
};

static const char paste_begin[] = "\033[200~";
static const char paste_end[] = "\033[201~";

static const uint8_t *as_u8(const char *text)
{
    return (const uint8_t *)text;
}

/* The code point at TEXT (at least one byte); U+FFFD for what is not UTF-8. Returns its bytes. */
static size_t decode(const char *text, size_t length, ucs4_t *point)
{
    int bytes = u8_mbtouc(point, as_u8(text), length);
    assert(bytes > 0 && (size_t)bytes <= length);
    return (size_t)bytes;
}

/* "UTF-8" as the encoding makes characters of ambiguous width one column wide. */
static size_t point_columns(ucs4_t point)
{
    if (point >= 0x20 && point < 0x7f)
        return 1; /* nearly all there is; the tables take a hundred times as long */
    int columns = uc_width(point, "UTF-8");
    return columns > 0 ? (size_t)columns : 0;
}

bool text_is_utf8(const char *text, size_t length)
{
    return length == 0 ||
           (u8_check(as_u8(text), length) == NULL && memchr(text, 0, length) == NULL);
}

/* Characters ---------------------------------------------------------------------------------- */

static bool is_plain(char byte)
{
    return byte >= 0x20 && byte < 0x7f;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t text_next(const char *text, size_t length, size_t offset)
{
    if (offset >= length)
        return 0;
    text += offset;
    length -= offset;
    if (is_plain(text[0]) && (length == 1 || is_plain(text[1])))
        return 1;
    /* A code point cut by the window counts as a character of its own: the break is before it. */
    size_t window = length < GRAPHEME_WINDOW ? length : GRAPHEME_WINDOW;
    char breaks[GRAPHEME_WINDOW];
    u8_grapheme_breaks(as_u8(text), window, breaks);
    size_t end = 1;
    while (end < window && !breaks[end])
        end++;
    return end;
}

size_t text_previous(const char *text, size_t length, size_t offset)
{
    if (offset > length)
        offset = length;
    if (offset == 0)
        return 0;
    if (is_plain(text[offset - 1]) && (offset == 1 || is_plain(text[offset - 2])))
        return 1;
    size_t begin = offset > GRAPHEME_WINDOW ? offset - GRAPHEME_WINDOW : 0;
    for (int i = 1; i < POINT_BYTES && begin > 0 && is_continuation(text[begin]); i++)
        begin++;
    char breaks[GRAPHEME_WINDOW];
    u8_grapheme_breaks(as_u8(text + begin), offset - begin, breaks);
    size_t start = offset - 1;
    while (start > begin && !breaks[start - begin])
        start--;
    return offset - start;
}

/* Columns ------------------------------------------------------------------------------------- */

static size_t span_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t point;
        at += decode(text + at, length - at, &point);
        columns += point_columns(point);
    }
    return columns;
}

/* As text_fit, for LENGTH bytes of which at most MAX may be taken. */
static size_t fit_span(const char *text, size_t length, size_t columns, size_t max)
{
    size_t fit = 0;
    while (fit < length) {
        size_t bytes = text_next(text, length, fit);
        size_t needed = span_columns(text + fit, bytes);
        if (needed > columns || bytes > max - fit)
            break;
        columns -= needed;
        fit += bytes;
    }
    return fit;
}

const char *text_gap(const char *before, const char *after)
{
    static const char full_stop[] = "\u3002";
    size_t length = strlen(before);
    size_t its = sizeof(full_stop) - 1;
    bool has_own = length >= its && memcmp(before + length - its, full_stop, its) == 0;
    return length == 0 || after[0] == '\0' || has_own ? "" : " ";
}

size_t text_columns(const char *text)
{
    return span_columns(text, strlen(text));
}

size_t text_fit(const char *text, size_t columns)
{
    size_t length = strlen(text);
    return fit_span(text, length, columns, length);
}

static bool is_wrap_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static size_t without_blanks(const char *text, size_t length)
{
    while (length > 0 && is_wrap_blank(text[length - 1]))
        length--;
    return length;
}

/* Inside "example.org": rule LB29 of Unicode's UAX 14, which libunistring 1.0 does not know; and
 * inside "--ca-file", which is typed as it is read. */
static bool is_inside_a_name(const char *text, size_t at)
{
    if (text[at - 1] == '-') {
        size_t word = at;
        while (word > 0 && !is_wrap_blank(text[word - 1]))
            word--;
        return text[word] == '-';
    }
    char after = (char)(text[at] | 0x20);
    return strchr(".,:;", text[at - 1]) != NULL && after >= 'a' && after <= 'z';
}

/* The last break that the language allows in the first FIT bytes of TEXT (LENGTH bytes, more than
 * FIT), or FIT when there is none that leaves something on the line. */
static size_t last_break(const char *text, size_t length, size_t fit)
{
    char breaks[WRAP_WINDOW + GRAPHEME_WINDOW];
    size_t seen = fit + text_next(text, length, fit);
    assert(seen <= sizeof(breaks));
    u8_possible_linebreaks(as_u8(text), seen, "UTF-8", breaks);
    for (size_t at = fit; at > 0; at--)
        if (breaks[at] == UC_BREAK_POSSIBLE && without_blanks(text, at) > 0 &&
            !is_inside_a_name(text, at))
            return at;
    return fit;
}

size_t text_wrap(const char *text, size_t columns, size_t *next)
{
    size_t length = strcspn(text, "\n");
    size_t fit = fit_span(text, length, columns, WRAP_WINDOW);
    if (fit == 0)
        fit = text_next(text, length, 0); /* wider than the row: go on all the same */
    size_t end = fit;
    while (end < length && is_wrap_blank(text[end]))
        end++; /* blanks may hang over the edge */
    if (end == length) {
        *next = length + (text[length] == '\n' ? 1 : 0);
        return without_blanks(text, fit);
    }
    if (end == fit && !is_wrap_blank(text[fit - 1]))
        end = fit = last_break(text, length, fit);
    *next = end;
    return without_blanks(text, fit);
}

/* What may be shown --------------------------------------------------------------------------- */

enum class { CLASS_BAD, CLASS_SHOWN, CLASS_MARK, CLASS_SPACE, CLASS_LINE };

static enum class classify(ucs4_t point) {
    const uint32_t shown = UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N | UC_CATEGORY_MASK_P |
                           UC_CATEGORY_MASK_S;
    if (point == '\n' || point == '\t') return CLASS_LINE;
    if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Zs)) return CLASS_SPACE;
    /* Fillers, variation selectors and the like are letters or marks by category, but invisible. */
    if (uc_is_property_default_ignorable_code_point(point)) return CLASS_BAD;
    if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_M)) return CLASS_MARK;
    if (!uc_is_general_category_withtable(point, shown)) return CLASS_BAD;
    return uc_width(point, "UTF-8") > 0 ? CLASS_SHOWN : CLASS_MARK;
}

/* Text being cleaned: larger than struct shown, so that what is full does not fit there either. */
struct clean {
    char text[2 * SHOWN_SIZE];
    size_t length;
    bool full;
    enum class last; /* a space at the start, so that no mark can lean on what stands before */
    int marks;
};

static void clean_put(struct clean *clean, const char *bytes, size_t length)
{
    if (length > sizeof(clean->text) - clean->length) {
        clean->full = true;
        return;
    }
    memcpy(clean->text + clean->length, bytes, length);
    clean->length += length;
}

static void clean_add(struct clean *clean, enum class class, const char *bytes, size_t length)
{
    bool on_a_base = clean->last == CLASS_SHOWN || clean->last == CLASS_MARK;
    if (class == CLASS_MARK && (!on_a_base || clean->marks == MARKS_IN_A_ROW))
        class = CLASS_BAD;
    clean->marks = class == CLASS_MARK ? clean->marks + 1 : 0;
    if (class == CLASS_SHOWN || class == CLASS_MARK)
        clean_put(clean, bytes, length);
    else if (class == CLASS_SPACE)
        clean_put(clean, " ", 1);
    else if (class != clean->last) /* one sign for a run */
        clean_put(clean, class == CLASS_BAD ? "?" : " ", 1);
    clean->last = class;
}

static struct clean clean_text(const char *text, size_t length)
{
    struct clean clean = {.last = CLASS_SPACE};
    for (size_t at = 0; at < length && !clean.full;) {
        ucs4_t point;
        int bytes = u8_mbtoucr(&point, as_u8(text + at), length - at);
        enum class class = bytes > 0 ? classify(point) : CLASS_BAD;
        if (bytes <= 0)
            bytes = 1;
        if (point == '\r' && at + 1 < length && text[at + 1] == '\n')
            class = CLASS_LINE;
        clean_add(&clean, class, text + at, (size_t)bytes);
        at += (size_t)bytes;
    }
    return clean;
}

struct shown text_neutralise(const char *text, size_t length, size_t max_columns)
{
    struct shown shown = {""};
    size_t columns = max_columns > 0 ? max_columns : sizeof(shown.text);
    struct clean clean = clean_text(text, text == NULL ? 0 : length);
    size_t fit = fit_span(clean.text, clean.length, columns, sizeof(shown.text) - 1);
    if (fit < clean.length) {
        size_t dots = columns < DOTS ? columns : DOTS;
        fit = fit_span(clean.text, clean.length, columns - dots, sizeof(shown.text) - 1 - dots);
        memset(shown.text + fit, '.', dots);
    }
    memcpy(shown.text, clean.text, fit);
    return shown;
}

/* Masks --------------------------------------------------------------------------------------- */

struct shown text_mask_email(const char *email)
{
    if (email == NULL || email[0] == '\0')
        return (struct shown){""};
    size_t length = strlen(email);
    const char *at = strrchr(email, '@');
    size_t local = at == NULL ? length : (size_t)(at - email);
    size_t first = text_next(email, local, 0);
    if (first == local)
        first = 0; /* one character is all there is: it would be the whole name */
    struct clean clean = clean_text(email, first);
    clean_put(&clean, "***", 3);
    struct shown domain = text_neutralise(email + local, length - local, 0);
    clean_put(&clean, domain.text, strlen(domain.text));
    assert(!clean.full);
    return text_neutralise(clean.text, clean.length, 0);
}

/* Adds the decimal digits of TEXT to DIGITS as 0-9, keeping the last MAX. Returns how many there
 * were. */
static size_t take_digits(const char *text, char *digits, size_t max)
{
    size_t length = strlen(text);
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t point;
        at += decode(text + at, length - at, &point);
        int value = uc_decimal_value(point);
        if (value < 0)
            continue;
        if (count >= max)
            memmove(digits, digits + 1, max - 1);
        digits[count < max ? count : max - 1] = (char)('0' + value);
        count++;
    }
    return count;
}

struct shown text_mask_phone(const char *country_code, const char *phone)
{
    struct shown shown = {""};
    if (phone == NULL || phone[0] == '\0')
        return shown;
    char country[COUNTRY_DIGITS];
    size_t codes = country_code == NULL ? 0 : take_digits(country_code, country, sizeof(country));
    char last[MASK_DIGITS];
    size_t digits = take_digits(phone, last, sizeof(last));
    char *end = shown.text;
    if (codes > 0 && codes <= sizeof(country)) {
        *end++ = '+';
        end = (char *)memcpy(end, country, codes) + codes;
        *end++ = ' ';
    }
    end = (char *)memcpy(end, "***", 3) + 3;
    if (digits >= MASK_DIGITS_FROM)
        memcpy(end, last, sizeof(last));
    return shown;
}

/* What people type ---------------------------------------------------------------------------- */

/* Bytes of a bracketed-paste mark at the beginning of TEXT, or 0. */
static size_t paste_mark(const char *text, size_t length)
{
    size_t size = sizeof(paste_begin) - 1;
    if (length < size)
        return 0;
    bool mark = memcmp(text, paste_begin, size) == 0 || memcmp(text, paste_end, size) == 0;
    return mark ? size : 0;
}

/* Blanks of all kinds and the invisible characters that come along with copied text: zero-width and
 * bidi controls (phones put them around numbers), BOM. */
static bool is_blank(ucs4_t point)
{
    return (point >= '\t' && point <= '\r') || point == 0x85 ||
           uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Z) ||
           (point >= 0x200b && point <= 0x200f) || (point >= 0x202a && point <= 0x202e) ||
           (point >= 0x2060 && point <= 0x2064) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0xfeff;
}

static bool is_dash(ucs4_t point)
{
    return point == 0x2212 || uc_is_general_category_withtable(point, UC_CATEGORY_MASK_Pd);
}

/* Bytes of a blank or a paste mark at the beginning of TEXT (at least one byte), or 0. */
static size_t blank_bytes(const char *text, size_t length)
{
    ucs4_t point;
    size_t bytes = decode(text, length, &point);
    return is_blank(point) ? bytes : paste_mark(text, length);
}

void text_trim(const char *text, size_t length, size_t *offset, size_t *trimmed)
{
    size_t begin = 0;
    size_t bytes = 1;
    while (begin < length && bytes > 0) {
        bytes = blank_bytes(text + begin, length - begin);
        begin += bytes;
    }
    size_t end = begin;
    for (size_t at = begin; at < length;) {
        ucs4_t point;
        bytes = blank_bytes(text + at, length - at);
        if (bytes == 0)
            end = at + decode(text + at, length - at, &point);
        at = bytes == 0 ? end : at + bytes;
    }
    *offset = begin;
    *trimmed = end - begin;
}

bool text_fold_digits(const char *text, size_t length, char *digits, size_t size)
{
    assert(size > 0);
    size_t count = 0;
    for (size_t at = 0; at < length;) {
        ucs4_t point;
        size_t bytes = decode(text + at, length - at, &point);
        int value = uc_decimal_value(point);
        if (value >= 0 && count + 1 < size)
            digits[count++] = (char)('0' + value);
        else if (value >= 0 || (!is_dash(point) && blank_bytes(text + at, length - at) == 0)) {
            explicit_bzero(digits, size); /* it may be most of a code */
            return false;
        } else if (!is_dash(point))
            bytes = blank_bytes(text + at, length - at);
        at += bytes;
    }
    digits[count] = '\0';
    return true;
}

static bool is_phone(const char *text, size_t length)
{
    size_t digits = 0;
    bool plus = text[0] == '+';
    for (size_t at = plus ? 1 : 0; at < length;) {
        ucs4_t point;
        at += decode(text + at, length - at, &point);
        if (uc_decimal_value(point) >= 0)
            digits++;
        else if (!is_blank(point) && !is_dash(point) && point != '(' && point != ')' &&
                 point != '.')
            return false;
    }
    return digits >= (plus ? 5 : 7) && digits <= 15; /* at most 15 by E.164 */
}

enum text_account_kind text_account_kind(const char *account, size_t length)
{
    size_t offset;
    text_trim(account, length, &offset, &length);
    account += offset;
    if (length == 0)
        return TEXT_ACCOUNT_EMPTY;
    if (account[0] != '@' && account[length - 1] != '@' && memchr(account, '@', length) != NULL)
        return TEXT_ACCOUNT_EMAIL;
    return is_phone(account, length) ? TEXT_ACCOUNT_PHONE : TEXT_ACCOUNT_NAME;
}

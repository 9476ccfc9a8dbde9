#include "config.h"

#include "ui/curses/shorten.h"

#include <string.h>

enum { ESCAPE = 27, PARAMETERS = 2, PARAMETER_MAX = 9999 };

/* One sequence that begins with Escape and a bracket. */
struct sequence {
    int parameters[PARAMETERS]; /* 0 where it has none */
    bool is_private;
    char last;
    size_t length;
};

/* False when it is not whole. */
static bool read_sequence(const char *bytes, size_t length, struct sequence *sequence)
{
    size_t parameter = 0;
    *sequence = (struct sequence){0};
    for (size_t i = 2; i < length; i++) {
        char byte = bytes[i];
        if (byte >= '0' && byte <= '9' && parameter < PARAMETERS) {
            int *number = &sequence->parameters[parameter];
            *number = *number > PARAMETER_MAX ? *number : *number * 10 + (byte - '0');
        } else if (byte == ';') {
            parameter++;
        } else if (byte >= '<' && byte <= '?') {
            sequence->is_private = true;
        } else if (byte >= 0x40 && byte <= 0x7e) {
            sequence->last = byte;
            sequence->length = i + 1;
            return true;
        }
    }
    return false;
}

static int at_least_one(int number)
{
    return number > 0 ? number : 1;
}

static void follow_sequence(struct shorten *shorten, const struct sequence *sequence)
{
    int first = at_least_one(sequence->parameters[0]);
    switch (sequence->is_private ? '?' : sequence->last) {
    case 'H':
        shorten->row = first - 1;
        shorten->col = at_least_one(sequence->parameters[1]) - 1;
        break;
    case 'd':
        shorten->row = first - 1;
        break;
    case 'G':
        shorten->col = first - 1;
        break;
    case 'C':
        shorten->col += first;
        break;
    case 'A':
        shorten->row = shorten->row < first ? -1 : shorten->row - first;
        break;
    case 'D':
    case 'J':
    case 'K':
    case 'X':
    case 'm':
        break;
    case 'r':
        shorten->region =
            first > 1 || (sequence->parameters[1] > 0 && sequence->parameters[1] < shorten->rows);
        shorten->row = -1;
        break;
    default:
        shorten->row = -1;
        break;
    }
}

static void follow_byte(struct shorten *shorten, char byte)
{
    if (byte == '\r')
        shorten->col = 0;
    else if (byte == '\n')
        shorten->row = shorten->row < 0 ? -1 : shorten->row + 1;
    else if (byte < 0 || byte >= ' ')
        shorten->col++; /* a character has at least as many bytes as columns */
    if (shorten->col >= shorten->cols)
        shorten->row = -1; /* it may have gone to the next row by itself */
}

/* The line feeds that lead from the beginning of the cursor's row to where SEQUENCE does, or 0:
 * there is no such way, or none that is shorter. */
static size_t line_feeds(const struct shorten *shorten, const struct sequence *sequence)
{
    int down = sequence->parameters[0] - 1 - shorten->row;
    if (!shorten->line_feeds || shorten->region || shorten->row < 0 || shorten->col != 0 ||
        sequence->last != 'd' || sequence->is_private || down <= 0 ||
        (size_t)down >= sequence->length)
        return 0;
    return (size_t)down;
}

/* Whether the attributes begin with one that is so already: "0;" at the beginning of BYTES. */
static bool resets_for_nothing(const struct shorten *shorten, const char *bytes,
                               const struct sequence *sequence)
{
    return shorten->normal && sequence->last == 'm' && sequence->length > 5 && bytes[2] == '0' &&
           bytes[3] == ';';
}

static void follow_attributes(struct shorten *shorten, const struct sequence *sequence)
{
    if (sequence->last == 'm')
        shorten->normal = sequence->length == 3;
}

static bool chooses_ascii(const char *bytes, size_t length)
{
    return length >= 3 && memcmp(bytes, "\033(B", 3) == 0;
}

/* What descriptions have at the beginning and nobody needs here: a set of lines, which yasr would
 * say as "0", and a way to send keys with Alt, which would stay after the end. */
static size_t useless_length(const char *bytes, size_t length)
{
    static const char *const useless[] = {"\033)0", "\033[?1034h"};
    for (size_t i = 0; i < sizeof(useless) / sizeof(useless[0]); i++) {
        size_t its = strlen(useless[i]);
        if (length >= its && memcmp(bytes, useless[i], its) == 0)
            return its;
    }
    return 0;
}

size_t shorten_bytes(struct shorten *shorten, char *bytes, size_t length)
{
    size_t kept = 0;
    for (size_t at = 0; at < length;) {
        struct sequence sequence = {.length = 1};
        size_t useless = useless_length(bytes + at, length - at);
        if (useless > 0) {
            at += useless;
            continue;
        }
        if (chooses_ascii(bytes + at, length - at)) {
            sequence.length = 3;
            if (shorten->ascii) {
                at += sequence.length;
                continue;
            }
            shorten->ascii = true;
        } else if (bytes[at] != ESCAPE) {
            follow_byte(shorten, bytes[at]);
        } else if (at + 1 < length && bytes[at + 1] == '[' &&
                   read_sequence(bytes + at, length - at, &sequence)) {
            size_t feeds = line_feeds(shorten, &sequence);
            follow_sequence(shorten, &sequence);
            if (resets_for_nothing(shorten, bytes + at, &sequence)) {
                memmove(bytes + at + 2, bytes + at, 2); /* its first two bytes, two further on */
                at += 2;
                sequence.length -= 2;
            }
            follow_attributes(shorten, &sequence);
            if (feeds > 0) {
                memset(bytes + kept, '\n', feeds);
                kept += feeds;
                at += sequence.length;
                continue;
            }
        } else {
            shorten->row = -1;
            sequence.length = at + 1 < length ? 2 : 1;
        }
        memmove(bytes + kept, bytes + at, sequence.length);
        kept += sequence.length;
        at += sequence.length;
    }
    return kept;
}

/* What must never come out of the program, as code points. */
#ifndef TESTS_HOSTILE_FORBIDDEN_H
#define TESTS_HOSTILE_FORBIDDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <unitypes.h>

struct forbidden_range {
    ucs4_t from, to;
};

/* Controls, bidi, invisible, fillers, variation selectors, surrogates, private, no characters,
 * tags. By number and not by property, so that this does not repeat what text.c does. */
static inline bool forbidden_has(ucs4_t point)
{
    static const struct forbidden_range forbidden[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},       {0x00ad, 0x00ad},      {0x034f, 0x034f},
        {0x061c, 0x061c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},      {0x180b, 0x180f},
        {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},      {0x3164, 0x3164},
        {0xd800, 0xf8ff},   {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},      {0xfeff, 0xfeff},
        {0xffa0, 0xffa0},   {0xfff0, 0xfffb},   {0xfffe, 0xffff},      {0x1bca0, 0x1bca3},
        {0x1d173, 0x1d17a}, {0xe0000, 0xeffff}, {0xf0000, 0x7fffffff},
    };
    for (size_t i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
        if (point >= forbidden[i].from && point <= forbidden[i].to)
            return true;
    return false;
}

#endif

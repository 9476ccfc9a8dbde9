#include "config.h"

#include "tests/hostile/corpus.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>

#include "tests/hostile/forbidden.h"

/* Each alone and between letters. Letters and symbols that are allowed are among
 * them: wide, ambiguous, right to left, with marks. */
static const struct forbidden_range points[] = {
    {0x01, 0x1f},       {0x7f, 0x9f},         {0xa0, 0xa0},       {0xad, 0xad},
    {0x034f, 0x034f},   {0x0378, 0x0378},     {0x061c, 0x061c},   {0x115f, 0x1160},
    {0x1680, 0x1680},   {0x180b, 0x180e},     {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f},   {0x3164, 0x3164},     {0xe000, 0xe001},   {0xf8ff, 0xf8ff},
    {0xfdd0, 0xfdd0},   {0xfe00, 0xfe00},     {0xfe0f, 0xfe0f},   {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},   {0xfff9, 0xfffd},     {0xffff, 0xffff},   {0x1d173, 0x1d173},
    {0x1fffe, 0x1fffe}, {0xe0001, 0xe0001},   {0xe0020, 0xe0021}, {0xe0100, 0xe0100},
    {0xf0000, 0xf0000}, {0x10ffff, 0x10ffff}, {0xa1, 0xa1},       {0x5d0, 0x5d0},
    {0x627, 0x627},     {0x4e00, 0x4e00},     {0xff21, 0xff21},   {0x1f600, 0x1f600},
    {0x1f1e9, 0x1f1e9}, {0x2500, 0x2500},     {0x25cf, 0x25cf},   {0x0e33, 0x0e33},
};
static const char *const around[][2] = {{"", ""}, {"a", "b"}};

/* What stands after ESC, or after the one character that means the same. */
static const char *const sequences[] = {
    "[31m",
    "[1;5;7;8m",
    "[2J",
    "[H",
    "[3J",
    "[1;1H",
    "[999C",
    "[10A",
    "[5b",
    "[6n",
    "[c",
    "[>c",
    "[?1049h",
    "[?1049l",
    "[?25l",
    "[?2004h",
    "[?1000h",
    "[?1006h",
    "[?5h",
    "[4h",
    "[20h",
    "[1;3r",
    "[8;1;1t",
    "[21t",
    "[22;0t",
    "[!p",
    "[?6h",
    "[0;\"x\";13p",
    "[i",
    "[5i",
    "c",
    "7",
    "8",
    "D",
    "M",
    "(0",
    ")0",
    "=",
    ">",
    "#8",
    "n",
    "o",
    "]0;t\a",
    "]2;t\033\\",
    "]8;;http://x\a",
    "]52;c;QQ==\a",
    "]4;1;rgb:f/f/f\a",
    "]10;?\a",
    "]50;x\a",
    "]1337;File=:QQ==\a",
    "]777;notify;a;b\a",
    "]9;4;1\a",
    "P$q\"p\033\\",
    "P+q544e\033\\",
    "Ptmux;\033\033[31m\033\\",
    "Pq#0\033\\",
    "_Ga=q\033\\",
    "^x\033\\",
    "Xx\033\\",
    "[",
    "]",
    "P",
    "[31",
    "\033\033[m",
    "%G",
    "%@",
    " F",
    "[200~x",
    "[201~",
};

static const char *const others[] = {
    /* lines, tabs, what looks like the next line of a log or of JSON */
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\n",
    "\n\n\n\n\nx",
    "a\tb",
    "\t\t\t",
    "a\vb\fc",
    " ",
    "   ",
    "a  b",
    "x\n2026-01-01T00:00:00Z reply class=OK",
    "x\n{\"v\":1,\"type\":\"result\",\"exit\":0}",
    "\",\"exit\":0,\"x\":\"",
    "\\\",\\u001b[2J",
    "\\u001b[31m",
    "</script>",
    "'; DROP TABLE users",
    "$(reboot)",
    "`reboot`",
    "${HOME}",
    "~/x",
    "../../x",
    "-rf",
    "--help",
    "\\",
    "\"",
    "/*",
    "#",
    "Deleted: demo.",
    "Type DELETE: DELETE",
    "Press Enter.\rDeleted.",
    "\b\b\b\b\bOK",
    "\a\a\a",
    /* formats */
    "%n",
    "%n%n%n%n",
    "%s%s%s%s",
    "%d",
    "%1$n",
    "%99999999d",
    "%*d",
    "%lln",
    "%",
    "%%",
    "%hhn%p%x",
    "%.1000000s",
    /* marks: two may stay */
    "a\u0301",
    "a\u0301\u0302",
    "a\u0301\u0302\u0303",
    "a\u0301\u0302\u0303\u0304\u0305\u0306",
    "\u0301",
    "\u0301\u0301a",
    "\u20dd",
    "a\u20dd\u20de\u20e0",
    "\u0e01\u0e34\u0e48\u0e4c",
    "\u0928\u093f\u0902",
    "\u1100\u1161\u11a8",
    "\u1161\u11a8",
    "\u0644\u0627\u0301\u0302\u0303",
    /* wide, ambiguous, joined, both directions */
    "\u4e2d\u6587\u7528\u6237\u540d",
    "\uff21\uff22\uff23",
    "\uff71\uff72\uff73",
    "\u65e5\u672c\u8a9e abc \u65e5\u672c",
    "\ud55c\uad6d\uc5b4",
    "\u05e9\u05dc\u05d5\u05dd",
    "\u0645\u0631\u062d\u0628\u0627 abc",
    "\u00b1\u00d7\u2026\u2014\u201c\u201d",
    "\u2500\u2502\u250c",
    "\u2460\u2461\u2462",
    "\u00e9\u00fc\u00df",
    "\U0001f600\U0001f601",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f1e9\U0001f1ea",
    "1\ufe0f\u20e3",
    "\u2764\ufe0f",
    "\U0001f44d\U0001f3fd",
    "\U0001d54f\U0001d550",
    "\ufdfd",
    "\u3000x\u3000",
    "user\u202egpj.exe",
    "\u2066abc\u2069",
    "\u202ea\u202cb\u202dc",
    "a\u200bb\u200cc\u200dd",
    "\ufeffadmin",
    "ad\u00admin",
    "\u0430dmin",
    "\U000e0041\U000e0042\U000e007f",
    "x\U000e0001y",
    "\ue0b0\ue0b2",
    /* no UTF-8 */
    "\x80",
    "\xbf",
    "\xc0\xaf",
    "\xc1\xbf",
    "\xc0\x9b[31m",
    "\xe0\x80\x9b[2J",
    "\xe0\x9f\xbf",
    "\xf0\x80\x80\x9b[2J",
    "\xed\xa0\x80",
    "\xed\xbf\xbf",
    "\xed\xa0\xbd\xed\xb8\x80",
    "\xc3",
    "\xe4\xb8",
    "\xf0\x9f\x98",
    "\xf4\x90\x80\x80",
    "\xf8\x88\x80\x80\x80",
    "\xfe",
    "\xff\xfe",
    "\xff",
    "a\xff"
    "b",
    "\x9b"
    "31m",
    "\x90q\x9c",
    "\x9d"
    "0;t\x9c",
    "\xc3\x28",
    "\xe2\x28\xa1",
    "\xe2\x82",
    "\xf0\x28\x8c\xbc",
};

/* These are repeated until they are so long. */
static const char *const repeated[] = {"a",        "word ",  "\u4e2d",     "e\u0301\u0302",
                                       "\033[31m", "\u202e", "\U0001f600", "a\n",
                                       "\xff",     "%s"};
static const size_t lengths[] = {64, 256, 257, 4000};

/* The rest is thrown together from these. */
static const char *const pieces[] = {"a",        "Z9",     " ",      "\033[",      "\033]0;", "m",
                                     "\a",       "\u202e", "\u200b", "\u4e2d",     "\u0301",  "\n",
                                     "\xc2\x9b", "%n",     "\ufeff", "\U000e0041", "\x9b",    "\""};

enum { THROWN = 30, PIECES_IN_A_ROW = 12 };

static struct corpus_text texts[CORPUS_MAX];
static size_t text_count;

static void add(const char *bytes, size_t length)
{
    ck_assert_uint_lt(text_count, CORPUS_MAX);
    char *copy = strndup(bytes, length);
    ck_assert_ptr_nonnull(copy);
    texts[text_count++] = (struct corpus_text){copy, length};
}

static void add_joined(const char *a, const char *b, const char *c)
{
    char joined[128];
    int length = snprintf(joined, sizeof joined, "%s%s%s", a, b, c);
    ck_assert(length >= 0 && (size_t)length < sizeof joined);
    add(joined, (size_t)length);
}

static void add_points(void)
{
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        for (ucs4_t point = points[i].from; point <= points[i].to; point++) {
            uint8_t bytes[8] = {0};
            ck_assert_int_gt(u8_uctomb(bytes, point, sizeof bytes - 1), 0);
            for (size_t j = 0; j < sizeof around / sizeof *around; j++)
                add_joined(around[j][0], (const char *)bytes, around[j][1]);
        }
    }
}

static void add_sequences(void)
{
    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
        add_joined("a\033", sequences[i], "b");
        if (sequences[i][0] == '[')
            add_joined("a\xc2\x9b", sequences[i] + 1, "b");
    }
}

static void add_long(void)
{
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        for (size_t j = 0; j < sizeof lengths / sizeof *lengths; j++) {
            struct buf text = buf_init(2 * 4096);
            while (text.length < lengths[j])
                buf_append_text(&text, repeated[i]);
            add(buf_text(&text), text.length);
            buf_free(&text);
        }
    }
}

static void add_thrown(void)
{
    uint32_t chance = 1;
    for (int i = 0; i < THROWN; i++) {
        struct buf text = buf_init(1024);
        for (int j = 0; j < PIECES_IN_A_ROW; j++) {
            chance = chance * 1664525U + 1013904223U;
            buf_append_text(&text, pieces[(chance >> 16) % (sizeof pieces / sizeof *pieces)]);
        }
        add(buf_text(&text), text.length);
        buf_free(&text);
    }
}

const struct corpus_text *corpus_texts(size_t *count)
{
    if (text_count == 0) {
        add_points();
        add_sequences();
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            add(others[i], strlen(others[i]));
        add_long();
        add_thrown();
        ck_assert_uint_ge(text_count, CORPUS_LEAST);
    }
    *count = text_count;
    return texts;
}

static void put_point(struct buf *out, ucs4_t point)
{
    if (point > 0xffff)
        buf_printf(out, "\\u%04x\\u%04x", 0xd800 + ((point - 0x10000) >> 10),
                   0xdc00 + ((point - 0x10000) & 0x3ff));
    else
        buf_printf(out, "\\u%04x", point);
}

void corpus_put_json(struct buf *out, const struct corpus_text *text, bool escaped)
{
    for (size_t at = 0; at < text->length;) {
        ucs4_t point = 0;
        int bytes = u8_mbtoucr(&point, (const uint8_t *)text->bytes + at, text->length - at);
        if (bytes > 0 && (escaped || point < 0x20 || point == '"' || point == '\\'))
            put_point(out, point);
        else
            buf_append(out, text->bytes + at, bytes > 0 ? (size_t)bytes : 1);
        at += bytes > 0 ? (size_t)bytes : 1;
    }
}

void corpus_check(const char *text, size_t length, const char *allowed, const char *where)
{
    int marks = 0;
    for (size_t at = 0; at < length;) {
        if ((unsigned char)text[at] < 0x7f) { /* nearly all there is */
            ck_assert_msg((unsigned char)text[at] >= 0x20 || strchr(allowed, text[at]) != NULL,
                          "%s: byte %02x", where, (unsigned)text[at]);
            marks = 0;
            at++;
            continue;
        }
        ucs4_t point = 0;
        int bytes = u8_mbtoucr(&point, (const uint8_t *)text + at, length - at);
        ck_assert_msg(bytes > 0, "%s: no UTF-8", where);
        ck_assert_msg(!forbidden_has(point) && !uc_is_general_category(point, UC_CATEGORY_Cn),
                      "%s: U+%04X", where, (unsigned)point);
        bool is_mark = uc_is_general_category(point, UC_CATEGORY_Mn) ||
                       uc_is_general_category(point, UC_CATEGORY_Me);
        marks = is_mark ? marks + 1 : 0;
        ck_assert_msg(marks <= 2, "%s: %d marks in a row", where, marks);
        at += (size_t)bytes;
    }
}

bool corpus_make_harmless(char *text, size_t size)
{
    struct buf out = buf_init(4096);
    size_t length = strlen(text);
    for (size_t at = 0; at < length;) {
        ucs4_t point = 0;
        int bytes = u8_mbtoucr(&point, (const uint8_t *)text + at, length - at);
        int columns = bytes > 0 ? uc_width(point, "UTF-8") : 1;
        bool stays = bytes == 1 && point >= 0x20 && point < 0x7f;
        if (stays)
            buf_append(&out, text + at, 1);
        else
            buf_append_text(&out, bytes <= 1     ? "?"
                                  : columns == 2 ? "\u5b57"
                                  : columns == 1 ? "\u00e9"
                                                 : "");
        at += bytes > 0 ? (size_t)bytes : 1;
    }
    ck_assert_uint_lt(out.length, size);
    bool changed = strcmp(text, buf_text(&out)) != 0;
    memcpy(text, buf_text(&out), out.length + 1);
    buf_free(&out);
    return changed;
}

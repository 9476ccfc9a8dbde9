/* base/text.c: what may reach a screen. Hostile text is written in escapes: it must not act here.
 */
#include "config.h"

#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/text.h"
#include "tests/tap.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

struct row {
    const char *in;
    size_t length;
    const char *out;
};
#define ROW(in, out)                                                                               \
    {                                                                                              \
        in, sizeof(in) - 1, out                                                                    \
    }

static const struct row neutralised[] = {
    /* what stays */
    ROW("", ""), ROW("Ann", "Ann"), ROW("ann@example.org, +86 130", "ann@example.org, +86 130"),
    ROW("~!#$%^&*()_+{}|:\"<>?`-=[]\\;',./", "~!#$%^&*()_+{}|:\"<>?`-=[]\\;',./"),
    ROW("%n%s%x", "%n%s%x"), ROW("caf\u00e9", "caf\u00e9"),
    ROW("\u4f60\u597d\uff0c\u4e16\u754c", "\u4f60\u597d\uff0c\u4e16\u754c"),
    ROW("\ud55c\uad6d\uc5b4", "\ud55c\uad6d\uc5b4"),
    ROW("\u1112\u1161\u11ab", "\u1112\u1161\u11ab"), /* the same in conjoining letters */
    ROW("\u05e9\u05dc\u05d5\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
    ROW("\u0645\u0631\u062d\u0628\u0627", "\u0645\u0631\u062d\u0628\u0627"),
    ROW("\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947"),
    ROW("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35"),
    ROW("e\u0301", "e\u0301"), ROW("e\u0301\u0302", "e\u0301\u0302"), ROW("1\u20e3", "1\u20e3"),
    ROW("\U0001F600", "\U0001F600"), ROW("\U0001F44D\U0001F3FD", "\U0001F44D\U0001F3FD"),
    ROW("\U0001F1E8\U0001F1F3", "\U0001F1E8\U0001F1F3"), ROW("\U00020000", "\U00020000"),
    ROW("\u20ac\u00b1\u2026", "\u20ac\u00b1\u2026"), ROW("\uff21\uff41", "\uff21\uff41"),
    ROW("\ufffd", "\ufffd"), /* a symbol that one can see */
    /* blanks */
    ROW("a  b", "a  b"), ROW("a\u00a0b", "a b"), ROW("a\u3000b", "a b"), ROW("a\u2003b", "a b"),
    ROW("a\u202fb", "a b"), ROW("a\u1680b", "a b"), ROW("a\nb", "a b"), ROW("a\tb", "a b"),
    ROW("a\n\n\t\nb", "a b"), ROW("a\r\nb", "a b"), ROW("a\r\n\r\nb", "a b"), ROW("\n", " "),
    ROW("a \n b", "a   b"),
    /* control characters and the sequences that begin with them */
    ROW("\000", "?"), ROW("a\000b", "a?b"), ROW("a\rb", "a?b"), ROW("a\r\rb", "a?b"),
    ROW("\a", "?"), ROW("\b\b\bx", "?x"), ROW("\v\f", "?"), ROW("\016\017", "?"), ROW("\177", "?"),
    ROW("\033", "?"), ROW("\033[2J", "?[2J"), ROW("\033[31mred\033[0m", "?[31mred?[0m"),
    ROW("\033]0;title\a", "?]0;title?"), ROW("\033]52;c;ZXZpbA==\033\\", "?]52;c;ZXZpbA==?\\"),
    ROW("\033]8;;https://example.org\033\\x", "?]8;;https://example.org?\\x"),
    ROW("\033P+q544e\033\\", "?P+q544e?\\"), ROW("\033[6n", "?[6n"), ROW("\033[c", "?[c"),
    ROW("\033c", "?c"), ROW("\033[?1049l", "?[?1049l"),
    ROW("\033[200~yes\033[201~", "?[200~yes?[201~"), ROW("\033\033\033", "?"),
    ROW("\001\002\003\004\005\006", "?"), ROW("\020\021\022\023\024\025\026\027", "?"),
    ROW("\030\031\032\034\035\036\037", "?"), ROW("a\001z\002b", "a?z?b"),
    /* C1, encoded and raw */
    ROW("\302\23331m", "?31m"), ROW("\302\2350;x\302\234", "?0;x?"),
    ROW("\302\200\302\205\302\237", "?"), ROW("\302\220q\302\234", "?q?"), ROW("\23331m", "?31m"),
    ROW("\2350;x\234", "?0;x?"),
    /* direction */
    ROW("a\u202egpj.exe", "a?gpj.exe"), ROW("\u202a\u202b\u202c\u202d", "?"),
    ROW("\u2066x\u2069", "?x?"), ROW("\u2067x\u2068", "?x?"), ROW("a\u200e\u200fb", "a?b"),
    ROW("a\u061cb", "a?b"),
    /* what cannot be seen */
    ROW("a\u200bb", "a?b"), ROW("a\u200cb", "a?b"), ROW("a\u200db", "a?b"), ROW("a\u2060b", "a?b"),
    ROW("a\u2061\u2062\u2063\u2064b", "a?b"), ROW("a\u00adb", "a?b"), ROW("\ufeffx", "?x"),
    ROW("x\ufeff", "x?"), ROW("a\u034fb", "a?b"), ROW("a\u115fb", "a?b"), ROW("a\u1160b", "a?b"),
    ROW("a\u3164b", "a?b"), ROW("a\uffa0b", "a?b"), ROW("a\u17b4\u17b5b", "a?b"),
    ROW("a\u180eb", "a?b"), ROW("a\u180bb", "a?b"), ROW("\u2764\ufe0f", "\u2764?"),
    ROW("x\ufe00", "x?"), ROW("x\U000E0100", "x?"), ROW("x\U000E0041\U000E0042\U000E007F", "x?"),
    ROW("\U000E0001", "?"), ROW("\ufff9a\ufffab\ufffb", "?a?b?"), ROW("a\u2028b", "a?b"),
    ROW("a\u2029b", "a?b"), ROW("\U0001D173\U0001D17A", "?"), ROW("\U0001BCA0", "?"),
    ROW("\U0001F468\u200d\U0001F469\u200d\U0001F467", "\U0001F468?\U0001F469?\U0001F467"),
    ROW("\U0001F3F4\U000E0067\U000E0062\U000E007F", "\U0001F3F4?"),
    /* not assigned, private, never a character */
    ROW("\ue000\uf8ff", "?"), ROW("\U000F0000\U0010FFFD", "?"), ROW("\u0378\u0379", "?"),
    ROW("\u2065", "?"), ROW("\ufdd0", "?"), ROW("\uffff", "?"), ROW("\U0001FFFE", "?"),
    ROW("\U0010FFFF", "?"), ROW("\U000EFFFF", "?"),
    /* marks */
    ROW("e\u0301\u0301\u0301", "e\u0301\u0301?"),
    ROW("e\u0301\u0301\u0301\u0301\u0301x", "e\u0301\u0301?x"), ROW("\u0301", "?"),
    ROW("\u0301x", "?x"), ROW(" \u0301", " ?"), ROW("\n\u0301", " ?"), ROW("\001\u0301", "?"),
    ROW("a\u0488\u0489\u0488", "a\u0488\u0489?"),
    ROW("Z\u0351\u036b\u0343\u036a\u0302", "Z\u0351\u036b?"), ROW("a\u200d\u0301", "a?"),
    ROW("\u1112\u1161\u11ab\u11ab", "\u1112\u1161\u11ab?"), ROW("\u1161", "?"),
    /* not UTF-8 */
    ROW("\377", "?"), ROW("\376\377", "?"), ROW("\200", "?"), ROW("a\303", "a?"),
    ROW("a\303b", "a?b"), ROW("\344\275", "?"), ROW("\360\237\230", "?"),
    ROW("\360\237\230a", "?a"), ROW("\300\200", "?"), ROW("\300\257", "?"), ROW("\301\233", "?"),
    ROW("\340\200\257", "?"), ROW("\340\200\233", "?"), ROW("\360\200\200\233", "?"),
    ROW("\355\240\200", "?"), ROW("\355\240\275\355\270\200", "?"), ROW("\364\220\200\200", "?"),
    ROW("\370\210\200\200\200", "?"), ROW("caf\351", "caf?"),
    ROW("a\377\033\u202e\u200bb", "a?b"), /* one sign for a run of different kinds */
};

START_TEST(text_neutralise__shows__only_what_is_allowed)
    {
        const struct row *row = &neutralised[_i];
        struct shown shown = text_neutralise(row->in, row->length, 0);
        ck_assert_str_eq(shown.text, row->out);
    }
END_TEST

START_TEST(text_neutralise__is_stable__when_run_again)
    {
        struct shown once = text_neutralise(neutralised[_i].in, neutralised[_i].length, 0);
        struct shown twice = text_neutralise(once.text, strlen(once.text), 0);
        ck_assert_str_eq(twice.text, once.text);
    }
END_TEST

static const struct {
    const char *in;
    size_t columns;
    const char *out;
} cut[] = {
    {"abcdef", 6, "abcdef"},
    {"abcdef", 5, "ab..."},
    {"abcdef", 4, "a..."},
    {"abcdef", 3, "..."},
    {"abcdef", 2, ".."},
    {"abcdef", 1, "."},
    {"", 1, ""},
    {"a", 1, "a"},
    {"\u4f60\u597d\u4e16\u754c", 8, "\u4f60\u597d\u4e16\u754c"},
    {"\u4f60\u597d\u4e16\u754c", 7, "\u4f60\u597d..."},
    {"\u4f60\u597d\u4e16\u754c", 6, "\u4f60..."},
    {"\u4f60\u597d\u4e16\u754c", 5, "\u4f60..."},
    {"\u4f60\u597d\u4e16\u754c", 4, "..."},
    {"\u4f60", 1, "."},
    {"e\u0301e\u0301e\u0301e\u0301e\u0301", 5, "e\u0301e\u0301e\u0301e\u0301e\u0301"},
    {"e\u0301e\u0301e\u0301e\u0301e\u0301", 4, "e\u0301..."},
    {"\U0001F1E8\U0001F1F3\U0001F1E9\U0001F1EA", 4, "\U0001F1E8\U0001F1F3\U0001F1E9\U0001F1EA"},
    {"\U0001F1E8\U0001F1F3\U0001F1E9\U0001F1EAx", 4, "..."}, /* no half flag */
    {"\U0001F44D\U0001F3FDabc", 6, "..."},                   /* nor a thumb without its colour */
    {"\033\033\033", 1, "?"},
    {"\u00b1\u00b1\u00b1", 3, "\u00b1\u00b1\u00b1"}, /* ambiguous width counts one */
};

START_TEST(text_neutralise__cuts__whole_characters)
    {
        struct shown shown = text_neutralise(cut[_i].in, strlen(cut[_i].in), cut[_i].columns);
        ck_assert_str_eq(shown.text, cut[_i].out);
        ck_assert_uint_le(text_columns(shown.text), cut[_i].columns);
    }
END_TEST

/* Fills TEXT (SIZE bytes, a NUL after them) with copies of UNIT. */
static void repeat(char *text, size_t size, const char *unit)
{
    size_t length = strlen(unit);
    size_t filled = 0;
    for (; filled + length <= size; filled += length)
        memcpy(text + filled, unit, length);
    text[filled] = '\0';
}

START_TEST(text_neutralise__cuts__what_is_larger_than_shown)
    {
        static char text[100001];
        static const char *const units[] = {"a", "\u4f60", "\U0001F600", "e\u0301\u0302", "a\033"};
        for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
            repeat(text, sizeof(text) - 1, units[i]);
            struct shown shown = text_neutralise(text, strlen(text), 0);
            size_t length = strlen(shown.text);
            ck_assert_uint_lt(length, sizeof(shown.text));
            ck_assert_uint_ge(length, sizeof(shown.text) - 1 - 6);
            ck_assert_str_eq(shown.text + length - 3, "...");
            ck_assert(text_is_utf8(shown.text, length));
        }
        repeat(text, sizeof(((struct shown *)0)->text) - 1, "a");
        ck_assert_str_eq(text_neutralise(text, strlen(text), 0).text, text); /* just fits */
        repeat(text, sizeof(text) - 1, "\033");
        ck_assert_str_eq(text_neutralise(text, strlen(text), 0).text, "?");
    }
END_TEST

START_TEST(text_neutralise__takes__no_text)
    {
        ck_assert_str_eq(text_neutralise(NULL, 0, 0).text, "");
        ck_assert_str_eq(text_neutralise(NULL, 7, 3).text, "");
        ck_assert_str_eq(text_neutralise("abc", 0, 0).text, "");
    }
END_TEST

/* The forbidden set, written down a second time and from another source. */
static bool is_forbidden(wchar_t point)
{
    static const uint32_t ranges[][2] = {
        {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},        {0x34f, 0x34f},
        {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},      {0x70f, 0x70f},
        {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},    {0x200b, 0x200f},
        {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},    {0xd800, 0xf8ff},
        {0xfdd0, 0xfdef},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},    {0xffa0, 0xffa0},
        {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x1bca0, 0x1bca3},  {0x1d173, 0x1d17a},
        {0x1fffe, 0x1ffff}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff},
    };
    uint32_t value = (uint32_t)point;
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
        if (value >= ranges[i][0] && value <= ranges[i][1])
            return true;
    return wcwidth(point) < 0 || !iswprint((wint_t)point);
}

/* What of the promises in text.h SHOWN breaks, or NULL. MAX is in columns. (An assertion of
 * libcheck writes a message each time: too slow for the millions of calls below.) */
static const char *broken_promise(const struct shown *shown, size_t max)
{
    wchar_t wide[SHOWN_SIZE];
    size_t count = mbstowcs(wide, shown->text, SHOWN_SIZE);
    if (!text_is_utf8(shown->text, strlen(shown->text)) || count == (size_t)-1)
        return "not UTF-8";
    if (text_columns(shown->text) > max)
        return "too wide";
    int zero_widths = 0;
    for (size_t i = 0; i < count; i++) {
        if (is_forbidden(wide[i]))
            return "forbidden";
        zero_widths = wcwidth(wide[i]) == 0 ? zero_widths + 1 : 0;
        if (zero_widths > 2)
            return "too many marks";
    }
    return NULL;
}

static size_t encode(uint32_t point, char *text)
{
    if (point < 0x80) {
        text[0] = (char)point;
        return 1;
    }
    size_t more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    for (size_t i = more; i > 0; i--, point >>= 6)
        text[i] = (char)(0x80 | (point & 0x3f));
    text[0] = (char)(lead[more] | point);
    return more + 1;
}

/* Each loop round takes one plane of 65,536 code points, surrogates included. */
/* Each loop round takes one plane of 65,536 code points, surrogates included. */
START_TEST(text_neutralise__lets_pass__no_forbidden_code_point)
    {
        ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
        for (uint32_t low = 0; low <= 0xffff; low++) {
            char text[8] = "a";
            uint32_t point = (uint32_t)_i << 16 | low;
            size_t length = 1 + encode(point, text + 1);
            text[length++] = 'b';
            struct shown shown = text_neutralise(text, length, 0);
            const char *broken = broken_promise(&shown, 4);
            length = strlen(shown.text);
            if (shown.text[0] != 'a' || shown.text[length - 1] != 'b' || length < 3)
                broken = "lost";
            if (broken != NULL)
                ck_abort_msg("U+%04X: %s", point, broken);
        }
    }
END_TEST

START_TEST(text_neutralise__keeps_its_promises__for_random_bytes)
    {
        ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
        uint32_t state = 2463534242U + (uint32_t)_i;
        for (int round = 0; round < 5000; round++) {
            char text[700];
            size_t length = 0;
            state = state * 1664525 + 1013904223;
            size_t wanted = state >> 23;
            while (length < wanted) {
                state = state * 1664525 + 1013904223;
                uint32_t point = state >> 8 & (_i == 0 ? 0xff : _i == 1 ? 0x7ff : 0x1ffff);
                if (_i == 0)
                    text[length++] = (char)point;
                else
                    length += encode(point, text + length);
            }
            struct shown shown = text_neutralise(text, length, 0);
            const char *broken = broken_promise(&shown, SHOWN_SIZE);
            size_t columns = 1 + (state >> 27);
            shown = text_neutralise(text, length, columns);
            if (broken == NULL)
                broken = broken_promise(&shown, columns);
            if (broken != NULL)
                ck_abort_msg("round %d: %s", round, broken);
        }
    }
END_TEST

static const struct {
    const char *email;
    const char *shown;
} emails[] = {
    {"ann@example.org", "a***@example.org"},
    {"an@example.org", "a***@example.org"},
    {"a@example.org", "***@example.org"}, /* one letter is the whole name */
    {"@example.org", "***@example.org"},
    {"ann@", "a***@"},
    {"@", "***@"},
    {"ann", "a***"},
    {"a", "***"},
    {"", ""},
    {NULL, ""},
    {"ann@work@example.org", "a***@example.org"},
    {"\"ann@work\"@example.org", "\"***@example.org"},
    {"\u00e9milie@example.org", "\u00e9***@example.org"},
    {"e\u0301milie@example.org", "e\u0301***@example.org"},
    {"\u4f60\u597d@\u4f8b\u5b50.example", "\u4f60***@\u4f8b\u5b50.example"},
    {"\U0001F1E8\U0001F1F3x@example.org", "\U0001F1E8\U0001F1F3***@example.org"},
    {"\033[2Jx@example.org", "?***@example.org"},
    {"a\033[2J@example.org", "a***@example.org"},
    {"ann@exam\u202eple.org", "a***@exam?ple.org"},
    {"\xff\xfe@example.org", "?***@example.org"},
};

START_TEST(text_mask_email__keeps__the_first_letter_and_the_domain)
    {
        ck_assert_str_eq(text_mask_email(emails[_i].email).text, emails[_i].shown);
    }
END_TEST

START_TEST(text_mask_email__cuts__a_long_domain)
    {
        static char email[5000];
        repeat(email, sizeof(email) - 1, "x");
        email[3] = '@';
        struct shown shown = text_mask_email(email);
        ck_assert_uint_eq(strlen(shown.text), sizeof(shown.text) - 1);
        ck_assert_int_eq(strncmp(shown.text, "x***@xxx", 8), 0);
        ck_assert_str_eq(shown.text + strlen(shown.text) - 6, "xxx...");
        repeat(email + 1, sizeof(email) - 2, "\u0301");
        email[0] = 'e';
        ck_assert_str_eq(text_mask_email(email).text, "e\u0301\u0301?***");
    }
END_TEST

static const struct {
    const char *country;
    const char *phone;
    const char *shown;
} phones[] = {
    {"+86", "13000000001", "+86 ***01"},
    {"86", "13000000042", "+86 ***42"},
    {NULL, "13000000001", "***01"},
    {"", "13000000001", "***01"},
    {NULL, "+86 130 0000 0001", "***01"},
    {"+1", "555-0199", "+1 ***99"},
    {"+1 684", "5550199", "+1684 ***99"},
    {"+86", "130001", "+86 ***01"},
    {"+86", "13001", "+86 ***"}, /* two of five would be too much */
    {"+86", "1", "+86 ***"},
    {"+86", "", ""},
    {"+86", NULL, ""},
    {"+12345", "13000000001", "***01"}, /* no country has that */
    {"\033[2J", "13000000001", "+2 ***01"},
    {"+", "13000000001", "***01"},
    {"+86", "unknown", "+86 ***"},
    {"+86", "\uff11\uff13\u0660\u0660\u0660\u0661\u0662", "+86 ***12"},
    {"+86", "1300000\xff\033[31m", "+86 ***31"},
};

START_TEST(text_mask_phone__keeps__two_digits)
    {
        ck_assert_str_eq(text_mask_phone(phones[_i].country, phones[_i].phone).text,
                         phones[_i].shown);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tap_case(suite, "text");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, text_neutralise__shows__only_what_is_allowed, 0, COUNT(neutralised));
    tcase_add_loop_test(tests, text_neutralise__is_stable__when_run_again, 0, COUNT(neutralised));
    tcase_add_loop_test(tests, text_neutralise__cuts__whole_characters, 0, COUNT(cut));
    tcase_add_test(tests, text_neutralise__cuts__what_is_larger_than_shown);
    tcase_add_test(tests, text_neutralise__takes__no_text);
    tcase_add_loop_test(tests, text_neutralise__lets_pass__no_forbidden_code_point, 0, 17);
    tcase_add_loop_test(tests, text_neutralise__keeps_its_promises__for_random_bytes, 0, 3);
    tcase_add_loop_test(tests, text_mask_email__keeps__the_first_letter_and_the_domain, 0,
                        COUNT(emails));
    tcase_add_test(tests, text_mask_email__cuts__a_long_domain);
    tcase_add_loop_test(tests, text_mask_phone__keeps__two_digits, 0, COUNT(phones));
    return tap_run(suite);
}

/* base/text.c: columns, lines, characters, and what people type. */
#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "tests/tap.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const struct {
    const char *text;
    size_t columns;
} widths[] = {
    {"", 0},           {"abc", 3},      {"\u4f60\u597d", 4},
    {"e\u0301", 1},    {"\uff21", 2},   {"\u00b1\u2026\u0416", 3}, /* ambiguous: one each */
    {"\U0001F600", 2}, {"a\u200bb", 2}, {"\ud55c", 2},
};

START_TEST(text_gap__is_a_blank__where_the_language_has_one)
    {
        ck_assert_str_eq(text_gap("One.", "Two."), " ");
        ck_assert_str_eq(text_gap("\u4e00\u3002", "\u4e8c\u3002"), "");
        ck_assert_str_eq(text_gap("\u3002", "Two."), "");
        ck_assert_str_eq(text_gap("\u3002.", "Two."), " ");
        ck_assert_str_eq(text_gap("One.", ""), "");
        ck_assert_str_eq(text_gap("", "Two."), "");
    }
END_TEST

START_TEST(text_columns__counts__cells)
    {
        ck_assert_uint_eq(text_columns(widths[_i].text), widths[_i].columns);
    }
END_TEST

static const struct {
    const char *text;
    size_t columns;
    size_t bytes;
} fits[] = {
    {"abc", 0, 0},
    {"abc", 2, 2},
    {"abc", 3, 3},
    {"abc", 9, 3},
    {"", 5, 0},
    {"\u4f60\u597d", 1, 0},
    {"\u4f60\u597d", 2, 3},
    {"\u4f60\u597d", 3, 3},
    {"\u4f60\u597d", 4, 6},
    {"e\u0301x", 1, 3},
    {"ae\u0301", 1, 1},
    {"\U0001F1E8\U0001F1F3", 1, 0},
    {"\U0001F1E8\U0001F1F3", 2, 8},
};

START_TEST(text_fit__takes__whole_characters)
    {
        ck_assert_uint_eq(text_fit(fits[_i].text, fits[_i].columns), fits[_i].bytes);
    }
END_TEST

static const struct {
    const char *text;
    size_t columns;
    const char *lines; /* with | between them */
} wraps[] = {
    {"", 10, ""},
    {"one", 10, "one"},
    {"one two", 7, "one two"},
    {"one two", 6, "one|two"},
    {"one two", 3, "one|two"},
    {"one two three", 8, "one two|three"},
    {"one  two", 3, "one|two"},
    {"one   ", 3, "one"},
    {"one \ntwo", 3, "one|two"},
    {"one\ntwo", 80, "one|two"},
    {"one\n\ntwo", 80, "one||two"},
    {"one\n", 80, "one"},
    {"\none", 80, "|one"},
    {"\n", 80, ""},
    {"  indented line", 10, "  indented|line"},
    {"    abcdefgh", 6, "    ab|cdefgh"},
    {"\tabcdefgh", 6, "\tabcdef|gh"}, /* no line of blanks alone */
    {"abcdefghij", 4, "abcd|efgh|ij"},
    {"abcdefghij", 1, "a|b|c|d|e|f|g|h|i|j"},
    {"a b c", 1, "a|b|c"},
    {"ab abcdefgh", 4, "ab|abcd|efgh"},
    {"well-known word", 6, "well-|known|word"},
    {"use --ca-file", 9, "use|--ca-file"}, /* typed as it is read */
    {"Delete ann@example.org. Step 1 of 3.", 20, "Delete|ann@example.org.|Step 1 of 3."},
    {"https://example.org/a/b", 12, "https://|example.org/|a/b"},
    {"(one) (two)", 6, "(one)|(two)"},
    {"10 000", 4, "10|000"},
    {"one\u00a0two three", 9, "one\u00a0two|three"},
    {"\u4f60\u597d\u4e16\u754c", 4, "\u4f60\u597d|\u4e16\u754c"},
    {"\u4f60\u597d\u4e16\u754c", 5, "\u4f60\u597d|\u4e16\u754c"},
    {"\u4f60\u597d\u3002\u4e16\u754c", 4, "\u4f60|\u597d\u3002|\u4e16\u754c"}, /* no stop first */
    {"\u4f60\u597d", 1, "\u4f60|\u597d"}, /* wider than the row: on all the same */
    {"a\u4f60b", 1, "a|\u4f60|b"},
    {"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301"},
    {"\U0001F1E8\U0001F1F3\U0001F1E9\U0001F1EA", 3, "\U0001F1E8\U0001F1F3|\U0001F1E9\U0001F1EA"},
    {"\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 abc", 5, "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35|abc"},
};

START_TEST(text_wrap__breaks__where_the_language_allows)
    {
        char lines[256] = "";
        const char *text = wraps[_i].text;
        size_t filled = 0;
        while (*text != '\0') {
            size_t next;
            size_t length = text_wrap(text, wraps[_i].columns, &next);
            ck_assert_uint_gt(next, 0);
            ck_assert_uint_le(length, next);
            ck_assert_uint_lt(filled + length + 1, sizeof(lines));
            memcpy(lines + filled, text, length);
            filled += length;
            text += next;
            if (*text != '\0')
                lines[filled++] = '|';
        }
        ck_assert_str_eq(lines, wraps[_i].lines);
    }
END_TEST

static const char *const pieces[] = {
    "a",          "word ",    " ",      "\n",         "\t",           "\u4f60",
    "\u3002",     "e\u0301",  "\u0301", "\U0001F468", "\u200d",       "\u200b",
    "\U0001F1E8", "-",        "(",      ")",          "\u1112\u1161", "\u0e2a",
    "\ufe0f",     "\u00a0",   "\u3000", ".",          "\"",           "1",
    "\xff",       "\xe4\xbd",
};

/* A text of random pieces, the same in every run. */
static void random_text(uint32_t *state, char *text, size_t size)
{
    *state = *state * 1664525 + 1013904223;
    size_t wanted = (*state >> 16) % size;
    size_t length = 0;
    for (;;) {
        *state = *state * 1664525 + 1013904223;
        const char *piece = pieces[(*state >> 16) % (uint32_t)COUNT(pieces)];
        if (length + strlen(piece) > wanted)
            break;
        memcpy(text + length, piece, strlen(piece));
        length += strlen(piece);
    }
    text[length] = '\0';
}

/* Every line is within COLUMNS unless it is one character; nothing but blanks and newlines is lost.
 */
static const char *broken_wrap(const char *text, size_t columns)
{
    while (*text != '\0') {
        size_t next = 0;
        size_t length = text_wrap(text, columns, &next);
        if (next == 0 || length > next)
            return "no progress";
        char line[4096 + 128 + 1];
        memcpy(line, text, length);
        line[length] = '\0';
        if (memchr(line, '\n', length) != NULL)
            return "newline inside a line";
        if (text_columns(line) > columns && text_next(text, strlen(text), 0) < length)
            return "too wide";
        if (strspn(text + length, " \t\n") < next - length)
            return "text lost";
        text += next;
    }
    return NULL;
}

START_TEST(text_wrap__keeps_its_promises__for_random_text)
    {
        uint32_t state = 88172645;
        for (int round = 0; round < 5000; round++) {
            char text[300];
            random_text(&state, text, sizeof(text));
            size_t columns = 1 + (state >> 16) % 45;
            const char *broken = broken_wrap(text, columns);
            if (broken != NULL)
                ck_abort_msg("round %d, %zu columns: %s", round, columns, broken);
        }
    }
END_TEST

START_TEST(text_wrap__copes__with_long_text)
    {
        static char text[20001];
        for (size_t columns = 1; columns <= 100000; columns *= 10) {
            memset(text, 'a', sizeof(text) - 1);
            ck_assert_ptr_null(broken_wrap(text, columns));
            memset(text + 1, ' ', sizeof(text) - 3);
            ck_assert_ptr_null(broken_wrap(text, columns));
            for (size_t i = 0; i + 2 < sizeof(text); i += 2)
                memcpy(text + i, "\u0301", 2);
            ck_assert_ptr_null(broken_wrap(text, columns));
        }
    }
END_TEST

static const struct {
    const char *text;
    const char *characters; /* with | between them */
} graphemes[] = {
    {"", ""},
    {"abc", "a|b|c"},
    {"e\u0301x", "e\u0301|x"},
    {"\u4f60\u597d", "\u4f60|\u597d"},
    {"\r\n", "\r\n"},
    {"\U0001F44D\U0001F3FDx", "\U0001F44D\U0001F3FD|x"},
    {"\u2764\ufe0fx", "\u2764\ufe0f|x"},
    {"\U0001F468\u200d\U0001F469\u200d\U0001F467x", "\U0001F468\u200d\U0001F469\u200d\U0001F467|x"},
    {"\U0001F1E9\U0001F1EA\U0001F1E8\U0001F1F3x", "\U0001F1E9\U0001F1EA|\U0001F1E8\U0001F1F3|x"},
    {"\u1112\u1161\u11ab\u1100", "\u1112\u1161\u11ab|\u1100"},
    {"\u06011", "\u06011"}, /* a sign that belongs to the digit after it */
    {"a\u0301\u0302\u0303\u0304b", "a\u0301\u0302\u0303\u0304|b"},
    {"a\xff\xfez", "a|\xff|\xfe|z"}, /* not UTF-8: byte by byte */
    {"a\xe4\xbd", "a|\xe4\xbd"},
};

START_TEST(text_next__steps__over_whole_characters)
    {
        const char *text = graphemes[_i].text;
        size_t length = strlen(text);
        char out[128] = "";
        size_t filled = 0;
        for (size_t at = 0; at < length;) {
            size_t bytes = text_next(text, length, at);
            ck_assert_uint_gt(bytes, 0);
            if (at > 0)
                out[filled++] = '|';
            memcpy(out + filled, text + at, bytes);
            filled += bytes;
            at += bytes;
        }
        ck_assert_str_eq(out, graphemes[_i].characters);
    }
END_TEST

START_TEST(text_previous__steps__back_over_the_same)
    {
        const char *text = graphemes[_i].text;
        size_t length = strlen(text);
        for (size_t at = 0; at < length;) {
            size_t bytes = text_next(text, length, at);
            ck_assert_uint_eq(text_previous(text, length, at + bytes), bytes);
            at += bytes;
        }
        ck_assert_uint_eq(text_previous(text, length, 0), 0);
        ck_assert_uint_eq(text_next(text, length, length), 0);
        ck_assert_uint_eq(text_next(text, length, length + 1), 0);
        ck_assert_uint_eq(text_previous(text, length, length + 1),
                          text_previous(text, length, length));
    }
END_TEST

START_TEST(text_previous__agrees__with_text_next_for_random_text)
    {
        uint32_t state = 362436069;
        for (int round = 0; round < 3000; round++) {
            char text[100];
            random_text(&state, text, sizeof(text));
            size_t length = strlen(text);
            size_t at = 0;
            while (at < length) {
                size_t bytes = text_next(text, length, at);
                if (bytes == 0 || at + bytes > length ||
                    text_previous(text, length, at + bytes) != bytes)
                    ck_abort_msg("round %d at %zu", round, at);
                at += bytes;
            }
        }
    }
END_TEST

START_TEST(text_previous__agrees__with_text_next_far_into_a_text)
    {
        static const char *const units[] = {"\u4f60", "\U0001F44D\U0001F3FD", "e\u0301", "\u00e9"};
        for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
            char text[600] = "";
            size_t size = strlen(units[i]);
            for (size_t at = 0; at + size < sizeof(text); at += size) {
                memcpy(text + at, units[i], size + 1);
                ck_assert_uint_eq(text_previous(text, at + size, at + size), size);
            }
            for (size_t at = 0; text[at] != '\0'; at += size)
                ck_assert_uint_eq(text_next(text, strlen(text), at), size);
        }
    }
END_TEST

/* Steps through TEXT both ways; what is wrong with a step, or NULL. */
static const char *broken_steps(const char *text, size_t length)
{
    for (size_t at = 0, bytes; at < length; at += bytes) {
        bytes = text_next(text, length, at);
        if (bytes == 0 || bytes > length - at || !text_is_utf8(text + at, bytes))
            return "forwards";
    }
    for (size_t at = length, bytes; at > 0; at -= bytes) {
        bytes = text_previous(text, length, at);
        if (bytes == 0 || bytes > at || !text_is_utf8(text + at - bytes, bytes))
            return "backwards";
    }
    return NULL;
}

START_TEST(text_next__always_ends__in_endless_characters)
    {
        static const char *const marks[] = {"\u0301", "\u20d0", "\U0001D165"};
        char text[600];
        for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
            size_t size = strlen(marks[i]);
            for (size_t offset = 0; offset < 4; offset++) {
                memset(text, 'a', offset);
                size_t length = offset;
                for (; length + size <= sizeof(text); length += size)
                    memcpy(text + length, marks[i], size);
                const char *broken = broken_steps(text, length);
                ck_assert_msg(broken == NULL, "%s, mark %zu after %zu", broken, i, offset);
            }
        }
        memset(text, '\200', sizeof(text)); /* nor in what is no text at all */
        for (size_t at = 0; at < sizeof(text);)
            at += text_next(text, sizeof(text), at);
        for (size_t at = sizeof(text); at > 0;)
            at -= text_previous(text, sizeof(text), at);
    }
END_TEST

static const struct {
    const char *text;
    const char *digits; /* NULL: refused */
} codes[] = {
    {"123456", "123456"},
    {"12 34 56", "123456"},
    {"123-456", "123456"},
    {" 123456\n", "123456"},
    {"123456\r\n", "123456"},
    {"\t1\v2\f3", "123"},
    {"\u00a0123\u00a0456", "123456"},
    {"\u3000123", "123"},
    {"123\u2013456", "123456"},
    {"123\u2014456", "123456"},
    {"123\u2212456", "123456"},
    {"123\uff0d456", "123456"},
    {"\uff11\uff12\uff13\uff14\uff15\uff16", "123456"},
    {"\u0661\u0662\u0663\u0664\u0665\u0666", "123456"},
    {"\u06f1\u06f2\u06f3", "123"},
    {"\u0967\u0968\u0969", "123"},
    {"\U0001D7D8\U0001D7D9", "01"},
    {"\u200b123\u200d456\ufeff", "123456"},
    {"\u202d123456\u202c", "123456"},
    {"\u2066123\u2069", "123"},
    {"1\u20602", "12"},
    {"1\u20652", NULL},
    {"\033[200~123456\033[201~", "123456"},
    {"12\033[200~34\033[201~", "1234"},
    {"\033[200~\033[201~", ""},
    {"", ""},
    {" - ", ""},
    {"0000000", "0000000"},
    {"12345678", NULL}, /* does not fit */
    {"12a456", NULL},
    {"r", NULL},
    {"123.456", NULL},
    {"+123", NULL},
    {"\u00b2", NULL}, /* a power, not a digit */
    {"\u2460", NULL},
    {"\u4e00\u4e8c", NULL},
    {"123\xff", NULL},
    {"\033", NULL},
    {"123\033[A", NULL},
    {"123\033[202~", NULL},
    {"123\033[200", NULL},
};

START_TEST(text_fold_digits__folds__every_script)
    {
        char digits[8] = "garbage";
        bool folded =
            text_fold_digits(codes[_i].text, strlen(codes[_i].text), digits, sizeof(digits));
        ck_assert_int_eq(folded, codes[_i].digits != NULL);
        ck_assert_str_eq(digits, codes[_i].digits == NULL ? "" : codes[_i].digits);
    }
END_TEST

START_TEST(text_fold_digits__leaves_nothing__when_it_refuses)
    {
        char digits[8] = "garbage";
        static const char zeros[sizeof(digits)];
        ck_assert(!text_fold_digits("12345x", 6, digits, sizeof(digits)));
        ck_assert_mem_eq(digits, zeros, sizeof(digits));
        ck_assert(!text_fold_digits("1\0002", 3, digits, sizeof(digits)));
        ck_assert(!text_fold_digits("1", 1, digits, 1));
        ck_assert(text_fold_digits("", 0, digits, 1));
    }
END_TEST

static const struct {
    const char *text;
    const char *trimmed;
} trims[] = {
    {"", ""},
    {"ann", "ann"},
    {"  ann  ", "ann"},
    {"\tann\r\n", "ann"},
    {"\u00a0\u3000ann\u2003", "ann"},
    {"\u200bann\ufeff", "ann"},
    {"\u202aann\u202c", "ann"},
    {"\033[200~ann\033[201~", "ann"},
    {" \033[200~ ann \033[201~\r\n", "ann"},
    {"ann lee", "ann lee"},
    {" a\u00a0b ", "a\u00a0b"},
    {"   ", ""},
    {"\033[200~\033[201~", ""},
    {"\u200b", ""},
    {"\033[A", "\033[A"},
    {"a\033[201", "a\033[201"},
    {"\u4f60 ", "\u4f60"},
    {" e\u0301", "e\u0301"},
    {"\u2764\ufe0f", "\u2764\ufe0f"}, /* part of a character */
    {"\xff ", "\xff"},
    {" a\033[200~b ", "a\033[200~b"},
};

START_TEST(text_trim__leaves__what_was_meant)
    {
        size_t offset = 99;
        size_t length = 99;
        text_trim(trims[_i].text, strlen(trims[_i].text), &offset, &length);
        ck_assert_uint_eq(length, strlen(trims[_i].trimmed));
        ck_assert_mem_eq(trims[_i].text + offset, trims[_i].trimmed, length);
    }
END_TEST

static const struct {
    const char *account;
    enum text_account_kind kind;
} kinds[] = {
    {"", TEXT_ACCOUNT_EMPTY},
    {"   ", TEXT_ACCOUNT_EMPTY},
    {"\033[200~\033[201~", TEXT_ACCOUNT_EMPTY},
    {"ann@example.org", TEXT_ACCOUNT_EMAIL},
    {" ann@example.org\n", TEXT_ACCOUNT_EMAIL},
    {"a@b", TEXT_ACCOUNT_EMAIL},
    {"\u4f60@\u4f8b\u5b50.example", TEXT_ACCOUNT_EMAIL},
    {"13000000001@example.org", TEXT_ACCOUNT_EMAIL},
    {"@ann", TEXT_ACCOUNT_NAME},
    {"ann@", TEXT_ACCOUNT_NAME},
    {"@", TEXT_ACCOUNT_NAME},
    {"13000000001", TEXT_ACCOUNT_PHONE},
    {"+8613000000001", TEXT_ACCOUNT_PHONE},
    {"+86 130 0000 0001", TEXT_ACCOUNT_PHONE},
    {"+86-130-0000-0001", TEXT_ACCOUNT_PHONE},
    {"(020) 7946 0958", TEXT_ACCOUNT_PHONE},
    {"020.7946.0958", TEXT_ACCOUNT_PHONE},
    {"\u202a+86 130 0000 0001\u202c", TEXT_ACCOUNT_PHONE},
    {"\uff11\uff13\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff10\uff11", TEXT_ACCOUNT_PHONE},
    {"5550199", TEXT_ACCOUNT_PHONE},
    {"+68455", TEXT_ACCOUNT_PHONE},
    {"555019", TEXT_ACCOUNT_NAME},
    {"+6845", TEXT_ACCOUNT_NAME},
    {"1234567890123456", TEXT_ACCOUNT_NAME}, /* longer than any number */
    {"123456789012345", TEXT_ACCOUNT_PHONE},
    {"130+00000001", TEXT_ACCOUNT_NAME},
    {"++13000000001", TEXT_ACCOUNT_NAME},
    {"13000000001x", TEXT_ACCOUNT_NAME},
    {"demo", TEXT_ACCOUNT_NAME},
    {"demo2", TEXT_ACCOUNT_NAME},
    {"\u4f60\u597d", TEXT_ACCOUNT_NAME},
    {"+", TEXT_ACCOUNT_NAME},
    {"-", TEXT_ACCOUNT_NAME},
};

START_TEST(text_account_kind__tells__what_was_typed)
    {
        ck_assert_int_eq(text_account_kind(kinds[_i].account, strlen(kinds[_i].account)),
                         kinds[_i].kind);
    }
END_TEST

static const struct {
    const char *text;
    size_t length;
    bool valid;
} utf8[] = {
    {"", 0, true},
    {NULL, 0, true},
    {"abc", 3, true},
    {"\u4f60\U0010FFFF", 7, true},
    {"a\0b", 3, false},
    {"\xff", 1, false},
    {"\xc0\x80", 2, false},
    {"\xed\xa0\x80", 3, false},
    {"\xf4\x90\x80\x80", 4, false},
    {"\xe4\xbd\xa0", 2, false},
};

START_TEST(text_is_utf8__refuses__what_is_not)
    {
        ck_assert_int_eq(text_is_utf8(utf8[_i].text, utf8[_i].length), utf8[_i].valid);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("text_lines");
    TCase *tests = tap_case(suite, "text_lines");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, text_gap__is_a_blank__where_the_language_has_one);
    tcase_add_loop_test(tests, text_columns__counts__cells, 0, COUNT(widths));
    tcase_add_loop_test(tests, text_fit__takes__whole_characters, 0, COUNT(fits));
    tcase_add_loop_test(tests, text_wrap__breaks__where_the_language_allows, 0, COUNT(wraps));
    tcase_add_test(tests, text_wrap__keeps_its_promises__for_random_text);
    tcase_add_test(tests, text_wrap__copes__with_long_text);
    tcase_add_loop_test(tests, text_next__steps__over_whole_characters, 0, COUNT(graphemes));
    tcase_add_loop_test(tests, text_previous__steps__back_over_the_same, 0, COUNT(graphemes));
    tcase_add_test(tests, text_previous__agrees__with_text_next_for_random_text);
    tcase_add_test(tests, text_previous__agrees__with_text_next_far_into_a_text);
    tcase_add_test(tests, text_next__always_ends__in_endless_characters);
    tcase_add_loop_test(tests, text_fold_digits__folds__every_script, 0, COUNT(codes));
    tcase_add_test(tests, text_fold_digits__leaves_nothing__when_it_refuses);
    tcase_add_loop_test(tests, text_trim__leaves__what_was_meant, 0, COUNT(trims));
    tcase_add_loop_test(tests, text_account_kind__tells__what_was_typed, 0, COUNT(kinds));
    tcase_add_loop_test(tests, text_is_utf8__refuses__what_is_not, 0, COUNT(utf8));
    return tap_run(suite);
}

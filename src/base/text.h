/* Text: the one neutraliser for everything from outside, widths, wrapping, masks, digits.
 * All text is UTF-8. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { SHOWN_SIZE = 256 };

/* Text from outside (server, mail) that may be shown: made only by text_neutralise and text_mask_*,
 * so that the compiler finds raw uses. Plain data. */
struct shown {
    char text[SHOWN_SIZE];
};

/* Makes LENGTH bytes at TEXT (*borrows*; NULL counts as empty) fit to be shown: an allow-list over
 * decoded code points. Letters, digits, punctuation, symbols and marks (at most two after each of
 * the others, none alone) stay; every blank becomes a space, every run of newlines and tabs one
 * space; every run of anything else (controls, C1, bidi and zero-width characters, tags, BOM,
 * private use, unassigned, invalid UTF-8) becomes one "?". Cut to MAX_COLUMNS columns (0 = as many
 * as fit) on a whole character, with "..." (or as many dots as there are columns) when something
 * was cut. Running it again changes nothing. */
struct shown text_neutralise(const char *text, size_t length, size_t max_columns);

/* The same for an address of which only enough is kept to recognise it: "a***@example.org". Of a
 * name of one letter nothing is kept; what follows the last "@" is kept whole. NULL counts as
 * empty. */
struct shown text_mask_email(const char *email);

/* The same for a phone number: "+86 ***01" (COUNTRY_CODE with or without "+" may be NULL or ""). Of
 * a number of fewer than 6 digits nothing is kept. PHONE NULL counts as empty. */
struct shown text_mask_phone(const char *country_code, const char *phone);

/* Columns that TEXT takes on a terminal (wide characters count two). TEXT must be valid UTF-8. */
size_t text_columns(const char *text);

/* What stands between the sentences BEFORE and AFTER on one line: a blank; nothing where one of
 * them is empty, or BEFORE ends with the full stop of Chinese and Japanese, which has its own.
 * *Static*. */
const char *text_gap(const char *before, const char *after);

/* Bytes of the longest beginning of TEXT that takes at most COLUMNS columns, whole characters only.
 */
size_t text_fit(const char *text, size_t columns);

/* Bytes of TEXT that go on the first line of at most COLUMNS columns (at least 1): a break at a
 * newline, else the last place where the language allows one (libunistring), else inside the word.
 * *NEXT is set to where the next line begins (blanks at the break are skipped); TEXT[*NEXT] is NUL
 * at the end. */
size_t text_wrap(const char *text, size_t columns, size_t *next);

/* True when LENGTH bytes at TEXT are valid UTF-8 without NUL. */
bool text_is_utf8(const char *text, size_t length);

/* Bytes of the character that begins at OFFSET / ends before OFFSET in TEXT of LENGTH bytes: what a
 * person takes for one (a letter with its marks, a flag, a family; at most 128 bytes). 0 at the end
 * / at the beginning. Text that is not UTF-8 is stepped through all the same. */
size_t text_next(const char *text, size_t length, size_t offset);
size_t text_previous(const char *text, size_t length, size_t offset);

/* Writes the ASCII digits of TEXT (LENGTH bytes) into DIGITS of SIZE bytes, NUL-terminated: decimal
 * digits of every script are folded to 0-9; blanks, dashes, zero-width characters and
 * bracketed-paste marks are dropped. False when anything else is in it, or when it does not fit:
 * then all SIZE bytes are wiped. */
bool text_fold_digits(const char *text, size_t length, char *digits, size_t size);

/* Offset and length of TEXT (LENGTH bytes) without blanks, NBSP, zero-width characters, CR, LF and
 * bracketed-paste marks ("\e[200~", "\e[201~") at either end. */
void text_trim(const char *text, size_t length, size_t *offset, size_t *trimmed);

/* What a person typed as their account (LENGTH bytes, trimmed here) looks like: an e-mail address
 * has an "@" inside; a phone number has 7 to 15 digits of any script (5 to 15 after a "+") and
 * otherwise only blanks, dashes, dots and parentheses. */
enum text_account_kind {
    TEXT_ACCOUNT_EMPTY,
    TEXT_ACCOUNT_NAME,
    TEXT_ACCOUNT_EMAIL,
    TEXT_ACCOUNT_PHONE
};
enum text_account_kind text_account_kind(const char *account, size_t length);

#endif

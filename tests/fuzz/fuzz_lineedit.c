/* The line editor: whatever is typed, the value is UTF-8 within its limits and without controls,
 * and the cursor is between two characters and in sight. The first byte says how large the value
 * may be, the second how wide the row is; then bytes are typed, and those from 0xf8 on are keys. */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "tests/fuzz/fuzz.h"
#include "ui/lineedit.h"

enum { FIRST_KEY = 0xf8, KEYS = LINEEDIT_WORD_BACKWARD + 1 };

static void check_value(const struct lineedit *edit)
{
    const struct secret *value = edit->value;
    FUZZ_REQUIRE(value->length <= value->capacity && value->bytes[value->length] == '\0');
    FUZZ_REQUIRE(text_is_utf8(value->bytes, value->length));
    FUZZ_REQUIRE(edit->cursor <= value->length);
    FUZZ_REQUIRE(text_is_utf8(value->bytes, edit->cursor));
    for (size_t i = 0; i < value->length; i++) {
        unsigned char byte = (unsigned char)value->bytes[i];
        FUZZ_REQUIRE(byte >= 0x20 && byte != 0x7f);
        FUZZ_REQUIRE(byte != 0xc2 || (unsigned char)value->bytes[i + 1] >= 0xa0);
    }
    for (size_t i = value->length; i < value->capacity; i++)
        FUZZ_REQUIRE(value->bytes[i] == '\0' || i > value->length + 4);
}

static void check_window(struct lineedit *edit, size_t columns)
{
    const struct secret *value = edit->value;
    struct lineedit_window window = lineedit_window(edit, columns);
    FUZZ_REQUIRE(window.first <= edit->cursor && window.first + window.length <= value->length);
    FUZZ_REQUIRE(text_is_utf8(value->bytes + window.first, window.length));
    /* A wide character at the end of a narrow row is the one thing that cannot be helped. */
    FUZZ_REQUIRE(window.column < columns || columns < 8);
    struct lineedit_window again = lineedit_window(edit, columns);
    FUZZ_REQUIRE(again.first == window.first && again.length == window.length &&
                 again.column == window.column);
}

static void check_result(const struct lineedit *edit, enum lineedit_result result,
                         const struct secret *old, size_t old_cursor)
{
    const struct secret *value = edit->value;
    bool same = value->length == old->length && memcmp(value->bytes, old->bytes, old->length) == 0;
    FUZZ_REQUIRE(same || result == LINEEDIT_CHANGED);
    FUZZ_REQUIRE(result != LINEEDIT_SAME || edit->cursor == old_cursor);
    FUZZ_REQUIRE(result != LINEEDIT_MOVED || edit->cursor != old_cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct secret *value, *old;
    struct lineedit edit;
    if (size < 2 || size > 1024)
        return 0;
    if (value == NULL) {
        value = secret_new(255);
        old = secret_new(255);
        FUZZ_REQUIRE(value != NULL && old != NULL);
    }
    secret_wipe(value);
    value->capacity = (size_t)data[0] / 2 + 1;
    size_t columns = 1 + data[1] % 80U;
    lineedit_begin(&edit, value, (data[0] & 1) != 0);
    for (size_t i = 2; i < size; i++) {
        FUZZ_REQUIRE(secret_set(old, value->bytes, value->length));
        size_t cursor = edit.cursor;
        enum lineedit_result result =
            data[i] >= FIRST_KEY ? lineedit_key(&edit, (enum lineedit_key)(data[i] - FIRST_KEY))
                                 : lineedit_byte(&edit, data[i]);
        check_result(&edit, result, old, cursor);
        check_value(&edit);
        check_window(&edit, columns);
    }
    value->capacity = 255;
    return 0;
}
_Static_assert(FIRST_KEY + KEYS == 0x100, "every byte has a meaning");

#include "config.h"

#include "ui/lineedit.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

enum { CHARACTER_MAX = 160 };

void lineedit_begin(struct lineedit *edit, struct secret *value, bool hidden)
{
    *edit = (struct lineedit){.value = value, .cursor = value->length, .hidden = hidden};
}

static bool is_inside(const struct secret *value, size_t offset)
{
    return offset < value->length && ((unsigned char)value->bytes[offset] & 0xc0) == 0x80;
}

/* Others wipe and trim the value too. */
static void settle(struct lineedit *edit)
{
    if (edit->cursor > edit->value->length)
        edit->cursor = edit->value->length;
    while (edit->cursor > 0 && is_inside(edit->value, edit->cursor))
        edit->cursor--;
    if (edit->first > edit->cursor || is_inside(edit->value, edit->first))
        edit->first = 0;
}

static void forget_partial(struct lineedit *edit)
{
    explicit_bzero(edit->partial, sizeof(edit->partial));
    edit->partial_length = 0;
}

static enum lineedit_result cut(struct lineedit *edit, size_t begin, size_t end)
{
    struct secret *value = edit->value;
    if (begin == end)
        return LINEEDIT_SAME;
    memmove(value->bytes + begin, value->bytes + end, value->length - end);
    size_t length = value->length - (end - begin);
    explicit_bzero(value->bytes + length, value->length - length);
    value->length = length;
    edit->cursor = begin;
    return LINEEDIT_CHANGED;
}

static enum lineedit_result move_to(struct lineedit *edit, size_t cursor)
{
    if (cursor == edit->cursor)
        return LINEEDIT_SAME;
    edit->cursor = cursor;
    return LINEEDIT_MOVED;
}

static size_t word_begin(const struct lineedit *edit)
{
    const char *bytes = edit->value->bytes;
    size_t begin = edit->cursor;
    while (begin > 0 && bytes[begin - 1] == ' ')
        begin--;
    while (begin > 0 && bytes[begin - 1] != ' ')
        begin--;
    return begin;
}

enum lineedit_result lineedit_key(struct lineedit *edit, enum lineedit_key key)
{
    forget_partial(edit);
    settle(edit);
    const struct secret *value = edit->value;
    size_t cursor = edit->cursor;
    size_t before = text_previous(value->bytes, value->length, cursor);
    size_t after = text_next(value->bytes, value->length, cursor);
    switch (key) {
    case LINEEDIT_LEFT:
        return move_to(edit, cursor - before);
    case LINEEDIT_RIGHT:
        return move_to(edit, cursor + after);
    case LINEEDIT_HOME:
        return move_to(edit, 0);
    case LINEEDIT_END:
        return move_to(edit, value->length);
    case LINEEDIT_BACKSPACE:
        return cut(edit, cursor - before, cursor);
    case LINEEDIT_DELETE:
        return cut(edit, cursor, cursor + after);
    case LINEEDIT_CLEAR:
        return cut(edit, 0, value->length);
    case LINEEDIT_WORD_BACKWARD:
        return cut(edit, word_begin(edit), cursor);
    }
    return LINEEDIT_SAME;
}

static enum lineedit_result insert(struct lineedit *edit, const char *bytes, size_t length)
{
    struct secret *value = edit->value;
    if (length > value->capacity - value->length)
        return LINEEDIT_FULL;
    memmove(value->bytes + edit->cursor + length, value->bytes + edit->cursor,
            value->length - edit->cursor);
    memcpy(value->bytes + edit->cursor, bytes, length);
    value->length += length;
    value->bytes[value->length] = '\0';
    edit->cursor += length;
    return LINEEDIT_CHANGED;
}

/* Whether the character may stand behind the one before the cursor: a mark may, alone it may not.
 */
static bool can_be_shown(const struct lineedit *edit, const char *bytes, size_t length)
{
    const struct secret *value = edit->value;
    char text[CHARACTER_MAX];
    if (length == 1)
        return true; /* ASCII, and no control character */
    size_t before = text_previous(value->bytes, value->length, edit->cursor);
    if (before + length > sizeof(text))
        return false;
    memcpy(text, value->bytes + edit->cursor - before, before);
    memcpy(text + before, bytes, length);
    struct shown shown = text_neutralise(text, before + length, 0);
    bool same =
        strlen(shown.text) == before + length && memcmp(shown.text, text, before + length) == 0;
    explicit_bzero(&shown, sizeof(shown));
    explicit_bzero(text, sizeof(text));
    return same;
}

static enum lineedit_result insert_character(struct lineedit *edit)
{
    const char *bytes = (const char *)edit->partial;
    size_t length = edit->partial_length;
    /* The controls: C0, DEL, and C1 (U+0080 to U+009F). */
    if (edit->partial[0] < 0x20 || edit->partial[0] == 0x7f ||
        (edit->partial[0] == 0xc2 && edit->partial[1] < 0xa0))
        return LINEEDIT_SAME;
    if (!edit->hidden && !can_be_shown(edit, bytes, length))
        return LINEEDIT_SAME;
    return insert(edit, bytes, length);
}

static size_t expected_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first < 0xe0)
        return 2;
    if (first >= 0xe0 && first < 0xf0)
        return 3;
    if (first >= 0xf0 && first < 0xf5)
        return 4;
    return 0;
}

enum lineedit_result lineedit_byte(struct lineedit *edit, unsigned char byte)
{
    settle(edit);
    bool continues = (byte & 0xc0) == 0x80;
    if (!continues)
        forget_partial(edit);
    else if (edit->partial_length == 0)
        return LINEEDIT_SAME;
    edit->partial[edit->partial_length++] = byte;
    size_t expected = expected_length(edit->partial[0]);
    if (expected > edit->partial_length)
        return LINEEDIT_SAME;
    enum lineedit_result result = LINEEDIT_SAME;
    if (expected > 0 && text_is_utf8((const char *)edit->partial, edit->partial_length))
        result = insert_character(edit);
    forget_partial(edit);
    return result;
}

/* Columns of the LENGTH bytes at FIRST; the value gets an end there for a moment, so that no copy
 * of it is made. */
static size_t columns_of(struct secret *value, size_t first, size_t length)
{
    char after = value->bytes[first + length];
    value->bytes[first + length] = '\0';
    size_t columns = text_columns(value->bytes + first);
    value->bytes[first + length] = after;
    return columns;
}

struct lineedit_window lineedit_window(struct lineedit *edit, size_t columns)
{
    settle(edit);
    struct secret *value = edit->value;
    assert(columns > 0);
    if (edit->first > 0 && columns_of(value, 0, value->length) < columns)
        edit->first = 0;
    size_t column = columns_of(value, edit->first, edit->cursor - edit->first);
    if (edit->cursor == edit->first && edit->first > 0)
        column = columns; /* what was deleted or moved to must come into sight */
    if (column >= columns) {
        /* As far back as half a row of text before the cursor reaches. */
        size_t first = edit->cursor;
        size_t used = 0;
        while (first > 0) {
            size_t bytes = text_previous(value->bytes, value->length, first);
            used += columns_of(value, first - bytes, bytes);
            if (used > columns / 2)
                break;
            first -= bytes;
        }
        edit->first = first;
        column = columns_of(value, first, edit->cursor - first);
    }
    size_t length = text_fit(value->bytes + edit->first, columns);
    return (struct lineedit_window){.first = edit->first, .length = length, .column = column};
}

#include "config.h"

#include "ui/curses/layout.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"

enum { HELP_FROM_ROWS = 9, VALUE_MIN_COLS = 6, NO_STOP = -1, TITLE_ROWS = 3 };

int layout_text_rows(const char *text, int cols)
{
    int rows = 0;
    size_t next = 0;
    for (size_t at = 0; text[at] != '\0'; at += next, rows++)
        text_wrap(text + at, (size_t)cols, &next);
    return rows;
}

const char *layout_text(const struct layout *layout, const struct layout_line *line)
{
    return layout->text + line->offset;
}

/* Keeps a text; what does not fit any more is left out. Returns its offset. */
static size_t __attribute__((format(printf, 2, 3)))
keep(struct layout *layout, const char *format, ...)
{
    size_t offset = layout->text_length;
    size_t room = sizeof(layout->text) - offset;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(layout->text + offset, room, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= room) {
        layout->text[offset] = '\0';
        return offset;
    }
    layout->text_length += (size_t)length + 1;
    return offset;
}

static void add_line(struct layout *layout, size_t offset, size_t length, int stop)
{
    if (layout->line_count < LAYOUT_LINES)
        layout->lines[layout->line_count++] = (struct layout_line){offset, length, stop};
}

static void add_blank(struct layout *layout)
{
    add_line(layout, keep(layout, "%s", ""), 0, NO_STOP);
}

/* The text at OFFSET as so many rows as it needs. */
static void add_wrapped(struct layout *layout, size_t offset, int stop)
{
    const char *text = layout->text + offset;
    size_t next = 0;
    for (size_t at = 0; text[at] != '\0'; at += next) {
        size_t length = text_wrap(text + at, (size_t)layout->cols, &next);
        add_line(layout, offset + at, length, stop);
    }
}

/* Title ---------------------------------------------------------------------------------------- */

/* The paragraph that stands in the title's place, or NULL. */
static const struct view_item *headline(const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].headline)
            return &view->items[i];
    return NULL;
}

static const char *mark_of(const struct view *view)
{
    /* TRANSLATORS: the mark of a test system; it stays on all screens. */
    return view->sandbox ? _("SANDBOX") : "";
}

/* "Step 1 of 3." tells how many there are, once. */
static void format_step(const struct view *view, char *text, size_t size)
{
    int length = view->step == 1
                     ? snprintf(text, size, _("Step %d of %d."), view->step, view->steps)
                     : snprintf(text, size, _("Step %d."), view->step);
    if (view->steps == 0 || length < 0)
        text[0] = '\0';
}

/* HEAD (NULL: the title is the head), the step and the mark. */
static size_t keep_title(struct layout *layout, const struct view *view,
                         const struct view_item *head, bool with_step)
{
    const char *mark = mark_of(view);
    char step[VIEW_LABEL_SIZE] = "";
    char title[VIEW_LABEL_SIZE + 8];
    if (with_step)
        format_step(view, step, sizeof(step));
    /* A title alone is no sentence. */
    if (snprintf(title, sizeof(title), step[0] == '\0' ? "%s" : _("%s."), view->title) < 0)
        title[0] = '\0';
    const char *text = head == NULL ? title : head->text;
    const char *gap = text_gap(text, step);
    /* Rather a row of its own than the step in two pieces. */
    size_t cols = (size_t)layout->cols;
    if (head != NULL && step[0] != '\0' && text_columns(text) <= cols &&
        text_columns(text) + strlen(gap) + text_columns(step) > cols)
        gap = "\n";
    const char *before_mark = step[0] == '\0' ? text : step;
    return keep(layout, "%s%s%s%s%s", text, gap, step, text_gap(before_mark, mark), mark);
}

/* On one row, the mark must stay, so the title gives way. */
static size_t keep_short_title(struct layout *layout, const struct view *view)
{
    size_t cols = (size_t)layout->cols;
    for (int with_step = 1; with_step >= 0; with_step--) {
        size_t offset = keep_title(layout, view, NULL, with_step == 1);
        if (text_columns(layout->text + offset) <= cols || (with_step == 0 && !view->sandbox))
            return offset;
    }
    const char *mark = mark_of(view);
    size_t needed = text_columns(mark) + 1;
    size_t fit = text_fit(view->title, cols > needed ? cols - needed : 0);
    return keep(layout, "%.*s %s", (int)fit, view->title, mark);
}

static void add_title(struct layout *layout, const struct view *view, bool one_row)
{
    size_t cols = (size_t)layout->cols;
    const struct view_item *head = one_row ? NULL : headline(view);
    size_t offset = one_row ? keep_short_title(layout, view) : keep_title(layout, view, head, true);
    /* It must be there whole. */
    if (head != NULL && layout_text_rows(layout->text + offset, layout->cols) > TITLE_ROWS) {
        head = NULL;
        offset = keep_title(layout, view, NULL, true);
    }
    layout->headline = head != NULL;
    const char *text = layout->text + offset;
    size_t next = 0;
    layout->title_rows = 0;
    for (size_t at = 0; text[at] != '\0' && layout->title_rows < (one_row ? 1 : TITLE_ROWS);
         at += next) {
        size_t length = text_wrap(text + at, cols, &next);
        if (one_row)
            length = text_fit(text, cols);
        layout->title[layout->title_rows++] = (struct layout_line){offset + at, length, NO_STOP};
    }
}

/* Content -------------------------------------------------------------------------------------- */

static void add_body(struct layout *layout, const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->quiet || (item->headline && layout->headline))
            continue;
        if (item->type == VIEW_PARAGRAPH)
            add_wrapped(layout, keep(layout, "%s", item->text), NO_STOP);
        else if (item->type == VIEW_FACT)
            /* TRANSLATORS: a label and its value, for example "Email: a***@example.org". */
            add_wrapped(layout, keep(layout, _("%s: %s"), item->label, item->text), NO_STOP);
    }
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && item->kind == VIEW_FIELD_WORD)
            add_wrapped(layout, keep(layout, "%s", item->text), NO_STOP);
    }
}

/* With REASON why it cannot be chosen, or NULL. */
static size_t keep_item(struct layout *layout, size_t number, const char *label, const char *reason)
{
    char text[2 * VIEW_TEXT_SIZE];
    if (reason == NULL || snprintf(text, sizeof(text), _("%s: %s"), label, reason) < 0)
        return keep(layout, "%zu %s", number, label);
    return keep(layout, "%zu %s", number, text);
}

static void add_stop(struct layout *layout, const struct stop *stop, int index)
{
    size_t offset = 0;
    layout->stop_line[index] = layout->line_count;
    switch (stop->type) {
    case STOP_FIELD:
        offset = keep(layout, _("%s:"), stop->item->label);
        add_line(layout, offset,
                 text_fit(layout->text + offset, (size_t)layout_value_col(layout, stop->item)),
                 index);
        return;
    case STOP_OPTION:
        offset = keep_item(layout, stop->number, stop->option->label,
                           stop->option->enabled ? NULL : stop->option->reason);
        break;
    case STOP_ACTION:
        offset = keep_item(layout, stop->number, stop->action->label,
                           stop->action->enabled ? NULL : stop->action->reason);
        break;
    }
    add_wrapped(layout, offset, index);
}

/* All that can have the focus stands on rows one after the other: a screen reader speaks a row when
 * the cursor comes to it from the one before, and is silent when it jumps. */
static void add_content(struct layout *layout, const struct view *view, const struct stops *stops,
                        bool blanks)
{
    add_body(layout, view);
    if (blanks && layout->line_count > 0 && stops->count > 0)
        add_blank(layout);
    layout->group[0] = layout->line_count;
    for (size_t i = 0; i < stops->count; i++)
        add_stop(layout, &stops->at[i], (int)i);
    layout->group[1] = stops->fields > 0 && stops->fields < stops->count
                           ? layout->stop_line[stops->fields]
                           : layout->group[0];
}

/* Sizes ---------------------------------------------------------------------------------------- */

struct variant {
    bool help;
    bool blanks;
};

static void begin(struct layout *layout, int rows, int cols)
{
    layout->rows = rows;
    layout->cols = cols;
    layout->too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    layout->line_count = 0;
    layout->text_length = 0;
    layout->title_rows = 0;
    layout->page_row = -1;
    layout->help_row = -1;
    layout->pages = 1;
    layout->page_line[0] = 0;
    layout->group[0] = layout->group[1] = 0;
}

/* Lays out on one page in the manner of VARIANT; false when it does not fit. */
static bool fits(struct layout *layout, const struct view *view, const struct stops *stops,
                 struct variant variant, int message_rows)
{
    begin(layout, layout->rows, layout->cols);
    add_title(layout, view, false);
    add_content(layout, view, stops, variant.blanks);
    int blank = variant.blanks ? 1 : 0;
    layout->top = layout->title_rows + blank;
    layout->page_line[1] = layout->line_count;
    layout->message_row = layout->top + (int)layout->line_count + blank;
    if (variant.help)
        layout->help_row = layout->rows - 1;
    int bottom = variant.help ? layout->rows - 1 : layout->rows;
    return layout->message_row + (message_rows > 0 ? message_rows : 1) <= bottom;
}

/* Where the page that begins at FIRST ends, when it has room for ROOM lines. An item is not
 * divided, and what one chooses from (the lines from GROUP on) neither, if it can be helped. */
static size_t end_of_page(const struct layout *layout, size_t first, size_t room, size_t group)
{
    size_t end = first + room;
    if (end >= layout->line_count)
        return layout->line_count;
    if (first < group && group < end && layout->line_count - group <= room)
        return group;
    size_t whole = end;
    while (whole > first && layout->lines[whole].stop >= 0 &&
           layout->lines[whole].stop == layout->lines[whole - 1].stop)
        whole--;
    return whole > first ? whole : end;
}

/* One row for the title, one for "Page 1 of 2", the last one for messages. GROUP: the first line
 * that should not be divided from those after it. */
static void make_pages(struct layout *layout, size_t group)
{
    size_t room = (size_t)(layout->rows - 3);
    size_t line = 0;
    layout->top = 1;
    layout->message_row = layout->rows - 1;
    layout->page_row = layout->rows - 2;
    layout->pages = 0;
    do {
        line = end_of_page(layout, line, room, group);
        layout->page_line[++layout->pages] = line;
    } while (line < layout->line_count && layout->pages < LAYOUT_PAGES);
}

/* The first line of the fields and the list, or of the list alone where both are too much for a
 * page. */
static size_t first_of_group(const struct layout *layout)
{
    size_t room = (size_t)(layout->rows - 3);
    for (size_t i = 0; i < 2; i++)
        if (layout->line_count - layout->group[i] <= room)
            return layout->group[i];
    return layout->line_count;
}

void layout_make(struct layout *layout, const struct view *view, const struct stops *stops,
                 int rows, int cols, int message_rows)
{
    static const struct variant variants[] = {{true, true}, {false, true}, {false, false}};
    begin(layout, rows, cols);
    if (layout->too_small)
        return;
    const size_t count = sizeof(variants) / sizeof(variants[0]);
    /* First what leaves the message its rows, then what leaves it one. */
    for (size_t i = 0; i < 2 * count; i++) {
        struct variant variant = variants[i % count];
        if (variant.help && rows < HELP_FROM_ROWS)
            continue;
        if (fits(layout, view, stops, variant, i < count ? message_rows : 1))
            return;
    }
    begin(layout, rows, cols);
    add_title(layout, view, true);
    add_content(layout, view, stops, false);
    make_pages(layout, first_of_group(layout));
}

void layout_make_text(struct layout *layout, const char *title, const char *text, int rows,
                      int cols)
{
    begin(layout, rows, cols);
    if (layout->too_small)
        return;
    size_t offset = keep(layout, "%s", title);
    layout->title[0] =
        (struct layout_line){offset, text_fit(layout->text + offset, (size_t)cols), NO_STOP};
    layout->title_rows = 1;
    add_wrapped(layout, keep(layout, "%s", text), NO_STOP);
    make_pages(layout, layout->line_count);
    if (layout->pages == 1)
        layout->page_row = -1;
}

size_t layout_page(const struct layout *layout, size_t line)
{
    size_t page = 0;
    while (page + 1 < layout->pages && line >= layout->page_line[page + 1])
        page++;
    return page;
}

int layout_row(const struct layout *layout, size_t line)
{
    return layout->top + (int)(line - layout->page_line[layout_page(layout, line)]);
}

int layout_value_col(const struct layout *layout, const struct view_item *field)
{
    char text[VIEW_LABEL_SIZE + 16]; /* the colon differs: some languages have a blank before it */
    int written = snprintf(text, sizeof(text), _("%s:"), field->label);
    int cols = (int)text_columns(written > 0 ? text : field->label) + 1;
    int most = layout->cols - VALUE_MIN_COLS;
    return cols < most ? cols : most;
}

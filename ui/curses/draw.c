#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "ui/curses/front.h"

static void put_line(struct ui *ui, const struct layout *layout, int row,
                     const struct layout_line *line, enum terminal_style style)
{
    terminal_put(ui->terminal, row, 0, layout_text(layout, line), line->length, style);
    if (ui->anew && line->length > 0)
        terminal_renew(ui->terminal, row);
}

/* Message -------------------------------------------------------------------------------------- */

static int message_rows(const struct ui *ui)
{
    return layout_text_rows(ui->message.text + ui->message.first, ui->layout.cols);
}

static int message_bottom(const struct ui *ui)
{
    return ui->layout.help_row >= 0 ? ui->layout.help_row : ui->layout.rows;
}

/* The first row of the message: its own place, or higher up while it is being read and is too long
 * for that. */
static int message_top(const struct ui *ui)
{
    int top = ui->layout.message_row;
    int highest = message_bottom(ui) - message_rows(ui);
    if (!ui->message.parked || highest >= top)
        return top;
    return highest > 1 ? highest : 1;
}

bool front_message_has_more(const struct ui *ui)
{
    return ui->message.parked && message_rows(ui) > message_bottom(ui) - message_top(ui);
}

void front_message_turn(struct ui *ui)
{
    size_t next = 0;
    for (int row = message_top(ui); row < message_bottom(ui); row++) {
        text_wrap(ui->message.text + ui->message.first, (size_t)ui->layout.cols, &next);
        ui->message.first += next;
    }
    ui->message.anew = true;
    front_draw(ui);
}

static void draw_message(struct ui *ui)
{
    const char *text = ui->message.text + ui->message.first;
    enum terminal_style style = ui->message.is_error ? TERMINAL_BOLD : TERMINAL_NORMAL;
    size_t next = 0;
    if (text[0] == '\0')
        return;
    for (int row = message_top(ui); row < message_bottom(ui); row++) {
        terminal_erase_row(ui->terminal, row, 0);
        size_t length = text_wrap(text, (size_t)ui->layout.cols, &next);
        terminal_put(ui->terminal, row, 0, text, length, style);
        if (ui->message.anew && length > 0)
            terminal_rewrite(ui->terminal, row);
        text += next;
    }
    ui->message.anew = false;
}

/* Content -------------------------------------------------------------------------------------- */

void front_layout(struct ui *ui)
{
    int rows = terminal_rows(ui->terminal);
    int cols = terminal_cols(ui->terminal);
    int needed = ui->message.parked ? layout_text_rows(ui->message.text, cols) : 1;
    layout_make(&ui->layout, &ui->view, &ui->stops, rows, cols, needed);
    if (ui->layout.pages == 1 && !front_begins_with_reading(ui))
        ui->reading = false;
    if (ui->page >= ui->layout.pages)
        ui->page = ui->layout.pages - 1;
    if (!ui->reading && ui->stops.count > 0)
        ui->page = layout_page(&ui->layout, ui->layout.stop_line[ui->focus]);
}

/* What of the value is shown and where the cursor stands in it. */
static struct lineedit_window window_of(struct ui *ui, const struct stop *stop, int room)
{
    struct lineedit_window window = {0};
    if (stop == front_stop(ui) && ui->edit.value != NULL)
        window = lineedit_window(&ui->edit, (size_t)room);
    else
        window.length = text_fit(ui->options.form->values[stop->item->field]->bytes, (size_t)room);
    if (stop->item->kind == VIEW_FIELD_SECRET)
        window.first = window.length = window.column = 0;
    return window;
}

static void draw_value(struct ui *ui, const struct stop *stop, int row)
{
    int col = layout_value_col(&ui->layout, stop->item);
    struct lineedit_window window = window_of(ui, stop, ui->layout.cols - col);
    if (stop == front_stop(ui))
        ui->value_col = col + (int)window.column;
    terminal_erase_row(ui->terminal, row, col - 1);
    if (window.length > 0)
        terminal_put(ui->terminal, row, col,
                     ui->options.form->values[stop->item->field]->bytes + window.first,
                     window.length, TERMINAL_NORMAL);
}

void front_draw_field(struct ui *ui)
{
    const struct stop *stop = front_stop(ui);
    if (stop != NULL && stop->type == STOP_FIELD && !ui->helping && !ui->layout.too_small)
        draw_value(ui, stop, layout_row(&ui->layout, ui->layout.stop_line[ui->focus]));
}

void front_find_cursor(struct ui *ui)
{
    const struct stop *stop = front_stop(ui);
    int col = layout_value_col(&ui->layout, stop->item);
    size_t first = ui->edit.first;
    ui->value_col = col + (int)window_of(ui, stop, ui->layout.cols - col).column;
    if (ui->edit.first != first)
        front_draw_field(ui);
}

/* Where a field takes the space, another key turns the page. */
static bool has_field(const struct ui *ui, const struct layout *layout, size_t page)
{
    for (size_t i = layout->page_line[page]; i < layout->page_line[page + 1]; i++)
        if (layout == &ui->layout && layout->lines[i].stop >= 0 &&
            ui->stops.at[layout->lines[i].stop].type == STOP_FIELD)
            return true;
    return false;
}

static void draw_page_number(struct ui *ui, const struct layout *layout, size_t page)
{
    char text[VIEW_LABEL_SIZE];
    const char *format = _("Page %zu of %zu.");
    const char *brief = _("Page %zu of %zu.");
    if (layout->page_row < 0)
        return;
    if (page + 1 < layout->pages) {
        bool field = has_field(ui, layout, page);
        format = field ? _("Page %zu of %zu, Page Down next.") : _("Page %zu of %zu, Space next.");
        brief = field ? _("%zu of %zu, PgDn next.") : _("%zu of %zu, Space next.");
    } else if (page > 0 && layout == &ui->layout) {
        format = _("Page %zu of %zu, Page Up previous.");
        brief = _("%zu of %zu, PgUp back.");
    }
    int length = snprintf(text, sizeof(text), format, page + 1, layout->pages);
    if (length > 0 && text_columns(text) > (size_t)layout->cols)
        length = snprintf(text, sizeof(text), brief, page + 1, layout->pages);
    if (length > 0)
        terminal_put(ui->terminal, layout->page_row, 0, text, strlen(text), TERMINAL_NORMAL);
    if (ui->anew)
        terminal_renew(ui->terminal, layout->page_row);
}

/* Of a field the label. */
static bool has_bar(const struct ui *ui, const struct layout_line *line)
{
    return ui->options.focus == UI_FOCUS_BAR && !ui->reading && line->stop >= 0 &&
           (size_t)line->stop == ui->focus;
}

static void draw_lines(struct ui *ui, const struct layout *layout, size_t page)
{
    for (int i = 0; i < layout->title_rows; i++)
        put_line(ui, layout, i, &layout->title[i], TERMINAL_BOLD);
    for (size_t i = layout->page_line[page]; i < layout->page_line[page + 1]; i++) {
        const struct layout_line *line = &layout->lines[i];
        int row = layout_row(layout, i);
        put_line(ui, layout, row, line,
                 layout == &ui->layout && has_bar(ui, line) ? TERMINAL_REVERSE : TERMINAL_NORMAL);
        if (layout == &ui->layout && line->stop >= 0 && ui->stops.at[line->stop].type == STOP_FIELD)
            draw_value(ui, &ui->stops.at[line->stop], row);
    }
    draw_page_number(ui, layout, page);
}

static void draw_key_help(struct ui *ui)
{
    /* The same on all screens, so that it is written, and heard, once. */
    const char *text = _("F1 help.");
    if (ui->layout.help_row >= 0)
        terminal_put(ui->terminal, ui->layout.help_row, 0, text, strlen(text), TERMINAL_NORMAL);
    if (ui->layout.help_row >= 0 && ui->anew) /* in another language it is another one */
        terminal_renew(ui->terminal, ui->layout.help_row);
}

static void draw_too_small(struct ui *ui)
{
    const char *text = _("Window too small. q quits.");
    size_t next = 0;
    for (int row = 0; row < terminal_rows(ui->terminal); row++, text += next) {
        size_t length = text_wrap(text, (size_t)terminal_cols(ui->terminal), &next);
        terminal_put(ui->terminal, row, 0, text, length, TERMINAL_NORMAL);
    }
}

static void draw_help(struct ui *ui)
{
    struct layout *layout = &ui->help_layout;
    layout_make_text(layout, _("Help. Esc goes back."), buf_text(&ui->help),
                     terminal_rows(ui->terminal), terminal_cols(ui->terminal));
    if (ui->help_page >= layout->pages)
        ui->help_page = layout->pages - 1;
    draw_lines(ui, layout, ui->help_page);
}

/* Cursor --------------------------------------------------------------------------------------- */

static void find_cursor(const struct ui *ui, int *row, int *col)
{
    const struct stop *stop = front_stop(ui);
    *row = 0;
    *col = 0;
    if (ui->layout.too_small)
        return;
    if (ui->helping) {
        *row = 1;
    } else if (ui->message.parked) {
        *row = message_top(ui);
    } else if (ui->reading) {
        *row = ui->page == 0 && ui->layout.headline ? 0 : ui->layout.top;
    } else if (stop != NULL) {
        *row = layout_row(&ui->layout, ui->layout.stop_line[ui->focus]);
        if (stop->type == STOP_FIELD)
            *col = ui->value_col;
    }
}

void front_draw(struct ui *ui)
{
    terminal_erase(ui->terminal);
    bool normal = !ui->layout.too_small && !ui->helping;
    terminal_paste(ui->terminal, normal && ui->stops.fields > 0);
    if (ui->layout.too_small) {
        draw_too_small(ui);
    } else if (ui->helping) {
        draw_help(ui);
    } else {
        draw_lines(ui, &ui->layout, ui->page);
        draw_key_help(ui);
        draw_message(ui);
    }
    /* Where the cursor comes to on another screen must be heard, also if it looks the same. */
    int row = 0;
    int col = 0;
    find_cursor(ui, &row, &col);
    if (ui->anew)
        terminal_rewrite(ui->terminal, row);
    ui->anew = false;
}

void front_flush(struct ui *ui)
{
    int row = 0;
    int col = 0;
    if (ui->lost || ui->suspended)
        return;
    find_cursor(ui, &row, &col);
    terminal_update(ui->terminal, row, col);
}

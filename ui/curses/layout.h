/* Where everything of a view goes on a screen of a given size: rows of text, computed, not drawn.
 * Text begins at column 0, in reading order: title, body, fields, list, message, key help. */
#ifndef UI_CURSES_LAYOUT_H
#define UI_CURSES_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/view.h"
#include "ui/curses/stops.h"

enum {
    LAYOUT_MIN_ROWS = 5, /* smaller: one sentence instead of a screen */
    LAYOUT_MIN_COLS = 20,
    LAYOUT_LINES = 512,
    LAYOUT_PAGES = 256,
    LAYOUT_TEXT = 32 * 1024
};

/* One row of the content: LENGTH bytes at OFFSET in the text. STOP: the stop it belongs to, or
 * negative. */
struct layout_line {
    size_t offset;
    size_t length;
    int stop;
};

struct layout {
    int rows, cols;
    bool too_small;
    struct layout_line title[3];
    int title_rows;
    bool headline; /* the title says what a paragraph of the view says */
    struct layout_line lines[LAYOUT_LINES];
    size_t line_count;
    size_t stop_line[STOPS_MAX];        /* the first line of each stop */
    size_t group[2];                    /* the first line of the fields, and of the list */
    int top;                            /* the row of the first line */
    size_t page_line[LAYOUT_PAGES + 1]; /* the first line of each page, and the end */
    size_t pages;
    int message_row; /* the first row for messages; they may take all rows below it */
    int page_row;    /* "Page 1 of 2", or -1 */
    int help_row;    /* -1: none */
    char text[LAYOUT_TEXT];
    size_t text_length;
};

/* Lays out VIEW with STOPS on ROWS x COLS, on one page if it fits there, with room for a message of
 * MESSAGE_ROWS if possible. What a field is for is left to help, but for a word that confirms. */
void layout_make(struct layout *layout, const struct view *view, const struct stops *stops,
                 int rows, int cols, int message_rows);

/* Lays out TEXT (lines that end with a newline) under TITLE, in pages. */
void layout_make_text(struct layout *layout, const char *title, const char *text, int rows,
                      int cols);

/* The page that LINE is on. */
size_t layout_page(const struct layout *layout, size_t line);

/* The row of LINE while its page is shown. */
int layout_row(const struct layout *layout, size_t line);

/* The column of a field's value: behind label, colon and a blank, but with some room left. */
int layout_value_col(const struct layout *layout, const struct view_item *field);

/* Rows that TEXT takes when it is wrapped at COLS columns. */
int layout_text_rows(const char *text, int cols);

/* The text of LINE. */
const char *layout_text(const struct layout *layout, const struct layout_line *line);

#endif

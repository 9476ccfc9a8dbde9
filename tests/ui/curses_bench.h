/* The curses front end in the test's own process, on a pty with a screen at the other end. */
#ifndef TESTS_UI_CURSES_BENCH_H
#define TESTS_UI_CURSES_BENCH_H

#include <termios.h>

#include "tests/tap.h"
#include "tests/tools/sample_views.h"
#include "tests/tools/screen.h"
#include "ui/ui.h"

enum { BENCH_EVENTS = 16 };

struct bench {
    struct screen *screen;
    int slave;
    struct termios before; /* the terminal's settings before the front end came */
    struct ui_options options;
    struct form *form;
    struct ui *ui;
    struct view view;
    struct ui_event events[BENCH_EVENTS]; /* of the last bench_press */
    size_t event_count;
};

/* A bench with a screen of ROWS x COLS; bench_start opens the front end (change options before). */
void bench_make(struct bench *bench, int rows, int cols);
void bench_start(struct bench *bench);

/* Both, and then the sample ID is shown. */
void bench_open(struct bench *bench, int rows, int cols, enum view_id id);

/* Closes the front end with RESULT (may be NULL) and takes in its last bytes. */
void bench_close(struct bench *bench, const struct ui_result *result);
/* The rest of the bench, after bench_close (or instead of it). */
void bench_free(struct bench *bench);

/* Shows the sample ID, or the bench's view as it is now. */
void bench_show(struct bench *bench, enum view_id id);
void bench_show_view(struct bench *bench);

/* Sends KEYS and lets the front end handle all of them; the events are in the bench. */
void bench_press(struct bench *bench, const char *keys);
void bench_paste(struct bench *bench, const char *text);

/* KEYS lead to exactly one event, the action ID; or to none. */
void bench_expect_action(struct bench *bench, const char *keys, enum action_id id);
void bench_expect_nothing(struct bench *bench, const char *keys);

/* The cursor is at ROW, COL; on a row that begins with TEXT. */
void bench_expect_cursor(struct bench *bench, int row, int col);
void bench_expect_cursor_on(struct bench *bench, const char *text);

/* A row is, or contains, TEXT; or none does. */
void bench_expect_row(struct bench *bench, int row, const char *text);
void bench_expect_text(struct bench *bench, const char *text);
void bench_expect_no_text(struct bench *bench, const char *text);

void bench_resize(struct bench *bench, int rows, int cols);

/* Copies TEXT into the array TO, where it must fit. */
#define BENCH_COPY(to, text) bench_copy((to), sizeof(to), (text))
void bench_copy(char *to, size_t size, const char *text);

/* The value of FIELD in the form. */
const char *bench_value(const struct bench *bench, enum form_field field);

#endif

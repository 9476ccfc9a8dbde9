#include "config.h"

#include "tests/ui/curses_bench.h"

#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"

void bench_make(struct bench *bench, int rows, int cols)
{
    *bench = (struct bench){.slave = -1};
    setenv("TERM", "xterm-256color", 0);
    ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
    bench->screen = screen_open(rows, cols, &bench->slave);
    ck_assert_ptr_nonnull(bench->screen);
    ck_assert_int_eq(tcgetattr(bench->slave, &bench->before), 0);
    bench->form = form_new();
    ck_assert_ptr_nonnull(bench->form);
    bench->options = (struct ui_options){.input = bench->slave,
                                         .output = bench->slave,
                                         .store = memfd_create("screen", MFD_CLOEXEC),
                                         .server = "demo.genauth.ai",
                                         .program = "genauth-tui",
                                         .form = bench->form};
}

void bench_start(struct bench *bench)
{
    struct err err = {0};
    bench->ui = ui_curses_ops.open(&bench->options, &err);
    ck_assert_msg(bench->ui != NULL, "%s", err.text);
}

void bench_open(struct bench *bench, int rows, int cols, enum view_id id)
{
    bench_make(bench, rows, cols);
    bench_start(bench);
    bench_show(bench, id);
}

void bench_close(struct bench *bench, const struct ui_result *result)
{
    ui_curses_ops.close(bench->ui, result);
    bench->ui = NULL;
    ck_assert(screen_sync(bench->screen, bench->slave));
}

void bench_free(struct bench *bench)
{
    ui_curses_ops.close(bench->ui, NULL);
    form_free(bench->form);
    close(bench->options.store);
    close(bench->slave);
    screen_free(bench->screen);
}

void bench_show_view(struct bench *bench)
{
    ui_curses_ops.show(bench->ui, &bench->view, clock_boot_ms(), clock_wall_s());
    ck_assert(screen_sync(bench->screen, bench->slave));
}

void bench_show(struct bench *bench, enum view_id id)
{
    sample_view(&bench->view, id);
    bench_show_view(bench);
}

/* All that was sent has come through the line discipline. */
static void wait_for_input(struct bench *bench, size_t length)
{
    int64_t deadline = clock_boot_ms() + SCREEN_WAIT_MS;
    int waiting = 0;
    while (ioctl(bench->slave, FIONREAD, &waiting) == 0 && (size_t)waiting < length) {
        ck_assert_msg(clock_boot_ms() < deadline, "only %d of %zu bytes came", waiting, length);
        struct pollfd state = {.fd = bench->slave, .events = POLLIN};
        poll(&state, 1, 1);
    }
}

static void handle_all(struct bench *bench)
{
    bench->event_count = 0;
    while (bench->event_count < BENCH_EVENTS &&
           ui_curses_ops.next(bench->ui, &bench->events[bench->event_count]))
        bench->event_count++;
    ck_assert(screen_sync(bench->screen, bench->slave));
}

void bench_press(struct bench *bench, const char *keys)
{
    ck_assert(screen_send(bench->screen, keys));
    wait_for_input(bench, strlen(keys));
    handle_all(bench);
}

void bench_paste(struct bench *bench, const char *text)
{
    size_t wrappers = screen_bracketed_paste(bench->screen) ? 12 : 0;
    ck_assert(screen_paste(bench->screen, text));
    wait_for_input(bench, strlen(text) + wrappers);
    handle_all(bench);
}

void bench_expect_action(struct bench *bench, const char *keys, enum action_id id)
{
    bench_press(bench, keys);
    ck_assert_uint_eq(bench->event_count, 1);
    ck_assert_int_eq(bench->events[0].type, UI_ACTION);
    ck_assert_str_eq(action_id_text(bench->events[0].action), action_id_text(id));
}

void bench_expect_nothing(struct bench *bench, const char *keys)
{
    bench_press(bench, keys);
    ck_assert_uint_eq(bench->event_count, 0);
}

void bench_expect_cursor(struct bench *bench, int row, int col)
{
    int at_row, at_col;
    screen_cursor(bench->screen, &at_row, &at_col);
    if (at_row != row || at_col != col)
        screen_dump(bench->screen, stderr);
    ck_assert_int_eq(at_row, row);
    ck_assert_int_eq(at_col, col);
}

void bench_expect_cursor_on(struct bench *bench, const char *text)
{
    int row, col;
    screen_cursor(bench->screen, &row, &col);
    const char *shown = screen_row(bench->screen, row);
    if (strncmp(shown, text, strlen(text)) != 0)
        screen_dump(bench->screen, stderr);
    ck_assert_msg(strncmp(screen_row(bench->screen, row), text, strlen(text)) == 0,
                  "the cursor is not on \"%s\"", text);
}

void bench_expect_row(struct bench *bench, int row, const char *text)
{
    if (strcmp(screen_row(bench->screen, row), text) != 0)
        screen_dump(bench->screen, stderr);
    ck_assert_str_eq(screen_row(bench->screen, row), text);
}

void bench_expect_text(struct bench *bench, const char *text)
{
    bool has = screen_has(bench->screen, text);
    if (!has)
        screen_dump(bench->screen, stderr);
    ck_assert_msg(has, "\"%s\" is not on the screen", text);
}

void bench_expect_no_text(struct bench *bench, const char *text)
{
    bool has = screen_has(bench->screen, text);
    if (has)
        screen_dump(bench->screen, stderr);
    ck_assert_msg(!has, "\"%s\" is on the screen", text);
}

void bench_resize(struct bench *bench, int rows, int cols)
{
    ck_assert(screen_resize(bench->screen, rows, cols));
    ui_curses_ops.resize(bench->ui);
    ck_assert(screen_sync(bench->screen, bench->slave));
}

void bench_copy(char *to, size_t size, const char *text)
{
    size_t length = strlen(text);
    ck_assert_uint_lt(length, size);
    memcpy(to, text, length + 1);
}

const char *bench_value(const struct bench *bench, enum form_field field)
{
    return bench->form->values[field]->bytes;
}

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ui/curses/front.h"
#include "ui/output.h"

enum { HELP_MAX = 16 * 1024, LAST_WAIT_MS = 2000 };

static void drop_pending(struct ui *ui)
{
    /* It may be most of a password. */
    explicit_bzero(ui->pending, sizeof(ui->pending));
    ui->pending_begin = 0;
    ui->pending_count = 0;
}

static struct ui *curses_open(const struct ui_options *options, struct err *err)
{
    struct ui *ui = calloc(1, sizeof(*ui));
    if (ui == NULL) {
        err_set(err, _("There is not enough memory."));
        return NULL;
    }
    ui->options = *options;
    ui->help = buf_init(HELP_MAX);
    ui->terminal = terminal_open(options, err);
    if (ui->terminal == NULL) {
        free(ui);
        return NULL;
    }
    return ui;
}

static void curses_resize(struct ui *ui)
{
    if (ui->lost || ui->suspended)
        return;
    ui->resize_due = ui->hushed; /* what can be seen can be answered */
    if (ui->hushed)
        return;
    terminal_resize(ui->terminal);
    if (!ui->has_view)
        return;
    front_layout(ui);
    front_draw(ui);
    front_flush(ui);
}

static void curses_show(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s)
{
    ui->hushed = false;
    if (ui->resize_due)
        curses_resize(ui);
    if (view->asks_key && !ui->asked_key) {
        ui->helping = false;          /* it would hide the question */
        if (view->id != VIEW_SIGN_IN) /* which may stand there all night */
            terminal_bell(ui->terminal);
    }
    ui->asked_key = view->asks_key;
    front_show(ui, view, now_ms, wall_s);
}

static void keep_for_later(struct ui *ui, int key)
{
    if (ui->pending_count == FRONT_PENDING)
        return;
    ui->pending[(ui->pending_begin + ui->pending_count) % FRONT_PENDING] = key;
    ui->pending_count++;
}

/* After ^Z the shell may have the terminal before we stop: to read from it now would stop us before
 * it is given back. */
static bool is_in_background(const struct ui *ui)
{
    pid_t front = tcgetpgrp(ui->options.input);
    return front >= 0 && front != getpgrp();
}

static enum terminal_read next_key(struct ui *ui, int *key)
{
    bool waiting = ui->wait.on && ui->wait.overlay;
    if (ui->pending_count > 0 && !waiting) {
        *key = ui->pending[ui->pending_begin];
        ui->pending[ui->pending_begin] = 0;
        ui->pending_begin = (ui->pending_begin + 1) % FRONT_PENDING;
        ui->pending_count--;
        return TERMINAL_READ_KEY;
    }
    return is_in_background(ui) ? TERMINAL_READ_NOTHING : terminal_read(ui->terminal, key);
}

static bool curses_next(struct ui *ui, struct ui_event *event)
{
    bool done = false;
    if (ui->lost || ui->suspended)
        return false;
    front_speak(ui, clock_boot_ms());
    while (!done) {
        int key = 0;
        enum terminal_read state = next_key(ui, &key);
        if (state == TERMINAL_READ_NOTHING)
            break;
        if (state == TERMINAL_READ_LOST) {
            ui->lost = true;
            *event = (struct ui_event){.type = UI_LOST};
            return true;
        }
        if (front_is_early(ui, key))
            keep_for_later(ui, key);
        else
            done = front_key(ui, key, event);
    }
    front_flush(ui);
    return done;
}

static int curses_timeout_ms(struct ui *ui, int64_t now_ms)
{
    return front_timeout_ms(ui, now_ms);
}

static bool curses_flush_input(struct ui *ui)
{
    drop_pending(ui);
    ui->pasting = false;
    ui->hushed = !ui->lost;
    if (!ui->lost && !ui->suspended && !is_in_background(ui))
        terminal_flush_input(ui->terminal);
    return ui->hushed;
}

static void curses_drop_key(struct ui *ui)
{
    drop_pending(ui);
    ui->pasting = false;
    if (!ui->lost && !ui->suspended)
        terminal_flush_paste(ui->terminal);
}

static void curses_suspend(struct ui *ui)
{
    if (ui->suspended)
        return;
    drop_pending(ui);
    terminal_suspend(ui->terminal);
    ui->suspended = true;
}

static void curses_resume(struct ui *ui)
{
    if (!ui->suspended)
        return;
    ui->suspended = false;
    terminal_resume(ui->terminal);
    curses_resize(ui);
}

/* Says TEXT on the terminal that was given back; does not wait long for somebody to take it. */
static void say_last(int fd, const char *text)
{
    struct output output;
    output_init(&output, fd);
    if (buf_append_text(&output.pending, text) && buf_append_text(&output.pending, "\n"))
        output_drain(&output, LAST_WAIT_MS);
    output_free(&output);
}

static void curses_close(struct ui *ui, const struct ui_result *result)
{
    if (ui == NULL)
        return;
    terminal_close(ui->terminal);
    if (result != NULL && !ui->lost)
        say_last(ui->options.output, result->text);
    drop_pending(ui);
    buf_free(&ui->help);
    free(ui);
}

const struct ui_ops ui_curses_ops = {
    .name = "curses",
    .open = curses_open,
    .show = curses_show,
    .next = curses_next,
    .timeout_ms = curses_timeout_ms,
    .resize = curses_resize,
    .flush_input = curses_flush_input,
    .drop_key = curses_drop_key,
    .suspend = curses_suspend,
    .resume = curses_resume,
    .close = curses_close,
};

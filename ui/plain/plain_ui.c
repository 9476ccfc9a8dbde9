#include <stdlib.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "ui/plain/plain.h"
#include "ui/restore.h"

enum {
    LINE_LIMIT = 4096,
    CLOSE_MS = 2000 /* so long at most for the last line */
};

static struct ui *plain_open(const struct ui_options *options, struct err *err)
{
    struct ui *ui = calloc(1, sizeof(*ui));
    if (ui == NULL || !line_input_init(&ui->input, options->input, LINE_LIMIT)) {
        free(ui);
        (void)err_set(err, "%s", _("There is not enough memory."));
        return NULL;
    }
    if (!terminal_take(&ui->terminal, options->input)) {
        line_input_free(&ui->input);
        free(ui);
        (void)err_set(err, "%s", _("The terminal cannot be set up."));
        return NULL;
    }
    if (options->kiosk)
        restore_clear();
    output_init(&ui->output, options->output);
    ui->form = options->form;
    ui->server = options->server;
    ui->brief = options->brief;
    ui->kiosk = options->kiosk;
    return ui;
}

static bool is_lost(const struct ui *ui)
{
    return ui->output.lost || ui->input.lost;
}

static void drop_input(struct ui *ui)
{
    ui->held = false;
    ui->prompt.ahead = false;
    (void)line_input_flush(&ui->input);
}

/* On a terminal each key can be noticed, not only the end of a line, and none is shown. */
static bool plain_flush_input(struct ui *ui)
{
    if (!ui->away)
        terminal_any_key(&ui->terminal);
    drop_input(ui);
    ui->hushed = ui->terminal.is_terminal && !is_lost(ui);
    return ui->hushed;
}

static void end_hush(struct ui *ui)
{
    if (!ui->hushed)
        return;
    ui->hushed = false;
    terminal_lines(&ui->terminal);
    terminal_echo(&ui->terminal, !ui->prompt.open || !ui->prompt.hidden);
}

/* On a terminal what came was never read: that would keep what was half typed as a line's begin. */
static void plain_drop_key(struct ui *ui)
{
    terminal_lines(&ui->terminal);
    drop_input(ui);
    ui->asks_key = false;
}

static void plain_show(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s)
{
    bool is_new = ui->view == NULL || ui->serial != view->serial;
    ui->turn_over = false;
    ui->view = view;
    ui->serial = view->serial;
    ui->now_ms = now_ms;
    ui->shown_ms = now_ms;
    ui->wall_s = wall_s;
    end_hush(ui);
    if (is_new) {
        ui->held = false;
        if (!view->asks_key && ui->asks_key)
            plain_drop_key(ui);
        if (view->asks_key)
            present_question(ui);
        else if (view->busy)
            present_busy(ui);
        else if (prompt_still_fits(ui, view))
            ui->stale = true;
        else
            present(ui);
    }
    if (ui->prompt_due)
        say_prompt(ui);
    ui->prompt_due = false;
    present_tick(ui);
    output_flush(&ui->output);
}

static bool give(struct ui *ui, struct ui_event *event, enum ui_event_type type,
                 enum action_id action)
{
    *event = (struct ui_event){.type = type, .action = action};
    ui->turn_over = true;
    ui->answer_due = type == UI_ACTION;
    output_flush(&ui->output);
    return true;
}

static bool give_last(struct ui *ui, struct ui_event *event, enum ui_event_type type)
{
    if (ui->told) {
        ui->turn_over = false;
        return false;
    }
    ui->told = true;
    close_prompt(ui);
    return give(ui, event, type, ACTION_QUIT);
}

/* The person has pressed Enter: the terminal has shown the newline, unless it was there before the
 * question or there is no terminal. */
static void end_prompt(struct ui *ui)
{
    if (!ui->terminal.is_terminal || ui->prompt.ahead)
        say_newline(ui);
    ui->prompt.open = false;
    terminal_echo(&ui->terminal, true);
}

/* The first line while a request runs: only what its view offers, the rest waits. */
static bool take_busy_line(struct ui *ui, const char *bytes, size_t length, enum action_id *action)
{
    const struct view_action *offered = NULL;
    if (is_letter(ui->view, bytes, length, action))
        offered = view_find_action(ui->view, *action);
    ui->held = offered == NULL || !offered->enabled;
    if (!ui->held)
        line_input_drop(&ui->input);
    return !ui->held;
}

/* The first line, whatever it is. False when nothing can be done with it now. */
static bool handle_line(struct ui *ui, struct ui_event *event, bool *given)
{
    const char *bytes = NULL;
    size_t length = 0;
    enum action_id action = ACTION_QUIT;
    enum line_kind kind = line_input_peek(&ui->input, &bytes, &length);
    if (kind == LINE_NONE || kind == LINE_LOST)
        return false;
    if (ui->view->busy) {
        *given = kind == LINE_COMPLETE && take_busy_line(ui, bytes, length, &action);
        return *given && give(ui, event, UI_ACTION, action);
    }
    if (kind == LINE_END || kind == LINE_TAIL) {
        line_input_drop(&ui->input); /* a line without its end is no answer */
        *given = give_last(ui, event, UI_END_OF_INPUT);
        return *given;
    }
    if (!ui->prompt.open)
        return false;
    end_prompt(ui);
    if (kind == LINE_TOO_LONG) {
        line_input_drop(&ui->input);
        say_error(ui, _("Too long. Type it again."));
        ask(ui);
        return true;
    }
    *given = answer(ui, bytes, length, &action);
    line_input_drop(&ui->input); /* only now: its bytes were borrowed */
    look_ahead(ui);
    return *given ? give(ui, event, UI_ACTION, action) : true;
}

static bool plain_next(struct ui *ui, struct ui_event *event)
{
    bool given = false;
    output_flush(&ui->output);
    line_input_fill(&ui->input);
    if (is_lost(ui))
        return give_last(ui, event, ui->output.failed ? UI_FAILED : UI_LOST);
    if (ui->turn_over || ui->view == NULL) {
        ui->turn_over = false;
        return false;
    }
    int64_t now_ms = clock_boot_ms();
    ui->now_ms = now_ms > ui->now_ms ? now_ms : ui->now_ms;
    if (ui->answer_due && !ui->view->busy)
        present(ui); /* nothing has changed: ask again */
    if (ui->leaving) {
        ui->leaving = false;
        ui->has_left = true;
        return give(ui, event, UI_ACTION, ACTION_QUIT);
    }
    present_tick(ui);
    while (!given && !ui->held && handle_line(ui, event, &given))
        continue;
    output_flush(&ui->output);
    return given;
}

static int busy_timeout_ms(const struct ui *ui, int64_t now_ms)
{
    if (ui->busy_said)
        return -1;
    int64_t left_ms = ui->busy_since_ms + PLAIN_QUIET_MS - now_ms;
    return left_ms > 0 ? (int)left_ms : 0;
}

static int plain_timeout_ms(struct ui *ui, int64_t now_ms)
{
    const char *bytes = NULL;
    size_t length = 0;
    if (ui->turn_over || ui->leaving || (is_lost(ui) && !ui->told))
        return 0;
    if (ui->view == NULL || ui->told)
        return -1;
    enum line_kind kind = line_input_peek(&ui->input, &bytes, &length);
    if (ui->asks_key)
        return kind == LINE_END || kind == LINE_TAIL ? 0 : -1;
    if (ui->view->busy)
        return kind == LINE_COMPLETE && !ui->held ? 0 : busy_timeout_ms(ui, now_ms);
    if (ui->answer_due || kind == LINE_END || kind == LINE_TAIL)
        return 0;
    if (ui->wait_until_ms != 0)
        return now_ms < ui->wait_until_ms ? (int)(ui->wait_until_ms - now_ms) : 0;
    return kind != LINE_NONE && ui->prompt.open ? 0 : -1;
}

static bool plain_wants_output(struct ui *ui)
{
    return output_is_waiting(&ui->output);
}

static bool plain_wants_input(struct ui *ui)
{
    return line_input_wanted(&ui->input);
}

static void plain_resize(struct ui *ui)
{
    (void)ui; /* lines are short enough for every width */
}

static void plain_suspend(struct ui *ui)
{
    if (ui->prompt.open && ui->prompt.hidden)
        (void)line_input_flush(&ui->input); /* half a password must not become a command */
    output_flush(&ui->output);
    terminal_give_back(&ui->terminal);
    ui->away = true;
}

static void plain_resume(struct ui *ui)
{
    struct terminal terminal;
    ui->away = false;
    if (terminal_take(&terminal, ui->terminal.descriptor))
        ui->terminal = terminal;
    if (ui->hushed) {
        terminal_any_key(&ui->terminal);
        ui->prompt_due = ui->prompt.open;
        return;
    }
    if (!ui->prompt.open)
        return;
    terminal_echo(&ui->terminal, !ui->prompt.hidden);
    say_prompt(ui); /* others have written meanwhile */
    output_flush(&ui->output);
}

static void plain_close(struct ui *ui, const struct ui_result *result)
{
    if (ui == NULL)
        return;
    close_prompt(ui);
    if (ui->kiosk)
        terminal_clear(&ui->terminal, &ui->output.pending);
    if (result != NULL)
        say(ui, result->text);
    output_drain(&ui->output, CLOSE_MS);
    terminal_give_back(&ui->terminal);
    line_input_free(&ui->input);
    output_free(&ui->output);
    free(ui);
}

const struct ui_ops ui_plain_ops = {
    .name = "plain",
    .open = plain_open,
    .show = plain_show,
    .next = plain_next,
    .timeout_ms = plain_timeout_ms,
    .wants_input = plain_wants_input,
    .wants_output = plain_wants_output,
    .resize = plain_resize,
    .flush_input = plain_flush_input,
    .drop_key = plain_drop_key,
    .suspend = plain_suspend,
    .resume = plain_resume,
    .close = plain_close,
};

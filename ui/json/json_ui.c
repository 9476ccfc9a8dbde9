#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "ui/json/command.h"
#include "ui/json/write.h"
#include "ui/line_input.h"
#include "ui/output.h"
#include "ui/ui.h"

enum {
    LINE_LIMIT = 64 * 1024,
    OBJECT_MAX = 256 * 1024,
    CLOSE_MS = 2000, /* so long at most for the result */
};

struct ui {
    struct line_input input;
    struct output output;
    struct form *form;
    const struct view *view; /* borrowed; NULL before the first */
    uint32_t serial;         /* of the view shown last */
    int64_t deadline_ms;     /* of the view shown last */
    struct buf shown;        /* that view without what changes by itself */
    struct buf next;
    uint32_t written; /* views so far */
    bool answer_due;  /* a command was taken and no view was written since */
    bool turn_over;   /* an event was given: its view has to come first */
    bool held;        /* the first line waits for another view */
    bool told;        /* the last event was given */
};

static struct ui *json_open(const struct ui_options *options, struct err *err)
{
    struct ui *ui = calloc(1, sizeof(*ui));
    if (ui == NULL || !line_input_init(&ui->input, options->input, LINE_LIMIT)) {
        free(ui);
        (void)err_set(err, "%s", _("There is not enough memory."));
        return NULL;
    }
    output_init(&ui->output, options->output);
    ui->form = options->form;
    ui->shown = buf_init(OBJECT_MAX);
    ui->next = buf_init(OBJECT_MAX);
    return ui;
}

static void say_error(struct ui *ui, const struct command_error *error)
{
    write_error(&ui->output.pending, error);
    output_flush(&ui->output);
}

/* Renders the view; true when it reads as the last one written. */
static bool render(struct ui *ui)
{
    const struct view *view = ui->view;
    int64_t deadline_ms = view->has_deadline ? view->deadline_ms : -1;
    buf_reset(&ui->next);
    write_view(&ui->next, view, ui->form);
    bool same = deadline_ms == ui->deadline_ms && ui->next.length == ui->shown.length &&
                strcmp(buf_text(&ui->next), buf_text(&ui->shown)) == 0;
    ui->deadline_ms = deadline_ms;
    struct buf old = ui->shown;
    ui->shown = ui->next;
    ui->next = old;
    ui->output.lost |= ui->shown.failed;
    ui->output.failed |= ui->shown.failed; /* a view is never too large */
    return same;
}

static void write_rendered(struct ui *ui, int64_t now_ms)
{
    struct buf *out = &ui->output.pending;
    buf_append(out, buf_text(&ui->shown), ui->shown.length);
    write_view_end(out, ui->view, ++ui->written, now_ms);
    ui->answer_due = false;
    output_flush(&ui->output);
}

static void json_show(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s)
{
    (void)wall_s;
    bool is_new = ui->view == NULL || ui->serial != view->serial;
    ui->turn_over = false;
    ui->view = view;
    ui->serial = view->serial;
    if (is_new) {
        ui->held = false;
        if (!render(ui) || ui->answer_due)
            write_rendered(ui, now_ms);
    }
    output_flush(&ui->output);
}

static bool give(struct ui *ui, struct ui_event *event, enum ui_event_type type,
                 enum action_id action)
{
    *event = (struct ui_event){.type = type, .action = action};
    ui->turn_over = true;
    ui->answer_due = type == UI_ACTION;
    return true;
}

static bool give_last(struct ui *ui, struct ui_event *event, enum ui_event_type type)
{
    if (ui->told) {
        ui->turn_over = false;
        return false;
    }
    ui->told = true;
    return give(ui, event, type, ACTION_QUIT);
}

/* A line, for the view that is shown. A line that the view of a running request does not want waits
 * for the view after it, so that nothing written ahead is lost. */
static bool take_line(struct ui *ui, const char *bytes, size_t length, enum action_id *action)
{
    struct command_error error = {0};
    bool taken = command_read(bytes, length, ui->view, ui->form, action, &error);
    if (!taken && ui->view->busy) {
        ui->held = true;
        return false;
    }
    line_input_drop(&ui->input);
    if (!taken)
        say_error(ui, &error);
    return taken;
}

static void refuse(struct ui *ui, const char *code, const char *text)
{
    struct command_error error = {.code = code};
    if (snprintf(error.text, sizeof(error.text), "%s", text) < 0)
        error.text[0] = '\0';
    line_input_drop(&ui->input);
    say_error(ui, &error);
}

/* The first line, whatever it is. False when nothing can be done with it now. */
static bool handle_line(struct ui *ui, struct ui_event *event, bool *given)
{
    const char *bytes = NULL;
    size_t length = 0;
    enum action_id action = ACTION_QUIT;
    enum line_kind kind = line_input_peek(&ui->input, &bytes, &length);
    if (kind == LINE_COMPLETE) {
        *given = take_line(ui, bytes, length, &action);
        return *given ? give(ui, event, UI_ACTION, action) : !ui->held;
    }
    /* The end waits its turn behind the request that the last line began. */
    if (kind == LINE_NONE || kind == LINE_LOST || ui->view->busy)
        return false;
    if (kind == LINE_END) {
        *given = give_last(ui, event, UI_END_OF_INPUT);
        return *given;
    }
    if (kind == LINE_TOO_LONG)
        refuse(ui, "TOO_LONG", _("This line is too long."));
    else
        refuse(ui, "NOT_JSON", _("The last line does not end with a newline."));
    line_input_fill(&ui->input);
    return true;
}

static bool json_next(struct ui *ui, struct ui_event *event)
{
    bool given = false;
    output_flush(&ui->output);
    line_input_fill(&ui->input);
    if (ui->output.lost || ui->input.lost)
        return give_last(ui, event, ui->output.failed ? UI_FAILED : UI_LOST);
    if (ui->turn_over || ui->view == NULL) {
        ui->turn_over = false;
        return false;
    }
    if (ui->answer_due) {
        /* Every command is answered, even one that changed nothing: the program waits for it. */
        (void)render(ui);
        write_rendered(ui, clock_boot_ms());
    }
    while (!given && !ui->held && handle_line(ui, event, &given))
        continue;
    return given;
}

static int json_timeout_ms(struct ui *ui, int64_t now_ms)
{
    (void)now_ms;
    const char *bytes = NULL;
    size_t length = 0;
    if (ui->turn_over || ui->answer_due)
        return 0;
    if (!ui->told && (ui->output.lost || ui->input.lost))
        return 0;
    if (ui->view == NULL || ui->held)
        return -1;
    enum line_kind kind = line_input_peek(&ui->input, &bytes, &length);
    bool is_end = kind == LINE_END || kind == LINE_LOST;
    bool waits =
        kind == LINE_NONE || (is_end && ui->told) || (kind != LINE_COMPLETE && ui->view->busy);
    return waits ? -1 : 0;
}

static bool json_wants_output(struct ui *ui)
{
    return output_is_waiting(&ui->output);
}

static bool json_wants_input(struct ui *ui)
{
    return line_input_wanted(&ui->input);
}

static void json_resize(struct ui *ui)
{
    (void)ui;
}

/* What was dropped is said, so that a program does not wait for its answer. */
static bool json_flush_input(struct ui *ui)
{
    ui->held = false;
    if (!line_input_flush(&ui->input))
        return false;
    struct command_error error = {.code = "DROPPED"};
    const char *text = _("What was written before this screen was dropped.");
    if (snprintf(error.text, sizeof(error.text), "%s", text) < 0)
        error.text[0] = '\0';
    say_error(ui, &error);
    return false;
}

static void json_close(struct ui *ui, const struct ui_result *result)
{
    if (ui == NULL)
        return;
    if (result != NULL)
        write_result(&ui->output.pending, result);
    output_drain(&ui->output, CLOSE_MS);
    line_input_free(&ui->input);
    output_free(&ui->output);
    buf_free(&ui->shown);
    buf_free(&ui->next);
    free(ui);
}

const struct ui_ops ui_json_ops = {
    .name = "json",
    .open = json_open,
    .show = json_show,
    .next = json_next,
    .timeout_ms = json_timeout_ms,
    .wants_input = json_wants_input,
    .wants_output = json_wants_output,
    .resize = json_resize,
    .flush_input = json_flush_input,
    .suspend = json_resize,
    .resume = json_resize,
    .close = json_close,
};

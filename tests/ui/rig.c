#include "config.h"

#include "tests/ui/rig.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

struct rig rig;

static void open_ui(const struct ui_ops *ops, struct ui_options options)
{
    struct err err = {0};
    ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    rig.ops = ops;
    rig.form = form_new();
    ck_assert_ptr_nonnull(rig.form);
    rig.now_ms = clock_boot_ms();
    options.input = rig.ui_in;
    options.output = rig.ui_out;
    options.store = -1;
    options.form = rig.form;
    rig.ui = ops->open(&options, &err);
    ck_assert_msg(rig.ui != NULL, "%s", err.text);
}

static void no_blocking(int descriptor)
{
    ck_assert_int_eq(fcntl(descriptor, F_SETFL, O_NONBLOCK), 0);
}

void rig_open_pipes(const struct ui_ops *ops, struct ui_options options)
{
    int in[2], out[2];
    memset(&rig, 0, sizeof(rig));
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(out), 0);
    rig.ui_in = in[0];
    rig.to_ui = in[1];
    rig.from_ui = out[0];
    rig.ui_out = out[1];
    no_blocking(rig.from_ui);
    open_ui(ops, options);
}

void rig_make_pty(void)
{
    memset(&rig, 0, sizeof(rig));
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    ck_assert_int_ge(master, 0);
    ck_assert_int_eq(grantpt(master), 0);
    ck_assert_int_eq(unlockpt(master), 0);
    char name[64];
    ck_assert_int_eq(ptsname_r(master, name, sizeof(name)), 0);
    rig.ui_in = rig.ui_out = open(name, O_RDWR | O_NOCTTY);
    ck_assert_int_ge(rig.ui_in, 0);
    rig.to_ui = rig.from_ui = master;
    no_blocking(master);
}

void rig_open_pty(const struct ui_ops *ops, struct ui_options options)
{
    open_ui(ops, options);
}

void rig_finish(const struct ui_result *result)
{
    rig.ops->close(rig.ui, result);
    rig.ui = NULL;
}

static void close_once(int *descriptor)
{
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

void rig_close(void)
{
    if (rig.ui != NULL)
        rig_finish(NULL);
    form_free(rig.form);
    if (rig.from_ui == rig.to_ui)
        rig.from_ui = -1;
    if (rig.ui_out == rig.ui_in)
        rig.ui_out = -1;
    close_once(&rig.to_ui);
    close_once(&rig.from_ui);
    close_once(&rig.ui_in);
    close_once(&rig.ui_out);
}

/* Waits until DESCRIPTOR can be read; false when it cannot in time. */
static bool wait_readable(int descriptor)
{
    struct pollfd ready = {.fd = descriptor, .events = POLLIN};
    return poll(&ready, 1, RIG_WAIT_MS) > 0;
}

void rig_type(const char *text)
{
    size_t length = strlen(text);
    ck_assert_int_eq(write(rig.to_ui, text, length), (ssize_t)length);
    if (rig.to_ui != rig.from_ui)
        return;
    if (text[length - 1] == '\n')
        ck_assert(wait_readable(rig.ui_in));
    else
        ck_assert(wait_readable(rig.from_ui));
}

void rig_end_input(void)
{
    close_once(&rig.to_ui);
}

void rig_collect(void)
{
    ssize_t got;
    while ((got = read(rig.from_ui, rig.out + rig.out_length, RIG_OUT_SIZE - 1 - rig.out_length)) >
           0)
        rig.out_length += (size_t)got;
    rig.out[rig.out_length] = '\0';
}

void rig_expect_out(const char *text)
{
    bool is_pty = rig.to_ui == rig.from_ui;
    rig_collect();
    while (is_pty && strcmp(rig.out, text) != 0 && strncmp(rig.out, text, rig.out_length) == 0 &&
           wait_readable(rig.from_ui))
        rig_collect();
    ck_assert_str_eq(rig.out, text);
    rig.out_length = 0;
    rig.out[0] = '\0';
}

void rig_expect_event(enum ui_event_type type, enum action_id action)
{
    struct ui_event event;
    ck_assert_msg(rig.ops->next(rig.ui, &event), "no event");
    ck_assert_int_eq((int)event.type, (int)type);
    if (type == UI_ACTION)
        ck_assert_str_eq(action_id_text(event.action), action_id_text(action));
}

void rig_expect_no_event(void)
{
    struct ui_event event;
    ck_assert_msg(!rig.ops->next(rig.ui, &event), "event %d %d", (int)event.type,
                  (int)event.action);
}

void rig_put(char *to, size_t size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to, size, format, values);
    va_end(values);
    ck_assert(length >= 0 && (size_t)length < size);
}

void rig_begin_view(enum view_id id)
{
    uint32_t serial = rig.view.serial;
    memset(&rig.view, 0, sizeof(rig.view));
    rig.view.id = id;
    rig.view.serial = serial + 1;
    RIG_PUT(rig.view.title, "Title");
}

struct view_item *rig_add_item(enum view_item_type type, const char *id)
{
    ck_assert_uint_lt(rig.view.item_count, VIEW_MAX_ITEMS);
    struct view_item *item = &rig.view.items[rig.view.item_count++];
    item->type = type;
    item->id = id;
    return item;
}

struct view_item *rig_add_paragraph(const char *id, const char *text)
{
    struct view_item *item = rig_add_item(VIEW_PARAGRAPH, id);
    RIG_PUT(item->text, "%s", text);
    return item;
}

struct view_item *rig_add_fact(const char *id, const char *label, const char *text)
{
    struct view_item *item = rig_add_item(VIEW_FACT, id);
    RIG_PUT(item->label, "%s", label);
    RIG_PUT(item->text, "%s", text);
    return item;
}

struct view_item *rig_add_field(enum form_field field, enum view_field_kind kind, const char *label,
                                const char *hint)
{
    struct view_item *item = rig_add_item(VIEW_FIELD, form_field_id(field));
    item->field = field;
    item->kind = kind;
    RIG_PUT(item->label, "%s", label);
    RIG_PUT(item->text, "%s", hint);
    return item;
}

void rig_add_option(struct view_item *choice, const char *id, const char *label, const char *reason)
{
    ck_assert_uint_lt(choice->option_count, VIEW_MAX_OPTIONS);
    struct view_option *option = &choice->options[choice->option_count++];
    option->id = id;
    option->enabled = reason == NULL;
    RIG_PUT(option->label, "%s", label);
    if (reason != NULL)
        RIG_PUT(option->reason, "%s", reason);
}

struct view_action *rig_add_action(enum action_id id, enum view_role role, const char *label)
{
    ck_assert_uint_lt(rig.view.action_count, VIEW_MAX_ACTIONS);
    struct view_action *action = &rig.view.actions[rig.view.action_count++];
    action->id = id;
    action->role = role;
    action->enabled = true;
    RIG_PUT(action->label, "%s", label);
    return action;
}

void rig_set_status(enum view_severity severity, const char *code, const char *text)
{
    rig.view.has_status = true;
    rig.view.severity = severity;
    rig.view.code = code;
    RIG_PUT(rig.view.status, "%s", text);
}

void rig_set_busy(const char *progress)
{
    rig.view.busy = true;
    RIG_PUT(rig.view.progress, "%s", progress);
}

void rig_show(void)
{
    rig.ops->show(rig.ui, &rig.view, rig.now_ms, 0);
}

void rig_show_changed(void)
{
    rig.view.serial++;
    rig_show();
}

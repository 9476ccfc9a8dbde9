#include "ui/json/write.h"

#include "base/json.h"

static void begin(struct json_writer *writer, const char *type)
{
    json_write_object(writer, NULL);
    json_write_integer(writer, "v", 1);
    json_write_string(writer, "type", type);
}

static void write_status(struct json_writer *writer, const struct view *view)
{
    if (!view->has_status) {
        json_write_null(writer, "status");
        return;
    }
    json_write_object(writer, "status");
    json_write_string(writer, "severity", view_severity_text(view->severity));
    json_write_string(writer, "code", view->code);
    json_write_string(writer, "text", view->status);
    json_write_end(writer, '}');
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

static const char *kind_text(enum view_field_kind kind)
{
    static const char *const texts[] = {
        [VIEW_FIELD_TEXT] = "text",
        [VIEW_FIELD_SECRET] = "secret",
        [VIEW_FIELD_CODE] = "code",
        [VIEW_FIELD_WORD] = "word",
    };
    return texts[kind];
}

/* How many characters a person typed: bytes that do not continue one. */
static int64_t count_characters(const struct secret *value)
{
    int64_t count = 0;
    for (size_t i = 0; i < value->length; i++)
        if (((unsigned char)value->bytes[i] & 0xc0) != 0x80)
            count++;
    return count;
}

static void write_field(struct json_writer *writer, const struct view_item *item,
                        const struct form *form)
{
    const struct secret *value = form->values[item->field];
    json_write_string(writer, "label", item->label);
    json_write_string(writer, "hint", item->text);
    json_write_string(writer, "kind", kind_text(item->kind));
    if (item->kind == VIEW_FIELD_SECRET || item->kind == VIEW_FIELD_CODE)
        json_write_integer(writer, "length", count_characters(value));
    else
        json_write_string(writer, "value", value->bytes);
    json_write_boolean(writer, "error", item->has_error);
}

static void write_choice(struct json_writer *writer, const struct view_item *item,
                         const struct form *form)
{
    json_write_string(writer, "label", item->label);
    json_write_string(writer, "hint", item->text);
    json_write_string(writer, "value", form->values[item->field]->bytes);
    json_write_boolean(writer, "error", item->has_error);
    json_write_array(writer, "options");
    for (size_t i = 0; i < item->option_count; i++) {
        const struct view_option *option = &item->options[i];
        json_write_object(writer, NULL);
        json_write_string(writer, "id", option->id);
        json_write_string(writer, "label", option->label);
        json_write_boolean(writer, "enabled", option->enabled);
        json_write_string(writer, "reason", or_null(option->reason));
        json_write_end(writer, '}');
    }
    json_write_end(writer, ']');
}

static void write_item(struct json_writer *writer, const struct view_item *item,
                       const struct form *form)
{
    static const char *const types[] = {
        [VIEW_PARAGRAPH] = "paragraph",
        [VIEW_FACT] = "fact",
        [VIEW_FIELD] = "field",
        [VIEW_CHOICE] = "choice",
    };
    json_write_object(writer, NULL);
    json_write_string(writer, "type", types[item->type]);
    json_write_string(writer, "id", item->id);
    switch (item->type) {
    case VIEW_PARAGRAPH:
        json_write_string(writer, "text", item->text);
        break;
    case VIEW_FACT:
        json_write_string(writer, "label", item->label);
        json_write_string(writer, "value", item->text);
        break;
    case VIEW_FIELD:
        write_field(writer, item, form);
        break;
    case VIEW_CHOICE:
        write_choice(writer, item, form);
        break;
    }
    json_write_end(writer, '}');
}

static void write_action(struct json_writer *writer, const struct view_action *action)
{
    json_write_object(writer, NULL);
    json_write_string(writer, "id", action_id_text(action->id));
    json_write_string(writer, "label", action->label);
    json_write_string(writer, "role", view_role_text(action->role));
    json_write_boolean(writer, "enabled", action->enabled);
    if (!action->enabled)
        json_write_string(writer, "reason", action->reason);
    json_write_end(writer, '}');
}

void write_view(struct buf *out, const struct view *view, const struct form *form)
{
    struct json_writer writer = {.buf = out};
    begin(&writer, "view");
    json_write_string(&writer, "id", view_id_text(view->id));
    json_write_string(&writer, "title", view->title);
    json_write_boolean(&writer, "sandbox", view->sandbox);
    if (view->steps > 0) {
        json_write_integer(&writer, "step", view->step);
        json_write_integer(&writer, "steps", view->steps);
    }
    write_status(&writer, view);
    json_write_array(&writer, "items");
    for (size_t i = 0; i < view->item_count; i++)
        write_item(&writer, &view->items[i], form);
    json_write_end(&writer, ']');
    json_write_array(&writer, "actions");
    for (size_t i = 0; i < view->action_count; i++)
        if (!view->actions[i].quiet)
            write_action(&writer, &view->actions[i]);
    json_write_end(&writer, ']');
    json_write_string(&writer, "focus", view->focus);
    if (view->busy) {
        json_write_object(&writer, "progress");
        json_write_string(&writer, "text", view->progress);
        json_write_integer(&writer, "seconds", view->progress_s);
        json_write_end(&writer, '}');
    } else {
        json_write_null(&writer, "progress");
    }
}

void write_view_end(struct buf *out, const struct view *view, uint32_t serial, int64_t now_ms)
{
    struct json_writer writer = {.buf = out, .comma = true};
    if (view->has_deadline) {
        int64_t left_ms = view->deadline_ms > now_ms ? view->deadline_ms - now_ms : 0;
        json_write_integer(&writer, "deadline_s", left_ms / 1000);
    } else {
        json_write_null(&writer, "deadline_s");
    }
    json_write_integer(&writer, "serial", serial);
    json_write_end(&writer, '}');
    buf_append_text(out, "\n");
}

void write_error(struct buf *out, const struct command_error *error)
{
    struct json_writer writer = {.buf = out};
    begin(&writer, "error");
    json_write_string(&writer, "code", error->code);
    json_write_string(&writer, "text", error->text);
    if (error->problem != NULL)
        json_write_string(&writer, "problem", error->problem);
    json_write_end(&writer, '}');
    buf_append_text(out, "\n");
}

void write_result(struct buf *out, const struct ui_result *result)
{
    struct json_writer writer = {.buf = out};
    begin(&writer, "result");
    json_write_string(&writer, "code", result->code);
    json_write_integer(&writer, "exit", result->exit_code);
    json_write_string(&writer, "text", result->text);
    json_write_string(&writer, "request_id",
                      result->request_id == NULL ? NULL : or_null(result->request_id));
    buf_append_text(out, ",\"receipt\":");
    buf_append_text(out, result->receipt_json == NULL ? "null" : result->receipt_json);
    json_write_end(&writer, '}');
    buf_append_text(out, "\n");
}

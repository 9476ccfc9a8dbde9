#include "config.h"

#include "tests/e2e/person_json.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Hearing ------------------------------------------------------------------------------------ */

static void hear(struct person *person, const char *text, const char *after)
{
    if (text == NULL || text[0] == '\0')
        return;
    buf_append_text(&person->heard, text);
    buf_append_text(&person->heard, after);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void hear_item(struct person *person, const json_t *item)
{
    size_t i = 0;
    const json_t *option = NULL;
    const char *type = text_of(item, "type");
    hear(person, text_of(item, "label"), ": ");
    if (strcmp(type, "fact") == 0)
        hear(person, text_of(item, "value"), " ");
    hear(person, text_of(item, strcmp(type, "paragraph") == 0 ? "text" : "hint"), " ");
    json_array_foreach(json_object_get(item, "options"), i, option)
    {
        bool enabled = json_is_true(json_object_get(option, "enabled"));
        hear(person, text_of(option, "label"), enabled ? " " : ": ");
        hear(person, text_of(option, "reason"), " ");
    }
}

static void hear_view(struct person *person, const json_t *view)
{
    size_t i = 0;
    const json_t *part = NULL;
    hear(person, text_of(view, "title"), ". ");
    hear(person, text_of(json_object_get(view, "status"), "text"), " ");
    hear(person, text_of(json_object_get(view, "progress"), "text"), " ");
    json_array_foreach(json_object_get(view, "items"), i, part) hear_item(person, part);
    json_array_foreach(json_object_get(view, "actions"), i, part)
        hear(person, text_of(part, "label"), " ");
}

static void hear_line(struct person *person, const char *line, size_t length)
{
    json_error_t error;
    json_t *object = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(object != NULL, "not JSON: %.*s", (int)length, line);
    ck_assert_int_eq(json_integer_value(json_object_get(object, "v")), 1);
    const char *type = text_of(object, "type");
    ck_assert_ptr_nonnull(type);
    if (strcmp(type, "view") == 0) {
        hear_view(person, object);
        json_decref(person->view);
        person->view = object;
        return;
    }
    hear(person, type, " ");
    hear(person, text_of(object, "code"), " ");
    hear(person, text_of(object, "text"), " ");
    if (strcmp(type, "result") == 0) {
        ck_assert_msg(person->result == NULL, "two results");
        person->result = json_incref(object);
    } else {
        ck_assert_str_eq(type, "error");
    }
    json_decref(object);
}

bool person_json_hears(struct person *person, int ms)
{
    char bytes[8192];
    struct pollfd wait = {.fd = person->child.out, .events = POLLIN};
    if (poll(&wait, 1, ms) <= 0)
        return false;
    ssize_t got = read(person->child.out, bytes, sizeof bytes);
    if (got <= 0)
        return false;
    buf_append(&person->line, bytes, (size_t)got);
    const char *text = buf_text(&person->line);
    const char *end = NULL;
    while ((end = strchr(text, '\n')) != NULL) {
        hear_line(person, text, (size_t)(end - text));
        text = end + 1;
    }
    struct buf rest = buf_init(PERSON_HEARD_MAX);
    buf_append_text(&rest, text);
    buf_free(&person->line);
    person->line = rest;
    return true;
}

/* Acting ------------------------------------------------------------------------------------- */

static void send_object(struct person *person, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    ck_assert_ptr_nonnull(text);
    person_marks(person);
    person_sends(person, text);
    person_sends(person, "\n");
    free(text);
    json_decref(object);
}

void person_json_submits(struct person *person, const char *const *pairs)
{
    json_t *fields = json_object();
    for (; pairs[0] != NULL; pairs += 2) {
        bool account = strcmp(pairs[0], "email") == 0 || strcmp(pairs[0], "phone") == 0;
        ck_assert_int_eq(
            json_object_set_new(fields, account ? "account" : pairs[0], json_string(pairs[1])), 0);
    }
    send_object(person, json_pack("{s:s, s:o}", "do", "submit", "fields", fields));
}

void person_json_chooses(struct person *person, const char *label)
{
    size_t i = 0, j = 0;
    const json_t *part = NULL, *option = NULL;
    ck_assert_ptr_nonnull(person->view);
    json_array_foreach(json_object_get(person->view, "actions"), i, part)
    {
        if (strcmp(text_of(part, "label"), label) == 0) {
            send_object(person, json_pack("{s:s}", "do", text_of(part, "id")));
            return;
        }
    }
    json_array_foreach(json_object_get(person->view, "items"), i, part)
    {
        json_array_foreach(json_object_get(part, "options"), j, option)
        {
            if (strcmp(text_of(option, "label"), label) == 0) {
                send_object(person, json_pack("{s:s, s:{s:s}}", "do", "submit", "fields",
                                              text_of(part, "id"), text_of(option, "id")));
                return;
            }
        }
    }
    ck_abort_msg("nothing is called \"%s\" here", label);
}

/* Not every view has the action; the end of input is the way out then. */
void person_json_quits(struct person *person)
{
    size_t i = 0;
    const json_t *action = NULL;
    json_array_foreach(json_object_get(person->view, "actions"), i, action)
    {
        if (strcmp(text_of(action, "id"), "quit") == 0) {
            send_object(person, json_pack("{s:s}", "do", "quit"));
            return;
        }
    }
    (void)close(person->child.in);
    person->child.in = -1;
}

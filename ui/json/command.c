#include "ui/json/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/text.h"

enum { NAME_COLUMNS = 40 };

/* Always false, so that "return refuse(...)" reads well. A text too long is cut. */
static bool __attribute__((format(printf, 3, 4)))
refuse(struct command_error *error, const char *code, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    error->code = code;
    error->problem = NULL;
    if (vsnprintf(error->text, sizeof(error->text), format, values) < 0)
        error->text[0] = '\0';
    va_end(values);
    return false;
}

/* What the line calls something, fit to be repeated. */
static struct shown name_of(const char *name)
{
    return text_neutralise(name, strlen(name), NAME_COLUMNS);
}

static bool check_keys(const struct json *line, struct command_error *error)
{
    const char *key = NULL;
    for (size_t i = 0; json_at(line, i, &key) != NULL; i++)
        if (strcmp(key, "do") != 0 && strcmp(key, "fields") != 0)
            return refuse(error, "UNKNOWN_KEY", _("There is no key %s."), name_of(key).text);
    return true;
}

static bool check_action(const struct json *line, const struct view *view, enum action_id *id,
                         struct command_error *error)
{
    const struct json *member = json_get(line, "do");
    const char *name = NULL;
    if (member == NULL)
        return refuse(error, "UNKNOWN_ACTION", _("The key do is missing."));
    if (!json_string(member, &name))
        return refuse(error, "WRONG_TYPE", _("The value of do must be a string."));
    const struct view_action *action = NULL;
    if (action_from_id(name, id))
        action = view_find_action(view, *id);
    if (action == NULL)
        return refuse(error, "UNKNOWN_ACTION", _("There is no action %s here."),
                      name_of(name).text);
    if (!action->enabled)
        return refuse(error, "NOT_ENABLED", _("The action %s is not possible now. %s"),
                      action_id_text(*id), action->reason);
    return true;
}

/* A choice takes only the ids of its enabled options. */
static bool check_option(const struct view_item *choice, const char *value,
                         struct command_error *error)
{
    for (size_t i = 0; i < choice->option_count; i++) {
        const struct view_option *option = &choice->options[i];
        if (strcmp(option->id, value) == 0)
            return option->enabled ||
                   refuse(error, "NOT_ENABLED", _("The option %s of %s is not possible. %s"),
                          option->id, choice->id, option->reason);
    }
    return refuse(error, "UNKNOWN_OPTION", _("The field %s has no option %s."),
                  form_field_id(choice->field), name_of(value).text);
}

static bool check_field(const char *key, const struct json *member, const struct view *view,
                        const struct form *form, struct command_error *error)
{
    enum form_field field = FORM_ACCOUNT;
    const struct view_item *item = NULL;
    if (form_field_from_id(key, &field))
        item = view_find_field(view, field);
    if (item == NULL)
        return refuse(error, "UNKNOWN_FIELD", _("There is no field %s here."), name_of(key).text);
    const char *value = NULL;
    if (!json_string(member, &value))
        return refuse(error, "WRONG_TYPE", _("The value of the field %s must be a string."), key);
    size_t capacity = form->values[field]->capacity;
    if (strlen(value) > capacity)
        return refuse(error, "TOO_LONG", _("The value of the field %s is longer than %zu bytes."),
                      key, capacity);
    return item->type != VIEW_CHOICE || check_option(item, value, error);
}

static bool check_fields(const struct json *fields, const struct view *view,
                         const struct form *form, struct command_error *error)
{
    if (fields == NULL)
        return true;
    if (!json_is_object(fields))
        return refuse(error, "WRONG_TYPE", _("The value of fields must be an object."));
    const char *key = NULL;
    const struct json *member = NULL;
    for (size_t i = 0; (member = json_at(fields, i, &key)) != NULL; i++)
        if (!check_field(key, member, view, form, error))
            return false;
    return true;
}

/* After all checks, so that a refused line changes nothing. */
static void take_fields(const struct json *fields, struct form *form)
{
    const char *key = NULL;
    const char *value = NULL;
    const struct json *member = NULL;
    enum form_field field = FORM_ACCOUNT;
    for (size_t i = 0; (member = json_at(fields, i, &key)) != NULL; i++)
        if (form_field_from_id(key, &field) && json_string(member, &value))
            (void)secret_set(form->values[field], value,
                             strlen(value)); /* its length was checked */
}

static bool refuse_unreadable(const char *problem, struct command_error *error)
{
    if (problem != NULL && strcmp(problem, "string too long") == 0)
        (void)refuse(error, "TOO_LONG", _("A string in this line is longer than %d bytes."),
                     JSON_MAX_STRING);
    else
        (void)refuse(error, "NOT_JSON", _("This line is not a JSON object."));
    error->problem = problem;
    return false;
}

bool command_read(const char *bytes, size_t length, const struct view *view, struct form *form,
                  enum action_id *action, struct command_error *error)
{
    const char *problem = NULL;
    struct json *line = json_read(bytes, length, &problem);
    if (line == NULL)
        return refuse_unreadable(problem, error);
    bool taken = false;
    if (!json_is_object(line))
        (void)refuse(error, "WRONG_TYPE", _("The line must be a JSON object."));
    else
        taken = check_keys(line, error) && check_action(line, view, action, error) &&
                check_fields(json_get(line, "fields"), view, form, error);
    if (taken)
        take_fields(json_get(line, "fields"), form);
    json_free(line);
    return taken;
}

#include "flow/view.h"

#include <string.h>

const char *view_id_text(enum view_id id)
{
    static const char *const texts[] = {
#define X(name, text) [VIEW_##name] = text,
        VIEW_IDS(X)
#undef X
    };
    return texts[id];
}

static const struct {
    const char *id;
    char letter;
} actions[] = {
#define X(name, text, key) [ACTION_##name] = {text, key},
    ACTION_IDS(X)
#undef X
};

const char *action_id_text(enum action_id id)
{
    return actions[id].id;
}

bool action_from_id(const char *id, enum action_id *action)
{
    for (unsigned i = 0; i < ACTION_ID_COUNT; i++) {
        if (strcmp(actions[i].id, id) == 0) {
            *action = (enum action_id)i;
            return true;
        }
    }
    return false;
}

char action_letter(enum action_id id)
{
    return actions[id].letter;
}

const char *view_severity_text(enum view_severity severity)
{
    static const char *const texts[] = {
        [VIEW_INFO] = "info", [VIEW_WARNING] = "warning", [VIEW_ERROR] = "error"};
    return texts[severity];
}

const char *view_role_text(enum view_role role)
{
    static const char *const texts[] = {
        [VIEW_ROLE_DEFAULT] = "default", [VIEW_ROLE_NORMAL] = "normal",
        [VIEW_ROLE_BACK] = "back",       [VIEW_ROLE_DESTRUCTIVE] = "destructive",
        [VIEW_ROLE_QUIT] = "quit",
    };
    return texts[role];
}

const struct view_action *view_find_action(const struct view *view, enum action_id id)
{
    for (size_t i = 0; i < view->action_count; i++)
        if (view->actions[i].id == id)
            return &view->actions[i];
    return NULL;
}

bool view_choice_matters(const struct view *view)
{
    const struct view_action *submit = view_find_action(view, ACTION_SUBMIT);
    return submit == NULL || submit->role != VIEW_ROLE_DEFAULT;
}

const struct view_item *view_find_field(const struct view *view, enum form_field field)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if ((item->type == VIEW_FIELD || item->type == VIEW_CHOICE) && item->field == field)
            return item;
    }
    return NULL;
}

#include "config.h"

#include "ui/curses/stops.h"

#include <string.h>

static void add(struct stops *stops, struct stop stop)
{
    if (stops->count == STOPS_MAX)
        return;
    if (stop.type == STOP_FIELD)
        stops->fields++;
    else
        stop.number = stops->count - stops->fields + 1;
    stops->at[stops->count++] = stop;
}

static void add_action(struct stops *stops, const struct view_action *action)
{
    add(stops, (struct stop){.type = STOP_ACTION, .action = action});
}

/* What cannot be chosen is left to help while there is something that can. */
static void add_options(struct stops *stops, const struct view_item *item)
{
    bool some = false;
    for (size_t i = 0; i < item->option_count; i++)
        some = some || item->options[i].enabled;
    for (size_t i = 0; i < item->option_count; i++)
        if (item->options[i].enabled || !some)
            add(stops,
                (struct stop){.type = STOP_OPTION, .item = item, .option = &item->options[i]});
}

static bool has_choice(const struct view *view)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == VIEW_CHOICE)
            return true;
    return false;
}

/* The way back comes first where the other ways lead to something final. */
static const struct view_action *safe_action(const struct view *view)
{
    const struct view_action *back = NULL;
    bool final = has_choice(view) && view_choice_matters(view);
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        if (action->role == VIEW_ROLE_DESTRUCTIVE)
            final = true;
        if (action->role == VIEW_ROLE_BACK && action->enabled)
            back = action;
    }
    return final ? back : NULL;
}

void stops_collect(struct stops *stops, const struct view *view)
{
    stops->count = 0;
    stops->fields = 0;
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == VIEW_FIELD)
            add(stops, (struct stop){.type = STOP_FIELD, .item = &view->items[i]});
    const struct view_action *safe = safe_action(view);
    if (safe != NULL)
        add_action(stops, safe);
    for (size_t i = 0; i < view->item_count; i++) {
        if (view->items[i].type == VIEW_CHOICE)
            add_options(stops, &view->items[i]);
    }
    for (size_t i = 0; i < view->action_count; i++) {
        const struct view_action *action = &view->actions[i];
        /* Choosing an option does it, or Enter in the last field. */
        bool done_elsewhere = action->id == ACTION_SUBMIT && action->enabled &&
                              (has_choice(view) || stops->fields > 0);
        if (action != safe && !done_elsewhere)
            add_action(stops, action);
    }
}

static bool is_named(const struct stop *stop, const char *id)
{
    switch (stop->type) {
    case STOP_FIELD:
        return strcmp(stop->item->id, id) == 0;
    case STOP_OPTION:
        return strcmp(stop->item->id, id) == 0 || strcmp(stop->option->id, id) == 0;
    case STOP_ACTION:
        return strcmp(action_id_text(stop->action->id), id) == 0;
    }
    return false;
}

bool stops_find_error(const struct stops *stops, size_t *index)
{
    for (size_t i = 0; i < stops->count; i++) {
        if (stops->at[i].item != NULL && stops->at[i].item->has_error) {
            *index = i;
            return true;
        }
    }
    return false;
}

bool stops_find_number(const struct stops *stops, size_t number, size_t *index)
{
    *index = stops->fields + number - 1;
    return number > 0 && *index < stops->count;
}

size_t stops_begin(const struct stops *stops, const struct view *view)
{
    size_t index = 0;
    if (stops_find_error(stops, &index))
        return index;
    if (stops->fields == 0 && safe_action(view) != NULL)
        return 0;
    for (size_t i = 0; view->focus != NULL && i < stops->count; i++)
        if (is_named(&stops->at[i], view->focus))
            return i;
    return 0;
}

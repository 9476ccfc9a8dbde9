#include "ui/plain/plain.h"

#include <string.h>

const struct view_item *first_of(const struct view *view, enum view_item_type type)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type == type)
            return &view->items[i];
    return NULL;
}

const struct view_item *next_field(const struct view *view, enum form_field field)
{
    bool passed = false;
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && passed)
            return item;
        passed = passed || (item->type == VIEW_FIELD && item->field == field);
    }
    return NULL;
}

const struct view_item *previous_field(const struct view *view, enum form_field field)
{
    const struct view_item *previous = NULL;
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && item->field == field)
            break;
        if (item->type == VIEW_FIELD)
            previous = item;
    }
    return previous;
}

const struct view_item *start_field(const struct view *view)
{
    const struct view_item *start = first_of(view, VIEW_FIELD);
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type != VIEW_FIELD)
            continue;
        if (item->has_error)
            return item;
        if (view->focus != NULL && strcmp(item->id, view->focus) == 0)
            start = item;
    }
    return start;
}

size_t choice_count(const struct view_item *choice)
{
    size_t count = 0;
    for (size_t i = 0; i < choice->option_count; i++)
        count += choice->options[i].enabled ? 1 : 0;
    return count;
}

const struct view_option *only_option(const struct view_item *choice)
{
    if (choice_count(choice) != 1)
        return NULL;
    const struct view_option *option = choice->options;
    while (!option->enabled)
        option++;
    return option;
}

/* The way back is the first entry where one of the others leads on to something that is final. */
static void collect_choice(const struct view *view, const struct view_item *choice,
                           struct entries *entries)
{
    const struct view_action *back = view_find_action(view, ACTION_BACK);
    if (back != NULL)
        entries->at[entries->count++] = (struct entry){.action = back};
    for (size_t i = 0; i < choice->option_count; i++)
        entries->at[entries->count++] = (struct entry){.option = &choice->options[i]};
}

void collect_entries(const struct view *view, struct entries *entries)
{
    const struct view_item *choice = first_of(view, VIEW_CHOICE);
    *entries = (struct entries){0};
    if (choice != NULL) {
        collect_choice(view, choice, entries);
        return;
    }
    for (size_t i = 0; i < view->action_count; i++)
        if (action_letter(view->actions[i].id) == 0)
            entries->at[entries->count++] = (struct entry){.action = &view->actions[i]};
}

bool entry_is_enabled(const struct entry *entry)
{
    return entry->action != NULL ? entry->action->enabled : entry->option->enabled;
}

const char *entry_label(const struct entry *entry)
{
    return entry->action != NULL ? entry->action->label : entry->option->label;
}

const char *entry_reason(const struct entry *entry)
{
    return entry->action != NULL ? entry->action->reason : entry->option->reason;
}

size_t last_enabled(const struct entries *entries)
{
    size_t last = entries->count;
    while (last > 0 && !entry_is_enabled(&entries->at[last - 1]))
        last--;
    return last;
}

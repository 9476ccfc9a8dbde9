#include "config.h"

#include "ui/help.h"

#include "base/i18n.h"

static void about_choice(const struct view_item *item, struct buf *text)
{
    for (size_t i = 0; i < item->option_count; i++) {
        const struct view_option *option = &item->options[i];
        if (!option->enabled)
            /* TRANSLATORS: what cannot be chosen, and the sentence that says why not. */
            buf_printf(text, _("%s: %s\n"), option->label, option->reason);
    }
}

static void about_action(const struct view_action *action, struct buf *text)
{
    char letter = action_letter(action->id);
    if (!action->enabled)
        buf_printf(text, _("%s: %s\n"), action->label, action->reason);
    else if (letter != 0)
        /* TRANSLATORS: a letter, and what it does. */
        buf_printf(text, _("%c %s.\n"), letter, action->label);
}

void help_about_facts(const struct view *view, struct buf *text)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FACT && item->quiet)
            /* TRANSLATORS: a label and its value. */
            buf_printf(text, _("%s: %s\n"), item->label, item->text);
    }
}

void help_about_items(const struct view *view, struct buf *text)
{
    for (size_t i = 0; i < view->item_count; i++) {
        const struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD && item->text[0] != '\0')
            /* TRANSLATORS: a field, and the sentence that says what it is for. */
            buf_printf(text, _("%s: %s\n"), item->label, item->text);
        if (item->type == VIEW_CHOICE)
            about_choice(item, text);
    }
}

void help_about_view(const struct view *view, struct buf *text)
{
    help_about_items(view, text);
    for (size_t i = 0; i < view->action_count; i++)
        about_action(&view->actions[i], text);
}

#include "config.h"

#include "tests/tools/sample_views.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void set(char *to, size_t size, const char *text)
{
    int length = snprintf(to, size, "%s", text);
    assert(length >= 0 && (size_t)length < size);
}

static void change(struct view *view)
{
    static uint32_t serial;
    view->serial = ++serial;
}

static struct view_item *add_item(struct view *view, enum view_item_type type, const char *id,
                                  const char *label, const char *text)
{
    assert(view->item_count < VIEW_MAX_ITEMS);
    struct view_item *item = &view->items[view->item_count++];
    item->type = type;
    item->id = id;
    set(item->label, sizeof(item->label), label);
    set(item->text, sizeof(item->text), text);
    return item;
}

static void add_field(struct view *view, enum form_field field, enum view_field_kind kind,
                      const char *label, const char *hint)
{
    struct view_item *item = add_item(view, VIEW_FIELD, form_field_id(field), label, hint);
    item->field = field;
    item->kind = kind;
}

static void add_option(struct view_item *choice, const char *id, const char *label,
                       const char *reason)
{
    assert(choice->option_count < VIEW_MAX_OPTIONS);
    struct view_option *option = &choice->options[choice->option_count++];
    option->id = id;
    option->enabled = reason == NULL;
    set(option->label, sizeof(option->label), label);
    set(option->reason, sizeof(option->reason), reason == NULL ? "" : reason);
}

static void add_action(struct view *view, enum action_id id, enum view_role role, const char *label)
{
    assert(view->action_count < VIEW_MAX_ACTIONS);
    struct view_action *action = &view->actions[view->action_count++];
    action->id = id;
    action->role = role;
    action->enabled = true;
    set(action->label, sizeof(action->label), label);
}

static void set_title(struct view *view, const char *title, uint8_t step)
{
    set(view->title, sizeof(view->title), title);
    view->step = step;
    view->steps = step > 0 ? 3 : 0;
}

static void set_busy(struct view *view, const char *title, const char *progress)
{
    set_title(view, title, 0);
    view->busy = true;
    set(view->progress, sizeof(view->progress), progress);
}

static void add_account(struct view *view)
{
    add_item(view, VIEW_FACT, "name", "Account", "demo");
    add_item(view, VIEW_FACT, "email", "Email", "d***@example.org");
    add_item(view, VIEW_FACT, "server", "Server", "demo.genauth.ai");
}

static void make_sign_in(struct view *view)
{
    set_title(view, "Sign in, demo.genauth.ai", 0);
    add_field(view, FORM_ACCOUNT, VIEW_FIELD_TEXT, "Account",
              "Your email address, phone number or user name.");
    add_field(view, FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "Your password is not shown.");
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Sign in");
    add_action(view, ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, "Use a code by email");
    add_action(view, ACTION_USE_SMS_CODE, VIEW_ROLE_NORMAL, "Use a code by SMS");
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
    view->focus = form_field_id(FORM_ACCOUNT);
}

static void make_language(struct view *view)
{
    set_title(view, "Language", 0);
    struct view_item *choice = add_item(view, VIEW_CHOICE, form_field_id(FORM_LANGUAGE), "", "");
    choice->field = FORM_LANGUAGE;
    for (enum form_language language = FORM_LANGUAGE_NONE + 1; language < FORM_LANGUAGE_COUNT;
         language++)
        add_option(choice, form_language_id(language), form_language_name(language), NULL);
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Continue");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    view->focus = form_language_id(FORM_LANGUAGE_DE);
}

static void make_consequences(struct view *view)
{
    set_title(view, "Delete account", 1);
    add_account(view);
    add_item(view, VIEW_PARAGRAPH, "lost", "",
             "You lose this account, its profile data, and access to everything that you open "
             "with it.");
    add_item(view, VIEW_PARAGRAPH, "final", "", "This cannot be undone.");
    struct view_item *choice =
        add_item(view, VIEW_CHOICE, form_field_id(FORM_METHOD), "Prove that it is you", "");
    choice->field = FORM_METHOD;
    add_option(choice, "email", "Send a code to d***@example.org", NULL);
    add_option(choice, "phone", "Send a code by SMS", "No phone number is bound to this account.");
    add_option(choice, "password", "Use the password", NULL);
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_NORMAL, "Continue");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    view->focus = action_id_text(ACTION_BACK);
}

static void make_enter_code(struct view *view)
{
    set_title(view, "Delete account", 2);
    add_item(view, VIEW_PARAGRAPH, "sent_to", "",
             "The code goes to d***@example.org. It is valid for 5 minutes.");
    add_field(view, FORM_CODE, VIEW_FIELD_CODE, "Code",
              "The digits from the message. Spaces do not matter.");
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Check the code");
    add_action(view, ACTION_RESEND, VIEW_ROLE_NORMAL, "Send a new code");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    view->focus = form_field_id(FORM_CODE);
}

static void make_enter_password(struct view *view)
{
    set_title(view, "Delete account", 2);
    add_field(view, FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "The password of this account.");
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Check the password");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    view->focus = form_field_id(FORM_PASSWORD);
}

static void make_confirm(struct view *view)
{
    set_title(view, "Delete account", 3);
    add_account(view);
    add_item(view, VIEW_PARAGRAPH, "final", "", "This deletes the account. It cannot be undone.");
    add_field(view, FORM_PHRASE, VIEW_FIELD_WORD, "Type DELETE",
              "Type the word DELETE and press Enter. Enter alone goes back.");
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DESTRUCTIVE, "Delete account");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    view->focus = form_field_id(FORM_PHRASE);
}

static void make_account(struct view *view)
{
    set_title(view, "Your account", 0);
    add_account(view);
    add_action(view, ACTION_DELETE_ACCOUNT, VIEW_ROLE_NORMAL, "Delete account");
    add_action(view, ACTION_SIGN_OUT, VIEW_ROLE_DEFAULT, "Sign out");
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
}

static void make_needs_browser(struct view *view)
{
    set_title(view, "Sign in with a browser", 0);
    add_item(view, VIEW_PARAGRAPH, "where", "",
             "In a browser, go to https://demo.genauth.ai and sign in there.");
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back");
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
}

static void add_unknown(struct view *view)
{
    add_item(view, VIEW_PARAGRAPH, "left", "", "The request left this machine.");
    add_item(view, VIEW_PARAGRAPH, "unknown", "", "It is not known if the account was deleted.");
    add_item(view, VIEW_FACT, "receipt", "Receipt", "7F3K22");
}

static void make_busy(struct view *view, enum view_id id)
{
    static const struct {
        enum view_id id;
        const char *title;
        const char *progress;
        bool can_stop;
    } busy[] = {
        {VIEW_SIGNING_IN, "Sign in", "Signing in.", true},
        {VIEW_LOADING_PROFILE, "Sign in", "Reading the account.", true},
        {VIEW_SENDING_CODE, "Delete account", "Sending a code.", true},
        {VIEW_CHECKING_CODE, "Delete account", "Checking the code.", true},
        {VIEW_DELETING, "Delete account", "Deleting.", false},
        {VIEW_CHECKING_OUTCOME, "Delete account", "Asking the server what happened.", false},
    };
    for (size_t i = 0; i < sizeof(busy) / sizeof(busy[0]); i++) {
        if (busy[i].id != id)
            continue;
        set_busy(view, busy[i].title, busy[i].progress);
        if (busy[i].can_stop)
            add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Stop");
    }
    if (id == VIEW_CHECKING_OUTCOME) {
        add_unknown(view);
        add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, "Leave without knowing");
    }
}

static void make_end(struct view *view, const char *title, const char *text, bool back)
{
    set_title(view, title, 0);
    add_item(view, VIEW_PARAGRAPH, "what", "", text);
    add_item(view, VIEW_FACT, "receipt", "Receipt", "7F3K22");
    if (back)
        add_action(view, ACTION_BACK, VIEW_ROLE_BACK, "Back to the account");
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
    view->is_final = true;
}

void sample_view(struct view *view, enum view_id id)
{
    memset(view, 0, sizeof(*view));
    view->id = id;
    switch (id) {
    case VIEW_SIGN_IN:
        make_sign_in(view);
        break;
    case VIEW_LANGUAGE:
        make_language(view);
        break;
    case VIEW_NEEDS_BROWSER:
        make_needs_browser(view);
        break;
    case VIEW_ACCOUNT:
        make_account(view);
        break;
    case VIEW_CONSEQUENCES:
        make_consequences(view);
        break;
    case VIEW_ENTER_CODE:
        make_enter_code(view);
        break;
    case VIEW_ENTER_PASSWORD:
        make_enter_password(view);
        break;
    case VIEW_CONFIRM:
        make_confirm(view);
        break;
    case VIEW_DELETED:
        make_end(view, "Account deleted", "Deleted: demo.", false);
        break;
    case VIEW_REFUSED:
        make_end(view, "Account not deleted", "The server refused to delete the account.", true);
        break;
    case VIEW_OUTCOME_UNKNOWN:
        make_end(view, "Not known if deleted", "It is not known if the account was deleted.",
                 false);
        break;
    case VIEW_SIGNING_IN:
    case VIEW_LOADING_PROFILE:
    case VIEW_SENDING_CODE:
    case VIEW_CHECKING_CODE:
    case VIEW_DELETING:
    case VIEW_CHECKING_OUTCOME:
        make_busy(view, id);
        break;
    case VIEW_ID_COUNT:
        break;
    }
    change(view);
}

void sample_add_status(struct view *view, enum view_severity severity, const char *code,
                       const char *text)
{
    view->has_status = true;
    view->severity = severity;
    view->code = code;
    set(view->status, sizeof(view->status), text);
    change(view);
}

void sample_mark_error(struct view *view, enum form_field field)
{
    for (size_t i = 0; i < view->item_count; i++) {
        struct view_item *item = &view->items[i];
        if (item->type == VIEW_FIELD || item->type == VIEW_CHOICE)
            item->has_error = item->field == field;
    }
    change(view);
}

void sample_add_deadline(struct view *view, int64_t deadline_ms)
{
    view->has_deadline = true;
    view->deadline_ms = deadline_ms;
    change(view);
}

void sample_set_progress(struct view *view, uint32_t progress_s)
{
    view->progress_s = progress_s;
    change(view);
}

void sample_add_paragraph(struct view *view, const char *id, const char *text)
{
    add_item(view, VIEW_PARAGRAPH, id, "", text);
    change(view);
}

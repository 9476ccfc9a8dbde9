/* The pieces that views are made of. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "flow/rules.h"

void set_text(char *to, size_t size, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(to, size, format, args);
    va_end(args);
    size_t kept = length < 0 ? 0 : (size_t)length;
    if (kept >= size) /* a name or a translation too long: cut on a whole character */
        for (kept = size - 1; kept > 0 && !text_is_utf8(to, kept);)
            kept--;
    to[kept] = '\0';
}

struct view_item *add_item(struct view *view, enum view_item_type type, const char *id)
{
    assert(view->item_count < VIEW_MAX_ITEMS);
    struct view_item *item = &view->items[view->item_count++];
    item->type = type;
    item->id = id;
    return item;
}

struct view_item *add_paragraph(struct view *view, const char *id, const char *text)
{
    struct view_item *item = add_item(view, VIEW_PARAGRAPH, id);
    set_text(item->text, sizeof(item->text), "%s", text);
    return item;
}

struct view_item *add_fact(struct view *view, const char *id, const char *label, const char *text)
{
    struct view_item *item = add_item(view, VIEW_FACT, id);
    set_text(item->label, sizeof(item->label), "%s", label);
    set_text(item->text, sizeof(item->text), "%s", text);
    return item;
}

void add_quiet_fact(struct view *view, const char *id, const char *label, const struct shown *text)
{
    if (text->text[0] != '\0')
        add_fact(view, id, label, text->text)->quiet = true;
}

struct view_item *add_field(struct view *view, enum form_field field, enum view_field_kind kind,
                            const char *label, const char *hint)
{
    struct view_item *item = add_item(view, VIEW_FIELD, form_field_id(field));
    item->field = field;
    item->kind = kind;
    set_text(item->label, sizeof(item->label), "%s", label);
    set_text(item->text, sizeof(item->text), "%s", hint);
    return item;
}

void add_action(struct view *view, enum action_id id, enum view_role role, const char *label)
{
    assert(view->action_count < VIEW_MAX_ACTIONS);
    struct view_action *action = &view->actions[view->action_count++];
    action->id = id;
    action->role = role;
    action->enabled = true;
    set_text(action->label, sizeof(action->label), "%s", label);
}

static void add_known_fact(struct view *view, const char *id, const char *label,
                           const struct shown *text)
{
    if (text->text[0] != '\0')
        add_fact(view, id, label, text->text);
}

void add_account_facts(const struct machine *machine, struct view *view)
{
    const struct machine_account *account = &machine->account;
    add_quiet_fact(view, "email", _("Email"), &account->email);
    add_quiet_fact(view, "phone", _("Phone"), &account->phone);
    add_quiet_fact(view, "user_id", _("User id"), &account->shown_id);
    add_fact(view, "server", _("Server"), machine->server)->quiet = true;
}

void add_target(const struct machine *machine, struct view *view, bool with_server)
{
    char text[VIEW_TEXT_SIZE];
    if (with_server)
        /* TRANSLATORS: an account and a server: what the person is about to delete, and where. */
        set_text(text, sizeof(text), _("Delete %s, %s."), machine->account.name.text,
                 machine->server);
    else
        /* TRANSLATORS: an account: what the person is about to delete. */
        set_text(text, sizeof(text), _("Delete %s."), machine->account.name.text);
    add_paragraph(view, "target", text)->headline = true;
    if (!with_server)
        add_fact(view, "server", _("Server"), machine->server)->quiet = true;
}

bool code_goes_by_email(const struct machine *machine)
{
    return machine->signed_in ? machine->method == FORM_METHOD_EMAIL
                              : machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE;
}

/* Causes whose own sentence says it all. */
static bool speaks_for_itself(enum outcome_cause cause)
{
    return cause == OUTCOME_CAUSE_CREDENTIALS || cause == OUTCOME_CAUSE_CODE ||
           cause == OUTCOME_CAUSE_CODE_EXPIRED || cause == OUTCOME_CAUSE_TOO_OFTEN ||
           cause == OUTCOME_CAUSE_SECOND_FACTOR;
}

void add_server_words(const struct machine *machine, struct view *view)
{
    if (machine->notice != NOTICE_REPLY && machine->notice != NOTICE_SESSION_OVER)
        return;
    if (speaks_for_itself(machine->outcome.cause))
        return;
    add_known_fact(view, "server_words", _("The server says"), &machine->outcome.message);
    add_quiet_fact(view, "request_id", _("Request id"), &machine->outcome.request_id);
}

bool code_is_no_use(const struct machine *machine)
{
    bool expired =
        machine->notice == NOTICE_REPLY && machine->outcome.cause == OUTCOME_CAUSE_CODE_EXPIRED;
    return expired || machine->code_used || machine->wrong_codes >= MAX_WRONG_CODES;
}

/* Where the status asks for a new code, the screen need not say it once more. */
static bool status_asks_for_code(const struct machine *machine)
{
    enum outcome_cause cause = machine->outcome.cause;
    bool wrong = cause == OUTCOME_CAUSE_CODE ||
                 (cause == OUTCOME_CAUSE_NONE && machine->outcome.class == OUTCOME_WRONG);
    switch ((int)machine->notice) {
    case NOTICE_REPLY:
        return cause == OUTCOME_CAUSE_CODE_EXPIRED ||
               (wrong && machine->wrong_codes >= MAX_WRONG_CODES);
    case NOTICE_TOO_MANY_TRIES:
    case NOTICE_CONFIRM_EXPIRED:
        return true;
    default:
        return false;
    }
}

static const char *about_code(const struct machine *machine)
{
    if (code_is_no_use(machine))
        return _("No code is valid now. Send a new code.");
    if (machine->code_older)
        return code_goes_by_email(machine) ? _("Code by email.") : _("Code by SMS.");
    if (code_goes_by_email(machine))
        return machine->code_sure ? _("Code emailed. Valid 5 minutes.")
                                  : _("Code by email. Valid 5 minutes.");
    return machine->code_sure ? _("Code sent by SMS. Valid 1 minute.")
                              : _("Code by SMS. Valid 1 minute.");
}

void add_code_entry(const struct machine *machine, struct view *view)
{
    if (!status_asks_for_code(machine))
        add_paragraph(view, "sent_to", about_code(machine))->headline =
            machine->signed_in && !code_is_no_use(machine);
    if (machine->signed_in)
        add_quiet_fact(view, "address", _("Sent to"),
                       code_goes_by_email(machine) ? &machine->account.email
                                                   : &machine->account.phone);
    if (!code_is_no_use(machine)) {
        add_known_fact(view, "sandbox_mail", _("Sandbox mail to"), &machine->mail);
        add_known_fact(view, "sandbox_code", _("Code in it"), &machine->mail_code);
    }
    add_field(view, FORM_CODE, VIEW_FIELD_CODE, _("Code"),
              _("The digits from the message. Spaces do not matter."));
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, _("Check the code"));
    add_action(view, ACTION_RESEND, VIEW_ROLE_NORMAL, _("New code"));
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    view->focus =
        code_is_no_use(machine) ? action_id_text(ACTION_RESEND) : form_field_id(FORM_CODE);
}

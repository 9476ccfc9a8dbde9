/* The screens of the deletion: whose account, where, what is lost, and what is known. */
#include "base/clock.h"
#include "base/i18n.h"
#include "flow/rules.h"

enum { STEPS = 3 };

static void set_title(struct view *view, uint8_t step, const char *title)
{
    set_text(view->title, sizeof(view->title), "%s", title);
    view->step = step;
    view->steps = step == 0 ? 0 : STEPS;
}

static void add_method(const struct machine *machine, struct view_item *choice,
                       enum form_method method, const char *label, const char *reason)
{
    struct view_option *option = &choice->options[choice->option_count++];
    option->id = form_method_id(method);
    option->enabled = method_is_offered(machine, method);
    set_text(option->label, sizeof(option->label), "%s", label);
    if (!option->enabled)
        set_text(option->reason, sizeof(option->reason), "%s", reason);
}

static void view_consequences(const struct machine *machine, struct view *view)
{
    set_title(view, 1, _("Delete account"));
    add_target(machine, view, false);
    add_paragraph(view, "lost", _("Lost: profile, all access. No undo."));
    struct view_item *choice = add_item(view, VIEW_CHOICE, form_field_id(FORM_METHOD));
    choice->field = FORM_METHOD;
    set_text(choice->label, sizeof(choice->label), "%s", _("Prove it is you"));
    add_method(machine, choice, FORM_METHOD_EMAIL, _("Email code"), _("No email on this account."));
    add_method(machine, choice, FORM_METHOD_PHONE, _("SMS code"),
               machine->account.phone_unreadable ? _("The phone number cannot be read.")
                                                 : _("No phone on this account."));
    add_method(machine, choice, FORM_METHOD_PASSWORD, _("Password"),
               _("Only without email and phone."));
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_NORMAL, _("Continue"));
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    view->focus = action_id_text(ACTION_BACK);
    add_server_words(machine, view);
}

static void view_enter_code(const struct machine *machine, struct view *view)
{
    set_title(view, 2, _("Delete account"));
    add_code_entry(machine, view);
    add_server_words(machine, view);
}

static void view_enter_password(const struct machine *machine, struct view *view)
{
    set_title(view, 2, _("Delete account"));
    add_field(view, FORM_PASSWORD, VIEW_FIELD_SECRET, _("Password"),
              _("The password of this account."));
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, _("Check the password"));
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    view->focus = form_field_id(FORM_PASSWORD);
    add_server_words(machine, view);
}

static void view_confirm(const struct machine *machine, struct view *view)
{
    set_title(view, 3, _("Delete account"));
    add_target(machine, view, true);
    add_field(view, FORM_PHRASE, VIEW_FIELD_WORD, _("Type DELETE"), _("Enter alone stops."));
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DESTRUCTIVE, _("Delete account"));
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    view->focus = form_field_id(FORM_PHRASE);
    view->has_deadline = true;
    view->deadline_ms = delete_step_deadline_ms(&machine->step);
    add_server_words(machine, view);
}

static void view_busy(struct view *view, const char *progress, bool can_stop)
{
    set_title(view, 0, _("Delete account"));
    set_text(view->progress, sizeof(view->progress), "%s", progress);
    if (can_stop)
        add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Stop"));
}

/* When the request left, as a person reads it. */
static void format_sent(const struct machine *machine, char *text, size_t size)
{
    clock_format_date_time(machine_sent_s(machine), text, size);
}

static void add_attempt(const struct machine *machine, struct view *view)
{
    char sent[32];
    format_sent(machine, sent, sizeof(sent));
    add_fact(view, "sent_at", _("Sent at"), sent)->quiet = true;
    add_fact(view, "receipt", _("Receipt"), machine->step.attempt);
    add_fact(view, "server", _("Server"), machine->server);
}

static void view_open(const struct machine *machine, struct view *view)
{
    add_paragraph(view, "left", _("The request left this machine."));
    add_paragraph(view, "unknown", _("It is not known if the account was deleted."));
    add_paragraph(view, "again", _("Do not order the deletion again."));
    add_quiet_fact(view, "account", _("Account"), &machine->account.name);
    add_attempt(machine, view);
}

static void view_checking_outcome(const struct machine *machine, struct view *view)
{
    view_busy(view, _("Asking the server what happened."), false);
    if (machine->step.state == DELETE_DENIED) {
        add_paragraph(view, "denied", _("The server said that it did not delete the account."));
        add_paragraph(view, "once", _("It is asked once more, to be sure."));
        add_attempt(machine, view);
        add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
        return;
    }
    view_open(machine, view);
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Leave without knowing"));
}

static void view_outcome_unknown(const struct machine *machine, struct view *view)
{
    set_title(view, 0, _("Not known if deleted"));
    view_open(machine, view);
    add_paragraph(view, "later", _("To see how it ended, sign in later."))->in_result = true;
    add_server_words(machine, view);
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
    view->is_final = true;
}

static void view_deleted(const struct machine *machine, struct view *view)
{
    char text[VIEW_TEXT_SIZE];
    char when[32];
    set_title(view, 0, _("Account deleted"));
    set_text(text, sizeof(text), _("Deleted: %s."), machine->account.name.text);
    struct view_item *deleted = add_paragraph(view, "deleted", text);
    deleted->in_result = deleted->headline = true;
    if (machine->step.by_probe)
        add_paragraph(view, "proof",
                      machine->outcome.class == OUTCOME_SESSION_OVER
                          ? _("Asked again, the server had ended the session, as after a deletion.")
                          : _("Asked again, the server does not know the account any more."));
    add_fact(view, "receipt", _("Receipt"), machine->step.attempt)->in_result = true;
    clock_format_date_time(machine->deleted_wall_s, when, sizeof(when));
    add_fact(view, "deleted_at", _("Time"), when)->quiet = true;
    add_account_facts(machine, view);
    if (machine->outcome.request_id.text[0] != '\0') /* it may be asked for after a probe */
        add_fact(view, "request_id", _("Request id"), machine->outcome.request_id.text)->quiet =
            !machine->step.by_probe;
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
    view->is_final = true;
}

static void view_refused(const struct machine *machine, struct view *view)
{
    bool not_accepted = machine->step.state == DELETE_NOT_ACCEPTED;
    set_title(view, 0, not_accepted ? _("Deletion not accepted") : _("Account not deleted"));
    if (machine->step.state == DELETE_KEPT) {
        char text[VIEW_TEXT_SIZE];
        char when[16];
        clock_format_time(machine->asked_s, when, sizeof(when));
        set_text(text, sizeof(text), _("Not deleted as of %s: the server still knows the account."),
                 when);
        add_paragraph(view, "kept", text);
    } else if (not_accepted) {
        add_paragraph(view, "refused", _("The server did not accept it: the session was over."));
        add_paragraph(view, "see", _("To see the account, sign in again."));
    } else {
        add_paragraph(view, "refused", _("The server refused to delete the account."));
        if (machine->step.by_probe)
            add_paragraph(view, "kept", _("Asked again, it still knows the account."));
    }
    add_attempt(machine, view);
    add_server_words(machine, view);
    if (may_keep_order(machine, NULL))
        add_action(view, ACTION_BACK, VIEW_ROLE_BACK,
                   machine->signed_in ? _("Back to the account") : _("Sign in again"));
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
    view->is_final = true;
}

void delete_account_view(const struct machine *machine, struct view *view)
{
    switch ((int)machine->state) {
    case STATE_CONSEQUENCES:
        view_consequences(machine, view);
        break;
    case STATE_SENDING_CODE:
        view_busy(view, _("Sending a code."), true);
        break;
    case STATE_ENTER_CODE:
        view_enter_code(machine, view);
        break;
    case STATE_ENTER_PASSWORD:
        view_enter_password(machine, view);
        break;
    case STATE_CHECKING_CODE:
        view_busy(view,
                  machine->method == FORM_METHOD_PASSWORD ? _("Checking the password.")
                                                          : _("Checking the code."),
                  true);
        break;
    case STATE_CONFIRM:
        view_confirm(machine, view);
        break;
    case STATE_CHECKING_ACCOUNT:
        view_busy(view, _("Reading the account once more."), true);
        break;
    case STATE_DELETING:
        view_busy(view, _("Deleting."), false);
        break;
    case STATE_CHECKING_OUTCOME:
        view_checking_outcome(machine, view);
        break;
    case STATE_DELETED:
        view_deleted(machine, view);
        break;
    case STATE_REFUSED:
        view_refused(machine, view);
        break;
    case STATE_OUTCOME_UNKNOWN:
        view_outcome_unknown(machine, view);
        break;
    default:
        break;
    }
}

/* Who is signed in, and what can be done. A new service is one more action here and one more flow.
 */
#include "base/i18n.h"
#include "flow/rules.h"

static void choose_delete(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_NONE;
    machine->code_sent = false;
    wipe(out, WIPE_STEP | WIPE_METHOD);
}

static void choose_sign_out(ACTION_ARGUMENTS)
{
    sign_out(machine, event, out);
    machine->notice = NOTICE_SIGNED_OUT;
}

static bool chose_to_sign_out(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->notice == NOTICE_SIGNED_OUT;
}

static void sign_out_is_open(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_SIGN_OUT_OPEN;
}

static bool sign_out_is_overdue(GUARD_ARGUMENTS)
{
    return machine->ending && event->now_ms >= machine->busy_since_ms + SIGN_OUT_MS;
}

static const struct machine_rule rules[] = {
    {IN(ACCOUNT), ON(DELETE_ACCOUNT), NULL, choose_delete, STATE_CONSEQUENCES, "delete account"},
    {IN(ACCOUNT), ON(SIGN_OUT), NULL, choose_sign_out, STATE_SIGNING_OUT, "sign out"},

    {IN(SIGNING_OUT), REPLIES, is_ending, end_now, STATE_ENDED, "signed out, leave"},
    {IN(SIGNING_OUT), FAILURES & ~ON(SESSION_OVER), chose_to_sign_out, sign_out_is_open,
     STATE_SIGN_IN, "sign-out not confirmed"},
    {IN(SIGNING_OUT), REPLIES, NULL, NULL, STATE_SIGN_IN, "signed out"},
    {IN(SIGNING_OUT), ON(TIMER), sign_out_is_overdue, end_now, STATE_ENDED, "sign-out too slow"},
};

const struct machine_table account_table = {"account", rules, sizeof(rules) / sizeof(rules[0])};

void account_view(const struct machine *machine, struct view *view)
{
    if (view->id != VIEW_ACCOUNT)
        return;
    if (machine->state == STATE_SIGNING_OUT) {
        set_text(view->title, sizeof(view->title), "%s", _("Sign out"));
        set_text(view->progress, sizeof(view->progress), "%s", _("Signing out."));
        return;
    }
    /* TRANSLATORS: a title, with the name of an account. */
    set_text(view->title, sizeof(view->title), _("Signed in: %s"), machine->account.name.text);
    add_account_facts(machine, view);
    add_server_words(machine, view);
    /* TRANSLATORS: on screens the action is never "cancel account": cancel means to back out. */
    add_action(view, ACTION_DELETE_ACCOUNT, VIEW_ROLE_NORMAL, _("Delete account"));
    add_action(view, ACTION_SIGN_OUT, VIEW_ROLE_DEFAULT, _("Sign out"));
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
}

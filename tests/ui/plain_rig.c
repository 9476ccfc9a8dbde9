#include "tests/ui/plain_rig.h"

#include <check.h>

void setup(void)
{
    rig_open_pipes(&ui_plain_ops, (struct ui_options){.server = "auth.example.com"});
}

void setup_brief(void)
{
    rig_open_pipes(&ui_plain_ops, (struct ui_options){.server = "auth.example.com", .brief = true});
}

void setup_kiosk(void)
{
    rig_open_pipes(&ui_plain_ops, (struct ui_options){.server = "auth.example.com", .kiosk = true});
}

/* ---- Views ---- */

static void add_quiet_fact(const char *id, const char *label, const char *text)
{
    rig_add_fact(id, label, text)->quiet = true;
}

void make_sign_in(void)
{
    rig_begin_view(VIEW_SIGN_IN);
    RIG_PUT(rig.view.title, "Sign in, auth.example.com");
    rig_add_field(FORM_ACCOUNT, VIEW_FIELD_TEXT, "Email or phone", "Your email address or phone.");
    rig_add_field(FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "It is not shown.");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Sign in");
    rig_add_action(ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, "Email code");
    rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
    rig.view.focus = "account";
}

void make_account(void)
{
    rig_begin_view(VIEW_ACCOUNT);
    RIG_PUT(rig.view.title, "Signed in: ann");
    add_quiet_fact("email", "Email", "a***@example.com");
    add_quiet_fact("user_id", "User id", "65f0aa");
    add_quiet_fact("server", "Server", "auth.example.com");
    rig_add_action(ACTION_DELETE_ACCOUNT, VIEW_ROLE_NORMAL, "Delete account");
    rig_add_action(ACTION_SIGN_OUT, VIEW_ROLE_DEFAULT, "Sign out");
    rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
}

void make_consequences(void)
{
    rig_begin_view(VIEW_CONSEQUENCES);
    RIG_PUT(rig.view.title, "Delete account");
    rig.view.step = 1;
    rig.view.steps = 3;
    rig_add_paragraph("target", "Delete ann, auth.example.com.");
    rig_add_paragraph("lost", "Lost: profile, 2 devices. No undo.");
    struct view_item *choice = rig_add_item(VIEW_CHOICE, "method");
    choice->field = FORM_METHOD;
    RIG_PUT(choice->label, "Prove it is you");
    rig_add_option(choice, "email", "Email code", NULL);
    rig_add_option(choice, "phone", "SMS code", "No phone on this account.");
    rig_add_option(choice, "password", "Password", NULL);
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_NORMAL, "Continue");
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig.view.focus = "back";
}

void make_code(void)
{
    rig_begin_view(VIEW_ENTER_CODE);
    RIG_PUT(rig.view.title, "Delete account");
    rig.view.step = 2;
    rig.view.steps = 3;
    rig_add_paragraph("sent_to", "Code emailed. Valid 5 minutes.");
    rig_add_field(FORM_CODE, VIEW_FIELD_CODE, "Code", "The digits from the message.");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Check the code");
    rig_add_action(ACTION_RESEND, VIEW_ROLE_NORMAL, "New code");
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig.view.focus = "code";
}

void make_confirm(void)
{
    rig_begin_view(VIEW_CONFIRM);
    RIG_PUT(rig.view.title, "Delete account");
    rig.view.step = 3;
    rig.view.steps = 3;
    rig_add_paragraph("target", "Delete ann, auth.example.com.");
    rig_add_field(FORM_PHRASE, VIEW_FIELD_WORD, "Type DELETE", "Enter alone stops.");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DESTRUCTIVE, "Delete account");
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig.view.focus = "phrase";
}

void make_busy(void)
{
    rig_begin_view(VIEW_SIGNING_IN);
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Stop");
    rig_set_busy("Signing in.");
}

void make_deleted(void)
{
    rig_begin_view(VIEW_DELETED);
    RIG_PUT(rig.view.title, "Account deleted");
    rig_add_paragraph("deleted", "Deleted: ann.");
    rig.view.items[0].in_result = true;
    rig_add_fact("receipt", "Receipt", "7F3K22");
    rig.view.items[1].in_result = true;
    add_quiet_fact("request_id", "Request id", "0f8fad5b-d9cb-469f-a165-70867728950e");
    rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
    rig.view.is_final = true;
}

void show_quietly(void (*make)(void))
{
    make();
    rig_show();
    rig_collect();
    rig.out_length = 0;
}

void type_and_expect(const char *typed, const char *out)
{
    rig_type(typed);
    rig_expect_no_event();
    rig_expect_out(out);
}

void type_and_expect_action(const char *typed, enum action_id action)
{
    rig_type(typed);
    rig_expect_event(UI_ACTION, action);
    rig_expect_out("\n");
}

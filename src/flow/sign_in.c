/* From the first screen to a known account: by password, by e-mail code, by SMS code. */
#include "base/i18n.h"
#include "base/text.h"
#include "flow/rules.h"

static bool by_code(const struct machine *machine)
{
    return machine->sign_in_by != SIGN_IN_BY_PASSWORD;
}

static bool by_code_with_fit_account(GUARD_ARGUMENTS)
{
    return (machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE &&
            event->facts.account == TEXT_ACCOUNT_EMAIL) ||
           (machine->sign_in_by == SIGN_IN_BY_SMS_CODE &&
            event->facts.account == TEXT_ACCOUNT_PHONE);
}

static bool is_by_code(GUARD_ARGUMENTS)
{
    (void)event;
    return by_code(machine);
}

static bool has_no_account(GUARD_ARGUMENTS)
{
    (void)machine;
    return event->facts.account == TEXT_ACCOUNT_EMPTY;
}

static bool account_is_email(GUARD_ARGUMENTS)
{
    (void)machine;
    return event->facts.account == TEXT_ACCOUNT_EMAIL;
}

static bool account_is_phone(GUARD_ARGUMENTS)
{
    (void)machine;
    return event->facts.account == TEXT_ACCOUNT_PHONE;
}

static void needs_account(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_NEEDS_ACCOUNT;
}

static void needs_address(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice =
        machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE ? NOTICE_NEEDS_EMAIL : NOTICE_NEEDS_PHONE;
}

/* The password or code is wiped as soon as the request was handed over: a retry needs the person
 * anyway. */
static void submit_password(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_NONE;
    request(machine, out, OPERATION_SIGN_IN_PASSWORD);
    wipe(out, WIPE_PASSWORD);
}

static void submit_code(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_NONE;
    request(machine, out,
            machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE ? OPERATION_SIGN_IN_EMAIL_CODE
                                                         : OPERATION_SIGN_IN_SMS_CODE);
    wipe(out, WIPE_CODE);
}

static void send_code(ACTION_ARGUMENTS)
{
    (void)event;
    begin_sending(machine);
    machine->notice = NOTICE_NONE;
    request(machine, out,
            machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE ? OPERATION_SEND_SIGN_IN_EMAIL
                                                         : OPERATION_SEND_SIGN_IN_SMS);
    wipe(out, WIPE_PASSWORD | WIPE_CODE);
}

static void choose(struct machine *machine, struct effects *out, enum machine_sign_in how)
{
    machine->sign_in_by = how;
    machine->code_sent = false;
    machine->code_used = false;
    machine->wrong_codes = 0;
    forget_mail(machine);
    machine->notice = NOTICE_NONE;
    wipe(out, WIPE_PASSWORD | WIPE_CODE);
}

static void choose_password(ACTION_ARGUMENTS)
{
    (void)event;
    choose(machine, out, SIGN_IN_BY_PASSWORD);
}

static void choose_email(ACTION_ARGUMENTS)
{
    (void)event;
    choose(machine, out, SIGN_IN_BY_EMAIL_CODE);
}

static void choose_sms(ACTION_ARGUMENTS)
{
    (void)event;
    choose(machine, out, SIGN_IN_BY_SMS_CODE);
}

static void choose_email_and_send(ACTION_ARGUMENTS)
{
    choose(machine, out, SIGN_IN_BY_EMAIL_CODE);
    send_code(machine, event, out);
}

static void choose_sms_and_send(ACTION_ARGUMENTS)
{
    choose(machine, out, SIGN_IN_BY_SMS_CODE);
    send_code(machine, event, out);
}

static void leave_code(ACTION_ARGUMENTS)
{
    clear_notice(machine, event, out);
    machine->code_sent = false;
    wipe(out, WIPE_CODE);
}

/* That it is no use is still known when it is asked for again. */
static void code_not_accepted(ACTION_ARGUMENTS)
{
    machine->code_used = machine->code_used || event->outcome.cause == OUTCOME_CAUSE_CODE_EXPIRED;
    show_reply(machine, event, out);
}

static void keep_session(ACTION_ARGUMENTS)
{
    machine->signed_in = true;
    machine->can_refresh = event->data.can_refresh;
    for (size_t i = 0; i < sizeof(machine->subject); i++)
        machine->subject[i] = event->data.subject[i];
    machine->account = (struct machine_account){0};
    machine->session_ends_ms = session_end_ms(machine, event);
    machine->code_sent = false;
    machine->wrong_codes = 0;
    machine->resend_at_ms = 0;
    forget_mail(machine);
    request(machine, out, OPERATION_GET_PROFILE);
    wipe(out, WIPE_PASSWORD | WIPE_CODE);
}

void keep_profile(ACTION_ARGUMENTS)
{
    (void)out;
    machine->account = event->data.account;
    machine->answered = event->data.attempt;
    if (machine->asked_ms >= machine->answered.closes_ms)
        machine->answered.closes_ms = 0; /* this is the answer */
    machine->profile_ok_ms = event->now_ms;
    machine->notice = NOTICE_NONE;
    machine->refreshed = false;
    machine->step = (struct delete_step){0};
    answer_order(machine, event);
}

static void refuse_other_account(ACTION_ARGUMENTS)
{
    sign_out(machine, event, out);
    machine->notice = NOTICE_OTHER_ACCOUNT;
}

/* Without knowing whose account it is, nothing can be offered. */
static void give_up_profile(ACTION_ARGUMENTS)
{
    show_reply(machine, event, out);
    sign_out(machine, event, out);
}

static void stop_profile(ACTION_ARGUMENTS)
{
    machine->notice = NOTICE_STOPPED;
    sign_out(machine, event, out);
}

static bool can_choose_language(GUARD_ARGUMENTS)
{
    (void)event;
    return (machine->languages & (machine->languages - 1)) != 0; /* there are two */
}

static bool has_language(GUARD_ARGUMENTS)
{
    return event->facts.language != FORM_LANGUAGE_NONE &&
           (machine->languages & (1u << event->facts.language)) != 0;
}

static void ask_language(ACTION_ARGUMENTS)
{
    (void)machine;
    (void)event;
    wipe(out, WIPE_LANGUAGE);
}

static void set_language(ACTION_ARGUMENTS)
{
    machine->language = (enum form_language)event->facts.language;
    add_effect(out, (struct effect){.type = EFFECT_LANGUAGE, .language = machine->language});
}

static const struct machine_rule rules[] = {
    {IN(SIGN_IN), ON(SUBMIT), by_code_with_fit_account, send_code, STATE_SENDING_SIGN_IN_CODE,
     "ask for a sign-in code"},
    {IN(SIGN_IN), ON(SUBMIT), is_by_code, needs_address, STAY, "address missing"},
    {IN(SIGN_IN), ON(SUBMIT), has_no_account, needs_account, STAY, "account missing"},
    {IN(SIGN_IN), ON(SUBMIT), has_no_password, needs_password, STAY, "password missing"},
    {IN(SIGN_IN), ON(SUBMIT), NULL, submit_password, STATE_SIGNING_IN, "sign in by password"},
    {IN(SIGN_IN), ON(USE_PASSWORD), NULL, choose_password, STAY, "use password"},
    {IN(SIGN_IN), ON(USE_EMAIL_CODE), account_is_email, choose_email_and_send,
     STATE_SENDING_SIGN_IN_CODE, "use e-mail code, address known"},
    {IN(SIGN_IN), ON(USE_EMAIL_CODE), NULL, choose_email, STAY, "use e-mail code"},
    {IN(SIGN_IN), ON(USE_SMS_CODE), account_is_phone, choose_sms_and_send,
     STATE_SENDING_SIGN_IN_CODE, "use SMS code, phone known"},
    {IN(SIGN_IN), ON(USE_SMS_CODE), NULL, choose_sms, STAY, "use SMS code"},

    {IN(SIGN_IN), ON(LANGUAGE), can_choose_language, ask_language, STATE_LANGUAGE,
     "another language"},

    {IN(LANGUAGE), ON(SUBMIT), has_language, set_language, STATE_SIGN_IN, "language chosen"},
    {IN(LANGUAGE), ON(SUBMIT) | ON(BACK), NULL, NULL, STATE_SIGN_IN, "language stays"},

    {IN(SENDING_SIGN_IN_CODE), ON(UNKNOWN), was_stopped, may_have_sent, STATE_SIGN_IN,
     "stopped, a sign-in code may come"},
    {IN(SENDING_SIGN_IN_CODE), ON(NOT_SENT), was_stopped, was_not_sent, STATE_SIGN_IN,
     "stopped sending in time"},
    {IN(SENDING_SIGN_IN_CODE), ON(OK) | ON(UNKNOWN) | ON(WAIT), NULL, code_was_sent,
     STATE_ENTER_SIGN_IN_CODE, "sign-in code sent"},
    {IN(SENDING_SIGN_IN_CODE), FAILURES, code_was_requested, show_reply, STATE_ENTER_SIGN_IN_CODE,
     "sign-in code not sent again"},
    {IN(SENDING_SIGN_IN_CODE), FAILURES, NULL, show_reply, STATE_SIGN_IN, "sign-in code not sent"},
    {IN(SENDING_SIGN_IN_CODE), ON(BACK), NULL, ask_to_stop, STAY, "stop sending a sign-in code"},

    {IN(ENTER_SIGN_IN_CODE), ON(SUBMIT), has_no_code, needs_code, STAY, "sign-in code missing"},
    {IN(ENTER_SIGN_IN_CODE), ON(SUBMIT), too_many_wrong_codes, needs_new_code, STAY,
     "too many tries to sign in"},
    {IN(ENTER_SIGN_IN_CODE), ON(SUBMIT), NULL, submit_code, STATE_SIGNING_IN, "sign in by code"},
    {IN(ENTER_SIGN_IN_CODE), ON(RESEND), cooling_down, resend_too_soon, STAY,
     "another sign-in code too soon"},
    {IN(ENTER_SIGN_IN_CODE), ON(RESEND), NULL, send_code, STATE_SENDING_SIGN_IN_CODE,
     "another sign-in code"},
    {IN(ENTER_SIGN_IN_CODE), ON(BACK), NULL, leave_code, STATE_SIGN_IN, "back from sign-in code"},

    {IN(SIGNING_IN), ON(OK), NULL, keep_session, STATE_LOADING_PROFILE, "signed in"},
    {IN(SIGNING_IN), ON(ANOTHER_STEP), NULL, show_reply, STATE_NEEDS_BROWSER, "another step"},
    {IN(SIGNING_IN), ON(WRONG), code_was_requested, count_wrong_code, STATE_ENTER_SIGN_IN_CODE,
     "wrong sign-in code"},
    {IN(SIGNING_IN), FAILURES, code_was_requested, code_not_accepted, STATE_ENTER_SIGN_IN_CODE,
     "sign-in by code failed"},
    {IN(SIGNING_IN), FAILURES, NULL, show_reply, STATE_SIGN_IN, "sign-in failed"},
    {IN(SIGNING_IN), ON(BACK), NULL, stop_request, STATE_SIGN_IN, "stop sign-in"},

    {IN(LOADING_PROFILE), ON(OK), same_account, keep_profile, STATE_ACCOUNT, "profile read"},
    {IN(LOADING_PROFILE), ON(OK), NULL, refuse_other_account, STATE_SIGNING_OUT,
     "profile of somebody else"},
    {IN(LOADING_PROFILE), FAILURES, NULL, give_up_profile, STATE_SIGNING_OUT, "profile not read"},
    {IN(LOADING_PROFILE), ON(BACK), NULL, stop_profile, STATE_SIGNING_OUT, "stop profile"},

    {IN(NEEDS_BROWSER), ON(BACK), NULL, clear_notice, STATE_SIGN_IN, "back to sign-in"},
};

const struct machine_table sign_in_table = {"sign_in", rules, sizeof(rules) / sizeof(rules[0])};

/* The language in use in its own words, so that also somebody who does not read the one that is
 * spoken finds it. */
static void add_language(const struct machine *machine, struct view *view)
{
    char text[VIEW_LABEL_SIZE];
    const char *name = form_language_name(machine->language);
    if ((machine->languages & (machine->languages - 1)) == 0)
        return;
    if (name[0] != '\0')
        add_fact(view, "language", _("Language"), name)->quiet = true;
    /* TRANSLATORS: the name of the language in use, in itself. */
    set_text(text, sizeof(text), name[0] == '\0' ? "%s" : _("Language: %s"),
             name[0] == '\0' ? _("Language") : name);
    add_action(view, ACTION_LANGUAGE, VIEW_ROLE_NORMAL, text);
    view->actions[view->action_count - 1].quiet = true;
}

static void view_language(const struct machine *machine, struct view *view)
{
    set_text(view->title, sizeof(view->title), "%s", _("Language"));
    struct view_item *choice = add_item(view, VIEW_CHOICE, form_field_id(FORM_LANGUAGE));
    choice->field = FORM_LANGUAGE;
    set_text(choice->label, sizeof(choice->label), "%s", _("Language"));
    for (enum form_language language = FORM_LANGUAGE_NONE + 1; language < FORM_LANGUAGE_COUNT;
         language++) {
        if ((machine->languages & (1u << language)) == 0)
            continue;
        struct view_option *option = &choice->options[choice->option_count++];
        option->id = form_language_id(language);
        option->enabled = true;
        set_text(option->label, sizeof(option->label), "%s", form_language_name(language));
    }
    add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, _("Continue"));
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    view->focus = form_language_id(machine->language);
}

static void view_form(const struct machine *machine, struct view *view)
{
    set_text(view->title, sizeof(view->title), _("Sign in, %s"), machine->server);
    if (machine->sandbox)
        add_paragraph(view, "sandbox_account",
                      _("This is a sandbox. Account: demo. Password: demo-Passw0rd."));
    bool email = machine->sign_in_by == SIGN_IN_BY_EMAIL_CODE;
    if (by_code(machine)) {
        add_field(view, FORM_ACCOUNT, VIEW_FIELD_TEXT, email ? _("Email") : _("Phone"),
                  email ? _("The email address of your account.")
                        : _("The phone number of your account, for example +86 13000000001."));
        add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, _("Send a code"));
        add_action(view, ACTION_USE_PASSWORD, VIEW_ROLE_NORMAL, _("Password"));
        if (email)
            add_action(view, ACTION_USE_SMS_CODE, VIEW_ROLE_NORMAL, _("SMS code"));
        else
            add_action(view, ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, _("Email code"));
    } else {
        add_field(view, FORM_ACCOUNT, VIEW_FIELD_TEXT, _("Account"),
                  _("Email, phone or user name."));
        add_field(view, FORM_PASSWORD, VIEW_FIELD_SECRET, _("Password"), "");
        add_action(view, ACTION_SUBMIT, VIEW_ROLE_DEFAULT, _("Sign in"));
        add_action(view, ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, _("Email code"));
        add_action(view, ACTION_USE_SMS_CODE, VIEW_ROLE_NORMAL, _("SMS code"));
    }
    add_server_words(machine, view);
    if (machine->earlier.id[0] != '\0')
        add_action(view, ACTION_DISMISS, VIEW_ROLE_NORMAL, _("Do not show that deletion again"));
    add_language(machine, view);
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
    view->focus =
        form_field_id(machine->notice == NOTICE_NEEDS_PASSWORD ? FORM_PASSWORD : FORM_ACCOUNT);
}

static void view_busy(struct view *view, const char *progress)
{
    set_text(view->title, sizeof(view->title), "%s", _("Sign in"));
    set_text(view->progress, sizeof(view->progress), "%s", progress);
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Stop"));
}

static void view_needs_browser(const struct machine *machine, struct view *view)
{
    set_text(view->title, sizeof(view->title), "%s", _("Sign in with a browser"));
    char text[VIEW_TEXT_SIZE];
    set_text(text, sizeof(text), _("In a browser, go to https://%s and sign in there."),
             machine->server);
    add_paragraph(view, "where", text);
    add_paragraph(view, "why",
                  _("This program cannot do that step yet. You are not signed in here."));
    add_server_words(machine, view);
    add_action(view, ACTION_BACK, VIEW_ROLE_BACK, _("Back"));
    add_action(view, ACTION_QUIT, VIEW_ROLE_QUIT, _("Quit"));
}

void sign_in_view(const struct machine *machine, struct view *view)
{
    switch ((int)machine->state) {
    case STATE_SIGN_IN:
    case STATE_ENDED:
        view_form(machine, view);
        break;
    case STATE_LANGUAGE:
        view_language(machine, view);
        break;
    case STATE_SENDING_SIGN_IN_CODE:
        view_busy(view, _("Sending a code."));
        break;
    case STATE_ENTER_SIGN_IN_CODE:
        set_text(view->title, sizeof(view->title), "%s", _("Sign in with a code"));
        add_code_entry(machine, view);
        add_server_words(machine, view);
        break;
    case STATE_SIGNING_IN:
        view_busy(view, _("Signing in."));
        break;
    case STATE_LOADING_PROFILE:
        view_busy(view, _("Reading your account."));
        break;
    case STATE_NEEDS_BROWSER:
        view_needs_browser(machine, view);
        break;
    default:
        break;
    }
}

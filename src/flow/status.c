/* The sentences about what just happened: what it was, what it means, what to do next. Each
 * sentence is at most 40 columns in English where it can be, because it may be read on a braille
 * display. */
#include <string.h>

#include "base/i18n.h"
#include "flow/rules.h"

/* What happened, by cause; marked for translation here, translated when used. */
static const char *const causes[OUTCOME_CAUSE_COUNT] = {
    [OUTCOME_CAUSE_NONE] = N_("The server's answer was not the expected one."),
    [OUTCOME_CAUSE_RESOLVE] =
        N_("The server's name was not found. Check the host and the network."),
    [OUTCOME_CAUSE_CONNECT] = N_("The server cannot be reached. Check the network."),
    [OUTCOME_CAUSE_TIMEOUT] = N_("The server did not answer in time."),
    [OUTCOME_CAUSE_TLS] = N_("No secure connection could be made."),
    [OUTCOME_CAUSE_TLS_VERSION] = N_("The server's encryption is too old. Ask its operator."),
    [OUTCOME_CAUSE_CERT_EXPIRED] =
        N_("The server's certificate has expired. Check this machine's clock."),
    [OUTCOME_CAUSE_CERT_NOT_YET_VALID] =
        N_("The server's certificate is not valid yet. Check this machine's clock."),
    [OUTCOME_CAUSE_CERT_UNTRUSTED] = N_("The server's certificate is not trusted. "
                                        "If it is your own authority's, use --ca-file."),
    [OUTCOME_CAUSE_CERT_HOST] = N_("The server's certificate is for another host. Check the host."),
    [OUTCOME_CAUSE_CERT_OTHER] = N_("The server's certificate was not accepted."),
    [OUTCOME_CAUSE_RESET] = N_("The connection broke."),
    [OUTCOME_CAUSE_TOO_LARGE] = N_("The server's answer was too large."),
    [OUTCOME_CAUSE_MALFORMED] = N_("The server's answer was broken."),
    [OUTCOME_CAUSE_HOOK_REFUSED] = N_("The time to confirm was over."),
    [OUTCOME_CAUSE_RESENT] = N_("The connection broke."),
    [OUTCOME_CAUSE_CANCELLED] = N_("Stopped."),
    [OUTCOME_CAUSE_NO_RECORD] =
        N_("This machine could not keep a record of it. Tell the operator."),
    [OUTCOME_CAUSE_STILL_OPEN] =
        N_("Another deletion of this account has been started elsewhere, and may still be done."),
    [OUTCOME_CAUSE_MEMORY] = N_("This machine is out of memory."),
    [OUTCOME_CAUSE_CREDENTIALS] = N_("Wrong account or password. Type the password again."),
    [OUTCOME_CAUSE_CODE] = N_("Wrong code. Type it again."),
    [OUTCOME_CAUSE_CODE_EXPIRED] = N_("The code expired or was used. Send a new code."),
    [OUTCOME_CAUSE_LOCKED] = N_("The account is locked. Wait, or ask the service."),
    [OUTCOME_CAUSE_DISABLED] = N_("The account may not sign in here. Ask the service."),
    [OUTCOME_CAUSE_CAPTCHA] = N_("The server wants a picture code. Use a code by email or SMS."),
    [OUTCOME_CAUSE_SECOND_FACTOR] = N_("The account has a second factor. Use a browser."),
    [OUTCOME_CAUSE_NEW_PASSWORD] = N_("A new password must be set. Use a browser."),
    [OUTCOME_CAUSE_OTHER_STEP] = N_("The server wants another step. Use a browser."),
    [OUTCOME_CAUSE_TOO_OFTEN] = N_("Too many requests."),
    [OUTCOME_CAUSE_APPLICATION] =
        N_("The server does not know this application id. Check --app-id."),
    [OUTCOME_CAUSE_CLIENT] =
        N_("The server refused this application. Check --client-auth and the secret."),
    [OUTCOME_CAUSE_NO_SUCH_USER] = N_("The server does not know this account."),
    [OUTCOME_CAUSE_ENCRYPTION] = N_("The server could not decrypt the password. Sign in again."),
    [OUTCOME_CAUSE_ARGUMENT] = N_("The server did not accept what was sent."),
    [OUTCOME_CAUSE_NOT_ALLOWED] = N_("The server does not allow this."),
    [OUTCOME_CAUSE_SERVER] = N_("The server has a fault. Try again later."),
    [OUTCOME_CAUSE_MAINTENANCE] = N_("The server is under maintenance. Try again later."),
    [OUTCOME_CAUSE_NOT_JSON] = N_("The server's answer could not be read."),
    [OUTCOME_CAUSE_REDIRECT] = N_("The server sent us to another address. Check the host."),
    [OUTCOME_CAUSE_FILTER] = N_("Something between here and the server refused the request."),
    [OUTCOME_CAUSE_DENIED] = N_("The server said that it was not done."),
    [OUTCOME_CAUSE_INCOMPLETE] = N_("The server's answer was not complete."),
    [OUTCOME_CAUSE_OTHER_ACCOUNT] = N_("The server answered about another account."),
};

/* A mistake in what was typed: no more is needed than to say so. */
static bool speaks_of_input(const struct outcome *outcome)
{
    return outcome->cause == OUTCOME_CAUSE_CODE || outcome->cause == OUTCOME_CAUSE_CODE_EXPIRED ||
           outcome->cause == OUTCOME_CAUSE_CREDENTIALS;
}

/* What it means for the account, after the cause. */
static const char *consequence(const struct machine *machine)
{
    switch ((int)machine->state) {
    case STATE_SIGN_IN:
    case STATE_ENTER_SIGN_IN_CODE:
        if (machine->outcome.class == OUTCOME_NOT_PROVEN)
            return _("Nothing was sent.");
        return speaks_of_input(&machine->outcome) ? "" : _("You are not signed in.");
    case STATE_CONSEQUENCES:
    case STATE_ENTER_CODE:
    case STATE_ENTER_PASSWORD:
        return speaks_of_input(&machine->outcome) ? "" : _("Nothing was deleted.");
    case STATE_CONFIRM: /* the profile that could not be read was asked for */
        if (machine->outcome.cause == OUTCOME_CAUSE_STILL_OPEN)
            return _("Nothing was sent.");
        return machine->outcome.class == OUTCOME_NOT_SENT
                   ? _("Nothing was sent. Nothing was deleted.")
                   : _("Nothing was deleted.");
    case STATE_REFUSED:
        return machine->step.state == DELETE_NOT_ACCEPTED ? "" : _("The account was not deleted.");
    default: /* where the view itself says it at length */
        return "";
    }
}

static void say(struct view *view, enum view_severity severity, const char *code, const char *text)
{
    view->has_status = true;
    view->severity = severity;
    view->code = code;
    set_text(view->status, sizeof(view->status), "%s", text);
}

static void say_seconds(const struct machine *machine, struct view *view)
{
    int64_t seconds = (machine->resend_at_ms - machine->now_ms + 999) / 1000;
    if (seconds < 1) /* it was said before, and the time has gone on */
        seconds = 1;
    view->has_status = true;
    view->severity = VIEW_ERROR;
    view->code = outcome_class_text(OUTCOME_WAIT);
    set_text(view->status, sizeof(view->status),
             ngettext("Wait %d second for a new code.", "Wait %d seconds for a new code.",
                      (unsigned long)seconds),
             (int)seconds);
}

static void say_new_code(const struct machine *machine, struct view *view)
{
    say(view, VIEW_INFO, outcome_class_text(OUTCOME_OK),
        code_goes_by_email(machine) ? _("New code sent. Valid 5 minutes.")
                                    : _("New code sent. Valid 1 minute."));
}

static void mark_error(struct view *view, enum form_field field)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (view->items[i].type != VIEW_PARAGRAPH && view->items[i].type != VIEW_FACT &&
            view->items[i].field == field)
            view->items[i].has_error = true;
}

/* Of a code we count ourselves; a server that allows less is believed. */
static int codes_left(const struct machine *machine)
{
    int left = MAX_WRONG_CODES - machine->wrong_codes;
    int allowed = machine->outcome.tries_left;
    return allowed >= 0 && allowed < left ? allowed : left;
}

/* The tries that the server still allows, behind TEXT, where it said so. */
static void append_tries(const struct outcome *outcome, char *text, size_t size)
{
    size_t length = strlen(text);
    int left = outcome->tries_left;
    if (outcome->class != OUTCOME_WRONG || left < 0 || length + 1 >= size)
        return;
    if (text_gap(text, ".")[0] != '\0')
        text[length++] = ' ';
    if (left == 0)
        set_text(text + length, size - length, "%s", _("No tries are left."));
    else
        set_text(text + length, size - length,
                 ngettext("%d try is left.", "%d tries are left.", (unsigned long)left), left);
}

/* Not the sending of a code, but the code itself was asked about. */
static bool checks_code(const struct machine *machine)
{
    return machine->operation != OPERATION_SEND_SIGN_IN_EMAIL &&
           machine->operation != OPERATION_SEND_SIGN_IN_SMS &&
           machine->operation != OPERATION_SEND_DELETE_EMAIL &&
           machine->operation != OPERATION_SEND_DELETE_SMS;
}

/* Whoever waits to hear whether it was done must not take the answer for one. */
static const char *cause_text(const struct machine *machine, enum outcome_cause cause)
{
    bool open = machine->state == STATE_CHECKING_OUTCOME || machine->state == STATE_OUTCOME_UNKNOWN;
    return open && cause == OUTCOME_CAUSE_NONE ? _("The server gave no clear answer.")
                                               : machine_cause_sentence(cause);
}

static void say_reply(const struct machine *machine, struct view *view)
{
    const struct outcome *outcome = &machine->outcome;
    bool code_view = view->id == VIEW_ENTER_CODE;
    bool code_wait = outcome->class == OUTCOME_WAIT && code_view && !checks_code(machine);
    if (code_wait && code_is_no_use(machine)) {
        say_seconds(machine, view);
        return;
    }
    if (code_wait) {
        /* A code was asked for a short while ago: it may still be good. */
        say(view, VIEW_WARNING, outcome_class_text(OUTCOME_WAIT),
            _("A code was sent a short while ago. Use it, or wait and send a new one."));
        return;
    }
    enum outcome_cause cause = outcome->cause;
    if (cause == OUTCOME_CAUSE_NONE && outcome->class == OUTCOME_WRONG)
        cause = code_view ? OUTCOME_CAUSE_CODE : OUTCOME_CAUSE_CREDENTIALS;
    char text[VIEW_TEXT_SIZE];
    const char *after = consequence(machine);
    if (cause == OUTCOME_CAUSE_CODE && code_view) {
        int left = codes_left(machine);
        if (left > 0)
            set_text(text, sizeof(text),
                     ngettext("Wrong code. %d try left.", "Wrong code. %d tries left.",
                              (unsigned long)left),
                     left);
        else
            set_text(text, sizeof(text), "%s", _("Wrong code. No tries left. Send a new code."));
    } else if (cause == OUTCOME_CAUSE_TOO_OFTEN && outcome->wait_s > 0) {
        set_text(text, sizeof(text),
                 ngettext("Too many requests. Wait %d second. %s",
                          "Too many requests. Wait %d seconds. %s", (unsigned long)outcome->wait_s),
                 outcome->wait_s, after);
    } else if (cause == OUTCOME_CAUSE_NONE && outcome->class == OUTCOME_SESSION_OVER) {
        set_text(text, sizeof(text), "%s%s%s", _("Signed out by the server."),
                 text_gap(_("Signed out by the server."), after), after);
    } else if (cause == OUTCOME_CAUSE_CREDENTIALS && view->id == VIEW_ENTER_PASSWORD) {
        set_text(text, sizeof(text), "%s",
                 outcome->tries_left == 0 ? _("Wrong password.")
                                          : _("Wrong password. Type it again."));
    } else if (cause == OUTCOME_CAUSE_CREDENTIALS && outcome->tries_left == 0) {
        set_text(text, sizeof(text), "%s", _("Wrong account or password."));
    } else {
        const char *what = cause_text(machine, cause);
        set_text(text, sizeof(text), "%s%s%s", what, text_gap(what, after), after);
    }
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == ' ')
        text[length - 1] = '\0';
    if (cause != OUTCOME_CAUSE_CODE || !code_view)
        append_tries(outcome, text, sizeof(text));
    say(view, VIEW_ERROR, outcome_class_text(outcome->class), text);
    if (code_view && code_is_no_use(machine))
        return; /* there is nothing to mend in the field */
    if (code_view)
        mark_error(view, FORM_CODE);
    else if (outcome->class == OUTCOME_WRONG)
        mark_error(view, FORM_PASSWORD);
}

/* What is not typed yet, by notice. */
static const struct {
    enum form_field field;
    const char *text;
} needed[NOTICE_COUNT] = {
    [NOTICE_NEEDS_ACCOUNT] = {FORM_ACCOUNT, N_("Type your account first.")},
    [NOTICE_NEEDS_EMAIL] = {FORM_ACCOUNT,
                            N_("Type your email address, for example ann@example.com.")},
    [NOTICE_NEEDS_PHONE] = {FORM_ACCOUNT,
                            N_("Type your phone number, for example +86 13000000001.")},
    [NOTICE_NEEDS_PASSWORD] = {FORM_PASSWORD, N_("Type your password.")},
    [NOTICE_NEEDS_CODE] = {FORM_CODE, N_("Type the code: 4 to 12 digits.")},
    [NOTICE_NEEDS_METHOD] = {FORM_METHOD, N_("Choose one of the ways that are offered.")},
    [NOTICE_NEEDS_PHRASE] = {FORM_PHRASE, N_("That was not the word. Type DELETE, or go back.")},
};

/* Notices of which there is one sentence only. */
static const struct {
    enum view_severity severity;
    const char *code, *text;
} simple[NOTICE_COUNT] = {
    [NOTICE_STOPPED_SENDING] = {VIEW_WARNING, "STOPPED",
                                N_("Stopped. The code may be on its way.")},
    [NOTICE_MAYBE_SENT] = {VIEW_WARNING, "UNKNOWN",
                           N_("No clear answer. The code may be on its way.")},
    [NOTICE_CONFIRM_ENDS] = {VIEW_WARNING, "EXPIRES", N_("20 seconds left to confirm.")},
    [NOTICE_TOO_LATE] = {VIEW_WARNING, "TOO_LATE", N_("Too late to stop. Asking the server.")},
    [NOTICE_ACCOUNT_CHANGED] = {VIEW_WARNING, "CHANGED",
                                N_("The account has changed. See again what will be deleted.")},
    [NOTICE_SIGNED_OUT] = {VIEW_INFO, "OK", N_("Signed out.")},
    [NOTICE_SIGN_OUT_OPEN] =
        {VIEW_WARNING, "UNKNOWN",
         N_("Signed out here. The server did not confirm it. The session ends by itself.")},
};

/* What is open may have been done, or may still be: an order of this sitting, an earlier one that
 * the first screen speaks of, or that of the account which was read as long as it could be done. */
static bool may_be_done(const struct machine *machine)
{
    return machine_is_open(machine) || machine->earlier.id[0] != '\0' ||
           machine->outcome.cause == OUTCOME_CAUSE_STILL_OPEN || machine->answered.closes_ms != 0;
}

static const char *stopped_text(const struct machine *machine)
{
    if (machine_is_open(machine)) /* the screen speaks of it */
        return _("Stopped.");
    return may_be_done(machine) ? _("Stopped. No deletion was started now.")
                                : _("Stopped. Nothing was deleted.");
}

static void say_session_over(const struct machine *machine, struct view *view)
{
    say(view, VIEW_ERROR, outcome_class_text(OUTCOME_SESSION_OVER),
        may_be_done(machine) ? _("Signed out by the server. Sign in again.")
                             : _("Signed out by the server. Nothing was deleted. Sign in again."));
}

static void say_other_account(const struct machine *machine, struct view *view)
{
    say(view, VIEW_ERROR, outcome_class_text(OUTCOME_REFUSED),
        may_be_done(machine)
            ? machine_cause_sentence(OUTCOME_CAUSE_OTHER_ACCOUNT)
            : _("The server answered about another account. Nothing was deleted."));
}

/* Of an earlier deletion. */
static void say_earlier(const struct machine *machine, struct view *view)
{
    char text[VIEW_TEXT_SIZE];
    bool is_there = machine->notice == NOTICE_STILL_THERE;
    earlier_delete_say(machine, text, sizeof(text));
    say(view, is_there ? VIEW_INFO : VIEW_WARNING, is_there ? "STILL_THERE" : "STILL_OPEN", text);
}

/* By its name: another one may be spoken of on the same screen. */
static void say_dismissed(const struct machine *machine, struct view *view)
{
    char text[VIEW_TEXT_SIZE];
    /* TRANSLATORS: the receipt of a deletion that the person does not want to see any more. */
    set_text(text, sizeof(text), _("%s will not be shown again."), machine->dismissed);
    say(view, VIEW_INFO, "OK", text);
}

static void say_renewed(const struct machine *machine, struct view *view)
{
    say(view, VIEW_WARNING, outcome_class_text(OUTCOME_SESSION_OVER),
        machine->method == FORM_METHOD_PASSWORD
            ? _("The session was renewed. Type the password again.")
            : _("The session was renewed. Type the code again."));
}

void add_status(const struct machine *machine, struct view *view)
{
    const char *wrong = outcome_class_text(OUTCOME_WRONG);
    if (machine->state == STATE_SIGNING_OUT)
        return;                /* said on the screen that follows */
    if (machine->idle_asked) { /* what it stands in for is said again afterwards */
        say(view, VIEW_WARNING, "IDLE", _("Still there? Any key continues. 60 seconds."));
        return;
    }
    if (machine->state == STATE_LANGUAGE)
        return; /* said on the screen that follows */
    if (simple[machine->notice].text != NULL) {
        say(view, simple[machine->notice].severity, simple[machine->notice].code,
            _(simple[machine->notice].text));
        return;
    }
    if (needed[machine->notice].text != NULL) {
        say(view, VIEW_ERROR, wrong, _(needed[machine->notice].text));
        mark_error(view, needed[machine->notice].field);
        return;
    }
    switch ((int)machine->notice) {
    case NOTICE_REPLY:
        say_reply(machine, view);
        break;
    case NOTICE_STOPPED:
        say(view, VIEW_INFO, "STOPPED", stopped_text(machine));
        break;
    case NOTICE_NEW_CODE_SENT:
        say_new_code(machine, view);
        break;
    case NOTICE_WAIT_TO_RESEND:
        say_seconds(machine, view);
        break;
    case NOTICE_TOO_MANY_TRIES:
        say(view, VIEW_ERROR, wrong, _("Too many wrong codes. Send a new code."));
        break;
    case NOTICE_CONFIRM_EXPIRED:
        say(view, VIEW_ERROR, outcome_class_text(OUTCOME_EXPIRED),
            machine->method == FORM_METHOD_PASSWORD
                ? _("The time to confirm is over. Nothing was deleted. Type the password again.")
                : _("The time to confirm is over. Nothing was deleted. Send a new code."));
        break;
    case NOTICE_RENEWED:
        say_renewed(machine, view);
        break;
    case NOTICE_DISMISSED:
        say_dismissed(machine, view);
        break;
    case NOTICE_SESSION_OVER:
        say_session_over(machine, view);
        break;
    case NOTICE_OTHER_ACCOUNT:
        say_other_account(machine, view);
        break;
    case NOTICE_STILL_THERE:
    case NOTICE_STILL_OPEN:
        say_earlier(machine, view);
        break;
    default:
        break;
    }
}

const char *machine_cause_sentence(enum outcome_cause cause)
{
    return _(causes[cause]);
}

/* A request that was not sent need not be the server's fault: it may have answered another one that
 * was needed before, or nobody tried. */
static bool was_reached(const struct outcome *outcome)
{
    return outcome->sent || outcome->http_status != 0 || outcome->cause == OUTCOME_CAUSE_MEMORY ||
           outcome->cause == OUTCOME_CAUSE_HOOK_REFUSED;
}

/* Why nothing was done, when nothing was, or, in the second sentence, nothing now. */
static const char *not_done_text(const struct machine *machine)
{
    static const struct {
        const char *nothing, *nothing_now;
    } texts[RESULT_COUNT] = {
        [RESULT_NOT_PROVEN] =
            {N_("The server did not prove who it is. Nothing was deleted."),
             N_("The server did not prove who it is. No deletion was started now.")},
        [RESULT_SIGN_IN_FAILED] = {N_("Not signed in. Nothing was deleted."),
                                   N_("Not signed in. No deletion was started now.")},
        [RESULT_INTERNAL] = {N_("Stopped by an error. Nothing was deleted."),
                             N_("Stopped by an error. No deletion was started now.")},
    };
    bool now = may_be_done(machine);
    if (machine->result == RESULT_NOT_SENT && was_reached(&machine->outcome))
        return now ? _("Nothing was sent. No deletion was started now.")
                   : _("Nothing was sent. Nothing was deleted.");
    if (machine->result == RESULT_NOT_SENT)
        return now ? _("The server was not reached. No deletion was started now.")
                   : _("The server was not reached. Nothing was deleted.");
    if (texts[machine->result].nothing == NULL)
        return stopped_text(machine);
    return _(now ? texts[machine->result].nothing_now : texts[machine->result].nothing);
}

void machine_farewell(const struct machine *machine, char *text, size_t size)
{
    struct machine_order order;
    switch ((int)machine->result) {
    case RESULT_DELETED:
        if (machine->is_public) { /* the next person can read it */
            set_text(text, size, _("Deleted. Receipt %s."), machine->step.attempt);
            break;
        }
        set_text(text, size, _("Deleted: %s. Receipt %s."), machine->account.name.text,
                 machine->step.attempt);
        break;
    case RESULT_REFUSED:
        set_text(text, size, "%s", _("The account was not deleted."));
        break;
    case RESULT_OUTCOME_UNKNOWN:
        (void)machine_open_order(machine, &order);
        set_text(text, size,
                 _("Not known if deleted. To see how it ended, sign in later. Receipt %s."),
                 order.attempt.id);
        break;
    default:
        set_text(text, size, "%s", not_done_text(machine));
        break;
    }
}

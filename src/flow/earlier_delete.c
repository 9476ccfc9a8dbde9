/* An earlier deletion of which the journal does not know how it ended: it is spoken of on the first
 * screen, and signing in with the same account answers the question. */
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "flow/rules.h"

enum { API_NO_USER = 2004, API_WRONG_PASSWORD = 2006 }; /* api 2.3 */

static bool has_earlier(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->earlier.id[0] != '\0';
}

/* The profile is that of the session, and of the account of an earlier deletion. */
static bool account_is_there(GUARD_ARGUMENTS)
{
    return same_account(machine, event) && event->data.attempt.id[0] != '\0';
}

/* As long as the server could still take the order when it was asked, "there" is no answer. The
 * wall clock does not tell: somebody may have set it. */
static bool account_stays(GUARD_ARGUMENTS)
{
    return account_is_there(machine, event) && machine->asked_ms >= event->data.attempt.closes_ms;
}

/* A second order beside one that may still be carried out could not be told from it. */
static bool earlier_is_open(GUARD_ARGUMENTS)
{
    return machine->answered.id[0] != '\0' && event->now_ms < machine->answered.closes_ms;
}

static void wait_for_earlier(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_STILL_OPEN;
}

static void answer(struct effects *out, enum machine_answer how)
{
    add_effect(out, (struct effect){.type = EFFECT_ANSWER, .answer = how});
}

static void dismiss(ACTION_ARGUMENTS)
{
    (void)event;
    machine->notice = NOTICE_DISMISSED;
    (void)memcpy(machine->dismissed, machine->earlier.id, sizeof(machine->dismissed));
    answer(out, ANSWER_DISMISSED);
}

static void say_open(ACTION_ARGUMENTS)
{
    keep_profile(machine, event, out);
    int64_t left_ms = machine->answered.closes_ms - event->now_ms;
    machine->answered_s = event->wall_s + (left_ms + 999) / 1000;
    machine->notice = NOTICE_STILL_OPEN;
}

static void say_there(ACTION_ARGUMENTS)
{
    keep_profile(machine, event, out);
    machine->answered_s = machine->asked_s;
    machine->notice = NOTICE_STILL_THERE;
    answer(out, ANSWER_NOT_DELETED);
}

static const struct machine_rule rules[] = {
    {IN(SIGN_IN), ON(DISMISS), has_earlier, dismiss, STAY, "dismiss an earlier deletion"},
    {IN(LOADING_PROFILE), ON(OK), account_stays, say_there, STATE_ACCOUNT,
     "profile read, an earlier deletion was not done"},
    {IN(LOADING_PROFILE), ON(OK), account_is_there, say_open, STATE_ACCOUNT,
     "profile read, an earlier deletion is open"},
    {IN(ACCOUNT), ON(DELETE_ACCOUNT), earlier_is_open, wait_for_earlier, STAY,
     "an earlier deletion is open"},
};

const struct machine_table earlier_delete_table = {"earlier_delete", rules,
                                                   sizeof(rules) / sizeof(rules[0])};

void earlier_delete_say(const struct machine *machine, char *text, size_t size)
{
    const struct machine_attempt *attempt = &machine->answered;
    char sent[32], when[16];
    clock_format_date_time(attempt->wall_s, sent, sizeof(sent));
    clock_format_time(machine->answered_s, when, sizeof(when));
    if (machine->notice == NOTICE_STILL_THERE)
        set_text(text, size, _("The deletion of %s was not done: the account is there as of %s."),
                 sent, when);
    else
        set_text(text, size, _("The deletion of %s may still be done. Sign in again after %s."),
                 sent, when);
}

/* How to find out; after a sign-in that failed, what that can mean and what not. A server need not
 * tell an account that is gone from a password that is wrong. */
static void say_how_to_see(const struct machine *machine, struct view *view)
{
    const struct outcome *outcome = &machine->outcome;
    bool spoken = machine->notice == NOTICE_REPLY;
    if (spoken && outcome->api_code == API_NO_USER)
        add_paragraph(view, "earlier_no_user",
                      _("The server does not know the account that was typed. If it is the one of "
                        "that deletion, it was deleted."));
    else if (spoken && outcome->cause == OUTCOME_CAUSE_CREDENTIALS &&
             outcome->api_code != API_WRONG_PASSWORD)
        add_paragraph(view, "earlier_not_accepted",
                      _("The server does not accept the account or the password. If both are "
                        "those of that deletion, it was deleted."));
    else
        add_paragraph(view, "earlier_look", _("To see, sign in with that account."));
}

/* The first screen: what is known, how to find out more, and nothing else. */
static void view_first(const struct machine *machine, struct view *view)
{
    char text[VIEW_TEXT_SIZE], sent[32];
    clock_format_date_time(machine->earlier.wall_s, sent, sizeof(sent));
    set_text(text, sizeof(text), _("A deletion was started on %s. It is not known if it was done."),
             sent);
    add_paragraph(view, "earlier_deletion", text);
    add_fact(view, "earlier_receipt", _("Receipt"), machine->earlier.id);
    say_how_to_see(machine, view);
}

void earlier_delete_view(const struct machine *machine, struct view *view)
{
    static const uint64_t speaks = IN(SIGN_IN) | IN(DELETING) | IN(CHECKING_OUTCOME) | IN(DELETED) |
                                   IN(REFUSED) | IN(OUTCOME_UNKNOWN);
    bool is_said = ((UINT64_C(1) << machine->state) & speaks) != 0;
    if (is_said && machine->journal == MACHINE_JOURNAL_FAILS)
        add_paragraph(view, "journal",
                      _("Warning: this machine cannot keep its journal of deletions."));
    if (is_said && machine->journal == MACHINE_JOURNAL_BLOCKS)
        add_paragraph(view, "journal",
                      _("This machine cannot keep its journal, so no account can be deleted here. "
                        "Tell the operator."));
    if (machine->state == STATE_SIGN_IN && machine->earlier.id[0] != '\0')
        view_first(machine, view);
}

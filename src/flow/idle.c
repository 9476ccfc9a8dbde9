/* A public terminal that somebody left: the person is asked once whether they are still there, and
 * signed out when no key comes. What a sent delete has done is found out first. */
#include "base/i18n.h"
#include "flow/rules.h"

enum {
    IDLE_ANSWER_MS = 60000, /* how long the question waits */
    IDLE_LAST_MS = 60000    /* how long the last screen stays, as it says itself */
};

#define LIMITED      (EVERY_STATE & ~(IN(DELETING) | IN(CHECKING_OUTCOME) | IN(SIGNING_OUT) | IN(ENDED)))
#define LAST_SCREENS (IN(DELETED) | IN(REFUSED) | IN(OUTCOME_UNKNOWN))

static bool is_in(const struct machine *machine, uint64_t states)
{
    return ((UINT64_C(1) << machine->state) & states) != 0;
}

void machine_make_public(struct machine *machine, int64_t idle_ms)
{
    machine->is_public = true;
    machine->idle_ms = idle_ms;
}

int64_t machine_idle_ms(const struct machine *machine, int64_t key_ms, int64_t *end_ms)
{
    *end_ms = -1;
    if (machine->idle_ms == 0 || !is_in(machine, LIMITED))
        return -1;
    if (is_in(machine, LAST_SCREENS))
        return *end_ms = key_ms + IDLE_LAST_MS;
    *end_ms = key_ms + machine->idle_ms + IDLE_ANSWER_MS;
    return machine->idle_asked ? *end_ms : key_ms + machine->idle_ms;
}

void idle_forget(struct machine *machine)
{
    if (!is_in(machine, LIMITED & ~LAST_SCREENS))
        machine->idle_asked = false;
}

void idle_view(const struct machine *machine, struct view *view)
{
    view->asks_key = machine->idle_asked;
    if (machine->idle_ms != 0 && is_in(machine, LAST_SCREENS))
        add_paragraph(view, "idle", _("This screen is cleared 60 seconds after the last key."));
}

static bool was_not_asked(GUARD_ARGUMENTS)
{
    (void)event;
    return !machine->idle_asked;
}

static void ask_for_a_key(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->idle_asked = true;
}

static void go_on(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->idle_asked = false;
}

/* Nobody is there: of what came before only a verdict counts. */
static enum machine_result idle_result(const struct machine *machine)
{
    return is_in(machine, LAST_SCREENS) ? leaving_result(machine) : machine_verdict(machine);
}

static void sign_out_idle(ACTION_ARGUMENTS)
{
    enum machine_result result = idle_result(machine);
    sign_out_and_end(machine, event, out);
    machine->result = result;
}

static void end_idle(ACTION_ARGUMENTS)
{
    (void)event;
    enum machine_result result = idle_result(machine);
    cancel(machine, out);
    end_with(machine, out, result);
}

static const struct machine_rule rules[] = {
    {LIMITED, ON(KEY), NULL, go_on, STAY, "still there"},
    {LIMITED & ~LAST_SCREENS, ON(IDLE), was_not_asked, ask_for_a_key, STAY, "ask for a key"},
    {LIMITED, ON(IDLE), is_signed_in, sign_out_idle, STATE_SIGNING_OUT, "idle, sign out and leave"},
    {LIMITED, ON(IDLE), NULL, end_idle, STATE_ENDED, "idle, leave"},
};

const struct machine_table idle_table = {"idle", rules, sizeof(rules) / sizeof(rules[0])};

/* The engine: finds the rule for an event and carries it out. The rules that hold everywhere stand
 * here; those of a flow stand with the flow. */
#include "flow/machine.h"

#include <assert.h>
#include <string.h>

#include "flow/rules.h"

/* Guards of the rules that hold everywhere. */

static bool is_stale(GUARD_ARGUMENTS)
{
    return machine->in_flight == 0 || event->number != machine->in_flight;
}

static bool can_refresh(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->can_refresh && !machine->refreshing && !machine->refreshed;
}

static bool has_left(GUARD_ARGUMENTS)
{
    (void)event;
    return machine->step.state == DELETE_COMMITTED;
}

/* Actions of the rules that hold everywhere. */

static void start_refresh(ACTION_ARGUMENTS)
{
    (void)event;
    enum machine_operation interrupted = machine->operation;
    request(machine, out, OPERATION_REFRESH);
    machine->operation = interrupted;
    machine->refreshing = true;
}

static void repeat_operation(ACTION_ARGUMENTS)
{
    machine->can_refresh = event->data.can_refresh;
    machine->session_ends_ms = session_end_ms(machine, event);
    machine->refreshing = false;
    request(machine, out, machine->operation);
    machine->refreshed = true;
}

static void note_mail(ACTION_ARGUMENTS)
{
    (void)out;
    machine->mail = event->mail;
    machine->mail_code = event->mail_code;
    machine->mail_older = false;
}

static void note_journal(ACTION_ARGUMENTS)
{
    (void)out;
    machine->earlier = event->attempt;
    machine->journal = event->journal;
    if (machine->notice == NOTICE_DISMISSED && event->journal != MACHINE_JOURNAL_GOOD)
        machine->notice = NOTICE_NONE; /* it will be shown again */
}

static void end_after_verdict(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->ending = true;
}

/* Told again, it does not wait longer. */
static void end_soon(ACTION_ARGUMENTS)
{
    if (!machine->lost)
        machine->busy_since_ms = event->now_ms;
    end_after_verdict(machine, event, out);
    machine->lost = true;
}

static void say_too_late(ACTION_ARGUMENTS)
{
    (void)event;
    (void)out;
    machine->notice = NOTICE_TOO_LATE;
}

/* The delete has not left: ask the transport to stop it, and believe only its answer. */
static void stop_delete(ACTION_ARGUMENTS)
{
    (void)event;
    add_effect(out, (struct effect){.type = EFFECT_CANCEL, .number = machine->in_flight});
}

static void stop_delete_and_end(ACTION_ARGUMENTS)
{
    stop_delete(machine, event, out);
    machine->ending = true;
}

#define WITH_SESSION                                                                               \
    (IN(LOADING_PROFILE) | IN(ACCOUNT) | IN(CONSEQUENCES) | IN(SENDING_CODE) | IN(ENTER_CODE) |    \
     IN(ENTER_PASSWORD) | IN(CHECKING_CODE) | IN(CONFIRM) | IN(CHECKING_ACCOUNT))
#define LEAVING  (ON(QUIT) | ON(INTERRUPT) | ON(END_OF_INPUT) | ON(LOST))
#define DECIDING (IN(DELETING) | IN(CHECKING_OUTCOME))

static const struct machine_rule everywhere[] = {
    {IN(ENDED), EVERY_INPUT, NULL, NULL, STAY, "ended"},
    {EVERY_STATE, REPLIES, is_stale, NULL, STAY, "stale reply"},
    {EVERY_STATE, ON(MAIL), NULL, note_mail, STAY, "mail"},
    {EVERY_STATE, ON(JOURNAL), NULL, note_journal, STAY, "journal"},

    {WITH_SESSION, ON(SESSION_OVER), can_refresh, start_refresh, STAY, "refresh"},
    /* A code or password is wiped by then and must be typed again (the flow's own rule). */
    {WITH_SESSION & ~IN(CHECKING_CODE), ON(OK), is_refreshing, repeat_operation, STAY,
     "repeat after refresh"},
    /* No answer to it says nothing about the session; the flow goes on as if nothing was sent. */
    {IN(SENDING_CODE), ON(UNKNOWN) | ON(WAIT), is_refreshing, show_reply, STATE_CONSEQUENCES,
     "refresh without an answer"},
    {WITH_SESSION, FAILURES & ~(ON(NOT_SENT) | ON(NOT_PROVEN) | ON(UNKNOWN) | ON(WAIT)),
     is_refreshing, session_over, STATE_SIGN_IN, "refresh failed"},
    {WITH_SESSION, ON(NOT_PROVEN) | ON(SESSION_OVER), NULL, session_over, STATE_SIGN_IN,
     "session over"},

    /* A delete that left is waited for; one that did not is stopped first. */
    {IN(DELETING), ON(QUIT) | ON(INTERRUPT) | ON(BACK), has_left, say_too_late, STAY, "too late"},
    {IN(DELETING), ON(QUIT) | ON(INTERRUPT) | ON(BACK), NULL, stop_delete, STAY, "stop delete"},
    {IN(DELETING), ON(LOST), has_left, end_soon, STAY, "lost after commit"},
    {IN(DELETING), ON(LOST), NULL, stop_delete_and_end, STAY, "lost before commit"},
    {DECIDING, ON(END_OF_INPUT), NULL, end_after_verdict, STAY, "input ended while deciding"},

    /* A terminal that vanishes is noticed twice, by its end and by a signal. */
    {IN(SIGNING_OUT), ON(LOST) | ON(END_OF_INPUT), NULL, end_after_verdict, STAY,
     "lost while signing out"},
    {IN(SIGNING_OUT), LEAVING, NULL, end_now, STATE_ENDED, "do not wait for sign-out"},
    {EVERY_STATE & ~(IN(DELETING) | IN(SIGNING_OUT)), LEAVING, is_signed_in, sign_out_and_end,
     STATE_SIGNING_OUT, "sign out and leave"},
    {EVERY_STATE & ~(IN(DELETING) | IN(SIGNING_OUT)), LEAVING, NULL, end_now, STATE_ENDED, "leave"},
};

/* What happens in no flow: named, so that the table is total. */
static const struct machine_rule nowhere[] = {
    {EVERY_STATE, EVERY_INPUT & ~(LEAVING | ON(MAIL) | ON(JOURNAL)), NULL, NULL, STAY,
     "nothing happens"},
};

const struct machine_table everywhere_table = {"everywhere", everywhere,
                                               sizeof(everywhere) / sizeof(everywhere[0])};
const struct machine_table nowhere_table = {"nowhere", nowhere,
                                            sizeof(nowhere) / sizeof(nowhere[0])};

/* In order of precedence. */
static const struct machine_table *const tables[] = {
    &everywhere_table, &idle_table,           &earlier_delete_table, &sign_in_table,
    &account_table,    &delete_account_table, &check_outcome_table,  &nowhere_table,
};

const struct machine_table *const *machine_tables(size_t *count)
{
    *count = sizeof(tables) / sizeof(tables[0]);
    return tables;
}

static const struct machine_rule *find_rule(const struct machine_table *const *list, size_t count,
                                            const struct machine *machine,
                                            const struct event *event)
{
    uint64_t state = UINT64_C(1) << machine->state;
    uint64_t input = UINT64_C(1) << event->input;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < list[i]->count; j++) {
            const struct machine_rule *rule = &list[i]->rules[j];
            if ((rule->states & state) != 0 && (rule->inputs & input) != 0 &&
                (rule->guard == NULL || rule->guard(machine, event)))
                return rule;
        }
    }
    return NULL;
}

static bool is_reply(const struct event *event)
{
    return ((UINT64_C(1) << event->input) & REPLIES) != 0;
}

const struct machine_rule *machine_update_by(const struct machine_table *const *list, size_t count,
                                             struct machine *machine, const struct event *event,
                                             struct effects *out)
{
    *out = (struct effects){0};
    machine->now_ms = event->now_ms;
    machine->wall_s = event->wall_s;
    const struct machine_rule *rule = find_rule(list, count, machine, event);
    if (rule == NULL)
        return NULL;
    if (is_reply(event) && !is_stale(machine, event)) {
        machine->in_flight = 0;
        /* The sign-out's reply is of no interest: what led to it is still to be said. What a probe
         * says depends on what it shows. */
        if (machine->state != STATE_SIGNING_OUT && machine->state != STATE_CHECKING_OUTCOME)
            machine->outcome = event->outcome;
    }
    if (rule->action != NULL)
        rule->action(machine, event, out);
    if (rule->next != STAY)
        machine->state = rule->next;
    idle_forget(machine);
    return rule;
}

void machine_update(struct machine *machine, const struct event *event, struct effects *out)
{
    const struct machine_rule *rule =
        machine_update_by(tables, sizeof(tables) / sizeof(tables[0]), machine, event, out);
    assert(rule != NULL);
}

void machine_init(struct machine *machine, const char *server, bool sandbox)
{
    memset(machine, 0, sizeof(*machine)); /* so that copies compare byte by byte */
    machine->sandbox = sandbox;
    machine->result = RESULT_CANCELLED;
    set_text(machine->server, sizeof(machine->server), "%s", server);
}

void machine_set_languages(struct machine *machine, enum form_language language, unsigned languages)
{
    machine->language = language;
    machine->languages = languages;
}

bool machine_may_commit_delete(const struct machine *machine, int64_t now_ms)
{
    return machine->state == STATE_DELETING && delete_step_may_commit(&machine->step, now_ms);
}

void machine_note_journal(struct machine *machine, enum machine_journal journal)
{
    machine->journal = journal;
}

bool machine_commit_delete(struct machine *machine, int64_t now_ms)
{
    return machine->state == STATE_DELETING && delete_step_commit(&machine->step, now_ms);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Seconds of waiting that are said: 0, 10, 30, 60 and each minute; and when the next one comes. */
static int64_t said_seconds(int64_t waited_ms, int64_t *next_s)
{
    int64_t waited_s = waited_ms / 1000;
    *next_s = waited_s < 10 ? 10 : waited_s < 30 ? 30 : (waited_s / 60 + 1) * 60;
    return waited_s < 10 ? 0 : waited_s < 30 ? 10 : waited_s < 60 ? 30 : waited_s / 60 * 60;
}

/* Between two probes the person waits as well. */
static bool is_busy(const struct machine *machine)
{
    return machine->state == STATE_CHECKING_OUTCOME ||
           (machine->in_flight != 0 && machine->state != STATE_CONFIRM);
}

int64_t machine_timer_ms(const struct machine *machine)
{
    int64_t at_ms = -1;
    if (is_busy(machine)) {
        int64_t next_s = 0;
        said_seconds(machine->now_ms - machine->busy_since_ms, &next_s);
        at_ms = machine->busy_since_ms + next_s * 1000;
    }
    if (machine->state == STATE_CONFIRM || machine->state == STATE_CHECKING_ACCOUNT) {
        int64_t deadline_ms = delete_step_deadline_ms(&machine->step);
        at_ms = earlier(at_ms, deadline_ms);
        if (!machine->warned)
            at_ms = earlier(at_ms, deadline_ms - WARNING_MS);
    }
    if (machine->state == STATE_CHECKING_OUTCOME && machine->in_flight == 0)
        at_ms = earlier(at_ms, machine->step.next_probe_ms);
    if (machine->state == STATE_SIGNING_OUT && machine->ending)
        at_ms = earlier(at_ms, machine->busy_since_ms + SIGN_OUT_MS);
    if (machine->state == STATE_DELETING && machine->lost)
        at_ms = earlier(at_ms, machine->busy_since_ms + LAST_WAIT_MS);
    return at_ms;
}

void machine_view(const struct machine *machine, struct view *out)
{
    static const enum view_id ids[STATE_COUNT] = {
#define X(name, view) [STATE_##name] = VIEW_##view,
        MACHINE_STATES(X)
#undef X
    };
    memset(out, 0, sizeof(*out)); /* so that views compare byte by byte */
    out->id = ids[machine->state];
    if (machine->state == STATE_REFUSED && step_is_open(machine))
        out->id = VIEW_OUTCOME_UNKNOWN; /* the server said no, and it may be done all the same */
    out->sandbox = machine->sandbox;
    out->busy = is_busy(machine);
    if (out->busy) {
        int64_t next_s = 0;
        out->progress_s = (uint32_t)said_seconds(machine->now_ms - machine->busy_since_ms, &next_s);
    }
    earlier_delete_view(machine, out);
    sign_in_view(machine, out);
    account_view(machine, out);
    delete_account_view(machine, out);
    idle_view(machine, out);
    add_status(machine, out);
}

const char *machine_state_text(enum machine_state state)
{
    static const char *const texts[] = {
#define X(name, view) [STATE_##name] = #name,
        MACHINE_STATES(X)
#undef X
    };
    return texts[state];
}

const char *machine_input_text(enum machine_input input)
{
    static const char *const texts[] = {
#define X(name) [ON_##name] = #name,
        MACHINE_INPUTS(X)
#undef X
    };
    return texts[input];
}

const char *machine_operation_text(enum machine_operation operation)
{
    static const char *const texts[] = {
#define X(name) [OPERATION_##name] = #name,
        MACHINE_OPERATIONS(X)
#undef X
    };
    return texts[operation];
}

static const struct {
    const char *text;
    int exit_code;
} results[] = {
#define X(name, code) [RESULT_##name] = {#name, code},
    MACHINE_RESULTS(X)
#undef X
};

const char *machine_result_text(enum machine_result result)
{
    return results[result].text;
}

int machine_exit_code(enum machine_result result)
{
    return results[result].exit_code;
}

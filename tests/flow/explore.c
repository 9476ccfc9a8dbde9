#include "tests/flow/explore.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/rules.h"
#include "tests/flow/explore_parts.h"
#include "tests/flow/fold.h"

enum { TABLE_BITS = 18, STALE = 99, FAR_MS = 600 * 1000, OPEN_MS = 1, IDLE_MS = 120 * 1000 };

/* What happened before, which the machine itself cannot tell. */
struct history {
    bool verified;   /* a code or password was accepted and no delete was started with it */
    bool typed;      /* the word was typed on the confirming screen that is still up */
    bool open;       /* a delete left and nothing is proven yet */
    bool was_ok;     /* ... and the session had answered a moment before */
    bool hinted;     /* the last probe hinted that the account is gone, without a reason */
    bool denied;     /* the server said that it was not done, and is to be asked once more */
    bool unanswered; /* another delete of this sitting left, and its account did not answer */
    uint8_t commits; /* of the one step */
};

struct node {
    struct machine machine;
    struct history history;
};

struct explorer {
    const struct machine_table *const *tables;
    size_t count;
    bool bites;
    struct node **nodes; /* in the order of discovery: also the queue */
    size_t node_count, node_room;
    size_t *slots; /* open addressing: index + 1 */
    struct explore_result *result;
};

static void violate(struct explorer *explorer, int invariant, const struct node *node,
                    const struct event *event, const char *format, ...)
{
    struct explore_result *result = explorer->result;
    if (result->violations[invariant]++ > 0)
        return;
    char why[128];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof(why), format, args);
    va_end(args);
    snprintf(result->first[invariant], sizeof(result->first[invariant]), "%s on %s: %s",
             machine_state_text(node->machine.state),
             event == NULL ? "-" : machine_input_text(event->input), why);
}

static uint64_t hash(const struct node *node)
{
    uint64_t value = UINT64_C(14695981039346656037);
    for (size_t i = 0; i + sizeof(uint64_t) <= sizeof(*node); i += sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, (const char *)node + i, sizeof(word));
        value = (value ^ word) * UINT64_C(1099511628211);
        value ^= value >> 29;
    }
    return value;
}

static void check_view(struct explorer *explorer, const struct node *node);

static void discover(struct explorer *explorer, const struct node *found)
{
    static struct node folded;
    memcpy(&folded, found, sizeof(folded));
    fold_machine(&folded.machine);
    if (folded.machine.unanswered.attempt.id[0] == '\0' &&
        folded.machine.step.state != DELETE_NOT_ACCEPTED)
        folded.history.unanswered = false;
    struct node *node = &folded;
    size_t mask = ((size_t)1 << TABLE_BITS) - 1;
    size_t slot = (size_t)hash(node) & mask;
    while (explorer->slots[slot] != 0) {
        if (memcmp(explorer->nodes[explorer->slots[slot] - 1], node, sizeof(*node)) == 0)
            return;
        slot = (slot + 1) & mask;
    }
    if (explorer->node_count == explorer->node_room) {
        explorer->node_room = explorer->node_room == 0 ? 1024 : 2 * explorer->node_room;
        assert(explorer->node_room <= mask);
        explorer->nodes = realloc(explorer->nodes, explorer->node_room * sizeof(struct node *));
        assert(explorer->nodes != NULL);
    }
    check_view(explorer, found);
    node = malloc(sizeof(*node));
    assert(node != NULL);
    memcpy(node, &folded, sizeof(*node));
    explorer->nodes[explorer->node_count++] = node;
    explorer->slots[slot] = explorer->node_count;
    explorer->result->reached[node->machine.state] = true;
}

/* Invariant 2. */
static void check_delete(struct explorer *explorer, const struct node *before,
                         const struct event *event, const struct node *after,
                         const struct effects *effects)
{
    const struct effect *request = find_effect(effects, EFFECT_REQUEST);
    if (request == NULL || request->operation != OPERATION_DELETE_ACCOUNT)
        return;
    if (!is_in(before->machine.state, IN(CONFIRM) | IN(CHECKING_ACCOUNT)))
        violate(explorer, 2, before, event, "delete starts from another state");
    bool typed =
        before->history.typed || (event->input == ON_SUBMIT && event->facts.phrase_is_delete);
    if (!typed)
        violate(explorer, 2, before, event, "delete without the typed word");
    if (!before->history.verified)
        violate(explorer, 2, before, event, "delete without a verified code, or a second one");
    if (!after->machine.fresh)
        violate(explorer, 2, before, event, "delete without a fresh profile");
    if (event->now_ms >= delete_step_deadline_ms(&after->machine.step))
        violate(explorer, 2, before, event, "delete after the token's deadline");
    if (event->input != ON_SUBMIT && !(is_reply(event) && before->machine.in_flight != 0))
        violate(explorer, 2, before, event, "delete by itself");
}

/* Invariant 3. */
static void check_requests(struct explorer *explorer, const struct node *before,
                           const struct event *event, const struct node *after,
                           const struct effects *effects)
{
    size_t running = before->machine.in_flight != 0 && !is_reply(event) ? 1 : 0;
    for (size_t i = 0; i < effects->count; i++) {
        if (effects->list[i].type == EFFECT_CANCEL && before->machine.state != STATE_DELETING)
            running = 0;
        if (effects->list[i].type == EFFECT_REQUEST && ++running > 1)
            violate(explorer, 3, before, event, "two requests at a time");
    }
    if (is_reply(event) && event->number == STALE) {
        struct machine expected = before->machine;
        expected.now_ms = after->machine.now_ms;
        expected.wall_s = after->machine.wall_s;
        if (effects->count != 0 || memcmp(&expected, &after->machine, sizeof(expected)) != 0)
            violate(explorer, 3, before, event, "a stale reply changes something");
    }
}

/* Invariant 5. */
static void check_wiping(struct explorer *explorer, const struct node *before,
                         const struct event *event, const struct node *after,
                         const struct effects *effects)
{
    static const struct {
        uint64_t states;
        unsigned secrets;
    } uses[] = {
        {IN(SIGN_IN) | IN(LANGUAGE) | IN(ENTER_PASSWORD), WIPE_PASSWORD},
        {IN(ENTER_SIGN_IN_CODE) | IN(ENTER_CODE), WIPE_CODE},
        {IN(CONFIRM), WIPE_PHRASE},
        {IN(DELETING), WIPE_DELETE_TOKEN},
    };
    if (after->machine.state == before->machine.state)
        return;
    bool again = is_on_the_way(before->machine.state, after->machine.state);
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
        if (is_in(before->machine.state, uses[i].states) && !again &&
            (wiped(effects) & uses[i].secrets) != uses[i].secrets)
            violate(explorer, 5, before, event, "a secret is not wiped");
    if (after->machine.state == STATE_ENDED && (wiped(effects) & WIPE_ALL) != WIPE_ALL)
        violate(explorer, 5, before, event, "the end does not wipe all");
}

/* Invariant 6. */
static void check_silence(struct explorer *explorer, const struct node *before,
                          const struct event *event, const struct node *after,
                          const struct effects *effects)
{
    static const uint64_t open = IN(DELETING) | IN(CHECKING_OUTCOME);
    if (event->input == ON_IDLE && is_in(before->machine.state, open) &&
        (after->machine.state != before->machine.state ||
         after->machine.ending != before->machine.ending))
        violate(explorer, 6, before, event, "idle time ends what is being found out");
    if (event->input == ON_IDLE && before->machine.idle_asked &&
        !is_in(after->machine.state, IN(SIGNING_OUT) | IN(ENDED)))
        violate(explorer, 6, before, event, "nobody is there, and it does not end");
    if (event->input == ON_KEY && after->machine.state != before->machine.state)
        violate(explorer, 6, before, event, "the key that continues does more");
    if (event->input != ON_END_OF_INPUT && event->input != ON_LOST && event->input != ON_IDLE &&
        event->input != ON_KEY)
        return;
    for (size_t i = 0; i < effects->count; i++)
        if (effects->list[i].type == EFFECT_REQUEST &&
            effects->list[i].operation != OPERATION_REVOKE)
            violate(explorer, 6, before, event, "nobody is there, and %s is sent",
                    machine_operation_text(effects->list[i].operation));
}

/* Invariant 7. */
static void check_view(struct explorer *explorer, const struct node *node)
{
    static struct view view;
    machine_view(&node->machine, &view);
    if (view.title[0] == '\0')
        violate(explorer, 7, node, NULL, "no title");
    bool can_act = view.busy || node->machine.state == STATE_ENDED;
    for (size_t i = 0; i < view.action_count; i++) {
        can_act = can_act || view.actions[i].enabled;
        if (view.actions[i].label[0] == '\0')
            violate(explorer, 7, node, NULL, "an action without label");
        for (size_t j = 0; j < i; j++)
            if (view.actions[i].id == view.actions[j].id)
                violate(explorer, 7, node, NULL, "an action twice");
    }
    if (!can_act)
        violate(explorer, 7, node, NULL, "nothing can be done");
    if (view.busy && view.progress[0] == '\0')
        violate(explorer, 7, node, NULL, "busy with nothing");
    for (size_t i = 0; i < view.item_count; i++) {
        const struct view_item *item = &view.items[i];
        if (item->type != VIEW_PARAGRAPH && item->label[0] == '\0')
            violate(explorer, 7, node, NULL, "item %s without label", item->id);
        if ((item->type == VIEW_PARAGRAPH || item->type == VIEW_FACT) && item->text[0] == '\0')
            violate(explorer, 7, node, NULL, "item %s without text", item->id);
        for (size_t j = 0; j < i; j++)
            if (strcmp(item->id, view.items[j].id) == 0)
                violate(explorer, 7, node, NULL, "item %s twice", item->id);
    }
    if (view.has_status && (view.status[0] == '\0' || view.code == NULL))
        violate(explorer, 7, node, NULL, "an empty status");
}

/* What the program says at the end of NODE: shown by the state or by the result. */
static bool says_deleted(const struct node *node)
{
    return node->machine.state == STATE_DELETED ||
           (node->machine.state == STATE_ENDED && node->machine.result == RESULT_DELETED);
}

static bool says_unknown(const struct node *node)
{
    return is_in(node->machine.state, IN(DELETING) | IN(CHECKING_OUTCOME) | IN(OUTCOME_UNKNOWN)) ||
           (is_in(node->machine.state, IN(SIGNING_OUT) | IN(ENDED)) &&
            node->machine.result == RESULT_OUTCOME_UNKNOWN);
}

/* Invariant 8; brings the history up to date. */
static void check_truth(struct explorer *explorer, const struct node *before,
                        const struct event *event, struct node *after)
{
    struct history *history = &after->history;
    const struct delete_step *step = &before->machine.step;
    bool answered = is_reply(event) && event->number != STALE;
    uint64_t input = UINT64_C(1) << event->input;
    bool asked = before->history.open ||
                 (before->history.denied && before->machine.state == STATE_CHECKING_OUTCOME);
    bool proof = false;
    if (asked && answered) {
        bool deleting = before->machine.state == STATE_DELETING;
        bool named = event->outcome.api_code == 2020 || event->outcome.api_code == 2004;
        bool hint =
            (event->input == ON_SESSION_OVER && event->outcome.cause != OUTCOME_CAUSE_FILTER &&
             before->machine.session_ends_ms > event->now_ms + 10000) ||
            (event->input == ON_REFUSED && event->outcome.cause == OUTCOME_CAUSE_NO_SUCH_USER);
        bool gone = hint && (named || before->history.hinted);
        history->hinted = hint && !named;
        int64_t end_ms = step->token_ms + step->life_ms;
        bool closed = before->machine.asked_ms >=
                      (end_ms > step->sent_ms ? end_ms : step->sent_ms) + DELETE_LAST_PROBE_MS;
        proof =
            deleting
                ? (input & (ON(OK) | ON(WRONG) | ON(EXPIRED) | ON(WAIT) | ON(REFUSED) |
                            ON(SESSION_OVER))) != 0
                : (gone && before->history.was_ok) ||
                      (event->input == ON_OK && closed &&
                       strcmp(event->data.account.user_id, before->machine.account.user_id) == 0);
        /* One answer settles a denial, unless it speaks against it. */
        history->open = (before->history.open || hint) && !proof;
        history->hinted = history->hinted && history->open;
        history->denied = deleting && event->input == ON_REFUSED &&
                          event->outcome.cause == OUTCOME_CAUSE_DENIED && !before->machine.lost;
    }
    if (history->open && !says_unknown(after))
        violate(explorer, 8, before, event, "a verdict without proof: %s",
                machine_state_text(after->machine.state));
    if (says_deleted(after) && !says_deleted(before) && !(asked && proof))
        violate(explorer, 8, before, event, "deleted without proof");
    bool kept = asked && !history->open && event->input == ON_OK &&
                before->machine.state == STATE_CHECKING_OUTCOME;
    if (says_deleted(after) && !says_deleted(before) && kept)
        violate(explorer, 8, before, event, "deleted, though still there");
}

/* Invariant 10; brings the history up to date. */
static void check_unanswered(struct explorer *explorer, const struct node *before,
                             const struct event *event, struct node *after)
{
    bool *unanswered = &after->history.unanswered;
    const struct machine_order *order = &before->machine.unanswered;
    bool is_fresh = is_reply(event) && event->number != STALE && before->machine.in_flight != 0;
    if (before->machine.state == STATE_DELETING && event->input == ON_SESSION_OVER && is_fresh &&
        before->history.open)
        *unanswered = true;
    if (is_fresh && event->input == ON_OK && before->machine.asked_ms >= order->attempt.closes_ms &&
        strcmp(event->data.account.user_id, order->account.user_id) == 0)
        *unanswered = false;
    if (says_deleted(after) || after->machine.state == STATE_ENDED)
        *unanswered = *unanswered && !says_deleted(after);
    if (!*unanswered)
        return;
    if (!ends_open(&after->machine))
        violate(explorer, 10, before, event, "an open order ends with %s",
                machine_result_text(after->machine.result));
    if (after->machine.state != STATE_ENDED && !machine_is_open(&after->machine))
        violate(explorer, 10, before, event, "an open order is forgotten");
}

static void follow_history(const struct node *before, const struct event *event, struct node *after,
                           const struct effects *effects)
{
    struct history *history = &after->history;
    enum machine_state state = after->machine.state;
    if (before->machine.state == STATE_CHECKING_CODE && state == STATE_CONFIRM) {
        *history = (struct history){.verified = true, .unanswered = history->unanswered};
    } else if (event->input == ON_SUBMIT && before->machine.state == STATE_CONFIRM) {
        history->typed = event->facts.phrase_is_delete && state != STATE_CONFIRM;
    } else if (!is_in(state, IN(CHECKING_ACCOUNT) | IN(DELETING))) {
        history->typed = false;
    }
    const struct effect *request = find_effect(effects, EFFECT_REQUEST);
    if (request != NULL && request->operation == OPERATION_DELETE_ACCOUNT)
        history->verified = false;
    /* It did not leave, and the token may be used again. */
    if (before->machine.state == STATE_DELETING && state == STATE_CONFIRM && !history->open)
        history->verified = history->commits == 0;
    if (is_in(state, IN(SIGN_IN) | IN(CONSEQUENCES) | IN(ACCOUNT)) && !history->open)
        *history = (struct history){.unanswered = history->unanswered};
}

/* Whether the update would go another way without RULE. */
static bool rule_matters(const struct explorer *explorer, const struct machine_rule *rule,
                         const struct node *before, const struct event *event,
                         const struct node *after, const struct effects *effects)
{
    static struct machine_rule copies[8][128];
    struct machine_table tables[8];
    const struct machine_table *list[8];
    for (size_t i = 0; i < explorer->count; i++) {
        const struct machine_table *table = explorer->tables[i];
        tables[i] = *table;
        list[i] = table;
        if (rule >= table->rules && rule < table->rules + table->count) {
            memcpy(copies[i], table->rules, table->count * sizeof(*rule));
            copies[i][rule - table->rules].states = 0;
            tables[i].rules = copies[i];
            list[i] = &tables[i];
        }
    }
    struct machine without = before->machine;
    struct effects other;
    machine_update_by(list, explorer->count, &without, event, &other);
    return memcmp(&without, &after->machine, sizeof(without)) != 0 ||
           memcmp(&other, effects, sizeof(other)) != 0;
}

static size_t rule_index(const struct explorer *explorer, const struct machine_rule *rule)
{
    size_t index = 0;
    for (size_t i = 0; i < explorer->count; i++) {
        const struct machine_table *table = explorer->tables[i];
        if (rule >= table->rules && rule < table->rules + table->count)
            return index + (size_t)(rule - table->rules);
        index += table->count;
    }
    abort();
}

static void apply(struct explorer *explorer, const struct node *before, const struct event *event)
{
    struct explore_result *result = explorer->result;
    static struct node after, twice;
    struct effects effects, again;
    memcpy(&after, before, sizeof(after));
    memcpy(&twice, before, sizeof(twice));
    const struct machine_rule *rule =
        machine_update_by(explorer->tables, explorer->count, &after.machine, event, &effects);
    machine_update_by(explorer->tables, explorer->count, &twice.machine, event, &again);
    result->transitions++;
    if (rule == NULL) {
        violate(explorer, 1, before, event, "no rule");
        return;
    }
    if (memcmp(&after, &twice, sizeof(after)) != 0 || memcmp(&effects, &again, sizeof(again)) != 0)
        violate(explorer, 1, before, event, "not deterministic");
    result->edges[before->machine.state][event->input][after.machine.state] = true;
    if (explorer->bites && !result->rule_bites[rule_index(explorer, rule)])
        result->rule_bites[rule_index(explorer, rule)] =
            rule_matters(explorer, rule, before, event, &after, &effects);

    int64_t due_ms = machine_timer_ms(&before->machine);
    int64_t next_ms = machine_timer_ms(&after.machine);
    if (event->input == ON_TIMER && due_ms >= 0 && event->now_ms >= due_ms && next_ms >= 0 &&
        next_ms <= event->now_ms)
        violate(explorer, 9, before, event, "the timer is due again at once");
    check_delete(explorer, before, event, &after, &effects);
    check_requests(explorer, before, event, &after, &effects);
    check_wiping(explorer, before, event, &after, &effects);
    check_silence(explorer, before, event, &after, &effects);
    check_truth(explorer, before, event, &after);
    check_unanswered(explorer, before, event, &after);
    follow_history(before, event, &after, &effects);
    discover(explorer, &after);
}

/* Invariant 4: two presses of quit end it, except while a delete is on its way. */
static void check_exit(struct explorer *explorer, const struct node *node)
{
    if (node->machine.state == STATE_DELETING)
        return;
    struct machine machine = node->machine;
    struct event quit = {.input = ON_QUIT, .now_ms = BASE_MS};
    struct effects effects;
    for (int i = 0; i < 2; i++)
        machine_update_by(explorer->tables, explorer->count, &machine, &quit, &effects);
    if (machine.state != STATE_ENDED)
        violate(explorer, 4, node, &quit, "cannot be left by keys");
}

static void apply_actions(struct explorer *explorer, const struct node *node, int64_t now_ms)
{
    for (enum machine_input input = ON_SUBMIT; input <= ON_SIGN_OUT; input++) {
        unsigned variants = input == ON_SUBMIT ? 128 : input <= ON_SIGN_OUT ? 4 : 1;
        for (unsigned i = 0; i < variants; i++) {
            struct event event = {.input = input, .now_ms = now_ms};
            event.facts.account = i & 3;
            event.facts.language = (i & 1) == 0 ? FORM_LANGUAGE_NONE : FORM_LANGUAGE_DE;
            event.facts.method = (i >> 2) & 3;
            event.facts.has_password = (i >> 4) & 1;
            event.facts.has_code = (i >> 5) & 1;
            event.facts.phrase_is_delete = (i >> 6) & 1;
            apply(explorer, node, &event);
        }
    }
}

static void apply_reply(struct explorer *explorer, const struct node *node, int64_t now_ms,
                        enum outcome_class class, enum outcome_cause cause, unsigned variant,
                        int32_t api_code)
{
    struct event event = {
        .input = ON_UNKNOWN + (enum machine_input) class, .now_ms = now_ms, .number = 1};
    event.outcome = (struct outcome){
        .class = class, .cause = cause, .wait_s = 30, .tries_left = -1, .api_code = api_code};
    event.data.can_refresh = (variant & 8) != 0;
    event.data.session_s = 1209600;
    event.data.expires_s = (variant & 8) ? 60 : 10;
    if (variant & 8)
        snprintf(event.data.subject, sizeof(event.data.subject), "mine");
    set_account(&event, variant);
    apply(explorer, node, &event);
    if (class != OUTCOME_OK || node->machine.state != STATE_LOADING_PROFILE)
        return;
    const int64_t closes_ms[] = {node->machine.asked_ms, now_ms, now_ms + OPEN_MS};
    for (size_t i = 0; i < sizeof(closes_ms) / sizeof(closes_ms[0]); i++) {
        static const struct machine_attempt attempt = {"ABCD2345", -90, 0};
        event.data.attempt = attempt;
        event.data.attempt.closes_ms = closes_ms[i];
        apply(explorer, node, &event);
    }
}

/* What the journal says, where it makes a difference. */
static void apply_journal(struct explorer *explorer, const struct node *node, int64_t now_ms)
{
    struct event event = {.input = ON_JOURNAL, .now_ms = now_ms};
    for (event.journal = 0; event.journal <= MACHINE_JOURNAL_BLOCKS; event.journal++)
        apply(explorer, node, &event);
    static const struct machine_attempt attempt = {"ABCD2345", -90, -15};
    event.attempt = attempt;
    if (node->machine.state == STATE_SIGN_IN)
        apply(explorer, node, &event);
}

static void apply_replies(struct explorer *explorer, const struct node *node, int64_t now_ms)
{
    for (enum outcome_class class = 0; class < OUTCOME_CLASS_COUNT; class ++) {
        struct event stale = {.input = ON_UNKNOWN + (enum machine_input) class,
                              .now_ms = now_ms,
                              .number = STALE,
                              .outcome = {.class = class}};
        set_account(&stale, 7);
        apply(explorer, node, &stale);
        if (node->machine.in_flight == 0)
            continue;
        apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NONE, 0, 0);
        if (class == OUTCOME_UNKNOWN || class == OUTCOME_NOT_SENT)
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_CANCELLED, 0, 0);
        if (class == OUTCOME_REFUSED) {
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NO_SUCH_USER, 0, 0);
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NO_SUCH_USER, 0, 2004);
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_DENIED, 0, 0);
        }
        if (class == OUTCOME_SESSION_OVER) {
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NONE, 0, 2020);
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_FILTER, 0, 0);
        }
        if (class == OUTCOME_OK) {
            apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NONE, 16, 0);
            for (unsigned variant = 1; variant < 16; /* 6 and 7 are as 4 and 5 */
                 variant += (variant & 7) == 5 ? 3 : 1)
                apply_reply(explorer, node, now_ms, class, OUTCOME_CAUSE_NONE, variant, 0);
        }
    }
}

/* The hook of the transport, which is no event. */
static void apply_commit(struct explorer *explorer, const struct node *before, int64_t now_ms)
{
    static struct node after;
    memcpy(&after, before, sizeof(after));
    after.machine.now_ms = now_ms;
    if (!machine_commit_delete(&after.machine, now_ms))
        return;
    explorer->result->transitions++;
    if (++after.history.commits > 1)
        violate(explorer, 2, before, NULL, "a step is sent twice");
    if (now_ms >= delete_step_deadline_ms(&after.machine.step))
        violate(explorer, 2, before, NULL, "sent after the deadline");
    after.history.open = true;
    after.history.was_ok = after.machine.step.session_was_ok;
    discover(explorer, &after);
}

static void expand(struct explorer *explorer, const struct node *node)
{
    int64_t timer_ms = machine_timer_ms(&node->machine);
    check_exit(explorer, node);
    for (int late = 0; late < (has_limit(&node->machine) ? 2 : 1); late++) {
        int64_t now_ms = BASE_MS + (late ? FAR_MS : 0);
        if (!node->machine.idle_asked) /* the key that chooses was the answer */
            apply_actions(explorer, node, now_ms);
        apply_replies(explorer, node, now_ms);
        apply_commit(explorer, node, now_ms);
        apply_journal(explorer, node, now_ms);
        for (enum machine_input input = ON_INTERRUPT; input <= ON_KEY; input++)
            apply(explorer, node, &(struct event){.input = input, .now_ms = now_ms});
        apply(explorer, node, &(struct event){.input = ON_TIMER, .now_ms = now_ms});
        apply(explorer, node,
              &(struct event){.input = ON_MAIL, .now_ms = now_ms, .mail = {"mina@example.org"}});
    }
    if (timer_ms >= 0)
        apply(explorer, node, &(struct event){.input = ON_TIMER, .now_ms = timer_ms});
}

static bool is_broken(const struct explore_result *result)
{
    for (int i = 1; i <= EXPLORE_INVARIANTS; i++)
        if (result->violations[i] > 0)
            return true;
    return false;
}

void explore(const struct machine_table *const *tables, size_t count, bool bites, bool stop,
             struct explore_result *result)
{
    memset(result, 0, sizeof(*result));
    struct explorer explorer = {.tables = tables,
                                .count = count,
                                .bites = bites,
                                .slots = calloc((size_t)1 << TABLE_BITS, sizeof(size_t)),
                                .result = result};
    assert(explorer.slots != NULL);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < tables[i]->count; j++)
            result->rule_names[result->rule_count++] = tables[i]->rules[j].name;
    static struct node first;
    machine_init(&first.machine, "demo.example.org", false);
    /* The limit of a public terminal without the rest of it: that leaves out a way back. */
    first.machine.idle_ms = IDLE_MS;
    machine_set_languages(&first.machine, FORM_LANGUAGE_EN, ~0U);
    discover(&explorer, &first);
    for (size_t i = 0; i < explorer.node_count && !(stop && is_broken(result)); i++)
        expand(&explorer, explorer.nodes[i]);
    result->states = explorer.node_count;
    for (size_t i = 0; i < explorer.node_count; i++)
        free(explorer.nodes[i]);
    free(explorer.nodes);
    free(explorer.slots);
}

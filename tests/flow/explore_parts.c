#include "tests/flow/explore_parts.h"

#include <stdio.h>
#include <string.h>

#include "flow/rules.h"
#include "tests/flow/fold.h"

bool is_reply(const struct event *event)
{
    return ((UINT64_C(1) << event->input) & REPLIES) != 0;
}

unsigned wiped(const struct effects *effects)
{
    unsigned what = 0;
    for (size_t i = 0; i < effects->count; i++)
        if (effects->list[i].type == EFFECT_WIPE)
            what |= effects->list[i].wipe;
    return what;
}

const struct effect *find_effect(const struct effects *effects, enum effect_type type)
{
    for (size_t i = 0; i < effects->count; i++)
        if (effects->list[i].type == type)
            return &effects->list[i];
    return NULL;
}

bool ends_open(const struct machine *machine)
{
    char text[VIEW_TEXT_SIZE];
    machine_farewell(machine, text, sizeof(text));
    return machine->state != STATE_ENDED ||
           (machine->result == RESULT_OUTCOME_UNKNOWN && strstr(text, "Nothing") == NULL);
}

void set_account(struct event *event, unsigned variant)
{
    struct machine_account *account = &event->data.account;
    snprintf(account->user_id, sizeof(account->user_id), "%s", (variant & 1) ? "other" : "mine");
    snprintf(account->name.text, sizeof(account->name.text),
             (variant & 16) != 0 ? "minna" : "mina");
    if (variant & 6)
        snprintf(account->email.text, sizeof(account->email.text), "m***@example.org");
    if (variant & 4)
        snprintf(account->phone.text, sizeof(account->phone.text), "+86 ***01");
}

bool has_limit(const struct machine *machine)
{
    return machine->resend_at_ms != 0 ||
           is_in(machine->state, IN(CHECKING_CODE) | IN(CONFIRM) | IN(CHECKING_ACCOUNT) |
                                     IN(DELETING) | IN(CHECKING_OUTCOME) | IN(SIGNING_OUT));
}

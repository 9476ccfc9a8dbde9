/* Private to src/flow: what the flows' rule tables are written with. */
#ifndef FLOW_RULES_H
#define FLOW_RULES_H

#include "flow/machine.h"

/* Sets of states and inputs. */
#define IN(state)   (UINT64_C(1) << STATE_##state)
#define ON(input)   (UINT64_C(1) << ON_##input)
#define EVERY_STATE ((UINT64_C(1) << STATE_COUNT) - 1)
#define EVERY_INPUT ((UINT64_C(1) << INPUT_COUNT) - 1)
#define STAY        STATE_COUNT
#define REPLIES                                                                                    \
    (ON(UNKNOWN) | ON(OK) | ON(WRONG) | ON(EXPIRED) | ON(WAIT) | ON(REFUSED) | ON(SESSION_OVER) |  \
     ON(ANOTHER_STEP) | ON(NOT_SENT) | ON(NOT_PROVEN))
#define FAILURES (REPLIES & ~ON(OK))

#define ACTION_ARGUMENTS struct machine *machine, const struct event *event, struct effects *out
#define GUARD_ARGUMENTS  const struct machine *machine, const struct event *event

enum {
    RESEND_MS = 60000,   /* one code a minute for an address (api 1.13) */
    WARNING_MS = 20000,  /* before the time to confirm ends */
    SIGN_OUT_MS = 2000,  /* how long leaving waits for the sign-out */
    LAST_WAIT_MS = 5000, /* how long a vanished terminal waits for the verdict */
    MAX_WRONG_CODES = 3
};

/* The tables and the views of the flows. */
extern const struct machine_table idle_table;
extern const struct machine_table earlier_delete_table;
extern const struct machine_table sign_in_table;
extern const struct machine_table account_table;
extern const struct machine_table delete_account_table;
extern const struct machine_table check_outcome_table;
void earlier_delete_view(const struct machine *machine, struct view *view); /* comes first */
void idle_view(const struct machine *machine, struct view *view);
void sign_in_view(const struct machine *machine, struct view *view);
void account_view(const struct machine *machine, struct view *view);
void delete_account_view(const struct machine *machine, struct view *view);

/* Effects. */
void add_effect(struct effects *out, struct effect effect);
void wipe(struct effects *out, unsigned what);
/* Starts OPERATION as the one request in flight. */
void request(struct machine *machine, struct effects *out, enum machine_operation operation);
/* Gives the request in flight up: its reply will be stale. */
void cancel(struct machine *machine, struct effects *out);

/* When the access token that came ends (clock_boot_ms), counted from before it was asked for. */
int64_t session_end_ms(const struct machine *machine, const struct event *event);

/* Actions that several flows need. */
void show_reply(ACTION_ARGUMENTS); /* speak of the outcome that came */
void clear_notice(ACTION_ARGUMENTS);
void stop_request(ACTION_ARGUMENTS); /* the person cancelled */
/* The person cancelled, but it matters whether the request had left: its answer tells, which comes
 * at once. Then was_stopped is true. */
void ask_to_stop(ACTION_ARGUMENTS);
void was_not_sent(ACTION_ARGUMENTS);  /* the answer: it had not left */
void may_have_sent(ACTION_ARGUMENTS); /* the answer: a code may be on its way */
bool was_stopped(GUARD_ARGUMENTS);
void sign_out(ACTION_ARGUMENTS); /* revoke, wipe; the notice stays */
void sign_out_and_end(ACTION_ARGUMENTS);
void session_over(ACTION_ARGUMENTS); /* the server ended the session: wipe */
void end_now(ACTION_ARGUMENTS);
void account_is_deleted(ACTION_ARGUMENTS); /* proven: receipt, and wipe all */
/* The result when the person leaves from here. */
enum machine_result leaving_result(const struct machine *machine);
/* The same, when RESULT is known: an order of before that has no verdict counts more, but less than
 * a deletion that was done. */
enum machine_result with_open_order(const struct machine *machine, enum machine_result result);
bool step_is_open(const struct machine *machine); /* its order left and has no verdict */
bool may_keep_order(GUARD_ARGUMENTS); /* there is room for the step's order, or it needs none */
void keep_order(ACTION_ARGUMENTS);    /* the step is left: its order is remembered without it */
/* EVENT brought a profile: of the order's account, it may be the answer. */
void answer_order(struct machine *machine, const struct event *event);
void forget_order_of_deleted(struct machine *machine); /* that answers it as well */
/* The question whether anybody is there is over where there is no limit. */
void idle_forget(struct machine *machine);
/* Leaves with RESULT, wiping all. */
void end_with(struct machine *machine, struct effects *out, enum machine_result result);
void keep_profile(ACTION_ARGUMENTS);         /* whose account it is, is known now */
void begin_sending(struct machine *machine); /* of a code; the one before may stay good */
void code_was_sent(ACTION_ARGUMENTS);        /* OK, UNKNOWN or WAIT after sending a code */
void forget_mail(struct machine *machine);   /* its code is no use any more */
void resend_too_soon(ACTION_ARGUMENTS);
void needs_password(ACTION_ARGUMENTS);
void needs_code(ACTION_ARGUMENTS);
void needs_new_code(ACTION_ARGUMENTS);   /* too many wrong ones */
void count_wrong_code(ACTION_ARGUMENTS); /* and speak of it */
bool is_signed_in(GUARD_ARGUMENTS);
bool is_refreshing(GUARD_ARGUMENTS);
bool is_ending(GUARD_ARGUMENTS);
bool cooling_down(GUARD_ARGUMENTS);
bool has_no_password(GUARD_ARGUMENTS);
bool has_no_code(GUARD_ARGUMENTS);
bool too_many_wrong_codes(GUARD_ARGUMENTS);
bool texts_equal(const char *a, const char *b);
bool code_was_requested(GUARD_ARGUMENTS); /* machine->code_sent */
bool same_account(GUARD_ARGUMENTS);       /* an OK profile is that of the session */

/* Whether the server accepts METHOD from this account (api 3.7). */
bool method_is_offered(const struct machine *machine, enum form_method method);

/* Building views: each adds one thing. Labels and texts are translated already. */
struct view_item *add_item(struct view *view, enum view_item_type type, const char *id);
struct view_item *add_paragraph(struct view *view, const char *id, const char *text);
struct view_item *add_fact(struct view *view, const char *id, const char *label, const char *text);
/* One that is said when asked; nothing when TEXT is empty. */
void add_quiet_fact(struct view *view, const char *id, const char *label, const struct shown *text);
struct view_item *add_field(struct view *view, enum form_field field, enum view_field_kind kind,
                            const char *label, const char *hint);
void add_action(struct view *view, enum action_id id, enum view_role role, const char *label);
void set_text(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Masked contacts, id and server of the signed-in account. */
void add_account_facts(const struct machine *machine, struct view *view);
/* Whose account is to be deleted; WITH_SERVER also on which server, else that is a fact. */
void add_target(const struct machine *machine, struct view *view, bool with_server);
/* Facts with the server's own words and the request id, where the outcome has them. */
void add_server_words(const struct machine *machine, struct view *view);
/* The code field with its actions, and with the sandbox's mail; the title by the caller. */
void add_code_entry(const struct machine *machine, struct view *view);
bool code_goes_by_email(const struct machine *machine); /* else by SMS */
bool code_is_no_use(const struct machine *machine);     /* only a new one helps */

/* The sentence of NOTICE_STILL_THERE and NOTICE_STILL_OPEN. */
void earlier_delete_say(const struct machine *machine, char *text, size_t size);

/* The status of VIEW from the machine's notice. */
void add_status(const struct machine *machine, struct view *view);

#endif

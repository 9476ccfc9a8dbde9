/* The state machine's whole interface: events in, effects and a view out. What happens is decided
 * here and nowhere else. No I/O, no malloc, no clock, no globals: time and chance come in events,
 * and the machine is plain data that a test can copy. Secrets are not in it. */
#ifndef FLOW_MACHINE_H
#define FLOW_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"
#include "flow/delete_step.h"
#include "flow/form.h"
#include "flow/view.h"

/* States: constant, the view that shows it. */
#define MACHINE_STATES(X)                                                                          \
    X(SIGN_IN, SIGN_IN)                                                                            \
    X(LANGUAGE, LANGUAGE)                                                                          \
    X(SENDING_SIGN_IN_CODE, SENDING_CODE)                                                          \
    X(ENTER_SIGN_IN_CODE, ENTER_CODE)                                                              \
    X(SIGNING_IN, SIGNING_IN)                                                                      \
    X(LOADING_PROFILE, LOADING_PROFILE)                                                            \
    X(NEEDS_BROWSER, NEEDS_BROWSER)                                                                \
    X(ACCOUNT, ACCOUNT)                                                                            \
    X(SIGNING_OUT, ACCOUNT)                                                                        \
    X(CONSEQUENCES, CONSEQUENCES)                                                                  \
    X(SENDING_CODE, SENDING_CODE)                                                                  \
    X(ENTER_CODE, ENTER_CODE)                                                                      \
    X(ENTER_PASSWORD, ENTER_PASSWORD)                                                              \
    X(CHECKING_CODE, CHECKING_CODE)                                                                \
    X(CONFIRM, CONFIRM)                                                                            \
    X(CHECKING_ACCOUNT, LOADING_PROFILE)                                                           \
    X(DELETING, DELETING)                                                                          \
    X(CHECKING_OUTCOME, CHECKING_OUTCOME)                                                          \
    X(DELETED, DELETED)                                                                            \
    X(REFUSED, REFUSED)                                                                            \
    X(OUTCOME_UNKNOWN, OUTCOME_UNKNOWN)                                                            \
    X(ENDED, SIGN_IN)

enum machine_state {
#define X(name, view) STATE_##name,
    MACHINE_STATES(X)
#undef X
        STATE_COUNT
};

/* What the rules are about: the person's actions, the classes of replies, and what comes by itself.
 */
#define MACHINE_INPUTS(X)                                                                          \
    X(SUBMIT)                                                                                      \
    X(BACK)                                                                                        \
    X(QUIT)                                                                                        \
    X(USE_PASSWORD)                                                                                \
    X(USE_EMAIL_CODE)                                                                              \
    X(USE_SMS_CODE)                                                                                \
    X(RESEND)                                                                                      \
    X(DELETE_ACCOUNT)                                                                              \
    X(DISMISS)  /* an earlier deletion of unknown outcome is not to be shown again */              \
    X(LANGUAGE) /* another one is wanted */                                                        \
    X(SIGN_OUT)                                                                                    \
    X(UNKNOWN)                                                                                     \
    X(OK)                                                                                          \
    X(WRONG)                                                                                       \
    X(EXPIRED)                                                                                     \
    X(WAIT)                                                                                        \
    X(REFUSED)                                                                                     \
    X(SESSION_OVER)                                                                                \
    X(ANOTHER_STEP)                                                                                \
    X(NOT_SENT)                                                                                    \
    X(NOT_PROVEN)                                                                                  \
    X(TIMER)        /* the time machine_timer_ms gave has come */                                  \
    X(INTERRUPT)    /* SIGINT, SIGQUIT */                                                          \
    X(END_OF_INPUT) /* the input ended, or nobody was there */                                     \
    X(LOST)         /* the terminal is gone, SIGHUP, SIGTERM */                                    \
    X(IDLE)         /* the time machine_idle_ms gave has come: no key for so long */               \
    X(KEY)          /* the person answered the question whether they are there */                  \
    X(MAIL)         /* --demo: a message arrived in the sandbox */                                 \
    X(JOURNAL)      /* what the journal says, at the start and after an answer was written */

enum machine_input {
#define X(name) ON_##name,
    MACHINE_INPUTS(X)
#undef X
        INPUT_COUNT
};

/* Operations that effects ask for. */
#define MACHINE_OPERATIONS(X)                                                                      \
    X(NONE)                                                                                        \
    X(SIGN_IN_PASSWORD)                                                                            \
    X(SIGN_IN_EMAIL_CODE)                                                                          \
    X(SIGN_IN_SMS_CODE)                                                                            \
    X(SEND_SIGN_IN_EMAIL)                                                                          \
    X(SEND_SIGN_IN_SMS)                                                                            \
    X(GET_PROFILE)                                                                                 \
    X(SEND_DELETE_EMAIL)                                                                           \
    X(SEND_DELETE_SMS)                                                                             \
    X(VERIFY_EMAIL)                                                                                \
    X(VERIFY_PHONE)                                                                                \
    X(VERIFY_PASSWORD)                                                                             \
    X(DELETE_ACCOUNT)                                                                              \
    X(PROBE) /* get-profile on a new connection, after a delete of unknown outcome */              \
    X(REFRESH)                                                                                     \
    X(REVOKE) /* all tokens held, best effort */

enum machine_operation {
#define X(name) OPERATION_##name,
    MACHINE_OPERATIONS(X)
#undef X
        OPERATION_COUNT
};

/* How the program ends: constant (also the JSON result code), exit code (genauth-tui(1)). */
#define MACHINE_RESULTS(X)                                                                         \
    X(DELETED, 0)                                                                                  \
    X(INTERNAL, 1)                                                                                 \
    X(USAGE, 2)                                                                                    \
    X(REFUSED, 3)                                                                                  \
    X(OUTCOME_UNKNOWN, 4)                                                                          \
    X(CANCELLED, 5)                                                                                \
    X(NOT_SENT, 6)                                                                                 \
    X(NOT_PROVEN, 7)                                                                               \
    X(SIGN_IN_FAILED, 8)                                                                           \
    X(TERMINAL, 9)

enum machine_result {
#define X(name, code) RESULT_##name,
    MACHINE_RESULTS(X)
#undef X
        RESULT_COUNT
};

/* Who is signed in, fit to be shown. */
struct machine_account {
    char user_id[64]; /* raw, only for comparing */
    struct shown shown_id;
    struct shown name;
    struct shown email;    /* masked; "" when none is bound */
    struct shown phone;    /* masked; "" when none is bound */
    bool phone_unreadable; /* one is bound that is no number: PHONE is "" */
};

/* An earlier attempt to delete, of which the journal does not know how it ended. */
struct machine_attempt {
    char id[DELETE_ATTEMPT_SIZE]; /* "" = none */
    int64_t wall_s;               /* when it was sent */
    int64_t closes_ms;            /* clock_boot_ms: then the server surely cannot do it any more */
};

/* An order to delete that left in this sitting. */
struct machine_order {
    struct machine_attempt attempt;
    struct machine_account account;
    struct shown request_id; /* of the reply that was no verdict, "" = none */
};

/* What is known about the journal: JOURNAL. */
enum machine_journal {
    MACHINE_JOURNAL_GOOD,
    MACHINE_JOURNAL_FAILS, /* it cannot be used, and that is said */
    MACHINE_JOURNAL_BLOCKS /* the same, and nothing may be deleted without it */
};

/* What a reply of class OK brought, by operation. */
struct machine_data {
    struct machine_account account; /* GET_PROFILE, PROBE */
    struct machine_attempt attempt; /* GET_PROFILE: an earlier one of the same account */
    char subject[64];               /* SIGN_IN_*: "sub" of the token, "" = not known */
    bool can_refresh;               /* SIGN_IN_*, REFRESH */
    int64_t session_s;              /* SIGN_IN_*, REFRESH: life of the access token, 0 = not said */
    int64_t expires_s;              /* VERIFY_*: life of the delete token */
};

/* Something that happened. Every event carries the time. */
struct event {
    enum machine_input input;
    int64_t now_ms;          /* clock_boot_ms */
    int64_t wall_s;          /* clock_wall_s */
    uint64_t random;         /* chance for the attempt id */
    struct form_facts facts; /* of the person's actions */
    uint32_t number;         /* of replies: the request's */
    struct outcome outcome;  /* of replies */
    struct machine_data data;
    struct shown mail, mail_code;   /* of MAIL: sender and subject; the code in it, or "" */
    struct machine_attempt attempt; /* of JOURNAL: the one to speak of */
    enum machine_journal journal;   /* of JOURNAL */
};

enum effect_type {
    EFFECT_REQUEST,     /* start OPERATION under NUMBER */
    EFFECT_CANCEL,      /* end request NUMBER; its reply is not waited for, except a delete's */
    EFFECT_WIPE,        /* wipe what is in WIPE */
    EFFECT_FLUSH_INPUT, /* drop typed-ahead input: it was not typed for the screen that comes */
    EFFECT_RECEIPT,     /* write the receipt */
    EFFECT_ANSWER,      /* write into the journal how an earlier deletion ended (ANSWER); a JOURNAL
                           follows */
    EFFECT_LANGUAGE,    /* speak LANGUAGE from now on, also to the server */
    EFFECT_END          /* leave with RESULT */
};

/* What EFFECT_WIPE names, as bits. The first are those of enum form_field. */
enum machine_wipe {
    WIPE_ACCOUNT = 1 << FORM_ACCOUNT,
    WIPE_PASSWORD = 1 << FORM_PASSWORD,
    WIPE_METHOD = 1 << FORM_METHOD,
    WIPE_CODE = 1 << FORM_CODE,
    WIPE_PHRASE = 1 << FORM_PHRASE,
    WIPE_LANGUAGE = 1 << FORM_LANGUAGE,
    WIPE_FORM = (1 << FORM_FIELD_COUNT) - 1,
    WIPE_DELETE_TOKEN = 1 << FORM_FIELD_COUNT,
    WIPE_SESSION = 1 << (FORM_FIELD_COUNT + 1), /* tokens and profile */
    WIPE_STEP = WIPE_PASSWORD | WIPE_CODE | WIPE_PHRASE | WIPE_DELETE_TOKEN,
    WIPE_ALL = (1 << (FORM_FIELD_COUNT + 2)) - 1
};

enum machine_answer {
    ANSWER_NOT_DELETED, /* the one in "answered" */
    ANSWER_DISMISSED    /* the one in "earlier" */
};

struct effect {
    enum effect_type type;
    enum machine_operation operation;
    uint32_t number;
    unsigned wipe;
    enum machine_result result;
    enum machine_answer answer;
    enum form_language language;
};

enum { MACHINE_MAX_EFFECTS = 8 };
struct effects {
    struct effect list[MACHINE_MAX_EFFECTS];
    size_t count;
};

enum machine_sign_in { SIGN_IN_BY_PASSWORD, SIGN_IN_BY_EMAIL_CODE, SIGN_IN_BY_SMS_CODE };

/* Notices of the program's own (not of a reply); machine_view has a sentence for each. */
#define MACHINE_NOTICES(X)                                                                         \
    X(NONE)                                                                                        \
    X(REPLY)           /* speak of the outcome kept in the machine */                              \
    X(STOPPED)         /* the request was cancelled by the person */                               \
    X(STOPPED_SENDING) /* the same, but it had left: a code may come */                            \
    X(NEEDS_ACCOUNT)                                                                               \
    X(NEEDS_EMAIL)                                                                                 \
    X(NEEDS_PHONE)                                                                                 \
    X(NEEDS_PASSWORD)                                                                              \
    X(NEEDS_CODE)                                                                                  \
    X(NEEDS_METHOD)                                                                                \
    X(NEEDS_PHRASE)                                                                                \
    X(NEW_CODE_SENT)                                                                               \
    X(MAYBE_SENT) /* no answer to the sending of a code */                                         \
    X(WAIT_TO_RESEND)                                                                              \
    X(TOO_MANY_TRIES)                                                                              \
    X(CONFIRM_EXPIRED) /* the delete token's time is over; nothing was sent */                     \
    X(CONFIRM_ENDS)    /* 20 seconds left */                                                       \
    X(TOO_LATE)        /* the delete has left already */                                           \
    X(ACCOUNT_CHANGED) /* the fresh profile has another name or other contacts */                  \
    X(OTHER_ACCOUNT)   /* the fresh profile is somebody else's */                                  \
    X(SIGNED_OUT)      /* by the person */                                                         \
    X(SIGN_OUT_OPEN)   /* by the person; the server did not confirm it */                          \
    X(RENEWED)         /* the session was renewed; what was typed must be typed again */           \
    X(SESSION_OVER)    /* by the server */                                                         \
    X(STILL_THERE)     /* an earlier deletion was not done: the account is there */                \
    X(STILL_OPEN)      /* the account is there, but an earlier deletion may still be done */       \
    X(DISMISSED)       /* an earlier deletion is not shown again */

enum machine_notice {
#define X(name) NOTICE_##name,
    MACHINE_NOTICES(X)
#undef X
        NOTICE_COUNT
};

/* The machine. Treat as opaque outside src/flow and its tests. */
struct machine {
    enum machine_state state;
    uint32_t last_number;             /* of requests */
    uint32_t in_flight;               /* number of the request under way, 0 = none */
    enum machine_operation operation; /* of that request; while refreshing: the one to repeat */
    bool refreshing;                  /* the request under way is REFRESH */
    bool refreshed;                   /* OPERATION is being repeated: it is not repeated again */
    bool signed_in;                   /* tokens are held */
    bool can_refresh;
    bool code_used; /* the last code was accepted or is expired: it is no use any more */
    bool code_sent; /* on its way for the code that is asked for now */
    bool code_sure; /* the server said that it has sent it */
    bool
        code_older; /* another was asked for and not sent: nobody knows how long it is still good */
    bool mail_older; /* MAIL came before the sending that is under way */
    bool fresh;  /* the profile was read since the delete token came, and is the same account's */
    bool warned; /* that the time to confirm ends soon */
    bool ending; /* leave when it is known how the delete ended, or when signed out */
    bool lost;   /* nobody sees the screen any more: do not wait long */
    bool sandbox;
    bool is_public;
    bool idle_asked; /* whether anybody is there, and no key came yet */
    int64_t idle_ms; /* without a key before that is asked; 0 = never */
    enum machine_sign_in sign_in_by;
    enum form_method method;
    enum form_language language; /* in use; NONE: not one that can be chosen */
    unsigned languages;          /* that can be chosen: bits (1u << enum form_language) */
    uint8_t wrong_codes;
    enum machine_notice notice;
    struct outcome outcome; /* the last reply's; spoken of when notice is NOTICE_REPLY */
    enum machine_result result;
    char subject[64]; /* "sub" of the token; "" = not known */
    char server[128];
    struct machine_account account;
    struct delete_step step;
    struct machine_attempt earlier;      /* to speak of on the first screen */
    char dismissed[DELETE_ATTEMPT_SIZE]; /* what NOTICE_DISMISSED speaks of */
    struct machine_attempt answered;     /* that of the account: what NOTICE_STILL_* speak of */
    struct machine_order
        unanswered;     /* left in this sitting, before this step, and had no verdict */
    int64_t answered_s; /* wall clock, for people: as of when it is there, or when to look again */
    enum machine_journal journal;
    int64_t now_ms, wall_s;    /* of the last event */
    int64_t asked_ms, asked_s; /* when the last request began: what its reply tells is no older */
    int64_t busy_since_ms;     /* since when the person waits */
    int64_t session_ends_ms;   /* the access token's life is over then */
    int64_t resend_at_ms;      /* sending another code is allowed from then on */
    int64_t profile_ok_ms;     /* when get-profile last answered OK; 0 = never */
    int64_t deleted_wall_s;    /* when the delete was proven */
    struct shown mail, mail_code;
};

/* One rule: in one of STATES (bits), on one of INPUTS (bits), if GUARD (NULL = always) holds, do
 * ACTION (NULL = nothing) and go to NEXT (STATE_COUNT = stay). The first rule that fits counts. */
struct machine_rule {
    uint64_t states, inputs;
    bool (*guard)(const struct machine *machine, const struct event *event);
    void (*action)(struct machine *machine, const struct event *event, struct effects *out);
    enum machine_state next;
    const char *name; /* for tests, logs and the drawing */
};

/* Sets up MACHINE in its first state. SERVER (host, for people) is copied; SANDBOX shows the mark.
 */
void machine_init(struct machine *machine, const char *server, bool sandbox);

/* From now on it is a public terminal: the last line names nobody, and who presses no key for
 * IDLE_MS is asked whether they are there, and signed out a minute later (machine_idle_ms); 0 =
 * never. */
void machine_make_public(struct machine *machine, int64_t idle_ms);

/* Which language is in use (NONE: one that cannot be chosen), and which ones this terminal can show
 * (bits, 1u << enum form_language). With fewer than two there is nothing to choose. */
void machine_set_languages(struct machine *machine, enum form_language language,
                           unsigned languages);

/* Takes EVENT, changes MACHINE and writes what must be done into OUT (emptied first). Total and
 * deterministic: same machine and event, same result. */
void machine_update(struct machine *machine, const struct event *event, struct effects *out);

/* What to show now. Pure; translates. OUT is filled whole. */
void machine_view(const struct machine *machine, struct view *out);

/* True while an order to delete of this sitting has left and nothing is proven: whatever ends the
 * program then, but another deletion that was done, ends it with RESULT_OUTCOME_UNKNOWN. */
bool machine_is_open(const struct machine *machine);

/* That order into ORDER; false when there is none. */
bool machine_open_order(const struct machine *machine, struct machine_order *order);

/* That of before this step, if USER_ID (*borrows*) gave it, into ATTEMPT; else nothing happens. */
void machine_order_of(const struct machine *machine, const char *user_id,
                      struct machine_attempt *attempt);

/* What is known here and now about the orders of this sitting: DELETED, OUTCOME_UNKNOWN, REFUSED,
 * or CANCELLED when nothing of that can be said. Counts more than why the program ends. */
enum machine_result machine_verdict(const struct machine *machine);

/* When the order of the step left (clock_wall_s), as of the last event. */
int64_t machine_sent_s(const struct machine *machine);

/* When (clock_boot_ms) the machine wants a TIMER event, or -1. */
int64_t machine_timer_ms(const struct machine *machine);

/* When (clock_boot_ms) the machine wants an IDLE event, if the last key came at KEY_MS, or -1: no
 * limit, or none here. *END_MS: when nobody is taken to be there any more, whatever was asked; a
 * key that comes later is another person's. -1 likewise. */
int64_t machine_idle_ms(const struct machine *machine, int64_t key_ms, int64_t *end_ms);

/* The commit point of the delete: asked by the hook in the last moment before the request's first
 * byte leaves. True exactly once for each armed step, before its deadline; from then on the outcome
 * is open. */
bool machine_commit_delete(struct machine *machine, int64_t now_ms);

/* Whether machine_commit_delete would say yes now: asked before the journal is written. */
bool machine_may_commit_delete(const struct machine *machine, int64_t now_ms);

/* The journal could (not) be written, as the hook of the delete found: for what is said later. */
void machine_note_journal(struct machine *machine, enum machine_journal journal);

const char *machine_state_text(enum machine_state state);
const char *machine_input_text(enum machine_input input);
const char *machine_operation_text(enum machine_operation operation);
const char *machine_result_text(enum machine_result result);
int machine_exit_code(enum machine_result result);

/* What CAUSE means and what to do, in a sentence or two, translated. *Static*. */
const char *machine_cause_sentence(enum outcome_cause cause);

/* One true sentence about how it ended, translated; for the last line. */
void machine_farewell(const struct machine *machine, char *text, size_t size);

/* A flow's rules, in order of precedence. */
struct machine_table {
    const char *flow;
    const struct machine_rule *rules;
    size_t count;
};

/* For tests and the drawing: all tables in order of precedence (*static*), and an update by given
 * ones, which returns the rule that was used, or NULL when none fits (then nothing was done). */
const struct machine_table *const *machine_tables(size_t *count);
const struct machine_rule *machine_update_by(const struct machine_table *const *list, size_t count,
                                             struct machine *machine, const struct event *event,
                                             struct effects *out);

#endif

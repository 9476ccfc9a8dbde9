/* What a screen says: meaning, not layout. Made by machine_view, shown by the front ends. Ids are
 * stable and never translated; labels are translated and never parsed. A secret is only a length.
 */
#ifndef FLOW_VIEW_H
#define FLOW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/form.h"

/* Views: constant, id. */
#define VIEW_IDS(X)                                                                                \
    X(SIGN_IN, "sign_in")                                                                          \
    X(LANGUAGE, "language")                                                                        \
    X(SIGNING_IN, "signing_in")                                                                    \
    X(LOADING_PROFILE, "loading_profile")                                                          \
    X(NEEDS_BROWSER, "needs_browser")                                                              \
    X(ACCOUNT, "account")                                                                          \
    X(CONSEQUENCES, "consequences")                                                                \
    X(SENDING_CODE, "sending_code")                                                                \
    X(ENTER_CODE, "enter_code")                                                                    \
    X(ENTER_PASSWORD, "enter_password")                                                            \
    X(CHECKING_CODE, "checking_code")                                                              \
    X(CONFIRM, "confirm")                                                                          \
    X(DELETING, "deleting")                                                                        \
    X(CHECKING_OUTCOME, "checking_outcome")                                                        \
    X(DELETED, "deleted")                                                                          \
    X(REFUSED, "refused")                                                                          \
    X(OUTCOME_UNKNOWN, "outcome_unknown")

enum view_id {
#define X(name, id) VIEW_##name,
    VIEW_IDS(X)
#undef X
        VIEW_ID_COUNT
};

/* Actions: constant, id, plain-text command letter (0 = chosen by number or by answering the
 * fields). */
#define ACTION_IDS(X)                                                                              \
    X(SUBMIT, "submit", 0)                                                                         \
    X(BACK, "back", '<')                                                                           \
    X(QUIT, "quit", 'q')                                                                           \
    X(USE_PASSWORD, "use_password", 'p')                                                           \
    X(USE_EMAIL_CODE, "use_email_code", 'e')                                                       \
    X(USE_SMS_CODE, "use_sms_code", 's')                                                           \
    X(RESEND, "resend", 'r')                                                                       \
    X(DELETE_ACCOUNT, "delete_account", 0)                                                         \
    X(SIGN_OUT, "sign_out", 0)                                                                     \
    X(DISMISS, "dismiss", 'd')                                                                     \
    X(LANGUAGE, "language", 'l')

enum action_id {
#define X(name, id, letter) ACTION_##name,
    ACTION_IDS(X)
#undef X
        ACTION_ID_COUNT
};

enum view_severity { VIEW_INFO, VIEW_WARNING, VIEW_ERROR };

enum view_item_type { VIEW_PARAGRAPH, VIEW_FACT, VIEW_FIELD, VIEW_CHOICE };

enum view_field_kind { VIEW_FIELD_TEXT, VIEW_FIELD_SECRET, VIEW_FIELD_CODE, VIEW_FIELD_WORD };

enum {
    VIEW_TEXT_SIZE = 320,
    VIEW_LABEL_SIZE = 96,
    VIEW_MAX_ITEMS = 16,
    VIEW_MAX_OPTIONS = 7,
    VIEW_MAX_ACTIONS = 6,
    VIEW_ID_SIZE = 32
};

/* One way to answer a choice. An option that is not enabled says why not. */
struct view_option {
    const char *id; /* static */
    char label[VIEW_LABEL_SIZE];
    bool enabled;
    char reason[VIEW_TEXT_SIZE];
};

/* PARAGRAPH: text. FACT: label, text. FIELD: label (at most 20 columns), hint (text), kind. CHOICE:
 * label, options; its answer goes into the form under FIELD like a field's. QUIET: nobody has to
 * know it to go on, so a front end that is listened to says it only when asked. IN_RESULT: the last
 * line of the program says it too. HEADLINE: a paragraph that says more than the title does, so
 * that it can stand in its place where the title is no more than the first words of a screen. */
struct view_item {
    enum view_item_type type;
    const char *id; /* static, unique in the view */
    char label[VIEW_LABEL_SIZE];
    char text[VIEW_TEXT_SIZE];
    enum form_field field;
    enum view_field_kind kind;
    bool has_error; /* the status is about this field */
    bool quiet, in_result, headline;
    struct view_option options[VIEW_MAX_OPTIONS];
    size_t option_count;
};

enum view_role {
    VIEW_ROLE_DEFAULT,
    VIEW_ROLE_NORMAL,
    VIEW_ROLE_BACK,
    VIEW_ROLE_DESTRUCTIVE,
    VIEW_ROLE_QUIT
};

/* QUIET: it can be done, but a front end that is listened to says so only when asked, and programs
 * are not told of it, because the list of actions that they know of a view is complete. */
struct view_action {
    enum action_id id;
    char label[VIEW_LABEL_SIZE];
    enum view_role role;
    bool enabled, quiet;
    char reason[VIEW_TEXT_SIZE]; /* why not, when not enabled */
};

struct view {
    enum view_id id;
    uint32_t serial; /* set by the application: another number = something below changed */
    char title[VIEW_LABEL_SIZE];
    uint8_t step, steps; /* "Step 2 of 3"; 0 = none */
    bool sandbox;        /* show the permanent SANDBOX mark */
    bool has_status;
    enum view_severity severity;
    const char
        *code; /* outcome code of the status, static, e.g. "WRONG"; never NULL when has_status */
    char status[VIEW_TEXT_SIZE];
    struct view_item items[VIEW_MAX_ITEMS];
    size_t item_count;
    struct view_action actions[VIEW_MAX_ACTIONS];
    size_t action_count;
    const char *focus;              /* id of the item or action to begin at, static, or NULL */
    bool busy;                      /* a request runs: PROGRESS says what */
    char progress[VIEW_LABEL_SIZE]; /* "Signing in." */
    uint32_t progress_s;            /* 0, then 10, 30, 60 and each minute: say it when it changes */
    bool has_deadline;
    int64_t deadline_ms; /* clock_boot_ms of the end of what this screen allows */
    bool is_final;       /* leaving this view ends the program with a result */
    bool asks_key;       /* the status asks for any key: the next one is the answer, and no more */
};

const char *view_id_text(enum view_id id);     /* static */
const char *action_id_text(enum action_id id); /* static */
bool action_from_id(const char *id, enum action_id *action);
char action_letter(enum action_id id);
const char *view_severity_text(enum view_severity severity); /* "info", "warning", "error" */
const char *view_role_text(enum view_role role);

/* The action / item / field item of VIEW with that id, or NULL. *Borrowed* from the view. */
const struct view_action *view_find_action(const struct view *view, enum action_id id);
const struct view_item *view_find_field(const struct view *view, enum form_field field);

/* Whether the answer to VIEW's choice leads on to something that is final: then the way back comes
 * first. */
bool view_choice_matters(const struct view *view);

#endif

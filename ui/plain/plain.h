/* Private to ui/plain: the front end's parts. say.c writes lines, present.c turns a view into
 * lines, prompt.c and choices.c into a prompt, answer.c turns a line into an event, plain_ui.c is
 * the rest. */
#ifndef UI_PLAIN_PLAIN_H
#define UI_PLAIN_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/view.h"
#include "ui/line_input.h"
#include "ui/output.h"
#include "ui/plain/terminal.h"
#include "ui/ui.h"

enum {
    PLAIN_COLUMNS = 40,
    PLAIN_QUIET_MS = 500, /* nothing is said about a request that takes less */
    PLAIN_LONG_S = 30,    /* after so long it is said how to stop it */
    PLAIN_MAIL_MS = 1000, /* sandbox: a prompt for a code waits so long for the mail */
    PLAIN_SAID_MAX = 24,
    LINE_SIZE = 2 * VIEW_TEXT_SIZE,
    ENTRIES_MAX = VIEW_MAX_OPTIONS + VIEW_MAX_ACTIONS
};

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_FIELD,
    PROMPT_CONTINUE, /* yes or no, before a choice */
    PROMPT_LIST,     /* one of the numbered entries */
    PROMPT_ENTER     /* nothing to choose: Enter leaves */
};

/* What was asked last; OPEN while the answer is awaited. */
struct prompt {
    enum prompt_kind kind;
    enum form_field field; /* of FIELD */
    bool hidden;
    bool open;
    bool ahead; /* the answer was there before the question: its newline was not shown after it */
    char text[VIEW_LABEL_SIZE + 16];
};

/* What can be chosen by number: an action or an option of the view's choice. */
struct entry {
    const struct view_action *action; /* or NULL */
    const struct view_option *option; /* or NULL */
};

struct entries {
    struct entry at[ENTRIES_MAX]; /* the first one has the number 1 */
    size_t count;
};

/* A fact that was said and need not be said again. */
struct said {
    const char *id;
    char text[VIEW_TEXT_SIZE];
};

struct ui {
    struct line_input input;
    struct output output;
    struct terminal terminal;
    struct form *form;
    const char *server; /* or NULL */
    bool brief, kiosk;

    const struct view *view; /* borrowed; NULL before the first */
    uint32_t serial;
    int64_t now_ms;
    int64_t shown_ms, wall_s; /* when the view came, by both clocks */

    struct view shown; /* the view that was said last; meaningless before HAS_SHOWN */
    bool has_shown;
    struct prompt prompt;
    bool stale; /* the view changed while the prompt was open, and that was not said yet */
    char status[VIEW_TEXT_SIZE]; /* said last */
    struct said said[PLAIN_SAID_MAX];
    size_t said_count;
    bool hint_said, hidden_hint_said;
    char field_hint[VIEW_TEXT_SIZE]; /* said last */
    unsigned asked_fields;           /* at least once, by enum form_field */
    unsigned action_hints;           /* said, by enum action_id */

    bool goes_on; /* the person wants to go on and is asked to choose how */

    bool is_busy, busy_said;
    int64_t busy_since_ms;
    uint32_t progress_s;
    char progress[VIEW_LABEL_SIZE];

    int64_t wait_until_ms; /* sandbox: the prompt waits so long for the mail; 0 = does not */
    bool answer_due;       /* an action was given and its result is not said yet */
    bool turn_over;        /* an event was given: what follows from it has to come first */
    bool held;             /* the first line waits for the view after the running request */
    bool told;             /* the last event was given */
    bool hushed;           /* input is being dropped until the next show */
    bool away;             /* the terminal was given back for a while */
    bool prompt_due;       /* and the open prompt is said again only then */
    bool asks_key;         /* any key is asked for; nothing else is said or taken until it comes */
    bool leaving;          /* a last screen is left without asking */
    bool has_left;         /* that was done once */
};

/* say.c. SAY: one or more whole sentences as lines of at most 40 columns; nothing when empty. */
void say(struct ui *ui, const char *text);
void say_line(struct ui *ui, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_error(struct ui *ui, const char *text);
void say_prompt(struct ui *ui);
void say_newline(struct ui *ui);

/* present.c. Says what is new in the view and asks. */
void present(struct ui *ui);
void present_busy(struct ui *ui);
void present_tick(struct ui *ui);     /* what time alone makes due */
void present_question(struct ui *ui); /* the view asks for any key */
void repeat_view(struct ui *ui);      /* says all of it again and asks */
void explain_view(struct ui *ui);     /* help, and asks */
void say_stale(struct ui *ui);        /* what came while the prompt was open */

/* prompt.c. */
void begin_asking(struct ui *ui, bool with_list); /* hints, the list of choices, and asks */
void ask(struct ui *ui); /* the prompt again, after what changed while it was open */
void ask_field(struct ui *ui, const struct view_item *field);
void ask_entry(struct ui *ui);    /* the person goes on: how? */
void open_prompt(struct ui *ui);  /* says ui->prompt; an answer is awaited from now on */
void close_prompt(struct ui *ui); /* no answer is awaited any more: its line ends */
void look_ahead(struct ui *ui);   /* is the answer there already? */
/* What can be chosen, and why a number is missing; ALL: also why one after the last cannot. */
void say_list(struct ui *ui, bool all);
void say_absent(struct ui *ui); /* only why the rest cannot be chosen */
void say_action_hints(struct ui *ui, const struct view *view);
bool prompt_still_fits(const struct ui *ui, const struct view *view);

/* choices.c. What a view offers; all *borrowed* from the view. */
const struct view_item *first_of(const struct view *view, enum view_item_type type);
const struct view_item *next_field(const struct view *view, enum form_field field);
const struct view_item *previous_field(const struct view *view, enum form_field field);
/* Where to begin: the field with the error, else where the view says, else the first. */
const struct view_item *start_field(const struct view *view);
size_t choice_count(const struct view_item *choice); /* options that can be chosen */
const struct view_option *only_option(const struct view_item *choice); /* NULL: none or several */
void collect_entries(const struct view *view, struct entries *entries);
bool entry_is_enabled(const struct entry *entry);
const char *entry_label(const struct entry *entry);
const char *entry_reason(const struct entry *entry); /* why it cannot be chosen */
size_t last_enabled(const struct entries *entries);  /* its number, or 0 */

/* answer.c. Handles the LENGTH bytes at BYTES (*borrows*) as the answer to the open prompt; true:
 * ACTION is what it means. False: something else was asked. */
bool answer(struct ui *ui, const char *bytes, size_t length, enum action_id *action);
/* True when the line is the letter of an action that VIEW offers. */
bool is_letter(const struct view *view, const char *bytes, size_t length, enum action_id *action);

#endif

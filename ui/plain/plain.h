/* Private to ui/plain: the front end's parts. say.c writes lines, present.c turns a view into
 * lines and a prompt, answer.c turns a line into an event, plain_ui.c is the rest. */
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
    PLAIN_MAIL_MS = 1000, /* sandbox: a prompt for a code waits so long for the mail */
    PLAIN_SAID_MAX = 24
};

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_FIELD,
    PROMPT_CHOICE, /* one of the options of a choice */
    PROMPT_MENU,   /* one of the actions */
    PROMPT_ENTER   /* nothing to choose: Enter leaves */
};

/* What was asked last; OPEN while the answer is awaited. */
struct prompt {
    enum prompt_kind kind;
    enum form_field field; /* FIELD, CHOICE */
    bool hidden;
    bool open;
    bool ahead; /* the answer was there before the question: its newline was not shown after it */
    char text[VIEW_LABEL_SIZE + 16];
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
    bool hint_said;
    unsigned field_hints;  /* said, by enum form_field */
    unsigned action_hints; /* said, by enum action_id */

    bool is_busy, busy_said;
    int64_t busy_since_ms;
    uint32_t progress_s;
    char progress[VIEW_LABEL_SIZE];

    int64_t wait_until_ms; /* sandbox: the prompt waits so long for the mail; 0 = does not */
    bool answer_due;       /* an action was given and its result is not said yet */
    bool turn_over;        /* an event was given: what follows from it has to come first */
    bool held;             /* the first line waits for the view after the running request */
    bool told;             /* the last event was given */
    bool leaving;          /* a last screen is left without asking */
    bool has_left;         /* that was done once */
};

/* say.c. SAY: one or more whole sentences as lines of at most 40 columns; nothing when empty. */
void say(struct ui *ui, const char *text);
void say_parts(struct ui *ui, const char *before, const char *text); /* one text of two parts */
void say_error(struct ui *ui, const char *text);
void say_prompt(struct ui *ui);
void say_newline(struct ui *ui);

/* present.c. Says what is new in the view and asks. */
void present(struct ui *ui);
void present_busy(struct ui *ui);
void present_tick(struct ui *ui); /* what time alone makes due */
void repeat_view(struct ui *ui);  /* says all of it again and asks */
void explain_view(struct ui *ui); /* help, and asks */
void ask(struct ui *ui);          /* the prompt again, after what changed while it was open */
void ask_field(struct ui *ui, const struct view_item *field);
void close_prompt(struct ui *ui); /* no answer is awaited any more: its line ends */
void look_ahead(struct ui *ui);   /* is the answer there already? */
bool prompt_still_fits(const struct ui *ui, const struct view *view);
const struct view_item *next_field(const struct view *view, enum form_field field);
const struct view_item *previous_field(const struct view *view, enum form_field field);
/* The action or option with NUMBER (from 1) of the menu or choice, or NULL. */
const struct view_action *menu_action(const struct view *view, size_t number);
const struct view_option *choice_option(const struct view_item *choice, size_t number);
size_t menu_count(const struct view *view);
size_t choice_count(const struct view_item *choice);

/* answer.c. Handles the LENGTH bytes at BYTES (*borrows*) as the answer to the open prompt; true:
 * ACTION is what it means. False: something else was asked. */
bool answer(struct ui *ui, const char *bytes, size_t length, enum action_id *action);
/* True when the line is the letter of an action that VIEW offers. */
bool is_letter(const struct view *view, const char *bytes, size_t length, enum action_id *action);

#endif

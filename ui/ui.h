/* What a front end is: one struct of functions. A front end shows views and turns keys, lines or
 * JSON objects into actions; it decides nothing. Adding one needs no change in src/flow. */
#ifndef UI_UI_H
#define UI_UI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "flow/form.h"
#include "flow/view.h"

struct ui; /* each front end has its own */

enum ui_theme { UI_THEME_DEFAULT, UI_THEME_CONTRAST, UI_THEME_LIGHT };

enum ui_focus { UI_FOCUS_CURSOR, UI_FOCUS_BAR };

/* Settings; strings *borrowed* for the life of the front end. */
struct ui_options {
    int input; /* descriptors: the terminal, or pipes for json */
    int output;
    int store;  /* curses: an empty file in memory for its own use, left empty; -1 = none */
    bool brief; /* plain: no hints */
    bool kiosk; /* no suspend; nothing is left on the terminal */
    bool no_color;
    bool remote; /* curses: the bytes of one key may come apart */
    enum ui_theme theme;
    enum ui_focus focus; /* curses: what shows where it is, besides the cursor */
    const char *server;  /* "demo.genauth.ai": plain says it first */
    const char *program; /* "genauth-tui 0.1.0" */
    struct form *form;   /* the values that fields edit in place; *borrowed* */
};

enum ui_event_type {
    UI_ACTION,       /* the person chose ACTION; the form holds what was typed */
    UI_END_OF_INPUT, /* no more input: never a yes */
    UI_PLAIN,        /* the person wants lines of text from here on, in the same step */
    UI_LOST,         /* the terminal is gone */
    UI_FAILED        /* there is no memory to show anything any more */
};

struct ui_event {
    enum ui_event_type type;
    enum action_id action;
};

/* What was achieved in the end, for the last line (plain) or the result object (json). */
struct ui_result {
    const char *code; /* "DELETED" ... (genauth-tui(1)), static */
    int exit_code;
    const char *text;         /* one sentence that is true, translated; never NULL */
    const char *request_id;   /* "" when there is none */
    const char *receipt_json; /* the receipt object as text, or NULL */
};

struct ui_ops {
    const char *name; /* "curses", "plain", "json" */

    /* Takes over the descriptors. Returns new (free with close) or NULL with ERR: then the terminal
     * is as it was. */
    struct ui *(*open)(const struct ui_options *options, struct err *err);

    /* Shows VIEW (*borrows* until the next call). Called once per turn of the loop, whenever the
     * serial changed; compares with what it showed before and writes only what is needed. NOW_MS is
     * clock_boot_ms, WALL_S the matching wall clock time. */
    void (*show)(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s);

    /* Handles what the descriptor has without blocking and gives the next event. False when there
     * is none (all input used up). Call again until false. */
    bool (*next)(struct ui *ui, struct ui_event *event);

    /* Milliseconds until the front end wants to be called again without input (for example the 20
     * seconds warning), or -1. */
    int (*timeout_ms)(struct ui *ui, int64_t now_ms);

    /* False when the input descriptor must not be waited for, although it may be readable: its end
     * was seen, or enough was read ahead. NULL: always wanted. */
    bool (*wants_input)(struct ui *ui);

    /* True when something waits until the output descriptor takes it. NULL: never. */
    bool (*wants_output)(struct ui *ui);

    /* The terminal has another size. */
    void (*resize)(struct ui *ui);

    /* Drops all typed-ahead input (before a screen that can confirm), without waiting. True where
     * keys can come: it is called again whenever some did, then show, which ends that; in between
     * only resize, suspend, resume and close, and what is typed is not shown. */
    bool (*flush_input)(struct ui *ui);

    /* A key came that was for any key (the view asked for one) or for another front end: drops all
     * that came with it, as it is no answer to anything else. NULL: what came acts as usual. */
    void (*drop_key)(struct ui *ui);

    /* Gives the terminal back before SIGSTOP, takes it again after SIGCONT and draws anew. */
    void (*suspend)(struct ui *ui);
    void (*resume)(struct ui *ui);

    /* Restores the terminal, says RESULT (NULL: nothing) and frees (*takes*; NULL allowed). */
    void (*close)(struct ui *ui, const struct ui_result *result);
};

extern const struct ui_ops ui_curses_ops;
extern const struct ui_ops ui_plain_ops;
extern const struct ui_ops ui_json_ops;

#endif

/* The curses front end's own state, shared by its files: curses_ui.c (the functions of ui.h),
 * show.c (what a view changes), keys.c (what a key does), draw.c (rows and cursor), keys_help.c
 * (the help screen). Drawing only changes a picture; front_flush sends it. */
#ifndef UI_CURSES_FRONT_H
#define UI_CURSES_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "ui/curses/layout.h"
#include "ui/curses/stops.h"
#include "ui/curses/terminal.h"
#include "ui/lineedit.h"
#include "ui/ui.h"

enum {
    FRONT_PENDING = 1024,    /* keys typed ahead of a screen */
    FRONT_MESSAGE = 640,     /* bytes */
    FRONT_PATIENCE_MS = 500, /* a request may take so long before anything is said */
    FRONT_LONG_S = 30,       /* after so long it is said how to stop it */
    FRONT_VERY_LONG_S = 60,
    FRONT_PASTE_PAUSE_MS = 1000 /* a paste whose end never comes ends by itself */
};

/* What is said in the message rows. */
struct front_message {
    char text[FRONT_MESSAGE];
    bool is_error;
    bool parked;  /* the cursor stands on it until the next key */
    bool anew;    /* not drawn yet */
    size_t first; /* byte from which it is shown: it may be longer than a small screen */
};

/* A request runs. */
struct front_wait {
    bool on;
    bool overlay; /* it has no screen of its own: the one before stays */
    bool spoken;  /* it took long enough to be spoken of */
    bool can_go_back;
    int64_t since_ms;
    uint32_t spoken_s;
    char progress[VIEW_LABEL_SIZE];
    uint32_t progress_s;
    char status[VIEW_TEXT_SIZE]; /* of the request's view, as it was said last */
};

struct ui {
    struct ui_options options;
    struct terminal *terminal;
    bool has_view;
    struct view view; /* the one on the screen */
    uint32_t serial;  /* of the last one that came, with a screen of its own or not */
    struct stops stops;
    struct layout layout;
    size_t focus; /* index of the stop */
    bool reading; /* the cursor is at the beginning of PAGE, which comes before the first stop */
    size_t page;
    struct lineedit edit; /* of the field with the focus */
    int value_col;        /* of the cursor in it, as it was last drawn */
    struct front_message message;
    struct front_wait wait;
    bool anew;             /* what is drawn next is another screen or page: all of it is written */
    bool acted;            /* the person chose something since the last show */
    enum action_id chosen; /* and this it was */
    bool went_elsewhere;   /* the last choice was no answer to the screen's question */
    bool helping;
    struct buf help;
    struct layout help_layout;
    size_t help_page;
    bool pasting;
    int64_t pasted_ms;
    int pending[FRONT_PENDING];
    size_t pending_begin, pending_count;
    bool asked_key;  /* the view asks for any key */
    bool hushed;     /* input is being dropped until the next show */
    bool resize_due; /* and the screen is drawn anew only then */
    bool lost;
    bool suspended;
};

/* draw.c */

/* Computes the rows for the view, the message and the size. */
void front_layout(struct ui *ui);
/* The whole picture. */
void front_draw(struct ui *ui);
/* The row of the field with the focus. */
void front_draw_field(struct ui *ui);
/* Only where the cursor stands in it, unless it has to be scrolled for that. */
void front_find_cursor(struct ui *ui);
/* Sends the picture, with the cursor where it belongs. */
void front_flush(struct ui *ui);
/* Whether the message has rows that were not seen yet; and shows them. */
bool front_message_has_more(const struct ui *ui);
void front_message_turn(struct ui *ui);

/* show.c */

/* The stop with the focus, or NULL. */
const struct stop *front_stop(const struct ui *ui);
/* Whether typed text goes into a field. */
bool front_in_field(const struct ui *ui);
/* What came of it all must be under the fingers; and while a request runs, Enter must not choose at
 * once what ends the waiting. */
bool front_begins_with_reading(const struct ui *ui);
/* Gives the focus to the stop INDEX and turns to its page. */
void front_set_focus(struct ui *ui, size_t index);
/* Says TEXT in the message rows and parks the cursor there. */
void front_say(struct ui *ui, const char *text, bool is_error);
/* How long VIEW holds, as a sentence in TEXT; WITH_TIME: and until when. "" when that is over. */
void front_format_deadline(const struct view *view, bool with_time, int64_t now_ms, int64_t wall_s,
                           char *text, size_t size);
/* The functions of ui.h. */
void front_show(struct ui *ui, const struct view *view, int64_t now_ms, int64_t wall_s);
/* Speaks of a request once it takes long. */
void front_speak(struct ui *ui, int64_t now_ms);
int front_timeout_ms(struct ui *ui, int64_t now_ms);

/* keys.c */

/* Handles KEY; true when it means EVENT. */
bool front_key(struct ui *ui, int key, struct ui_event *event);
/* Whether KEY is to be kept for the screen that is yet to come. */
bool front_is_early(const struct ui *ui, int key);

/* keys_help.c */

void front_open_help(struct ui *ui);
/* KEY while help is shown. */
void front_help_key(struct ui *ui, int key);
/* Whether the view can be left by Esc. */
bool front_has_way_back(const struct ui *ui);

#endif

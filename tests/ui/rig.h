/* What the tests of the plain and the JSON front end share: a front end in the test's own process
 * between two pipes or on a pty, and views made piece by piece. One rig at a time. */
#ifndef TESTS_UI_RIG_H
#define TESTS_UI_RIG_H

#include "ui/ui.h"

enum { RIG_OUT_SIZE = 512 * 1024, RIG_WAIT_MS = 20000 };

struct rig {
    const struct ui_ops *ops;
    struct ui *ui; /* NULL after rig_finish */
    struct form *form;
    struct view view;       /* the one that rig_show shows; rig_begin_view starts another */
    int64_t now_ms;         /* told to the front end */
    int to_ui, from_ui;     /* the test's ends; both the master on a pty; -1 when closed */
    int ui_in, ui_out;      /* the front end's ends */
    char out[RIG_OUT_SIZE]; /* written by the front end and not taken yet */
    size_t out_length;
};
extern struct rig rig;

/* Opens a front end on pipes, or on a new pty (its slave end may be set before: rig_make_pty).
 * OPTIONS without descriptors and form. */
void rig_open_pipes(const struct ui_ops *ops, struct ui_options options);
void rig_make_pty(void);
void rig_open_pty(const struct ui_ops *ops, struct ui_options options);
/* Closes the front end with RESULT (or NULL), and the test's ends. */
void rig_finish(const struct ui_result *result);
void rig_close(void);

/* Sends TEXT; on a pty waits until it has arrived (a whole line, or, echoed, a part of one). */
void rig_type(const char *text);
void rig_end_input(void);

/* Takes in what was written; on pipes that is all there is. */
void rig_collect(void);
/* What was written must be TEXT and nothing else; it is taken. On a pty it is waited for. */
void rig_expect_out(const char *text);
void rig_expect_event(enum ui_event_type type, enum action_id action);
void rig_expect_no_event(void);

/* Formats like printf; must fit. */
void __attribute__((format(printf, 3, 4))) rig_put(char *to, size_t size, const char *format, ...);
#define RIG_PUT(array, ...) rig_put((array), sizeof(array), __VA_ARGS__)

/* An empty view with the next serial; pieces are added; then it is shown. */
void rig_begin_view(enum view_id id);
struct view_item *rig_add_item(enum view_item_type type, const char *id);
struct view_item *rig_add_paragraph(const char *id, const char *text);
struct view_item *rig_add_fact(const char *id, const char *label, const char *text);
struct view_item *rig_add_field(enum form_field field, enum view_field_kind kind, const char *label,
                                const char *hint);
void rig_add_option(struct view_item *choice, const char *id, const char *label,
                    const char *reason); /* REASON NULL: enabled */
struct view_action *rig_add_action(enum action_id id, enum view_role role, const char *label);
void rig_set_status(enum view_severity severity, const char *code, const char *text);
void rig_set_busy(const char *progress);
void rig_show(void);
void rig_show_changed(void); /* the same view with another serial */

#endif

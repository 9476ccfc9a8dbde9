/* The terminal: all that this program uses of curses, and nothing that knows what a screen means.
 * Text goes to row and column; nothing is sent before terminal_update. */
#ifndef UI_CURSES_TERMINAL_H
#define UI_CURSES_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "ui/ui.h"

struct terminal;

/* Keys: a byte of text or control (0 to 255), or one of these. */
enum terminal_key {
    TERMINAL_UP = 256,
    TERMINAL_DOWN,
    TERMINAL_LEFT,
    TERMINAL_RIGHT,
    TERMINAL_HOME,
    TERMINAL_END,
    TERMINAL_PAGE_UP,
    TERMINAL_PAGE_DOWN,
    TERMINAL_BACKSPACE,
    TERMINAL_DELETE,
    TERMINAL_ENTER,
    TERMINAL_BACK_TAB,
    TERMINAL_HELP,  /* F1 */
    TERMINAL_PLAIN, /* F2 */
    TERMINAL_QUIT,  /* F10 */
    TERMINAL_PASTE_BEGIN,
    TERMINAL_PASTE_END,
    TERMINAL_OTHER /* a key without a meaning here */
};

enum terminal_read { TERMINAL_READ_KEY, TERMINAL_READ_NOTHING, TERMINAL_READ_LOST };

enum terminal_style { TERMINAL_NORMAL, TERMINAL_BOLD, TERMINAL_REVERSE };

/* Takes over the terminal of OPTIONS (*borrows*). Returns new (free with terminal_close), or NULL
 * with ERR; then the terminal is as it was. */
struct terminal *terminal_open(const struct ui_options *options, struct err *err);

/* Gives the terminal back as it was, leaves nothing of the screens on it, and frees (*takes*). */
void terminal_close(struct terminal *terminal);

int terminal_rows(const struct terminal *terminal);
int terminal_cols(const struct terminal *terminal);

/* Asks the terminal for its size and makes everything be drawn again. */
void terminal_resize(struct terminal *terminal);

/* The next key in *KEY, without waiting (but for the rest of a key's sequence). LOST: the terminal
 * is gone. */
enum terminal_read terminal_read(struct terminal *terminal, int *key);

/* Drops all input that was not read yet; and what comes until there is a short pause. */
void terminal_flush_input(struct terminal *terminal);
void terminal_flush_paste(struct terminal *terminal);

/* Empties the picture of all rows, or of ROW from COL on. */
void terminal_erase(struct terminal *terminal);
void terminal_erase_row(struct terminal *terminal, int row, int col);

/* Puts LENGTH bytes of TEXT (UTF-8, neutralised) at ROW, COL, cut at the end of the row. What the
 * locale cannot show becomes "?" of the same width. */
void terminal_put(struct terminal *terminal, int row, int col, const char *text, size_t length,
                  enum terminal_style style);

/* ROW is sent as a whole with the next update, also what stands there already: a screen reader
 * speaks what is written, so that of a row half the same only half would be heard. RENEW: only if
 * something in it is another than at the last update; what is still there was heard before. */
void terminal_rewrite(struct terminal *terminal, int row);
void terminal_renew(struct terminal *terminal, int row);

/* Sends what changed, in one piece, and leaves the cursor at ROW, COL. */
void terminal_update(struct terminal *terminal, int row, int col);

/* The next terminal_update draws every cell anew. */
void terminal_redraw(struct terminal *terminal);

/* Rings, or flashes, as the terminal is set. */
void terminal_bell(struct terminal *terminal);

/* Switches the wrappers around pasted text on or off, where the terminal has them. Sent with the
 * next update. */
void terminal_paste(struct terminal *terminal, bool on);

/* Gives the terminal back for a while, and takes it again. */
void terminal_suspend(struct terminal *terminal);
void terminal_resume(struct terminal *terminal);

#endif

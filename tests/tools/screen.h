/* A terminal for tests: a pty whose other end is libvterm as the screen. Either a program is
 * started on it, or the front end under test runs in the test's own process on the slave end.
 * Nothing here sleeps: everything waits for a condition until a deadline. */
#ifndef TESTS_TOOLS_SCREEN_H
#define TESTS_TOOLS_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct screen;

/* Long enough for a slow machine under valgrind; a wait ends as soon as its condition is true. */
enum { SCREEN_WAIT_MS = 20000, SCREEN_ROW_SIZE = 2048 };

/* Starts ARGV (NULL-terminated; ARGV[0] is the file, looked for in PATH when it has no slash) on a
 * new pty of ROWS x COLS that is its controlling terminal and its descriptors 0 to 2. ENVIRONMENT
 * is "NAME=value", NULL-terminated, and all that the program gets; NULL = the test's own with
 * TERM=xterm-256color. All *borrowed*. Returns new (free with screen_free), or NULL with a message
 * on stderr. */
struct screen *screen_start(const char *const *argv, const char *const *environment, int rows,
                            int cols);

/* A screen of ROWS x COLS over a new pty without a program. *SLAVE is the other end (the caller
 * closes it). Returns new (free with screen_free) or NULL. */
struct screen *screen_open(int rows, int cols, int *slave);

/* Puts a screen of ROWS x COLS on MASTER (*takes* the descriptor; CHILD is the program on it, ended
 * and reaped by screen_free, or 0). Returns new (free with screen_free) or NULL. */
struct screen *screen_wrap(int master, pid_t child, int rows, int cols);

/* Ends the program if it still runs (SIGKILL, by its pid), and frees (*takes*; NULL allowed). */
void screen_free(struct screen *screen);

/* Takes in what the program has written so far; waits at most MS for the first byte. False when
 * nothing came or the other end is closed. */
bool screen_read(struct screen *screen, int ms);

/* Writes a mark to SLAVE and takes in everything written before it: after this the screen shows all
 * that the front end in this process has drawn. False after SCREEN_WAIT_MS. */
bool screen_sync(struct screen *screen, int slave);

/* Each waits at most MS until ... and returns whether it came true; when not, the screen is printed
 * on stderr with what was waited for. */
bool screen_wait_text(struct screen *screen, const char *text, int ms); /* a row has TEXT */
bool screen_wait_no_text(struct screen *screen, const char *text, int ms);
bool screen_wait_row(struct screen *screen, int row, const char *text, int ms); /* ROW is TEXT */
bool screen_wait_cursor(struct screen *screen, int row, int col, int ms);
/* STATUS (may be NULL) is the wait status as waitpid gives it; it stays known afterwards. */
bool screen_wait_exit(struct screen *screen, int ms, int *status);

/* Has the program ended? STATUS as above. */
bool screen_has_exited(struct screen *screen, int *status);

/* Sends keys (a NUL-terminated text, or LENGTH bytes) as they are. False when the other end is
 * closed. */
bool screen_send(struct screen *screen, const char *bytes);
bool screen_send_bytes(struct screen *screen, const char *bytes, size_t length);

/* Sends TEXT as a real terminal sends a paste: in wrappers when the program has asked for them. */
bool screen_paste(struct screen *screen, const char *text);

/* Makes the terminal another size and tells the program (SIGWINCH, if it has one). */
bool screen_resize(struct screen *screen, int rows, int cols);

/* The text of ROW without blanks at the end, UTF-8. Valid until the next call for the same
 * screen. */
const char *screen_row(struct screen *screen, int row);

/* The row from ROW on that contains TEXT, or -1; and whether there is one at all. */
int screen_find(struct screen *screen, const char *text, int row);
bool screen_has(struct screen *screen, const char *text);

void screen_cursor(const struct screen *screen, int *row, int *col);
bool screen_cursor_visible(const struct screen *screen);
bool screen_alternate(const struct screen *screen); /* alternate screen in use */
bool screen_bracketed_paste(struct screen *screen); /* the program asked for wrappers */
bool screen_bold(const struct screen *screen, int row, int col);
bool screen_underline(const struct screen *screen, int row, int col);
bool screen_reverse(const struct screen *screen, int row, int col);
bool screen_coloured(const struct screen *screen, int row, int col); /* not the default colours */

/* Between text and ground at ROW, COL, from 1 to 21 (WCAG 2.2), on the terminal where it is least;
 * 21 where both are the terminal's own, 0 where one of them is. */
double screen_contrast(const struct screen *screen, int row, int col);

/* What came since the last screen_mark (or the start): bytes, cells that look different now, and
 * the bytes themselves (NUL-terminated, *borrowed* until more is read). */
void screen_mark(struct screen *screen);
size_t screen_bytes(const struct screen *screen);
size_t screen_cells(const struct screen *screen);
const char *screen_raw(const struct screen *screen, size_t *length);

/* Words in what came since then, about as a screen reader speaks them: runs of letters and digits
 * between escape sequences. */
size_t screen_words(const struct screen *screen);

int screen_rows(const struct screen *screen);
int screen_cols(const struct screen *screen);
pid_t screen_pid(const struct screen *screen);  /* 0 without a program */
int screen_master(const struct screen *screen); /* the pty's master; stays the screen's */

/* Closes the master: the terminal vanishes. Only screen_wait_exit and screen_free afterwards. */
void screen_hang_up(struct screen *screen);

/* Prints all rows and the cursor, for a failing test. */
void screen_dump(struct screen *screen, FILE *file);

#endif

#include "config.h"

#include "ui/curses/terminal.h"

#include <assert.h>
#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "ui/curses/description.h"
#include "ui/curses/frame.h"
#include "ui/restore.h"

/* Last: it defines macros with everyday names. */
#include <term.h>

enum {
    ESCAPE = 27,
    ESCAPE_DELAY_MS = 25,
    ESCAPE_DELAY_REMOTE_MS = 400,
    FLUSH_QUIET_MS = 30, /* nothing came for so long: it was all */
    FLUSH_MAX_MS = 500,
    SEQUENCE_MAX = 32,
    ROWS_MAX = 512 /* of further ones it is not known if they changed */
};

/* What was put into a row, as a number: that of the picture, and that of the last update. */
struct row {
    uint64_t drawn;
    uint64_t sent;
    bool renew;
    bool rewrite;
};

struct terminal {
    SCREEN *screen;
    WINDOW *keys; /* a pad: reading a key from it never draws */
    FILE *input;
    FILE *output;
    int tty; /* what the output is */
    struct frame frame;
    bool kiosk;
    bool utf8;
    bool has_alternate;
    bool has_paste;
    bool no_bold; /* in bold, black becomes a grey that cannot be read well */
    bool paste;
    bool paste_wanted;
    bool changed; /* more than the cursor, since the last update */
    struct row rows[ROWS_MAX];
    bool lost;
};

/* Signals ------------------------------------------------------------------------------------- */

/* curses brings handlers of its own; signals are handled in one place, and it is not this. */
static const int curses_signals[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};

enum { CURSES_SIGNALS = sizeof(curses_signals) / sizeof(curses_signals[0]) };

static void ignore_signal(int signal_number)
{
    (void)signal_number;
}

/* curses leaves ^Z alone when there is a handler at the beginning. Otherwise it ignores the signal
 * during each refresh, which also drops one that waits to be read: ^Z would be lost. */
static void save_signals(struct sigaction actions[CURSES_SIGNALS])
{
    const struct sigaction handled = {.sa_handler = ignore_signal};
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], NULL, &actions[i]);
    sigaction(SIGTSTP, &handled, NULL);
}

static void put_back_signals(const struct sigaction actions[CURSES_SIGNALS])
{
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], &actions[i], NULL);
}

/* Opening ------------------------------------------------------------------------------------- */

/* Beyond cbreak: ^V, ^O and ^S, ^Q are keys, not orders to the line discipline. Signals stay, but
 * do not empty the input: curses reads what was there a moment before, and would wait for ever. */
static void set_modes(struct terminal *terminal)
{
    struct termios modes;
    cbreak();
    noecho();
    nonl();
    if (tcgetattr(terminal->tty, &modes) != 0)
        return;
    modes.c_lflag &= ~(tcflag_t)IEXTEN;
    modes.c_lflag |= NOFLSH;
    modes.c_iflag &= ~(tcflag_t)(IXON | ICRNL | INLCR | IGNCR | ISTRIP);
    modes.c_oflag &= ~(tcflag_t)(ONLCR | OCRNL | ONOCR | ONLRET);
    modes.c_cflag = (modes.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    if (terminal->kiosk)
        modes.c_cc[VSUSP] = _POSIX_VDISABLE;
    tcsetattr(terminal->tty, TCSADRAIN, &modes);
    def_prog_mode();
}

static void set_theme(struct terminal *terminal, enum ui_theme theme)
{
    if (theme == UI_THEME_DEFAULT || !has_colors())
        return;
    start_color();
    use_default_colors();
    short white = COLORS > 15 ? 15 : COLOR_WHITE;
    bool light = theme == UI_THEME_LIGHT;
    /* In bold, the first black becomes grey on many terminals. */
    short black = light && COLORS > 255 ? 16 : COLOR_BLACK;
    terminal->no_bold = light && COLORS <= 255;
    init_pair(1, light ? black : white, light ? white : black);
    bkgd((chtype)COLOR_PAIR(1) | ' ');
}

static FILE *open_stream(int fd, const char *mode)
{
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    FILE *stream = copy < 0 ? NULL : fdopen(copy, mode);
    if (stream == NULL && copy >= 0)
        close(copy);
    return stream;
}

static void free_terminal(struct terminal *terminal)
{
    if (terminal->screen != NULL)
        delscreen(terminal->screen);
    if (terminal->input != NULL)
        fclose(terminal->input);
    if (terminal->output != NULL)
        fclose(terminal->output);
    frame_close(&terminal->frame);
    free(terminal);
}

static bool start_curses(struct terminal *terminal, const struct ui_options *options)
{
    struct sigaction actions[CURSES_SIGNALS];
    save_signals(actions);
    /* Whoever sets ESCDELAY knows the line better. */
    if (getenv("ESCDELAY") == NULL)
        set_escdelay(options->remote ? ESCAPE_DELAY_REMOTE_MS : ESCAPE_DELAY_MS);
    terminal->screen = newterm(NULL, terminal->output, terminal->input);
    put_back_signals(actions);
    if (terminal->screen == NULL)
        return false;
    terminal->keys = newpad(1, 1);
    if (terminal->keys == NULL) {
        endwin();
        return false;
    }
    set_modes(terminal);
    /* What newterm left to be sent is made shorter, too. */
    frame_begin(&terminal->frame, LINES, COLS);
    keypad(terminal->keys, TRUE);
    nodelay(terminal->keys, TRUE);
    meta(terminal->keys, TRUE);
    typeahead(-1);
    description_define_keys();
    curs_set(1);
    if (!options->no_color)
        set_theme(terminal, options->theme);
    terminal->lost = !frame_end(&terminal->frame, true, -1, 0);
    terminal->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    terminal->has_alternate = enter_ca_mode != NULL;
    terminal->has_paste = description_has_paste(getenv("TERM"));
    terminal_resize(terminal);
    return true;
}

struct terminal *terminal_open(const struct ui_options *options, struct err *err)
{
    struct terminal *terminal = calloc(1, sizeof(*terminal));
    if (terminal == NULL) {
        err_set(err, _("There is not enough memory."));
        return NULL;
    }
    terminal->tty = options->output;
    terminal->kiosk = options->kiosk;
    terminal->input = open_stream(options->input, "r");
    terminal->output = open_stream(options->output, "w");
    frame_open(&terminal->frame, terminal->tty, terminal->output, options->store);
    if (terminal->input == NULL || terminal->output == NULL ||
        !restore_save(options->output, true)) {
        err_set(err, _("This is not a terminal. Use --plain or --json."));
        free_terminal(terminal);
        return NULL;
    }
    if (options->kiosk)
        restore_clear();
    if (!start_curses(terminal, options)) {
        const char *term = getenv("TERM");
        struct shown name = text_neutralise(term, term == NULL ? 0 : strlen(term), 40);
        err_set(err, _("The terminal type %s is not known. Use --plain."), name.text);
        restore_settings();
        restore_forget();
        free_terminal(terminal);
        return NULL;
    }
    return terminal;
}

/* Nothing of curses is waiting between two frames, so this cannot overtake anything. */
static void send_now(struct terminal *terminal, const char *sequence)
{
    if (write(fileno(terminal->output), sequence, strlen(sequence)) < 0)
        terminal->lost = true;
}

void terminal_bell(struct terminal *terminal)
{
    send_now(terminal, "\a");
}

/* Bracketed paste, as terminfo's extended names BE and BD have it. */
static void send_paste_mode(struct terminal *terminal)
{
    if (terminal->paste == terminal->paste_wanted)
        return;
    terminal->paste = terminal->paste_wanted;
    terminal->changed = true;
    const char *sequence = description_extended(terminal->paste ? "BE" : "BD");
    if (sequence == NULL)
        sequence = terminal->paste ? "\033[?2004h" : "\033[?2004l";
    send_now(terminal, sequence);
}

/* Leaving ------------------------------------------------------------------------------------- */

static void leave(struct terminal *terminal)
{
    terminal->paste_wanted = false;
    send_paste_mode(terminal);
    /* Without an alternate screen what was drawn would stay there to be read. */
    if (!terminal->has_alternate) {
        erase();
        terminal_redraw(terminal);
        move(0, 0);
        refresh();
    }
    /* Nor may what has left the screen at the top: where the terminal has no second screen, and for
     * the next person at a kiosk. */
    const char *forget = description_extended("E3");
    if (forget != NULL && (terminal->kiosk || !terminal->has_alternate))
        send_now(terminal, forget);
    endwin();
    fflush(terminal->output);
}

void terminal_close(struct terminal *terminal)
{
    leave(terminal);
    restore_settings();
    restore_forget();
    delwin(terminal->keys);
    free_terminal(terminal);
}

/* The shell may have the terminal already: from the background it is given back without SIGTTOU. */
void terminal_suspend(struct terminal *terminal)
{
    sigset_t background, before;
    sigemptyset(&background);
    sigaddset(&background, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &background, &before);
    leave(terminal);
    restore_settings();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void terminal_resume(struct terminal *terminal)
{
    reset_prog_mode();
    terminal_resize(terminal);
    terminal_redraw(terminal);
}

/* Size ---------------------------------------------------------------------------------------- */

int terminal_rows(const struct terminal *terminal)
{
    (void)terminal;
    return getmaxy(stdscr);
}

int terminal_cols(const struct terminal *terminal)
{
    (void)terminal;
    return getmaxx(stdscr);
}

void terminal_resize(struct terminal *terminal)
{
    struct winsize size;
    if (ioctl(terminal->tty, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return;
    if (size.ws_row == getmaxy(stdscr) && size.ws_col == getmaxx(stdscr))
        return;
    resizeterm(size.ws_row, size.ws_col);
    terminal_redraw(terminal);
}

/* Keys ---------------------------------------------------------------------------------------- */

static int translate(int code)
{
    static const struct {
        int code;
        enum terminal_key key;
    } keys[] = {
        {KEY_UP, TERMINAL_UP},
        {KEY_DOWN, TERMINAL_DOWN},
        {KEY_LEFT, TERMINAL_LEFT},
        {KEY_RIGHT, TERMINAL_RIGHT},
        {KEY_HOME, TERMINAL_HOME},
        {KEY_END, TERMINAL_END},
        {KEY_PPAGE, TERMINAL_PAGE_UP},
        {KEY_NPAGE, TERMINAL_PAGE_DOWN},
        {KEY_BACKSPACE, TERMINAL_BACKSPACE},
        {KEY_DC, TERMINAL_DELETE},
        {KEY_ENTER, TERMINAL_ENTER},
        {KEY_BTAB, TERMINAL_BACK_TAB},
        {DESCRIPTION_BACK_TAB, TERMINAL_BACK_TAB},
        {KEY_F(1), TERMINAL_HELP},
        {KEY_F(2), TERMINAL_PLAIN},
        {KEY_F(10), TERMINAL_QUIT},
        {DESCRIPTION_PASTE_BEGIN, TERMINAL_PASTE_BEGIN},
        {DESCRIPTION_PASTE_END, TERMINAL_PASTE_END},
    };
    if (code == '\r' || code == '\n')
        return TERMINAL_ENTER;
    if (code == 127 || code == '\b')
        return TERMINAL_BACKSPACE;
    if (code < 256)
        return code;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (keys[i].code == code)
            return (int)keys[i].key;
    return TERMINAL_OTHER;
}

/* A sequence that curses does not know comes as Esc and text; it must be neither. True when there
 * was one. */
static bool skip_sequence(struct terminal *terminal)
{
    int next = wgetch(terminal->keys);
    if (next != '[' && next != 'O') {
        if (next != ERR)
            ungetch(next);
        return false;
    }
    for (int length = 0; length < SEQUENCE_MAX; length++) {
        next = wgetch(terminal->keys);
        if (next == ERR || (next >= 0x40 && next < 0x7f))
            break;
    }
    return true;
}

/* No key although there may be something to read: at the end of input, or when the terminal has
 * vanished, it stays that way for ever. */
static bool is_gone(struct terminal *terminal)
{
    int fd = fileno(terminal->input);
    struct pollfd state = {.fd = fd, .events = POLLIN};
    if (poll(&state, 1, 0) <= 0)
        return false;
    if ((state.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return true;
    int waiting = 0;
    return (state.revents & POLLIN) != 0 && ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0;
}

enum terminal_read terminal_read(struct terminal *terminal, int *key)
{
    for (;;) {
        int code = wgetch(terminal->keys);
        if (code == ERR) {
            terminal->lost = terminal->lost || is_gone(terminal);
            return terminal->lost ? TERMINAL_READ_LOST : TERMINAL_READ_NOTHING;
        }
        if (code == KEY_RESIZE)
            continue;
        *key = translate(code);
        if (code == ESCAPE && skip_sequence(terminal))
            *key = TERMINAL_OTHER;
        return TERMINAL_READ_KEY;
    }
}

void terminal_flush_input(struct terminal *terminal)
{
    flushinp();
    tcflush(fileno(terminal->input), TCIFLUSH);
}

/* Of a paste that is still on its way, the mark at its beginning may be gone already, and the rest
 * would pass for keys. */
void terminal_flush_paste(struct terminal *terminal)
{
    struct pollfd more = {.fd = fileno(terminal->input), .events = POLLIN};
    int64_t end_ms = clock_boot_ms() + FLUSH_MAX_MS;
    do {
        terminal_flush_input(terminal);
    } while (clock_boot_ms() < end_ms && poll(&more, 1, FLUSH_QUIET_MS) > 0 &&
             (more.revents & (POLLHUP | POLLERR)) == 0);
}

/* Drawing ------------------------------------------------------------------------------------- */

static uint64_t mix(uint64_t number, uint64_t more)
{
    return (number ^ more) * UINT64_C(0x100000001b3); /* FNV-1a */
}

static void note(struct terminal *terminal, int row, int col, const char *text, size_t length)
{
    if (row < 0 || row >= ROWS_MAX)
        return;
    uint64_t *drawn = &terminal->rows[row].drawn;
    *drawn = mix(*drawn, (uint64_t)col);
    for (size_t i = 0; i < length; i++)
        *drawn = mix(*drawn, (unsigned char)text[i]);
}

/* Nothing that was sent is there any more. */
static void forget_rows(struct terminal *terminal)
{
    for (int row = 0; row < ROWS_MAX; row++)
        terminal->rows[row].sent = UINT64_MAX;
}

void terminal_erase(struct terminal *terminal)
{
    terminal->changed = true;
    for (int row = 0; row < ROWS_MAX; row++)
        terminal->rows[row].drawn = 0;
    erase();
}

void terminal_erase_row(struct terminal *terminal, int row, int col)
{
    terminal->changed = true;
    if (row < terminal_rows(terminal) && move(row, col) == OK)
        clrtoeol();
    if (col == 0 && row < ROWS_MAX)
        terminal->rows[row].drawn = 0;
    else
        note(terminal, row, col, "", 0);
}

/* One character where the locale is not UTF-8. */
static void put_foreign(const char *text, size_t length)
{
    if (length == 1 && text[0] >= 0x20 && text[0] < 0x7f) {
        addch((unsigned char)text[0]);
        return;
    }
    char character[64];
    if (length >= sizeof(character))
        return;
    memcpy(character, text, length);
    character[length] = '\0';
    for (size_t column = text_columns(character); column > 0; column--)
        addch('?');
}

void terminal_put(struct terminal *terminal, int row, int col, const char *text, size_t length,
                  enum terminal_style style)
{
    int room = terminal_cols(terminal) - col;
    if (row < 0 || row >= terminal_rows(terminal) || col < 0 || room <= 0)
        return;
    /* No character is wider than it has bytes. */
    size_t fit = length <= (size_t)room ? length : text_fit(text, (size_t)room);
    if (fit > length)
        fit = length;
    terminal->changed = true;
    note(terminal, row, col, text, fit);
    move(row, col);
    chtype attribute = style == TERMINAL_REVERSE                      ? A_REVERSE
                       : style == TERMINAL_BOLD && !terminal->no_bold ? A_BOLD
                                                                      : A_NORMAL;
    attron(attribute);
    if (terminal->utf8) {
        addnstr(text, (int)fit);
    } else {
        for (size_t at = 0; at < fit;) {
            size_t bytes = text_next(text, fit, at);
            put_foreign(text + at, bytes);
            at += bytes;
        }
    }
    attroff(attribute);
}

/* The columns of ROW of WINDOW up to its last letter. */
static int text_end(WINDOW *window, int row)
{
    int end = getmaxx(window);
    cchar_t cell = {0};
    while (end > 0 && mvwin_wch(window, row, end - 1, &cell) == OK && cell.chars[0] == L' ')
        end--;
    return end;
}

/* Makes curses believe that it does not know what is on the screen where ROW had or gets text. Not
 * all of the row, as wredrawln does: what is behind it would be cleared without need. */
static void forget_text(int row)
{
    if (row >= getmaxy(stdscr))
        return;
    int at_row = getcury(curscr);
    int at_col = getcurx(curscr);
    int before = text_end(curscr, row);
    int after = text_end(stdscr, row);
    wredrawln(stdscr, row, 1);
    if (wmove(curscr, row, before > after ? before : after) == OK)
        wclrtoeol(curscr);
    wmove(curscr, at_row, at_col);
}

void terminal_update(struct terminal *terminal, int row, int col)
{
    bool anew = false;
    if (terminal->lost)
        return;
    for (int i = 0; i < ROWS_MAX; i++)
        anew = anew || terminal->rows[i].renew;
    for (int i = 0; i < ROWS_MAX; i++) {
        struct row *one = &terminal->rows[i];
        /* Also where text was: curses would move rows that it finds elsewhere, unheard. */
        if (one->rewrite || ((one->renew || anew) && one->drawn != one->sent))
            forget_text(i);
        one->renew = one->rewrite = false;
        one->sent = one->drawn;
    }
    frame_begin(&terminal->frame, getmaxy(stdscr), getmaxx(stdscr));
    send_paste_mode(terminal);
    move(row, col);
    refresh();
    if (!frame_end(&terminal->frame, terminal->changed, row, col))
        terminal->lost = true;
    terminal->changed = false;
}

void terminal_rewrite(struct terminal *terminal, int row)
{
    terminal->changed = true;
    if (row >= 0 && row < ROWS_MAX)
        terminal->rows[row].rewrite = true;
    else
        wredrawln(stdscr, row, 1);
}

void terminal_renew(struct terminal *terminal, int row)
{
    if (row >= 0 && row < ROWS_MAX)
        terminal->rows[row].renew = true;
    else
        terminal_rewrite(terminal, row);
}

void terminal_redraw(struct terminal *terminal)
{
    terminal->changed = true;
    forget_rows(terminal);
    frame_forget(&terminal->frame);
    clearok(curscr, TRUE);
}

void terminal_paste(struct terminal *terminal, bool on)
{
    terminal->paste_wanted = on && terminal->has_paste;
}

#include "config.h"

#include "tests/tools/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buf.h"

enum { RAW_MAX = 16 * 1024 * 1024, SYNC_MARK = 1 };

struct screen {
    int master;
    pid_t child;
    int pidfd;
    bool exited;
    int status;
    int rows, cols;
    VTerm *vterm;
    VTermScreen *cells;
    bool cursor_visible;
    bool alternate;
    bool marked;                   /* the byte of screen_sync came */
    VTermScreenCell *marked_cells; /* as they were at screen_mark */
    int marked_rows, marked_cols;
    struct buf raw;
    char row[SCREEN_ROW_SIZE];
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* libvterm's callbacks ------------------------------------------------------------------------ */

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct screen *screen = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        screen->cursor_visible = value->boolean != 0;
    if (property == VTERM_PROP_ALTSCREEN)
        screen->alternate = value->boolean != 0;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = on_property};

/* Life ---------------------------------------------------------------------------------------- */

struct screen *screen_wrap(int master, pid_t child, int rows, int cols)
{
    struct screen *screen = calloc(1, sizeof *screen);
    if (screen == NULL)
        return NULL;
    *screen = (struct screen){.master = master,
                              .child = child,
                              .pidfd = child > 0 ? pidfd_open(child, 0) : -1,
                              .rows = rows,
                              .cols = cols,
                              .cursor_visible = true,
                              .raw = buf_init(RAW_MAX)};
    screen->vterm = vterm_new(rows, cols);
    vterm_set_utf8(screen->vterm, 1);
    screen->cells = vterm_obtain_screen(screen->vterm);
    vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    screen_mark(screen);
    fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
    fcntl(master, F_SETFD, FD_CLOEXEC);
    return screen;
}

struct screen *screen_open(int rows, int cols, int *slave)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int master;
    if (openpty(&master, slave, NULL, NULL, &size) != 0) {
        perror("openpty");
        return NULL;
    }
    fcntl(*slave, F_SETFD, FD_CLOEXEC);
    return screen_wrap(master, 0, rows, cols);
}

struct screen *screen_start(const char *const *argv, const char *const *environment, int rows,
                            int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int master;
    pid_t child = forkpty(&master, NULL, NULL, &size);
    if (child < 0) {
        perror("forkpty");
        return NULL;
    }
    if (child == 0) {
        /* What the test blocks or ignores must not reach the program. */
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int number = 1; number < NSIG; number++)
            signal(number, SIG_DFL);
        if (environment == NULL)
            setenv("TERM", "xterm-256color", 1);
        /* exec takes pointers without const, but changes nothing. */
        char **environ_copy = environment == NULL ? environ : (char **)(size_t)environment;
        execvpe(argv[0], (char **)(size_t)argv, environ_copy);
        perror(argv[0]);
        _exit(127);
    }
    struct screen *screen = screen_wrap(master, child, rows, cols);
    if (screen == NULL) {
        close(master);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
    }
    return screen;
}

static void reap(struct screen *screen)
{
    if (screen->child > 0 && !screen->exited &&
        waitpid(screen->child, &screen->status, WNOHANG) == screen->child)
        screen->exited = true;
}

void screen_free(struct screen *screen)
{
    if (screen == NULL)
        return;
    reap(screen);
    if (screen->child > 0 && !screen->exited) {
        kill(screen->child, SIGKILL);
        waitpid(screen->child, NULL, 0);
    }
    if (screen->pidfd >= 0)
        close(screen->pidfd);
    if (screen->master >= 0)
        close(screen->master);
    vterm_free(screen->vterm);
    buf_free(&screen->raw);
    free(screen->marked_cells);
    free(screen);
}

void screen_hang_up(struct screen *screen)
{
    if (screen->master >= 0)
        close(screen->master);
    screen->master = -1;
}

/* Reading ------------------------------------------------------------------------------------- */

/* A terminal answers when it is asked (cursor position and the like). */
static void send_replies(struct screen *screen)
{
    char reply[256];
    size_t length = vterm_output_read(screen->vterm, reply, sizeof reply);
    if (length > 0)
        screen_send_bytes(screen, reply, length);
}

static void take_in(struct screen *screen, const char *bytes, size_t length)
{
    while (length > 0) {
        const char *mark = memchr(bytes, SYNC_MARK, length);
        size_t part = mark == NULL ? length : (size_t)(mark - bytes);
        if (part > 0) {
            buf_append(&screen->raw, bytes, part);
            vterm_input_write(screen->vterm, bytes, part);
        }
        if (mark != NULL) {
            screen->marked = true;
            part++;
        }
        bytes += part;
        length -= part;
    }
    send_replies(screen);
}

bool screen_read(struct screen *screen, int ms)
{
    if (screen->master < 0)
        return false;
    struct pollfd wait = {.fd = screen->master, .events = POLLIN};
    bool any = false;
    while (poll(&wait, 1, any ? 0 : ms) > 0) {
        char bytes[4096];
        ssize_t length = read(screen->master, bytes, sizeof bytes);
        if (length <= 0)
            break;
        take_in(screen, bytes, (size_t)length);
        any = true;
    }
    return any;
}

bool screen_sync(struct screen *screen, int slave)
{
    char mark = SYNC_MARK;
    screen->marked = false;
    if (write(slave, &mark, 1) != 1)
        return false;
    int64_t deadline = now_ms() + SCREEN_WAIT_MS;
    while (!screen->marked && now_ms() < deadline)
        screen_read(screen, (int)(deadline - now_ms()));
    return screen->marked;
}

/* Waiting ------------------------------------------------------------------------------------- */

struct condition {
    bool (*met)(struct screen *screen, const struct condition *condition);
    const char *text;
    int row, col;
};

static bool wait_for(struct screen *screen, const struct condition *condition, int ms)
{
    int64_t deadline = now_ms() + ms;
    screen_read(screen, 0);
    while (!condition->met(screen, condition)) {
        int64_t left = deadline - now_ms();
        bool open = true;
        if (left > 0 && !screen_read(screen, (int)left))
            open = now_ms() < deadline;
        reap(screen);
        /* Nothing more can come once the program has ended and its output is used up. */
        if (left <= 0 || !open || (screen->exited && !screen_read(screen, 0))) {
            if (condition->met(screen, condition))
                return true;
            fprintf(stderr, "waited (at most %d ms) in vain for \"%s\" (row %d, column %d)\n", ms,
                    condition->text == NULL ? "the cursor" : condition->text, condition->row,
                    condition->col);
            screen_dump(screen, stderr);
            return false;
        }
    }
    return true;
}

static bool is_shown(struct screen *screen, const struct condition *condition)
{
    return screen_has(screen, condition->text);
}

static bool is_not_shown(struct screen *screen, const struct condition *condition)
{
    return !screen_has(screen, condition->text);
}

static bool is_row(struct screen *screen, const struct condition *condition)
{
    return strcmp(screen_row(screen, condition->row), condition->text) == 0;
}

static bool is_cursor(struct screen *screen, const struct condition *condition)
{
    int row, col;
    screen_cursor(screen, &row, &col);
    return row == condition->row && col == condition->col;
}

bool screen_wait_text(struct screen *screen, const char *text, int ms)
{
    return wait_for(screen, &(struct condition){is_shown, text, -1, -1}, ms);
}

bool screen_wait_no_text(struct screen *screen, const char *text, int ms)
{
    return wait_for(screen, &(struct condition){is_not_shown, text, -1, -1}, ms);
}

bool screen_wait_row(struct screen *screen, int row, const char *text, int ms)
{
    return wait_for(screen, &(struct condition){is_row, text, row, -1}, ms);
}

bool screen_wait_cursor(struct screen *screen, int row, int col, int ms)
{
    return wait_for(screen, &(struct condition){is_cursor, NULL, row, col}, ms);
}

bool screen_has_exited(struct screen *screen, int *status)
{
    reap(screen);
    if (screen->exited && status != NULL)
        *status = screen->status;
    return screen->exited;
}

bool screen_wait_exit(struct screen *screen, int ms, int *status)
{
    int64_t deadline = now_ms() + ms;
    reap(screen);
    while (screen->child > 0 && !screen->exited) {
        int64_t left = deadline - now_ms();
        if (left <= 0) {
            fprintf(stderr, "waited %d ms for process %ld to end\n", ms, (long)screen->child);
            screen_dump(screen, stderr);
            return false;
        }
        /* Read on: a program that writes its last words must not block on a full pty. */
        struct pollfd wait[2] = {{.fd = screen->pidfd, .events = POLLIN},
                                 {.fd = screen->master, .events = POLLIN}};
        poll(wait, 2, (int)left);
        if (wait[1].revents != 0 && !screen_read(screen, 0)) {
            wait[1].fd = -1;
            poll(wait, 1, (int)left);
        }
        reap(screen);
    }
    screen_read(screen, 0);
    if (status != NULL)
        *status = screen->status;
    return screen->exited;
}

/* Sending ------------------------------------------------------------------------------------- */

bool screen_send_bytes(struct screen *screen, const char *bytes, size_t length)
{
    int64_t deadline = now_ms() + SCREEN_WAIT_MS;
    while (length > 0 && screen->master >= 0) {
        ssize_t sent = write(screen->master, bytes, length);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (sent < 0 && errno == EAGAIN && now_ms() < deadline) {
            struct pollfd wait = {.fd = screen->master, .events = POLLOUT | POLLIN};
            poll(&wait, 1, (int)(deadline - now_ms()));
            if ((wait.revents & POLLIN) != 0)
                screen_read(screen, 0);
        } else if (sent >= 0 || errno != EINTR) {
            return false;
        }
    }
    return length == 0;
}

bool screen_send(struct screen *screen, const char *bytes)
{
    return screen_send_bytes(screen, bytes, strlen(bytes));
}

bool screen_paste(struct screen *screen, const char *text)
{
    vterm_keyboard_start_paste(screen->vterm);
    send_replies(screen);
    bool sent = screen_send(screen, text);
    vterm_keyboard_end_paste(screen->vterm);
    send_replies(screen);
    return sent;
}

bool screen_resize(struct screen *screen, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    screen_read(screen, 0);
    vterm_set_size(screen->vterm, rows, cols);
    screen->rows = rows;
    screen->cols = cols;
    return ioctl(screen->master, TIOCSWINSZ, &size) == 0;
}

/* Looking ------------------------------------------------------------------------------------- */

const char *screen_row(struct screen *screen, int row)
{
    VTermRect rect = {
        .start_row = row, .end_row = row + 1, .start_col = 0, .end_col = screen->cols};
    size_t length = 0;
    if (row >= 0 && row < screen->rows)
        length = vterm_screen_get_text(screen->cells, screen->row, sizeof screen->row - 1, rect);
    while (length > 0 && (screen->row[length - 1] == ' ' || screen->row[length - 1] == '\n'))
        length--;
    screen->row[length] = '\0';
    return screen->row;
}

int screen_find(struct screen *screen, const char *text, int row)
{
    for (; row < screen->rows; row++) {
        if (strstr(screen_row(screen, row), text) != NULL)
            return row;
    }
    return -1;
}

bool screen_has(struct screen *screen, const char *text)
{
    return screen_find(screen, text, 0) >= 0;
}

void screen_cursor(const struct screen *screen, int *row, int *col)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(screen->vterm), &position);
    *row = position.row;
    *col = position.col;
}

bool screen_cursor_visible(const struct screen *screen)
{
    return screen->cursor_visible;
}

bool screen_alternate(const struct screen *screen)
{
    return screen->alternate;
}

bool screen_bracketed_paste(struct screen *screen)
{
    /* libvterm has no question for the mode, but answers by what it would send. */
    char wrapper[16];
    send_replies(screen);
    vterm_keyboard_start_paste(screen->vterm);
    return vterm_output_read(screen->vterm, wrapper, sizeof wrapper) > 0;
}

static VTermScreenCell cell_at(const struct screen *screen, int row, int col)
{
    VTermScreenCell cell;
    memset(&cell, 0, sizeof cell);
    vterm_screen_get_cell(screen->cells, (VTermPos){.row = row, .col = col}, &cell);
    return cell;
}

bool screen_bold(const struct screen *screen, int row, int col)
{
    return cell_at(screen, row, col).attrs.bold != 0;
}

bool screen_underline(const struct screen *screen, int row, int col)
{
    return cell_at(screen, row, col).attrs.underline != 0;
}

bool screen_reverse(const struct screen *screen, int row, int col)
{
    return cell_at(screen, row, col).attrs.reverse != 0;
}

bool screen_coloured(const struct screen *screen, int row, int col)
{
    VTermScreenCell cell = cell_at(screen, row, col);
    return !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
}

/* How bright a colour is (WCAG 2.2, relative luminance). The first sixteen are those of a Linux
 * console, of which the whites are the darkest in use. */
static double luminance(const struct screen *screen, VTermColor color, bool bright)
{
    if (VTERM_COLOR_IS_INDEXED(&color) && color.indexed.idx < 16) {
        int idx = color.indexed.idx < 8 && bright ? color.indexed.idx + 8 : color.indexed.idx;
        uint8_t on = idx == 7 ? 0xaa : 0xff;
        uint8_t off = idx >= 8 ? 0x55 : 0x00;
        vterm_color_rgb(&color, (idx & 1) != 0 ? on : off, (idx & 2) != 0 ? on : off,
                        (idx & 4) != 0 ? on : off);
    } else {
        vterm_screen_convert_color_to_rgb(screen->cells, &color);
    }
    const double weights[3] = {0.2126, 0.7152, 0.0722};
    const uint8_t parts[3] = {color.rgb.red, color.rgb.green, color.rgb.blue};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double part = parts[i] / 255.0;
        sum += weights[i] * (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double ratio(double one, double other)
{
    return one > other ? (one + 0.05) / (other + 0.05) : (other + 0.05) / (one + 0.05);
}

double screen_contrast(const struct screen *screen, int row, int col)
{
    VTermScreenCell cell = cell_at(screen, row, col);
    bool no_text = VTERM_COLOR_IS_DEFAULT_FG(&cell.fg);
    bool no_ground = VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
    if (no_text || no_ground)
        return no_text && no_ground ? 21 : 0;
    double ground = luminance(screen, cell.bg, false);
    double least = ratio(luminance(screen, cell.fg, false), ground);
    if (cell.attrs.bold != 0) { /* many terminals make bold text bright */
        double bright = ratio(luminance(screen, cell.fg, true), ground);
        least = bright < least ? bright : least;
    }
    return least;
}

void screen_mark(struct screen *screen)
{
    buf_reset(&screen->raw);
    free(screen->marked_cells);
    screen->marked_rows = screen->rows;
    screen->marked_cols = screen->cols;
    screen->marked_cells =
        calloc((size_t)screen->rows * (size_t)screen->cols, sizeof(*screen->marked_cells));
    if (screen->marked_cells == NULL)
        abort();
    for (int row = 0; row < screen->rows; row++)
        for (int col = 0; col < screen->cols; col++)
            screen->marked_cells[row * screen->cols + col] = cell_at(screen, row, col);
}

size_t screen_bytes(const struct screen *screen)
{
    return screen->raw.length;
}

/* A cell never written to and a blank look the same. */
static bool look_same(VTermScreenCell one, VTermScreenCell other)
{
    if (one.chars[0] == 0)
        one.chars[0] = ' ';
    if (other.chars[0] == 0)
        other.chars[0] = ' ';
    return memcmp(one.chars, other.chars, sizeof(one.chars)) == 0 &&
           one.attrs.bold == other.attrs.bold && one.attrs.underline == other.attrs.underline &&
           one.attrs.reverse == other.attrs.reverse && vterm_color_is_equal(&one.fg, &other.fg) &&
           vterm_color_is_equal(&one.bg, &other.bg);
}

size_t screen_cells(const struct screen *screen)
{
    size_t count = 0;
    bool same_size = screen->marked_rows == screen->rows && screen->marked_cols == screen->cols;
    for (int row = 0; row < screen->rows; row++)
        for (int col = 0; col < screen->cols; col++)
            if (!same_size || !look_same(screen->marked_cells[row * screen->cols + col],
                                         cell_at(screen, row, col)))
                count++;
    return count;
}

const char *screen_raw(const struct screen *screen, size_t *length)
{
    if (length != NULL)
        *length = screen->raw.length;
    return buf_text(&screen->raw);
}

int screen_rows(const struct screen *screen)
{
    return screen->rows;
}

int screen_cols(const struct screen *screen)
{
    return screen->cols;
}

pid_t screen_pid(const struct screen *screen)
{
    return screen->child;
}

int screen_master(const struct screen *screen)
{
    return screen->master;
}

void screen_dump(struct screen *screen, FILE *file)
{
    int row, col;
    screen_cursor(screen, &row, &col);
    fprintf(file, "screen %dx%d, cursor %d,%d\n", screen->cols, screen->rows, row, col);
    for (int line = 0; line < screen->rows; line++)
        fprintf(file, "%3d|%s\n", line, screen_row(screen, line));
}

/* BRLTTY with its virtual display, over a console of the kernel's own: what is under the fingers.
 * The program runs on a free virtual terminal, and what is typed is put into its input queue. */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vt.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "tests/readers/readers.h"

#define BRLTTY     "/usr/bin/brltty"
#define BRLTTY_OLD "/usr/sbin/brltty"

enum {
    QUIET_MS = 800,
    SETTLE_MS = 50,
    KEY_MS = 2,
    BUFFER_SIZE = 64 * 1024,
    VCS_MAJOR = 7,
    NODES = 3
};

struct session {
    int vt, console, line; /* the terminal's number; it; the connection to the display */
    pid_t program, reader;
    bool made[NODES]; /* device files that were not there */
    char buffer[BUFFER_SIZE];
    size_t length;
};

static const struct {
    const char *name;
    unsigned first; /* minor number of the first one */
} nodes[NODES] = {{"vcs", 0}, {"vcsu", 64}, {"vcsa", 128}};

static const char *brltty(void)
{
    if (access(BRLTTY, X_OK) == 0)
        return BRLTTY;
    return access(BRLTTY_OLD, X_OK) == 0 ? BRLTTY_OLD : NULL;
}

static int find_terminal(void)
{
    int number = -1;
    int console = open("/dev/tty0", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (console < 0)
        return -1;
    if (ioctl(console, VT_OPENQRY, &number) != 0)
        number = -1;
    (void)close(console);
    return number;
}

static const char *without_braille(void)
{
    if (brltty() == NULL)
        return "it is not installed";
    if (geteuid() != 0)
        return "only root may use a virtual terminal";
    char *legacy = kit_read_file("/proc/sys/dev/tty/legacy_tiocsti");
    bool allowed = legacy == NULL || legacy[0] == '1';
    free(legacy);
    if (!allowed)
        return "nothing can be typed (dev.tty.legacy_tiocsti is 0)";
    return find_terminal() < 1 ? "there is no free virtual terminal" : NULL;
}

static void make_nodes(struct session *session)
{
    char path[32];
    for (int i = 0; i < NODES; i++) {
        (void)snprintf(path, sizeof path, "/dev/%s%d", nodes[i].name, session->vt);
        session->made[i] = access(path, F_OK) != 0;
        if (session->made[i])
            ck_assert_int_eq(mknod(path, 0600 | S_IFCHR,
                                   makedev(VCS_MAJOR, nodes[i].first + (unsigned)session->vt)),
                             0);
    }
}

static void open_terminal(struct session *session)
{
    static const char reset[] = "\033c\033%G";
    struct winsize size = {.ws_row = 25, .ws_col = 80};
    char path[32];
    session->vt = find_terminal();
    (void)snprintf(path, sizeof path, "/dev/tty%d", session->vt);
    session->console = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    ck_assert_int_ge(session->console, 0);
    make_nodes(session);
    ck_assert_int_eq(write(session->console, reset, sizeof reset - 1), sizeof reset - 1);
    ck_assert_int_eq(ioctl(session->console, TIOCSWINSZ, &size), 0);
}

/* A child that ends with the test; its standard descriptors are FD if that is one. */
static pid_t spawn(const char *const *arguments, const char *const *environment, int fd)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid != 0)
        return pid;
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setsid() < 0)
        _exit(126);
    if (fd >= 0 && ioctl(fd, TIOCSCTTY, 1) != 0)
        _exit(126);
    for (int i = 0; fd >= 0 && i <= 2; i++)
        if (dup2(fd, i) < 0)
            _exit(126);
    int nothing = fd < 0 ? open("/dev/null", O_RDWR) : -1; /* the reader tells of much else */
    if (fd < 0 &&
        (nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0 || dup2(nothing, STDERR_FILENO) < 0))
        _exit(126);
    (void)execve(arguments[0], (char **)(size_t)arguments, (char **)(size_t)environment);
    _exit(127);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(line, 0);
    ck_assert_int_eq(bind(line, (const struct sockaddr *)&address, sizeof address), 0);
    ck_assert_int_eq(getsockname(line, (struct sockaddr *)&address, &length), 0);
    (void)close(line);
    return ntohs(address.sin_port);
}

static int reach(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (kit_now_ms() < deadline) {
        int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_ge(line, 0);
        if (connect(line, (const struct sockaddr *)&address, sizeof address) == 0)
            return line;
        (void)close(line);
        (void)poll(NULL, 0, 100);
    }
    ck_abort_msg("the braille display does not answer");
}

static void start_reader(struct session *session, int cells)
{
    char vt[32], display[64], pid_file[600], command[32];
    int port = free_port();
    (void)snprintf(vt, sizeof vt, "vt=%d", session->vt);
    (void)snprintf(display, sizeof display, "server:127.0.0.1:%d", port);
    (void)snprintf(pid_file, sizeof pid_file, "%s", kit_path("brltty.pid"));
    session->reader =
        spawn(OPTIONS(brltty(), "-n", "-q", "-e", "-f", "/dev/null", "-F", "/dev/null", "-b", "vr",
                      "-d", display, "-x", "lx", "-X", vt, "-s", "no", "-N", "-W", kit_dir(), "-U",
                      kit_dir(), "-P", pid_file),
              kit_environment(), -1);
    session->line = reach(port);
    int length = snprintf(command, sizeof command, "cells %d\n", cells);
    ck_assert_int_eq(write(session->line, command, (size_t)length), length);
}

static struct session *start_braille(const struct reader *reader, const char *const *arguments)
{
    struct session *session = calloc(1, sizeof *session);
    ck_assert_ptr_nonnull(session);
    open_terminal(session);
    kit_set_term("linux");
    session->program = spawn(arguments, kit_environment(), session->console);
    start_reader(session, reader->cells);
    return session;
}

static void send_keys(struct session *session, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        ck_assert_int_eq(ioctl(session->console, TIOCSTI, keys), 0);
        (void)poll(NULL, 0, KEY_MS); /* the queue is short */
    }
}

/* A line of the display: Visual "text". */
static bool take_line(const char *line, struct heard *heard)
{
    static const char begin[] = "Visual \"";
    if (strncmp(line, begin, sizeof begin - 1) != 0)
        return false;
    const char *text = line + sizeof begin - 1;
    size_t length = strlen(text);
    while (length > 0 && strchr("\"\r ", text[length - 1]) != NULL)
        length--;
    char shown[READER_TEXT_SIZE];
    (void)snprintf(shown, sizeof shown, "%.*s",
                   (int)(length < READER_TEXT_SIZE ? length : READER_TEXT_SIZE - 1), text);
    take_heard(shown, heard);
    heard->refreshes++;
    printf("#     [%s]\n", heard->last);
    return true;
}

/* Waits at most MS; true when the line was changed. */
static bool read_lines(struct session *session, int ms, struct heard *heard)
{
    struct pollfd wait = {.fd = session->line, .events = POLLIN};
    bool changed = false;
    if (poll(&wait, 1, ms) != 1)
        return false;
    ck_assert_uint_lt(session->length, BUFFER_SIZE - 1);
    ssize_t got =
        read(session->line, session->buffer + session->length, BUFFER_SIZE - 1 - session->length);
    ck_assert_int_gt(got, 0);
    session->length += (size_t)got;
    session->buffer[session->length] = '\0';
    char *line = session->buffer;
    for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        *end = '\0';
        changed = take_line(line, heard) || changed;
        line = end + 1;
    }
    session->length -= (size_t)(line - session->buffer);
    memmove(session->buffer, line, session->length + 1);
    return changed;
}

static void hear_braille(struct session *session, bool listens, struct heard *heard)
{
    long long begun_ms = kit_now_ms(), last_ms = begun_ms, now_ms = begun_ms;
    while (!heard_enough(heard, listens, QUIET_MS, now_ms, begun_ms, last_ms)) {
        bool changed = read_lines(session, SETTLE_MS, heard);
        now_ms = kit_now_ms();
        if (changed)
            last_ms = now_ms;
    }
}

static size_t no_bytes(const struct session *session)
{
    (void)session;
    return 0;
}

static void end_child(pid_t pid)
{
    (void)kill(pid, SIGKILL);
    (void)waitpid(pid, NULL, 0);
}

static void end_braille(struct session *session)
{
    char path[32];
    (void)close(session->line);
    end_child(session->reader);
    end_child(session->program);
    (void)close(session->console);
    for (int i = 0; i < NODES; i++) {
        (void)snprintf(path, sizeof path, "/dev/%s%d", nodes[i].name, session->vt);
        if (session->made[i])
            (void)unlink(path);
    }
    /* The one before was hung up with its session. */
    (void)snprintf(path, sizeof path, "/dev/tty%d", session->vt);
    int console = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (console >= 0) {
        (void)!write(console, "\033c", 2);
        (void)close(console);
    }
    console = open("/dev/tty0", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (console >= 0) {
        /* What the program left may have it open for a moment. */
        long long deadline = kit_now_ms() + KIT_WAIT_MS;
        while (ioctl(console, VT_DISALLOCATE, session->vt) != 0 && errno == EBUSY &&
               kit_now_ms() < deadline)
            (void)poll(NULL, 0, 20);
        (void)close(console);
    }
    free(session);
}

const struct reader reader_braille_40 = {"BRLTTY, 40 cells", 40,         without_braille,
                                         start_braille,      send_keys,  hear_braille,
                                         no_bytes,           end_braille};
const struct reader reader_braille_20 = {"BRLTTY, 20 cells", 20,         without_braille,
                                         start_braille,      send_keys,  hear_braille,
                                         no_bytes,           end_braille};

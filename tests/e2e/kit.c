#include "config.h"

#include "tests/e2e/kit.h"

enum { KIT_ARGUMENTS_MAX = 30 };

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 24, ENVIRONMENT_MAX = 16 };

long long kit_now_ms(void)
{
    struct timespec now;
    ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &now), 0);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Files -------------------------------------------------------------------------------------- */

void kit_share_folder(void)
{
    (void)harness_dir();
}

const char *kit_dir(void)
{
    static char dir[PATH_MAX];
    static pid_t owner; /* each test is a process of its own */
    if (owner != getpid()) {
        owner = getpid();
        (void)snprintf(dir, sizeof dir, "%s/test-%ld", harness_dir(), (long)owner);
        ck_assert_int_eq(mkdir(dir, 0700), 0);
    }
    return dir;
}

const char *kit_path(const char *name)
{
    static char paths[8][PATH_MAX];
    static int next;
    char *path = paths[next++ % 8];
    int length = snprintf(path, PATH_MAX, "%s/%s", kit_dir(), name);
    ck_assert(length > 0 && length < PATH_MAX);
    return path;
}

char *kit_read_file(const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    if (file == NULL)
        return NULL;
    if (getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    (void)fclose(file);
    return text;
}

/* The server -------------------------------------------------------------------------------- */

void kit_sandbox(struct process *sandbox, const char *rules, const char *const *options)
{
    static int number;
    const char *all[16] = {NULL};
    char name[32], dir[PATH_MAX + 16], scenario[PATH_MAX + 16];
    int count = 0;
    number++;
    (void)snprintf(name, sizeof name, "sandbox-%d", number);
    (void)snprintf(dir, sizeof dir, "--state-dir=%s", kit_path(name));
    all[count++] = dir;
    if (rules != NULL) {
        (void)snprintf(name, sizeof name, "scenario-%d", number);
        FILE *file = fopen(kit_path(name), "we");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_gt(fprintf(file, "{\"rules\": [%s]}", rules), 0);
        ck_assert_int_eq(fclose(file), 0);
        (void)snprintf(scenario, sizeof scenario, "--scenario=%s", kit_path(name));
        all[count++] = scenario;
    }
    while (*options != NULL && count < 15)
        all[count++] = *options++;
    harness_start(sandbox, all);
}

int kit_hits(const struct process *sandbox, const char *path)
{
    char whole[128];
    (void)snprintf(whole, sizeof whole, "%s%s", path[0] == '/' ? "" : "/api/v3/", path);
    return harness_hits(sandbox, "POST", whole) + harness_hits(sandbox, "GET", whole);
}

void kit_wait_hits(const struct process *sandbox, const char *path, int count)
{
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    int hits = 0;
    while ((hits = kit_hits(sandbox, path)) < count) {
        ck_assert_msg(kit_now_ms() < deadline, "%d requests to %s instead of %d", hits, path,
                      count);
        (void)poll(NULL, 0, 20);
    }
}

void kit_code(const struct process *sandbox, const char *to, int count, char code[7])
{
    char text[HARNESS_TEXT_SIZE];
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (harness_message(sandbox, to, text) < count) {
        ck_assert_msg(kit_now_ms() < deadline, "no message %d to %s", count, to);
        (void)poll(NULL, 0, 20);
    }
    harness_find_code(text, code);
}

void kit_wrong_code(const char code[7], char wrong[7])
{
    memcpy(wrong, code, 7);
    wrong[5] = wrong[5] == '9' ? '0' : (char)(wrong[5] + 1);
}

/* Time --------------------------------------------------------------------------------------- */

static bool timed;
static char time_variable[PATH_MAX + 32];

void kit_time_begin(void)
{
    (void)snprintf(time_variable, sizeof time_variable, TIMED_VARIABLE "=%s", kit_path("time"));
    timed_make(kit_path("time"));
    ck_assert_int_eq(putenv(time_variable), 0); /* for the sandbox */
    harness_use(TIMED_SANDBOX);
    timed = true;
}

/* What the program gets --------------------------------------------------------------------- */

static const char *program; /* NULL: the usual one */

void kit_set_program(const char *path)
{
    program = path;
}

void kit_ignore_signals(void)
{
    static char script[PATH_MAX];
    (void)snprintf(script, sizeof script, "%s", kit_path("ignoring"));
    FILE *file = fopen(script, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(
        fprintf(file, "#!/bin/sh\ntrap '' HUP INT\nexec '%s' \"$@\"\n", PROGRAM_BINARY), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(script, 0700), 0);
    kit_set_program(script);
}

const char *const *kit_arguments(const struct process *sandbox, const char *const *options)
{
    static const char *arguments[ARGUMENTS_MAX];
    static char host[128], app_id[64], ca[PATH_MAX + 16];
    int count = 0;
    const char *usual = timed ? TIMED_PROGRAM : PROGRAM_BINARY;
    arguments[count++] = program == NULL ? usual : program;
    if (sandbox != NULL) {
        (void)snprintf(host, sizeof host, "--host=%s", sandbox->url);
        (void)snprintf(app_id, sizeof app_id, "--app-id=%s", sandbox->app_id);
        (void)snprintf(ca, sizeof ca, "--ca-file=%s", sandbox->ca);
        arguments[count++] = host;
        arguments[count++] = app_id;
        arguments[count++] = ca;
    }
    for (; *options != NULL; options++) {
        ck_assert_int_lt(count, ARGUMENTS_MAX - 1);
        arguments[count++] = *options;
    }
    arguments[count] = NULL;
    return arguments;
}

static const char *term_name = "xterm-256color";

void kit_set_term(const char *term)
{
    term_name = term;
}

static const char *own_variable;

void kit_set_variable(const char *variable)
{
    own_variable = variable;
}

static char state_name[32] = "state";

void kit_set_state(const char *name)
{
    ck_assert_uint_lt(strlen(name), sizeof state_name);
    (void)snprintf(state_name, sizeof state_name, "%s", name);
}

const char *const *kit_environment(void)
{
    static char term[128];
    static const char *environment[ENVIRONMENT_MAX];
    static char home[PATH_MAX + 8], config[PATH_MAX + 32], state[PATH_MAX + 64];
    static const char *const passed[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
    static char sanitizer[3][1024];
    int count = 0;
    (void)snprintf(home, sizeof home, "HOME=%s", kit_dir());
    (void)snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", kit_dir());
    (void)snprintf(state, sizeof state, "XDG_STATE_HOME=%s/%s", kit_dir(), state_name);
    environment[count++] = home;
    environment[count++] = config;
    environment[count++] = state;
    environment[count++] = "PATH=/usr/bin:/bin";
    (void)snprintf(term, sizeof term, "TERM=%s", term_name);
    environment[count++] = term;
    environment[count++] = "LANG=C.UTF-8";
    environment[count++] = "TZ=UTC";
    if (timed)
        environment[count++] = time_variable;
    if (own_variable != NULL)
        environment[count++] = own_variable;
    for (int i = 0; i < 3; i++) {
        const char *value = getenv(passed[i]);
        if (value == NULL)
            continue;
        (void)snprintf(sanitizer[i], sizeof sanitizer[i], "%s=%s", passed[i], value);
        environment[count++] = sanitizer[i];
    }
    environment[count] = NULL;
    return environment;
}

/* On pipes ----------------------------------------------------------------------------------- */

struct kit_child kit_spawn(const char *const *arguments)
{
    int in[2], out[2], err[2];
    struct kit_child child = {0};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    ck_assert(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 &&
              pipe2(err, O_CLOEXEC) == 0);
    ck_assert_int_eq(posix_spawn_file_actions_init(&actions), 0);
    ck_assert_int_eq(posix_spawnattr_init(&attributes), 0);
    ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, in[0], 0), 0);
    ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, out[1], 1), 0);
    ck_assert_int_eq(posix_spawn_file_actions_adddup2(&actions, err[1], 2), 0);
    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &all);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    /* posix_spawn takes pointers without const, but changes nothing. */
    ck_assert_int_eq(posix_spawn(&child.pid, arguments[0], &actions, &attributes,
                                 (char **)(size_t)arguments, (char **)(size_t)kit_environment()),
                     0);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    (void)close(in[0]);
    (void)close(out[1]);
    (void)close(err[1]);
    child.in = in[1];
    child.out = out[0];
    child.err = err[0];
    return child;
}

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

int kit_reap(struct kit_child *child)
{
    int status = 0;
    int pidfd = pidfd_open(child->pid, 0);
    struct pollfd wait = {.fd = pidfd, .events = POLLIN};
    ck_assert_int_ge(pidfd, 0);
    bool ended = poll(&wait, 1, KIT_WAIT_MS) == 1;
    if (!ended)
        (void)kill(child->pid, SIGKILL);
    ck_assert_int_eq(waitpid(child->pid, &status, 0), child->pid);
    (void)close(pidfd);
    close_one(&child->in);
    close_one(&child->out);
    close_one(&child->err);
    ck_assert_msg(ended, "the program did not end");
    return status;
}

/* Reads both ends until they close. */
static void read_both(struct kit_child *child, struct outcome *outcome)
{
    struct {
        int *fd;
        char *text;
        size_t length;
    } ends[2] = {{&child->out, outcome->out, 0}, {&child->err, outcome->err, 0}};
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (child->out >= 0 || child->err >= 0) {
        struct pollfd wait[2] = {{.fd = child->out, .events = POLLIN},
                                 {.fd = child->err, .events = POLLIN}};
        long long left = deadline - kit_now_ms();
        ck_assert_msg(left > 0 && poll(wait, 2, (int)left) > 0, "no end of output in time: %s%s",
                      outcome->out, outcome->err);
        for (int i = 0; i < 2; i++) {
            if (wait[i].revents == 0)
                continue;
            size_t room = HARNESS_TEXT_SIZE - 1 - ends[i].length;
            char rest[256];
            ssize_t got = room > 0 ? read(*ends[i].fd, ends[i].text + ends[i].length, room)
                                   : read(*ends[i].fd, rest, sizeof rest);
            if (got <= 0)
                close_one(ends[i].fd);
            else if (room > 0)
                ends[i].length += (size_t)got;
            ends[i].text[ends[i].length] = '\0';
        }
    }
}

void kit_run(struct outcome *outcome, const struct process *sandbox, const char *const *options,
             const char *input)
{
    *outcome = (struct outcome){0};
    struct kit_child child = kit_spawn(kit_arguments(sandbox, options));
    size_t length = input == NULL ? 0 : strlen(input);
    if (length > 0)
        ck_assert_int_eq(write(child.in, input, length), (ssize_t)length);
    close_one(&child.in);
    read_both(&child, outcome);
    int status = kit_reap(&child);
    outcome->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

enum kit_job kit_job_control;

/* On a terminal ------------------------------------------------------------------------------ */

static void __attribute__((noreturn))
become(const char *const *arguments, const char *const *environment, int slave)
{
    sigset_t none;
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        (void)signal(number, SIG_DFL);
    if (setsid() < 0 || ioctl(slave, TIOCSCTTY, 0) != 0)
        _exit(126);
    for (int fd = 0; fd <= 2; fd++)
        if (dup2(slave, fd) < 0)
            _exit(126);
    const char *job[KIT_ARGUMENTS_MAX + 5] = {JOB_BINARY, "/bin/sh", "-c",
                                              "\"$0\" \"$@\"; exit $?"};
    int first = kit_job_control == KIT_JOB_OF_SCRIPT ? 4 : 1;
    for (int i = 0; arguments[i] != NULL && i < KIT_ARGUMENTS_MAX; i++)
        job[first + i] = arguments[i];
    if (kit_job_control != KIT_NO_JOB)
        arguments = job;
    (void)execve(arguments[0], (char **)(size_t)arguments, (char **)(size_t)environment);
    _exit(127);
}

void kit_terminal_start(struct kit_terminal *terminal, const char *const *arguments, int rows,
                        int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    int master = -1;
    /* With the folder of this process, not of the child. */
    const char *const *environment = kit_environment();
    ck_assert_int_eq(openpty(&master, &terminal->slave, NULL, NULL, &size), 0);
    /* Settings that nobody would put there by accident, so that "as before" means something. */
    ck_assert_int_eq(tcgetattr(terminal->slave, &terminal->before), 0);
    terminal->before.c_iflag |= IXANY;
    terminal->before.c_cc[VKILL] = 'K' & 0x1f;
    ck_assert_int_eq(tcsetattr(terminal->slave, TCSANOW, &terminal->before), 0);
    ck_assert_int_eq(tcgetattr(terminal->slave, &terminal->before), 0);
    (void)fcntl(terminal->slave, F_SETFD, FD_CLOEXEC);
    (void)fcntl(master, F_SETFD, FD_CLOEXEC);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        become(arguments, environment, terminal->slave);
    terminal->screen = screen_wrap(master, pid, rows, cols);
    ck_assert_ptr_nonnull(terminal->screen);
}

void kit_terminal_free(struct kit_terminal *terminal)
{
    screen_free(terminal->screen);
    close_one(&terminal->slave);
    terminal->screen = NULL;
}

bool kit_terminal_is_sane(const struct kit_terminal *terminal)
{
    struct termios now;
    const struct termios *before = &terminal->before;
    return tcgetattr(terminal->slave, &now) == 0 && now.c_iflag == before->c_iflag &&
           now.c_oflag == before->c_oflag && now.c_cflag == before->c_cflag &&
           now.c_lflag == before->c_lflag && now.c_line == before->c_line &&
           now.c_ispeed == before->c_ispeed && now.c_ospeed == before->c_ospeed &&
           memcmp(now.c_cc, before->c_cc, sizeof now.c_cc) == 0;
}

void kit_terminal_check(struct kit_terminal *terminal)
{
    (void)screen_read(terminal->screen, 0);
    ck_assert_msg(kit_terminal_is_sane(terminal), "the terminal's settings are not as before");
    ck_assert_msg(!screen_alternate(terminal->screen), "the alternate screen was not left");
    ck_assert_msg(screen_cursor_visible(terminal->screen), "the cursor is hidden");
    ck_assert_msg(!screen_bracketed_paste(terminal->screen), "paste wrappers were left on");
}

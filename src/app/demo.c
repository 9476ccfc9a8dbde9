#include "config.h"

#include "app/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/environment.h"
#include "base/clock.h"
#include "base/i18n.h"

enum {
    READY_MS = 10000, /* how long the sandbox may take to start */
    END_MS = 2000,    /* how long it may take to end */
    LINE_SIZE = 2 * PATH_MAX,
    MAIL_MAX = 64 * 1024
};

struct demo {
    pid_t pid;
    int input; /* the sandbox ends when this is closed */
    int output;
    int watch;
    int mail_watch, sms_watch; /* inotify's numbers */
    char mail_dir[PATH_MAX];
    char events[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
    size_t events_length, events_read;
};

static bool find_sandbox(char path[PATH_MAX], struct err *err)
{
    if (environment_find_beside(path, "genauth-sandbox"))
        return true;
    if (snprintf(path, PATH_MAX, "%s/genauth-sandbox", LIBEXECDIR) < PATH_MAX &&
        /* Flawfinder: ignore (only root changes what is there) */
        access(path, X_OK) == 0)
        return true;
    return err_set(err, _("genauth-sandbox was not found beside this program nor in %s."),
                   LIBEXECDIR);
}

/* Its own process group, so that ^C at the terminal reaches only us; no signal blocked. */
static int spawn(pid_t *pid, const char *path, int input, int output)
{
    static char name[] = "genauth-sandbox";
    static char end_with_input[] = "--exit-with-stdin";
    static char search[] = "PATH=/usr/bin:/bin";
    char *const environment[] = {search, NULL};
    char *const arguments[] = {name, end_with_input, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                              POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    int result = posix_spawn(pid, path, &actions, &attributes, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return result;
}

static bool start_process(struct demo *demo, struct err *err)
{
    char path[PATH_MAX];
    int input[2] = {-1, -1};
    int output[2] = {-1, -1};
    bool started = false;
    if (!find_sandbox(path, err))
        return false;
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) {
        err_set(err, _("The sandbox could not be started: %s."), strerror(errno));
        goto out;
    }
    int failure = spawn(&demo->pid, path, input[0], output[1]);
    if (failure != 0) {
        err_set(err, _("The sandbox could not be started: %s."), strerror(failure));
        goto out;
    }
    demo->input = input[1];
    demo->output = output[0];
    input[1] = output[0] = -1;
    started = true;
out:
    for (int i = 0; i < 2; i++) {
        if (input[i] >= 0)
            close(input[i]);
        if (output[i] >= 0)
            close(output[i]);
    }
    return started;
}

static bool read_ready_line(struct demo *demo, char line[LINE_SIZE])
{
    size_t length = 0;
    int64_t end_ms = clock_boot_ms() + READY_MS;
    while (length < LINE_SIZE - 1) {
        struct pollfd fd = {.fd = demo->output, .events = POLLIN};
        int64_t left_ms = end_ms - clock_boot_ms();
        int ready = left_ms <= 0 ? 0 : poll(&fd, 1, (int)left_ms);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return false;
        ssize_t got = read(demo->output, line + length, 1);
        if (got <= 0)
            return false;
        if (line[length] == '\n') {
            line[length] = '\0';
            return true;
        }
        length++;
    }
    return false;
}

/* Copies the value that follows NAME in LINE, up to a blank. */
static bool read_value(const char *line, const char *name, char *value, size_t size)
{
    const char *begin = strstr(line, name);
    if (begin == NULL)
        return false;
    begin += strlen(name);
    size_t length = strcspn(begin, " ");
    return length > 0 && snprintf(value, size, "%.*s", (int)length, begin) < (int)size;
}

/* "ready https://127.0.0.1:PORT ca=FILE app-id=ID mail=DIR" */
static bool read_ready(struct demo *demo, struct options *options, struct err *err)
{
    char line[LINE_SIZE];
    if (read_ready_line(demo, line) &&
        read_value(line, "ready ", options->host, sizeof(options->host)) &&
        read_value(line, " ca=", options->ca_file, sizeof(options->ca_file)) &&
        read_value(line, " app-id=", options->app_id, sizeof(options->app_id)) &&
        read_value(line, " mail=", demo->mail_dir, sizeof(demo->mail_dir)))
        return true;
    return err_set(err, _("The sandbox did not become ready."));
}

static bool watch_mail(struct demo *demo, struct err *err)
{
    char new_mail[PATH_MAX + 8];
    char sms[PATH_MAX + 8];
    snprintf(new_mail, sizeof(new_mail), "%s/new", demo->mail_dir);
    snprintf(sms, sizeof(sms), "%s/sms", demo->mail_dir);
    demo->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (demo->watch >= 0) {
        demo->mail_watch = inotify_add_watch(demo->watch, new_mail, IN_MOVED_TO | IN_ONLYDIR);
        demo->sms_watch = inotify_add_watch(demo->watch, sms, IN_MOVED_TO | IN_ONLYDIR);
        if (demo->mail_watch >= 0 && demo->sms_watch >= 0)
            return true;
    }
    return err_set(err, _("The sandbox's mail cannot be watched: %s."), strerror(errno));
}

struct demo *demo_start(struct options *options, struct err *err)
{
    struct demo *demo = calloc(1, sizeof(*demo));
    if (demo == NULL) {
        err_set(err, _("There is not enough memory."));
        return NULL;
    }
    demo->input = demo->output = demo->watch = -1;
    if (!start_process(demo, err) || !read_ready(demo, options, err) || !watch_mail(demo, err)) {
        demo_stop(demo);
        return NULL;
    }
    return demo;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void demo_stop(struct demo *demo)
{
    if (demo == NULL)
        return;
    close_fd(demo->input);
    if (demo->pid > 0) {
        /* It ends by itself and then closes its output; if it does not in time, it is ended. */
        struct pollfd fd = {.fd = demo->output, .events = POLLIN};
        if (poll(&fd, 1, END_MS) <= 0)
            kill(demo->pid, SIGKILL);
        while (waitpid(demo->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close_fd(demo->output);
    close_fd(demo->watch);
    free(demo);
}

pid_t demo_process(const struct demo *demo)
{
    return demo == NULL ? 0 : demo->pid;
}

const char *demo_mail_dir(const struct demo *demo)
{
    return demo == NULL ? NULL : demo->mail_dir;
}

int demo_mail_fd(const struct demo *demo)
{
    return demo == NULL ? -1 : demo->watch;
}

/* The name of the next new file, or NULL. */
static const char *next_file(struct demo *demo, bool *is_sms)
{
    while (true) {
        if (demo->events_read >= demo->events_length) {
            ssize_t got = read(demo->watch, demo->events, sizeof(demo->events));
            if (got <= 0)
                return NULL;
            demo->events_length = (size_t)got;
            demo->events_read = 0;
        }
        const struct inotify_event *event =
            (const struct inotify_event *)(const void *)(demo->events + demo->events_read);
        demo->events_read += sizeof(*event) + event->len;
        *is_sms = event->wd == demo->sms_watch;
        if (event->len > 0 && event->name[0] != '.')
            return event->name;
    }
}

/* The value of header NAME (with its colon) at the beginning of a line. */
static struct shown read_header(const char *text, const char *name)
{
    for (const char *line = text; line != NULL && *line != '\0';
         line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
        if (strncasecmp(line, name, strlen(name)) == 0) {
            const char *value = line + strlen(name);
            value += strspn(value, " <");
            return text_neutralise(value, strcspn(value, ">\r\n"), 80);
        }
    }
    return (struct shown){""};
}

/* A line that is nothing but digits. */
static struct shown read_code(const char *text)
{
    for (const char *line = text; line != NULL && *line != '\0';
         line = strchr(line, '\n') == NULL ? NULL : strchr(line, '\n') + 1) {
        size_t digits = strspn(line, "0123456789");
        if (digits >= 4 && digits <= 12 && (line[digits] == '\r' || line[digits] == '\n'))
            return text_neutralise(line, digits, 0);
    }
    return (struct shown){""};
}

bool demo_next_mail(struct demo *demo, struct shown *mail, struct shown *code)
{
    if (demo == NULL)
        return false;
    bool is_sms = false;
    const char *name = next_file(demo, &is_sms);
    if (name == NULL)
        return false;
    char path[2 * PATH_MAX];
    char text[MAIL_MAX];
    snprintf(path, sizeof(path), "%s/%s/%s", demo->mail_dir, is_sms ? "sms" : "new", name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    ssize_t length = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (length < 0)
        return false;
    text[length] = '\0';
    *mail = read_header(text, "To:");
    *code = read_code(text);
    return true;
}

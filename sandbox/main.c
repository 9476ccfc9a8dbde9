/* genauth-sandbox: a local server that speaks the GenAuth V3 API. Starts and ends all the parts. */
#include "config.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/i18n.h"
#include "sandbox/observe.h"
#include "sandbox/scenario.h"
#include "sandbox/server.h"
#include "sandbox/state_dir.h"
#include "sandbox/users.h"

enum {
    EXIT_CODE_OK = 0,
    EXIT_CODE_BAD = 2,
};

/* All that has to be ended again, and the paths. */
struct parts {
    struct options options;
    struct sandbox sandbox;
    struct state_dir state_dir;
    struct tls tls;
    struct server *server;
    char *ca_path, *mail_path;
    int signal_fd;
};

/* Reads or makes what belongs to the application, not to a user. Needs a transaction. */
static bool load_application(struct parts *parts, bool new)
{
    struct sandbox *sandbox = &parts->sandbox;
    struct database *database = sandbox->database;
    if (new) {
        util_random_hex(sandbox->app_id, UTIL_ID_SIZE - 1);
        util_random_hex(sandbox->app_secret, 64);
        return database_set_setting(database, "app-id", sandbox->app_id) &&
               database_set_setting(database, "app-secret", sandbox->app_secret);
    }
    char *id = database_setting(database, "app-id");
    char *secret = database_setting(database, "app-secret");
    bool done = id && secret && util_copy(sandbox->app_id, sizeof sandbox->app_id, id) &&
                util_copy(sandbox->app_secret, sizeof sandbox->app_secret, secret);
    free(id);
    free(secret);
    return done;
}

/* A database that is there has its users already; but a seed that cannot be used is always an
 * error, and one that is not used is said. */
static bool fill_database(struct parts *parts, bool new)
{
    struct database *database = parts->sandbox.database;
    const char *seed = parts->options.seed;
    if (new)
        return database_create(database) && users_seed(database, seed);
    if (seed && !users_seed(NULL, seed))
        return false;
    if (seed)
        util_complain(
            _("The database is there already, with its users: the seed '%s' is not used."), seed);
    return true;
}

static bool open_database(struct parts *parts)
{
    struct sandbox *sandbox = &parts->sandbox;
    bool new = false;
    char *file = parts->options.database ? strdup(parts->options.database)
                                         : state_dir_path(&parts->state_dir, "database.sqlite3");
    if (file)
        sandbox->database = database_open(file, &new);
    free(file);
    if (!sandbox->database || !database_begin(sandbox->database))
        return false;
    /* All or nothing: a start that dies here leaves an empty database. */
    if (fill_database(parts, new) && load_application(parts, new))
        return database_commit(sandbox->database);
    database_rollback(sandbox->database);
    return false;
}

/* The secret of --app-secret-file, and where a test finds the one that counts. */
static bool prepare_secret(struct parts *parts)
{
    struct sandbox *sandbox = &parts->sandbox;
    const char *file = parts->options.app_secret_file;
    size_t length = 0;
    if (file) {
        char *text = util_read_file(file, 1024, &length);
        if (text)
            text[strcspn(text, "\r\n")] = '\0';
        bool done =
            text && text[0] && util_copy(sandbox->app_secret, sizeof sandbox->app_secret, text);
        if (!done)
            util_complain(_("Cannot use the secret in '%s': %s."), file,
                          text ? _("it must be one line of 1 to 128 bytes") : strerror(errno));
        free(text);
        return done;
    }
    if (parts->options.client_auth == OPTIONS_AUTH_NONE)
        return true;
    char *path = state_dir_path(&parts->state_dir, "app-secret");
    bool done = path && util_write_file(path, sandbox->app_secret, 0600);
    if (!done)
        util_complain(_("Cannot write '%s': %s."), path ? path : "app-secret", strerror(errno));
    free(path);
    return done;
}

static bool prepare_files(struct parts *parts)
{
    struct sandbox *sandbox = &parts->sandbox;
    char *mail = parts->options.mail_dir ? strdup(parts->options.mail_dir)
                                         : state_dir_path(&parts->state_dir, "mail");
    if (mail)
        sandbox->mail = mail_open(mail);
    if (sandbox->mail)
        parts->mail_path = realpath(mail, NULL);
    free(mail);
    if (!parts->mail_path || !state_dir_fits_ready_line(parts->mail_path, "--mail-dir") ||
        !prepare_secret(parts))
        return false;
    if (!tls_create(&parts->tls)) {
        util_complain(_("Cannot make the certificates."));
        return false;
    }
    parts->ca_path = state_dir_path(&parts->state_dir, "ca.pem");
    if (!parts->ca_path || !util_write_file(parts->ca_path, parts->tls.ca_certificate, 0644)) {
        util_complain(_("Cannot write '%s': %s."), parts->ca_path ? parts->ca_path : "ca.pem",
                      strerror(errno));
        return false;
    }
    return true;
}

/* Signals come through a descriptor; blocked before the first thread starts. */
static bool prepare_signals(struct parts *parts)
{
    sigset_t set;
    return signal(SIGPIPE, SIG_IGN) != SIG_ERR && sigemptyset(&set) == 0 &&
           sigaddset(&set, SIGTERM) == 0 && sigaddset(&set, SIGINT) == 0 &&
           sigaddset(&set, SIGHUP) == 0 && sigprocmask(SIG_BLOCK, &set, NULL) == 0 &&
           (parts->signal_fd = signalfd(-1, &set, SFD_CLOEXEC)) >= 0 &&
           (parts->sandbox.stop_fd = eventfd(0, EFD_CLOEXEC)) >= 0;
}

static bool start(struct parts *parts)
{
    struct sandbox *sandbox = &parts->sandbox;
    sandbox->options = &parts->options;
    if (sodium_init() < 0 || !prepare_signals(parts) || !users_init() ||
        !(sandbox->log = request_log_new())) {
        util_complain(_("Cannot start: %s."), strerror(errno));
        return false;
    }
    if (parts->options.scenario && !(sandbox->scenario = scenario_read(parts->options.scenario)))
        return false;
    int listen_fd = server_bind(sandbox);
    if (listen_fd < 0)
        return false;
    if (!state_dir_open(&parts->state_dir, parts->options.state_dir) || !open_database(parts) ||
        !prepare_files(parts) || !(sandbox->keys = keys_new(sandbox->database))) {
        (void)close(listen_fd);
        return false;
    }
    parts->server = server_start(sandbox, listen_fd, &parts->tls);
    return parts->server != NULL;
}

static bool say_ready(const struct parts *parts)
{
    if (printf("ready %s ca=%s app-id=%s mail=%s\n", parts->sandbox.origin, parts->ca_path,
               parts->sandbox.app_id, parts->mail_path) > 0 &&
        fflush(stdout) == 0)
        return true;
    util_complain(_("Cannot write to standard output: %s."), strerror(errno));
    return false;
}

/* Returns when the server is to end. */
static void wait_for_end(const struct parts *parts)
{
    char buffer[256];
    bool watch_input = parts->options.exit_with_stdin;
    for (;;) {
        struct pollfd fds[] = {{.fd = parts->signal_fd, .events = POLLIN},
                               {.fd = watch_input ? STDIN_FILENO : -1, .events = POLLIN}};
        if (poll(fds, 2, -1) < 0 && errno != EINTR)
            return;
        if (fds[0].revents)
            return;
        if (fds[1].revents) {
            ssize_t length = read(STDIN_FILENO, buffer, sizeof buffer);
            if (length == 0 || (length < 0 && errno != EINTR && errno != EAGAIN))
                return;
        }
    }
}

static void end(struct parts *parts)
{
    if (parts->sandbox.stop_fd >= 0)
        (void)eventfd_write(parts->sandbox.stop_fd, 1);
    server_stop(parts->server);
    keys_free(parts->sandbox.keys);
    database_close(parts->sandbox.database);
    mail_close(parts->sandbox.mail);
    scenario_free(parts->sandbox.scenario);
    request_log_free(parts->sandbox.log);
    tls_free(&parts->tls);
    state_dir_close(&parts->state_dir);
    free(parts->ca_path);
    free(parts->mail_path);
    if (parts->sandbox.stop_fd >= 0)
        (void)close(parts->sandbox.stop_fd);
    if (parts->signal_fd >= 0)
        (void)close(parts->signal_fd);
}

int main(int argc, char **argv)
{
    static struct parts parts = {
        .signal_fd = -1, .sandbox.stop_fd = -1, .state_dir.descriptor = -1};
    /* The database holds keys, the mail codes. */
    (void)umask(077);
    (void)setlocale(LC_MESSAGES, "");
    (void)setlocale(LC_CTYPE, "");
    (void)bindtextdomain(PACKAGE, LOCALEDIR);
    (void)textdomain(PACKAGE);
    switch (options_parse(&parts.options, argc, argv)) {
    case OPTIONS_RUN:
        break;
    case OPTIONS_DONE:
        return EXIT_CODE_OK;
    case OPTIONS_BAD:
        return EXIT_CODE_BAD;
    }
    int code = EXIT_CODE_BAD;
    if (start(&parts) && say_ready(&parts)) {
        wait_for_end(&parts);
        code = EXIT_CODE_OK;
    }
    end(&parts);
    return code;
}

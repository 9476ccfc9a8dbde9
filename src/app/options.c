#include "config.h"

#include "app/options.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/command_line.h"
#include "app/config_file.h"
#include "app/environment.h"
#include "app/option_table.h"
#include "base/i18n.h"
#include "base/text.h"

/* Where a value comes from; a later one wins. */
enum level {
    LEVEL_NONE,
    LEVEL_SYSTEM_FILE,
    LEVEL_USER_FILE,
    LEVEL_ENVIRONMENT,
    LEVEL_COMMAND_LINE
};

struct reading {
    struct options *options;
    enum level given[OPTION_ID_COUNT];
    const char *config; /* of --config, or NULL */
    bool is_skimming;   /* mistakes are passed over */
    /* Of the file being read: */
    enum level file_level;
    unsigned file_places;
    bool in_file[OPTION_ID_COUNT];
};

static struct shown echo(const char *text)
{
    return text_neutralise(text, strlen(text), 0);
}

/* Checks every value, also one that does not count because a stronger one is there. */
static bool put(struct reading *reading, const struct option_row *row, const char *name,
                const char *value, enum level level, struct err *err)
{
    struct options ignored;
    bool counts = level >= reading->given[row->id];
    if (!row->set(counts ? reading->options : &ignored, name, value, err))
        return false;
    if (counts)
        reading->given[row->id] = level;
    return true;
}

/* A value that is wrong changes nothing. */
static void put_if_good(struct reading *reading, const struct option_row *row, const char *value,
                        enum level level)
{
    struct options options = *reading->options;
    struct err ignored;
    if (level < reading->given[row->id] || !row->set(&options, row->name, value, &ignored))
        return;
    *reading->options = options;
    reading->given[row->id] = level;
}

static bool take_option(void *context, const struct option_row *row, const char *value,
                        struct err *err)
{
    struct reading *reading = context;
    char name[64];
    if (row->id == OPTION_CONFIG) {
        reading->config = value;
        return true;
    }
    if (reading->is_skimming) {
        put_if_good(reading, row, value, LEVEL_COMMAND_LINE);
        return true;
    }
    int written = snprintf(name, sizeof(name), "--%s", row->name);
    assert(written > 0 && (size_t)written < sizeof(name));
    return put(reading, row, name, value, LEVEL_COMMAND_LINE, err);
}

static bool complain_key(const struct reading *reading, const struct option_row *row,
                         const char *key, struct err *err)
{
    if (row != NULL && (row->places & OPTION_IN_SYSTEM_FILE) != 0)
        return err_set(err, _("%s can be set in the system's configuration file only."), key);
    if (row != NULL)
        return err_set(err, _("%s can be given on the command line only."), key);
    row = option_find_nearest(key, strlen(key), reading->file_places);
    if (row != NULL)
        return err_set(err, _("Unknown key %s. Did you mean %s?"), echo(key).text, row->name);
    return err_set(err, _("Unknown key %s. The manual page genauth-tui.conf(5) has all keys."),
                   echo(key).text);
}

static bool take_key(void *context, const char *key, const char *value, struct err *err)
{
    struct reading *reading = context;
    const struct option_row *row = option_find(key, strlen(key));
    if (reading->is_skimming) {
        if (row != NULL && (row->places & reading->file_places) != 0)
            put_if_good(reading, row, value, reading->file_level);
        return true;
    }
    if (row == NULL || (row->places & reading->file_places) == 0)
        return complain_key(reading, row, key, err);
    if (reading->in_file[row->id])
        return err_set(err, _("%s is set twice. Remove one of the lines."), key);
    reading->in_file[row->id] = true;
    if (value[0] == '\0')
        return err_set(err, _("%s has no value. Give one, or remove the line."), key);
    return put(reading, row, key, value, reading->file_level, err);
}

/* FILE (of OPTIONS_PATH_SIZE) becomes PATH when it is there: not every file has to be. */
static void note_file(char *file, const char *path)
{
    struct stat status;
    int written = stat(path, &status) == 0 ? snprintf(file, OPTIONS_PATH_SIZE, "%s", path) : 0;
    if (written <= 0 || written >= OPTIONS_PATH_SIZE)
        file[0] = '\0';
}

static bool read_file(struct reading *reading, const char *path, bool is_required, enum level level,
                      struct err *err)
{
    bool is_kiosk = reading->options->kiosk;
    reading->file_level = level;
    reading->file_places = level == LEVEL_USER_FILE ? OPTION_IN_USER_FILE : OPTION_IN_SYSTEM_FILE;
    memset(reading->in_file, 0, sizeof(reading->in_file));
    enum config_file_owner owner = is_kiosk ? CONFIG_FILE_OWNER_ROOT : CONFIG_FILE_OWNER_USER;
    if (!config_file_read(path, is_required, owner, take_key, reading, err))
        return false;
    /* The file itself asks for kiosk mode: then what that means for its owner is checked too. */
    if (reading->options->kiosk && !is_kiosk)
        return read_file(reading, path, is_required, level, err);
    note_file(reading->options->config_files[level == LEVEL_USER_FILE ? 1 : 0], path);
    return true;
}

static bool read_environment(struct reading *reading, struct err *err)
{
    static const struct {
        const char *variable;
        const char *option;
    } variables[] = {{"GENAUTH_HOST", "host"}, {"GENAUTH_APP_ID", "app-id"}};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = getenv(variables[i].variable);
        const struct option_row *row =
            option_find(variables[i].option, strlen(variables[i].option));
        if (value == NULL || value[0] == '\0' || reading->given[row->id] == LEVEL_COMMAND_LINE)
            continue;
        if (!put(reading, row, variables[i].variable, value, LEVEL_ENVIRONMENT, err))
            return false;
    }
    return true;
}

/* What is weaker than the command line. */
static bool read_rest(struct reading *reading, const struct options_files *files, struct err *err)
{
    if (reading->config != NULL) {
        if (!read_file(reading, reading->config, true, LEVEL_SYSTEM_FILE, err))
            return false;
    } else {
        if (!read_file(reading, files->system, false, LEVEL_SYSTEM_FILE, err))
            return false;
        if (!reading->options->kiosk && files->user != NULL &&
            !read_file(reading, files->user, false, LEVEL_USER_FILE, err))
            return false;
    }
    /* The demo brings its own server: a variable for another one does not matter, even a wrong one.
     */
    return reading->options->kiosk || reading->options->demo || read_environment(reading, err);
}

/* --demo brings its own server: another one on the command line is a mistake, one in a file or a
 * variable is left out. */
static bool settle_demo(struct reading *reading, struct err *err)
{
    static const enum option_id server[] = {OPTION_HOST, OPTION_APP_ID, OPTION_APP_SECRET_FILE,
                                            OPTION_CLIENT_AUTH, OPTION_CA_FILE};
    struct options *options = reading->options;
    for (size_t i = 0; i < sizeof(server) / sizeof(server[0]); i++) {
        if (reading->given[server[i]] != LEVEL_COMMAND_LINE)
            continue;
        for (size_t row = 0; row < option_table_count; row++) {
            if (option_table[row].id == server[i])
                return err_set(err, _("--demo brings its own server. Leave out --demo or --%s."),
                               option_table[row].name);
        }
    }
    options->host[0] = '\0';
    options->app_id[0] = '\0';
    options->app_secret_file[0] = '\0';
    options->client_auth = GENAUTH_CLIENT_NONE;
    options->encryption = GENAUTH_PLAIN;
    options->header_prefix[0] = '\0';
    options->ca_file[0] = '\0';
    return true;
}

static bool complain_missing(const struct reading *reading, const struct options_files *files,
                             struct err *err)
{
    const struct options *options = reading->options;
    const char *file = reading->config;
    if (file == NULL)
        file = options->kiosk || files->user == NULL ? files->system : files->user;
    struct shown shown = text_neutralise(file, strlen(file), 100);
    bool no_host = options->host[0] == '\0';
    bool no_app = options->app_id[0] == '\0';
    if (options->kiosk && no_host)
        return err_set(err,
                       _("The server is not given. Use --host=URL, or a line host = URL in %s."),
                       shown.text);
    if (options->kiosk)
        return err_set(
            err,
            _("The application id is not given. Use --app-id=ID, or a line app-id = ID in %s."),
            shown.text);
    if (no_host && no_app)
        return err_set(err,
                       _("The server and the application id are not given. Use --host=URL and "
                         "--app-id=ID, or the variables GENAUTH_HOST and GENAUTH_APP_ID, or lines "
                         "host = URL and app-id = ID in %s. To try the program without a server, "
                         "use --demo."),
                       shown.text);
    if (no_host)
        return err_set(err,
                       _("The server is not given. Use --host=URL, or the variable GENAUTH_HOST, "
                         "or a line host = URL in %s. To try the program without a server, use "
                         "--demo."),
                       shown.text);
    return err_set(err,
                   _("The application id is not given. Use --app-id=ID, or the variable "
                     "GENAUTH_APP_ID, or a line app-id = ID in %s. To try the program without a "
                     "server, use --demo."),
                   shown.text);
}

/* Opens the secret's file and checks it; -1 with ERR. */
static int open_secret_file(const char *path, struct err *err)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0) {
        (void)err_set(err, _("Cannot open the secret's file %s: %s."), echo(path).text,
                      strerror(errno));
        goto fail;
    }
    if (!S_ISREG(status.st_mode)) {
        (void)err_set(err, _("The secret's file %s is not a regular file."), echo(path).text);
        goto fail;
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH | S_IROTH)) != 0) {
        (void)err_set(err,
                      _("Other users can read or change the secret's file %s. Run: chmod 600 %s"),
                      echo(path).text, echo(path).text);
        goto fail;
    }
    return fd;
fail:
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

static bool settle_client_auth(struct reading *reading, struct err *err)
{
    struct options *options = reading->options;
    bool has_file = options->app_secret_file[0] != '\0';
    if (options->client_auth == GENAUTH_CLIENT_NONE) {
        if (has_file && reading->given[OPTION_CLIENT_AUTH] == LEVEL_NONE)
            return err_set(err, _("With app-secret-file, say how the secret is sent: "
                                  "--client-auth=post or --client-auth=basic."));
        options->app_secret_file[0] = '\0';
        return true;
    }
    if (!has_file)
        return err_set(err, _("client-auth needs the application's secret: use "
                              "--app-secret-file=FILE, or --client-auth=none."));
    int fd = open_secret_file(options->app_secret_file, err);
    return fd >= 0 && close(fd) == 0;
}

/* "--lang" anywhere on the command line, so that complaints about it are in that language. */
static void set_language_early(int argc, char **argv)
{
    static const char option[] = "--lang";
    const char *lang = NULL;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], option, sizeof(option) - 1) != 0)
            continue;
        const char *after = argv[i] + sizeof(option) - 1;
        if (*after == '=')
            lang = after + 1;
        else if (*after == '\0' && i + 1 < argc)
            lang = argv[i + 1];
    }
    if (lang != NULL && environment_is_locale(lang))
        environment_set_locale(lang);
}

enum options_ui options_skim_ui(int argc, char **argv, const struct options_files *files)
{
    struct options options = {0};
    struct err ignored;
    struct reading reading = {.options = &options, .is_skimming = true};
    command_line_skim(argc, argv, take_option, &reading);
    if (files != NULL)
        (void)read_rest(&reading, files, &ignored);
    return options.ui;
}

static bool read_all(struct options *options, int argc, char **argv,
                     const struct options_files *files, struct err *err)
{
    struct reading reading = {.options = options};
    bool is_good = command_line_read(argc, argv, take_option, &reading, err);
    if (options->help || options->version)
        return true;
    if (!is_good || !read_rest(&reading, files, err))
        return false;
    if (options->demo)
        return settle_demo(&reading, err);
    if (options->host[0] == '\0' || options->app_id[0] == '\0')
        return complain_missing(&reading, files, err);
    return settle_client_auth(&reading, err);
}

bool options_read_files(struct options *options, int argc, char **argv,
                        const struct options_files *files, struct err *err)
{
    *options = (struct options){.idle_s = OPTIONS_IDLE_S};
    set_language_early(argc, argv);
    if (read_all(options, argc, argv, files, err))
        return true;
    options->ui = options_skim_ui(argc, argv, files);
    return false;
}

/* The user's configuration file into PATH; false when there is none. */
static bool find_user_file(char *path, size_t size)
{
    const char *folder = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int written = -1;
    if (folder != NULL && folder[0] == '/')
        written = snprintf(path, size, "%s/genauth-tui/config", folder);
    else if (home != NULL && home[0] == '/')
        written = snprintf(path, size, "%s/.config/genauth-tui/config", home);
    return written > 0 && (size_t)written < size;
}

bool options_read(struct options *options, int argc, char **argv, struct err *err)
{
    char user[OPTIONS_PATH_SIZE];
    struct options_files files = {.system = SYSCONFDIR "/genauth-tui.conf"};
    if (find_user_file(user, sizeof(user)))
        files.user = user;
    return options_read_files(options, argc, argv, &files, err);
}

/* Reads at most SECRET->capacity bytes of FD. False when there are more or reading fails. */
static bool read_secret(int fd, struct secret *secret)
{
    char more;
    ssize_t got = 0;
    do {
        secret->length += (size_t)got;
        got = read(fd, secret->bytes + secret->length, secret->capacity - secret->length);
    } while (got > 0 && secret->length + (size_t)got < secret->capacity);
    if (got < 0)
        return false;
    secret->length += (size_t)got;
    secret->bytes[secret->length] = '\0';
    return read(fd, &more, 1) == 0;
}

/* Leaves out one newline at the end; false when what is left cannot be a secret. */
static bool trim_secret(struct secret *secret)
{
    if (secret->length > 0 && secret->bytes[secret->length - 1] == '\n')
        secret->length--;
    if (secret->length > 0 && secret->bytes[secret->length - 1] == '\r')
        secret->length--;
    for (size_t i = 0; i < secret->length; i++) {
        unsigned char byte = (unsigned char)secret->bytes[i];
        if (byte < 0x20 || byte == 0x7f)
            return false;
    }
    secret->bytes[secret->length] = '\0';
    return secret->length > 0 && secret->length <= OPTIONS_SECRET_SIZE;
}

bool options_read_secret_file(const char *path, struct secret **secret, struct err *err)
{
    int fd = open_secret_file(path, err);
    if (fd < 0)
        return false;
    struct secret *read_in = secret_new(OPTIONS_SECRET_SIZE + 2);
    bool is_good = false;
    if (read_in == NULL)
        (void)err_set(err, _("There is not enough memory."));
    else if (!read_secret(fd, read_in) || !trim_secret(read_in))
        (void)err_set(err, _("The secret's file %s must have one line of 1 to %d characters."),
                      echo(path).text, (int)OPTIONS_SECRET_SIZE);
    else
        is_good = true;
    (void)close(fd);
    if (!is_good) {
        secret_free(read_in);
        return false;
    }
    *secret = read_in;
    return true;
}

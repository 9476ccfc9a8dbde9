#include "config.h"

#include "app/option_table.h"

#include <string.h>

#include "app/environment.h"
#include "base/i18n.h"
#include "base/text.h"

#define ALPHANUMERIC "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

enum { ECHO_COLUMNS = 60, IDLE_MIN_S = 30, IDLE_MAX_S = 3600 };

/* What a person wrote, fit to be said again. */
static struct shown echo(const char *value)
{
    return text_neutralise(value, strlen(value), ECHO_COLUMNS);
}

static bool set_host(struct options *options, const char *name, const char *value, struct err *err)
{
    struct err why = {0};
    if (genauth_check_url(value, options->host, sizeof(options->host), &why))
        return true;
    /* TRANSLATORS: %s are the name of an option or variable and a whole sentence about its value.
     */
    return err_set(err, _("%s: %s"), name, why.text);
}

static bool copy_name(const char *name, const char *value, const char *characters, char *out,
                      size_t size, struct err *err)
{
    size_t length = strlen(value);
    size_t good = strspn(value, characters);
    if (good < length)
        return err_set(err, _("%s cannot be \"%s\": a character in it is not allowed."), name,
                       echo(value).text);
    if (length >= size)
        return err_set(err, _("The value of %s is too long: %zu characters at most."), name,
                       size - 1);
    memcpy(out, value, length + 1);
    return true;
}

static bool set_app_id(struct options *options, const char *name, const char *value,
                       struct err *err)
{
    return copy_name(name, value, ALPHANUMERIC "-_.", options->app_id, sizeof(options->app_id),
                     err);
}

/* A prefix ends in a dash ("x-authing-"), because the names of headers are put together with it. */
static bool set_header_prefix(struct options *options, const char *name, const char *value,
                              struct err *err)
{
    if (!copy_name(name, value, ALPHANUMERIC "-", options->header_prefix,
                   sizeof(options->header_prefix), err))
        return false;
    if (value[strlen(value) - 1] == '-')
        return true;
    return err_set(err, _("%s must end with a dash, as in x-authing-."), name);
}

static bool copy_path(const char *name, const char *value, char *out, struct err *err)
{
    size_t length = strlen(value);
    if (length >= OPTIONS_PATH_SIZE)
        return err_set(err, _("The path of %s is too long."), name);
    memcpy(out, value, length + 1);
    return true;
}

/* What a relative path in a file or variable means would depend on where the program is started. */
static bool copy_read_path(const char *name, const char *value, char *out, struct err *err)
{
    if (value[0] != '/' && name[0] != '-')
        return err_set(err, _("%s must be a path that begins with a slash, not \"%s\"."), name,
                       echo(value).text);
    return copy_path(name, value, out, err);
}

static bool set_app_secret_file(struct options *options, const char *name, const char *value,
                                struct err *err)
{
    return copy_read_path(name, value, options->app_secret_file, err);
}

static bool set_ca_file(struct options *options, const char *name, const char *value,
                        struct err *err)
{
    return copy_read_path(name, value, options->ca_file, err);
}

static bool set_receipt(struct options *options, const char *name, const char *value,
                        struct err *err)
{
    return copy_path(name, value, options->receipt, err);
}

static bool set_log(struct options *options, const char *name, const char *value, struct err *err)
{
    return copy_path(name, value, options->log, err);
}

static bool set_journal(struct options *options, const char *name, const char *value,
                        struct err *err)
{
    return copy_read_path(name, value, options->journal, err);
}

/* The number of VALUE among three WORDS, which are also the text of the complaint. */
static bool choose(const char *name, const char *value, const char *const words[3], int *choice,
                   struct err *err)
{
    for (int i = 0; i < 3; i++) {
        if (words[i] != NULL && strcmp(value, words[i]) == 0) {
            *choice = i;
            return true;
        }
    }
    if (words[2] == NULL)
        return err_set(err, _("%s must be %s or %s, not \"%s\"."), name, words[0], words[1],
                       echo(value).text);
    return err_set(err, _("%s must be %s, %s or %s, not \"%s\"."), name, words[0], words[1],
                   words[2], echo(value).text);
}

static bool set_client_auth(struct options *options, const char *name, const char *value,
                            struct err *err)
{
    static const char *const words[3] = {"none", "post", "basic"};
    static const enum genauth_client_auth values[3] = {GENAUTH_CLIENT_NONE, GENAUTH_CLIENT_POST,
                                                       GENAUTH_CLIENT_BASIC};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->client_auth = values[choice];
    return is_good;
}

static bool set_password_encryption(struct options *options, const char *name, const char *value,
                                    struct err *err)
{
    static const char *const words[3] = {"none", "rsa", NULL};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->encryption = choice == 1 ? GENAUTH_RSA : GENAUTH_PLAIN;
    return is_good;
}

static bool set_ui(struct options *options, const char *name, const char *value, struct err *err)
{
    static const char *const words[3] = {"curses", "plain", "json"};
    static const enum options_ui values[3] = {OPTIONS_UI_CURSES, OPTIONS_UI_PLAIN, OPTIONS_UI_JSON};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->ui = values[choice];
    return is_good;
}

static bool set_plain(struct options *options, const char *name, const char *value, struct err *err)
{
    (void)value;
    return set_ui(options, name, "plain", err);
}

static bool set_json(struct options *options, const char *name, const char *value, struct err *err)
{
    (void)value;
    return set_ui(options, name, "json", err);
}

static bool set_theme(struct options *options, const char *name, const char *value, struct err *err)
{
    static const char *const words[3] = {"default", "contrast", "light"};
    static const enum ui_theme values[3] = {UI_THEME_DEFAULT, UI_THEME_CONTRAST, UI_THEME_LIGHT};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->theme = values[choice];
    return is_good;
}

static bool set_color(struct options *options, const char *name, const char *value, struct err *err)
{
    static const char *const words[3] = {"auto", "always", "never"};
    static const enum options_color values[3] = {OPTIONS_COLOR_AUTO, OPTIONS_COLOR_ALWAYS,
                                                 OPTIONS_COLOR_NEVER};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->color = values[choice];
    return is_good;
}

static bool set_focus(struct options *options, const char *name, const char *value, struct err *err)
{
    static const char *const words[3] = {"cursor", "bar", NULL};
    static const enum ui_focus values[3] = {UI_FOCUS_CURSOR, UI_FOCUS_BAR};
    int choice = 0;
    bool is_good = choose(name, value, words, &choice, err);
    options->focus = values[choice];
    return is_good;
}

static bool set_lang(struct options *options, const char *name, const char *value, struct err *err)
{
    if (environment_is_locale(value) && environment_has_language(value))
        return copy_name(name, value, ALPHANUMERIC "_-.@", options->lang, sizeof(options->lang),
                         err);
    return err_set(err, _("%s must be one of %s, not \"%s\"."), name, environment_languages,
                   echo(value).text);
}

static bool set_idle_limit(struct options *options, const char *name, const char *value,
                           struct err *err)
{
    int seconds = 0;
    size_t digits = strspn(value, "0123456789");
    for (size_t i = 0; i < digits && seconds <= IDLE_MAX_S; i++)
        seconds = seconds * 10 + (value[i] - '0');
    if (digits == 0 || value[digits] != '\0' || seconds > IDLE_MAX_S ||
        (seconds < IDLE_MIN_S && seconds != 0))
        return err_set(err, _("%s must be 0 or a number of seconds from %d to %d, not \"%s\"."),
                       name, IDLE_MIN_S, IDLE_MAX_S, echo(value).text);
    options->idle_s = seconds;
    return true;
}

static bool set_switch(bool *is_on, const char *name, const char *value, struct err *err)
{
    static const char *const words[3] = {"yes", "no", NULL};
    int choice = 1;
    bool is_good = choose(name, value, words, &choice, err);
    *is_on = choice == 0;
    return is_good;
}

#define SWITCH(member)                                                                             \
    static bool set_##member(struct options *options, const char *name, const char *value,         \
                             struct err *err)                                                      \
    {                                                                                              \
        return set_switch(&options->member, name, value, err);                                     \
    }
SWITCH(brief)
SWITCH(kiosk)
SWITCH(demo)
SWITCH(check)
SWITCH(syslog)
SWITCH(help)
SWITCH(version)
#undef SWITCH

#define EVERYWHERE (OPTION_ON_COMMAND_LINE | OPTION_IN_FILES)

const struct option_row option_table[] = {
    {OPTION_HOST, "host", "URL", EVERYWHERE, set_host,
     N_("the server's address, such as https://my.genauth.ai")},
    {OPTION_APP_ID, "app-id", "ID", EVERYWHERE, set_app_id,
     N_("the application's id, as the GenAuth console shows it")},
    {OPTION_APP_SECRET_FILE, "app-secret-file", "FILE", EVERYWHERE, set_app_secret_file,
     N_("a file with the application's secret")},
    {OPTION_CLIENT_AUTH, "client-auth", "METHOD", EVERYWHERE, set_client_auth,
     N_("how the secret is sent: none (the default), post or basic")},
    {OPTION_CA_FILE, "ca-file", "FILE", EVERYWHERE, set_ca_file,
     N_("certificate authorities (PEM) instead of this machine's")},
    {OPTION_UI, "ui", "NAME", EVERYWHERE, set_ui, N_("how to talk to you: curses, plain or json")},
    {OPTION_UI, "plain", NULL, OPTION_ON_COMMAND_LINE, set_plain,
     N_("the same as --ui=plain: lines of text, for screen readers and braille")},
    {OPTION_UI, "json", NULL, OPTION_ON_COMMAND_LINE, set_json,
     N_("the same as --ui=json: for programs")},
    {OPTION_BRIEF, "brief", NULL, EVERYWHERE, set_brief, N_("leave out the hints (plain)")},
    {OPTION_THEME, "theme", "NAME", EVERYWHERE, set_theme,
     N_("colours: default (the terminal's own), contrast or light")},
    {OPTION_COLOR, "color", "WHEN", EVERYWHERE, set_color,
     N_("colours of a theme: auto (the default), always or never")},
    {OPTION_FOCUS, "focus", "NAME", EVERYWHERE, set_focus,
     N_("what shows where you are: cursor (the default) or bar as well (curses)")},
    {OPTION_LANG, "lang", "LOCALE", EVERYWHERE, set_lang, N_("the language, such as zh_CN or en")},
    {OPTION_CONFIG, "config", "FILE", OPTION_ON_COMMAND_LINE, NULL,
     N_("read this configuration file and no other")},
    {OPTION_RECEIPT, "receipt", "FILE", OPTION_ON_COMMAND_LINE, set_receipt,
     N_("write a receipt of the deletion to this file")},
    {OPTION_KIOSK, "kiosk", NULL, OPTION_ON_COMMAND_LINE | OPTION_IN_SYSTEM_FILE, set_kiosk,
     N_("for a public terminal: only the system's configuration counts")},
    {OPTION_DEMO, "demo", NULL, OPTION_ON_COMMAND_LINE, set_demo,
     N_("try the program on a local server with made-up accounts")},
    {OPTION_CHECK, "check", NULL, OPTION_ON_COMMAND_LINE, set_check,
     N_("test the configuration and the connection, without signing in")},
    {OPTION_LOG, "log", "FILE", OPTION_ON_COMMAND_LINE, set_log,
     N_("write what happens to this file, without secrets")},
    {OPTION_SYSLOG, "syslog", NULL, EVERYWHERE, set_syslog,
     N_("write the journal of deletions to the system log as well")},
    {OPTION_HELP, "help", NULL, OPTION_ON_COMMAND_LINE, set_help, N_("show this text")},
    {OPTION_VERSION, "version", NULL, OPTION_ON_COMMAND_LINE, set_version, N_("show the version")},
    {OPTION_HEADER_PREFIX, "header-prefix", "PREFIX", OPTION_IN_FILES, set_header_prefix, NULL},
    {OPTION_PASSWORD_ENCRYPTION, "password-encryption", "METHOD", OPTION_IN_FILES,
     set_password_encryption, NULL},
    {OPTION_JOURNAL, "journal", "FILE", OPTION_IN_FILES, set_journal, NULL},
    {OPTION_IDLE_LIMIT, "idle-limit", "SECONDS", OPTION_IN_SYSTEM_FILE, set_idle_limit, NULL},
};
const size_t option_table_count = sizeof(option_table) / sizeof(option_table[0]);

const struct option_row *option_find(const char *name, size_t length)
{
    for (size_t i = 0; i < option_table_count; i++) {
        const char *row_name = option_table[i].name;
        if (strlen(row_name) == length && strncmp(row_name, name, length) == 0)
            return &option_table[i];
    }
    return NULL;
}

enum { DISTANCE_LENGTH = 40 };

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Characters to add, leave out, change or swap with the next one, to make A (LENGTH bytes) B. */
static size_t edit_distance(const char *a, size_t length, const char *b)
{
    size_t rows[3][DISTANCE_LENGTH + 1] = {{0}};
    size_t b_length = strlen(b);
    if (length > DISTANCE_LENGTH || b_length > DISTANCE_LENGTH)
        return DISTANCE_LENGTH;
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = smaller(change, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = smaller(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[length % 3][b_length];
}

const struct option_row *option_find_nearest(const char *name, size_t length, unsigned places)
{
    const struct option_row *nearest = NULL;
    size_t best = smaller(2, length / 2);
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i];
        if ((row->places & places) == 0)
            continue;
        /* "--hostname" and "--client" mean the one that they begin like. */
        size_t common = smaller(length, strlen(row->name));
        bool begins_like = common > 2 && strncmp(name, row->name, common) == 0;
        size_t distance = edit_distance(name, length, row->name);
        if (begins_like)
            distance = smaller(distance, 2);
        if (distance < best || (nearest == NULL && distance == best)) {
            nearest = row;
            best = distance;
        }
    }
    return nearest;
}

#include "config.h"

#include "app/command_line.h"

#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"

enum {
    MAX_OPTIONS = 32,
    FIRST_OPTION = 256, /* codes of options; below are those of getopt */
    NOT_AN_OPTION = 1,
    ECHO_COLUMNS = 40
};

/* Fills OPTIONS for getopt_long: the code of an option is its number in the table. */
static void list_options(struct option options[MAX_OPTIONS])
{
    size_t count = 0;
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i];
        if ((row->places & OPTION_ON_COMMAND_LINE) == 0)
            continue;
        assert(count < MAX_OPTIONS - 1);
        options[count++] = (struct option){
            .name = row->name,
            .has_arg = row->argument == NULL ? no_argument : required_argument,
            .val = FIRST_OPTION + (int)i,
        };
    }
    options[count] = (struct option){0};
}

static struct shown echo(const char *text, size_t length)
{
    return text_neutralise(text, length, ECHO_COLUMNS);
}

/* Options with which other programs take a secret. */
static bool is_secret(const char *name, size_t length)
{
    static const char *const names[] = {"app-secret", "secret", "client-secret", "password",
                                        "pass",       "token",  "code"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0)
            return true;
    }
    return false;
}

/* The option that a single dash and letters may have meant, or NULL. */
static const struct option_row *find_short(const char *name, size_t length)
{
    if (length != 1)
        return option_find_nearest(name, length, OPTION_ON_COMMAND_LINE);
    if (*name == 'h' || *name == '?')
        return option_find("help", 4);
    return *name == 'V' || *name == 'v' ? option_find("version", 7) : NULL;
}

static bool complain_unknown(const char *argument, struct err *err)
{
    size_t length = strcspn(argument, "=");
    size_t dashes = strspn(argument, "-");
    const char *name = argument + dashes;
    size_t name_length = length > dashes ? length - dashes : 0;
    struct shown shown = echo(argument, length);
    const struct option_row *row =
        dashes == 1 ? find_short(name, name_length)
                    : option_find_nearest(name, name_length, OPTION_ON_COMMAND_LINE);
    if (is_secret(name, name_length))
        return err_set(err,
                       _("Unknown option %s. A secret on the command line can be read by every "
                         "user of this machine. The application's secret goes in a file, with "
                         "--app-secret-file=FILE. Your password is asked for on the screen."),
                       shown.text);
    if (row != NULL)
        return err_set(err, _("Unknown option %s. Did you mean --%s?"), shown.text, row->name);
    return err_set(err, _("Unknown option %s. To see all options, use --help."), shown.text);
}

/* The names that begin with NAME: "--app-id, --app-secret-file". */
static size_t list_names(const char *name, size_t length, char *list, size_t size)
{
    size_t count = 0;
    size_t used = 0;
    list[0] = '\0';
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i];
        if ((row->places & OPTION_ON_COMMAND_LINE) == 0 || strncmp(row->name, name, length) != 0)
            continue;
        int written =
            snprintf(list + used, size - used, "%s--%s", count > 0 ? ", " : "", row->name);
        if (written < 0 || (size_t)written >= size - used)
            break;
        used += (size_t)written;
        count++;
    }
    return count;
}

/* Why getopt_long did not take ARGUMENT. */
static bool complain(const char *argument, struct err *err)
{
    char list[256];
    size_t length = strcspn(argument, "=");
    if (strncmp(argument, "--", 2) != 0 || length <= 2)
        return complain_unknown(argument, err);
    const char *name = argument + 2;
    const struct option_row *row = option_find(name, length - 2);
    size_t count = list_names(name, length - 2, list, sizeof(list));
    bool is_known = row != NULL && (row->places & OPTION_ON_COMMAND_LINE) != 0;
    if (row != NULL && !is_known)
        return err_set(err, _("%s can be set in a configuration file only."), row->name);
    if (!is_known && count > 1)
        return err_set(err, _("The option %s is not clear. It can mean: %s."),
                       echo(argument, length).text, list);
    if (!is_known && count == 0)
        return complain_unknown(argument, err);
    return err_set(err, _("The option %s takes no value."),
                   is_known ? echo(argument, length).text : list);
}

static bool complain_argument(const char *argument, struct err *err)
{
    struct shown shown = echo(argument, strlen(argument));
    if (strncmp(argument, "https://", 8) == 0)
        return err_set(err, _("Unexpected argument %s. Did you mean --host=%s?"), shown.text,
                       shown.text);
    return err_set(err, _("Unexpected argument %s. To see all options, use --help."), shown.text);
}

/* The abbreviation "--app-secret" would be taken, and its value said again as a path. */
static bool check_secret(const char *argument, struct err *err)
{
    if (argument == NULL || strncmp(argument, "--", 2) != 0)
        return true;
    return !is_secret(argument + 2, strcspn(argument + 2, "=")) || complain_unknown(argument, err);
}

/* In "--host --demo" the value is missing. */
static bool is_missing(const char *value, const char *previous)
{
    return value == NULL || value[0] == '\0' || (value == previous && strncmp(value, "--", 2) == 0);
}

static bool take(const struct option_row *row, const char *previous, command_line_handler *handler,
                 void *context, struct err *err)
{
    const char *value = row->argument == NULL ? "yes" : optarg;
    if (is_missing(value, previous))
        return err_set(err, _("The option --%s needs a value: --%s=%s."), row->name, row->name,
                       row->argument);
    return handler(context, row, value, err);
}

bool command_line_read(int argc, char **argv, command_line_handler *handler, void *context,
                       struct err *err)
{
    struct option options[MAX_OPTIONS];
    list_options(options);
    opterr = 0;
    optind = 0;
    for (;;) {
        const char *argument = optind == 0 ? (argc > 1 ? argv[1] : NULL) : argv[optind];
        if (!check_secret(argument, err))
            return false;
        int code = getopt_long(argc, argv, "-:", options, NULL);
        if (code == -1)
            break;
        if (code == NOT_AN_OPTION)
            return complain_argument(optarg, err);
        if (code == '?')
            return complain(argument == NULL ? "" : argument, err);
        const struct option_row *row = &option_table[(code == ':' ? optopt : code) - FIRST_OPTION];
        if (code == ':')
            optarg = NULL;
        if (!take(row, argv[optind - 1], handler, context, err))
            return false;
    }
    return optind >= argc || complain_argument(argv[optind], err);
}

void command_line_skim(int argc, char **argv, command_line_handler *handler, void *context)
{
    struct option options[MAX_OPTIONS];
    struct err ignored;
    list_options(options);
    opterr = 0;
    optind = 0;
    for (;;) {
        int code = getopt_long(argc, argv, "-:", options, NULL);
        if (code == -1)
            return;
        if (code < FIRST_OPTION)
            continue;
        const struct option_row *row = &option_table[code - FIRST_OPTION];
        if (row->argument == NULL)
            (void)handler(context, row, "yes", &ignored);
        else if (!is_missing(optarg, argv[optind - 1]))
            (void)handler(context, row, optarg, &ignored);
        else if (optarg == argv[optind - 1])
            optind--; /* what stands in the place of the value is read for itself */
    }
}

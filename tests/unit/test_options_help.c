/* app/options_help.c, front_end.c: the help, the version, and which front end and colours. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/option_table.h"
#include "base/text.h"
#include "tests/tap.h"
#include "tests/unit/files.h"

static char printed[16384];

/* What PRINT writes on stdout. */
static bool print_into(bool (*print)(void), const char *path)
{
    ck_assert_int_eq(fflush(stdout), 0);
    int saved = dup(STDOUT_FILENO);
    ck_assert_int_ge(saved, 0);
    ck_assert_ptr_nonnull(freopen(path, "w", stdout));
    bool is_good = print();
    clearerr(stdout);
    (void)fflush(stdout);
    ck_assert_int_eq(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    ck_assert_int_eq(close(saved), 0);
    return is_good;
}

static void print(bool (*function)(void))
{
    ck_assert(print_into(function, files_path("out")));
    FILE *file = fopen(files_path("out"), "r");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(printed, 1, sizeof(printed) - 1, file);
    ck_assert_int_eq(fclose(file), 0);
    printed[length] = '\0';
}

START_TEST(options_print_help__has__every_option)
    {
        print(options_print_help);
        for (size_t i = 0; i < option_table_count; i++) {
            const struct option_row *row = &option_table[i];
            char name[64];
            bool has_argument = row->argument != NULL;
            ck_assert_int_gt(snprintf(name, sizeof(name), "\n  --%s%s%s ", row->name,
                                      has_argument ? "=" : "", has_argument ? row->argument : ""),
                             0);
            bool is_option = (row->places & OPTION_ON_COMMAND_LINE) != 0;
            ck_assert_msg((strstr(printed, name) != NULL) == is_option, "%s", name);
            ck_assert_msg((row->help != NULL) == is_option, "%s", name);
        }
    }
END_TEST

START_TEST(options_print_help__fits__80_columns)
    {
        print(options_print_help);
        for (char *line = printed; *line != '\0';) {
            char *end = strchr(line, '\n');
            ck_assert_ptr_nonnull(end);
            *end = '\0';
            ck_assert_msg(text_columns(line) <= 80, "%s", line);
            ck_assert_msg(end == line || end[-1] != ' ', "%s", line);
            line = end + 1;
        }
    }
END_TEST

START_TEST(options_print_version__says__name_and_license)
    {
        print(options_print_version);
        ck_assert_str_eq(printed,
                         PACKAGE_STRING "\nLicense: GNU General Public License, version 3. "
                                        "There is no warranty.\n");
    }
END_TEST

START_TEST(options_print__tells__that_it_failed)
    {
        ck_assert(!print_into(options_print_help, "/dev/full"));
        ck_assert(!print_into(options_print_version, "/dev/full"));
    }
END_TEST

static const struct {
    const char *variables[4]; /* name, value, name, value */
    enum options_ui wanted;
    bool is_terminal;
    int columns, rows;
    enum options_ui ui; /* AUTO = refused */
} front_ends[] = {
    {{"TERM", "xterm"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_CURSES},
    {{"TERM", "linux"}, OPTIONS_UI_AUTO, true, 20, 5, OPTIONS_UI_CURSES},
    {{"TERM", "xterm"}, OPTIONS_UI_AUTO, true, 0, 0, OPTIONS_UI_CURSES},
    {{"TERM", "xterm"}, OPTIONS_UI_AUTO, true, 19, 24, OPTIONS_UI_PLAIN},
    {{"TERM", "xterm"}, OPTIONS_UI_AUTO, true, 80, 4, OPTIONS_UI_PLAIN},
    {{"TERM", "dumb"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{"TERM", "unknown"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{"TERM", ""}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{0}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{"TERM", "xterm", "ACCESSIBLE", "1"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{"TERM", "xterm", "ACCESSIBLE", "yes"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_PLAIN},
    {{"TERM", "xterm", "ACCESSIBLE", ""}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_CURSES},
    {{"TERM", "xterm", "ACCESSIBLE", "0"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_CURSES},
    {{"TERM", "xterm", "ACCESSIBLE", "no"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_CURSES},
    {{"TERM", "xterm", "ACCESSIBLE", "false"}, OPTIONS_UI_AUTO, true, 80, 24, OPTIONS_UI_CURSES},
    {{"TERM", "eterm", "INSIDE_EMACS", "28.2,comint"},
     OPTIONS_UI_AUTO,
     true,
     80,
     24,
     OPTIONS_UI_PLAIN},
    {{"TERM", "eterm", "INSIDE_EMACS", "28.2,term:0.96"},
     OPTIONS_UI_AUTO,
     true,
     80,
     24,
     OPTIONS_UI_CURSES},
    {{"TERM", "xterm"}, OPTIONS_UI_AUTO, false, 0, 0, OPTIONS_UI_AUTO},
    {{"TERM", "dumb"}, OPTIONS_UI_AUTO, false, 0, 0, OPTIONS_UI_AUTO},
    {{"TERM", "xterm", "ACCESSIBLE", "1"}, OPTIONS_UI_AUTO, false, 0, 0, OPTIONS_UI_AUTO},
    {{"TERM", "dumb", "ACCESSIBLE", "1"}, OPTIONS_UI_CURSES, true, 10, 2, OPTIONS_UI_CURSES},
    {{"TERM", "xterm"}, OPTIONS_UI_CURSES, false, 0, 0, OPTIONS_UI_CURSES},
    {{"TERM", "xterm"}, OPTIONS_UI_PLAIN, true, 80, 24, OPTIONS_UI_PLAIN},
    {{0}, OPTIONS_UI_PLAIN, false, 0, 0, OPTIONS_UI_PLAIN},
    {{"TERM", "xterm", "ACCESSIBLE", "1"}, OPTIONS_UI_JSON, true, 80, 24, OPTIONS_UI_JSON},
    {{0}, OPTIONS_UI_JSON, false, 0, 0, OPTIONS_UI_JSON},
};

static void set_variables(const char *const variables[4])
{
    ck_assert_int_eq(clearenv(), 0);
    for (size_t i = 0; i < 4 && variables[i] != NULL; i += 2)
        ck_assert_int_eq(setenv(variables[i], variables[i + 1], 1), 0);
}

START_TEST(options_decide_ui__weighs__options_and_environment)
    {
        struct options options = {.ui = front_ends[_i].wanted};
        struct err err = {0};
        enum options_ui ui = OPTIONS_UI_AUTO;
        set_variables(front_ends[_i].variables);
        bool is_good = options_decide_ui(&options, front_ends[_i].is_terminal,
                                         front_ends[_i].columns, front_ends[_i].rows, &ui, &err);
        ck_assert_int_eq(ui, front_ends[_i].ui);
        ck_assert_int_eq(is_good, front_ends[_i].ui != OPTIONS_UI_AUTO);
        ck_assert_str_eq(err.text, is_good ? ""
                                           : "Input or output is not a terminal. For lines of text "
                                             "use --plain, for a program use --json.");
    }
END_TEST

static const struct {
    const char *variables[4];
    bool on_terminal, elsewhere;
} colors[] = {
    {{0}, true, false},
    {{"NO_COLOR", "1"}, false, false},
    {{"NO_COLOR", "0"}, false, false},
    {{"NO_COLOR", ""}, true, false},
    {{"NO_COLOR", "1", "CLICOLOR_FORCE", "1"}, false, false},
    {{"CLICOLOR_FORCE", "1"}, true, true},
    {{"CLICOLOR_FORCE", "0"}, true, false},
    {{"CLICOLOR_FORCE", ""}, true, false},
    {{"FORCE_COLOR", "1"}, true, true},
    {{"FORCE_COLOR", "0"}, true, false},
    {{"CLICOLOR", "0"}, false, false},
    {{"CLICOLOR", "1"}, true, false},
    {{"CLICOLOR", "0", "CLICOLOR_FORCE", "1"}, true, true},
    {{"CLICOLOR", "0", "FORCE_COLOR", "1"}, true, true},
};

START_TEST(options_use_color__weighs__variables)
    {
        set_variables(colors[_i].variables);
        struct options options = {0};
        ck_assert_int_eq(options_use_color(&options, true), colors[_i].on_terminal);
        ck_assert_int_eq(options_use_color(&options, false), colors[_i].elsewhere);
        /* The option is stronger than all of them. */
        options.color = OPTIONS_COLOR_ALWAYS;
        ck_assert(options_use_color(&options, true) && options_use_color(&options, false));
        options.color = OPTIONS_COLOR_NEVER;
        ck_assert(!options_use_color(&options, true) && !options_use_color(&options, false));
    }
END_TEST

static const struct {
    const char *value;
    enum ui_theme contrast;
} backgrounds[] = {{NULL, UI_THEME_CONTRAST},         {"15;0", UI_THEME_CONTRAST},
                   {"0;15", UI_THEME_LIGHT},          {"0;7", UI_THEME_LIGHT},
                   {"0;8", UI_THEME_CONTRAST},        {"0;default;15", UI_THEME_LIGHT},
                   {"15", UI_THEME_CONTRAST},         {"0;", UI_THEME_CONTRAST},
                   {"15;default", UI_THEME_CONTRAST}, {"0;150", UI_THEME_CONTRAST}};

START_TEST(options_choose_theme__goes_by__the_background)
    {
        const char *const variables[4] = {"COLORFGBG", backgrounds[_i].value};
        set_variables(backgrounds[_i].value == NULL ? (const char *const[4]){0} : variables);
        struct options options = {.theme = UI_THEME_CONTRAST};
        ck_assert_int_eq(options_choose_theme(&options), backgrounds[_i].contrast);
        options.theme = UI_THEME_LIGHT;
        ck_assert_int_eq(options_choose_theme(&options), UI_THEME_LIGHT);
        options.theme = UI_THEME_DEFAULT;
        ck_assert_int_eq(options_choose_theme(&options), UI_THEME_DEFAULT);
    }
END_TEST

START_TEST(options_is_remote__knows__ssh)
    {
        static const char *const names[] = {"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"};
        set_variables((const char *const[4]){0});
        ck_assert(!options_is_remote());
        set_variables((const char *const[4]){names[_i], "/dev/pts/1"});
        ck_assert(options_is_remote());
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("options_help");
    TCase *help = tap_case(suite, "help");
    tcase_add_checked_fixture(help, files_make, files_remove);
    tcase_add_test(help, options_print_help__has__every_option);
    tcase_add_test(help, options_print_help__fits__80_columns);
    tcase_add_test(help, options_print_version__says__name_and_license);
    tcase_add_test(help, options_print__tells__that_it_failed);
    TCase *choice = tap_case(suite, "choice");
    tcase_add_loop_test(choice, options_decide_ui__weighs__options_and_environment, 0,
                        (int)(sizeof(front_ends) / sizeof(front_ends[0])));
    tcase_add_loop_test(choice, options_use_color__weighs__variables, 0,
                        (int)(sizeof(colors) / sizeof(colors[0])));
    tcase_add_loop_test(choice, options_choose_theme__goes_by__the_background, 0,
                        (int)(sizeof(backgrounds) / sizeof(backgrounds[0])));
    tcase_add_loop_test(choice, options_is_remote__knows__ssh, 0, 3);
    return tap_run(suite);
}

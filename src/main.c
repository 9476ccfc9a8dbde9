#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/check.h"
#include "app/demo.h"
#include "app/environment.h"
#include "app/options.h"
#include "app/process.h"
#include "app/session.h"
#include "app/signals.h"
#include "base/buf.h"
#include "base/i18n.h"
#include "base/log.h"
#include "flow/machine.h"
#include "ui/console_font.h"
#include "ui/json/write.h"

enum { LINE_MAX_SIZE = 16 * 1024 };

/* A program that asked for JSON gets its result object, whatever goes wrong. */
static bool wants_json;

static void print_result(enum machine_result result, const char *text)
{
    struct buf line = buf_init(LINE_MAX_SIZE);
    struct ui_result end = {.code = machine_result_text(result),
                            .exit_code = machine_exit_code(result),
                            .text = text,
                            .request_id = ""};
    write_result(&line, &end);
    fputs(buf_text(&line), stdout);
    fflush(stdout);
    buf_free(&line);
}

static int fail(enum machine_result result, const char *text)
{
    if (wants_json)
        print_result(result, text);
    fprintf(stderr, "%s: %s\n", PACKAGE, text);
    return machine_exit_code(result);
}

static int run(struct options *options)
{
    struct err err = {0};
    const struct ui_ops *ui = NULL;
    struct demo *demo = NULL;
    int last_signal = 0;
    bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (!options->check && !options_choose_ui(options, is_terminal, &ui, &err))
        return fail(RESULT_USAGE, err.text);
    if (options->log[0] != '\0' && !log_open(options->log, &err))
        return fail(RESULT_USAGE, err.text);
    if (options->demo) {
        demo = demo_start(options, &err);
        if (demo == NULL)
            return fail(RESULT_INTERNAL, err.text);
    }
    int exit_code = 0;
    if (options->check) {
        exit_code = check_run(options);
    } else {
        enum machine_result result = session_run(options, demo, ui, &last_signal, &err);
        exit_code = err.text[0] == '\0' ? machine_exit_code(result) : fail(result, err.text);
        /* Signals are raised again; but a verdict is told rather than the signal. */
        if (result == RESULT_DELETED || result == RESULT_REFUSED ||
            result == RESULT_OUTCOME_UNKNOWN || result == RESULT_INTERNAL)
            last_signal = 0;
    }
    demo_stop(demo);
    log_close();
    if (last_signal != 0)
        signals_raise(last_signal);
    return exit_code;
}

/* Signs that nobody can read are no language. */
static void choose_readable_language(void)
{
    static const char *const samples[] = {N_("Delete account"), N_("Sign in"), N_("Password")};
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
        if (console_font_shows(STDOUT_FILENO, _(samples[i])))
            continue;
        environment_set_locale("en");
        fprintf(stderr, "%s\n", _("This console cannot show that language. English follows."));
        return;
    }
}

int main(int argc, char **argv)
{
    static struct options options;
    struct err err = {0};
    wants_json = options_skim_ui(argc, argv, NULL) == OPTIONS_UI_JSON;
    if (!process_prepare(&err))
        return fail(RESULT_INTERNAL, err.text);
    environment_set_locale("");
    bool could_read = options_read(&options, argc, argv, &err);
    wants_json = options.ui == OPTIONS_UI_JSON;
    if (!could_read)
        return fail(RESULT_USAGE, err.text);
    if (options.lang[0] != '\0')
        environment_set_locale(options.lang);
    choose_readable_language();
    if (options.help || options.version) {
        bool printed = options.help ? options_print_help() : options_print_version();
        return printed ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    return run(&options);
}

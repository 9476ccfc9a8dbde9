#include "config.h"

#include "app/check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/confine.h"
#include "app/session.h"
#include "base/i18n.h"
#include "base/text.h"

enum { CHECK_TURN_MS = 1000 };

/* Sends REQUEST and waits for its reply. */
static bool ask(struct http *http, const struct http_request *request, struct http_reply *reply,
                struct err *err)
{
    if (!http_start(http, request, 1, err))
        return false;
    while (!http_next(http, reply))
        if (!http_wait(http, NULL, 0, CHECK_TURN_MS, err))
            return false;
    return true;
}

static int fail(enum machine_result result, const char *text)
{
    fflush(stdout); /* so that what was in order is read first */
    fprintf(stderr, "%s: %s\n", PACKAGE, text);
    return machine_exit_code(result);
}

static bool is_about_application(const struct outcome *outcome)
{
    return outcome->cause == OUTCOME_CAUSE_CLIENT || outcome->cause == OUTCOME_CAUSE_APPLICATION;
}

static int fail_outcome(const struct outcome *outcome, const struct genauth_config *api)
{
    enum machine_result result = RESULT_REFUSED;
    if (is_about_application(outcome))
        result = RESULT_USAGE;
    else if (outcome->class == OUTCOME_NOT_PROVEN)
        result = RESULT_NOT_PROVEN;
    else if (outcome->class == OUTCOME_NOT_SENT || outcome->http_status == 0)
        result = RESULT_NOT_SENT;
    int exit_code = fail(result, machine_cause_sentence(outcome->cause));
    if (result != RESULT_USAGE) {
        fprintf(stderr, "%s: ", PACKAGE);
        fprintf(stderr, _("The address was %s.\n"), api->base_url);
    }
    return exit_code;
}

/* What is not about the application says nothing about it, neither yes nor no. */
static int fail_application(const struct outcome *outcome, const struct genauth_config *api)
{
    if (!is_about_application(outcome)) {
        fflush(stdout);
        fprintf(stderr, "%s: ", PACKAGE);
        fprintf(stderr,
                _("It could not be found out whether the server knows the application %s.\n"),
                api->app_id);
    }
    return fail_outcome(outcome, api);
}

/* Which ones: a forgotten file of the system is a usual cause of surprise. */
static void print_files(const struct options *options)
{
    bool found = false;
    for (int i = 0; i < 2; i++) {
        const char *path = options->config_files[i];
        found = found || path[0] != '\0';
        if (path[0] != '\0')
            printf(_("Configuration file: %s.\n"), text_neutralise(path, strlen(path), 0).text);
    }
    if (!found)
        printf("%s\n", _("No configuration file was read."));
}

static int check_server(struct http *http, const struct genauth_config *api)
{
    struct err err = {0};
    struct http_request request = {0};
    struct http_reply reply = {0};
    int exit_code = 0;
    if (isatty(STDOUT_FILENO)) /* somebody waits */
        printf(_("Asking %s whether it answers.\n"), api->base_url);
    if (!genauth_build_system(api, &request, &err) || !ask(http, &request, &reply, &err)) {
        exit_code = fail(RESULT_INTERNAL, err.text);
    } else {
        char key[GENAUTH_KEY_SIZE];
        struct outcome outcome = genauth_read_system(&reply, key);
        if (outcome.class != OUTCOME_OK)
            exit_code = fail_outcome(&outcome, api);
        else
            printf(_("%s answers, and its certificate is trusted.\n"), api->base_url);
    }
    http_request_clear(&request);
    http_reply_clear(&reply);
    return exit_code;
}

/* A refresh with a token that nobody has: the server looks at the application and its secret first,
 * and then refuses the token. Nothing is changed by it. */
static int check_application(struct http *http, const struct genauth_config *api)
{
    struct err err = {0};
    struct http_request request = {0};
    struct http_reply reply = {0};
    struct genauth_session session = {.refresh_token = secret_new(16)};
    int exit_code = 0;
    if (isatty(STDOUT_FILENO))
        printf(_("Asking it whether it knows the application %s.\n"), api->app_id);
    if (session.refresh_token == NULL || !secret_set(session.refresh_token, "check", 5) ||
        !genauth_build_refresh(api, &session, &request, &err) ||
        !ask(http, &request, &reply, &err)) {
        exit_code = fail(RESULT_INTERNAL, err.text);
    } else {
        struct outcome outcome = genauth_read_application(&reply);
        if (outcome.class == OUTCOME_OK)
            printf(_("It knows the application %s.\n"), api->app_id);
        else
            exit_code = fail_application(&outcome, api);
    }
    http_request_clear(&request);
    http_reply_clear(&reply);
    genauth_session_clear(&session);
    return exit_code;
}

int check_run(const struct options *options)
{
    struct err err = {0};
    struct genauth_config api;
    struct secret *app_secret = NULL;
    struct http *http = NULL;
    int exit_code = 0;
    if (!session_configure(options, &api, &app_secret, &err)) {
        exit_code = fail(RESULT_USAGE, err.text);
        goto out;
    }
    http = session_new_http(options, &err);
    if (http == NULL) {
        exit_code = fail(RESULT_USAGE, err.text);
        goto out;
    }
    if (ENABLE_HARDENED_PROCESS)
        confine_prepare();
    session_confine(options, NULL, NULL);
    print_files(options);
    printf("%s\n", _("The configuration can be read."));
    exit_code = check_server(http, &api);
    if (exit_code == 0)
        exit_code = check_application(http, &api);
    if (exit_code == 0 && (fflush(stdout) != 0 || ferror(stdout)))
        exit_code = fail(RESULT_INTERNAL, _("The result could not be written."));
out:
    http_free(http);
    secret_free(app_secret);
    return exit_code;
}

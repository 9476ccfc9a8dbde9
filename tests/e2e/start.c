/* What is decided before the first screen: options, --check, --demo, terminals that cannot be used;
 * and what is left of it afterwards. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

#define ck_assert_contains(text, part)                                                             \
    ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in \"%s\"", part, text)

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* --check ------------------------------------------------------------------------------------ */

START_TEST(check_good)
    {
        struct process sandbox;
        struct outcome outcome;
        SANDBOX(&sandbox, NULL, NULL);
        kit_run(&outcome, &sandbox, OPTIONS("--check"), NULL);
        ck_assert_int_eq(outcome.code, 0);
        ck_assert_str_eq(outcome.err, "");
        ck_assert_contains(outcome.out, "No configuration file was read.\n"
                                        "The configuration can be read.\n");
        ck_assert_contains(outcome.out, "answers, and its certificate is trusted.\n");
        ck_assert_contains(outcome.out, "It knows the application ");
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 0);
    }
END_TEST

START_TEST(check_bad)
    {
        struct process sandbox;
        struct outcome outcome;
        char host[96], ca[PATH_MAX + 16];
        SANDBOX(&sandbox, NULL, NULL);
        (void)snprintf(host, sizeof host, "--host=%s", sandbox.url);
        (void)snprintf(ca, sizeof ca, "--ca-file=%s", sandbox.ca);

        kit_run(&outcome, NULL, OPTIONS("--check", host, ca, "--app-id=0123456789abcdef01234567"),
                NULL);
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_contains(outcome.err,
                           "The server does not know this application id. Check --app-id.");

        kit_run(&outcome, NULL, OPTIONS("--check", host, "--app-id=0123456789abcdef01234567"),
                NULL);
        ck_assert_int_eq(outcome.code, 7);
        ck_assert_contains(outcome.err, "The server's certificate is not trusted.");

        kit_run(&outcome, NULL,
                OPTIONS("--check", "--host=" KIT_NO_HOST, "--app-id=0123456789abcdef01234567"),
                NULL);
        ck_assert_int_eq(outcome.code, 6);
        ck_assert_contains(outcome.err, "The server's name was not found.");

        kit_run(&outcome, &sandbox, OPTIONS("--check", "--no-such-option"), NULL);
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_int_eq(harness_stop(&sandbox, SIGTERM), 0);

        kit_run(&outcome, NULL, OPTIONS("--check", host, ca, "--app-id=0123456789abcdef01234567"),
                NULL);
        ck_assert_int_eq(outcome.code, 6);
        ck_assert_contains(outcome.err, "The server cannot be reached. Check the network.");
        ck_assert_contains(outcome.err, "The address was https://127.0.0.1:");
        ck_assert_contains(outcome.err, strrchr(sandbox.url, ':')); /* with the port */
        write_text(kit_path("some-config"), "brief = yes\n");
        char config[PATH_MAX + 16];
        (void)snprintf(config, sizeof config, "--config=%s", kit_path("some-config"));
        kit_run(&outcome, NULL,
                OPTIONS("--check", host, ca, config, "--app-id=0123456789abcdef01234567"), NULL);
        ck_assert_contains(outcome.out, "Configuration file: /");
        ck_assert_contains(outcome.out, "/some-config.\n");

        kit_run(&outcome, NULL,
                OPTIONS("--check", host, "--app-id=0123456789abcdef01234567",
                        "--ca-file=/nonexistent/ca.pem"),
                NULL);
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_contains(outcome.err, "/nonexistent/ca.pem");
    }
END_TEST

/* What the server may say to the question about the application without an answer to it. */
static const struct unproven {
    const char *rule; /* for /oidc/token */
    const char *why;
} unproven[] = {
    {"\"status\": 404, \"body\": \"<html>no</html>\", \"headers\": {\"Content-Type\": "
     "\"text/html\"}",
     "Something between here and the server refused the request."},
    {"\"status\": 403, \"body\": \"<html>no</html>\", \"headers\": {\"Content-Type\": "
     "\"text/html\"}",
     "Something between here and the server refused the request."},
    {"\"status\": 401, \"body\": \"<html>no</html>\", \"headers\": {\"Content-Type\": "
     "\"text/html\"}",
     "Something between here and the server refused the request."},
    {"\"status\": 429", "Too many requests."},
    {"\"status\": 302, \"body\": \"\", \"headers\": {\"Location\": \"https://127.0.0.1:1/\"}",
     "The server sent us to another address."},
    {"\"status\": 404, \"statusCode\": 404", "The server's answer was not the expected one."},
    {"\"statusCode\": 404", "The server's answer was not the expected one."},
    {"\"statusCode\": 401, \"apiCode\": 2020", "The server's answer was not the expected one."},
    {"\"statusCode\": 400", "The server did not accept what was sent."},
    {"\"statusCode\": 302, \"apiCode\": 1636", "The server's answer was not the expected one."},
    {"\"statusCode\": 500", "The server has a fault."},
    {"\"status\": 503", "The server is under maintenance."},
    {"\"status\": 400, \"body\": {\"error\": \"invalid_request\"}",
     "The server did not accept what was sent."},
    {"\"status\": 400, \"body\": {\"error\": \"unsupported_grant_type\"}",
     "The server did not accept what was sent."},
    {"\"body\": {\"access_token\": \"a\", \"token_type\": \"Bearer\"}",
     "The server's answer was not the expected one."},
};
enum { UNPROVEN = sizeof unproven / sizeof *unproven };

START_TEST(check_unproven)
    {
        struct process sandbox;
        struct outcome outcome;
        char rule[512];
        (void)snprintf(rule, sizeof rule,
                       "{\"path\": \"/oidc/token\", \"occurrence\": \"all\", %s}",
                       unproven[_i].rule);
        SANDBOX(&sandbox, rule, NULL);
        kit_run(&outcome, &sandbox, OPTIONS("--check"), NULL);
        ck_assert_msg(outcome.code == 3, "%s: %d, %s", unproven[_i].rule, outcome.code,
                      outcome.out);
        ck_assert_contains(outcome.err,
                           "It could not be found out whether the server knows the application ");
        ck_assert_contains(outcome.err, unproven[_i].why);
        ck_assert_contains(outcome.err, "The address was https://127.0.0.1:");
        ck_assert_contains(outcome.out, "answers, and its certificate is trusted.\n");
        ck_assert_ptr_null(strstr(outcome.out, "It knows"));
    }
END_TEST

/* The address answers once and then no more: nothing is known of the application. */
START_TEST(check_broken_off)
    {
        struct process sandbox;
        struct outcome outcome;
        SANDBOX(&sandbox, "{\"path\": \"/oidc/token\", \"action\": \"reset\"}", NULL);
        kit_run(&outcome, &sandbox, OPTIONS("--check"), NULL);
        ck_assert_int_eq(outcome.code, 6);
        ck_assert_contains(outcome.err,
                           "It could not be found out whether the server knows the application ");
        ck_assert_ptr_null(strstr(outcome.out, "It knows"));
    }
END_TEST

/* Somebody at a terminal reads what is waited for, while it is waited for. */
START_TEST(check_on_a_terminal)
    {
        struct process sandbox;
        struct kit_terminal terminal;
        struct outcome outcome;
        int status = 0;
        SANDBOX(&sandbox, "{\"path\": \"/api/v3/system\", \"action\": \"hang\"}", NULL);
        kit_terminal_start(&terminal, kit_arguments(&sandbox, OPTIONS("--check")), 24, 80);
        ck_assert(screen_wait_text(terminal.screen, "whether it answers.", KIT_WAIT_MS));
        (void)harness_stop(&sandbox, SIGTERM);
        ck_assert(screen_wait_exit(terminal.screen, KIT_WAIT_MS, &status));
        kit_terminal_free(&terminal);

        SANDBOX(&sandbox, NULL, NULL);
        kit_terminal_start(&terminal, kit_arguments(&sandbox, OPTIONS("--check")), 24, 80);
        ck_assert(screen_wait_text(terminal.screen, "It knows the application", KIT_WAIT_MS));
        ck_assert(screen_wait_text(terminal.screen, "Asking it whether it knows", KIT_WAIT_MS));
        ck_assert(screen_wait_exit(terminal.screen, KIT_WAIT_MS, &status));
        kit_terminal_free(&terminal);

        kit_run(&outcome, &sandbox, OPTIONS("--check"), NULL); /* a script is told results only */
        ck_assert_ptr_null(strstr(outcome.out, "Asking"));
    }
END_TEST

/* Options ------------------------------------------------------------------------------------ */

/* Mistakes that are found before there is a front end; CONFIG may be NULL. Whoever asked for JSON,
 * in whatever way, gets the result object; whoever did not gets nothing on standard output. */
#define HOST "--host=https://127.0.0.1:1", "--app-id=a"
#define ARGS(...)                                                                                  \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
static const struct early_mistake {
    const char *options[6], *config;
    bool is_json;
} early_mistakes[] = {
    {ARGS("--json", "--host=http://x"), NULL, true},
    {ARGS("--ui=json", "--host=http://x"), NULL, true},
    {ARGS("--ui", "json", "--host=http://x"), NULL, true},
    {ARGS("--u", "json", "--host=http://x"), NULL, true},
    {ARGS("--js", "--host=http://x"), NULL, true},
    {ARGS("--host=http://x", "--js"), NULL, true},
    {ARGS("--no-such-option", "--json"), NULL, true},
    {ARGS("stray", "--json"), NULL, true},
    {ARGS("--host", "--json"), NULL, true},
    {ARGS("--plain", "--json", "--host=http://x"), NULL, true},
    {ARGS("--json", "--ui=nonsense"), NULL, true},
    {ARGS("--json", "--receipt=/no/such/folder/x", HOST), NULL, true},
    {ARGS("--receipt=/no/such/folder/x", HOST), "ui = json\n", true},
    {ARGS("--log=/no/such/folder/x", HOST), "ui = json\n", true},
    {ARGS("--no-such-option", HOST), "ui = json\n", true},
    {ARGS(HOST), "no-such-key = 1\nui = json\n", true},
    {ARGS(HOST), "ui = json\nno-such-key = 1\n", true},
    {ARGS("--theme=nonsense", HOST), "brief = yes\nui = json\n", true},
    {ARGS("--json", "--plain", "--host=http://x"), NULL, false},
    {ARGS("--json", "--ui", "plain", "--no-such-option"), NULL, false},
    {ARGS("--plain", "--no-such-option", HOST), "ui = json\n", false},
    {ARGS("--host=http://x", "--", "--json"), NULL, false},
    {ARGS("--log=--json", "--host=http://x"), NULL, false},
    {ARGS("--host=http://x"), NULL, false},
    {ARGS("--no-such-option"), "ui = plain\n", false},
};
#undef ARGS
#undef HOST
enum { EARLY_MISTAKES = sizeof early_mistakes / sizeof *early_mistakes };

START_TEST(early_mistake)
    {
        const struct early_mistake *mistake = &early_mistakes[_i];
        struct outcome outcome;
        char config[PATH_MAX + 16];
        const char *options[8] = {"--config=/dev/null"};
        if (mistake->config != NULL) {
            write_text(kit_path("some-config"), mistake->config);
            (void)snprintf(config, sizeof config, "--config=%s", kit_path("some-config"));
            options[0] = config;
        }
        for (size_t i = 0; mistake->options[i] != NULL; i++)
            options[i + 1] = mistake->options[i];
        kit_run(&outcome, NULL, options, NULL);
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_str_ne(outcome.err, "");
        if (mistake->is_json)
            ck_assert_msg(strstr(outcome.out, "\"code\":\"USAGE\",\"exit\":2,") != NULL,
                          "%d: nothing on standard output; %s", _i, outcome.err);
        else
            ck_assert_str_eq(outcome.out, "");
    }
END_TEST

/* A file that is there stays as it is, and nothing has been asked of the server before. */
START_TEST(receipt_exists)
    {
        struct process sandbox;
        struct outcome outcome;
        char option[PATH_MAX + 16];
        SANDBOX(&sandbox, NULL, NULL);
        (void)snprintf(option, sizeof option, "--receipt=%s", kit_path("receipt"));
        write_text(kit_path("receipt"), "mine");
        kit_run(&outcome, &sandbox, OPTIONS("--json", option), "{\"do\":\"quit\"}\n");
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_contains(outcome.err, "exists already. Nothing is overwritten.");
        ck_assert_contains(outcome.out, "\"type\":\"result\",\"code\":\"USAGE\",\"exit\":2,");
        char *text = kit_read_file(kit_path("receipt"));
        ck_assert_str_eq(text, "mine");
        free(text);
        ck_assert_int_eq(kit_hits(&sandbox, "system"), 0);

        (void)snprintf(option, sizeof option, "--receipt=%s", kit_path("no/such/folder"));
        kit_run(&outcome, &sandbox, OPTIONS("--json", option), "{\"do\":\"quit\"}\n");
        ck_assert_int_eq(outcome.code, 2);
    }
END_TEST

/* A file that came to be there while the person typed is not overwritten either. */
START_TEST(receipt_comes_between)
    {
        struct process sandbox;
        struct person person;
        char option[PATH_MAX + 16];
        SANDBOX(&sandbox, NULL, NULL);
        (void)snprintf(option, sizeof option, "--receipt=%s", kit_path("receipt"));
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(option));
        person_comes_to_confirm(&person, &sandbox, 0);
        write_text(kit_path("receipt"), "mine");
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Deleted: ");
        person_quits(&person);
        person_ends(&person, 0);
        char *text = kit_read_file(kit_path("receipt"));
        ck_assert_str_eq(text, "mine");
        free(text);
    }
END_TEST

/* Nothing destructive runs in a pipe by accident. */
START_TEST(no_terminal)
    {
        struct process sandbox;
        struct outcome outcome;
        SANDBOX(&sandbox, NULL, NULL);
        kit_run(&outcome, &sandbox, OPTIONS(NULL), "q\n");
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_contains(outcome.err, "--plain");
        ck_assert_contains(outcome.err, "--json");
        kit_run(&outcome, &sandbox, OPTIONS("--ui=curses"), "q\n");
        ck_assert_int_eq(outcome.code, 9);
        ck_assert_str_ne(outcome.err, "");
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 0);
    }
END_TEST

/* --demo ------------------------------------------------------------------------------------- */

/* The sandbox that PID started, or 0. */
static pid_t child_of(pid_t pid)
{
    char path[64];
    int child = 0;
    (void)snprintf(path, sizeof path, "/proc/%ld/task/%ld/children", (long)pid, (long)pid);
    FILE *file = fopen(path, "re");
    if (file != NULL && fscanf(file, "%d", &child) != 1)
        child = 0;
    if (file != NULL)
        (void)fclose(file);
    return child;
}

/* The folder of the sandbox PID: that of its database, which it holds open. */
static void find_folder(pid_t pid, char folder[PATH_MAX])
{
    static const char database[] = "/database.sqlite3";
    char dir[64], path[PATH_MAX];
    folder[0] = '\0';
    (void)snprintf(dir, sizeof dir, "/proc/%ld/fd", (long)pid);
    DIR *fds = opendir(dir);
    ck_assert_ptr_nonnull(fds);
    for (struct dirent *entry = readdir(fds); entry != NULL; entry = readdir(fds)) {
        ssize_t length = readlinkat(dirfd(fds), entry->d_name, path, sizeof path - 1);
        path[length < 0 ? 0 : length] = '\0';
        char *end = strstr(path, database);
        if (end == NULL || strlen(end) != strlen(database))
            continue;
        *end = '\0';
        (void)snprintf(folder, PATH_MAX, "%s", path);
    }
    (void)closedir(fds);
    ck_assert_msg(folder[0] != '\0', "the sandbox has no database open");
}

START_TEST(demo)
    {
        struct person person;
        struct stat status;
        char folder[PATH_MAX];
        bool killed = _i / PERSON_LOOPS == 1;
        person_starts(&person, person_loop_ui(_i), NULL, OPTIONS("--demo"));
        person_sees(&person, "Account: demo. Password: demo-Passw0rd.");
        if (person.ui != PERSON_JSON)
            person_sees(&person, "SANDBOX");
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code in it: ");
        pid_t sandbox = child_of(person_pid(&person));
        ck_assert_int_gt(sandbox, 0);
        int pidfd = pidfd_open(sandbox, 0);
        ck_assert_int_ge(pidfd, 0);
        find_folder(sandbox, folder);
        ck_assert_int_eq(stat(folder, &status), 0);
        if (killed) {
            ck_assert_int_eq(kill(person_pid(&person), SIGKILL), 0);
        } else {
            char code[7] = "";
            const char *words = strstr(person_reads(&person), "Code in it: ");
            memcpy(code, words + strlen("Code in it: "), 6);
            person_submits(&person, "code", code);
            person_sees(&person, "Type DELETE:");
            person_submits(&person, "phrase", "DELETE");
            person_sees(&person, "Deleted: ");
            if (person.ui != PERSON_PLAIN)
                person_quits(&person);
            person_ends(&person, 0);
        }
        struct pollfd wait = {.fd = pidfd, .events = POLLIN};
        ck_assert_msg(poll(&wait, 1, KIT_WAIT_MS) == 1, "the sandbox still runs");
        ck_assert_msg(stat(folder, &status) != 0, "%s was left behind", folder);
        (void)close(pidfd);
        if (killed)
            person_free(&person);
    }
END_TEST

static void add_check(TCase *tests)
{
    tcase_add_test(tests, check_good);
    tcase_add_test(tests, check_bad);
    tcase_add_loop_test(tests, check_unproven, 0, UNPROVEN);
    tcase_add_test(tests, check_broken_off);
    tcase_add_test(tests, check_on_a_terminal);
}

static void add_options(TCase *tests)
{
    tcase_add_loop_test(tests, early_mistake, 0, EARLY_MISTAKES);
    tcase_add_test(tests, receipt_exists);
    tcase_add_test(tests, receipt_comes_between);
    tcase_add_test(tests, no_terminal);
}

static void add_demo(TCase *tests)
{
    tcase_add_loop_test(tests, demo, 0, 2 * PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"check", add_check},
    {"options", add_options},
    {"demo", add_demo},
};
const struct kit_group e2e_start = {parts, sizeof parts / sizeof *parts};

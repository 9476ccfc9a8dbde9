/* Servers that cannot be reached, do not prove who they are, or die in the middle: what is said,
 * the exit code, and a terminal as before. */
#include "config.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"
#include "tests/tools/bad_server.h"

/* Tries to sign in at HOST; the person is told TEXT, leaves, and the program with CODE. */
static void meets(int i, const char *host, const char *ca_file, const char *text, int code)
{
    struct person person;
    char host_option[128], ca_option[PATH_MAX + 16];
    (void)snprintf(host_option, sizeof host_option, "--host=%s", host);
    (void)snprintf(ca_option, sizeof ca_option, "--ca-file=%s", ca_file == NULL ? "" : ca_file);
    person_starts(
        &person, person_loop_ui(i), NULL,
        OPTIONS(host_option, "--app-id=0123456789abcdef", ca_file == NULL ? NULL : ca_option));
    person_sees(&person, "Account:");
    person_submits(&person, "account", "demo", "password", person_password);
    person_sees(&person, text);
    person_quits(&person);
    person_ends(&person, code);
}

START_TEST(unknown_name)
    {
        meets(_i, KIT_NO_HOST, NULL,
              "The server's name was not found. Check the host and the network. You are not signed "
              "in.",
              6);
    }
END_TEST

/* A port that is taken, but where nobody listens. */
START_TEST(refused)
    {
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
        socklen_t length = sizeof address;
        char host[64];
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
        ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
        (void)snprintf(host, sizeof host, "https://127.0.0.1:%d", ntohs(address.sin_port));
        meets(_i, host, NULL,
              "The server cannot be reached. Check the network. You are not signed in.", 6);
        (void)close(fd);
    }
END_TEST

static void meets_bad_server(int i, struct bad_plan plan, const char *text, int code)
{
    char host[64];
    (void)signal(SIGPIPE, SIG_IGN);
    struct bad_certs *certs = bad_certs_new();
    ck_assert_ptr_nonnull(certs);
    struct bad_server *server = bad_server_start(&plan, certs);
    ck_assert_ptr_nonnull(server);
    (void)snprintf(host, sizeof host, "https://127.0.0.1:%d", bad_server_port(server));
    meets(i, host, certs->ca_file, text, code);
    ck_assert_uint_eq(bad_server_requests(server), 0);
    bad_server_stop(server);
    bad_certs_free(certs);
}

START_TEST(another_host)
    {
        meets_bad_server(
            _i, (struct bad_plan){.cert = BAD_CERT_HOST},
            "The server's certificate is for another host. Check the host. Nothing was sent.", 7);
    }
END_TEST

START_TEST(expired_certificate)
    {
        meets_bad_server(_i, (struct bad_plan){.cert = BAD_CERT_EXPIRED},
                         "The server's certificate has expired. Check this machine's clock."
                         " Nothing was sent.",
                         7);
    }
END_TEST

/* A port where something else answers. */
START_TEST(no_tls)
    {
        meets_bad_server(_i, (struct bad_plan){.start = BAD_START_PLAIN},
                         "No secure connection could be made. You are not signed in.", 6);
    }
END_TEST

START_TEST(untrusted)
    {
        struct process sandbox;
        SANDBOX(&sandbox, NULL, NULL);
        meets(
            _i, sandbox.url, NULL,
            "The server's certificate is not trusted. If it is your own authority's, use --ca-file."
            " Nothing was sent.",
            7);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 0);
        ck_assert_int_eq(kit_hits(&sandbox, "system"), 0);
    }
END_TEST

START_TEST(unknown_application)
    {
        struct process sandbox;
        SANDBOX(&sandbox, NULL, NULL);
        meets(
            _i, sandbox.url, sandbox.ca,
            "The server does not know this application id. Check --app-id. You are not signed in.",
            8);
    }
END_TEST

/* The server dies when it has taken the request. Where it is asked for: what is said then, and with
 * which code the person leaves. */
static const struct {
    const char *path, *text;
    int code;
} deaths[] = {
    {"signin", "The connection broke. You are not signed in.", 8},
    {"get-profile", "You are not signed in.", 8},
    {"send-email", "No clear answer. The code may be on its way.", 5},
    {"verify-delete-account-request", "The connection broke. Nothing was deleted.", 5},
};

START_TEST(killed_by_request)
    {
        int death = _i / PERSON_LOOPS;
        struct process sandbox;
        struct person person;
        char rules[128], code[7];
        (void)snprintf(rules, sizeof rules, "{\"path\": \"/api/v3/%s\", \"action\": \"kill\"}",
                       deaths[death].path);
        SANDBOX(&sandbox, rules, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", "demo", "password", person_password);
        if (death >= 2) {
            person_sees(&person, "Signed in: ");
            person_begins_deletion(&person, "Email code");
        }
        if (death >= 3) {
            person_sees(&person, "Code:");
            kit_code(&sandbox, "demo@example.org", 1, code);
            person_submits(&person, "code", code);
        }
        person_sees(&person, deaths[death].text);
        ck_assert_int_eq(harness_wait(&sandbox), 128 + SIGKILL);
        person_quits(&person);
        person_ends(&person, deaths[death].code);
    }
END_TEST

/* The server dies while nothing is asked of it: nothing can be sent any more. */
START_TEST(killed_between)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        ck_assert_int_eq(harness_stop(&sandbox, SIGKILL), 128 + SIGKILL);
        person_begins_deletion(&person, "Email code");
        person_sees(&person,
                    "The server cannot be reached. Check the network. Nothing was deleted.");
        person_quits(&person);
        person_ends(&person, 6);
    }
END_TEST

/* And when the word has been typed: nothing left, so nothing is open. */
START_TEST(killed_before_the_word)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 1);
        kit_wait_hits(&sandbox, "get-profile", 2);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert_int_eq(harness_stop(&sandbox, SIGKILL), 128 + SIGKILL);
        person_submits(&person, "phrase", "DELETE");
        person_sees(&person, "Nothing was sent. Nothing was deleted.");
        person_quits(&person);
        person_ends(&person, 6);
    }
END_TEST

static void add_unreachable(TCase *tests)
{
    tcase_add_loop_test(tests, unknown_name, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, refused, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, no_tls, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, unknown_application, 0, PERSON_LOOPS);
}

static void add_not_proven(TCase *tests)
{
    tcase_add_loop_test(tests, another_host, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, expired_certificate, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, untrusted, 0, PERSON_LOOPS);
}

static void add_killed(TCase *tests)
{
    tcase_add_loop_test(tests, killed_by_request, 0, 4 * PERSON_LOOPS);
    tcase_add_loop_test(tests, killed_between, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, killed_before_the_word, 0, PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"unreachable", add_unreachable},
    {"not_proven", add_not_proven},
    {"killed", add_killed},
};
const struct kit_group e2e_faults = {parts, sizeof parts / sizeof *parts};

/* A sandbox as a child process, and a client for it (libcurl, jansson). */
#ifndef TESTS_SANDBOX_HARNESS_H
#define TESTS_SANDBOX_HARNESS_H

#include <curl/curl.h>
#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "tests/tap.h"

enum {
    HARNESS_DEADLINE_MS = 40000,
    HARNESS_TOKEN_SIZE = 2048,
    HARNESS_TEXT_SIZE = 4096,
};

/* A running sandbox. It ends with our end of its standard input, whatever happens to the test. */
struct process {
    pid_t pid;
    int in_fd;
    char ready[HARNESS_TEXT_SIZE]; /* the line, without its end */
    char url[64], ca[PATH_MAX], app_id[32], mail[PATH_MAX];
};

/* How a program ended that was run to its end. */
struct outcome {
    int code; /* exit code, or 128 + signal */
    char out[HARNESS_TEXT_SIZE], err[HARNESS_TEXT_SIZE];
};

/* A new folder for this test program; removed by harness_clean. */
const char *harness_dir(void);
void harness_clean(void);

/* DIR/NAME of that folder; *static* for 8 calls. */
const char *harness_path(const char *name);

/* Writes TEXT into NAME in the folder; returns its path (as harness_path). */
const char *harness_write(const char *name, const char *text);

/* Copies the file FROM to TO. */
void harness_copy(const char *from, const char *to);

/* Writes a seed with COUNT users u00, u01 ...: uNN@example.org, +86 13000001NNN, password "pw-uNN";
   returns its path. */
const char *harness_seed(int count);

/* From now on in this test the sandbox is the program PATH (*static*). */
void harness_use(const char *path);

/* Starts the sandbox with OPTIONS (up to a NULL) and waits for its ready line. */
void harness_start(struct process *process, const char *const *options);
#define START(process, ...) harness_start(process, (const char *const[]){__VA_ARGS__, NULL})

/* Sends SIGNAL and waits; returns the exit code, or 128 + signal. */
int harness_stop(struct process *process, int signal);

/* Waits for the end of the process; as harness_stop. */
int harness_wait(struct process *process);

/* Runs the sandbox to its end with OPTIONS; it must end by itself. Its standard input is at its
 * end.
 */
void harness_run(struct outcome *outcome, const char *const *options);
#define RUN(outcome, ...) harness_run(outcome, (const char *const[]){__VA_ARGS__, NULL})

/* One answer; release with answer_free. */
struct answer {
    CURLcode curl;
    long http;
    char *text; /* body, NUL-terminated */
    size_t length;
    char *head;   /* header lines */
    json_t *json; /* NULL when the body is not JSON */
};
void answer_free(struct answer *answer);

/* What to ask. */
struct call {
    const char *method; /* NULL: POST when there is a body, else GET */
    const char *path;
    const char *authorization; /* whole value, NULL = none */
    json_t *json;              /* body, *takes* */
    const char *body;          /* body when json is NULL */
    const char *type;          /* content type; NULL = application/json */
    const char *headers[4];    /* "name: value" */
    CURL *curl;                /* NULL = the handle of this test program */
    bool fresh;                /* a handle of its own, so a new connection */
};

/* Makes the call; the answer is to be freed. */
struct answer harness_call(const struct process *process, struct call call);

/* statusCode and apiCode (0 = none) of the envelope. */
int answer_status(const struct answer *answer);
int answer_api(const struct answer *answer);
/* The text data.KEY, or KEY of a bare answer; *borrowed*, NULL when absent. */
const char *answer_text(const struct answer *answer, const char *key);

/* POST with the access TOKEN (NULL = none) and BODY (*takes*). Frees the answer; returns statusCode
 * 1,000,000 + apiCode, or -1 without an envelope. */
long harness_post(const struct process *process, const char *path, const char *token, json_t *body);
#define RESULT(status, api) ((status)*1000000L + (api))

/* Signs in with user name and password; the access token. */
void harness_login(const struct process *process, const char *user, const char *password,
                   char token[HARNESS_TOKEN_SIZE]);
/* Signs in as uNN of harness_seed. */
void harness_login_seeded(const struct process *process, int number,
                          char token[HARNESS_TOKEN_SIZE]);

/* Asks for a deletion code and reads it from the newest mail. */
void harness_deletion_code(const struct process *process, const char *token, const char *email,
                           char code[7]);

/* The newest message to TO ("a@b" or "+86...") in TEXT; the number of messages to TO. */
int harness_message(const struct process *process, const char *to, char text[HARNESS_TEXT_SIZE]);

/* The line of 6 digits in TEXT. */
void harness_find_code(const char *text, char code[7]);

/* Does the user NAME exist, as /sandbox/users says? */
bool harness_user_exists(const struct process *process, const char *name);

/* How often the server took METHOD PATH, as /sandbox/requests says. */
int harness_hits(const struct process *process, const char *method, const char *path);

/* The body of a deletion request by e-mail code / by password; new. */
json_t *harness_verify_email(const char *email, const char *code);
json_t *harness_verify_password(const char *password);

/* Calls CONDITION until it is true; fails the test after the deadline. */
void harness_wait_for(bool (*condition)(void *), void *argument);

#endif

/* The real program as a child process, on pipes or on a terminal of its own, and a real sandbox
 * (tests/sandbox/harness.h) to point it at. Nothing waits without a deadline; what was started is
 * ended by its pid. */
#ifndef TESTS_E2E_KIT_H
#define TESTS_E2E_KIT_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "tests/sandbox/harness.h"
#include "tests/timed/timed.h"
#include "tests/tools/screen.h"

/* Only what fails waits so long: when many tests begin at once, a program may get no turn for a
 * while. */
enum { KIT_WAIT_MS = 60000, KIT_TEST_S = 300 };

/* Milliseconds of a clock that only goes forward. */
long long kit_now_ms(void);

/* For tcase_add_unchecked_fixture, in the parent of all tests: they share the harness's folder. */
void kit_share_folder(void);

/* A folder for this test (made when first asked for); and DIR/NAME in it, *static* for 8 calls.
 * Removed with the folder of the harness. */
const char *kit_dir(void);
const char *kit_path(const char *name);

/* The whole of a file (new, free) or NULL. */
char *kit_read_file(const char *path);

/* Starts a sandbox with its files in the test's folder, and OPTIONS. One given as RULES (may be
 * NULL, the inside of the scenario's array, "{...}, {...}") becomes its scenario. */
void kit_sandbox(struct process *sandbox, const char *rules, const char *const *options);
#define SANDBOX(sandbox, rules, ...) kit_sandbox(sandbox, rules, OPTIONS(__VA_ARGS__))

/* Requests to PATH ("signin" stands for "/api/v3/signin") that the server took. */
int kit_hits(const struct process *sandbox, const char *path);

/* Waits until the server has taken COUNT requests to PATH. */
void kit_wait_hits(const struct process *sandbox, const char *path, int count);

/* Waits for message number COUNT to TO ("a@b" or "+86...") and copies the code out of it. */
void kit_code(const struct process *sandbox, const char *to, int count, char code[7]);

/* A code that is not CODE. */
void kit_wrong_code(const char code[7], char wrong[7]);

/* For the start of a test: from now on in it the program and the sandbox run on a clock of the
 * test, which is set forward and made faster with tests/timed/timed.h. */
void kit_time_begin(void);

/* The arguments for the program: --host, --app-id and --ca-file of SANDBOX (NULL: none of them),
 * then OPTIONS up to a NULL. *Static* until the next call. */
const char *const *kit_arguments(const struct process *sandbox, const char *const *options);
#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The environment for the program: a home and configuration of its own. *Static*. */
const char *const *kit_environment(void);

/* From now on in this test the program is the one at PATH (*static*). */
void kit_set_program(const char *path);

/* From now on in this test the program finds HUP and INT ignored, as after nohup. */
void kit_ignore_signals(void);

/* From now on in this test the program's terminal is of this type (*static*). */
void kit_set_term(const char *term);

/* From now on in this test the program's environment has VARIABLE ("NAME=value", *borrowed*; NULL:
 * no longer). One at a time. */
void kit_set_variable(const char *variable);

/* From now on in this test the program keeps its state in the folder NAME of the test's; "state" at
 * first. */
void kit_set_state(const char *name);

/* A program on pipes. */
struct kit_child {
    pid_t pid;
    int in, out, err; /* our ends; -1 = closed */
};

/* Starts the program; fails the test when it cannot. */
struct kit_child kit_spawn(const char *const *arguments);

/* Waits for its end, or kills it and fails the test; the wait status. Closes the descriptors. */
int kit_reap(struct kit_child *child);

/* Runs the program to its end with INPUT (may be NULL) on standard input; as RUN of the harness. */
void kit_run(struct outcome *outcome, const struct process *sandbox, const char *const *options,
             const char *input);

/* A program on a terminal of its own. Our SLAVE keeps the terminal's settings readable after the
 * program has ended. */
struct kit_terminal {
    struct screen *screen;
    int slave;
    struct termios before;
};

/* A name that no name server is asked for, because no label is longer than 63 letters. */
#define KIT_NO_HOST "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* Whether programs are started as a shell would, by tests/e2e/job: then they can be stopped. In
 * KIT_JOB_OF_SCRIPT a script starts them, which the shell waits for. */
extern enum kit_job { KIT_NO_JOB, KIT_JOB, KIT_JOB_OF_SCRIPT } kit_job_control;
void kit_terminal_start(struct kit_terminal *terminal, const char *const *arguments, int rows,
                        int cols);
void kit_terminal_free(struct kit_terminal *terminal);

/* Are the terminal's settings what they were before the program was started? */
bool kit_terminal_is_sane(const struct kit_terminal *terminal);

/* Fails the test unless the terminal is as before: settings, main screen, cursor shown, no paste
 * wrappers. */
void kit_terminal_check(struct kit_terminal *terminal);

/* A part of the tests: they need nothing of the other parts. */
struct kit_part {
    const char *name;
    void (*add)(TCase *tests);
};

/* The parts in one file. */
struct kit_group {
    const struct kit_part *parts;
    size_t count;
};

/* This test could not be done, because WHY: its result says SKIP. Return from it then. */
void kit_skip(const char *why);

/* For main: runs the parts of COUNT groups as the suite NAME, several at the same time because they
 * mostly wait, and prints their results as one TAP stream. Each part has a folder of the harness of
 * its own, and KIT_TEST_S seconds a test. */
extern int kit_parts_at_once; /* 4 at first */
int kit_main(const char *name, const struct kit_group *const *groups, size_t count);

#endif

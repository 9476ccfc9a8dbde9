/* System calls of the program fail, one in each run: strace puts an error in the place of the N-th
 * call. Whatever happens: no crash, the terminal as before, a documented exit code, at most one
 * delete, and what the program says is true.
 */
#include "config.h"

#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/kit.h"
#include "tests/sweep/findings.h"
#include "tests/sweep/typist.h"

#define STRACE "/usr/bin/strace"

/* Every so many of the faults; TEST_SYSCALL_STEP=1 tries all. */
enum { USUAL_STEP = 13, SPEED = 25, LOADER_FAILED = 127, FRONT_ENDS = 3 };

static const char *const calls[] = {"read",   "write",     "poll",   "ioctl",    "openat",
                                    "socket", "connect",   "sendto", "recvfrom", "mlock",
                                    "prctl",  "getrandom", "fsync"};
static const char *const errors[] = {"EINTR", "EIO", "ENOMEM", "ENOSPC", "EPIPE", "ECONNRESET"};
static const int numbers[] = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89};

enum {
    CALLS = sizeof calls / sizeof *calls,
    ERRORS = sizeof errors / sizeof *errors,
    NUMBERS = sizeof numbers / sizeof *numbers,
};

static unsigned step_of_sweep(void)
{
    const char *text = getenv("TEST_SYSCALL_STEP");
    unsigned long step = text == NULL ? USUAL_STEP : strtoul(text, NULL, 10);
    return step == 0 || step > CALLS * ERRORS * NUMBERS ? USUAL_STEP : (unsigned)step;
}

static bool hurry(void *context, const char *id, pid_t pid)
{
    (void)context;
    (void)pid;
    if (strcmp(id, "checking_outcome") == 0)
        timed_set_speed(SPEED);
    return true;
}

/* The program did not begin: the dynamic loader had no luck, or libsodium had no random numbers
 * when it started, and aborts on purpose. */
static bool did_not_begin(const struct errand_end *end, const char *call)
{
    if (end->asked || end->views[0] != '\0')
        return false;
    return WIFSIGNALED(end->status)
               ? strcmp(call, "getrandom") == 0 && WTERMSIG(end->status) == SIGABRT
               : WEXITSTATUS(end->status) == LOADER_FAILED;
}

/* One errand with fault number FAULT. */
static void run_once(struct findings *findings, struct errand_users *users, unsigned fault)
{
    struct errand_end end;
    char inject[64], what[96];
    unsigned front_end = fault % FRONT_ENDS;
    const char *call = calls[fault / (ERRORS * NUMBERS)];
    (void)snprintf(inject, sizeof inject, "inject=%s:error=%s:when=%d", call,
                   errors[fault / NUMBERS % ERRORS], numbers[fault % NUMBERS]);
    timed_set_speed(1);
    errand_next_user(users, OPTIONS("--token-lifetime=20"));
    struct errand errand = {.sandbox = &users->sandbox,
                            .user = users->user,
                            .password = users->password,
                            .email = users->email,
                            .phone = users->phone,
                            .before = OPTIONS(STRACE, "-f", "-qq", "-o", "/dev/null", "-e", inject),
                            .on_view = hurry};
    if (front_end == 0)
        errand_run(&errand, &end);
    else
        typist_run(&errand, front_end == 1, &end);
    struct errand_truth truth = errand_look(users);
    (void)snprintf(what, sizeof what, "%s, front end %u", inject, front_end);
    if (did_not_begin(&end, call))
        findings->runs++;
    else
        findings_note(findings, what, &end, &truth);
    /* What curses itself could not write it does not write again, and tells nobody. */
    if (end.dirty && !(strcmp(call, "write") == 0 && front_end == 2))
        findings_fail(findings, what, "the screen, the cursor or the paste wrappers are left");
    if (end.insane)
        findings_fail(findings, what, "the terminal's settings are not as before");
}

static void work(struct findings *findings, size_t first, const void *context)
{
    static struct errand_users users;
    unsigned step = step_of_sweep();
    (void)context;
    kit_time_begin();
    for (unsigned fault = (unsigned)first * step; fault < CALLS * ERRORS * NUMBERS;
         fault += FINDINGS_WORKERS * step)
        run_once(findings, &users, fault);
    if (users.count > 0)
        ck_assert_int_eq(harness_stop(&users.sandbox, SIGTERM), 0);
}

START_TEST(program__tells_the_truth__without_a_system_call)
    {
        errand_prepare();
        struct findings sum = findings_gather(work, NULL);
        findings_report(&sum, "system calls");
        ck_assert_int_gt(sum.exits[0], 0);
    }
END_TEST

/* Is there a strace, and may it? */
static bool can_trace(void)
{
    const char *const arguments[] = {STRACE, "-qq", "-o", "/dev/null", "/bin/true", NULL};
    pid_t pid = 0;
    int status = -1;
    return access(STRACE, X_OK) == 0 &&
           posix_spawn(&pid, STRACE, NULL, NULL, (char **)(size_t)arguments, NULL) == 0 &&
           waitpid(pid, &status, 0) == pid && status == 0;
}

static void add(TCase *tests)
{
    tcase_add_test(tests, program__tells_the_truth__without_a_system_call);
}

int main(void)
{
    if (!can_trace()) {
        (void)puts("1..0 # SKIP strace is missing or may not trace here");
        return EXIT_SUCCESS;
    }
    /* It cannot look for leaks in a process that is traced. */
    if (setenv("ASAN_OPTIONS", "detect_leaks=0", 1) != 0)
        return EXIT_FAILURE;
    return errand_main("system calls", add);
}

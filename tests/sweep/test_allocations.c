/* Each allocation of the whole errand fails once, with the JSON front end, the plain one
 * and the screen. Whatever happens: no crash, no leak (where a sanitizer looks), the terminal as
 * before, a documented exit code, at most one delete, and what the program says is true.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/e2e/kit.h"
#include "tests/failing/failing.h"
#include "tests/sweep/findings.h"
#include "tests/sweep/typist.h"

enum { SPEED = 25 };

static struct failing *failing;

/* Makes the file that the program counts in. */
static void open_map(void)
{
    static char variable[PATH_MAX + 32];
    const char *path = kit_path("failing");
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, sizeof(*failing)), 0);
    void *shared = mmap(NULL, sizeof(*failing), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ck_assert(shared != MAP_FAILED);
    failing = shared;
    ck_assert_int_eq(close(fd), 0);
    (void)snprintf(variable, sizeof variable, FAILING_VARIABLE "=%s", path);
    kit_set_variable(variable);
}

static bool hurry(void *context, const char *id, pid_t pid)
{
    (void)context;
    (void)pid;
    if (strcmp(id, "checking_outcome") == 0)
        timed_set_speed(SPEED);
    return true;
}

enum front_end { JSON, PLAIN, SCREEN };

/* What a sweep does. */
struct sweep {
    enum front_end front_end;
    int count; /* allocations without a fault */
};

/* One errand in which allocation number AT fails (0: none). */
static void run_once(struct findings *findings, struct errand_users *users,
                     enum front_end front_end, int at)
{
    struct errand_end end;
    char what[96];
    timed_set_speed(1);
    errand_next_user(users, OPTIONS("--token-lifetime=20"));
    memset(failing, 0, sizeof(*failing));
    atomic_store(&failing->at, at);
    struct errand errand = {.sandbox = &users->sandbox,
                            .user = users->user,
                            .password = users->password,
                            .email = users->email,
                            .phone = users->phone,
                            .program = FAILING_PROGRAM,
                            .on_view = hurry};
    if (front_end == JSON)
        errand_run(&errand, &end);
    else
        typist_run(&errand, front_end == PLAIN, &end);
    struct errand_truth truth = errand_look(users);
    (void)snprintf(what, sizeof what, "allocation %d, %s", at, failing->what);
    findings_note(findings, what, &end, &truth);
    if (end.dirty || end.insane)
        findings_fail(findings, what, "the terminal is not as before");
}

static int count_allocations(enum front_end front_end)
{
    struct findings findings = {0};
    struct errand_users users = {0};
    kit_time_begin();
    open_map();
    run_once(&findings, &users, front_end, 0);
    ck_assert_msg(findings.exits[0] == 1 && findings.lies == 0, "%s", findings.first_lie);
    ck_assert_int_eq(harness_stop(&users.sandbox, SIGTERM), 0);
    return atomic_load(&failing->count);
}

static void work(struct findings *findings, size_t first, const void *context)
{
    static struct errand_users users;
    const struct sweep *sweep = context;
    kit_time_begin();
    open_map();
    for (int at = 1 + (int)first; at <= sweep->count; at += FINDINGS_WORKERS)
        run_once(findings, &users, sweep->front_end, at);
    if (users.count > 0)
        ck_assert_int_eq(harness_stop(&users.sandbox, SIGTERM), 0);
}

START_TEST(program__tells_the_truth__without_an_allocation)
    {
        static const char *const names[] = {"allocations with JSON", "allocations in lines",
                                            "allocations on the screen"};
        struct sweep sweep = {.front_end = (enum front_end)_i};
        errand_prepare();
        sweep.count = count_allocations(sweep.front_end);
        ck_assert_int_gt(sweep.count, 100);
        struct findings sum = findings_gather(work, &sweep);
        findings_report(&sum, names[_i]);
        ck_assert_int_gt(sum.exits[1], 0);
    }
END_TEST

static void add(TCase *tests)
{
    tcase_add_loop_test(tests, program__tells_the_truth__without_an_allocation, JSON, SCREEN + 1);
}

int main(void)
{
    return errand_main("allocations", add);
}

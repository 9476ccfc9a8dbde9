/* The line breaks after every so many bytes of the whole conversation, from the first handshake to
 * the sign-out, in each direction, with FIN and with RST; afterwards it works again, or stays down.
 * Whatever happens: the server takes at most one delete, and what the program says is true.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/kit.h"
#include "tests/sweep/errand.h"
#include "tests/tools/cut_relay.h"

enum {
    USUAL_STEP = 40,
    WORKERS = 8,
    SPEED = 25, /* while the outcome is open */
    WHY_SIZE = 2048,
    BEYOND = 200,   /* lengths differ a little from run to run */
    DOWN_EVERY = 4, /* after one cut of so many the line stays down */
    EXITS = 10,
};

#define TOKEN_LIFE "--token-lifetime=20"

/* What the workers found, in memory that they share with the test. */
struct findings {
    int runs, lies, exits[EXITS], found_by_asking, kept_after_asking, deletes_max;
    char first_lie[WHY_SIZE];
};

/* What a worker has. */
struct worker {
    struct errand_users users;
    struct findings findings;
};

/* TEST_CUT_STEP=1 cuts at every byte. */
static size_t cut_step(void)
{
    const char *text = getenv("TEST_CUT_STEP");
    unsigned long step = text == NULL ? USUAL_STEP : strtoul(text, NULL, 10);
    return step == 0 ? USUAL_STEP : step;
}

/* What is decided by waiting is decided soon: the clock of the program and of the sandbox runs
 * faster. */
static bool hurry(void *context, const char *id, pid_t pid)
{
    (void)context;
    (void)pid;
    if (strcmp(id, "checking_outcome") == 0)
        timed_set_speed(SPEED);
    return true;
}

static void note(struct findings *findings, struct cut_plan plan, const struct errand_end *end,
                 const struct errand_truth *truth)
{
    char why[WHY_SIZE / 2];
    int code = WIFEXITED(end->status) ? WEXITSTATUS(end->status) : -1;
    findings->runs++;
    if (truth->deletes > findings->deletes_max)
        findings->deletes_max = truth->deletes;
    if (code >= 0 && code < EXITS)
        findings->exits[code]++;
    findings->found_by_asking += end->open && code == 0;
    findings->kept_after_asking += end->open && code == 3;
    if (errand_is_true(end, truth, why, sizeof why))
        return;
    if (findings->lies++ == 0)
        (void)snprintf(findings->first_lie, WHY_SIZE, "cut after %zu bytes to the %s with %s%s: %s",
                       plan.after, plan.to_client ? "program" : "server",
                       plan.reset ? "RST" : "FIN", plan.down ? ", then no line" : "", why);
}

/* One errand over a relay with PLAN. Returns the bytes that it passed on in both directions. */
static void run_once(struct worker *worker, struct cut_plan plan, size_t passed[2])
{
    struct errand_end end;
    timed_set_speed(1);
    errand_next_user(&worker->users, OPTIONS(TOKEN_LIFE));
    const struct errand_users *users = &worker->users;
    int port = (int)strtol(strrchr(users->sandbox.url, ':') + 1, NULL, 10);
    struct cut_relay *relay = cut_relay_start(port, plan);
    ck_assert_ptr_nonnull(relay);
    struct errand errand = {.sandbox = &users->sandbox,
                            .port = cut_relay_port(relay),
                            .user = users->user,
                            .password = users->password,
                            .email = users->email,
                            .phone = users->phone,
                            .on_view = hurry};
    errand_run(&errand, &end);
    for (int to_client = 0; to_client < 2; to_client++)
        passed[to_client] = cut_relay_passed(relay, to_client);
    cut_relay_stop(relay);
    struct errand_truth truth = errand_look(&worker->users);
    note(&worker->findings, plan, &end, &truth);
}

/* Every WORKERS-th cut, beginning with number FIRST. */
static void work(struct findings *findings, size_t first, const size_t whole[2])
{
    static struct worker worker;
    size_t step = cut_step(), number = 0, passed[2];
    kit_time_begin();
    for (int to_client = 0; to_client < 2; to_client++) {
        for (size_t after = 0; after <= whole[to_client] + BEYOND; after += step) {
            for (int reset = 0; reset < 2; reset++) {
                struct cut_plan plan = {.to_client = to_client,
                                        .after = after,
                                        .reset = reset,
                                        .whole = true,
                                        .down = after / step % DOWN_EVERY == DOWN_EVERY - 1};
                if (number++ % WORKERS == first)
                    run_once(&worker, plan, passed);
            }
        }
    }
    *findings = worker.findings;
    ck_assert_int_eq(harness_stop(&worker.users.sandbox, SIGTERM), 0);
}

static void add(struct findings *sum, const struct findings *more)
{
    sum->runs += more->runs;
    sum->lies += more->lies;
    for (int i = 0; i < EXITS; i++)
        sum->exits[i] += more->exits[i];
    sum->found_by_asking += more->found_by_asking;
    sum->kept_after_asking += more->kept_after_asking;
    if (more->deletes_max > sum->deletes_max)
        sum->deletes_max = more->deletes_max;
    if (sum->first_lie[0] == '\0')
        memcpy(sum->first_lie, more->first_lie, WHY_SIZE);
}

/* The lengths of a conversation that nobody cuts. */
static void measure(size_t whole[2])
{
    static struct worker worker;
    struct cut_plan plan = {.after = SIZE_MAX, .whole = true};
    kit_time_begin();
    run_once(&worker, plan, whole);
    ck_assert_msg(worker.findings.exits[0] == 1 && worker.findings.lies == 0, "%s",
                  worker.findings.first_lie);
    ck_assert_int_eq(harness_stop(&worker.users.sandbox, SIGTERM), 0);
}

START_TEST(program__never_lies__wherever_the_line_breaks)
    {
        size_t whole[2];
        pid_t pids[WORKERS];
        struct findings sum = {0};
        struct findings *all = mmap(NULL, sizeof *all * WORKERS, PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        ck_assert(all != MAP_FAILED);
        errand_prepare();
        measure(whole);
        for (size_t i = 0; i < WORKERS; i++) {
            pids[i] = fork();
            ck_assert_int_ge(pids[i], 0);
            if (pids[i] == 0) {
                work(&all[i], i, whole);
                _exit(0);
            }
        }
        for (size_t i = 0; i < WORKERS; i++) {
            int status = 0;
            ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
            ck_assert_int_eq(status, 0);
            add(&sum, &all[i]);
        }
        (void)printf(
            "# cuts: %d runs, deletes at most %d, %d wrong verdicts (deleted %d, of them by "
            "asking again %d; not deleted %d, of them by asking again %d; unknown %d)\n",
            sum.runs, sum.deletes_max, sum.lies, sum.exits[0], sum.found_by_asking,
            sum.runs - sum.exits[0] - sum.exits[4], sum.kept_after_asking, sum.exits[4]);
        (void)fflush(stdout);
        ck_assert_msg(sum.lies == 0, "%s", sum.first_lie);
        ck_assert_int_eq(sum.deletes_max, 1);
        /* Every kind of ending was met, or the cuts were not where they should be. */
        ck_assert_int_gt(sum.exits[0], sum.found_by_asking);
        ck_assert_int_gt(sum.found_by_asking, 0);
        ck_assert_int_gt(sum.kept_after_asking, 0);
        ck_assert_int_gt(sum.exits[4], 0);
        ck_assert_int_eq(munmap(all, sizeof *all * WORKERS), 0);
    }
END_TEST

static void make_folder(void)
{
    (void)harness_dir();
}

int main(void)
{
    Suite *suite = suite_create("sweep");
    TCase *tests = tap_case(suite, "cuts");
    tcase_add_unchecked_fixture(tests, make_folder, harness_clean);
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, program__never_lies__wherever_the_line_breaks);
    return tap_run(suite);
}

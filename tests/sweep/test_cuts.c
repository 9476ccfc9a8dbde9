/* The line breaks after every so many bytes of the whole conversation, from the first handshake to
 * the sign-out, in each direction, with FIN and with RST; afterwards it works again, or stays down.
 * Whatever happens: the server takes at most one delete, and what the program says is true.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/e2e/kit.h"
#include "tests/sweep/findings.h"
#include "tests/tools/cut_relay.h"

enum {
    USUAL_STEP = 40,
    SPEED = 25,     /* while the outcome is open */
    BEYOND = 200,   /* lengths differ a little from run to run */
    DOWN_EVERY = 4, /* after one cut of so many the line stays down */
};

#define TOKEN_LIFE "--token-lifetime=20"

/* What a worker has. */
struct worker {
    struct errand_users users;
    struct findings findings;
};

static size_t number_of(const char *variable, size_t usual)
{
    const char *text = getenv(variable);
    return text == NULL || text[0] == '\0' ? usual : strtoul(text, NULL, 10);
}

/* TEST_CUT_STEP=1 cuts at every byte; TEST_CUT_STEP=N with TEST_CUT_FIRST=0 to N - 1 does the same
 * in N shares. */
static size_t cut_step(void)
{
    size_t step = number_of("TEST_CUT_STEP", USUAL_STEP);
    return step == 0 ? USUAL_STEP : step;
}

static size_t cut_first(void)
{
    return number_of("TEST_CUT_FIRST", 0);
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

/* One errand over a relay with PLAN. Returns the bytes that it passed on in both directions. */
static void run_once(struct worker *worker, struct cut_plan plan, size_t passed[2])
{
    struct errand_end end;
    char what[96], why[1200];
    timed_set_speed(1);
    errand_forget_journal();
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
    (void)snprintf(what, sizeof what, "cut after %zu bytes to the %s with %s%s", plan.after,
                   plan.to_client ? "program" : "server", plan.reset ? "RST" : "FIN",
                   plan.down ? ", then no line" : "");
    findings_note(&worker->findings, what, &end, &truth);
    if (!errand_journal_is_true(&end, &truth, why, sizeof why))
        findings_fail(&worker->findings, what, why);
}

static void work(struct findings *findings, size_t first, const void *context)
{
    static struct worker worker;
    const size_t *whole = context;
    size_t step = cut_step(), number = 0, passed[2];
    kit_time_begin();
    for (int to_client = 0; to_client < 2; to_client++) {
        for (size_t after = cut_first(); after <= whole[to_client] + BEYOND; after += step) {
            for (int reset = 0; reset < 2; reset++) {
                struct cut_plan plan = {.to_client = to_client,
                                        .after = after,
                                        .reset = reset,
                                        .whole = true,
                                        .down = after / step % DOWN_EVERY == DOWN_EVERY - 1};
                if (number++ % FINDINGS_WORKERS == first)
                    run_once(&worker, plan, passed);
                *findings = worker.findings;
            }
        }
    }
    ck_assert_int_eq(harness_stop(&worker.users.sandbox, SIGTERM), 0);
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
        errand_prepare();
        measure(whole);
        struct findings sum = findings_gather(work, whole);
        findings_report(&sum, "cuts");
        /* Every kind of ending was met, or the cuts were not where they should be. */
        ck_assert_int_gt(sum.exits[0], sum.found_by_asking);
        ck_assert_int_gt(sum.found_by_asking, 0);
        ck_assert_int_gt(sum.kept_after_asking, 0);
        ck_assert_int_gt(sum.exits[4], 0);
    }
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, program__never_lies__wherever_the_line_breaks);
}

int main(void)
{
    return errand_main("cuts", add);
}

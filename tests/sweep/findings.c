#include "config.h"

#include "tests/sweep/findings.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

void findings_fail(struct findings *findings, const char *what, const char *why)
{
    if (findings->lies++ == 0)
        (void)snprintf(findings->first_lie, FINDINGS_WHY_SIZE, "%s: %s", what, why);
}

void findings_note(struct findings *findings, const char *what, const struct errand_end *end,
                   const struct errand_truth *truth)
{
    char why[FINDINGS_WHY_SIZE / 2];
    int code = WIFEXITED(end->status) ? WEXITSTATUS(end->status) : -1;
    findings->runs++;
    if (truth->deletes > findings->deletes_max)
        findings->deletes_max = truth->deletes;
    if (code >= 0 && code < FINDINGS_EXITS)
        findings->exits[code]++;
    findings->found_by_asking += end->open && code == 0;
    findings->kept_after_asking += end->open && code == 3;
    if (!errand_is_true(end, truth, why, sizeof why))
        findings_fail(findings, what, why);
}

static void add(struct findings *sum, const struct findings *more)
{
    sum->runs += more->runs;
    sum->lies += more->lies;
    for (int i = 0; i < FINDINGS_EXITS; i++)
        sum->exits[i] += more->exits[i];
    sum->found_by_asking += more->found_by_asking;
    sum->kept_after_asking += more->kept_after_asking;
    if (more->deletes_max > sum->deletes_max)
        sum->deletes_max = more->deletes_max;
    if (sum->first_lie[0] == '\0')
        memcpy(sum->first_lie, more->first_lie, FINDINGS_WHY_SIZE);
}

struct findings findings_gather(void (*work)(struct findings *findings, size_t number,
                                             const void *context),
                                const void *context)
{
    pid_t pids[FINDINGS_WORKERS];
    struct findings sum = {0};
    size_t size = sizeof(struct findings) * FINDINGS_WORKERS;
    struct findings *all =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert(all != MAP_FAILED);
    for (size_t i = 0; i < FINDINGS_WORKERS; i++) {
        pids[i] = fork();
        ck_assert_int_ge(pids[i], 0);
        if (pids[i] == 0) {
            work(&all[i], i, context);
            _exit(0);
        }
    }
    for (size_t i = 0; i < FINDINGS_WORKERS; i++) {
        int status = 0;
        ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
        ck_assert_msg(status == 0, "worker %zu ended with %d; %s", i, status, all[i].first_lie);
        add(&sum, &all[i]);
    }
    ck_assert_int_eq(munmap(all, size), 0);
    return sum;
}

void findings_report(const struct findings *findings, const char *name)
{
    const int *exits = findings->exits;
    (void)printf("# %s: %d runs, deletes at most %d, %d wrong verdicts (deleted %d, of them by "
                 "asking again %d; not deleted %d, of them by asking again %d; unknown %d)\n",
                 name, findings->runs, findings->deletes_max, findings->lies, exits[0],
                 findings->found_by_asking, findings->runs - exits[0] - exits[4],
                 findings->kept_after_asking, exits[4]);
    (void)fflush(stdout);
    ck_assert_msg(findings->lies == 0, "%s", findings->first_lie);
    ck_assert_int_eq(findings->deletes_max, 1);
}

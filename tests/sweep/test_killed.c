/* The program is killed at 50 moments between the word and the verdict, with no chance to clean up.
 * Whenever the server took the delete, the journal has the record that it was about to be sent; and
 * the next start speaks of it.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/e2e/kit.h"
#include "tests/sweep/findings.h"

/* So that some of the time is spent on waiting for the answer. */
#define LATENCY "--latency-ms=5"

enum { KILLS = 50, RUNS_MAX = 200, MOMENTS = 50, STRIDE = 21, SAMPLES = 3, WHY_SIZE = 640 };

static volatile pid_t victim;

static void kill_it(int signal_number)
{
    (void)signal_number;
    (void)kill(victim, SIGKILL);
}

/* When the killer comes, and how long it took without it. */
struct moment {
    long after_us; /* from the confirming screen on; 0 = never */
    long long confirm_us, verdict_us;
};

static long long now_us(void)
{
    struct timeval now;
    ck_assert_int_eq(gettimeofday(&now, NULL), 0);
    return (long long)now.tv_sec * 1000000 + now.tv_usec;
}

static bool watch(void *context, const char *id, pid_t pid)
{
    struct moment *moment = context;
    if (strcmp(id, "deleted") == 0)
        moment->verdict_us = now_us();
    if (strcmp(id, "confirm") != 0)
        return true;
    moment->confirm_us = now_us();
    victim = pid;
    struct itimerval timer = {.it_value = {.tv_usec = moment->after_us}};
    ck_assert_int_eq(setitimer(ITIMER_REAL, &timer, NULL), 0);
    return true;
}

static void run(struct errand_users *users, struct moment *moment, struct errand_end *end)
{
    errand_next_user(users, OPTIONS(LATENCY));
    errand_forget_journal();
    struct errand errand = {.sandbox = &users->sandbox,
                            .user = users->user,
                            .password = users->password,
                            .email = users->email,
                            .phone = users->phone,
                            .on_view = watch,
                            .context = moment};
    errand_run(&errand, end);
    const struct itimerval none = {0};
    ck_assert_int_eq(setitimer(ITIMER_REAL, &none, NULL), 0);
}

/* Starts the program once more and leaves at once; whether it names the attempt of the journal. */
static bool next_start_tells(const struct errand_users *users, const char *attempt)
{
    struct outcome outcome;
    kit_run(&outcome, &users->sandbox, OPTIONS("--json"), "{\"do\":\"quit\"}\n");
    return strstr(outcome.out, attempt) != NULL;
}

struct journal {
    int commits, results;
    char attempt[16];
};

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at++)
        count++;
    return count;
}

static struct journal read_journal(void)
{
    struct journal journal = {0};
    char *text = errand_journal();
    if (text == NULL)
        return journal;
    static const char name[] = "\"attempt\":\"";
    const char *attempt = strstr(text, name);
    journal.commits = count_of(text, "\"type\":\"COMMIT\"");
    journal.results = count_of(text, "\"type\":\"RESULT\"");
    if (attempt != NULL)
        (void)snprintf(journal.attempt, sizeof journal.attempt, "%.8s", attempt + strlen(name));
    free(text);
    return journal;
}

/* What was found at a moment; "" = all is well. */
static void check(struct errand_users *users, const struct errand_end *end, char *why,
                  int counts[3])
{
    struct journal journal = read_journal();
    bool open = journal.commits > journal.results;
    bool told = next_start_tells(users, open ? journal.attempt : "\"id\":\"sign_in\"");
    struct errand_truth truth = errand_look(users);
    bool killed = WIFSIGNALED(end->status) && WTERMSIG(end->status) == SIGKILL;
    counts[0] += killed;
    counts[1] += truth.deletes;
    counts[2] += open;
    const char *wrong = NULL;
    if (end->hung || (!killed && WEXITSTATUS(end->status) != 0))
        wrong = "it ended in another way";
    else if (truth.deletes > 1)
        wrong = "more than one delete";
    else if (truth.deletes > journal.commits)
        wrong = "a delete without a record before it";
    else if (journal.commits > 1)
        wrong = "more than one record";
    else if (!told)
        wrong = "the next start does not tell";
    (void)snprintf(why, WHY_SIZE, "%s%s%s", wrong == NULL ? "" : wrong,
                   wrong == NULL ? "" : "; views: ", wrong == NULL ? "" : end->views);
}

START_TEST(every_delete_was_recorded_before_it_was_sent)
    {
        static struct errand_users users;
        struct errand_end end;
        char why[WHY_SIZE];
        long span_us = 0;
        int counts[3] = {0}; /* killed, deletes, open */
        errand_prepare();
        ck_assert(signal(SIGALRM, kill_it) != SIG_ERR);
        for (int i = 0; i < SAMPLES; i++) {
            struct moment none = {0};
            run(&users, &none, &end);
            long took_us = (long)(none.verdict_us - none.confirm_us);
            ck_assert_int_gt(took_us, 0);
            span_us = i == 0 || took_us < span_us ? took_us : span_us;
            ck_assert_int_eq(read_journal().results, 1);
            ck_assert_int_eq(errand_look(&users).deletes, 1);
        }
        /* Near the end of the span it is sometimes done before the killer comes. */
        int runs = 0;
        for (; counts[0] < KILLS && runs < RUNS_MAX; runs++) {
            struct moment moment = {.after_us = 1 + span_us * (runs * STRIDE % MOMENTS) / MOMENTS};
            run(&users, &moment, &end);
            check(&users, &end, why, counts);
            ck_assert_msg(why[0] == '\0', "killed after %ld us: %s", moment.after_us, why);
        }
        (void)printf(
            "# killed: at %d moments; the server took %d deletes in %d runs, each recorded "
            "before; %d open at the next start, each told\n",
            counts[0], counts[1], runs, counts[2]);
        (void)fflush(stdout);
        /* Both before and after it was sent, or the moments were not where they should be. */
        ck_assert_int_eq(counts[0], KILLS);
        ck_assert_int_gt(counts[1], 0);
        ck_assert_int_lt(counts[1], runs);
        ck_assert_int_gt(counts[2], 0);
    }
END_TEST

static void add(TCase *tests)
{
    tcase_add_test(tests, every_delete_was_recorded_before_it_was_sent);
}

int main(void)
{
    return errand_main("killed", add);
}

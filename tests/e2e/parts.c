#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/kit.h"

enum { PARTS_MAX = 64, TESTS_MAX = 1024, REASON_SIZE = 96 };

int kit_parts_at_once = 4;

/* What the tests of a part say beside libcheck, which knows no test that is skipped; in memory that
 * they share, in the order in which they run, one at a time. */
struct notes {
    int count;
    char skipped[TESTS_MAX][REASON_SIZE]; /* "" when it was not */
};
static struct notes *notes;

struct run {
    const struct kit_part *part;
    struct notes *notes;
    pid_t pid;
    FILE *results; /* the part's own TAP */
    int status;
};

/* What failed before or after the tests, which libcheck's TAP leaves out. */
static void print_fixtures(SRunner *runner, FILE *results)
{
    int count = srunner_ntests_failed(runner);
    TestResult **failures = srunner_failures(runner);
    (void)fseek(results, 0, SEEK_END);
    for (int i = 0; failures != NULL && i < count; i++)
        if (tr_ctx(failures[i]) != CK_CTX_TEST)
            (void)fprintf(results, "not ok 0 - %s:%d:%s: %s\n", tr_lfile(failures[i]),
                          tr_lno(failures[i]), tr_tcname(failures[i]), tr_msg(failures[i]));
    (void)fflush(results);
    free(failures);
}

static void count_test(void)
{
    notes->count++;
}

void kit_skip(const char *why)
{
    ck_assert_int_le(notes->count, TESTS_MAX);
    (void)snprintf(notes->skipped[notes->count - 1], REASON_SIZE, "%s", why);
}

static int run_part(const char *name, const struct kit_part *part, FILE *results)
{
    char path[64];
    Suite *suite = suite_create(name);
    TCase *tests = tap_case(suite, part->name);
    tcase_add_unchecked_fixture(tests, kit_share_folder, NULL);
    tcase_add_checked_fixture(tests, count_test, NULL);
    tcase_set_timeout(tests, KIT_TEST_S);
    part->add(tests);
    SRunner *runner = srunner_create(suite);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(results));
    srunner_set_tap(runner, path);
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    print_fixtures(runner, results);
    srunner_free(runner);
    harness_clean();
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static bool start(struct run *run, const char *name)
{
    run->results = tmpfile();
    run->notes =
        mmap(NULL, sizeof *run->notes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run->results == NULL || run->notes == MAP_FAILED)
        return false;
    notes = run->notes;
    (void)fflush(stdout);
    run->pid = fork();
    if (run->pid == 0)
        exit(run_part(name, run->part, run->results));
    return run->pid > 0;
}

/* Waits for one of the RUNS to end. */
static bool wait_for_one(struct run *runs, size_t count)
{
    int status = 0;
    pid_t pid = 0;
    do
        pid = wait(&status);
    while (pid < 0 && errno == EINTR);
    for (size_t i = 0; i < count; i++) {
        if (runs[i].pid == pid)
            runs[i].status = status;
    }
    return pid > 0;
}

/* Prints the results of a part, numbered on from NUMBER; false when they are not whole. */
static bool print(const struct run *run, int *number)
{
    char *line = NULL;
    size_t size = 0;
    bool whole = false;
    int test = 0;
    rewind(run->results);
    while (getline(&line, &size, run->results) > 0) {
        const char *rest = strchr(line, '-');
        bool good = strncmp(line, "ok ", 3) == 0;
        if ((good || strncmp(line, "not ok ", 7) == 0) && rest != NULL) {
            const char *why = test < TESTS_MAX ? run->notes->skipped[test++] : "";
            bool is_skipped = good && why[0] != '\0';
            line[strcspn(line, "\n")] = '\0';
            (void)printf("%s %d %s%s%s\n", good ? "ok" : "not ok", ++*number, rest,
                         is_skipped ? " # SKIP " : "", is_skipped ? why : "");
        } else if (strncmp(line, "1..", 3) == 0)
            whole = true;
    }
    free(line);
    return whole;
}

/* Runs them all, some at the same time. */
static bool run_all(struct run *runs, size_t count, const char *name)
{
    size_t started = 0;
    int running = 0;
    while (started < count || running > 0) {
        if (started < count && running < kit_parts_at_once) {
            if (!start(&runs[started], name))
                return false;
            started++;
            running++;
        } else if (wait_for_one(runs, started)) {
            running--;
        } else {
            return false;
        }
    }
    return true;
}

int kit_main(const char *name, const struct kit_group *const *groups, size_t count)
{
    static struct run runs[PARTS_MAX];
    size_t parts = 0;
    int number = 0, result = EXIT_SUCCESS;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < groups[i]->count && parts < PARTS_MAX; j++)
            runs[parts++].part = &groups[i]->parts[j];
    }
    if (parts == PARTS_MAX || !run_all(runs, parts, name))
        return EXIT_FAILURE;
    for (size_t i = 0; i < parts; i++) {
        bool whole = print(&runs[i], &number);
        if (!whole)
            (void)printf("not ok %d - %s: ended before its tests\n", ++number, runs[i].part->name);
        if (!whole || runs[i].status != 0)
            result = EXIT_FAILURE;
        (void)fclose(runs[i].results);
    }
    (void)printf("1..%d\n", number);
    return result;
}

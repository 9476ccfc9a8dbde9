/* Runs libcheck suites and prints TAP on stdout. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <check.h>
#include <signal.h>
#include <stdlib.h>

/* A test case named NAME in SUITE; add tests with tcase_add_test. */
static inline TCase *tap_case(Suite *suite, const char *name)
{
    TCase *tests = tcase_create(name);
    suite_add_tcase(suite, tests);
    return tests;
}

/* Runs SUITE (*takes*) and returns the exit code for main. Whoever runs it in the background or
 * with nohup has ignored signals for all that it starts. */
static inline int tap_run(Suite *suite)
{
    (void)signal(SIGHUP, SIG_DFL);
    (void)signal(SIGINT, SIG_DFL);
    SRunner *runner = srunner_create(suite);
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif

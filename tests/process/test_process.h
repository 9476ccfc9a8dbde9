/* The files of the tests of the process. */
#ifndef TESTS_PROCESS_TEST_PROCESS_H
#define TESTS_PROCESS_TEST_PROCESS_H

#include "tests/e2e/kit.h"

extern const struct kit_group process_confined, process_secrets, process_surroundings,
    process_system_log;

#endif

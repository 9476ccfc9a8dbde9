/* The files of the end-to-end tests. */
#ifndef TESTS_E2E_TEST_E2E_H
#define TESTS_E2E_TEST_E2E_H

#include "tests/e2e/kit.h"

extern const struct kit_group e2e_outcome, e2e_mistakes, e2e_faults, e2e_delete, e2e_sign_in,
    e2e_start, e2e_json, e2e_plain, e2e_curses, e2e_language, e2e_retry, e2e_early, e2e_journal,
    e2e_signals, e2e_pseudo, e2e_idle, e2e_hostile, e2e_serial, e2e_changed;

#endif

# One fault after another, in the whole program.
check_PROGRAMS += tests/sweep/test_cuts
sweep_sources = tests/sweep/errand.c tests/sweep/errand.h tests/e2e/kit.c tests/e2e/kit.h
sweep_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS)
sweep_LDADD = $(tests_e2e_test_e2e_LDADD)
tests_sweep_test_cuts_SOURCES = tests/sweep/test_cuts.c $(sweep_sources)
tests_sweep_test_cuts_CPPFLAGS = $(sweep_CPPFLAGS)
tests_sweep_test_cuts_LDADD = $(sweep_LDADD)
EXTRA_tests_sweep_test_cuts_DEPENDENCIES = $(timed_programs)

# One fault after another, in the whole program.
check_PROGRAMS += tests/sweep/test_cuts tests/sweep/test_killed tests/sweep/test_syscalls
# Not where coverage is counted: gcov's own allocations would fail as well, and it does not survive that.
if !ENABLE_COVERAGE
check_PROGRAMS += tests/sweep/test_allocations
endif
sweep_sources = tests/sweep/errand.c tests/sweep/errand.h \
	tests/sweep/findings.c tests/sweep/findings.h tests/e2e/kit.c tests/e2e/kit.h
sweep_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS) \
	-DFAILING_PROGRAM='"$(abs_top_builddir)/tests/failing/genauth-tui"'
sweep_LDADD = $(tests_e2e_test_e2e_LDADD)
tests_sweep_test_cuts_SOURCES = tests/sweep/test_cuts.c $(sweep_sources)
tests_sweep_test_cuts_CPPFLAGS = $(sweep_CPPFLAGS)
tests_sweep_test_cuts_LDADD = $(sweep_LDADD)
EXTRA_tests_sweep_test_cuts_DEPENDENCIES = $(timed_programs)
tests_sweep_test_allocations_SOURCES = tests/sweep/test_allocations.c \
	tests/sweep/typist.c tests/sweep/typist.h $(sweep_sources)
tests_sweep_test_allocations_CPPFLAGS = $(sweep_CPPFLAGS)
tests_sweep_test_allocations_LDADD = $(sweep_LDADD)
EXTRA_tests_sweep_test_allocations_DEPENDENCIES = $(timed_programs) $(failing_program)
tests_sweep_test_killed_SOURCES = tests/sweep/test_killed.c $(sweep_sources)
tests_sweep_test_killed_CPPFLAGS = $(sweep_CPPFLAGS)
tests_sweep_test_killed_LDADD = $(sweep_LDADD)
tests_sweep_test_syscalls_SOURCES = tests/sweep/test_syscalls.c \
	tests/sweep/typist.c tests/sweep/typist.h $(sweep_sources)
tests_sweep_test_syscalls_CPPFLAGS = $(sweep_CPPFLAGS)
tests_sweep_test_syscalls_LDADD = $(sweep_LDADD)
EXTRA_tests_sweep_test_syscalls_DEPENDENCIES = $(timed_programs)

# Tests print TAP; "make check" runs them all and ends with one line "N passed, N failed".
AM_LOG_DRIVER_FLAGS = --comments
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
TEST_LIBS = $(CHECK_LIBS)
EXTRA_DIST += tests/summary tests/tap.h tests/check-all tests/check-coverage tests/check-mutants tests/check-valgrind
EXTRA_DIST += tests/check-lint .clang-tidy

# A unit test is linked with the library of its own layer and those below, and nothing else.
unit_tests =
check_helpers =
if HAVE_TEST_LIBS
include tests/tools/local.mk
include tests/timed/local.mk
include tests/unit/local.mk
include tests/unit/app.mk
include tests/flow/local.mk
include tests/ui/local.mk
include tests/http/local.mk
include tests/sandbox/local.mk
include tests/hostile/local.mk
include tests/e2e/local.mk
include tests/failing/local.mk
include tests/matrix/local.mk
include tests/readers/local.mk
include tests/sweep/local.mk
include tests/process/local.mk
include tests/fuzz/local.mk
have_test_libs = true
else
have_test_libs = { \
	echo "The tests need the libraries check and vterm: install them, then run configure again." >&2; \
	false; }
endif
check_PROGRAMS += $(unit_tests)
dist_check_SCRIPTS += tests/check-catalogues tests/check-documents tests/check-hardening tests/check-layers tests/check-style
TESTS += $(check_PROGRAMS) $(dist_check_SCRIPTS)

# Instead of automake's own check-TESTS: the same, and then the counts, whatever the tests said.
check-TESTS: $(bin_PROGRAMS) $(check_PROGRAMS) $(check_LIBRARIES) $(dist_check_SCRIPTS) $(check_helpers)
	@$(have_test_libs)
	@rm -f $(RECHECK_LOGS) $(RECHECK_LOGS:.log=.trs) $(TEST_SUITE_LOG)
	@result=0; $(MAKE) $(AM_MAKEFLAGS) $(TEST_SUITE_LOG) || result=$$?; \
	$(srcdir)/tests/summary $(TEST_LOGS:.log=.trs) || result=$$?; exit $$result

# The unit tests once more, each allocation and access watched. The exploration is left out: it would take
# minutes, and it runs under the sanitizers.
check-valgrind: $(unit_tests)
	@$(have_test_libs)
	@$(srcdir)/tests/check-valgrind $(filter-out tests/flow/test_explore,$(unit_tests))

# The line breaks after every single byte of the whole conversation. Takes half an hour to an
# hour; CUT_STEP=N with CUT_FIRST=0 to N - 1 does it in N shares.
CUT_STEP = 1
CUT_FIRST = 0
check-cuts: all
	@TEST_CUT_STEP=$(CUT_STEP) TEST_CUT_FIRST=$(CUT_FIRST) \
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS=tests/sweep/test_cuts

# Each system call of the list fails with each error at ten places.
check-syscalls: all
	@TEST_SYSCALL_STEP=1 $(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS=tests/sweep/test_syscalls

# Codes, tokens and refreshes used twice at the same moment, 200 times each; and 10000 sequences of codes against
# the model.
check-races: all
	@TEST_ROUNDS=200 TEST_SEQUENCES=10000 $(MAKE) $(AM_MAKEFLAGS) check-TESTS \
	TESTS="tests/sandbox/test_deletion tests/sandbox/test_rules"

# Line coverage of the program, from a build of its own.
COVERAGE_LEAST = 85
check-coverage: dist
	@$(srcdir)/tests/check-coverage $(distdir).tar.gz $(COVERAGE_LEAST)

# The program broken on purpose, and the tests that must notice; some minutes.
check-mutants: dist
	@MUTANT="$(MUTANT)" $(srcdir)/tests/check-mutants $(distdir).tar.gz "$(MAKE)"

# What static analysis finds in the programs. Nothing is built for it but what configure makes.
lint: config.h
	@srcdir=$(srcdir) $(srcdir)/tests/check-lint -std=gnu11 $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) $(CPPFLAGS) \
	$(NCURSES_CFLAGS) $(CURL_CFLAGS) $(CJSON_CFLAGS) $(CRYPTO_CFLAGS) $(SODIUM_CFLAGS) $(INIH_CFLAGS) \
	$(MICROHTTPD_CFLAGS) $(SQLITE_CFLAGS) $(JANSSON_CFLAGS) $(OPENSSL_CFLAGS) \
	-DLOCALEDIR='"$(localedir)"' -DSYSCONFDIR='"$(sysconfdir)"' -DLIBEXECDIR='"$(libexecdir)"'

# Every check there is; long.
check-all: all
	@$(srcdir)/tests/check-all "$(MAKE)"
.PHONY: check-races check-matrix check-readers check-mutants check-valgrind check-cuts check-coverage check-all lint

# The real program on its own terminal or on pipes, against the real sandbox.
check_LIBRARIES += tests/e2e/libe2e.a
tests_e2e_libe2e_a_SOURCES = tests/e2e/kit.c tests/e2e/kit.h tests/e2e/person.c tests/e2e/person.h
e2e_cppflags = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(CHECK_CFLAGS)
tests_e2e_libe2e_a_CPPFLAGS = $(e2e_cppflags) \
	-DPROGRAM_BINARY='"$(abs_top_builddir)/genauth-tui"'
# jansson before libbase, which has functions of the same names for the program's own parser.
e2e_libs = tests/e2e/libe2e.a tests/sandbox/libharness.a $(LIBTOOLS) $(CURL_LIBS) $(JANSSON_LIBS) \
	$(LIBBASE) $(BASE_LIBS) $(TOOLS_LIBS) $(TEST_LIBS)

e2e_tests = tests/e2e/test_e2e_delete \
	tests/e2e/test_e2e_mistakes \
	tests/e2e/test_e2e_faults \
	tests/e2e/test_e2e_outcome
tests_e2e_test_e2e_delete_SOURCES = tests/e2e/test_e2e_delete.c
tests_e2e_test_e2e_delete_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_e2e_delete_LDADD = $(e2e_libs)
tests_e2e_test_e2e_mistakes_SOURCES = tests/e2e/test_e2e_mistakes.c
tests_e2e_test_e2e_mistakes_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_e2e_mistakes_LDADD = $(e2e_libs)
tests_e2e_test_e2e_faults_SOURCES = tests/e2e/test_e2e_faults.c
tests_e2e_test_e2e_faults_CPPFLAGS = $(e2e_cppflags) $(OPENSSL_CFLAGS)
tests_e2e_test_e2e_faults_LDADD = $(LIBBADSERVER) $(e2e_libs) $(OPENSSL_LIBS)
tests_e2e_test_e2e_outcome_SOURCES = tests/e2e/test_e2e_outcome.c
tests_e2e_test_e2e_outcome_CPPFLAGS = $(e2e_cppflags)
tests_e2e_test_e2e_outcome_LDADD = $(e2e_libs)

check_PROGRAMS += $(e2e_tests)
$(e2e_tests): genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT)

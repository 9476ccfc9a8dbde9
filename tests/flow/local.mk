unit_tests += tests/flow/test_explore
tests_flow_test_explore_SOURCES = tests/flow/explore.c tests/flow/explore.h \
	tests/flow/test_explore.c
tests_flow_test_explore_LDADD = $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

flow_test_LDADD = $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/flow/test_explore
tests_flow_test_explore_SOURCES = tests/flow/explore.c tests/flow/explore.h \
	tests/flow/explore_parts.c tests/flow/explore_parts.h \
	tests/flow/fold.c tests/flow/fold.h tests/flow/test_explore.c
tests_flow_test_explore_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_codes
tests_flow_test_codes_SOURCES = tests/flow/test_codes.c
tests_flow_test_codes_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_delete_step
tests_flow_test_delete_step_SOURCES = tests/flow/test_delete_step.c
tests_flow_test_delete_step_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_earlier_delete
tests_flow_test_earlier_delete_SOURCES = tests/flow/test_earlier_delete.c
tests_flow_test_earlier_delete_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_form
tests_flow_test_form_SOURCES = tests/flow/test_form.c
tests_flow_test_form_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_open_order
tests_flow_test_open_order_SOURCES = tests/flow/test_open_order.c
tests_flow_test_open_order_LDADD = $(flow_test_LDADD)

unit_tests += tests/flow/test_status
tests_flow_test_status_SOURCES = tests/flow/test_status.c
tests_flow_test_status_LDADD = $(flow_test_LDADD)
dist_check_SCRIPTS += tests/check-graph

unit_tests += tests/unit/test_secret
tests_unit_test_secret_SOURCES = tests/unit/test_secret.c
tests_unit_test_secret_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

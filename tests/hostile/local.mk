# Texts of a hostile server, from its replies to what each front end writes.
check_PROGRAMS += tests/hostile/test_hostile
tests_hostile_test_hostile_SOURCES = tests/hostile/test_hostile.c tests/hostile/corpus.c tests/hostile/corpus.h \
	tests/hostile/forbidden.h
tests_hostile_test_hostile_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
# jansson before libbase, which has functions of the same names for the program's own parser.
tests_hostile_test_hostile_LDADD = $(LIBTOOLS) $(JANSSON_LIBS) $(program_LDADD) $(TOOLS_LIBS) $(TEST_LIBS)

# The tests of src/app.
APP_TEST_LIBS = $(LIBAPP) $(LIBGENAUTH) $(LIBBASE) $(APP_LIBS) $(GENAUTH_LIBS) $(BASE_LIBS) \
	$(TEST_LIBS)

unit_tests += tests/unit/test_config_file
tests_unit_test_config_file_SOURCES = tests/unit/test_config_file.c \
	tests/unit/files.c tests/unit/files.h
tests_unit_test_config_file_LDADD = $(APP_TEST_LIBS)

unit_tests += tests/unit/test_confine
tests_unit_test_confine_SOURCES = tests/unit/test_confine.c
tests_unit_test_confine_LDADD = $(APP_TEST_LIBS)

# The test makes calls fail as without memory.
unit_tests += tests/unit/test_environment
tests_unit_test_environment_SOURCES = tests/unit/test_environment.c \
	tests/unit/files.c tests/unit/files.h
tests_unit_test_environment_CPPFLAGS = $(AM_CPPFLAGS) -DLOCALEDIR='"$(localedir)"'
tests_unit_test_environment_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=strdup -Wl,--wrap=setenv
tests_unit_test_environment_LDADD = $(APP_TEST_LIBS)

unit_tests += tests/unit/test_options
tests_unit_test_options_SOURCES = tests/unit/test_options.c \
	tests/unit/files.c tests/unit/files.h
tests_unit_test_options_LDADD = $(APP_TEST_LIBS)

unit_tests += tests/unit/test_options_help
tests_unit_test_options_help_SOURCES = tests/unit/test_options_help.c \
	tests/unit/files.c tests/unit/files.h
tests_unit_test_options_help_LDADD = $(APP_TEST_LIBS)

unit_tests += tests/unit/test_retry
tests_unit_test_retry_SOURCES = tests/unit/test_retry.c
tests_unit_test_retry_LDADD = $(LIBAPP) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

# The test watches what is put on the disk and what the system log gets.
unit_tests += tests/unit/test_journal
tests_unit_test_journal_SOURCES = tests/unit/test_journal.c \
	tests/unit/files.c tests/unit/files.h tests/unit/journal_lines.h
tests_unit_test_journal_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fsync -Wl,--wrap=syslog \
	-Wl,--wrap=__syslog_chk
tests_unit_test_journal_LDADD = $(APP_TEST_LIBS)

unit_tests += tests/unit/test_journal_line
tests_unit_test_journal_line_SOURCES = tests/unit/test_journal_line.c tests/unit/journal_lines.h
tests_unit_test_journal_line_LDADD = $(APP_TEST_LIBS)

# The test has the clocks in its hands, and the disk.
unit_tests += tests/unit/test_attempts
tests_unit_test_attempts_SOURCES = tests/unit/test_attempts.c \
	tests/unit/files.c tests/unit/files.h
tests_unit_test_attempts_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fsync
tests_unit_test_attempts_LDADD = $(LIBAPP) $(LIBFLOW) $(LIBGENAUTH) $(LIBBASE) $(APP_LIBS) \
	$(GENAUTH_LIBS) $(BASE_LIBS) $(TEST_LIBS)

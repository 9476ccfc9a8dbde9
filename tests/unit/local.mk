unit_tests += tests/unit/test_secret
tests_unit_test_secret_SOURCES = tests/unit/test_secret.c
tests_unit_test_secret_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_text
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_text_lines
tests_unit_test_text_lines_SOURCES = tests/unit/test_text_lines.c
tests_unit_test_text_lines_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_buf
tests_unit_test_buf_SOURCES = tests/unit/test_buf.c
tests_unit_test_buf_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=realloc
tests_unit_test_buf_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_file
tests_unit_test_file_SOURCES = tests/unit/test_file.c
tests_unit_test_file_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=write
tests_unit_test_file_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_log
tests_unit_test_log_SOURCES = tests/unit/test_log.c
tests_unit_test_log_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_clock
tests_unit_test_clock_SOURCES = tests/unit/test_clock.c
tests_unit_test_clock_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=clock_gettime
tests_unit_test_clock_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_json
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

# The test looks at a document just before cJSON frees it, and lets memory run out.
unit_tests += tests/unit/test_json_values
tests_unit_test_json_values_SOURCES = tests/unit/test_json_values.c
tests_unit_test_json_values_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=cJSON_Delete \
	-Wl,--wrap=cJSON_ParseWithLength -Wl,--wrap=calloc
tests_unit_test_json_values_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_json_write
tests_unit_test_json_write_SOURCES = tests/unit/test_json_write.c
tests_unit_test_json_write_LDADD = $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

# Cases as data: tests/data/genauth.
EXTRA_DIST += tests/data/genauth/codes.case tests/data/genauth/data.case \
	tests/data/genauth/envelope.case tests/data/genauth/phones.case \
	tests/data/genauth/requests.case tests/data/genauth/transport.case \
	tests/data/genauth/urls.case
genauth_test_CPPFLAGS = $(AM_CPPFLAGS) -DTEST_DATA='"$(abs_top_srcdir)/tests/data"'
genauth_test_LDADD = $(LIBGENAUTH) $(LIBHTTP) $(LIBBASE) $(GENAUTH_LIBS) $(BASE_LIBS) $(TEST_LIBS)

unit_tests += tests/unit/test_genauth_replies
tests_unit_test_genauth_replies_SOURCES = tests/unit/test_genauth_replies.c \
	tests/unit/cases.c tests/unit/cases.h \
	tests/unit/genauth_reply.c tests/unit/genauth_reply.h
tests_unit_test_genauth_replies_CPPFLAGS = $(genauth_test_CPPFLAGS)
tests_unit_test_genauth_replies_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=secret_new \
	-Wl,--wrap=cJSON_ParseWithLength
tests_unit_test_genauth_replies_LDADD = $(genauth_test_LDADD)

unit_tests += tests/unit/test_genauth_requests
tests_unit_test_genauth_requests_SOURCES = tests/unit/test_genauth_requests.c \
	tests/unit/cases.c tests/unit/cases.h
tests_unit_test_genauth_requests_CPPFLAGS = $(genauth_test_CPPFLAGS)
tests_unit_test_genauth_requests_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=secret_new
tests_unit_test_genauth_requests_LDADD = $(genauth_test_LDADD)

unit_tests += tests/unit/test_genauth_cipher
tests_unit_test_genauth_cipher_SOURCES = tests/unit/test_genauth_cipher.c
tests_unit_test_genauth_cipher_LDADD = $(genauth_test_LDADD)

unit_tests += tests/unit/test_lineedit
tests_unit_test_lineedit_SOURCES = tests/unit/test_lineedit.c
tests_unit_test_lineedit_LDADD = $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)

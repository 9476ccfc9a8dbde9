# Fuzz targets. "make check" replays their corpora; "make fuzz" lets libFuzzer look for more.
fuzz_targets = \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_http_head \
	tests/fuzz/fuzz_json \
	tests/fuzz/fuzz_json_command \
	tests/fuzz/fuzz_json_write \
	tests/fuzz/fuzz_line_input \
	tests/fuzz/fuzz_lineedit \
	tests/fuzz/fuzz_neutralise \
	tests/fuzz/fuzz_reply \
	tests/fuzz/fuzz_request \
	tests/fuzz/fuzz_sandbox_request \
	tests/fuzz/fuzz_text \
	tests/fuzz/fuzz_url
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_CORPUS='"$(abs_top_srcdir)/tests/fuzz/corpus"'
if ENABLE_FUZZING
# libFuzzer brings its own main.
EXTRA_PROGRAMS += $(fuzz_targets)
fuzz_driver = tests/fuzz/fuzz.h
FUZZ_LINK = $(AM_LDFLAGS) -fsanitize=fuzzer
else
check_PROGRAMS += $(fuzz_targets)
fuzz_driver = tests/fuzz/fuzz.h tests/fuzz/replay.c
FUZZ_LINK = $(AM_LDFLAGS)
endif

tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(fuzz_driver)
tests_fuzz_fuzz_config_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_config_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_config_LDADD = $(APP_TEST_LIBS)

tests_fuzz_fuzz_http_head_SOURCES = tests/fuzz/fuzz_http_head.c $(fuzz_driver)
tests_fuzz_fuzz_http_head_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_http_head_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_http_head_LDADD = $(LIBHTTP) $(LIBBASE) $(HTTP_LIBS) $(BASE_LIBS)

# jansson before libbase, which has functions of the same names for the program's own parser.
tests_fuzz_fuzz_json_SOURCES = tests/fuzz/fuzz_json.c tests/fuzz/second_json.c tests/fuzz/second_json.h \
	$(fuzz_driver)
tests_fuzz_fuzz_json_CPPFLAGS = $(FUZZ_CPPFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_json_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_json_LDADD = $(JANSSON_LIBS) $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_json_command_SOURCES = tests/fuzz/fuzz_json_command.c $(fuzz_driver)
tests_fuzz_fuzz_json_command_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_json_command_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_json_command_LDADD = $(LIBTOOLS) $(LIBUI_JSON) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) \
	$(TOOLS_LIBS)

tests_fuzz_fuzz_json_write_SOURCES = tests/fuzz/fuzz_json_write.c $(fuzz_driver)
tests_fuzz_fuzz_json_write_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_json_write_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_json_write_LDADD = $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_line_input_SOURCES = tests/fuzz/fuzz_line_input.c $(fuzz_driver)
tests_fuzz_fuzz_line_input_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_line_input_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_line_input_LDADD = $(LIBUI) $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_lineedit_SOURCES = tests/fuzz/fuzz_lineedit.c $(fuzz_driver)
tests_fuzz_fuzz_lineedit_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_lineedit_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_lineedit_LDADD = $(LIBUI) $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_neutralise_SOURCES = tests/fuzz/fuzz_neutralise.c tests/hostile/forbidden.h $(fuzz_driver)
tests_fuzz_fuzz_neutralise_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_neutralise_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_neutralise_LDADD = $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_reply_SOURCES = tests/fuzz/fuzz_reply.c $(fuzz_driver)
tests_fuzz_fuzz_reply_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_reply_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_reply_LDADD = $(LIBGENAUTH) $(LIBHTTP) $(LIBBASE) $(GENAUTH_LIBS) $(HTTP_LIBS) $(BASE_LIBS)

tests_fuzz_fuzz_request_SOURCES = tests/fuzz/fuzz_request.c $(fuzz_driver)
tests_fuzz_fuzz_request_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_request_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_request_LDADD = $(LIBGENAUTH) $(LIBHTTP) $(LIBBASE) $(GENAUTH_LIBS) $(HTTP_LIBS) $(BASE_LIBS)

tests_fuzz_fuzz_sandbox_request_SOURCES = tests/fuzz/fuzz_sandbox_request.c $(fuzz_driver) \
	sandbox/clock.c sandbox/request.c sandbox/util.c
tests_fuzz_fuzz_sandbox_request_CPPFLAGS = $(FUZZ_CPPFLAGS) $(MICROHTTPD_CFLAGS) \
	$(SQLITE_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
tests_fuzz_fuzz_sandbox_request_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_sandbox_request_LDADD = $(JANSSON_LIBS) $(SODIUM_LIBS)

tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_driver)
tests_fuzz_fuzz_text_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_text_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_text_LDADD = $(LIBBASE) $(BASE_LIBS)

tests_fuzz_fuzz_url_SOURCES = tests/fuzz/fuzz_url.c $(fuzz_driver)
tests_fuzz_fuzz_url_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_url_LDFLAGS = $(FUZZ_LINK)
tests_fuzz_fuzz_url_LDADD = $(LIBGENAUTH) $(LIBBASE) $(GENAUTH_LIBS) $(BASE_LIBS)

# The reader of JSON against Python's, as a filter.
EXTRA_PROGRAMS += tests/fuzz/json_judge
check_helpers += tests/fuzz/json_judge$(EXEEXT)
CLEANFILES += tests/fuzz/json_judge
tests_fuzz_json_judge_SOURCES = tests/fuzz/json_judge.c
tests_fuzz_json_judge_LDADD = $(LIBBASE) $(BASE_LIBS)
dist_check_SCRIPTS += tests/check-json
EXTRA_DIST += tests/fuzz/check_json.py tests/fuzz/run tests/fuzz/corpus

JSON_INPUTS = 100000
JSON_SEED = 1
check-json: tests/fuzz/json_judge$(EXEEXT)
	@srcdir=$(srcdir) $(srcdir)/tests/check-json $(JSON_INPUTS) $(JSON_SEED)

# Each target for FUZZ_S seconds. Without --enable-fuzzing, in a build of its own from the release tarball.
FUZZ_S = 60
if ENABLE_FUZZING
fuzz: $(fuzz_targets)
	@$(srcdir)/tests/fuzz/run $(FUZZ_S) $(srcdir)/tests/fuzz/corpus $(fuzz_targets)
else
fuzz: dist
	rm -rf build-fuzz && mkdir build-fuzz
	tar -xf $(distdir).tar.gz -C build-fuzz --strip-components=1
	cd build-fuzz && ./configure --quiet --enable-fuzzing CC=clang
	@$(MAKE) -C build-fuzz -s fuzz FUZZ_S=$(FUZZ_S)
endif

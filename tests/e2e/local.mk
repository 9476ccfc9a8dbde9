# The real program on its own terminal or on pipes, against the real sandbox.
check_PROGRAMS += tests/e2e/test_e2e
EXTRA_PROGRAMS += tests/e2e/crashing tests/e2e/job
CLEANFILES += tests/e2e/crashing$(EXEEXT) tests/e2e/job$(EXEEXT)
tests_e2e_job_SOURCES = tests/e2e/job.c
tests_e2e_crashing_SOURCES = $(program_sources) tests/e2e/crashing.c
tests_e2e_crashing_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=signals_next
tests_e2e_crashing_LDADD = $(program_LDADD)
tests_e2e_test_e2e_SOURCES = tests/e2e/test_e2e.c tests/e2e/test_e2e.h \
	tests/e2e/kit.c tests/e2e/kit.h tests/e2e/parts.c tests/e2e/person.c tests/e2e/person.h \
	tests/e2e/person_json.c tests/e2e/person_json.h tests/e2e/record.c tests/e2e/record.h \
	tests/hostile/corpus.c tests/hostile/corpus.h tests/hostile/forbidden.h \
	tests/e2e/changed.c tests/e2e/curses.c tests/e2e/delete.c tests/e2e/early.c tests/e2e/faults.c \
	tests/e2e/hostile.c tests/e2e/idle.c tests/e2e/json.c tests/e2e/journal.c tests/e2e/language.c \
	tests/e2e/mistakes.c tests/e2e/outcome.c tests/e2e/plain.c tests/e2e/pseudo.c tests/e2e/retry.c \
	tests/e2e/serial.c tests/e2e/sign_in.c tests/e2e/signals.c tests/e2e/start.c
tests_e2e_test_e2e_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(CHECK_CFLAGS) \
	$(OPENSSL_CFLAGS) $(SQLITE_CFLAGS) -DPROGRAM_BINARY='"$(abs_top_builddir)/genauth-tui"' \
	-DCRASHING_BINARY='"$(abs_top_builddir)/tests/e2e/crashing"' \
	-DPSEUDO_CATALOGUE='"$(abs_top_builddir)/tests/e2e/pseudo.mo"' \
	-DJOB_BINARY='"$(abs_top_builddir)/tests/e2e/job"' \
	-DTIMED_PROGRAM='"$(abs_top_builddir)/tests/timed/genauth-tui"' \
	-DTIMED_SANDBOX='"$(abs_top_builddir)/tests/timed/genauth-sandbox"'
# jansson before libbase, which has functions of the same names for the program's own parser.
tests_e2e_test_e2e_LDADD = tests/sandbox/libharness.a $(LIBTIMED) $(LIBTOOLS) $(LIBBADSERVER) $(CURL_LIBS) \
	$(JANSSON_LIBS) $(LIBBASE) $(BASE_LIBS) $(TOOLS_LIBS) $(OPENSSL_LIBS) $(SQLITE_LIBS) \
	$(TEST_LIBS)
EXTRA_tests_e2e_test_e2e_DEPENDENCIES = genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT) \
	tests/e2e/crashing$(EXEEXT) tests/e2e/job$(EXEEXT) tests/e2e/pseudo.mo $(timed_programs)

# A catalogue of a language that nobody speaks, made of the texts as they are; empty without the tools.
EXTRA_DIST += tests/e2e/pseudo.sed
CLEANFILES += tests/e2e/pseudo.mo tests/e2e/pseudo.pot
tests/e2e/pseudo.mo: tests/e2e/pseudo.sed genauth-tui$(EXEEXT)
	@$(MKDIR_P) tests/e2e; if command -v msgfilter >/dev/null; then \
	grep -v '^#' $(srcdir)/po/POTFILES.in | $(XGETTEXT) --directory=$(srcdir) --files-from=- \
	--from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --output=- | \
	sed -e 's/charset=CHARSET/charset=UTF-8/' -e 's/Language: /&eo/' \
	-e 's/nplurals=INTEGER; plural=EXPRESSION/nplurals=2; plural=(n != 1)/' >tests/e2e/pseudo.pot && \
	msgen tests/e2e/pseudo.pot | \
	msgfilter --keep-header sed -f $(abs_srcdir)/tests/e2e/pseudo.sed | \
	$(MSGFMT) --output-file=$@ -; else : >$@; fi

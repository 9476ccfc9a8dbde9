# The process of the program: its memory, its rights, what it opens and starts.
check_PROGRAMS += tests/process/test_process
tests_process_test_process_SOURCES = tests/process/test_process.c tests/process/test_process.h \
	tests/process/image.c tests/process/image.h tests/process/confined.c tests/process/secrets.c tests/process/surroundings.c \
	tests/process/system_log.c tests/e2e/record.c tests/e2e/record.h \
	tests/e2e/kit.c tests/e2e/kit.h tests/e2e/parts.c tests/e2e/person.c tests/e2e/person.h \
	tests/e2e/person_json.c tests/e2e/person_json.h
tests_process_test_process_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS) \
	-DUNWIPED_PROGRAM='"$(abs_top_builddir)/tests/process/unwiped"' \
	-DUNWIPED_DUMPABLE_PROGRAM='"$(abs_top_builddir)/tests/process/unwiped_dumpable"' \
	-DDUMPABLE_PROGRAM='"$(abs_top_builddir)/tests/process/dumpable"' \
	-DBREAKOUT_PROGRAM='"$(abs_top_builddir)/tests/process/breakout"' \
	-DTOLD_PROGRAM='"$(abs_top_builddir)/tests/process/told"' \
	-DOLD_KERNEL_PROGRAM='"$(abs_top_builddir)/tests/process/old_kernel"'
tests_process_test_process_LDADD = $(tests_e2e_test_e2e_LDADD)
EXTRA_tests_process_test_process_DEPENDENCIES = genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT) \
	$(process_programs)

check_PROGRAMS += tests/process/test_memory
tests_process_test_memory_SOURCES = tests/process/test_memory.c src/memory.c
tests_process_test_memory_LDADD = $(TEST_LIBS)

# The program with something less or more, which shows that the tests can fail.
process_programs = tests/process/breakout$(EXEEXT) tests/process/old_kernel$(EXEEXT) \
	tests/process/unwiped$(EXEEXT) tests/process/dumpable$(EXEEXT) tests/process/unwiped_dumpable$(EXEEXT) \
	tests/process/told$(EXEEXT)
EXTRA_PROGRAMS += tests/process/breakout tests/process/old_kernel tests/process/unwiped \
	tests/process/dumpable tests/process/unwiped_dumpable tests/process/told
CLEANFILES += $(process_programs)
tests_process_breakout_SOURCES = $(program_sources) tests/process/breakout.c
tests_process_breakout_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=confine_process \
	-Wl,--wrap=confine_prepare
tests_process_breakout_LDADD = $(program_LDADD)
tests_process_old_kernel_SOURCES = tests/process/old_kernel.c
tests_process_old_kernel_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS) \
	-DPROGRAM_BINARY='"$(abs_top_builddir)/genauth-tui"'
tests_process_old_kernel_LDADD = $(SECCOMP_LIBS)
tests_process_unwiped_SOURCES = src/main.c
tests_process_unwiped_LDADD = $(program_LDADD)
# Both for who is not root: the program can be looked into.
tests_process_dumpable_SOURCES = $(program_sources) tests/process/dumpable.c
tests_process_dumpable_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=prctl
tests_process_dumpable_LDADD = $(program_LDADD)
tests_process_unwiped_dumpable_SOURCES = src/main.c tests/process/dumpable.c
tests_process_unwiped_dumpable_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=prctl
tests_process_unwiped_dumpable_LDADD = $(program_LDADD)
tests_process_told_SOURCES = $(program_sources) tests/process/told.c
tests_process_told_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=openlog -Wl,--wrap=closelog -Wl,--wrap=syslog \
	-Wl,--wrap=__syslog_chk
tests_process_told_LDADD = $(program_LDADD)

# The program and the sandbox on a clock that tests set forward and make faster.
check_LIBRARIES += tests/timed/libtimed.a
tests_timed_libtimed_a_SOURCES = tests/timed/control.c \
	tests/timed/map.c tests/timed/map.h tests/timed/timed.h
LIBTIMED = tests/timed/libtimed.a

timed_sources = tests/timed/timed.c tests/timed/timed.h tests/timed/map.c tests/timed/map.h
EXTRA_PROGRAMS += tests/timed/genauth-tui tests/timed/genauth-sandbox
CLEANFILES += $(timed_programs)
timed_programs = tests/timed/genauth-tui$(EXEEXT) tests/timed/genauth-sandbox$(EXEEXT)
tests_timed_genauth_tui_SOURCES = $(program_sources) tests/timed/program_clock.c \
	tests/timed/program_names.c $(timed_sources)
tests_timed_genauth_tui_LDADD = $(program_LDADD)
tests_timed_genauth_sandbox_SOURCES = $(sandbox_sources) tests/timed/sandbox_clock.c \
	$(timed_sources)
tests_timed_genauth_sandbox_CPPFLAGS = $(genauth_sandbox_CPPFLAGS)
tests_timed_genauth_sandbox_CFLAGS = $(genauth_sandbox_CFLAGS)
tests_timed_genauth_sandbox_LDADD = $(genauth_sandbox_LDADD)


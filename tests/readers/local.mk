# What a speech reader says of the program. Needs yasr; not a part of "make check".
EXTRA_PROGRAMS += tests/readers/readers
CLEANFILES += tests/readers/readers
tests_readers_readers_SOURCES = tests/readers/readers.c tests/e2e/kit.c tests/e2e/kit.h tests/e2e/parts.c
tests_readers_readers_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS)
tests_readers_readers_LDADD = $(tests_e2e_test_e2e_LDADD)
check-readers: tests/readers/readers$(EXEEXT) genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT)
	@tests/readers/readers$(EXEEXT)

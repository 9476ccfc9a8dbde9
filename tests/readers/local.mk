# What speech and braille readers make of the program. Needs yasr, Fenrir or BRLTTY (as root, with virtual
# terminals); not a part of "make check".
EXTRA_PROGRAMS += tests/readers/readers
CLEANFILES += tests/readers/readers
tests_readers_readers_SOURCES = tests/readers/readers.c tests/readers/readers.h \
	tests/readers/braille.c tests/readers/speech.c tests/e2e/kit.c tests/e2e/kit.h tests/e2e/parts.c
tests_readers_readers_CPPFLAGS = $(tests_e2e_test_e2e_CPPFLAGS)
tests_readers_readers_LDADD = $(tests_e2e_test_e2e_LDADD)
check-readers: tests/readers/readers$(EXEEXT) genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT)
	@tests/readers/readers$(EXEEXT)

# The terminal that the tests of the front ends look at, and one sample of each view.
check_LIBRARIES += tests/tools/libtools.a
tests_tools_libtools_a_SOURCES = \
	tests/tools/sample_views.c tests/tools/sample_views.h \
	tests/tools/screen.c tests/tools/screen.h
tests_tools_libtools_a_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
LIBTOOLS = tests/tools/libtools.a
TOOLS_LIBS = $(VTERM_LIBS)

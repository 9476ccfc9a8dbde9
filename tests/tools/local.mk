# The terminal that the tests of the front ends look at, and one sample of each view.
check_LIBRARIES += tests/tools/libtools.a
tests_tools_libtools_a_SOURCES = \
	tests/tools/sample_views.c tests/tools/sample_views.h \
	tests/tools/screen.c tests/tools/screen.h tests/tools/screen_words.c
tests_tools_libtools_a_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
LIBTOOLS = tests/tools/libtools.a
TOOLS_LIBS = $(VTERM_LIBS) -lm

# The picture in the README; "make picture" draws it again.
check_PROGRAMS += tests/tools/test_picture
tests_tools_test_picture_SOURCES = tests/tools/test_picture.c
tests_tools_test_picture_LDADD = $(LIBTOOLS) $(LIBBASE) $(BASE_LIBS) $(TOOLS_LIBS) $(TEST_LIBS)
EXTRA_tests_tools_test_picture_DEPENDENCIES = genauth-tui$(EXEEXT) genauth-sandbox$(EXEEXT)
picture: tests/tools/test_picture$(EXEEXT)
	srcdir=$(srcdir) tests/tools/test_picture$(EXEEXT) --draw

# The only layer that knows all the others.
noinst_LIBRARIES += src/app/libapp.a
src_app_libapp_a_SOURCES = \
	src/app/attempts.c src/app/attempts.h \
	src/app/check.c src/app/check.h \
	src/app/command_line.c src/app/command_line.h \
	src/app/confine.c src/app/confine.h \
	src/app/confine_calls.c src/app/confine_calls.h \
	src/app/confine_files.c src/app/confine_files.h \
	src/app/config_file.c src/app/config_file.h \
	src/app/demo.c src/app/demo.h \
	src/app/effects.c src/app/effects.h \
	src/app/environment.c src/app/environment.h \
	src/app/front_end.c \
	src/app/front_end_ops.c \
	src/app/journal.c src/app/journal.h \
	src/app/journal_line.c src/app/journal_line.h \
	src/app/languages.c src/app/languages.h \
	src/app/option_table.c src/app/option_table.h \
	src/app/options.c src/app/options.h \
	src/app/options_help.c \
	src/app/process.c src/app/process.h \
	src/app/quiet.c src/app/quiet.h \
	src/app/receipt.c src/app/receipt.h \
	src/app/retry.c src/app/retry.h \
	src/app/session.c src/app/session.h \
	src/app/signals.c src/app/signals.h
src_app_libapp_a_CPPFLAGS = $(AM_CPPFLAGS) $(INIH_CFLAGS) $(SECCOMP_CFLAGS) -DLOCALEDIR='"$(localedir)"' \
	-DSYSCONFDIR='"$(sysconfdir)"' -DLIBEXECDIR='"$(libexecdir)"'
if ENABLE_COVERAGE
# Where the counts are written at the end.
src_app_libapp_a_CPPFLAGS += -DCONFINE_COVERAGE_FOLDER='"$(abs_top_builddir)"'
endif
LIBAPP = src/app/libapp.a
APP_LIBS = $(INIH_LIBS) $(SECCOMP_LIBS)

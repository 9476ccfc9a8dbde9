bin_PROGRAMS += genauth-tui
genauth_tui_SOURCES = src/main.c
genauth_tui_CPPFLAGS = $(AM_CPPFLAGS) -DLOCALEDIR='"$(localedir)"' -DSYSCONFDIR='"$(sysconfdir)"' \
	-DLIBEXECDIR='"$(libexecdir)"'
genauth_tui_LDADD = $(LIBBASE) $(BASE_LIBS)

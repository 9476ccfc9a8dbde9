bin_PROGRAMS += genauth-tui
# memory.c is in no library: it takes effect in whatever is linked with it.
program_sources = src/main.c src/memory.c
genauth_tui_SOURCES = $(program_sources)
program_LDADD = $(LIBAPP) $(LIBUI_CURSES) $(LIBUI_PLAIN) $(LIBUI_JSON) $(LIBUI) $(LIBGENAUTH) \
	$(LIBHTTP) $(LIBFLOW) $(LIBBASE) $(APP_LIBS) $(NCURSES_LIBS) $(GENAUTH_LIBS) $(HTTP_LIBS) \
	$(BASE_LIBS) $(LIBINTL)
genauth_tui_LDADD = $(program_LDADD)

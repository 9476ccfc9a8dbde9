bin_PROGRAMS += genauth-tui
genauth_tui_SOURCES = src/main.c
program_LDADD = $(LIBAPP) $(LIBUI_CURSES) $(LIBUI_PLAIN) $(LIBUI_JSON) $(LIBUI) $(LIBGENAUTH) \
	$(LIBHTTP) $(LIBFLOW) $(LIBBASE) $(APP_LIBS) $(NCURSES_LIBS) $(GENAUTH_LIBS) $(HTTP_LIBS) \
	$(BASE_LIBS) $(LIBINTL)
genauth_tui_LDADD = $(program_LDADD)

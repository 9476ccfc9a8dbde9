# Front ends on a terminal (a pty with libvterm as the screen), without network.
check_PROGRAMS += tests/ui/test_screen
tests_ui_test_screen_SOURCES = tests/ui/test_screen.c
tests_ui_test_screen_LDADD = $(LIBTOOLS) $(LIBBASE) $(BASE_LIBS) $(TOOLS_LIBS) $(TEST_LIBS)
JSON_RIG = tests/ui/json_rig.c tests/ui/json_rig.h tests/ui/rig.c tests/ui/rig.h
JSON_RIG_LIBS = $(LIBUI_JSON) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(JANSSON_LIBS) $(TEST_LIBS)
check_PROGRAMS += tests/ui/test_json tests/ui/test_json_commands
tests_ui_test_json_SOURCES = tests/ui/test_json.c $(JSON_RIG)
tests_ui_test_json_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_ui_test_json_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=realloc
tests_ui_test_json_LDADD = $(JSON_RIG_LIBS)
tests_ui_test_json_commands_SOURCES = tests/ui/test_json_commands.c $(JSON_RIG)
tests_ui_test_json_commands_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_ui_test_json_commands_LDADD = $(JSON_RIG_LIBS)
check_PROGRAMS += tests/ui/test_console_font
tests_ui_test_console_font_SOURCES = tests/ui/test_console_font.c
tests_ui_test_console_font_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=ioctl
tests_ui_test_console_font_LDADD = $(LIBUI) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)
check_PROGRAMS += tests/ui/test_line_input
tests_ui_test_line_input_SOURCES = tests/ui/test_line_input.c
tests_ui_test_line_input_LDADD = $(LIBUI) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)
PLAIN_LIBS = $(LIBUI_PLAIN) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) $(TEST_LIBS)
PLAIN_RIG = tests/ui/plain_rig.c tests/ui/plain_rig.h tests/ui/rig.c tests/ui/rig.h
check_PROGRAMS += tests/ui/test_plain tests/ui/test_plain_flow tests/ui/test_plain_tty \
	tests/ui/test_plain_waiting
tests_ui_test_plain_SOURCES = tests/ui/test_plain.c $(PLAIN_RIG)
tests_ui_test_plain_LDADD = $(PLAIN_LIBS)
tests_ui_test_plain_tty_SOURCES = tests/ui/test_plain_tty.c $(PLAIN_RIG)
tests_ui_test_plain_tty_LDADD = $(PLAIN_LIBS)
tests_ui_test_plain_waiting_SOURCES = tests/ui/test_plain_waiting.c $(PLAIN_RIG)
tests_ui_test_plain_waiting_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=realloc
tests_ui_test_plain_waiting_LDADD = $(PLAIN_LIBS)
tests_ui_test_plain_flow_SOURCES = tests/ui/test_plain_flow.c
tests_ui_test_plain_flow_CPPFLAGS = $(AM_CPPFLAGS) \
	-DMANUAL_PAGE='"$(abs_top_srcdir)/doc/genauth-tui.1"'
tests_ui_test_plain_flow_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=write
tests_ui_test_plain_flow_LDADD = $(LIBTOOLS) $(PLAIN_LIBS)
check_PROGRAMS += tests/ui/test_shorten
tests_ui_test_shorten_SOURCES = tests/ui/test_shorten.c
tests_ui_test_shorten_CPPFLAGS = $(AM_CPPFLAGS) $(VTERM_CFLAGS)
tests_ui_test_shorten_LDADD = $(LIBUI_CURSES) $(VTERM_LIBS) $(TEST_LIBS)
CURSES_LIBS = $(LIBTOOLS) $(LIBUI_CURSES) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) \
	$(NCURSES_LIBS) $(TOOLS_LIBS) $(TEST_LIBS)
CURSES_BENCH = tests/ui/curses_bench.c tests/ui/curses_bench.h
check_PROGRAMS += tests/ui/test_curses tests/ui/test_curses_keys tests/ui/test_curses_sizes \
	tests/ui/test_curses_help tests/ui/test_curses_messages tests/ui/test_curses_views
tests_ui_test_curses_messages_SOURCES = tests/ui/test_curses_messages.c $(CURSES_BENCH)
tests_ui_test_curses_messages_LDADD = $(CURSES_LIBS)
tests_ui_test_curses_help_SOURCES = tests/ui/test_curses_help.c $(CURSES_BENCH)
tests_ui_test_curses_help_LDADD = $(CURSES_LIBS)
tests_ui_test_curses_views_SOURCES = tests/ui/test_curses_views.c $(CURSES_BENCH)
tests_ui_test_curses_views_LDADD = $(CURSES_LIBS)
tests_ui_test_curses_SOURCES = tests/ui/test_curses.c $(CURSES_BENCH)
tests_ui_test_curses_LDADD = $(CURSES_LIBS)
tests_ui_test_curses_keys_SOURCES = tests/ui/test_curses_keys.c $(CURSES_BENCH)
tests_ui_test_curses_keys_LDADD = $(CURSES_LIBS)
tests_ui_test_curses_sizes_SOURCES = tests/ui/test_curses_sizes.c $(CURSES_BENCH)
tests_ui_test_curses_sizes_LDADD = $(CURSES_LIBS)

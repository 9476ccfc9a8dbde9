# Front ends on a terminal (a pty with libvterm as the screen), without network.
check_PROGRAMS += tests/ui/test_screen
tests_ui_test_screen_SOURCES = tests/ui/test_screen.c
tests_ui_test_screen_LDADD = $(LIBTOOLS) $(LIBBASE) $(BASE_LIBS) $(TOOLS_LIBS) $(TEST_LIBS)
check_PROGRAMS += tests/ui/test_json
tests_ui_test_json_SOURCES = tests/ui/test_json.c
tests_ui_test_json_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_ui_test_json_LDADD = $(LIBUI_JSON) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) \
	$(JANSSON_LIBS) $(TEST_LIBS)
check_PROGRAMS += tests/ui/test_plain_flow
tests_ui_test_plain_flow_SOURCES = tests/ui/test_plain_flow.c
tests_ui_test_plain_flow_LDADD = $(LIBUI_PLAIN) $(LIBUI) $(LIBFLOW) $(LIBBASE) $(BASE_LIBS) \
	$(TEST_LIBS)

# The front ends: what they share, then one library each.
noinst_LIBRARIES += ui/libui.a ui/libui_curses.a ui/libui_json.a ui/libui_plain.a
ui_libui_a_SOURCES = \
	ui/console_font.c ui/console_font.h \
	ui/help.c ui/help.h \
	ui/lineedit.c ui/lineedit.h \
	ui/line_input.c ui/line_input.h \
	ui/output.c ui/output.h \
	ui/restore.c ui/restore.h \
	ui/ui.h
LIBUI = ui/libui.a

ui_libui_json_a_SOURCES = \
	ui/json/command.c ui/json/command.h \
	ui/json/json_ui.c \
	ui/json/write.c ui/json/write.h
LIBUI_JSON = ui/libui_json.a

ui_libui_plain_a_SOURCES = \
	ui/plain/answer.c ui/plain/choices.c \
	ui/plain/plain.h \
	ui/plain/plain_ui.c \
	ui/plain/present.c ui/plain/prompt.c \
	ui/plain/say.c \
	ui/plain/terminal.c ui/plain/terminal.h
LIBUI_PLAIN = ui/libui_plain.a

ui_libui_curses_a_SOURCES = \
	ui/curses/curses_ui.c \
	ui/curses/draw.c \
	ui/curses/description.c ui/curses/description.h ui/curses/frame.c ui/curses/frame.h ui/curses/shorten.c ui/curses/shorten.h \
	ui/curses/front.h \
	ui/curses/keys.c \
	ui/curses/keys_help.c \
	ui/curses/layout.c ui/curses/layout.h \
	ui/curses/show.c \
	ui/curses/stops.c ui/curses/stops.h \
	ui/curses/terminal.c ui/curses/terminal.h
ui_libui_curses_a_CPPFLAGS = $(AM_CPPFLAGS) $(NCURSES_CFLAGS)
LIBUI_CURSES = ui/libui_curses.a

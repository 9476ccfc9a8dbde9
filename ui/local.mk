# The front ends: what they share, then one library each.
LIBUI = ui/libui.a
LIBUI_CURSES = ui/libui_curses.a
LIBUI_PLAIN = ui/libui_plain.a
LIBUI_JSON = ui/libui_json.a

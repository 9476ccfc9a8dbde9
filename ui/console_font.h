/* The text console of Linux has a font of at most 512 glyphs: no font of it can show Chinese or
 * Japanese. A terminal emulator does not tell what it can show and is believed. */
#ifndef UI_CONSOLE_FONT_H
#define UI_CONSOLE_FONT_H

#include <stdbool.h>

/* Whether the terminal FD can show TEXT (UTF-8, *borrows*). False only when FD is a Linux console
 * whose font has no glyph for one of its characters; true for everything else, and when the console
 * does not tell. */
bool console_font_shows(int fd, const char *text);

#endif

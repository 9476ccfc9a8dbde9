#include "ui/plain/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ui/restore.h"

enum { USUAL_ROWS = 24 };

bool terminal_take(struct terminal *terminal, int descriptor)
{
    *terminal = (struct terminal){.descriptor = descriptor};
    if (isatty(descriptor) != 1)
        return true;
    if (!restore_save(descriptor, false) || tcgetattr(descriptor, &terminal->settings) != 0)
        return false;
    terminal->is_terminal = true;
    struct termios *settings = &terminal->settings;
    /* Whatever a program before us left behind. IUTF8: erasing takes whole characters away. */
    settings->c_iflag |= ICRNL | IUTF8;
    settings->c_iflag &= ~(tcflag_t)(INLCR | IGNCR);
    settings->c_oflag |= OPOST | ONLCR;
    settings->c_lflag |= ICANON | ISIG | IEXTEN | ECHO | ECHOE | ECHOK;
    settings->c_lflag &= ~(tcflag_t)(NOFLSH | ECHONL);
    if (tcsetattr(descriptor, TCSANOW, settings) == 0)
        return true;
    terminal_give_back(terminal);
    return false;
}

void terminal_echo(const struct terminal *terminal, bool on)
{
    if (!terminal->is_terminal)
        return;
    struct termios settings = terminal->settings;
    if (!on) {
        settings.c_lflag &= ~(tcflag_t)ECHO;
        settings.c_lflag |= ECHONL;
    }
    /* TCSANOW: what was typed ahead stays. A terminal that is gone is noticed when reading. */
    (void)tcsetattr(terminal->descriptor, TCSANOW, &settings);
}

void terminal_any_key(const struct terminal *terminal)
{
    if (!terminal->is_terminal)
        return;
    struct termios settings = terminal->settings;
    settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    (void)tcsetattr(terminal->descriptor, TCSANOW, &settings);
    (void)tcflush(terminal->descriptor, TCIFLUSH); /* after it: what is half typed is input now */
}

void terminal_lines(const struct terminal *terminal)
{
    if (!terminal->is_terminal)
        return;
    (void)tcflush(terminal->descriptor, TCIFLUSH);
    (void)tcsetattr(terminal->descriptor, TCSANOW, &terminal->settings);
}

void terminal_clear(const struct terminal *terminal, struct buf *out)
{
    struct winsize size = {0};
    if (!terminal->is_terminal)
        return;
    if (ioctl(terminal->descriptor, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        size.ws_row = USUAL_ROWS;
    for (int i = 0; i < size.ws_row; i++)
        buf_append_text(out, "\n");
    const char *term = getenv("TERM");
    if (term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0)
        buf_append_text(out, "\033[H\033[2J\033[3J");
}

void terminal_give_back(const struct terminal *terminal)
{
    if (!terminal->is_terminal)
        return;
    restore_settings();
    restore_forget();
}

#include "ui/plain/terminal.h"

#include <unistd.h>

#include "ui/restore.h"

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

void terminal_give_back(const struct terminal *terminal)
{
    if (!terminal->is_terminal)
        return;
    restore_settings();
    restore_forget();
}

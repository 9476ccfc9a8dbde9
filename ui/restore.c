#include "config.h"

#include "ui/restore.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <termios.h>
#include <unistd.h>

/* Attributes, bracketed paste, keypad mode, cursor, alternate screen. Terminals ignore the private
 * modes that they do not know. */
static const char fixed_string[] = "\033[0m\033[?2004l\033[?1l\033>\033[?25h\033[?1049l\r";

/* Home, the screen, and what has scrolled off it. */
static const char clear_string[] = "\033[H\033[2J\033[3J";

/* Globals, because a signal handler has no other way to them. SAVED_FD is written last and cleared
 * first. */
static struct termios saved;
static volatile sig_atomic_t saved_fd = -1;
static volatile sig_atomic_t saved_alternate;
static volatile sig_atomic_t clears;

bool restore_save(int fd, bool alternate)
{
    saved_fd = -1;
    clears = false;
    if (tcgetattr(fd, &saved) != 0)
        return false;
    saved_alternate = alternate;
    saved_fd = fd;
    return true;
}

void restore_clear(void)
{
    clears = true;
}

void restore_settings(void)
{
    int fd = saved_fd;
    if (fd < 0)
        return;
    /* From the background this would stop the process, unless the signal is blocked. */
    int error = errno;
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &stop, &before);
    tcsetattr(fd, TCSANOW, &saved);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
}

void restore_now(void)
{
    int fd = saved_fd;
    if (fd < 0)
        return;
    int error = errno;
    if (saved_alternate) {
        /* What cannot be written now is lost; there is nothing left to do about it. */
        ssize_t written = write(fd, fixed_string, sizeof(fixed_string) - 1);
        (void)written;
    }
    if (clears) {
        ssize_t written = write(fd, clear_string, sizeof(clear_string) - 1);
        (void)written;
    }
    restore_settings();
    errno = error;
}

void restore_forget(void)
{
    saved_fd = -1;
}

#include "app/signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/i18n.h"
#include "ui/restore.h"

enum { HANDLER_STACK = 64 * 1024 };

/* The program itself went wrong, and cannot go on. */
static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};

/* Read as events; so are the real-time ones. Most end a program that does not know them, and then a
 * deletion on its way would end without its outcome. */
static const int events[] = {SIGINT,   SIGQUIT, SIGTERM, SIGHUP,  SIGTSTP,
                             SIGWINCH, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM,
                             SIGPROF,  SIGIO,   SIGPWR,  SIGXCPU, SIGSTKFLT};

static char handler_stack[HANDLER_STACK]; /* works after a stack overflow too */

/* Async-signal-safe: only write, tcsetattr and raise. The handler resets itself (SA_RESETHAND), so
 * the raise has the default action. */
static void restore_and_raise(int signal_number)
{
    restore_now();
    raise(signal_number);
}

static bool handle_crashes(void)
{
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof(handler_stack)};
    if (sigaltstack(&stack, NULL) != 0)
        return false;
    struct sigaction action = {.sa_handler = restore_and_raise,
                               .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
    bool handled = atexit(restore_now) == 0; /* nobody is to call exit, but a library might */
    for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
        handled = sigaction(crashes[i], &action, NULL) == 0 && handled;
    return handled;
}

/* nohup, and a shell that starts a job of a script in the background, leave signals ignored on
 * purpose. Of those only, because the others have no such custom. */
static bool is_to_stay_ignored(int signal_number)
{
    struct sigaction action;
    return (signal_number == SIGHUP || signal_number == SIGINT) &&
           sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

int signals_open(struct err *err)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
        if (!is_to_stay_ignored(events[i]))
            sigaddset(&set, events[i]);
    for (int signal_number = SIGRTMIN; signal_number <= SIGRTMAX; signal_number++)
        sigaddset(&set, signal_number);
    int fd = -1;
    if (handle_crashes() && pthread_sigmask(SIG_BLOCK, &set, NULL) == 0)
        fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        err_set(err, _("Signals cannot be handled: %s."), strerror(errno));
    return fd;
}

int signals_next(int fd)
{
    struct signalfd_siginfo info;
    ssize_t length = 0;
    do
        length = read(fd, &info, sizeof(info));
    while (length < 0 && errno == EINTR);
    return length == (ssize_t)sizeof(info) ? (int)info.ssi_signo : 0;
}

int signals_wait(int fd, int ms)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return poll(&ready, 1, ms) > 0 ? signals_next(fd) : 0;
}

/* Not SIGSTOP: where nobody could continue us, the kernel ignores SIGTSTP. */
void signals_stop(void)
{
    sigset_t set;
    sigset_t before;
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    if (pthread_kill(pthread_self(), SIGTSTP) == 0 &&     /* blocked, so it waits */
        pthread_sigmask(SIG_UNBLOCK, &set, &before) == 0) /* stops here */
        pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void signals_raise(int signal_number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    if (sigaction(signal_number, &action, NULL) == 0 &&
        pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0)
        raise(signal_number);
}

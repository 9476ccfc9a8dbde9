#include "app/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/i18n.h"
#include "ui/restore.h"

enum { HANDLER_STACK = 64 * 1024 };

static const int fatal[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGSYS,
                            SIGXCPU, SIGXFSZ, SIGALRM, SIGUSR1, SIGUSR2};

static char handler_stack[HANDLER_STACK]; /* works after a stack overflow too */

/* Async-signal-safe: only write, tcsetattr and raise. The handler resets itself (SA_RESETHAND), so
 * the raise has the default action. */
static void restore_and_raise(int signal_number)
{
    restore_now();
    raise(signal_number);
}

static bool handle_fatal(void)
{
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof(handler_stack)};
    if (sigaltstack(&stack, NULL) != 0)
        return false;
    struct sigaction action = {.sa_handler = restore_and_raise,
                               .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};
    for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
        if (sigaction(fatal[i], &action, NULL) != 0)
            return false;
    return true;
}

int signals_open(struct err *err)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGQUIT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGWINCH);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    int fd = -1;
    if (handle_fatal() && sigaction(SIGPIPE, &ignore, NULL) == 0 &&
        pthread_sigmask(SIG_BLOCK, &set, NULL) == 0)
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

void signals_stop(void)
{
    raise(SIGSTOP);
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

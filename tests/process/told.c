/* Linked around openlog, syslog and closelog: what is for the system log goes to a socket of the
 * test, and the program goes on when the test has answered. So the test knows what had been done
 * until then. */
#include "config.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

void __wrap_openlog(const char *name, int options, int facility);
void __wrap_closelog(void);
void __wrap_syslog(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));
void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int log_socket = -1;

/* Before the program is confined, or it could not connect. */
void __wrap_openlog(const char *name, int options, int facility)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)name;
    (void)options;
    (void)facility;
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/log", getenv("HOME"));
    log_socket = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(log_socket, (const struct sockaddr *)&address, sizeof address) != 0)
        abort();
}

static void tell(int priority, const char *format, va_list values)
{
    char text[4096], answer = 0;
    int start = snprintf(text, sizeof text, "<%d>told: ", priority);
    int length = vsnprintf(text + start, sizeof text - (size_t)start, format, values);
    if (send(log_socket, text, (size_t)(start + length), MSG_NOSIGNAL) != start + length ||
        recv(log_socket, &answer, 1, 0) != 1)
        abort();
}

void __wrap_syslog(int priority, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    tell(priority, format, values);
    va_end(values);
}

void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list values;
    (void)flag;
    va_start(values, format);
    tell(priority, format, values);
    va_end(values);
}

void __wrap_closelog(void)
{
    (void)close(log_socket);
}

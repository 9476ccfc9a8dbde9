/* Linked around prctl: the program whose memory its own user may read, for tests that are not root.
 * Everything else is as it is. */
#include <stdarg.h>
#include <sys/prctl.h>

int __real_prctl(int option, ...);
int __wrap_prctl(int option, ...);

int __wrap_prctl(int option, ...)
{
    unsigned long values[4];
    va_list arguments;
    va_start(arguments, option);
    for (int i = 0; i < 4; i++)
        values[i] = va_arg(arguments, unsigned long);
    va_end(arguments);
    if (option == PR_SET_DUMPABLE)
        return 0;
    return __real_prctl(option, values[0], values[1], values[2], values[3]);
}

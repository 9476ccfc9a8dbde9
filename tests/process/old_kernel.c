/* Starts the program as on a kernel without Landlock and without memory for one process only. */
#include "config.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static const char *const missing[] = {"memfd_secret", "landlock_create_ruleset",
                                          "landlock_add_rule", "landlock_restrict_self"};
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (argc < 1 || filter == NULL)
        return 125;
    for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
        int number = seccomp_syscall_resolve_name(missing[i]);
        if (number == __NR_SCMP_ERROR ||
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), number, 0) != 0)
            return 125;
    }
    if (seccomp_load(filter) != 0)
        return 125;
    (void)execv(PROGRAM_BINARY, argv);
    return 126;
}

#else

int main(void)
{
    return 125;
}

#endif

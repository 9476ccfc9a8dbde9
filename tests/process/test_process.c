/* The process of the program as others see it: its memory, its rights, what it opens and starts. */
#include "config.h"

#include <stdio.h>

#include "tests/process/test_process.h"

int main(void)
{
    static const struct kit_group *const groups[] = {&process_secrets, &process_confined,
                                                     &process_surroundings, &process_system_log};
    if (!ENABLE_HARDENED_PROCESS) {
        (void)printf("1..0 # SKIP built for sanitizers, without these protections\n");
        return 0;
    }
    return kit_main("process", groups, sizeof groups / sizeof *groups);
}

/* What every fuzz target has: one function that takes any bytes at all and looks whether what the
 * program makes of them keeps its promises. libFuzzer calls it ("make fuzz"), and replay.c calls it
 * with the corpus ("make check"). */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* The target. DATA (*borrows*) has SIZE bytes. Returns 0; ends the process when a promise is
 * broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold, with any input. Not assert, so that nothing can switch it off. */
#define FUZZ_REQUIRE(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);          \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif

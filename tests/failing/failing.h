/* The program once more, for tests: its N-th allocation fails. Counted are the calls of the
 * program's own code, to malloc and its like and to the functions of libraries that make something
 * and give NULL when there is no memory for it. Not linked in are the calls inside of libraries. */
#ifndef TESTS_FAILING_FAILING_H
#define TESTS_FAILING_FAILING_H

#include <stdatomic.h>

/* The variable with the path of a file that holds a struct failing. */
#define FAILING_VARIABLE "TEST_FAILING"

struct failing {
    _Atomic int at;    /* the call that fails, counted from 1; 0 = none */
    _Atomic int count; /* calls so far */
    char what[32];     /* the function that failed, "" = none */
};

#endif

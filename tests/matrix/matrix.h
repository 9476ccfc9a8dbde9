/* The cells of the fault matrix as tests. */
#ifndef TESTS_MATRIX_MATRIX_H
#define TESTS_MATRIX_MATRIX_H

#include "tests/matrix/fault.h"

/* Each runs one cell and fails the test where the program does not do what the matrix says. */
void cells_run(int number, enum fault_request request);
bool special_run(int number, enum fault_request request); /* false when there is none */

#endif

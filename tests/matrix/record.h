/* The program's journal, as the tests of the matrix read it. */
#ifndef TESTS_MATRIX_RECORD_H
#define TESTS_MATRIX_RECORD_H

/* What a record is: this, or the word of a result. */
#define RECORD_COMMIT "COMMIT"

/* How many records in the journal FILE are WHAT (NULL: any), of attempts at the server on PORT. For
 * all threads. */
int record_count(const char *file, int port, const char *what);

/* Fails the test unless the records at PORT are those of WANTED, up to a NULL, in that order. */
void record_check(const char *file, int port, const char *const *wanted);

/* Copies the id of the first attempt at PORT; fails the test when there is none. */
void record_attempt(const char *file, int port, char attempt[9]);

#endif

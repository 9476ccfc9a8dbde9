/* Test cases as data: a file of records, each a line "case NAME" and lines "KEY VALUE" after it.
 * Empty lines and lines that begin with # do not count. */
#ifndef TESTS_UNIT_CASES_H
#define TESTS_UNIT_CASES_H

#include <stddef.h>

enum { CASES_MAX_LINES = 40 };

struct case_line {
    const char *key, *value; /* value "" when there is none */
};

struct test_case {
    const char *name;
    const char *file;
    int number; /* of the line "case NAME" */
    size_t count;
    struct case_line lines[CASES_MAX_LINES];
};

struct cases {
    char *text;
    struct test_case *list;
    size_t count;
};

/* Ends the program with a line of TAP: cases are read before the tests run, where libcheck cannot
 * report. Never returns. */
void cases_fail(const char *file, int number, const char *what) __attribute__((noreturn));

/* Appends the records of FILE (a name inside tests/data/genauth, *static*) to CASES (zeroed before
 * the first). Ends the program when the file cannot be read. Never freed: it lives as long as the
 * program. */
void cases_read(struct cases *cases, const char *file);

/* The value of the first line KEY, or NULL. */
const char *case_get(const struct test_case *test, const char *key);

/* The same as a number, or OTHER. */
long case_number(const struct test_case *test, const char *key, long other);

#endif

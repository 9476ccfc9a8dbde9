/* The program's journal, as tests read it. */
#ifndef TESTS_E2E_RECORD_H
#define TESTS_E2E_RECORD_H

#include <jansson.h>

/* What a record is: this, or the word of a result. */
#define RECORD_COMMIT "COMMIT"

enum { RECORDS_MAX = 8 };

struct records {
    json_t *list[RECORDS_MAX];
    int count;
};

/* Reads the journal FILE, which may be missing (free with record_free). The last line may still be
 * being written: it counts when it has its end. Fails the test when another one is no object. */
void record_read(struct records *records, const char *file);
void record_free(struct records *records);

/* The text KEY of RECORD, "" = it has none. *Borrowed*. */
const char *record_field(const json_t *record, const char *key);

/* How many records in the journal FILE are WHAT (NULL: any). For all threads. */
int record_count(const char *file, const char *what);

/* Fails the test unless the records of FILE are those of WANTED, up to a NULL, in that order, and
 * of one attempt. */
void record_check(const char *file, const char *const *wanted);

/* Copies the id of the first attempt; fails the test when there is none. */
void record_attempt(const char *file, char attempt[9]);

#endif

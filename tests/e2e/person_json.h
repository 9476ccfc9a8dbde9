/* A person's program: what tests/e2e/person.c needs of the JSON front end, which is read by objects
 * and answered by objects. */
#ifndef TESTS_E2E_PERSON_JSON_H
#define TESTS_E2E_PERSON_JSON_H

#include "tests/e2e/person.h"

enum { PERSON_HEARD_MAX = 4 * 1024 * 1024 };

/* Takes in what has come. False at the end of the output, or after MS milliseconds without any. */
bool person_json_hears(struct person *person, int ms);

/* As the functions of person.h. */
void person_json_submits(struct person *person, const char *const *pairs);
void person_json_chooses(struct person *person, const char *label);
void person_json_quits(struct person *person);

#endif

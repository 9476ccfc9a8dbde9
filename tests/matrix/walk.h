/* One person on the way to a request of the matrix, before a front of their own. */
#ifndef TESTS_MATRIX_WALK_H
#define TESTS_MATRIX_WALK_H

#include "tests/e2e/person.h"
#include "tests/matrix/fault.h"
#include "tests/matrix/front.h"

/* What all cells of a part share: made before the tests fork. */
extern struct process walk_sandbox;
extern struct bad_certs *walk_certs;
void walk_prepare(void);
void walk_clean(void);

/* The life of a delete token of that sandbox. */
enum { WALK_TOKEN_S = 20, WALK_USERS = 200 };

struct walk {
    enum fault_request request;
    enum person_ui ui;
    struct front_plan plan;
    struct front *front;
    struct process server; /* the sandbox as the program sees it */
    struct person person;
    int number; /* of the user */
    char user[16], password[16], email[32], journal[PATH_MAX];
};

/* A path of the API by request. */
const char *walk_path(enum fault_request request);

/* Plans FAULT (*borrowed*; NULL: none) at REQUEST, from the first one on. */
void walk_plan(struct walk *walk, enum fault_request request, const struct fault *fault);

/* Starts a front with WALK->plan and the program on it, in the name of user NUMBER. OPTIONS may be
 * empty. */
void walk_starts(struct walk *walk, int number, const char *const *options);

/* Starts the program once more, before the same front. */
void walk_restarts(struct walk *walk, const char *const *options);

/* Before walk_starts: where the folder of the journal of user NUMBER should be there is a file. */
void walk_blocks_journal(int number);

/* From the start to the moment before the request goes out, and then the act that sends it. */
void walk_comes_to(struct walk *walk);
void walk_acts(struct walk *walk);
void walk_comes_and_acts(struct walk *walk);

/* From the first screen to the account. */
void walk_signs_in(struct walk *walk);

/* The code of the newest message to the user. */
void walk_code(struct walk *walk, char code[7]);

/* Fails the test unless the journal has the records in WANTED (tests/e2e/record.h), and had its
 * COMMIT before the delete came. */
void walk_check_journal(const struct walk *walk, const char *const *wanted);
#define JOURNAL_IS(walk, ...) walk_check_journal(walk, OPTIONS(__VA_ARGS__))

/* Checks the end and the exit code; and stops the front. */
void walk_ends(struct walk *walk, int code);
void walk_frees(struct walk *walk);

/* Does the account exist on the server? */
bool walk_user_exists(const struct walk *walk);

/* At most one delete was sent, and that the verdict is true. */
void walk_check_deletes(struct walk *walk, bool sent);

#endif

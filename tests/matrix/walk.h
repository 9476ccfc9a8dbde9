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
    char user[16], password[16], email[32];
};

/* A path of the API by request. */
const char *walk_path(enum fault_request request);

/* Starts a front with WALK->plan and the program on it, in the name of user NUMBER. OPTIONS may be
 * empty. */
void walk_starts(struct walk *walk, int number, const char *const *options);

/* From the start to the moment before the request goes out, and then the act that sends it. */
void walk_comes_to(struct walk *walk);
void walk_acts(struct walk *walk);
void walk_comes_and_acts(struct walk *walk);

/* The code of the newest message to the user. */
void walk_code(struct walk *walk, char code[7]);

/* Leaves (where something is asked), checks the exit code, stops the front, frees. */
void walk_ends(struct walk *walk, int code);

/* Does the account exist on the server? */
bool walk_user_exists(const struct walk *walk);

/* At most one delete was sent, and that the verdict is true. */
void walk_check_deletes(struct walk *walk, bool sent);

#endif

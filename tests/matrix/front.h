/* A TLS server in threads of the test that stands before the sandbox: it passes requests and
 * replies on, except for one fault (tests/matrix/fault.h) at one request. It counts what the
 * program sent and what the sandbox was given. The test ignores SIGPIPE. */
#ifndef TESTS_MATRIX_FRONT_H
#define TESTS_MATRIX_FRONT_H

#include "tests/matrix/fault.h"

/* At which request the fault comes. */
struct front_plan {
    const struct fault *fault; /* NULL: nothing goes wrong */
    const char *path;          /* of the request; from the occurrence FROM (1 = first) on */
    unsigned from;
    /* The fault is on the connection, or needs another speed: from the reply number AFTER_COUNT to
     * AFTER on (NULL: from the start). */
    const char *after;
    unsigned after_count;
    int speed;           /* of the time from then on; 0 = as it is */
    bool no_names;       /* names are not found any more then */
    bool takes;          /* the sandbox is given the request all the same */
    bool then_gone;      /* after it nobody accepts connections */
    bool holds;          /* replies to PATH from FROM on are held back until front_release */
    const char *journal; /* of the program; NULL = it is not looked at */
};

struct front;

/* Starts one before PORT (both *borrowed*). Fails the test on error. */
struct front *front_start(const struct front_plan *plan, const struct bad_certs *certs, int port);

/* Ends it (*takes*; NULL allowed). */
void front_stop(struct front *front);

int front_port(const struct front *front);

/* Requests to PATH that came whole, and that the sandbox was given. */
unsigned front_hits(struct front *front, const char *path);
unsigned front_taken(struct front *front, const char *path);

/* Deletes that came before the journal said that they were about to be sent. */
unsigned front_unrecorded(struct front *front);

/* Waits until COUNT replies are held back; and lets them go. */
void front_wait_held(struct front *front, unsigned count);
void front_release(struct front *front);

/* How often the fault has appeared; waits until it is COUNT. */
unsigned front_faults(struct front *front);
void front_wait_fault(struct front *front, unsigned count);

/* Waits until the reply number COUNT to PATH has gone out. */
void front_wait_reply(struct front *front, const char *path, unsigned count);

#endif

/* A person at the JSON front end who wants the account deleted and goes on as far as the screens
 * allow, whatever fails on the way; and whether what the program said at the end is true. Nothing
 * in here fails a test: what went wrong is told, so that a sweep can go on and count. */
#ifndef TESTS_SWEEP_ERRAND_H
#define TESTS_SWEEP_ERRAND_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "tests/sandbox/harness.h"

struct errand {
    const struct process *sandbox;
    int port; /* where the program connects to, 0 = the sandbox itself */
    const char *user, *password;
    const char *email, *phone;  /* for the code; by SMS when no mail comes; NULL = by password */
    const char *const *options; /* more for the program, up to a NULL; may be NULL */
    const char *const *before;  /* words before the program's name (strace ...), or NULL */
    const char *program;        /* NULL = the one of the kit */
    /* Called for each view that has another id than the one before; may be NULL. False: the person
     * does nothing any more, and only what comes until the end is read. */
    bool (*on_view)(void *context, const char *id, pid_t pid);
    void *context;
    int wait_ms; /* for the next line of output, 0 = the usual */
};

/* What came of it. */
struct errand_end {
    int status;      /* the wait status */
    bool hung;       /* it had to be killed */
    bool asked;      /* the word was sent */
    bool open;       /* checking_outcome was seen */
    bool insane;     /* on a terminal: its settings are not as before */
    bool dirty;      /* on a terminal: its screen, cursor or paste wrappers are not */
    char code[32];   /* of the result object; "" = none came */
    int exit;        /* of the result object */
    char error[256]; /* the newest error object */
    char err[4096];  /* what stood on stderr (its beginning) */
    char views[512]; /* the ids, in their order */
};

/* The arguments for the program, up to a NULL, with the option for the FRONT_END; *static*. */
const char *const *errand_arguments(const struct errand *errand, const char *front_end);

void errand_run(const struct errand *errand, struct errand_end *end);

/* What is true at the server. */
struct errand_truth {
    bool exists; /* the user */
    int deletes; /* requests to delete that the server took in this errand */
};

/* Is END true? If not, says why in WHY (of SIZE). An end without a result object is judged by its
 * exit status alone. */
bool errand_is_true(const struct errand_end *end, const struct errand_truth *truth, char *why,
                    size_t size);

/* The journal of the program (new, free), or NULL; and away with it. */
char *errand_journal(void);
void errand_forget_journal(void);

/* Does the journal say the same as END and TRUTH? If not, WHY as above. */
bool errand_journal_is_true(const struct errand_end *end, const struct errand_truth *truth,
                            char *why, size_t size);

/* A sandbox with many users, each for one errand; a new one when they are used up. */
struct errand_users {
    struct process sandbox;
    int next, count; /* the number of the next user; 0 users = no sandbox yet */
    int deletes;     /* requests to delete so far */
    char user[16], password[16], email[32], phone[32];
};

/* Once, at the start of a test, before it forks. */
void errand_prepare(void);

/* The next user of USERS: fills in who it is, all *borrowed* by an errand. OPTIONS are
 * for a new sandbox. */
void errand_next_user(struct errand_users *users, const char *const *options);

/* What is true of the user now; counts the deletes since the last call. */
struct errand_truth errand_look(struct errand_users *users);

/* For main: runs what ADD adds, one case NAME of the suite "sweep" without a time limit. */
int errand_main(const char *name, void (*add)(TCase *tests));

#endif

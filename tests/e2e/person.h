/* A person at the program, in any of the three front ends: does what the screen offers, by its
 * label, and sees what it says. So one test is written once and run with each front end. */
#ifndef TESTS_E2E_PERSON_H
#define TESTS_E2E_PERSON_H

#include "base/buf.h"
#include "tests/e2e/kit.h"

enum person_ui { PERSON_CURSES, PERSON_SMALL, PERSON_PLAIN, PERSON_JSON, PERSON_UI_COUNT };

struct person {
    enum person_ui ui;
    struct kit_terminal terminal; /* curses (SMALL: 40x12), plain */
    struct kit_child child;       /* json */
    struct buf line;              /* json: an object that has not come whole */
    struct buf heard;             /* json: the words of all objects so far */
    size_t mark;                  /* what came before the last act (plain, json) */
    json_t *view, *result;        /* json: the newest, or NULL */
    struct buf words;
    int status; /* the wait status, after the end */
};

/* Starts the program on SANDBOX (NULL: with OPTIONS alone). */
void person_starts(struct person *person, enum person_ui ui, const struct process *sandbox,
                   const char *const *options);

/* What can be read now, words with single blanks between them. On a screen all of it, else all
 * since the last act. *Borrowed* until the next call. */
const char *person_reads(struct person *person);

/* Waits until TEXT can be read (across line ends); fails the test when it does not come. */
void person_sees(struct person *person, const char *text);
void person_sees_within(struct person *person, const char *text, int ms);
bool person_can_see(struct person *person, const char *text); /* now */

/* The same; on the small screen it turns the pages. */
void person_finds(struct person *person, const char *text);

/* Fills in fields and submits: pairs of field id (genauth-tui(1); also "email" and "phone" for the
 * account when it is asked for as such) and text, up to a NULL. The text DELETE is the field
 * "phrase". */
void person_submits_list(struct person *person, const char *const *pairs);
#define person_submits(person, ...) person_submits_list(person, OPTIONS(__VA_ARGS__))

/* Chooses what has LABEL: an action, or an option (which is then submitted). */
void person_chooses(struct person *person, const char *label);

/* Leaves by the key or command that quits everywhere. */
void person_quits(struct person *person);

/* Sends raw bytes: keys, lines. */
void person_sends(struct person *person, const char *bytes);

/* Everything from here on counts as after the act. */
void person_marks(struct person *person);

/* Waits for the end, checks the terminal and that the program left with CODE; frees. */
void person_ends(struct person *person, int code);

/* The same for an end by SIGNAL. */
void person_dies(struct person *person, int signal);

/* Waits for the end and checks the terminal; without a look at how it ended (PERSON->status), and
 * without freeing. */
void person_is_gone(struct person *person);
void person_free(struct person *person);

pid_t person_pid(const struct person *person);

/* From the first screen to the account, by password. */
void person_signs_in(struct person *person, const char *account, const char *password);

/* From the account to the code or the password, by the label of a method. */
void person_begins_deletion(struct person *person, const char *method);

/* All of that and the right code or password: up to the screen that asks for the word. METHOD is a
 * number of person_methods; COUNT is the number of the message with the code. */
struct person_method {
    const char *user, *label, *to; /* to: where the code goes, NULL = a password */
};
extern const struct person_method person_methods[3]; /* e-mail, SMS, password */
extern const char person_password[];                 /* of all users */
void person_comes_to_confirm(struct person *person, const struct process *sandbox, int method);

/* The front ends by number, without the small screen: for loop tests. */
enum { PERSON_LOOPS = 3 };
enum person_ui person_loop_ui(int i);

#endif

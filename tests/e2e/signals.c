/* 16 signals at each of 8 places: 128 cases on the screen, and a sample of them in plain and JSON.
 * Whatever ends the program, the terminal is as it was and the wait status is the true one. And
 * ways to die that no signal from outside shows (tests/e2e/crashing.c). */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* The first POLITE ones let the program sign out first, and an order that has left gets its
 * outcome; the others are crashes. SIGKILL cannot be caught, SIGTSTP has its own tests. */
static const int numbers[] = {SIGTERM, SIGHUP,  SIGINT,    SIGQUIT, SIGXCPU, SIGALRM,
                              SIGUSR1, SIGUSR2, SIGVTALRM, SIGSEGV, SIGABRT, SIGBUS,
                              SIGFPE,  SIGILL,  SIGSYS,    SIGTRAP};
enum {
    SIGNALS = sizeof numbers / sizeof *numbers,
    POLITE = 9,
    HALF = SIGNALS / 2,
    SAMPLE = 4 /* every so manieth in plain and JSON */
};

enum stage {
    STAGE_SIGN_IN,
    STAGE_HALF_A_PASSWORD,
    STAGE_SIGNING_IN, /* the request is in flight */
    STAGE_ACCOUNT,
    STAGE_CONSEQUENCES,
    STAGE_HALF_A_CODE,
    STAGE_THE_WORD, /* typed, without Enter */
    STAGE_DELETING, /* the order is in flight */
    STAGES
};
_Static_assert(SIGNALS *STAGES == 128, "a number that is promised in SECURITY.md");

/* Where the requests have to be slow for a stage. What a person ends politely while the order is on
 * its way gets its answer. */
static const char *rules_for(enum stage stage, bool polite)
{
    if (stage == STAGE_SIGNING_IN)
        return "{\"path\": \"/api/v3/signin\", \"action\": \"hang\"}";
    if (stage != STAGE_DELETING)
        return NULL;
    return polite ? "{\"path\": \"/api/v3/delete-account\", \"delay_ms\": 1500}"
                  : "{\"path\": \"/api/v3/delete-account\", \"action\": \"hang\"}";
}

static void type(struct person *person, const char *screen, const char *lines)
{
    if (person->ui == PERSON_CURSES)
        person_sends(person, screen);
    else if (person->ui == PERSON_PLAIN)
        person_sends(person, lines);
}

static void waits_for_focus(struct person *person, const char *label)
{
    struct screen *screen = person->terminal.screen;
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    int row = 0, col = 0;
    do {
        (void)screen_read(screen, 100);
        screen_cursor(screen, &row, &col);
        ck_assert_msg(kit_now_ms() < deadline, "the focus did not come to \"%s\"", label);
    } while (strncmp(screen_row(screen, row), label, strlen(label)) != 0);
}

/* From the account on, as user NUMBER. */
static void goes_on_to(struct person *person, const struct process *sandbox, enum stage stage,
                       int number)
{
    char email[32], code[7];
    (void)snprintf(email, sizeof email, "u%02d@example.org", number);
    person_chooses(person, "Delete account");
    person_sees(person, "No undo.");
    if (stage == STAGE_CONSEQUENCES)
        return;
    person_chooses(person, "Email code");
    person_sees(person, "Code:");
    if (stage == STAGE_HALF_A_CODE) {
        type(person, "123", "123");
        if (person->ui == PERSON_CURSES)
            person_sees(person, "Code: 123");
        return;
    }
    kit_code(sandbox, email, 1, code);
    person_submits(person, "code", code);
    person_sees(person, "Type DELETE:");
    if (stage == STAGE_THE_WORD) {
        type(person, "DELETE", "DELETE");
        if (person->ui == PERSON_CURSES)
            person_sees(person, "Type DELETE: DELETE");
        return;
    }
    int before = kit_hits(sandbox, "delete-account");
    person_submits(person, "phrase", "DELETE");
    kit_wait_hits(sandbox, "delete-account", before + 1);
}

/* To STAGE, as user NUMBER. */
static void goes_to(struct person *person, const struct process *sandbox, enum stage stage,
                    int number)
{
    char user[8], password[16];
    (void)snprintf(user, sizeof user, "u%02d", number);
    (void)snprintf(password, sizeof password, "pw-u%02d", number);
    person_sees(person, "Account:");
    if (stage == STAGE_HALF_A_PASSWORD) {
        type(person, "\t", "u\n");
        if (person->ui == PERSON_CURSES)
            waits_for_focus(person, "Password");
        else
            person_sees(person, "Password");
        type(person, "pw", "pw");
    } else if (stage == STAGE_SIGNING_IN) {
        int before = kit_hits(sandbox, "signin");
        person_submits(person, "account", user, "password", password);
        kit_wait_hits(sandbox, "signin", before + 1);
    } else if (stage >= STAGE_ACCOUNT) {
        person_signs_in(person, user, password);
        if (stage > STAGE_ACCOUNT)
            goes_on_to(person, sandbox, stage, number);
    }
}

/* An order that has left is worth more than the signal: its outcome is the status. */
static void ends_with_a_verdict(struct person *person, int number)
{
    if (number == SIGINT || number == SIGQUIT) {
        person_sees(person, "Deleted: ");
        if (person->ui != PERSON_PLAIN)
            person_quits(person);
    }
    person_ends(person, 0);
}

/* One case: signal NUMBER at STAGE, as user USER. */
static void strike(const struct process *sandbox, enum person_ui ui, enum stage stage, int user,
                   int number, bool polite)
{
    struct person person;
    int revoked = kit_hits(sandbox, "/oidc/token/revocation");
    person_starts(&person, ui, sandbox, OPTIONS(NULL));
    goes_to(&person, sandbox, stage, user);
    if (ui == PERSON_CURSES) { /* there is something to give back */
        ck_assert(screen_alternate(person.terminal.screen));
        ck_assert(!kit_terminal_is_sane(&person.terminal));
    }
    ck_assert_int_eq(kill(person_pid(&person), number), 0);
    if (polite && stage == STAGE_DELETING) {
        ends_with_a_verdict(&person, number);
        return;
    }
    person_dies(&person, number);
    bool signs_out = polite && stage >= STAGE_ACCOUNT;
    ck_assert_int_eq(kit_hits(sandbox, "/oidc/token/revocation") - revoked, signs_out ? 2 : 0);
}

/* The cases of STAGE from signal FROM to before TO, each STEP-th. */
static void strike_all(enum person_ui ui, enum stage stage, int from, int to, int step)
{
    struct process sandbox;
    char seed[PATH_MAX + 16];
    bool polite = from < POLITE;
    int count = 0;
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(SIGNALS));
    SANDBOX(&sandbox, rules_for(stage, polite), seed);
    for (int i = from; i < to; i += step) {
        if (polite && i >= POLITE && stage == STAGE_DELETING) { /* these get no answer */
            polite = false;
            (void)harness_stop(&sandbox, SIGTERM);
            SANDBOX(&sandbox, rules_for(stage, polite), seed);
            count = 0;
        }
        strike(&sandbox, ui, stage, i, numbers[i], i < POLITE);
        count++;
    }
    ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), stage == STAGE_DELETING ? count : 0);
}

START_TEST(on_the_screen)
    {
        int from = _i % 2 * HALF;
        strike_all(PERSON_CURSES, (enum stage)(_i / 2), from, from + HALF, 1);
    }
END_TEST

START_TEST(in_plain)
    {
        strike_all(PERSON_PLAIN, (enum stage)_i, _i % SAMPLE, SIGNALS, SAMPLE);
    }
END_TEST

START_TEST(in_json)
    {
        strike_all(PERSON_JSON, (enum stage)_i, (_i + 2) % SAMPLE, SIGNALS, SAMPLE);
    }
END_TEST

/* The other polite ones, at the places where most depends on them. */
START_TEST(other_signals)
    {
        static const enum stage stages[] = {STAGE_HALF_A_PASSWORD, STAGE_ACCOUNT, STAGE_DELETING};
        const int others[] = {SIGPROF, SIGIO, SIGPWR, SIGSTKFLT, SIGRTMIN, SIGRTMIN + 7, SIGRTMAX};
        enum { OTHERS = sizeof others / sizeof *others };
        struct process sandbox;
        char seed[PATH_MAX + 16];
        (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(OTHERS));
        SANDBOX(&sandbox, rules_for(stages[_i], true), seed);
        for (int i = 0; i < OTHERS; i++)
            strike(&sandbox, i % 2 == 0 ? PERSON_CURSES : PERSON_JSON, stages[_i], i, others[i],
                   true);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"),
                         stages[_i] == STAGE_DELETING ? OTHERS : 0);
    }
END_TEST

/* Nothing helps there: so the checks above can fail. */
START_TEST(killed)
    {
        struct process sandbox;
        struct person person;
        int status = 0;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS(NULL));
        goes_to(&person, &sandbox, STAGE_HALF_A_PASSWORD, 0);
        ck_assert_int_eq(kill(person_pid(&person), SIGKILL), 0);
        ck_assert(screen_wait_exit(person.terminal.screen, KIT_WAIT_MS, &status));
        while (screen_read(person.terminal.screen, 0))
            continue;
        ck_assert(!kit_terminal_is_sane(&person.terminal));
        ck_assert(screen_alternate(person.terminal.screen));
        person_free(&person);
    }
END_TEST

/* Those that end nothing. A broken pipe or a full disk is an error that somebody handles. */
START_TEST(survived)
    {
        static const int harmless[] = {SIGPIPE, SIGXFSZ, SIGCHLD, SIGURG, SIGCONT, SIGWINCH};
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
            ck_assert_int_eq(kill(person_pid(&person), harmless[i]), 0);
        person_signs_in(&person, "demo", person_password);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* What the parent has ignored stays so (nohup, a job of a script in the background); the others
 * still end the program. */
START_TEST(ignored_by_the_parent)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        kit_ignore_signals();
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        ck_assert_int_eq(kill(person_pid(&person), SIGHUP), 0);
        ck_assert_int_eq(kill(person_pid(&person), SIGINT), 0);
        /* Signals are read before input. */
        person_signs_in(&person, "demo", person_password);
        ck_assert_int_eq(kill(person_pid(&person), SIGHUP), 0);
        ck_assert_int_eq(kill(person_pid(&person), SIGTERM), 0);
        person_dies(&person, SIGTERM);
        ck_assert_int_eq(kit_hits(&sandbox, "/oidc/token/revocation"), 2);
    }
END_TEST

/* Ways to die by itself. */
START_TEST(crashes)
    {
        static const struct {
            const char *variable;
            int signal; /* 0: exit status 1 */
        } ways[] = {{"TEST_CRASH=abort", SIGABRT},
                    {"TEST_CRASH=assert", SIGABRT},
                    {"TEST_CRASH=null", SIGSEGV},
                    {"TEST_CRASH=overflow", SIGSEGV},
                    {"TEST_CRASH=exit", 0}};
        enum { WAYS = sizeof ways / sizeof *ways };
        struct process sandbox;
        struct person person;
        enum stage stage = _i == 0 ? STAGE_HALF_A_PASSWORD : STAGE_SIGNING_IN;
        SANDBOX(&sandbox, rules_for(stage, false), NULL);
        kit_set_program(CRASHING_BINARY);
        /* What is still in use when exit is called is no leak. */
        ck_assert_int_eq(setenv("LSAN_OPTIONS", "detect_leaks=0", 1), 0);
        for (int i = 0; i < 2 * WAYS; i++) {
            kit_set_variable(ways[i / 2].variable);
            person_starts(&person, person_loop_ui(i % 2), &sandbox, OPTIONS(NULL));
            goes_to(&person, &sandbox, stage, 0);
            ck_assert(screen_resize(person.terminal.screen, 23, 79));
            if (ways[i / 2].signal != 0)
                person_dies(&person, ways[i / 2].signal);
            else
                person_ends(&person, 1);
        }
    }
END_TEST

static void add_before(TCase *tests)
{
    tcase_add_loop_test(tests, on_the_screen, 0, 2 * STAGE_CONSEQUENCES);
    tcase_add_loop_test(tests, other_signals, 0, 3);
    tcase_add_test(tests, killed);
}

static void add_after(TCase *tests)
{
    tcase_add_loop_test(tests, on_the_screen, 2 * STAGE_CONSEQUENCES, 2 * STAGES);
}

static void add_sample(TCase *tests)
{
    tcase_add_loop_test(tests, in_plain, 0, STAGES);
    tcase_add_loop_test(tests, in_json, 0, STAGES);
}

static void add_crashes(TCase *tests)
{
    tcase_add_loop_test(tests, survived, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, ignored_by_the_parent, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, crashes, 0, 2);
}

static const struct kit_part parts[] = {{"signals_after", add_after},
                                        {"signals_before", add_before},
                                        {"signals_sample", add_sample},
                                        {"crashes", add_crashes}};
const struct kit_group e2e_signals = {parts, sizeof parts / sizeof *parts};

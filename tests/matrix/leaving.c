/* Rows 47 to 49: the person stops it, somebody ends the program, and it is killed. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/e2e/record.h"
#include "tests/matrix/special.h"
#include "tests/matrix/verdict.h"

enum { SPEED = 8, WAIT_MS = 40000, WINDOW_MS = 90000 };

/* No other cell of a part has these users. */
enum { STOPPED_USERS = 150, ENDED_USERS = 158, KILLED_USERS = 171 };

static const char stopped[] = "Stopped. Nothing was deleted.";

/* The connections of the public key: that of the start, and that for the password. */
static unsigned faults_at(const struct walk *walk)
{
    return walk->request == FAULT_SYS || (walk->request == FAULT_REVK && !walk->plan.fault->before)
               ? 2
               : 1;
}

/* Brings the person to where FAULT keeps the request from ending. */
static void come_to_fault(struct walk *walk, enum fault_request request, enum person_ui ui,
                          int user, const struct fault *fault)
{
    timed_set_speed(1);
    walk_plan(walk, request, fault);
    walk->plan.takes = true;
    walk->ui = ui;
    walk_starts(walk, user, OPTIONS(NULL));
    walk_comes_and_acts(walk);
    front_wait_fault(walk->front, faults_at(walk));
}

/* Ends the server and checks that nothing was deleted. */
static void check_kept(struct walk *walk)
{
    walk_check_deletes(walk, false);
    ck_assert(walk_user_exists(walk));
    JOURNAL_IS(walk, NULL);
    walk_frees(walk);
}

/* Row 47 --------------------------------------------------------------------------------------- */

static void stop(struct walk *walk)
{
    if (walk->ui == PERSON_JSON)
        person_sees(&walk->person, "Stop"); /* what goes on is shown */
    if (walk->ui == PERSON_JSON)
        person_chooses(&walk->person, "Stop");
    else
        person_sends(&walk->person, "\033");
}

static void interrupt(struct walk *walk)
{
    if (walk->ui == PERSON_CURSES)
        person_sends(&walk->person, "\003");
    else
        ck_assert_int_eq(kill(person_pid(&walk->person), SIGINT), 0);
}

/* The code may be used: the way on is a new one. */
static void check_code_is_used(struct walk *walk)
{
    person_chooses(&walk->person, "Email code");
    person_sees(&walk->person, "No code is valid now.");
}

/* Esc. */
static void stop_at(enum fault_request request, enum person_ui ui, int user, bool before)
{
    static struct walk walk;
    come_to_fault(&walk, request, ui, user, before ? &special_no_way : &special_silence);
    if (request == FAULT_REVK) { /* nothing is left to be stopped: it is left */
        timed_set_speed(SPEED);
        special_leaves(&walk, 5);
        return;
    }
    stop(&walk);
    if (request == FAULT_PROF && before)
        person_sees(&walk.person, "Signing out.");
    else
        person_sees(&walk.person, request == FAULT_MAIL && !before
                                      ? "Stopped. The code may be on its way."
                                      : stopped);
    if (request == FAULT_VRFY && !before)
        check_code_is_used(&walk);
    timed_set_speed(SPEED);
    special_leaves(&walk, 5);
}

/* Ctrl-C leaves. */
static void interrupt_at(enum fault_request request, enum person_ui ui, int user, bool before)
{
    static struct walk walk;
    come_to_fault(&walk, request, ui, user, before ? &special_no_way : &special_silence);
    timed_set_speed(SPEED);
    interrupt(&walk);
    person_dies(&walk.person, SIGINT);
    check_kept(&walk);
}

/* A delete that has not left is called back; the confirmation is still good. */
static void interrupt_before_delete(enum person_ui ui, int user)
{
    static struct walk walk;
    come_to_fault(&walk, FAULT_DEL, ui, user, &special_no_way);
    interrupt(&walk);
    person_sees(&walk.person, "Stopped. Nothing was sent. Nothing was deleted.");
    person_sees(&walk.person, "Type DELETE");
    timed_set_speed(SPEED);
    walk_check_deletes(&walk, false);
    person_quits(&walk.person);
    person_dies(&walk.person, SIGINT);
    check_kept(&walk);
}

/* One that has left is waited for, and then asked about. */
static void interrupt_delete(void)
{
    static struct walk walks[PERSON_LOOPS];
    static const char *const results[] = {
        [VERDICT_KEPT] = "not_deleted", [VERDICT_GONE] = "deleted", [VERDICT_OPEN] = "unknown"};
    for (int i = 0; i < PERSON_LOOPS; i++) {
        struct walk *walk = &walks[i];
        walk_plan(walk, FAULT_DEL, &special_silence);
        walk->plan.takes = i != VERDICT_KEPT;
        walk->plan.then_gone = i == VERDICT_OPEN;
        walk->ui = person_loop_ui(i);
        walk_starts(walk, STOPPED_USERS + i, OPTIONS(NULL));
        walk_comes_and_acts(walk);
        front_wait_fault(walk->front, 1);
        interrupt(walk);
        person_sees(&walk->person, "Too late to stop. Asking the server.");
    }
    timed_set_speed(SPEED);
    for (int i = 0; i < PERSON_LOOPS; i++) {
        struct walk *walk = &walks[i];
        const struct verdict *verdict = verdict_of_open((enum verdict_truth)i);
        person_sees_within(&walk->person, verdict->sees, WAIT_MS);
        walk_check_deletes(walk, true);
        ck_assert(walk_user_exists(walk) == (i == VERDICT_KEPT));
        if (i == VERDICT_KEPT || walk->ui != PERSON_PLAIN)
            person_quits(&walk->person);
        walk_ends(walk, verdict->code);
        JOURNAL_IS(walk, RECORD_COMMIT, results[i]);
        walk_frees(walk);
    }
}

void special_stopped(enum fault_request request)
{
    int user = STOPPED_USERS;
    if (request == FAULT_DEL) {
        interrupt_delete();
        for (int i = 0; i < PERSON_LOOPS; i++)
            interrupt_before_delete(person_loop_ui(i), STOPPED_USERS + PERSON_LOOPS + i);
        return;
    }
    for (int before = 0; before < 2; before++) {
        /* Lines of text have no key that stops. */
        stop_at(request, before ? PERSON_JSON : PERSON_CURSES, user++, before != 0);
        stop_at(request, before ? PERSON_CURSES : PERSON_JSON, user++, before != 0);
        interrupt_at(request, person_loop_ui((int)request + before), user++, before != 0);
    }
}

/* Row 48 --------------------------------------------------------------------------------------- */

/* How it ends; the window is closed, where there is one. */
enum way { BY_TERM, BY_HUP, BY_WINDOW, WAYS };

static int end_it(struct walk *walk, enum way way)
{
    if (way == BY_WINDOW)
        screen_hang_up(walk->person.terminal.screen);
    else
        ck_assert_int_eq(kill(person_pid(&walk->person), way == BY_TERM ? SIGTERM : SIGHUP), 0);
    return way == BY_TERM ? SIGTERM : SIGHUP;
}

/* The wait status; without a look at a terminal that is gone. */
static int await_end(struct walk *walk, enum way way)
{
    if (way == BY_WINDOW)
        ck_assert(
            screen_wait_exit(walk->person.terminal.screen, KIT_WAIT_MS, &walk->person.status));
    else
        person_is_gone(&walk->person);
    int status = walk->person.status;
    person_free(&walk->person);
    return status;
}

static void end_at(enum fault_request request, enum way way, int user, bool before)
{
    static struct walk walk;
    enum person_ui ui = way == BY_WINDOW && user % 2 == 0 ? PERSON_PLAIN
                        : way == BY_WINDOW                ? PERSON_CURSES
                                                          : person_loop_ui(user);
    come_to_fault(&walk, request, ui, user, before ? &special_no_way : &special_silence);
    timed_set_speed(SPEED);
    int number = end_it(&walk, way);
    int status = await_end(&walk, way);
    ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == number, "status %#x instead of %d",
                  (unsigned)status, number);
    if (request == FAULT_REVK && !before)
        ck_assert_uint_eq(front_hits(walk.front, walk.plan.path), 2); /* each token once */
    check_kept(&walk);
}

/* Nobody waits longer than 5 s for the verdict, but as long. */
static void end_delete(enum way way, int user, enum person_ui ui, bool answered)
{
    static struct walk walk;
    int code = answered ? 0 : 4;
    walk_plan(&walk, FAULT_DEL, answered ? NULL : &special_silence);
    walk.plan.takes = user % 2 == 0;
    walk.plan.holds = answered;
    walk.ui = ui;
    timed_set_speed(1);
    walk_starts(&walk, user, OPTIONS(NULL));
    walk_comes_and_acts(&walk);
    if (answered)
        front_wait_held(walk.front, 1);
    else
        front_wait_fault(walk.front, 1);
    int64_t from_ms = timed_ms();
    if (answered) /* those 5 s do not pass before the answer, how busy the machine may be */
        timed_set_speed(0);
    (void)end_it(&walk, way);
    if (answered)
        front_release(walk.front);
    else
        timed_set_speed(SPEED);
    int status = await_end(&walk, way);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == code, "status %#x instead of exit %d",
                  (unsigned)status, code);
    if (!answered)
        ck_assert_int_ge(timed_ms() - from_ms, 4900);
    walk_check_deletes(&walk, true);
    ck_assert(walk_user_exists(&walk) == !(answered || walk.plan.takes));
    JOURNAL_IS(&walk, RECORD_COMMIT, answered ? "deleted" : "unknown");
    walk_frees(&walk);
}

void special_ended(enum fault_request request)
{
    int user = ENDED_USERS;
    for (enum way way = BY_TERM; way < WAYS; way++)
        for (int before = 0; before < 2; before++)
            if (before == 1 || request != FAULT_DEL)
                end_at(request, way, user++, before == 1);
    if (request != FAULT_DEL)
        return;
    for (int i = 0; i < 2 * PERSON_LOOPS; i++)
        end_delete(i % 2 == 0 ? BY_TERM : BY_HUP, user++, person_loop_ui(i), i >= PERSON_LOOPS);
    for (int i = 0; i < 4; i++)
        end_delete(BY_WINDOW, user++, i % 2 == 0 ? PERSON_CURSES : PERSON_PLAIN, i >= 2);
}

/* Row 49 --------------------------------------------------------------------------------------- */

static void kill_it(struct walk *walk)
{
    ck_assert_int_eq(kill(person_pid(&walk->person), SIGKILL), 0);
    if (walk->ui == PERSON_JSON)
        walk->person.status = kit_reap(&walk->person.child);
    else
        ck_assert(
            screen_wait_exit(walk->person.terminal.screen, KIT_WAIT_MS, &walk->person.status));
    ck_assert(WIFSIGNALED(walk->person.status) && WTERMSIG(walk->person.status) == SIGKILL);
    person_free(&walk->person);
}

/* The next start speaks of it, with its number. */
static void start_again(struct walk *walk)
{
    char attempt[9];
    record_attempt(walk->journal, attempt);
    walk_restarts(walk, OPTIONS(NULL));
    person_sees(&walk->person, "It is not known if it was done.");
    person_sees(&walk->person, attempt);
}

static void check_next_start(struct walk *walk, bool taken)
{
    struct person *person = &walk->person;
    start_again(walk);
    if (taken) {
        person_submits(person, "account", walk->user, "password", walk->password);
        person_sees(person, "Wrong account or password.");
        person_sees(person, "If both are those of that deletion, it was deleted.");
        person_quits(person);
        person_ends(person, 8);
        JOURNAL_IS(walk, RECORD_COMMIT);
        return;
    }
    walk_signs_in(walk);
    person_sees(person, "may still be done. Sign in again after ");
    person_quits(person);
    person_ends(person, 5);
    JOURNAL_IS(walk, RECORD_COMMIT);
    timed_skip(WINDOW_MS);
    start_again(walk);
    walk_signs_in(walk);
    person_sees(person, "was not done: the account is there as of ");
    person_quits(person);
    person_ends(person, 5);
    JOURNAL_IS(walk, RECORD_COMMIT, "not_deleted");
}

void special_killed(void)
{
    static struct walk walk;
    for (int i = 0; i < 3 * PERSON_LOOPS; i++) {
        bool before = i / PERSON_LOOPS == 2, taken = i / PERSON_LOOPS == 1;
        walk_plan(&walk, FAULT_DEL, before ? &special_no_way : &special_silence);
        walk.plan.takes = taken;
        walk.ui = person_loop_ui(i);
        walk_starts(&walk, KILLED_USERS + i, OPTIONS(NULL));
        walk_comes_and_acts(&walk);
        front_wait_fault(walk.front, 1);
        kill_it(&walk);
        if (before) {
            JOURNAL_IS(&walk, NULL);
            walk_restarts(&walk, OPTIONS(NULL));
            person_sees(&walk.person, "Account:");
            ck_assert(!person_can_see(&walk.person, "It is not known"));
            person_quits(&walk.person);
            person_ends(&walk.person, 5);
        } else {
            check_next_start(&walk, taken);
        }
        ck_assert(walk_user_exists(&walk) == !taken);
        walk_check_deletes(&walk, !before);
        walk_frees(&walk);
    }
}

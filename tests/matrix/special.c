/* The cells that have more than one ending: the deadline, a long stop, an interruption. */
#include "config.h"

#include <signal.h>

#include "tests/matrix/matrix.h"
#include "tests/matrix/special.h"

enum { TOO_LONG_MS = 90000 };

static void begin(struct walk *walk, enum fault_request request, enum person_ui ui, int user)
{
    walk->request = request;
    walk->ui = ui;
    walk_starts(walk, user, OPTIONS(NULL));
}

const struct fault special_silence = {.no_reply = true, .end = BAD_END_HANG};
const struct fault special_no_way = {.before = true, .start = BAD_START_HANG};

void special_leaves(struct walk *walk, int code)
{
    walk_check_deletes(walk, false);
    ck_assert(walk_user_exists(walk));
    person_quits(&walk->person);
    walk_ends(walk, code);
    walk_check_deletes(walk, false);
    JOURNAL_IS(walk, NULL);
    walk_frees(walk);
}

const char *special_usual(enum fault_request request)
{
    static const char *const sees[FAULT_REQUESTS] = {
        [FAULT_SYS] = "Signed in: ",  [FAULT_SIGN] = "Signed in: ",  [FAULT_MAIL] = "Code:",
        [FAULT_PROF] = "Signed in: ", [FAULT_VRFY] = "Type DELETE:", [FAULT_REVK] = "Signed out.",
    };
    return sees[request];
}

/* Time passes at the word, without or with a stop of the program; then it is too late. */
static void too_late(int number, bool stopped)
{
    for (int i = 0; i < PERSON_LOOPS; i++) {
        static struct walk walk[PERSON_LOOPS];
        begin(&walk[i], FAULT_DEL, person_loop_ui(i), number * PERSON_LOOPS + i);
        walk_comes_to(&walk[i]);
        if (stopped)
            ck_assert_int_eq(kill(person_pid(&walk[i].person), SIGSTOP), 0);
        timed_skip(stopped ? TOO_LONG_MS : WALK_TOKEN_S * 1000);
        walk_acts(&walk[i]);
        if (stopped)
            ck_assert_int_eq(kill(person_pid(&walk[i].person), SIGCONT), 0);
        person_sees(&walk[i].person, "Nothing was deleted. Send a new code.");
        special_leaves(&walk[i], 5);
    }
}

/* A long stop before another request changes nothing about it. */
static void stopped_before(int number, enum fault_request request)
{
    static struct walk walk;
    begin(&walk, request, number % 2 == 0 ? PERSON_CURSES : PERSON_PLAIN, number);
    walk_comes_to(&walk);
    ck_assert_int_eq(kill(person_pid(&walk.person), SIGSTOP), 0);
    timed_skip(TOO_LONG_MS);
    ck_assert_int_eq(kill(person_pid(&walk.person), SIGCONT), 0);
    walk_acts(&walk);
    person_sees(&walk.person, special_usual(request));
    special_leaves(&walk, 5);
}

bool special_run(int number, enum fault_request request)
{
    if (number == 38)
        too_late(number, false);
    else if (number >= 40 && number <= 42)
        special_code(number, request);
    else if (number == 43)
        special_locked(request);
    else if (number == 44)
        special_other_account(request);
    else if (number == 45 && request == FAULT_DEL)
        too_late(number, true);
    else if (number == 45)
        stopped_before(number, request);
    else if (number == 46)
        special_memory(request);
    else if (number == 47)
        special_stopped(request);
    else if (number == 48)
        special_ended(request);
    else if (number == 49)
        special_killed();
    else if (number == 50)
        special_unwritable(request);
    else
        return false;
    return true;
}

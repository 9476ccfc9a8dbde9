/* The cells whose fault is in the connection or the reply: one recipe for all of them. */
#include "config.h"

#include <signal.h>
#include <string.h>

#include "tests/e2e/record.h"
#include "tests/matrix/matrix.h"
#include "tests/matrix/verdict.h"
#include "tests/matrix/walk.h"

/* How fast time runs where nothing but pauses is waited for. */
enum { RETRY_SPEED = 4, WINDOW_SPEED = 10, WAIT_MS = 40000 };

/* One program in a cell; DEL has one in each front end. */
struct run {
    struct walk walk;
    char class;
    enum verdict_truth truth; /* of a delete in class Q */
};

static bool is_read(enum fault_request request)
{
    return request == FAULT_SYS || request == FAULT_PROF;
}

static char class_of(int number, enum fault_request request, const struct fault *fault)
{
    if (request == FAULT_DEL && fault->at_delete != '\0')
        return fault->at_delete;
    return fault->class != '\0' ? fault->class : fault_class(number, request);
}

static void plan(struct run *run, int number, enum fault_request request, int index)
{
    /* Fault 13 is fault 10 on a connection that was used before: here all are. */
    const struct fault *fault = fault_variant(number == 13 ? 10 : number, (int)request + index);
    struct front_plan *plan = &run->walk.plan;
    ck_assert_ptr_nonnull(fault);
    walk_plan(&run->walk, request, fault);
    run->class = class_of(number, request, fault);
    run->truth = (enum verdict_truth)((number + index) % 3);
    plan->speed = fault->speed;
    plan->no_names = fault->no_name && request != FAULT_DEL;
    if (plan->speed == 0 && is_read(request) && strchr("NQW", run->class) != NULL)
        plan->speed = RETRY_SPEED;
    if (request == FAULT_DEL)
        plan->speed = 0; /* not before the word is typed */
    bool open = request == FAULT_DEL && run->class == 'Q';
    if (fault->cut_request && run->truth == VERDICT_GONE)
        run->truth = VERDICT_KEPT;
    plan->takes = open ? run->truth != VERDICT_KEPT
                       : run->class == 'Q' || run->class == '='; /* not when it says no */
    plan->then_gone = open && run->truth == VERDICT_OPEN;
}

/* Does the front notice the fault? */
static bool can_count(const struct run *run)
{
    return run->walk.plan.fault->start != BAD_START_REFUSE && !run->walk.plan.fault->no_name;
}

static void check_hits(struct run *run)
{
    unsigned least = 0;
    struct front *front = run->walk.front;
    if (can_count(run)) /* who gave up may be faster than the front */
        front_wait_fault(front, 1);
    unsigned most = verdict_hits(run->walk.request, run->class, &least);
    unsigned hits = front_hits(front, run->walk.plan.path);
    if (run->walk.plan.fault->speed > 0 && least > 1)
        least = 1; /* one try took all the time there is */
    if (run->class == 'L' && run->walk.request != FAULT_DEL)
        most = least = 2; /* the session was renewed between them */
    if (run->class == 'W' && run->walk.request == FAULT_PROF)
        most = 1; /* the server asked us to wait for longer than we do */
    if (!run->walk.plan.fault->before && !run->walk.plan.fault->cut_request)
        ck_assert_msg(hits >= least && hits <= most, "%u requests, not %u to %u", hits, least,
                      most);
    if (run->walk.plan.fault->cut_request)
        ck_assert_uint_le(front_faults(front), most);
    walk_check_deletes(&run->walk, run->walk.request == FAULT_DEL && !run->walk.plan.fault->before);
}

/* What the journal says at the end: as the screen. */
static void check_journal(const struct run *run)
{
    static const char *const of_open[] = {
        [VERDICT_KEPT] = "not_deleted", [VERDICT_GONE] = "deleted", [VERDICT_OPEN] = "unknown"};
    if (run->walk.request != FAULT_DEL || strchr("NT", run->class) != NULL)
        JOURNAL_IS(&run->walk, NULL);
    else
        JOURNAL_IS(&run->walk, RECORD_COMMIT,
                   run->class == 'Q'   ? of_open[run->truth]
                   : run->class == 'L' ? "unknown" /* not accepted: the next sign-in tells */
                                       : "refused");
}

static void check_run(struct run *run)
{
    struct walk *walk = &run->walk;
    struct person *person = &walk->person;
    bool open = walk->request == FAULT_DEL && run->class == 'Q';
    const struct verdict *verdict =
        open ? verdict_of_open(run->truth) : verdict_of(walk->request, run->class);
    if (walk->request == FAULT_VRFY && run->class == 'L') {
        person_sees(person, "The session was renewed. Type the code again.");
        walk_acts(walk);
    }
    person_sees_within(person, verdict->sees, open ? WAIT_MS : KIT_WAIT_MS);
    if (verdict->sees_also != NULL)
        person_sees(person, verdict->sees_also);
    timed_set_speed(walk->request == FAULT_DEL ? WINDOW_SPEED : 1);
    check_hits(run);
    bool gone = open && run->truth != VERDICT_KEPT && !walk->plan.fault->cut_request;
    ck_assert_msg(walk_user_exists(walk) == !gone, "the account is %s",
                  gone ? "still there" : "gone");
    if (!(open && run->truth != VERDICT_KEPT && walk->ui == PERSON_PLAIN))
        person_quits(person);
    walk_ends(walk, verdict->code);
    check_journal(run);
    walk_frees(walk);
}

/* The three front ends at the same time, because they mostly wait. */
static void run_delete(int number)
{
    static struct run runs[PERSON_LOOPS];
    int speed = 0;
    bool is_open = false;
    for (int i = 0; i < PERSON_LOOPS; i++) {
        plan(&runs[i], number, FAULT_DEL, i);
        runs[i].walk.ui = person_loop_ui(i);
        is_open = is_open || runs[i].class == 'Q';
        walk_starts(&runs[i].walk, number * PERSON_LOOPS + i, OPTIONS(NULL));
        walk_comes_to(&runs[i].walk);
        if (runs[i].walk.plan.fault->speed > speed)
            speed = runs[i].walk.plan.fault->speed;
    }
    timed_fail_names(runs[0].walk.plan.fault->no_name);
    if (speed > 0)
        timed_set_speed(speed);
    for (int i = 0; i < PERSON_LOOPS; i++)
        walk_acts(&runs[i].walk);
    for (int i = 0; i < PERSON_LOOPS; i++)
        if (can_count(&runs[i]))
            front_wait_fault(runs[i].walk.front, 1);
    if (speed == 0 && is_open)
        timed_set_speed(WINDOW_SPEED);
    for (int i = 0; i < PERSON_LOOPS; i++)
        check_run(&runs[i]);
}

void cells_run(int number, enum fault_request request)
{
    static struct run run;
    timed_set_speed(1);
    timed_fail_names(false);
    if (fault_class(number, request) == '!') {
        ck_assert(special_run(number, request));
        return;
    }
    if (request == FAULT_DEL) {
        run_delete(number);
        return;
    }
    plan(&run, number, request, 0);
    run.walk.ui = number % 2 == 0 ? PERSON_CURSES : PERSON_PLAIN;
    walk_starts(&run.walk, number, OPTIONS(NULL));
    walk_comes_and_acts(&run.walk);
    check_run(&run);
}

/* Rows 46 and 50: this machine has no memory, or cannot write its journal. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/record.h"
#include "tests/failing/failing.h"
#include "tests/matrix/special.h"

/* Row 46 --------------------------------------------------------------------------------------- */

enum { PLACES = 4, SPEED = 8 };

/* No other cell of a part has these users. */
enum { MEMORY_USERS = 140, RECORD_USERS = 180 };

static struct failing *open_failing(void)
{
    static char variable[PATH_MAX + 32];
    const char *path = kit_path("failing");
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(ftruncate(fd, sizeof(struct failing)), 0);
    void *shared = mmap(NULL, sizeof(struct failing), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ck_assert(shared != MAP_FAILED);
    ck_assert_int_eq(close(fd), 0);
    (void)snprintf(variable, sizeof variable, FAILING_VARIABLE "=%s", path);
    kit_set_variable(variable);
    kit_set_program(FAILING_PROGRAM);
    return shared;
}

/* Reads until nothing goes on any more (only JSON says so: in the other front ends each allocation
 * is failed by tests/sweep/test_allocations); false when the program has ended. */
static bool comes_to_rest(struct person *person)
{
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    for (;;) {
        (void)person_can_see(person, "");
        if (person->result != NULL)
            return false;
        if (person->heard.length > person->mark &&
            json_is_null(json_object_get(person->view, "progress")))
            return true;
        long long left = deadline - kit_now_ms();
        struct pollfd wait = {.fd = person->child.out, .events = POLLIN};
        ck_assert_msg(left > 0 && poll(&wait, 1, (int)left) == 1, "it does not come to rest: %s",
                      person_reads(person));
        if ((wait.revents & POLLIN) == 0)
            return false;
    }
}

/* The exit code, and that it is true. */
static int check_truth(struct walk *walk)
{
    unsigned hits = front_hits(walk->front, walk_path(FAULT_DEL));
    bool exists = walk_user_exists(walk);
    person_is_gone(&walk->person);
    int status = walk->person.status;
    ck_assert_msg(WIFEXITED(status), "it ended with the status %#x", (unsigned)status);
    int code = WEXITSTATUS(status);
    ck_assert_msg(strchr("\001\003\004\005\006\010", code) != NULL, "exit %d", code);
    ck_assert_uint_le(hits, 1);
    ck_assert_msg(exists == (code != 0) || code == 4, "exit %d, but the account %s", code,
                  exists ? "is there" : "is gone");
    ck_assert_msg(hits == 1 || (code != 0 && code != 3 && code != 4), "exit %d without a delete",
                  code);
    ck_assert_msg(hits == 0 || code == 0 || code == 3 || code == 4, "exit %d after a delete", code);
    if (hits == 0 && record_count(walk->journal, NULL) > 0)
        JOURNAL_IS(walk, RECORD_COMMIT, "not_sent");
    else if (hits == 0)
        JOURNAL_IS(walk, NULL);
    else if (front_unrecorded(walk->front) > 0) /* that it could not be written is said */
        ck_assert_msg(
            strstr(buf_text(&walk->person.heard), "this machine cannot keep its journal") != NULL,
            "exit %d, no record and no warning: %s", code, buf_text(&walk->person.heard));
    else
        JOURNAL_IS(walk, RECORD_COMMIT, code == 0 ? "deleted" : code == 4 ? "unknown" : "refused");
    person_free(&walk->person);
    return code;
}

/* Starts, and comes to the moment before the request; its reply is going to be held back. */
static void begin(struct walk *walk, enum fault_request request, int user)
{
    timed_set_speed(1);
    walk_plan(walk, request, NULL);
    walk->plan.holds = true;
    walk->ui = PERSON_JSON;
    walk_starts(walk, user, OPTIONS(NULL));
    walk_comes_to(walk);
}

static void wait_held(struct walk *walk)
{
    bool two = walk->request == FAULT_SYS || walk->request == FAULT_REVK;
    front_wait_held(walk->front, two ? 2 : 1);
}

static int end(struct walk *walk)
{
    timed_set_speed(SPEED);
    if (comes_to_rest(&walk->person))
        person_quits(&walk->person);
    int code = check_truth(walk);
    walk_frees(walk);
    return code;
}

/* A delete that left is asked about: it was done. */
static void without_memory_after(struct failing *failing, enum fault_request request, int user,
                                 int place)
{
    static struct walk walk;
    begin(&walk, request, user);
    walk_acts(&walk);
    wait_held(&walk);
    failing->what[0] = '\0';
    atomic_store(&failing->at, atomic_load(&failing->count) + 1 + place);
    front_release(walk.front);
    int code = end(&walk);
    ck_assert_msg(place > 0 || failing->what[0] != '\0', "no allocation failed");
    if (request == FAULT_DEL)
        ck_assert_msg(code == 0 || code == 4, "exit %d", code);
}

/* Nothing was sent, or the one allocation did not matter. */
static void without_memory_before(struct failing *failing, enum fault_request request, int user,
                                  int place)
{
    static struct walk walk;
    begin(&walk, request, user);
    front_release(walk.front);
    failing->what[0] = '\0';
    atomic_store(&failing->at, atomic_load(&failing->count) + 1 + place);
    walk_acts(&walk);
    (void)comes_to_rest(&walk.person);
    if (front_hits(walk.front, walk_path(request)) == 0)
        ck_assert(!person_can_see(&walk.person,
                                  request == FAULT_DEL ? "Deleted: u" : special_usual(request)));
    (void)end(&walk);
    ck_assert_msg(failing->what[0] != '\0', "no allocation failed");
}

void special_memory(enum fault_request request)
{
    static struct walk walk;
    struct failing *failing = open_failing();
    /* How many allocations there are from the act to the request. */
    begin(&walk, request, MEMORY_USERS);
    int from = atomic_load(&failing->count);
    walk_acts(&walk);
    wait_held(&walk);
    int count = atomic_load(&failing->count) - from;
    front_release(walk.front);
    ck_assert_int_eq(end(&walk), request == FAULT_DEL ? 0 : 5);
    ck_assert_int_gt(count, PLACES);
    for (int i = 0; i < PLACES; i++) {
        without_memory_before(failing, request, MEMORY_USERS + 1 + i,
                              i * (count - 1) / (PLACES - 1));
        without_memory_after(failing, request, MEMORY_USERS + 1 + PLACES + i, i);
    }
    kit_set_variable(NULL);
}

/* Row 50 --------------------------------------------------------------------------------------- */

/* Only a delete needs it; but that it is missing is said at once. */
static void without_journal(enum fault_request request, enum person_ui ui, int user, bool kiosk)
{
    static const char warning[] = "Warning: this machine cannot keep its journal of deletions.";
    static struct walk walk;
    bool deletes = request == FAULT_DEL;
    walk.request = request;
    walk.ui = ui;
    walk_blocks_journal(user);
    walk_starts(&walk, user, OPTIONS(kiosk ? "--kiosk" : NULL));
    person_sees(&walk.person, kiosk ? "so no account can be deleted here." : warning);
    walk_comes_and_acts(&walk);
    if (!deletes) {
        person_sees(&walk.person, special_usual(request));
        special_leaves(&walk, 5);
        return;
    }
    person_sees(&walk.person, kiosk ? "This machine could not keep a record of it. Tell the "
                                      "operator. Nothing was sent. Nothing was deleted."
                                    : "Deleted: u");
    if (kiosk) {
        special_leaves(&walk, 1);
        return;
    }
    person_sees(&walk.person, warning);
    walk_check_deletes(&walk, true);
    ck_assert(!walk_user_exists(&walk));
    if (ui != PERSON_PLAIN)
        person_quits(&walk.person);
    walk_ends(&walk, 0);
    walk_frees(&walk);
}

void special_unwritable(enum fault_request request)
{
    for (int i = 0; i < (request == FAULT_DEL ? PERSON_LOOPS : 1); i++) {
        without_journal(request, person_loop_ui(i + (int)request), RECORD_USERS + 2 * i, false);
        without_journal(request, person_loop_ui(i + (int)request + 1), RECORD_USERS + 2 * i + 1,
                        true);
    }
}

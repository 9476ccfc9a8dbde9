/* What a sitting writes into the journal, and what it makes of what earlier ones left there. The
 * test has the clocks in its hands, and each record takes as long to be put on the disk as it says.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/attempts.h"
#include "app/journal.h"
#include "app/receipt.h"
#include "base/buf.h"
#include "base/clock.h"
#include "tests/tap.h"
#include "tests/unit/files.h"

#define HOST "demo.example.org"

enum { LIFE_S = 60, WINDOW_MS = 75000, JOURNAL_SIZE = 8192 };

static const int64_t begin_ms = 5000000, begin_s = 1772352930;

static int64_t now_ms, wall_s, disk_ms;
static bool disk_full;
static struct options options;
static struct session session;

int64_t clock_boot_ms(void)
{
    return now_ms;
}

int64_t clock_wall_s(void)
{
    return wall_s;
}

int64_t clock_real_ms(int64_t ms)
{
    return ms;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    now_ms += disk_ms;
    disk_ms = 0;
    if (disk_full)
        errno = ENOSPC;
    return disk_full ? -1 : __real_fsync(fd);
}

/* A new start of the program. */
static void start(void)
{
    session = (struct session){.options = &options};
    machine_init(&session.machine, HOST, false);
    ck_assert(attempts_prepare(&session));
    attempts_begin(&session);
}

static void restart(void)
{
    attempts_end(&session);
    start();
}

static void begin(void)
{
    files_make();
    now_ms = begin_ms;
    wall_s = begin_s;
    disk_ms = 0;
    disk_full = false;
    options = (struct options){.kiosk = false};
    (void)snprintf(options.journal, sizeof options.journal, "%s", files_path("journal"));
    start();
}

static void end(void)
{
    attempts_end(&session);
    files_remove();
}

/* USER has typed the word for the attempt NUMBER, and the request is about to leave. */
static void arm(const char *user, uint64_t number)
{
    (void)snprintf(session.profile.user_id, sizeof session.profile.user_id, "%s", user);
    session.machine.state = STATE_DELETING;
    delete_step_begin(&session.machine.step, now_ms, now_ms, LIFE_S, number);
    ck_assert(delete_step_arm(&session.machine.step, now_ms, now_ms));
}

static void commit(const char *user, uint64_t number)
{
    arm(user, number);
    ck_assert(attempts_commit(&session));
    ck_assert_int_eq(session.machine.step.state, DELETE_COMMITTED);
}

static const char *journal_text(void)
{
    static char text[JOURNAL_SIZE];
    FILE *file = fopen(options.journal, "re");
    size_t length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
    text[length] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return text;
}

/* The records in their order: the first letter of the attempt, C, or the word of the result. */
static const char *records(void)
{
    static char words[256];
    static const char attempt[] = "\"attempt\":\"", result[] = "\"result\":\"";
    size_t length = 0;
    words[0] = '\0';
    for (const char *line = journal_text(); *line != '\0'; line = strchr(line, '\n') + 1) {
        const char *id = strstr(line, attempt), *word = strstr(line, result);
        const char *stop = strchr(line, '\n');
        ck_assert(id != NULL && stop != NULL);
        word = word != NULL && word < stop ? word + strlen(result) : "C\"";
        length += (size_t)snprintf(words + length, sizeof words - length, "%s%c:%.*s",
                                   length == 0 ? "" : " ", id[strlen(attempt)],
                                   (int)strcspn(word, "\""), word);
        ck_assert_uint_lt(length, sizeof words);
    }
    return words;
}

/* As if the machine had been started anew since. */
static void forget_boot(void)
{
    static const char key[] = "\"boot\":\"";
    char text[JOURNAL_SIZE];
    (void)snprintf(text, sizeof text, "%s", journal_text());
    for (char *at = text; (at = strstr(at, key)) != NULL; at += strlen(key))
        at[strlen(key)] = at[strlen(key)] == '0' ? '1' : '0';
    files_write("journal", text);
}

/* Attempts have the number as their first letter. */
enum { ATTEMPT_2, ATTEMPT_3, ATTEMPT_4 };

START_TEST(commit__is_recorded__before_it_is_one)
    {
        arm("mine", ATTEMPT_2);
        ck_assert_str_eq(records(), "");
        ck_assert(attempts_commit(&session));
        ck_assert_str_eq(records(), "2:C");
        ck_assert(!attempts_commit(&session));
        ck_assert_str_eq(records(), "2:C");
    }
END_TEST

/* Another program sent its order for the account after the journal was read here: not a second one
 * beside it, until it cannot be carried out any more. One of another account does not matter. */
START_TEST(commit__is_refused__beside_one_that_may_still_be_done)
    {
        struct outcome outcome = {.cause = OUTCOME_CAUSE_HOOK_REFUSED};
        const char *whose = _i == 0 ? "mine" : "other";
        commit("mine", ATTEMPT_2);
        char first[JOURNAL_SIZE];
        (void)snprintf(first, sizeof first, "%s", journal_text());
        files_write("journal", ""); /* as it was when this one started */
        restart();
        files_write("journal", first);
        arm(whose, ATTEMPT_3);
        ck_assert_int_eq(attempts_commit(&session), _i != 0);
        attempts_explain(&session, &outcome);
        ck_assert_int_eq(outcome.cause,
                         _i == 0 ? OUTCOME_CAUSE_STILL_OPEN : OUTCOME_CAUSE_HOOK_REFUSED);
        ck_assert_str_eq(records(), _i == 0 ? "2:C 3:C 3:not_sent" : "2:C 3:C");
        restart();
        now_ms += WINDOW_MS;
        commit(whose, ATTEMPT_4);
    }
END_TEST

/* Also when there is no room for the own record. */
START_TEST(commit__is_refused__beside_another_on_a_full_disk)
    {
        struct outcome outcome = {.cause = OUTCOME_CAUSE_HOOK_REFUSED};
        commit("mine", ATTEMPT_2);
        restart();
        arm("mine", ATTEMPT_3);
        disk_full = true;
        ck_assert(!attempts_commit(&session));
        attempts_explain(&session, &outcome);
        ck_assert_int_eq(outcome.cause, OUTCOME_CAUSE_STILL_OPEN);
        now_ms += WINDOW_MS;
        commit("mine", ATTEMPT_4);
    }
END_TEST

/* One that the journal could not take stands in the machine alone, beside an older one that it has.
 */
START_TEST(commit__is_refused__beside_an_order_that_only_the_machine_knows)
    {
        commit("mine", ATTEMPT_2);
        restart();
        now_ms += WINDOW_MS;
        session.machine.unanswered.attempt =
            (struct machine_attempt){"ABCD2345", begin_s, now_ms + WINDOW_MS};
        (void)snprintf(session.machine.unanswered.account.user_id,
                       sizeof session.machine.unanswered.account.user_id, "mine");
        ck_assert_str_eq(attempts_of_user(&session, "mine").id, "ABCD2345");
        arm("mine", ATTEMPT_3);
        ck_assert(!attempts_commit(&session));
        now_ms += WINDOW_MS;
        commit("mine", ATTEMPT_4);
    }
END_TEST

/* A disk that takes its time: the token's life is looked at again, and that nothing was sent is
 * written as well. */
START_TEST(commit__is_given_up__when_the_disk_took_too_long)
    {
        static const int rows[][2] = {{54999, true}, {55000, false}, {600000, false}};
        bool leaves = rows[_i][1];
        arm("mine", ATTEMPT_2);
        disk_ms = rows[_i][0];
        ck_assert_int_eq(attempts_commit(&session), leaves);
        ck_assert_int_eq(session.machine.step.state, leaves ? DELETE_COMMITTED : DELETE_ARMED);
        ck_assert_str_eq(records(), leaves ? "2:C" : "2:C 2:not_sent");
        attempts_follow(&session);
        ck_assert_str_eq(records(), leaves ? "2:C" : "2:C 2:not_sent");
        restart();
        ck_assert_int_eq(session.machine.earlier.id[0] != '\0', leaves);
    }
END_TEST

START_TEST(commit__leaves_no_record__when_it_is_too_late_before)
    {
        arm("mine", ATTEMPT_2);
        now_ms += 55000;
        ck_assert(!attempts_commit(&session));
        ck_assert_str_eq(records(), "");
    }
END_TEST

static void answer(enum delete_step_proof proof)
{
    delete_step_reply(&session.machine.step, proof, now_ms);
}

static void probe(enum delete_step_probe seen)
{
    delete_step_probe(&session.machine.step, seen, now_ms, now_ms);
}

/* Each way in which it can end has its own word. */
START_TEST(result__is_written__as_it_is)
    {
        static const char *const words[] = {"deleted", "refused", "refused",
                                            "deleted", "unknown", "not_deleted"};
        char wanted[32];
        commit("mine", ATTEMPT_2);
        attempts_follow(&session);
        ck_assert_str_eq(records(), "2:C"); /* not before it is known */
        answer(_i == 0   ? DELETE_PROOF_DONE
               : _i == 1 ? DELETE_PROOF_REFUSED
               : _i == 2 ? DELETE_PROOF_DENIED
                         : DELETE_PROOF_NONE);
        if (_i >= 2) {
            attempts_follow(&session);
            ck_assert_str_eq(records(), "2:C");
            now_ms += WINDOW_MS;
            probe(_i == 3 ? DELETE_PROBE_GONE : _i == 4 ? DELETE_PROBE_NOTHING : DELETE_PROBE_SAME);
        }
        attempts_follow(&session);
        attempts_follow(&session);
        (void)snprintf(wanted, sizeof wanted, "2:C 2:%s", words[_i]);
        ck_assert_str_eq(records(), wanted);
        restart();
        ck_assert_int_eq(session.machine.earlier.id[0] != '\0', strcmp(words[_i], "unknown") == 0);
    }
END_TEST

/* Who leaves while it is open: what is known by then. */
START_TEST(result__is_written__at_the_end_at_the_latest)
    {
        static const enum delete_step_proof proofs[] = {DELETE_PROOF_DENIED, DELETE_PROOF_NONE};
        commit("mine", ATTEMPT_2);
        if (_i < 2)
            answer(proofs[_i]);
        session.ended = true;
        attempts_follow(&session);
        ck_assert_str_eq(records(), _i == 0 ? "2:C 2:refused" : "2:C 2:unknown");
    }
END_TEST

/* The account is gone: that answers all that was open about it, and nothing about others. */
START_TEST(deletion__answers__the_earlier_ones_of_the_same_account)
    {
        commit("mine", ATTEMPT_2);
        restart();
        commit("other", ATTEMPT_3);
        restart();
        now_ms += WINDOW_MS;
        commit("mine", ATTEMPT_4);
        answer(DELETE_PROOF_DONE);
        attempts_follow(&session);
        ck_assert_str_eq(records(), "2:C 3:C 4:C 4:deleted 2:deleted");
        restart();
        ck_assert_int_eq(session.machine.earlier.id[0], '3');
    }
END_TEST

/* A refusal answers nothing about an earlier order. */
START_TEST(refusal__answers__only_its_own)
    {
        commit("mine", ATTEMPT_2);
        restart();
        now_ms += WINDOW_MS;
        commit("mine", ATTEMPT_3);
        answer(DELETE_PROOF_REFUSED);
        attempts_follow(&session);
        ck_assert_str_eq(records(), "2:C 3:C 3:refused");
    }
END_TEST

static void carry_out(enum machine_answer how)
{
    struct event event;
    struct effect effect = {.type = EFFECT_ANSWER, .answer = how};
    attempts_answer(&session, &effect, &event);
    ck_assert_int_eq(event.input, ON_JOURNAL);
    ck_assert_int_eq(event.journal, MACHINE_JOURNAL_GOOD);
    session.machine.earlier = event.attempt;
}

START_TEST(answer__closes__what_it_speaks_of)
    {
        for (uint64_t number = ATTEMPT_2; number <= ATTEMPT_4; number++) {
            now_ms += WINDOW_MS;
            commit(number == ATTEMPT_3 ? "other" : "mine", number);
            now_ms += 1000;
            restart();
        }
        ck_assert_int_eq(attempts_of_user(&session, "other").id[0], '3');
        ck_assert_int_eq(attempts_of_user(&session, "mine").id[0], '4'); /* that closes last */
        ck_assert_int_eq(attempts_of_user(&session, "third").id[0], '\0');
        ck_assert_int_eq(session.machine.earlier.id[0], '2');
        if (_i == 0) {
            carry_out(ANSWER_DISMISSED);
            ck_assert_str_eq(records(), "2:C 3:C 4:C 2:dismissed");
            ck_assert_int_eq(session.machine.earlier.id[0], '3');
        } else {
            (void)snprintf(session.profile.user_id, sizeof session.profile.user_id, "mine");
            carry_out(ANSWER_NOT_DELETED);
            ck_assert_str_eq(records(), "2:C 3:C 4:C 4:not_deleted 2:not_deleted");
            ck_assert_int_eq(session.machine.earlier.id[0], '3');
            ck_assert_int_eq(attempts_of_user(&session, "mine").id[0], '\0');
        }
    }
END_TEST

/* The window is proven closed by the clock that nobody sets: by that of the record when the machine
 * was not started anew since, and otherwise only by waiting. */
START_TEST(window__closes__by_no_wall_clock)
    {
        static const int64_t set_s[] = {0, -31536000, 31536000};
        commit("mine", ATTEMPT_2);
        now_ms += 20000;
        wall_s += 20 + set_s[_i];
        restart();
        ck_assert_int_eq(attempts_of_user(&session, "mine").closes_ms, begin_ms + WINDOW_MS);
        ck_assert_int_eq(attempts_of_user(&session, "mine").wall_s, begin_s);
        forget_boot();
        now_ms += 3600000;
        restart();
        ck_assert_int_eq(attempts_of_user(&session, "mine").closes_ms, now_ms + WINDOW_MS);
        now_ms = 1000; /* a clock that began again */
        restart();
        ck_assert_int_eq(attempts_of_user(&session, "mine").closes_ms, now_ms + WINDOW_MS);
    }
END_TEST

/* A clock of the same start that tells of a longer time than there can be is not believed. */
START_TEST(window__closes__after_its_length_at_the_latest)
    {
        commit("mine", ATTEMPT_2);
        now_ms -= 1000000;
        restart();
        ck_assert_int_eq(attempts_of_user(&session, "mine").closes_ms, now_ms + WINDOW_MS);
    }
END_TEST

/* No place for the journal: a person is told, a kiosk does not send. */
START_TEST(commit__without_a_journal__is_for_persons_only)
    {
        struct outcome outcome = {.cause = OUTCOME_CAUSE_HOOK_REFUSED};
        (void)snprintf(options.journal, sizeof options.journal, "%s", files_path("none/journal"));
        options.kiosk = _i == 1;
        restart();
        ck_assert_int_eq(session.machine.journal,
                         options.kiosk ? MACHINE_JOURNAL_BLOCKS : MACHINE_JOURNAL_FAILS);
        arm("mine", ATTEMPT_2);
        ck_assert_int_eq(attempts_commit(&session), !options.kiosk);
        ck_assert_int_eq(session.machine.step.state,
                         options.kiosk ? DELETE_ARMED : DELETE_COMMITTED);
        attempts_explain(&session, &outcome);
        ck_assert_int_eq(outcome.cause,
                         options.kiosk ? OUTCOME_CAUSE_NO_RECORD : OUTCOME_CAUSE_HOOK_REFUSED);
    }
END_TEST

/* The receipt for OUTCOME, as text. */
static const char *receipt(const char *outcome)
{
    static char text[1024];
    session.receipt = buf_init(sizeof text - 1);
    receipt_make(&session, outcome);
    (void)snprintf(text, sizeof text, "%s", buf_text(&session.receipt));
    buf_free(&session.receipt);
    return text;
}

static void pass(struct event event, int64_t after_ms)
{
    struct effects effects;
    now_ms += after_ms;
    wall_s += after_ms / 1000;
    event.now_ms = now_ms;
    event.wall_s = wall_s;
    event.number = session.machine.in_flight;
    machine_update(&session.machine, &event, &effects);
}

/* When it was proven; else when the order left, not when the person did; also of an order that the
 * step does not know any more, whose account and request it then names. */
START_TEST(receipt__has_the_time__of_the_proof_or_of_the_order)
    {
        static const enum machine_input replies[] = {ON_OK, ON_UNKNOWN, ON_SESSION_OVER};
        static const char *const outcomes[] = {"deleted", "unknown", "unknown"};
        static const char *const times[] = {"2026-03-01T08:16:10Z", "2026-03-01T08:15:30Z",
                                            "2026-03-01T08:15:30Z"};
        commit("mine", 0);
        session.machine.in_flight = session.machine.last_number = 1;
        (void)snprintf(session.machine.account.name.text, sizeof session.machine.account.name.text,
                       "mina");
        pass((struct event){.input = replies[_i], .outcome.request_id = {"id-7"}}, 40000);
        if (replies[_i] == ON_SESSION_OVER) {
            pass((struct event){.input = ON_BACK}, 5000);
            session.machine.account = (struct machine_account){.user_id = "other"};
        }
        pass((struct event){.input = ON_QUIT}, 20000);
        const char *text = receipt(outcomes[_i]);
        char time[64];
        (void)snprintf(time, sizeof time, "\"time\":\"%s\"", times[_i]);
        ck_assert_msg(strstr(text, time) != NULL, "%s", text);
        ck_assert_msg(strstr(text, "\"receipt\":\"22222222\"") != NULL, "%s", text);
        ck_assert_msg(strstr(text, "\"account\":\"mina\"") != NULL, "%s", text);
        ck_assert_int_eq(strstr(text, "\"delete\":\"id-7\"") != NULL,
                         replies[_i] == ON_SESSION_OVER);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("attempts");
    TCase *tests = tap_case(suite, "attempts");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, commit__is_recorded__before_it_is_one);
    tcase_add_loop_test(tests, commit__is_refused__beside_one_that_may_still_be_done, 0, 2);
    tcase_add_test(tests, commit__is_refused__beside_another_on_a_full_disk);
    tcase_add_test(tests, commit__is_refused__beside_an_order_that_only_the_machine_knows);
    tcase_add_loop_test(tests, commit__is_given_up__when_the_disk_took_too_long, 0, 3);
    tcase_add_test(tests, commit__leaves_no_record__when_it_is_too_late_before);
    tcase_add_loop_test(tests, commit__without_a_journal__is_for_persons_only, 0, 2);
    tcase_add_loop_test(tests, result__is_written__as_it_is, 0, 6);
    tcase_add_loop_test(tests, result__is_written__at_the_end_at_the_latest, 0, 3);
    tcase_add_test(tests, deletion__answers__the_earlier_ones_of_the_same_account);
    tcase_add_test(tests, refusal__answers__only_its_own);
    tcase_add_loop_test(tests, answer__closes__what_it_speaks_of, 0, 2);
    tcase_add_loop_test(tests, window__closes__by_no_wall_clock, 0, 3);
    tcase_add_test(tests, window__closes__after_its_length_at_the_latest);
    tcase_add_loop_test(tests, receipt__has_the_time__of_the_proof_or_of_the_order, 0, 3);
    return tap_run(suite);
}

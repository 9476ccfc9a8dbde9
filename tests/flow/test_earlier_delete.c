/* What an earlier deletion of unknown outcome makes the machine say and write. */
#include <stdlib.h>
#include <string.h>

#include "flow/machine.h"
#include "tests/tap.h"

enum { NOW_MS = 1000000, WALL_S = 1772352930, CLOSES_MS = NOW_MS + 75000 };

static struct machine machine;
static struct effects effects;
static struct view view;

static const struct machine_attempt attempt = {"ABCD2345", WALL_S, CLOSES_MS};

static void take(struct event event)
{
    if (event.now_ms == 0)
        event.now_ms = NOW_MS;
    machine_update(&machine, &event, &effects);
    machine_view(&machine, &view);
}

static void take_journal(struct machine_attempt earlier, enum machine_journal journal)
{
    take((struct event){.input = ON_JOURNAL, .attempt = earlier, .journal = journal});
}

static const struct view_item *find(const char *id)
{
    for (size_t i = 0; i < view.item_count; i++)
        if (strcmp(view.items[i].id, id) == 0)
            return &view.items[i];
    return NULL;
}

static const struct effect *answer(void)
{
    for (size_t i = 0; i < effects.count; i++)
        if (effects.list[i].type == EFFECT_ANSWER)
            return &effects.list[i];
    return NULL;
}

/* The last sentence when the person leaves now. */
static const char *said_at_end(void)
{
    static char text[VIEW_TEXT_SIZE];
    machine_farewell(&machine, text, sizeof(text));
    return text;
}

static void begin(void)
{
    machine_init(&machine, "demo.example.org", false);
}

/* The profile of USER, asked for ASKED_MS after NOW_MS, comes LATE_MS later, by a wall clock that
 * was set by SET_S, and the journal has an attempt of that user. */
static void sign_in_late(const char *user, int64_t asked_ms, int64_t late_ms, int64_t set_s)
{
    int64_t after_ms = asked_ms + late_ms;
    machine.state = STATE_LOADING_PROFILE;
    machine.signed_in = true;
    machine.in_flight = machine.last_number = 1;
    machine.asked_ms = NOW_MS + asked_ms;
    machine.asked_s = WALL_S + asked_ms / 1000 + set_s;
    struct event event = {.input = ON_OK,
                          .number = 1,
                          .now_ms = NOW_MS + after_ms,
                          .wall_s = WALL_S + after_ms / 1000 + set_s};
    event.outcome.class = OUTCOME_OK;
    (void)memcpy(machine.subject, "mine", sizeof "mine");
    (void)memcpy(event.data.account.user_id, user, strlen(user) + 1);
    (void)memcpy(event.data.account.name.text, user, strlen(user) + 1);
    event.data.attempt = attempt;
    take(event);
}

static void sign_in(const char *user, int64_t after_ms, int64_t set_s)
{
    sign_in_late(user, after_ms, 0, set_s);
}

START_TEST(earlier__is_said__on_the_first_screen_only_and_can_be_dismissed)
    {
        take_journal(attempt, MACHINE_JOURNAL_GOOD);
        ck_assert_ptr_nonnull(find("earlier_deletion"));
        ck_assert_str_eq(find("earlier_receipt")->text, "ABCD2345");
        ck_assert_ptr_nonnull(find("earlier_look"));
        ck_assert_ptr_nonnull(view_find_action(&view, ACTION_DISMISS));
        ck_assert_str_eq(said_at_end(), "Stopped. No deletion was started now.");
        take((struct event){.input = ON_DISMISS});
        ck_assert_int_eq(answer()->answer, ANSWER_DISMISSED);
        ck_assert_str_eq(machine.earlier.id, "ABCD2345");
        take_journal((struct machine_attempt){0}, MACHINE_JOURNAL_GOOD);
        ck_assert_str_eq(view.status, "ABCD2345 will not be shown again.");
        ck_assert_ptr_null(find("earlier_deletion"));
        ck_assert_str_eq(said_at_end(), "Stopped. Nothing was deleted.");
        ck_assert_ptr_null(view_find_action(&view, ACTION_DISMISS));
        take((struct event){.input = ON_DISMISS});
        ck_assert_ptr_null(answer());
    }
END_TEST

/* The screen goes on to the next one, and what was dismissed is called by its name. */
START_TEST(earlier__is_named__when_it_is_dismissed_before_another_one)
    {
        static const struct machine_attempt next = {"WXYZ6789", WALL_S + 60, CLOSES_MS + 60000};
        take_journal(attempt, MACHINE_JOURNAL_GOOD);
        take((struct event){.input = ON_DISMISS});
        take_journal(next, MACHINE_JOURNAL_GOOD);
        ck_assert_str_eq(find("earlier_receipt")->text, "WXYZ6789");
        ck_assert_str_eq(view.status, "ABCD2345 will not be shown again.");
    }
END_TEST

START_TEST(earlier__is_not_called_dismissed__when_that_could_not_be_written)
    {
        take_journal(attempt, MACHINE_JOURNAL_GOOD);
        take((struct event){.input = ON_DISMISS});
        take_journal(attempt, MACHINE_JOURNAL_FAILS);
        ck_assert(!view.has_status);
        ck_assert_ptr_nonnull(find("earlier_deletion"));
        ck_assert_ptr_nonnull(find("journal"));
    }
END_TEST

/* "Still there" is no answer as long as the server could carry the order out; whatever the wall
 * clock says. */
START_TEST(earlier__is_answered__only_when_the_window_has_closed)
    {
        static const int64_t after_ms[] = {0, 74999, 75000, 75001, 86400000};
        static const int64_t set_s[] = {0, -86400, 86400, 31536000};
        for (size_t i = 0; i < sizeof after_ms / sizeof *after_ms; i++) {
            for (size_t j = 0; j < sizeof set_s / sizeof *set_s; j++) {
                bool closed = after_ms[i] >= 75000;
                begin();
                sign_in("mine", after_ms[i], set_s[j]);
                ck_assert_int_eq(machine.state, STATE_ACCOUNT);
                ck_assert_str_eq(view.code, closed ? "STILL_THERE" : "STILL_OPEN");
                ck_assert_int_eq(answer() != NULL, closed);
                if (closed)
                    ck_assert_int_eq(answer()->answer, ANSWER_NOT_DELETED);
            }
        }
    }
END_TEST

/* The reply tells of some moment since it was asked for. */
START_TEST(earlier__is_answered__by_what_was_asked_for_after_that)
    {
        ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
        sign_in_late("mine", 74999, 11001, 0);
        ck_assert_str_eq(view.code, "STILL_OPEN");
        ck_assert_ptr_null(answer());
        begin();
        sign_in_late("mine", 75000, 11000, 0);
        ck_assert_str_eq(view.status, "The deletion of 2026-03-01 08:15:30 was not done: "
                                      "the account is there as of 08:16:45.");
        ck_assert_int_eq(answer()->answer, ANSWER_NOT_DELETED);
    }
END_TEST

/* For people: by the wall clock as it is now. */
START_TEST(earlier__is_said__when_to_come_again)
    {
        ck_assert_int_eq(setenv("TZ", "UTC", 1), 0);
        sign_in("mine", 70001, 3600);
        ck_assert_str_eq(view.status, "The deletion of 2026-03-01 08:15:30 may still be done. "
                                      "Sign in again after 09:16:45.");
        take((struct event){.input = ON_MAIL, .now_ms = NOW_MS + 72000, .wall_s = WALL_S});
        ck_assert_ptr_nonnull(strstr(view.status, "after 09:16:45."));
        begin();
        sign_in("mine", 76000, 3600);
        ck_assert_str_eq(view.status, "The deletion of 2026-03-01 08:15:30 was not done: "
                                      "the account is there as of 09:16:46.");
    }
END_TEST

/* While it is open, another one does not begin; a wall clock that was set does not matter. */
START_TEST(earlier__holds_up_the_next__until_the_window_has_closed)
    {
        static const int64_t set_s[] = {0, -86400, 31536000};
        static const struct {
            int64_t after_ms;
            bool begins;
        } rows[] = {{1, false}, {74999, false}, {75000, true}, {86400000, true}};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            for (size_t j = 0; j < sizeof set_s / sizeof *set_s; j++) {
                begin();
                sign_in("mine", 0, 0);
                ck_assert_str_eq(view.code, "STILL_OPEN");
                take((struct event){.input = ON_DELETE_ACCOUNT,
                                    .now_ms = NOW_MS + rows[i].after_ms,
                                    .wall_s = WALL_S + set_s[j]});
                ck_assert_int_eq(machine.state,
                                 rows[i].begins ? STATE_CONSEQUENCES : STATE_ACCOUNT);
                if (!rows[i].begins)
                    ck_assert_str_eq(view.code, "STILL_OPEN");
            }
        }
        begin();
        sign_in("mine", 75000, 0);
        take((struct event){.input = ON_DELETE_ACCOUNT, .now_ms = NOW_MS + 75000});
        ck_assert_int_eq(machine.state, STATE_CONSEQUENCES);
    }
END_TEST

START_TEST(earlier__is_not_answered__by_a_profile_of_somebody_else)
    {
        sign_in("other", 86400000, 0);
        ck_assert_int_eq(machine.state, STATE_SIGNING_OUT);
        ck_assert_ptr_null(answer());
    }
END_TEST

/* A failed sign-in proves nothing; that the server does not know what was typed is said as that. */
START_TEST(earlier__is_left_open__by_a_sign_in_that_failed)
    {
        static const struct {
            int api_code;
            enum outcome_cause cause;
            const char *says;
        } rows[] = {
            {0, OUTCOME_CAUSE_NONE, "earlier_look"},
            {2005, OUTCOME_CAUSE_LOCKED, "earlier_look"},
            {0, OUTCOME_CAUSE_CREDENTIALS, "earlier_not_accepted"},
            {2333, OUTCOME_CAUSE_CREDENTIALS, "earlier_not_accepted"},
            {2006, OUTCOME_CAUSE_CREDENTIALS, "earlier_look"}, /* it knows the account */
            {2004, OUTCOME_CAUSE_CREDENTIALS, "earlier_no_user"},
        };
        static const char *const ids[] = {"earlier_look", "earlier_not_accepted",
                                          "earlier_no_user"};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            begin();
            take_journal(attempt, MACHINE_JOURNAL_GOOD);
            machine.state = STATE_SIGNING_IN;
            machine.in_flight = machine.last_number = 1;
            struct event event = {.input = ON_WRONG, .number = 1, .wall_s = WALL_S + 86400};
            event.outcome = (struct outcome){
                .class = OUTCOME_WRONG, .cause = rows[i].cause, .api_code = rows[i].api_code};
            take(event);
            ck_assert_ptr_null(answer());
            ck_assert_ptr_nonnull(find("earlier_deletion"));
            for (size_t j = 0; j < sizeof ids / sizeof *ids; j++)
                ck_assert_int_eq(find(ids[j]) != NULL, strcmp(ids[j], rows[i].says) == 0);
        }
    }
END_TEST

/* The state of the journal is said where a deletion begins and from its sending on. */
START_TEST(journal__is_complained_of__where_it_matters)
    {
        for (int state = 0; state < STATE_COUNT; state++) {
            bool said = state == STATE_SIGN_IN || state == STATE_DELETING ||
                        state == STATE_CHECKING_OUTCOME || state == STATE_DELETED ||
                        state == STATE_REFUSED || state == STATE_OUTCOME_UNKNOWN;
            begin();
            machine.state = (enum machine_state)state;
            machine_note_journal(&machine, MACHINE_JOURNAL_FAILS);
            machine_view(&machine, &view);
            ck_assert_msg((find("journal") != NULL) == said, "%s",
                          machine_state_text((enum machine_state)state));
            machine_note_journal(&machine, MACHINE_JOURNAL_GOOD);
            machine_view(&machine, &view);
            ck_assert_ptr_null(find("journal"));
        }
    }
END_TEST

START_TEST(commit__is_asked_for__without_being_done)
    {
        ck_assert(!machine_may_commit_delete(&machine, NOW_MS));
        delete_step_begin(&machine.step, NOW_MS, NOW_MS, 60, 0);
        ck_assert(delete_step_arm(&machine.step, NOW_MS + 1, NOW_MS));
        ck_assert(!machine_may_commit_delete(&machine, NOW_MS + 2));
        machine.state = STATE_DELETING;
        ck_assert(machine_may_commit_delete(&machine, NOW_MS + 2));
        ck_assert(machine_may_commit_delete(&machine, NOW_MS + 54999));
        ck_assert(!machine_may_commit_delete(&machine, NOW_MS + 55000));
        ck_assert_int_eq(machine.step.state, DELETE_ARMED);
        ck_assert_int_eq(delete_step_closes_ms(&machine.step), NOW_MS + 75000);
        ck_assert(machine_commit_delete(&machine, NOW_MS + 3));
        ck_assert(!machine_may_commit_delete(&machine, NOW_MS + 4));
        ck_assert_int_eq(delete_step_closes_ms(&machine.step), NOW_MS + 75000);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("earlier_delete");
    TCase *tests = tap_case(suite, "earlier_delete");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, earlier__is_said__on_the_first_screen_only_and_can_be_dismissed);
    tcase_add_test(tests, earlier__is_named__when_it_is_dismissed_before_another_one);
    tcase_add_test(tests, earlier__is_not_called_dismissed__when_that_could_not_be_written);
    tcase_add_test(tests, earlier__is_answered__only_when_the_window_has_closed);
    tcase_add_test(tests, earlier__is_answered__by_what_was_asked_for_after_that);
    tcase_add_test(tests, earlier__is_said__when_to_come_again);
    tcase_add_test(tests, earlier__holds_up_the_next__until_the_window_has_closed);
    tcase_add_test(tests, earlier__is_not_answered__by_a_profile_of_somebody_else);
    tcase_add_test(tests, earlier__is_left_open__by_a_sign_in_that_failed);
    tcase_add_test(tests, journal__is_complained_of__where_it_matters);
    tcase_add_test(tests, commit__is_asked_for__without_being_done);
    return tap_run(suite);
}

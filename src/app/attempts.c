#include "config.h"

#include "app/attempts.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/journal.h"
#include "app/receipt.h"
#include "base/clock.h"
#include "base/log.h"

#define BOOT_ID_FILE "/proc/sys/kernel/random/boot_id"

enum { OPEN_MAX = 64, BOOT_ID_SIZE = 64 };

struct attempts {
    struct journal *journal;    /* NULL with --demo: its server is gone afterwards */
    char boot_id[BOOT_ID_SIZE]; /* of this machine's last start; "" = not known */
    struct journal_attempt open[OPEN_MAX];
    int64_t seen_ms[OPEN_MAX]; /* clock_boot_ms when each of them was read first */
    size_t open_count;
    struct journal_attempt sent; /* of this sitting, and whose: */
    char user_id[sizeof(((struct genauth_profile *)NULL)->user_id)];
    bool is_sent;                  /* SENT has left, and its RESULT is not written */
    enum outcome_cause blocked_by; /* why the hook said no, when it was not the time */
    bool has_failed;               /* the last time that the journal was used */
    bool has_missed; /* SENT left without its COMMIT: said on, even when the RESULT was written */
};

/* When the window of open attempt I has surely closed. It had begun when it was read, so that it
 * ends a whole window after that at the latest; earlier when the record's clock is the one that
 * still runs. The wall clock proves nothing: it may have been set since. */
static int64_t closes_ms(const struct attempts *attempts, size_t i)
{
    const struct journal_attempt *attempt = &attempts->open[i];
    int64_t latest_ms = attempts->seen_ms[i] + (attempt->closes_s - attempt->time_s) * 1000;
    bool is_earlier = attempt->closes_ms < latest_ms;
    return is_earlier && journal_is_boot(attempt, attempts->boot_id) ? attempt->closes_ms
                                                                     : latest_ms;
}

static struct machine_attempt shown(const struct attempts *attempts, size_t i)
{
    const struct journal_attempt *attempt = &attempts->open[i];
    struct machine_attempt shown = {.wall_s = attempt->time_s, .closes_ms = closes_ms(attempts, i)};
    static_assert(sizeof(shown.id) == sizeof(attempt->attempt), "ids are of one size");
    memcpy(shown.id, attempt->attempt, sizeof(shown.id));
    return shown;
}

static enum machine_journal state_of(const struct session *session)
{
    if (!session->attempts->has_failed && !session->attempts->has_missed)
        return MACHINE_JOURNAL_GOOD;
    return session->options->kiosk ? MACHINE_JOURNAL_BLOCKS : MACHINE_JOURNAL_FAILS;
}

/* The journal worked or not; IS_DONE is returned. */
static bool note(struct session *session, bool is_done, const struct err *err)
{
    session->attempts->has_failed = !is_done;
    if (!is_done) {
        log_event("journal-failed", "reason=%s", err->text);
        session->journal_err = *err;
    }
    return is_done;
}

/* Who comes next to a kiosk learns nothing of who was there before: the question is put to nobody
 * but the account itself. */
static void fill_event(const struct session *session, struct event *event)
{
    const struct attempts *attempts = session->attempts;
    *event = (struct event){.input = ON_JOURNAL, .journal = state_of(session)};
    if (attempts->open_count > 0 && !session->options->kiosk)
        event->attempt = shown(attempts, 0);
}

/* Without it, nothing but waiting tells that a window has closed. */
static void read_boot_id(char id[BOOT_ID_SIZE])
{
    int fd = open(BOOT_ID_FILE, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? 0 : read(fd, id, BOOT_ID_SIZE - 1);
    id[length > 0 ? length : 0] = '\0';
    if (fd >= 0)
        (void)close(fd);
}

bool attempts_prepare(struct session *session)
{
    const struct options *options = session->options;
    session->attempts = calloc(1, sizeof(*session->attempts));
    if (session->attempts == NULL)
        return false;
    if (session->demo != NULL)
        return true;
    session->attempts->journal = journal_new(options->journal, options->syslog);
    if (session->attempts->journal == NULL)
        return false;
    journal_prepare(session->attempts->journal);
    read_boot_id(session->attempts->boot_id);
    return true;
}

const char *attempts_folder(const struct session *session)
{
    const struct journal *journal = session->attempts->journal;
    return journal == NULL ? NULL : journal_folder(journal);
}

/* An attempt that was read before keeps its time: its window does not begin anew. */
static void keep_seen(struct attempts *attempts, const struct attempts *before)
{
    int64_t now_ms = clock_boot_ms();
    for (size_t i = 0; i < attempts->open_count; i++) {
        attempts->seen_ms[i] = now_ms;
        for (size_t j = 0; j < before->open_count; j++)
            if (strcmp(attempts->open[i].attempt, before->open[j].attempt) == 0)
                attempts->seen_ms[i] = before->seen_ms[j];
    }
}

static void read_journal(struct session *session)
{
    struct attempts *attempts = session->attempts;
    struct attempts before = *attempts;
    struct err err = {0};
    bool is_good = journal_read_open(attempts->journal, session->machine.server, attempts->open,
                                     OPEN_MAX, &attempts->open_count, &err) &&
                   (!session->options->kiosk || journal_check(attempts->journal, &err));
    keep_seen(attempts, &before);
    explicit_bzero(&before, sizeof(before));
    note(session, is_good, &err);
    session->journal_err = (struct err){0}; /* the screens say it */
}

void attempts_read_again(struct session *session)
{
    if (session->attempts->journal != NULL)
        read_journal(session);
}

void attempts_begin(struct session *session)
{
    struct event event;
    struct effects none;
    attempts_read_again(session);
    log_event("journal", "good=%d open=%zu", !session->attempts->has_failed,
              session->attempts->open_count);
    fill_event(session, &event);
    event.now_ms = clock_boot_ms();
    event.wall_s = clock_wall_s();
    machine_update(&session->machine, &event, &none);
}

void attempts_end(struct session *session)
{
    if (session->attempts == NULL)
        return;
    journal_free(session->attempts->journal);
    explicit_bzero(session->attempts, sizeof(*session->attempts)); /* whose account it was */
    free(session->attempts);
    session->attempts = NULL;
}

static bool close_attempt(struct session *session, const struct journal_attempt *attempt,
                          enum journal_result result, const char *request_id)
{
    struct err err = {0};
    return note(session,
                journal_close(session->attempts->journal, attempt, result, request_id,
                              clock_wall_s(), &err),
                &err);
}

static struct journal_attempt new_attempt(const struct session *session)
{
    const struct delete_step *step = &session->machine.step;
    struct journal_attempt attempt = {.time_s = clock_wall_s()};
    attempt.closes_ms = delete_step_closes_ms(step);
    int64_t left_ms = attempt.closes_ms - clock_boot_ms();
    attempt.closes_s = attempt.time_s + (left_ms + 999) / 1000;
    static_assert(sizeof(attempt.server) == sizeof(session->machine.server), "hosts are as long");
    memcpy(attempt.attempt, step->attempt, sizeof(attempt.attempt));
    memcpy(attempt.server, session->machine.server, sizeof(attempt.server));
    return attempt;
}

static void forget(struct attempts *attempts, size_t i)
{
    attempts->open_count--;
    memmove(&attempts->open[i], &attempts->open[i + 1],
            (attempts->open_count - i) * sizeof(attempts->open[0]));
    memmove(&attempts->seen_ms[i], &attempts->seen_ms[i + 1],
            (attempts->open_count - i) * sizeof(attempts->seen_ms[0]));
}

/* Whether another program has an order for the account under way that may still be carried out. */
static bool other_is_open(struct session *session)
{
    struct attempts *attempts = session->attempts;
    read_journal(session);
    for (size_t i = attempts->open_count; i-- > 0;)
        if (strcmp(attempts->open[i].attempt, attempts->sent.attempt) == 0)
            forget(attempts, i);
    struct machine_attempt other = attempts_of_user(session, attempts->user_id);
    return other.id[0] != '\0' && clock_boot_ms() < other.closes_ms;
}

/* Writes the record. Why the order must not leave, or NONE. */
static enum outcome_cause write_commit(struct session *session, bool *is_written)
{
    struct attempts *attempts = session->attempts;
    struct err err = {0};
    attempts->sent = new_attempt(session);
    memcpy(attempts->user_id, session->profile.user_id, sizeof(attempts->user_id));
    *is_written = note(session,
                       journal_commit(attempts->journal, &attempts->sent, attempts->user_id,
                                      attempts->boot_id, &err),
                       &err);
    /* Each writes before it looks, so two at the same moment see each other. Who could not write
     * looks all the same. */
    bool is_second = other_is_open(session);
    machine_note_journal(&session->machine, state_of(session));
    if (!*is_written && session->options->kiosk)
        return OUTCOME_CAUSE_NO_RECORD;
    return is_second ? OUTCOME_CAUSE_STILL_OPEN : OUTCOME_CAUSE_NONE;
}

/* The record comes before the commit, so that there is none without it; and the time is looked at
 * after it, because a disk can be slow. */
bool attempts_commit(struct session *session)
{
    struct attempts *attempts = session->attempts;
    bool is_written = false;
    if (!machine_may_commit_delete(&session->machine, clock_boot_ms()))
        return false;
    if (attempts->journal == NULL)
        return machine_commit_delete(&session->machine, clock_boot_ms());
    attempts->blocked_by = write_commit(session, &is_written);
    if (attempts->blocked_by == OUTCOME_CAUSE_NONE &&
        machine_commit_delete(&session->machine, clock_boot_ms())) {
        attempts->is_sent = true;
        attempts->has_missed = !is_written;
        session->request_ids[OPERATION_DELETE_ACCOUNT] = (struct shown){""};
        return true;
    }
    if (is_written)
        close_attempt(session, &attempts->sent, JOURNAL_NOT_SENT, "");
    return false;
}

void attempts_explain(struct session *session, struct outcome *outcome)
{
    enum outcome_cause blocked_by = session->attempts->blocked_by;
    if (blocked_by != OUTCOME_CAUSE_NONE && outcome->cause == OUTCOME_CAUSE_HOOK_REFUSED)
        outcome->cause = blocked_by;
    session->attempts->blocked_by = OUTCOME_CAUSE_NONE;
}

/* What is known of the delete that was sent; false as long as it is being found out. */
static bool find_result(const struct session *session, enum journal_result *result)
{
    switch (session->machine.step.state) {
    case DELETE_DONE:
        *result = JOURNAL_DELETED;
        return true;
    case DELETE_REFUSED:
        *result = JOURNAL_REFUSED;
        return true;
    case DELETE_NOT_ACCEPTED: /* the next sign-in tells */
        *result = JOURNAL_UNKNOWN;
        return true;
    case DELETE_DENIED: /* clear enough when nobody waits for the confirmation */
        *result = JOURNAL_REFUSED;
        return session->ended;
    case DELETE_KEPT:
        *result = JOURNAL_NOT_DELETED;
        return true;
    case DELETE_UNKNOWN:
        *result = JOURNAL_UNKNOWN;
        return session->ended || session->machine.step.next_probe_ms < 0;
    case DELETE_IDLE:
    case DELETE_ARMED:
    case DELETE_COMMITTED:
    default:
        *result = JOURNAL_UNKNOWN;
        return session->ended;
    }
}

/* The account is gone: that answers what was open about it before. */
static void close_older(struct session *session)
{
    struct attempts *attempts = session->attempts;
    for (size_t i = 0; i < attempts->open_count; i++)
        if (journal_is_user(&attempts->open[i], attempts->user_id))
            close_attempt(session, &attempts->open[i], JOURNAL_DELETED, "");
}

void attempts_follow(struct session *session)
{
    struct attempts *attempts = session->attempts;
    enum journal_result result = JOURNAL_UNKNOWN;
    if (!attempts->is_sent || !find_result(session, &result))
        return;
    attempts->is_sent = false;
    close_attempt(session, &attempts->sent, result, receipt_request_id(session));
    if (result == JOURNAL_DELETED)
        close_older(session);
    machine_note_journal(&session->machine, state_of(session));
}

struct machine_attempt attempts_of_user(const struct session *session, const char *user_id)
{
    const struct attempts *attempts = session->attempts;
    struct machine_attempt last = {0};
    for (size_t i = 0; i < attempts->open_count; i++) {
        struct machine_attempt attempt = shown(attempts, i);
        if ((last.id[0] == '\0' || attempt.closes_ms >= last.closes_ms) &&
            journal_is_user(&attempts->open[i], user_id))
            last = attempt;
    }
    /* The journal may have failed, and then the machine alone knows of one. */
    struct machine_attempt own = {0};
    machine_order_of(&session->machine, user_id, &own);
    return own.id[0] != '\0' && own.closes_ms >= last.closes_ms ? own : last;
}

/* The answer is for the one attempt that was spoken of, or, when the account is there after the
 * last window, for all of that account. */
void attempts_answer(struct session *session, const struct effect *effect, struct event *event)
{
    struct attempts *attempts = session->attempts;
    bool is_there = effect->answer == ANSWER_NOT_DELETED;
    const char *id = session->machine.earlier.id;
    for (size_t i = attempts->open_count; i-- > 0;) {
        const struct journal_attempt *attempt = &attempts->open[i];
        bool is_meant = is_there ? journal_is_user(attempt, session->profile.user_id)
                                 : strcmp(attempt->attempt, id) == 0;
        if (is_meant &&
            close_attempt(session, attempt, is_there ? JOURNAL_NOT_DELETED : JOURNAL_DISMISSED, ""))
            forget(attempts, i);
    }
    fill_event(session, event);
}

#include "app/receipt.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/i18n.h"
#include "base/json.h"

enum { RECEIPT_MODE = 0600 };

static void write_text(struct json_writer *writer, const char *key, const struct shown *text)
{
    json_write_string(writer, key, text->text[0] == '\0' ? NULL : text->text);
}

const char *receipt_request_id(const struct session *session)
{
    const struct shown *probe = &session->request_ids[OPERATION_PROBE];
    bool refused = session->machine.step.state == DELETE_REFUSED;
    if (probe->text[0] != '\0' && !refused)
        return probe->text;
    return session->request_ids[OPERATION_DELETE_ACCOUNT].text;
}

const char *receipt_result_request_id(const struct session *session)
{
    const struct machine *machine = &session->machine;
    const struct shown *kept = &machine->unanswered.request_id;
    switch ((int)machine->result) {
    case RESULT_DELETED:
    case RESULT_REFUSED:
        return receipt_request_id(session);
    case RESULT_OUTCOME_UNKNOWN:
        return machine->unanswered.attempt.id[0] != '\0' && machine->step.state == DELETE_IDLE
                   ? kept->text
                   : receipt_request_id(session);
    default:
        return machine->notice == NOTICE_REPLY || machine->notice == NOTICE_SESSION_OVER
                   ? machine->outcome.request_id.text
                   : receipt_request_id(session);
    }
}

/* What the receipt is about: the order of the step, or one of before it that has no verdict. */
struct subject {
    struct machine_order order;
    int64_t time_s;
    bool is_of_step;
};

/* The time is that of the proof; where there is none, that of the order itself, as the screen
 * says. */
static struct subject find_subject(const struct machine *machine, bool is_deleted)
{
    struct subject subject = {.is_of_step = true};
    if (is_deleted || !machine_open_order(machine, &subject.order)) {
        subject.order.account = machine->account;
        memcpy(subject.order.attempt.id, machine->step.attempt, sizeof(subject.order.attempt.id));
        subject.time_s = machine->deleted_wall_s;
        return subject;
    }
    subject.time_s = subject.order.attempt.wall_s;
    subject.is_of_step = strcmp(subject.order.attempt.id, machine->step.attempt) == 0;
    return subject;
}

static void write_receipt(struct session *session, const char *outcome)
{
    static const struct shown none;
    const struct machine *machine = &session->machine;
    struct subject subject = find_subject(machine, strcmp(outcome, "deleted") == 0);
    const struct machine_account *account = &subject.order.account;
    char time[32];
    clock_format_utc(subject.time_s, time, sizeof(time));
    struct json_writer writer = {.buf = &session->receipt};
    json_write_object(&writer, NULL);
    json_write_string(&writer, "receipt", subject.order.attempt.id);
    json_write_string(&writer, "outcome", outcome);
    json_write_string(&writer, "time", time);
    json_write_string(&writer, "server", session->api.base_url);
    json_write_boolean(&writer, "sandbox", machine->sandbox);
    write_text(&writer, "user_id", &account->shown_id);
    write_text(&writer, "account", &account->name);
    write_text(&writer, "email", &account->email);
    write_text(&writer, "phone", &account->phone);
    json_write_boolean(&writer, "found_by_asking_again", machine->step.by_probe);
    json_write_object(&writer, "request_ids");
    static const enum machine_operation verify[] = {OPERATION_VERIFY_EMAIL, OPERATION_VERIFY_PHONE,
                                                    OPERATION_VERIFY_PASSWORD};
    const struct shown *ids = session->request_ids;
    const struct shown *verify_id =
        &ids[verify[machine->method == FORM_METHOD_NONE ? 0 : machine->method - FORM_METHOD_EMAIL]];
    bool is_of_step = subject.is_of_step; /* later requests have taken the others' places */
    write_text(&writer, "verify", is_of_step ? verify_id : &none);
    write_text(&writer, "delete",
               is_of_step ? &ids[OPERATION_DELETE_ACCOUNT] : &subject.order.request_id);
    write_text(&writer, "probe", is_of_step ? &ids[OPERATION_PROBE] : &none);
    json_write_end(&writer, '}');
    json_write_end(&writer, '}');
}

static void write_file(struct session *session, const char *file)
{
    struct err *err = &session->receipt_err;
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, RECEIPT_MODE);
    struct shown shown = text_neutralise(file, strlen(file), 0);
    if (fd < 0) {
        err_set(err, _("The receipt could not be written to %s: %s."), shown.text, strerror(errno));
        return;
    }
    bool written = file_write_all(fd, buf_text(&session->receipt), session->receipt.length) &&
                   file_write_all(fd, "\n", 1) && fsync(fd) == 0;
    if (close(fd) != 0 || !written) {
        unlink(file); /* a half receipt is none */
        err_set(err, _("The receipt could not be written to %s: %s."), shown.text, strerror(errno));
    }
}

void receipt_make(struct session *session, const char *outcome)
{
    buf_reset(&session->receipt);
    write_receipt(session, outcome);
    if (session->options->receipt[0] == '\0')
        return;
    if (session->receipt.failed)
        err_set(&session->receipt_err, "%s", _("There is not enough memory."));
    else
        write_file(session, session->options->receipt);
}

bool receipt_check_file(const char *file, struct err *err)
{
    struct stat status;
    struct shown shown = text_neutralise(file, strlen(file), 0);
    if (lstat(file, &status) == 0)
        return err_set(err, _("--receipt: %s exists already. Nothing is overwritten."), shown.text);
    char path[OPTIONS_PATH_SIZE];
    if (snprintf(path, sizeof(path), "%s", file) >= (int)sizeof(path))
        return err_set(err, _("--receipt: the name is too long."));
    const char *folder = dirname(path);
    /* Flawfinder: ignore (an early word for the person; open decides, with O_EXCL) */
    if (access(folder, W_OK | X_OK) != 0)
        return err_set(err, _("--receipt: the folder of %s cannot be written: %s."), shown.text,
                       strerror(errno));
    return true;
}

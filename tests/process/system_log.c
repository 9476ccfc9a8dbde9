/* --syslog: what the system's log is told of a deletion, and when. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/record.h"
#include "tests/process/test_process.h"

#define JOURNAL "state/genauth-tui/journal"

enum { USERS_MAX = 32, LINE_SIZE = 4096 };

/* One person before one sandbox, and what may not be in the log. */
struct scene {
    struct process sandbox;
    struct person person;
    json_t *users; /* as they were before */
    char code[7];
    int log; /* where the lines of the log come */
};

/* A socket of TYPE at PATH, where the log is taken. */
static int open_log(const char *path, int type)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    ck_assert_int_lt(snprintf(address.sun_path, sizeof address.sun_path, "%s", path),
                     (int)sizeof address.sun_path);
    int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    ck_assert(fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0);
    return fd;
}

static void wait_for(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    ck_assert_msg(poll(&wait, 1, KIT_WAIT_MS) == 1, "nothing came to the log");
}

/* Up to the screen that asks for the word. */
static void begin(struct scene *scene, enum person_ui ui)
{
    struct answer answer = harness_call(&scene->sandbox, (struct call){.path = "/sandbox/users"});
    scene->users = json_deep_copy(answer.json);
    answer_free(&answer);
    ck_assert_uint_gt(json_array_size(scene->users), 0);
    person_starts(&scene->person, ui, &scene->sandbox, OPTIONS("--syslog"));
    person_comes_to_confirm(&scene->person, &scene->sandbox, 0);
    kit_code(&scene->sandbox, person_methods[0].to, 1, scene->code);
}

static void end(struct scene *scene)
{
    person_sees(&scene->person, "Deleted: ");
    if (scene->person.ui != PERSON_PLAIN)
        person_quits(&scene->person);
    person_ends(&scene->person, 0);
    json_decref(scene->users);
    (void)close(scene->log);
}

/* The next line, without the priority, which must be that of a notice, and what the C library puts
 * before it. */
static const char *next_line(const struct scene *scene, char line[LINE_SIZE])
{
    char priority[16];
    wait_for(scene->log);
    ssize_t length = recv(scene->log, line, LINE_SIZE - 1, 0);
    ck_assert_int_gt(length, 0);
    line[length] = '\0';
    (void)snprintf(priority, sizeof priority, "<%d>", LOG_AUTHPRIV | LOG_NOTICE);
    ck_assert_msg(strncmp(line, priority, strlen(priority)) == 0, "%s", line);
    char *text = strstr(line, ": ");
    ck_assert_ptr_nonnull(text);
    return text + 2;
}

static void check_lacks(const char *line, const char *value)
{
    ck_assert_msg(value[0] == '\0' || strstr(line, value) == NULL, "%s is in %s", value, line);
}

/* LINE is record NUMBER of the journal, and nothing besides: not what is known of a person, nor
 * what proves who it is. */
static void check_line(const struct scene *scene, const char *line, int number)
{
    static const char *const keys[] = {"id", "username", "email", "phone", "name", "nickname"};
    struct records records;
    char wanted[LINE_SIZE];
    record_read(&records, kit_path(JOURNAL));
    ck_assert_int_gt(records.count, number); /* it is written first */
    const json_t *record = records.list[number];
    int length = snprintf(wanted, sizeof wanted, "type=%s attempt=%s time=%s server=%s user=%s ",
                          number == 0 ? "COMMIT" : "RESULT", record_field(record, "attempt"),
                          record_field(record, "time"), record_field(record, "server"),
                          record_field(record, "user"));
    if (number == 0)
        (void)snprintf(wanted + length, sizeof wanted - (size_t)length, "closes=%s",
                       record_field(record, "closes"));
    else
        (void)snprintf(wanted + length, sizeof wanted - (size_t)length,
                       "result=deleted request_id=%s", record_field(record, "request_id"));
    ck_assert_str_eq(line, wanted);
    ck_assert_str_eq(record_field(record, "attempt"), record_field(records.list[0], "attempt"));
    ck_assert_uint_eq(strlen(record_field(record, "attempt")), 8);
    check_lacks(line, record_field(records.list[0], "key"));
    check_lacks(line, person_password);
    check_lacks(line, scene->code);
    check_lacks(line, "example.org");
    size_t i = 0;
    const json_t *user = NULL;
    json_array_foreach(scene->users, i, user)
    {
        for (size_t j = 0; j < sizeof keys / sizeof *keys; j++)
            check_lacks(line, record_field(user, keys[j]));
    }
    record_free(&records);
}

/* The program waits after each line until we answer. */
START_TEST(order)
    {
        struct scene scene = {.log = -1};
        char line[LINE_SIZE];
        SANDBOX(&scene.sandbox, NULL, NULL);
        int listener = open_log(kit_path("log"), SOCK_SEQPACKET);
        ck_assert_int_eq(listen(listener, 1), 0);
        kit_set_program(TOLD_PROGRAM);
        begin(&scene, person_loop_ui(_i));
        scene.log = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        ck_assert_int_ge(scene.log, 0);
        (void)close(listener);
        struct pollfd early = {.fd = scene.log, .events = POLLIN};
        ck_assert_int_eq(poll(&early, 1, 0), 0);
        person_submits(&scene.person, "phrase", "DELETE");
        for (int number = 0; number < 2; number++) {
            check_line(&scene, next_line(&scene, line), number);
            ck_assert_int_eq(record_count(kit_path(JOURNAL), NULL), number + 1);
            ck_assert_int_eq(kit_hits(&scene.sandbox, "delete-account"), number);
            ck_assert_int_eq(send(scene.log, "", 1, MSG_NOSIGNAL), 1);
        }
        end(&scene);
    }
END_TEST

/* A /dev that only this test sees, with LOG in it. False where that is not allowed. */
static bool make_dev(int *log)
{
    static const char *const devices[] = {"null", "zero", "random", "urandom", "tty"};
    char from[32], to[64];
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    ck_assert_int_eq(mkdir(kit_path("dev"), 0755), 0);
    if (mount("tmpfs", kit_path("dev"), "tmpfs", MS_NOSUID | MS_NOEXEC, NULL) != 0)
        return false;
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++) {
        (void)snprintf(from, sizeof from, "/dev/%s", devices[i]);
        (void)snprintf(to, sizeof to, "dev/%s", devices[i]);
        int file = open(kit_path(to), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ck_assert(file >= 0 && close(file) == 0);
        ck_assert_int_eq(mount(from, kit_path(to), NULL, MS_BIND, NULL), 0);
    }
    *log = open_log(kit_path("dev/log"), SOCK_DGRAM);
    ck_assert_int_eq(mount(kit_path("dev"), "/dev", NULL, MS_MOVE, NULL), 0);
    return true;
}

/* The C library's own syslog, through a socket that was opened before the program is confined. */
START_TEST(dev_log)
    {
        struct scene scene = {.log = -1};
        char line[LINE_SIZE];
        SANDBOX(&scene.sandbox, NULL, NULL);
        if (!make_dev(&scene.log)) {
            kit_skip("nobody but root can have a /dev of his own here");
            return;
        }
        begin(&scene, PERSON_JSON);
        person_submits(&scene.person, "phrase", "DELETE");
        for (int number = 0; number < 2; number++) {
            check_line(&scene, next_line(&scene, line), number);
            ck_assert_ptr_nonnull(strstr(line, " genauth-tui["));
        }
        end(&scene);
    }
END_TEST

static void add_system_log(TCase *tests)
{
    tcase_add_loop_test(tests, order, 0, PERSON_LOOPS);
    tcase_add_test(tests, dev_log);
}

static const struct kit_part parts[] = {{"system_log", add_system_log}};
const struct kit_group process_system_log = {parts, sizeof parts / sizeof *parts};

#include "config.h"

#include "tests/sweep/errand.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/kit.h"

enum {
    WAIT_MS = 30000,
    LINE_SIZE = 64 * 1024,
    ARGUMENTS_MAX = 40,
    TRIES_MAX = 3,
    ACTS_MAX = 40,
    USERS = 60, /* a user for each errand until the next sandbox */
};

/* One errand under way. */
struct walk {
    const struct errand *errand;
    struct errand_end *end;
    struct kit_child child;
    char line[LINE_SIZE];
    size_t length;
    char id[32];           /* of the newest view */
    bool acted;            /* on that view */
    bool idle;             /* the person does nothing any more */
    bool may_quit;         /* on that view */
    bool has_email_failed; /* no mail came: now by SMS */
    int acts, tries[8];
};

enum { SIGN_IN, ACCOUNT, CONSEQUENCES, ENTER_CODE, ENTER_PASSWORD, CONFIRM };

static void say(struct walk *walk, json_t *command)
{
    char *text = json_dumps(command, JSON_COMPACT);
    ck_assert_ptr_nonnull(text);
    /* A program that has just died does not take it, which shows soon enough. */
    if (dprintf(walk->child.in, "%s\n", text) < 0)
        walk->idle = true;
    free(text);
    json_decref(command);
    walk->acts++;
}

static void leave(struct walk *walk)
{
    say(walk, json_pack("{s:s}", "do", walk->may_quit ? "quit" : "back"));
}

static void submit(struct walk *walk, const char *field, const char *value)
{
    say(walk, json_pack("{s:s, s:{s:s}}", "do", "submit", "fields", field, value));
}

static void enter_code(struct walk *walk)
{
    char text[HARNESS_TEXT_SIZE], code[7];
    const struct errand *errand = walk->errand;
    const char *to = walk->has_email_failed ? errand->phone : errand->email;
    if (harness_message(errand->sandbox, to, text) == 0) {
        /* None was sent, and for a minute none will be. */
        walk->has_email_failed = true;
        say(walk, json_pack("{s:s}", "do", "back"));
        return;
    }
    harness_find_code(text, code);
    submit(walk, "code", code);
}

static const char *method_of(const struct walk *walk)
{
    if (walk->errand->email == NULL)
        return "password";
    return walk->has_email_failed ? "phone" : "email";
}

static void act(struct walk *walk)
{
    static const char *const ids[] = {"sign_in",    "account",        "consequences",
                                      "enter_code", "enter_password", "confirm"};
    const struct errand *errand = walk->errand;
    int at = 0;
    while (at <= CONFIRM && strcmp(walk->id, ids[at]) != 0)
        at++;
    if (walk->acts > ACTS_MAX) { /* it takes no command any more */
        (void)close(walk->child.in);
        walk->child.in = -1;
        walk->idle = true;
        return;
    }
    if (at > CONFIRM || ++walk->tries[at] > TRIES_MAX || walk->acts >= ACTS_MAX) {
        leave(walk);
        return;
    }
    if (at == SIGN_IN)
        say(walk, json_pack("{s:s, s:{s:s, s:s}}", "do", "submit", "fields", "account",
                            errand->user, "password", errand->password));
    else if (at == ACCOUNT)
        say(walk, json_pack("{s:s}", "do", "delete_account"));
    else if (at == CONSEQUENCES)
        submit(walk, "method", method_of(walk));
    else if (at == ENTER_CODE)
        enter_code(walk);
    else if (at == ENTER_PASSWORD)
        submit(walk, "password", errand->password);
    else {
        walk->end->asked = true;
        submit(walk, "phrase", "DELETE");
    }
}

static bool has_action(const json_t *view, const char *id)
{
    size_t i = 0;
    const json_t *action = NULL;
    json_array_foreach(json_object_get(view, "actions"), i, action)
    {
        const char *name = json_string_value(json_object_get(action, "id"));
        if (name != NULL && strcmp(name, id) == 0)
            return true;
    }
    return false;
}

static bool is_busy(const char *id)
{
    static const char *const ids[] = {"signing_in",    "loading_profile", "sending_code",
                                      "checking_code", "deleting",        "checking_outcome",
                                      "signing_out"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(id, ids[i]) == 0)
            return true;
    return false;
}

static void take_view(struct walk *walk, const json_t *view)
{
    const char *id = json_string_value(json_object_get(view, "id"));
    const json_t *status = json_object_get(view, "status");
    const char *severity = json_string_value(json_object_get(status, "severity"));
    if (id == NULL)
        return;
    walk->may_quit = has_action(view, "quit");
    if (strcmp(id, walk->id) != 0) {
        size_t used = strlen(walk->end->views);
        (void)snprintf(walk->id, sizeof walk->id, "%s", id);
        (void)snprintf(walk->end->views + used, sizeof walk->end->views - used, "%s ", id);
        walk->acted = false;
        walk->end->open = walk->end->open || strcmp(id, "checking_outcome") == 0;
        if (walk->errand->on_view != NULL &&
            !walk->errand->on_view(walk->errand->context, id, walk->child.pid))
            walk->idle = true;
    }
    bool error = severity != NULL && strcmp(severity, "error") == 0;
    if (walk->idle || is_busy(id) || (walk->acted && !error))
        return;
    walk->acted = true;
    act(walk);
}

static void take_line(struct walk *walk, const char *line, size_t length)
{
    json_t *object = json_loadb(line, length, 0, NULL);
    const char *type = json_string_value(json_object_get(object, "type"));
    if (type != NULL && strcmp(type, "view") == 0) {
        take_view(walk, object);
    } else if (type != NULL && strcmp(type, "result") == 0) {
        const char *code = json_string_value(json_object_get(object, "code"));
        (void)snprintf(walk->end->code, sizeof walk->end->code, "%s", code == NULL ? "?" : code);
        walk->end->exit = (int)json_integer_value(json_object_get(object, "exit"));
        walk->idle = true;
    } else if (type != NULL && strcmp(type, "error") == 0) {
        (void)snprintf(walk->end->error, sizeof walk->end->error, "%.*s", (int)length, line);
        if (!walk->idle && !is_busy(walk->id))
            act(walk);
    }
    json_decref(object);
}

/* False at the end of the output, or when none comes. */
static bool hear(struct walk *walk)
{
    struct pollfd wait = {.fd = walk->child.out, .events = POLLIN};
    int limit_ms = walk->errand->wait_ms > 0 ? walk->errand->wait_ms : WAIT_MS;
    size_t room = sizeof walk->line - walk->length;
    walk->end->hung = poll(&wait, 1, limit_ms) == 0;
    ssize_t got =
        walk->end->hung || room == 0 ? 0 : read(walk->child.out, walk->line + walk->length, room);
    if (got <= 0)
        return false;
    walk->length += (size_t)got;
    const char *start = walk->line;
    const char *newline = NULL;
    while ((newline = memchr(start, '\n', walk->length)) != NULL) {
        size_t length = (size_t)(newline - start);
        take_line(walk, start, length);
        walk->length -= length + 1;
        start = newline + 1;
    }
    memmove(walk->line, start, walk->length);
    return true;
}

const char *const *errand_arguments(const struct errand *errand, const char *front_end)
{
    static const char *all[ARGUMENTS_MAX];
    static struct process server;
    static const char *const none[] = {NULL};
    const char *options[16] = {front_end};
    const char *const *from = errand->options == NULL ? none : errand->options;
    size_t count = 0;
    for (size_t i = 1; i < 15 && *from != NULL; i++)
        options[i] = *from++;
    server = *errand->sandbox;
    if (errand->port > 0)
        (void)snprintf(server.url, sizeof server.url, "https://127.0.0.1:%d", errand->port);
    const char *const *usual = kit_arguments(&server, options);
    for (from = errand->before == NULL ? none : errand->before; *from != NULL; from++)
        all[count++] = *from;
    all[count++] = errand->program == NULL ? usual[0] : errand->program;
    for (from = usual + 1; *from != NULL && count < ARGUMENTS_MAX - 1; from++)
        all[count++] = *from;
    all[count] = NULL;
    return all;
}

static void read_rest(int fd, char *text, size_t size)
{
    size_t length = 0;
    ssize_t got = 0;
    (void)fcntl(fd, F_SETFL, O_NONBLOCK);
    while (length < size - 1 && (got = read(fd, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
}

void errand_run(const struct errand *errand, struct errand_end *end)
{
    static struct walk walk;
    *end = (struct errand_end){0};
    walk = (struct walk){.errand = errand, .end = end};
    walk.child = kit_spawn(errand_arguments(errand, "--json"));
    while (hear(&walk))
        continue;
    if (end->hung)
        (void)kill(walk.child.pid, SIGKILL);
    ck_assert_int_eq(waitpid(walk.child.pid, &end->status, 0), walk.child.pid);
    read_rest(walk.child.err, end->err, sizeof end->err);
    if (walk.child.in >= 0)
        (void)close(walk.child.in);
    (void)close(walk.child.out);
    (void)close(walk.child.err);
}

/* Is it true? -------------------------------------------------------------------------------- */

static const struct {
    const char *code;
    int exit;
    bool may_exist, may_be_gone;
} results[] = {
    {"DELETED", 0, false, true},        {"REFUSED", 3, true, false},
    {"OUTCOME_UNKNOWN", 4, true, true}, {"CANCELLED", 5, true, false},
    {"NOT_SENT", 6, true, false},       {"NOT_PROVEN", 7, true, false},
    {"SIGN_IN_FAILED", 8, true, false}, {"INTERNAL", 1, true, false},
    {"USAGE", 2, true, false},          {"", 9, true, false},
};

bool errand_is_true(const struct errand_end *end, const struct errand_truth *truth, char *why,
                    size_t size)
{
    int code = WIFEXITED(end->status) ? WEXITSTATUS(end->status) : -1;
    const char *lie = NULL;
    size_t i = 0;
    while (i < sizeof results / sizeof *results && results[i].exit != code)
        i++;
    if (end->hung)
        lie = "it did not end";
    else if (i == sizeof results / sizeof *results)
        lie = "no documented end";
    else if (end->code[0] != '\0' && (strcmp(end->code, results[i].code) != 0 || end->exit != code))
        lie = "result and exit code differ";
    else if (truth->deletes > 1)
        lie = "more than one delete";
    else if (truth->exists ? !results[i].may_exist : !results[i].may_be_gone)
        lie = "wrong verdict";
    else if (code == 4 && !end->asked)
        lie = "unknown, and nobody asked for it";
    if (lie == NULL)
        return true;
    (void)snprintf(why, size,
                   "%s: exit %d, signal %d, result \"%s\" %d, %d deletes, the user %s; views: %s; "
                   "last error: %s; stderr: %s",
                   lie, code, WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0, end->code,
                   end->exit, truth->deletes, truth->exists ? "exists" : "is gone", end->views,
                   end->error, end->err);
    return false;
}

static const char *journal_path(void)
{
    return kit_path("state/genauth-tui/journal");
}

char *errand_journal(void)
{
    return kit_read_file(journal_path());
}

void errand_forget_journal(void)
{
    ck_assert(unlink(journal_path()) == 0 || errno == ENOENT);
}

/* The result of the last record, as it is written there; "" = the attempt is open, or there is
 * none. */
static const char *last_result(const char *journal)
{
    static char result[32];
    static const char key[] = "\"result\":\"";
    const char *last = NULL;
    for (const char *at = journal; (at = strstr(at, "\"type\":\"")) != NULL; at++)
        last = at;
    const char *value = last == NULL ? NULL : strstr(last, key);
    result[0] = '\0';
    if (value != NULL)
        (void)snprintf(result, sizeof result, "%.*s", (int)strcspn(value + strlen(key), "\""),
                       value + strlen(key));
    return result;
}

bool errand_journal_is_true(const struct errand_end *end, const struct errand_truth *truth,
                            char *why, size_t size)
{
    char *journal = errand_journal();
    const char *text = journal == NULL ? "" : journal;
    const char *result = last_result(text);
    bool has_commit = strstr(text, "\"COMMIT\"") != NULL;
    int code = WIFEXITED(end->status) ? WEXITSTATUS(end->status) : -1;
    bool agrees = code == 0   ? strcmp(result, "deleted") == 0
                  : code == 4 ? result[0] == '\0' || strcmp(result, "unknown") == 0
                              : strcmp(result, "deleted") != 0 && strcmp(result, "unknown") != 0 &&
                                    has_commit == (result[0] != '\0');
    agrees = agrees && (has_commit || truth->deletes == 0);
    if (!agrees)
        (void)snprintf(why, size, "exit %d, %d deletes, but the journal has: %.1000s", code,
                       truth->deletes, text);
    free(journal);
    return agrees;
}

/* Users -------------------------------------------------------------------------------------- */

static char seed[PATH_MAX + 16];

void errand_prepare(void)
{
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(USERS));
    /* The program may be gone when it is written to. */
    ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
}

void errand_next_user(struct errand_users *users, const char *const *options)
{
    if (users->next == users->count) {
        const char *all[16] = {"--allow-password-deletion", seed};
        for (size_t i = 2; i < 15 && *options != NULL; i++)
            all[i] = *options++;
        if (users->count > 0)
            (void)harness_stop(&users->sandbox, SIGTERM);
        kit_sandbox(&users->sandbox, NULL, all);
        users->count = USERS;
        users->next = 0;
        users->deletes = 0;
    }
    int number = users->next++;
    (void)snprintf(users->user, sizeof users->user, "u%02d", number);
    (void)snprintf(users->password, sizeof users->password, "pw-u%02d", number);
    (void)snprintf(users->email, sizeof users->email, "u%02d@example.org", number);
    (void)snprintf(users->phone, sizeof users->phone, "+8613000001%03d", number);
}

struct errand_truth errand_look(struct errand_users *users)
{
    int deletes = kit_hits(&users->sandbox, "delete-account");
    struct errand_truth truth = {.exists = harness_user_exists(&users->sandbox, users->user),
                                 .deletes = deletes - users->deletes};
    users->deletes = deletes;
    return truth;
}

int errand_main(const char *name, void (*add)(TCase *tests))
{
    Suite *suite = suite_create("sweep");
    TCase *tests = tap_case(suite, name);
    tcase_add_unchecked_fixture(tests, kit_share_folder, harness_clean);
    tcase_set_timeout(tests, 0);
    add(tests);
    return tap_run(suite);
}

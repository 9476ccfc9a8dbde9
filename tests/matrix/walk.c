#include "config.h"

#include "tests/e2e/record.h"
#include "tests/matrix/walk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct process walk_sandbox;
struct bad_certs *walk_certs;

void walk_prepare(void)
{
    char seed[PATH_MAX + 16], life[32];
    (void)signal(SIGPIPE, SIG_IGN);
    kit_time_begin();
    walk_certs = bad_certs_new();
    ck_assert_ptr_nonnull(walk_certs);
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(WALK_USERS));
    (void)snprintf(life, sizeof life, "--token-lifetime=%d", WALK_TOKEN_S);
    SANDBOX(&walk_sandbox, NULL, seed, life);
}

void walk_clean(void)
{
    (void)harness_stop(&walk_sandbox, SIGTERM);
    bad_certs_free(walk_certs);
}

const char *walk_path(enum fault_request request)
{
    static const char *const paths[FAULT_REQUESTS] = {
        [FAULT_SYS] = "/api/v3/system",
        [FAULT_SIGN] = "/api/v3/signin",
        [FAULT_MAIL] = "/api/v3/send-email",
        [FAULT_PROF] = "/api/v3/get-profile",
        [FAULT_VRFY] = "/api/v3/verify-delete-account-request",
        [FAULT_DEL] = "/api/v3/delete-account",
        [FAULT_REVK] = "/oidc/token/revocation",
    };
    return paths[request];
}

/* The public key is only asked for when passwords are sent encrypted. */
static const char *encryption_option(void)
{
    static char option[PATH_MAX + 16];
    const char *path = kit_path("encryption.conf");
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fprintf(file, "password-encryption = rsa\n"), 0);
    ck_assert_int_eq(fclose(file), 0);
    (void)snprintf(option, sizeof option, "--config=%s", path);
    return option;
}

void walk_plan(struct walk *walk, enum fault_request request, const struct fault *fault)
{
    static const struct {
        enum fault_request request;
        unsigned count;
    } after[FAULT_REQUESTS] = {
        [FAULT_SIGN] = {FAULT_SYS, 1},  [FAULT_MAIL] = {FAULT_PROF, 1},
        [FAULT_PROF] = {FAULT_SIGN, 1}, [FAULT_VRFY] = {FAULT_MAIL, 1},
        [FAULT_DEL] = {FAULT_PROF, 2},  [FAULT_REVK] = {FAULT_PROF, 1},
    };
    walk->request = request;
    walk->plan = (struct front_plan){.fault = fault, .path = walk_path(request), .from = 1};
    if (request == FAULT_SYS || fault == NULL)
        return;
    walk->plan.after = walk_path(after[request].request);
    walk->plan.after_count = after[request].count;
}

/* Each user's programs have a journal of their own: a port may come twice in a cell. */
static const char *state_of(int user)
{
    static char name[16];
    (void)snprintf(name, sizeof name, "state-%d", user);
    return name;
}

/* On the way to the request time stands still, or a busy machine would end by itself what is not on
 * trial; unless the fault is on before. */
static void set_way_speed(const struct walk *walk, int64_t speed)
{
    if (walk->request != FAULT_SYS && walk->plan.speed == 0)
        timed_set_speed(speed);
}

void walk_restarts(struct walk *walk, const char *const *options)
{
    const char *all[8] = {NULL};
    int count = 0;
    kit_set_state(state_of(walk->number));
    if (walk->request == FAULT_SYS)
        all[count++] = encryption_option();
    while (*options != NULL && count < 7)
        all[count++] = *options++;
    person_starts(&walk->person, walk->ui, &walk->server, all);
}

void walk_starts(struct walk *walk, int number, const char *const *options)
{
    char *end = NULL;
    char journal[64];
    walk->number = number;
    (void)snprintf(journal, sizeof journal, "%s/genauth-tui/journal", state_of(number));
    (void)snprintf(walk->journal, sizeof walk->journal, "%s", kit_path(journal));
    walk->plan.journal = walk->journal;
    (void)snprintf(walk->user, sizeof walk->user, "u%02d", number);
    (void)snprintf(walk->password, sizeof walk->password, "pw-u%02d", number);
    (void)snprintf(walk->email, sizeof walk->email, "u%02d@example.org", number);
    int port = (int)strtol(strrchr(walk_sandbox.url, ':') + 1, &end, 10);
    walk->front = front_start(&walk->plan, walk_certs, port);
    walk->server = walk_sandbox;
    (void)snprintf(walk->server.url, sizeof walk->server.url, "https://%s:%d",
                   walk->plan.fault != NULL && walk->plan.fault->no_name ? TIMED_NAME : "127.0.0.1",
                   front_port(walk->front));
    (void)snprintf(walk->server.ca, sizeof walk->server.ca, "%s", walk_certs->ca_file);
    set_way_speed(walk, 0);
    walk_restarts(walk, options);
}

void walk_blocks_journal(int number)
{
    char name[32];
    (void)snprintf(name, sizeof name, "%s/genauth-tui", state_of(number));
    ck_assert_int_eq(mkdir(kit_path(state_of(number)), 0700), 0);
    int fd = open(kit_path(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(close(fd), 0);
}

void walk_check_journal(const struct walk *walk, const char *const *wanted)
{
    record_check(walk->journal, wanted);
    ck_assert_msg(front_unrecorded(walk->front) == 0, "a delete came before its record");
}

void walk_code(struct walk *walk, char code[7])
{
    kit_code(&walk_sandbox, walk->email, 1, code);
}

static void sign_in(struct walk *walk)
{
    person_sees(&walk->person, "Account:");
    person_submits(&walk->person, "account", walk->user, "password", walk->password);
}

void walk_signs_in(struct walk *walk)
{
    sign_in(walk);
    person_sees(&walk->person, "Signed in: ");
}

/* The word is there, but not yet submitted. */
static void type_word(struct walk *walk)
{
    person_sees(&walk->person, "Type DELETE:");
    front_wait_reply(walk->front, walk_path(FAULT_PROF), 2);
    if (walk->ui == PERSON_JSON)
        return;
    person_sends(&walk->person, "DELETE");
    person_sees(&walk->person, "Type DELETE: DELETE");
}

static void come_to(struct walk *walk)
{
    struct person *person = &walk->person;
    char code[7];
    /* The front closes connections only when nothing is asked on them. */
    if (walk->plan.after != NULL)
        front_wait_reply(walk->front, walk_path(FAULT_SYS), 1);
    if (walk->request == FAULT_SYS || walk->request == FAULT_SIGN || walk->request == FAULT_PROF) {
        person_sees(person, "Account:");
        return;
    }
    walk_signs_in(walk);
    if (walk->request == FAULT_REVK)
        return;
    person_chooses(person, "Delete account");
    person_sees(person, "No undo.");
    if (walk->request == FAULT_MAIL)
        return;
    person_chooses(person, "Email code");
    person_sees(person, "Code:");
    if (walk->request == FAULT_VRFY)
        return;
    walk_code(walk, code);
    person_submits(person, "code", code);
    type_word(walk);
}

void walk_comes_to(struct walk *walk)
{
    come_to(walk);
    set_way_speed(walk, 1);
}

void walk_acts(struct walk *walk)
{
    struct person *person = &walk->person;
    char code[7];
    switch (walk->request) {
    case FAULT_MAIL:
        person_chooses(person, "Email code");
        break;
    case FAULT_VRFY:
        walk_code(walk, code);
        person_submits(person, "code", code);
        break;
    case FAULT_DEL:
        if (walk->ui == PERSON_JSON)
            person_submits(person, "phrase", "DELETE");
        else
            person_sends(person, walk->ui == PERSON_PLAIN ? "\n" : "\r");
        break;
    case FAULT_REVK:
        person_chooses(person, "Sign out");
        break;
    case FAULT_SYS:
    case FAULT_SIGN:
    case FAULT_PROF:
    case FAULT_REQUESTS:
    default:
        person_submits(person, "account", walk->user, "password", walk->password);
        break;
    }
}

void walk_comes_and_acts(struct walk *walk)
{
    walk_comes_to(walk);
    walk_acts(walk);
}

void walk_ends(struct walk *walk, int code)
{
    person_ends(&walk->person, code);
}

void walk_frees(struct walk *walk)
{
    front_stop(walk->front);
    walk->front = NULL;
}

bool walk_user_exists(const struct walk *walk)
{
    return harness_user_exists(&walk_sandbox, walk->user);
}

void walk_check_deletes(struct walk *walk, bool sent)
{
    unsigned hits = front_hits(walk->front, walk_path(FAULT_DEL));
    ck_assert_msg(hits <= (sent ? 1U : 0U), "%u deletes were sent", hits);
    ck_assert_uint_le(front_taken(walk->front, walk_path(FAULT_DEL)), 1);
}

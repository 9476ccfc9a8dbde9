/* What of a secret is left in the memory of the program, at each step of the flow. The server's
 * replies are given, so that every secret is known here. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/process/image.h"
#include "tests/process/test_process.h"

enum secret_id { PASSWORD, CODE, ACCESS_TOKEN, DELETE_TOKEN, SECRETS };
static const char *const names[SECRETS] = {"password", "code", "access token", "delete token"};

struct flow {
    struct process sandbox;
    struct person person;
    char secrets[SECRETS][64];
    bool use_gdb;
    int left; /* of all secrets in all images, without the limits: for the negative control */
    bool looks_only;
};

/* LENGTH random letters. */
static void make_up(char *text, size_t length)
{
    unsigned char random[64];
    ck_assert_int_eq(getrandom(random, length, 0), (ssize_t)length);
    for (size_t i = 0; i < length; i++)
        text[i] = "abcdefghijklmnopqrstuvwxyzABCDEF"[random[i] % 32];
    text[length] = '\0';
}

static void take(struct flow *flow, struct image *image)
{
    pid_t pid = person_pid(&flow->person);
    if (!flow->use_gdb || !image_dump(image, pid, kit_path("image")))
        image_read(image, pid);
}

/* No more copies of each secret than LIMITS, and of what must not be there not even a piece. */
static void look(struct flow *flow, const char *stage, const int limits[SECRETS])
{
    struct image image;
    take(flow, &image);
    for (int i = 0; i < SECRETS; i++) {
        struct image_found found = {0};
        if (flow->secrets[i][0] != '\0')
            found = image_search(&image, flow->secrets[i]);
        if (getenv("SHOW_IMAGES") != NULL)
            (void)fprintf(stderr, "# front end %d, %s: %d copies, %d pieces of the %s (limit %d)\n",
                          (int)flow->person.ui, stage, found.copies, found.pieces, names[i],
                          limits[i]);
        flow->left += found.copies + found.pieces;
        if (flow->looks_only)
            continue;
        ck_assert_msg(found.copies <= limits[i] && (limits[i] > 0 || found.pieces == 0),
                      "front end %d, %s: %d copies and %d pieces of the %s, at most %d copies",
                      (int)flow->person.ui, stage, found.copies, found.pieces, names[i], limits[i]);
    }
    image_free(&image);
}
#define LOOK(flow, stage, ...) look(flow, stage, (const int[SECRETS]){__VA_ARGS__})

/* Six digits that are nowhere in the program now. */
static void choose_code(struct flow *flow)
{
    struct image image;
    struct image_found found = {1, 0};
    image_read(&image, person_pid(&flow->person));
    while (found.copies != 0) {
        unsigned random = 0;
        ck_assert_int_eq(getrandom(&random, sizeof random, 0), (ssize_t)sizeof random);
        (void)snprintf(flow->secrets[CODE], 7, "%06u", 100000 + random % 900000);
        found = image_search(&image, flow->secrets[CODE]);
    }
    image_free(&image);
}

static void start(struct flow *flow, enum person_ui ui)
{
    char rules[2048];
    char refresh[64];
    make_up(flow->secrets[PASSWORD], 18);
    memcpy(flow->secrets[PASSWORD] + 5, "\"\\%+", 4); /* each coding writes it in its own way */
    make_up(flow->secrets[ACCESS_TOKEN], 48);
    make_up(flow->secrets[DELETE_TOKEN], 48);
    make_up(refresh, 32);
    int length = snprintf(
        rules, sizeof rules,
        "{\"path\":\"/api/v3/signin\",\"delay_ms\":1500,\"body\":{\"statusCode\":200,\"message\":"
        "\"\",\"data\":{\"access_token\":\"%s\",\"refresh_token\":\"%s\",\"token_type\":\"Bearer\","
        "\"expires_in\":3600}}},"
        "{\"path\":\"/api/v3/get-profile\",\"body\":{\"statusCode\":200,\"message\":\"\",\"data\":"
        "{\"userId\":\"65f0c0ffee0000000000a001\",\"username\":\"demo\","
        "\"email\":\"demo@example.org\"}}},"
        "{\"path\":\"/api/v3/send-email\",\"body\":{\"statusCode\":200,\"message\":\"\"}},"
        "{\"path\":\"/api/v3/verify-delete-account-request\",\"delay_ms\":1500,\"body\":{"
        "\"statusCode\":200,\"message\":\"\",\"data\":{\"deleteAccountToken\":\"%s\","
        "\"tokenExpiresIn\":60}}},"
        "{\"path\":\"/api/v3/delete-account\",\"body\":{\"statusCode\":200,\"message\":\"\","
        "\"data\":{\"success\":true}}},"
        "{\"path\":\"/oidc/token/revocation\",\"status\":200,\"body\":\"\"}",
        flow->secrets[ACCESS_TOKEN], refresh, flow->secrets[DELETE_TOKEN]);
    ck_assert(length > 0 && (size_t)length < sizeof rules);
    SANDBOX(&flow->sandbox, rules, NULL);
    person_starts(&flow->person, ui, &flow->sandbox, OPTIONS(NULL));
    person_sees(&flow->person, "Account:");
}

/* On a screen a secret can be looked at before it is sent. It does not show, but that the focus has
 * gone on does. */
static void type_password(struct flow *flow)
{
    struct person *person = &flow->person;
    struct screen *screen = person->terminal.screen;
    int row = 0, now = 0, column = 0;
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    person_sends(person, "demo");
    person_sees(person, "Account: demo");
    screen_cursor(screen, &row, &column);
    person_sends(person, "\t");
    person_sends(person, flow->secrets[PASSWORD]);
    person_sends(person, "\t");
    while (now <= row + 1 && kit_now_ms() < deadline) {
        (void)screen_read(screen, 100);
        screen_cursor(screen, &now, &column);
    }
    ck_assert_int_gt(now, row + 1);
}

static void sign_in(struct flow *flow)
{
    struct person *person = &flow->person;
    if (person->ui == PERSON_CURSES) {
        type_password(flow);
        LOOK(flow, "typed", 1, 0, 0, 0);
        person_sends(person, "\033[A\r"); /* back into the field, where Enter submits */
    } else {
        person_submits(person, "account", "demo", "password", flow->secrets[PASSWORD]);
    }
    kit_wait_hits(&flow->sandbox, "signin", 1);
    LOOK(flow, "sign-in in flight", 3, 0, 1, 0);
    person_sees(person, "Signed in: ");
    LOOK(flow, "signed in", 0, 0, 1, 0);
}

static void verify(struct flow *flow)
{
    struct person *person = &flow->person;
    person_begins_deletion(person, "Email code");
    person_sees(person, "Code:");
    choose_code(flow);
    person_submits(person, "code", flow->secrets[CODE]);
    kit_wait_hits(&flow->sandbox, "verify-delete-account-request", 1);
    LOOK(flow, "proof in flight", 0, 3, 3, 1);
    person_sees(person, "Type DELETE:");
    /* While the word is typed the profile is read again, so a request may still be there. */
    kit_wait_hits(&flow->sandbox, "get-profile", 2);
    LOOK(flow, "confirm", 0, 0, 3, 1);
}

static void leave(struct flow *flow, int code)
{
    person_quits(&flow->person);
    person_ends(&flow->person, code);
    ck_assert_int_eq(harness_stop(&flow->sandbox, SIGTERM), 0);
}

/* Who is not root may look into a build of the same that lets others look. */
static const char *program(const char *real, const char *open)
{
    return geteuid() == 0 ? real : open;
}

/* False where even that is forbidden; the test is skipped then. */
static bool may_look(const struct flow *flow)
{
    const char *why_not = image_why_not(person_pid(&flow->person));
    if (why_not != NULL) {
        ck_assert_msg(geteuid() != 0, "root cannot look: %s", why_not);
        kit_skip("this user may not read the memory of another process");
    }
    return why_not == NULL;
}

/* In each front end, to the end of the account. */
START_TEST(deleted)
    {
        struct flow flow = {.use_gdb = person_loop_ui(_i) == PERSON_CURSES};
        kit_set_program(program(PROGRAM_BINARY, DUMPABLE_PROGRAM));
        start(&flow, person_loop_ui(_i));
        if (!may_look(&flow)) {
            leave(&flow, 5);
            return;
        }
        sign_in(&flow);
        verify(&flow);
        person_submits(&flow.person, "phrase", "delete");
        person_sees(&flow.person, "Deleted: ");
        if (flow.person.ui != PERSON_PLAIN) {
            LOOK(&flow, "deleted", 0, 0, 0, 0);
            person_quits(&flow.person);
        }
        person_ends(&flow.person, 0);
        ck_assert_int_eq(harness_stop(&flow.sandbox, SIGTERM), 0);
    }
END_TEST

/* In each front end, back from the last question and signed out, before the program ends. */
START_TEST(signed_out)
    {
        struct flow flow = {0};
        kit_set_program(program(PROGRAM_BINARY, DUMPABLE_PROGRAM));
        start(&flow, person_loop_ui(_i));
        if (may_look(&flow)) {
            sign_in(&flow);
            verify(&flow);
            person_chooses(&flow.person, "Back");
            person_sees(&flow.person, "Lost: profile");
            person_chooses(&flow.person, "Back");
            person_sees(&flow.person, "Signed in: ");
            person_chooses(&flow.person, "Sign out");
            person_sees(&flow.person, "Signed out.");
            LOOK(&flow, "signed out", 0, 0, 0, 0);
        }
        leave(&flow, 5);
    }
END_TEST

/* The same program without src/memory.c: then there must be something to find, or these tests
 * could not find anything. */
START_TEST(unwiped)
    {
        struct flow flow = {.looks_only = true};
        kit_set_program(program(UNWIPED_PROGRAM, UNWIPED_DUMPABLE_PROGRAM));
        start(&flow, PERSON_JSON);
        if (may_look(&flow)) {
            sign_in(&flow);
            flow.left = 0;
            LOOK(&flow, "signed in", 0, 0, 0, 0);
            ck_assert_int_gt(flow.left, 0);
        }
        leave(&flow, 5);
    }
END_TEST

static void add_deleted(TCase *tests)
{
    tcase_add_loop_test(tests, deleted, 0, PERSON_LOOPS);
}

static void add_signed_out(TCase *tests)
{
    tcase_add_loop_test(tests, signed_out, 0, PERSON_LOOPS);
    tcase_add_test(tests, unwiped);
}

static const struct kit_part parts[] = {
    {"secrets_deleted", add_deleted},
    {"secrets_signed_out", add_signed_out},
};
const struct kit_group process_secrets = {parts, sizeof parts / sizeof *parts};

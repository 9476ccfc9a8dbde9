/* Rows 40 to 44: codes that are no good, an account that is locked, and replies about another one.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tests/matrix/special.h"

enum { CODE_LIFE_MS = 301000, TRIES = 3 };

static const char no_good[] = "The code expired or was used. Send a new code.";
static const char other_account[] = "The server answered about another account.";

/* To the field for the code, of the sign-in or of the deletion. */
static void come_to_code(struct walk *walk)
{
    if (walk->request == FAULT_VRFY) {
        walk_comes_to(walk);
        return;
    }
    person_sees(&walk->person, "Account:");
    person_chooses(&walk->person, "Email code");
    person_submits(&walk->person, "email", walk->email);
    person_sees(&walk->person, "Code:");
}

static void type_code(struct walk *walk, const char *code, const char *sees)
{
    person_submits(&walk->person, "code", code);
    person_sees(&walk->person, sees);
}

static void wrong_code(struct walk *walk)
{
    static const char *const says[TRIES] = {"Wrong code. 2 tries left.", "Wrong code. 1 try left.",
                                            "Wrong code. No tries left. Send a new code."};
    char code[7], wrong[7];
    come_to_code(walk);
    walk_code(walk, code);
    kit_wrong_code(code, wrong);
    for (int i = 0; i < TRIES; i++)
        type_code(walk, wrong, says[i]);
    type_code(walk, code, "Too many wrong codes. Send a new code.");
    ck_assert_uint_eq(front_hits(walk->front, walk_path(walk->request)), TRIES);
}

static void expired_code(struct walk *walk)
{
    char code[7];
    come_to_code(walk);
    walk_code(walk, code);
    timed_skip(CODE_LIFE_MS);
    type_code(walk, code, no_good);
}

/* Once it is good, and then never again. */
static void used_code(struct walk *walk)
{
    char code[7];
    come_to_code(walk);
    walk_code(walk, code);
    if (walk->request == FAULT_VRFY) {
        type_code(walk, code, "Type DELETE:");
        person_chooses(&walk->person, "Back");
        person_sees(&walk->person, "No undo.");
        person_chooses(&walk->person, "Email code");
        person_sees(&walk->person, "Code:");
    } else {
        type_code(walk, code, "Signed in: ");
        person_chooses(&walk->person, "Sign out");
        person_sees(&walk->person, "Signed out.");
        person_sees(&walk->person, "Email:"); /* it remembers the way */
        person_submits(&walk->person, "email", walk->email);
        person_sees(&walk->person, "Code:");
    }
    type_code(walk, code, no_good);
}

void special_code(int number, enum fault_request request)
{
    static struct walk walk;
    int code = request == FAULT_SIGN && number != 40 ? 8 : 5;
    walk.request = request;
    walk.ui = person_loop_ui(number + (int)request);
    walk_starts(&walk, number, OPTIONS(NULL));
    if (number == 40)
        wrong_code(&walk);
    else if (number == 41)
        expired_code(&walk);
    else
        used_code(&walk);
    special_leaves(&walk, code);
}

/* Comes to the request, which is answered with FAULT. */
static void meet(enum fault_request request, enum person_ui ui, int user, const struct fault *fault,
                 const char *sees, int code)
{
    static struct walk walk;
    walk_plan(&walk, request, fault);
    walk.plan.takes = true;
    walk.ui = ui;
    walk_starts(&walk, user, OPTIONS(NULL));
    walk_comes_and_acts(&walk);
    person_sees(&walk.person, sees);
    ck_assert_uint_eq(front_hits(walk.front, walk.plan.path), 1);
    special_leaves(&walk, code);
}

void special_locked(enum fault_request request)
{
    static const struct fault locked = {
        .edit = FAULT_EDIT_TEXT,
        .text = "{\"statusCode\":403,\"apiCode\":2005,\"message\":\"No.\"}"};
    static const struct fault second = {
        .edit = FAULT_EDIT_TEXT,
        .text = "{\"statusCode\":302,\"apiCode\":1636,\"message\":\"One more step.\","
                "\"data\":{\"mfaToken\":\"m\",\"applicationMfa\":[]}}"};
    bool signs_in = request == FAULT_SIGN;
    meet(request, PERSON_CURSES, 191, &locked,
         signs_in ? "The account is locked. Wait, or ask the service. You are not signed in."
                  : "The account is locked. Wait, or ask the service. Nothing was deleted.",
         signs_in ? 8 : 5);
    meet(request, PERSON_JSON, 192, &second,
         signs_in ? "You are not signed in here." : "Nothing was deleted.", signs_in ? 8 : 5);
}

/* Two tokens in one reply, of two accounts. */
static void two_subjects(void)
{
    static char token[HARNESS_TOKEN_SIZE], text[HARNESS_TOKEN_SIZE + 64];
    const struct fault fault = {.edit = FAULT_EDIT_CHANGE,
                                .find = "\"id_token\":\"",
                                .text = text,
                                .find_2 = "\"id_token\": \"",
                                .text_2 = text};
    harness_login_seeded(&walk_sandbox, 9, token);
    (void)snprintf(text, sizeof text, "\"id_token\":\"%s\",\"own\":\"", token);
    meet(FAULT_SIGN, PERSON_PLAIN, 186, &fault, other_account, 8);
}

/* Another id in the profile: of the sign-in, and of the last look before the delete. */
static void another_profile(void)
{
    static const struct fault fault = {.edit = FAULT_EDIT_CHANGE,
                                       .find = "\"userId\":\"",
                                       .text = "\"userId\":\"0",
                                       .find_2 = "\"userId\": \"",
                                       .text_2 = "\"userId\":\"0"};
    static struct walk walk;
    char code[7];
    meet(FAULT_PROF, PERSON_CURSES, 186, &fault, other_account, 1);
    for (int i = 0; i < PERSON_LOOPS; i++) {
        walk_plan(&walk, FAULT_PROF, &fault);
        walk.plan.takes = true;
        walk.plan.from = 2;
        walk.request = FAULT_VRFY; /* as far as that */
        walk.ui = person_loop_ui(i);
        walk_starts(&walk, 187 + i, OPTIONS(NULL));
        walk_comes_to(&walk);
        walk_code(&walk, code);
        type_code(&walk, code, other_account);
        special_leaves(&walk, 1);
    }
}

void special_other_account(enum fault_request request)
{
    if (request == FAULT_SIGN)
        two_subjects();
    else
        another_profile();
}

/* Codes and passwords that are wrong, too old or used, and a confirmation that comes too late: each
 * is said in words, nothing is deleted, and the way on stays open. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

static void check_nothing_deleted(struct process *sandbox, const char *user)
{
    ck_assert(harness_user_exists(sandbox, user));
    ck_assert_int_eq(kit_hits(sandbox, "delete-account"), 0);
    ck_assert_int_eq(harness_stop(sandbox, SIGTERM), 0);
}

/* Three wrong codes use the code up; a new one, and the deletion goes on. */
START_TEST(wrong_code)
    {
        static const char *const said[] = {"Wrong code. 2 tries left.", "Wrong code. 1 try left.",
                                           "Wrong code. No tries left. Send a new code."};
        struct process sandbox;
        struct person person;
        char code[7], wrong[7];
        SANDBOX(&sandbox, NULL, "--resend-interval=0");
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        kit_wrong_code(code, wrong);
        for (int i = 0; i < 3; i++) {
            person_submits(&person, "code", wrong);
            person_sees(&person, said[i]);
        }
        person_submits(&person, "code", code);
        person_sees(&person, "Too many wrong codes. Send a new code.");
        ck_assert_int_eq(kit_hits(&sandbox, "verify-delete-account-request"), 3);
        person_chooses(&person, "New code");
        person_sees(&person, " for a new code.");
        ck_assert_int_eq(kit_hits(&sandbox, "send-email"), 1);

        person_chooses(&person, "Back");
        person_sees(&person, "Lost: profile");
        person_chooses(&person, "Email code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 2, code);
        person_submits(&person, "code", code);
        person_sees(&person, "Type DELETE:");
        person_quits(&person);
        person_ends(&person, 5);
        check_nothing_deleted(&sandbox, "demo");
    }
END_TEST

/* Waits until the server no longer takes CODE. */
static void outlive(const struct process *sandbox, const char *code)
{
    bool valid = true;
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (valid && kit_now_ms() < deadline) {
        struct answer answer = harness_call(
            sandbox,
            (struct call){.path = "/api/v3/pre-check-code",
                          .json = json_pack("{s:s, s:{s:s, s:s, s:s}}", "codeType", "EMAIL",
                                            "emailCodePayload", "email", "demo@example.org",
                                            "passCode", code, "channel", "CHANNEL_LOGIN")});
        ck_assert_int_eq(answer_status(&answer), 200);
        valid = json_is_true(json_object_get(json_object_get(answer.json, "data"), "isValid"));
        answer_free(&answer);
    }
    ck_assert(!valid);
}

START_TEST(expired_sign_in_code)
    {
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox, NULL, "--code-lifetime=1");
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_chooses(&person, "Email code");
        person_submits(&person, "email", "demo@example.org");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "demo@example.org", 1, code);
        outlive(&sandbox, code);
        person_submits(&person, "code", code);
        person_sees(&person, "The code expired or was used. Send a new code.");
        person_quits(&person);
        person_ends(&person, 8);
        check_nothing_deleted(&sandbox, "demo");
    }
END_TEST

/* The server's answer for a code whose time is over. */
START_TEST(expired_deletion_code)
    {
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox,
                "{\"path\": \"/api/v3/verify-delete-account-request\", \"statusCode\": 499,"
                " \"apiCode\": 2300}",
                NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_signs_in(&person, "demo", person_password);
        person_begins_deletion(&person, "SMS code");
        person_sees(&person, "Code:");
        kit_code(&sandbox, "+8613000000001", 1, code);
        person_submits(&person, "code", code);
        person_sees(&person, "The code expired or was used. Send a new code.");
        person_quits(&person);
        person_ends(&person, 5);
        check_nothing_deleted(&sandbox, "demo");
    }
END_TEST

/* The server still refuses to send another code, so the first one is tried twice. */
START_TEST(used_code)
    {
        struct process sandbox;
        struct person person;
        char code[7];
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, 0);
        person_chooses(&person, "Back");
        person_sees(&person, "Lost: profile");
        person_chooses(&person, "Email code");
        person_sees(&person, "No code is valid now.");
        kit_code(&sandbox, "demo@example.org", 1, code);
        person_submits(&person, "code", code);
        person_sees(&person, "The code expired or was used. Send a new code.");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "verify-delete-account-request"), 2);
        check_nothing_deleted(&sandbox, "demo");
    }
END_TEST

START_TEST(wrong_password)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", "nocontact", "password", "not this one");
        person_sees(&person, "Wrong account or password. Type the password again.");
        person_submits(&person, "password", person_password);
        person_sees(&person, "Signed in: ");
        person_begins_deletion(&person, "Password");
        person_sees(&person, "Password");
        person_submits(&person, "password", "nor this one");
        person_sees(&person, "Wrong password. Type it again.");
        person_submits(&person, "password", person_password);
        person_sees(&person, "Type DELETE:");
        person_submits(&person, "phrase", "DELETED");
        person_sees(&person, "That was not the word. Type DELETE, or go back.");
        person_quits(&person);
        person_ends(&person, 5);
        check_nothing_deleted(&sandbox, "nocontact");
    }
END_TEST

START_TEST(wrong_password_to_the_end)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", "nobody at all", "password", person_password);
        person_sees(&person, "Wrong account or password.");
        person_quits(&person);
        person_ends(&person, 8);
        check_nothing_deleted(&sandbox, "demo");
    }
END_TEST

/* Who hesitates at the word until the time is over has deleted nothing, and proves it again. */
START_TEST(expired_confirmation)
    {
        struct process sandbox;
        struct person person;
        int method = _i / PERSON_LOOPS == 0 ? 0 : 2;
        SANDBOX(&sandbox, NULL, "--token-lifetime=6");
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_comes_to_confirm(&person, &sandbox, method);
        person_sees(&person, "The time to confirm is over. Nothing was deleted.");
        person_sees(&person, method == 0 ? "Send a new code." : "Type the password again.");
        if (method == 2) {
            person_submits(&person, "password", person_password);
            person_sees(&person, "Type DELETE:");
        }
        person_quits(&person);
        person_ends(&person, 5);
        check_nothing_deleted(&sandbox, person_methods[method].user);
    }
END_TEST

static void add_codes(TCase *tests)
{
    tcase_add_loop_test(tests, wrong_code, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, expired_sign_in_code, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, expired_deletion_code, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, used_code, 0, PERSON_LOOPS);
}

static void add_passwords(TCase *tests)
{
    tcase_add_loop_test(tests, wrong_password, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, wrong_password_to_the_end, 0, PERSON_LOOPS);
}

static void add_too_late(TCase *tests)
{
    tcase_add_loop_test(tests, expired_confirmation, 0, 2 * PERSON_LOOPS);
}

static const struct kit_part parts[] = {
    {"codes", add_codes},
    {"passwords", add_passwords},
    {"too_late", add_too_late},
};
const struct kit_group e2e_mistakes = {parts, sizeof parts / sizeof *parts};

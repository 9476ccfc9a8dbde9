/* The JSON front end as a program meets it: what is refused by name, what may be written ahead, and
 * that neither the end of the input nor an early word deletes anything. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

#define SIGN_IN                                                                                    \
    "{\"do\":\"submit\",\"fields\":{\"account\":\"nocontact\",\"password\":\"demo-Passw0rd\"}}\n"
#define CHOOSE_DELETE "{\"do\":\"delete_account\"}\n"
#define BY_PASSWORD   "{\"do\":\"submit\",\"fields\":{\"method\":\"password\"}}\n"
#define PASSWORD      "{\"do\":\"submit\",\"fields\":{\"password\":\"demo-Passw0rd\"}}\n"
#define PHRASE        "{\"do\":\"submit\",\"fields\":{\"phrase\":\"DELETE\"}}\n"

static const struct {
    const char *line, *error;
} refusals[] = {
    {"{\"do\":\"fly\"}", "error UNKNOWN_ACTION There is no action fly here."},
    {"{\"do\":\"resend\"}", "error UNKNOWN_ACTION There is no action resend here."},
    {"{\"do\":\"submit\",\"fields\":{\"colour\":\"red\"}}",
     "error UNKNOWN_FIELD There is no field colour here."},
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"demo\",\"phrase\":\"DELETE\"}}",
     "error UNKNOWN_FIELD There is no field phrase here."},
    {"{\"do\":\"submit\",\"please\":true}", "error UNKNOWN_KEY There is no key please."},
    {"{\"do\":7}", "error WRONG_TYPE"},
    {"{}", "error UNKNOWN_ACTION The key do is missing."},
    {"[]", "error WRONG_TYPE"},
    {"delete", "error NOT_JSON"},
};

START_TEST(refuses_by_name)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        json_t *before = json_incref(person.view);
        person_marks(&person);
        person_sends(&person, refusals[_i].line);
        person_sends(&person, "\n");
        person_sees(&person, refusals[_i].error);
        ck_assert(person.view == before); /* no other view was shown */
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 0);
        json_decref(before);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

START_TEST(only_json_comes_out)
    {
        struct process sandbox;
        struct outcome outcome;
        SANDBOX(&sandbox, NULL, NULL);
        kit_run(&outcome, &sandbox, OPTIONS("--json"), "{\"do\":\"quit\"}\n");
        ck_assert_int_eq(outcome.code, 5);
        ck_assert_str_eq(outcome.err, "");
        static const char first[] = "{\"v\":1,\"type\":\"view\",\"id\":\"sign_in\",";
        ck_assert_int_eq(strncmp(outcome.out, first, strlen(first)), 0);
        const char *result = strstr(outcome.out, "\n{\"v\":1,\"type\":\"result\",");
        ck_assert_ptr_nonnull(result);
        json_t *object = json_loads(result + 1, 0, NULL);
        ck_assert_str_eq(json_string_value(json_object_get(object, "code")), "CANCELLED");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "exit")), 5);
        ck_assert(json_is_null(json_object_get(object, "receipt")));
        json_decref(object);
    }
END_TEST

/* So many of these lines are written at once; then the input ends. */
static const char *const ahead[] = {SIGN_IN, CHOOSE_DELETE, BY_PASSWORD, PASSWORD, PHRASE};

START_TEST(end_of_input)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(NULL));
        for (int i = 0; i < _i; i++)
            person_sends(&person, ahead[i]);
        ck_assert_int_eq(close(person.child.in), 0);
        person.child.in = -1;
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), _i >= 1 ? 1 : 0);
        ck_assert_int_eq(kit_hits(&sandbox, "verify-delete-account-request"), _i >= 4 ? 1 : 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert(harness_user_exists(&sandbox, "nocontact"));
    }
END_TEST

/* The word counts only when it was written to the screen that asks for it. */
START_TEST(early_word)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(NULL));
        person_sends(&person, SIGN_IN CHOOSE_DELETE BY_PASSWORD PASSWORD PHRASE PHRASE);
        person_sees(&person, "Type DELETE:");
        person_sees(&person, "error DROPPED");
        kit_wait_hits(&sandbox, "get-profile", 2);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        ck_assert_str_eq(json_string_value(json_object_get(person.view, "id")), "confirm");
        person_marks(&person);
        person_sends(&person, PHRASE);
        person_sees(&person, "Deleted: ");
        person_quits(&person);
        person_is_gone(&person);
        const json_t *receipt = json_object_get(person.result, "receipt");
        ck_assert_str_eq(json_string_value(json_object_get(person.result, "code")), "DELETED");
        ck_assert_int_eq(json_integer_value(json_object_get(person.result, "exit")), 0);
        const json_t *ids = json_object_get(receipt, "request_ids");
        ck_assert_str_eq(json_string_value(json_object_get(person.result, "request_id")),
                         json_string_value(json_object_get(ids, "delete")));
        ck_assert_int_eq(person.status, 0);
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        person_free(&person);
    }
END_TEST

/* What each end is called. */
static const struct {
    const char *user, *rules, *text, *code;
    int exit;
} ends[] = {
    {"locked", NULL, "The account is locked.", "SIGN_IN_FAILED", 8},
    {"twofactor", NULL, "Sign in with a browser", "SIGN_IN_FAILED", 8},
    {"demo",
     "{\"path\": \"/api/v3/get-profile\", \"body\": {\"statusCode\": 200, \"data\":"
     " {\"userId\": \"6229ffaxxxxxxxxcade3e3d9\"}}}",
     "about another account", "INTERNAL", 1},
};

START_TEST(result_codes)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, ends[_i].rules, NULL);
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", ends[_i].user, "password", person_password);
        person_sees(&person, ends[_i].text);
        person_sees(&person, "Quit");
        person_quits(&person);
        person_is_gone(&person);
        ck_assert_str_eq(json_string_value(json_object_get(person.result, "code")), ends[_i].code);
        ck_assert_int_eq(json_integer_value(json_object_get(person.result, "exit")), ends[_i].exit);
        /* Of a failed sign-in the operator can be asked. */
        ck_assert_int_eq(json_is_string(json_object_get(person.result, "request_id")),
                         ends[_i].exit == 8);
        person_free(&person);
    }
END_TEST

static void add_json(TCase *tests)
{
    tcase_add_loop_test(tests, refuses_by_name, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, only_json_comes_out);
    tcase_add_loop_test(tests, end_of_input, 0, 6);
    tcase_add_test(tests, early_word);
    tcase_add_loop_test(tests, result_codes, 0, sizeof ends / sizeof *ends);
}

static const struct kit_part parts[] = {{"json", add_json}};
const struct kit_group e2e_json = {parts, sizeof parts / sizeof *parts};

/* Each way to delete an account, in each front end: what the screen says, what the receipt says and
 * what is true on the server are the same. */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

static const char *member(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    ck_assert_msg(text != NULL && text[0] != '\0', "the receipt has no %s", key);
    return text;
}

static void check_receipt(const char *path, const struct process *sandbox, int method,
                          const char *user_id)
{
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0600);
    json_t *receipt = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    ck_assert_ptr_nonnull(receipt);
    ck_assert_str_eq(member(receipt, "outcome"), "deleted");
    ck_assert_str_eq(member(receipt, "server"), sandbox->url);
    ck_assert_str_eq(member(receipt, "user_id"), user_id);
    ck_assert_str_eq(member(receipt, "account"), person_methods[method].user);
    if (person_methods[method].to != NULL) {
        const char *email = member(receipt, "email");
        ck_assert_msg(strstr(email, "demo@") == NULL && strstr(email, "example.org") != NULL,
                      "%s is not masked", email);
        ck_assert_ptr_null(strstr(member(receipt, "phone"), "13000000001"));
    }
    int year = 0, length = 0;
    ck_assert_int_eq(
        sscanf(member(receipt, "time"), "%4d-%*2d-%*2dT%*2d:%*2d:%*2dZ%n", &year, &length), 1);
    ck_assert(year >= 2024 && length == 20);
    ck_assert_uint_eq(strlen(member(receipt, "receipt")), 8);
    const json_t *ids = json_object_get(receipt, "request_ids");
    ck_assert_str_ne(member(ids, "verify"), member(ids, "delete"));
    json_decref(receipt);
}

static void find_user_id(const struct process *sandbox, const char *name, char id[64])
{
    size_t i = 0;
    const json_t *user = NULL;
    struct answer answer = harness_call(sandbox, (struct call){.path = "/sandbox/users"});
    id[0] = '\0';
    json_array_foreach(answer.json, i, user)
    {
        if (strcmp(json_string_value(json_object_get(user, "username")), name) == 0)
            (void)snprintf(id, 64, "%s", json_string_value(json_object_get(user, "id")));
    }
    ck_assert_str_ne(id, "");
    answer_free(&answer);
}

/* Three methods, four front ends (the screen in two sizes). */
START_TEST(deletes)
    {
        int method = _i % 3;
        enum person_ui ui = (enum person_ui)(_i / 3);
        struct process sandbox;
        struct person person;
        char option[PATH_MAX + 16], user_id[64];
        SANDBOX(&sandbox, NULL, NULL);
        find_user_id(&sandbox, person_methods[method].user, user_id);
        (void)snprintf(option, sizeof option, "--receipt=%s", kit_path("receipt"));
        person_starts(&person, ui, &sandbox, OPTIONS(option));
        person_comes_to_confirm(&person, &sandbox, method);
        ck_assert(harness_user_exists(&sandbox, person_methods[method].user));
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 0);
        person_submits(&person, "phrase", "delete");
        person_sees(&person, "Deleted: ");
        person_finds(&person, "Receipt");
        if (ui != PERSON_PLAIN) {    /* which has said the most important, and ended */
            if (ui != PERSON_JSON) { /* in help, with all that nobody has to know */
                person_sends(&person, "\033OP");
                person_sees(&person, "Help. Esc goes back.");
            }
            person_finds(&person, "Request id: ");
            person_quits(&person);
        }
        person_ends(&person, 0);

        ck_assert(!harness_user_exists(&sandbox, person_methods[method].user));
        ck_assert_int_eq(kit_hits(&sandbox, "delete-account"), 1);
        check_receipt(kit_path("receipt"), &sandbox, method, user_id);

        /* Whoever signs in again is told what a stranger is told. */
        person_starts(&person, ui, &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        person_submits(&person, "account", person_methods[method].user, "password",
                       person_password);
        person_sees(&person, "Wrong account or password.");
        person_quits(&person);
        person_ends(&person, 8);
        ck_assert_int_eq(harness_stop(&sandbox, SIGTERM), 0);
    }
END_TEST

static void add_delete(TCase *tests)
{
    tcase_add_loop_test(tests, deletes, 0, 3 * PERSON_UI_COUNT);
}

static const struct kit_part parts[] = {
    {"delete", add_delete},
};
const struct kit_group e2e_delete = {parts, sizeof parts / sizeof *parts};

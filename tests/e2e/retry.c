/* Requests that fail: reads are asked again by themselves, twice, after a pause; nothing else is
 * sent a second time. Counted on the server. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

enum { TRIES = 3, TOTAL_MS = 10000 };

/* When the server took the requests to PATH, in milliseconds of a day; their number. */
static int hit_times(const struct process *sandbox, const char *path, long long times[8])
{
    int count = 0;
    struct answer answer = harness_call(sandbox, (struct call){.path = "/sandbox/requests"});
    size_t index;
    json_t *entry;
    json_array_foreach(answer.json, index, entry)
    {
        int hour, minute, second, ms;
        if (strcmp(json_string_value(json_object_get(entry, "path")), path) != 0)
            continue;
        ck_assert_int_eq(sscanf(json_string_value(json_object_get(entry, "time")),
                                "%*d-%*d-%*dT%d:%d:%d.%dZ", &hour, &minute, &second, &ms),
                         4);
        ck_assert_int_lt(count, 8);
        times[count++] = ((hour * 60LL + minute) * 60 + second) * 1000 + ms;
        if (count > 1 && times[count - 1] < times[count - 2])
            times[count - 1] += 24LL * 3600 * 1000;
    }
    answer_free(&answer);
    return count;
}

/* The pause before the second try is at least half of 500 ms, before the third half of 1000. */
static void check_pauses(const struct process *sandbox, const char *path, int tries)
{
    static const long long least_ms[TRIES] = {0, 250, 500};
    long long times[8];
    ck_assert_int_eq(hit_times(sandbox, path, times), tries);
    for (int i = 1; i < tries; i++)
        ck_assert_int_ge(times[i] - times[i - 1], least_ms[i]);
    ck_assert_int_le(times[tries - 1] - times[0], TOTAL_MS);
}

/* The first COUNT requests to PATH fail by WHAT. */
static const char *failing(const char *path, const char *what, int count)
{
    static char rules[1024];
    size_t length = 0;
    rules[0] = '\0';
    for (int i = 1; i <= count; i++)
        length += (size_t)snprintf(rules + length, sizeof rules - length,
                                   "%s{\"path\": \"%s\", \"occurrence\": %d, %s}",
                                   i > 1 ? ", " : "", path, i, what);
    ck_assert_uint_lt(length, sizeof rules);
    return rules;
}

static const char *const faults[] = {"\"action\": \"reset\"", "\"status\": 503",
                                     "\"body\": \"no JSON\""};

static void begins_with(enum person_ui ui, struct process *sandbox, struct person *person,
                        const char *rules)
{
    SANDBOX(sandbox, rules, NULL);
    person_starts(person, ui, sandbox, OPTIONS(NULL));
    person_sees(person, "Account:");
}

static void begins(struct process *sandbox, struct person *person, const char *rules)
{
    begins_with(PERSON_JSON, sandbox, person, rules);
}

START_TEST(profile_comes_at_last)
    {
        static const char path[] = "/api/v3/get-profile";
        struct process sandbox;
        struct person person;
        int failures = _i % 2 + 1;
        begins(&sandbox, &person, failing(path, faults[_i / 2], failures));
        person_submits(&person, "account", "demo", "password", person_password);
        person_sees(&person, "Signed in: ");
        person_quits(&person);
        person_ends(&person, 5);
        check_pauses(&sandbox, path, failures + 1);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 1);
    }
END_TEST

/* Three failures are told. Nothing is asked a fourth time, though it would be answered. */
START_TEST(profile_does_not_come)
    {
        static const char path[] = "/api/v3/get-profile";
        struct process sandbox;
        struct person person;
        begins(&sandbox, &person, failing(path, faults[_i], TRIES));
        person_submits(&person, "account", "demo", "password", person_password);
        person_sees(&person, "You are not signed in.");
        person_quits(&person);
        person_ends(&person, 8);
        check_pauses(&sandbox, path, TRIES);
        ck_assert_int_eq(kit_hits(&sandbox, "signin"), 1);
    }
END_TEST

/* The public information, which is asked for at the start. */
START_TEST(system_is_asked_again)
    {
        static const char path[] = "/api/v3/system";
        struct process sandbox;
        struct person person;
        int failures = _i + 1;
        int tries = failures < TRIES ? failures + 1 : TRIES;
        begins(&sandbox, &person, failing(path, faults[0], failures));
        kit_wait_hits(&sandbox, "system", tries);
        /* Something that takes longer than a fourth try would be away. */
        person_submits(&person, "account", "demo", "password", person_password);
        person_sees(&person, "Signed in: ");
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "Code:");
        person_quits(&person);
        person_ends(&person, 5);
        check_pauses(&sandbox, path, tries);
    }
END_TEST

/* The server says when: not before that, and not at all if it is later than ten seconds. */
START_TEST(server_says_when)
    {
        static const char path[] = "/api/v3/get-profile";
        static const char soon[] = "\"status\": 429, \"headers\": {\"Retry-After\": \"2\"}";
        static const char late[] = "\"status\": 429, \"headers\": {\"Retry-After\": \"30\"}";
        struct process sandbox;
        struct person person;
        long long times[8];
        begins(&sandbox, &person, failing(path, _i == 0 ? soon : late, 1));
        person_submits(&person, "account", "demo", "password", person_password);
        person_sees(&person, _i == 0 ? "Signed in: " : "Too many requests. Wait 30 seconds.");
        person_quits(&person);
        person_ends(&person, _i == 0 ? 5 : 8);
        ck_assert_int_eq(hit_times(&sandbox, path, times), _i == 0 ? 2 : 1);
        if (_i == 0)
            ck_assert_int_ge(times[1] - times[0], 2000);
    }
END_TEST

/* A request that waits for its next try is given up like one that is under way. */
START_TEST(stopped_while_it_waits)
    {
        static const char path[] = "/api/v3/get-profile";
        struct process sandbox;
        struct person person;
        begins_with(PERSON_CURSES, &sandbox, &person,
                    failing(path, "\"status\": 503, \"headers\": {\"Retry-After\": \"7\"}", 1));
        person_submits(&person, "account", "demo", "password", person_password);
        kit_wait_hits(&sandbox, "get-profile", 1);
        long long asked_ms = kit_now_ms();
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_lt(kit_now_ms() - asked_ms, 5000);
        ck_assert_int_eq(kit_hits(&sandbox, "get-profile"), 1);
    }
END_TEST

/* The end of a session is tried a second time, of each token for itself, and not a third time. */
START_TEST(sign_out_is_tried_again)
    {
        static const char path[] = "/oidc/token/revocation";
        struct process sandbox;
        struct person person;
        int failures = _i == 0 ? 1 : 8;
        begins(&sandbox, &person, failing(path, faults[0], failures));
        person_submits(&person, "account", "demo", "password", person_password);
        person_sees(&person, "Signed in: ");
        person_quits(&person);
        person_ends(&person, 5);
        ck_assert_int_eq(kit_hits(&sandbox, path), _i == 0 ? 3 : 4);
    }
END_TEST

/* What changes something is sent once, however it fails. */
static const struct {
    const char *path, *text;
} posts[] = {
    {"signin", "You are not signed in."},
    {"send-email", "No clear answer. The code may be on its way."},
    {"verify-delete-account-request", "Nothing was deleted."},
    {"delete-account", "Do not order the deletion again."},
};

START_TEST(posts_are_sent_once)
    {
        int post = _i / 2;
        struct process sandbox;
        struct person person;
        char rules[128], code[7];
        (void)snprintf(rules, sizeof rules, "{\"path\": \"/api/v3/%s\", %s}", posts[post].path,
                       faults[_i % 2]);
        begins(&sandbox, &person, rules);
        person_submits(&person, "account", "demo", "password", person_password);
        if (post >= 1) {
            person_sees(&person, "Signed in: ");
            person_begins_deletion(&person, "Email code");
        }
        if (post >= 2) {
            person_sees(&person, "Code:");
            kit_code(&sandbox, "demo@example.org", 1, code);
            person_submits(&person, "code", code);
        }
        if (post >= 3) {
            person_sees(&person, "Type DELETE");
            person_submits(&person, "phrase", "DELETE");
        }
        person_sees(&person, posts[post].text);
        if (post >= 3) /* two probes: more time than a retry would need */
            kit_wait_hits(&sandbox, "get-profile", 4);
        person_quits(&person);
        person_is_gone(&person);
        ck_assert_int_eq(kit_hits(&sandbox, posts[post].path), 1);
        person_free(&person);
    }
END_TEST

static void add_profile(TCase *tests)
{
    tcase_add_loop_test(tests, profile_comes_at_last, 0, 6);
    tcase_add_loop_test(tests, profile_does_not_come, 0, 3);
}

static void add_others(TCase *tests)
{
    tcase_add_loop_test(tests, system_is_asked_again, 0, TRIES);
    tcase_add_loop_test(tests, server_says_when, 0, 2);
    tcase_add_test(tests, stopped_while_it_waits);
    tcase_add_loop_test(tests, sign_out_is_tried_again, 0, 2);
}

static void add_posts(TCase *tests)
{
    tcase_add_loop_test(tests, posts_are_sent_once, 0, 8);
}

static const struct kit_part parts[] = {
    {"retry", add_profile},
    {"retry_others", add_others},
    {"posts", add_posts},
};
const struct kit_group e2e_retry = {parts, sizeof parts / sizeof *parts};

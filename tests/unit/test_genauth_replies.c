/* genauth: what each reply means for each operation. The cases are in tests/data/genauth; for every
 * row of the table there must be one that notices when the row, or an operation in it, is removed.
 */
#include <stdio.h>
#include <string.h>

#include "genauth/envelope.h"
#include "genauth/genauth.h"
#include "tests/tap.h"
#include "tests/unit/cases.h"
#include "tests/unit/genauth_reply.h"

/* Linked with --wrap: secret_new fails when the countdown reaches zero; -1 = never. */
static int countdown = -1;
static bool was_out;
struct secret *__wrap_secret_new(size_t capacity);
struct secret *__real_secret_new(size_t capacity);
struct secret *__wrap_secret_new(size_t capacity)
{
    if (countdown == 0) {
        was_out = true;
        return NULL;
    }
    countdown -= countdown > 0 ? 1 : 0;
    return __real_secret_new(capacity);
}

/* The same for the reading of a document. */
static int documents = -1;
void *__wrap_cJSON_ParseWithLength(const char *text, size_t length);
void *__real_cJSON_ParseWithLength(const char *text, size_t length);
void *__wrap_cJSON_ParseWithLength(const char *text, size_t length)
{
    if (documents == 0) {
        was_out = true;
        return NULL;
    }
    documents -= documents > 0 ? 1 : 0;
    return __real_cJSON_ParseWithLength(text, length);
}

/* One reply to one operation. */
struct sample {
    const struct test_case *test;
    enum genauth_operation operation;
    const char *expected; /* "CLASS CAUSE" */
};

enum { SAMPLES_MAX = 4096 };
static struct sample samples[SAMPLES_MAX];
static int sample_count;

/* Whatever the operations read, side by side. */
struct results {
    char public_key[GENAUTH_KEY_SIZE];
    struct genauth_session session;
    struct genauth_profile profile;
    struct genauth_delete_token token;
};

/* The last line that names an operation counts. */
static void add_samples(const struct test_case *test)
{
    for (unsigned i = 0; genauth_operation_names[i] != NULL; i++) {
        const char *expected = NULL;
        for (size_t j = 0; j < test->count; j++) {
            const char *value = test->lines[j].value;
            char names[128];
            if (strcmp(test->lines[j].key, "expect") != 0)
                continue;
            if (sscanf(value, "%127s", names) != 1)
                cases_fail(test->file, test->number, "expect without operations");
            if ((genauth_operations(names) & (1U << i)) != 0)
                expected = value + strlen(names) + 1;
        }
        if (expected == NULL)
            continue;
        if (sample_count == SAMPLES_MAX)
            cases_fail(test->file, test->number, "too many cases");
        samples[sample_count++] =
            (struct sample){test, (enum genauth_operation)(1U << i), expected};
    }
}

static void load(void)
{
    static const char *const files[] = {"transport.case", "envelope.case", "codes.case",
                                        "data.case"};
    static struct cases loaded[sizeof(files) / sizeof(files[0])];
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        cases_read(&loaded[i], files[i]);
        for (size_t j = 0; j < loaded[i].count; j++)
            add_samples(&loaded[i].list[j]);
    }
}

static struct outcome read_reply(const struct http_reply *reply, enum genauth_operation operation,
                                 struct results *results)
{
    switch (operation) {
    case GENAUTH_SYSTEM:
        return genauth_read_system(reply, results->public_key);
    case GENAUTH_SIGN_IN:
        return genauth_read_sign_in(reply, &results->session);
    case GENAUTH_SEND:
        return genauth_read_send(reply);
    case GENAUTH_PROFILE:
        return genauth_read_profile(reply, &results->profile);
    case GENAUTH_VERIFY:
        return genauth_read_verify(reply, &results->token);
    case GENAUTH_DELETE:
        return genauth_read_delete(reply);
    case GENAUTH_REFRESH:
        return genauth_read_refresh(reply, &results->session);
    case GENAUTH_REVOKE:
        return genauth_read_revoke(reply);
    case GENAUTH_ALL:
    default:
        ck_abort_msg("no such operation");
    }
}

static const char *secret_text(const struct secret *secret)
{
    return secret == NULL ? "-" : secret->bytes;
}

static void check_text(const struct sample *sample, const char *key, const char *found)
{
    const char *expected = case_get(sample->test, key);
    if (expected != NULL)
        ck_assert_msg(strcmp(found, expected) == 0, "%s:%d: %s is \"%s\", not \"%s\"",
                      sample->test->file, sample->test->number, key, found, expected);
}

static void check_number(const struct sample *sample, const char *key, long found)
{
    long expected = case_number(sample->test, key, found);
    ck_assert_msg(found == expected, "%s:%d: %s is %ld, not %ld", sample->test->file,
                  sample->test->number, key, found, expected);
}

static void check_results(const struct sample *sample, const struct results *results)
{
    check_text(sample, "public_key", results->public_key);
    check_text(sample, "access_token", secret_text(results->session.access_token));
    check_text(sample, "refresh_token", secret_text(results->session.refresh_token));
    check_text(sample, "subject", results->session.subject);
    check_number(sample, "expires_s", results->session.expires_s);
    check_text(sample, "user_id", results->profile.user_id);
    check_text(sample, "username", results->profile.username);
    check_text(sample, "name", results->profile.name);
    check_text(sample, "email", results->profile.email);
    check_text(sample, "phone", results->profile.phone);
    check_text(sample, "country_code", results->profile.phone_country_code);
    check_text(sample, "phone_unreadable", results->profile.phone_unreadable ? "yes" : "no");
    check_text(sample, "delete_token", secret_text(results->token.token));
    check_number(sample, "token_expires_s", results->token.expires_s);
}

/* Without an OK nothing may be left over that could be taken for a result. */
static void check_empty(const struct sample *sample, const struct results *results)
{
    static const struct genauth_profile no_profile;
    ck_assert_msg(results->public_key[0] == '\0' && results->session.access_token == NULL &&
                      results->session.refresh_token == NULL &&
                      results->session.subject[0] == '\0' && results->token.token == NULL &&
                      memcmp(&results->profile, &no_profile, sizeof(no_profile)) == 0,
                  "%s:%d: a result without an OK", sample->test->file, sample->test->number);
}

START_TEST(genauth_read__gives__class_cause_and_results)
    {
        const struct sample *sample = &samples[_i];
        struct results results = {0};
        char found[128];
        struct http_reply reply = genauth_reply(sample->test, sample->operation);
        struct outcome outcome = read_reply(&reply, sample->operation, &results);
        ck_assert_int_lt(snprintf(found, sizeof(found), "%s %s", outcome_class_text(outcome.class),
                                  outcome_cause_text(outcome.cause)),
                         (int)sizeof(found));
        ck_assert_msg(strcmp(found, sample->expected) == 0, "%s:%d: %s, operation %d: %s, not %s",
                      sample->test->file, sample->test->number, sample->test->name,
                      (int)sample->operation, found, sample->expected);
        ck_assert(outcome.sent == reply.sent);
        check_number(sample, "status_code", outcome.status_code);
        check_number(sample, "api_code", outcome.api_code);
        check_number(sample, "wait_s", outcome.wait_s);
        check_text(sample, "wait_said", outcome.wait_said ? "yes" : "no");
        check_number(sample, "tries_left", outcome.tries_left);
        check_number(sample, "http_status", outcome.http_status);
        check_text(sample, "message", outcome.message.text);
        check_text(sample, "request_id", outcome.request_id.text);
        if (outcome.class == OUTCOME_OK)
            check_results(sample, &results);
        else
            check_empty(sample, &results);
        genauth_session_clear(&results.session);
        genauth_delete_token_clear(&results.token);
        http_reply_clear(&reply);
    }
END_TEST

/* Of all answers to a refresh, only the refused token says that the application is known. */
START_TEST(genauth_read_application__is_ok__only_for_a_refused_token)
    {
        int known = 0;
        for (int i = 0; i < sample_count; i++) {
            const struct sample *sample = &samples[i];
            if (sample->operation != GENAUTH_REFRESH)
                continue;
            const char *body = case_get(sample->test, "body");
            bool expected = strcmp(sample->expected, "SESSION_OVER NONE") == 0 && body != NULL &&
                            strncmp(body, "{\"error\":\"invalid_grant\"", 24) == 0;
            struct http_reply reply = genauth_reply(sample->test, GENAUTH_REFRESH);
            struct outcome outcome = genauth_read_application(&reply);
            bool is_known = outcome.class == OUTCOME_OK;
            ck_assert_msg(is_known == expected, "%s:%d: %s", sample->test->file,
                          sample->test->number, outcome_class_text(outcome.class));
            ck_assert_int_ne(outcome.class, OUTCOME_SESSION_OVER);
            known += is_known;
            http_reply_clear(&reply);
        }
        ck_assert_int_ge(known, 2); /* HTTP 400 and 200 */
    }
END_TEST

/* Memory that runs out may cost the answer, but never makes a half one. */
START_TEST(genauth_read__is_unknown__when_memory_is_out)
    {
        static const enum genauth_operation with_secrets[] = {GENAUTH_SIGN_IN, GENAUTH_VERIFY,
                                                              GENAUTH_REFRESH};
        static const struct case_line line = {"body", "@ok"};
        struct test_case test = {.name = "good", .file = "", .count = 1, .lines = {line}};
        enum genauth_operation operation = with_secrets[_i];
        struct sample sample = {&test, operation, ""};
        int left = 0;
        for (bool is_out = true; is_out; left++) {
            struct results results = {0};
            struct http_reply reply = genauth_reply(&test, operation);
            countdown = left;
            was_out = false;
            struct outcome outcome = read_reply(&reply, operation, &results);
            is_out = was_out;
            countdown = -1;
            ck_assert(outcome.class == (is_out ? OUTCOME_UNKNOWN : OUTCOME_OK));
            if (is_out)
                check_empty(&sample, &results);
            genauth_session_clear(&results.session);
            genauth_delete_token_clear(&results.token);
            http_reply_clear(&reply);
        }
        ck_assert_int_gt(left, 1);
    }
END_TEST

/* Two tokens of different people. Whatever memory runs out at, it never passes for a sign-in: the
 * comparison of the two is not left out. */
START_TEST(genauth_read__compares_the_subjects__when_memory_is_out)
    {
        static const struct case_line line = {
            "body", "{\"statusCode\":200,\"data\":{\"access_token\":\"h.eyJzdWIiOiJ1c2VyLTEifQ.s\","
                    "\"id_token\":\"h.eyJzdWIiOiJ1c2VyLTIifQ.s\"}}"};
        struct test_case test = {.name = "tokens", .file = "", .count = 1, .lines = {line}};
        int *const limits[] = {&countdown, &documents};
        static const int least[] = {4, 3};
        int left = 0;
        for (bool is_out = true; is_out; left++) {
            struct results results = {0};
            struct http_reply reply = genauth_reply(&test, GENAUTH_SIGN_IN);
            was_out = false;
            *limits[_i] = left;
            struct outcome outcome = read_reply(&reply, GENAUTH_SIGN_IN, &results);
            *limits[_i] = -1;
            is_out = was_out;
            ck_assert(outcome.class == OUTCOME_UNKNOWN);
            ck_assert(is_out || outcome.cause == OUTCOME_CAUSE_OTHER_ACCOUNT);
            ck_assert_ptr_null(results.session.access_token);
            http_reply_clear(&reply);
        }
        ck_assert_int_gt(left, least[_i]);
    }
END_TEST

/* True when some sample comes out otherwise by COUNT rules at CHANGED than by those at RULES. */
static bool is_noticed(const struct genauth_facts *facts, const struct genauth_rule *rules,
                       const struct genauth_rule *changed, size_t count)
{
    for (int i = 0; i < sample_count; i++) {
        struct outcome before, after;
        genauth_classify(rules, count, &facts[i], &before);
        genauth_classify(changed, count, &facts[i], &after);
        if (before.class != after.class || before.cause != after.cause)
            return true;
    }
    return false;
}

START_TEST(genauth_rules__are_needed__each_for_each_of_its_operations)
    {
        static struct genauth_facts facts[SAMPLES_MAX];
        static struct genauth_rule changed[512];
        struct genauth_envelope envelope;
        size_t count;
        int missed = 0;
        const struct genauth_rule *rules = genauth_rules(&count);
        ck_assert_uint_le(count, 512);
        for (int i = 0; i < sample_count; i++) {
            struct http_reply reply = genauth_reply(samples[i].test, samples[i].operation);
            facts[i] = genauth_envelope_facts(&reply, samples[i].operation, &envelope);
            genauth_envelope_clear(&envelope);
            http_reply_clear(&reply);
        }
        memcpy(changed, rules, count * sizeof(*rules));
        for (size_t i = 0; i < count; i++)
            for (unsigned bit = 1; bit < GENAUTH_ALL; bit <<= 1) {
                if ((rules[i].operations & bit) == 0)
                    continue;
                changed[i].operations &= ~bit;
                if (!is_noticed(facts, rules, changed, count)) {
                    printf("# no case needs row %zu (status %d, api %d) for %s\n", i,
                           rules[i].status.from, rules[i].api.from,
                           genauth_operation_names[__builtin_ctz(bit)]);
                    missed++;
                }
                changed[i].operations = rules[i].operations;
            }
        fflush(stdout);
        ck_assert_int_eq(missed, 0);
    }
END_TEST

int main(void)
{
    load();
    Suite *suite = suite_create("genauth_replies");
    TCase *tests = tap_case(suite, "replies");
    tcase_add_loop_test(tests, genauth_read__gives__class_cause_and_results, 0, sample_count);
    tcase_add_test(tests, genauth_read_application__is_ok__only_for_a_refused_token);
    tcase_add_loop_test(tests, genauth_read__is_unknown__when_memory_is_out, 0, 3);
    tcase_add_loop_test(tests, genauth_read__compares_the_subjects__when_memory_is_out, 0, 2);
    TCase *table = tap_case(suite, "table");
    tcase_set_timeout(table, 60);
    tcase_add_test(table, genauth_rules__are_needed__each_for_each_of_its_operations);
    return tap_run(suite);
}

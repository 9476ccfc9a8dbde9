/* Rules of the sandbox from inside: codes against a model in a few lines, and how much work an
 * unknown account costs. Counted and not timed, so that a busy machine changes nothing. */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/codes.h"
#include "sandbox/users.h"
#include "tests/tap.h"

enum {
    SEQUENCES = 2000, /* or as TEST_SEQUENCES says */
    STEPS = 40,
    LIFETIME_MS = 300 * 1000,
    INTERVAL_MS = 60 * 1000,
    ATTEMPTS = 5,
    TARGETS = 4
};

int64_t __wrap_clock_now_ms(void);
int __real_crypto_pwhash_str_verify(const char *hash, const char *password,
                                    unsigned long long length);
int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password,
                                    unsigned long long length);

static int64_t now_ms;
static int hashes;

int64_t __wrap_clock_now_ms(void)
{
    return now_ms;
}

int __wrap_crypto_pwhash_str_verify(const char *hash, const char *password,
                                    unsigned long long length)
{
    hashes++;
    return __real_crypto_pwhash_str_verify(hash, password, length);
}

/* What a code is, by the rules: channel, address and account; minutes; once; five mistakes. */
struct model {
    bool exists, used;
    char code[UTIL_CODE_SIZE];
    const char *user;
    int64_t sent_at, expires_at;
    int attempts;
};

static struct database *database;
static char file[] = "/tmp/genauth-sandbox-rules.XXXXXX";
static struct model models[TARGETS];
static const struct code_target targets[TARGETS] = {
    {"CHANNEL_LOGIN", "a@example.org", NULL},
    {"CHANNEL_DELETE_ACCOUNT", "a@example.org", "one"},
    {"CHANNEL_DELETE_ACCOUNT", "b@example.org", "two"},
    {"CHANNEL_LOGIN", "+8613000000001", NULL},
};

static enum codes_result model_create(struct model *model, const char *code, const char *user)
{
    if (model->exists && model->sent_at > now_ms - INTERVAL_MS)
        return CODES_TOO_SOON;
    *model = (struct model){
        .exists = true, .user = user, .sent_at = now_ms, .expires_at = now_ms + LIFETIME_MS};
    memcpy(model->code, code, UTIL_CODE_SIZE);
    return CODES_OK;
}

static enum codes_result model_check(struct model *model, const char *code, const char *user,
                                     bool use)
{
    bool is_theirs = model->exists && (!user || (model->user && strcmp(user, model->user) == 0));
    if (is_theirs && model->attempts >= ATTEMPTS)
        return CODES_EXPIRED;
    if (!is_theirs || strcmp(code, model->code) != 0) {
        model->attempts++;
        return CODES_WRONG;
    }
    if (model->used || model->expires_at <= now_ms)
        return CODES_EXPIRED;
    model->used = use;
    return CODES_OK;
}

static void open_database(void)
{
    bool new = false;
    int fd = mkstemp(file);
    ck_assert_int_ge(fd, 0);
    (void)close(fd);
    database = database_open(file, &new);
    ck_assert(database && new);
    ck_assert(database_begin(database) && database_create(database));
    for (int i = 1; i <= 2; i++)
        ck_assert_int_eq(
            database_run(database,
                         "INSERT INTO user (id, username, password, created_at, updated_at)"
                         " VALUES (?, ?, 'x', 0, 0)",
                         "tt", i == 1 ? "one" : "two", i == 1 ? "one" : "two"),
            1);
}

static void close_database(void)
{
    database_rollback(database);
    database_close(database);
    ck_assert_int_eq(unlink(file), 0);
}

/* One step of random(3)'s choice; what the sandbox says must be what the model says. */
static void step(int sequence, int number)
{
    char code[UTIL_CODE_SIZE] = "";
    long which = random() % TARGETS;
    struct model *model = &models[which];
    struct code_target target = targets[which];
    long action = random() % 8;
    enum codes_result result, expected;
    now_ms += random() % 4 == 0 ? random() % LIFETIME_MS : random() % 1000;
    if (action < 2) {
        result = codes_create(database, &target, LIFETIME_MS, INTERVAL_MS, code);
        ck_assert_uint_eq(strspn(code, "0123456789"), UTIL_CODE_SIZE - 1);
        expected = model_create(model, code, target.user_id);
    } else {
        /* The right code, that of another target, or a wrong one; at times as somebody else. */
        const struct model *from = action < 5 ? model : &models[random() % TARGETS];
        memcpy(code, from->exists && action < 7 ? from->code : "nocode", UTIL_CODE_SIZE);
        if (target.user_id && random() % 4 == 0)
            target.user_id = strcmp(target.user_id, "one") == 0 ? "two" : "one";
        bool use = random() % 2 == 0;
        result = codes_check(database, &target, code, use);
        expected = model_check(model, code, target.user_id, use);
    }
    ck_assert_msg(result == expected, "sequence %d, step %d, action %ld: %d instead of %d",
                  sequence, number, action, (int)result, (int)expected);
}

START_TEST(codes__follow__the_model)
    {
        int seen[CODES_FAILED + 1] = {0};
        const char *asked = getenv("TEST_SEQUENCES");
        int sequences = asked ? (int)strtol(asked, NULL, 10) : SEQUENCES;
        srandom(1);
        for (int i = 0; i < sequences; i++) {
            memset(models, 0, sizeof models);
            ck_assert_int_ge(database_run(database, "DELETE FROM code", ""), 0);
            now_ms = INT64_C(1700000000000);
            for (int j = 0; j < STEPS; j++)
                step(i, j);
            for (int j = 0; j < TARGETS; j++)
                seen[CODES_OK] += models[j].used;
            for (int j = 0; j < TARGETS; j++)
                seen[CODES_WRONG] += models[j].attempts >= ATTEMPTS;
        }
        /* Sequences in which nothing happens would show nothing. */
        ck_assert_int_gt(seen[CODES_OK], sequences / 4);
        ck_assert_int_gt(seen[CODES_WRONG], sequences / 4);
    }
END_TEST

START_TEST(codes__are__spread_evenly)
    {
        int first[10] = {0};
        char code[UTIL_CODE_SIZE];
        for (int i = 0; i < 10000; i++) {
            util_random_code(code);
            first[code[0] - '0']++;
        }
        /* Nine standard deviations. */
        for (int i = 0; i < 10; i++)
            ck_assert_msg(first[i] > 730 && first[i] < 1270, "%d codes begin with %d", first[i], i);
    }
END_TEST

START_TEST(password__of_an_unknown_account__costs_the_same_work)
    {
        struct user user = {.username = "known"};
        ck_assert(users_init() && users_hash_password("right", user.password_hash));
        hashes = 0;
        ck_assert(!users_check_password(&user, "wrong"));
        ck_assert_int_eq(hashes, 1);
        ck_assert(!users_check_password(NULL, "wrong"));
        ck_assert_int_eq(hashes, 2);
        ck_assert(users_check_password(&user, "right"));
        ck_assert_int_eq(hashes, 3);
        ck_assert(!users_check_password(NULL, "right"));
        ck_assert_int_eq(hashes, 4);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox/rules");
    if (sodium_init() < 0)
        return EXIT_FAILURE;
    TCase *codes = tap_case(suite, "codes");
    tcase_set_timeout(codes, 120);
    tcase_add_checked_fixture(codes, open_database, close_database);
    tcase_add_test(codes, codes__follow__the_model);
    TCase *work = tap_case(suite, "work");
    tcase_set_timeout(work, 120);
    tcase_add_test(work, codes__are__spread_evenly);
    tcase_add_test(work, password__of_an_unknown_account__costs_the_same_work);
    return tap_run(suite);
}

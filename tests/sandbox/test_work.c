/* Nobody learns from the sandbox which accounts there are: for one that exists and one that does
 * not, it gives the same answer after the same work. The work is what it asks of others: database,
 * hashes, random numbers, files. It is counted and not timed, so that a busy machine changes
 * nothing. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "sandbox/mail.h"
#include "sandbox/operations.h"
#include "sandbox/options.h"
#include "tests/tap.h"

enum { WORK_SIZE = 32 * 1024, FILE_MAX = 128 };

/* What was done, a word or a line for each. */
static char work[WORK_SIZE];
static size_t work_length;

static void note(const char *what, const char *detail)
{
    int length = snprintf(work + work_length, sizeof work - work_length, "%s %s\n", what, detail);
    ck_assert(length > 0 && (size_t)length < sizeof work - work_length);
    work_length += (size_t)length;
}

/* WRAP(type, name, parameters, arguments, what, detail): a call that is noted. */
#define WRAP(type, name, parameters, arguments, what, detail)                                      \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        note(what, detail);                                                                        \
        return __real_##name arguments;                                                            \
    }

WRAP(int, sqlite3_prepare_v2,
     (sqlite3 * database, const char *sql, int size, sqlite3_stmt **statement, const char **tail),
     (database, sql, size, statement, tail), "prepare", sql)
WRAP(int, sqlite3_step, (sqlite3_stmt * statement), (statement), "step", "")
WRAP(int, crypto_pwhash_str_verify,
     (const char *hash, const char *password, unsigned long long length), (hash, password, length),
     "hash", "of a password")
WRAP(int, crypto_generichash,
     (unsigned char *out, size_t out_size, const unsigned char *in, unsigned long long length,
      const unsigned char *key, size_t key_size),
     (out, out_size, in, length, key, key_size), "hash", "")
WRAP(uint32_t, randombytes_uniform, (uint32_t limit), (limit), "random", "number")
WRAP(int, renameat, (int from, const char *name, int to, const char *other),
     (from, name, to, other), "finish", "a file")
WRAP(int, unlinkat, (int from, const char *name, int flags), (from, name, flags), "finish",
     "a file")

ssize_t __real_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size);
ssize_t __wrap_write(int fd, const void *bytes, size_t size)
{
    char length[32];
    (void)snprintf(length, sizeof length, "%zu", size);
    note("write", length);
    return __real_write(fd, bytes, size);
}

static char folder[] = "/tmp/genauth-sandbox-work.XXXXXX";
static char file[FILE_MAX], seed[FILE_MAX], mail[FILE_MAX];
static const struct options options = {
    .email_code_lifetime_s = 300, .sms_code_lifetime_s = 60, .resend_interval_s = 60};
static struct sandbox sandbox = {.options = &options};

/* The names and addresses of people who are there are as long as those of others. */
static const char users[] =
    "{\"users\": [{\"username\": \"known\", \"email\": \"known@example.org\", \"phone\": "
    "\"13000000001\","
    "  \"password\": \"right\"},"
    " {\"username\": \"block\", \"email\": \"block@example.org\", \"phone\": \"13000000002\","
    "  \"password\": \"right\", \"locked\": true},"
    " {\"username\": \"multi\", \"email\": \"multi@example.org\", \"phone\": \"13000000003\","
    "  \"password\": \"right\", \"secondFactor\": true}]}";

static void name_file(char name[FILE_MAX], const char *end)
{
    ck_assert_int_lt(snprintf(name, FILE_MAX, "%s/%s", folder, end), FILE_MAX);
}

static void begin(void)
{
    bool new = false;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    name_file(file, "database");
    name_file(seed, "seed");
    name_file(mail, "mail");
    FILE *stream = fopen(seed, "we");
    ck_assert(stream != NULL && fputs(users, stream) >= 0 && fclose(stream) == 0);
    ck_assert(users_init());
    sandbox.mail = mail_open(mail);
    sandbox.database = database_open(file, &new);
    ck_assert(sandbox.mail != NULL && sandbox.database != NULL && new);
    ck_assert(database_begin(sandbox.database) && database_create(sandbox.database) &&
              users_seed(sandbox.database, seed) && database_commit(sandbox.database));
}

static void remove_folder(const char *path)
{
    DIR *entries = opendir(path);
    ck_assert_ptr_nonnull(entries);
    for (const struct dirent *entry = NULL; (entry = readdir(entries)) != NULL;) {
        char name[2 * FILE_MAX + 256];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (entry->d_type == DT_DIR)
            remove_folder(name);
        else
            ck_assert_int_eq(unlink(name), 0);
    }
    (void)closedir(entries);
    ck_assert_int_eq(rmdir(path), 0);
}

static void end(void)
{
    database_close(sandbox.database);
    mail_close(sandbox.mail);
    remove_folder(folder);
}

/* How the sandbox takes BODY (*takes*): its answer without the request id, and what it did for it.
 * Returns new. */
static char *ask(operation_function *operation, json_t *body)
{
    struct request request = {.sandbox = &sandbox,
                              .language = LANGUAGE_EN_US,
                              .method = "POST",
                              .path = "/",
                              .body = body};
    struct reply reply = {0};
    ck_assert_ptr_nonnull(body);
    (void)snprintf(request.id, sizeof request.id, "%s", "request");
    work_length = 0;
    operation(&request, &reply);
    char *answer = json_dumps(reply.body, JSON_SORT_KEYS);
    ck_assert_ptr_nonnull(answer);
    note("answer", answer);
    json_decref(reply.body);
    json_decref(request.body);
    free(answer);
    char *done = strdup(work);
    ck_assert_ptr_nonnull(done);
    return done;
}

struct account {
    const char *username, *email, *phone;
};
static const struct account nobody = {"fewer", "fewer@example.org", "13000000009"};
static const struct account people[] = {{"known", "known@example.org", "13000000001"},
                                        {"block", "block@example.org", "13000000002"},
                                        {"multi", "multi@example.org", "13000000003"}};
enum { PEOPLE = sizeof people / sizeof *people };

static char *with_wrong_password(const char *key, const char *value)
{
    return ask(auth_sign_in, json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSWORD",
                                       "passwordPayload", key, value, "password", "wrong"));
}

static char *by_username(const struct account *account)
{
    return with_wrong_password("username", account->username);
}

static char *by_account(const struct account *account)
{
    return with_wrong_password("account", account->username);
}

static char *by_email(const struct account *account)
{
    return with_wrong_password("email", account->email);
}

static char *by_phone(const struct account *account)
{
    return with_wrong_password("phone", account->phone);
}

static char *email_to_sign_in(const struct account *account)
{
    return ask(send_email,
               json_pack("{s:s, s:s}", "channel", "CHANNEL_LOGIN", "email", account->email));
}

static char *email_for_password(const struct account *account)
{
    return ask(send_email, json_pack("{s:s, s:s}", "channel", "CHANNEL_RESET_PASSWORD", "email",
                                     account->email));
}

/* Without a login. */
static char *email_to_delete(const struct account *account)
{
    return ask(send_email, json_pack("{s:s, s:s}", "channel", "CHANNEL_DELETE_ACCOUNT", "email",
                                     account->email));
}

static char *sms_to_sign_in(const struct account *account)
{
    return ask(send_sms,
               json_pack("{s:s, s:s}", "channel", "CHANNEL_LOGIN", "phoneNumber", account->phone));
}

/* No code has letters. */
static char *code_by_email(const struct account *account)
{
    return ask(auth_sign_in,
               json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSCODE", "passCodePayload",
                         "email", account->email, "passCode", "abcdef"));
}

static char *code_by_phone(const struct account *account)
{
    return ask(auth_sign_in,
               json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSCODE", "passCodePayload",
                         "phone", account->phone, "passCode", "abcdef"));
}

static char *check_by_email(const struct account *account)
{
    return ask(send_check_code, json_pack("{s:s, s:{s:s, s:s, s:s}}", "codeType", "EMAIL",
                                          "emailCodePayload", "channel", "CHANNEL_LOGIN", "email",
                                          account->email, "passCode", "abcdef"));
}

/* One after the other: what a code is asked for before it was sent, after that, and again. HAS is
 * what must be among the work, or the answer, so that it is the one that is meant. */
static const struct {
    char *(*run)(const struct account *account);
    const char *has;
} steps[] = {
    {by_username, "hash of a password\n"},
    {by_account, "hash of a password\n"},
    {by_email, "hash of a password\n"},
    {by_phone, "hash of a password\n"},
    {by_phone, "\"apiCode\": 2333"},
    {code_by_email, "\"apiCode\": 2001"},
    {code_by_phone, "\"apiCode\": 2001"},
    {check_by_email, "\"isValid\": false"},
    {email_to_sign_in, "finish a file\n"},
    {email_to_sign_in, "\"apiCode\": 2080"}, /* too soon */
    {email_for_password, "\"statusCode\": 200"},
    {email_to_delete, "finish a file\n"},
    {sms_to_sign_in, "finish a file\n"},
    {sms_to_sign_in, "\"apiCode\": 4004"},
    {code_by_email, "\"apiCode\": 2001"},
    {code_by_email, "\"apiCode\": 2001"},
    {code_by_phone, "\"apiCode\": 2001"},
    {check_by_email, "\"isValid\": false"},
    {check_by_email, "\"isValid\": false"},
    {check_by_email, "\"isValid\": false"}, /* the fifth mistake */
    {check_by_email, "no longer valid"},
    {code_by_email, "\"apiCode\": 2300"},
};

START_TEST(account__that_is_not_there__costs_the_same_work)
    {
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            char *wanted = steps[i].run(&nobody);
            ck_assert_msg(strstr(wanted, steps[i].has) != NULL, "step %zu has no %s: %s", i,
                          steps[i].has, wanted);
            for (int j = 0; j < PEOPLE; j++) {
                char *done = steps[i].run(&people[j]);
                ck_assert_msg(strcmp(done, wanted) == 0, "step %zu, %s:\n%sbut for nobody\n%s", i,
                              people[j].username, done, wanted);
                free(done);
            }
            free(wanted);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox/work");
    if (sodium_init() < 0)
        return EXIT_FAILURE;
    TCase *tests = tap_case(suite, "work");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, account__that_is_not_there__costs_the_same_work);
    return tap_run(suite);
}

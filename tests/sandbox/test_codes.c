/* Codes: where they go, how long they live, how often they work (api 1.13, 2.8, 3.3 to 3.5). */
#include "config.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/sandbox/harness.h"

static struct process shared;    /* as it is by default: one code a minute */
static struct process unlimited; /* no wait between two codes */

static void start_shared(void)
{
    char seed[PATH_MAX + 16];
    (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(30));
    START(&shared, seed);
    START(&unlimited, seed, "--resend-interval=0");
}

static void stop_shared(void)
{
    ck_assert_int_eq(harness_stop(&shared, SIGTERM), 0);
    ck_assert_int_eq(harness_stop(&unlimited, SIGTERM), 0);
}

static long send_email(const struct process *process, const char *token, const char *email,
                       const char *channel)
{
    return harness_post(process, "/api/v3/send-email", token,
                        json_pack("{s:s, s:s}", "email", email, "channel", channel));
}

static long send_sms(const struct process *process, const char *token, const char *phone,
                     const char *channel)
{
    return harness_post(process, "/api/v3/send-sms", token,
                        json_pack("{s:s, s:s}", "phoneNumber", phone, "channel", channel));
}

/* The state of CODE for EMAIL on CHANNEL: 1 valid, 0 not valid, -1 when the call fails. */
static int check_code(const struct process *process, const char *email, const char *channel,
                      const char *code)
{
    struct answer answer = harness_call(
        process, (struct call){.path = "/api/v3/pre-check-code",
                               .json = json_pack("{s:s, s:{s:s, s:s, s:s}}", "codeType", "EMAIL",
                                                 "emailCodePayload", "email", email, "passCode",
                                                 code, "channel", channel)});
    const json_t *data = json_object_get(answer.json, "data");
    int valid = answer_status(&answer) == 200 ? json_is_true(json_object_get(data, "isValid")) : -1;
    answer_free(&answer);
    return valid;
}

static const char *other_code(const char *code)
{
    return strcmp(code, "000000") == 0 ? "000001" : "000000";
}

static long verify(const struct process *process, const char *token, const char *email,
                   const char *code)
{
    return harness_post(process, "/api/v3/verify-delete-account-request", token,
                        harness_verify_email(email, code));
}

/* One attempt less than the code can bear. */
static void try_four_others(const struct process *process, const char *token, const char *email,
                            const char *code)
{
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(verify(process, token, email, other_code(code)), RESULT(499, 2001));
}

static int count_files(const struct process *process, const char *name)
{
    char path[PATH_MAX + 8];
    int count = 0;
    (void)snprintf(path, sizeof path, "%s/%s", process->mail, name);
    DIR *dir = opendir(path);
    ck_assert_ptr_nonnull(dir);
    for (struct dirent *entry = readdir(dir); entry; entry = readdir(dir))
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(dir);
    return count;
}

START_TEST(email__is__a_message)
    {
        char token[HARNESS_TOKEN_SIZE], code[7], text[HARNESS_TEXT_SIZE];
        static const char *const lines[] = {
            "\nTo: <u00@example.org>\n",
            "\nSubject: Your code to delete your account\n",
            "\nMIME-Version: 1.0\n",
            "\nContent-Type: text/plain; charset=UTF-8\n",
            "+0000\nMessage-ID: <",
            "\nDate: ",
            "5 min",
        };
        harness_login_seeded(&shared, 0, token);
        struct answer answer = harness_call(
            &shared, (struct call){.path = "/api/v3/send-email",
                                   .authorization = token,
                                   .headers = {"x-genauth-lang: en-US"},
                                   .json = json_pack("{s:s, s:s}", "email", "u00@example.org",
                                                     "channel", "CHANNEL_DELETE_ACCOUNT")});
        ck_assert_int_eq(answer_status(&answer), 200);
        ck_assert_ptr_null(json_object_get(answer.json, "data"));
        answer_free(&answer);
        ck_assert_int_eq(harness_message(&shared, "u00@example.org", text), 1);
        ck_assert_int_eq(strncmp(text, "From: ", 6), 0);
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
            ck_assert_msg(strstr(text, lines[i]) != NULL, "'%s' is not in '%s'", lines[i], text);
        harness_find_code(text, code);
        ck_assert_int_eq(count_files(&shared, "tmp"), 0);
        ck_assert_int_eq(count_files(&shared, "cur"), 0);
    }
END_TEST

START_TEST(email__is_in__the_asked_language)
    {
        static const struct {
            const char *language, *text;
        } texts[] = {
            {"x-authing-lang: zh-CN", "您正在登录"},
            {"x-authing-lang: en-US", "With this code you sign in"},
            {"x-authing-lang: zh-TW", "您正在登入"},
            {"x-authing-lang: ja-JP", "ログインするための"},
        };
        char text[HARNESS_TEXT_SIZE];
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            struct answer answer = harness_call(
                &unlimited,
                (struct call){.path = "/api/v3/send-email",
                              .headers = {texts[i].language},
                              .json = json_pack("{s:s, s:s}", "email", "u00@example.org", "channel",
                                                "CHANNEL_LOGIN")});
            ck_assert_int_eq(answer_status(&answer), 200);
            answer_free(&answer);
            ck_assert_int_eq(harness_message(&unlimited, "u00@example.org", text), (int)i + 1);
            ck_assert_msg(strstr(text, texts[i].text) != NULL, "%s", text);
        }
    }
END_TEST

START_TEST(sms__is__a_file)
    {
        char text[HARNESS_TEXT_SIZE], code[7];
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001001", "CHANNEL_LOGIN"), RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "+8613000001001", text), 1);
        ck_assert_int_eq(strncmp(text, "To: +8613000001001\n", 19), 0);
        harness_find_code(text, code);
        /* Another country code is another phone. */
        json_t *body = json_pack("{s:s, s:s, s:s}", "phoneNumber", "13000001001",
                                 "phoneCountryCode", "+1", "channel", "CHANNEL_REGISTER");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/send-sms", NULL, body), RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "+113000001001", text), 1);
        ck_assert_int_eq(harness_message(&shared, "+8613000001001", text), 1);
    }
END_TEST

START_TEST(second_code__has_to_wait)
    {
        char text[HARNESS_TEXT_SIZE];
        ck_assert_int_eq(send_email(&shared, NULL, "u02@example.org", "CHANNEL_LOGIN"),
                         RESULT(200, 0));
        ck_assert_int_eq(send_email(&shared, NULL, "U02@example.org", "CHANNEL_LOGIN"),
                         RESULT(499, 2080));
        ck_assert_int_eq(send_email(&shared, NULL, "u02@example.org", "CHANNEL_REGISTER"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "u02@example.org", text), 2);
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001002", "CHANNEL_LOGIN"), RESULT(200, 0));
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001002", "CHANNEL_LOGIN"),
                         RESULT(499, 4004));
        ck_assert_int_eq(harness_message(&shared, "+8613000001002", text), 1);
        /* The same for an address that nobody has. */
        ck_assert_int_eq(send_email(&shared, NULL, "nobody2@example.org", "CHANNEL_LOGIN"),
                         RESULT(200, 0));
        ck_assert_int_eq(send_email(&shared, NULL, "nobody2@example.org", "CHANNEL_LOGIN"),
                         RESULT(499, 2080));
    }
END_TEST

START_TEST(new_code__replaces__the_old_one)
    {
        char token[HARNESS_TOKEN_SIZE], first[7], second[7];
        harness_login_seeded(&unlimited, 3, token);
        do {
            harness_deletion_code(&unlimited, token, "u03@example.org", first);
            harness_deletion_code(&unlimited, token, "u03@example.org", second);
        } while (strcmp(first, second) == 0);
        ck_assert_int_eq(verify(&unlimited, token, "u03@example.org", first), RESULT(499, 2001));
        ck_assert_int_eq(verify(&unlimited, token, "u03@example.org", second), RESULT(200, 0));
    }
END_TEST

START_TEST(five_wrong_attempts__kill__a_code)
    {
        char token[HARNESS_TOKEN_SIZE], code[7];
        harness_login_seeded(&unlimited, 4, token);
        harness_deletion_code(&unlimited, token, "u04@example.org", code);
        /* A check is an attempt too. */
        ck_assert_int_eq(
            check_code(&unlimited, "u04@example.org", "CHANNEL_DELETE_ACCOUNT", other_code(code)),
            0);
        try_four_others(&unlimited, token, "u04@example.org", code);
        ck_assert_int_eq(verify(&unlimited, token, "u04@example.org", code), RESULT(499, 2300));
        /* A new one is not dead. */
        harness_deletion_code(&unlimited, token, "u04@example.org", code);
        try_four_others(&unlimited, token, "u04@example.org", code);
        ck_assert_int_eq(verify(&unlimited, token, "u04@example.org", code), RESULT(200, 0));
    }
END_TEST

START_TEST(check__does_not__use_the_code_up)
    {
        char token[HARNESS_TOKEN_SIZE], code[7];
        harness_login_seeded(&shared, 5, token);
        harness_deletion_code(&shared, token, "u05@example.org", code);
        for (int i = 0; i < 3; i++)
            ck_assert_int_eq(check_code(&shared, "u05@example.org", "CHANNEL_DELETE_ACCOUNT", code),
                             1);
        ck_assert_int_eq(check_code(&shared, "u05@example.org", "CHANNEL_LOGIN", code), 0);
        ck_assert_int_eq(check_code(&shared, "u06@example.org", "CHANNEL_DELETE_ACCOUNT", code), 0);
        ck_assert_int_eq(check_code(&shared, "u05@example.org", "CHANNEL_OTHER", code), -1);
        ck_assert_int_eq(verify(&shared, token, "u05@example.org", code), RESULT(200, 0));
        ck_assert_int_eq(check_code(&shared, "u05@example.org", "CHANNEL_DELETE_ACCOUNT", code), 0);
    }
END_TEST

START_TEST(check__reads__sms_codes)
    {
        char text[HARNESS_TEXT_SIZE], code[7];
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001007", "CHANNEL_LOGIN"), RESULT(200, 0));
        ck_assert_int_gt(harness_message(&shared, "+8613000001007", text), 0);
        harness_find_code(text, code);
        struct answer answer = harness_call(
            &shared, (struct call){.path = "/api/v3/pre-check-code",
                                   .json = json_pack(
                                       "{s:s, s:{s:s, s:s, s:s, s:s}}", "codeType", "SMS",
                                       "smsCodePayload", "phone", "13000001007", "passCode", code,
                                       "phoneCountryCode", "+86", "channel", "CHANNEL_LOGIN")});
        ck_assert(json_is_true(json_object_get(json_object_get(answer.json, "data"), "isValid")));
        answer_free(&answer);
        answer =
            harness_call(&shared, (struct call){.path = "/api/v3/pre-check-code",
                                                .json = json_pack("{s:s}", "codeType", "PIGEON")});
        ck_assert_int_eq(answer_status(&answer), 400);
        answer_free(&answer);
    }
END_TEST

START_TEST(code__works_only__on_its_channel)
    {
        char token[HARNESS_TOKEN_SIZE], text[HARNESS_TEXT_SIZE], code[7];
        harness_login_seeded(&shared, 8, token);
        ck_assert_int_eq(send_email(&shared, NULL, "u08@example.org", "CHANNEL_LOGIN"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "u08@example.org", text), 1);
        harness_find_code(text, code);
        ck_assert_int_eq(verify(&shared, token, "u08@example.org", code), RESULT(499, 2001));
    }
END_TEST

START_TEST(unknown_address__gets__the_same_answer_and_no_mail)
    {
        char text[HARNESS_TEXT_SIZE];
        ck_assert_int_eq(send_email(&shared, NULL, "nobody@example.org", "CHANNEL_LOGIN"),
                         RESULT(200, 0));
        ck_assert_int_eq(send_sms(&shared, NULL, "19900000000", "CHANNEL_LOGIN"), RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "nobody@example.org", text), 0);
        ck_assert_int_eq(harness_message(&shared, "+8619900000000", text), 0);
        ck_assert_int_eq(count_files(&shared, "tmp"), 0);
        ck_assert_int_eq(send_email(&shared, NULL, "newcomer@example.org", "CHANNEL_REGISTER"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "newcomer@example.org", text), 1);
    }
END_TEST

/* Without a login the answer tells nothing about an address, and a code goes to accounts only. */
START_TEST(deletion_channel__needs__no_login)
    {
        char text[HARNESS_TEXT_SIZE], code[7];
        ck_assert_int_eq(send_email(&shared, NULL, "u25@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "u25@example.org", text), 1);
        harness_find_code(text, code);
        ck_assert_int_eq(check_code(&shared, "u25@example.org", "CHANNEL_DELETE_ACCOUNT", code), 1);
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001025", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "+8613000001025", text), 1);
        ck_assert_int_eq(send_email(&shared, NULL, "none25@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_message(&shared, "none25@example.org", text), 0);
    }
END_TEST

START_TEST(require_login_for_codes__wants__a_login)
    {
        static const char *const email[] = {"CHANNEL_DELETE_ACCOUNT", "CHANNEL_UPDATE_EMAIL",
                                            "CHANNEL_BIND_EMAIL", "CHANNEL_UNBIND_EMAIL"};
        static const char *const sms[] = {"CHANNEL_DELETE_ACCOUNT", "CHANNEL_BIND_PHONE",
                                          "CHANNEL_UNBIND_PHONE", "CHANNEL_BIND_MFA",
                                          "CHANNEL_UNBIND_MFA"};
        struct process strict;
        char token[HARNESS_TOKEN_SIZE], seed[PATH_MAX + 16], text[HARNESS_TEXT_SIZE];
        (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(30));
        START(&strict, seed, "--require-login-for-codes", "--resend-interval=0");
        harness_login_seeded(&strict, 1, token);
        for (size_t i = 0; i < sizeof email / sizeof *email; i++) {
            ck_assert_int_eq(send_email(&strict, NULL, "u01@example.org", email[i]),
                             RESULT(401, 2020));
            ck_assert_int_eq(send_email(&shared, NULL, "u26@example.org", email[i]),
                             RESULT(200, 0));
        }
        for (size_t i = 0; i < sizeof sms / sizeof *sms; i++) {
            ck_assert_int_eq(send_sms(&strict, NULL, "13000001001", sms[i]), RESULT(401, 2020));
            ck_assert_int_eq(send_sms(&shared, NULL, "13000001026", sms[i]), RESULT(200, 0));
        }
        ck_assert_int_eq(harness_message(&strict, "u01@example.org", text), 0);
        ck_assert_int_eq(harness_message(&strict, "+8613000001001", text), 0);
        for (size_t i = 0; i < sizeof email / sizeof *email; i++)
            ck_assert_int_eq(send_email(&strict, token, "u01@example.org", email[i]),
                             RESULT(200, 0));
        for (size_t i = 0; i < sizeof sms / sizeof *sms; i++)
            ck_assert_int_eq(send_sms(&strict, token, "13000001001", sms[i]), RESULT(200, 0));
        ck_assert_int_eq(send_email(&strict, token, "u00@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(400, 0));
        /* Signing in needs codes too. */
        ck_assert_int_eq(send_email(&strict, NULL, "u00@example.org", "CHANNEL_LOGIN"),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_stop(&strict, SIGTERM), 0);
    }
END_TEST

START_TEST(deletion_channel__needs__the_own_login_if_any)
    {
        char token[HARNESS_TOKEN_SIZE], text[HARNESS_TEXT_SIZE];
        harness_login_seeded(&shared, 9, token);
        ck_assert_int_eq(send_email(&shared, "wrong", "u09@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(401, 2020));
        ck_assert_int_eq(send_email(&shared, token, "u10@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(400, 0));
        ck_assert_int_eq(send_email(&shared, token, "nobody@example.org", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(400, 0));
        ck_assert_int_eq(send_sms(&shared, token, "13000001010", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(400, 0));
        ck_assert_int_eq(send_sms(&shared, "wrong", "13000001009", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(401, 2020));
        ck_assert_int_eq(harness_message(&shared, "u10@example.org", text), 0);
        ck_assert_int_eq(harness_message(&shared, "u09@example.org", text), 0);
        ck_assert_int_eq(send_sms(&shared, token, "13000001009", "CHANNEL_DELETE_ACCOUNT"),
                         RESULT(200, 0));
    }
END_TEST

START_TEST(send__refuses__bad_fields)
    {
        static const char *const emails[] = {"",      "x",     "@",     "a@",   "@b",
                                             "a b@c", "a@b@c", "a@b\n", "<a@b>"};
        static const char *const phones[] = {
            "", "abc", "123", "+8613000001001", "1300000100a", "123456789012345678901"};
        for (size_t i = 0; i < sizeof emails / sizeof *emails; i++)
            ck_assert_int_eq(send_email(&shared, NULL, emails[i], "CHANNEL_LOGIN"), RESULT(400, 0));
        for (size_t i = 0; i < sizeof phones / sizeof *phones; i++)
            ck_assert_int_eq(send_sms(&shared, NULL, phones[i], "CHANNEL_LOGIN"), RESULT(400, 0));
        ck_assert_int_eq(send_email(&shared, NULL, "u11@example.org", "CHANNEL_BIND_PHONE"),
                         RESULT(400, 0));
        ck_assert_int_eq(send_sms(&shared, NULL, "13000001011", "CHANNEL_UPDATE_EMAIL"),
                         RESULT(400, 0));
        ck_assert_int_eq(send_email(&shared, NULL, "u11@example.org", "login"), RESULT(400, 0));
        json_t *body = json_pack("{s:s, s:s, s:s}", "phoneNumber", "13000001011",
                                 "phoneCountryCode", "86", "channel", "CHANNEL_LOGIN");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/send-sms", NULL, body), RESULT(400, 0));
        body = json_pack("{s:i, s:s}", "email", 1, "channel", "CHANNEL_LOGIN");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/send-email", NULL, body), RESULT(400, 0));
    }
END_TEST

struct expiry {
    const struct process *process;
    const char *code;
};

static bool code_is_gone(void *argument)
{
    const struct expiry *expiry = argument;
    return check_code(expiry->process, "u12@example.org", "CHANNEL_DELETE_ACCOUNT", expiry->code) ==
           0;
}

START_TEST(code_and_token__expire)
    {
        struct process process;
        char seed[PATH_MAX + 16], token[HARNESS_TOKEN_SIZE], code[7], old[128];
        (void)snprintf(seed, sizeof seed, "--seed=%s", harness_path("seed.json"));
        START(&process, seed, "--code-lifetime=1", "--token-lifetime=1", "--resend-interval=0");
        harness_login_seeded(&process, 12, token);
        harness_deletion_code(&process, token, "u12@example.org", code);
        struct answer answer = harness_call(
            &process, (struct call){.path = "/api/v3/verify-delete-account-request",
                                    .authorization = token,
                                    .json = harness_verify_email("u12@example.org", code)});
        ck_assert_int_eq(json_integer_value(json_object_get(json_object_get(answer.json, "data"),
                                                            "tokenExpiresIn")),
                         1);
        (void)snprintf(old, sizeof old, "%s", answer_text(&answer, "deleteAccountToken"));
        answer_free(&answer);
        /* The code is younger than the token and lives as long: when it is gone, so is the token.
         */
        harness_deletion_code(&process, token, "u12@example.org", code);
        struct expiry expiry = {.process = &process, .code = code};
        harness_wait_for(code_is_gone, &expiry);
        ck_assert_int_eq(verify(&process, token, "u12@example.org", code), RESULT(499, 2300));
        ck_assert_int_eq(harness_post(&process, "/api/v3/delete-account", token,
                                      json_pack("{s:s}", "deleteAccountToken", old)),
                         RESULT(400, 0));
        ck_assert(harness_user_exists(&process, "u12"));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox codes");
    TCase *tests = tap_case(suite, "codes");
    tcase_add_unchecked_fixture(tests, start_shared, stop_shared);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, email__is__a_message);
    tcase_add_test(tests, email__is_in__the_asked_language);
    tcase_add_test(tests, sms__is__a_file);
    tcase_add_test(tests, second_code__has_to_wait);
    tcase_add_test(tests, new_code__replaces__the_old_one);
    tcase_add_test(tests, five_wrong_attempts__kill__a_code);
    tcase_add_test(tests, check__does_not__use_the_code_up);
    tcase_add_test(tests, check__reads__sms_codes);
    tcase_add_test(tests, code__works_only__on_its_channel);
    tcase_add_test(tests, unknown_address__gets__the_same_answer_and_no_mail);
    tcase_add_test(tests, deletion_channel__needs__no_login);
    tcase_add_test(tests, require_login_for_codes__wants__a_login);
    tcase_add_test(tests, deletion_channel__needs__the_own_login_if_any);
    tcase_add_test(tests, send__refuses__bad_fields);
    tcase_add_test(tests, code_and_token__expire);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

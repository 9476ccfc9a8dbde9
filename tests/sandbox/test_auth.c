/* Sign-in, headers, languages, scopes, client authentication (api 1.4 to 1.11, 2.8, 3.2, 3.6). */
#include "config.h"

#include <openssl/evp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tests/sandbox/harness.h"

static struct process shared;

static void start_shared(void)
{
    (void)harness_dir();
    START(&shared, "--resend-interval=0");
}

static void stop_shared(void)
{
    ck_assert_int_eq(harness_stop(&shared, SIGTERM), 0);
}

static json_t *password_body(const char *key, const char *value, const char *password)
{
    return json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSWORD", "passwordPayload", key, value,
                     "password", password);
}

static long sign_in(const char *key, const char *value, const char *password)
{
    return harness_post(&shared, "/api/v3/signin", NULL, password_body(key, value, password));
}

START_TEST(sign_in__accepts__each_identifier)
    {
        static const char *const identifiers[][2] = {
            {"account", "demo"},           {"account", "demo@example.org"},
            {"account", "13000000001"},    {"username", "demo"},
            {"email", "demo@example.org"}, {"email", "Demo@Example.ORG"},
            {"phone", "13000000001"},
        };
        for (size_t i = 0; i < sizeof identifiers / sizeof *identifiers; i++)
            ck_assert_int_eq(sign_in(identifiers[i][0], identifiers[i][1], "demo-Passw0rd"),
                             RESULT(200, 0));
        ck_assert_int_eq(sign_in("username", "demo@example.org", "demo-Passw0rd"),
                         RESULT(403, 2333));
        ck_assert_int_eq(sign_in("email", "demo", "demo-Passw0rd"), RESULT(403, 2333));
    }
END_TEST

START_TEST(sign_in__returns__a_token_set)
    {
        struct answer answer = harness_call(
            &shared, (struct call){.path = "/api/v3/signin",
                                   .json = password_body("account", "demo", "demo-Passw0rd")});
        ck_assert_int_eq(answer.http, 200);
        json_t *data = json_object_get(answer.json, "data");
        ck_assert_int_eq(json_integer_value(json_object_get(data, "expires_in")), 1209600);
        ck_assert_int_eq(json_integer_value(json_object_get(data, "expire_in")), 1209600);
        ck_assert_str_eq(answer_text(&answer, "token_type"), "Bearer");
        ck_assert_ptr_nonnull(answer_text(&answer, "id_token"));
        ck_assert_ptr_null(answer_text(&answer, "refresh_token"));
        ck_assert_uint_eq(strlen(json_string_value(json_object_get(answer.json, "requestId"))), 36);
        ck_assert_ptr_null(json_object_get(answer.json, "apiCode"));
        answer_free(&answer);
    }
END_TEST

/* The answer as text, without its request id. */
static char *anonymous(const char *user, const char *password)
{
    struct answer answer =
        harness_call(&shared, (struct call){.path = "/api/v3/signin",
                                            .json = password_body("account", user, password)});
    json_object_del(answer.json, "requestId");
    char *text = json_dumps(answer.json, JSON_SORT_KEYS);
    answer_free(&answer);
    return text;
}

START_TEST(sign_in__does_not_tell__which_accounts_exist)
    {
        char *known = anonymous("demo", "wrong");
        char *unknown = anonymous("nobody", "wrong");
        char *locked = anonymous("locked", "wrong");
        ck_assert_ptr_nonnull(strstr(known, "2333"));
        ck_assert_str_eq(known, unknown);
        ck_assert_str_eq(known, locked);
        free(known);
        free(unknown);
        free(locked);
    }
END_TEST

START_TEST(sign_in__refuses__locked_and_second_factor)
    {
        ck_assert_int_eq(sign_in("account", "locked", "demo-Passw0rd"), RESULT(403, 2005));
        struct answer answer = harness_call(
            &shared, (struct call){.path = "/api/v3/signin",
                                   .json = password_body("account", "twofactor", "demo-Passw0rd")});
        ck_assert_int_eq(answer_status(&answer), 302);
        ck_assert_int_eq(answer_api(&answer), 1636);
        ck_assert_ptr_nonnull(answer_text(&answer, "mfaToken"));
        ck_assert_ptr_null(answer_text(&answer, "access_token"));
        answer_free(&answer);
    }
END_TEST

START_TEST(sign_in__refuses__bad_fields)
    {
        static const char *const bodies[] = {
            "{}",
            "{\"connection\": 1}",
            "{\"connection\": \"OTHER\"}",
            "{\"connection\": \"PASSWORD\"}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": \"x\"}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"password\": \"x\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": \"demo\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": 7, \"password\": "
            "\"x\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": \"demo\","
            " \"username\": \"demo\", \"password\": \"demo-Passw0rd\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": \"demo\","
            " \"password\": \"demo-Passw0rd\"}, \"options\": {\"scope\": \"profile email\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": \"demo\","
            " \"password\": \"demo-Passw0rd\"}, \"options\": {\"passwordEncryptType\": \"rot13\"}}",
            "{\"connection\": \"PASSWORD\", \"passwordPayload\": {\"account\": \"demo\","
            " \"password\": \"demo-Passw0rd\"}, \"options\": []}",
            "{\"connection\": \"PASSCODE\", \"passCodePayload\": {\"email\": "
            "\"demo@example.org\"}}",
            "{\"connection\": \"PASSCODE\", \"passCodePayload\": {\"passCode\": \"123456\"}}",
            "{\"connection\": \"PASSCODE\", \"passCodePayload\": {\"passCode\": \"123456\","
            " \"email\": \"demo@example.org\", \"phone\": \"13000000001\"}}",
            "[]",
            "{",
            "",
            "{\"connection\": \"PASSWORD\", \"connection\": \"PASSWORD\"}",
            "{} {}",
        };
        for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
            struct answer answer =
                harness_call(&shared, (struct call){.path = "/api/v3/signin", .body = bodies[i]});
            ck_assert_msg(answer.http == 200 && answer_status(&answer) == 400, "%s: %s", bodies[i],
                          answer.text);
            ck_assert(strlen(json_string_value(json_object_get(answer.json, "message"))) > 0);
            answer_free(&answer);
        }
    }
END_TEST

START_TEST(sign_in__answers_501__for_directories)
    {
        ck_assert_int_eq(
            harness_post(&shared, "/api/v3/signin", NULL,
                         json_pack("{s:s, s:{s:s, s:s}}", "connection", "LDAP", "ldapPayload",
                                   "sAMAccountName", "a", "password", "b")),
            RESULT(501, 0));
        ck_assert_int_eq(
            harness_post(&shared, "/api/v3/signin", NULL,
                         json_pack("{s:s, s:{s:s, s:s}}", "connection", "AD", "adPayload",
                                   "sAMAccountName", "a", "password", "b")),
            RESULT(501, 0));
    }
END_TEST

static json_t *code_body(const char *key, const char *value, const char *code)
{
    return json_pack("{s:s, s:{s:s, s:s}}", "connection", "PASSCODE", "passCodePayload", key, value,
                     "passCode", code);
}

START_TEST(sign_in__by_email_code__works_once)
    {
        char text[HARNESS_TEXT_SIZE], code[7];
        json_t *body =
            json_pack("{s:s, s:s}", "email", "Demo@example.org", "channel", "CHANNEL_LOGIN");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/send-email", NULL, body), RESULT(200, 0));
        ck_assert_int_gt(harness_message(&shared, "demo@example.org", text), 0);
        harness_find_code(text, code);
        const char *wrong = strcmp(code, "000000") == 0 ? "000001" : "000000";
        ck_assert_int_eq(harness_post(&shared, "/api/v3/signin", NULL,
                                      code_body("email", "demo@example.org", wrong)),
                         RESULT(499, 2001));
        ck_assert_int_eq(harness_post(&shared, "/api/v3/signin", NULL,
                                      code_body("email", "DEMO@example.org", code)),
                         RESULT(200, 0));
        ck_assert_int_eq(harness_post(&shared, "/api/v3/signin", NULL,
                                      code_body("email", "demo@example.org", code)),
                         RESULT(499, 2300));
    }
END_TEST

START_TEST(sign_in__by_sms_code__works_once)
    {
        char text[HARNESS_TEXT_SIZE], code[7];
        json_t *body = json_pack("{s:s, s:s, s:s}", "phoneNumber", "13000000001",
                                 "phoneCountryCode", "+86", "channel", "CHANNEL_LOGIN");
        ck_assert_int_eq(harness_post(&shared, "/api/v3/send-sms", NULL, body), RESULT(200, 0));
        ck_assert_int_gt(harness_message(&shared, "+8613000000001", text), 0);
        harness_find_code(text, code);
        ck_assert_int_eq(
            harness_post(&shared, "/api/v3/signin", NULL, code_body("phone", "13000000001", code)),
            RESULT(200, 0));
        ck_assert_int_eq(
            harness_post(&shared, "/api/v3/signin", NULL, code_body("phone", "13000000001", code)),
            RESULT(499, 2300));
    }
END_TEST

static int profile_status(const char *authorization)
{
    struct answer answer = harness_call(
        &shared, (struct call){.path = "/api/v3/get-profile", .authorization = authorization});
    int status = answer_status(&answer);
    ck_assert_int_eq(answer_api(&answer), status == 200 ? 0 : 2020);
    ck_assert_int_eq(answer.http, 200);
    answer_free(&answer);
    return status;
}

START_TEST(authorization__is_accepted__in_both_forms)
    {
        char token[HARNESS_TOKEN_SIZE], value[HARNESS_TOKEN_SIZE + 16];
        static const char *const good[] = {"%s", "Bearer %s", "bearer %s", "BEARER   %s"};
        static const char *const bad[] = {"Bearer%s", "Basic %s", "x%s", "%sx"};
        harness_login(&shared, "demo", "demo-Passw0rd", token);
        for (int i = 0; i < 4; i++) {
            (void)snprintf(value, sizeof value, good[i], token);
            ck_assert_int_eq(profile_status(value), 200);
            (void)snprintf(value, sizeof value, bad[i], token);
            ck_assert_int_eq(profile_status(value), 401);
        }
        ck_assert_int_eq(profile_status(NULL), 401);
        ck_assert_int_eq(profile_status("Bearer "), 401);
    }
END_TEST

static int system_status(const char *first, const char *second)
{
    struct answer answer =
        harness_call(&shared, (struct call){.path = "/api/v3/system", .headers = {first, second}});
    int status = answer_status(&answer);
    if (status == 404)
        ck_assert_int_eq(answer_api(&answer), 2011);
    answer_free(&answer);
    return status;
}

START_TEST(headers__are_accepted__in_both_spellings)
    {
        char one[64], two[64];
        (void)snprintf(one, sizeof one, "x-authing-app-id: %s", shared.app_id);
        (void)snprintf(two, sizeof two, "X-GenAuth-App-Id: %s", shared.app_id);
        ck_assert_int_eq(system_status(one, NULL), -1);
        ck_assert_int_eq(system_status(two, NULL), -1);
        ck_assert_int_eq(system_status(one, two), -1);
        ck_assert_int_eq(system_status(one, "x-genauth-app-id: 65f0a1b2c3d4e5f607182930"), 400);
        ck_assert_int_eq(system_status("x-genauth-app-id: 65f0a1b2c3d4e5f607182930", NULL), 404);
        ck_assert_int_eq(system_status("x-authing-lang: en-US", "x-genauth-lang: zh-CN"), 400);
    }
END_TEST

START_TEST(message__is_in__the_asked_language)
    {
        static const struct {
            const char *header, *message;
        } languages[] = {
            {NULL, "尚未登录，请先登录。"},
            {"x-authing-lang: zh-CN", "尚未登录，请先登录。"},
            {"x-authing-lang: fr-FR", "尚未登录，请先登录。"},
            {"x-authing-lang: en-US", "You are not signed in."},
            {"x-genauth-lang: en-US", "You are not signed in."},
            {"x-authing-lang: zh-TW", "尚未登入，請先登入。"},
            {"x-genauth-lang: ja-JP", "ログインしていません。"},
        };
        for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
            struct answer answer =
                harness_call(&shared, (struct call){.path = "/api/v3/get-profile",
                                                    .headers = {languages[i].header}});
            ck_assert_str_eq(json_string_value(json_object_get(answer.json, "message")),
                             languages[i].message);
            answer_free(&answer);
        }
    }
END_TEST

/* The profile that a sign-in with SCOPE sees; release the answer. */
static struct answer profile_with(const char *scope, const char *query)
{
    struct answer answer = harness_call(
        &shared,
        (struct call){.path = "/api/v3/signin",
                      .json = json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "connection", "PASSWORD",
                                        "passwordPayload", "account", "demo", "password",
                                        "demo-Passw0rd", "options", "scope", scope)});
    char token[HARNESS_TOKEN_SIZE], path[128];
    (void)snprintf(token, sizeof token, "%s", answer_text(&answer, "access_token"));
    (void)snprintf(path, sizeof path, "/api/v3/get-profile%s", query);
    answer_free(&answer);
    return harness_call(&shared, (struct call){.path = path, .authorization = token});
}

START_TEST(profile__has_the_fields__of_the_scope)
    {
        struct answer answer = profile_with("openid", "");
        ck_assert_uint_eq(strlen(answer_text(&answer, "userId")), 24);
        ck_assert_str_eq(answer_text(&answer, "status"), "Activated");
        ck_assert_ptr_null(answer_text(&answer, "email"));
        ck_assert_ptr_null(answer_text(&answer, "phone"));
        ck_assert_ptr_null(answer_text(&answer, "username"));
        ck_assert_ptr_null(answer_text(&answer, "nickname"));
        answer_free(&answer);
        answer = profile_with("openid email", "");
        ck_assert_str_eq(answer_text(&answer, "email"), "demo@example.org");
        ck_assert_ptr_null(answer_text(&answer, "phone"));
        answer_free(&answer);
        answer = profile_with("openid phone username profile",
                              "?withCustomData=true&withIdentities=true&withDepartmentIds=true");
        ck_assert_str_eq(answer_text(&answer, "phone"), "13000000001");
        ck_assert_str_eq(answer_text(&answer, "phoneCountryCode"), "+86");
        ck_assert_str_eq(answer_text(&answer, "username"), "demo");
        ck_assert_str_eq(answer_text(&answer, "nickname"), "demo");
        ck_assert_ptr_null(answer_text(&answer, "email"));
        json_t *data = json_object_get(answer.json, "data");
        ck_assert(json_is_object(json_object_get(data, "customData")));
        ck_assert(json_is_array(json_object_get(data, "identities")));
        ck_assert(json_is_array(json_object_get(data, "departmentIds")));
        answer_free(&answer);
    }
END_TEST

START_TEST(requests__that_are_not_ours__are_refused)
    {
        struct answer answer = harness_call(&shared, (struct call){.path = "/api/v3/nothing"});
        ck_assert(answer.http == 404 && answer_status(&answer) == 404);
        answer_free(&answer);
        answer = harness_call(&shared, (struct call){.path = "/api/v3/delete-account"});
        ck_assert(answer.http == 404 && answer_status(&answer) == 404);
        answer_free(&answer);
        answer = harness_call(&shared, (struct call){.path = "/api/v3/signin",
                                                     .type = "application/x-www-form-urlencoded",
                                                     .body = "connection=PASSWORD"});
        ck_assert_int_eq(answer_status(&answer), 400);
        answer_free(&answer);
        char *large = malloc(70001);
        memset(large, 'x', 70000);
        large[70000] = '\0';
        answer = harness_call(&shared, (struct call){.path = "/api/v3/signin", .body = large});
        ck_assert(answer.http == 413 && answer_status(&answer) == 413);
        answer_free(&answer);
        free(large);
    }
END_TEST

/* A sign-in with client credentials; RESULT. */
static long client_sign_in(const struct process *process, const char *id, const char *secret,
                           const char *authorization)
{
    json_t *body = password_body("account", "demo", "demo-Passw0rd");
    if (id)
        json_object_set_new(body, "client_id", json_string(id));
    if (secret)
        json_object_set_new(body, "client_secret", json_string(secret));
    struct answer answer = harness_call(
        process,
        (struct call){.path = "/api/v3/signin", .authorization = authorization, .json = body});
    long result = RESULT(answer_status(&answer), answer_api(&answer));
    answer_free(&answer);
    return result;
}

static void basic_value(const char *id, const char *secret, char out[256])
{
    char plain[160];
    int length = snprintf(plain, sizeof plain, "%s:%s", id, secret);
    memcpy(out, "Basic ", 6);
    EVP_EncodeBlock((unsigned char *)out + 6, (const unsigned char *)plain, length);
}

START_TEST(client__none__refuses_a_secret)
    {
        char basic[256];
        basic_value(shared.app_id, "secret", basic);
        ck_assert_int_eq(client_sign_in(&shared, NULL, NULL, NULL), RESULT(200, 0));
        ck_assert_int_eq(client_sign_in(&shared, shared.app_id, NULL, NULL), RESULT(200, 0));
        ck_assert_int_eq(client_sign_in(&shared, shared.app_id, NULL, "Bearer stale"),
                         RESULT(200, 0));
        ck_assert_int_eq(client_sign_in(&shared, shared.app_id, "secret", NULL), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&shared, NULL, NULL, basic), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&shared, "65f0a1b2c3d4e5f607182930", NULL, NULL),
                         RESULT(404, 2011));
    }
END_TEST

START_TEST(client__post__needs_the_secret)
    {
        struct process process;
        char state[] = "--state-dir=";
        char option[256], path[256], secret[129], basic[256];
        (void)snprintf(option, sizeof option, "%s%s", state, harness_path("post"));
        START(&process, "--client-auth=post", option);
        (void)snprintf(path, sizeof path, "post/app-secret");
        FILE *file = fopen(harness_path(path), "re");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_eq(fscanf(file, "%128s", secret), 1);
        (void)fclose(file);
        basic_value(process.app_id, secret, basic);
        ck_assert_int_eq(client_sign_in(&process, process.app_id, secret, NULL), RESULT(200, 0));
        ck_assert_int_eq(client_sign_in(&process, process.app_id, "wrong", NULL), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&process, NULL, secret, NULL), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&process, process.app_id, NULL, NULL), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&process, NULL, NULL, basic), RESULT(401, 0));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

START_TEST(client__basic__needs_the_header)
    {
        struct process process;
        char option[256], good[256], bad[256];
        (void)snprintf(option, sizeof option, "--app-secret-file=%s",
                       harness_write("secret", "my: own secret\n"));
        START(&process, "--client-auth=basic", option);
        basic_value(process.app_id, "my: own secret", good);
        basic_value(process.app_id, "wrong", bad);
        ck_assert_int_eq(client_sign_in(&process, NULL, NULL, good), RESULT(200, 0));
        ck_assert_int_eq(client_sign_in(&process, NULL, NULL, bad), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&process, NULL, NULL, "Basic %%%"), RESULT(401, 0));
        ck_assert_int_eq(client_sign_in(&process, process.app_id, "my: own secret", NULL),
                         RESULT(401, 0));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

START_TEST(rate_limit__answers__429)
    {
        struct process process;
        bool limited = false;
        START(&process, "--rate-limit=2");
        /* Among four requests within two seconds there are three in one of them. */
        for (int i = 0; i < 20 && !limited; i++) {
            struct answer answer = harness_call(&process, (struct call){.path = "/oidc/me"});
            limited = answer.http == 429;
            if (limited) {
                ck_assert_int_eq(answer_status(&answer), 429);
                ck_assert_ptr_nonnull(strstr(answer.head, "retry-after: 1"));
            }
            answer_free(&answer);
        }
        ck_assert(limited);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox sign-in");
    TCase *tests = tap_case(suite, "sign-in");
    tcase_add_unchecked_fixture(tests, start_shared, stop_shared);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, sign_in__accepts__each_identifier);
    tcase_add_test(tests, sign_in__returns__a_token_set);
    tcase_add_test(tests, sign_in__does_not_tell__which_accounts_exist);
    tcase_add_test(tests, sign_in__refuses__locked_and_second_factor);
    tcase_add_test(tests, sign_in__refuses__bad_fields);
    tcase_add_test(tests, sign_in__answers_501__for_directories);
    tcase_add_test(tests, sign_in__by_email_code__works_once);
    tcase_add_test(tests, sign_in__by_sms_code__works_once);
    tcase_add_test(tests, authorization__is_accepted__in_both_forms);
    tcase_add_test(tests, headers__are_accepted__in_both_spellings);
    tcase_add_test(tests, message__is_in__the_asked_language);
    tcase_add_test(tests, profile__has_the_fields__of_the_scope);
    tcase_add_test(tests, requests__that_are_not_ours__are_refused);
    tcase_add_test(tests, client__none__refuses_a_secret);
    tcase_add_test(tests, client__post__needs_the_secret);
    tcase_add_test(tests, client__basic__needs_the_header);
    tcase_add_test(tests, rate_limit__answers__429);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

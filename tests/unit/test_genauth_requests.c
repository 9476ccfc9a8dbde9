/* genauth: the requests as they go out, addresses and phone numbers. Cases in tests/data/genauth.
 */
#include <stdio.h>
#include <string.h>

#include "genauth/genauth.h"
#include "genauth/request.h"
#include "tests/tap.h"
#include "tests/unit/cases.h"

static struct cases requests, urls, phones;

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

static const char *text_or(const struct test_case *test, const char *key, const char *other)
{
    const char *value = case_get(test, key);
    if (value == NULL)
        return other;
    return strcmp(value, "-") == 0 ? NULL : value;
}

/* A secret out of the line KEY, or NULL. */
static struct secret *secret_of(const struct test_case *test, const char *key)
{
    const char *value = case_get(test, key);
    if (value == NULL)
        return NULL;
    struct secret *secret = secret_new(strlen(value));
    ck_assert_ptr_nonnull(secret);
    ck_assert(secret_set(secret, value, strlen(value)));
    return secret;
}

/* What was typed: the line "password", or bytes in "password-hex". */
static struct secret *password_of(const struct test_case *test)
{
    const char *digits = case_get(test, "password-hex");
    if (digits == NULL)
        return secret_of(test, "password");
    struct secret *secret = secret_new(strlen(digits));
    for (; *digits != '\0'; digits += 2) {
        unsigned byte;
        ck_assert_int_eq(sscanf(digits, "%2x", &byte), 1);
        ck_assert(secret_append(secret, &(char){(char)byte}, 1));
    }
    return secret;
}

/* Everything that a builder may be given. */
struct input {
    struct genauth_config config;
    struct genauth_session session;
    struct secret *app_secret, *code, *password, *token;
};

static struct input read_input(const struct test_case *test)
{
    const char *client = text_or(test, "client", "none");
    struct input input = {
        .app_secret = secret_of(test, "app-secret"),
        .code = secret_of(test, "code"),
        .password = password_of(test),
        .token = secret_of(test, "token"),
        .session = {.access_token = secret_of(test, "session"),
                    .refresh_token = secret_of(test, "refresh")},
    };
    input.config = (struct genauth_config){
        .base_url = text_or(test, "base", "https://demo.example.org"),
        .app_id = "app1",
        .header_prefix = text_or(test, "prefix", NULL),
        .lang = text_or(test, "lang", "en-US"),
        .client_auth = strcmp(client, "post") == 0    ? GENAUTH_CLIENT_POST
                       : strcmp(client, "basic") == 0 ? GENAUTH_CLIENT_BASIC
                                                      : GENAUTH_CLIENT_NONE,
        .app_secret = input.app_secret,
        .encryption = case_get(test, "encryption") != NULL ? GENAUTH_RSA : GENAUTH_PLAIN,
    };
    return input;
}

static void clear_input(struct input *input)
{
    genauth_session_clear(&input->session);
    secret_free(input->app_secret);
    secret_free(input->code);
    secret_free(input->password);
    secret_free(input->token);
}

static bool build(const struct test_case *test, const struct input *input,
                  struct http_request *request, struct err *err)
{
    const struct genauth_config *config = &input->config;
    const struct genauth_session *session =
        input->session.access_token == NULL ? NULL : &input->session;
    const char *name = case_get(test, "build");
    const char *account = text_or(test, "account", "");
    const char *email = text_or(test, "email", "");
    const char *country = text_or(test, "country", NULL);
    enum genauth_channel channel = strcmp(text_or(test, "channel", "login"), "login") == 0
                                       ? GENAUTH_CHANNEL_LOGIN
                                       : GENAUTH_CHANNEL_DELETE_ACCOUNT;
    if (strcmp(name, "system") == 0)
        return genauth_build_system(config, request, err);
    if (strcmp(name, "sign_in_password") == 0)
        return genauth_build_sign_in_password(config, account, input->password, NULL, request, err);
    if (strcmp(name, "sign_in_code") == 0)
        return genauth_build_sign_in_code(config, account, case_get(test, "phone") != NULL,
                                          input->code, request, err);
    if (strcmp(name, "send_email") == 0)
        return genauth_build_send_email(config, session, email, channel, request, err);
    if (strcmp(name, "send_sms") == 0)
        return genauth_build_send_sms(config, session, account, country, channel, request, err);
    if (strcmp(name, "get_profile") == 0)
        return genauth_build_get_profile(config, session, request, err);
    if (strcmp(name, "verify_email") == 0)
        return genauth_build_verify_email(config, session, email, input->code, request, err);
    if (strcmp(name, "verify_phone") == 0)
        return genauth_build_verify_phone(config, session, account, country, input->code, request,
                                          err);
    if (strcmp(name, "verify_password") == 0)
        return genauth_build_verify_password(config, session, input->password, NULL, request, err);
    if (strcmp(name, "delete_account") == 0)
        return genauth_build_delete_account(config, session, input->token, request, err);
    if (strcmp(name, "refresh") == 0)
        return genauth_build_refresh(config, session, request, err);
    ck_assert_str_eq(name, "revoke");
    return genauth_build_revoke(config, input->token, request, err);
}

static void check_text(const struct test_case *test, const char *key, const char *found)
{
    const char *expected = case_get(test, key);
    if (expected != NULL)
        ck_assert_msg(strcmp(found == NULL ? "-" : found, expected) == 0, "%s:%d: %s is %s, not %s",
                      test->file, test->number, key, found == NULL ? "-" : found, expected);
}

static void check_error(const struct test_case *test, const struct err *err)
{
    const char *expected = case_get(test, "error");
    ck_assert_msg(expected != NULL && strstr(err->text, expected) != NULL, "%s:%d: error \"%s\"",
                  test->file, test->number, err->text);
    ck_assert(err->text[strlen(err->text) - 1] == '.');
}

/* The headers are those of the case, in its order, and no others. */
static void check_headers(const struct test_case *test, const struct http_request *request)
{
    size_t found = 0;
    if (case_get(test, "header") == NULL)
        return;
    for (size_t i = 0; i < test->count; i++) {
        if (strcmp(test->lines[i].key, "header") != 0)
            continue;
        ck_assert_uint_lt(found, request->header_count);
        ck_assert_str_eq(request->headers[found++], test->lines[i].value);
    }
    ck_assert_uint_eq(found, request->header_count);
}

START_TEST(genauth_build__makes__the_request)
    {
        const struct test_case *test = &requests.list[_i];
        static const struct http_request no_request;
        struct http_request request = {0};
        struct err err = {0};
        struct input input = read_input(test);
        bool done = build(test, &input, &request, &err);
        if (!done) {
            check_error(test, &err);
            ck_assert_mem_eq(&request, &no_request, sizeof(request));
        } else {
            ck_assert_msg(case_get(test, "error") == NULL, "%s:%d: no error", test->file,
                          test->number);
            ck_assert_str_eq(err.text, "");
            check_text(test, "method", request.method == HTTP_GET ? "GET" : "POST");
            check_text(test, "url", request.url);
            check_text(test, "authorization",
                       request.authorization == NULL ? NULL : request.authorization->bytes);
            check_text(test, "type", request.content_type);
            check_text(test, "accept", request.accept);
            check_text(test, "body", request.body == NULL ? NULL : request.body->bytes);
            ck_assert_int_eq(request.limit_ms, case_number(test, "limit", request.limit_ms));
            ck_assert_int_eq(request.max_idle_ms, case_number(test, "idle", request.max_idle_ms));
            ck_assert(request.max_idle_ms > 0 && request.limit_ms > 0);
            check_headers(test, &request);
        }
        http_request_clear(&request);
        clear_input(&input);
    }
END_TEST

START_TEST(genauth_build__reports__that_memory_is_out)
    {
        const struct test_case *test = &requests.list[_i];
        static const struct http_request no_request;
        struct input input = read_input(test);
        bool is_out = case_get(test, "error") == NULL;
        for (int left = 0; is_out; left++) {
            struct http_request request = {0};
            struct err err = {0};
            countdown = left;
            was_out = false;
            bool done = build(test, &input, &request, &err);
            is_out = was_out;
            countdown = -1;
            ck_assert(done != is_out);
            if (!done) {
                ck_assert_mem_eq(&request, &no_request, sizeof(request));
                ck_assert_ptr_nonnull(strstr(err.text, "memory"));
            }
            http_request_clear(&request);
            ck_assert_int_lt(left, 10);
        }
        clear_input(&input);
    }
END_TEST

START_TEST(genauth_check_url__accepts_or_names__the_mistake)
    {
        const struct test_case *test = &urls.list[_i];
        char base_url[64];
        struct err err = {0};
        if (genauth_check_url(case_get(test, "text"), base_url, sizeof(base_url), &err))
            ck_assert_str_eq(base_url, text_or(test, "url", ""));
        else
            check_error(test, &err);
    }
END_TEST

START_TEST(genauth_phone_parse__takes_apart__or_refuses)
    {
        const struct test_case *test = &phones.list[_i];
        struct genauth_phone phone;
        struct err err = {0};
        if (genauth_phone_parse(case_get(test, "text"), text_or(test, "country", NULL), &phone,
                                &err)) {
            ck_assert_str_eq(phone.country_code, text_or(test, "code", ""));
            ck_assert_str_eq(phone.number, text_or(test, "number", ""));
        } else {
            check_error(test, &err);
        }
    }
END_TEST

/* Nothing that was borrowed is kept: what goes out are copies, wiped with the request. */
START_TEST(genauth_build__copies__what_it_is_given)
    {
        struct genauth_session session = {.access_token = secret_new(8)};
        ck_assert(secret_set(session.access_token, "at.1", 4));
        struct genauth_config config = {.base_url = "https://a.example", .app_id = "app1"};
        struct http_request request = {0};
        ck_assert(genauth_build_get_profile(&config, &session, &request, NULL));
        genauth_session_clear(&session);
        ck_assert_str_eq(request.authorization->bytes, "Bearer at.1");
        http_request_clear(&request);
        ck_assert_ptr_null(request.authorization);
        ck_assert_str_eq(request.url, "");
    }
END_TEST

START_TEST(genauth_build__refuses__an_address_that_does_not_fit)
    {
        char base_url[HTTP_URL_SIZE];
        memset(base_url, 'a', sizeof(base_url) - 1);
        base_url[sizeof(base_url) - 1] = '\0';
        struct genauth_config config = {.base_url = base_url, .app_id = "app1"};
        struct http_request request = {0};
        struct err err = {0};
        ck_assert(!genauth_build_system(&config, &request, &err));
        ck_assert_ptr_nonnull(strstr(err.text, "too long"));
    }
END_TEST

START_TEST(http_request_header__refuses__what_could_begin_another_header)
    {
        struct http_request request = {0};
        struct err err = {0};
        static const char *const values[] = {"a\r\nx: y", "a\nb", "a\tb", "\x7f", "\x01"};
        static const char *const names[] = {"", "a b", "a:", "a\n", "\xc3\xa9"};
        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
            ck_assert(!http_request_header(&request, "x-a", values[i], &err));
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
            ck_assert(!http_request_header(&request, names[i], "v", &err));
        ck_assert_uint_eq(request.header_count, 0);
        ck_assert(http_request_header(&request, "x-a", "b \xc3\xa9", &err));
        ck_assert_str_eq(request.headers[0], "x-a: b \xc3\xa9");
    }
END_TEST

START_TEST(http_request_header__refuses__too_many_and_too_long)
    {
        struct http_request request = {0};
        struct err err = {0};
        char value[HTTP_HEADER_SIZE];
        memset(value, 'v', sizeof(value) - 1);
        value[sizeof(value) - 1] = '\0';
        ck_assert(!http_request_header(&request, "x-a", value, &err));
        value[HTTP_HEADER_SIZE - 1 - strlen("x-a: ")] = '\0';
        ck_assert(http_request_header(&request, "x-a", value, &err));
        while (request.header_count < HTTP_MAX_HEADERS)
            ck_assert(http_request_header(&request, "x-a", "v", &err));
        ck_assert(!http_request_header(&request, "x-a", "v", &err));
        ck_assert_uint_eq(request.header_count, HTTP_MAX_HEADERS);
    }
END_TEST

int main(void)
{
    cases_read(&requests, "requests.case");
    cases_read(&urls, "urls.case");
    cases_read(&phones, "phones.case");
    Suite *suite = suite_create("genauth_requests");
    TCase *tests = tap_case(suite, "requests");
    tcase_add_loop_test(tests, genauth_build__makes__the_request, 0, (int)requests.count);
    tcase_add_loop_test(tests, genauth_build__reports__that_memory_is_out, 0, (int)requests.count);
    tcase_add_loop_test(tests, genauth_check_url__accepts_or_names__the_mistake, 0,
                        (int)urls.count);
    tcase_add_loop_test(tests, genauth_phone_parse__takes_apart__or_refuses, 0, (int)phones.count);
    tcase_add_test(tests, genauth_build__copies__what_it_is_given);
    tcase_add_test(tests, genauth_build__refuses__an_address_that_does_not_fit);
    tcase_add_test(tests, http_request_header__refuses__what_could_begin_another_header);
    tcase_add_test(tests, http_request_header__refuses__too_many_and_too_long);
    return tap_run(suite);
}

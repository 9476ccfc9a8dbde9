/* What the machine may know of what was typed, and how it is tidied. */
#include <string.h>

#include "base/text.h"
#include "flow/form.h"
#include "flow/view.h"
#include "tests/tap.h"

static struct form *form;

static void set_up(void)
{
    form = form_new();
    ck_assert_ptr_nonnull(form);
}

static void tear_down(void)
{
    form_free(form);
}

static struct form_facts type(enum form_field field, const char *text)
{
    struct form_facts facts;
    ck_assert(secret_set(form->values[field], text, strlen(text)));
    form_read(form, &facts);
    return facts;
}

static const struct {
    const char *typed;
    bool has_code;
    const char *kept;
} codes[] = {
    {"", false, ""},
    {"   ", false, ""},
    {"482913", true, "482913"},
    {" 48 29-13\n", true, "482913"},
    {"\xef\xbc\x94\xef\xbc\x98\xef\xbc\x92\xef\xbc\x99", true, "4829"}, /* full width */
    {"\x1b[200~482913\x1b[201~", true, "482913"},
    {"123", false, "123"},
    {"123456789012", true, "123456789012"},
    {"1234567890123", false, "1234567890123"},
    {"48291x", false, "48291x"},
};

START_TEST(form_read__folds__the_code)
    {
        struct form_facts facts = type(FORM_CODE, codes[_i].typed);
        ck_assert_int_eq(facts.has_code, codes[_i].has_code);
        ck_assert_str_eq(form->values[FORM_CODE]->bytes, codes[_i].kept);
    }
END_TEST

START_TEST(form_read__knows__the_languages)
    {
        for (enum form_language language = FORM_LANGUAGE_NONE; language < FORM_LANGUAGE_COUNT;
             language++) {
            const char *id = form_language_id(language);
            ck_assert_int_eq(form_language_from_id(id), language);
            ck_assert_int_eq(type(FORM_LANGUAGE, id).language, language);
            ck_assert_int_eq(form_language_name(language)[0] == '\0', id[0] == '\0');
        }
        ck_assert_str_eq(form_language_id(FORM_LANGUAGE_ZH_TW), "zh_TW");
        ck_assert_int_eq(type(FORM_LANGUAGE, "zh").language, FORM_LANGUAGE_NONE);
    }
END_TEST

static const struct {
    const char *typed;
    bool is_delete;
} phrases[] = {
    {"DELETE", true},     {"delete", true}, {" Delete\r\n", true}, {"", false},
    {"DELETE it", false}, {"DELET", false}, {"yes", false},        {"DELETEE", false},
};

START_TEST(form_read__knows__the_word)
    {
        ck_assert_int_eq(type(FORM_PHRASE, phrases[_i].typed).phrase_is_delete,
                         phrases[_i].is_delete);
    }
END_TEST

START_TEST(form_read__tells__accounts_apart)
    {
        ck_assert_int_eq(type(FORM_ACCOUNT, "").account, TEXT_ACCOUNT_EMPTY);
        ck_assert_int_eq(type(FORM_ACCOUNT, " mina \n").account, TEXT_ACCOUNT_NAME);
        ck_assert_str_eq(form->values[FORM_ACCOUNT]->bytes, "mina");
        ck_assert_int_eq(type(FORM_ACCOUNT, "mina@example.org").account, TEXT_ACCOUNT_EMAIL);
        ck_assert_int_eq(type(FORM_ACCOUNT, "+86 13000000001").account, TEXT_ACCOUNT_PHONE);
    }
END_TEST

START_TEST(form_read__keeps__blanks_in_a_password)
    {
        ck_assert(type(FORM_PASSWORD, " secret ").has_password);
        ck_assert_str_eq(form->values[FORM_PASSWORD]->bytes, " secret ");
        ck_assert(!type(FORM_PASSWORD, "").has_password);
    }
END_TEST

START_TEST(form_read__knows__the_methods)
    {
        for (enum form_method method = FORM_METHOD_NONE; method < FORM_METHOD_COUNT; method++)
            ck_assert_int_eq(type(FORM_METHOD, form_method_id(method)).method, method);
        ck_assert_int_eq(type(FORM_METHOD, "pigeon").method, FORM_METHOD_NONE);
    }
END_TEST

START_TEST(form_wipe__wipes__only_what_is_named)
    {
        type(FORM_PASSWORD, "secret");
        type(FORM_ACCOUNT, "mina");
        form_wipe(form, 1u << FORM_PASSWORD);
        ck_assert(secret_is_empty(form->values[FORM_PASSWORD]));
        ck_assert_str_eq(form->values[FORM_ACCOUNT]->bytes, "mina");
    }
END_TEST

START_TEST(ids__lead_back__to_what_they_name)
    {
        for (enum form_field field = 0; field < FORM_FIELD_COUNT; field++) {
            enum form_field found = FORM_FIELD_COUNT;
            ck_assert(form_field_from_id(form_field_id(field), &found));
            ck_assert_int_eq(found, field);
        }
        enum form_field none = FORM_FIELD_COUNT;
        ck_assert(!form_field_from_id("colour", &none));
        for (enum action_id action = 0; action < ACTION_ID_COUNT; action++) {
            enum action_id found = ACTION_ID_COUNT;
            ck_assert(action_from_id(action_id_text(action), &found));
            ck_assert_int_eq(found, action);
        }
        enum action_id nothing = ACTION_ID_COUNT;
        ck_assert(!action_from_id("dance", &nothing));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("form");
    TCase *tests = tap_case(suite, "form");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, form_read__knows__the_languages);
    tcase_add_loop_test(tests, form_read__folds__the_code, 0,
                        (int)(sizeof(codes) / sizeof(codes[0])));
    tcase_add_loop_test(tests, form_read__knows__the_word, 0,
                        (int)(sizeof(phrases) / sizeof(phrases[0])));
    tcase_add_test(tests, form_read__tells__accounts_apart);
    tcase_add_test(tests, form_read__keeps__blanks_in_a_password);
    tcase_add_test(tests, form_read__knows__the_methods);
    tcase_add_test(tests, form_wipe__wipes__only_what_is_named);
    tcase_add_test(tests, ids__lead_back__to_what_they_name);
    return tap_run(suite);
}

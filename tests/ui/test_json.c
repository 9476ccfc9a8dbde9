/* The JSON front end on pipes: what it writes. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/ui/json_rig.h"

static void setup(void)
{
    rig_open_pipes(&ui_json_ops, (struct ui_options){0});
}

/* ---- Views ---- */

START_TEST(view__has_exactly_the_keys_of_the_contract)
    {
        ck_assert(secret_set(rig.form->values[FORM_ACCOUNT], "demo \"x\"", 8));
        ck_assert(secret_set(rig.form->values[FORM_PASSWORD], "h\xc3\xa9llo", 6));
        rig_begin_view(VIEW_SIGN_IN);
        rig_add_field(FORM_ACCOUNT, VIEW_FIELD_TEXT, "Account", "A hint.");
        rig_add_field(FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "Another.")->has_error = true;
        rig_add_paragraph("note", "Words.");
        rig_add_fact("sandbox_mail", "Mail", "Code 123456");
        rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Sign in");
        disable(rig_add_action(ACTION_RESEND, VIEW_ROLE_NORMAL, "Send again"), "Wait 40 seconds.");
        rig.view.focus = "account";
        rig_set_status(VIEW_ERROR, "WRONG", "Wrong account or password.");
        rig.view.sandbox = true;
        rig.view.step = 2;
        rig.view.steps = 3;
        rig_show();
        json_t *object = expect_view("sign_in");
        ck_assert_int_eq(json_object_del(object, "serial"), 0);
        json_t *expected = json_loads(
            "{\"v\":1,\"type\":\"view\",\"id\":\"sign_in\",\"title\":\"Title\","
            "\"sandbox\":true,\"step\":2,\"steps\":3,"
            "\"status\":{\"severity\":\"error\",\"code\":\"WRONG\","
            "\"text\":\"Wrong account or password.\"},"
            "\"items\":["
            "{\"type\":\"field\",\"id\":\"account\",\"label\":\"Account\","
            "\"hint\":\"A hint.\",\"kind\":\"text\",\"value\":\"demo \\\"x\\\"\",\"error\":false},"
            "{\"type\":\"field\",\"id\":\"password\",\"label\":\"Password\","
            "\"hint\":\"Another.\",\"kind\":\"secret\",\"length\":5,\"error\":true},"
            "{\"type\":\"paragraph\",\"id\":\"note\",\"text\":\"Words.\"},"
            "{\"type\":\"fact\",\"id\":\"sandbox_mail\",\"label\":\"Mail\",\"value\":\"Code "
            "123456\"}],"
            "\"actions\":["
            "{\"id\":\"submit\",\"label\":\"Sign in\",\"role\":\"default\",\"enabled\":true},"
            "{\"id\":\"resend\",\"label\":\"Send again\",\"role\":\"normal\",\"enabled\":false,"
            "\"reason\":\"Wait 40 seconds.\"}],"
            "\"focus\":\"account\",\"progress\":null,\"deadline_s\":null}",
            0, NULL);
        ck_assert_ptr_nonnull(expected);
        ck_assert(json_equal(object, expected));
        drop(object);
        drop(expected);
    }
END_TEST

/* Whoever sees the output of the program need not see the code. */
START_TEST(view__has_of_a_code__only_the_length)
    {
        ck_assert(secret_set(rig.form->values[FORM_CODE], "481516", 6));
        rig_begin_view(VIEW_ENTER_CODE);
        rig_add_field(FORM_CODE, VIEW_FIELD_CODE, "Code", "");
        rig_show();
        json_t *object = expect_view("enter_code");
        json_t *expected =
            json_loads("{\"type\":\"field\",\"id\":\"code\",\"label\":\"Code\",\"hint\":\"\","
                       "\"kind\":\"code\",\"length\":6,\"error\":false}",
                       0, NULL);
        ck_assert(json_equal(json_array_get(json_object_get(object, "items"), 0), expected));
        drop(object);
        drop(expected);
    }
END_TEST

START_TEST(view__has_choices_with_reasons)
    {
        ck_assert(secret_set(rig.form->values[FORM_METHOD], "email", 5));
        show_consequences();
        json_t *object = expect_view("consequences");
        json_t *expected =
            json_loads("{\"type\":\"choice\",\"id\":\"method\",\"label\":\"How\",\"hint\":\"\","
                       "\"value\":\"email\",\"error\":false,\"options\":["
                       "{\"id\":\"email\",\"label\":\"Code by email\",\"enabled\":true,"
                       "\"reason\":null},"
                       "{\"id\":\"phone\",\"label\":\"Code by SMS\",\"enabled\":false,"
                       "\"reason\":\"No phone is bound.\"}]}",
                       0, NULL);
        ck_assert(json_equal(json_array_get(json_object_get(object, "items"), 0), expected));
        ck_assert(json_is_null(json_object_get(object, "focus")));
        drop(expected);
        drop(object);
    }
END_TEST

START_TEST(view__has_progress_while_busy_and_the_seconds_of_the_deadline)
    {
        show_busy();
        json_t *object = expect_view("signing_in");
        const json_t *progress = json_object_get(object, "progress");
        ck_assert_str_eq(text_of(progress, "text"), "Signing in.");
        ck_assert_int_eq(json_integer_value(json_object_get(progress, "seconds")), 0);
        drop(object);
        rig.view.progress_s = 10;
        rig.view.serial++;
        rig_show();
        object = expect_view("signing_in");
        progress = json_object_get(object, "progress");
        ck_assert_int_eq(json_integer_value(json_object_get(progress, "seconds")), 10);
        drop(object);
        show_confirm();
        object = expect_view("confirm");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "deadline_s")), 58);
        drop(object);
        rig.view.deadline_ms = rig.now_ms - 1;
        rig.view.serial++;
        rig_show();
        object = expect_view("confirm");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "deadline_s")), 0);
        drop(object);
    }
END_TEST

START_TEST(view__is_written_once)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_show();
        expect_nothing();
        rig.view.serial++; /* another serial, the same words */
        rig_show();
        expect_nothing();
    }
END_TEST

START_TEST(view__is_written_again_as_the_answer_to_a_command)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type("{\"do\":\"submit\"}\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig.view.serial++;
        rig_show();
        drop(expect_view("sign_in"));
    }
END_TEST

START_TEST(view__answers_a_command_that_changed_nothing)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type("{\"do\":\"submit\",\"fields\":{\"account\":\"ann\"}}\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_no_event(); /* the rest of the turn, in which nothing is shown */
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_no_event();
        json_t *object = expect_view("sign_in");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "serial")), 2);
        const json_t *item = json_array_get(json_object_get(object, "items"), 0);
        ck_assert_str_eq(text_of(item, "value"), "ann");
        drop(object);
        rig_expect_no_event();
        expect_nothing();
    }
END_TEST

START_TEST(view__of_any_length_is_written_at_once)
    {
        static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "g", "h",
                                          "i", "j", "k", "l", "m", "n", "o", "p"};
        rig_begin_view(VIEW_ACCOUNT);
        for (size_t i = 0; i < VIEW_MAX_ITEMS; i++)
            RIG_PUT(rig_add_item(VIEW_PARAGRAPH, ids[i])->text, "%0319d", 7);
        rig_show();
        drop(expect_view("account"));
    }
END_TEST

START_TEST(view__never_holds_a_password)
    {
        show_sign_in();
        rig_type("{\"do\":\"submit\",\"fields\":{\"password\":\"demo-Passw0rd\"}}\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig.view.serial++;
        rig_show();
        rig_collect();
        ck_assert_ptr_null(strstr(rig.out, "Passw0rd"));
    }
END_TEST

/* ---- Ends ---- */

START_TEST(end__comes_once_after_all_lines)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type("{\"do\":\"submit\"}\n");
        rig_end_input();
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert(!rig.ops->wants_input(rig.ui));
        show_busy();
        drop(expect_view("signing_in"));
        rig_expect_no_event(); /* the request that was asked for is not stopped by the end */
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
        show_sign_in();
        drop(expect_view("sign_in"));
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        rig_expect_no_event();
        rig_expect_no_event();
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
    }
END_TEST

START_TEST(end__in_a_line_does_not_carry_it_out)
    {
        show_confirm();
        drop(expect_view("confirm"));
        rig_type("{\"do\":\"submit\",\"fields\":{\"phrase\":\"DELETE\"}}");
        rig_end_input();
        rig_expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        expect_error("NOT_JSON", "newline");
        ck_assert(secret_is_empty(rig.form->values[FORM_PHRASE]));
    }
END_TEST

START_TEST(lost__when_nobody_reads_any_more)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        close(rig.from_ui);
        show_busy();
        rig_expect_event(UI_LOST, ACTION_QUIT);
        rig_expect_no_event();
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
        rig.from_ui = dup(rig.ui_in); /* for rig_close */
    }
END_TEST

/* Memory that runs out, as buf.c sees it. */
static bool no_memory;
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
    return no_memory ? NULL : __real_realloc(old, size);
}

START_TEST(failed__when_memory_is_out)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        no_memory = true;
        show_busy();
        no_memory = false;
        rig_expect_event(UI_FAILED, ACTION_QUIT);
        rig_expect_no_event();
    }
END_TEST

START_TEST(slow_reader__gets_everything_without_blocking_the_loop)
    {
        int left = 2000;
        for (int i = 0; i < left; i++) { /* some 600 KB: much more than the pipe holds */
            rig_begin_view(VIEW_SIGN_IN);
            RIG_PUT(rig_add_item(VIEW_PARAGRAPH, "note")->text, "%d %0200d", i, i);
            rig_show();
        }
        ck_assert(rig.ops->wants_output(rig.ui));
        static char line[4096];
        int seen = 0;
        size_t length = 0;
        while (seen < left) {
            char byte;
            if (read(rig.from_ui, &byte, 1) != 1) {
                rig_expect_no_event(); /* writes on */
                continue;
            }
            ck_assert_uint_lt(length, sizeof(line) - 1);
            line[length++] = byte;
            if (byte != '\n')
                continue;
            json_t *object = json_loadb(line, length, 0, NULL);
            const json_t *item = json_array_get(json_object_get(object, "items"), 0);
            ck_assert_int_eq(strtol(text_of(item, "text"), NULL, 10), seen);
            json_decref(object);
            length = 0;
            seen++;
        }
        expect_nothing();
    }
END_TEST

static json_t *close_with(const struct ui_result *result)
{
    rig_finish(result);
    json_t *object = take_object();
    expect_nothing();
    return object;
}

START_TEST(result__is_the_last_object)
    {
        json_t *object = close_with(&(struct ui_result){.code = "DELETED",
                                                        .exit_code = 0,
                                                        .text = "The account is deleted.",
                                                        .request_id = "abc-1",
                                                        .receipt_json = "{\"outcome\":\"DONE\"}"});
        json_t *expected =
            json_loads("{\"v\":1,\"type\":\"result\",\"code\":\"DELETED\",\"exit\":0,"
                       "\"text\":\"The account is deleted.\",\"request_id\":\"abc-1\","
                       "\"receipt\":{\"outcome\":\"DONE\"}}",
                       0, NULL);
        ck_assert(json_equal(object, expected));
        drop(object);
        drop(expected);
    }
END_TEST

START_TEST(result__without_receipt_has_nulls)
    {
        json_t *object = close_with(&(struct ui_result){
            .code = "CANCELLED", .exit_code = 5, .text = "x", .request_id = ""});
        ck_assert_int_eq(json_integer_value(json_object_get(object, "exit")), 5);
        ck_assert(json_is_null(json_object_get(object, "request_id")));
        ck_assert(json_is_null(json_object_get(object, "receipt")));
        drop(object);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/json");
    TCase *tests = tap_case(suite, "json");
    tcase_add_checked_fixture(tests, setup, rig_close);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, view__has_exactly_the_keys_of_the_contract);
    tcase_add_test(tests, view__has_of_a_code__only_the_length);
    tcase_add_test(tests, view__has_choices_with_reasons);
    tcase_add_test(tests, view__has_progress_while_busy_and_the_seconds_of_the_deadline);
    tcase_add_test(tests, view__is_written_once);
    tcase_add_test(tests, view__is_written_again_as_the_answer_to_a_command);
    tcase_add_test(tests, view__answers_a_command_that_changed_nothing);
    tcase_add_test(tests, view__of_any_length_is_written_at_once);
    tcase_add_test(tests, view__never_holds_a_password);
    tcase_add_test(tests, end__comes_once_after_all_lines);
    tcase_add_test(tests, end__in_a_line_does_not_carry_it_out);
    tcase_add_test(tests, lost__when_nobody_reads_any_more);
    tcase_add_test(tests, failed__when_memory_is_out);
    tcase_add_test(tests, slow_reader__gets_everything_without_blocking_the_loop);
    tcase_add_test(tests, result__is_the_last_object);
    tcase_add_test(tests, result__without_receipt_has_nulls);
    return tap_run(suite);
}

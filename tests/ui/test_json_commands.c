/* The JSON front end on pipes: what it reads. */
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

/* ---- Commands ---- */

START_TEST(command__gives_action_and_fields)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type(
            "{\"do\":\"submit\",\"fields\":{\"account\":\"demo\",\"password\":\"a\\u00e9b\"}}\r\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "demo");
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, "a\xc3\xa9"
                                                                 "b");
        expect_nothing();
    }
END_TEST

START_TEST(command__in_pieces_is_put_together)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type("{\"do\":");
        rig_expect_no_event();
        rig_type("\"quit\"}");
        rig_expect_no_event();
        rig_type("\n");
        rig_expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

static const struct {
    const char *line, *code, *named;
} refused[] = {
    {"{\"do\":\"submit\"", "NOT_JSON", "JSON"},
    {"submit", "NOT_JSON", "JSON"},
    {"", "NOT_JSON", "JSON"},
    {"{\"do\":\"submit\"} {}", "NOT_JSON", "JSON"},
    {"{\"do\":\"quit\",\"do\":\"submit\"}", "NOT_JSON", "JSON"},
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"\\u0000\"}}", "NOT_JSON", "JSON"},
    {"[\"submit\"]", "WRONG_TYPE", "object"},
    {"\"submit\"", "WRONG_TYPE", "object"},
    {"{}", "UNKNOWN_ACTION", "do"},
    {"{\"do\":\"fly\"}", "UNKNOWN_ACTION", "fly"},
    {"{\"do\":\"SUBMIT\"}", "UNKNOWN_ACTION", "SUBMIT"},
    {"{\"do\":\"resend\"}", "UNKNOWN_ACTION", "resend"}, /* of another view */
    {"{\"do\":1}", "WRONG_TYPE", "do"},
    {"{\"do\":null}", "WRONG_TYPE", "do"},
    {"{\"do\":\"submit\",\"extra\":1}", "UNKNOWN_KEY", "extra"},
    {"{\"Do\":\"submit\"}", "UNKNOWN_KEY", "Do"},
    {"{\"do\":\"submit\",\"fields\":[]}", "WRONG_TYPE", "fields"},
    {"{\"do\":\"submit\",\"fields\":null}", "WRONG_TYPE", "fields"},
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"x\",\"color\":\"red\"}}", "UNKNOWN_FIELD",
     "color"},
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"x\",\"code\":\"123456\"}}", "UNKNOWN_FIELD",
     "code"}, /* of another view */
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"x\",\"password\":5}}", "WRONG_TYPE", "password"},
    {"{\"do\":\"submit\",\"fields\":{\"account\":\"x\",\"password\":null}}", "WRONG_TYPE",
     "password"},
    {"{\"do\":\"use_sms_code\",\"fields\":{\"account\":\"x\"}}", "NOT_ENABLED", "use_sms_code"},
    {"{\"do\":\"use_sms_code\",\"fields\":{\"account\":\"x\"}}", "NOT_ENABLED", "Wait 40 seconds."},
    {"{\"do\":\"evil\\u001b[2J\\u202e\"}", "UNKNOWN_ACTION", "evil?"},
};

START_TEST(command__refused_changes_nothing)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        disable(rig_add_action(ACTION_USE_SMS_CODE, VIEW_ROLE_NORMAL, "SMS"), "Wait 40 seconds.");
        ck_assert(secret_set(rig.form->values[FORM_ACCOUNT], "before", 6));
        rig_type(refused[_i].line);
        rig_type("\n");
        rig_expect_no_event();
        expect_error(refused[_i].code, refused[_i].named);
        expect_nothing();
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "before");
        ck_assert(secret_is_empty(rig.form->values[FORM_PASSWORD]));
        /* and the next line works */
        rig_type("{\"do\":\"quit\"}\n");
        rig_expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

/* {"do":"submit","fields":{"account":"demo","password":"aaa..."}} with COUNT letters a. */
static void write_long(size_t count)
{
    char block[1024];
    memset(block, 'a', sizeof(block));
    rig_type("{\"do\":\"submit\",\"fields\":{\"account\":\"demo\",\"password\":\"");
    for (size_t left = count; left > 0;) {
        size_t part = left < sizeof(block) ? left : sizeof(block);
        ck_assert_int_eq(write(rig.to_ui, block, part), (ssize_t)part);
        left -= part;
        if ((left / sizeof(block)) % 16 == 0)
            rig_expect_no_event(); /* so that the pipe never fills */
    }
    rig_type("\"}}\n");
}

static const struct {
    size_t count;
    const char *named; /* NULL: fits */
} lengths[] = {
    {512, NULL},          {513, "password"},   {16 * 1024, "password"}, {16 * 1024 + 1, "16384"},
    {60 * 1024, "16384"}, {70 * 1024, "line"}, {500 * 1024, "line"},
};

START_TEST(command__too_long_is_refused_and_never_cut)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_long(lengths[_i].count);
        if (lengths[_i].named == NULL) {
            rig_expect_event(UI_ACTION, ACTION_SUBMIT);
            ck_assert_uint_eq(rig.form->values[FORM_PASSWORD]->length, lengths[_i].count);
            return;
        }
        rig_expect_no_event();
        expect_error("TOO_LONG", lengths[_i].named);
        expect_nothing();
        ck_assert(secret_is_empty(rig.form->values[FORM_ACCOUNT]));
        rig_type("{\"do\":\"quit\"}\n");
        rig_expect_event(UI_ACTION, ACTION_QUIT);
        expect_nothing();
    }
END_TEST

START_TEST(command__takes_only_enabled_options_of_a_choice)
    {
        show_consequences();
        drop(expect_view("consequences"));
        rig_type("{\"do\":\"submit\",\"fields\":{\"method\":\"pigeon\"}}\n"
                 "{\"do\":\"submit\",\"fields\":{\"method\":\"phone\"}}\n"
                 "{\"do\":\"submit\",\"fields\":{\"method\":\"email\"}}\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        expect_error("UNKNOWN_OPTION", "pigeon");
        expect_error("NOT_ENABLED", "No phone is bound.");
        expect_nothing();
        ck_assert_str_eq(rig.form->values[FORM_METHOD]->bytes, "email");
    }
END_TEST

/* ---- Lines written ahead ---- */

START_TEST(ahead__lines_are_taken_one_view_at_a_time)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        rig_type("{\"do\":\"submit\",\"fields\":{\"account\":\"demo\"}}\n"
                 "{\"do\":\"submit\",\"fields\":{\"method\":\"email\"}}\n"
                 "{\"do\":\"quit\"}\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_no_event(); /* the view after the action comes first */
        show_busy();
        drop(expect_view("signing_in"));
        rig_expect_no_event();
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms),
                         -1); /* nothing to do before the next view */
        rig_expect_no_event();
        expect_nothing();
        show_consequences();
        drop(expect_view("consequences"));
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_METHOD]->bytes, "email");
        show_sign_in();
        rig_expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

START_TEST(ahead__back_is_taken_while_busy)
    {
        show_busy();
        drop(expect_view("signing_in"));
        rig_type("{\"do\":\"back\"}\n");
        rig_expect_event(UI_ACTION, ACTION_BACK);
    }
END_TEST

START_TEST(ahead__broken_lines_wait_too_and_keep_their_order)
    {
        show_busy();
        drop(expect_view("signing_in"));
        rig_type("broken\n{\"do\":\"back\"}\n");
        rig_expect_no_event();
        expect_nothing();
        show_confirm();
        drop(expect_view("confirm"));
        rig_expect_event(UI_ACTION, ACTION_BACK);
        expect_error("NOT_JSON", "JSON");
    }
END_TEST

START_TEST(ahead__more_than_fits_is_not_lost)
    {
        enum { LINES = 5000 };
        show_busy();
        drop(expect_view("signing_in"));
        ck_assert_int_eq(fcntl(rig.to_ui, F_SETFL, O_NONBLOCK), 0);
        static const char line[] = "{\"do\":\"submit\",\"fields\":{\"account\":\"demo\"}}\n";
        size_t length = sizeof(line) - 1;
        int written = 0;
        int taken = 0;
        for (int busy = 0; busy < 8; busy++) { /* fill the front end's memory and the pipe */
            while (written < LINES && write(rig.to_ui, line, length) == (ssize_t)length)
                written++;
            rig_expect_no_event();
        }
        ck_assert(!rig.ops->wants_input(rig.ui)); /* or the loop would spin */
        ck_assert_int_gt(written, 1000);
        for (struct ui_event event; taken < written; taken++) {
            show_sign_in();
            ck_assert(rig.ops->next(rig.ui, &event));
            ck_assert_int_eq((int)event.action, ACTION_SUBMIT);
            rig_collect();
            rig.out_length = 0;
        }
        show_sign_in();
        rig_expect_no_event();
        ck_assert(rig.ops->wants_input(rig.ui));
    }
END_TEST

START_TEST(flush__drops_what_was_written_before_the_screen)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        static const char confirm[] = "{\"do\":\"submit\",\"fields\":{\"phrase\":\"DELETE\"}}\n";
        rig_type("{\"do\":\"submit\"}\n");
        rig_type(confirm);
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_type(confirm);                            /* in the pipe */
        rig_type("{\"do\":\"submit\",\"fields\":{}"); /* and half a line */
        ck_assert(!rig.ops->flush_input(rig.ui));
        expect_error("DROPPED", "dropped");
        show_confirm();
        drop(expect_view("confirm"));
        rig_expect_no_event();
        rig_type("}\n"); /* the other half is no command either */
        rig_expect_no_event();
        expect_nothing();
        rig_type(confirm);
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PHRASE]->bytes, "DELETE");
    }
END_TEST

START_TEST(flush__of_a_waiting_line_lets_the_next_one_be_read)
    {
        show_busy();
        drop(expect_view("signing_in"));
        rig_type("{\"do\":\"quit\"}\n");
        rig_expect_no_event();
        ck_assert(!rig.ops->flush_input(rig.ui));
        expect_error("DROPPED", "dropped");
        rig_type("{\"do\":\"back\"}\n");
        rig_expect_event(UI_ACTION, ACTION_BACK);
    }
END_TEST

START_TEST(flush__of_nothing_says_nothing)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        ck_assert(!rig.ops->flush_input(rig.ui));
        expect_nothing();
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/json_commands");
    TCase *tests = tap_case(suite, "commands");
    tcase_add_checked_fixture(tests, setup, rig_close);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, command__gives_action_and_fields);
    tcase_add_test(tests, command__in_pieces_is_put_together);
    tcase_add_loop_test(tests, command__refused_changes_nothing, 0,
                        (int)(sizeof(refused) / sizeof(refused[0])));
    tcase_add_loop_test(tests, command__too_long_is_refused_and_never_cut, 0,
                        (int)(sizeof(lengths) / sizeof(lengths[0])));
    tcase_add_test(tests, command__takes_only_enabled_options_of_a_choice);
    tcase_add_test(tests, ahead__lines_are_taken_one_view_at_a_time);
    tcase_add_test(tests, ahead__back_is_taken_while_busy);
    tcase_add_test(tests, ahead__broken_lines_wait_too_and_keep_their_order);
    tcase_add_test(tests, ahead__more_than_fits_is_not_lost);
    tcase_add_test(tests, flush__drops_what_was_written_before_the_screen);
    tcase_add_test(tests, flush__of_a_waiting_line_lets_the_next_one_be_read);
    tcase_add_test(tests, flush__of_nothing_says_nothing);
    return tap_run(suite);
}

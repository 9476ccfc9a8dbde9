/* The plain front end on a terminal: a pty, with the front end in the test's own process. */
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/ui/plain_rig.h"

static struct termios before; /* the terminal as the front end found it */

static void get(struct termios *settings)
{
    memset(settings, 0, sizeof(*settings));
    ck_assert_int_eq(tcgetattr(rig.ui_in, settings), 0);
}

static bool has_local(tcflag_t flags)
{
    struct termios settings;
    get(&settings);
    return (settings.c_lflag & flags) == flags;
}

static void open_brief(void)
{
    get(&before);
    rig_open_pty(&ui_plain_ops, (struct ui_options){.server = "auth.example.com", .brief = true});
}

static void setup_pty(void)
{
    rig_make_pty();
    open_brief();
}

/* As a program that crashed may leave it. */
static void setup_raw_pty(void)
{
    rig_make_pty();
    struct termios raw;
    get(&raw);
    cfmakeraw(&raw);
    raw.c_cc[VERASE] = 8;
    ck_assert_int_eq(tcsetattr(rig.ui_in, TCSANOW, &raw), 0);
    open_brief();
}

static void expect_settings(const struct termios *expected)
{
    struct termios now;
    get(&now);
    ck_assert_mem_eq(&now, expected, sizeof(now));
}

static void show_and_expect(void (*make)(void), const char *out)
{
    make();
    rig_show();
    rig_expect_out(out);
}

static const char sign_in_text[] = "Sign in, auth.example.com.\r\nEmail or phone: ";

START_TEST(tty__shows_what_is_typed_but_not_the_password)
    {
        show_and_expect(make_sign_in, sign_in_text);
        ck_assert(has_local(ICANON | ECHO | ISIG));
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        ck_assert(!has_local(ECHO));
        ck_assert(has_local(ICANON | ECHONL | ISIG));
        rig_type("s3cret\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\r\n"); /* Enter, and nothing else */
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, "s3cret");
        ck_assert(has_local(ICANON | ECHO));
        ck_assert(!has_local(ECHONL));
    }
END_TEST

START_TEST(tty__is_given_back_as_it_was)
    {
        show_and_expect(make_sign_in, sign_in_text);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        rig_finish(&(struct ui_result){.text = "Stopped. Nothing was deleted.", .request_id = ""});
        expect_settings(&before);
        rig_expect_out("\r\nStopped. Nothing was deleted.\r\n");
    }
END_TEST

START_TEST(tty__in_any_state_becomes_a_line_at_a_time)
    {
        show_and_expect(make_sign_in, sign_in_text);
        ck_assert(has_local(ICANON | ECHO | ISIG));
        rig_type("ann\r");
        rig_expect_out("ann\r\n");
        rig_finish(NULL);
        expect_settings(&before);
    }
END_TEST

START_TEST(tty__lines_typed_ahead_end_their_prompts)
    {
        rig_type("ann\ns3cret\n"); /* shown by the terminal when they are typed */
        show_and_expect(make_sign_in, "ann\r\ns3cret\r\nSign in, auth.example.com.\r\n"
                                      "Email or phone: ");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\r\nPassword, hidden: \r\n");
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, "s3cret");
        ck_assert(has_local(ECHO));
    }
END_TEST

START_TEST(tty__flush_drops_lines_and_the_begun_one)
    {
        show_and_expect(make_code, "Server: auth.example.com.\r\nDelete account. Step 2 of 3.\r\n"
                                   "Code emailed. Valid 5 minutes.\r\nCode: ");
        rig_type("1\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("1\r\n");
        rig_type("DELETE\n");
        rig_expect_out("DELETE\r\n");
        rig_type("DELETE");
        rig_expect_out("DELETE");
        ck_assert(rig.ops->flush_input(rig.ui));
        ck_assert(!has_local(ICANON) && !has_local(ECHO) && has_local(ISIG));
        /* Each key is noticed, and not shown. */
        ck_assert_int_eq(write(rig.to_ui, "D", 1), 1);
        struct pollfd ready = {.fd = rig.ui_in, .events = POLLIN};
        ck_assert_int_eq(poll(&ready, 1, RIG_WAIT_MS), 1);
        ck_assert(rig.ops->flush_input(rig.ui));
        ck_assert_int_eq(poll(&ready, 1, 0), 0);
        show_and_expect(make_confirm, "Delete ann, auth.example.com.\r\n"
                                      "Enter alone stops.\r\n"
                                      "Type DELETE: ");
        ck_assert(has_local(ICANON) && has_local(ECHO));
        rig_expect_no_event();
        rig_type("x\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PHRASE]->bytes, "x");
    }
END_TEST

START_TEST(tty__end_of_input_ends_the_line)
    {
        show_and_expect(make_sign_in, sign_in_text);
        ck_assert_int_eq(write(rig.to_ui, "\004", 1), 1);
        struct pollfd ready = {.fd = rig.ui_in, .events = POLLIN};
        ck_assert_int_eq(poll(&ready, 1, RIG_WAIT_MS), 1);
        rig_expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        rig_expect_out("\r\n");
        ck_assert(!rig.ops->wants_input(rig.ui));
    }
END_TEST

START_TEST(tty__end_of_input_in_a_word_confirms_nothing)
    {
        make_confirm();
        rig_show();
        rig_collect();
        ck_assert_int_eq(write(rig.to_ui, "DELETE\004\004", 8), 8);
        struct pollfd ready = {.fd = rig.ui_in, .events = POLLIN};
        ck_assert_int_eq(poll(&ready, 1, RIG_WAIT_MS), 1);
        struct ui_event event;
        while (!rig.ops->next(rig.ui, &event)) /* the word may come before the end */
            ck_assert_int_eq(poll(&ready, 1, RIG_WAIT_MS), 1);
        ck_assert_int_eq((int)event.type, UI_END_OF_INPUT);
        ck_assert(secret_is_empty(rig.form->values[FORM_PHRASE]));
    }
END_TEST

START_TEST(tty__gone_is_lost)
    {
        show_and_expect(make_sign_in, sign_in_text);
        close(rig.to_ui);
        rig.to_ui = rig.from_ui = -1;
        rig_expect_event(UI_LOST, ACTION_QUIT);
        struct ui_event event;
        ck_assert(!rig.ops->next(rig.ui, &event));
        ck_assert(!rig.ops->wants_input(rig.ui)); /* or the loop would spin */
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
    }
END_TEST

START_TEST(tty__suspended_is_as_it_was_and_resumed_asks_again)
    {
        show_and_expect(make_sign_in, sign_in_text);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        rig.ops->suspend(rig.ui);
        expect_settings(&before);
        struct termios others = before; /* somebody else's wishes meanwhile */
        others.c_cc[VERASE] = 8;
        ck_assert_int_eq(tcsetattr(rig.ui_in, TCSANOW, &others), 0);
        rig.ops->resume(rig.ui);
        rig_expect_out("Password, hidden: ");
        ck_assert(!has_local(ECHO));
        ck_assert(has_local(ICANON | ECHONL));
        rig_finish(NULL);
        expect_settings(&others);
    }
END_TEST

START_TEST(tty__half_a_password_is_forgotten_when_suspended)
    {
        show_and_expect(make_sign_in, sign_in_text);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        ck_assert_int_eq(write(rig.to_ui, "sec\004", 4), 4);
        struct pollfd ready = {.fd = rig.ui_in, .events = POLLIN};
        ck_assert_int_eq(poll(&ready, 1, RIG_WAIT_MS), 1);
        rig.ops->suspend(rig.ui);
        rig.ops->resume(rig.ui);
        rig_type("ret\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, "ret");
    }
END_TEST

START_TEST(tty__password_prompt_that_is_overtaken_gives_echo_back)
    {
        show_and_expect(make_sign_in, sign_in_text);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        ck_assert(!has_local(ECHO));
        show_and_expect(make_account, "\r\nSigned in: ann.\r\n"
                                      "1 Delete account\r\n2 Sign out\r\nChoose 1 to 2: ");
        ck_assert(has_local(ECHO));
    }
END_TEST

START_TEST(tty__password_prompt_that_is_overtaken_by_a_request_gives_echo_back)
    {
        show_and_expect(make_sign_in, sign_in_text);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("ann\r\nPassword, hidden: ");
        show_and_expect(make_busy, "\r\n");
        ck_assert(has_local(ECHO));
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/plain_tty");
    TCase *tests = tap_case(suite, "tty");
    tcase_add_checked_fixture(tests, setup_pty, rig_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, tty__shows_what_is_typed_but_not_the_password);
    tcase_add_test(tests, tty__is_given_back_as_it_was);
    tcase_add_test(tests, tty__lines_typed_ahead_end_their_prompts);
    tcase_add_test(tests, tty__flush_drops_lines_and_the_begun_one);
    tcase_add_test(tests, tty__end_of_input_ends_the_line);
    tcase_add_test(tests, tty__end_of_input_in_a_word_confirms_nothing);
    tcase_add_test(tests, tty__gone_is_lost);
    tcase_add_test(tests, tty__suspended_is_as_it_was_and_resumed_asks_again);
    tcase_add_test(tests, tty__half_a_password_is_forgotten_when_suspended);
    tcase_add_test(tests, tty__password_prompt_that_is_overtaken_gives_echo_back);
    tcase_add_test(tests, tty__password_prompt_that_is_overtaken_by_a_request_gives_echo_back);
    tests = tap_case(suite, "raw");
    tcase_add_checked_fixture(tests, setup_raw_pty, rig_close);
    tcase_add_test(tests, tty__in_any_state_becomes_a_line_at_a_time);
    tcase_add_test(tests, tty__is_given_back_as_it_was);
    return tap_run(suite);
}

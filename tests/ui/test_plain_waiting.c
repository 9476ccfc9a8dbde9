/* The plain front end on pipes: while a request runs, while a prompt waits, and at the end. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/tap.h"
#include "tests/ui/plain_rig.h"

static void add_back_and_quit(void)
{
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
}

/* ---- While a request runs ---- */

START_TEST(busy__is_quiet_for_half_a_second_and_then_says_one_line)
    {
        show_quietly(make_sign_in);
        rig_type("ann\nx\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\nEnter alone goes back.\nPassword, hidden: \n");
        make_busy();
        rig.now_ms = clock_boot_ms() - 400;
        rig_show();
        int left_ms = rig.ops->timeout_ms(rig.ui, rig.now_ms + 400);
        ck_assert_int_eq(left_ms, 100);
        rig_expect_out("");
        rig.now_ms += 499;
        rig_show();
        rig_expect_out("");
        rig.now_ms += 1;
        rig_show(); /* the view is the same, but it is told the time */
        rig_expect_out("Signing in.\n");
        rig_show();
        rig_expect_no_event();
        rig_expect_out("");
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
        static const uint32_t seconds[] = {10, 10, 30, 60};
        for (size_t i = 0; i < 4; i++) {
            char text[64];
            rig.view.progress_s = seconds[i];
            rig_show_changed();
            RIG_PUT(text, "Working, %u seconds.\n%s", seconds[i],
                    seconds[i] == 30 ? "< Stop.\n" : ""); /* once */
            rig_expect_out(i == 1 ? "" : text);
        }
        make_account();
        rig_set_status(VIEW_INFO, "OK", "Done.");
        rig_show();
        rig_expect_out("Done.\nSigned in: ann.\n1 Delete account\n"
                       "2 Sign out\nChoose 1 to 2: ");
    }
END_TEST

START_TEST(busy__says_its_line_also_when_nothing_is_shown)
    {
        make_busy();
        rig.now_ms = clock_boot_ms() - 600;
        rig.view.busy = true;
        rig_show();
        rig_expect_out("");
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, clock_boot_ms()), 0);
        rig_expect_no_event();
        rig_expect_out("Signing in.\n");
    }
END_TEST

START_TEST(busy__lines_wait_but_back_does_not)
    {
        show_quietly(make_busy);
        rig_type("q\n<\n");
        rig_expect_no_event();
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms + 500), 0);
        show_quietly(make_code);
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_ACTION, ACTION_QUIT);
        show_quietly(make_busy);
        rig_expect_event(UI_ACTION, ACTION_BACK);
    }
END_TEST

START_TEST(busy__says_at_once_that_it_is_too_late)
    {
        rig_begin_view(VIEW_DELETING);
        rig_set_busy("Deleting.");
        rig_show();
        rig_set_status(VIEW_WARNING, "TOO_LATE", "Too late to stop. Asking the server.");
        rig_show_changed();
        rig_expect_out("Too late to stop. Asking the server.\n");
        rig_show_changed();
        rig_expect_out("");
    }
END_TEST

START_TEST(busy__says_what_its_screen_says_and_how_to_leave)
    {
        rig_begin_view(VIEW_CHECKING_OUTCOME);
        rig_add_paragraph("unknown", "It is not known if the account was deleted.");
        rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Leave without knowing");
        rig_set_busy("Asking the server what happened.");
        rig_show();
        rig.now_ms += 500;
        rig_show();
        rig_expect_out("Asking the server what happened.\n"
                       "It is not known if the account was\ndeleted.\n"
                       "q Leave without knowing.\n");
        rig_type("q\n");
        rig_expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

START_TEST(busy__the_end_of_input_waits_for_the_result)
    {
        show_quietly(make_busy);
        rig_type("<"); /* no whole line */
        rig_end_input();
        rig_expect_no_event();
        ck_assert_int_gt(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        show_quietly(make_account);
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_END_OF_INPUT, ACTION_QUIT);
    }
END_TEST

/* ---- Nothing is printed while a prompt waits ---- */

START_TEST(waiting__keeps_what_came_until_the_answer)
    {
        show_quietly(make_code);
        rig_add_fact("sandbox_mail", "Sandbox mail", "Your code");
        rig_show_changed();
        rig_set_status(VIEW_WARNING, "EXPIRES", "20 seconds left.");
        rig_show_changed();
        rig_expect_out("");
        type_and_expect("\n", "\nSandbox mail: Your code\n20 seconds left.\nCode: ");
        type_and_expect("?\n", "\nCode: The digits from the message.\nr New code.\n< Back.\n"
                               "= Repeat.\nq Quit, nothing is deleted.\nCode: ");
        type_and_expect_action("123456\n", ACTION_SUBMIT);
    }
END_TEST

/* The warning came 20 seconds before the end, but could not be printed then. */
START_TEST(waiting__says_what_is_left_of_the_time)
    {
        make_confirm();
        rig.now_ms = clock_boot_ms() - 10000; /* it came ten seconds ago */
        rig.view.has_deadline = true;
        rig.view.deadline_ms = rig.now_ms + 3600500;
        rig_show();
        rig_collect();
        rig.out_length = 0;
        rig_set_status(VIEW_WARNING, "EXPIRES", "20 seconds left.");
        rig_show_changed();
        rig_expect_out("");
        rig_type("?\n=\n");
        rig_expect_no_event();
        rig_collect();
        const char *first = strstr(rig.out, "\nValid 35");
        ck_assert_ptr_nonnull(first);
        const char *second = strstr(first + 1, "\nValid 35");
        ck_assert_ptr_nonnull(second);
        ck_assert_ptr_null(strstr(second + 1, "\nValid 35"));
        ck_assert_ptr_null(strstr(rig.out, "20 seconds left."));
    }
END_TEST

/* Where only another code helps, also with --brief. */
START_TEST(useless_code__says_the_letter_each_time)
    {
        show_quietly(make_code);
        for (int i = 0; i < 2; i++) {
            type_and_expect_action("123456\n", ACTION_SUBMIT);
            make_code();
            rig.view.focus = "resend";
            rig_set_status(VIEW_ERROR, "EXPIRED", "The code expired.");
            rig_show();
            rig_expect_out("Error: The code expired.\nr New code.\nCode: ");
        }
    }
END_TEST

START_TEST(waiting__enter_alone_at_a_menu_shows_what_came)
    {
        show_quietly(make_account);
        rig_add_fact("sandbox_mail", "Sandbox mail", "Hello");
        rig_show_changed();
        type_and_expect("\n", "\nSandbox mail: Hello\nChoose 1 to 2: ");
        type_and_expect("\n", "\nError: Type a number.\nChoose 1 to 2: ");
    }
END_TEST

START_TEST(waiting__enter_alone_at_the_confirmation_stays_back)
    {
        show_quietly(make_confirm);
        rig_set_status(VIEW_WARNING, "EXPIRES", "20 seconds left.");
        rig_show_changed();
        type_and_expect_action("\n", ACTION_BACK);
    }
END_TEST

START_TEST(waiting__ends_when_the_prompt_becomes_meaningless)
    {
        show_quietly(make_confirm);
        rig_type("DELE"); /* half a word was on its way */
        make_code();
        rig_set_status(VIEW_ERROR, "EXPIRED", "The time is over. Nothing was deleted.");
        rig_show();
        rig_expect_out("\nError: The time is over.\nNothing was deleted.\n"
                       "Step 2. Code emailed. Valid 5 minutes.\nr New code.\nCode: ");
        type_and_expect("TE\n", "");
        type_and_expect_action("123456\n", ACTION_SUBMIT);
    }
END_TEST

START_TEST(ahead__lines_answer_the_prompts_in_order)
    {
        make_sign_in();
        rig_type("ann\ns3cret\n2\nq\n");
        rig_show();
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_collect();
        ck_assert_ptr_nonnull(strstr(rig.out, "Email or phone: \nEnter alone goes back.\n"
                                              "Password, hidden: \n"));
        rig.out_length = 0;
        rig_expect_no_event(); /* its view comes first */
        show_quietly(make_busy);
        rig_expect_no_event();
        make_account();
        rig_show();
        rig_expect_event(UI_ACTION, ACTION_SIGN_OUT);
        rig_expect_out("Signed in: ann.\n1 Delete account\n2 Sign out\n"
                       "Choose 1 to 2: \n");
        show_quietly(make_sign_in);
        rig_expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

/* ---- Ends ---- */

static const struct ui_result deleted = {
    .code = "DELETED", .text = "Deleted: ann. Receipt 7F3K22.", .request_id = "r1"};

START_TEST(last__screen_is_left_by_itself_and_the_last_line_is_the_result)
    {
        show_quietly(make_account);
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        make_deleted();
        rig_show();
        rig_expect_out(""); /* the result says it all */
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_ACTION, ACTION_QUIT);
        rig_finish(&deleted);
        rig_expect_out("Deleted: ann. Receipt 7F3K22.\n");
    }
END_TEST

START_TEST(last__screen_waits_in_a_kiosk)
    {
        show_quietly(make_account);
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        make_deleted();
        rig_show();
        rig_expect_out("Account deleted. Deleted: ann.\nReceipt: 7F3K22\nEnter to close: ");
        rig_expect_no_event();
        type_and_expect("x\n", "\nError: Press Enter, or q.\nEnter to close: ");
        type_and_expect_action("\n", ACTION_QUIT);
        rig_finish(&deleted);
        rig_expect_out("Deleted: ann. Receipt 7F3K22.\n");
    }
END_TEST

START_TEST(last__screen_that_stays_asks)
    {
        show_quietly(make_account);
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        show_quietly(make_deleted);
        rig_expect_event(UI_ACTION, ACTION_QUIT);
        rig_expect_no_event();
        rig_expect_no_event(); /* it was not left: do not try for ever */
        rig_expect_out("Receipt: 7F3K22\nEnter to close: ");
    }
END_TEST

START_TEST(last__screen_is_only_one_that_says_so)
    {
        show_quietly(make_account);
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        make_deleted();
        rig.view.is_final = false;
        rig_show();
        rig_expect_out("Account deleted. Deleted: ann.\nReceipt: 7F3K22\nEnter to close: ");
        rig_expect_no_event();
    }
END_TEST

START_TEST(last__screen_with_a_way_back_asks)
    {
        rig_begin_view(VIEW_REFUSED);
        RIG_PUT(rig.view.title, "Account not deleted");
        add_back_and_quit();
        rig.view.is_final = true;
        rig_show();
        rig_expect_out("Server: auth.example.com.\nAccount not deleted.\n"
                       "? help, < back, = repeat, q quit.\nEnter goes back: ");
        rig_expect_no_event();
        type_and_expect_action("\n", ACTION_BACK);
    }
END_TEST

START_TEST(last__line_begins_at_the_left)
    {
        show_quietly(make_code);
        rig_finish(&(struct ui_result){.text = "Stopped. Nothing was deleted.", .request_id = ""});
        rig_expect_out("\nStopped. Nothing was deleted.\n");
    }
END_TEST

START_TEST(lost__when_nobody_reads_any_more)
    {
        show_quietly(make_code);
        close(rig.from_ui);
        rig.from_ui = -1;
        rig_type("?\n");
        struct ui_event event;
        ck_assert(!rig.ops->next(rig.ui, &event));
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_event(UI_LOST, ACTION_QUIT);
        ck_assert(!rig.ops->next(rig.ui, &event));
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
        show_quietly(make_code);
        rig_type("?\n");
        struct ui_event event;
        no_memory = true;
        ck_assert(!rig.ops->next(rig.ui, &event));
        no_memory = false;
        rig_expect_event(UI_FAILED, ACTION_QUIT);
        ck_assert(!rig.ops->next(rig.ui, &event));
    }
END_TEST

/* ---- Text ---- */

START_TEST(text__is_wrapped_and_holds_no_control)
    {
        rig_begin_view(VIEW_ACCOUNT);
        RIG_PUT(rig.view.title, "Your\033]0;x\007 account");
        rig_add_paragraph("long", "One sentence that does not fit on one line. Another.");
        rig_add_paragraph("word", "12345678901234567890123456789012345678901234567890");
        rig_add_paragraph("lines", "First.\nSecond.\tThird.\r");
        rig_add_paragraph("c1", "C1: \xc2\x9b"
                                "31m \xc2\xa9 \x7f");
        rig_add_action(ACTION_SIGN_OUT, VIEW_ROLE_DEFAULT, "Sign out");
        rig_show();
        rig_expect_out("Server: auth.example.com.\n"
                       "Your?]0;x? account.\n"
                       "One sentence that does not fit on one\nline.\n"
                       "Another.\n"
                       "1234567890123456789012345678901234567890\n1234567890\n"
                       "First.\nSecond.?Third.?\n"
                       "C1: ?31m \xc2\xa9 ?\n"
                       "? help, < back, = repeat, q quit.\n"
                       "1 Sign out\n"
                       "Choose 1: ");
    }
END_TEST

/* ---- Sandbox ---- */

static void make_sandbox_code(const char *mail)
{
    make_code();
    rig.view.sandbox = true;
    if (mail != NULL)
        rig_add_fact("sandbox_code", "Code in it", mail);
}

START_TEST(sandbox__is_marked_and_the_prompt_waits_a_moment_for_the_mail)
    {
        make_sandbox_code(NULL);
        rig_show();
        rig_expect_out("Server: auth.example.com.\nSANDBOX. Delete account. Step 2 of 3.\n"
                       "Code emailed. Valid 5 minutes.\n");
        rig_expect_no_event();
        ck_assert_int_gt(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        make_sandbox_code("123456");
        rig_show();
        rig_expect_out("Code in it: 123456\n? help, < back, = repeat, q quit.\nr New code.\n"
                       "Code: ");
        type_and_expect_action("r\n", ACTION_RESEND);
        show_quietly(make_busy);
        make_sandbox_code("123456"); /* still the old one */
        rig_set_status(VIEW_INFO, "OK", "New code sent.");
        rig_show();
        rig_expect_out("New code sent.\n");
        rig.now_ms += 1000;
        rig_show();
        rig_expect_out("Enter shows new mail.\nCode: ");
        make_sandbox_code("777777");
        rig_show();
        rig_expect_out("");
        type_and_expect("\n", "\nCode in it: 777777\nCode: ");
        type_and_expect_action("777777\n", ACTION_SUBMIT);
        make_confirm();
        rig_add_fact("sandbox_code", "Code in it", "777777");
        rig_show();
        rig_expect_out("Step 3. Delete ann, auth.example.com.\n"
                       "Enter alone stops.\nType DELETE: ");
    }
END_TEST

/* The front end leaves by itself, and the last line says it all once more. */
START_TEST(end__is_not_said_twice)
    {
        rig_begin_view(VIEW_OUTCOME_UNKNOWN);
        RIG_PUT(rig.view.title, "Not known if deleted");
        rig_add_paragraph("left", "The request left this machine.");
        rig_add_paragraph("later", "To see how it ended, sign in later.");
        rig.view.items[1].in_result = true;
        rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
        rig.view.is_final = true;
        rig_show();
        rig_expect_event(UI_ACTION, ACTION_QUIT);
        rig_expect_out("Server: auth.example.com.\nThe request left this machine.\n");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/plain_waiting");
    TCase *tests = tap_case(suite, "plain");
    tcase_add_checked_fixture(tests, setup, rig_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, busy__is_quiet_for_half_a_second_and_then_says_one_line);
    tcase_add_test(tests, busy__says_its_line_also_when_nothing_is_shown);
    tcase_add_test(tests, busy__lines_wait_but_back_does_not);
    tcase_add_test(tests, busy__says_at_once_that_it_is_too_late);
    tcase_add_test(tests, busy__says_what_its_screen_says_and_how_to_leave);
    tcase_add_test(tests, busy__the_end_of_input_waits_for_the_result);
    tcase_add_test(tests, waiting__keeps_what_came_until_the_answer);
    tcase_add_test(tests, waiting__says_what_is_left_of_the_time);
    tcase_add_test(tests, useless_code__says_the_letter_each_time);
    tcase_add_test(tests, end__is_not_said_twice);
    tcase_add_test(tests, waiting__enter_alone_at_a_menu_shows_what_came);
    tcase_add_test(tests, waiting__enter_alone_at_the_confirmation_stays_back);
    tcase_add_test(tests, waiting__ends_when_the_prompt_becomes_meaningless);
    tcase_add_test(tests, ahead__lines_answer_the_prompts_in_order);
    tcase_add_test(tests, last__screen_is_left_by_itself_and_the_last_line_is_the_result);
    tcase_add_test(tests, last__screen_that_stays_asks);
    tcase_add_test(tests, last__screen_is_only_one_that_says_so);
    tcase_add_test(tests, last__screen_with_a_way_back_asks);
    tcase_add_test(tests, last__line_begins_at_the_left);
    tcase_add_test(tests, lost__when_nobody_reads_any_more);
    tcase_add_test(tests, failed__when_memory_is_out);
    tcase_add_test(tests, text__is_wrapped_and_holds_no_control);
    tcase_add_test(tests, sandbox__is_marked_and_the_prompt_waits_a_moment_for_the_mail);
    tests = tap_case(suite, "brief");
    tcase_add_checked_fixture(tests, setup_brief, rig_close);
    tcase_add_test(tests, useless_code__says_the_letter_each_time);

    tests = tap_case(suite, "kiosk");
    tcase_add_checked_fixture(tests, setup_kiosk, rig_close);
    tcase_add_test(tests, last__screen_waits_in_a_kiosk);
    return tap_run(suite);
}

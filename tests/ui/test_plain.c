/* The plain front end on pipes: what is typed, and exactly what comes out. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/tap.h"
#include "tests/ui/plain_rig.h"

/* ---- First words, hints ---- */

static const char sign_in_text[] = "Sign in, auth.example.com.\n"
                                   "? help, < back, = repeat, q quit.\n"
                                   "Email or phone: ";

START_TEST(sign_in__names_the_server_and_asks_field_by_field)
    {
        make_sign_in();
        rig_show();
        rig_expect_out(sign_in_text);
        type_and_expect("  ann@example.com \r\n", "\nEnter alone goes back.\nPassword, hidden: ");
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "ann@example.com");
        type_and_expect_action("s3cret word\n", ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, "s3cret word");
    }
END_TEST

START_TEST(server__is_said_when_the_title_does_not)
    {
        make_account();
        rig_show();
        rig_expect_out("Server: auth.example.com.\n"
                       "Signed in: ann.\n"
                       "? help, < back, = repeat, q quit.\n"
                       "1 Delete account\n"
                       "2 Sign out\n"
                       "Choose 1 to 2: ");
    }
END_TEST

START_TEST(hints__come_once)
    {
        show_quietly(make_sign_in);
        rig_type("ann\nx\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\nEnter alone goes back.\nPassword, hidden: \n");
        show_quietly(make_busy);
        make_account();
        rig_show();
        rig_expect_out("Signed in: ann.\n1 Delete account\n2 Sign out\n"
                       "Choose 1 to 2: ");
        form_wipe(rig.form, 1u << FORM_ACCOUNT);
        type_and_expect_action("2\n", ACTION_SIGN_OUT);
        make_sign_in();
        rig_set_status(VIEW_INFO, "OK", "Signed out.");
        rig_show();
        rig_expect_out("Signed out.\nSign in, auth.example.com.\nYour email address or phone.\n"
                       "e Email code.\nEmail or phone: ");
        rig_type("ann\nx\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\nPassword, hidden: \n");
        make_account(); /* whoever signs in hears whose account it is */
        rig_show();
        rig_expect_out("Signed in: ann.\n1 Delete account\n2 Sign out\n"
                       "Choose 1 to 2: ");
    }
END_TEST

/* There a letter would be sent as the password. */
START_TEST(hints__name_no_commands_at_a_hidden_prompt)
    {
        show_quietly(make_sign_in);
        rig_type("ann\nx\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\nEnter alone goes back.\nPassword, hidden: \n");
        show_quietly(make_busy);
        make_sign_in();
        rig.view.items[1].has_error = true;
        rig_set_status(VIEW_ERROR, "WRONG", "Wrong account or password.");
        rig_show();
        rig_expect_out("Error: Wrong account or password.\nPassword, hidden: ");
        type_and_expect("\n", "\nYour email address or phone.\ne Email code.\n"
                              "Email or phone: ann. Enter keeps it.\nEmail or phone: ");
    }
END_TEST

START_TEST(hints__are_left_out_when_brief)
    {
        make_sign_in();
        rig_show();
        rig_expect_out("Sign in, auth.example.com.\nEmail or phone: ");
        type_and_expect("?\n", "\nEmail or phone: Your email address or\nphone.\n"
                               "Password: It is not shown.\n"
                               "e Email code.\n"
                               "q Quit.\n"
                               "= Repeat.\n" /* and no way back from the first step */
                               "Email or phone: ");
    }
END_TEST

/* ---- Commands ---- */

static const struct {
    const char *line;
    enum action_id action;
} commands[] = {
    {"q\n", ACTION_QUIT},
    {"Q\n", ACTION_QUIT},
    {"  q \r\n", ACTION_QUIT},
    {"\xc2\xa0q\xe2\x80\x8b\n", ACTION_QUIT}, /* NBSP, zero width */
    {"\033[200~q\033[201~\n", ACTION_QUIT},   /* a paste */
    {"<\n", ACTION_BACK},
    {"r\n", ACTION_RESEND},
    {"R\n", ACTION_RESEND},
    {"12 34 56\n", ACTION_SUBMIT},
    {"qr\n", ACTION_SUBMIT}, /* only a whole line is a command */
    {"\n", ACTION_SUBMIT},   /* the machine says that the code is missing */
};

START_TEST(commands__are_whole_lines)
    {
        show_quietly(make_code);
        ck_assert(secret_set(rig.form->values[FORM_CODE], "old", 3));
        type_and_expect_action(commands[_i].line, commands[_i].action);
        if (commands[_i].line[0] == '\n')
            ck_assert(secret_is_empty(rig.form->values[FORM_CODE]));
    }
END_TEST

START_TEST(commands__that_are_not_possible_say_why)
    {
        show_quietly(make_sign_in);
        type_and_expect("<\n", "\nError: This is the first step.\nEmail or phone: ");
        make_code();
        rig.view.actions[1].enabled = false;
        RIG_PUT(rig.view.actions[1].reason, "Wait 40 seconds, then r.");
        rig_show();
        rig_collect();
        rig.out_length = 0;
        type_and_expect("r\n", "\nError: Wait 40 seconds, then r.\nCode: ");
        rig.view.actions[0].enabled = false;
        RIG_PUT(rig.view.actions[0].reason, "Send a new code.");
        type_and_expect("123456\n", "\nError: Send a new code.\nCode: ");
    }
END_TEST

START_TEST(help__explains_the_screen_and_asks_again)
    {
        show_quietly(make_code);
        type_and_expect("?\n", "\nCode: The digits from the message.\n"
                               "r New code.\n"
                               "< Back.\n"
                               "= Repeat.\n"
                               "q Quit, nothing is deleted.\n"
                               "Code: ");
    }
END_TEST

START_TEST(repeat__says_everything_again)
    {
        show_quietly(make_account);
        type_and_expect("=\n", "\nSigned in: ann.\nEmail: a***@example.com\n"
                               "User id: 65f0aa\nServer: auth.example.com\n"
                               "1 Delete account\n2 Sign out\nChoose 1 to 2: ");
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        make_consequences();
        rig_show();
        static const char ways[] = "1 Back\n"
                                   "2 Email code\n"
                                   "SMS code: No phone on this account.\n"
                                   "4 Password\n";
        static const char target[] = "Delete ann, auth.example.com.\n"
                                     "Lost: profile, 2 devices. No undo.\n";
        char text[512];
        RIG_PUT(text, "Step 1 of 3.\n%sContinue, y or n: ", target);
        rig_expect_out(text);
        RIG_PUT(text, "\nDelete account. Step 1 of 3.\n%sContinue, y or n: ", target);
        type_and_expect("=\n", text);
        RIG_PUT(text, "\n%sChoose 1 to 4: ", ways);
        type_and_expect("y\n", text);
        RIG_PUT(text, "\nDelete account. Step 1 of 3.\n%s%sChoose 1 to 4: ", target, ways);
        type_and_expect("=\n", text);
    }
END_TEST

/* ---- The password ---- */

static const struct {
    const char *line, *password;
} passwords[] = {
    {"q\n", "q"},
    {"?\n", "?"},
    {"  two blanks  \n", "  two blanks  "},
    {"with cr\r\n", "with cr"},
    {"\033[200~pasted\033[201~\n", "pasted"},
};

START_TEST(password__is_never_a_command)
    {
        show_quietly(make_sign_in);
        rig_type("ann\n");
        rig_expect_no_event();
        rig_expect_out("\nEnter alone goes back.\nPassword, hidden: ");
        type_and_expect_action(passwords[_i].line, ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PASSWORD]->bytes, passwords[_i].password);
    }
END_TEST

START_TEST(password__empty_goes_back_to_what_can_be_kept)
    {
        show_quietly(make_sign_in);
        type_and_expect("help\n", "\nEnter alone goes back.\nPassword, hidden: ");
        type_and_expect("\n", "\nYour email address or phone.\ne Email code.\n"
                              "Email or phone: help. Enter keeps it.\nEmail or phone: ");
        type_and_expect("\n", "\nPassword, hidden: ");
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "help");
        type_and_expect("\n", "\nEmail or phone: help. Enter keeps it.\nEmail or phone: ");
        type_and_expect("bob\n", "\nPassword, hidden: ");
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "bob");
    }
END_TEST

START_TEST(password__alone_on_its_screen_goes_back)
    {
        rig_begin_view(VIEW_ENTER_PASSWORD);
        rig_add_field(FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "");
        rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Check");
        rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
        rig_show();
        rig_collect();
        rig.out_length = 0;
        type_and_expect_action("\n", ACTION_BACK);
    }
END_TEST

/* ---- Errors ---- */

START_TEST(error__is_said_and_the_field_asked_again)
    {
        show_quietly(make_code);
        type_and_expect_action("111111\n", ACTION_SUBMIT);
        show_quietly(make_busy);
        for (int time = 0; time < 2; time++) { /* the same result twice is said twice */
            make_code();
            rig_set_status(VIEW_ERROR, "WRONG", "Wrong code. 2 tries left.");
            rig.view.items[1].has_error = true;
            rig_show();
            rig_expect_out("Error: Wrong code. 2 tries left.\nCode: ");
            type_and_expect_action("222222\n", ACTION_SUBMIT);
            show_quietly(make_busy);
        }
    }
END_TEST

START_TEST(error__begins_at_the_field_that_is_wrong)
    {
        show_quietly(make_sign_in);
        rig_type("ann\nwrong\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_expect_out("\nEnter alone goes back.\nPassword, hidden: \n");
        form_wipe(rig.form, 1u << FORM_PASSWORD);
        make_sign_in();
        rig_set_status(VIEW_ERROR, "WRONG", "Type your email address.");
        rig.view.items[0].has_error = true;
        rig_show();
        rig_expect_out("Error: Type your email address.\nYour email address or phone.\n"
                       "e Email code.\nEmail or phone: "); /* ann is not kept */
        type_and_expect("ann\n", "\nPassword, hidden: ");
        type_and_expect_action("wrong\n", ACTION_SUBMIT);
        form_wipe(rig.form, 1u << FORM_PASSWORD);
        make_sign_in();
        rig_set_status(VIEW_ERROR, "WRONG", "Wrong account or password. Type the password again.");
        rig.view.items[1].has_error = true;
        rig_show();
        rig_expect_out("Error: Wrong account or password.\nType the password again.\n"
                       "Password, hidden: ");
        type_and_expect_action("right\n", ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_ACCOUNT]->bytes, "ann");
    }
END_TEST

START_TEST(error__of_an_action_that_changed_nothing_is_asked_again)
    {
        show_quietly(make_code);
        type_and_expect_action("\n", ACTION_SUBMIT);
        rig_expect_no_event(); /* the rest of the turn, in which nothing is shown */
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), 0);
        rig_expect_no_event();
        rig_expect_out("Code: ");
        type_and_expect_action("\n", ACTION_SUBMIT);
        rig_set_status(VIEW_ERROR, "WRONG", "Type the code.");
        rig_show_changed();
        rig_expect_out("Error: Type the code.\nCode: ");
        type_and_expect_action("\n", ACTION_SUBMIT);
        rig_expect_no_event();
        rig_expect_no_event();
        rig_expect_out("Error: Type the code.\nCode: ");
    }
END_TEST

START_TEST(error__of_input_that_cannot_be_taken)
    {
        char line[700];
        show_quietly(make_sign_in);
        memset(line, 'a', sizeof(line));
        memcpy(line + sizeof(line) - 2, "\n", 2);
        type_and_expect(line, "\nError: Too long. Type it again.\nEmail or phone: ");
        type_and_expect("\xff\xfe\n", "\nError: Not readable. Type it again.\nEmail or phone: ");
        ck_assert(secret_is_empty(rig.form->values[FORM_ACCOUNT]));
        for (int i = 0; i < 20; i++) {
            line[sizeof(line) - 2] = i == 19 ? '\n' : 'a';
            rig_type(line);
        }
        rig_expect_no_event();
        rig_expect_out("\nError: Too long. Type it again.\nEmail or phone: ");
        type_and_expect("ann\n", "\nEnter alone goes back.\nPassword, hidden: ");
    }
END_TEST

/* ---- Menus and choices ---- */

static const struct {
    const char *line, *out; /* OUT NULL: the second action is chosen */
} numbers[] = {
    {"2\n", NULL},
    {" 2 \n", NULL},
    {"\xef\xbc\x92\n", NULL}, /* full width */
    {"\xd9\xa2\n", NULL},     /* Arabic-Indic */
    {"3\n", "\nError: 3 is not there.\nChoose 1 to 2: "},
    {"01\n", "\nError: 01 is not there.\nChoose 1 to 2: "},
    {"1 2\n", "\nError: 1 2 is not there.\nChoose 1 to 2: "},
    {"0\n", "\nError: 0 is not there.\nChoose 1 to 2: "},
    {"-1\n", "\nError: -1 is not there.\nChoose 1 to 2: "},
    {"x\n", "\nError: x is not there.\nChoose 1 to 2: "},
    {"99999999999999999999\n", "\nError: That is not there.\nChoose 1 to 2: "},
    {"\033\xe2\x80\xae!\n", "\nError: ?! is not there.\nChoose 1 to 2: "},
    {"demo-Passw0rd\n", "\nError: That is not there.\nChoose 1 to 2: "},
    {"\n", "\nError: Type a number.\nChoose 1 to 2: "},
    {"\033[2J\xe2\x80\xae!\n", "\nError: That is not there.\nChoose 1 to 2: "},
};

START_TEST(menu__takes_numbers_that_are_there)
    {
        show_quietly(make_account);
        if (numbers[_i].out == NULL)
            type_and_expect_action(numbers[_i].line, ACTION_SIGN_OUT);
        else
            type_and_expect(numbers[_i].line, numbers[_i].out);
    }
END_TEST

START_TEST(choice__gives_the_option_and_enter_alone_goes_back)
    {
        show_quietly(make_consequences);
        rig_type("y\n");
        rig_expect_no_event();
        rig_collect();
        rig.out_length = 0;
        type_and_expect("5\n", "\nError: 5 is not there.\nChoose 1 to 4: ");
        type_and_expect("3\n", "\nError: No phone on this account.\nChoose 1 to 4: ");
        type_and_expect_action("4\n", ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_METHOD]->bytes, "password");
        form_wipe(rig.form, 1u << FORM_METHOD);
        static const char *const ways_back[] = {"\n", "1\n", "<\n"};
        show_quietly(make_busy);
        show_quietly(make_consequences); /* after an error: how to go on is asked again */
        type_and_expect_action(ways_back[_i], ACTION_BACK);
        ck_assert(secret_is_empty(rig.form->values[FORM_METHOD]));
    }
END_TEST

static const struct {
    const char *line;
    int answer; /* 1 yes, 0 no, -1 neither */
} continues[] = {
    {"y\n", 1},
    {"Y\n", 1},
    {"yes\n", 1},
    {" YES \r\n", 1},
    {"1\n", 1},
    {"\n", 0},
    {"n\n", 0},
    {"No\n", 0},
    {"2\n", 0},
    {"<\n", 0},
    {"\xef\xbc\x91\n", 1},
    {"ye\n", -1},
    {"3\n", -1},
    {"delete\n", -1},
    {"yes please\n", -1},
};

START_TEST(continue__takes_only_a_clear_yes)
    {
        show_quietly(make_consequences);
        if (continues[_i].answer == 0) {
            type_and_expect_action(continues[_i].line, ACTION_BACK);
        } else if (continues[_i].answer == 1) {
            type_and_expect(continues[_i].line, "\n1 Back\n2 Email code\n"
                                                "SMS code: No phone on this account.\n4 Password\n"
                                                "Choose 1 to 4: ");
        } else {
            type_and_expect(continues[_i].line, "\nError: Type y or n.\nContinue, y or n: ");
        }
        ck_assert(secret_is_empty(rig.form->values[FORM_METHOD]));
    }
END_TEST

/* Help says what may be answered, where that is no text of the person's own. */
START_TEST(help__says_what_a_question_takes)
    {
        show_quietly(make_consequences);
        rig_type("?\ny\n?\n");
        rig_expect_no_event();
        rig_collect();
        ck_assert_ptr_nonnull(strstr(rig.out, "\ny Continue, nothing is deleted yet.\n"));
        ck_assert_ptr_nonnull(strstr(rig.out, "Choose 1 to 4: \nType a number.\n"));
        rig.out_length = 0;
        show_quietly(make_confirm);
        rig_type("=\n");
        rig_expect_no_event();
        rig_collect();
        ck_assert_ptr_nonnull(strstr(rig.out, "Enter alone stops.\nType DELETE: "));
    }
END_TEST

/* A way after the last number is missed by nobody who does not look for it. */
START_TEST(choice__says_what_is_not_offered_after_the_last_only_when_asked)
    {
        make_consequences();
        struct view_option *options = rig.view.items[2].options;
        options[1].enabled = true;
        options[2].enabled = false;
        RIG_PUT(options[2].reason, "Only without email and phone.");
        rig_show();
        rig_collect();
        rig.out_length = 0;
        static const char list[] = "\n1 Back\n2 Email code\n3 SMS code\nChoose 1 to 3: ";
        static const char whole[] = "1 Back\n2 Email code\n3 SMS code\n"
                                    "Password: Only without email and phone.\nChoose 1 to 3: ";
        type_and_expect("y\n", list);
        type_and_expect("4\n", "\nError: 4 is not there.\n"
                               "Password: Only without email and phone.\nChoose 1 to 3: ");
        rig_type("=\n");
        rig_expect_no_event();
        rig_collect();
        ck_assert_ptr_nonnull(strstr(rig.out, whole));
        rig.out_length = 0;
        rig_type("?\n");
        rig_expect_no_event();
        rig_collect();
        ck_assert_ptr_nonnull(strstr(rig.out, "Password: Only without email and phone.\n"));
    }
END_TEST

START_TEST(continue__takes_the_only_way_and_says_why_it_is)
    {
        make_consequences();
        rig.view.items[2].option_count = 2;
        for (int time = 0; time < 2; time++) { /* after an error it is asked again */
            rig_show_changed();
            rig_collect();
            ck_assert_ptr_nonnull(strstr(rig.out, "Continue, y or n: "));
            rig.out_length = 0;
            rig_type("y\n");
            rig_expect_event(UI_ACTION, ACTION_SUBMIT);
            rig_expect_out("\nSMS code: No phone on this account.\n");
            ck_assert_str_eq(rig.form->values[FORM_METHOD]->bytes, "email");
            form_wipe(rig.form, 1u << FORM_METHOD);
            show_quietly(make_busy);
            make_consequences();
            rig.view.items[2].option_count = 2;
        }
    }
END_TEST

/* ---- The confirmation ---- */

START_TEST(confirm__says_whose_account_until_when_and_how_to_stop)
    {
        show_quietly(make_account);
        type_and_expect_action("1\n", ACTION_DELETE_ACCOUNT);
        make_consequences();
        rig.view.items[2].option_count = 1;
        rig_show();
        rig_collect();
        rig.out_length = 0;
        type_and_expect_action("y\n", ACTION_SUBMIT);
        make_confirm();
        rig.view.has_deadline = true;
        rig.view.deadline_ms = rig.now_ms + 55999;
        rig_show();
        rig_expect_out("Step 3. Delete ann, auth.example.com.\n"
                       "Valid 55 seconds.\nEnter alone stops.\nType DELETE: ");
        type_and_expect_action("delete\n", ACTION_SUBMIT);
        ck_assert_str_eq(rig.form->values[FORM_PHRASE]->bytes, "delete");
        make_confirm();
        rig_set_status(VIEW_ERROR, "WRONG", "That was not the word.");
        rig_show();
        rig_expect_out("Error: That was not the word.\nType DELETE: ");
        type_and_expect_action("\n", ACTION_BACK);
    }
END_TEST

START_TEST(confirm__repeats_until_when)
    {
        char until[32], text[16];
        make_confirm();
        rig.now_ms = clock_boot_ms() - 10000; /* it came ten seconds ago */
        rig.view.has_deadline = true;
        rig.view.deadline_ms = rig.now_ms + 3600500;
        rig_show();
        rig_collect();
        rig.out_length = 0;
        rig_type("=\n");
        rig_expect_no_event();
        rig_collect();
        clock_format_time(3600, text, sizeof(text));
        RIG_PUT(until, "seconds, until %s.", text);
        ck_assert_ptr_nonnull(strstr(rig.out, until));
        ck_assert_ptr_nonnull(strstr(rig.out, "Valid 35"));
    }
END_TEST

START_TEST(confirm__takes_nothing_typed_before)
    {
        show_quietly(make_code);
        rig_type("123456\nDELETE\nDELETE\n");
        rig_expect_event(UI_ACTION, ACTION_SUBMIT);
        rig_type("DELETE\nDEL");                  /* still in the pipe, and half a line */
        ck_assert(!rig.ops->flush_input(rig.ui)); /* nobody types into a pipe */
        show_quietly(make_confirm);
        rig_expect_no_event();
        rig_type("ETE\n"); /* the other half */
        rig_expect_no_event();
        ck_assert(secret_is_empty(rig.form->values[FORM_PHRASE]));
        rig_expect_out("");
        type_and_expect_action("DELETE\n", ACTION_SUBMIT);
    }
END_TEST

START_TEST(end__is_never_a_yes)
    {
        show_quietly(make_confirm);
        rig_type("DELETE");
        rig_end_input();
        rig_expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        rig_expect_out("\n");
        ck_assert(secret_is_empty(rig.form->values[FORM_PHRASE]));
        ck_assert(!rig.ops->wants_input(rig.ui));
        rig_expect_no_event();
        rig_expect_no_event();
        ck_assert_int_eq(rig.ops->timeout_ms(rig.ui, rig.now_ms), -1);
        make_deleted(); /* were it so, it is still said; nothing is asked any more */
        rig_show();
        rig_expect_no_event();
        rig_expect_out("Account deleted. Deleted: ann.\nReceipt: 7F3K22\n");
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/plain");
    TCase *tests = tap_case(suite, "plain");
    tcase_add_checked_fixture(tests, setup, rig_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, sign_in__names_the_server_and_asks_field_by_field);
    tcase_add_test(tests, server__is_said_when_the_title_does_not);
    tcase_add_test(tests, hints__come_once);
    tcase_add_test(tests, hints__name_no_commands_at_a_hidden_prompt);
    tcase_add_loop_test(tests, commands__are_whole_lines, 0,
                        (int)(sizeof(commands) / sizeof(commands[0])));
    tcase_add_test(tests, commands__that_are_not_possible_say_why);
    tcase_add_test(tests, help__explains_the_screen_and_asks_again);
    tcase_add_test(tests, repeat__says_everything_again);
    tcase_add_loop_test(tests, password__is_never_a_command, 0,
                        (int)(sizeof(passwords) / sizeof(passwords[0])));
    tcase_add_test(tests, password__empty_goes_back_to_what_can_be_kept);
    tcase_add_test(tests, password__alone_on_its_screen_goes_back);
    tcase_add_test(tests, error__is_said_and_the_field_asked_again);
    tcase_add_test(tests, error__begins_at_the_field_that_is_wrong);
    tcase_add_test(tests, error__of_an_action_that_changed_nothing_is_asked_again);
    tcase_add_test(tests, error__of_input_that_cannot_be_taken);
    tcase_add_loop_test(tests, menu__takes_numbers_that_are_there, 0,
                        (int)(sizeof(numbers) / sizeof(numbers[0])));
    tcase_add_loop_test(tests, choice__gives_the_option_and_enter_alone_goes_back, 0, 3);
    tcase_add_loop_test(tests, continue__takes_only_a_clear_yes, 0,
                        (int)(sizeof(continues) / sizeof(continues[0])));
    tcase_add_test(tests, help__says_what_a_question_takes);
    tcase_add_test(tests, choice__says_what_is_not_offered_after_the_last_only_when_asked);
    tcase_add_test(tests, continue__takes_the_only_way_and_says_why_it_is);
    tcase_add_test(tests, confirm__says_whose_account_until_when_and_how_to_stop);
    tcase_add_test(tests, confirm__repeats_until_when);
    tcase_add_test(tests, confirm__takes_nothing_typed_before);
    tcase_add_test(tests, end__is_never_a_yes);
    tests = tap_case(suite, "brief");
    tcase_add_checked_fixture(tests, setup_brief, rig_close);
    tcase_add_test(tests, hints__are_left_out_when_brief);
    return tap_run(suite);
}

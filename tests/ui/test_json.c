/* The JSON front end on pipes: what it writes is read back with another parser (jansson). */
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "ui/ui.h"

enum { OUT_SIZE = 512 * 1024, NOW = 1000000 };

static const struct ui_ops *const ops = &ui_json_ops;
static struct ui *ui;
static struct form *form;
static struct view view;
static int to_ui, from_ui, ui_in, ui_out;
static char out[OUT_SIZE]; /* what was written and not looked at yet */
static size_t out_length;

static void write_all(const char *text)
{
    size_t length = strlen(text);
    ck_assert_int_eq(write(to_ui, text, length), (ssize_t)length);
}

static void collect(void)
{
    ssize_t got;
    while ((got = read(from_ui, out + out_length, OUT_SIZE - 1 - out_length)) > 0)
        out_length += (size_t)got;
    out[out_length] = '\0';
}

/* The next object written; NULL when there is none. */
static json_t *take_object(void)
{
    collect();
    char *newline = memchr(out, '\n', out_length);
    if (newline == NULL) {
        ck_assert_uint_eq(out_length, 0);
        return NULL;
    }
    json_error_t error;
    json_t *object = json_loadb(out, (size_t)(newline - out), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(object != NULL, "%s in %s", error.text, out);
    ck_assert(json_is_object(object));
    ck_assert_int_eq(json_integer_value(json_object_get(object, "v")), 1);
    out_length -= (size_t)(newline + 1 - out);
    memmove(out, newline + 1, out_length + 1);
    return object;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    ck_assert_msg(text != NULL, "no text %s", key);
    return text;
}

static void expect_nothing(void)
{
    collect();
    ck_assert_str_eq(out, "");
}

/* The next object must be a view, and nothing may follow it. */
static json_t *expect_view(const char *id)
{
    json_t *object = take_object();
    ck_assert_msg(object != NULL, "no view %s", id);
    ck_assert_str_eq(text_of(object, "type"), "view");
    ck_assert_str_eq(text_of(object, "id"), id);
    expect_nothing();
    return object;
}

static void expect_error(const char *code, const char *named)
{
    json_t *object = take_object();
    ck_assert_msg(object != NULL, "no error %s", code);
    ck_assert_str_eq(text_of(object, "type"), "error");
    ck_assert_str_eq(text_of(object, "code"), code);
    ck_assert_msg(strstr(text_of(object, "text"), named) != NULL, "%s does not name %s",
                  text_of(object, "text"), named);
    json_decref(object);
}

/* Formats like printf and cuts silently only where the test would notice. */
static void __attribute__((format(printf, 3, 4)))
put(char *to, size_t size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to, size, format, values);
    va_end(values);
    ck_assert(length >= 0 && (size_t)length < size);
}

#define PUT(array, ...) put((array), sizeof(array), __VA_ARGS__)

static struct view_item *add_item(enum view_item_type type, const char *id)
{
    struct view_item *item = &view.items[view.item_count++];
    item->type = type;
    item->id = id;
    return item;
}

static void add_field(enum form_field field, enum view_field_kind kind)
{
    struct view_item *item = add_item(VIEW_FIELD, form_field_id(field));
    item->field = field;
    item->kind = kind;
    PUT(item->label, "Label of %s", form_field_id(field));
    PUT(item->text, "A hint.");
}

static void add_action(enum action_id id, enum view_role role, bool enabled)
{
    struct view_action *action = &view.actions[view.action_count++];
    action->id = id;
    action->role = role;
    action->enabled = enabled;
    PUT(action->label, "Do %s", action_id_text(id));
    if (!enabled)
        PUT(action->reason, "Wait 40 seconds.");
}

static void begin_view(enum view_id id)
{
    uint32_t serial = view.serial;
    view = (struct view){.id = id, .serial = serial + 1};
    PUT(view.title, "Title");
}

static void show(void)
{
    ops->show(ui, &view, NOW, 0);
}

static void show_sign_in(void)
{
    begin_view(VIEW_SIGN_IN);
    add_field(FORM_ACCOUNT, VIEW_FIELD_TEXT);
    add_field(FORM_PASSWORD, VIEW_FIELD_SECRET);
    add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, true);
    add_action(ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, true);
    add_action(ACTION_QUIT, VIEW_ROLE_QUIT, true);
    view.focus = "account";
    show();
}

static void show_busy(void)
{
    begin_view(VIEW_SIGNING_IN);
    add_action(ACTION_BACK, VIEW_ROLE_BACK, true);
    view.busy = true;
    PUT(view.progress, "Signing in.");
    show();
}

static void show_confirm(void)
{
    begin_view(VIEW_CONFIRM);
    add_field(FORM_PHRASE, VIEW_FIELD_WORD);
    add_action(ACTION_SUBMIT, VIEW_ROLE_DESTRUCTIVE, true);
    add_action(ACTION_BACK, VIEW_ROLE_BACK, true);
    view.has_deadline = true;
    view.deadline_ms = NOW + 58900;
    show();
}

static void show_consequences(void)
{
    begin_view(VIEW_CONSEQUENCES);
    struct view_item *choice = add_item(VIEW_CHOICE, "method");
    choice->field = FORM_METHOD;
    PUT(choice->label, "How");
    choice->option_count = 2;
    choice->options[0] = (struct view_option){.id = "email", .enabled = true};
    PUT(choice->options[0].label, "Code by email");
    choice->options[1] = (struct view_option){.id = "phone"};
    PUT(choice->options[1].label, "Code by SMS");
    PUT(choice->options[1].reason, "No phone is bound.");
    add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, true);
    add_action(ACTION_BACK, VIEW_ROLE_BACK, true);
    show();
}

static void expect_event(enum ui_event_type type, enum action_id action)
{
    struct ui_event event;
    ck_assert_msg(ops->next(ui, &event), "no event");
    ck_assert_int_eq((int)event.type, (int)type);
    if (type == UI_ACTION)
        ck_assert_str_eq(action_id_text(event.action), action_id_text(action));
}

static void expect_no_event(void)
{
    struct ui_event event;
    ck_assert_msg(!ops->next(ui, &event), "event %d", (int)event.type);
}

static void drop(json_t *object)
{
    json_decref(object);
}

static void setup(void)
{
    int in[2], output[2];
    ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(output), 0);
    ck_assert_int_eq(fcntl(output[0], F_SETFL, O_NONBLOCK), 0);
    ui_in = in[0];
    to_ui = in[1];
    from_ui = output[0];
    ui_out = output[1];
    form = form_new();
    ck_assert_ptr_nonnull(form);
    view = (struct view){0};
    out_length = 0;
    struct err err = {0};
    ui = ops->open(&(struct ui_options){.input = ui_in, .output = ui_out, .form = form}, &err);
    ck_assert_ptr_nonnull(ui);
}

static void teardown(void)
{
    ops->close(ui, NULL);
    ui = NULL;
    form_free(form);
    close(ui_in);
    close(ui_out);
    close(from_ui);
    if (to_ui >= 0)
        close(to_ui);
}

static void end_input(void)
{
    close(to_ui);
    to_ui = -1;
}

/* ---- Views ---- */

START_TEST(view__has_exactly_the_keys_of_the_contract)
    {
        ck_assert(secret_set(form->values[FORM_ACCOUNT], "demo \"x\"", 8));
        ck_assert(secret_set(form->values[FORM_PASSWORD], "h\xc3\xa9llo", 6));
        begin_view(VIEW_SIGN_IN);
        add_field(FORM_ACCOUNT, VIEW_FIELD_TEXT);
        add_field(FORM_PASSWORD, VIEW_FIELD_SECRET);
        view.items[1].has_error = true;
        PUT(add_item(VIEW_PARAGRAPH, "note")->text, "Words.");
        struct view_item *fact = add_item(VIEW_FACT, "sandbox_mail");
        PUT(fact->label, "Mail");
        PUT(fact->text, "Code 123456");
        add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, true);
        add_action(ACTION_RESEND, VIEW_ROLE_NORMAL, false);
        view.focus = "account";
        view.has_status = true;
        view.severity = VIEW_ERROR;
        view.code = "WRONG";
        PUT(view.status, "Wrong account or password.");
        view.sandbox = true;
        view.step = 2;
        view.steps = 3;
        show();
        json_t *object = expect_view("sign_in");
        ck_assert_int_eq(json_object_del(object, "serial"), 0);
        json_t *expected = json_loads(
            "{\"v\":1,\"type\":\"view\",\"id\":\"sign_in\",\"title\":\"Title\","
            "\"sandbox\":true,\"step\":2,\"steps\":3,"
            "\"status\":{\"severity\":\"error\",\"code\":\"WRONG\","
            "\"text\":\"Wrong account or password.\"},"
            "\"items\":["
            "{\"type\":\"field\",\"id\":\"account\",\"label\":\"Label of account\","
            "\"hint\":\"A hint.\",\"kind\":\"text\",\"value\":\"demo \\\"x\\\"\",\"error\":false},"
            "{\"type\":\"field\",\"id\":\"password\",\"label\":\"Label of password\","
            "\"hint\":\"A hint.\",\"kind\":\"secret\",\"length\":5,\"error\":true},"
            "{\"type\":\"paragraph\",\"id\":\"note\",\"text\":\"Words.\"},"
            "{\"type\":\"fact\",\"id\":\"sandbox_mail\",\"label\":\"Mail\",\"value\":\"Code "
            "123456\"}],"
            "\"actions\":["
            "{\"id\":\"submit\",\"label\":\"Do submit\",\"role\":\"default\",\"enabled\":true},"
            "{\"id\":\"resend\",\"label\":\"Do resend\",\"role\":\"normal\",\"enabled\":false,"
            "\"reason\":\"Wait 40 seconds.\"}],"
            "\"focus\":\"account\",\"progress\":null,\"deadline_s\":null}",
            0, NULL);
        ck_assert_ptr_nonnull(expected);
        ck_assert(json_equal(object, expected));
        drop(object);
        drop(expected);
    }
END_TEST

START_TEST(view__has_choices_with_reasons)
    {
        ck_assert(secret_set(form->values[FORM_METHOD], "email", 5));
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
        view.progress_s = 10;
        view.serial++;
        show();
        object = expect_view("signing_in");
        progress = json_object_get(object, "progress");
        ck_assert_int_eq(json_integer_value(json_object_get(progress, "seconds")), 10);
        drop(object);
        show_confirm();
        object = expect_view("confirm");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "deadline_s")), 58);
        drop(object);
        view.deadline_ms = NOW - 1;
        view.serial++;
        show();
        object = expect_view("confirm");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "deadline_s")), 0);
        drop(object);
    }
END_TEST

START_TEST(view__is_written_once)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        show();
        expect_nothing();
        view.serial++; /* another serial, the same words */
        show();
        expect_nothing();
    }
END_TEST

START_TEST(view__is_written_again_as_the_answer_to_a_command)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all("{\"do\":\"submit\"}\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        view.serial++;
        show();
        drop(expect_view("sign_in"));
    }
END_TEST

START_TEST(view__answers_a_command_that_changed_nothing)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all("{\"do\":\"submit\",\"fields\":{\"account\":\"ann\"}}\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        expect_no_event(); /* the rest of the turn, in which nothing is shown */
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), 0);
        expect_no_event();
        json_t *object = expect_view("sign_in");
        ck_assert_int_eq(json_integer_value(json_object_get(object, "serial")), 2);
        const json_t *item = json_array_get(json_object_get(object, "items"), 0);
        ck_assert_str_eq(text_of(item, "value"), "ann");
        drop(object);
        expect_no_event();
        expect_nothing();
    }
END_TEST

START_TEST(view__never_holds_a_password)
    {
        show_sign_in();
        write_all("{\"do\":\"submit\",\"fields\":{\"password\":\"demo-Passw0rd\"}}\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        view.serial++;
        show();
        collect();
        ck_assert_ptr_null(strstr(out, "Passw0rd"));
    }
END_TEST

/* ---- Commands ---- */

START_TEST(command__gives_action_and_fields)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all(
            "{\"do\":\"submit\",\"fields\":{\"account\":\"demo\",\"password\":\"a\\u00e9b\"}}\r\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(form->values[FORM_ACCOUNT]->bytes, "demo");
        ck_assert_str_eq(form->values[FORM_PASSWORD]->bytes, "a\xc3\xa9"
                                                             "b");
        expect_nothing();
    }
END_TEST

START_TEST(command__in_pieces_is_put_together)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all("{\"do\":");
        expect_no_event();
        write_all("\"quit\"}");
        expect_no_event();
        write_all("\n");
        expect_event(UI_ACTION, ACTION_QUIT);
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
        add_action(ACTION_USE_SMS_CODE, VIEW_ROLE_NORMAL, false);
        ck_assert(secret_set(form->values[FORM_ACCOUNT], "before", 6));
        write_all(refused[_i].line);
        write_all("\n");
        expect_no_event();
        expect_error(refused[_i].code, refused[_i].named);
        expect_nothing();
        ck_assert_str_eq(form->values[FORM_ACCOUNT]->bytes, "before");
        ck_assert(secret_is_empty(form->values[FORM_PASSWORD]));
        /* and the next line works */
        write_all("{\"do\":\"quit\"}\n");
        expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

/* {"do":"submit","fields":{"account":"demo","password":"aaa..."}} with COUNT letters a. */
static void write_long(size_t count)
{
    char block[1024];
    memset(block, 'a', sizeof(block));
    write_all("{\"do\":\"submit\",\"fields\":{\"account\":\"demo\",\"password\":\"");
    for (size_t left = count; left > 0;) {
        size_t part = left < sizeof(block) ? left : sizeof(block);
        ck_assert_int_eq(write(to_ui, block, part), (ssize_t)part);
        left -= part;
        if ((left / sizeof(block)) % 16 == 0)
            expect_no_event(); /* so that the pipe never fills */
    }
    write_all("\"}}\n");
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
            expect_event(UI_ACTION, ACTION_SUBMIT);
            ck_assert_uint_eq(form->values[FORM_PASSWORD]->length, lengths[_i].count);
            return;
        }
        expect_no_event();
        expect_error("TOO_LONG", lengths[_i].named);
        expect_nothing();
        ck_assert(secret_is_empty(form->values[FORM_ACCOUNT]));
        write_all("{\"do\":\"quit\"}\n");
        expect_event(UI_ACTION, ACTION_QUIT);
        expect_nothing();
    }
END_TEST

START_TEST(command__takes_only_enabled_options_of_a_choice)
    {
        show_consequences();
        drop(expect_view("consequences"));
        write_all("{\"do\":\"submit\",\"fields\":{\"method\":\"pigeon\"}}\n"
                  "{\"do\":\"submit\",\"fields\":{\"method\":\"phone\"}}\n"
                  "{\"do\":\"submit\",\"fields\":{\"method\":\"email\"}}\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        expect_error("UNKNOWN_OPTION", "pigeon");
        expect_error("NOT_ENABLED", "No phone is bound.");
        expect_nothing();
        ck_assert_str_eq(form->values[FORM_METHOD]->bytes, "email");
    }
END_TEST

/* ---- Lines written ahead ---- */

START_TEST(ahead__lines_are_taken_one_view_at_a_time)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all("{\"do\":\"submit\",\"fields\":{\"account\":\"demo\"}}\n"
                  "{\"do\":\"submit\",\"fields\":{\"method\":\"email\"}}\n"
                  "{\"do\":\"quit\"}\n");
        expect_event(UI_ACTION, ACTION_SUBMIT);
        expect_no_event(); /* the view after the action comes first */
        show_busy();
        drop(expect_view("signing_in"));
        expect_no_event();
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), -1); /* nothing to do before the next view */
        expect_no_event();
        expect_nothing();
        show_consequences();
        drop(expect_view("consequences"));
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), 0);
        expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(form->values[FORM_METHOD]->bytes, "email");
        show_sign_in();
        expect_event(UI_ACTION, ACTION_QUIT);
    }
END_TEST

START_TEST(ahead__back_is_taken_while_busy)
    {
        show_busy();
        drop(expect_view("signing_in"));
        write_all("{\"do\":\"back\"}\n");
        expect_event(UI_ACTION, ACTION_BACK);
    }
END_TEST

START_TEST(ahead__broken_lines_wait_too_and_keep_their_order)
    {
        show_busy();
        drop(expect_view("signing_in"));
        write_all("broken\n{\"do\":\"back\"}\n");
        expect_no_event();
        expect_nothing();
        show_confirm();
        drop(expect_view("confirm"));
        expect_event(UI_ACTION, ACTION_BACK);
        expect_error("NOT_JSON", "JSON");
    }
END_TEST

START_TEST(ahead__more_than_fits_is_not_lost)
    {
        enum { LINES = 5000 };
        show_busy();
        drop(expect_view("signing_in"));
        ck_assert_int_eq(fcntl(to_ui, F_SETFL, O_NONBLOCK), 0);
        static const char line[] = "{\"do\":\"submit\",\"fields\":{\"account\":\"demo\"}}\n";
        size_t length = sizeof(line) - 1;
        int written = 0;
        int taken = 0;
        for (int busy = 0; busy < 8; busy++) { /* fill the front end's memory and the pipe */
            while (written < LINES && write(to_ui, line, length) == (ssize_t)length)
                written++;
            expect_no_event();
        }
        ck_assert(!ops->wants_input(ui)); /* or the loop would spin */
        ck_assert_int_gt(written, 1000);
        for (struct ui_event event; taken < written; taken++) {
            show_sign_in();
            ck_assert(ops->next(ui, &event));
            ck_assert_int_eq((int)event.action, ACTION_SUBMIT);
            collect();
            out_length = 0;
        }
        show_sign_in();
        expect_no_event();
        ck_assert(ops->wants_input(ui));
    }
END_TEST

START_TEST(flush__drops_what_was_written_before_the_screen)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        static const char confirm[] = "{\"do\":\"submit\",\"fields\":{\"phrase\":\"DELETE\"}}\n";
        write_all("{\"do\":\"submit\"}\n");
        write_all(confirm);
        expect_event(UI_ACTION, ACTION_SUBMIT);
        write_all(confirm);                            /* in the pipe */
        write_all("{\"do\":\"submit\",\"fields\":{}"); /* and half a line */
        ops->flush_input(ui);
        expect_error("DROPPED", "dropped");
        show_confirm();
        drop(expect_view("confirm"));
        expect_no_event();
        write_all("}\n"); /* the other half is no command either */
        expect_no_event();
        expect_nothing();
        write_all(confirm);
        expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert_str_eq(form->values[FORM_PHRASE]->bytes, "DELETE");
    }
END_TEST

START_TEST(flush__of_nothing_says_nothing)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        ops->flush_input(ui);
        expect_nothing();
    }
END_TEST

/* ---- Ends ---- */

START_TEST(end__comes_once_after_all_lines)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        write_all("{\"do\":\"submit\"}\n");
        end_input();
        expect_event(UI_ACTION, ACTION_SUBMIT);
        ck_assert(!ops->wants_input(ui));
        show_busy();
        drop(expect_view("signing_in"));
        expect_no_event(); /* the request that was asked for is not stopped by the end */
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), -1);
        show_sign_in();
        drop(expect_view("sign_in"));
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), 0);
        expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        expect_no_event();
        expect_no_event();
        ck_assert_int_eq(ops->timeout_ms(ui, NOW), -1);
    }
END_TEST

START_TEST(end__in_a_line_does_not_carry_it_out)
    {
        show_confirm();
        drop(expect_view("confirm"));
        write_all("{\"do\":\"submit\",\"fields\":{\"phrase\":\"DELETE\"}}");
        end_input();
        expect_event(UI_END_OF_INPUT, ACTION_QUIT);
        expect_error("NOT_JSON", "newline");
        ck_assert(secret_is_empty(form->values[FORM_PHRASE]));
    }
END_TEST

START_TEST(lost__when_nobody_reads_any_more)
    {
        show_sign_in();
        drop(expect_view("sign_in"));
        close(from_ui);
        show_busy();
        expect_event(UI_LOST, ACTION_QUIT);
        expect_no_event();
        from_ui = dup(ui_in); /* for teardown */
    }
END_TEST

START_TEST(slow_reader__gets_everything_without_blocking_the_loop)
    {
        int left = 2000;
        for (int i = 0; i < left; i++) { /* some 600 KB: much more than the pipe holds */
            begin_view(VIEW_SIGN_IN);
            PUT(add_item(VIEW_PARAGRAPH, "note")->text, "%d %0200d", i, i);
            show();
        }
        ck_assert_int_gt(ops->timeout_ms(ui, NOW), 0);
        static char line[4096];
        int seen = 0;
        size_t length = 0;
        while (seen < left) {
            char byte;
            if (read(from_ui, &byte, 1) != 1) {
                expect_no_event(); /* writes on */
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
    ops->close(ui, result);
    ui = NULL;
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
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, view__has_exactly_the_keys_of_the_contract);
    tcase_add_test(tests, view__has_choices_with_reasons);
    tcase_add_test(tests, view__has_progress_while_busy_and_the_seconds_of_the_deadline);
    tcase_add_test(tests, view__is_written_once);
    tcase_add_test(tests, view__is_written_again_as_the_answer_to_a_command);
    tcase_add_test(tests, view__answers_a_command_that_changed_nothing);
    tcase_add_test(tests, view__never_holds_a_password);
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
    tcase_add_test(tests, flush__of_nothing_says_nothing);
    tcase_add_test(tests, end__comes_once_after_all_lines);
    tcase_add_test(tests, end__in_a_line_does_not_carry_it_out);
    tcase_add_test(tests, lost__when_nobody_reads_any_more);
    tcase_add_test(tests, slow_reader__gets_everything_without_blocking_the_loop);
    tcase_add_test(tests, result__is_the_last_object);
    tcase_add_test(tests, result__without_receipt_has_nulls);
    return tap_run(suite);
}

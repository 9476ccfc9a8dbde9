#include "tests/ui/json_rig.h"

#include <check.h>
#include <string.h>

/* The next object written; NULL when there is none. */
json_t *take_object(void)
{
    rig_collect();
    char *newline = memchr(rig.out, '\n', rig.out_length);
    if (newline == NULL) {
        ck_assert_uint_eq(rig.out_length, 0);
        return NULL;
    }
    json_error_t error;
    json_t *object =
        json_loadb(rig.out, (size_t)(newline - rig.out), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(object != NULL, "%s in %s", error.text, rig.out);
    ck_assert(json_is_object(object));
    ck_assert_int_eq(json_integer_value(json_object_get(object, "v")), 1);
    rig.out_length -= (size_t)(newline + 1 - rig.out);
    memmove(rig.out, newline + 1, rig.out_length + 1);
    return object;
}

const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    ck_assert_msg(text != NULL, "no text %s", key);
    return text;
}

void expect_nothing(void)
{
    rig_collect();
    ck_assert_str_eq(rig.out, "");
}

/* The next object must be a view, and nothing may follow it. */
json_t *expect_view(const char *id)
{
    json_t *object = take_object();
    ck_assert_msg(object != NULL, "no view %s", id);
    ck_assert_str_eq(text_of(object, "type"), "view");
    ck_assert_str_eq(text_of(object, "id"), id);
    expect_nothing();
    return object;
}

void expect_error(const char *code, const char *named)
{
    json_t *object = take_object();
    ck_assert_msg(object != NULL, "no error %s", code);
    ck_assert_str_eq(text_of(object, "type"), "error");
    ck_assert_str_eq(text_of(object, "code"), code);
    ck_assert_msg(strstr(text_of(object, "text"), named) != NULL, "%s does not name %s",
                  text_of(object, "text"), named);
    json_decref(object);
}

void show_sign_in(void)
{
    rig_begin_view(VIEW_SIGN_IN);
    rig_add_field(FORM_ACCOUNT, VIEW_FIELD_TEXT, "Account", "A hint.");
    rig_add_field(FORM_PASSWORD, VIEW_FIELD_SECRET, "Password", "A hint.");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Sign in");
    rig_add_action(ACTION_USE_EMAIL_CODE, VIEW_ROLE_NORMAL, "Use a code");
    rig_add_action(ACTION_QUIT, VIEW_ROLE_QUIT, "Quit");
    rig.view.focus = "account";
    rig_show();
}

void show_busy(void)
{
    rig_begin_view(VIEW_SIGNING_IN);
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Stop");
    rig_set_busy("Signing in.");
    rig_show();
}

void show_confirm(void)
{
    rig_begin_view(VIEW_CONFIRM);
    rig_add_field(FORM_PHRASE, VIEW_FIELD_WORD, "Type DELETE", "");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DESTRUCTIVE, "Delete account");
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig.view.has_deadline = true;
    rig.view.deadline_ms = rig.now_ms + 58900;
    rig_show();
}

void show_consequences(void)
{
    rig_begin_view(VIEW_CONSEQUENCES);
    struct view_item *choice = rig_add_item(VIEW_CHOICE, "method");
    choice->field = FORM_METHOD;
    RIG_PUT(choice->label, "How");
    rig_add_option(choice, "email", "Code by email", NULL);
    rig_add_option(choice, "phone", "Code by SMS", "No phone is bound.");
    rig_add_action(ACTION_SUBMIT, VIEW_ROLE_DEFAULT, "Continue");
    rig_add_action(ACTION_BACK, VIEW_ROLE_BACK, "Back");
    rig_show();
}

void disable(struct view_action *action, const char *reason)
{
    action->enabled = false;
    RIG_PUT(action->reason, "%s", reason);
}

void drop(json_t *object)
{
    json_decref(object);
}

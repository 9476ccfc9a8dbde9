/* The JSON front end's input: a command does only what its view offers, and a refused line changes
 * nothing. */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/tools/sample_views.h"
#include "ui/json/command.h"

static const char before[] = "as it was";

static struct form *full_form(void)
{
    struct form *form = form_new();
    FUZZ_REQUIRE(form != NULL);
    for (int i = 0; i < FORM_FIELD_COUNT; i++)
        FUZZ_REQUIRE(secret_set(form->values[i], before, sizeof(before) - 1));
    return form;
}

static bool is_as_it_was(const struct secret *value)
{
    return value->length == sizeof(before) - 1 && memcmp(value->bytes, before, value->length) == 0;
}

static void check_taken(const struct form *form, const struct view *view, enum action_id action)
{
    const struct view_action *offered = view_find_action(view, action);
    FUZZ_REQUIRE(offered != NULL && offered->enabled);
    for (int i = 0; i < FORM_FIELD_COUNT; i++) {
        const struct secret *value = form->values[i];
        FUZZ_REQUIRE(text_is_utf8(value->bytes, value->length));
        FUZZ_REQUIRE(value->bytes[value->length] == '\0');
        FUZZ_REQUIRE(is_as_it_was(value) || view_find_field(view, (enum form_field)i) != NULL);
    }
}

static void check_refused(const struct form *form, const struct command_error *error)
{
    static const char *const codes[] = {"UNKNOWN_KEY",    "UNKNOWN_ACTION", "UNKNOWN_FIELD",
                                        "UNKNOWN_OPTION", "WRONG_TYPE",     "NOT_ENABLED",
                                        "TOO_LONG",       "NOT_JSON"};
    bool is_known = false;
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        is_known = is_known || strcmp(error->code, codes[i]) == 0;
    FUZZ_REQUIRE(is_known && error->text[0] != '\0');
    for (const char *c = error->text; *c != '\0'; c++)
        FUZZ_REQUIRE((unsigned char)*c >= 0x20 && *c != 0x7f);
    for (int i = 0; i < FORM_FIELD_COUNT; i++)
        FUZZ_REQUIRE(is_as_it_was(form->values[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct view views[VIEW_ID_COUNT];
    static bool made;
    if (!made) {
        for (int i = 0; i < VIEW_ID_COUNT; i++)
            sample_view(&views[i], (enum view_id)i);
        made = true;
    }
    if (size == 0)
        return 0;
    const struct view *view = &views[data[0] % VIEW_ID_COUNT];
    struct form *form = full_form();
    enum action_id action = ACTION_ID_COUNT;
    struct command_error error = {0};
    if (command_read((const char *)data + 1, size - 1, view, form, &action, &error))
        check_taken(form, view, action);
    else
        check_refused(form, &error);
    form_free(form);
    return 0;
}

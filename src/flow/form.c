#include "flow/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { CODE_MIN = 4, CODE_MAX = 12 };

static const struct {
    const char *id;
    size_t size;
} fields[FORM_FIELD_COUNT] = {
#define X(name, text, bytes) [FORM_##name] = {text, bytes},
    FORM_FIELDS(X)
#undef X
};

struct form *form_new(void)
{
    struct form *form = calloc(1, sizeof(*form));
    if (form == NULL)
        return NULL;
    for (unsigned i = 0; i < FORM_FIELD_COUNT; i++) {
        form->values[i] = secret_new(fields[i].size);
        if (form->values[i] == NULL) {
            form_free(form);
            return NULL;
        }
    }
    return form;
}

void form_free(struct form *form)
{
    if (form == NULL)
        return;
    for (unsigned i = 0; i < FORM_FIELD_COUNT; i++)
        secret_free(form->values[i]);
    free(form);
}

void form_wipe(struct form *form, unsigned wipe)
{
    for (unsigned i = 0; i < FORM_FIELD_COUNT; i++)
        if ((wipe & (1u << i)) != 0)
            secret_wipe(form->values[i]);
}

/* Cuts what a paste may have put at either end; in place, so nothing is copied. */
static void trim(struct secret *value)
{
    size_t offset = 0;
    size_t length = 0;
    text_trim(value->bytes, value->length, &offset, &length);
    memmove(value->bytes, value->bytes + offset, length);
    explicit_bzero(value->bytes + length, value->length - length);
    value->length = length;
}

static void read_code(struct secret *value, struct form_facts *facts)
{
    trim(value);
    if (secret_is_empty(value))
        return;
    char digits[CODE_MAX + 1];
    bool folded = text_fold_digits(value->bytes, value->length, digits, sizeof(digits));
    facts->has_code =
        folded && strlen(digits) >= CODE_MIN && secret_set(value, digits, strlen(digits));
    explicit_bzero(digits, sizeof(digits));
}

static uint8_t read_method(const struct secret *value)
{
    for (enum form_method method = FORM_METHOD_NONE + 1; method < FORM_METHOD_COUNT; method++)
        if (strcmp(value->bytes, form_method_id(method)) == 0)
            return (uint8_t)method;
    return FORM_METHOD_NONE;
}

static const struct {
    const char *id, *name;
} languages[FORM_LANGUAGE_COUNT] = {[FORM_LANGUAGE_NONE] = {"", ""},
#define X(constant, id, name) [FORM_LANGUAGE_##constant] = {id, name},
                                    FORM_LANGUAGES(X)
#undef X
};

const char *form_language_id(enum form_language language)
{
    return languages[language].id;
}

const char *form_language_name(enum form_language language)
{
    return languages[language].name;
}

enum form_language form_language_from_id(const char *id)
{
    for (enum form_language language = FORM_LANGUAGE_NONE + 1; language < FORM_LANGUAGE_COUNT;
         language++)
        if (strcmp(languages[language].id, id) == 0)
            return language;
    return FORM_LANGUAGE_NONE;
}

void form_read(struct form *form, struct form_facts *facts)
{
    *facts = (struct form_facts){0};
    struct secret *account = form->values[FORM_ACCOUNT];
    trim(account);
    facts->account = (uint8_t)text_account_kind(account->bytes, account->length);
    facts->has_password = !secret_is_empty(form->values[FORM_PASSWORD]);
    read_code(form->values[FORM_CODE], facts);
    struct secret *phrase = form->values[FORM_PHRASE];
    trim(phrase);
    facts->phrase_is_delete = strcasecmp(phrase->bytes, "DELETE") == 0;
    facts->method = read_method(form->values[FORM_METHOD]);
    facts->language = (uint8_t)form_language_from_id(form->values[FORM_LANGUAGE]->bytes);
}

const char *form_field_id(enum form_field field)
{
    return fields[field].id;
}

bool form_field_from_id(const char *id, enum form_field *field)
{
    for (unsigned i = 0; i < FORM_FIELD_COUNT; i++) {
        if (strcmp(fields[i].id, id) == 0) {
            *field = (enum form_field)i;
            return true;
        }
    }
    return false;
}

const char *form_method_id(enum form_method method)
{
    static const char *const ids[FORM_METHOD_COUNT] = {[FORM_METHOD_NONE] = "",
#define X(name, id) [FORM_METHOD_##name] = id,
                                                       FORM_METHODS(X)
#undef X
    };
    return ids[method];
}

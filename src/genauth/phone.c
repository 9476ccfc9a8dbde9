/* Phone numbers as the API wants them: country code and national number apart (api 1.12). */
#include <stdio.h>
#include <string.h>

#include "base/i18n.h"
#include "base/text.h"
#include "genauth/request.h"

static const char default_code[] = "+86";

enum { CODE_DIGITS_MAX = 4, NUMBER_DIGITS_MIN = 3 };

static bool not_a_number(struct err *err)
{
    return err_set(err, _("This is not a phone number. It may have digits, blanks and dashes, and "
                          "a country code in front."));
}

/* "+" and 1 to 4 digits, written with or without the "+". */
static bool set_code(struct genauth_phone *phone, const char *code, size_t length)
{
    char digits[CODE_DIGITS_MAX + 1];
    if (length > 0 && code[0] == '+') {
        code++;
        length--;
    }
    if (!text_fold_digits(code, length, digits, sizeof(digits)) || digits[0] == '\0')
        return false;
    int written = snprintf(phone->country_code, sizeof(phone->country_code), "+%s", digits);
    return written > 0 && (size_t)written < sizeof(phone->country_code);
}

/* Where the national number begins in TEXT, which begins with "+": after KNOWN, after "+86", or
 * after the first blank. 0 when that cannot be told. */
static size_t code_length(const char *text, const char *known)
{
    if (known != NULL && known[0] == '+' && strncmp(text, known, strlen(known)) == 0)
        return strlen(known);
    if (strncmp(text, default_code, strlen(default_code)) == 0)
        return strlen(default_code);
    size_t length = strcspn(text, " ");
    return text[length] == '\0' ? 0 : length;
}

bool genauth_phone_parse(const char *text, const char *country_code, struct genauth_phone *phone,
                         struct err *err)
{
    size_t offset, length;
    *phone = (struct genauth_phone){0};
    text_trim(text, strlen(text), &offset, &length);
    const char *number = text + offset;
    bool is_known = country_code != NULL && country_code[0] != '\0';
    const char *code = is_known ? country_code : default_code;
    size_t code_size = strlen(code);
    if (length > 0 && number[0] == '+') {
        code = number;
        code_size = code_length(number, is_known ? country_code : NULL);
        if (code_size == 0 || code_size > length)
            return err_set(err, _("Put a blank between the country code and the phone number."));
        number += code_size;
        length -= code_size;
    }
    if (!set_code(phone, code, code_size) ||
        !text_fold_digits(number, length, phone->number, sizeof(phone->number)) ||
        strlen(phone->number) < NUMBER_DIGITS_MIN)
        return not_a_number(err);
    return true;
}

/* The neutraliser: what comes out of it drives no terminal, whatever goes in. */
#include "config.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "base/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/hostile/forbidden.h"

static void check_shown(const struct shown *shown)
{
    size_t length = strnlen(shown->text, sizeof(shown->text));
    const uint8_t *at = (const uint8_t *)shown->text;
    size_t marks = 2; /* none may begin a text */
    FUZZ_REQUIRE(length < sizeof(shown->text) && text_is_utf8(shown->text, length));
    for (size_t left = length; left > 0;) {
        ucs4_t point = 0;
        int bytes = u8_mbtouc(&point, at, left);
        FUZZ_REQUIRE(!forbidden_has(point));
        FUZZ_REQUIRE(!uc_is_general_category(point, UC_CATEGORY_Cn));
        bool is_mark = uc_is_general_category(point, UC_CATEGORY_Mn) ||
                       uc_is_general_category(point, UC_CATEGORY_Me);
        marks = is_mark ? marks + 1 : 0;
        FUZZ_REQUIRE(marks <= 2);
        at += bytes;
        left -= (size_t)bytes;
    }
    struct shown again = text_neutralise(shown->text, length, 0);
    FUZZ_REQUIRE(strcmp(again.text, shown->text) == 0);
}

static size_t count_digits(const char *text)
{
    size_t digits = 0;
    for (; *text != '\0'; text++)
        digits += *text >= '0' && *text <= '9';
    return digits;
}

static void check_masks(const char *text)
{
    struct shown email = text_mask_email(text);
    struct shown phone = text_mask_phone("+86", text);
    struct shown odd = text_mask_phone(text, "13000000001");
    check_shown(&email);
    check_shown(&phone);
    check_shown(&odd);
    /* Never more than two digits of the number, besides those of the country code. */
    FUZZ_REQUIRE(count_digits(phone.text) <= 2 + 2 && count_digits(odd.text) <= 4 + 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[1024];
    if (size == 0)
        return 0;
    size_t columns = data[0];
    struct shown shown = text_neutralise((const char *)data + 1, size - 1, columns);
    check_shown(&shown);
    FUZZ_REQUIRE(columns == 0 || text_columns(shown.text) <= columns);
    size_t length = size - 1 < sizeof(text) - 1 ? size - 1 : sizeof(text) - 1;
    memcpy(text, data + 1, length);
    text[length] = '\0';
    check_masks(text);
    return 0;
}

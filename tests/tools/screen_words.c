#include "config.h"

#include <ctype.h>
#include <string.h>

#include "tests/tools/screen.h"

size_t screen_words(const struct screen *screen)
{
    size_t words = 0;
    bool inside = false;
    for (const char *at = screen_raw(screen, NULL); *at != '\0'; at++) {
        if (*at == '\033') {
            inside = false;
            if (at[1] == '(' && at[2] != '\0') {
                at += 2;
            } else if (at[1] == '[') {
                at += 1 + strcspn(at + 1, "ABCDEFGHIJKLMPSTXZ`abcdefghlmnqrstux@");
            } else if (at[1] != '\0') {
                at++;
            }
            if (*at == '\0')
                break;
        } else {
            bool letter = isalnum((unsigned char)*at) != 0;
            words += letter && !inside;
            inside = letter;
        }
    }
    return words;
}

#include "config.h"

#include "ui/curses/description.h"

#include <curses.h>
#include <string.h>

/* Last: it defines macros with everyday names. */
#include <term.h>

void description_define_keys(void)
{
    static const struct {
        const char *sequence;
        int code;
    } keys[] = {
        {"\033[A", KEY_UP},
        {"\033OA", KEY_UP},
        {"\033[B", KEY_DOWN},
        {"\033OB", KEY_DOWN},
        {"\033[C", KEY_RIGHT},
        {"\033OC", KEY_RIGHT},
        {"\033[D", KEY_LEFT},
        {"\033OD", KEY_LEFT},
        {"\033[H", KEY_HOME},
        {"\033OH", KEY_HOME},
        {"\033[1~", KEY_HOME},
        {"\033[7~", KEY_HOME},
        {"\033[F", KEY_END},
        {"\033OF", KEY_END},
        {"\033[4~", KEY_END},
        {"\033[8~", KEY_END},
        {"\033[3~", KEY_DC},
        {"\033[5~", KEY_PPAGE},
        {"\033[6~", KEY_NPAGE},
        {"\033[Z", DESCRIPTION_BACK_TAB},
        {"\033OP", KEY_F(1)},
        {"\033[11~", KEY_F(1)},
        {"\033[[A", KEY_F(1)},
        {"\033OQ", KEY_F(2)},
        {"\033[12~", KEY_F(2)},
        {"\033[[B", KEY_F(2)},
        {"\033[21~", KEY_F(10)},
        {"\033OM", KEY_ENTER},
        {"\033[200~", DESCRIPTION_PASTE_BEGIN},
        {"\033[201~", DESCRIPTION_PASTE_END},
    };
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        define_key(keys[i].sequence, keys[i].code);
    define_key(NULL, KEY_MOUSE); /* never asked for: what begins like it is skipped as unknown */
}

const char *description_extended(const char *name)
{
    const char *value = tigetstr(name);
    return value == NULL || value == (const char *)-1 ? NULL : value;
}

bool description_has_paste(const char *term)
{
    static const char *const names[] = {"xterm",     "tmux",  "rxvt", "vte", "gnome", "konsole",
                                        "alacritty", "kitty", "foot", "st-", "putty", "screen"};
    /* Older descriptions of terminals that have the mode do not name it. */
    if (description_extended("BE") != NULL && description_extended("BD") != NULL)
        return true;
    for (size_t i = 0; term != NULL && i < sizeof(names) / sizeof(names[0]); i++)
        if (strncmp(term, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

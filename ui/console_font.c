#include "config.h"

#include "ui/console_font.h"

#include <errno.h>
#include <linux/kd.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistr.h>

enum { FIRST_GUESS = 1024 };

/* The characters that the console has glyphs for (free with free), or NULL. */
static struct unipair *read_map(int fd, size_t *count)
{
    struct unimapdesc map = {.entry_ct = FIRST_GUESS};
    for (int tries = 0; tries < 2; tries++) {
        map.entries = calloc(map.entry_ct, sizeof(*map.entries));
        if (map.entries == NULL)
            return NULL;
        unsigned short room = map.entry_ct;
        if (ioctl(fd, GIO_UNIMAP, &map) == 0) {
            *count = map.entry_ct;
            return map.entries;
        }
        free(map.entries);
        if (errno != ENOMEM || map.entry_ct <= room) /* with ENOMEM it says how many there are */
            return NULL;
    }
    return NULL;
}

static bool has_glyph(const struct unipair *map, size_t count, ucs4_t character)
{
    for (size_t i = 0; i < count; i++)
        if (map[i].unicode == character)
            return true;
    return false;
}

bool console_font_shows(int fd, const char *text)
{
    size_t count = 0;
    struct unipair *map = read_map(fd, &count);
    bool shows = true;
    if (map == NULL)
        return true;
    ucs4_t character = 0;
    for (const uint8_t *at = (const uint8_t *)text; shows && at != NULL && *at != '\0';) {
        at = u8_next(&character, at);
        shows = at == NULL || has_glyph(map, count, character);
    }
    free(map);
    return shows;
}

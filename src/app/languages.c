#include "config.h"

#include "app/languages.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/environment.h"
#include "base/i18n.h"
#include "ui/console_font.h"

/* Letters without which a language cannot be read; its name has some more. */
static const char *const letters[FORM_LANGUAGE_COUNT] = {
    [FORM_LANGUAGE_DE] = "äöüÄÖÜß",   [FORM_LANGUAGE_ES] = "áéíóúüñ",
    [FORM_LANGUAGE_FR] = "àâçèéêîôû", [FORM_LANGUAGE_JA] = "の削除",
    [FORM_LANGUAGE_ZH_CN] = "注销",   [FORM_LANGUAGE_ZH_TW] = "刪除",
};

enum form_language languages_in_use(void)
{
    char id[16] = "";
    /* The header of the catalogue in use; the texts in the program have none. */
    const char *header = dgettext(PACKAGE, "");
    const char *found = strstr(header, "\nLanguage: ");
    if (found == NULL)
        return FORM_LANGUAGE_EN;
    return sscanf(found, " Language: %15[A-Za-z_]", id) == 1 ? form_language_from_id(id)
                                                             : FORM_LANGUAGE_NONE;
}

static bool has_catalogue(enum form_language language)
{
    char path[PATH_MAX];
    const char *folder = bindtextdomain(PACKAGE, NULL);
    int length = snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/%s.mo",
                          folder == NULL ? "" : folder, form_language_id(language), PACKAGE);
    if (language == FORM_LANGUAGE_EN)
        return true;
    int file = length > 0 && (size_t)length < sizeof(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    return file >= 0 && close(file) == 0;
}

static bool can_be_shown(enum form_language language, int fd)
{
    return console_font_shows(fd, form_language_name(language)) &&
           (letters[language] == NULL || console_font_shows(fd, letters[language]));
}

unsigned languages_offered(int fd)
{
    unsigned offered = 0;
    for (enum form_language language = FORM_LANGUAGE_NONE + 1; language < FORM_LANGUAGE_COUNT;
         language++)
        if (has_catalogue(language) && can_be_shown(language, fd))
            offered |= 1u << language;
    return offered;
}

void languages_use(enum form_language language)
{
    environment_set_locale(form_language_id(language));
}

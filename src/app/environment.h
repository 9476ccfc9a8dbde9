/* The environment is not trusted (security.md S5): only an allow-list survives, checked, before any library
 * reads it. */
#ifndef APP_ENVIRONMENT_H
#define APP_ENVIRONMENT_H

#include <stdbool.h>

/* Replaces the environment of the process by the allowed variables: TERM (letters, digits, "-", "+", "."),
 * LANG, LANGUAGE, LC_* (locale names), NO_COLOR, CLICOLOR, CLICOLOR_FORCE, COLORFGBG, ACCESSIBLE, HOME,
 * XDG_CONFIG_HOME, XDG_STATE_HOME (absolute paths), TZ (a zone name, no path), GENAUTH_HOST,
 * GENAUTH_APP_ID, and PATH with a fixed value. First thing in main. False without memory. */
bool environment_rebuild(void);

/* Sets LANGUAGE and the locale for LANG ("" = from the environment) and opens the catalogues. A locale that
 * is missing on this machine falls back to C.UTF-8, so that the text stays UTF-8. */
void environment_set_locale(const char *lang);

/* The API's name (api 1.9) of the language in use: "zh-CN", "zh-TW", "ja-JP" or "en-US". *Static*. */
const char *environment_api_lang(void);

#endif

/* The environment is not trusted: only an allow-list survives, checked, before any
 * library reads it. Variables that the loader and the C library read before main (LD_*,
 * GLIBC_TUNABLES) cannot be repaired here: who starts the program must drop them. */
#ifndef APP_ENVIRONMENT_H
#define APP_ENVIRONMENT_H

#include <limits.h>
#include <stdbool.h>

/* Replaces the environment of the process by the allowed variables whose value is harmless: TERM
 * (letters, digits, "-", "+", ".", "_"), LANG, LANGUAGE, LC_* (locale names), NO_COLOR, CLICOLOR,
 * CLICOLOR_FORCE, FORCE_COLOR, COLORFGBG, ESCDELAY (milliseconds, at most 1000), SSH_CONNECTION,
 * SSH_CLIENT, SSH_TTY, ACCESSIBLE, INSIDE_EMACS, HOME, XDG_CONFIG_HOME, XDG_STATE_HOME
 * (absolute paths), TZ (the name of a zone, no path of a file), GENAUTH_HOST, GENAUTH_APP_ID, and
 * PATH with a fixed value. A variable with another value is dropped. First thing in main. False
 * without memory: then the environment is empty. */
bool environment_rebuild(void);

/* Sets LANGUAGE and the locale for LANG (a locale name as environment_is_locale accepts; "" = what
 * the environment says) and opens the catalogues: those in "po/locale" beside the program (as in
 * the folder where it was built), else the installed ones. Only LC_CTYPE and LC_MESSAGES are set,
 * so numbers are read and written the same everywhere. The text is always UTF-8: a locale that is
 * missing on this machine, or has another character set, is replaced by C.UTF-8. May be called
 * again. */
void environment_set_locale(const char *lang);

/* PATH becomes NAME in the folder of the program that runs; false when it is not there or may not
 * be executed (entered, for a folder). */
bool environment_find_beside(char path[PATH_MAX], const char *name);

/* True when NAME can be the name of a locale: "zh_CN", "zh-CN", "zh_CN.UTF-8", "de_DE@euro", "C".
 */
bool environment_is_locale(const char *name);

/* The languages that the program speaks, as a person reads them: "en, de, ...". *Static*. */
extern const char environment_languages[];

/* True when NAME, a locale name, is of one of them, whatever its region and character set, or is
 * the locale without a language ("C", "POSIX"). */
bool environment_has_language(const char *name);

/* The API's name (api 1.9) of the language in use: "zh-CN", "zh-TW", "ja-JP" or "en-US". *Static*.
 */
const char *environment_api_lang(void);

#endif

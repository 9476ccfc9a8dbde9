#include "config.h"

#include "app/environment.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/i18n.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"

enum { NAME_MAX_BYTES = 63, VALUE_MAX_BYTES = 4095, LANGUAGE_SIZE = 2 * (NAME_MAX_BYTES + 1) };

static bool is_made_of(const char *value, const char *characters)
{
    size_t length = strlen(value);
    return length > 0 && length <= NAME_MAX_BYTES && strspn(value, characters) == length;
}

static bool is_terminal_name(const char *value)
{
    return is_made_of(value, LETTERS DIGITS "-+._");
}

bool environment_is_locale(const char *name)
{
    return is_made_of(name, LETTERS DIGITS "_-.@") && strchr(LETTERS, name[0]) != NULL;
}

/* True when NAME, which may have a codeset, is the locale without a language. */
static bool is_plain(const char *name)
{
    size_t length = strcspn(name, ".@");
    return length == 0 || (length == 1 && name[0] == 'C') ||
           (length == 5 && strncmp(name, "POSIX", 5) == 0);
}

/* Those of po/LINGUAS, which tests/check-documents compares, and English. */
const char environment_languages[] = "en, de, es, fr, ja, zh_CN, zh_TW";

/* A region without a catalogue of its own has its language's: de_AT, zh_HK. */
bool environment_has_language(const char *name)
{
    size_t length = strcspn(name, "_-.@");
    if (is_plain(name))
        return true;
    for (const char *at = environment_languages; *at != '\0'; at += strspn(at, " ,")) {
        if (strcspn(at, "_,") == length && strncmp(at, name, length) == 0)
            return true;
        at += strcspn(at, ",");
    }
    return false;
}

static bool is_language_list(const char *value)
{
    return is_made_of(value, LETTERS DIGITS "_-.@:") && strchr(LETTERS, value[0]) != NULL;
}

static bool is_text(const char *value)
{
    size_t length = 0;
    for (; value[length] != '\0'; length++) {
        unsigned char byte = (unsigned char)value[length];
        if (byte < 0x20 || byte == 0x7f)
            return false;
    }
    return length > 0 && length <= VALUE_MAX_BYTES;
}

static bool is_absolute_path(const char *value)
{
    return value[0] == '/' && is_text(value);
}

/* A name below the zone folder or a rule such as "CST-8"; never a file elsewhere. */
static bool is_zone(const char *value)
{
    return is_made_of(value, LETTERS DIGITS "_+-/,.<>") && value[0] != '/' && value[0] != '.' &&
           strstr(value, "..") == NULL;
}

static bool is_colors(const char *value)
{
    return is_made_of(value, LETTERS DIGITS ";");
}

/* Milliseconds, at most 1000: curses waits so long at every Esc, and for nothing else. */
static bool is_delay(const char *value)
{
    return is_made_of(value, DIGITS) && (strlen(value) < 4 || strcmp(value, "1000") == 0);
}

static const struct {
    const char *name;
    bool (*is_allowed)(const char *value);
} allowed[] = {
    {"TERM", is_terminal_name},
    {"LANG", environment_is_locale},
    {"LANGUAGE", is_language_list},
    {"LC_ALL", environment_is_locale},
    {"LC_CTYPE", environment_is_locale},
    {"LC_MESSAGES", environment_is_locale},
    {"NO_COLOR", is_text},
    {"CLICOLOR", is_text},
    {"CLICOLOR_FORCE", is_text},
    {"FORCE_COLOR", is_text},
    {"COLORFGBG", is_colors},
    {"ESCDELAY", is_delay},
    {"SSH_CONNECTION", is_text},
    {"SSH_CLIENT", is_text},
    {"SSH_TTY", is_absolute_path},
    {"ACCESSIBLE", is_text},
    {"INSIDE_EMACS", is_text},
    {"HOME", is_absolute_path},
    {"XDG_CONFIG_HOME", is_absolute_path},
    {"XDG_STATE_HOME", is_absolute_path},
    {"TZ", is_zone},
    {"GENAUTH_HOST", is_text},
    {"GENAUTH_APP_ID", is_text},
};

enum { ALLOWED_COUNT = sizeof(allowed) / sizeof(allowed[0]) };

bool environment_rebuild(void)
{
    char *kept[ALLOWED_COUNT] = {NULL};
    bool is_done = false;
    for (size_t i = 0; i < ALLOWED_COUNT; i++) {
        const char *value = getenv(allowed[i].name);
        if (value == NULL || !allowed[i].is_allowed(value))
            continue;
        kept[i] = strdup(value);
        if (kept[i] == NULL)
            goto out;
    }
    if (clearenv() != 0 || setenv("PATH", "/usr/bin:/bin", 1) != 0)
        goto out;
    is_done = true;
    for (size_t i = 0; i < ALLOWED_COUNT; i++)
        is_done = is_done && (kept[i] == NULL || setenv(allowed[i].name, kept[i], 1) == 0);
out:
    for (size_t i = 0; i < ALLOWED_COUNT; i++)
        free(kept[i]);
    /* What is left of the old environment is not to be used by anybody. */
    if (!is_done)
        (void)clearenv();
    return is_done;
}

/* What the environment wants for messages, in the order that setlocale(3) names. */
static const char *locale_of_environment(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "";
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static const char *api_name(const char *locale)
{
    static const char *const traditional[] = {"zh_TW", "zh_HK", "zh_MO", "zh_Hant"};
    for (size_t i = 0; i < sizeof(traditional) / sizeof(traditional[0]); i++) {
        if (has_prefix(locale, traditional[i]))
            return "zh-TW";
    }
    if (has_prefix(locale, "zh"))
        return "zh-CN";
    return has_prefix(locale, "ja") ? "ja-JP" : "en-US";
}

/* LANGUAGE for NAME: "zh-SG.UTF-8" is looked for as zh_SG, zh and at last zh_CN. */
static void set_language(const char *name)
{
    char base[NAME_MAX_BYTES + 1];
    char language[LANGUAGE_SIZE];
    size_t length = strcspn(name, ".@");
    if (length >= sizeof(base))
        return;
    for (size_t i = 0; i < length; i++)
        base[i] = name[i] == '-' ? '_' : name[i];
    base[length] = '\0';
    const char *related = api_name(base);
    int written = snprintf(language, sizeof(language), "%s:%.2s_%s", base, related, related + 3);
    if (written > 0 && (size_t)written < sizeof(language))
        (void)setenv("LANGUAGE", language, 1);
}

static bool try_messages(const char *language)
{
    char name[NAME_MAX_BYTES + sizeof(".UTF-8")];
    size_t length = strcspn(language, ":.");
    int written = snprintf(name, sizeof(name), "%.*s.UTF-8", (int)length, language);
    return written > 0 && (size_t)written < sizeof(name) && setlocale(LC_MESSAGES, name) != NULL;
}

/* gettext goes by LANGUAGE, whatever the locale is, but not in the locale C, and with newer C
 * libraries not in C.UTF-8 either: so any other locale is better where there is one. */
static void set_messages(void)
{
    const char *language = getenv("LANGUAGE");
    /* Without a change of locale the catalogue in memory would stay. */
    (void)setlocale(LC_MESSAGES, "C");
    if (language == NULL)
        return;
    if (!try_messages(language) && !try_messages("en_US"))
        (void)setlocale(LC_MESSAGES, "C.UTF-8");
}

bool environment_find_beside(char path[PATH_MAX], const char *name)
{
    /* Flawfinder: ignore (the kernel's own link; the end is put behind it) */
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    size_t room = PATH_MAX - (size_t)(slash + 1 - path);
    int written = snprintf(slash + 1, room, "%s", name);
    /* Flawfinder: ignore (whoever can change what is there can change this program too) */
    return written > 0 && (size_t)written < room && access(path, X_OK) == 0;
}

/* A program that was built but not installed has its catalogues beside it. Whoever can write there
 * can replace the program as well. */
static void bind_catalogues(void)
{
    char path[PATH_MAX];
    bool is_built = environment_find_beside(path, "po/locale");
    (void)bindtextdomain(PACKAGE, is_built ? path : LOCALEDIR);
    (void)bind_textdomain_codeset(PACKAGE, "UTF-8");
    (void)textdomain(PACKAGE);
}

static bool is_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

void environment_set_locale(const char *lang)
{
    const char *name = lang[0] != '\0' ? lang : locale_of_environment();
    if (is_plain(name))
        (void)unsetenv("LANGUAGE");
    else if (lang[0] != '\0' || getenv("LANGUAGE") == NULL)
        set_language(name);
    if (setlocale(LC_CTYPE, "") == NULL || !is_utf8())
        (void)(setlocale(LC_CTYPE, "C.UTF-8") != NULL || setlocale(LC_CTYPE, "en_US.UTF-8"));
    set_messages();
    bind_catalogues();
}

const char *environment_api_lang(void)
{
    /* The header of the catalogue in use, so that the server does not speak another language than
     * the program does. */
    static const char key[] = "\nLanguage: ";
    const char *header = dgettext(PACKAGE, "");
    const char *language = strstr(header, key);
    return language == NULL ? "en-US" : api_name(language + sizeof(key) - 1);
}

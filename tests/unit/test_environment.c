/* app/environment.c: what survives of the environment, and the language. */
#include "config.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/environment.h"
#include "tests/tap.h"
#include "tests/unit/files.h"

/* With --wrap: the call number FAILING_CALL of these fails. */
static int calls, failing_call;

static bool fails(void)
{
    return failing_call > 0 && ++calls == failing_call;
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

int __real_setenv(const char *name, const char *value, int overwrite);
int __wrap_setenv(const char *name, const char *value, int overwrite);
int __wrap_setenv(const char *name, const char *value, int overwrite)
{
    return fails() ? -1 : __real_setenv(name, value, overwrite);
}

static void clear(void)
{
    failing_call = 0;
    calls = 0;
    ck_assert_int_eq(clearenv(), 0);
}

static size_t count_variables(void)
{
    size_t count = 0;
    while (environ != NULL && environ[count] != NULL)
        count++;
    return count;
}

static const char *const hostile[] = {
    "SSLKEYLOGFILE=/tmp/keys",
    "OPENSSL_CONF=/tmp/evil.cnf",
    "OPENSSL_MODULES=/tmp",
    "OPENSSL_ENGINES=/tmp",
    "SSL_CERT_FILE=/tmp/ca.pem",
    "SSL_CERT_DIR=/tmp",
    "CURL_CA_BUNDLE=/tmp/ca.pem",
    "CURL_HOME=/tmp",
    "http_proxy=http://127.0.0.1:1",
    "https_proxy=http://127.0.0.1:1",
    "HTTPS_PROXY=http://127.0.0.1:1",
    "all_proxy=http://127.0.0.1:1",
    "ALL_PROXY=http://127.0.0.1:1",
    "no_proxy=*",
    "TERMINFO=/tmp/terminfo",
    "TERMINFO_DIRS=/tmp",
    "TERMCAP=vt100:le=^H:",
    "TERMPATH=/tmp",
    "ESCDELAY=5000",
    "NCURSES_NO_SETBUF=1",
    "NCURSES_NO_UTF8_ACS=1",
    "NCURSES_TRACE=0xffff",
    "NCURSES_ASSUMED_COLORS=1,2",
    "COLUMNS=1000",
    "LINES=1000",
    "BAUDRATE=1",
    "GCONV_PATH=/tmp",
    "LOCPATH=/tmp",
    "NLSPATH=/tmp/%N",
    "OUTPUT_CHARSET=GBK",
    "TEXTDOMAINDIR=/tmp",
    "HOSTALIASES=/tmp/hosts",
    "RES_OPTIONS=debug",
    "LOCALDOMAIN=example.org",
    "RESOLV_HOST_CONF=/tmp",
    "TZDIR=/tmp",
    "TMPDIR=/tmp/x",
    "MALLOC_PERTURB_=1",
    "MALLOC_TRACE=/tmp/trace",
    "GLIBC_TUNABLES=glibc.malloc.check=3",
    "LD_PRELOAD=/tmp/evil.so",
    "LD_LIBRARY_PATH=/tmp",
    "POSIXLY_CORRECT=1",
    "GETOPT_FLAGS=1",
    "EDITOR=vi",
    "PAGER=less",
    "SHELL=/bin/sh",
    "SSH_ORIGINAL_COMMAND=sh",
    "BASH_ENV=/tmp/x",
    "GENAUTH_PASSWORD=x",
    "LC_EVIL=zh_CN",
    "NAME",
};

START_TEST(environment_rebuild__drops__everything_unknown)
    {
        clear();
        enum { COUNT = sizeof(hostile) / sizeof(hostile[0]) };
        char *before[COUNT + 1] = {NULL};
        char copies[COUNT][64];
        for (size_t i = 0; i < COUNT; i++) {
            ck_assert_uint_lt(strlen(hostile[i]), sizeof(copies[i]));
            memcpy(copies[i], hostile[i], strlen(hostile[i]) + 1);
            before[i] = copies[i];
        }
        environ = before;
        ck_assert(environment_rebuild());
        ck_assert_uint_eq(count_variables(), 1);
        ck_assert_str_eq(environ[0], "PATH=/usr/bin:/bin");
    }
END_TEST

static const struct {
    const char *name;
    const char *value;
    bool is_kept;
} variables[] = {
    {"TERM", "xterm-256color", true},
    {"TERM", "screen.xterm+x_1", true},
    {"TERM", "", false},
    {"TERM", "../../tmp/x", false},
    {"TERM", "/tmp/x", false},
    {"TERM", "vt100\033[2J", false},
    {"TERM", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", true},
    {"TERM", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", false},
    {"LANG", "zh_CN.UTF-8", true},
    {"LANG", "de_DE@euro", true},
    {"LANG", "C", true},
    {"LANG", "", false},
    {"LANG", "/tmp/locale", false},
    {"LANG", "../x", false},
    {"LANG", "zh CN", false},
    {"LANGUAGE", "zh_CN:en", true},
    {"LANGUAGE", "../../tmp", false},
    {"LANGUAGE", "zh_CN:/tmp", false},
    {"LANGUAGE", ":zh", false},
    {"LC_ALL", "ja_JP.UTF-8", true},
    {"LC_ALL", "/x", false},
    {"LC_CTYPE", "C.UTF-8", true},
    {"LC_CTYPE", "1", false},
    {"LC_MESSAGES", "zh_TW", true},
    {"LC_MESSAGES", "a/b", false},
    {"NO_COLOR", "1", true},
    {"NO_COLOR", "any text", true},
    {"NO_COLOR", "\n", false},
    {"NO_COLOR", "", false},
    {"CLICOLOR", "0", true},
    {"CLICOLOR_FORCE", "1", true},
    {"FORCE_COLOR", "1", true},
    {"COLORFGBG", "15;0", true},
    {"COLORFGBG", "0;default;15", true},
    {"COLORFGBG", "15 0", false},
    {"ESCDELAY", "400", true},
    {"ESCDELAY", "1000", true},
    {"ESCDELAY", "1001", false},
    {"ESCDELAY", "-1", false},
    {"SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22", true},
    {"SSH_CLIENT", "192.0.2.1 50000 22", true},
    {"SSH_CLIENT", "a\nb", false},
    {"SSH_TTY", "/dev/pts/3", true},
    {"SSH_TTY", "pts/3", false},
    {"ACCESSIBLE", "1", true},
    {"INSIDE_EMACS", "28.2,comint", true},
    {"HOME", "/home/ann", true},
    {"HOME", "/home/\xc3\xa4 nn", true},
    {"HOME", "home/ann", false},
    {"HOME", "/home\nann", false},
    {"XDG_CONFIG_HOME", "/home/ann/.config", true},
    {"XDG_CONFIG_HOME", ".config", false},
    {"XDG_STATE_HOME", "/home/ann/.local/state", true},
    {"XDG_STATE_HOME", ".local/state", false},
    {"TZ", "Asia/Shanghai", true},
    {"TZ", "CST-8", true},
    {"TZ", "EST5EDT,M3.2.0,M11.1.0", true},
    {"TZ", "<+0330>-3:30", false},
    {"TZ", ":/etc/passwd", false},
    {"TZ", "/etc/passwd", false},
    {"TZ", "../../etc/passwd", false},
    {"TZ", "x/../../y", false},
    {"TZ", ".x", false},
    {"GENAUTH_HOST", "https://example.org", true},
    {"GENAUTH_HOST", "https://example.org/\x7f", false},
    {"GENAUTH_APP_ID", "6450c6d2", true},
    {"PATH", "/tmp/evil", false},
};

START_TEST(environment_rebuild__keeps__what_is_harmless)
    {
        clear();
        ck_assert_int_eq(setenv(variables[_i].name, variables[_i].value, 1), 0);
        ck_assert(environment_rebuild());
        const char *value = getenv(variables[_i].name);
        if (variables[_i].is_kept)
            ck_assert_pstr_eq(value, variables[_i].value);
        else if (strcmp(variables[_i].name, "PATH") != 0)
            ck_assert_ptr_null(value);
        ck_assert_str_eq(getenv("PATH"), "/usr/bin:/bin");
        ck_assert_uint_eq(count_variables(), variables[_i].is_kept ? 2 : 1);
    }
END_TEST

START_TEST(environment_rebuild__limits__the_length)
    {
        static char value[4098];
        clear();
        memset(value, 'x', sizeof(value) - 1);
        value[0] = '/';
        ck_assert_int_eq(setenv("HOME", value, 1), 0);
        ck_assert(environment_rebuild());
        ck_assert_ptr_null(getenv("HOME"));
        value[4095] = '\0';
        ck_assert_int_eq(setenv("HOME", value, 1), 0);
        ck_assert(environment_rebuild());
        ck_assert_str_eq(getenv("HOME"), value);
    }
END_TEST

START_TEST(environment_rebuild__takes__the_first_of_two)
    {
        static char first[] = "LANG=zh_CN";
        static char second[] = "LANG=/tmp/x";
        char *both[] = {first, second, NULL};
        clear();
        environ = both;
        ck_assert(environment_rebuild());
        ck_assert_str_eq(getenv("LANG"), "zh_CN");
        ck_assert_uint_eq(count_variables(), 2);
    }
END_TEST

START_TEST(environment_rebuild__leaves__nothing_without_memory)
    {
        /* Two copies, then PATH and both: five calls. */
        for (int call = 1; call <= 5; call++) {
            clear();
            ck_assert_int_eq(setenv("LANG", "zh_CN", 1), 0);
            ck_assert_int_eq(setenv("TERM", "vt100", 1), 0);
            ck_assert_int_eq(setenv("LD_PRELOAD", "x", 1), 0);
            failing_call = call;
            ck_assert(!environment_rebuild());
            ck_assert_int_ge(calls, call);
            failing_call = 0;
            ck_assert_uint_eq(count_variables(), 0);
        }
        clear();
        ck_assert(environment_rebuild());
    }
END_TEST

static void put32(unsigned char *at, size_t value)
{
    for (size_t i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

/* Writes a catalogue with a header and one message into the folder. */
static void write_catalogue(const char *language, const char *translation)
{
    unsigned char file[512] = {0};
    char header[128];
    char name[128];
    const char *originals[] = {"", "Examples:"};
    const char *translations[] = {header, translation};
    size_t used = 28 + 4 * 8;
    ck_assert_int_gt(snprintf(header, sizeof(header),
                              "Project-Id-Version: test\nLanguage: %s\n"
                              "Content-Type: text/plain; charset=UTF-8\n",
                              language),
                     0);
    put32(file, 0x950412de);
    put32(file + 8, 2);
    put32(file + 12, 28);
    put32(file + 16, 28 + 2 * 8);
    for (size_t i = 0; i < 4; i++) {
        const char *text = i < 2 ? originals[i] : translations[i - 2];
        put32(file + 28 + 8 * i, strlen(text));
        put32(file + 28 + 8 * i + 4, used);
        memcpy(file + used, text, strlen(text));
        used += strlen(text) + 1;
    }
    ck_assert_int_eq(mkdir(files_path(language), 0700), 0);
    ck_assert_int_gt(snprintf(name, sizeof(name), "%s/LC_MESSAGES", language), 0);
    ck_assert_int_eq(mkdir(files_path(name), 0700), 0);
    ck_assert_int_gt(snprintf(name, sizeof(name), "%s/LC_MESSAGES/" PACKAGE ".mo", language), 0);
    files_write_bytes(name, 0600, (char *)file, used);
}

static const struct {
    const char *environment[4]; /* name, value, name, value */
    const char *lang;
    const char *said;
    const char *api;
    const char *language; /* LANGUAGE afterwards, NULL = not set */
} languages[] = {
    {{0}, "", "Examples:", "en-US", NULL},
    {{0}, "zh_CN", "Li", "zh-CN", "zh_CN:zh_CN"},
    {{0}, "zh-CN", "Li", "zh-CN", "zh_CN:zh_CN"},
    {{0}, "zh", "Li", "zh-CN", "zh:zh_CN"},
    {{0}, "zh_SG.GB18030", "Li", "zh-CN", "zh_SG:zh_CN"},
    {{0}, "zh_Hans", "Li", "zh-CN", "zh_Hans:zh_CN"},
    {{0}, "zh_TW.UTF-8", "Li TW", "zh-TW", "zh_TW:zh_TW"},
    {{0}, "zh_HK", "Li TW", "zh-TW", "zh_HK:zh_TW"},
    {{0}, "zh_MO", "Li TW", "zh-TW", "zh_MO:zh_TW"},
    {{0}, "zh-Hant", "Li TW", "zh-TW", "zh_Hant:zh_TW"},
    {{0}, "ja", "Rei", "ja-JP", "ja:ja_JP"},
    {{0}, "en", "Examples:", "en-US", "en:en_US"},
    {{0}, "de_DE@euro", "Examples:", "en-US", "de_DE:en_US"},
    {{0}, "C", "Examples:", "en-US", NULL},
    {{0}, "POSIX", "Examples:", "en-US", NULL},
    {{0}, "C.UTF-8", "Examples:", "en-US", NULL},
    {{"LANG", "zh_CN.UTF-8"}, "", "Li", "zh-CN", "zh_CN:zh_CN"},
    {{"LANG", "zh_CN.UTF-8"}, "ja_JP", "Rei", "ja-JP", "ja_JP:ja_JP"},
    {{"LANG", "zh_CN.UTF-8"}, "en", "Examples:", "en-US", "en:en_US"},
    {{"LANG", "ja_JP", "LC_MESSAGES", "zh_TW"}, "", "Li TW", "zh-TW", "zh_TW:zh_TW"},
    {{"LC_MESSAGES", "zh_TW", "LC_ALL", "ja_JP"}, "", "Rei", "ja-JP", "ja_JP:ja_JP"},
    {{"LANG", "en_US.UTF-8", "LANGUAGE", "xx:zh_CN"}, "", "Li", "zh-CN", "xx:zh_CN"},
    {{"LANG", "en_US.UTF-8", "LANGUAGE", "zh_CN"}, "ja", "Rei", "ja-JP", "ja:ja_JP"},
    /* Scripts set LC_ALL=C to be spoken to in English. */
    {{"LC_ALL", "C", "LANGUAGE", "zh_CN"}, "", "Examples:", "en-US", NULL},
    {{"LC_ALL", "C.UTF-8", "LANGUAGE", "zh_CN"}, "", "Examples:", "en-US", NULL},
    {{"LANGUAGE", "zh_CN"}, "", "Examples:", "en-US", NULL},
};

static void check_language(const char *said, const char *api)
{
    ck_assert_str_eq(nl_langinfo(CODESET), "UTF-8");
    /* Newer C libraries translate only where there is any locale but C and C.UTF-8. */
    bool can_translate = strncmp(setlocale(LC_MESSAGES, NULL), "C.", 2) != 0 ||
                         strcmp(dgettext(PACKAGE, "Examples:"), "Examples:") != 0;
    if (!can_translate && strcmp(api, "en-US") != 0)
        return;
    ck_assert_str_eq(dgettext(PACKAGE, "Examples:"), said);
    ck_assert_str_eq(environment_api_lang(), api);
}

static void write_catalogues(void)
{
    clear();
    write_catalogue("zh_CN", "Li");
    write_catalogue("zh_TW", "Li TW");
    write_catalogue("ja", "Rei");
}

START_TEST(environment_set_locale__finds__the_language)
    {
        const char *const *environment = languages[_i].environment;
        write_catalogues();
        for (size_t i = 0; i < 4 && environment[i] != NULL; i += 2)
            ck_assert_int_eq(setenv(environment[i], environment[i + 1], 1), 0);
        environment_set_locale(languages[_i].lang);
        ck_assert_str_eq(textdomain(NULL), PACKAGE);
        ck_assert_ptr_nonnull(bindtextdomain(PACKAGE, files_path("")));
        ck_assert_pstr_eq(getenv("LANGUAGE"), languages[_i].language);
        check_language(languages[_i].said, languages[_i].api);
        ck_assert_str_eq(setlocale(LC_NUMERIC, NULL), "C");
    }
END_TEST

START_TEST(environment_set_locale__changes__the_language)
    {
        write_catalogues();
        for (int round = 0; round < 2; round++) {
            environment_set_locale("zh_CN");
            ck_assert_ptr_nonnull(bindtextdomain(PACKAGE, files_path("")));
            check_language("Li", "zh-CN");
            environment_set_locale("en");
            ck_assert_ptr_nonnull(bindtextdomain(PACKAGE, files_path("")));
            check_language("Examples:", "en-US");
        }
    }
END_TEST

START_TEST(environment_set_locale__translates__without_any_locale)
    {
        write_catalogues();
        environment_set_locale("zh_CN");
        ck_assert_str_eq(bindtextdomain(PACKAGE, NULL), LOCALEDIR);
        ck_assert_str_eq(bind_textdomain_codeset(PACKAGE, NULL), "UTF-8");
        ck_assert_str_ne(setlocale(LC_MESSAGES, NULL), "C");
    }
END_TEST

START_TEST(environment_is_locale__knows__names)
    {
        static const char *const good[] = {"C",     "en",          "zh_CN",
                                           "zh-CN", "zh_CN.UTF-8", "de_DE@euro"};
        static const char *const bad[] = {"", "/", "a/b", "../x", "_x", "zh CN", "zh:en", "z\n"};
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
            ck_assert_msg(environment_is_locale(good[i]), "%s", good[i]);
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
            ck_assert_msg(!environment_is_locale(bad[i]), "%s", bad[i]);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("environment");
    TCase *rebuild = tap_case(suite, "rebuild");
    tcase_add_test(rebuild, environment_rebuild__drops__everything_unknown);
    tcase_add_loop_test(rebuild, environment_rebuild__keeps__what_is_harmless, 0,
                        (int)(sizeof(variables) / sizeof(variables[0])));
    tcase_add_test(rebuild, environment_rebuild__limits__the_length);
    tcase_add_test(rebuild, environment_rebuild__takes__the_first_of_two);
    tcase_add_test(rebuild, environment_rebuild__leaves__nothing_without_memory);
    TCase *locale = tap_case(suite, "locale");
    tcase_add_checked_fixture(locale, files_make, files_remove);
    tcase_add_loop_test(locale, environment_set_locale__finds__the_language, 0,
                        (int)(sizeof(languages) / sizeof(languages[0])));
    tcase_add_test(locale, environment_set_locale__changes__the_language);
    tcase_add_test(locale, environment_set_locale__translates__without_any_locale);
    tcase_add_test(locale, environment_is_locale__knows__names);
    return tap_run(suite);
}

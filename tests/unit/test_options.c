/* app/options.c and what it stands on: command lines, variables and files, and what comes of them.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/options.h"
#include "base/text.h"
#include "tests/tap.h"
#include "tests/unit/files.h"

enum { MAX_WORDS = 16, SAID_SIZE = 8192 };

static char said[SAID_SIZE];

static void say(const char *name, const char *value)
{
    size_t used = strlen(said);
    if (value[0] == '\0')
        return;
    int written =
        snprintf(said + used, sizeof(said) - used, "%s%s=%s", used > 0 ? " " : "", name, value);
    ck_assert(written > 0 && (size_t)written < sizeof(said) - used);
}

static void say_switch(const char *name, bool is_on)
{
    say(name, is_on ? "yes" : "");
}

/* OPTIONS as text: what is not given is not said. */
static void say_options(const struct options *options)
{
    static const char *const auths[] = {"", "post", "basic"};
    static const char *const encryptions[] = {"", "rsa"};
    static const char *const uis[] = {"", "curses", "plain", "json"};
    static const char *const themes[] = {"", "contrast", "light"};
    static const char *const colors[] = {"", "always", "never"};
    say("host", options->host);
    say("app-id", options->app_id);
    say("app-secret-file", options->app_secret_file);
    say("client-auth", auths[options->client_auth]);
    say("password-encryption", encryptions[options->encryption]);
    say("header-prefix", options->header_prefix);
    say("ca-file", options->ca_file);
    say("ui", uis[options->ui]);
    say("theme", themes[options->theme]);
    say("color", colors[options->color]);
    say("focus", options->focus == UI_FOCUS_BAR ? "bar" : "");
    say("lang", options->lang);
    say("receipt", options->receipt);
    say("log", options->log);
    say_switch("brief", options->brief);
    say_switch("kiosk", options->kiosk);
    say_switch("demo", options->demo);
    say_switch("check", options->check);
    say_switch("help", options->help);
    say_switch("version", options->version);
}

/* What comes of COMMAND (words with one blank between; "@" = the folder): the options as text, or
 * the complaint. */
static const char *read_by(const char *command, const struct options_files *files, bool *is_good)
{
    static struct options options;
    static char words[8192];
    static char program[] = "genauth-tui";
    char *argv[MAX_WORDS + 1] = {program};
    int argc = 1;
    struct err err = {0};
    const char *expanded = files_expand(command);
    memcpy(words, expanded, strlen(expanded) + 1);
    for (char *word = words; *word != '\0'; argc++) {
        ck_assert_int_lt(argc, MAX_WORDS);
        argv[argc] = word;
        word += strcspn(word, " ");
        if (*word != '\0')
            *word++ = '\0';
    }
    said[0] = '\0';
    *is_good = options_read_files(&options, argc, argv, files, &err);
    if (!*is_good) {
        ck_assert_str_ne(err.text, "");
        return memcpy(said, err.text, sizeof(err.text));
    }
    say_options(&options);
    return said;
}

static void read_and_compare(const char *command, const char *expected, bool expected_good)
{
    struct options_files files = {files_path("system"), files_path("user")};
    bool is_good = false;
    const char *result = read_by(command, &files, &is_good);
    ck_assert_msg(strcmp(result, files_expand(expected)) == 0 && is_good == expected_good,
                  "[%s] gives [%s], not [%s]", command, result, files_expand(expected));
}

static void make_all(void)
{
    ck_assert_int_eq(clearenv(), 0);
    files_make();
    files_write("secret", "s3cret\n");
    files_write_bytes("open", 0644, "s3cret\n", 7);
    files_write_bytes("loose", 0620, "s3cret\n", 7);
    files_write_bytes("group", 0640, "s3cret\n", 7);
    ck_assert_int_eq(mkdir(files_path("folder"), 0700), 0);
}

#define SERVER   "--host=https://x.example --app-id=id1 "
#define NO_IDLE  "idle-limit must be 0 or a number of seconds from 30 to 3600, not "
#define IS       "host=https://x.example app-id=id1"
#define NO_VALUE "The option --host needs a value: --host=URL."
static const struct {
    const char *command;
    const char *options;
} good[] = {
    {SERVER, IS},
    {"--host https://x.example --app-id id1", IS},
    {"--host=https://x.example/ --app-i=id1", IS},
    {"--host=https://x.example:8443/p/ --app-id=A-b_c.9",
     "host=https://x.example:8443/p app-id=A-b_c.9"},
    {"--host=https://y.example " SERVER, IS},
    {SERVER "--ui=curses", IS " ui=curses"},
    {SERVER "--ui=plain", IS " ui=plain"},
    {SERVER "--ui=json", IS " ui=json"},
    {SERVER "--plain", IS " ui=plain"},
    {SERVER "--json", IS " ui=json"},
    {SERVER "--plain --json", IS " ui=json"},
    {SERVER "--json --ui=plain", IS " ui=plain"},
    {SERVER "--theme=default", IS},
    {SERVER "--theme=contrast", IS " theme=contrast"},
    {SERVER "--theme=light --focus=bar", IS " theme=light focus=bar"},
    {SERVER "--color=auto", IS},
    {SERVER "--color=always", IS " color=always"},
    {SERVER "--color=never", IS " color=never"},
    {SERVER "--lang=zh_CN", IS " lang=zh_CN"},
    {SERVER "--lang=zh-CN.UTF-8", IS " lang=zh-CN.UTF-8"},
    {SERVER "--brief --kiosk --check", IS " brief=yes kiosk=yes check=yes"},
    {SERVER "--log=longer --receipt=longer --log=l --receipt=r", IS " receipt=r log=l"},
    {SERVER "--ca-file=ca.pem", IS " ca-file=ca.pem"},
    {SERVER "--client-auth=none", IS},
    {SERVER "--client-auth=post --app-secret-file=@/secret",
     IS " app-secret-file=@/secret client-auth=post"},
    {SERVER "--client-auth=basic --app-secret-file=@/group",
     IS " app-secret-file=@/group client-auth=basic"},
    {SERVER "--client-auth=none --app-secret-file=@/none", IS},
    {SERVER "--config=/dev/null", IS},
    {"--demo", "demo=yes"},
    {"--demo --plain --brief", "ui=plain brief=yes demo=yes"},
    {"--demo --check", "demo=yes check=yes"},
    {"--help", "help=yes"},
    {"--version", "version=yes"},
    {"--help --bogus", "help=yes"},
    {"--version --config=/nonexistent", "version=yes"},
    {"--plain --help", "ui=plain help=yes"},
    {SERVER "--", IS},
};

START_TEST(options_read__takes__a_command_line)
    {
        read_and_compare(good[_i].command, good[_i].options, true);
    }
END_TEST

#define SECRETS                                                                                    \
    ". A secret on the command line can be read by every user of this machine. The application's " \
    "secret goes in a file, with --app-secret-file=FILE. Your password is asked for on the "       \
    "screen."

static const struct {
    const char *command;
    const char *complaint;
} bad[] = {
    {"--hots=x", "Unknown option --hots. Did you mean --host?"},
    {"--Host=x", "Unknown option --Host. Did you mean --host?"},
    {"--hostname=x", "Unknown option --hostname. Did you mean --host?"},
    {"--appid=x", "Unknown option --appid. Did you mean --app-id?"},
    {"--cafile=x", "Unknown option --cafile. Did you mean --ca-file?"},
    {"--jsno", "Unknown option --jsno. Did you mean --json?"},
    {"--iu=x", "Unknown option --iu. Did you mean --ui?"},
    {"-host=x", "Unknown option -host. Did you mean --host?"},
    {"---host=x", "Unknown option ---host. Did you mean --host?"},
    {"-h", "Unknown option -h. Did you mean --help?"},
    {"-?", "Unknown option -?. Did you mean --help?"},
    {"-V", "Unknown option -V. Did you mean --version?"},
    {"-x", "Unknown option -x. To see all options, use --help."},
    {"--zzzzz", "Unknown option --zzzzz. To see all options, use --help."},
    {"--=x", "Unknown option --. To see all options, use --help."},
    {"--q="
     "x",
     "Unknown option --q. To see all options, use --help."},
    {"--an-option-with-a-name-longer-than-any-there-is-here",
     "Unknown option --an-option-with-a-name-longer-than-a.... To see all options, use --help."},
    {"--\033[2J", "Unknown option --?[2J. To see all options, use --help."},
    {"--app=x", "The option --app is not clear. It can mean: --app-id, --app-secret-file."},
    {"--he=x", "The option --help takes no value."},
    {"--h", "The option --h is not clear. It can mean: --host, --help."},
    {"--plain=yes", "The option --plain takes no value."},
    {"--host", NO_VALUE},
    {"--host=", NO_VALUE},
    {"--ho", NO_VALUE},
    {"--host --plain", NO_VALUE},
    {"--config", "The option --config needs a value: --config=FILE."},
    {"--header-prefix=x-", "header-prefix can be set in a configuration file only."},
    {"--password-encryption=rsa", "password-encryption can be set in a configuration file only."},
    {"file", "Unexpected argument file. To see all options, use --help."},
    {"--plain file --json", "Unexpected argument file. To see all options, use --help."},
    {"-", "Unexpected argument -. To see all options, use --help."},
    {"-- --plain", "Unexpected argument --plain. To see all options, use --help."},
    {"https://x.example", "Unexpected argument https://x.example. Did you mean "
                          "--host=https://x.example?"},
    {"--password=hunter2", "Unknown option --password" SECRETS},
    {"--password hunter2", "Unknown option --password" SECRETS},
    {"--app-secret=s3cret", "Unknown option --app-secret" SECRETS},
    {"--app-secret s3cret", "Unknown option --app-secret" SECRETS},
    {"--plain --token=t", "Unknown option --token" SECRETS},
    {"--host=http://x",
     "--host: The server address begins with http://, which is not safe. It must "
     "begin with https://."},
    {SERVER "--app-id=a!b", "--app-id cannot be \"a!b\": a character in it is not allowed."},
    {SERVER "--app-id=a\r\nb:c", "--app-id cannot be \"a b:c\": a character in it is not allowed."},
    {SERVER "--ui=gtk", "--ui must be curses, plain or json, not \"gtk\"."},
    {SERVER "--focus=mark", "--focus must be cursor or bar, not \"mark\"."},
    {SERVER "--theme=dark", "--theme must be default, contrast or light, not \"dark\"."},
    {SERVER "--color=yes", "--color must be auto, always or never, not \"yes\"."},
    {SERVER "--client-auth=yes", "--client-auth must be none, post or basic, not \"yes\"."},
    {SERVER "--lang=xx", "--lang must be one of en, de, es, fr, ja, zh_CN, zh_TW, not \"xx\"."},
    {SERVER "--config=@/none",
     "Cannot open the configuration file @/none: No such file or directory."},
    {SERVER "--config=@/folder", "The configuration @/folder is not a regular file."},
    {SERVER "--client-auth=post", "client-auth needs the application's secret: use "
                                  "--app-secret-file=FILE, or --client-auth=none."},
    {SERVER "--app-secret-file=@/secret", "With app-secret-file, say how the secret is sent: "
                                          "--client-auth=post or --client-auth=basic."},
    {SERVER "--client-auth=post --app-secret-file=@/none",
     "Cannot open the secret's file @/none: No such file or directory."},
    {SERVER "--client-auth=post --app-secret-file=@/folder",
     "The secret's file @/folder is not a regular file."},
    {SERVER "--client-auth=post --app-secret-file=@/open",
     "Other users can read or change the secret's file @/open. Run: chmod 600 @/open"},
    {SERVER "--client-auth=post --app-secret-file=@/loose",
     "Other users can read or change the secret's file @/loose. Run: chmod 600 @/loose"},
    {"--demo --host=https://x.example",
     "--demo brings its own server. Leave out --demo or --host."},
    {"--app-id=x --demo", "--demo brings its own server. Leave out --demo or --app-id."},
    {"--demo --ca-file=x", "--demo brings its own server. Leave out --demo or --ca-file."},
    {"--demo --client-auth=none",
     "--demo brings its own server. Leave out --demo or --client-auth."},
    {"--demo --app-secret-file=@/secret",
     "--demo brings its own server. Leave out --demo or --app-secret-file."},
    {"",
     "The server and the application id are not given. Use --host=URL and --app-id=ID, or the "
     "variables GENAUTH_HOST and GENAUTH_APP_ID, or lines host = URL and app-id = ID in @/user. "
     "To try the program without a server, use --demo."},
    {"--app-id=x", "The server is not given. Use --host=URL, or the variable GENAUTH_HOST, or a "
                   "line host = URL in @/user. To try the program without a server, use --demo."},
    {"--host=https://x",
     "The application id is not given. Use --app-id=ID, or the variable GENAUTH_APP_ID, or a line "
     "app-id = ID in @/user. To try the program without a server, use --demo."},
    {"--check --config=/dev/null --host=https://x",
     "The application id is not given. Use --app-id=ID, or the variable GENAUTH_APP_ID, or a line "
     "app-id = ID in /dev/null. To try the program without a server, use --demo."},
    {"--kiosk", "The server is not given. Use --host=URL, or a line host = URL in @/system."},
    {"--kiosk --host=https://x",
     "The application id is not given. Use --app-id=ID, or a line app-id = ID in @/system."},
};

START_TEST(options_read__complains__about_a_command_line)
    {
        read_and_compare(bad[_i].command, bad[_i].complaint, false);
    }
END_TEST

#define HOSTS(name) "host = https://" name ".example\napp-id = " name "\n"

static const struct {
    const char *command;
    const char *host_variable; /* NULL = not set; the same below */
    const char *app_variable;
    const char *system;
    const char *user;
    const char *result;
    bool is_good;
} places[] = {
    /* The stronger place wins, for each value by itself. */
    {"", "https://e.example", "e", HOSTS("s"), HOSTS("u"), "host=https://e.example app-id=e", true},
    {"", NULL, NULL, HOSTS("s"), HOSTS("u"), "host=https://u.example app-id=u", true},
    {"", NULL, NULL, HOSTS("s"), NULL, "host=https://s.example app-id=s", true},
    {"", NULL, NULL, HOSTS("s"), "app-id = u\n", "host=https://s.example app-id=u", true},
    {"", NULL, "e", HOSTS("s"), NULL, "host=https://s.example app-id=e", true},
    {"", "", "", HOSTS("s"), NULL, "host=https://s.example app-id=s", true},
    {SERVER, "https://e.example", "e", HOSTS("s"), HOSTS("u"), IS, true},
    {"--app-id=c", "https://e.example", "e", NULL, NULL, "host=https://e.example app-id=c", true},
    {SERVER "--plain", NULL, NULL, "ui = json\nbrief = yes\n", "ui = curses\nbrief = no\n",
     IS " ui=plain", true},
    {SERVER, NULL, NULL, "ui = json\nbrief = no\n", "brief = yes\n", IS " ui=json brief=yes", true},
    /* All keys. */
    {SERVER, NULL, NULL, NULL,
     "client-auth = post\napp-secret-file = @/secret\nca-file = /ca.pem\nui = plain\n"
     "theme = light\nfocus = bar\nlang = ja\nheader-prefix = x-my-\npassword-encryption = rsa\n",
     IS " app-secret-file=@/secret client-auth=post password-encryption=rsa header-prefix=x-my-"
        " ca-file=/ca.pem ui=plain theme=light focus=bar lang=ja",
     true},
    {"", NULL, NULL, HOSTS("s") "kiosk = no\npassword-encryption = none\n", NULL,
     "host=https://s.example app-id=s", true},
    /* --config is read instead of both. */
    {"--config=@/other", NULL, NULL, HOSTS("s") "brief = yes\n", HOSTS("u") "ui = plain\n",
     "host=https://o.example app-id=o theme=light", true},
    {"--config=@/other", "https://e.example", NULL, NULL, NULL,
     "host=https://e.example app-id=o theme=light", true},
    {SERVER "--config=@/other", NULL, NULL, "no such", NULL, IS " theme=light", true},
    /* A secret's file from a configuration can be turned off. */
    {SERVER "--client-auth=none", NULL, NULL, NULL, "client-auth = post\napp-secret-file = /none\n",
     IS, true},
    /* The demo takes nothing about a server from anywhere. */
    {"--demo", "https://e.example", "e",
     HOSTS("s") "client-auth = post\napp-secret-file = /none\nca-file = /none\n"
                "header-prefix = x-my-\npassword-encryption = rsa\ntheme = light\n",
     NULL, "theme=light demo=yes", true},
    {"--demo", "nonsense", "!", NULL, NULL, "demo=yes", true},
    /* Complaints name the place. */
    {"", "ftp://x", "e", NULL, NULL, "GENAUTH_HOST: The server address must begin with https://.",
     false},
    {"", "https://x", "a b", NULL, NULL,
     "GENAUTH_APP_ID cannot be \"a b\": a character in it is not allowed.", false},
    {SERVER, "ftp://x", "a b", NULL, NULL, IS, true},
    {SERVER, NULL, NULL, "\nhots = x\n", NULL,
     "@/system, line 2: Unknown key hots. Did you mean host?", false},
    {SERVER, NULL, NULL, NULL, "# note\nzzzzzz = x\n",
     "@/user, line 2: Unknown key zzzzzz. The manual page genauth-tui.conf(5) has all keys.",
     false},
    {SERVER, NULL, NULL, NULL, "verify = no\n",
     "@/user, line 1: Unknown key verify. The manual page genauth-tui.conf(5) has all keys.",
     false},
    {SERVER, NULL, NULL, NULL, "plain = yes\n",
     "@/user, line 1: plain can be given on the command line only.", false},
    {SERVER, NULL, NULL, NULL, "demo = yes\n",
     "@/user, line 1: demo can be given on the command line only.", false},
    {SERVER, NULL, NULL, "config = /x\n", NULL,
     "@/system, line 1: config can be given on the command line only.", false},
    {SERVER, NULL, NULL, NULL, "kiosk = yes\n",
     "@/user, line 1: kiosk can be set in the system's configuration file only.", false},
    {SERVER, NULL, NULL, NULL, "kiosc = yes\n",
     "@/user, line 1: Unknown key kiosc. The manual page genauth-tui.conf(5) has all keys.", false},
    {SERVER, NULL, NULL, "idle-limit = 29\n", NULL, "@/system, line 1: " NO_IDLE "\"29\".", false},
    {SERVER, NULL, NULL, "idle-limit = 4294967340\n", NULL,
     "@/system, line 1: " NO_IDLE "\"4294967340\".", false},
    {SERVER, NULL, NULL, "kiosc = yes\n", NULL,
     "@/system, line 1: Unknown key kiosc. Did you mean kiosk?", false},
    {SERVER, NULL, NULL, NULL, "ui = plain\n\nui = plain\n",
     "@/user, line 3: ui is set twice. Remove one of the lines.", false},
    {SERVER, NULL, NULL, NULL, "ui =\n",
     "@/user, line 1: ui has no value. Give one, or remove the line.", false},
    {SERVER, NULL, NULL, NULL, "ui = gtk\n",
     "@/user, line 1: ui must be curses, plain or json, not \"gtk\".", false},
    {SERVER, NULL, NULL, NULL, "brief = true\n",
     "@/user, line 1: brief must be yes or no, not \"true\".", false},
    {SERVER, NULL, NULL, NULL, "password-encryption = sm2\n",
     "@/user, line 1: password-encryption must be none or rsa, not \"sm2\".", false},
    {SERVER, NULL, NULL, NULL, "header-prefix = x-my\n",
     "@/user, line 1: header-prefix must end with a dash, as in x-authing-.", false},
    {SERVER, NULL, NULL, NULL, "header-prefix = x my-\n",
     "@/user, line 1: header-prefix cannot be \"x my-\": a character in it is not allowed.", false},
    {SERVER, NULL, NULL, NULL, "ca-file = ca.pem\n",
     "@/user, line 1: ca-file must be a path that begins with a slash, not \"ca.pem\".", false},
    {SERVER, NULL, NULL, NULL, "app-secret-file = ./x\n",
     "@/user, line 1: app-secret-file must be a path that begins with a slash, not \"./x\".",
     false},
    /* A wrong value is a mistake even where a stronger one is given. */
    {SERVER, NULL, NULL, "host = x\n", NULL,
     "@/system, line 1: host: The server address must begin with https://.", false},
    {SERVER, NULL, NULL, "[server]\n", NULL,
     "@/system, line 1: There are no sections here. Remove this line.", false},
};

START_TEST(options_read__weighs__places)
    {
        files_write("other", HOSTS("o") "theme = light\n");
        if (places[_i].host_variable != NULL)
            ck_assert_int_eq(setenv("GENAUTH_HOST", places[_i].host_variable, 1), 0);
        if (places[_i].app_variable != NULL)
            ck_assert_int_eq(setenv("GENAUTH_APP_ID", places[_i].app_variable, 1), 0);
        if (places[_i].system != NULL)
            files_write("system", files_expand(places[_i].system));
        if (places[_i].user != NULL)
            files_write("user", files_expand(places[_i].user));
        read_and_compare(places[_i].command, places[_i].result, places[_i].is_good);
    }
END_TEST

START_TEST(options_read__counts__only_the_system_in_kiosk_mode)
    {
        bool is_root = geteuid() == 0;
        const char *refused = "In kiosk mode the configuration file @/system must belong to root.";
        ck_assert_int_eq(setenv("GENAUTH_HOST", "https://e.example", 1), 0);
        ck_assert_int_eq(setenv("GENAUTH_APP_ID", "e", 1), 0);
        files_write("user", "not even readable\n");
        read_and_compare(SERVER "--kiosk --plain", IS " ui=plain kiosk=yes", true);
        files_write("system", HOSTS("s") "brief = yes\n");
        read_and_compare("--kiosk",
                         is_root ? "host=https://s.example app-id=s brief=yes kiosk=yes" : refused,
                         is_root);
        read_and_compare("--kiosk --app-id=c",
                         is_root ? "host=https://s.example app-id=c brief=yes kiosk=yes" : refused,
                         is_root);
        files_write("system", HOSTS("s") "kiosk = yes\n");
        read_and_compare("", is_root ? "host=https://s.example app-id=s kiosk=yes" : refused,
                         is_root);
        files_write("system", HOSTS("s") "kiosk = no\n");
        read_and_compare("--kiosk", is_root ? "host=https://s.example app-id=s kiosk=yes" : refused,
                         is_root);
        files_write("system", "app-id = s\n");
        read_and_compare("--kiosk",
                         is_root ? "The server is not given. Use --host=URL, or a line host = URL "
                                   "in @/system."
                                 : refused,
                         false);
        files_write("system", "kiosk = yes\n");
        if (is_root)
            ck_assert_int_eq(chown(files_path("system"), 4711, (gid_t)-1), 0);
        /* A file of another user is refused before its lines are read, one's own afterwards. */
        read_and_compare(
            "", is_root ? "The configuration file @/system belongs to another user." : refused,
            false);
        files_write("mine", HOSTS("m"));
        read_and_compare("--kiosk --config=@/mine",
                         is_root ? "host=https://m.example app-id=m kiosk=yes"
                                 : "In kiosk mode the configuration file @/mine must belong to "
                                   "root.",
                         is_root);
    }
END_TEST

START_TEST(options_read__works__without_a_user_file)
    {
        struct options_files files = {files_path("system"), NULL};
        bool is_good = true;
        const char *result = read_by("", &files, &is_good);
        ck_assert(!is_good);
        ck_assert_ptr_nonnull(strstr(result, files_expand(" in @/system. ")));
    }
END_TEST

/* The user's file is found by the variables. */
START_TEST(options_read__finds__the_user_file)
    {
        static struct options options;
        static char program[] = "genauth-tui";
        char *argv[] = {program, NULL};
        struct err err = {0};
        ck_assert_int_eq(mkdir(files_path(".config"), 0700), 0);
        ck_assert_int_eq(mkdir(files_path(".config/genauth-tui"), 0700), 0);
        ck_assert_int_eq(mkdir(files_path("xdg"), 0700), 0);
        ck_assert_int_eq(mkdir(files_path("xdg/genauth-tui"), 0700), 0);
        files_write(".config/genauth-tui/config", HOSTS("h"));
        files_write("xdg/genauth-tui/config", HOSTS("x"));
        ck_assert_int_eq(setenv("HOME", files_path(""), 1), 0);
        ck_assert_msg(options_read(&options, 1, argv, &err), "%s", err.text);
        ck_assert_str_eq(options.host, "https://h.example");
        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", "xdg", 1), 0);
        ck_assert_msg(options_read(&options, 1, argv, &err), "%s", err.text);
        ck_assert_str_eq(options.host, "https://h.example");
        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", files_path("xdg"), 1), 0);
        ck_assert_msg(options_read(&options, 1, argv, &err), "%s", err.text);
        ck_assert_str_eq(options.host, "https://x.example");
        ck_assert_int_eq(setenv("XDG_CONFIG_HOME", files_path("none"), 1), 0);
        ck_assert_int_eq(setenv("GENAUTH_APP_ID", "e", 1), 0);
        (void)options_read(&options, 1, argv, &err);
        ck_assert_str_ne(options.host, "https://h.example");
    }
END_TEST

static const struct {
    const char *command;
    const char *language; /* NULL = not changed */
} languages[] = {
    {"--lang=ja --bogus", "ja:ja_JP"}, {"--bogus --lang=ja", "ja:ja_JP"},
    {"--bogus --lang ja", "ja:ja_JP"}, {"--lang=ja --lang=zh_CN --bogus", "zh_CN:zh_CN"},
    {"--bogus --lang", NULL},          {"--bogus --lang=../x", NULL},
    {"--bogus --language=ja", NULL},   {"--bogus", NULL},
};

START_TEST(options_read__complains__in_the_language_asked_for)
    {
        struct options_files files = {"/dev/null", NULL};
        bool is_good = true;
        (void)read_by(languages[_i].command, &files, &is_good);
        ck_assert(!is_good);
        ck_assert_pstr_eq(getenv("LANGUAGE"), languages[_i].language);
    }
END_TEST

/* Values as long as they may be, and one longer. */
START_TEST(options_read__limits__lengths)
    {
        static const struct {
            const char *option;
            size_t max;
        } limits[] = {{"--app-id=", 127},
                      {"--lang=en_", 60},
                      {"--log=", OPTIONS_PATH_SIZE - 1},
                      {"--receipt=", OPTIONS_PATH_SIZE - 1},
                      {"--ca-file=", OPTIONS_PATH_SIZE - 1}};
        struct options_files files = {"/dev/null", NULL};
        for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
            char command[OPTIONS_PATH_SIZE + 128];
            bool is_good = false;
            int length = snprintf(command, sizeof(command), SERVER "%s", limits[i].option);
            ck_assert_int_gt(length, 0);
            memset(command + length, 'x', limits[i].max + 1);
            command[(size_t)length + limits[i].max] = '\0';
            (void)read_by(command, &files, &is_good);
            ck_assert_msg(is_good, "%s", limits[i].option);
            command[(size_t)length + limits[i].max] = 'x';
            command[(size_t)length + limits[i].max + 1] = '\0';
            const char *complaint = read_by(command, &files, &is_good);
            ck_assert_msg(!is_good, "%s", limits[i].option);
            if (i == 0)
                ck_assert_str_eq(complaint,
                                 "The value of --app-id is too long: 127 characters at most.");
        }
    }
END_TEST

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define MOST  FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY FIFTY TEN "01"

static const struct {
    const char *content;
    const char *secret; /* NULL = refused */
} secrets[] = {
    {"abc", "abc"},      {"abc\n", "abc"},   {"abc\r\n", "abc"},    {"a b\xc3\xa4", "a b\xc3\xa4"},
    {MOST, MOST},        {MOST "\n", MOST},  {MOST "\r\n", MOST},   {MOST "x", NULL},
    {MOST "xx", NULL},   {MOST "xxx", NULL}, {MOST "\n\r\n", NULL}, {"", NULL},
    {"\n", NULL},        {"\r\n", NULL},     {"abc\n\n", NULL},     {"a\nb\n", NULL},
    {"hush\033[", NULL}, {"hush\x7f", NULL},
};

START_TEST(options_read_secret_file__takes__one_line)
    {
        struct secret *secret = NULL;
        struct err err = {0};
        files_write("s", secrets[_i].content);
        bool is_good = options_read_secret_file(files_path("s"), &secret, &err);
        ck_assert_int_eq(is_good, secrets[_i].secret != NULL);
        if (is_good) {
            ck_assert_str_eq(secret->bytes, secrets[_i].secret);
            ck_assert_uint_eq(secret->length, strlen(secrets[_i].secret));
        } else {
            ck_assert_ptr_null(secret);
            ck_assert_str_eq(err.text, files_expand("The secret's file @/s must have one line of 1 "
                                                    "to 512 characters."));
        }
        secret_free(secret);
    }
END_TEST

START_TEST(options_read_secret_file__checks__the_file)
    {
        static const char *const names[] = {"open", "loose", "folder", "none"};
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            struct secret *secret = NULL;
            struct err err = {0};
            ck_assert(!options_read_secret_file(files_path(names[i]), &secret, &err));
            ck_assert_ptr_null(secret);
            ck_assert_ptr_nonnull(strstr(err.text, files_path(names[i])));
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *tests = tap_case(suite, "read");
    tcase_add_checked_fixture(tests, make_all, files_remove);
    tcase_add_loop_test(tests, options_read__takes__a_command_line, 0,
                        (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_loop_test(tests, options_read__complains__about_a_command_line, 0,
                        (int)(sizeof(bad) / sizeof(bad[0])));
    tcase_add_loop_test(tests, options_read__weighs__places, 0,
                        (int)(sizeof(places) / sizeof(places[0])));
    tcase_add_test(tests, options_read__counts__only_the_system_in_kiosk_mode);
    tcase_add_test(tests, options_read__works__without_a_user_file);
    tcase_add_test(tests, options_read__finds__the_user_file);
    tcase_add_loop_test(tests, options_read__complains__in_the_language_asked_for, 0,
                        (int)(sizeof(languages) / sizeof(languages[0])));
    tcase_add_test(tests, options_read__limits__lengths);
    TCase *secret = tap_case(suite, "secret");
    tcase_add_checked_fixture(secret, make_all, files_remove);
    tcase_add_loop_test(secret, options_read_secret_file__takes__one_line, 0,
                        (int)(sizeof(secrets) / sizeof(secrets[0])));
    tcase_add_test(secret, options_read_secret_file__checks__the_file);
    return tap_run(suite);
}

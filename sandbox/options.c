#include "config.h"

#include "sandbox/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/i18n.h"
#include "sandbox/state_dir.h"
#include "sandbox/util.h"

enum {
    OPTION_LISTEN = 256,
    OPTION_DATABASE,
    OPTION_MAIL_DIR,
    OPTION_SEED,
    OPTION_STATE_DIR,
    OPTION_LATENCY,
    OPTION_SCENARIO,
    OPTION_CODE_LIFETIME,
    OPTION_TOKEN_LIFETIME,
    OPTION_SESSION_LIFETIME,
    OPTION_RESEND_INTERVAL,
    OPTION_RATE_LIMIT,
    OPTION_CLIENT_AUTH,
    OPTION_APP_SECRET_FILE,
    OPTION_ALLOW_PASSWORD_DELETION,
    OPTION_REQUIRE_LOGIN_FOR_CODES,
    OPTION_EXIT_WITH_STDIN,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"database", required_argument, NULL, OPTION_DATABASE},
    {"mail-dir", required_argument, NULL, OPTION_MAIL_DIR},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"state-dir", required_argument, NULL, OPTION_STATE_DIR},
    {"latency-ms", required_argument, NULL, OPTION_LATENCY},
    {"scenario", required_argument, NULL, OPTION_SCENARIO},
    {"code-lifetime", required_argument, NULL, OPTION_CODE_LIFETIME},
    {"token-lifetime", required_argument, NULL, OPTION_TOKEN_LIFETIME},
    {"session-lifetime", required_argument, NULL, OPTION_SESSION_LIFETIME},
    {"resend-interval", required_argument, NULL, OPTION_RESEND_INTERVAL},
    {"rate-limit", required_argument, NULL, OPTION_RATE_LIMIT},
    {"client-auth", required_argument, NULL, OPTION_CLIENT_AUTH},
    {"app-secret-file", required_argument, NULL, OPTION_APP_SECRET_FILE},
    {"allow-password-deletion", no_argument, NULL, OPTION_ALLOW_PASSWORD_DELETION},
    {"require-login-for-codes", no_argument, NULL, OPTION_REQUIRE_LOGIN_FOR_CODES},
    {"exit-with-stdin", no_argument, NULL, OPTION_EXIT_WITH_STDIN},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {NULL, 0, NULL, 0},
};

static bool print_help(void)
{
    return printf(
               _("Usage: genauth-sandbox [OPTION]...\n"
                 "A local HTTPS server that speaks the GenAuth V3 API, for demos and tests.\n"
                 "\n"
                 "  --listen=127.0.0.1:PORT    address; loopback only; port 0 (the default) is "
                 "free choice\n"
                 "  --state-dir=DIR            where files go that are not named below; the "
                 "default is a\n"
                 "                             new temporary folder, removed at the end\n"
                 "  --database=FILE            SQLite file with users, codes and tokens\n"
                 "  --mail-dir=DIR             Maildir for e-mail; DIR/sms for text messages\n"
                 "  --seed=FILE.json           the users of a new database; without it the demo "
                 "users\n"
                 "  --scenario=FILE            JSON file that makes operations fail on purpose\n"
                 "  --latency-ms=N             wait N milliseconds before each answer\n"
                 "  --code-lifetime=S          seconds that a code is valid (e-mail 300, SMS 60)\n"
                 "  --token-lifetime=S         seconds that a deleteAccountToken is valid (60)\n"
                 "  --session-lifetime=S       seconds that an access token is valid (1209600)\n"
                 "  --resend-interval=S        seconds between two codes to one address (60)\n"
                 "  --rate-limit=N             answer 429 after N requests a second (0: never)\n"
                 "  --client-auth=METHOD       none (the default), post or basic\n"
                 "  --app-secret-file=FILE     the application secret, instead of a new one\n"
                 "  --allow-password-deletion  let accounts with an e-mail or phone use PASSWORD\n"
                 "  --require-login-for-codes  no codes for deletion or changes without a login\n"
                 "  --exit-with-stdin          end when standard input ends\n"
                 "  --help                     show this text\n"
                 "  --version                  show the version\n")) >= 0 &&
           fflush(stdout) == 0;
}

/* Number of single-character changes from A to B (Levenshtein). */
static size_t edit_distance(const char *a, size_t a_length, const char *b)
{
    enum { LIMIT = 40 };
    size_t row[LIMIT + 1];
    size_t b_length = strlen(b);
    if (b_length > LIMIT || a_length > LIMIT)
        return LIMIT;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            size_t best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < best ? change : best;
        }
    }
    return row[b_length];
}

static void complain_unknown(const char *argument)
{
    size_t length = strcspn(argument, "=");
    const char *name = argument + strspn(argument, "-");
    const char *nearest = NULL;
    size_t best = 0;
    size_t name_length = length - (size_t)(name - argument);
    for (const struct option *option = long_options; option->name; option++) {
        size_t distance = edit_distance(name, name_length, option->name);
        if (!nearest || distance < best) {
            nearest = option->name;
            best = distance;
        }
    }
    if (best <= 1 + name_length / 2)
        util_complain(_("There is no option '%.*s'. Did you mean '--%s'?"), (int)length, argument,
                      nearest);
    else
        util_complain(_("There is no option '%.*s'. Try 'genauth-sandbox --help'."), (int)length,
                      argument);
}

static void complain_option(int result, const char *argument)
{
    size_t length = strcspn(argument, "=");
    for (const struct option *option = long_options; option->name; option++) {
        bool same = strlen(option->name) + 2 == length &&
                    strncmp(option->name, argument + 2, length - 2) == 0;
        if (result == ':' && same) {
            util_complain(_("The option '%s' needs a value."), argument);
            return;
        }
        if (same && option->has_arg == no_argument) {
            util_complain(_("The option '--%s' takes no value."), option->name);
            return;
        }
    }
    complain_unknown(argument);
}

static bool parse_number(const char *option, const char *text, int64_t minimum, int64_t maximum,
                         int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text) || errno != 0 ||
        value < minimum || value > maximum) {
        util_complain(_("The value '%s' of --%s is not a number from %lld to %lld."), text, option,
                      (long long)minimum, (long long)maximum);
        return false;
    }
    *out = value;
    return true;
}

static bool parse_listen(struct options *options, const char *text)
{
    static const struct {
        const char *host;
        bool ipv6;
    } hosts[] = {{"127.0.0.1", false}, {"localhost", false}, {"[::1]", true}};
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t length = strlen(hosts[i].host);
        if (strncmp(text, hosts[i].host, length) != 0)
            continue;
        options->ipv6 = hosts[i].ipv6;
        options->port = 0;
        if (text[length] == '\0')
            return true;
        int64_t port = 0;
        if (text[length] == ':') {
            if (!parse_number("listen", text + length + 1, 0, 65535, &port))
                return false;
            options->port = (uint16_t)port;
            return true;
        }
    }
    util_complain(_("Cannot listen on '%s': only loopback is allowed, as in "
                    "--listen=127.0.0.1:0 or --listen=[::1]:0."),
                  text);
    return false;
}

static bool parse_client_auth(struct options *options, const char *text)
{
    static const char *const names[] = {"none", "post", "basic"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->client_auth = (enum options_client_auth)i;
            return true;
        }
    }
    util_complain(_("The value '%s' of --client-auth is not none, post or basic."), text);
    return false;
}

static bool parse_path(const char *option, const char *text, const char **out)
{
    if (text[0] == '\0') {
        util_complain(_("The option '--%s' needs a value."), option);
        return false;
    }
    *out = text;
    return true;
}

/* One option with the value TEXT; false after a message. */
static bool take_option(struct options *options, int option, const char *text)
{
    static const int64_t years = 10LL * 366 * 24 * 3600;
    switch (option) {
    case OPTION_LISTEN:
        return parse_listen(options, text);
    case OPTION_DATABASE:
        return parse_path("database", text, &options->database);
    case OPTION_MAIL_DIR:
        return parse_path("mail-dir", text, &options->mail_dir) &&
               state_dir_fits_ready_line(text, "--mail-dir");
    case OPTION_SEED:
        return parse_path("seed", text, &options->seed);
    case OPTION_STATE_DIR:
        return parse_path("state-dir", text, &options->state_dir) &&
               state_dir_fits_ready_line(text, "--state-dir");
    case OPTION_SCENARIO:
        return parse_path("scenario", text, &options->scenario);
    case OPTION_APP_SECRET_FILE:
        return parse_path("app-secret-file", text, &options->app_secret_file);
    case OPTION_LATENCY:
        return parse_number("latency-ms", text, 0, 3600000, &options->latency_ms);
    case OPTION_CODE_LIFETIME:
        if (!parse_number("code-lifetime", text, 1, years, &options->email_code_lifetime_s))
            return false;
        options->sms_code_lifetime_s = options->email_code_lifetime_s;
        return true;
    case OPTION_TOKEN_LIFETIME:
        return parse_number("token-lifetime", text, 1, years, &options->token_lifetime_s);
    case OPTION_SESSION_LIFETIME:
        return parse_number("session-lifetime", text, 1, years, &options->session_lifetime_s);
    case OPTION_RESEND_INTERVAL:
        return parse_number("resend-interval", text, 0, years, &options->resend_interval_s);
    case OPTION_RATE_LIMIT:
        return parse_number("rate-limit", text, 0, 1000000, &options->rate_limit);
    case OPTION_CLIENT_AUTH:
        return parse_client_auth(options, text);
    case OPTION_ALLOW_PASSWORD_DELETION:
        options->allow_password_deletion = true;
        return true;
    case OPTION_REQUIRE_LOGIN_FOR_CODES:
        options->require_login_for_codes = true;
        return true;
    case OPTION_EXIT_WITH_STDIN:
        options->exit_with_stdin = true;
        return true;
    default:
        return false;
    }
}

enum options_result options_parse(struct options *options, int argc, char **argv)
{
    *options = (struct options){
        .email_code_lifetime_s = 300,
        .sms_code_lifetime_s = 60,
        .token_lifetime_s = 60,
        .session_lifetime_s = 1209600,
        .resend_interval_s = 60,
    };
    opterr = 0;
    for (;;) {
        int before = optind;
        int result = getopt_long(argc, argv, "+:", long_options, NULL);
        if (result == -1)
            break;
        if (result == OPTION_HELP)
            return print_help() ? OPTIONS_DONE : OPTIONS_BAD;
        if (result == OPTION_VERSION)
            return printf("genauth-sandbox %s\n", PACKAGE_VERSION) > 0 && fflush(stdout) == 0
                       ? OPTIONS_DONE
                       : OPTIONS_BAD;
        if (result == '?' || result == ':') {
            complain_option(result, argv[before]);
            return OPTIONS_BAD;
        }
        if (!take_option(options, result, optarg))
            return OPTIONS_BAD;
    }
    if (optind < argc) {
        util_complain(_("Unexpected argument '%s'. Try 'genauth-sandbox --help'."), argv[optind]);
        return OPTIONS_BAD;
    }
    return OPTIONS_RUN;
}

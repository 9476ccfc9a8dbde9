/* The command line of genauth-sandbox. */
#ifndef SANDBOX_OPTIONS_H
#define SANDBOX_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum options_client_auth {
    OPTIONS_AUTH_NONE,
    OPTIONS_AUTH_POST,
    OPTIONS_AUTH_BASIC,
};

enum options_result {
    OPTIONS_RUN,  /* go on */
    OPTIONS_DONE, /* --help or --version was answered: exit 0 */
    OPTIONS_BAD,  /* a message was printed: exit 2 */
};

/* Texts are *borrowed* from argv; NULL when not given. */
struct options {
    bool ipv6;
    uint16_t port;
    const char *database;
    const char *mail_dir;
    const char *seed;
    const char *state_dir;
    const char *scenario;
    const char *app_secret_file;
    enum options_client_auth client_auth;
    int64_t latency_ms;
    int64_t email_code_lifetime_s;
    int64_t sms_code_lifetime_s;
    int64_t token_lifetime_s;
    int64_t session_lifetime_s;
    int64_t resend_interval_s;
    int64_t rate_limit; /* requests a second, 0 = none */
    bool allow_password_deletion;
    bool require_login_for_codes; /* of the channels in api 5.20 */
    bool exit_with_stdin;
};

/* Reads ARGV into OPTIONS, defaults included. Says on stderr what is wrong. */
enum options_result options_parse(struct options *options, int argc, char **argv);

#endif

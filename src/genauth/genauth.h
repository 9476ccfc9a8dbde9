/* The GenAuth V3 operations that the program uses: each has one function that builds the request
 * and one that reads the reply into a typed result. Pure: no sockets, no clock. Sections named
 * "api" are those of doc/api.md; statusCode and apiCode are turned into outcomes by one table
 * (errors.c). */
#ifndef GENAUTH_GENAUTH_H
#define GENAUTH_GENAUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/outcome.h"
#include "base/secret.h"
#include "http/http.h"

enum genauth_client_auth {
    GENAUTH_CLIENT_NONE,
    GENAUTH_CLIENT_POST,
    GENAUTH_CLIENT_BASIC
};                                                      /* api 1.6 */
enum genauth_encryption { GENAUTH_PLAIN, GENAUTH_RSA }; /* of passwords, api 4.2 */

/* Settings; strings and secret *borrowed* for as long as the struct is used. */
struct genauth_config {
    const char *base_url; /* "https://demo.genauth.ai", no slash at the end (api 1.2) */
    const char *app_id;
    const char *header_prefix; /* "x-authing-", "x-genauth-", ...; NULL = both of these (api 5.1) */
    const char *lang;          /* "en-US", "zh-CN", "zh-TW", "ja-JP" (api 1.9) */
    enum genauth_client_auth client_auth;
    const struct secret *app_secret; /* or NULL with GENAUTH_CLIENT_NONE */
    enum genauth_encryption encryption;
};

enum {
    GENAUTH_ID_SIZE = 64,
    GENAUTH_EMAIL_SIZE = 256,
    GENAUTH_PHONE_SIZE = 32,
    GENAUTH_NAME_SIZE = 256,
    GENAUTH_KEY_SIZE = 4096,
    GENAUTH_TOKEN_SIZE = 8192
};

/* What somebody is signed in with. Zero-initialise; free with genauth_session_clear. */
struct genauth_session {
    struct secret *access_token;
    struct secret *refresh_token;  /* or NULL */
    char subject[GENAUTH_ID_SIZE]; /* "sub" of the access or id token when it is a JWT, else "" */
    int64_t expires_s;             /* of the access token, from its issue; 0 = not said */
};
void genauth_session_clear(struct genauth_session *session);

/* Who that is (api 3.6, Appendix B). Raw texts: neutralise or mask before showing. */
struct genauth_profile {
    char user_id[GENAUTH_ID_SIZE];
    char username[GENAUTH_NAME_SIZE]; /* "" where the server has none; the same below */
    char name[GENAUTH_NAME_SIZE];     /* nickname, else name */
    char email[GENAUTH_EMAIL_SIZE];
    char phone[GENAUTH_PHONE_SIZE];
    char phone_country_code[8]; /* "+86" when the profile has a phone without one (api 1.12) */
    bool phone_unreadable;      /* there is one, but it is no number: PHONE is "" */
};

/* What verify-delete-account-request gave (api 3.7). */
struct genauth_delete_token {
    struct secret *token; /* or NULL */
    int64_t expires_s;    /* 1..3600 */
};
void genauth_delete_token_clear(struct genauth_delete_token *token);

enum genauth_channel { GENAUTH_CHANNEL_LOGIN, GENAUTH_CHANNEL_DELETE_ACCOUNT };

/* Request builders. Each fills REQUEST (which must be zeroed; clear with http_request_clear) and
 * returns true, or false with ERR (a value does not fit, no memory); REQUEST is zeroed again then.
 * All given values are *borrowed*. SESSION may be NULL where a call works without a login. The
 * limits for time and for the age of a kept connection are set as well;
 * before_send is the caller's. */
bool genauth_build_system(const struct genauth_config *config, struct http_request *request,
                          struct err *err); /* api 3.1 */
/* PUBLIC_KEY: PEM from genauth_read_system; needed with GENAUTH_RSA (there is no fall-back to
 * plain). */
bool genauth_build_sign_in_password(const struct genauth_config *config, const char *account,
                                    const struct secret *password, const char *public_key,
                                    struct http_request *request, struct err *err); /* api 3.2 */
/* ACCOUNT is an e-mail address, or a phone number when IS_PHONE: digits, blanks and dashes, with
 * "+86" in front or not; another country code needs a blank after it ("+1 5550100", api 1.12). */
bool genauth_build_sign_in_code(const struct genauth_config *config, const char *account,
                                bool is_phone, const struct secret *code,
                                struct http_request *request, struct err *err);
bool genauth_build_send_email(const struct genauth_config *config,
                              const struct genauth_session *session, const char *email,
                              enum genauth_channel channel, struct http_request *request,
                              struct err *err); /* api 3.3 */
/* COUNTRY_CODE may be NULL: then a country code at the beginning of PHONE counts (as above), else
 * "+86". */
bool genauth_build_send_sms(const struct genauth_config *config,
                            const struct genauth_session *session, const char *phone,
                            const char *country_code, enum genauth_channel channel,
                            struct http_request *request, struct err *err); /* api 3.4 */
bool genauth_build_get_profile(const struct genauth_config *config,
                               const struct genauth_session *session, struct http_request *request,
                               struct err *err); /* api 3.6 */
bool genauth_build_verify_email(const struct genauth_config *config,
                                const struct genauth_session *session, const char *email,
                                const struct secret *code, struct http_request *request,
                                struct err *err); /* api 3.7 */
bool genauth_build_verify_phone(const struct genauth_config *config,
                                const struct genauth_session *session, const char *phone,
                                const char *country_code, const struct secret *code,
                                struct http_request *request, struct err *err);
bool genauth_build_verify_password(const struct genauth_config *config,
                                   const struct genauth_session *session,
                                   const struct secret *password, const char *public_key,
                                   struct http_request *request, struct err *err);
bool genauth_build_delete_account(const struct genauth_config *config,
                                  const struct genauth_session *session,
                                  const struct secret *delete_token, struct http_request *request,
                                  struct err *err); /* api 3.8 */
bool genauth_build_refresh(const struct genauth_config *config,
                           const struct genauth_session *session, struct http_request *request,
                           struct err *err); /* api 3.45 */
/* Revokes TOKEN, the refresh token first, then the access token (api 3.9). */
bool genauth_build_revoke(const struct genauth_config *config, const struct secret *token,
                          struct http_request *request, struct err *err);

/* Reply readers. Each returns the outcome of REPLY (*borrows*); the result is filled only when the
 * class is OUTCOME_OK and was cleared before. Rules: api 2.1 and 6 (the column of the
 * operation). */
struct outcome genauth_read_system(const struct http_reply *reply,
                                   char public_key[GENAUTH_KEY_SIZE]);
struct outcome genauth_read_sign_in(const struct http_reply *reply,
                                    struct genauth_session *session);
struct outcome genauth_read_send(const struct http_reply *reply); /* e-mail and SMS */
struct outcome genauth_read_profile(const struct http_reply *reply,
                                    struct genauth_profile *profile);
struct outcome genauth_read_verify(const struct http_reply *reply,
                                   struct genauth_delete_token *token);
/* OK only with HTTP 2xx, statusCode 200 and data.success true; REFUSED only for the listed
 * refusals; everything else, 404 and "no such user" included, is UNKNOWN. */
struct outcome genauth_read_delete(const struct http_reply *reply);
/* SESSION has a refresh_token only when a new one came. */
struct outcome genauth_read_refresh(const struct http_reply *reply,
                                    struct genauth_session *session);
struct outcome genauth_read_revoke(const struct http_reply *reply);
/* For a refresh with a token that nobody has: OK only when the token is what the server refused
 * (invalid_grant, api 2.5), because it looks at the application first. No other answer says that it
 * knows the application; a success, a login that is over and another step are UNKNOWN here. */
struct outcome genauth_read_application(const struct http_reply *reply);

/* True when TEXT is an acceptable base URL: https, a host, optional port, no user, query or
 * fragment. One slash at the end is removed into BASE_URL (SIZE bytes). False with ERR, which says
 * what is wrong. */
bool genauth_check_url(const char *text, char *base_url, size_t size, struct err *err);

#endif

/* The texts of answers and mails in the four languages of the API (api 1.4, 1.9). */
#ifndef SANDBOX_MESSAGES_H
#define SANDBOX_MESSAGES_H

enum language {
    LANGUAGE_ZH_CN, /* the default */
    LANGUAGE_EN_US,
    LANGUAGE_ZH_TW,
    LANGUAGE_JA_JP,
    LANGUAGE_COUNT,
};

enum message {
    MESSAGE_NONE, /* "" */
    MESSAGE_SENT,
    MESSAGE_NOT_LOGGED_IN,
    MESSAGE_WRONG_CREDENTIALS,
    MESSAGE_LOCKED,
    MESSAGE_SECOND_FACTOR,
    MESSAGE_APP_NOT_FOUND,
    MESSAGE_CLIENT_AUTH,
    MESSAGE_BAD_REQUEST,
    MESSAGE_BAD_FIELD, /* one %s: the field */
    MESSAGE_HEADERS_DIFFER,
    MESSAGE_CODE_WRONG,
    MESSAGE_CODE_EXPIRED,
    MESSAGE_TOO_SOON,
    MESSAGE_NOT_OWN_CONTACT,
    MESSAGE_PASSWORD_NOT_ALLOWED,
    MESSAGE_PASSWORD_WRONG,
    MESSAGE_TOKEN_BAD,
    MESSAGE_DECRYPT_FAILED,
    MESSAGE_UNSUPPORTED,
    MESSAGE_NOT_FOUND,
    MESSAGE_TOO_LARGE,
    MESSAGE_TOO_MANY,
    MESSAGE_SERVER_ERROR,
    MESSAGE_FAULT,
    /* Mails and text messages */
    MESSAGE_MAIL_SUBJECT_DELETE,
    MESSAGE_MAIL_SUBJECT_LOGIN,
    MESSAGE_MAIL_SUBJECT_OTHER,
    MESSAGE_MAIL_DELETE,
    MESSAGE_MAIL_LOGIN,
    MESSAGE_MAIL_OTHER,
    MESSAGE_MAIL_MINUTES, /* one %lld */
    MESSAGE_MAIL_SECONDS, /* one %lld */
    MESSAGE_MAIL_IGNORE,
    MESSAGE_COUNT,
};

/* The text of MESSAGE; *static*. */
const char *messages_text(enum message message, enum language language);

/* The language that the header value VALUE names; the default when it names none. NULL is allowed.
 */
enum language messages_language(const char *value);

#endif

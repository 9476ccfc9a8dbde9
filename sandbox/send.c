/* POST /api/v3/send-email, send-sms and pre-check-code (api 3.3 to 3.5). */
#include "config.h"

#include "sandbox/send.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/operations.h"

static const char *const email_channels[] = {
    "CHANNEL_LOGIN",          "CHANNEL_REGISTER",
    "CHANNEL_RESET_PASSWORD", "CHANNEL_VERIFY_EMAIL_LINK",
    "CHANNEL_UPDATE_EMAIL",   "CHANNEL_BIND_EMAIL",
    "CHANNEL_UNBIND_EMAIL",   "CHANNEL_VERIFY_MFA",
    "CHANNEL_UNLOCK_ACCOUNT", "CHANNEL_COMPLETE_EMAIL",
    "CHANNEL_DELETE_ACCOUNT", NULL,
};

static const char *const sms_channels[] = {
    "CHANNEL_LOGIN",          "CHANNEL_REGISTER",
    "CHANNEL_RESET_PASSWORD", "CHANNEL_BIND_PHONE",
    "CHANNEL_UNBIND_PHONE",   "CHANNEL_BIND_MFA",
    "CHANNEL_VERIFY_MFA",     "CHANNEL_UNBIND_MFA",
    "CHANNEL_COMPLETE_PHONE", "CHANNEL_IDENTITY_VERIFICATION",
    "CHANNEL_DELETE_ACCOUNT", NULL,
};

/* Channels whose codes make sense only for an account that exists. */
static const char *const account_channels[] = {
    "CHANNEL_LOGIN",          "CHANNEL_RESET_PASSWORD", "CHANNEL_UNBIND_EMAIL",
    "CHANNEL_UNBIND_PHONE",   "CHANNEL_VERIFY_MFA",     "CHANNEL_UNBIND_MFA",
    "CHANNEL_UNLOCK_ACCOUNT", "CHANNEL_DELETE_ACCOUNT", NULL,
};

/* Channels for which --require-login-for-codes wants a login (api 5.20). */
static const char *const login_channels[] = {
    "CHANNEL_UPDATE_EMAIL", "CHANNEL_BIND_EMAIL",     "CHANNEL_UNBIND_EMAIL",
    "CHANNEL_BIND_PHONE",   "CHANNEL_BIND_MFA",       "CHANNEL_UNBIND_PHONE",
    "CHANNEL_UNBIND_MFA",   "CHANNEL_DELETE_ACCOUNT", NULL,
};

static bool is_one_of(const char *text, const char *const *list)
{
    for (; *list; list++) {
        if (strcmp(text, *list) == 0)
            return true;
    }
    return false;
}

char *send_email_address(const char *email)
{
    if (!users_valid_email(email))
        return NULL;
    char *address = strdup(email);
    for (char *c = address; c && *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return address;
}

char *send_phone_address(const char *country, const char *phone)
{
    if (!country || !*country)
        country = "+86";
    if (!users_valid_country(country) || !users_valid_phone(phone))
        return NULL;
    return util_format("%s%s", country, phone);
}

void send_reply_code(struct reply *reply, const struct request *request, enum codes_result result)
{
    if (result == CODES_EXPIRED)
        reply_failure(reply, request, 499, 2300, MESSAGE_CODE_EXPIRED);
    else
        reply_failure(reply, request, 499, 2001, MESSAGE_CODE_WRONG);
}

/* What is sent, to whom. */
struct sending {
    bool sms;
    const char *channel;
    char *address; /* *owned* */
    enum users_key key;
    int64_t lifetime_s;
};

/* May the code be sent? Answers when not. Finds the account, NULL when there is none. Needs a
   transaction. */
static bool allow(struct request *request, struct reply *reply, const struct sending *sending,
                  struct user *user, bool *known)
{
    struct sandbox *sandbox = request->sandbox;
    *known = users_find(sandbox->database, sending->key, sending->address, user);
    if (!is_one_of(sending->channel, login_channels))
        return true;
    bool is_deletion = strcmp(sending->channel, "CHANNEL_DELETE_ACCOUNT") == 0;
    bool is_required = sandbox->options->require_login_for_codes;
    /* Nobody has to be signed in; but a login that is given must be one. */
    if (!is_required && (!is_deletion || !request_token(request)))
        return true;
    struct grant grant;
    struct user caller;
    if (!request_login(request, &grant, &caller)) {
        reply_failure(reply, request, 401, 2020, MESSAGE_NOT_LOGGED_IN);
        return false;
    }
    if (is_deletion && (!*known || strcmp(caller.id, user->id) != 0)) {
        reply_failure(reply, request, 400, 0, MESSAGE_NOT_OWN_CONTACT);
        return false;
    }
    return true;
}

/* Nothing in the answer, and little in the time it takes, tells whether there is such an account.
 */
static void send_code(struct request *request, struct reply *reply, const struct sending *sending)
{
    struct sandbox *sandbox = request->sandbox;
    struct user user;
    bool known = false;
    char code[UTIL_CODE_SIZE];
    struct mail_draft *draft = NULL;
    if (!database_begin(sandbox->database)) {
        reply_server_error(reply, request);
        return;
    }
    if (!allow(request, reply, sending, &user, &known)) {
        database_rollback(sandbox->database);
        return;
    }
    struct code_target target = {.channel = sending->channel,
                                 .address = sending->address,
                                 .user_id = known ? user.id : NULL};
    enum codes_result result = codes_create(sandbox->database, &target, sending->lifetime_s * 1000,
                                            sandbox->options->resend_interval_s * 1000, code);
    if (result == CODES_TOO_SOON) {
        database_rollback(sandbox->database);
        reply_failure(reply, request, 499, sending->sms ? 4004 : 2080, MESSAGE_TOO_SOON);
        return;
    }
    if (result == CODES_OK)
        draft = sending->sms ? mail_draft_sms(sandbox->mail, sending->address, sending->channel,
                                              code, sending->lifetime_s, request->language)
                             : mail_draft_email(sandbox->mail, sending->address, sending->channel,
                                                code, sending->lifetime_s, request->language);
    bool stored = false;
    if (draft)
        stored = database_commit(sandbox->database);
    else
        database_rollback(sandbox->database);
    bool deliver = stored && (known || !is_one_of(sending->channel, account_channels));
    if (mail_finish(draft, deliver) && stored)
        reply_success(reply, request, MESSAGE_SENT, NULL);
    else
        reply_server_error(reply, request);
}

void send_email(struct request *request, struct reply *reply)
{
    const char *email = NULL;
    struct sending sending = {.key = USERS_BY_EMAIL,
                              .lifetime_s = request->sandbox->options->email_code_lifetime_s};
    if (!request_field(request->body, "channel", true, &sending.channel) ||
        !is_one_of(sending.channel, email_channels)) {
        reply_bad_field(reply, request, "channel");
        return;
    }
    if (request_field(request->body, "email", true, &email))
        sending.address = send_email_address(email);
    if (sending.address)
        send_code(request, reply, &sending);
    else
        reply_bad_field(reply, request, "email");
    free(sending.address);
}

void send_sms(struct request *request, struct reply *reply)
{
    const char *phone = NULL, *country = NULL;
    struct sending sending = {.sms = true,
                              .key = USERS_BY_PHONE,
                              .lifetime_s = request->sandbox->options->sms_code_lifetime_s};
    if (!request_field(request->body, "channel", true, &sending.channel) ||
        !is_one_of(sending.channel, sms_channels)) {
        reply_bad_field(reply, request, "channel");
        return;
    }
    if (!request_field(request->body, "phoneCountryCode", false, &country) ||
        (country && *country && !users_valid_country(country))) {
        reply_bad_field(reply, request, "phoneCountryCode");
        return;
    }
    if (request_field(request->body, "phoneNumber", true, &phone))
        sending.address = send_phone_address(country, phone);
    if (sending.address)
        send_code(request, reply, &sending);
    else
        reply_bad_field(reply, request, "phoneNumber");
    free(sending.address);
}

/* The fields of pre-check-code; returns the name of the wrong one or NULL. */
static const char *read_check(const struct request *request, struct code_target *target,
                              char **address, const char **code)
{
    const char *type = NULL, *text = NULL, *country = NULL;
    if (!request_field(request->body, "codeType", true, &type) ||
        (strcmp(type, "SMS") != 0 && strcmp(type, "EMAIL") != 0))
        return "codeType";
    bool sms = strcmp(type, "SMS") == 0;
    const json_t *payload =
        request_object(request->body, sms ? "smsCodePayload" : "emailCodePayload");
    if (!request_field(payload, "channel", true, &target->channel) ||
        !is_one_of(target->channel, sms ? sms_channels : email_channels))
        return "channel";
    if (!request_field(payload, "passCode", true, code))
        return "passCode";
    if (!request_field(payload, "phoneCountryCode", false, &country))
        return "phoneCountryCode";
    if (request_field(payload, sms ? "phone" : "email", true, &text))
        *address = sms ? send_phone_address(country, text) : send_email_address(text);
    target->address = *address;
    return *address ? NULL : sms ? "phone" : "email";
}

void send_check_code(struct request *request, struct reply *reply)
{
    struct database *database = request->sandbox->database;
    struct code_target target = {0};
    char *address = NULL;
    const char *code = NULL;
    const char *wrong = read_check(request, &target, &address, &code);
    if (wrong) {
        reply_bad_field(reply, request, wrong);
        free(address);
        return;
    }
    /* A wrong code counts as an attempt here too, or this would be the place to guess codes. */
    enum codes_result result = CODES_FAILED;
    if (database_begin(database)) {
        result = codes_check(database, &target, code, false);
        if (!database_commit(database))
            result = CODES_FAILED;
    }
    free(address);
    if (result == CODES_FAILED) {
        reply_server_error(reply, request);
        return;
    }
    enum message message = result == CODES_OK        ? MESSAGE_NONE
                           : result == CODES_EXPIRED ? MESSAGE_CODE_EXPIRED
                                                     : MESSAGE_CODE_WRONG;
    reply_success(reply, request, MESSAGE_NONE,
                  json_pack("{s:b, s:s}", "isValid", result == CODES_OK, "message",
                            messages_text(message, request->language)));
}

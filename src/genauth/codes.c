/* Codes by e-mail and SMS (api 3.3, 3.4). */
#include <string.h>

#include "genauth/envelope.h"
#include "genauth/request.h"

static const struct genauth_endpoint email_endpoint = {.method = HTTP_POST,
                                                       .path = "/api/v3/send-email",
                                                       .content_type = genauth_json_type,
                                                       .limit_ms = 20000,
                                                       .max_idle_ms = 15000};
static const struct genauth_endpoint sms_endpoint = {.method = HTTP_POST,
                                                     .path = "/api/v3/send-sms",
                                                     .content_type = genauth_json_type,
                                                     .limit_ms = 20000,
                                                     .max_idle_ms = 15000};

static const char *channel_text(enum genauth_channel channel)
{
    return channel == GENAUTH_CHANNEL_LOGIN ? "CHANNEL_LOGIN" : "CHANNEL_DELETE_ACCOUNT";
}

static bool build_email(const struct genauth_config *config, const struct genauth_session *session,
                        const char *email, enum genauth_channel channel,
                        struct http_request *request, struct err *err)
{
    if (!genauth_request_begin(config, &email_endpoint, request, err) ||
        !genauth_request_user(session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(strlen(email));
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "email", email);
    genauth_body_text(&body, "channel", channel_text(channel));
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_send_email(const struct genauth_config *config,
                              const struct genauth_session *session, const char *email,
                              enum genauth_channel channel, struct http_request *request,
                              struct err *err)
{
    return genauth_request_end(build_email(config, session, email, channel, request, err), request);
}

static bool build_sms(const struct genauth_config *config, const struct genauth_session *session,
                      const struct genauth_phone *phone, enum genauth_channel channel,
                      struct http_request *request, struct err *err)
{
    if (!genauth_request_begin(config, &sms_endpoint, request, err) ||
        !genauth_request_user(session, request, err))
        return false;
    struct genauth_body body = genauth_body_begin(sizeof(*phone));
    genauth_body_open(&body, NULL);
    genauth_body_text(&body, "phoneNumber", phone->number);
    genauth_body_text(&body, "phoneCountryCode", phone->country_code);
    genauth_body_text(&body, "channel", channel_text(channel));
    genauth_body_close(&body);
    return genauth_body_end(&body, request, err);
}

bool genauth_build_send_sms(const struct genauth_config *config,
                            const struct genauth_session *session, const char *phone,
                            const char *country_code, enum genauth_channel channel,
                            struct http_request *request, struct err *err)
{
    struct genauth_phone parsed;
    bool done = genauth_phone_parse(phone, country_code, &parsed, err) &&
                build_sms(config, session, &parsed, channel, request, err);
    return genauth_request_end(done, request);
}

struct outcome genauth_read_send(const struct http_reply *reply)
{
    return genauth_read_success(reply, GENAUTH_SEND);
}

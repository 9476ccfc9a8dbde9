/* Who is signed in (api 3.6, Appendix B). */
#include <stdio.h>
#include <string.h>

#include "genauth/envelope.h"
#include "genauth/request.h"

static const struct genauth_endpoint endpoint = {
    .method = HTTP_GET, .path = "/api/v3/get-profile", .limit_ms = 15000, .max_idle_ms = 15000};

bool genauth_build_get_profile(const struct genauth_config *config,
                               const struct genauth_session *session, struct http_request *request,
                               struct err *err)
{
    bool done = genauth_request_begin(config, &endpoint, request, err) &&
                genauth_request_user(session, request, err);
    return genauth_request_end(done, request);
}

/* A name is only shown, so a long one is cut on a whole character rather than refused: it must not
 * keep anybody from deleting the account. */
static bool read_name(const struct json *data, const char *key, char name[GENAUTH_NAME_SIZE])
{
    const struct json *member = genauth_member(data, key);
    const char *value = "";
    if (member != NULL && !json_string(member, &value))
        return false;
    size_t length = strlen(value);
    if (length >= GENAUTH_NAME_SIZE)
        for (length = GENAUTH_NAME_SIZE - 1; (value[length] & 0xC0) == 0x80;)
            length--; /* never in the middle of a character */
    memcpy(name, value, length);
    name[length] = '\0';
    return true;
}

/* "+86" when the profile has a phone without a code (api 1.12). No code can be sent to a phone that
 * is no number, but that must not keep anybody from the other ways. */
static bool read_phone(const struct json *data, struct genauth_profile *profile)
{
    struct genauth_phone phone;
    const char *values[2] = {"", ""};
    static const char *const keys[2] = {"phone", "phoneCountryCode"};
    for (size_t i = 0; i < 2; i++) {
        const struct json *member = genauth_member(data, keys[i]);
        if (member != NULL && !json_string(member, &values[i]))
            return false;
    }
    if (values[0][0] == '\0')
        return true;
    if (strlen(values[0]) >= sizeof(profile->phone) ||
        strlen(values[1]) >= sizeof(profile->phone_country_code) ||
        !genauth_phone_parse(values[0], values[1], &phone, NULL)) {
        profile->phone_unreadable = true;
        return true;
    }
    memcpy(profile->phone, phone.number, sizeof(phone.number));
    memcpy(profile->phone_country_code, phone.country_code, sizeof(phone.country_code));
    return true;
}

static bool read_profile(const struct json *data, struct genauth_profile *profile)
{
    if (!genauth_member_text(data, "userId", profile->user_id, sizeof(profile->user_id)) ||
        profile->user_id[0] == '\0' ||
        !genauth_member_text(data, "email", profile->email, sizeof(profile->email)) ||
        !read_phone(data, profile) || !read_name(data, "username", profile->username) ||
        !read_name(data, "nickname", profile->name))
        return false;
    return profile->name[0] != '\0' || read_name(data, "name", profile->name);
}

struct outcome genauth_read_profile(const struct http_reply *reply, struct genauth_profile *profile)
{
    struct genauth_envelope envelope;
    *profile = (struct genauth_profile){0};
    struct outcome outcome = genauth_envelope_read(reply, GENAUTH_PROFILE, &envelope);
    if (outcome.class == OUTCOME_OK && !read_profile(envelope.data, profile)) {
        genauth_incomplete(&outcome);
        *profile = (struct genauth_profile){0};
    }
    genauth_envelope_clear(&envelope);
    return outcome;
}

/* Public information of the server: the key for passwords (api 3.1). */
#include "genauth/envelope.h"
#include "genauth/request.h"

static const struct genauth_endpoint endpoint = {
    .method = HTTP_GET, .path = "/api/v3/system", .limit_ms = 15000, .max_idle_ms = 15000};

bool genauth_build_system(const struct genauth_config *config, struct http_request *request,
                          struct err *err)
{
    return genauth_request_end(genauth_request_begin(config, &endpoint, request, err), request);
}

struct outcome genauth_read_system(const struct http_reply *reply,
                                   char public_key[GENAUTH_KEY_SIZE])
{
    struct genauth_envelope envelope;
    public_key[0] = '\0';
    struct outcome outcome = genauth_envelope_read(reply, GENAUTH_SYSTEM, &envelope);
    if (outcome.class == OUTCOME_OK) {
        const struct json *rsa = json_get(envelope.data, "rsa");
        if (!genauth_member_text(rsa, "publicKey", public_key, GENAUTH_KEY_SIZE) ||
            public_key[0] == '\0')
            genauth_incomplete(&outcome);
    }
    genauth_envelope_clear(&envelope);
    return outcome;
}

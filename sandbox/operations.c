#include "config.h"

#include "sandbox/operations.h"

#include <string.h>

static const struct {
    const char *method, *path;
    operation_function *run;
} operations[] = {
    {"GET", "/api/v3/system", system_get},
    {"POST", "/api/v3/signin", auth_sign_in},
    {"POST", "/api/v3/send-email", send_email},
    {"POST", "/api/v3/send-sms", send_sms},
    {"POST", "/api/v3/pre-check-code", send_check_code},
    {"GET", "/api/v3/get-profile", profile_get},
    {"POST", "/api/v3/verify-delete-account-request", deletion_verify},
    {"POST", "/api/v3/delete-account", deletion_delete},
    {"POST", "/oidc/token", oidc_token},
    {"POST", "/oidc/token/revocation", oidc_revoke},
    {"GET", "/oidc/me", oidc_me},
    {"POST", "/oidc/me", oidc_me},
    {"GET", "/oidc/.well-known/openid-configuration", oidc_discovery},
    {"GET", "/oidc/.well-known/jwks.json", oidc_jwks},
    {"GET", "/sandbox/users", sandbox_users},
    {"GET", "/sandbox/requests", sandbox_requests},
};

operation_function *operations_find(const char *method, const char *path)
{
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        if (strcmp(operations[i].method, method) == 0 && strcmp(operations[i].path, path) == 0)
            return operations[i].run;
    }
    return NULL;
}

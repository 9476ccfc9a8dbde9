/* The operations, one function each; the table is in operations.c. */
#ifndef SANDBOX_OPERATIONS_H
#define SANDBOX_OPERATIONS_H

#include "sandbox/reply.h"

/* Answers REQUEST in REPLY. May run in several threads at once. */
typedef void operation_function(struct request *request, struct reply *reply);

/* Finds the operation METHOD PATH; NULL when there is none. */
operation_function *operations_find(const char *method, const char *path);

operation_function system_get;      /* api 3.1 (profile.c) */
operation_function profile_get;     /* api 3.6 */
operation_function auth_sign_in;    /* api 3.2 (auth.c) */
operation_function send_email;      /* api 3.3 (send.c) */
operation_function send_sms;        /* api 3.4 */
operation_function send_check_code; /* api 3.5 */
operation_function deletion_verify; /* api 3.7 (deletion.c) */
operation_function deletion_delete; /* api 3.8 */
operation_function oidc_revoke;     /* api 3.9 (oidc.c) */
operation_function oidc_token;      /* api 3.45 */
operation_function oidc_me;         /* api 3.47 */
operation_function oidc_discovery;  /* api 3.48 */
operation_function oidc_jwks;       /* api 3.48 */
operation_function sandbox_users;   /* what is true, for tests (observe.c) */
operation_function sandbox_requests;

#endif

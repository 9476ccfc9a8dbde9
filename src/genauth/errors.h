/* The one table that turns what came back into an outcome class and cause. Private to genauth; the
 * tests read it too. */
#ifndef GENAUTH_ERRORS_H
#define GENAUTH_ERRORS_H

#include <stddef.h>
#include <stdint.h>

#include "base/outcome.h"

/* Operations as bits, so that a rule can name several. */
enum genauth_operation {
    GENAUTH_SYSTEM = 1 << 0,
    GENAUTH_SIGN_IN = 1 << 1,
    GENAUTH_SEND = 1 << 2, /* e-mail and SMS */
    GENAUTH_PROFILE = 1 << 3,
    GENAUTH_VERIFY = 1 << 4,
    GENAUTH_DELETE = 1 << 5,
    GENAUTH_REFRESH = 1 << 6,
    GENAUTH_REVOKE = 1 << 7,
    GENAUTH_ALL = (1 << 8) - 1
};

/* What kind of thing came back; exactly one holds. Bits as above. */
enum genauth_form {
    GENAUTH_FORM_NOT_SENT = 1 << 0,
    GENAUTH_FORM_NOT_PROVEN = 1 << 1,
    GENAUTH_FORM_NO_REPLY = 1 << 2,
    GENAUTH_FORM_EMPTY = 1 << 3,      /* no body */
    GENAUTH_FORM_UNREADABLE = 1 << 4, /* another content type, or not strict JSON */
    GENAUTH_FORM_MALFORMED = 1 << 5,  /* JSON, but the envelope has wrong types */
    GENAUTH_FORM_BARE = 1 << 6,       /* an object without statusCode */
    GENAUTH_FORM_GRANT = 1 << 7,      /* bare with "error": "invalid_grant" (api 2.5) */
    GENAUTH_FORM_CLIENT = 1 << 8,     /* bare with "error": "invalid_client" */
    GENAUTH_FORM_OAUTH = 1 << 9,      /* bare with another "error" */
    GENAUTH_FORM_ENVELOPE = 1 << 10,  /* with statusCode, or the older code (api 1.7) */
    GENAUTH_FORM_OLD = 1 << 11,       /* no status at all: "code" holds a fine-grained code */
    GENAUTH_FORM_STEP = 1 << 12,      /* an envelope with data.mfaToken */
    GENAUTH_FORM_FALSE = 1 << 13      /* an envelope with data.success false */
};

/* What the table decides by. */
struct genauth_facts {
    enum genauth_operation operation;
    enum genauth_form form;
    int32_t http;   /* HTTP status, 0 = none */
    int32_t status; /* body statusCode, 0 = none */
    int32_t api;    /* body apiCode, 0 = none */
};

struct genauth_range {
    int32_t from, to; /* both included */
};

/* One row: when all columns fit, CLASS is the outcome, or OF_DELETE where the operation is
 * delete-account, which is believed to be refused only on clear words. */
struct genauth_rule {
    unsigned operations, forms;
    struct genauth_range http, status, api;
    enum outcome_class class, of_delete;
    enum outcome_cause cause;
};

/* The rules in order of precedence, *static*; *COUNT is their number. */
const struct genauth_rule *genauth_rules(size_t *count);

/* Sets class and cause of OUTCOME by the first of the COUNT rules in TABLE that fits FACTS; UNKNOWN
 * when none does. */
void genauth_classify(const struct genauth_rule *table, size_t count,
                      const struct genauth_facts *facts, struct outcome *outcome);

#endif

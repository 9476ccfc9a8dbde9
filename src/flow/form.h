/* What a person typed: one value a field, all of them in secret memory, shared by every front end,
 * so that one can take over from another and one place wipes. The state machine never sees values,
 * only the facts that form_read finds in them. */
#ifndef FLOW_FORM_H
#define FLOW_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

/* Fields: constant, id (never translated), largest value in bytes. */
#define FORM_FIELDS(X)                                                                             \
    X(ACCOUNT, "account", 256)                                                                     \
    X(PASSWORD, "password", 512)                                                                   \
    X(METHOD, "method", 16)                                                                        \
    X(CODE, "code", 64)                                                                            \
    X(PHRASE, "phrase", 64)

enum form_field {
#define X(name, id, size) FORM_##name,
    FORM_FIELDS(X)
#undef X
        FORM_FIELD_COUNT
};

/* Deletion methods; also the ids of the choices of FORM_METHOD. */
#define FORM_METHODS(X)                                                                            \
    X(EMAIL, "email")                                                                              \
    X(PHONE, "phone")                                                                              \
    X(PASSWORD, "password")

enum form_method {
    FORM_METHOD_NONE,
#define X(name, id) FORM_METHOD_##name,
    FORM_METHODS(X)
#undef X
        FORM_METHOD_COUNT
};

struct form {
    struct secret *values[FORM_FIELD_COUNT]; /* owned; never NULL after form_new */
};

/* What the machine may know of a form. Plain data. */
struct form_facts {
    uint8_t account; /* enum text_account_kind */
    bool has_password;
    bool has_code; /* 4 to 12 digits after folding */
    bool phrase_is_delete;
    uint8_t method; /* enum form_method; NONE when empty or unknown */
};

/* Returns new (free with form_free) or NULL without memory. */
struct form *form_new(void);
void form_free(struct form *form);

/* Wipes the fields whose bit (1u << enum form_field) is in WIPE. */
void form_wipe(struct form *form, unsigned wipe);

/* Reads the facts of FORM into FACTS; also normalises in place: the account is trimmed, the code
 * folded to ASCII digits, the phrase trimmed. */
void form_read(struct form *form, struct form_facts *facts);

/* The id of FIELD, *static*; and back: false when there is no such field. */
const char *form_field_id(enum form_field field);
bool form_field_from_id(const char *id, enum form_field *field);
const char *form_method_id(enum form_method method);

#endif

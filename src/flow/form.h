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
    X(PHRASE, "phrase", 64)                                                                        \
    X(LANGUAGE, "language", 16)

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

/* Languages: constant, id (as in po/LINGUAS; also of the choices of FORM_LANGUAGE), its own name.
 */
#define FORM_LANGUAGES(X)                                                                          \
    X(EN, "en", "English")                                                                         \
    X(DE, "de", "Deutsch")                                                                         \
    X(ES, "es", "Espa\xc3\xb1ol")                                                                  \
    X(FR, "fr",                                                                                    \
      "Fran\xc3\xa7"                                                                               \
      "ais")                                                                                       \
    X(JA, "ja", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e")                                            \
    X(ZH_CN, "zh_CN", "\xe7\xae\x80\xe4\xbd\x93\xe4\xb8\xad\xe6\x96\x87")                          \
    X(ZH_TW, "zh_TW", "\xe7\xb9\x81\xe9\xab\x94\xe4\xb8\xad\xe6\x96\x87")

enum form_language {
    FORM_LANGUAGE_NONE,
#define X(name, id, text) FORM_LANGUAGE_##name,
    FORM_LANGUAGES(X)
#undef X
        FORM_LANGUAGE_COUNT
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
    uint8_t method;   /* enum form_method; NONE when empty or unknown */
    uint8_t language; /* enum form_language; the same */
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

/* The id of LANGUAGE ("" of NONE) and its name in itself, *static*; and back from the id: NONE when
 * there is no such language. */
const char *form_language_id(enum form_language language);
const char *form_language_name(enum form_language language);
enum form_language form_language_from_id(const char *id);

#endif

#include "genauth/errors.h"

#define SYSTEM  GENAUTH_SYSTEM
#define SIGN_IN GENAUTH_SIGN_IN
#define SEND    GENAUTH_SEND
#define PROFILE GENAUTH_PROFILE
#define VERIFY  GENAUTH_VERIFY
#define DELETE  GENAUTH_DELETE
#define REFRESH GENAUTH_REFRESH
#define REVOKE  GENAUTH_REVOKE
#define ALL     GENAUTH_ALL

/* Calls that mean nothing without a user's token. */
#define WITH_TOKEN (PROFILE | VERIFY | DELETE | REFRESH | REVOKE)

#define FORM(name)  GENAUTH_FORM_##name
#define OAUTH_ERROR (FORM(GRANT) | FORM(CLIENT) | FORM(OAUTH))
#define NO_ENVELOPE (FORM(EMPTY) | FORM(UNREADABLE) | FORM(BARE) | OAUTH_ERROR)
#define ENVELOPE    (FORM(ENVELOPE) | FORM(OLD) | FORM(STEP) | FORM(FALSE))
#define REPLY       (NO_ENVELOPE | FORM(MALFORMED) | ENVELOPE)

#define ANY                                                                                        \
    {                                                                                              \
        INT32_MIN, INT32_MAX                                                                       \
    }
#define IS(number)                                                                                 \
    {                                                                                              \
        number, number                                                                             \
    }
#define IN(from, to)                                                                               \
    {                                                                                              \
        from, to                                                                                   \
    }
#define NO                                                                                         \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define GOOD                                                                                       \
    {                                                                                              \
        200, 299                                                                                   \
    }
#define REFUSAL                                                                                    \
    {                                                                                              \
        400, 499                                                                                   \
    }

#define RESULT(class, of_delete, cause) OUTCOME_##class, OUTCOME_##of_delete, OUTCOME_CAUSE_##cause
/* By the HTTP status. */
#define HTTP(operations, forms, http, class, of_delete, cause)                                     \
    {                                                                                              \
        operations, forms, http, ANY, ANY, RESULT(class, of_delete, cause)                         \
    }
/* By the statusCode of an envelope. */
#define STATUS(operations, status, class, of_delete, cause)                                        \
    {                                                                                              \
        operations, ENVELOPE, ANY, status, ANY, RESULT(class, of_delete, cause)                    \
    }
/* By the apiCode of an envelope, whatever its statusCode. */
#define STEP(operations, api, class, of_delete, cause)                                             \
    {                                                                                              \
        operations, ENVELOPE, ANY, ANY, api, RESULT(class, of_delete, cause)                       \
    }
/* By the apiCode of an envelope whose statusCode is a refusal. */
#define API(operations, api, class, of_delete, cause)                                              \
    {                                                                                              \
        operations, ENVELOPE, ANY, REFUSAL, api, RESULT(class, of_delete, cause)                   \
    }

/* clang-format off */
/* The first row that fits counts; without one it is UNKNOWN. The order is that of api 2.1: what the
 * transport proves, trouble of the server, the login, other steps, success, refusals by apiCode,
 * refusals by statusCode. */
static const struct genauth_rule rules[] = {
    /* operations, what came, number, class, class of a delete, cause */

    /* Proven by the transport. */
    HTTP(ALL, FORM(NOT_SENT), ANY,                   NOT_SENT,     NOT_SENT,     NONE),
    HTTP(ALL, FORM(NOT_PROVEN), ANY,                 NOT_PROVEN,   NOT_PROVEN,   NONE),
    /* HTTP and the body contradict each other: something in between has changed one of them. */
    {ALL, ENVELOPE, IN(300, 999), IS(200), ANY, RESULT(UNKNOWN, UNKNOWN, INCOMPLETE)},
    /* Trouble of the server: it may have done it all the same. */
    HTTP(ALL, REPLY, IS(503),                        UNKNOWN,      UNKNOWN,      MAINTENANCE),
    HTTP(ALL, REPLY, IN(500, 599),                   UNKNOWN,      UNKNOWN,      SERVER),
    STATUS(ALL, IS(503),                             UNKNOWN,      UNKNOWN,      MAINTENANCE),
    STATUS(ALL, IN(500, 699),                        UNKNOWN,      UNKNOWN,      SERVER),
    /* Too often; a delete is over then, because its token does not outlive the wait. */
    HTTP(ALL, REPLY, IS(429),                        WAIT,         REFUSED,      TOO_OFTEN),
    STATUS(ALL, IS(429),                             WAIT,         REFUSED,      TOO_OFTEN),
    HTTP(ALL, FORM(MALFORMED), ANY,                  UNKNOWN,      UNKNOWN,      INCOMPLETE),
    /* Errors in the manner of OAuth (api 2.5). */
    HTTP(REFRESH, FORM(GRANT), ANY,                  SESSION_OVER, UNKNOWN,      NONE),
    HTTP(SIGN_IN | REFRESH | REVOKE, FORM(CLIENT), ANY,
                                                     REFUSED,      UNKNOWN,      CLIENT),
    HTTP(REFRESH | REVOKE, OAUTH_ERROR, ANY,         REFUSED,      UNKNOWN,      ARGUMENT),
    /* The statusCode says that it was done, the apiCode that nobody was signed in. */
    {DELETE, ENVELOPE, ANY, IS(200), IS(2020), RESULT(UNKNOWN, UNKNOWN, INCOMPLETE)},
    {DELETE, ENVELOPE, ANY, IS(200), IN(2206, 2207), RESULT(UNKNOWN, UNKNOWN, INCOMPLETE)},
    /* The login is over. */
    STEP(ALL & ~SIGN_IN, IS(2020),                   SESSION_OVER, SESSION_OVER, NONE),
    STEP(WITH_TOKEN, IN(2206, 2207),                 SESSION_OVER, SESSION_OVER, NONE),
    STATUS(WITH_TOKEN, IS(401),                      SESSION_OVER, SESSION_OVER, NONE),
    HTTP(WITH_TOKEN & ~DELETE, NO_ENVELOPE, IS(401), SESSION_OVER, UNKNOWN,      FILTER),
    STATUS(SIGN_IN, IS(401),                         REFUSED,      UNKNOWN,      CLIENT),
    HTTP(SIGN_IN, NO_ENVELOPE, IS(401),              REFUSED,      UNKNOWN,      CLIENT),
    /* Another step, whatever the statusCode (api 2.7). */
    HTTP(ALL, FORM(STEP), ANY,                       ANOTHER_STEP, UNKNOWN,      SECOND_FACTOR),
    STEP(ALL, IN(1635, 1636),                        ANOTHER_STEP, UNKNOWN,      SECOND_FACTOR),
    STEP(ALL, IS(1639),                              ANOTHER_STEP, UNKNOWN,      NEW_PASSWORD),
    STEP(ALL, IS(2058),                              ANOTHER_STEP, UNKNOWN,      NEW_PASSWORD),
    STEP(ALL, IS(2071),                              ANOTHER_STEP, UNKNOWN,      NEW_PASSWORD),
    STEP(ALL, IN(1640, 1645),                        ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    STEP(ALL, IS(1666),                              ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    STEP(ALL, IS(1708),                              ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    STEP(ALL, IS(2921),                              ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    STEP(ALL, IS(2930),                              ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    STEP(ALL, IS(1699),                              REFUSED,      UNKNOWN,      NOT_ALLOWED),
    STATUS(ALL, IN(300, 399),                        ANOTHER_STEP, UNKNOWN,      OTHER_STEP),
    HTTP(ALL, REPLY, IN(300, 399),                   REFUSED,      UNKNOWN,      REDIRECT),
    /* Success; the reader of the operation then looks at the data. */
    {SEND | DELETE | REVOKE, FORM(FALSE), GOOD, IS(200), ANY, RESULT(REFUSED, REFUSED, DENIED)},
    {ALL, ENVELOPE, GOOD, IS(200), ANY, RESULT(OK, OK, NONE)},
    HTTP(REVOKE, FORM(EMPTY), GOOD,                  OK,           UNKNOWN,      NONE),
    HTTP(SYSTEM | REFRESH | REVOKE, FORM(BARE), GOOD, OK,          UNKNOWN,      NONE),
    /* No envelope where one belongs. */
    HTTP(ALL & ~(REFRESH | REVOKE), FORM(BARE) | OAUTH_ERROR, GOOD,
                                                     UNKNOWN,      UNKNOWN,      INCOMPLETE),
    HTTP(ALL, NO_ENVELOPE, GOOD,                     UNKNOWN,      UNKNOWN,      NOT_JSON),
    HTTP(ALL, NO_ENVELOPE, IS(408),                  UNKNOWN,      UNKNOWN,      TIMEOUT),
    HTTP(ALL, NO_ENVELOPE, REFUSAL,                  REFUSED,      UNKNOWN,      FILTER),
    /* A delete that finds nobody may be one that came too late: it proves nothing. */
    HTTP(DELETE, FORM(OLD), ANY,                     UNKNOWN,      UNKNOWN,      INCOMPLETE),
    STATUS(DELETE, IS(404),                          UNKNOWN,      UNKNOWN,      NO_SUCH_USER),
    API(DELETE, IS(2210),                            UNKNOWN,      UNKNOWN,      NONE),
    /* Refusals by apiCode (api 2.3, 2.4). */
    API(SIGN_IN, IS(2004),                           WRONG,        UNKNOWN,      CREDENTIALS),
    API(SIGN_IN | VERIFY, IS(2006),                  WRONG,        UNKNOWN,      CREDENTIALS),
    API(SIGN_IN | VERIFY, IS(2333),                  WRONG,        UNKNOWN,      CREDENTIALS),
    API(SIGN_IN | VERIFY, IS(2001),                  WRONG,        UNKNOWN,      CODE),
    API(SIGN_IN | VERIFY, IS(500),                   WRONG,        UNKNOWN,      CODE),
    API(SIGN_IN | VERIFY | DELETE, IS(2300),         EXPIRED,      REFUSED,      CODE_EXPIRED),
    API(ALL & ~SIGN_IN, IS(2004),                    REFUSED,      UNKNOWN,      NO_SUCH_USER),
    API(ALL, IS(2005),                               REFUSED,      REFUSED,      LOCKED),
    API(ALL, IS(2057),                               REFUSED,      REFUSED,      LOCKED),
    API(ALL, IN(1576, 1578),                         REFUSED,      REFUSED,      DISABLED),
    API(ALL, IS(2120008),                            REFUSED,      REFUSED,      DISABLED),
    API(ALL, IS(2130010),                            REFUSED,      REFUSED,      DISABLED),
    API(SIGN_IN | SEND, IS(2000),                    REFUSED,      UNKNOWN,      CAPTCHA),
    API(ALL, IS(1002),                               WAIT,         REFUSED,      TOO_OFTEN),
    API(ALL, IS(2080),                               WAIT,         REFUSED,      TOO_OFTEN),
    API(ALL, IS(2100),                               WAIT,         REFUSED,      TOO_OFTEN),
    API(ALL, IS(4004),                               WAIT,         REFUSED,      TOO_OFTEN),
    API(ALL, IS(2011),                               REFUSED,      REFUSED,      APPLICATION),
    API(ALL, IS(2036),                               REFUSED,      REFUSED,      APPLICATION),
    API(ALL, IS(2101),                               REFUSED,      REFUSED,      APPLICATION),
    API(ALL, IS(2224),                               REFUSED,      REFUSED,      APPLICATION),
    API(ALL, IS(4212),                               REFUSED,      REFUSED,      APPLICATION),
    API(SIGN_IN | VERIFY, IS(2016),                  REFUSED,      UNKNOWN,      ENCRYPTION),
    API(SIGN_IN | SEND, IS(2003),                    REFUSED,      UNKNOWN,      ARGUMENT),
    API(SIGN_IN | SEND, IS(2028),                    REFUSED,      UNKNOWN,      ARGUMENT),
    API(SIGN_IN | SEND, IS(2204),                    REFUSED,      UNKNOWN,      ARGUMENT),
    API(ALL, IS(1000),                               REFUSED,      UNKNOWN,      SERVER),
    API(SEND, IN(3013, 3014),                        REFUSED,      UNKNOWN,      SERVER),
    API(ALL, IS(1001),                               REFUSED,      REFUSED,      NOT_ALLOWED),
    API(ALL, IS(2018),                               REFUSED,      REFUSED,      NOT_ALLOWED),
    API(SIGN_IN, IS(2027),                           REFUSED,      UNKNOWN,      NOT_ALLOWED),
    API(SIGN_IN, IS(2031),                           REFUSED,      UNKNOWN,      NOT_ALLOWED),
    API(SIGN_IN, IS(2042),                           REFUSED,      UNKNOWN,      NOT_ALLOWED),
    API(ALL, IS(2209),                               REFUSED,      REFUSED,      NOT_ALLOWED),
    API(ALL, IS(2212),                               REFUSED,      REFUSED,      NOT_ALLOWED),
    API(ALL, IS(4021),                               REFUSED,      REFUSED,      NOT_ALLOWED),
    API(ALL, IN(3720001, 3720003),                   REFUSED,      REFUSED,      NOT_ALLOWED),
    /* Refusals by statusCode alone (api 2.2): any apiCode may be missing or another one. */
    STATUS(ALL, IS(400),                             REFUSED,      REFUSED,      ARGUMENT),
    STATUS(SEND | SYSTEM, IS(401),                   REFUSED,      UNKNOWN,      NOT_ALLOWED),
    {SIGN_IN | VERIFY, ENVELOPE, ANY, IS(403), NO, RESULT(WRONG, UNKNOWN, CREDENTIALS)},
    STATUS(ALL, IN(402, 403),                        REFUSED,      REFUSED,      NOT_ALLOWED),
    STATUS(PROFILE, IS(404),                         REFUSED,      UNKNOWN,      NO_SUCH_USER),
    STATUS(ALL, IS(409),                             REFUSED,      REFUSED,      NOT_ALLOWED),
    STATUS(ALL, IS(413),                             REFUSED,      REFUSED,      ARGUMENT),
    STATUS(ALL, IS(422),                             REFUSED,      REFUSED,      NOT_ALLOWED),
    STATUS(VERIFY, IS(499),                          WRONG,        UNKNOWN,      NONE),
    STATUS(DELETE, IS(499),                          REFUSED,      REFUSED,      NONE),
    STATUS(ALL & ~DELETE, REFUSAL,                   REFUSED,      UNKNOWN,      NONE),
};
/* clang-format on */

const struct genauth_rule *genauth_rules(size_t *count)
{
    *count = sizeof(rules) / sizeof(rules[0]);
    return rules;
}

static bool is_in(int32_t number, struct genauth_range range)
{
    return range.from <= number && number <= range.to;
}

void genauth_classify(const struct genauth_rule *table, size_t count,
                      const struct genauth_facts *facts, struct outcome *outcome)
{
    outcome->class = OUTCOME_UNKNOWN;
    outcome->cause = OUTCOME_CAUSE_NONE;
    for (size_t i = 0; i < count; i++) {
        const struct genauth_rule *rule = &table[i];
        if ((rule->operations & (unsigned)facts->operation) == 0 ||
            (rule->forms & (unsigned)facts->form) == 0 || !is_in(facts->http, rule->http) ||
            !is_in(facts->status, rule->status) || !is_in(facts->api, rule->api))
            continue;
        outcome->class = facts->operation == GENAUTH_DELETE ? rule->of_delete : rule->class;
        outcome->cause = rule->cause;
        return;
    }
}

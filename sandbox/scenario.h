/* Faults on purpose, from the file of --scenario. Its format is in the manual page. */
#ifndef SANDBOX_SCENARIO_H
#define SANDBOX_SCENARIO_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct scenario;

enum scenario_action {
    SCENARIO_PASS,  /* answer, perhaps changed */
    SCENARIO_RESET, /* TCP reset */
    SCENARIO_CLOSE, /* orderly TLS end, no answer */
    SCENARIO_EOF,   /* TCP end without TLS end, no answer */
    SCENARIO_KILL,  /* SIGKILL for the server */
    SCENARIO_HANG,  /* no answer at all */
};

enum scenario_when {
    SCENARIO_BEFORE, /* the operation does not run */
    SCENARIO_DURING, /* only for SCENARIO_KILL: inside its transaction */
    SCENARIO_AFTER,  /* what the operation did is stored */
};

enum scenario_framing {
    SCENARIO_LENGTH,
    SCENARIO_CHUNKED,
    SCENARIO_UNTIL_CLOSE,
};

/* What happens to one request. Pointers are *borrowed* from the scenario. */
struct scenario_rule {
    char *method, *path; /* NULL method = any; path "*" = any */
    int64_t occurrence;  /* 0 = all */
    int64_t seen;        /* matching requests so far */
    enum scenario_action action;
    enum scenario_when when;
    bool replaced;                         /* the answer is not the operation's own */
    int64_t status, status_code, api_code; /* 0 = not given */
    char *message;
    json_t *headers; /* object of texts, NULL = none */
    char *body;      /* raw bytes of an answer, NULL = none */
    int64_t delay_ms;
    int64_t cut_after; /* bytes of the body, -1 = whole */
    enum scenario_action cut_with;
    int64_t drip_bytes, drip_ms;
    enum scenario_framing framing;
};

/* Reads FILE. Returns new (free with scenario_free); NULL after a message on stderr. */
struct scenario *scenario_read(const char *file);
void scenario_free(struct scenario *scenario);

/* The rule for this request, which counts as one occurrence; NULL when none fits or SCENARIO is
   NULL. *borrowed*. */
const struct scenario_rule *scenario_match(struct scenario *scenario, const char *method,
                                           const char *path);

#endif

#include "config.h"

#include "sandbox/scenario.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/i18n.h"
#include "sandbox/util.h"

struct scenario {
    pthread_mutex_t mutex; /* guards seen */
    size_t count;
    struct scenario_rule *rules;
};

void scenario_free(struct scenario *scenario)
{
    if (!scenario)
        return;
    for (size_t i = 0; i < scenario->count; i++) {
        struct scenario_rule *rule = &scenario->rules[i];
        free(rule->method);
        free(rule->path);
        free(rule->message);
        free(rule->body);
        json_decref(rule->headers);
    }
    free(scenario->rules);
    (void)pthread_mutex_destroy(&scenario->mutex);
    free(scenario);
}

/* The place of the text VALUE in NAMES; -1 when it is not there. DEFAULT_PLACE for NULL. */
static int choose(const json_t *value, const char *const *names, int default_place)
{
    const char *text = json_string_value(value);
    if (!value)
        return default_place;
    for (int i = 0; text && names[i]; i++) {
        if (strcmp(text, names[i]) == 0)
            return i;
    }
    return -1;
}

static bool read_text(const json_t *item, const char *key, char **out)
{
    const json_t *value = json_object_get(item, key);
    if (!value)
        return true;
    *out = json_is_string(value) ? strdup(json_string_value(value)) : NULL;
    return *out != NULL;
}

static bool read_number(const json_t *item, const char *key, int64_t minimum, int64_t maximum,
                        int64_t *out)
{
    const json_t *value = json_object_get(item, key);
    if (!value)
        return true;
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= minimum && *out <= maximum;
}

/* A text is the raw body; anything else is sent as JSON. */
static bool read_body(const json_t *item, struct scenario_rule *rule)
{
    const json_t *value = json_object_get(item, "body");
    if (!value)
        return true;
    rule->body = json_is_string(value) ? strdup(json_string_value(value))
                                       : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    return rule->body != NULL;
}

static bool read_headers(const json_t *item, struct scenario_rule *rule)
{
    json_t *headers = json_object_get(item, "headers");
    const char *name = NULL;
    json_t *value = NULL;
    if (!headers)
        return true;
    json_object_foreach(headers, name, value)
    {
        if (!json_is_string(value))
            return false;
    }
    rule->headers = json_incref(headers);
    return json_is_object(headers);
}

static bool read_choices(const json_t *item, struct scenario_rule *rule, const char **wrong)
{
    static const char *const actions[] = {"pass", "reset", "close", "eof", "kill", "hang", NULL};
    static const char *const whens[] = {"before", "during", "after", NULL};
    static const char *const framings[] = {"length", "chunked", "close", NULL};
    int action = choose(json_object_get(item, "action"), actions, SCENARIO_PASS);
    int cut_with = choose(json_object_get(item, "cut_with"), actions, SCENARIO_CLOSE);
    int framing = choose(json_object_get(item, "framing"), framings, SCENARIO_LENGTH);
    int when = choose(json_object_get(item, "when"), whens, SCENARIO_BEFORE);
    *wrong = action < 0                                                         ? "action"
             : when < 0 || (when == SCENARIO_DURING && action != SCENARIO_KILL) ? "when"
             : cut_with < SCENARIO_RESET || cut_with > SCENARIO_EOF             ? "cut_with"
             : framing < 0                                                      ? "framing"
                                                                                : NULL;
    if (*wrong)
        return false;
    rule->action = (enum scenario_action)action;
    rule->when = (enum scenario_when)when;
    rule->cut_with = (enum scenario_action)cut_with;
    rule->framing = (enum scenario_framing)framing;
    return true;
}

static bool read_occurrence(const json_t *item, struct scenario_rule *rule)
{
    const json_t *value = json_object_get(item, "occurrence");
    if (json_is_string(value) && strcmp(json_string_value(value), "all") == 0)
        return true;
    return read_number(item, "occurrence", 1, 1000000, &rule->occurrence);
}

/* The first key of ITEM that no rule has; NULL when there is none. */
static const char *unknown_key(json_t *item)
{
    static const char *const keys[] = {
        "path",    "method",     "occurrence", "action",  "when",     "status",
        "headers", "body",       "statusCode", "apiCode", "message",  "delay_ms",
        "drip_ms", "drip_bytes", "cut_after",  "framing", "cut_with", NULL};
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(item, key, value)
    {
        json_t *name = json_string(key);
        int place = choose(name, keys, -1);
        json_decref(name);
        if (place < 0)
            return key;
    }
    return NULL;
}

/* The rule ITEM; returns the name of the wrong key or NULL. */
static const char *read_rule(json_t *item, struct scenario_rule *rule)
{
    const char *wrong = unknown_key(item);
    *rule = (struct scenario_rule){.cut_after = -1};
    if (wrong)
        return wrong;
    if (!read_text(item, "path", &rule->path) || !rule->path)
        return "path";
    if (!read_text(item, "method", &rule->method))
        return "method";
    if (!read_text(item, "message", &rule->message))
        return "message";
    if (!read_occurrence(item, rule))
        return "occurrence";
    if (!read_choices(item, rule, &wrong))
        return wrong;
    if (!read_number(item, "status", 200, 599, &rule->status))
        return "status";
    if (!read_number(item, "statusCode", 100, 999, &rule->status_code))
        return "statusCode";
    if (!read_number(item, "apiCode", 1, INT32_MAX, &rule->api_code))
        return "apiCode";
    if (!read_number(item, "delay_ms", 0, 3600000, &rule->delay_ms))
        return "delay_ms";
    if (!read_number(item, "cut_after", 0, INT32_MAX, &rule->cut_after))
        return "cut_after";
    if (!read_number(item, "drip_bytes", 1, 65536, &rule->drip_bytes))
        return "drip_bytes";
    if (!read_number(item, "drip_ms", 0, 3600000, &rule->drip_ms))
        return "drip_ms";
    if (!read_headers(item, rule))
        return "headers";
    if (!read_body(item, rule))
        return "body";
    rule->replaced = rule->status || rule->status_code || rule->body;
    return NULL;
}

static bool read_rules(struct scenario *scenario, const char *file, const json_t *rules)
{
    size_t count = json_array_size(rules);
    scenario->rules = calloc(count + 1, sizeof *scenario->rules);
    if (!scenario->rules)
        return false;
    for (size_t i = 0; i < count; i++) {
        scenario->count = i + 1;
        const char *wrong = read_rule(json_array_get(rules, i), &scenario->rules[i]);
        if (wrong) {
            util_complain(_("Cannot use the scenario '%s': rule %zu: '%s' is not right."), file,
                          i + 1, wrong);
            return false;
        }
    }
    return true;
}

struct scenario *scenario_read(const char *file)
{
    size_t length = 0;
    json_error_t error;
    struct scenario *scenario = NULL;
    json_t *root = NULL;
    char *text = util_read_file(file, (size_t)16 << 20, &length);
    if (!text) {
        util_complain(_("Cannot read the scenario '%s': %s."), file, strerror(errno));
        return NULL;
    }
    root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    const json_t *rules = json_object_get(root, "rules");
    if (!root) {
        util_complain(_("Cannot use the scenario '%s': line %d: %s."), file, error.line,
                      error.text);
        goto out;
    }
    if (!json_is_array(rules) || json_object_size(root) != 1) {
        util_complain(_("Cannot use the scenario '%s': it must be {\"rules\": [...]}."), file);
        goto out;
    }
    scenario = calloc(1, sizeof *scenario);
    if (!scenario || pthread_mutex_init(&scenario->mutex, NULL) != 0) {
        free(scenario);
        scenario = NULL;
        goto out;
    }
    if (!read_rules(scenario, file, rules)) {
        scenario_free(scenario);
        scenario = NULL;
    }
out:
    json_decref(root);
    free(text);
    return scenario;
}

const struct scenario_rule *scenario_match(struct scenario *scenario, const char *method,
                                           const char *path)
{
    const struct scenario_rule *match = NULL;
    if (!scenario)
        return NULL;
    (void)pthread_mutex_lock(&scenario->mutex);
    for (size_t i = 0; i < scenario->count; i++) {
        struct scenario_rule *rule = &scenario->rules[i];
        if ((rule->method && strcmp(rule->method, method) != 0) ||
            (strcmp(rule->path, "*") != 0 && strcmp(rule->path, path) != 0))
            continue;
        rule->seen++;
        if (!match && (rule->occurrence == 0 || rule->occurrence == rule->seen))
            match = rule;
    }
    (void)pthread_mutex_unlock(&scenario->mutex);
    return match;
}

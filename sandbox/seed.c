#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sandbox/clock.h"
#include "sandbox/i18n.h"
#include "sandbox/users.h"

static const char *const demo_seed =
    "{\"users\": ["
    "{\"username\": \"demo\", \"email\": \"demo@example.org\", \"phone\": \"13000000001\","
    " \"phoneCountryCode\": \"+86\", \"password\": \"demo-Passw0rd\"},"
    "{\"username\": \"nocontact\", \"password\": \"demo-Passw0rd\"},"
    "{\"username\": \"locked\", \"email\": \"locked@example.org\", \"password\": \"demo-Passw0rd\","
    " \"locked\": true},"
    "{\"username\": \"twofactor\", \"email\": \"two@example.org\", \"password\": \"demo-Passw0rd\","
    " \"secondFactor\": true}"
    "]}";

struct seed_user {
    const char *username, *email, *phone, *country, *password;
    int locked, second_factor;
};

static bool insert_user(struct database *database, const struct seed_user *seed)
{
    char hash[128];
    char id[UTIL_ID_SIZE];
    if (!users_hash_password(seed->password, hash))
        return false;
    util_random_hex(id, UTIL_ID_SIZE - 1);
    int64_t now = clock_now_ms();
    return database_run(database,
                        "INSERT INTO user (id, username, email, phone, phone_country, password,"
                        " locked, second_factor, created_at, updated_at)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        "ttttttiiii", id, seed->username, seed->email, seed->phone,
                        seed->phone ? seed->country : NULL, hash, (int64_t)seed->locked,
                        (int64_t)seed->second_factor, now, now) == 1;
}

/* What is wrong with SEED, or NULL. */
static const char *check_user(const struct seed_user *seed)
{
    size_t length = strlen(seed->username);
    if (length == 0 || length > 100)
        return N_("'username' must have 1 to 100 bytes");
    for (const char *c = seed->username; *c; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            return N_("'username' holds a control character");
    }
    if (seed->password[0] == '\0')
        return N_("'password' is empty");
    if (seed->email && !users_valid_email(seed->email))
        return N_("'email' is not an e-mail address");
    if (seed->phone && !users_valid_phone(seed->phone))
        return N_("'phone' must be 4 to 20 digits, without the country code");
    if (!users_valid_country(seed->country))
        return N_("'phoneCountryCode' must be + and 1 to 4 digits");
    return NULL;
}

static const struct {
    const char *name;
    bool is_switch, needed;
} keys[] = {
    {"username", false, true},          {"email", false, false},   {"phone", false, false},
    {"phoneCountryCode", false, false}, {"password", false, true}, {"locked", true, false},
    {"secondFactor", true, false},
};

static bool is_key(const char *name)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(keys[i].name, name) == 0)
            return true;
    return false;
}

/* What is wrong with the value of a key, which %s stands for; NULL when nothing is. */
static const char *check_value(const json_t *value, bool needed, bool is_switch)
{
    if (!value)
        return needed ? N_("it has no '%s'") : NULL;
    if (is_switch)
        return json_is_boolean(value) ? NULL : N_("'%s' must be true or false");
    return json_is_string(value) ? NULL : N_("'%s' must be a text in quotes");
}

static bool has_good_keys(const char *name, size_t number, json_t *item)
{
    const char *problem = NULL, *key = NULL;
    char text[256];
    if (!json_is_object(item)) {
        util_complain(_("Cannot use the seed '%s': user %zu: %s."), name, number,
                      _("it must stand in braces"));
        return false;
    }
    for (size_t i = 0; !problem && i < sizeof keys / sizeof *keys; i++) {
        key = keys[i].name;
        problem = check_value(json_object_get(item, key), keys[i].needed, keys[i].is_switch);
    }
    for (void *at = json_object_iter(item); !problem && at; at = json_object_iter_next(item, at)) {
        key = json_object_iter_key(at);
        problem = is_key(key) ? NULL : N_("'%s' is not a key of a user");
    }
    if (!problem)
        return true;
    (void)snprintf(text, sizeof text, _(problem), key);
    util_complain(_("Cannot use the seed '%s': user %zu: %s."), name, number, text);
    return false;
}

static bool read_user(struct database *database, const char *name, size_t number, json_t *item)
{
    struct seed_user seed = {.country = "+86"};
    if (!has_good_keys(name, number, item) ||
        json_unpack(item, "{s:s, s?s, s?s, s?s, s:s, s?b, s?b}", "username", &seed.username,
                    "email", &seed.email, "phone", &seed.phone, "phoneCountryCode", &seed.country,
                    "password", &seed.password, "locked", &seed.locked, "secondFactor",
                    &seed.second_factor) != 0)
        return false;
    const char *problem = check_user(&seed);
    if (!problem && database && !insert_user(database, &seed))
        problem = N_("cannot be stored; is the user name, e-mail or phone there twice?");
    if (problem)
        util_complain(_("Cannot use the seed '%s': user %zu: %s."), name, number, _(problem));
    return !problem;
}

bool users_seed(struct database *database, const char *seed)
{
    const char *name = seed ? seed : "demo";
    char *text = NULL;
    json_t *root = NULL;
    json_t *users = NULL;
    json_error_t error;
    bool done = false;
    size_t length = strlen(demo_seed);
    if (seed)
        text = util_read_file(seed, (size_t)16 << 20, &length);
    if (seed && !text) {
        util_complain(_("Cannot read the seed '%s': %s."), name, strerror(errno));
        goto out;
    }
    root = json_loadb(text ? text : demo_seed, length, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        util_complain(_("Cannot use the seed '%s': line %d: %s."), name, error.line, error.text);
        goto out;
    }
    if (json_unpack_ex(root, &error, JSON_STRICT, "{s:o}", "users", &users) != 0 ||
        !json_is_array(users)) {
        util_complain(_("Cannot use the seed '%s': it must be {\"users\": [...]}."), name);
        goto out;
    }
    done = true;
    for (size_t i = 0; done && i < json_array_size(users); i++)
        done = read_user(database, name, i + 1, json_array_get(users, i));
out:
    json_decref(root);
    free(text);
    return done;
}

/* The sandbox's reader of requests. The input is headers, a line each, an empty line, and the body.
 * What libmicrohttpd and the database would say is said here. */
#include "config.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

#include "sandbox/request.h"
#include "tests/fuzz/fuzz.h"

enum { HEADERS_MAX = 16 };

static struct {
    char *name, *value;
} headers[HEADERS_MAX];
static size_t header_count;

const char *MHD_lookup_connection_value(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                                        const char *key)
{
    (void)connection;
    (void)kind;
    for (size_t i = 0; i < header_count; i++)
        if (strcasecmp(headers[i].name, key) == 0)
            return headers[i].value;
    return NULL;
}

bool tokens_find_access(struct database *database, const char *token, struct grant *grant)
{
    (void)database;
    FUZZ_REQUIRE(token[0] != '\0');
    *grant = (struct grant){.user_id = "u"};
    return strcmp(token, "good") == 0;
}

bool users_find(struct database *database, enum users_key key, const char *value, struct user *user)
{
    (void)database;
    FUZZ_REQUIRE(key == USERS_BY_ID && strcmp(value, "u") == 0);
    *user = (struct user){.id = "u"};
    return true;
}

/* Takes the header lines off TEXT (which is changed); the body. */
static char *read_headers(char *text)
{
    header_count = 0;
    while (*text != '\0' && *text != '\n') {
        char *end = text + strcspn(text, "\n");
        char *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        char *colon = strchr(text, ':');
        if (colon != NULL && header_count < HEADERS_MAX) {
            *colon = '\0';
            headers[header_count].name = text;
            headers[header_count++].value = colon + 1 + strspn(colon + 1, " ");
        }
        text = next;
    }
    return *text == '\n' ? text + 1 : text;
}

/* A form is a flat object of texts, and each of them is what the escapes say. */
static void check_form(json_t *body)
{
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(body, key, value)
    {
        FUZZ_REQUIRE(json_is_string(value));
        FUZZ_REQUIRE(strlen(json_string_value(value)) == json_string_length(value));
    }
}

static void check_fields(const struct request *request)
{
    static const char *const keys[] = {"client_id", "email", "passCode", "options"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        const char *text = NULL;
        const json_t *member = json_object_get(request->body, keys[i]);
        bool is_good = request_field(request->body, keys[i], true, &text);
        FUZZ_REQUIRE(is_good == (json_is_string(member) && json_string_length(member) > 0));
        FUZZ_REQUIRE(!is_good || text == json_string_value(member));
        json_t *object = request_object(request->body, keys[i]);
        FUZZ_REQUIRE(object == NULL || json_is_object(object));
        if (is_good && text[0] != ' ' && strchr(text, ' ') == NULL)
            FUZZ_REQUIRE(request_scope_has(text, text));
    }
}

static void check_headers(struct request *request)
{
    struct grant grant;
    struct user user;
    const char *token = request_token(request);
    FUZZ_REQUIRE(token == NULL || token[0] != '\0');
    if (request_login(request, &grant, &user))
        FUZZ_REQUIRE(strcmp(token, "good") == 0 && strcmp(user.id, "u") == 0);
    const char *first = MHD_lookup_connection_value(NULL, MHD_HEADER_KIND, "x-authing-app-id");
    const char *second = MHD_lookup_connection_value(NULL, MHD_HEADER_KIND, "x-genauth-app-id");
    if (first != NULL && second != NULL && strcmp(first, second) != 0)
        FUZZ_REQUIRE(!request_pairs_agree(request));
    FUZZ_REQUIRE(request_pair(request, "app-id") == (first != NULL ? first : second));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const paths[] = {"/api/v3/signin", "/oidc/token"};
    if (size == 0 || size > 4096)
        return 0;
    struct options options = {.client_auth = (enum options_client_auth)(data[0] % 3)};
    struct sandbox sandbox = {.options = &options, .app_id = "app", .app_secret = "secret"};
    struct request request = {
        .sandbox = &sandbox, .method = "POST", .path = paths[(data[0] / 3) % 2]};
    char *text = malloc(size);
    FUZZ_REQUIRE(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    char *body = read_headers(text);
    size_t length = size - 1 - (size_t)(body - text);
    if (request_read_body(&request, body, length)) {
        FUZZ_REQUIRE(length == 0 || json_is_object(request.body));
        FUZZ_REQUIRE(memchr(body, '\0', length) == NULL);
        if (request.form)
            check_form(request.body);
        enum request_client client = request_check_client(&request);
        /* Without a client's secret nobody gets in where one is needed. */
        if (client == REQUEST_CLIENT_OK && options.client_auth == OPTIONS_AUTH_POST)
            FUZZ_REQUIRE(strcmp(json_string_value(json_object_get(request.body, "client_secret")),
                                "secret") == 0);
        check_fields(&request);
    }
    check_headers(&request);
    json_decref(request.body);
    free(text);
    return 0;
}

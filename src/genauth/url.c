/* The address of the service as a person configured it (api 1.2). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/i18n.h"
#include "genauth/genauth.h"

static const char scheme[] = "https://";

enum { SCHEME_LENGTH = sizeof(scheme) - 1, PORT_DIGITS_MAX = 5, PORT_MAX = 65535 };

#define ALPHANUMERIC "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* Every byte is visible ASCII; anything else is named. */
static bool check_characters(const char *text, struct err *err)
{
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == ' ')
            return err_set(err, _("The server address has a blank in it."));
        if (byte < ' ' || byte == 0x7f)
            return err_set(err, _("The server address has a control character in it."));
        if (byte > 0x7f)
            return err_set(err, _("The server address has a character that is not ASCII. Write the "
                                  "name in its xn-- form."));
    }
    return true;
}

static bool check_scheme(const char *text, struct err *err)
{
    if (text[0] == '\0')
        return err_set(err, _("The server address is empty."));
    if (strncasecmp(text, scheme, SCHEME_LENGTH) == 0)
        return true;
    if (strncasecmp(text, "http://", strlen("http://")) == 0)
        return err_set(err, _("The server address begins with http://, which is not safe. It must "
                              "begin with https://."));
    return err_set(err, _("The server address must begin with https://."));
}

static bool check_port(const char *port, size_t length, struct err *err)
{
    if (length == 0 || length > PORT_DIGITS_MAX || strspn(port, "0123456789") < length)
        return err_set(err, _("The port in the server address is not a number."));
    long number = strtol(port, NULL, 10);
    if (number < 1 || number > PORT_MAX)
        return err_set(err, _("The port in the server address must be between 1 and 65535."));
    return true;
}

/* HOST of LENGTH bytes with an optional ":port" or "[IPv6]:port". */
static bool check_authority(const char *host, size_t length, struct err *err)
{
    bool is_bracketed = host[0] == '[';
    const char *letters = is_bracketed ? "0123456789abcdefABCDEF:." : ALPHANUMERIC "-.";
    size_t skip = is_bracketed ? 1 : 0;
    size_t name = strspn(host + skip, letters);
    size_t used = name + 2 * skip;
    if (memchr(host, '@', length) != NULL)
        return err_set(err, _("The server address has a user name in it. Leave it out."));
    if (name == 0)
        return err_set(err, _("The server address has no host name."));
    if ((is_bracketed && host[name + 1] != ']') || (used < length && host[used] != ':') ||
        (!is_bracketed && (host[0] == '.' || host[0] == '-')))
        return err_set(err, _("The host name in the server address is not valid."));
    return used == length || check_port(host + used + 1, length - used - 1, err);
}

/* A path is allowed, but only a plain one: what a server makes of dots and empty parts differs. */
static bool check_path(const char *path, struct err *err)
{
    if (strstr(path, "//") != NULL || strstr(path, "/./") != NULL || strstr(path, "/../") != NULL ||
        path[strspn(path, ALPHANUMERIC "/-._~")] != '\0')
        return err_set(err, _("The path in the server address is not valid."));
    size_t length = strlen(path);
    const char *last = strrchr(path, '/');
    if (length > 0 && (strcmp(last, "/.") == 0 || strcmp(last, "/..") == 0))
        return err_set(err, _("The path in the server address is not valid."));
    return true;
}

bool genauth_check_url(const char *text, char *base_url, size_t size, struct err *err)
{
    if (!check_characters(text, err) || !check_scheme(text, err))
        return false;
    const char *host = text + SCHEME_LENGTH;
    if (strchr(host, '?') != NULL)
        return err_set(err,
                       _("The server address has a question mark in it. Leave the query out."));
    if (strchr(host, '#') != NULL)
        return err_set(err, _("The server address has a # in it. Leave the fragment out."));
    size_t authority = strcspn(host, "/");
    if (!check_authority(host, authority, err) || !check_path(host + authority, err))
        return false;
    size_t length = strlen(host);
    if (host[length - 1] == '/')
        length--;
    if (SCHEME_LENGTH + length >= size)
        return err_set(err, _("The server address is too long."));
    memcpy(base_url, scheme, SCHEME_LENGTH);
    memcpy(base_url + SCHEME_LENGTH, host, length);
    base_url[SCHEME_LENGTH + length] = '\0';
    return true;
}

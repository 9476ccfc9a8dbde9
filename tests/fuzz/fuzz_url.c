/* The address of a server as a person types it: https, a host, and nothing that misleads. */
#include "config.h"

#include <string.h>

#include "genauth/genauth.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char text[512];
    char url[HTTP_URL_SIZE];
    char again[HTTP_URL_SIZE];
    char small[24];
    struct err err = {0};
    if (size >= sizeof(text))
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!genauth_check_url(text, url, sizeof(url), &err)) {
        FUZZ_REQUIRE(err.text[0] != '\0');
        for (const char *c = err.text; *c != '\0'; c++)
            FUZZ_REQUIRE((unsigned char)*c >= 0x20 && *c != 0x7f);
        return 0;
    }
    FUZZ_REQUIRE(strncasecmp(url, "https://", 8) == 0 && url[8] != '\0' && url[8] != '/');
    FUZZ_REQUIRE(strpbrk(url, "@?#\\ \t\r\n\"<>") == NULL && url[strlen(url) - 1] != '/');
    for (const char *c = url; *c != '\0'; c++)
        FUZZ_REQUIRE(*c > ' ' && *c <= '~');
    FUZZ_REQUIRE(genauth_check_url(url, again, sizeof(again), &err) && strcmp(url, again) == 0);
    if (genauth_check_url(text, small, sizeof(small), &err))
        FUZZ_REQUIRE(strlen(small) < sizeof(small));
    return 0;
}

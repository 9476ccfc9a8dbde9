#include "tests/failing/failing.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct failing *failing;

/* Before main, which makes the environment anew. */
static void __attribute__((constructor)) open_map(void)
{
    const char *path = getenv(FAILING_VARIABLE);
    int fd = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    void *shared = mmap(NULL, sizeof(*failing), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        abort();
    failing = shared;
    (void)close(fd);
}

static bool fails(const char *what)
{
    if (failing == NULL || atomic_fetch_add(&failing->count, 1) + 1 != atomic_load(&failing->at))
        return false;
    (void)snprintf(failing->what, sizeof(failing->what), "%s", what);
    errno = ENOMEM;
    return true;
}

/* The linker's --wrap gives each function two names. */
#define WRAP(type, name, parameters, arguments)                                                    \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return fails(#name) ? NULL : __real_##name arguments;                                      \
    }

WRAP(void *, malloc, (size_t size), (size))
WRAP(void *, calloc, (size_t count, size_t size), (count, size))
WRAP(void *, realloc, (void *bytes, size_t size), (bytes, size))
WRAP(char *, strdup, (const char *text), (text))
WRAP(FILE *, fopen, (const char *path, const char *mode), (path, mode))
WRAP(FILE *, fdopen, (int fd, const char *mode), (fd, mode))
WRAP(char *, realpath, (const char *path, char *resolved), (path, resolved))
WRAP(locale_t, newlocale, (int mask, const char *name, locale_t base), (mask, name, base))
WRAP(void *, sodium_malloc, (size_t size), (size))
WRAP(BIO *, BIO_new_mem_buf, (const void *bytes, int size), (bytes, size))
WRAP(EVP_PKEY *, PEM_read_bio_PUBKEY,
     (BIO * bio, EVP_PKEY **key, pem_password_cb *callback, void *context),
     (bio, key, callback, context))
WRAP(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY * key, ENGINE *engine), (key, engine))
WRAP(CURLU *, curl_url, (void), ())
WRAP(CURL *, curl_easy_init, (void), ())
WRAP(CURLM *, curl_multi_init, (void), ())
WRAP(struct curl_slist *, curl_slist_append, (struct curl_slist * list, const char *text),
     (list, text))
WRAP(cJSON *, cJSON_ParseWithLength, (const char *text, size_t length), (text, length))
WRAP(void *, newterm, (const char *type, FILE *output, FILE *input), (type, output, input))
WRAP(void *, newpad, (int rows, int cols), (rows, cols))

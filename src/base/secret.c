#include "base/secret.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct secret *secret_new(size_t capacity)
{
    if (capacity == SIZE_MAX || sodium_init() < 0)
        return NULL;
    struct secret *secret = calloc(1, sizeof(*secret));
    if (secret == NULL)
        return NULL;
    secret->bytes = sodium_malloc(capacity + 1);
    if (secret->bytes == NULL) {
        free(secret);
        return NULL;
    }
    secret->capacity = capacity;
    secret->bytes[0] = '\0';
    return secret;
}

void secret_free(struct secret *secret)
{
    if (secret == NULL)
        return;
    sodium_free(secret->bytes); /* wipes the whole region first */
    free(secret);
}

void secret_wipe(struct secret *secret)
{
    if (secret == NULL)
        return;
    sodium_memzero(secret->bytes, secret->capacity + 1);
    secret->length = 0;
}

bool secret_set(struct secret *secret, const char *bytes, size_t length)
{
    secret_wipe(secret);
    return secret_append(secret, bytes, length);
}

bool secret_append(struct secret *secret, const char *bytes, size_t length)
{
    assert(secret->length <= secret->capacity);
    if (length > secret->capacity - secret->length)
        return false;
    if (length > 0)
        memcpy(secret->bytes + secret->length, bytes, length);
    secret->length += length;
    secret->bytes[secret->length] = '\0';
    return true;
}

bool secret_move(struct secret *to, struct secret *from)
{
    bool fits = secret_set(to, from->bytes, from->length);
    secret_wipe(from);
    return fits;
}

bool secret_is_empty(const struct secret *secret)
{
    return secret == NULL || secret->length == 0;
}

struct secret *secret_copy(const struct secret *secret)
{
    struct secret *copy = secret_new(secret->length);
    if (copy != NULL && !secret_append(copy, secret->bytes, secret->length)) {
        secret_free(copy);
        copy = NULL;
    }
    return copy;
}

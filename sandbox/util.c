#include "config.h"

#include "sandbox/util.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sandbox/clock.h"

void util_complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    flockfile(stderr);
    (void)fputs("genauth-sandbox: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
    funlockfile(stderr);
    va_end(arguments);
}

char *util_format(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return length < 0 ? NULL : text;
}

void util_format_time(int64_t ms, char out[UTIL_TIME_SIZE])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    struct tm *converted = gmtime_r(&seconds, &parts);
    assert(converted && parts.tm_year >= 0 && parts.tm_year < 8000);
    char text[64];
    int length = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                          parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                          parts.tm_min, parts.tm_sec, (int)(ms % 1000));
    assert(length == UTIL_TIME_SIZE - 1);
    memcpy(out, text, UTIL_TIME_SIZE);
}

void util_random_hex(char *out, size_t digits)
{
    unsigned char bytes[64];
    assert(digits % 2 == 0 && digits / 2 <= sizeof bytes);
    randombytes_buf(bytes, digits / 2);
    (void)sodium_bin2hex(out, digits + 1, bytes, digits / 2);
    sodium_memzero(bytes, sizeof bytes);
}

void util_random_code(char out[UTIL_CODE_SIZE])
{
    int length = snprintf(out, UTIL_CODE_SIZE, "%06u", randombytes_uniform(1000000) % 1000000U);
    assert(length == UTIL_CODE_SIZE - 1);
}

void util_random_uuid(char out[UTIL_UUID_SIZE])
{
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    char hex[33];
    (void)sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    int length = snprintf(out, UTIL_UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12,
                          hex + 16, hex + 20);
    assert(length == UTIL_UUID_SIZE - 1);
}

void util_hash(const char *text, const unsigned char *key, unsigned char out[UTIL_HASH_SIZE])
{
    int result = crypto_generichash(out, UTIL_HASH_SIZE, (const unsigned char *)text, strlen(text),
                                    key, key ? UTIL_HASH_SIZE : 0);
    assert(result == 0);
}

bool util_equal(const char *a, const char *b)
{
    size_t length = strlen(a);
    return length == strlen(b) && sodium_memcmp(a, b, length) == 0;
}

bool util_copy(char *out, size_t size, const char *text)
{
    assert(size > 0);
    size_t length = strlen(text);
    out[0] = '\0';
    if (length >= size)
        return false;
    memcpy(out, text, length + 1);
    return true;
}

void util_wait(int stop_fd, int peer_fd, int64_t ms)
{
    int64_t end = clock_elapsed_ms() + ms;
    for (int64_t left = ms; left != 0;) {
        struct pollfd fds[] = {{.fd = stop_fd, .events = POLLIN},
                               {.fd = peer_fd, .events = POLLRDHUP}};
        int timeout = left < 0 ? -1 : (int)clock_real_ms(left > 60000 ? 60000 : left);
        int ready = poll(fds, 2, timeout);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return;
        if (ms >= 0) {
            left = end - clock_elapsed_ms();
            left = left < 0 ? 0 : left;
        }
    }
}

char *util_read_file(const char *path, size_t limit, size_t *length)
{
    char *text = NULL;
    bool done = false;
    int error = 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return NULL;
    text = malloc(limit + 1);
    if (!text) {
        error = ENOMEM;
        goto out;
    }
    *length = fread(text, 1, limit + 1, file);
    if (ferror(file)) {
        error = errno;
        goto out;
    }
    if (*length > limit) {
        error = EFBIG;
        goto out;
    }
    text[*length] = '\0';
    done = true;
out:
    (void)fclose(file);
    if (!done) {
        free(text);
        text = NULL;
        errno = error;
    }
    return text;
}

bool util_write_file(const char *path, const char *text, unsigned mode)
{
    bool done = false;
    size_t length = strlen(text);
    char *temporary = util_format("%s.new", path);
    if (!temporary)
        return false;
    /* What a crash left there, or somebody put there, keeps its owner and its mode: away with it.
     */
    (void)unlink(temporary);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, (mode_t)mode);
    if (fd < 0)
        goto out;
    done = write(fd, text, length) == (ssize_t)length;
    if (close(fd) != 0)
        done = false;
    done = done && rename(temporary, path) == 0;
out:
    free(temporary);
    return done;
}

/* Configuration files: what is taken from one is clean, and a complaint can be shown. */
#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/config_file.h"
#include "app/options.h"
#include "base/text.h"
#include "tests/fuzz/fuzz.h"

static char path[64];

/* A file of these bytes that only its owner can change. */
static void write_file(const uint8_t *data, size_t size)
{
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("config", MFD_CLOEXEC);
        FUZZ_REQUIRE(fd >= 0 && fchmod(fd, 0600) == 0);
        FUZZ_REQUIRE(snprintf(path, sizeof(path), "/proc/self/fd/%d", fd) > 0);
    }
    FUZZ_REQUIRE(ftruncate(fd, 0) == 0);
    FUZZ_REQUIRE(pwrite(fd, data, size, 0) == (ssize_t)size);
}

static void check_text(const char *text)
{
    FUZZ_REQUIRE(text_is_utf8(text, strlen(text)));
    for (const char *c = text; *c != '\0'; c++)
        FUZZ_REQUIRE((unsigned char)*c >= 0x20 || *c == '\t' || *c == '\r');
}

static bool take(void *context, const char *key, const char *value, struct err *err)
{
    size_t *count = context;
    check_text(key);
    check_text(value);
    FUZZ_REQUIRE(strchr(key, '\n') == NULL && strchr(value, '\n') == NULL);
    (*count)++;
    return strcmp(key, "stop") != 0 || err_set(err, "Stopped.");
}

/* A complaint is for the screen: one line of clean text. */
static void check_err(const struct err *err)
{
    check_text(err->text);
    FUZZ_REQUIRE(err->text[0] != '\0' && strpbrk(err->text, "\t\r\033") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = {0};
    size_t count = 0;
    write_file(data, size);
    if (!config_file_read(path, true, CONFIG_FILE_OWNER_USER, take, &count, &err))
        check_err(&err);
    FUZZ_REQUIRE(count <= size);

    char option[96];
    char program[] = "genauth-tui";
    char *argv[] = {program, option, NULL};
    const struct options_files files = {.system = "/dev/null"};
    struct options options;
    struct err complaint = {0};
    FUZZ_REQUIRE(snprintf(option, sizeof(option), "--config=%s", path) > 0);
    if (options_read_files(&options, 2, argv, &files, &complaint)) {
        check_text(options.app_id);
        FUZZ_REQUIRE(options.demo || strncmp(options.host, "https://", 8) == 0);
        FUZZ_REQUIRE(options.demo || options.app_id[0] != '\0');
        FUZZ_REQUIRE(strlen(options.header_prefix) < sizeof(options.header_prefix));
    } else {
        check_err(&complaint);
    }
    return 0;
}

/* The sandbox's comparisons of secrets with valgrind as the judge: the bytes of the secret count as
 * undefined, so that whatever branches on them or looks up a table with them is reported. Run by
 * tests/check-constant-time with what to compare; ends with 0 when the right one was accepted and
 * the wrong one refused. */
#include "config.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#else
#define RUNNING_ON_VALGRIND                      0
#define VALGRIND_MAKE_MEM_UNDEFINED(bytes, size) ((void)(bytes), (void)(size))
#define VALGRIND_MAKE_MEM_DEFINED(bytes, size)   ((void)(bytes), (void)(size))
#endif

#include "sandbox/codes.h"

enum { SKIPPED = 77 };

int __real_sodium_memcmp(const void *a, const void *b, size_t size);
int __wrap_sodium_memcmp(const void *a, const void *b, size_t size);

static int compared;

/* The answer may be known, and what was compared is no secret after it. */
int __wrap_sodium_memcmp(const void *a, const void *b, size_t size)
{
    int result = __real_sodium_memcmp(a, b, size);
    (void)VALGRIND_MAKE_MEM_DEFINED(&result, sizeof(result));
    (void)VALGRIND_MAKE_MEM_DEFINED(a, size);
    (void)VALGRIND_MAKE_MEM_DEFINED(b, size);
    compared++;
    return result;
}

static enum codes_result check_code(struct database *database, const char *code)
{
    static const struct code_target target = {"CHANNEL_LOGIN", "a@example.org", NULL};
    char typed[UTIL_CODE_SIZE];
    memcpy(typed, code, sizeof(typed));
    (void)VALGRIND_MAKE_MEM_UNDEFINED(typed, sizeof(typed) - 1);
    return codes_check(database, &target, typed, true);
}

static bool compare_codes(void)
{
    static const struct code_target target = {"CHANNEL_LOGIN", "a@example.org", NULL};
    char file[] = "/tmp/genauth-sandbox-time.XXXXXX";
    char code[UTIL_CODE_SIZE];
    bool new = false;
    int fd = mkstemp(file);
    if (fd < 0 || close(fd) != 0)
        return false;
    struct database *database = database_open(file, &new);
    bool done = database && database_begin(database) && database_create(database) &&
                codes_create(database, &target, 60000, 0, code) == CODES_OK;
    char wrong[UTIL_CODE_SIZE];
    memcpy(wrong, code, sizeof(wrong));
    wrong[0] = wrong[0] == '9' ? '0' : '9';
    done = done && check_code(database, wrong) == CODES_WRONG;
    done = done && check_code(database, code) == CODES_OK;
    database_rollback(database);
    database_close(database);
    return unlink(file) == 0 && done;
}

/* Whether EQUAL tells two texts of the same length apart, with the bytes of both undefined. */
static bool compare_texts(bool (*equal)(const char *, const char *))
{
    char stored[] = "token-0123456789";
    char same[] = "token-0123456789";
    char other[] = "tokem-0123456789";
    (void)VALGRIND_MAKE_MEM_UNDEFINED(stored, sizeof(stored) - 1);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(same, sizeof(same) - 1);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(other, sizeof(other) - 1);
    bool is_same = equal(stored, same);
    (void)VALGRIND_MAKE_MEM_UNDEFINED(stored, sizeof(stored) - 1);
    return is_same && !equal(stored, other);
}

/* What must be reported. */
static bool equal_until_different(const char *a, const char *b)
{
    const volatile char *left = a;
    const volatile char *right = b;
    for (; *left != '\0'; left++, right++)
        if (*left != *right)
            return false;
    compared++;
    return *right == '\0';
}

int main(int argc, char **argv)
{
    bool done = false;
    if (!RUNNING_ON_VALGRIND)
        return SKIPPED;
    if (argc != 2 || sodium_init() < 0)
        return EXIT_FAILURE;
    if (strcmp(argv[1], "codes") == 0)
        done = compare_codes();
    else if (strcmp(argv[1], "texts") == 0)
        done = compare_texts(util_equal);
    else if (strcmp(argv[1], "early") == 0)
        done = compare_texts(equal_until_different);
    return done && compared > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

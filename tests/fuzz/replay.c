/* Instead of libFuzzer's main: gives the files of a folder to the target and prints TAP. The folder
 * is the first argument, or NAME in the corpus for a program called fuzz_NAME. */
#include "config.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { FILE_MAX = 1 << 20, FILES_LEAST = 3 };

static bool replay(const char *folder, const char *name)
{
    char path[4096];
    uint8_t *data = malloc(FILE_MAX);
    bool done = false;
    FILE *file = NULL;
    if (data == NULL || snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        goto out;
    file = fopen(path, "re");
    if (file == NULL)
        goto out;
    size_t size = fread(data, 1, FILE_MAX, file);
    if (ferror(file) || size == FILE_MAX)
        goto out;
    /* A copy of the exact size, so that the sanitizer sees a step too far. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        goto out;
    memcpy(exact, data, size);
    done = LLVMFuzzerTestOneInput(exact, size) == 0;
    free(exact);
out:
    if (file != NULL)
        (void)fclose(file);
    free(data);
    return done;
}

int main(int argc, char **argv)
{
    char own[4096];
    const char *name = strstr(argv[0], "fuzz_");
    if (name == NULL || snprintf(own, sizeof(own), FUZZ_CORPUS "/%s", name + 5) >= (int)sizeof(own))
        return EXIT_FAILURE;
    const char *folder = argc > 1 ? argv[1] : own;
    int count = 0;
    int failed = 0;
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        perror(folder);
        return EXIT_FAILURE;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (replay(folder, entry->d_name))
            continue;
        failed++;
        printf("# not done: %s\n", entry->d_name);
    }
    (void)closedir(dir);
    /* A corpus that was lost must not look like one that passed. */
    bool passed = failed == 0 && count >= FILES_LEAST;
    printf("%sok 1 - %d inputs\n1..1\n", passed ? "" : "not ", count);
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* The strict JSON reader as a filter, for tests/check-json: reads "LENGTH\n" and so many bytes,
 * again and again, and answers each with a line: "good", or why not. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"

enum { INPUT_MAX = 1 << 20 };

int main(void)
{
    char line[32];
    char *text = malloc(INPUT_MAX);
    if (text == NULL)
        return EXIT_FAILURE;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        char *end = NULL;
        unsigned long length = strtoul(line, &end, 10);
        if (*end != '\n' || length > INPUT_MAX || fread(text, 1, length, stdin) != length)
            return EXIT_FAILURE;
        const char *problem = NULL;
        struct json *json = json_read(text, length, &problem);
        if (puts(json != NULL ? "good" : problem) < 0)
            return EXIT_FAILURE;
        json_free(json);
    }
    free(text);
    return ferror(stdin) || fflush(stdout) != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

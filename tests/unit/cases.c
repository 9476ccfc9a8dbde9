#include "tests/unit/cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cases_fail(const char *file, int number, const char *what)
{
    printf("Bail out! %s:%d: %s\n", file, number, what);
    exit(EXIT_FAILURE);
}

static char *read_file(const char *file)
{
    char path[1024];
    int written = snprintf(path, sizeof(path), TEST_DATA "/genauth/%s", file);
    FILE *stream = written > 0 && written < (int)sizeof(path) ? fopen(path, "rb") : NULL;
    if (stream == NULL || fseek(stream, 0, SEEK_END) != 0)
        cases_fail(path, 0, "cannot be opened");
    long size = ftell(stream);
    char *text = size < 0 ? NULL : malloc((size_t)size + 1);
    rewind(stream);
    if (text == NULL || fread(text, 1, (size_t)size, stream) != (size_t)size)
        cases_fail(path, 0, "cannot be read");
    text[size] = '\0';
    fclose(stream);
    return text;
}

static struct test_case *add_case(struct cases *cases, const char *file, int number,
                                  const char *name)
{
    struct test_case *list = realloc(cases->list, (cases->count + 1) * sizeof(*list));
    if (list == NULL)
        cases_fail(file, number, "no memory");
    cases->list = list;
    list[cases->count] = (struct test_case){.name = name, .file = file, .number = number};
    return &list[cases->count++];
}

void cases_read(struct cases *cases, const char *file)
{
    struct test_case *test = NULL;
    char *rest = read_file(file);
    cases->text = rest;
    for (int number = 1; rest != NULL; number++) {
        char *line = rest;
        rest = strchr(line, '\n');
        if (rest != NULL)
            *rest++ = '\0';
        if (line[0] == '\0' || line[0] == '#')
            continue;
        char *value = line + strcspn(line, " ");
        if (*value == ' ')
            *value++ = '\0';
        if (strcmp(line, "case") == 0) {
            test = add_case(cases, file, number, value);
            continue;
        }
        if (test == NULL || test->count == CASES_MAX_LINES)
            cases_fail(file, number, "no case yet, or too many lines in it");
        test->lines[test->count++] = (struct case_line){.key = line, .value = value};
    }
}

const char *case_get(const struct test_case *test, const char *key)
{
    for (size_t i = 0; i < test->count; i++)
        if (strcmp(test->lines[i].key, key) == 0)
            return test->lines[i].value;
    return NULL;
}

long case_number(const struct test_case *test, const char *key, long other)
{
    const char *value = case_get(test, key);
    char *end;
    if (value == NULL)
        return other;
    long number = strtol(value, &end, 10);
    if (end == value || *end != '\0')
        cases_fail(test->file, test->number, "not a number");
    return number;
}

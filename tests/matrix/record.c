#include "config.h"

#include "tests/matrix/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/e2e/kit.h"

enum { RECORDS_MAX = 8 };

struct records {
    json_t *list[RECORDS_MAX];
    int count;
};

static const char *field(const json_t *record, const char *key)
{
    const char *text = json_string_value(json_object_get(record, key));
    return text == NULL ? "" : text;
}

static const char *what_is(const json_t *record)
{
    const char *type = field(record, "type");
    return strcmp(type, RECORD_COMMIT) == 0 ? type : field(record, "result");
}

/* Only the newest attempt counts: an earlier front may have had the same port. */
static void forget_older(struct records *records)
{
    int first = 0, last = records->count - 1;
    while (first < last && strcmp(field(records->list[first], "attempt"),
                                  field(records->list[last], "attempt")) != 0)
        json_decref(records->list[first++]);
    records->count -= first;
    memmove(records->list, records->list + first, (size_t)records->count * sizeof records->list[0]);
}

/* A line that has no end yet is being written. */
static void read_records(struct records *records, const char *file, int port)
{
    char *text = kit_read_file(file), *end = NULL, number[16];
    (void)snprintf(number, sizeof number, ":%d", port);
    *records = (struct records){0};
    for (char *line = text; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        json_t *record = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
        const char *at = record == NULL ? NULL : strrchr(field(record, "server"), ':');
        if (at != NULL && strcmp(at, number) == 0 && records->count < RECORDS_MAX)
            records->list[records->count++] = record;
        else
            json_decref(record);
    }
    free(text);
    forget_older(records);
}

static void free_records(struct records *records)
{
    for (int i = 0; i < records->count; i++)
        json_decref(records->list[i]);
}

int record_count(const char *file, int port, const char *what)
{
    struct records records;
    int count = 0;
    read_records(&records, file, port);
    for (int i = 0; i < records.count; i++)
        count += what == NULL || strcmp(what_is(records.list[i]), what) == 0;
    free_records(&records);
    return count;
}

void record_check(const char *file, int port, const char *const *wanted)
{
    struct records records;
    read_records(&records, file, port);
    for (int i = 0; i < records.count; i++) {
        const char *what = what_is(records.list[i]);
        ck_assert_msg(wanted[i] != NULL, "a record too much: %s", what);
        ck_assert_msg(strcmp(what, wanted[i]) == 0,
                      "the journal at %d says %s, not %s (%d records)", port, what, wanted[i],
                      records.count);
        ck_assert_str_eq(field(records.list[i], "attempt"), field(records.list[0], "attempt"));
    }
    ck_assert_msg(wanted[records.count] == NULL, "the journal lacks %s", wanted[records.count]);
    free_records(&records);
}

void record_attempt(const char *file, int port, char attempt[9])
{
    struct records records;
    read_records(&records, file, port);
    ck_assert_int_gt(records.count, 0);
    (void)snprintf(attempt, 9, "%s", field(records.list[0], "attempt"));
    free_records(&records);
}

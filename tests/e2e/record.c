#include "config.h"

#include "tests/e2e/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/e2e/kit.h"

const char *record_field(const json_t *record, const char *key)
{
    const char *text = json_string_value(json_object_get(record, key));
    return text == NULL ? "" : text;
}

static const char *what_is(const json_t *record)
{
    const char *type = record_field(record, "type");
    return strcmp(type, RECORD_COMMIT) == 0 ? type : record_field(record, "result");
}

void record_read(struct records *records, const char *file)
{
    char *text = kit_read_file(file), *end = NULL;
    *records = (struct records){0};
    for (char *line = text; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        json_t *record = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES, NULL);
        ck_assert_msg(json_is_object(record), "not a record: %s", line);
        ck_assert_int_lt(records->count, RECORDS_MAX);
        records->list[records->count++] = record;
    }
    free(text);
}

void record_free(struct records *records)
{
    for (int i = 0; i < records->count; i++)
        json_decref(records->list[i]);
}

int record_count(const char *file, const char *what)
{
    struct records records;
    int count = 0;
    record_read(&records, file);
    for (int i = 0; i < records.count; i++)
        count += what == NULL || strcmp(what_is(records.list[i]), what) == 0;
    record_free(&records);
    return count;
}

void record_check(const char *file, const char *const *wanted)
{
    struct records records;
    record_read(&records, file);
    for (int i = 0; i < records.count; i++) {
        const char *what = what_is(records.list[i]);
        ck_assert_msg(wanted[i] != NULL, "a record too much: %s", what);
        ck_assert_msg(strcmp(what, wanted[i]) == 0, "record %d of %d in %s is %s, not %s", i + 1,
                      records.count, file, what, wanted[i]);
        ck_assert_str_eq(record_field(records.list[i], "attempt"),
                         record_field(records.list[0], "attempt"));
    }
    ck_assert_msg(wanted[records.count] == NULL, "%s lacks %s", file, wanted[records.count]);
    record_free(&records);
}

void record_attempt(const char *file, char attempt[9])
{
    struct records records;
    record_read(&records, file);
    ck_assert_int_gt(records.count, 0);
    (void)snprintf(attempt, 9, "%s", record_field(records.list[0], "attempt"));
    record_free(&records);
}

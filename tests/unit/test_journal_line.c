/* One line of the journal: only what the program itself writes is a record. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "app/journal_line.h"
#include "tests/tap.h"
#include "tests/unit/journal_lines.h"

/* A field that is missing, of another type, of another form or too much. FROM in a good COMMIT
 * becomes TO. */
static const struct {
    const char *from, *to;
} changes[] = {
    {"\"v\":1", "\"v\":2"},
    {"\"v\":1", "\"v\":\"1\""},
    {"\"v\":1,", ""},
    {"COMMIT", "Commit"},
    {"COMMIT", "RESULT"},
    {"ABCD2345", "ABCD234"},
    {"ABCD2345", "ABCD23456"},
    {"ABCD2345", "ABCD234\\u001b"},
    {"ABCD2345", "abcd2345"},
    {"2026-03-01T08:15:30Z", "2026-02-30T08:15:30Z"},
    {"2026-03-01T08:15:30Z", "2026-03-01 08:15:30Z"},
    {"2026-03-01T08:15:30Z", "2026-03-01T08:15:30z"},
    {"2026-03-01T08:15:30Z", "2026-3-001T08:15:30Z"},
    {"\"2026-03-01T08:15:30Z\"", "1772352930"},
    {HOST, "other.example.org"},
    {"\"" HOST "\"", "null"},
    {USER, "0f0e0d0c0b0a0908070605040302010"},
    {USER, "0F0E0D0C0B0A09080706050403020100"},
    {KEY, "000102030405060708090a0b0c0d0e0"},
    {KEY, "000102030405060708090a0b0c0d0e0g"},
    {",\"key\":\"" KEY "\"", ""},
    {"2026-03-01T08:16:45Z", ""},
    {BOOT, "00112233445566778899aabbccddeef"},
    {",\"boot\":\"" BOOT "\"", ""},
    {"98765", "-1"},
    {"98765", "98765.5"},
    {"98765", "\"98765\""},
    {",\"closes_boot_ms\":98765", ""},
    {"98765}", "98765,\"more\":1}"},
};

START_TEST(line__is_taken__only_when_it_is_exact)
    {
        static const char good[] = COMMIT("ABCD2345");
        char text[1024];
        struct journal_line line;
        const char *at = strstr(good, changes[_i].from);
        ck_assert_ptr_nonnull(at);
        int length = snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, changes[_i].to,
                              at + strlen(changes[_i].from));
        bool is_good = journal_line_read(text, (size_t)length - 1, &line);
        ck_assert_msg(!is_good || strcmp(line.attempt.server, HOST) != 0, "taken: %s", text);
    }
END_TEST

/* What is written is read again as it was. */
START_TEST(line__is_read__as_it_was_written)
    {
        static const char *const lines[] = {COMMIT("ABCD2345"), RESULT("ABCD2345", "deleted"),
                                            RESULT("ABCD2345", "unknown")};
        for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
            struct journal_line line;
            struct buf again = buf_init(JOURNAL_LINE_MAX);
            ck_assert(journal_line_read(lines[i], strlen(lines[i]) - 1, &line));
            journal_line_write(&line, &again);
            ck_assert_str_eq(buf_text(&again), lines[i]);
            buf_free(&again);
        }
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal_line");
    TCase *tests = tap_case(suite, "journal_line");
    tcase_add_loop_test(tests, line__is_taken__only_when_it_is_exact, 0,
                        (int)(sizeof changes / sizeof *changes));
    tcase_add_test(tests, line__is_read__as_it_was_written);
    return tap_run(suite);
}

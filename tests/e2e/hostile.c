/* A sample of what tests/hostile does in one process, with the whole program: names and words of a
 * hostile server come over the wire, and every byte that comes out is looked at: of the three front
 * ends, the receipt, the journal and the log. */
#include "config.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"
#include "tests/hostile/corpus.h"

enum { TEXTS = 20, RULES_MAX = 256 * 1024, NAME_MAX_BYTES = 100 };

#define JOURNAL "state/genauth-tui/journal"

/* TEXTS of the corpus, from all over it, that a reply can hold. */
static void choose(struct corpus_text chosen[TEXTS])
{
    size_t count = 0, at = 0;
    const struct corpus_text *texts = corpus_texts(&count);
    for (size_t i = 0; i < TEXTS; i++) {
        for (at = i * count / TEXTS; texts[at].length > NAME_MAX_BYTES || texts[at].length < 2 ||
                                     u8_check((const uint8_t *)texts[at].bytes, texts[at].length);)
            at++;
        ck_assert_uint_lt(at, count);
        chosen[i] = texts[at];
    }
}

/* The first sending of a code for each is refused in the words of the text. */
static void add_rule(struct buf *rules, const struct corpus_text *text, int number)
{
    static const char *const keys[] = {"message", "requestId", "uniqueId", "error_description"};
    buf_printf(rules,
               "%s{\"path\": \"/api/v3/send-email\", \"occurrence\": %d, \"status\": 422, "
               "\"body\": {\"statusCode\": 422",
               number == 0 ? "" : ",", 2 * number + 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        buf_printf(rules, ", \"%s\": \"", keys[i]);
        corpus_put_json(rules, text, true);
        buf_append_text(rules, "\"");
    }
    buf_append_text(rules, "}}");
}

/* The names of the seed are checked; a server has others. */
static void rename_users(const char *file, const struct corpus_text chosen[TEXTS])
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    ck_assert_int_eq(sqlite3_open_v2(file, &handle, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    (void)sqlite3_busy_timeout(handle, KIT_WAIT_MS);
    ck_assert_int_eq(sqlite3_prepare_v2(handle,
                                        "UPDATE user SET username = ?1 || ?2 WHERE email = ?3", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    for (int i = 0; i < TEXTS; i++) {
        char email[32], end[8];
        (void)snprintf(email, sizeof email, "u%02d@example.org", i);
        (void)snprintf(end, sizeof end, "n%02d", i); /* names are unique */
        (void)sqlite3_bind_text(statement, 1, chosen[i].bytes, (int)chosen[i].length, NULL);
        (void)sqlite3_bind_text(statement, 2, end, -1, SQLITE_TRANSIENT);
        (void)sqlite3_bind_text(statement, 3, email, -1, SQLITE_TRANSIENT);
        ck_assert_int_eq(sqlite3_step(statement), SQLITE_DONE);
        ck_assert_int_eq(sqlite3_changes(handle), 1);
        (void)sqlite3_reset(statement);
    }
    (void)sqlite3_finalize(statement);
    ck_assert_int_eq(sqlite3_close(handle), SQLITE_OK);
}

/* What a screen gets: sequences of the kinds that curses writes are left out, and in what is left
 * nothing may drive a terminal. No sequence of the text itself is among them. */
static void check_screen(struct person *person, const struct corpus_text *text, const char *where)
{
    static const char *const shifts = "()*+";
    size_t length = 0;
    const char *raw = screen_raw(person->terminal.screen, &length);
    struct buf words = buf_init(RULES_MAX);
    for (size_t i = 0; i < length; i++) {
        if (raw[i] != '\033') {
            buf_append(&words, raw + i, 1);
        } else if (i + 1 < length && raw[i + 1] == '[') {
            i += 2 + strspn(raw + i + 2, "0123456789;?");
        } else if (i + 2 < length && strchr(shifts, raw[i + 1]) != NULL) {
            i += 2;
        } else {
            ck_assert_msg(i + 1 < length && strchr("=>78M", raw[i + 1]) != NULL, "%s: ESC %02x",
                          where, (unsigned)raw[i + 1]);
            i++;
        }
    }
    corpus_check(buf_text(&words), words.length, "\r\n\b\017", where);
    buf_free(&words);
    size_t escape = strcspn(text->bytes, "\033");
    if (text->length > escape + 2)
        ck_assert_msg(memmem(raw, length, text->bytes + escape, text->length - escape) == NULL,
                      "%s: as it is", where);
}

static void check_output(struct person *person, const struct corpus_text *text, const char *where)
{
    size_t length = 0;
    if (person->ui == PERSON_CURSES) {
        check_screen(person, text, where);
    } else if (person->ui == PERSON_PLAIN) {
        const char *raw = screen_raw(person->terminal.screen, &length);
        corpus_check(raw, length, "\r\n", where);
    } else {
        corpus_check(buf_text(&person->heard), person->heard.length, "\n", where);
    }
}

static void check_file(const char *path, const char *where)
{
    char *text = kit_read_file(path);
    ck_assert_msg(text != NULL && text[0] != '\0', "%s: no %s", where, path);
    corpus_check(text, strlen(text), "\n", where);
    free(text);
}

/* Signs in, is refused the code, gets it, deletes. */
static void walk(struct person *person, const struct process *sandbox, int number)
{
    char email[32], password[16], code[7];
    (void)snprintf(email, sizeof email, "u%02d@example.org", number);
    (void)snprintf(password, sizeof password, "pw-u%02d", number);
    person_signs_in(person, email, password);
    person_begins_deletion(person, "Email code");
    person_sees(person, "The server does not allow this.");
    if (person->ui == PERSON_PLAIN) {
        person_sees(person, "Choose 1 to 3:");
        person_sends(person, "=\r"); /* the list again */
        person_sees(person, "Email code");
    }
    person_chooses(person, "Email code");
    person_sees(person, "Code:");
    kit_code(sandbox, email, 1, code);
    person_submits(person, "code", code);
    person_sees(person, "Type DELETE:");
    person_submits(person, "phrase", "DELETE");
    person_sees(person, "Receipt");
}

START_TEST(names_and_words)
    {
        static struct corpus_text chosen[TEXTS];
        struct process sandbox;
        struct person person;
        char database[PATH_MAX + 16], seed[PATH_MAX + 16], log[PATH_MAX + 16];
        struct buf rules = buf_init(RULES_MAX);
        choose(chosen);
        for (int i = 0; i < TEXTS; i++)
            add_rule(&rules, &chosen[i], i);
        (void)snprintf(database, sizeof database, "--database=%s", kit_path("users.db"));
        (void)snprintf(seed, sizeof seed, "--seed=%s", harness_seed(TEXTS));
        (void)snprintf(log, sizeof log, "--log=%s", kit_path("log"));
        SANDBOX(&sandbox, buf_text(&rules), database, seed);
        rename_users(kit_path("users.db"), chosen);
        for (int i = 0; i < TEXTS; i++) {
            char receipt[PATH_MAX + 32], where[64];
            (void)snprintf(where, sizeof where, "front end %d, text %d", _i, i);
            (void)snprintf(receipt, sizeof receipt, "--receipt=%s-%d", kit_path("receipt"), i);
            person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(log, receipt));
            walk(&person, &sandbox, i);
            check_output(&person, &chosen[i], where);
            if (person.ui != PERSON_PLAIN)
                person_quits(&person);
            person_ends(&person, 0);
            check_file(strchr(receipt, '/'), where);
        }
        check_file(kit_path("log"), "the log");
        check_file(kit_path(JOURNAL), "the journal");
        buf_free(&rules);
    }
END_TEST

static void add_screen(TCase *tests)
{
    tcase_add_loop_test(tests, names_and_words, 0, 1);
}

static void add_lines(TCase *tests)
{
    tcase_add_loop_test(tests, names_and_words, 1, 2);
}

static void add_json(TCase *tests)
{
    tcase_add_loop_test(tests, names_and_words, 2, 3);
}

static const struct kit_part parts[] = {
    {"hostile_screen", add_screen}, {"hostile_lines", add_lines}, {"hostile_json", add_json}};
const struct kit_group e2e_hostile = {parts, sizeof parts / sizeof *parts};

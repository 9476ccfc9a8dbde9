/* The whole way in a language that nobody speaks. Its catalogue is made from the sources by
 * tests/e2e/pseudo.sed: every text is marked at both ends, longer, and has accents and wide
 * characters. A letter outside of the marks was never translated; marks that do not pair belong to
 * a text that was cut. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

#define LANGUAGE "fr" /* in a folder of its own: the program takes those that it knows */
static const char OPEN[] = "\u300c", CLOSE[] = "\u300d";

/* TEXT as the catalogue has it. *Static* until the next call. */
static const char *pseudo(const char *text)
{
    static const char letters[] = "aeiont";
    static const char *const longer[] = {"\u00e0\u00e0", "\u00e9\u00e9", "\u00ef\u00ef",
                                         "\u00f6\u00f6", "nn",           "tt"};
    static struct buf made = {.max = 4096};
    buf_reset(&made);
    buf_append_text(&made, OPEN);
    for (; *text != '\0'; text++) {
        const char *letter = strchr(letters, *text);
        if (letter != NULL)
            buf_append_text(&made, longer[letter - letters]);
        else
            buf_append(&made, text, 1);
    }
    buf_append_text(&made, CLOSE);
    return buf_text(&made);
}

static void copy_file(const char *from, const char *to, mode_t mode)
{
    char bytes[64 * 1024];
    size_t got = 0;
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    ck_assert_msg(in != NULL && out != NULL, "cannot copy %s to %s", from, to);
    while ((got = fread(bytes, 1, sizeof bytes, in)) > 0)
        ck_assert_uint_eq(fwrite(bytes, 1, got, out), got);
    ck_assert_int_eq(fclose(in), 0);
    ck_assert_int_eq(fclose(out), 0);
    ck_assert_int_eq(chmod(to, mode), 0);
}

/* The program finds the catalogues that are beside it. */
static void use_program_with_catalogue(void)
{
    static const char *const folders[] = {"bin", "bin/po", "bin/po/locale",
                                          "bin/po/locale/" LANGUAGE,
                                          "bin/po/locale/" LANGUAGE "/LC_MESSAGES"};
    static char program[PATH_MAX];
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        ck_assert_int_eq(mkdir(kit_path(folders[i]), 0700), 0);
    copy_file(PSEUDO_CATALOGUE, kit_path("bin/po/locale/" LANGUAGE "/LC_MESSAGES/" PACKAGE ".mo"),
              0600);
    (void)snprintf(program, sizeof program, "%s", kit_path("bin/genauth-tui"));
    copy_file(PROGRAM_BINARY, program, 0700);
    kit_set_program(program);
}

/* What people and servers wrote is in no catalogue: names, addresses, numbers, ids, times. */
static bool is_value(const char *word, size_t length)
{
    static const char *const values[] = {"demo", "DELETE", "UTC", "y"};
    size_t hex = 0, small = 0;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (strlen(values[i]) == length && memcmp(word, values[i], length) == 0)
            return true;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)word[i];
        if (c == '@' || c == '*')
            return true;
        hex += isdigit(c) || c == '-' || (c >= 'a' && c <= 'f');
        small += islower(c) != 0;
    }
    return hex == length || (small == 0 && (length == 8 || isdigit((unsigned char)word[0])));
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Why TEXT is not all of whole, marked texts and values; "" when it is. *Static*. */
static const char *find_fault(const char *text)
{
    static char fault[128];
    int depth = 0;
    for (const char *at = text; *at != '\0';) {
        if (starts(at, OPEN)) {
            depth++;
            at += strlen(OPEN);
        } else if (starts(at, CLOSE)) {
            if (--depth < 0)
                return "the beginning of a text is missing";
            at += strlen(CLOSE);
        } else if (depth > 0 || !isalpha((unsigned char)*at)) {
            at++;
        } else {
            const char *word = at;
            while (word > text && isgraph((unsigned char)word[-1]))
                word--;
            while (isgraph((unsigned char)*at))
                at++;
            (void)snprintf(fault, sizeof fault, "\"%.*s\" is not translated", (int)(at - word),
                           word);
            if (!is_value(word, (size_t)(at - word)))
                return fault;
        }
    }
    return depth == 0 ? "" : "the end of a text is missing";
}

/* Waits for the text TEXT of the program, and until all is well with what can be read with it. */
static void reads(struct person *person, const char *text)
{
    person_sees(person, pseudo(text));
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    const char *fault = "";
    while (person->ui == PERSON_CURSES && *(fault = find_fault(person_reads(person))) != '\0' &&
           kit_now_ms() < deadline)
        (void)screen_read(person->terminal.screen, (int)(deadline - kit_now_ms()));
    ck_assert_msg(*fault == '\0', "%s: %s", fault, person_reads(person));
}

static void acts(struct person *person, const char *keys)
{
    person_sends(person, keys);
    person_sends(person, person->ui == PERSON_CURSES ? "\r" : "\n");
}

/* By the number before LABEL, which needs no Enter on a screen. */
static void chooses(struct person *person, const char *label, const char *prompt)
{
    reads(person, label);
    if (person->ui == PERSON_PLAIN)
        reads(person, prompt);
    const char *all = person_reads(person);
    const char *at = strstr(all, pseudo(label));
    ck_assert(at != NULL && at - all >= 2 && isdigit((unsigned char)at[-2]));
    const char keys[] = {at[-2], '\0'};
    person_marks(person);
    if (person->ui == PERSON_CURSES)
        person_sends(person, keys);
    else
        acts(person, keys);
}

static void helps_itself(struct person *person)
{
    if (person->ui == PERSON_PLAIN) {
        acts(person, "?");
        return;
    }
    person_sends(person, "\033OP"); /* F1 */
    reads(person, "F1: help.");
    person_sends(person, "\033"); /* back */
}

static void signs_in(struct person *person)
{
    reads(person, "Account");
    helps_itself(person);
    reads(person, "Account");
    acts(person, "demo");
    reads(person, "Password");
    acts(person, "wrong");
    reads(person, "Wrong account or password. Type the password again.");
    acts(person, person_password);
}

static void comes_to_confirm(struct person *person, const struct process *sandbox)
{
    char code[7], wrong[7];
    chooses(person, "Delete account", "Choose 1 to 2: ");
    reads(person, "Lost: profile, all access. No undo.");
    if (person->ui == PERSON_PLAIN) {
        reads(person, "Continue, y or n: ");
        acts(person, "y");
    }
    chooses(person, "Email code", "Choose 1 to 3: ");
    reads(person, "Code");
    helps_itself(person);
    reads(person, "Code");
    kit_code(sandbox, "demo@example.org", 1, code);
    kit_wrong_code(code, wrong);
    acts(person, wrong);
    reads(person, "Wrong code. 2 tries left.");
    acts(person, code);
    reads(person, "Type DELETE");
}

START_TEST(every_text_is_translated_and_whole)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        use_program_with_catalogue();
        person_starts(&person, _i == 0 ? PERSON_PLAIN : PERSON_CURSES, &sandbox,
                      OPTIONS("--lang=" LANGUAGE));
        signs_in(&person);
        comes_to_confirm(&person, &sandbox);
        acts(&person, "DELETE");
        if (person.ui == PERSON_CURSES)
            chooses(&person, "Quit", "");
        person_is_gone(&person);
        person.mark = 0;
        const char *fault = find_fault(person_reads(&person));
        ck_assert_msg(*fault == '\0', "%s: %s", fault, person_reads(&person));
        person_free(&person);
        ck_assert(!harness_user_exists(&sandbox, "demo"));
    }
END_TEST

static void add_pseudo(TCase *tests)
{
    struct stat found;
    /* Without the tools of gettext it is empty. */
    if (stat(PSEUDO_CATALOGUE, &found) == 0 && found.st_size > 0)
        tcase_add_loop_test(tests, every_text_is_translated_and_whole, 0, 2);
}

static const struct kit_part parts[] = {{"pseudo", add_pseudo}};
const struct kit_group e2e_pseudo = {parts, sizeof parts / sizeof *parts};

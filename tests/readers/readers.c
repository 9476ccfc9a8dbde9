/* What readers make of the program: each reader that is installed goes through the whole deletion
 * with one wrong code, and through a wait, in both front ends. Prints words, glyphs, refreshes of
 * the braille line, and steps whose question was not said or is not under the fingers. Not a part
 * of "make check": it needs the readers, and the number of words varies by a few from run to
 * run. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/readers/readers.h"

enum { STEPS_MAX = 14, STEP_WORDS = 25 };

/* A way through the program. */
struct walk {
    const char *name;
    const char *option, *other_option; /* or NULL */
    const char *rules;                 /* of the sandbox, or NULL */
    struct step steps[STEPS_MAX];      /* the first one is the start; up to one without a name */
    bool asks_last;                    /* each question is the last that is said */
    size_t most_words;                 /* of yasr, which says nothing twice; 0: no matter */
};

#define SLOW_SIGN_IN "{\"path\": \"/api/v3/signin\", \"delay_ms\": 9000}"
#define PLAIN_STEPS                                                                                \
    {                                                                                              \
        {"start", STEP_AWAIT, NULL, "Account", false},                                             \
            {"account", STEP_KEYS, "demo\r", "hidden", false},                                     \
            {"password", STEP_KEYS, "demo-Passw0rd\r", "1 to", false},                             \
            {"delete", STEP_KEYS, "1\r", "y or n", false},                                         \
            {"go on", STEP_KEYS, "y\r", "1 to", false},                                            \
            {"by email", STEP_KEYS, "2\r", "Code:", false},                                        \
            {"wrong code", STEP_WRONG_CODE, NULL, "Code:", false},                                 \
            {"right code", STEP_RIGHT_CODE, NULL, "DELETE", false},                                \
            {"the word", STEP_KEYS, "DELETE\r", "Deleted", true},                                  \
    }

#define SCREEN_BEGIN                                                                               \
    {"start", STEP_AWAIT, NULL, "Account", false}, {"account", STEP_KEYS, "demo", "demo", false},  \
        {"next field", STEP_KEYS, "\t", "Password", false},                                        \
    {                                                                                              \
        "password", STEP_KEYS, "demo-Passw0rd\r", "1 Delete", false                                \
    }
#define SCREEN_END                                                                                 \
    {"wrong code", STEP_WRONG_CODE, NULL, "Error:", false},                                        \
        {"right code", STEP_RIGHT_CODE, NULL, "Type DELETE", false},                               \
    {                                                                                              \
        "the word", STEP_KEYS, "DELETE\r", "Deleted", false                                        \
    }

static const struct walk walks[] = {
    {"plain", "--plain", NULL, NULL, PLAIN_STEPS, true, 115},
    {"plain, brief", "--plain", "--brief", NULL, PLAIN_STEPS, true, 100},
    {"plain, waiting",
     "--plain",
     NULL,
     SLOW_SIGN_IN,
     {{"start", STEP_AWAIT, NULL, "Account", false},
      {"account", STEP_KEYS, "demo\r", "hidden", false},
      {"password", STEP_KEYS, "demo-Passw0rd\r", "Signing in.", true},
      {"a wait", STEP_LISTEN, NULL, NULL, false},
      {"signed in", STEP_AWAIT, NULL, "1 to", false}},
     true,
     0},
    {"full screen",
     "--ui=curses",
     NULL,
     NULL,
     {SCREEN_BEGIN,
      {"delete", STEP_KEYS, "\r", "1 Back", false},
      {"next item", STEP_KEYS, "\033[B", "2 Email code", false},
      {"by email", STEP_KEYS, "\r", "Code:", false},
      SCREEN_END},
     false,
     105},
    {"full screen, numbers",
     "--ui=curses",
     NULL,
     NULL,
     {SCREEN_BEGIN,
      {"delete", STEP_KEYS, "1", "1 Back", false},
      {"by email", STEP_KEYS, "2", "Code:", false},
      SCREEN_END},
     false,
     105},
    {"full screen, waiting",
     "--ui=curses",
     NULL,
     SLOW_SIGN_IN,
     {{"start", STEP_AWAIT, NULL, "Account", false},
      {"account", STEP_KEYS, "demo", "demo", false},
      {"next field", STEP_KEYS, "\t", "Password", false},
      {"password", STEP_KEYS, "demo-Passw0rd\r", "Signing in.", false},
      {"a wait", STEP_LISTEN, NULL, NULL, false},
      {"signed in", STEP_AWAIT, NULL, "1 Delete", false}},
     false,
     0},
};

void take_heard(const char *text, struct heard *heard)
{
    bool in_word = false;
    (void)snprintf(heard->last, sizeof heard->last, "%.*s", READER_TEXT_SIZE - 1, text);
    if (heard->want != NULL && strstr(text, heard->want) != NULL)
        heard->found = true;
    for (; *text != '\0'; text++) {
        bool is_word = isalnum((unsigned char)*text) != 0;
        heard->words += is_word && !in_word ? 1 : 0;
        in_word = is_word;
        if ((unsigned char)text[0] == 0xe2 && (unsigned char)text[1] >= 0x86 &&
            (unsigned char)text[1] <= 0xaf)
            heard->glyphs++;
    }
}

bool heard_enough(const struct heard *heard, bool listens, int quiet_ms, long long now_ms,
                  long long begun_ms, long long last_ms)
{
    if (listens)
        return now_ms - begun_ms >= READER_LISTEN_MS;
    bool waits = heard->want != NULL && !heard->found && now_ms - begun_ms < READER_PATIENCE_MS;
    return (now_ms - last_ms >= quiet_ms && !waits) || now_ms - begun_ms >= KIT_WAIT_MS;
}

/* Types what belongs to STEP. */
static void act(const struct reader *reader, struct session *session, const struct step *step,
                const struct process *sandbox)
{
    char code[7], wrong[7], keys[16];
    if (step->kind == STEP_KEYS)
        reader->send(session, step->keys);
    if (step->kind != STEP_RIGHT_CODE && step->kind != STEP_WRONG_CODE)
        return;
    kit_code(sandbox, "demo@example.org", 1, code);
    kit_wrong_code(code, wrong);
    (void)snprintf(keys, sizeof keys, "%s\r", step->kind == STEP_RIGHT_CODE ? code : wrong);
    reader->send(session, keys);
}

/* The whole of a walk. */
struct total {
    struct heard sum;
    size_t misses, most, waiting;
};

static void take_step(const struct reader *reader, struct session *session, const struct walk *walk,
                      const struct step *step, struct total *total)
{
    struct heard *sum = &total->sum;
    struct heard heard = {.want = reader->cells > 0 && step->passes ? NULL : step->want};
    bool listens = step->kind == STEP_LISTEN;
    memcpy(heard.last, sum->last, sizeof heard.last);
    reader->hear(session, listens, &heard);
    bool last = heard.want == NULL || strstr(heard.last, heard.want) != NULL;
    bool miss = reader->cells > 0 || walk->asks_last ? !last : heard.want != NULL && !heard.found;
    if (reader->cells > 0)
        printf("# %-10s %2zu refreshes%s\n", step->name, heard.refreshes,
               miss ? ", what has to be read is not under the fingers" : "");
    else
        printf("# %-10s %3zu words %2zu glyphs%s\n", step->name, heard.words, heard.glyphs,
               miss ? ", the question was not heard last" : "");
    sum->words += heard.words;
    sum->glyphs += heard.glyphs;
    sum->refreshes += heard.refreshes;
    memcpy(sum->last, heard.last, sizeof sum->last);
    total->misses += miss ? 1 : 0;
    total->most = heard.words > total->most ? heard.words : total->most;
    if (listens)
        total->waiting += reader->cells > 0 ? heard.refreshes : heard.words;
}

static void print_total(const struct reader *reader, const struct walk *walk,
                        const struct total *total, size_t bytes)
{
    if (reader->cells > 0)
        printf("# %s, %s: %zu refreshes, %zu label misses, %zu refreshes while waiting\n",
               reader->name, walk->name, total->sum.refreshes, total->misses, total->waiting);
    else
        printf("# %s, %s: %zu words, at most %zu in a step, %zu glyphs, %zu questions missed, "
               "%zu words while waiting, %zu bytes\n",
               reader->name, walk->name, total->sum.words, total->most, total->sum.glyphs,
               total->misses, total->waiting, bytes);
}

static void go(const struct reader *reader, const struct walk *walk)
{
    struct process sandbox;
    struct total total = {0};
    SANDBOX(&sandbox, walk->rules, NULL);
    printf("# %s, %s\n", reader->name, walk->name);
    struct session *session =
        reader->start(reader, kit_arguments(&sandbox, OPTIONS(walk->option, walk->other_option)));
    for (const struct step *step = walk->steps; step->name != NULL; step++) {
        act(reader, session, step, &sandbox);
        take_step(reader, session, walk, step, &total);
    }
    size_t bytes = reader->bytes(session);
    reader->end(session);
    print_total(reader, walk, &total, bytes);
    (void)fflush(stdout); /* what was heard is wanted most where it is wrong */
    ck_assert_uint_eq(reader->cells > 0 ? 0 : total.sum.glyphs, 0);
    ck_assert_uint_eq(total.waiting, 0);
    ck_assert_uint_eq(total.misses, 0);
    ck_assert_uint_le(reader->cells > 0 ? 0 : total.most, STEP_WORDS);
    if (reader == &reader_yasr && walk->most_words > 0)
        ck_assert_uint_le(total.sum.words, walk->most_words);
}

enum { WALKS = sizeof walks / sizeof *walks };

#define READER_PART(reader)                                                                        \
    START_TEST(reader)                                                                             \
        {                                                                                          \
            go(&reader_##reader, &walks[_i]);                                                      \
        }                                                                                          \
    END_TEST                                                                                       \
    static void add_##reader(TCase *tests)                                                         \
    {                                                                                              \
        tcase_add_loop_test(tests, reader, 0, WALKS);                                              \
    }

READER_PART(yasr)
READER_PART(fenrir)
READER_PART(braille_40)
READER_PART(braille_20)

int main(void)
{
    static const struct {
        const struct reader *reader;
        struct kit_part part;
    } all[] = {{&reader_yasr, {"yasr", add_yasr}},
               {&reader_fenrir, {"fenrir", add_fenrir}},
               {&reader_braille_40, {"braille-40", add_braille_40}},
               {&reader_braille_20, {"braille-20", add_braille_20}}};
    static struct kit_part parts[sizeof all / sizeof *all];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *why = all[i].reader->missing();
        if (why != NULL)
            printf("# SKIP %s: %s.\n", all[i].reader->name, why);
        else
            parts[count++] = all[i].part;
    }
    if (count == 0) {
        printf("1..0 # SKIP there is no reader\n");
        return 0;
    }
    const struct kit_group group = {parts, count};
    const struct kit_group *const groups[] = {&group};
    kit_parts_at_once = 1; /* readers are slow, and what is late is not heard */
    return kit_main("readers", groups, 1);
}

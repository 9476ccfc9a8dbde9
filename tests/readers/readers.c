/* What a speech reader says of the whole deletion with one wrong code: yasr runs on a terminal of
 * its own, with a recorder in the place of a voice. Prints words, frame glyphs, steps whose
 * question was not spoken last, and bytes. Not a part of "make check": it needs yasr, and the
 * number of words varies by a few from run to run. */
#include "config.h"

#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/e2e/kit.h"

#define YASR      "/usr/bin/yasr"
#define YASR_CONF "/etc/yasr/yasr.conf"

enum { QUIET_MS = 700, SETTLE_MS = 50, STEP_WORDS = 25, LINE_SIZE = 1024, SPOKEN_SIZE = 256 };

/* What one step sounded like. */
struct heard {
    size_t words, glyphs;
    char last[SPOKEN_SIZE]; /* the last utterance */
};

static const char *recorder, *speech;

static void write_file(const char *path, mode_t mode, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

/* The reader's own settings, but for where its speech goes. */
static void write_settings(const char *path)
{
    char line[LINE_SIZE];
    FILE *from = fopen(YASR_CONF, "r");
    FILE *to = fopen(path, "w");
    ck_assert(from != NULL && to != NULL);
    while (fgets(line, sizeof line, from) != NULL) {
        if (strncmp(line, "synthesizer=", 12) == 0)
            (void)snprintf(line, sizeof line, "synthesizer=emacspeak server\n");
        else if (strncmp(line, "synthesizer port=", 17) == 0)
            (void)snprintf(line, sizeof line, "synthesizer port=|%s\n", recorder);
        ck_assert_int_ge(fputs(line, to), 0);
    }
    ck_assert_int_eq(fclose(from), 0);
    ck_assert_int_eq(fclose(to), 0);
}

static void write_starter(const char *path, const char *const *arguments)
{
    char text[4 * LINE_SIZE] = "#!/bin/sh\nexec";
    for (; *arguments != NULL; arguments++) {
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof text - length, " '%s'", *arguments);
    }
    write_file(path, 0700, text);
}

static long speech_size(void)
{
    struct stat status;
    return stat(speech, &status) == 0 ? (long)status.st_size : 0;
}

/* Reads until nothing was shown or spoken for a while. */
static void wait_until_quiet(struct screen *screen)
{
    long size = -1;
    long long quiet_ms = kit_now_ms(), deadline = quiet_ms + KIT_WAIT_MS;
    while (kit_now_ms() - quiet_ms < QUIET_MS && kit_now_ms() < deadline) {
        bool shown = screen_read(screen, SETTLE_MS);
        if (shown || speech_size() != size)
            quiet_ms = kit_now_ms();
        size = speech_size();
    }
}

/* Words as they are counted everywhere: letters and digits in a row. Glyphs: U+2190 to U+2BFF. */
static void count(const char *text, struct heard *heard)
{
    bool in_word = false;
    for (; *text != '\0'; text++) {
        bool is_word = isalnum((unsigned char)*text) != 0;
        heard->words += is_word && !in_word ? 1 : 0;
        in_word = is_word;
        if ((unsigned char)text[0] == 0xe2 && (unsigned char)text[1] >= 0x86 &&
            (unsigned char)text[1] <= 0xaf)
            heard->glyphs++;
    }
}

/* What was spoken since OFFSET, in the language of a speech server: q {text}, l {letter}. */
static struct heard hear(long *offset)
{
    struct heard heard = {0};
    char line[LINE_SIZE];
    FILE *file = fopen(speech, "r");
    if (file == NULL)
        return heard;
    ck_assert_int_eq(fseek(file, *offset, SEEK_SET), 0);
    while (fgets(line, sizeof line, file) != NULL) {
        char *text = strchr(line, '{');
        if ((line[0] != 'q' && line[0] != 'l') || text == NULL)
            continue;
        text[strcspn(text, "}\n")] = '\0';
        count(text + 1, &heard);
        (void)snprintf(heard.last, sizeof heard.last, "%.200s", text + 1);
        printf("#     %s\n", text + 1);
    }
    *offset = ftell(file);
    ck_assert_int_eq(fclose(file), 0);
    return heard;
}

struct step {
    const char *name, *keys, *question; /* KEYS NULL: the right code, "": the wrong one */
};

static void listen_to(const char *title, const struct step *steps, size_t count_of_steps,
                      const char *const *options)
{
    struct process sandbox;
    struct kit_terminal terminal;
    struct heard total = {0};
    size_t misses = 0, most = 0;
    long offset = 0;
    char code[7], keys[16];
    SANDBOX(&sandbox, NULL, NULL);
    recorder = kit_path("recorder");
    speech = kit_path("speech");
    (void)snprintf(keys, sizeof keys, "%s", "");
    char text[LINE_SIZE];
    (void)snprintf(text, sizeof text, "#!/bin/sh\nexec cat >>'%s'\n", speech);
    write_file(recorder, 0700, text);
    const char *settings = kit_path("yasr.conf"), *starter = kit_path("starter");
    write_settings(settings);
    write_starter(starter, kit_arguments(&sandbox, options));
    kit_set_term("linux");
    kit_terminal_start(&terminal, OPTIONS(YASR, "-C", settings, starter), 24, 80);
    printf("# %s\n", title);
    for (size_t i = 0; i < count_of_steps; i++) {
        const char *send = steps[i].keys;
        if (send == NULL || send[0] == '\0') {
            kit_code(&sandbox, "demo@example.org", 1, code);
            char wrong[7];
            kit_wrong_code(code, wrong);
            (void)snprintf(keys, sizeof keys, "%s\r", send == NULL ? code : wrong);
            send = keys;
        }
        if (i > 0) /* the first step is the start */
            ck_assert(screen_send(terminal.screen, send));
        wait_until_quiet(terminal.screen);
        struct heard heard = hear(&offset);
        bool miss = strstr(heard.last, steps[i].question) == NULL;
        printf("# %-12s %3zu words %2zu glyphs%s\n", steps[i].name, heard.words, heard.glyphs,
               miss ? ", the question was not heard last" : "");
        total.words += heard.words;
        total.glyphs += heard.glyphs;
        misses += miss ? 1 : 0;
        most = heard.words > most ? heard.words : most;
    }
    printf("# %s: %zu words, at most %zu in a step, %zu glyphs, %zu questions missed, %zu bytes\n",
           title, total.words, most, total.glyphs, misses, screen_bytes(terminal.screen));
    kit_terminal_free(&terminal);
    ck_assert_uint_eq(total.glyphs, 0);
    ck_assert_uint_le(most, STEP_WORDS);
}

static const struct step plain_steps[] = {
    {"start", "start", "Account"},
    {"account", "demo\r", "hidden"},
    {"password", "demo-Passw0rd\r", "1 to"},
    {"delete", "1\r", "y or n"},
    {"go on", "y\r", "1 to"},
    {"by email", "2\r", "Code"},
    {"wrong code", "", "Code"},
    {"right code", NULL, "DELETE"},
    {"the word", "DELETE\r", "Deleted"},
};

START_TEST(plain)
    {
        listen_to(_i == 0 ? "plain" : "plain, brief", plain_steps,
                  sizeof plain_steps / sizeof *plain_steps,
                  _i == 0 ? OPTIONS("--plain") : OPTIONS("--plain", "--brief"));
    }
END_TEST

static void add_plain(TCase *tests)
{
    tcase_add_loop_test(tests, plain, 0, 2);
}

int main(void)
{
    static const struct kit_part parts[] = {{"yasr", add_plain}};
    static const struct kit_group group = {parts, sizeof parts / sizeof *parts};
    static const struct kit_group *const groups[] = {&group};
    if (access(YASR, X_OK) != 0) {
        printf("1..0 # SKIP yasr is not installed\n");
        return 0;
    }
    return kit_main("readers", groups, 1);
}

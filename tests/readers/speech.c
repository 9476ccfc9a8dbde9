/* Readers that speak, each on a terminal of its own, with a script in the place of the voice. */
#include "config.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/readers/readers.h"

#define YASR        "/usr/bin/yasr"
#define YASR_CONF   "/etc/yasr/yasr.conf"
#define FENRIR      "/usr/bin/fenrir"
#define FENRIR_CONF "/etc/fenrirscreenreader/settings/settings.conf"
#define FENRIR_PYTE "/usr/lib/python3/dist-packages/pyte/__init__.py"

/* In the environment of all that is started, so that what is left can be found. */
#define MARK "READERS_SPEECH="

enum { SETTLE_MS = 50, LINE_SIZE = 1024, SPOKEN_SIZE = 64 * 1024 };

struct session {
    struct kit_terminal terminal;
    char speech[512]; /* the file with what was said */
    char mark[640];
    long offset; /* of what was heard */
    int quiet_ms;
};

/* A line of a reader's settings that is not its own: in SECTION (NULL: anywhere) what begins with
 * KEY. */
struct setting {
    const char *section, *key, *value;
};

static void write_file(const char *path, mode_t mode, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
}

static const char *find_setting(const struct setting *settings, const char *section,
                                const char *line)
{
    for (; settings->key != NULL; settings++)
        if ((settings->section == NULL || strcmp(section, settings->section) == 0) &&
            strncmp(line, settings->key, strlen(settings->key)) == 0)
            return settings->value;
    return NULL;
}

/* The reader's own settings but for SETTINGS. */
static void write_settings(const char *own, const char *path, const struct setting *settings)
{
    char line[LINE_SIZE], section[64] = "";
    FILE *from = fopen(own, "r");
    FILE *to = fopen(path, "w");
    ck_assert(from != NULL && to != NULL);
    while (fgets(line, sizeof line, from) != NULL) {
        if (line[0] == '[')
            (void)sscanf(line, "[%63[^]]", section);
        const char *value = find_setting(settings, section, line);
        if (value != NULL)
            ck_assert_int_gt(fprintf(to, "%.*s=%s\n", (int)strcspn(line, "="), line, value), 0);
        else
            ck_assert_int_ge(fputs(line, to), 0);
    }
    ck_assert_int_eq(fclose(from), 0);
    ck_assert_int_eq(fclose(to), 0);
}

/* A program without arguments that runs the one with them, and stays: the shell that a person came
 * from stays too, and a reader that ends with its program does not say the last line. */
static const char *write_starter(const char *const *arguments)
{
    const char *path = kit_path("starter");
    static const char stay[] = "\nexec sleep 600\n";
    char text[4 * LINE_SIZE] = "#!/bin/sh\n";
    for (; *arguments != NULL; arguments++) {
        size_t length = strlen(text);
        (void)snprintf(text + length, sizeof text - length, " '%s'", *arguments);
    }
    size_t length = strlen(text);
    ck_assert_uint_lt(length + sizeof stay, sizeof text);
    memcpy(text + length, stay, sizeof stay);
    write_file(path, 0700, text);
    return path;
}

/* What speaks in the place of the voice: COMMAND appends to the file. */
static const char *write_recorder(const struct session *session, const char *command)
{
    const char *path = kit_path("recorder");
    char text[LINE_SIZE];
    (void)snprintf(text, sizeof text, "#!/bin/sh\n%s >>'%s'\n", command, session->speech);
    write_file(path, 0700, text);
    return path;
}

static struct session *begin(int quiet_ms)
{
    struct session *session = calloc(1, sizeof *session);
    ck_assert_ptr_nonnull(session);
    (void)snprintf(session->speech, sizeof session->speech, "%s", kit_path("speech"));
    (void)snprintf(session->mark, sizeof session->mark, MARK "%s", session->speech);
    session->quiet_ms = quiet_ms;
    kit_set_term("linux");
    kit_set_variable(session->mark);
    return session;
}

/* A speech server of Emacspeak: its commands are what is written down. */
static struct session *start_yasr(const struct reader *reader, const char *const *arguments)
{
    (void)reader;
    struct session *session = begin(700);
    char port[LINE_SIZE];
    (void)snprintf(port, sizeof port, "|%s", write_recorder(session, "exec cat"));
    const struct setting settings[] = {
        {NULL, "synthesizer=", "emacspeak server"}, {NULL, "synthesizer port=", port}, {0}};
    const char *path = kit_path("yasr.conf");
    write_settings(YASR_CONF, path, settings);
    kit_terminal_start(&session->terminal, OPTIONS(YASR, "-C", path, write_starter(arguments)), 24,
                       80);
    return session;
}

/* Its generic driver calls a command for each utterance. */
static struct session *start_fenrir(const struct reader *reader, const char *const *arguments)
{
    (void)reader;
    struct session *session = begin(1500);
    char command[LINE_SIZE];
    (void)snprintf(command, sizeof command, "%s \"fenrirText\"",
                   write_recorder(session, "printf 'q {%s}\\n' \"$*\""));
    const struct setting settings[] = {{"speech", "genericSpeechCommand=", command},
                                       {"sound", "enabled=", "False"},
                                       {"remote", "enable=", "False"},
                                       {NULL, "shell=", write_starter(arguments)},
                                       {NULL, "debugFile=", kit_path("fenrir.log")},
                                       {0}};
    const char *path = kit_path("fenrir.conf");
    write_settings(FENRIR_CONF, path, settings);
    kit_terminal_start(&session->terminal, OPTIONS(FENRIR, "-e", "-s", path), 24, 80);
    return session;
}

static void send_keys(struct session *session, const char *keys)
{
    ck_assert(screen_send(session->terminal.screen, keys));
}

/* What a reader says of itself. */
static bool is_own(const char *text)
{
    return strstr(text, "pychant is not") != NULL || strncmp(text, "Start Fenrir", 12) == 0 ||
           strncmp(text, "Quit Fenrir", 11) == 0;
}

static void take_utterance(const char *text, struct heard *heard)
{
    if (is_own(text) || text[strspn(text, " \n,")] == '\0')
        return;
    take_heard(text, heard);
    printf("#     ");
    for (; *text != '\0'; text++)
        (void)putchar(*text == '\n' ? '/' : *text);
    (void)putchar('\n');
}

/* Takes in what was said since the last time, in the language of a speech server: q {text} or
 * l {letter}, a line or more each. True when something was. */
static bool take_speech(struct session *session, struct heard *heard)
{
    static char text[SPOKEN_SIZE];
    FILE *file = fopen(session->speech, "r");
    if (file == NULL)
        return false;
    ck_assert_int_eq(fseek(file, session->offset, SEEK_SET), 0);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    ck_assert_int_eq(fclose(file), 0);
    char *rest = text;
    while (*rest != '\0') {
        bool spoken = strncmp(rest, "q {", 3) == 0 || strncmp(rest, "l {", 3) == 0;
        char *end = strstr(rest, spoken ? "}\n" : "\n");
        if (end == NULL)
            break; /* the rest of it comes later */
        *end = '\0';
        if (spoken)
            take_utterance(rest + 3, heard);
        rest = end + (spoken ? 2 : 1);
    }
    session->offset += rest - text;
    return rest != text;
}

static void hear_speech(struct session *session, bool listens, struct heard *heard)
{
    long long begun_ms = kit_now_ms(), last_ms = begun_ms, now_ms = begun_ms;
    while (!heard_enough(heard, listens, session->quiet_ms, now_ms, begun_ms, last_ms)) {
        bool shown = screen_read(session->terminal.screen, SETTLE_MS);
        bool said = take_speech(session, heard);
        now_ms = kit_now_ms();
        if (shown || said)
            last_ms = now_ms;
    }
}

static size_t count_bytes(const struct session *session)
{
    return screen_bytes(session->terminal.screen);
}

static bool has_mark(const char *process, const char *mark)
{
    char path[64], text[LINE_SIZE * 8];
    (void)snprintf(path, sizeof path, "/proc/%.20s/environ", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t length = read(file, text, sizeof text);
    (void)close(file);
    return length > 0 && memmem(text, (size_t)length, mark, strlen(mark)) != NULL;
}

/* Ends what the reader left behind: it carries the mark of this session, and nothing else does. */
static void end_speech(struct session *session)
{
    kit_terminal_free(&session->terminal);
    DIR *processes = opendir("/proc");
    ck_assert_ptr_nonnull(processes);
    for (struct dirent *entry = readdir(processes); entry != NULL; entry = readdir(processes)) {
        pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        if (pid > 1 && pid != getpid() && has_mark(entry->d_name, session->mark))
            (void)kill(pid, SIGKILL);
    }
    (void)closedir(processes);
    kit_set_variable(NULL);
    free(session);
}

static const char *without_yasr(void)
{
    return access(YASR, X_OK) != 0 || access(YASR_CONF, R_OK) != 0 ? "it is not installed" : NULL;
}

static const char *without_fenrir(void)
{
    if (access(FENRIR, X_OK) != 0 || access(FENRIR_CONF, R_OK) != 0)
        return "it is not installed";
    return access(FENRIR_PYTE, R_OK) != 0 ? "python3-pyte is not installed" : NULL;
}

const struct reader reader_yasr = {"yasr",    0,           without_yasr, start_yasr,
                                   send_keys, hear_speech, count_bytes,  end_speech};
const struct reader reader_fenrir = {"Fenrir",  0,           without_fenrir, start_fenrir,
                                     send_keys, hear_speech, count_bytes,    end_speech};

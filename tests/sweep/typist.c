#include "config.h"

#include "tests/sweep/typist.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/e2e/kit.h"

enum { READ_MS = 20, STALL_MS = 2000, LONGEST_MS = 60000, USES_MAX = 2 };

/* In keys: who it is, the password, the code of the newest message. */
#define USER     "\001"
#define PASSWORD "\002"
#define CODE     "\003"

/* What is typed where TEXT can be read; the first one counts. */
struct rule {
    const char *text, *keys;
};

static const struct rule on_screen[] = {
    {"Deleted: ", "\021"},
    {"account was not deleted", "\021"},
    {"Not deleted as of", "\021"},
    {"how it ended, sign in later", "\021"},
    {"Do not order the deletion again", ""},
    {"Type DELETE:", "\025DELETE\r"},
    {"Code:", "\025" CODE "\r"},
    {"No undo.", "2"},
    {"2 Sign out", "1"},
    {"Password:", "\025" USER "\t\025" PASSWORD "\r"},
};

static const struct rule on_lines[] = {
    {"Enter goes back: ", "q\n"}, /* the account is still there */
    {"Do not order the deletion again", ""},
    {"Type DELETE: ", "DELETE\n"},
    {"Code: ", CODE "\n"},
    {"Choose 1 to 2: ", "1\n"},
    {"Continue, y or n: ", "y\n"},
    {"Choose 1 to 3: ", "2\n"},
    {"Password, hidden: ", PASSWORD "\n"},
    {"Account: ", USER "\n"},
};

struct typing {
    const struct errand *errand;
    struct errand_end *end;
    bool plain;
    struct kit_terminal terminal;
    const struct rule *rules;
    size_t count;
    int uses[16];
    size_t mark; /* plain: what came before the last keys */
    int now;     /* the rule that fits now, -1 = none */
};

static void send_keys(struct typing *typing, const char *keys)
{
    char text[HARNESS_TEXT_SIZE], code[7];
    const struct errand *errand = typing->errand;
    struct screen *screen = typing->terminal.screen;
    (void)screen_raw(screen, &typing->mark);
    for (; *keys != '\0'; keys++) {
        const char key[2] = {*keys, '\0'};
        const char *bytes = key;
        if (*keys == USER[0]) {
            bytes = errand->user;
        } else if (*keys == PASSWORD[0]) {
            bytes = errand->password;
        } else if (*keys == CODE[0]) {
            bytes = "000000";
            if (harness_message(errand->sandbox, errand->email, text) > 0) {
                harness_find_code(text, code);
                bytes = code;
            }
        }
        (void)screen_send(screen, bytes); /* a program that has ended does not take it */
    }
}

static bool can_read(const struct typing *typing, const char *text)
{
    size_t length = 0;
    if (!typing->plain)
        return screen_has(typing->terminal.screen, text);
    const char *raw = screen_raw(typing->terminal.screen, &length);
    return raw != NULL && length > typing->mark && strstr(raw + typing->mark, text) != NULL;
}

static int find_rule(const struct typing *typing)
{
    for (size_t i = 0; i < typing->count; i++)
        if (can_read(typing, typing->rules[i].text))
            return (int)i;
    return -1;
}

static void use_rule(struct typing *typing)
{
    const struct rule *rule = &typing->rules[typing->now];
    if (strstr(rule->text, "DELETE") != NULL)
        typing->end->asked = true;
    if (rule->keys[0] == '\0') {
        typing->end->open = true;
        if (typing->errand->on_view != NULL)
            (void)typing->errand->on_view(typing->errand->context, "checking_outcome", 0);
        return;
    }
    typing->uses[typing->now]++;
    send_keys(typing, rule->keys);
    if (typing->plain)
        typing->now = -1;
}

/* Goes on until the program ends; leaves where nothing happens any more. */
static void type(struct typing *typing)
{
    struct screen *screen = typing->terminal.screen;
    long long begun_ms = kit_now_ms(), changed_ms = begun_ms;
    while (!screen_has_exited(screen, &typing->end->status)) {
        if (screen_read(screen, READ_MS))
            changed_ms = kit_now_ms();
        int rule = find_rule(typing);
        bool stalled = !typing->end->open && kit_now_ms() - changed_ms > STALL_MS;
        if (kit_now_ms() - begun_ms > LONGEST_MS) {
            typing->end->hung = true;
            (void)kill(screen_pid(screen), SIGKILL);
        } else if (rule >= 0 && (rule != typing->now || stalled) && typing->uses[rule] < USES_MAX) {
            typing->now = rule;
            changed_ms = kit_now_ms();
            use_rule(typing);
        } else if (stalled) {
            changed_ms = kit_now_ms();
            send_keys(typing, typing->plain ? "q\n" : "\021");
        } else {
            typing->now = rule;
        }
    }
}

void typist_run(const struct errand *errand, bool plain, struct errand_end *end)
{
    static struct typing typing;
    *end = (struct errand_end){0};
    typing = (struct typing){.errand = errand,
                             .end = end,
                             .plain = plain,
                             .rules = plain ? on_lines : on_screen,
                             .count = plain ? sizeof on_lines / sizeof *on_lines
                                            : sizeof on_screen / sizeof *on_screen,
                             .now = -1};
    struct kit_terminal *terminal = &typing.terminal;
    kit_terminal_start(terminal, errand_arguments(errand, plain ? "--plain" : "--ui=curses"), 24,
                       80);
    type(&typing);
    while (screen_read(terminal->screen, 0))
        continue;
    end->insane = !kit_terminal_is_sane(terminal);
    end->dirty = screen_alternate(terminal->screen) || !screen_cursor_visible(terminal->screen) ||
                 screen_bracketed_paste(terminal->screen);
    kit_terminal_free(terminal);
}

/* On a serial line: how long a screen takes at 9600 baud, on the terminals that one finds there. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>

#include "tests/e2e/kit.h"
#include "tests/e2e/person.h"
#include "tests/e2e/test_e2e.h"

/* A byte takes ten bits: 192 bytes are 0.2 s. */
enum { SCREEN_BYTES = 192, STEPS = 9 };

static const char *const terms[] = {"vt100", "vt220", "linux"};
enum { TERMS = sizeof terms / sizeof *terms };

/* What is typed (CODE: the right one, WRONG: another), what is then there, and the most bytes
 * that the screen may take, what was typed and is shown included. */
struct serial_step {
    const char *name, *keys, *shows;
    size_t bytes;
};

#define WRONG "wrong"
#define CODE  "code"

static const struct serial_step plain_steps[STEPS] = {
    {"start", NULL, "Account: ", SCREEN_BYTES},
    {"account", "demo\r", "hidden: ", SCREEN_BYTES},
    {"password", "demo-Passw0rd\r", "Choose 1 to 2: ", SCREEN_BYTES},
    {"delete", "1\r", "y or n: ", SCREEN_BYTES},
    {"go on", "y\r", "Choose 1 to 3: ", SCREEN_BYTES},
    {"by email", "2\r", "Code: ", SCREEN_BYTES},
    {"wrong code", WRONG, "2 tries left.", SCREEN_BYTES},
    {"right code", CODE, "Type DELETE: ", SCREEN_BYTES},
    {"the word", "DELETE\r", "Receipt ", SCREEN_BYTES},
};

/* A screen that says more than fits in 0.2 s has a limit of its own: what was reached, with room
 * for the lines that a slow machine adds while it waits. */
static const struct serial_step curses_steps[STEPS] = {
    {"start", NULL, "F1 help", 220},
    {"account", "demo\t", "Account: demo", SCREEN_BYTES},
    {"password", "demo-Passw0rd\r", "3 Quit", SCREEN_BYTES},
    {"delete", "\r", "3 SMS code", SCREEN_BYTES},
    {"next item", "\033[B", NULL, 8},
    {"by email", "\r", "2 Back", SCREEN_BYTES},
    {"wrong code", WRONG, "2 tries left.", SCREEN_BYTES},
    {"right code", CODE, "Type DELETE:", SCREEN_BYTES},
    {"the word", "DELETE\r", "Receipt: ", SCREEN_BYTES},
};

/* Waits until TEXT came after the last mark, or stands on the screen; NULL: until anything came. */
static void wait_for(struct screen *screen, const char *text, bool is_plain)
{
    if (text == NULL) {
        ck_assert(screen_read(screen, KIT_WAIT_MS));
        return;
    }
    if (!is_plain) {
        ck_assert(screen_wait_text(screen, text, KIT_WAIT_MS));
        return;
    }
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    while (strstr(screen_raw(screen, NULL), text) == NULL && kit_now_ms() < deadline)
        (void)screen_read(screen, (int)(deadline - kit_now_ms()));
    ck_assert_msg(strstr(screen_raw(screen, NULL), text) != NULL, "no %s", text);
}

static void type_keys(struct screen *screen, const char *keys, const struct process *sandbox)
{
    char code[7], wrong[7];
    bool is_code = strcmp(keys, CODE) == 0;
    if (!is_code && strcmp(keys, WRONG) != 0) {
        ck_assert(screen_send(screen, keys));
        return;
    }
    kit_code(sandbox, "demo@example.org", 1, code);
    kit_wrong_code(code, wrong);
    ck_assert(screen_send(screen, is_code ? code : wrong));
    ck_assert(screen_send(screen, "\r"));
}

static void set_speed(const struct kit_terminal *terminal)
{
    struct termios settings;
    ck_assert_int_eq(tcgetattr(terminal->slave, &settings), 0);
    ck_assert_int_eq(cfsetspeed(&settings, B9600), 0);
    ck_assert_int_eq(tcsetattr(terminal->slave, TCSANOW, &settings), 0);
}

static void measure(const char *term, bool is_plain)
{
    struct process sandbox;
    struct kit_terminal terminal;
    const struct serial_step *steps = is_plain ? plain_steps : curses_steps;
    SANDBOX(&sandbox, NULL, NULL);
    kit_set_term(term);
    kit_terminal_start(
        &terminal, kit_arguments(&sandbox, OPTIONS(is_plain ? "--plain" : "--ui=curses")), 24, 80);
    set_speed(&terminal);
    for (size_t i = 0; i < STEPS; i++) {
        if (i > 0) {
            screen_mark(terminal.screen);
            type_keys(terminal.screen, steps[i].keys, &sandbox);
        }
        wait_for(terminal.screen, steps[i].shows, is_plain);
        size_t bytes = screen_bytes(terminal.screen);
        ck_assert_msg(bytes <= steps[i].bytes, "%s, %s, %s: %zu bytes, %zu ms at 9600 baud", term,
                      is_plain ? "plain" : "curses", steps[i].name, bytes, bytes * 10000 / 9600);
#ifdef SERIAL_PRINT
        fprintf(stderr, "%s %s %s %zu\n", term, is_plain ? "plain" : "curses", steps[i].name,
                bytes);
#endif
    }
    kit_terminal_free(&terminal);
}

START_TEST(screens_at_9600_baud)
    {
        measure(terms[_i % TERMS], _i >= TERMS);
    }
END_TEST

static void add_serial(TCase *tests)
{
    tcase_add_loop_test(tests, screens_at_9600_baud, 0, 2 * TERMS);
}

static const struct kit_part parts[] = {{"serial", add_serial}};
const struct kit_group e2e_serial = {parts, sizeof parts / sizeof *parts};

#include "config.h"

#include "tests/e2e/person.h"
#include "tests/e2e/person_json.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STEPS_MAX = 40, PAGES_MAX = 6 };

static const char CLEAR[] = "\025", TAB[] = "\t", ENTER[] = "\r", QUIT[] = "\021";
static const char PAGE_DOWN[] = "\033[6~";

static bool is_screen(const struct person *person)
{
    return person->ui == PERSON_CURSES || person->ui == PERSON_SMALL;
}

void person_starts(struct person *person, enum person_ui ui, const struct process *sandbox,
                   const char *const *options)
{
    static const char *const names[] = {"--ui=curses", "--ui=curses", "--plain", "--json"};
    const char *all[16] = {names[ui]};
    for (int i = 1; *options != NULL && i < 15; i++)
        all[i] = *options++;
    *person = (struct person){.ui = ui,
                              .line = buf_init(PERSON_HEARD_MAX),
                              .heard = buf_init(PERSON_HEARD_MAX),
                              .words = buf_init(PERSON_HEARD_MAX)};
    const char *const *arguments = kit_arguments(sandbox, all);
    if (ui == PERSON_JSON)
        person->child = kit_spawn(arguments);
    else if (ui == PERSON_SMALL)
        kit_terminal_start(&person->terminal, arguments, 12, 40);
    else
        kit_terminal_start(&person->terminal, arguments, 24, 80);
}

pid_t person_pid(const struct person *person)
{
    return person->ui == PERSON_JSON ? person->child.pid : screen_pid(person->terminal.screen);
}

/* Reading ------------------------------------------------------------------------------------ */

static void add_words(struct buf *words, const char *text)
{
    for (; *text != '\0'; text++) {
        bool blank = isspace((unsigned char)*text) != 0;
        const char *so_far = buf_text(words);
        if (!blank)
            buf_append(words, text, 1);
        else if (words->length > 0 && so_far[words->length - 1] != ' ')
            buf_append(words, " ", 1);
    }
}

const char *person_reads(struct person *person)
{
    buf_reset(&person->words);
    if (is_screen(person)) {
        for (int row = 0; row < screen_rows(person->terminal.screen); row++) {
            add_words(&person->words, screen_row(person->terminal.screen, row));
            add_words(&person->words, " ");
        }
    } else if (person->ui == PERSON_PLAIN) {
        size_t length = 0;
        const char *raw = screen_raw(person->terminal.screen, &length);
        if (raw != NULL && length > person->mark)
            add_words(&person->words, raw + person->mark);
    } else if (person->heard.length > person->mark) {
        add_words(&person->words, buf_text(&person->heard) + person->mark);
    }
    return buf_text(&person->words);
}

static bool read_more(struct person *person, int ms)
{
    return person->ui == PERSON_JSON ? person_json_hears(person, ms)
                                     : screen_read(person->terminal.screen, ms);
}

bool person_can_see(struct person *person, const char *text)
{
    while (read_more(person, 0))
        continue;
    return strstr(person_reads(person), text) != NULL;
}

void person_sees(struct person *person, const char *text)
{
    person_sees_within(person, text, KIT_WAIT_MS);
}

void person_sees_within(struct person *person, const char *text, int ms)
{
    long long deadline = kit_now_ms() + ms;
    while (!person_can_see(person, text)) {
        long long left = deadline - kit_now_ms();
        bool more = left > 0 && read_more(person, (int)left);
        if (!more && !person_can_see(person, text))
            ck_abort_msg("front end %d: waited in vain for \"%s\", saw \"%s\"", (int)person->ui,
                         text, person_reads(person));
    }
}

void person_finds(struct person *person, const char *text)
{
    if (person->ui != PERSON_SMALL) {
        person_sees(person, text);
        return;
    }
    struct screen *screen = person->terminal.screen;
    for (int page = 0; page < PAGES_MAX && !person_can_see(person, text); page++) {
        size_t bytes = screen_bytes(screen);
        long long deadline = kit_now_ms() + KIT_WAIT_MS;
        person_sends(person, PAGE_DOWN);
        while (screen_bytes(screen) == bytes && kit_now_ms() < deadline)
            (void)screen_read(screen, (int)(deadline - kit_now_ms()));
    }
    person_sees(person, text);
}

/* Acting ------------------------------------------------------------------------------------- */

void person_marks(struct person *person)
{
    while (read_more(person, 0))
        continue;
    if (person->ui == PERSON_PLAIN)
        (void)screen_raw(person->terminal.screen, &person->mark);
    else
        person->mark = person->heard.length;
}

void person_sends(struct person *person, const char *bytes)
{
    if (person->ui == PERSON_JSON)
        ck_assert_int_eq(write(person->child.in, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
    else
        ck_assert(screen_send(person->terminal.screen, bytes));
}

/* The label of a field by its id. */
static const char *label_of(const char *id)
{
    static const char *const labels[][2] = {{"account", "Account"},    {"email", "Email"},
                                            {"phone", "Phone"},        {"password", "Password"},
                                            {"phrase", "Type DELETE"}, {"code", "Code"}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i][0], id) == 0)
            return labels[i][1];
    ck_abort_msg("no field %s", id);
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Does ROW show what is sought: the field LABEL, or the numbered list entry LABEL? */
static bool is_at(struct screen *screen, int row, const char *label, bool field)
{
    const char *text = screen_row(screen, row);
    if (field)
        return begins(text, label) && text[strlen(label)] == ':';
    return isdigit((unsigned char)text[0]) && text[1] == ' ' && begins(text + 2, label);
}

/* Where the cursor, which is the focus, stands when all that was written has been read: the row
 * with its label. What is typed into a field changes neither. */
struct place {
    int row;
    char label[64];
};

static struct place where(struct person *person)
{
    struct screen *screen = person->terminal.screen;
    struct place place = {0};
    int col = 0;
    ck_assert(screen_sync(screen, person->terminal.slave));
    screen_cursor(screen, &place.row, &col);
    const char *text = screen_row(screen, place.row);
    (void)snprintf(place.label, sizeof place.label, "%.*s", (int)strcspn(text, ":"), text);
    return place;
}

static bool is_elsewhere(struct place now, struct place before)
{
    return now.row != before.row || strcmp(now.label, before.label) != 0;
}

/* Tab after Tab, until the focus is where it should be. The next Tab waits for the one before, or
 * it would go one too far: what is drawn in between may be the echo of what was typed. */
static void move_to(struct person *person, const char *label, bool field)
{
    struct screen *screen = person->terminal.screen;
    for (int i = 0; i < STEPS_MAX; i++) {
        struct place place = where(person);
        if (is_at(screen, place.row, label, field))
            return;
        ck_assert(screen_send(screen, TAB));
        long long deadline = kit_now_ms() + KIT_WAIT_MS;
        while (!is_elsewhere(where(person), place) && kit_now_ms() < deadline)
            (void)screen_read(screen, 200);
    }
    screen_dump(screen, stderr);
    ck_abort_msg("the focus did not come to \"%s\"", label);
}

static void fill_screen(struct person *person, const char *const *pairs)
{
    for (; pairs[0] != NULL; pairs += 2) {
        char label[64];
        (void)snprintf(label, sizeof label, "%s:", label_of(pairs[0]));
        person_sees(person, label); /* the screen before may still be there */
        move_to(person, label_of(pairs[0]), true);
        person_sends(person, CLEAR);
        person_sends(person, pairs[1]);
    }
    person_sends(person, ENTER);
}

static void fill_plain(struct person *person, const char *const *pairs)
{
    for (; pairs[0] != NULL; pairs += 2) {
        char prompt[64];
        (void)snprintf(
            prompt, sizeof prompt,
            strcmp(pairs[0], "password") == 0 ? "%s, hidden: " : "%s: ", label_of(pairs[0]));
        person_sees(person, prompt);
        person_marks(person);
        person_sends(person, pairs[1]);
        person_sends(person, "\n");
    }
}

void person_submits_list(struct person *person, const char *const *pairs)
{
    if (is_screen(person))
        fill_screen(person, pairs);
    else if (person->ui == PERSON_PLAIN)
        fill_plain(person, pairs);
    else
        person_json_submits(person, pairs);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Plain: an open prompt is the last thing said, unless it leaves by itself. */
static void wait_until_asked(struct person *person)
{
    int left = KIT_WAIT_MS / 100;
    while (left-- > 0 && !screen_has_exited(person->terminal.screen, NULL) &&
           !ends_with(person_reads(person), ": "))
        (void)read_more(person, 100);
}

/* Before the ways to prove oneself it is asked whether to go on, and the only way is gone at once.
 * True when that was it. */
static bool goes_on(struct person *person, const char *label)
{
    wait_until_asked(person);
    if (!ends_with(person_reads(person), "Continue, y or n: "))
        return false;
    person_marks(person);
    person_sends(person, "y\n");
    if (strcmp(label, "Password") == 0)
        return true;
    wait_until_asked(person);
    return strstr(person_reads(person), "Choose 1") == NULL;
}

/* The number before the newest LABEL in the words, or the letter of an action. */
static void choose_plain(struct person *person, const char *label)
{
    static const struct {
        const char *label, *line;
    } letters[] = {{"Back", "<\n"},
                   {"Stop", "<\n"},
                   {"Back to the account", "<\n"},
                   {"Sign in again", "<\n"},
                   {"Quit", "q\n"},
                   {"New code", "r\n"},
                   {"Password", "p\n"},
                   {"Email code", "e\n"},
                   {"SMS code", "s\n"},
                   {"Do not show that deletion again", "d\n"}};
    bool is_way = ends_with(label, " code") || strcmp(label, "Password") == 0;
    is_way = is_way && strcmp(label, "New code") != 0;
    if (is_way && goes_on(person, label))
        return;
    bool is_list = is_way && strstr(person_reads(person), "Choose 1") != NULL;
    for (size_t i = 0; !is_list && i < sizeof letters / sizeof *letters; i++) {
        if (strcmp(letters[i].label, label) == 0) {
            person_marks(person);
            person_sends(person, letters[i].line);
            return;
        }
    }
    char line[] = "?\n";
    person_sees(person, "Choose 1");
    const char *words = person_reads(person);
    for (const char *at = strstr(words, label); at != NULL; at = strstr(at + 1, label)) {
        if (at >= words + 2 && isdigit((unsigned char)at[-2]) && at[-1] == ' ')
            line[0] = at[-2];
    }
    ck_assert_msg(line[0] != '?', "no \"%s\" in \"%s\"", label, words);
    person_marks(person);
    person_sends(person, line);
}

void person_chooses(struct person *person, const char *label)
{
    if (is_screen(person)) {
        move_to(person, label, false);
        person_sends(person, ENTER);
    } else if (person->ui == PERSON_PLAIN) {
        choose_plain(person, label);
    } else {
        person_json_chooses(person, label);
    }
}

static void quit_plain(struct person *person)
{
    person_sees(person, ": ");
    wait_until_asked(person);
    if (ends_with(person_reads(person), ", hidden: ")) {
        person_marks(person);
        person_sends(person, "\n");
        person_sees(person, ": ");
    }
    person_sends(person, "q\n");
}

void person_quits(struct person *person)
{
    if (person->ui == PERSON_JSON)
        person_json_quits(person);
    else if (person->ui == PERSON_PLAIN)
        quit_plain(person);
    else
        person_sends(person, QUIT);
}

/* Ending ------------------------------------------------------------------------------------- */

void person_is_gone(struct person *person)
{
    if (person->ui == PERSON_JSON) {
        long long deadline = kit_now_ms() + KIT_WAIT_MS;
        while (person_json_hears(person, KIT_WAIT_MS) && kit_now_ms() < deadline)
            continue;
        ck_assert_uint_eq(person->line.length, 0);
        char said[1024] = "";
        struct pollfd wait = {.fd = person->child.err, .events = POLLIN};
        if (poll(&wait, 1, 0) > 0 && read(person->child.err, said, sizeof said - 1) > 0)
            (void)fprintf(stderr, "the program said: %s", said);
        person->status = kit_reap(&person->child);
        return;
    }
    ck_assert(screen_wait_exit(person->terminal.screen, KIT_WAIT_MS, &person->status));
    kit_terminal_check(&person->terminal);
}

void person_free(struct person *person)
{
    if (person->ui != PERSON_JSON)
        kit_terminal_free(&person->terminal);
    json_decref(person->view);
    json_decref(person->result);
    buf_free(&person->line);
    buf_free(&person->heard);
    buf_free(&person->words);
    person->view = person->result = NULL;
}

void person_ends(struct person *person, int code)
{
    person_is_gone(person);
    ck_assert_msg(WIFEXITED(person->status) && WEXITSTATUS(person->status) == code,
                  "front end %d: status %#x instead of exit %d; %s", (int)person->ui,
                  (unsigned)person->status, code, person_reads(person));
    if (person->ui == PERSON_JSON) {
        ck_assert_ptr_nonnull(person->result);
        ck_assert_int_eq(json_integer_value(json_object_get(person->result, "exit")), code);
    }
    person_free(person);
}

void person_dies(struct person *person, int signal)
{
    person_is_gone(person);
    ck_assert_msg(WIFSIGNALED(person->status) && WTERMSIG(person->status) == signal,
                  "front end %d: status %#x instead of signal %d", (int)person->ui,
                  (unsigned)person->status, signal);
    person_free(person);
}

/* Ways --------------------------------------------------------------------------------------- */

void person_signs_in(struct person *person, const char *account, const char *password)
{
    person_sees(person, "Account:");
    person_submits(person, "account", account, "password", password);
    person_sees(person, "Signed in: ");
}

void person_begins_deletion(struct person *person, const char *method)
{
    person_chooses(person, "Delete account");
    person_sees(person, "No undo.");
    person_chooses(person, method);
}

const struct person_method person_methods[3] = {
    {"demo", "Email code", "demo@example.org"},
    {"demo", "SMS code", "+8613000000001"},
    {"nocontact", "Password", NULL},
};
const char person_password[] = "demo-Passw0rd";

void person_comes_to_confirm(struct person *person, const struct process *sandbox, int method)
{
    person_signs_in(person, person_methods[method].user, person_password);
    person_begins_deletion(person, person_methods[method].label);
    if (person_methods[method].to == NULL) {
        person_sees(person, "Password");
        person_submits(person, "password", person_password);
    } else {
        char code[7];
        person_sees(person, "Code:");
        kit_code(sandbox, person_methods[method].to, 1, code);
        person_submits(person, "code", code);
    }
    person_sees(person, "Type DELETE:");
}

enum person_ui person_loop_ui(int i)
{
    static const enum person_ui uis[PERSON_LOOPS] = {PERSON_CURSES, PERSON_PLAIN, PERSON_JSON};
    return uis[i % PERSON_LOOPS];
}

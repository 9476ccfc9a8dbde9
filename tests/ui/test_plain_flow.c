/* The plain front end over the real state machine: whole flows, and what must hold of every line
 * that they print. Replies are given as if a server had sent them. */
#include <ctype.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "flow/machine.h"
#include "tests/tap.h"
#include "tests/tools/sample_views.h"
#include "ui/ui.h"

enum { OUT_SIZE = 64 * 1024, TURNS_MAX = 2000 };

static const struct ui_ops *const ops = &ui_plain_ops;

/* A small application: what src/app does, with replies from a list. */
static struct ui *ui;
static struct form *form;
static struct machine machine;
static struct view view;
static enum machine_operation pending;
static uint32_t pending_number;
static bool ended;
static int to_ui, from_ui, ui_in, ui_out;
static char out[OUT_SIZE];
static unsigned wrong_codes_to_come;
static const char *server = "auth.example.com";

/* Each write is a packet, where the terminal is far away. */
static size_t writes;

ssize_t __real_write(int descriptor, const void *bytes, size_t length);
ssize_t __wrap_write(int descriptor, const void *bytes, size_t length);

ssize_t __wrap_write(int descriptor, const void *bytes, size_t length)
{
    writes += descriptor != to_ui ? 1 : 0;
    return __real_write(descriptor, bytes, length);
}

static void collect(void)
{
    size_t length = strlen(out);
    ssize_t got;
    while ((got = read(from_ui, out + length, OUT_SIZE - 1 - length)) > 0)
        length += (size_t)got;
    out[length] = '\0';
}

static void type(const char *lines)
{
    ck_assert_int_eq(write(to_ui, lines, strlen(lines)), (ssize_t)strlen(lines));
}

static void update(struct event event)
{
    struct effects effects;
    event.now_ms = clock_boot_ms();
    event.wall_s = clock_wall_s();
    event.random = 1234567;
    machine_update(&machine, &event, &effects);
    for (size_t i = 0; i < effects.count; i++) {
        const struct effect *effect = &effects.list[i];
        if (effect->type == EFFECT_REQUEST) {
            pending = effect->operation;
            pending_number = effect->number;
        } else if (effect->type == EFFECT_CANCEL) {
            pending = OPERATION_NONE;
        } else if (effect->type == EFFECT_WIPE) {
            form_wipe(form, effect->wipe & WIPE_FORM);
        } else if (effect->type == EFFECT_FLUSH_INPUT) {
            ops->flush_input(ui);
        } else if (effect->type == EFFECT_END) {
            ended = true;
        }
    }
}

static void reply(void)
{
    struct event event = {.input = ON_OK, .number = pending_number};
    event.outcome = (struct outcome){.class = OUTCOME_OK, .tries_left = -1};
    event.data.expires_s = 60;
    struct machine_account *account = &event.data.account;
    (void)snprintf(account->user_id, sizeof(account->user_id), "65f0aa");
    account->shown_id = text_neutralise("65f0aa", 6, 0);
    account->name = text_neutralise("demo", 4, 0);
    account->email = text_mask_email("demo@example.org");
    account->phone = text_mask_phone("+86", "13000000001");
    if (pending == OPERATION_VERIFY_EMAIL && wrong_codes_to_come > 0) {
        wrong_codes_to_come--;
        event.input = ON_WRONG;
        event.outcome.class = OUTCOME_WRONG;
        event.outcome.cause = OUTCOME_CAUSE_CODE;
    }
    bool deletes = pending == OPERATION_DELETE_ACCOUNT;
    pending = OPERATION_NONE;
    if (deletes)
        ck_assert(machine_commit_delete(&machine, clock_boot_ms()));
    update(event);
}

static void show(void)
{
    struct view fresh;
    machine_view(&machine, &fresh);
    fresh.serial = view.serial;
    if (memcmp(&fresh, &view, sizeof(view)) != 0) {
        view = fresh;
        view.serial++;
    }
    ops->show(ui, &view, clock_boot_ms(), clock_wall_s());
}

/* Turns of the loop until nothing more happens by itself. */
static void run(void)
{
    for (int turn = 0; turn < TURNS_MAX && !ended; turn++) {
        struct ui_event ui_event;
        bool idle = true;
        while (!ended && ops->next(ui, &ui_event)) {
            struct event event = {.input = (enum machine_input)ui_event.action};
            if (ui_event.type == UI_END_OF_INPUT)
                event.input = ON_END_OF_INPUT;
            else if (ui_event.type == UI_LOST)
                event.input = ON_LOST;
            form_read(form, &event.facts);
            update(event);
            idle = false;
        }
        if (!ended && pending != OPERATION_NONE) {
            reply();
            idle = false;
        }
        if (!ended)
            show();
        if (idle && ops->timeout_ms(ui, clock_boot_ms()) != 0)
            break;
    }
    collect();
}

static void open_pipes(void)
{
    int in[2], output[2];
    ck_assert_int_eq(pipe(in), 0);
    ck_assert_int_eq(pipe(output), 0);
    ui_in = in[0];
    to_ui = in[1];
    from_ui = output[0];
    ui_out = output[1];
}

static void open_terminal(void)
{
    ck_assert_int_eq(openpty(&to_ui, &ui_in, NULL, NULL, NULL), 0);
    from_ui = dup(to_ui);
    ui_out = dup(ui_in);
    ck_assert(from_ui >= 0 && ui_out >= 0);
}

static void start_on(bool is_terminal, bool brief, bool sandbox)
{
    ck_assert(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    if (is_terminal)
        open_terminal();
    else
        open_pipes();
    ck_assert_int_eq(fcntl(from_ui, F_SETFL, O_NONBLOCK), 0);
    writes = 0;
    form = form_new();
    ck_assert_ptr_nonnull(form);
    machine_init(&machine, server, sandbox);
    view = (struct view){0};
    pending = OPERATION_NONE;
    ended = false;
    out[0] = '\0';
    wrong_codes_to_come = 0;
    struct err err = {0};
    ui = ops->open(
        &(struct ui_options){
            .input = ui_in, .output = ui_out, .brief = brief, .server = server, .form = form},
        &err);
    ck_assert_ptr_nonnull(ui);
}

static void start(bool brief, bool sandbox)
{
    start_on(false, brief, sandbox);
}

static void finish(void)
{
    char text[VIEW_TEXT_SIZE];
    machine_farewell(&machine, text, sizeof(text));
    ops->close(ui, &(struct ui_result){.code = "X", .text = text, .request_id = ""});
    collect();
    form_free(form);
    close(ui_in);
    close(ui_out);
    close(to_ui);
    close(from_ui);
}

/* What must hold of everything that is printed: lines of at most 40 columns, prompts of at most 20,
 * no control but newline. On a pipe a prompt ends with ": " and then the answer's newline. */
static void check_lines(void)
{
    char copy[OUT_SIZE];
    memcpy(copy, out, sizeof(copy));
    char *rest = copy;
    for (char *line = strsep(&rest, "\n"); line != NULL; line = strsep(&rest, "\n")) {
        size_t length = strlen(line);
        for (size_t i = 0; i < length; i++)
            ck_assert_msg((unsigned char)line[i] >= 0x20 && line[i] != 0x7f, "control in %s", line);
        bool is_prompt = length > 2 && strcmp(line + length - 2, ": ") == 0;
        ck_assert_msg(text_columns(line) <= (is_prompt ? 20u : 40u), "too wide: %s", line);
    }
}

/* The whole output is too long for a message of libcheck. */
static void fail_with_output(const char *what, const char *text)
{
    fprintf(stderr, "%s %s\n%s", what, text, out);
    ck_abort_msg("%s %s", what, text);
}

static void expect_out(const char *text)
{
    if (strstr(out, text) == NULL)
        fail_with_output("missing:", text);
}

static void expect_not_out(const char *text)
{
    if (strstr(out, text) != NULL)
        fail_with_output("there is:", text);
}

/* As a screen reader counts and speaks them: letters and digits are words, "<" is "less than". */
static size_t count_words(const char *from, const char *to)
{
    size_t count = 0;
    bool in_word = false;
    for (; from < to; from++) {
        bool is_word = isalnum((unsigned char)*from) != 0;
        count += is_word && !in_word ? 1 : 0;
        count += *from == '<' ? 2 : 0;
        in_word = is_word;
    }
    return count;
}

/* The budgets for the whole flow with one wrong answer and one wrong code, and for what is heard
 * between two answers; every answer is heard too. */
static void check_words(bool brief, size_t answers)
{
    size_t total = answers + count_words(out, out + strlen(out));
    ck_assert_msg(total <= (brief ? 100u : 115u), "%zu words:\n%s", total, out);
    for (const char *step = out; *step != '\0';) {
        const char *end = strstr(step, ": \n");
        end = end == NULL ? step + strlen(step) : end + 3;
        size_t words = 1 + count_words(step, end);
        ck_assert_msg(words <= 25, "%zu words: %.*s", words, (int)(end - step), step);
        step = end;
    }
}

START_TEST(flow__deletes_line_by_line)
    {
        bool brief = _i == 1;
        server = "127.0.0.1:43917"; /* five words each time */
        start(brief, false);
        wrong_codes_to_come = 1;
        static const char *const lines[] = {"demo\n", "demo-Passw0rd\n", "1\n",      "y\n",
                                            "2\n",    "12 34 56\n",      "654321\n", "delete\n"};
        run();
        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
            ck_assert(!ended);
            type(lines[i]);
            run();
        }
        ck_assert(ended);
        finish();
        check_lines();
        expect_out("Error: Wrong code. 2 tries left.\nCode: \n");
        expect_out("Enter alone stops.\nType DELETE: \nDeleted: demo. Receipt ");
        expect_not_out("Passw0rd");
        ck_assert_int_eq(strstr(out, "? help") != NULL, !brief);
        check_words(brief, sizeof(lines) / sizeof(lines[0]));
    }
END_TEST

/* On a terminal, which shows the line end of the answer by itself. */
START_TEST(flow__writes_once_for_each_answer)
    {
        static const char *const lines[] = {"demo\n", "demo-Passw0rd\n", "1\n",      "y\n",
                                            "2\n",    "12 34 56\n",      "654321\n", "delete\n"};
        start_on(true, false, false);
        wrong_codes_to_come = 1;
        run();
        ck_assert_uint_eq(writes, 1);
        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
            ck_assert(!ended);
            writes = 0;
            type(lines[i]);
            run();
            if (ended)
                finish(); /* the last line is said then */
            ck_assert_msg(writes == 1, "%zu writes after %s", writes, lines[i]);
        }
        ck_assert(ended);
        expect_out("Deleted: demo. Receipt ");
        ck_assert_msg(strlen(out) <= 900, "%zu bytes", strlen(out));
    }
END_TEST

/* The whole section TRANSCRIPT of the manual page, between its .Bd and .Ed. */
static void read_transcript(char *text, size_t size)
{
    char line[128];
    bool in_section = false, inside = false;
    size_t length = 0;
    FILE *page = fopen(MANUAL_PAGE, "r");
    ck_assert_ptr_nonnull(page);
    while (fgets(line, sizeof(line), page) != NULL) {
        if (strncmp(line, ".Sh ", 4) == 0)
            in_section = strcmp(line, ".Sh TRANSCRIPT\n") == 0;
        if (strcmp(line, ".Ed\n") == 0)
            inside = false;
        if (inside) {
            ck_assert_uint_lt(length + strlen(line), size);
            memcpy(text + length, line, strlen(line));
            length += strlen(line);
        }
        if (strncmp(line, ".Bd ", 4) == 0)
            inside = in_section;
    }
    text[length] = '\0';
    ck_assert_int_eq(fclose(page), 0);
    ck_assert_uint_gt(length, 0);
}

/* What the person typed at LINE of the transcript, if that is the question that is open now; cuts
 * it off there. A pipe does not show what is typed. */
static bool take_answer(char *line, char *answer, size_t size)
{
    const char *question = strrchr(out, '\n');
    question = question == NULL ? out : question + 1;
    size_t length = strlen(question);
    if (length < 2 || strcmp(question + length - 2, ": ") != 0)
        return false;
    if (strcmp(line, "Password, hidden:") == 0) {
        (void)snprintf(answer, size, "demo-Passw0rd\n");
        return strncmp(question, line, strlen(line)) == 0;
    }
    if (strncmp(line, question, length) != 0)
        return false;
    (void)snprintf(answer, size, "%s\n", line + length);
    line[length - 1] = '\0';
    return true;
}

/* The seconds that are left depend on how fast the machine is, the receipt is random. */
static bool is_same_line(const char *line, const char *said)
{
    static const char *const varied[] = {"Valid ", "Deleted: demo. Receipt "};
    for (size_t i = 0; i < 2; i++) {
        if (strncmp(line, varied[i], strlen(varied[i])) == 0)
            return strncmp(said, varied[i], strlen(varied[i])) == 0 && strlen(said) == strlen(line);
    }
    return strcmp(line, said) == 0;
}

START_TEST(flow__is_what_the_manual_page_shows)
    {
        char transcript[4096], answer[64];
        read_transcript(transcript, sizeof(transcript));
        start(false, false);
        wrong_codes_to_come = 1;
        run();
        char *lines = transcript;
        for (char *line = strsep(&lines, "\n"); line != NULL; line = strsep(&lines, "\n")) {
            if (!ended && take_answer(line, answer, sizeof(answer))) {
                type(answer);
                run();
            }
        }
        ck_assert(ended);
        finish();
        read_transcript(transcript, sizeof(transcript));
        char *said = out;
        lines = transcript;
        for (char *line = strsep(&lines, "\n"); line != NULL; line = strsep(&lines, "\n")) {
            char *heard = strsep(&said, "\n");
            ck_assert_ptr_nonnull(heard);
            size_t length = strlen(heard);
            if (length > 2 && strcmp(heard + length - 2, ": ") == 0) {
                heard[--length] = '\0';
                line[length] = '\0'; /* the rest was typed */
            }
            ck_assert_msg(is_same_line(line, heard), "\"%s\" in the manual page, said \"%s\"", line,
                          heard);
        }
        ck_assert_ptr_null(said);
    }
END_TEST

START_TEST(flow__takes_the_whole_job_at_once_but_not_the_confirmation)
    {
        start(false, false);
        type("demo\ndemo-Passw0rd\n1\ny\n2\n123456\nDELETE\n");
        run();
        ck_assert(!ended);
        ck_assert_int_eq((int)machine.state, STATE_CONFIRM);
        expect_out("Type DELETE: ");
        type("DELETE\n");
        run();
        ck_assert(ended);
        ck_assert_int_eq((int)machine.result, RESULT_DELETED);
        finish();
        check_lines();
    }
END_TEST

START_TEST(flow__enter_alone_and_end_of_input_never_delete)
    {
        start(false, false);
        type("demo\ndemo-Passw0rd\n1\ny\n2\n123456\n");
        run();
        ck_assert_int_eq((int)machine.state, STATE_CONFIRM);
        type("\n");
        run();
        ck_assert_int_eq((int)machine.state, STATE_CONSEQUENCES);
        type("\n");
        run();
        ck_assert_int_eq((int)machine.state, STATE_ACCOUNT);
        type("1\ny\n2\n123456\n");
        run();
        ck_assert_int_eq((int)machine.state, STATE_CONFIRM);
        type("DELETE"); /* no Enter */
        close(to_ui);
        to_ui = dup(ui_out);
        run();
        ck_assert(ended);
        ck_assert_int_eq((int)machine.result, RESULT_CANCELLED);
        finish();
        check_lines();
        expect_out("Type DELETE: \nStopped. Nothing was deleted.\n");
    }
END_TEST

START_TEST(every_view__is_said_in_short_lines)
    {
        start(_i % 2 == 0, _i % 2 == 1);
        sample_view(&view, (enum view_id)(_i / 2));
        sample_add_status(&view, VIEW_ERROR, "WRONG",
                          "A sentence that is too long for one line of 40.");
        ops->show(ui, &view, 1000, 0);
        view.serial++;
        ops->show(ui, &view, 2000, 0);      /* what waits for half a second, or for the mail */
        if (view.id != VIEW_ENTER_PASSWORD) /* where every line is the password */
            type("=\n?\n");
        struct ui_event event;
        while (!view.busy && !view.is_final && ops->next(ui, &event))
            ck_abort_msg("an event");
        finish();
        check_lines();
        expect_out("A sentence that is too long");
    }
END_TEST

/* A plain pseudo-random sequence, so that a failure can be repeated by its number. */
static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

START_TEST(any_lines__print_only_short_lines_and_delete_only_with_the_word)
    {
        static const char *const lines[] = {"demo\n",
                                            "demo-Passw0rd\n",
                                            "1\n",
                                            "1\n",
                                            "2\n",
                                            "123456\n",
                                            "\n",
                                            "<\n",
                                            "=\n",
                                            "?\n",
                                            "r\n",
                                            "e\n",
                                            "p\n",
                                            "\xff\n",
                                            "\033[31m\x07\n",
                                            "delet\n",
                                            "a b c\r\n",
                                            "99\n"};
        unsigned seed = (unsigned)_i;
        bool confirmed = false;
        start(_i % 2 == 0, false);
        run();
        for (int i = 0; i < 60 && !ended; i++) {
            bool confirming = machine.state == STATE_CONFIRM;
            size_t which = next_random(&seed) % (sizeof(lines) / sizeof(lines[0]) + 1);
            bool is_word = which == sizeof(lines) / sizeof(lines[0]);
            wrong_codes_to_come = next_random(&seed) % 4 == 0 ? 1 : 0;
            type(is_word ? "DELETE\n" : lines[which]);
            run();
            confirmed = confirmed || (confirming && is_word);
            ck_assert(machine.result != RESULT_DELETED || confirmed);
        }
        type("q\nq\n");
        run();
        finish();
        check_lines();
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("ui/plain_flow");
    TCase *tests = tap_case(suite, "flow");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, flow__deletes_line_by_line, 0, 2);
    tcase_add_test(tests, flow__writes_once_for_each_answer);
    tcase_add_test(tests, flow__is_what_the_manual_page_shows);
    tcase_add_test(tests, flow__takes_the_whole_job_at_once_but_not_the_confirmation);
    tcase_add_test(tests, flow__enter_alone_and_end_of_input_never_delete);
    tcase_add_loop_test(tests, every_view__is_said_in_short_lines, 0, 2 * VIEW_ID_COUNT);
    tcase_add_loop_test(tests, any_lines__print_only_short_lines_and_delete_only_with_the_word, 0,
                        60);
    return tap_run(suite);
}

/* Every text of the corpus in every field that a server can fill, read by the real readers, through
 * the real state machine, to the bytes of each front end, the receipt, the journal and the log. */
#include "config.h"

#include <jansson.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/attempts.h"
#include "app/effects.h"
#include "app/journal.h"
#include "app/receipt.h"
#include "app/session.h"
#include "base/log.h"
#include "tests/hostile/corpus.h"
#include "tests/tap.h"
#include "tests/tools/screen.h"

/* Wide enough for a whole text on a row, so that widths decide nothing but the width. */
enum { ROWS = 24, COLS = 400, BODY_MAX = 64 * 1024, TEST_S = 120 };

static const struct field {
    const char *name;
    enum machine_state state;
    enum machine_operation operation;
    const char *before, *after; /* of the text in the body; BEFORE NULL: it is in a header */
    size_t most;                /* bytes; more would only be refused */
    const char *seen_as; /* of the item that shows it; "" = the account's title; NULL = none */
} fields[] = {
#define REFUSED(name, before, after, seen_as)                                                      \
    {                                                                                              \
        name, STATE_SENDING_CODE, OPERATION_SEND_DELETE_EMAIL, "{\"statusCode\":422," before,      \
            after "}", 16000, seen_as                                                              \
    }
    REFUSED("message", "\"message\":\"", "\"", "server_words"),
    REFUSED("list of messages", "\"message\":[\"a\",\"", "\"]", "server_words"),
    REFUSED("object of messages", "\"message\":{\"a\":[\"", "\"]}", "server_words"),
    REFUSED("requestId", "\"requestId\":\"", "\"", "request_id"),
    REFUSED("uniqueId", "\"uniqueId\":\"", "\"", "request_id"),
    REFUSED("apiCode", "\"message\":\"m\",\"apiCode\":\"", "\"", NULL),
    REFUSED("unknown key", "\"message\":\"m\",\"", "\":1", NULL),
    {"error_description", STATE_SENDING_CODE, OPERATION_SEND_DELETE_EMAIL,
     "{\"error\":\"x\",\"error_description\":\"", "\"}", 16000, "server_words"},
    {"error", STATE_SENDING_CODE, OPERATION_SEND_DELETE_EMAIL, "{\"error\":\"", "\"}", 16000, NULL},
    {"x-request-id", STATE_SENDING_CODE, OPERATION_SEND_DELETE_EMAIL, NULL,
     "{\"statusCode\":422,\"message\":\"m\"}", HTTP_REQUEST_ID_SIZE - 1, "request_id"},
    {"access_token", STATE_SIGNING_IN, OPERATION_SIGN_IN_PASSWORD,
     "{\"statusCode\":200,\"data\":{\"expire_in\":60,\"access_token\":\"", "\"}}", 16000, NULL},
#define PROFILE(key, rest, most, seen_as)                                                          \
    {                                                                                              \
        key, STATE_LOADING_PROFILE, OPERATION_GET_PROFILE,                                         \
            "{\"statusCode\":200,\"data\":{" rest "\"" key "\":\"", "\"}}", most, seen_as          \
    }
    PROFILE("userId", "\"username\":\"n\",", 63, "user_id"),
    PROFILE("username", "\"userId\":\"u\",", 16000, ""),
    PROFILE("nickname", "\"userId\":\"u\",", 16000, ""),
    PROFILE("name", "\"userId\":\"u\",", 16000, ""),
    PROFILE("email", "\"userId\":\"u\",", 200, "email"),
    PROFILE("phone", "\"userId\":\"u\",", 60, NULL),
    PROFILE("phoneCountryCode", "\"userId\":\"u\",\"phone\":\"13000000001\",", 10, NULL),
    {"refusal", STATE_DELETING, OPERATION_DELETE_ACCOUNT, "{\"statusCode\":422,\"message\":\"",
     "\"}", 16000, NULL},
    {"id of the deletion", STATE_DELETING, OPERATION_DELETE_ACCOUNT,
     "{\"statusCode\":200,\"data\":{\"success\":true},\"requestId\":\"", "\"}", 16000,
     "request_id"},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static struct options options;
static struct session session;
static char folder[] = "/tmp/genauth-hostile-XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* Where the machine is when FIELD comes. */
static void prepare(const struct field *field)
{
    struct machine *machine = &session.machine;
    machine_init(machine, "h.example.org", false);
    machine->state = field->state;
    machine->operation = field->operation;
    machine->in_flight = 1;
    machine->signed_in = field->state != STATE_SIGNING_IN;
    machine->method = FORM_METHOD_EMAIL;
    if (field->state == STATE_DELETING)
        machine->step.state = DELETE_COMMITTED;
    machine->account.name = text_neutralise("demo", 4, 0);
    (void)snprintf(machine->step.attempt, sizeof machine->step.attempt, "ABCDEFGH");
}

/* The reply of a server with TEXT in FIELD, as the transport gives it. */
static struct http_reply make_reply(const struct field *field, const struct corpus_text *text,
                                    bool escaped)
{
    struct http_reply reply = {
        .id = 1, .result = HTTP_REPLIED, .sent = true, .status = 200, .is_json = true};
    struct buf body = buf_init(BODY_MAX);
    struct corpus_text cut = *text;
    if (cut.length > field->most)
        cut.length = field->most;
    while (cut.length > 0 && cut.length < text->length &&
           ((unsigned char)text->bytes[cut.length] & 0xc0) == 0x80)
        cut.length--;
    if (field->before == NULL) {
        memcpy(reply.request_id, cut.bytes, cut.length);
    } else {
        buf_append_text(&body, field->before);
        corpus_put_json(&body, &cut, escaped);
    }
    buf_append_text(&body, field->after);
    ck_assert(!body.failed);
    if (strncmp(body.bytes, "{\"error", 7) == 0)
        reply.status = 400;
    reply.body = secret_new(body.length);
    ck_assert(reply.body != NULL && secret_set(reply.body, body.bytes, body.length));
    buf_free(&body);
    return reply;
}

static const char *item_text(const struct view *view, const char *id)
{
    for (size_t i = 0; i < view->item_count; i++)
        if (strcmp(view->items[i].id, id) == 0)
            return view->items[i].text;
    return NULL;
}

static bool is_seen(const struct field *field, const struct view *view)
{
    if (field->seen_as == NULL || field->seen_as[0] == '\0')
        return view->id == VIEW_ACCOUNT;
    return item_text(view, field->seen_as) != NULL;
}

/* Takes the reply through reader and machine; VIEW is what is to be shown. */
static void take(const struct field *field, const struct corpus_text *text, bool escaped,
                 struct view *view)
{
    struct event event = {.now_ms = 1000};
    struct effects effects;
    prepare(field);
    struct http_reply reply = make_reply(field, text, escaped);
    ck_assert(effects_read_reply(&session, &reply, &event));
    machine_update(&session.machine, &event, &effects);
    machine_view(&session.machine, view);
    http_reply_clear(&reply);
}

/* Every text in VIEW. */
static void check_view(const struct view *view, const char *where)
{
    corpus_check(view->title, strlen(view->title), "", where);
    corpus_check(view->status, strlen(view->status), "", where);
    for (size_t i = 0; i < view->item_count; i++) {
        corpus_check(view->items[i].label, strlen(view->items[i].label), "", where);
        corpus_check(view->items[i].text, strlen(view->items[i].text), "", where);
    }
}

/* The screen ------------------------------------------------------------------------------------
 */

static struct screen *screen;
static struct ui *curses;
static int slave;

/* A number for what is written: what drives the terminal, in any order; checks what does not. */
static uint64_t drives(const char *where)
{
    uint64_t sum = 0;
    size_t length = 0;
    const char *raw = screen_raw(screen, &length), *end = raw + length;
    struct buf words = buf_init(1024 * 1024);
    while (raw < end) {
        size_t size = 1;
        if (*raw == '\033') {
            size = strchr("()", raw[1]) != NULL ? 3 : 2;
            if (raw[1] == '[')
                size = 3 + strspn(raw + 2, "0123456789;?>!");
        } else if ((unsigned char)*raw >= 0x20 || *raw == '\1') { /* the mark of screen_sync */
            if (*raw != '\1')
                buf_append(&words, raw, 1);
            raw++;
            continue;
        }
        uint64_t hash = 5381;
        for (size_t i = 0; i < size; i++)
            hash = hash * 33 + (unsigned char)raw[i];
        sum += hash * hash;
        raw += size;
    }
    corpus_check(buf_text(&words), words.length, "", where);
    buf_free(&words);
    return sum;
}

static uint64_t draw(const struct view *view, const char *where)
{
    static struct view empty = {.id = VIEW_NEEDS_BROWSER, .title = "x"};
    empty.serial = view->serial + 1;
    ui_curses_ops.show(curses, &empty, 1000, 1000);
    ck_assert(screen_sync(screen, slave));
    screen_mark(screen);
    ui_curses_ops.show(curses, view, 1000, 1000);
    ck_assert(screen_sync(screen, slave));
    return drives(where);
}

static void check_screen(const struct view *view, const char *where)
{
    static struct view harmless;
    bool changed = false;
    uint64_t sum = draw(view, where);
    harmless = *view;
    for (size_t i = 0; i < harmless.item_count; i++)
        changed = corpus_make_harmless(harmless.items[i].text, VIEW_TEXT_SIZE) || changed;
    changed = corpus_make_harmless(harmless.status, VIEW_TEXT_SIZE) || changed;
    if (!changed)
        return;
    harmless.serial = view->serial + 2;
    if (draw(&harmless, where) == sum)
        return;
    ck_abort_msg("%s: other sequences than for a harmless text of the same width", where);
}

static struct ui *open_screen(void)
{
    struct err err = {0};
    struct ui_options ui_options = {.server = "h.example.org", .program = "genauth-tui"};
    ck_assert_int_eq(setenv("TERM", "xterm-256color", 1), 0);
    screen = screen_open(ROWS, COLS, &slave);
    ck_assert_ptr_nonnull(screen);
    ui_options.input = ui_options.output = slave;
    ui_options.store = memfd_create("screen", MFD_CLOEXEC); /* until the end of the process */
    ui_options.form = session.form;
    struct ui *ui = ui_curses_ops.open(&ui_options, &err);
    ck_assert_msg(ui != NULL, "%s", err.text);
    return ui;
}

/* Lines ------------------------------------------------------------------------------------------
 */

static char out[512 * 1024];

/* What a front end has written; what is shown already it does not say again. */
static size_t take_out(int from_ui)
{
    struct pollfd wait = {.fd = from_ui, .events = POLLIN};
    if (poll(&wait, 1, 0) <= 0)
        return 0;
    ssize_t got = read(from_ui, out, sizeof out - 1);
    ck_assert_int_gt(got, 0);
    out[got] = '\0';
    return (size_t)got;
}

static struct ui *open_pipes(const struct ui_ops *ops, int ends[4])
{
    struct err err = {0};
    struct ui_options ui_options = {.server = "h.example.org", .program = "genauth-tui"};
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(pipe(ends + 2), 0);
    ui_options.input = ends[0];
    ui_options.output = ends[3];
    ui_options.store = -1;
    ui_options.form = session.form;
    struct ui *ui = ops->open(&ui_options, &err);
    ck_assert_msg(ui != NULL, "%s", err.text);
    return ui;
}

static void close_pipes(const struct ui_ops *ops, struct ui *ui, const int ends[4])
{
    ops->close(ui, NULL);
    for (int i = 0; i < 4; i++)
        (void)close(ends[i]);
}

/* One line, one object. */
static json_t *check_object(const char *text, size_t length, const char *where)
{
    json_error_t error;
    corpus_check(text, length, "\n", where);
    ck_assert_ptr_eq(strchr(text, '\n'), text + length - 1);
    json_t *object = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json_is_object(object), "%s: %s", where, error.text);
    return object;
}

/* What may not be in the bytes may not be there as an escape either. */
static void check_values(const json_t *value, const char *where)
{
    size_t i = 0;
    const char *key = NULL;
    json_t *part = NULL;
    if (json_is_string(value))
        corpus_check(json_string_value(value), json_string_length(value), "", where);
    json_array_foreach((json_t *)(size_t)value, i, part) check_values(part, where);
    json_object_foreach((json_t *)(size_t)value, key, part) check_values(part, where);
}

/* Files ------------------------------------------------------------------------------------------
 */

/* Lines of FILE, each of which CHECK has looked at. */
static size_t count_lines(const char *name, void (*check)(char *line, size_t length))
{
    char *line = NULL;
    size_t size = 0, lines = 0;
    FILE *file = fopen(in_folder(name), "re");
    ck_assert_ptr_nonnull(file);
    for (ssize_t length = 0; (length = getline(&line, &size, file)) > 0; lines++)
        check(line, (size_t)length);
    free(line);
    (void)fclose(file);
    return lines;
}

static void check_record(char *line, size_t length)
{
    json_t *object = check_object(line, length, line);
    check_values(object, line);
    json_decref(object);
}

/* Each text as the id of a request: a line each, which is also sent to the system log. */
START_TEST(in_the_journal)
    {
        enum { EVERY = 4 }; /* each is written to the disk */
        size_t count = 0, lines = 1;
        struct err err = {0};
        struct journal_attempt attempt = {
            .attempt = "ABCDEFGH", .server = "h.example.org", .time_s = 1, .closes_s = 60};
        const struct corpus_text *texts = corpus_texts(&count);
        struct journal *journal = journal_new(in_folder("journal"), false);
        ck_assert_ptr_nonnull(journal);
        ck_assert_msg(journal_commit(journal, &attempt, "\033[31mu\n\u202e", "boot", &err), "%s",
                      err.text);
        for (size_t i = 0; i < count; i += EVERY, lines++)
            ck_assert_msg(
                journal_close(journal, &attempt, JOURNAL_UNKNOWN, texts[i].bytes, 2, &err), "%s",
                err.text);
        journal_free(journal);
        ck_assert_uint_eq(count_lines("journal", check_record), lines);
    }
END_TEST

/* With a profile the journal is read again, which has a line of its own. */
static size_t replies_logged;

static void check_log_line(char *line, size_t length)
{
    replies_logged += strstr(line, " reply operation=") != NULL ? 1 : 0;
    corpus_check(line, length, "\n", line);
    for (size_t i = 0; i < length; i++)
        ck_assert((unsigned char)line[i] < 0x7f);
    ck_assert_int_eq(line[4], '-');
    ck_assert_int_eq(line[19], 'Z');
}

static struct ui *plain, *json;
static int plain_ends[4], json_ends[4];

static void check_front_ends(const struct view *view, const char *where)
{
    static struct view before;
    uint32_t serial = before.serial;
    before.serial = view->serial;
    if (memcmp(&before, view, sizeof before) == 0 && serial != 0)
        return; /* a text that is not shown */
    before = *view;
    check_screen(view, where);
    ui_plain_ops.show(plain, view, 1000, 1000);
    corpus_check(out, take_out(plain_ends[2]), "\n", where);
    ui_json_ops.show(json, view, 1000, 1000);
    size_t length = take_out(json_ends[2]);
    if (length == 0)
        return; /* it is the view before */
    json_t *object = check_object(out, length, where);
    check_values(object, where);
    json_decref(object);
}

static void check_receipt(const char *where)
{
    receipt_make(&session, "deleted");
    buf_append_text(&session.receipt, "\n");
    json_t *object = check_object(buf_text(&session.receipt), session.receipt.length, where);
    check_values(object, where);
    json_decref(object);
}

/* Each text in one field. */
START_TEST(in_a_field)
    {
        const struct field *field = &fields[_i];
        size_t count = 0, seen = 0;
        struct err err = {0};
        const struct corpus_text *texts = corpus_texts(&count);
        ck_assert_msg(log_open(in_folder("log"), &err), "%s", err.text);
        curses = open_screen();
        plain = open_pipes(&ui_plain_ops, plain_ends);
        json = open_pipes(&ui_json_ops, json_ends);
        for (size_t i = 0; i < count; i++) {
            static struct view view;
            char where[64];
            (void)snprintf(where, sizeof where, "%s, text %zu", field->name, i);
            take(field, &texts[i], i % 2 != 0, &view);
            view.serial = (uint32_t)i * 4 + 1;
            seen += is_seen(field, &view);
            check_view(&view, where);
            check_front_ends(&view, where);
            check_receipt(where);
        }
        /* Most of them come as far as the screen, or this would show little. */
        ck_assert_msg(field->seen_as == NULL || seen > count * 3 / 4, "%s: %zu of %zu seen",
                      field->name, seen, count);
        log_close();
        replies_logged = 0;
        ck_assert_uint_ge(count_lines("log", check_log_line), count);
        ck_assert_uint_eq(replies_logged, count);
        ui_curses_ops.close(curses, NULL);
        screen_free(screen);
        (void)close(slave);
        close_pipes(&ui_plain_ops, plain, plain_ends);
        close_pipes(&ui_json_ops, json, json_ends);
    }
END_TEST

/* What else could be said there: the reasons of errors. */
START_TEST(in_the_log)
    {
        size_t count = 0;
        struct err err = {0};
        const struct corpus_text *texts = corpus_texts(&count);
        ck_assert_msg(log_open(in_folder("log"), &err), "%s", err.text);
        for (size_t i = 0; i < count; i++)
            log_event("not-started", "reason=%s", texts[i].bytes);
        log_close();
        ck_assert_uint_eq(count_lines("log", check_log_line), count);
    }
END_TEST

static void set_up(void)
{
    ck_assert_ptr_nonnull(setlocale(LC_ALL, "C.UTF-8"));
    ck_assert_ptr_nonnull(mkdtemp(folder));
    session.options = &options;
    (void)snprintf(options.journal, sizeof options.journal, "%s", in_folder("attempts"));
    session.api.base_url = "https://h.example.org";
    session.receipt = buf_init(BODY_MAX);
    session.form = form_new();
    ck_assert_ptr_nonnull(session.form);
    ck_assert(attempts_prepare(&session));
}

static void tear_down(void)
{
    attempts_end(&session);
    form_free(session.form);
    buf_free(&session.receipt);
    genauth_session_clear(&session.tokens);
    (void)unlink(in_folder("log"));
    (void)unlink(in_folder("journal"));
    (void)rmdir(folder);
}

int main(void)
{
    Suite *suite = suite_create("hostile");
    TCase *tests = tap_case(suite, "hostile");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, TEST_S);
    tcase_add_loop_test(tests, in_a_field, 0, FIELDS);
    tcase_add_test(tests, in_the_journal);
    tcase_add_test(tests, in_the_log);
    return tap_run(suite);
}

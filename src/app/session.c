#include "config.h"

#include "app/session.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "app/attempts.h"
#include "app/confine.h"
#include "app/effects.h"
#include "app/environment.h"
#include "app/languages.h"
#include "app/receipt.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"

enum { LONGEST_WAIT_MS = 60 * 60 * 1000, HANG_UP_MS = 500, HOST_MAX = 80, RECEIPT_MAX = 8 * 1024 };

#define USER_AGENT PACKAGE "/" PACKAGE_VERSION

bool session_configure(const struct options *options, struct genauth_config *api,
                       struct secret **app_secret, struct err *err)
{
    *app_secret = NULL;
    if (options->app_secret_file[0] != '\0' &&
        !options_read_secret_file(options->app_secret_file, app_secret, err))
        return false;
    *api = (struct genauth_config){
        .base_url = options->host,
        .app_id = options->app_id,
        .header_prefix = options->header_prefix[0] == '\0' ? NULL : options->header_prefix,
        .lang = environment_api_lang(),
        .client_auth = options->client_auth,
        .app_secret = *app_secret,
        .encryption = options->encryption,
    };
    return true;
}

struct http *session_new_http(const struct options *options, struct err *err)
{
    struct http_config config = {
        .ca_file = options->ca_file[0] == '\0' ? NULL : options->ca_file,
        .user_agent = USER_AGENT,
    };
    return http_new(&config, err);
}

void session_confine(const struct options *options, const struct demo *demo,
                     const char *journal_folder)
{
    char receipt[OPTIONS_PATH_SIZE] = "";
    size_t count = 0;
    struct confine_needs needs = {
        .readable = {demo_mail_dir(demo)},
        .server = options->host,
        .child = demo_process(demo),
        .kills = options->kiosk,
    };
    if (options->receipt[0] != '\0' &&
        snprintf(receipt, sizeof(receipt), "%s", options->receipt) < (int)sizeof(receipt))
        needs.writable[count++] = dirname(receipt);
    needs.writable[count] = journal_folder;
    if (ENABLE_HARDENED_PROCESS)
        confine_process(&needs);
}

/* The host as people read it, without the scheme. */
static const char *host_of(const char *base_url)
{
    const char *slashes = strstr(base_url, "://");
    return slashes == NULL ? base_url : slashes + 3;
}

/* Shows the machine's view when it differs from what is shown; or again, when the front end asked
 * for it. Not in the quiet time, at whose end it is shown. */
static void show(struct session *session, bool again)
{
    struct view view;
    if (session->quiet.on)
        return;
    machine_view(&session->machine, &view);
    view.serial = session->serial;
    /* A padding byte that differs would only cost one more drawing. */
    /* NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-exp42-c,cert-flp37-c) */
    if (memcmp(&view, &session->view, sizeof(view)) != 0) {
        view.serial = ++session->serial;
        session->view = view;
        again = true;
    }
    if (again)
        session->ops->show(session->ui, &session->view, clock_boot_ms(), clock_wall_s());
}

static bool has_idle_limit(const struct session *session)
{
    int64_t end_ms = -1;
    return machine_idle_ms(&session->machine, 0, &end_ms) >= 0;
}

static void take_event(struct session *session, struct event *event)
{
    struct effects effects;
    enum machine_state before = session->machine.state;
    bool was_limited = has_idle_limit(session);
    event->now_ms = clock_boot_ms();
    event->wall_s = clock_wall_s();
    if (getrandom(&event->random, sizeof(event->random), 0) != (ssize_t)sizeof(event->random))
        event->random = (uint64_t)event->now_ms; /* only names an attempt, guards nothing */
    machine_update(&session->machine, event, &effects);
    log_event("event", "input=%s from=%s to=%s", machine_input_text(event->input),
              machine_state_text(before), machine_state_text(session->machine.state));
    if (!was_limited)
        session->key_ms = event->now_ms; /* what was waited for has just come */

    struct event followers[MACHINE_MAX_EFFECTS];
    size_t follower_count = 0;
    for (size_t i = 0; i < effects.count; i++) {
        struct event follower = {0};
        if (effects_carry_out(session, &effects.list[i], &follower))
            followers[follower_count++] = follower;
    }
    attempts_follow(session);
    for (size_t i = 0; i < follower_count; i++)
        take_event(session, &followers[i]);
    if (!session->ended)
        show(session, false);
}

static bool open_ui(struct session *session, const struct ui_ops *ops, struct err *err)
{
    const struct options *options = session->options;
    struct ui_options ui_options = {
        .input = STDIN_FILENO,
        .output = STDOUT_FILENO,
        .store = session->store,
        .brief = options->brief,
        .kiosk = options->kiosk,
        .no_color = !options_use_color(options, isatty(STDOUT_FILENO)),
        .remote = options_is_remote(),
        .theme = options_choose_theme(options),
        .focus = options->focus,
        .server = session->machine.server,
        .program = PACKAGE_STRING,
        .form = session->form,
    };
    session->ops = ops;
    session->ui = ops->open(&ui_options, err);
    return session->ui != NULL;
}

/* What is known about a delete counts more than how the program ended. */
static bool is_verdict(enum machine_result result)
{
    return result == RESULT_DELETED || result == RESULT_REFUSED || result == RESULT_OUTCOME_UNKNOWN;
}

/* The program cannot go on: that is RESULT, unless a delete has left or was decided. */
static void give_up(struct session *session, enum machine_result result)
{
    enum machine_result verdict = machine_verdict(&session->machine);
    if (is_verdict(verdict))
        session->machine.result = verdict;
    else if (!is_verdict(session->machine.result))
        session->machine.result = result;
    session->ended = true;
    attempts_follow(session);
}

/* What was typed before the question is shown once more does not answer it. */
static void quiet_before_answer(struct session *session)
{
    bool confirms = session->machine.state == STATE_CONFIRM;
    if (confirms || session->quiet.on)
        quiet_begin(session);
}

static void drop_keys(struct session *session)
{
    if (session->ops->drop_key != NULL)
        session->ops->drop_key(session->ui);
}

/* From the screen to lines of text, in the middle of whatever is going on: the machine does not
 * notice. What was typed stays in the form, but nothing half-typed that is secret or confirms, and
 * no key that came before the question. There is no way back: lines that were said stay said. */
static void go_plain(struct session *session)
{
    struct err err = {0};
    const struct ui_ops *before = session->ops;
    const struct ui_result told = {.text = _("Plain text follows.")};
    drop_keys(session);
    if (!session->view.busy) /* a request that runs may be built again from what was typed */
        form_wipe(session->form, WIPE_PASSWORD | WIPE_CODE | WIPE_PHRASE);
    session->ops->close(session->ui, &told);
    log_event("ui", "from=%s to=%s", before->name, ui_plain_ops.name);
    if (open_ui(session, &ui_plain_ops, &err) || open_ui(session, before, &err)) {
        quiet_before_answer(session);
        show(session, true);
        return;
    }
    give_up(session, RESULT_TERMINAL); /* nobody can be asked or told any more */
}

/* That a terminal is gone can be seen a moment before its signal comes, which is how the program is
 * to end. */
static void take_hang_up(struct session *session)
{
    int signal_number =
        session->last_signal == 0 ? signals_wait(session->signal_fd, HANG_UP_MS) : 0;
    if (signal_number == SIGHUP || signal_number == SIGTERM)
        session->last_signal = signal_number;
}

static void take_input_event(struct session *session, const struct ui_event *input)
{
    static const enum machine_input inputs[ACTION_ID_COUNT] = {
#define X(name, id, letter) [ACTION_##name] = ON_##name,
        ACTION_IDS(X)
#undef X
    };
    struct event event = {0};
    switch (input->type) {
    case UI_ACTION:
        event.input = inputs[input->action];
        form_read(session->form, &event.facts);
        break;
    case UI_END_OF_INPUT:
        event.input = ON_END_OF_INPUT;
        break;
    case UI_FAILED:
        session->failed = true;
        event.input = ON_LOST;
        break;
    case UI_PLAIN:
        go_plain(session);
        return;
    case UI_LOST:
    default:
        event.input = ON_LOST;
        take_hang_up(session);
        break;
    }
    take_event(session, &event);
}

/* A stopped program must not keep a half-typed secret. */
static void stop(struct session *session)
{
    session->ops->suspend(session->ui);
    form_wipe(session->form, WIPE_PASSWORD | WIPE_CODE | WIPE_PHRASE);
    signals_stop();
    quiet_before_answer(session);
    session->ops->resume(session->ui);
    show(session, true);
}

static void take_signal(struct session *session, int signal_number)
{
    struct event event = {0};
    log_event("signal", "number=%d", signal_number);
    switch (signal_number) {
    case SIGWINCH:
        session->ops->resize(session->ui);
        show(session, true);
        return;
    case SIGTSTP:
        if (!session->options->kiosk)
            stop(session);
        return;
    case SIGINT:
    case SIGQUIT:
        event.input = ON_INTERRUPT;
        break;
    default:
        event.input = ON_LOST;
        break;
    }
    session->last_signal = signal_number;
    take_event(session, &event);
}

static void take_timer(struct session *session)
{
    int64_t at_ms = machine_timer_ms(&session->machine);
    if (at_ms >= 0 && clock_boot_ms() >= at_ms) {
        struct event event = {.input = ON_TIMER};
        take_event(session, &event);
    }
}

static void take_retries(struct session *session)
{
    struct event event = {0};
    while (!session->ended && effects_retry(session, &event))
        take_event(session, &event);
}

static void take_mail(struct session *session)
{
    struct event event = {.input = ON_MAIL};
    while (!session->ended && demo_next_mail(session->demo, &event.mail, &event.mail_code))
        take_event(session, &event);
}

static void take_replies(struct session *session)
{
    struct http_reply reply = {0};
    while (!session->ended && http_next(session->http, &reply)) {
        struct event event = {0};
        if (effects_read_reply(session, &reply, &event))
            take_event(session, &event);
        explicit_bzero(&event, sizeof(event));
        http_reply_clear(&reply);
    }
}

static int wait_ms(const struct session *session)
{
    int64_t now_ms = clock_boot_ms();
    int64_t wait = LONGEST_WAIT_MS;
    int64_t end_ms = -1;
    int64_t timers_ms[] = {machine_timer_ms(&session->machine), effects_timer_ms(session),
                           machine_idle_ms(&session->machine, session->key_ms, &end_ms)};
    for (size_t i = 0; i < sizeof(timers_ms) / sizeof(timers_ms[0]); i++)
        if (timers_ms[i] >= 0 && timers_ms[i] - now_ms < wait)
            wait = timers_ms[i] - now_ms;
    int64_t ui_ms = session->quiet.on ? quiet_left_ms(session, now_ms)
                                      : session->ops->timeout_ms(session->ui, now_ms);
    if (ui_ms >= 0 && ui_ms < wait)
        wait = ui_ms;
    return wait < 0 ? 0 : (int)wait;
}

static bool wants_input(const struct session *session)
{
    return session->ops->wants_input == NULL || session->ops->wants_input(session->ui);
}

static bool wants_output(const struct session *session)
{
    return !session->quiet.on && session->ops->wants_output != NULL &&
           session->ops->wants_output(session->ui);
}

/* The view asks for any key, and one came. */
static void take_key(struct session *session)
{
    struct event event = {.input = ON_KEY};
    drop_keys(session);
    take_event(session, &event);
}

/* What the input is ready for. Asked just before it is read: the turn so far may have taken long.
 */
static short input_state(const struct session *session, int input)
{
    struct pollfd fd = {.fd = input, .events = POLLIN};
    return wants_input(session) && poll(&fd, 1, 0) > 0 ? fd.revents : 0;
}

static void take_idle(struct session *session, bool is_key)
{
    int64_t end_ms = -1, now_ms = clock_boot_ms();
    int64_t at_ms = machine_idle_ms(&session->machine, session->key_ms, &end_ms);
    /* After a sleep the end comes at once, and a key is that of whoever is there now. */
    while (at_ms >= 0 && now_ms >= at_ms && (!is_key || now_ms >= end_ms)) {
        struct event event = {.input = ON_IDLE};
        take_event(session, &event);
        at_ms = session->ended ? -1 : machine_idle_ms(&session->machine, session->key_ms, &end_ms);
    }
    if (!is_key || session->ended)
        return;
    session->key_ms = now_ms;
    if (session->view.asks_key)
        take_key(session);
}

static void take_input(struct session *session, int input)
{
    struct ui_event event;
    short state = session->options->kiosk ? input_state(session, input) : 0;
    if (!session->ended && session->options->kiosk)
        take_idle(session, (state & POLLIN) != 0);
    if (!session->ended && session->quiet.on) {
        quiet_listen(session, input);
        show(session, true);
    }
    /* A key that comes now is the answer: it is noticed in the next turn, before it is read. */
    if (session->view.asks_key && wants_input(session) && state == 0)
        return;
    while (!session->ended && !session->quiet.on && session->ops->next(session->ui, &event)) {
        bool is_choice = event.type == UI_ACTION || event.type == UI_PLAIN;
        bool is_answer = is_choice && session->view.asks_key;
        if (is_answer)
            take_key(session);
        if (!is_answer || session->ops->drop_key == NULL)
            take_input_event(session, &event);
    }
}

/* One turn: wait, then signals, timer, mail, input, network. */
static bool turn(struct session *session, int input, struct err *err)
{
    struct pollfd fds[] = {
        {.fd = session->signal_fd, .events = POLLIN},
        {.fd = demo_mail_fd(session->demo), .events = POLLIN},
        {.fd = input, .events = POLLIN},
        {.fd = wants_output(session) ? STDOUT_FILENO : -1, .events = POLLOUT},
    };
    if (!wants_input(session))
        fds[2].fd = -1;
    int limit_ms = wait_ms(session);
    int64_t asked_ms = clock_boot_ms() + limit_ms;
    if (!http_wait(session->http, fds, sizeof(fds) / sizeof(fds[0]), limit_ms, err))
        return false;

    int signal_number = 0;
    while (!session->ended && (signal_number = signals_next(session->signal_fd)) != 0)
        take_signal(session, signal_number);
    if (!session->ended)
        take_timer(session);
    take_retries(session);
    take_mail(session);
    take_input(session, input);
    take_replies(session);
    if (!session->ended && clock_boot_ms() >= asked_ms)
        show(session, true); /* the front end may have asked for it */
    return true;
}

static enum machine_result out_of_memory(struct err *err)
{
    err_set(err, "%s", _("There is not enough memory."));
    return RESULT_INTERNAL;
}

/* A host that does not fit on a screen whole could be taken for another one. */
static bool host_fits(const char *host, struct err *err)
{
    return strlen(host) <= HOST_MAX ||
           err_set(err, _("The host name is longer than %d characters."), HOST_MAX);
}

static bool open_parts(struct session *session, struct err *err)
{
    const struct options *options = session->options;
    if (!session_configure(options, &session->api, &session->app_secret, err) ||
        !host_fits(host_of(session->api.base_url), err))
        return false;
    session->http = session_new_http(options, err);
    if (session->http == NULL)
        return false;
    session->store = memfd_create("screen", MFD_CLOEXEC);
    session_confine(options, session->demo, attempts_folder(session));
    /* With the rights that are left. */
    return options->receipt[0] == '\0' || receipt_check_file(options->receipt, err);
}

/* Secrets that could be swapped out: no kiosk works with that, a person is only told in the log. A
 * reply is the largest secret there is. */
static bool has_locked_memory(const struct session *session, struct err *err)
{
    secret_free(secret_new(HTTP_MAX_BODY));
    enum secret_memory kind = secret_memory_kind();
    log_event("memory", "private=%d locked=%d", kind == SECRET_PRIVATE, kind != SECRET_SWAPPABLE);
    if (session->options->kiosk)
        secret_require_locked();
    return !session->options->kiosk || kind != SECRET_SWAPPABLE ||
           err_set(err, "%s",
                   _("Memory cannot be locked, so that secrets could be written to the "
                     "disk. Raise the limit of locked memory (ulimit -l)."));
}

/* RESULT_CANCELLED, the result of a session that has just begun, when all is well. */
static enum machine_result open_session(struct session *session, struct err *err)
{
    if (ENABLE_HARDENED_PROCESS)
        confine_prepare();
    session->signal_fd = signals_open(err);
    if (session->signal_fd < 0)
        return RESULT_INTERNAL;
    session->form = form_new();
    if (session->form == NULL)
        return out_of_memory(err);
    if (!attempts_prepare(session))
        return out_of_memory(err);
    if (session->options->kiosk) /* curses would read ~/.terminfo */
        (void)unsetenv("HOME");
    if (!open_parts(session, err))
        return RESULT_USAGE;
    if (!has_locked_memory(session, err))
        return RESULT_INTERNAL;
    machine_init(&session->machine, host_of(session->api.base_url), session->demo != NULL);
    if (session->options->kiosk)
        machine_make_public(&session->machine, session->options->idle_s * INT64_C(1000));
    session->key_ms = clock_boot_ms();
    machine_set_languages(&session->machine, languages_in_use(), languages_offered(STDOUT_FILENO));
    attempts_begin(session);
    return session->machine.result;
}

static void close_session(struct session *session)
{
    http_free(session->http);
    genauth_session_clear(&session->tokens);
    genauth_delete_token_clear(&session->delete_token);
    explicit_bzero(&session->profile, sizeof(session->profile));
    effects_forget_revocations(session);
    secret_free(session->waiting_password);
    secret_free(session->app_secret);
    form_free(session->form);
    buf_free(&session->receipt);
    attempts_end(session);
    if (session->signal_fd >= 0)
        close(session->signal_fd);
    if (session->store >= 0)
        close(session->store);
}

static void close_ui(struct session *session, enum machine_result result, const char *why)
{
    char text[VIEW_TEXT_SIZE + ERR_TEXT_SIZE];
    machine_farewell(&session->machine, text, sizeof(text));
    size_t length = is_verdict(result) ? strlen(text) : 0;
    if (why[0] != '\0')
        snprintf(text + length, sizeof(text) - length, "%s%s", length == 0 ? "" : " ", why);
    struct ui_result end = {
        .code = machine_result_text(result),
        .exit_code = machine_exit_code(result),
        .text = text,
        .request_id = receipt_result_request_id(session),
        .receipt_json = session->receipt.length > 0 ? buf_text(&session->receipt) : NULL,
    };
    session->ops->close(session->ui, &end);
    if (session->receipt_err.text[0] != '\0')
        fprintf(stderr, "%s: %s\n", PACKAGE, session->receipt_err.text);
    if (session->journal_err.text[0] != '\0')
        fprintf(stderr, "%s: %s\n", PACKAGE, session->journal_err.text);
}

static void loop(struct session *session, struct err *err)
{
    effects_warm_up(session);
    show(session, true);
    while (!session->ended)
        if (!turn(session, STDIN_FILENO, err))
            give_up(session, RESULT_INTERNAL);
    if (session->failed && !is_verdict(session->machine.result))
        session->machine.result = RESULT_INTERNAL;
    if (session->machine.result == RESULT_OUTCOME_UNKNOWN)
        receipt_make(session, "unknown");
}

enum machine_result session_run(const struct options *options, struct demo *demo,
                                const struct ui_ops *ops, int *last_signal, struct err *err)
{
    struct session *session = calloc(1, sizeof(*session));
    if (session == NULL)
        return out_of_memory(err);
    session->options = options;
    session->demo = demo;
    session->signal_fd = -1;
    session->store = -1;
    session->receipt = buf_init(RECEIPT_MAX);
    enum machine_result result = open_session(session, err);
    if (err->text[0] != '\0')
        goto out;
    bool opened = open_ui(session, ops, err);
    if (!opened && options->ui == OPTIONS_UI_AUTO) {
        /* Lines of text work on a terminal that nobody knows. */
        fprintf(stderr, "%s\n", _("This terminal cannot show a full screen. Plain text follows."));
        *err = (struct err){0};
        opened = open_ui(session, &ui_plain_ops, err);
    }
    if (!opened) {
        /* JSON needs no terminal: there was no memory for it. */
        result = ops == &ui_json_ops ? RESULT_INTERNAL : RESULT_TERMINAL;
        goto out;
    }
    loop(session, err);
    result = session->machine.result;
    close_ui(session, result, err->text);
    *err = (struct err){0}; /* it was told */
    *last_signal = session->last_signal;
out:
    close_session(session);
    free(session);
    return result;
}

#include "app/effects.h"

#include <string.h>
#include <sys/random.h>

#include "app/attempts.h"
#include "app/environment.h"
#include "app/languages.h"
#include "app/receipt.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

/* Numbers of requests on the wire: the machine's own, a second one for the access token's
 * revocation, and that of the warm-up. */
#define WARM_UP           (UINT32_C(1) << 31)
#define SECOND_REVOCATION (UINT32_C(1) << 30)
#define NUMBER_BITS       (SECOND_REVOCATION - 1)

enum { REVOCATION_RETRY_MS = 2000 }; /* as long as leaving waits */

static bool commit_delete(void *context)
{
    struct session *session = context;
    bool may_go = attempts_commit(session);
    log_event("commit", "attempt=%s sent=%d", session->machine.step.attempt, may_go);
    return may_go;
}

/* Builds OPERATION into REQUEST from the form, the session and the profile. */
static bool build(struct session *session, enum machine_operation operation,
                  const struct secret *password, struct http_request *request, struct err *err)
{
    const struct genauth_config *api = &session->api;
    const struct genauth_session *tokens = &session->tokens;
    const struct genauth_profile *profile = &session->profile;
    const char *account = session->form->values[FORM_ACCOUNT]->bytes;
    const struct secret *code = session->form->values[FORM_CODE];
    const char *key = session->public_key;

    switch (operation) {
    case OPERATION_SIGN_IN_PASSWORD:
        return genauth_build_sign_in_password(api, account, password, key, request, err);
    case OPERATION_SIGN_IN_EMAIL_CODE:
        return genauth_build_sign_in_code(api, account, false, code, request, err);
    case OPERATION_SIGN_IN_SMS_CODE:
        return genauth_build_sign_in_code(api, account, true, code, request, err);
    case OPERATION_SEND_SIGN_IN_EMAIL:
        return genauth_build_send_email(api, NULL, account, GENAUTH_CHANNEL_LOGIN, request, err);
    case OPERATION_SEND_SIGN_IN_SMS:
        return genauth_build_send_sms(api, NULL, account, NULL, GENAUTH_CHANNEL_LOGIN, request,
                                      err);
    case OPERATION_GET_PROFILE:
    case OPERATION_PROBE:
        return genauth_build_get_profile(api, tokens, request, err);
    case OPERATION_SEND_DELETE_EMAIL:
        return genauth_build_send_email(api, tokens, profile->email, GENAUTH_CHANNEL_DELETE_ACCOUNT,
                                        request, err);
    case OPERATION_SEND_DELETE_SMS:
        return genauth_build_send_sms(api, tokens, profile->phone, profile->phone_country_code,
                                      GENAUTH_CHANNEL_DELETE_ACCOUNT, request, err);
    case OPERATION_VERIFY_EMAIL:
        return genauth_build_verify_email(api, tokens, profile->email, code, request, err);
    case OPERATION_VERIFY_PHONE:
        return genauth_build_verify_phone(api, tokens, profile->phone, profile->phone_country_code,
                                          code, request, err);
    case OPERATION_VERIFY_PASSWORD:
        return genauth_build_verify_password(api, tokens, password, key, request, err);
    case OPERATION_DELETE_ACCOUNT:
        session->request_ids[OPERATION_PROBE] = (struct shown){""}; /* of an earlier attempt */
        request->before_send = commit_delete;
        request->context = session;
        return genauth_build_delete_account(api, tokens, session->delete_token.token, request, err);
    case OPERATION_REFRESH:
        return genauth_build_refresh(api, tokens, request, err);
    case OPERATION_REVOKE:
    case OPERATION_NONE:
    case OPERATION_COUNT:
    default:
        return genauth_build_system(api, request, err);
    }
}

/* The warm-up and a request of the machine may run at the same time. */
static struct retry *retry_of(struct session *session, uint32_t id)
{
    return &session->retries[(id & WARM_UP) != 0];
}

static bool send_request(struct session *session, enum machine_operation operation, uint32_t id,
                         const struct secret *password, struct err *err)
{
    struct http_request request = {0};
    struct retry *retry = retry_of(session, id);
    int64_t now_ms = clock_boot_ms();
    retry_start(retry, operation, id, now_ms);
    bool started = build(session, operation, password, &request, err);
    if (operation == OPERATION_PROBE)
        request.max_idle_ms = 0; /* evidence from a new connection */
    int64_t limit_ms = retry_limit_ms(retry, now_ms);
    if (limit_ms > 0 && limit_ms < request.limit_ms)
        request.limit_ms = limit_ms;
    started = started && http_start(session->http, &request, id, err);
    http_request_clear(&request);
    log_event("request", "operation=%s number=%u started=%d", machine_operation_text(operation),
              (unsigned)(id & NUMBER_BITS), started);
    return started;
}

/* Sign-out revokes what is held, the refresh token first (api 3.9); the reply of the last one
 * counts. */
static bool revoke(struct session *session, uint32_t number, struct err *err)
{
    const struct secret *tokens[] = {session->tokens.refresh_token, session->tokens.access_token};
    uint32_t ids[SESSION_REVOCATIONS] = {number, number | SECOND_REVOCATION};
    session->revocations = 0;
    session->revoking_ms = clock_boot_ms();
    effects_forget_revocations(session);
    for (size_t i = 0; i < SESSION_REVOCATIONS; i++) {
        struct http_request *request = &session->revoking[i];
        bool started = !secret_is_empty(tokens[i]) &&
                       genauth_build_revoke(&session->api, tokens[i], request, err) &&
                       http_start(session->http, request, ids[i], err);
        session->revocations += started;
        if (!started)
            http_request_clear(request);
    }
    log_event("request", "operation=REVOKE number=%u tokens=%u", (unsigned)number,
              session->revocations);
    return session->revocations > 0;
}

/* True when the read that ended with OUTCOME is to be asked again: then nothing is told yet. */
static bool plan_retry(struct session *session, const struct http_reply *reply,
                       struct outcome *outcome)
{
    struct retry *retry = retry_of(session, reply->id);
    uint64_t random = 0;
    if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
        random = (uint64_t)clock_boot_ms(); /* only spreads the requests of many programs */
    int64_t wait_s = outcome->class == OUTCOME_WAIT ? outcome->wait_s
                     : reply->has_retry_after       ? reply->retry_after_s
                                                    : 0;
    bool planned = retry_plan(retry, outcome, wait_s, clock_boot_ms(), random);
    if (planned)
        log_event("retry", "number=%u again=%u class=%s cause=%s",
                  (unsigned)(reply->id & NUMBER_BITS), retry->again + 1,
                  outcome_class_text(outcome->class), outcome_cause_text(outcome->cause));
    return planned;
}

void effects_forget_revocations(struct session *session)
{
    for (size_t i = 0; i < SESSION_REVOCATIONS; i++)
        http_request_clear(&session->revoking[i]);
}

/* The end of a session is worth a second try, which can do no harm; but nobody waits long for it.
 * True when it was started; it is the last one. */
static bool revoke_again(struct session *session, const struct http_reply *reply,
                         const struct outcome *outcome)
{
    struct http_request *request = &session->revoking[(reply->id & SECOND_REVOCATION) != 0];
    struct err err = {0};
    bool again = (outcome->class == OUTCOME_UNKNOWN || outcome->class == OUTCOME_NOT_SENT) &&
                 request->body != NULL &&
                 clock_boot_ms() - session->revoking_ms < REVOCATION_RETRY_MS &&
                 http_start(session->http, request, reply->id, &err);
    http_request_clear(request);
    return again;
}

static void forget_waiting_password(struct session *session)
{
    secret_free(session->waiting_password);
    session->waiting_password = NULL;
}

static bool takes_password(enum machine_operation operation)
{
    return operation == OPERATION_SIGN_IN_PASSWORD || operation == OPERATION_VERIFY_PASSWORD;
}

static bool start(struct session *session, enum machine_operation operation, uint32_t number,
                  struct err *err)
{
    const struct secret *password = session->form->values[FORM_PASSWORD];
    if (operation == OPERATION_REVOKE)
        return revoke(session, number, err);
    if (takes_password(operation) && session->api.encryption != GENAUTH_PLAIN &&
        session->public_key[0] == '\0') {
        /* The key first; the password waits in secret memory, because the form is wiped now. */
        forget_waiting_password(session);
        session->waiting_password = secret_copy(password);
        session->waiting_number = number;
        return session->waiting_password != NULL &&
               send_request(session, OPERATION_NONE, number, NULL, err);
    }
    return send_request(session, operation, number, password, err);
}

static struct outcome outcome_not_sent(void)
{
    return (struct outcome){
        .class = OUTCOME_NOT_SENT, .cause = OUTCOME_CAUSE_MEMORY, .tries_left = -1};
}

static void set_reply(struct event *event, uint32_t number, const struct outcome *outcome)
{
    static const enum machine_input inputs[OUTCOME_CLASS_COUNT] = {
#define X(name, id) [OUTCOME_##name] = ON_##name,
        OUTCOME_CLASSES(X)
#undef X
    };
    event->input = inputs[outcome->class];
    event->number = number;
    event->outcome = *outcome;
}

static void wipe_session(struct session *session)
{
    genauth_session_clear(&session->tokens);
    explicit_bzero(&session->profile, sizeof(session->profile));
}

bool effects_carry_out(struct session *session, const struct effect *effect, struct event *follows)
{
    struct err err = {0};
    switch (effect->type) {
    case EFFECT_REQUEST:
        if (start(session, effect->operation, effect->number, &err))
            return false;
        log_event("not-started", "reason=%s", err.text);
        struct outcome outcome = outcome_not_sent();
        set_reply(follows, effect->number, &outcome);
        return true;
    case EFFECT_CANCEL:
        forget_waiting_password(session);
        retry_forget(retry_of(session, effect->number));
        http_cancel(session->http, effect->number);
        http_cancel(session->http, effect->number | SECOND_REVOCATION);
        break;
    case EFFECT_WIPE:
        form_wipe(session->form, effect->wipe & WIPE_FORM);
        if ((effect->wipe & WIPE_DELETE_TOKEN) != 0)
            genauth_delete_token_clear(&session->delete_token);
        if ((effect->wipe & WIPE_SESSION) != 0)
            wipe_session(session);
        break;
    case EFFECT_FLUSH_INPUT:
        quiet_begin(session);
        break;
    case EFFECT_RECEIPT:
        receipt_make(session, "deleted");
        break;
    case EFFECT_ANSWER:
        attempts_read_again(session); /* one of this sitting may be meant */
        attempts_answer(session, effect, follows);
        return true;
    case EFFECT_LANGUAGE:
        languages_use(effect->language);
        session->api.lang = environment_api_lang();
        log_event("language", "id=%s", form_language_id(effect->language));
        break;
    case EFFECT_END:
        forget_waiting_password(session);
        session->ended = true;
        break;
    default:
        break;
    }
    return false;
}

static void show_account(const struct genauth_profile *profile, struct machine_account *account)
{
    *account = (struct machine_account){0};
    memcpy(account->user_id, profile->user_id, sizeof(account->user_id));
    account->shown_id = text_neutralise(profile->user_id, strlen(profile->user_id), 0);
    const char *name = profile->username[0] != '\0' ? profile->username : profile->name;
    enum text_account_kind kind = text_account_kind(name, strlen(name));
    if (kind == TEXT_ACCOUNT_EMPTY)
        account->name = account->shown_id;
    else if (kind == TEXT_ACCOUNT_EMAIL) /* some servers take the address as the name */
        account->name = text_mask_email(name);
    else if (kind == TEXT_ACCOUNT_PHONE)
        account->name = text_mask_phone(NULL, name);
    else
        account->name = text_neutralise(name, strlen(name), 40);
    if (profile->email[0] != '\0')
        account->email = text_mask_email(profile->email);
    account->phone_unreadable = profile->phone_unreadable;
    if (profile->phone[0] != '\0')
        account->phone = text_mask_phone(profile->phone_country_code, profile->phone);
}

static struct outcome read_tokens(struct session *session, const struct http_reply *reply,
                                  bool is_refresh, struct machine_data *data)
{
    struct genauth_session tokens = {0};
    struct outcome outcome =
        is_refresh ? genauth_read_refresh(reply, &tokens) : genauth_read_sign_in(reply, &tokens);
    if (outcome.class == OUTCOME_OK) {
        if (is_refresh && tokens.refresh_token == NULL) { /* no new one: the old one stays good */
            tokens.refresh_token = session->tokens.refresh_token;
            session->tokens.refresh_token = NULL;
        }
        genauth_session_clear(&session->tokens);
        session->tokens = tokens;
        data->session_s = tokens.expires_s;
        data->can_refresh = !secret_is_empty(tokens.refresh_token);
        memcpy(data->subject, tokens.subject, sizeof(data->subject));
    }
    return outcome;
}

static struct outcome read_profile(struct session *session, enum machine_operation operation,
                                   const struct http_reply *reply, struct machine_data *data)
{
    struct genauth_profile profile;
    struct outcome outcome = genauth_read_profile(reply, &profile);
    if (outcome.class == OUTCOME_OK) {
        show_account(&profile, &data->account);
        if (operation == OPERATION_GET_PROFILE)
            attempts_read_again(session);
        data->attempt = attempts_of_user(session, profile.user_id);
        /* The next code must not go to somebody else's address. */
        const char *known = session->machine.account.user_id;
        if (known[0] == '\0' || strcmp(known, profile.user_id) == 0)
            session->profile = profile;
    }
    explicit_bzero(&profile, sizeof(profile));
    return outcome;
}

static struct outcome read_operation(struct session *session, enum machine_operation operation,
                                     const struct http_reply *reply, struct machine_data *data)
{
    struct outcome outcome;
    switch (operation) {
    case OPERATION_SIGN_IN_PASSWORD:
    case OPERATION_SIGN_IN_EMAIL_CODE:
    case OPERATION_SIGN_IN_SMS_CODE:
        return read_tokens(session, reply, false, data);
    case OPERATION_GET_PROFILE:
    case OPERATION_PROBE:
        return read_profile(session, operation, reply, data);
    case OPERATION_VERIFY_EMAIL:
    case OPERATION_VERIFY_PHONE:
    case OPERATION_VERIFY_PASSWORD:
        genauth_delete_token_clear(&session->delete_token);
        outcome = genauth_read_verify(reply, &session->delete_token);
        data->expires_s = session->delete_token.expires_s;
        return outcome;
    case OPERATION_DELETE_ACCOUNT:
        return genauth_read_delete(reply);
    case OPERATION_REFRESH:
        return read_tokens(session, reply, true, data);
    case OPERATION_REVOKE:
        return genauth_read_revoke(reply);
    case OPERATION_NONE:
    case OPERATION_SEND_SIGN_IN_EMAIL:
    case OPERATION_SEND_SIGN_IN_SMS:
    case OPERATION_SEND_DELETE_EMAIL:
    case OPERATION_SEND_DELETE_SMS:
    case OPERATION_COUNT:
    default:
        return genauth_read_send(reply);
    }
}

/* The public key came: now the request that waited for it. False when an event follows. */
static bool went_on_with_password(struct session *session, const struct http_reply *reply,
                                  struct event *event)
{
    struct outcome outcome = genauth_read_system(reply, session->public_key);
    if (plan_retry(session, reply, &outcome))
        return true;
    bool usable = outcome.class == OUTCOME_OK && session->public_key[0] != '\0';
    struct err err = {0};
    bool started = usable && send_request(session, session->machine.operation, reply->id,
                                          session->waiting_password, &err);
    forget_waiting_password(session);
    if (!started) {
        /* Whatever failed, the password itself was never sent. */
        if (outcome.class != OUTCOME_NOT_PROVEN)
            outcome.class = OUTCOME_NOT_SENT;
        if (outcome.cause == OUTCOME_CAUSE_NONE)
            outcome.cause = OUTCOME_CAUSE_INCOMPLETE;
        set_reply(event, reply->id, &outcome);
    }
    return started;
}

bool effects_read_reply(struct session *session, const struct http_reply *reply,
                        struct event *event)
{
    uint32_t number = reply->id & NUMBER_BITS;
    if ((reply->id & WARM_UP) != 0) {
        struct outcome warm = genauth_read_system(reply, session->public_key);
        plan_retry(session, reply, &warm);
        return false;
    }
    if (number != session->machine.in_flight)
        return false; /* given up: nothing of it is kept */
    if (session->waiting_password != NULL && session->waiting_number == number)
        return !went_on_with_password(session, reply, event);
    enum machine_operation operation =
        session->machine.refreshing ? OPERATION_REFRESH : session->machine.operation;
    struct outcome outcome = read_operation(session, operation, reply, &event->data);
    if (operation == OPERATION_REVOKE && (revoke_again(session, reply, &outcome) ||
                                          (session->revocations > 0 && --session->revocations > 0)))
        return false;
    if (plan_retry(session, reply, &outcome))
        return false;
    if (operation == OPERATION_DELETE_ACCOUNT)
        attempts_explain(session, &outcome);
    session->request_ids[operation] = outcome.request_id;
    set_reply(event, number, &outcome);
    log_event("reply", "operation=%s number=%u class=%s cause=%s http=%d status=%d api=%d sent=%d",
              machine_operation_text(operation), (unsigned)number,
              outcome_class_text(outcome.class), outcome_cause_text(outcome.cause),
              outcome.http_status, outcome.status_code, outcome.api_code, outcome.sent);
    return true;
}

int64_t effects_timer_ms(const struct session *session)
{
    int64_t at_ms = -1;
    for (size_t i = 0; i < SESSION_RETRIES; i++)
        if (session->retries[i].due_ms != 0 && (at_ms < 0 || session->retries[i].due_ms < at_ms))
            at_ms = session->retries[i].due_ms;
    return at_ms;
}

bool effects_retry(struct session *session, struct event *failed)
{
    for (size_t i = 0; i < SESSION_RETRIES; i++) {
        struct retry *retry = &session->retries[i];
        uint32_t number = retry->number;
        struct err err = {0};
        if (retry->due_ms == 0 || clock_boot_ms() < retry->due_ms ||
            send_request(session, retry->operation, number, NULL, &err))
            continue;
        log_event("not-started", "reason=%s", err.text);
        struct outcome outcome = outcome_not_sent();
        if (retry->has_left)
            outcome = retry->of;
        retry_forget(retry);
        forget_waiting_password(session);
        set_reply(failed, number & NUMBER_BITS, &outcome);
        if ((number & WARM_UP) == 0)
            return true;
    }
    return false;
}

void effects_warm_up(struct session *session)
{
    struct err err = {0};
    if (!send_request(session, OPERATION_NONE, WARM_UP, NULL, &err))
        log_event("not-started", "reason=%s", err.text);
}

/* http.h on libcurl's multi interface. The only file that includes curl; the only function that
 * sets options of a transfer is transfer_configure() with its table. */
#include <assert.h>
#include <curl/curl.h>
#include <errno.h>
#include <limits.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "http/http.h"
#include "http/http_ca.h"
#include "http/http_check.h"
#include "http/http_head.h"
#include "http/http_verdict.h"

enum {
    CONNECT_LIMIT_MS = 5000,
    LIMIT_MS = 20000,
    MAX_LIMIT_MS = 24 * 3600 * 1000,
    FIRST_BODY = 4096 /* bytes of a body whose length is not announced; doubled when full */
};

/* One request from http_start until http_next takes its reply. */
struct transfer {
    struct transfer *next;
    CURL *easy;                 /* NULL once it is over */
    struct curl_slist *headers; /* wiped: holds the authorization */
    struct secret *body;        /* of the request, referenced by libcurl */
    struct http_head head;
    struct http_reply reply;
    http_before_send *before_send;
    void *context;
    bool keeps_connection;
    enum outcome_cause stopped; /* why a callback of ours ended it */
    char problem[CURL_ERROR_SIZE];
};

struct http {
    CURLM *multi;
    const char *user_agent;
    struct buf ca; /* the text of the CA file, empty for the system's */
    struct transfer *running;
    struct transfer *done; /* oldest first */
    bool has_idle;         /* a kept connection may be there: */
    int64_t idle_since_ms; /* since when, and its socket. libcurl may have closed that by now, so */
    curl_socket_t idle;    /* it is only looked at, which is harmless whoever has the number then */
};

/* Callbacks -----------------------------------------------------------------------------------
 * They run inside curl_multi_perform: they only note and append, and never call libcurl. */

/* The commit point. libcurl calls it again when it would repeat the request on a new connection
 * because the reused one died: the first may have arrived, so the second is refused. */
static int on_before_send(void *data, char *ip, char *local_ip, int port, int local_port)
{
    struct transfer *transfer = data;
    (void)ip;
    (void)local_ip;
    (void)port;
    (void)local_port;
    if (transfer->reply.sent) {
        transfer->stopped = OUTCOME_CAUSE_RESENT;
        return CURL_PREREQFUNC_ABORT;
    }
    if (transfer->before_send != NULL && !transfer->before_send(transfer->context)) {
        transfer->stopped = OUTCOME_CAUSE_HOOK_REFUSED;
        return CURL_PREREQFUNC_ABORT;
    }
    transfer->reply.sent = true;
    return CURL_PREREQFUNC_OK;
}

static size_t on_header(char *line, size_t one, size_t size, void *data)
{
    struct transfer *transfer = data;
    struct http_head *head = &transfer->head;
    assert(one == 1);
    bool was_complete = head->complete;
    transfer->stopped = http_head_read(head, line, size);
    if (transfer->stopped == OUTCOME_CAUSE_NONE && head->complete && !was_complete) {
        size_t capacity = head->chunked ? FIRST_BODY : head->length;
        transfer->reply.body = secret_new(http_head_has_no_body(head) ? 0 : capacity);
        if (transfer->reply.body == NULL)
            transfer->stopped = OUTCOME_CAUSE_MEMORY;
    }
    return transfer->stopped == OUTCOME_CAUSE_NONE ? size : 0;
}

/* A secret never grows, so a larger one takes its place; secret_free wipes the old one. */
static bool make_room(struct secret **body, size_t needed)
{
    size_t capacity = (*body)->capacity;
    while (capacity < needed)
        capacity = capacity == 0 ? FIRST_BODY : capacity * 2;
    if (capacity == (*body)->capacity)
        return true;
    struct secret *larger = secret_new(capacity < HTTP_MAX_BODY ? capacity : HTTP_MAX_BODY);
    if (larger == NULL || !secret_move(larger, *body)) {
        secret_free(larger);
        return false;
    }
    secret_free(*body);
    *body = larger;
    return true;
}

static size_t on_body(char *bytes, size_t one, size_t size, void *data)
{
    struct transfer *transfer = data;
    assert(one == 1);
    struct secret **body = &transfer->reply.body;
    if (*body == NULL)
        transfer->stopped = OUTCOME_CAUSE_MALFORMED;
    else if (size > HTTP_MAX_BODY - (*body)->length)
        transfer->stopped = OUTCOME_CAUSE_TOO_LARGE;
    else if (!make_room(body, (*body)->length + size) || !secret_append(*body, bytes, size))
        transfer->stopped = OUTCOME_CAUSE_MEMORY;
    return transfer->stopped == OUTCOME_CAUSE_NONE ? size : 0;
}

/* OpenSSL shall wipe what it decrypted as soon as it was read. */
static CURLcode on_ssl_context(CURL *easy, void *context, void *data)
{
    (void)easy;
    (void)data;
    SSL_CTX_set_options(context, SSL_OP_CLEANSE_PLAINTEXT);
    return CURLE_OK;
}

/* Options -------------------------------------------------------------------------------------- */

/* What holds for every request. libcurl's defaults are repeated where safety hangs on them. */
static const struct fixed_option {
    CURLoption option;
    long value;
} fixed_options[] = {
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_SSL_OPTIONS, 0}, /* no early data, no weakening of anything */
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_HTTPAUTH, CURLAUTH_NONE},
    {CURLOPT_HTTP09_ALLOWED, 0},
    {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
    {CURLOPT_HTTP_TRANSFER_DECODING, 1},
    {CURLOPT_NOSIGNAL, 1},
    {CURLOPT_NOPROGRESS, 1},
    {CURLOPT_TCP_NODELAY, 1},
    /* Do not wait for a name server after a time-out or a cancel: the screen would stand still. */
    {CURLOPT_QUICK_EXIT, 1},
};

/* Texts that hold for every request; NULL switches off. An empty proxy switches off the *_proxy
 * variables, no cookie file the cookie engine, no encoding the Accept-Encoding header. */
static const struct fixed_text {
    CURLoption option;
    const char *value;
} fixed_texts[] = {
    {CURLOPT_PROTOCOLS_STR, "https"},
    {CURLOPT_REDIR_PROTOCOLS_STR, "https"},
    {CURLOPT_PROXY, ""},
    {CURLOPT_NOPROXY, "*"},
    {CURLOPT_COOKIEFILE, NULL},
    {CURLOPT_ACCEPT_ENCODING, NULL},
    {CURLOPT_ALTSVC, NULL},
    {CURLOPT_HSTS, NULL},
};

/* The kept connection, if there is one, must not be used any more. That something can be read on it
 * means that the server has closed it: libcurl 7.88 does not see that behind an orderly end of TLS,
 * would use it, and the request would end as RESENT. */
static bool idle_is_stale(const struct http *http, int64_t max_idle_ms)
{
    struct pollfd idle = {http->idle, POLLIN, 0};
    if (!http->has_idle)
        return false;
    return clock_boot_ms() - http->idle_since_ms > max_idle_ms || poll(&idle, 1, 0) != 0;
}

/* A limit for libcurl, in milliseconds. */
static long limit_of(int64_t limit_ms, int64_t otherwise)
{
    if (limit_ms <= 0)
        limit_ms = otherwise;
    return (long)clock_real_ms(limit_ms < MAX_LIMIT_MS ? limit_ms : MAX_LIMIT_MS);
}

/* The one function that calls curl_easy_setopt. False when an option is not
 * known to this libcurl or memory is out. */
static bool transfer_configure(const struct http *http, struct transfer *transfer,
                               const struct http_request *request)
{
    CURL *easy = transfer->easy;
    bool ok = true;
#define SET(option, value) (ok = ok && curl_easy_setopt(easy, (option), (value)) == CURLE_OK)
    SET(CURLOPT_ERRORBUFFER, transfer->problem);
    SET(CURLOPT_PRIVATE, transfer);
    for (size_t i = 0; i < sizeof(fixed_options) / sizeof(fixed_options[0]); i++)
        SET(fixed_options[i].option, fixed_options[i].value);
    for (size_t i = 0; i < sizeof(fixed_texts) / sizeof(fixed_texts[0]); i++)
        SET(fixed_texts[i].option, fixed_texts[i].value);
    SET(CURLOPT_SSL_CTX_FUNCTION, on_ssl_context);
    if (http->ca.length > 0) {
        struct curl_blob ca = {http->ca.bytes, http->ca.length, CURL_BLOB_NOCOPY};
        SET(CURLOPT_CAINFO_BLOB, &ca);
        SET(CURLOPT_CAPATH, NULL); /* or the system's folder would be accepted as well */
    }
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_USERAGENT, http->user_agent);
    SET(CURLOPT_HTTPHEADER, transfer->headers);
    if (request->method == HTTP_POST) {
        SET(CURLOPT_POST, 1L);
        SET(CURLOPT_POSTFIELDSIZE, transfer->body == NULL ? 0L : (long)transfer->body->length);
        SET(CURLOPT_POSTFIELDS, transfer->body == NULL ? "" : transfer->body->bytes);
    }
    SET(CURLOPT_CONNECTTIMEOUT_MS, limit_of(request->connect_limit_ms, CONNECT_LIMIT_MS));
    SET(CURLOPT_TIMEOUT_MS, limit_of(request->limit_ms, LIMIT_MS));
    /* libcurl counts whole seconds without suspend; the exact rule is the one with our clock. */
    bool fresh = request->max_idle_ms <= 0 || idle_is_stale(http, request->max_idle_ms);
    SET(CURLOPT_MAXAGE_CONN, (long)(fresh ? 1 : request->max_idle_ms / 1000 + 1));
    SET(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    SET(CURLOPT_FORBID_REUSE, request->max_idle_ms <= 0 ? 1L : 0L);
    SET(CURLOPT_PREREQFUNCTION, on_before_send);
    SET(CURLOPT_PREREQDATA, transfer);
    SET(CURLOPT_HEADERFUNCTION, on_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, transfer);
#undef SET
    return ok;
}

/* Making a transfer ---------------------------------------------------------------------------- */

static bool is_good_url(const char *url)
{
    char *scheme = NULL;
    bool good = false;
    CURLU *parsed = curl_url();
    if (memchr(url, '\0', HTTP_URL_SIZE) == NULL || parsed == NULL ||
        curl_url_set(parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        goto out;
    good = strcmp(scheme, "https") == 0;
out:
    curl_free(scheme);
    curl_url_cleanup(parsed);
    return good;
}

static bool is_acceptable(const struct http_request *request, struct err *err)
{
    if (!is_good_url(request->url))
        return err_set(err, "%s",
                       _("The address of the server cannot be used. It must begin with https:// "
                         "and must not contain a user name."));
    return http_check_headers(request) ||
           err_set(err, "%s", _("A value cannot be sent in a request header."));
}

static bool append_header(struct curl_slist **list, const char *header)
{
    struct curl_slist *longer = curl_slist_append(*list, header);
    if (longer != NULL)
        *list = longer;
    return longer != NULL;
}

/* Composed in secret memory; the copy in LIST is wiped by wipe_headers. */
static bool append_field(struct curl_slist **list, const char *name, const char *value)
{
    size_t name_length = strlen(name);
    size_t length = strlen(value);
    struct secret *header = secret_new(name_length + length);
    bool ok = header != NULL && secret_append(header, name, name_length) &&
              secret_append(header, value, length) && append_header(list, header->bytes);
    secret_free(header);
    return ok;
}

/* libcurl wants "name;" for a header without a value: "name:" means none at all. */
static bool append_given(struct curl_slist **list, const char *header)
{
    char empty[HTTP_HEADER_SIZE] = "";
    size_t length = strlen(header);
    if (header[length - 1] != ' ' || header[length - 2] != ':')
        return append_header(list, header);
    memcpy(empty, header, length - 2);
    empty[length - 2] = ';';
    return append_header(list, empty);
}

static void wipe_headers(struct curl_slist *list)
{
    for (struct curl_slist *node = list; node != NULL; node = node->next)
        explicit_bzero(node->data, strlen(node->data));
    curl_slist_free_all(list);
}

static bool transfer_headers(struct transfer *transfer, const struct http_request *request)
{
    struct curl_slist **list = &transfer->headers;
    /* A header without a value is left out by libcurl. */
    bool ok = append_header(list, "Expect:");
    for (size_t i = 0; ok && i < request->header_count; i++)
        ok = append_given(list, request->headers[i]);
    if (ok && request->accept != NULL)
        ok = append_field(list, "Accept: ", request->accept);
    if (ok && request->body != NULL && request->content_type != NULL)
        ok = append_field(list, "Content-Type: ", request->content_type);
    else if (ok)
        ok = append_header(list, "Content-Type:");
    if (ok && request->authorization != NULL)
        ok = append_field(list, "Authorization: ", request->authorization->bytes);
    return ok;
}

/* Wipes and frees everything of a transfer that is not its reply. */
static void transfer_close(struct http *http, struct transfer *transfer)
{
    if (transfer->easy != NULL) {
        curl_multi_remove_handle(http->multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
        transfer->easy = NULL;
    }
    wipe_headers(transfer->headers);
    transfer->headers = NULL;
    secret_free(transfer->body);
    transfer->body = NULL;
}

static void transfer_free(struct http *http, struct transfer *transfer)
{
    if (transfer == NULL)
        return;
    transfer_close(http, transfer);
    http_reply_clear(&transfer->reply);
    explicit_bzero(transfer, sizeof(*transfer));
    free(transfer);
}

bool http_start(struct http *http, const struct http_request *request, uint32_t id, struct err *err)
{
    if (!is_acceptable(request, err))
        return false;
    struct transfer *transfer = calloc(1, sizeof(*transfer));
    if (transfer == NULL)
        goto failed;
    transfer->reply.id = id;
    transfer->before_send = request->before_send;
    transfer->context = request->context;
    transfer->keeps_connection = request->max_idle_ms > 0;
    if (request->method == HTTP_POST && request->body != NULL) {
        transfer->body = secret_copy(request->body);
        if (transfer->body == NULL)
            goto failed;
    }
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL || !transfer_headers(transfer, request) ||
        !transfer_configure(http, transfer, request) ||
        curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK)
        goto failed;
    transfer->next = http->running;
    http->running = transfer;
    return true;
failed:
    transfer_free(http, transfer);
    return err_set(err, "%s", _("A request could not be prepared: there is not enough memory."));
}

/* How a transfer ended ------------------------------------------------------------------------- */

static enum outcome_cause cause_of(const struct transfer *transfer, CURLcode code)
{
    long system = 0;
    long verdict = X509_V_OK;
    if (curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &system) != CURLE_OK ||
        curl_easy_getinfo(transfer->easy, CURLINFO_SSL_VERIFYRESULT, &verdict) != CURLE_OK)
        return OUTCOME_CAUSE_RESET;
    switch ((int)code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return OUTCOME_CAUSE_RESOLVE;
    case CURLE_COULDNT_CONNECT:
        return system == ECONNRESET ? OUTCOME_CAUSE_RESET : OUTCOME_CAUSE_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return OUTCOME_CAUSE_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
        return http_verdict_handshake(transfer->problem, system, verdict);
    case CURLE_PEER_FAILED_VERIFICATION:
        return http_verdict_certificate(verdict);
    case CURLE_SSL_CACERT_BADFILE: /* this machine has no authorities at all */
        return OUTCOME_CAUSE_CERT_UNTRUSTED;
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return OUTCOME_CAUSE_CERT_OTHER;
    case CURLE_SSL_CIPHER:
        return OUTCOME_CAUSE_TLS;
    case CURLE_OUT_OF_MEMORY:
        /* 7.88 says this when one header line passes its own limit (100 kB). */
        return transfer->reply.sent && !transfer->head.complete ? OUTCOME_CAUSE_TOO_LARGE
                                                                : OUTCOME_CAUSE_MEMORY;
    case CURLE_UNSUPPORTED_PROTOCOL: /* HTTP/0.9 */
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return OUTCOME_CAUSE_MALFORMED;
    case CURLE_FILESIZE_EXCEEDED:
        return OUTCOME_CAUSE_TOO_LARGE;
    case CURLE_RECV_ERROR:
        return strstr(transfer->problem, "chunked-encoding") != NULL ? OUTCOME_CAUSE_MALFORMED
                                                                     : OUTCOME_CAUSE_RESET;
    default: /* PARTIAL_FILE, GOT_NOTHING, SEND_ERROR and what later versions invent */
        return OUTCOME_CAUSE_RESET;
    }
}

/* Moves TRANSFER from the running to the done ones with its reply filled in. CAUSE is NONE when a
 * complete reply is there. */
static void transfer_end(struct http *http, struct transfer *transfer, enum outcome_cause cause)
{
    struct http_reply *reply = &transfer->reply;
    http_verdict_decide(reply, &transfer->head, cause);
    if (reply->result == HTTP_REPLIED && transfer->keeps_connection &&
        curl_easy_getinfo(transfer->easy, CURLINFO_ACTIVESOCKET, &http->idle) == CURLE_OK) {
        http->has_idle = http->idle != CURL_SOCKET_BAD;
        http->idle_since_ms = clock_boot_ms();
    }
    transfer_close(http, transfer);
    struct transfer **link = &http->running;
    while (*link != transfer)
        link = &(*link)->next;
    *link = transfer->next;
    transfer->next = NULL;
    for (link = &http->done; *link != NULL;)
        link = &(*link)->next;
    *link = transfer;
}

/* Takes what libcurl has finished. */
static void collect(struct http *http)
{
    int left = 0;
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        struct transfer *transfer = http->running;
        while (transfer != NULL && transfer->easy != message->easy_handle)
            transfer = transfer->next;
        assert(transfer != NULL);
        enum outcome_cause cause = transfer->stopped;
        if (cause == OUTCOME_CAUSE_NONE && code != CURLE_OK)
            cause = cause_of(transfer, code);
        transfer_end(http, transfer, cause);
    }
}

/* The transport -------------------------------------------------------------------------------- */

struct http *http_new(const struct http_config *config, struct err *err)
{
    struct http *http = NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        err_set(err, "%s", _("The network library could not be started."));
        return NULL;
    }
    http = calloc(1, sizeof(*http));
    if (http == NULL)
        goto no_memory;
    http->user_agent = config->user_agent;
    http->ca = buf_init(HTTP_MAX_CA_FILE);
    if (config->ca_file != NULL && !http_ca_read(config->ca_file, &http->ca, err))
        goto failed;
    http->multi = curl_multi_init();
    /* One kept connection is the last used one, so that its idle time is known exactly. */
    if (http->multi == NULL ||
        curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING) != CURLM_OK ||
        curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, 1L) != CURLM_OK)
        goto no_memory;
    return http;
no_memory:
    err_set(err, "%s", _("The network library could not be started."));
failed:
    if (http == NULL)
        curl_global_cleanup();
    http_free(http);
    return NULL;
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    struct transfer **lists[] = {&http->running, &http->done};
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        while (*lists[i] != NULL) {
            struct transfer *transfer = *lists[i];
            *lists[i] = transfer->next;
            transfer_free(http, transfer);
        }
    }
    curl_multi_cleanup(http->multi);
    buf_free(&http->ca);
    free(http);
    curl_global_cleanup();
}

void http_cancel(struct http *http, uint32_t id)
{
    for (struct transfer *transfer = http->running; transfer != NULL; transfer = transfer->next) {
        if (transfer->reply.id == id) {
            transfer_end(http, transfer, OUTCOME_CAUSE_CANCELLED);
            return;
        }
    }
}

bool http_wait(struct http *http, struct pollfd *fds, unsigned count, int limit_ms, struct err *err)
{
    struct curl_waitfd extra[HTTP_MAX_FDS] = {0};
    assert(limit_ms >= 0 && count <= HTTP_MAX_FDS);
    for (unsigned i = 0; i < count; i++) {
        extra[i].fd = fds[i].fd;
        extra[i].events = (short)(((fds[i].events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0) |
                                  ((fds[i].events & POLLPRI) != 0 ? CURL_WAIT_POLLPRI : 0) |
                                  ((fds[i].events & POLLOUT) != 0 ? CURL_WAIT_POLLOUT : 0));
        fds[i].revents = 0;
    }
    int limit = http->done != NULL ? 0 : (int)clock_real_ms(limit_ms);
    int running = 0;
    CURLMcode code = curl_multi_poll(http->multi, extra, count, limit, NULL);
    /* libcurl says nothing about hang-up, error or a bad descriptor. */
    if (code == CURLM_OK && count > 0 && poll(fds, count, 0) < 0 && errno != EINTR)
        code = CURLM_INTERNAL_ERROR;
    if (code == CURLM_OK)
        code = curl_multi_perform(http->multi, &running);
    collect(http);
    return code == CURLM_OK ||
           err_set(err, _("The network library failed: %s."), curl_multi_strerror(code));
}

bool http_next(struct http *http, struct http_reply *reply)
{
    struct transfer *transfer = http->done;
    if (transfer == NULL)
        return false;
    http->done = transfer->next;
    *reply = transfer->reply;
    transfer->reply = (struct http_reply){0};
    transfer_free(http, transfer);
    return true;
}

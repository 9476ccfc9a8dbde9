/* One sitting: the loop that carries keys to the state machine, its effects to the server, and its
 * views to the screen. The only place that knows every layer. */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include <stdbool.h>

#include "app/demo.h"
#include "app/options.h"
#include "app/quiet.h"
#include "app/retry.h"
#include "base/buf.h"
#include "base/err.h"
#include "flow/machine.h"
#include "genauth/genauth.h"
#include "http/http.h"
#include "ui/ui.h"

enum { SESSION_REVOCATIONS = 2 }; /* of the refresh and of the access token */
enum { SESSION_RETRIES = 2 };     /* of the machine's request, and of the warm-up */

/* Everything a sitting holds. Secrets are in the form, the tokens and the delete token, and nowhere
 * else. */
struct session {
    const struct options *options; /* borrowed */
    struct demo *demo;             /* or NULL; borrowed */
    struct genauth_config api;
    struct secret *app_secret;
    struct http *http;
    const struct ui_ops *ops;
    struct ui *ui;
    struct form *form;
    struct machine machine;
    struct view view; /* what is shown */
    uint32_t serial;
    struct quiet quiet; /* while it is on, the view waits and keys count for nothing */

    struct genauth_session tokens;
    struct genauth_profile profile;
    struct genauth_delete_token delete_token;
    char public_key[GENAUTH_KEY_SIZE];
    struct secret *waiting_password; /* until the server's public key is there */
    uint32_t waiting_number;         /* of the request that waits for it */
    struct retry retries[SESSION_RETRIES];
    struct shown request_ids[OPERATION_COUNT];
    unsigned revocations;                              /* still under way */
    struct http_request revoking[SESSION_REVOCATIONS]; /* to be sent once more, if need be */
    int64_t revoking_ms;                               /* since when */

    int64_t key_ms; /* of the last key, or since when the time without one counts */
    int signal_fd;
    int store;       /* a file in memory for the front end: none can be made later */
    int last_signal; /* that asked us to end, or 0 */
    struct buf receipt;
    struct err receipt_err;
    struct attempts *attempts; /* and the journal of them; owned */
    struct err journal_err;    /* why it could not be written, "" = it could */
    bool ended;
    bool failed; /* the front end gave up: an error of the program, not of the person */
};

/* Runs until the person leaves or it is over, and gives back the terminal. OPTIONS, DEMO and OPS
 * are *borrowed*. Returns the result; *LAST_SIGNAL is the signal that asked the program to end, or
 * 0. When no screen could be opened, ERR says why; otherwise the front end has told it all. */
enum machine_result session_run(const struct options *options, struct demo *demo,
                                const struct ui_ops *ops, int *last_signal, struct err *err);

/* Fills API from OPTIONS; reads the application's secret into *APP_SECRET (free with secret_free).
 */
bool session_configure(const struct options *options, struct genauth_config *api,
                       struct secret **app_secret, struct err *err);

/* The transport as OPTIONS (*borrows*, also afterwards) want it. Returns new (free with http_free)
 * or NULL with ERR. */
struct http *session_new_http(const struct options *options, struct err *err);

/* Confines the process (confine_process) to what a session or a check with OPTIONS needs, and DEMO
 * (NULL allowed). After the transport was made, before its first request. */
void session_confine(const struct options *options, const struct demo *demo,
                     const char *journal_folder);

#endif

/* Where codes go: a Maildir, and DIR/sms with one file a text message. */
#ifndef SANDBOX_MAIL_H
#define SANDBOX_MAIL_H

#include <stdbool.h>

#include "sandbox/messages.h"

struct mail;

/* A message that is written but not yet delivered. */
struct mail_draft;

/* Makes DIR with new/, cur/, tmp/ and sms/. Returns new (free with mail_close); NULL after a
   message on stderr. */
struct mail *mail_open(const char *dir);
void mail_close(struct mail *mail);

/* Writes a message with CODE where nobody sees it yet. Returns new, NULL on failure. */
struct mail_draft *mail_draft_email(struct mail *mail, const char *to, const char *channel,
                                    const char *code, long long lifetime_s, enum language language);
struct mail_draft *mail_draft_sms(struct mail *mail, const char *to, const char *channel,
                                  const char *code, long long lifetime_s, enum language language);

/* Delivers DRAFT, or removes it; frees it (*takes*, NULL is allowed). False on failure. */
bool mail_finish(struct mail_draft *draft, bool deliver);

#endif

/* What the operations with codes share: addresses and the answers of api 2.8. */
#ifndef SANDBOX_SEND_H
#define SANDBOX_SEND_H

#include "sandbox/codes.h"
#include "sandbox/reply.h"

/* EMAIL in lower case; returns new (free with free), NULL when it is no e-mail address. */
char *send_email_address(const char *email);

/* "+8613000000001" of COUNTRY (NULL = +86) and the national number PHONE; returns new (free with
   free), NULL when malformed. */
char *send_phone_address(const char *country, const char *phone);

/* Answers for a code that was CODES_WRONG or CODES_EXPIRED. */
void send_reply_code(struct reply *reply, const struct request *request, enum codes_result result);

#endif

/* From an operation's reply to bytes on the connection, with the faults of a scenario. */
#ifndef SANDBOX_ANSWER_H
#define SANDBOX_ANSWER_H

#include <microhttpd.h>

#include "sandbox/operations.h"
#include "sandbox/scenario.h"

/* Runs OPERATION (NULL = there is none) for REQUEST with RULE (NULL = no fault), and queues the
   answer. Returns what libmicrohttpd wants: MHD_NO closes the connection. */
enum MHD_Result answer_request(struct request *request, operation_function *operation,
                               const struct scenario_rule *rule);

/* Queues REPLY without faults; frees its body. */
enum MHD_Result answer_reply(struct request *request, struct reply *reply);

#endif

/* A relay on loopback that passes bytes on to a server and cuts the connection after an exact
 * number of them: the line breaks there. In a thread of the test, up to 8 connections at a time. */
#ifndef TESTS_TOOLS_CUT_RELAY_H
#define TESTS_TOOLS_CUT_RELAY_H

#include <stdbool.h>
#include <stddef.h>

/* Of each connection, AFTER bytes in the direction are passed on, then both ends are closed. With
 * WHOLE, the bytes of all connections are counted together, and all of them are cut at that byte;
 * connections made later work again, or with DOWN none does. */
struct cut_plan {
    bool to_client; /* count what goes to the client, not what goes to the server */
    size_t after;   /* SIZE_MAX: never cut */
    bool reset;     /* with RST, not FIN, on the client's side */
    bool whole, down;
};

struct cut_relay;

/* Starts a relay to PORT with PLAN (copied). Returns new (end with cut_relay_stop) or NULL. */
struct cut_relay *cut_relay_start(int port, struct cut_plan plan);

/* Ends the thread and frees (*takes*; NULL allowed). */
void cut_relay_stop(struct cut_relay *relay);

int cut_relay_port(const struct cut_relay *relay);

/* Bytes passed on in each direction so far, over all connections. */
size_t cut_relay_passed(struct cut_relay *relay, bool to_client);

#endif

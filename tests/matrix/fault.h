/* The faults of the matrix as data: how each is made, and what the program must make of it. */
#ifndef TESTS_MATRIX_FAULT_H
#define TESTS_MATRIX_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/tools/bad_server.h"

/* The columns. */
enum fault_request {
    FAULT_SYS,
    FAULT_SIGN,
    FAULT_MAIL,
    FAULT_PROF,
    FAULT_VRFY,
    FAULT_DEL,
    FAULT_REVK,
    FAULT_REQUESTS
};

enum { FAULT_COUNT = 50 };

/* What a length of the reply is said to be. */
enum fault_length {
    FAULT_LENGTH_TRUE,
    FAULT_LENGTH_LONGER, /* more than comes */
    FAULT_LENGTH_NONE,   /* the end of the connection is the end */
    FAULT_LENGTH_CHUNKS, /* chunked, and the last chunk does not come */
    FAULT_LENGTH_RAW     /* the body is written without any head: it has its own */
};

/* What happens to the good body. */
enum fault_edit {
    FAULT_EDIT_NONE,
    FAULT_EDIT_TEXT,   /* TEXT instead of it */
    FAULT_EDIT_INSERT, /* TEXT after the first { */
    FAULT_EDIT_CHANGE  /* TEXT in place of FIND, or TEXT_2 in place of FIND_2 */
};

/* One way in which a fault appears; zero is a good reply. All texts are *static*. */
struct fault {
    int number; /* of its row */
    /* Before a request can come: */
    bool before;
    enum bad_start start;
    enum bad_cert cert;
    bool no_name; /* the name is not found */
    /* Instead of the reply: */
    bool cut_request; /* a part of the request is read, and nothing taken */
    bool no_reply;
    /* The reply: */
    int status;       /* HTTP; 0 = 200 */
    const char *type; /* NULL = application/json */
    const char *headers;
    enum fault_length length;
    enum fault_edit edit;
    const char *text, *find, *text_2, *find_2;
    size_t drop; /* of the body, at its end */
    const char *fill;
    long fill_count; /* times FILL comes after it */
    int drip_ms;
    enum bad_end end;
    /* What must come of it, when it is another class than the row's: */
    char class, at_delete;
    int speed; /* of the time meanwhile; 0 = as usual */
};

/* All of them, in the order of their rows. */
const struct fault *fault_list(size_t *count);

/* The number NUMBER's variant INDEX (counted round), or NULL when it has none. */
const struct fault *fault_variant(int number, int index);

/* The class of a cell: N T Q R W L = as the matrix says, - cannot occur, ! has a test of its own.
 */
char fault_class(int number, enum fault_request request);

/* The words for a row, and why a cell cannot occur. */
const char *fault_name(int number);
const char *fault_request_name(enum fault_request request);

#endif

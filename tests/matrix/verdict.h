/* What the program must say and do, by request and class: the only place with its sentences. */
#ifndef TESTS_MATRIX_VERDICT_H
#define TESTS_MATRIX_VERDICT_H

#include "tests/matrix/fault.h"

struct verdict {
    const char *sees;      /* what the screen says */
    const char *sees_also; /* NULL or another part of it */
    int code;              /* the exit code when the person leaves then */
};

/* Of a class; of DEL in class Q by what became of it: */
enum verdict_truth {
    VERDICT_KEPT, /* the server did not take it, and answers when asked */
    VERDICT_GONE, /* it took it, and answers */
    VERDICT_OPEN  /* it took it, and cannot be reached any more */
};
const struct verdict *verdict_of(enum fault_request request, char class);
const struct verdict *verdict_of_open(enum verdict_truth truth);

/* The most often that the request may be sent; *LEAST: at least. */
unsigned verdict_hits(enum fault_request request, char class, unsigned *least);

#endif

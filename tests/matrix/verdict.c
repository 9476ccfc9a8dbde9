#include "tests/matrix/verdict.h"

#include <check.h>

/* Not signed in: nothing more is known, and more is not needed. */
#define OUT   "You are not signed in."
#define STILL "Nothing was deleted."
#define ALONE "The server did not confirm it. The session ends by itself."

static const struct {
    enum fault_request request;
    char class;
    struct verdict verdict;
} table[] = {
    {FAULT_SYS, 'N', {OUT, NULL, 6}},
    {FAULT_SYS, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_SYS, 'Q', {OUT, NULL, 6}},
    {FAULT_SYS, 'R', {OUT, NULL, 6}},
    {FAULT_SYS, 'W', {OUT, "Too many requests.", 6}},

    {FAULT_SIGN, 'N', {OUT, NULL, 6}},
    {FAULT_SIGN, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_SIGN, 'Q', {OUT, NULL, 8}},
    {FAULT_SIGN, 'R', {OUT, NULL, 8}},
    {FAULT_SIGN, 'W', {OUT, "Too many requests. Wait ", 8}},

    {FAULT_MAIL, 'N', {STILL, NULL, 6}},
    {FAULT_MAIL, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_MAIL, 'Q', {"The code may be on its way.", NULL, 5}},
    {FAULT_MAIL, 'R', {STILL, NULL, 5}},
    {FAULT_MAIL, 'W', {"A code was sent a short while ago.", NULL, 5}},

    {FAULT_PROF, 'N', {OUT, NULL, 6}},
    {FAULT_PROF, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_PROF, 'Q', {OUT, NULL, 8}},
    {FAULT_PROF, 'R', {OUT, NULL, 8}},
    {FAULT_PROF, 'W', {OUT, "Too many requests. Wait ", 8}},
    {FAULT_PROF, 'L', {"Signed out by the server. " STILL, NULL, 5}},

    {FAULT_VRFY, 'N', {STILL, NULL, 6}},
    {FAULT_VRFY, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_VRFY, 'Q', {STILL, "No code is valid now. Send a new code.", 5}},
    {FAULT_VRFY, 'R', {STILL, NULL, 5}},
    {FAULT_VRFY, 'W', {STILL, "Too many requests. Wait ", 5}},
    {FAULT_VRFY, 'L', {"Signed out by the server. " STILL, NULL, 5}},

    {FAULT_DEL, 'N', {"Nothing was sent. " STILL, "Type DELETE", 6}},
    {FAULT_DEL, 'T', {"Nothing was sent.", NULL, 7}},
    {FAULT_DEL, 'R', {"The server refused to delete the account.", NULL, 3}},
    {FAULT_DEL, 'L', {"The server did not accept it: the session was over.", NULL, 4}},

    {FAULT_REVK, 'N', {ALONE, NULL, 5}},
    {FAULT_REVK, 'T', {ALONE, NULL, 5}},
    {FAULT_REVK, 'Q', {ALONE, NULL, 5}},
    {FAULT_REVK, 'R', {ALONE, NULL, 5}},
    {FAULT_REVK, 'W', {ALONE, NULL, 5}},
    {FAULT_REVK, '=', {"Signed out.", NULL, 5}},
};

static const struct verdict open[] = {
    [VERDICT_KEPT] = {"Not deleted as of ", ": the server still knows the account.", 3},
    [VERDICT_GONE] = {"Asked again, the server ", "Receipt", 0},
    [VERDICT_OPEN] = {"To see how it ended, sign in later.",
                      "It is not known if the account was deleted.", 4},
};

const struct verdict *verdict_of(enum fault_request request, char class)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].request == request && table[i].class == class)
            return &table[i].verdict;
    ck_abort_msg("no verdict for class %c of %s", class, fault_request_name(request));
}

const struct verdict *verdict_of_open(enum verdict_truth truth)
{
    return &open[truth];
}

unsigned verdict_hits(enum fault_request request, char class, unsigned *least)
{
    bool read = request == FAULT_SYS || request == FAULT_PROF;
    bool sent = class != 'N' && class != 'T';
    if (!sent) {
        *least = 0;
        return 0;
    }
    if (request == FAULT_REVK) { /* two tokens, each tried once more when there is no answer */
        *least = class == 'Q' ? 4 : 2;
        return *least;
    }
    *least = read && class == 'Q' ? 2 : 1;
    if (request == FAULT_SYS)
        return 6; /* before the person has typed, and again when they submit */
    return read ? 3 : 1;
}

/* Lines from a pipe: the same lines as a plain split gives, in any pieces, and none of what was
 * written before a flush. The first byte says how large the pieces are and whether there is a flush
 * in the middle. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"
#include "ui/line_input.h"

enum { LIMIT = 16, INPUT_MAX = 4096 };

/* The next line as a plain split gives it. */
struct split {
    const char *at;
    size_t left;
};

static void expect(struct split *split, enum line_kind kind, const char *bytes, size_t length)
{
    const char *newline = memchr(split->at, '\n', split->left);
    size_t line = newline == NULL ? split->left : (size_t)(newline - split->at);
    if (kind == LINE_TOO_LONG) {
        FUZZ_REQUIRE(line > LIMIT);
    } else {
        FUZZ_REQUIRE(kind == (newline != NULL ? LINE_COMPLETE : LINE_TAIL));
        FUZZ_REQUIRE(length == line && memcmp(bytes, split->at, line) == 0);
    }
    line += newline != NULL;
    split->at += line;
    split->left -= line;
}

/* Takes all lines that are there. */
static void take(struct line_input *input, struct split *split)
{
    for (;;) {
        const char *bytes = NULL;
        size_t length = 0;
        enum line_kind kind = line_input_peek(input, &bytes, &length);
        if (kind == LINE_NONE || kind == LINE_END)
            return;
        FUZZ_REQUIRE(kind != LINE_LOST);
        FUZZ_REQUIRE(line_input_peek(input, &bytes, &length) == kind);
        expect(split, kind, bytes, length);
        line_input_drop(input);
    }
}

/* Throws away all up to WRITTEN, and the rest of a line that was begun by then. */
static void flush(struct line_input *input, struct split *split, const char *written)
{
    const char *bytes = NULL;
    size_t length = 0;
    bool told = line_input_flush(input);
    enum line_kind kind = line_input_peek(input, &bytes, &length);
    FUZZ_REQUIRE(kind == LINE_NONE && length == 0);
    if (split->at >= written) /* in a line that was too long: its end is being waited for */
        return;
    size_t pending = (size_t)(written - split->at);
    bool begun = written[-1] != '\n';
    for (size_t i = 0; i < pending; i++)
        FUZZ_REQUIRE(told || strchr(" \t\r\n", split->at[i]) != NULL);
    split->at += pending;
    split->left -= pending;
    const char *newline = memchr(split->at, '\n', split->left);
    size_t rest = newline == NULL ? split->left : (size_t)(newline - split->at) + 1;
    split->at += begun ? rest : 0;
    split->left -= begun ? rest : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct line_input input;
    int ends[2];
    if (size == 0 || size > INPUT_MAX)
        return 0;
    size_t piece = 1 + data[0] % 64U;
    bool flushes = (data[0] & 64) != 0;
    struct split split = {.at = (const char *)data + 1, .left = size - 1};
    FUZZ_REQUIRE(pipe(ends) == 0 && line_input_init(&input, ends[0], LIMIT));
    for (size_t at = 1; at < size;) {
        size_t count = size - at < piece ? size - at : piece;
        FUZZ_REQUIRE(write(ends[1], data + at, count) == (ssize_t)count);
        at += count;
        line_input_fill(&input);
        take(&input, &split);
        if (flushes && at > size / 2) {
            flushes = false;
            flush(&input, &split, (const char *)data + at);
        }
    }
    FUZZ_REQUIRE(close(ends[1]) == 0);
    for (int i = 0; i < INPUT_MAX && line_input_wanted(&input); i++) {
        line_input_fill(&input);
        take(&input, &split);
    }
    take(&input, &split);
    FUZZ_REQUIRE(!line_input_wanted(&input) && split.left == 0);
    line_input_free(&input);
    FUZZ_REQUIRE(close(ends[0]) == 0);
    return 0;
}

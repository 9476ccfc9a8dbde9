#include "tests/matrix/fault.h"

#define ONE_LEVEL "[[[[[[[[[[[[[[[["
#define NO_LEVEL  "]]]]]]]]]]]]]]]]"

#define REPLY(number_, ...)                                                                        \
    {                                                                                              \
        .number = (number_), __VA_ARGS__                                                           \
    }
#define EARLY(number_, ...)  REPLY(number_, .before = true, __VA_ARGS__)
#define INSERT(number_, ...) REPLY(number_, .edit = FAULT_EDIT_INSERT, .text = __VA_ARGS__)
#define TEXT(number_, ...)   REPLY(number_, .edit = FAULT_EDIT_TEXT, .text = __VA_ARGS__)
#define STATUS(number_, status_, ...)                                                              \
    TEXT(number_, "{\"statusCode\":" #status_ ",\"message\":\"No.\"}", __VA_ARGS__)

#define HTML "<html><body>Sorry.</body></html>"
/* Two marks that turn the direction of text, and a command to the terminal. */
#define HOSTILE "\\u001b[2J\\u202e\\u2066Sorry."

/* clang-format off */
static const struct fault faults[] = {
    EARLY(1, .no_name = true),
    EARLY(2, .start = BAD_START_REFUSE),
    EARLY(3, .cert = BAD_CERT_EXPIRED),
    EARLY(3, .cert = BAD_CERT_FUTURE),
    EARLY(4, .cert = BAD_CERT_SELF_SIGNED),
    EARLY(4, .cert = BAD_CERT_STRANGER),
    EARLY(4, .cert = BAD_CERT_FORGED),
    EARLY(5, .cert = BAD_CERT_HOST),
    EARLY(5, .cert = BAD_CERT_NAME_ONLY),
    EARLY(6, .start = BAD_START_OLD_TLS),
    EARLY(7, .start = BAD_START_PLAIN),
    EARLY(7, .start = BAD_START_NOISE),
    EARLY(8, .start = BAD_START_HANG, .speed = 8),
    EARLY(8, .start = BAD_START_STUCK, .speed = 8),
    EARLY(9, .start = BAD_START_RESET),
    EARLY(9, .start = BAD_START_CUT_RESET),
    EARLY(9, .start = BAD_START_CLOSE),
    REPLY(10, .cut_request = true, .end = BAD_END_RESET),
    REPLY(10, .cut_request = true, .end = BAD_END_CUT),
    REPLY(11, .no_reply = true, .end = BAD_END_HANG, .speed = 8),
    REPLY(12, .no_reply = true, .end = BAD_END_RESET),
    REPLY(12, .no_reply = true, .end = BAD_END_CUT),
    REPLY(12, .no_reply = true, .end = BAD_END_CLOSE),
    REPLY(14, .length = FAULT_LENGTH_LONGER, .end = BAD_END_CLOSE),
    REPLY(14, .length = FAULT_LENGTH_CHUNKS, .end = BAD_END_CUT),
    REPLY(15, .length = FAULT_LENGTH_NONE, .drop = 5, .end = BAD_END_CLOSE),
    REPLY(15, .length = FAULT_LENGTH_NONE, .drop = 1, .end = BAD_END_CLOSE),
    REPLY(16, .type = "text/html"),
    REPLY(16, .type = "text/plain; charset=utf-8"),
    TEXT(17, HTML, .status = 502, .type = "text/html"),
    TEXT(17, HTML, .status = 503, .type = "text/html"),
    TEXT(17, HTML, .status = 504, .type = "text/html"),
    TEXT(18, HTML, .status = 403, .type = "text/html"),
    TEXT(18, HTML, .status = 404, .type = "text/html"),
    STATUS(19, 429, .status = 429, .headers = "Retry-After: 70\r\n"),
    STATUS(19, 429, .headers = "Retry-After: 99999999999\r\n"),
    STATUS(19, 429, .status = 429, .headers = "Retry-After: Sun, 06 Nov 2094 08:49:37 GMT\r\n"),
    STATUS(20, 500, .status = 500),
    STATUS(20, 502, .status = 200),
    STATUS(20, 603, .status = 200),
    TEXT(21, "", .headers = "X-Size: large\r\n", .length = FAULT_LENGTH_LONGER, .fill = "          ",
         .fill_count = 100000, .end = BAD_END_CLOSE),
    TEXT(22, "", .length = FAULT_LENGTH_CHUNKS, .fill = "a\r\n          \r\n",
         .fill_count = BAD_FOREVER, .end = BAD_END_CLOSE),
    TEXT(23, "HTTP/1.1 200 OK\r\n", .length = FAULT_LENGTH_RAW, .fill = "X-Flood: 1\r\n",
         .fill_count = BAD_FOREVER, .end = BAD_END_CLOSE),
    TEXT(23, "HTTP/1.1 200 OK\r\nX-Long: ", .length = FAULT_LENGTH_RAW, .fill = "long",
         .fill_count = 1024 * 1024, .end = BAD_END_CLOSE),
    TEXT(23, "", .length = FAULT_LENGTH_RAW, .fill = "HTTP/1.1 103 Early Hints\r\n\r\n",
         .fill_count = BAD_FOREVER, .end = BAD_END_CLOSE),
    TEXT(23, "{\"statusCode\":200,\"data\":{\"success\":true}}", .length = FAULT_LENGTH_RAW,
         .end = BAD_END_CLOSE),
    REPLY(24, .headers = "Content-Encoding: gzip\r\n"),
    REPLY(24, .headers = "Content-Encoding: br\r\n"),
    TEXT(25, "", .length = FAULT_LENGTH_LONGER, .fill = " ", .fill_count = BAD_FOREVER,
         .drip_ms = 50, .end = BAD_END_CLOSE, .speed = 8),
    TEXT(25, "HTTP/1.1 200 OK\r\nX-Slow: ", .length = FAULT_LENGTH_RAW, .fill = "s",
         .fill_count = BAD_FOREVER, .drip_ms = 50, .end = BAD_END_CLOSE, .speed = 8),
    TEXT(26, "{\"statusCode\":200,"),
    TEXT(26, "{\"statusCode\":200,\"data\":{\"success\":true}} {}"),
    TEXT(26, "\357\273\277{\"statusCode\":200,\"data\":{\"success\":true}}"),
    INSERT(27, "\"deep\":" ONE_LEVEL "1" NO_LEVEL ","),
    REPLY(28, .edit = FAULT_EDIT_CHANGE, .find = "\"statusCode\"", .text = "\"statuscode\"",
          .find_2 = "\"rsa\"", .text_2 = "\"RSA\""),
    REPLY(29, .edit = FAULT_EDIT_CHANGE, .find = "\"statusCode\":200",
          .text = "\"statusCode\":\"200\"", .find_2 = "\"publicKey\":",
          .text_2 = "\"publicKey\":7,\"x\":"),
    REPLY(29, .edit = FAULT_EDIT_CHANGE, .find = "\"statusCode\":200",
          .text = "\"statusCode\":200.5", .find_2 = "\"publicKey\":",
          .text_2 = "\"publicKey\":{},\"x\":"),
    REPLY(29, .edit = FAULT_EDIT_CHANGE, .find = "\"statusCode\":200",
          .text = "\"statusCode\":1e999", .find_2 = "\"publicKey\":",
          .text_2 = "\"publicKey\":null,\"x\":"),
    INSERT(30, "\"twice\":1,\"twice\":1,"),
    INSERT(31, "\"bad\":\"\377\","),
    INSERT(31, "\"bad\":\"\300\257\","),
    INSERT(31, "\"bad\":\"\\u0000\","),
    INSERT(31, "\"bad\":\"\001\","),
    INSERT(31, "\"bad\":\"\\ud800\","),
    TEXT(32, "{\"statusCode\":400,\"message\":\"" HOSTILE "\"}", .class = 'R'),
    TEXT(33, "", .status = 302, .headers = "Location: http://127.0.0.1:9/other\r\n"),
    TEXT(33, "", .status = 307, .headers = "Location: https://other.test/\r\n"),
    TEXT(33, "", .status = 308, .headers = "Location: /api/v3/elsewhere\r\n"),
    STATUS(34, 400, .status = 200),
    STATUS(34, 402, .status = 200),
    STATUS(34, 409, .status = 200),
    STATUS(34, 413, .status = 200),
    STATUS(34, 422, .status = 200),
    STATUS(34, 403, .status = 200),
    STATUS(34, 404, .status = 200, .at_delete = 'Q'),
    STATUS(34, 499, .status = 200),
    STATUS(35, 401, .status = 200),
    STATUS(35, 401, .status = 401),
    REPLY(36, .status = 403),
    REPLY(36, .status = 500),
    REPLY(36, .status = 404),
    TEXT(37, "{\"statusCode\":200,\"message\":\"\",\"data\":{\"success\":false}}"),
    STATUS(39, 400, .status = 200),
    TEXT(39, "{\"statusCode\":499,\"apiCode\":2300,\"message\":\"It was used.\"}"),
};
/* clang-format on */

/* What the matrix says, row by row: SYS SIGN MAIL PROF VRFY DEL REVK. */
static const struct {
    const char *classes, *name;
} rows[FAULT_COUNT + 1] = {
    {"", ""},
    {"NNNNNNN", "name not found"},
    {"NNNNNNN", "connection refused"},
    {"TTTTTTT", "certificate expired or not yet valid"},
    {"TTTTTTT", "certificate of an unknown issuer"},
    {"TTTTTTT", "certificate for another host"},
    {"TTTTTTT", "TLS below 1.2"},
    {"NNNNNNN", "no TLS there"},
    {"NNNNNNN", "time-out before sending"},
    {"NNNNNNN", "reset before sending"},
    {"QQQQQQQ", "cut inside the request"},
    {"QQQQQQQ", "time-out after sending"},
    {"QQQQQQQ", "reset or close after sending"},
    {"-QQQQQQ", "idle connection died under the request"},
    {"QQQQQQQ", "body cut, length known"},
    {"QQQQQQQ", "body cut, length not known"},
    {"QQQQQQQ", "wrong content type"},
    {"QQQQQQQ", "HTML page, 502 503 504"},
    {"RRRRRQR", "HTML page, 403 404"},
    {"WWWWWRW", "429"},
    {"QQQQQQQ", "5xx or 6xx"},
    {"QQQQQQQ", "very large body"},
    {"QQQQQQQ", "endless body"},
    {"QQQQQQQ", "endless head, HTTP/0.9"},
    {"QQQQQQQ", "compressed"},
    {"QQQQQQQ", "slow drip"},
    {"QQQQQQQ", "not JSON, or more than that"},
    {"QQQQQQQ", "nested too deep"},
    {"QQQQQQ=", "statusCode or data missing"},
    {"QQQQQQQ", "wrong types"},
    {"QQQQQQQ", "a key twice"},
    {"QQQQQQQ", "invalid UTF-8, controls"},
    {"=======", "escapes and bidi marks in texts"},
    {"RRRRRQR", "redirect"},
    {"RRRRRRR", "statusCode 400 402 403 404 409 413 422 499"},
    {"RRRLLL=", "401"},
    {"QQQQQQQ", "HTTP not 2xx, statusCode 200"},
    {"--R--RR", "success false"},
    {"-----!-", "the program's own deadline"},
    {"-----R-", "delete token expired or used"},
    {"-!--!--", "code wrong"},
    {"-!--!--", "code expired"},
    {"-!--!--", "code reused"},
    {"-!--!--", "locked; another step"},
    {"-!-!---", "reply about another account"},
    {"-!!!!!!", "suspended before the key"},
    {"!!!!!!!", "out of memory"},
    {"!!!!!!!", "Esc, Ctrl-C"},
    {"!!!!!!!", "TERM, HUP, terminal gone"},
    {"-----!-", "kill -9"},
    {"-!!!!!!", "journal cannot be written"},
};

const struct fault *fault_list(size_t *count)
{
    *count = sizeof faults / sizeof *faults;
    return faults;
}

const struct fault *fault_variant(int number, int index)
{
    size_t first = 0, count = 0, all = sizeof faults / sizeof *faults;
    while (first < all && faults[first].number != number)
        first++;
    while (first + count < all && faults[first + count].number == number)
        count++;
    return count == 0 ? NULL : &faults[first + (size_t)index % count];
}

char fault_class(int number, enum fault_request request)
{
    return rows[number].classes[request];
}

const char *fault_name(int number)
{
    return rows[number].name;
}

const char *fault_request_name(enum fault_request request)
{
    static const char *const names[] = {"SYS", "SIGN", "MAIL", "PROF", "VRFY", "DEL", "REVK"};
    return names[request];
}

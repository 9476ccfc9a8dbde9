/* Lines of a journal, as the program writes them, for tests. */
#ifndef TESTS_UNIT_JOURNAL_LINES_H
#define TESTS_UNIT_JOURNAL_LINES_H

#define HOST "127.0.0.1:8443"
#define KEY  "000102030405060708090a0b0c0d0e0f"
#define USER "0f0e0d0c0b0a09080706050403020100"
#define BOOT "00112233445566778899aabbccddeeff"
#define COMMIT(attempt)                                                                            \
    "{\"v\":1,\"type\":\"COMMIT\",\"attempt\":\"" attempt "\",\"time\":\"2026-03-01T08:15:30Z\","  \
    "\"server\":\"" HOST "\",\"user\":\"" USER "\",\"key\":\"" KEY "\","                           \
    "\"closes\":\"2026-03-01T08:16:45Z\",\"boot\":\"" BOOT "\",\"closes_boot_ms\":98765}\n"
#define RESULT(attempt, result)                                                                    \
    "{\"v\":1,\"type\":\"RESULT\",\"attempt\":\"" attempt "\",\"time\":\"2026-03-01T08:15:31Z\","  \
    "\"server\":\"" HOST "\",\"user\":\"" USER "\",\"result\":\"" result                           \
    "\",\"request_id\":null}\n"

#endif

/* Start and end: options, address, TLS, seed, database, state folder. */
#include "config.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sandbox/harness.h"

static const char *option(const char *name, const char *path)
{
    static char options[4][PATH_MAX + 32];
    static int next;
    char *out = options[next++ % 4];
    (void)snprintf(out, PATH_MAX + 32, "--%s=%s", name, path);
    return out;
}

/* Runs with OPTIONS; it must end with 2 and one line that has NAMED in it. */
static void check_refused(const char *const *options, const char *named)
{
    struct outcome outcome;
    harness_run(&outcome, options);
    ck_assert_msg(outcome.code == 2, "%s: code %d", options[0], outcome.code);
    ck_assert_msg(strstr(outcome.err, named) != NULL, "%s: '%s'", options[0], outcome.err);
    ck_assert_str_eq(outcome.out, "");
    const char *end = strchr(outcome.err, '\n');
    ck_assert_msg(end && end[1] == '\0', "not one line: '%s'", outcome.err);
}
#define REFUSED(named, ...) check_refused((const char *const[]){__VA_ARGS__, NULL}, named)

START_TEST(option__that_is_wrong__is_named)
    {
        REFUSED("'--listn'. Did you mean '--listen'", "--listn=127.0.0.1:0");
        REFUSED("'--mail-dri'. Did you mean '--mail-dir'", "--mail-dri");
        REFUSED("'--qqqqqqqqqq'", "--qqqqqqqqqq");
        REFUSED("'-x'", "-x");
        REFUSED("'--seed'", "--seed");
        REFUSED("--seed", "--seed=");
        REFUSED("--latency-ms", "--latency-ms=-1");
        REFUSED("--latency-ms", "--latency-ms=1x");
        REFUSED("--code-lifetime", "--code-lifetime=0");
        REFUSED("--token-lifetime", "--token-lifetime=99999999999999999999");
        REFUSED("--client-auth", "--client-auth=maybe");
        REFUSED("'--help'", "--help=yes");
        REFUSED("'demo'", "demo");
        REFUSED("app-secret", "--app-secret-file=/nonexistent/app-secret", "--client-auth=post");
        REFUSED("one line", "--client-auth=post",
                option("app-secret-file", harness_write("e", "")));
    }
END_TEST

START_TEST(help_and_version__end__at_once)
    {
        struct outcome outcome;
        RUN(&outcome, "--help");
        ck_assert_int_eq(outcome.code, 0);
        ck_assert_ptr_nonnull(strstr(outcome.out, "--exit-with-stdin"));
        ck_assert_str_eq(outcome.err, "");
        RUN(&outcome, "--version");
        ck_assert_int_eq(outcome.code, 0);
        ck_assert_str_eq(outcome.out, "genauth-sandbox " PACKAGE_VERSION "\n");
    }
END_TEST

START_TEST(manual__names__every_option)
    {
        static char manual[1 << 16];
        struct outcome outcome;
        FILE *file = fopen(SANDBOX_MANUAL, "re");
        ck_assert_ptr_nonnull(file);
        size_t length = fread(manual, 1, sizeof manual - 1, file);
        (void)fclose(file);
        manual[length] = '\0';
        RUN(&outcome, "--help");
        int count = 0;
        for (char *at = strstr(outcome.out, "\n  --"); at; at = strstr(at + 1, "\n  --"), count++) {
            char wanted[64];
            char *name = at + 4;
            (void)snprintf(wanted, sizeof wanted, "Fl %.*s", (int)strcspn(name, "= \n"), name);
            ck_assert_msg(strstr(manual, wanted) != NULL, "'%s' is not in the manual", wanted);
        }
        ck_assert_int_eq(count, 19);
    }
END_TEST

START_TEST(listen__refuses__what_is_not_loopback)
    {
        static const char *const addresses[] = {
            "0.0.0.0:0",   "0.0.0.0",       "[::]:0", "192.0.2.1:80", "127.0.0.1.example.org:0",
            "example.org", "127.0.0.1:x",   ":0",     "127.0.0.1:",   "127.0.0.1:65536",
            "8443",        "127.0.0.10:80", "*:0",    "localhost.:0",
        };
        for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
            REFUSED("isten", option("listen", addresses[i]));
    }
END_TEST

/* Can one connect to ADDRESS:PORT? */
static bool reachable(const char *address, int port)
{
    struct sockaddr_in peer = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    ck_assert_int_eq(inet_pton(AF_INET, address, &peer.sin_addr), 1);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool done = connect(fd, (struct sockaddr *)&peer, sizeof peer) == 0;
    (void)close(fd);
    return done;
}

START_TEST(listen__binds__loopback_only)
    {
        struct process process;
        START(&process, "--listen=127.0.0.1:0");
        int port = (int)strtol(strrchr(process.url, ':') + 1, NULL, 10);
        ck_assert_int_gt(port, 0);
        ck_assert_int_eq(strncmp(process.url, "https://127.0.0.1:", 18), 0);
        ck_assert(reachable("127.0.0.1", port));
        /* A server on all addresses would answer here too. */
        ck_assert(!reachable("127.0.0.2", port));
        char taken[64];
        (void)snprintf(taken, sizeof taken, "--listen=127.0.0.1:%d", port);
        REFUSED("Cannot listen on 127.0.0.1", taken);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        /* The port is free again at once. */
        START(&process, taken);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

START_TEST(tls__is_the_only_way)
    {
        struct process process, other;
        START(&process, "--latency-ms=0");
        START(&other, "--latency-ms=0");
        struct answer answer = harness_call(&process, (struct call){.path = "/api/v3/system"});
        ck_assert_int_eq(answer.curl, CURLE_OK);
        answer_free(&answer);
        /* Another start has another CA. */
        struct process wrong = process;
        memcpy(wrong.ca, other.ca, sizeof wrong.ca);
        answer = harness_call(&wrong, (struct call){.path = "/api/v3/system", .fresh = true});
        ck_assert_int_eq(answer.curl, CURLE_PEER_FAILED_VERIFICATION);
        answer_free(&answer);
        /* The name counts too, and "localhost" is one of its names. */
        wrong = process;
        (void)snprintf(wrong.url, sizeof wrong.url, "https://localhost:%s",
                       strrchr(process.url, ':') + 1);
        answer = harness_call(&wrong, (struct call){.path = "/api/v3/system"});
        ck_assert_int_eq(answer.curl, CURLE_OK);
        answer_free(&answer);
        (void)snprintf(wrong.url, sizeof wrong.url, "http://127.0.0.1:%d",
                       (int)strtol(strrchr(process.url, ':') + 1, NULL, 10));
        answer = harness_call(&wrong, (struct call){.path = "/api/v3/system"});
        ck_assert_int_ne(answer.http, 200);
        answer_free(&answer);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        ck_assert_int_eq(harness_stop(&other, SIGTERM), 0);
    }
END_TEST

static bool exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

START_TEST(end__removes__the_temporary_folder)
    {
        static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
        struct process process;
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
            START(&process, "--latency-ms=0");
            ck_assert(exists(process.ca) && exists(process.mail));
            ck_assert_int_eq(harness_stop(&process, signals[i]), 0);
            ck_assert(!exists(process.ca) && !exists(process.mail));
        }
        START(&process, "--latency-ms=0");
        (void)close(process.in_fd);
        process.in_fd = -1;
        ck_assert_int_eq(harness_wait(&process), 0);
        ck_assert(!exists(process.ca));
    }
END_TEST

START_TEST(end__keeps__the_named_folder)
    {
        struct process process;
        char first[32];
        START(&process, option("state-dir", harness_path("state")));
        ck_assert_str_eq(process.ca, harness_path("state/ca.pem"));
        ck_assert_str_eq(process.mail, harness_path("state/mail"));
        (void)snprintf(first, sizeof first, "%s", process.app_id);
        ck_assert_int_eq(harness_post(&process, "/api/v3/signin", NULL, json_object()),
                         RESULT(400, 0));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        ck_assert(exists(harness_path("state/database.sqlite3")));
        START(&process, option("state-dir", harness_path("state")));
        ck_assert_str_eq(process.app_id, first);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        REFUSED("nonexistent", "--state-dir=/nonexistent/folder");
        REFUSED("nonexistent", "--mail-dir=/nonexistent/folder");
        REFUSED("nonexistent", "--database=/nonexistent/folder/file");
    }
END_TEST

/* A folder that others may write in could be prepared by them; what lies about in our own is not
 * written into. */
START_TEST(state_dir__is_ours_alone)
    {
        static const mode_t good[] = {0700, 0755}, bad[] = {0777, 01777, 0775, 0702};
        struct process process;
        struct stat about;
        char planted[PATH_MAX];
        ck_assert_int_eq(mkdir(harness_path("ours"), 0700), 0);
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            ck_assert_int_eq(chmod(harness_path("ours"), bad[i]), 0);
            REFUSED("Other users may write in the folder",
                    option("state-dir", harness_path("ours")));
            ck_assert(!exists(harness_path("ours/ca.pem")));
        }
        REFUSED(geteuid() == 0 ? "Other users may write" : "belongs to somebody",
                "--state-dir=/tmp");
        for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
            ck_assert_int_eq(chmod(harness_path("ours"), good[i]), 0);
            (void)snprintf(planted, sizeof planted, "%s", harness_path("ours/ca.pem.new"));
            int fd = open(planted, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            ck_assert(fd >= 0 && fchmod(fd, 0666) == 0 && close(fd) == 0);
            START(&process, option("state-dir", harness_path("ours")));
            ck_assert_int_eq(stat(harness_path("ours/ca.pem"), &about), 0);
            ck_assert_uint_eq(about.st_mode & (S_IWGRP | S_IWOTH), 0);
            ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        }
        if (geteuid() == 0) {
            ck_assert_int_eq(chown(harness_path("ours"), 65534, 65534), 0);
            REFUSED("belongs to somebody else", option("state-dir", harness_path("ours")));
        }
    }
END_TEST

/* The first one goes on; the folder is free again however it ends. */
START_TEST(state_dir__is_one_sandbox_s)
    {
        struct process process, next;
        struct stat before, after;
        static const int signals[] = {SIGKILL, SIGTERM};
        for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
            START(&process, option("state-dir", harness_path("held")));
            ck_assert_int_eq(stat(process.ca, &before), 0);
            REFUSED("Another sandbox uses the folder", option("state-dir", harness_path("held")));
            ck_assert_int_eq(stat(process.ca, &after), 0);
            ck_assert_uint_eq(before.st_ino, after.st_ino); /* a new one comes by renaming */
            ck_assert(harness_user_exists(&process, "demo"));
            (void)harness_stop(&process, signals[i]);
            START(&next, option("state-dir", harness_path("held")));
            ck_assert_int_eq(harness_stop(&next, SIGTERM), 0);
        }
    }
END_TEST

/* In words of ours: which user, and which key. */
START_TEST(seed__that_is_wrong__names_the_key)
    {
        static const struct {
            const char *user, *named;
        } bad[] = {
            {"{\"username\": \"a\"}", "user 1: it has no 'password'."},
            {"{\"password\": \"a\"}", "user 1: it has no 'username'."},
            {"{\"username\": 7, \"password\": \"a\"}",
             "user 1: 'username' must be a text in quotes."},
            {"{\"username\": \"a\", \"password\": \"a\", \"locked\": 1}",
             "user 1: 'locked' must be true or false."},
            {"{\"username\": \"a\", \"password\": \"a\", \"mail\": \"m\"}",
             "user 1: 'mail' is not a key of a user."},
            {"7", "user 1: it must stand in braces."},
        };
        char seed[256];
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            (void)snprintf(seed, sizeof seed, "{\"users\": [%s]}", bad[i].user);
            REFUSED(bad[i].named, option("seed", harness_write("bad.json", seed)));
        }
    }
END_TEST

START_TEST(seed__makes__the_users)
    {
        struct process process;
        char token[HARNESS_TOKEN_SIZE];
        START(&process,
              option("seed",
                     harness_write("small.json", "{\"users\": [{\"username\": \"mina\", "
                                                 "\"password\": \"p\"}, {\"username\": \"li\", "
                                                 "\"phone\": \"5551234\", \"phoneCountryCode\": "
                                                 "\"+1\", \"password\": \"q\"}]}")));
        ck_assert(!harness_user_exists(&process, "demo"));
        harness_login(&process, "mina", "p", token);
        harness_login(&process, "+15551234", "q", token);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        START(&process, "--latency-ms=0");
        struct answer answer = harness_call(&process, (struct call){.path = "/sandbox/users"});
        ck_assert_uint_eq(json_array_size(answer.json), 4);
        const json_t *first = json_array_get(answer.json, 0);
        const json_t *second = json_array_get(answer.json, 1);
        ck_assert_str_eq(json_string_value(json_object_get(first, "email")), "demo@example.org");
        ck_assert_str_eq(json_string_value(json_object_get(first, "phone")), "13000000001");
        ck_assert_str_eq(json_string_value(json_object_get(second, "username")), "nocontact");
        ck_assert(json_is_null(json_object_get(second, "email")));
        answer_free(&answer);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

/* A database that is there keeps its users, but not silently, and not whatever the seed is. */
START_TEST(seed__for_a_database_that_is_there__is_checked_and_not_used)
    {
        struct process process;
        struct outcome outcome;
        const char *database = option("database", harness_path("there.sqlite3"));
        const char *good = harness_write(
            "zoe.json", "{\"users\": [{\"username\": \"zoe\", \"password\": \"p\"}]}");
        START(&process, database);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        REFUSED("/nonexistent/seed", database, "--seed=/nonexistent/seed");
        REFUSED("user 1", database,
                option("seed", harness_write("wrong.json", "{\"users\": [{}]}")));
        RUN(&outcome, database, option("seed", good), "--exit-with-stdin");
        ck_assert_int_eq(outcome.code, 0);
        ck_assert(strncmp(outcome.out, "ready https://", 14) == 0);
        ck_assert_ptr_eq(strchr(outcome.out, '\n'), outcome.out + strlen(outcome.out) - 1);
        ck_assert_msg(strstr(outcome.err, "zoe.json' is not used.\n") != NULL, "%s", outcome.err);
        START(&process, database);
        ck_assert(harness_user_exists(&process, "demo"));
        ck_assert(!harness_user_exists(&process, "zoe"));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        RUN(&outcome, database, "--exit-with-stdin");
        ck_assert_str_eq(outcome.err, "");
    }
END_TEST

/* The parts of the ready line are told apart by blanks. */
START_TEST(ready__has__no_blank_in_a_path)
    {
        static const char *const bad[] = {"s p", "line\nline", "tab\there", "\x7f", " "};
        struct outcome outcome;
        char link[PATH_MAX], temporary[PATH_MAX];
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            REFUSED("--state-dir must have no blank", option("state-dir", harness_path(bad[i])));
            REFUSED("--mail-dir must have no blank", option("mail-dir", harness_path(bad[i])));
            ck_assert(!exists(harness_path(bad[i])));
        }
        /* Where the blank is not in what was written. */
        ck_assert_int_eq(mkdir(harness_path("s p"), 0700), 0);
        (void)snprintf(link, sizeof link, "%s", harness_path("link"));
        ck_assert_int_eq(symlink(harness_path("s p"), link), 0);
        REFUSED("--state-dir must have no blank", option("state-dir", link));
        REFUSED("--mail-dir must have no blank", option("mail-dir", link));
        (void)snprintf(temporary, sizeof temporary, "%s", getenv("TMPDIR"));
        ck_assert_int_eq(mkdir(harness_path("t p"), 0700), 0);
        ck_assert_int_eq(setenv("TMPDIR", harness_path("t p"), 1), 0);
        RUN(&outcome, "--exit-with-stdin");
        ck_assert_int_eq(setenv("TMPDIR", temporary, 1), 0);
        ck_assert_int_eq(outcome.code, 2);
        ck_assert_str_eq(outcome.out, "");
        ck_assert_ptr_nonnull(strstr(outcome.err, "TMPDIR must have no blank"));
        ck_assert_int_eq(rmdir(harness_path("t p")), 0); /* nothing is left in it */
        /* Bytes of other writings are no blanks. */
        RUN(&outcome, option("state-dir", harness_path("\xe6\x96\x87")), "--exit-with-stdin");
        ck_assert_int_eq(outcome.code, 0);
        ck_assert_ptr_nonnull(strstr(outcome.out, "/\xe6\x96\x87/ca.pem "));
    }
END_TEST

START_TEST(seed__with_mistakes__is_refused)
    {
        static const struct {
            const char *text, *named;
        } seeds[] = {
            {"", "line"},
            {"{\"users\": {}}", "users"},
            {"{\"users\": [], \"more\": 1}", "users"},
            {"{\"users\": [{}]}", "user 1"},
            {"{\"users\": [{\"username\": \"a\"}]}", "password"},
            {"{\"users\": [{\"username\": 1, \"password\": \"p\"}]}", "user 1"},
            {"{\"users\": [{\"username\": \"\", \"password\": \"p\"}]}", "username"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"\"}]}", "password"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"p\", \"pone\": \"1\"}]}", "pone"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"p\", \"email\": \"x\"}]}",
             "email"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"p\", \"phone\": \"+86\"}]}",
             "phone"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"p\", \"phoneCountryCode\": "
             "\"86\"}]}",
             "phoneCountryCode"},
            {"{\"users\": [{\"username\": \"a\", \"password\": \"p\"}, {\"username\": \"a\", "
             "\"password\": \"p\"}]}",
             "user 2"},
        };
        for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
            REFUSED(seeds[i].named, option("seed", harness_write("wrong.json", seeds[i].text)));
        REFUSED("/nonexistent/seed", "--seed=/nonexistent/seed");
        REFUSED("Cannot read the seed", option("seed", harness_dir()));
        /* A database that could not be filled is not half a database. */
        REFUSED("users", option("database", harness_path("half.sqlite3")),
                option("seed", harness_write("wrong.json", "{}")));
        struct process process;
        START(&process, option("database", harness_path("half.sqlite3")));
        ck_assert(harness_user_exists(&process, "demo"));
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

/* The bytes of FILE in OUT; the number of them. */
static size_t read_bytes(const char *file, char *out, size_t size)
{
    FILE *stream = fopen(file, "re");
    ck_assert_ptr_nonnull(stream);
    size_t length = fread(out, 1, size, stream);
    (void)fclose(stream);
    return length;
}

static void write_bytes(const char *file, const char *bytes, size_t length)
{
    FILE *stream = fopen(file, "we");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, length, stream), length);
    ck_assert_int_eq(fclose(stream), 0);
}

/* Refuses a database with these bytes and leaves it as it is. */
static void check_untouched(const char *bytes, size_t length)
{
    static char after[1 << 20];
    const char *file = harness_path("damaged.sqlite3");
    write_bytes(file, bytes, length);
    REFUSED("Cannot use the database", option("database", file));
    ck_assert_uint_eq(read_bytes(file, after, sizeof after), length);
    ck_assert_mem_eq(bytes, after, length);
    ck_assert(!exists(harness_path("damaged.sqlite3-wal")));
    ck_assert(!exists(harness_path("damaged.sqlite3-journal")));
}

START_TEST(database__that_is_damaged__is_refused_untouched)
    {
        static char good[1 << 20], bad[1 << 20];
        struct process process;
        const char *file = harness_path("good.sqlite3");
        START(&process, option("database", file));
        char token[HARNESS_TOKEN_SIZE];
        harness_login(&process, "demo", "demo-Passw0rd", token);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
        size_t length = read_bytes(file, good, sizeof good);
        ck_assert_uint_gt(length, 20000);
        ck_assert_uint_lt(length, sizeof good);
        check_untouched("This is a letter, not a database.\n", 34);
        check_untouched(good, length / 2);
        check_untouched(good, 100);
        for (size_t at = 4096; at + 4096 <= length; at += 8192) {
            memcpy(bad, good, length);
            memset(bad + at, 0x5a, 2048);
            check_untouched(bad, length);
        }
        /* Somebody else's: another application id (offset 68), and another version (offset 60). */
        memcpy(bad, good, length);
        bad[68] ^= 1;
        check_untouched(bad, length);
        memcpy(bad, good, length);
        bad[63] = 9;
        check_untouched(bad, length);
        /* The good one still works. */
        START(&process, option("database", harness_path("good.sqlite3")));
        struct answer answer =
            harness_call(&process, (struct call){.path = "/oidc/me", .authorization = token});
        ck_assert_int_eq(answer.http, 200);
        answer_free(&answer);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

START_TEST(ready__is_the_first__output)
    {
        struct process process;
        START(&process, "--listen=127.0.0.1:0");
        char expected[HARNESS_TEXT_SIZE * 3];
        (void)snprintf(expected, sizeof expected, "ready %s ca=%s app-id=%s mail=%s", process.url,
                       process.ca, process.app_id, process.mail);
        ck_assert_str_eq(process.ready, expected);
        ck_assert(strlen(process.app_id) == 24 && process.ca[0] == '/' && process.mail[0] == '/');
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

/* One request that is no text must not hide the others. */
START_TEST(requests__are_listed__whatever_was_asked)
    {
        struct process process;
        char path[160] = "/api/v3/";
        START(&process, "--latency-ms=0");
        memset(path + 8, 'x', 86);
        (void)snprintf(path + 94, sizeof path - 94, "%s", "\xc3\xa9/end"); /* cut within a letter */
        const struct call calls[] = {{.path = "/api/v3/%ff%c3"},
                                     {.path = path},
                                     {.path = "/api/v3/system", .method = "\xff\x80"},
                                     {.path = "/api/v3/%1b%0a"}};
        for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
            struct answer answer = harness_call(&process, calls[i]);
            ck_assert_int_eq(answer_status(&answer), 404);
            answer_free(&answer);
        }
        ck_assert_int_eq(harness_hits(&process, "GET", "/api/v3/??"), 2);
        ck_assert_int_eq(harness_hits(&process, "??", "/api/v3/system"), 1);
        ck_assert_int_eq(harness_stop(&process, SIGTERM), 0);
    }
END_TEST

/* Before the tests are forked, so that they share one folder. */
static void make_folder(void)
{
    (void)harness_dir();
}

int main(void)
{
    Suite *suite = suite_create("sandbox start");
    TCase *tests = tap_case(suite, "start");
    tcase_add_unchecked_fixture(tests, make_folder, NULL);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, option__that_is_wrong__is_named);
    tcase_add_test(tests, help_and_version__end__at_once);
    tcase_add_test(tests, manual__names__every_option);
    tcase_add_test(tests, listen__refuses__what_is_not_loopback);
    tcase_add_test(tests, listen__binds__loopback_only);
    tcase_add_test(tests, tls__is_the_only_way);
    tcase_add_test(tests, end__removes__the_temporary_folder);
    tcase_add_test(tests, end__keeps__the_named_folder);
    tcase_add_test(tests, state_dir__is_ours_alone);
    tcase_add_test(tests, state_dir__is_one_sandbox_s);
    tcase_add_test(tests, seed__that_is_wrong__names_the_key);
    tcase_add_test(tests, seed__makes__the_users);
    tcase_add_test(tests, seed__with_mistakes__is_refused);
    tcase_add_test(tests, seed__for_a_database_that_is_there__is_checked_and_not_used);
    tcase_add_test(tests, ready__has__no_blank_in_a_path);
    tcase_add_test(tests, database__that_is_damaged__is_refused_untouched);
    tcase_add_test(tests, ready__is_the_first__output);
    tcase_add_test(tests, requests__are_listed__whatever_was_asked);
    int result = tap_run(suite);
    harness_clean();
    return result;
}

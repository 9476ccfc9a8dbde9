/* The journal: what is written is on the disk or is an error, and nothing that is in the file stops
 * the reading of what is good in it. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "app/journal_line.h"
#include "tests/tap.h"
#include "tests/unit/files.h"
#include "tests/unit/journal_lines.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof((list)[0])))
enum { OPEN_MAX = 8 };

/* What is watched and what is made to fail. */
static char calls[256];
static bool fsync_fails;
static char logged[4][1024];
static int logged_count, logged_priority;

static void append(char *text, size_t size, const char *more)
{
    size_t length = strlen(text);
    int written = snprintf(text + length, size - length, "%s", more);
    ck_assert(written >= 0 && (size_t)written < size - length);
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    struct stat status;
    ck_assert_int_eq(fstat(fd, &status), 0);
    append(calls, sizeof calls, S_ISDIR(status.st_mode) ? "D" : "F");
    errno = EIO;
    return fsync_fails && S_ISREG(status.st_mode) ? -1 : __real_fsync(fd);
}

static void keep_log(int priority, const char *format, va_list args)
{
    ck_assert_int_lt(logged_count, 4);
    logged_priority = priority;
    (void)vsnprintf(logged[logged_count++], sizeof logged[0], format, args);
}

void __wrap_syslog(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));
void __wrap_syslog(int priority, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    keep_log(priority, format, args);
    va_end(args);
}

void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void __wrap___syslog_chk(int priority, int flag, const char *format, ...)
{
    va_list args;
    (void)flag;
    va_start(args, format);
    keep_log(priority, format, args);
    va_end(args);
}

static void begin(void)
{
    files_make();
    calls[0] = '\0';
    fsync_fails = false;
    logged_count = 0;
    ck_assert_int_eq(setenv("XDG_STATE_HOME", files_path("state"), 1), 0);
    (void)umask(077);
}

/* The usual one. */
static struct journal *new_journal(bool to_syslog)
{
    struct journal *journal = journal_new("", to_syslog);
    ck_assert_ptr_nonnull(journal);
    journal_prepare(journal);
    return journal;
}

static struct journal_attempt sample(const char *id)
{
    struct journal_attempt attempt = {
        .server = HOST, .time_s = 1772352930, .closes_s = 1772353005, .closes_ms = 98765};
    (void)snprintf(attempt.attempt, sizeof attempt.attempt, "%s", id);
    return attempt;
}

/* Reads the open ones of HOST; their ids with a blank after each. */
static const char *open_ids(const struct journal *journal)
{
    static char ids[128];
    struct journal_attempt open[OPEN_MAX];
    size_t count = 0;
    struct err err = {0};
    ck_assert_msg(journal_read_open(journal, HOST, open, OPEN_MAX, &count, &err), "%s", err.text);
    ids[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        append(ids, sizeof ids, open[i].attempt);
        append(ids, sizeof ids, " ");
    }
    return ids;
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    return status.st_mode & 07777;
}

static void read_file(const char *name, char *text, size_t size)
{
    FILE *file = fopen(files_path(name), "re");
    ck_assert_ptr_nonnull(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    (void)fclose(file);
}

START_TEST(journal__writes__private_files_that_are_on_the_disk)
    {
        struct journal *journal = journal_new("", false);
        struct journal_attempt attempt = sample("ABCD2345");
        struct err err = {0};
        ck_assert(!journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        journal_prepare(journal);
        ck_assert_str_eq(open_ids(journal), "");
        ck_assert_msg(journal_commit(journal, &attempt, "user-1", "boot-1", &err), "%s", err.text);
        ck_assert_int_eq(mode_of(files_path("state/genauth-tui")), 0700);
        ck_assert_int_eq(mode_of(files_path("state/genauth-tui/journal")), 0600);
        /* Two new folders above it, the file's entry, the file. */
        ck_assert_str_eq(calls, "DDDF");
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ");
        ck_assert(journal_close(journal, &attempt, JOURNAL_DELETED, "req-1", 1772352931, &err));
        ck_assert_str_eq(calls, "DDDFF");
        ck_assert_int_eq(logged_count, 0);
        ck_assert_str_eq(open_ids(journal), "");
        char text[2048], wanted[2048];
        read_file("state/genauth-tui/journal", text, sizeof text);
        (void)snprintf(wanted, sizeof wanted,
                       "{\"v\":1,\"type\":\"COMMIT\",\"attempt\":\"ABCD2345\",\"time\":"
                       "\"2026-03-01T08:15:30Z\",\"server\":\"" HOST "\",\"user\":\"%s\",\"key\":"
                       "\"%s\",\"closes\":\"2026-03-01T08:16:45Z\",\"boot\":\"%s\","
                       "\"closes_boot_ms\":98765}\n"
                       "{\"v\":1,\"type\":\"RESULT\",\"attempt\":\"ABCD2345\",\"time\":"
                       "\"2026-03-01T08:15:31Z\",\"server\":\"" HOST
                       "\",\"user\":\"%s\",\"result\":"
                       "\"deleted\",\"request_id\":\"req-1\"}\n",
                       attempt.user, attempt.key, attempt.boot, attempt.user);
        ck_assert_str_eq(text, wanted);
        journal_free(journal);
    }
END_TEST

START_TEST(journal__knows__whose_attempt_it_was_and_nobody_else_does)
    {
        struct journal *journal = new_journal(false);
        struct journal_attempt first = sample("ABCD2345"), second = sample("ABCD2346");
        struct journal_attempt open[OPEN_MAX];
        size_t count = 0;
        struct err err = {0};
        ck_assert(journal_commit(journal, &first, "user-1", "boot-1", &err));
        ck_assert(journal_commit(journal, &second, "user-1", "boot-1", &err));
        ck_assert(journal_read_open(journal, HOST, open, OPEN_MAX, &count, &err));
        ck_assert_uint_eq(count, 2);
        ck_assert(journal_is_user(&open[0], "user-1") && journal_is_user(&open[1], "user-1"));
        ck_assert(!journal_is_user(&open[0], "user-2") && !journal_is_user(&open[0], ""));
        ck_assert_str_ne(open[0].user, open[1].user);
        ck_assert_str_ne(open[0].boot, open[1].boot);
        ck_assert_int_eq(open[0].time_s, 1772352930);
        ck_assert_int_eq(open[0].closes_s, 1772353005);
        ck_assert_int_eq(open[0].closes_ms, 98765);
        ck_assert(journal_is_boot(&open[0], "boot-1") && !journal_is_boot(&open[0], "boot-2"));
        (void)snprintf(open[0].server, sizeof open[0].server, "other");
        ck_assert_msg(!journal_is_user(&open[0], "user-1"), "the server is not in the hash");
        journal_free(journal);
    }
END_TEST

START_TEST(journal__counts__unknown_as_open)
    {
        static const char *const left[JOURNAL_RESULT_COUNT] = {[JOURNAL_UNKNOWN] = "ABCD2345 "};
        struct journal *journal = new_journal(false);
        struct journal_attempt attempt = sample("ABCD2345");
        struct err err = {0};
        ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert(journal_close(journal, &attempt, (enum journal_result)_i, "", 1772352999, &err));
        ck_assert_str_eq(open_ids(journal), left[_i] == NULL ? "" : left[_i]);
        journal_free(journal);
    }
END_TEST

/* What a line can be that is not a record. Each stands between and after good ones. */
static const char *const damaged[] = {"",
                                      "\n",
                                      "{\n",
                                      "nonsense\n",
                                      "null\n[]\n\"COMMIT\"\n",
                                      "{\"v\":1,\"type\":\"COMMIT\",\"attempt\":\"AB",
                                      "\"v\":1}" COMMIT("ABCD2399"),
                                      "{\"v\":2,\"type\":\"COMMIT\"}\n",
                                      "{\"v\":1,\"type\":\"RESULT\",\"attempt\":\"ABCD2345\"}\n",
                                      "{\"v\":1,\"v\":1}\n",
                                      "\xff\xfe\n"};

START_TEST(journal__passes_over__damaged_lines)
    {
        char text[8192];
        int length = snprintf(text, sizeof text, "%s%s", COMMIT("ABCD2345"), damaged[_i]);
        /* The program's own appending ends a line that was cut off, too. */
        bool is_cut = length > 0 && text[length - 1] != '\n';
        (void)snprintf(text + length, sizeof text - (size_t)length, "%s%s%s", is_cut ? "\n" : "",
                       COMMIT("ABCD2346"), damaged[_i]);
        files_write("journal", text);
        struct journal *journal = journal_new(files_path("journal"), false);
        struct journal_attempt attempt = sample("ABCD2347");
        struct err err = {0};
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ABCD2346 ");
        ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ABCD2346 ABCD2347 ");
        journal_free(journal);
    }
END_TEST

/* Every beginning of the last line, as a crash leaves it: the others stay readable, and so does
 * what comes after. */
START_TEST(journal__survives__a_crash_at_every_byte_of_a_record)
    {
        static const char last[] = RESULT("ABCD2345", "deleted");
        struct journal *journal = journal_new(files_path("journal"), false);
        struct err err = {0};
        for (size_t cut = 0; cut < sizeof last; cut++) {
            char text[2048];
            (void)snprintf(text, sizeof text, "%s%.*s", COMMIT("ABCD2345"), (int)cut, last);
            files_write("journal", text);
            bool whole = cut == sizeof last - 1;
            ck_assert_str_eq(open_ids(journal), whole ? "" : "ABCD2345 ");
            struct journal_attempt attempt = sample("ABCD2346");
            ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &err));
            /* The record may have been whole but for its newline. */
            bool counts = cut >= sizeof last - 2;
            ck_assert_str_eq(open_ids(journal), counts ? "ABCD2346 " : "ABCD2345 ABCD2346 ");
        }
        journal_free(journal);
    }
END_TEST

START_TEST(journal__passes_over__a_line_without_end_and_zeros)
    {
        static char text[256 * 1024];
        static const char good[] = COMMIT("ABCD2345"), after[] = "\n" COMMIT("ABCD2346");
        memset(text, _i == 0 ? 'x' : '\0', sizeof text);
        memcpy(text, good, sizeof good - 1);
        memcpy(text + sizeof text - sizeof after + 1, after, sizeof after - 1);
        files_write_bytes("journal", 0600, text, sizeof text);
        struct journal *journal = journal_new(files_path("journal"), false);
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ABCD2346 ");
        journal_free(journal);
    }
END_TEST

START_TEST(journal__needs__the_same_attempt_for_a_result)
    {
        struct journal *journal = journal_new(files_path("journal"), false);
        files_write("journal", RESULT("ABCD2345", "deleted") COMMIT("ABCD2345"));
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ");
        files_write("journal", COMMIT("ABCD2345") RESULT("ABCD2346", "deleted"));
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ");
        files_write("journal", COMMIT("ABCD2345") RESULT("ABCD2345", "perhaps"));
        ck_assert_str_eq(open_ids(journal), "ABCD2345 ");
        files_write("journal", COMMIT("ABCD2345") RESULT("ABCD2345", "unknown")
                                   RESULT("ABCD2345", "not_deleted") COMMIT("ABCD2346"));
        ck_assert_str_eq(open_ids(journal), "ABCD2346 ");
        journal_free(journal);
    }
END_TEST

START_TEST(journal__keeps__the_newest_when_there_are_too_many)
    {
        char text[16384] = "";
        for (char i = '2'; i <= '9'; i++) {
            char line[] = COMMIT("ABCD234X");
            *strchr(line, 'X') = i;
            append(text, sizeof text, line);
        }
        append(text, sizeof text, COMMIT("ZZZZ2222"));
        files_write("journal", text);
        struct journal *journal = journal_new(files_path("journal"), false);
        ck_assert_str_eq(open_ids(journal), "ABCD2343 ABCD2344 ABCD2345 ABCD2346 ABCD2347 ABCD2348 "
                                            "ABCD2349 ZZZZ2222 ");
        struct journal_attempt attempt = sample("ZZZZ3333");
        ck_assert_int_eq(truncate(files_path("journal"), 1 << 30), 0);
        ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &(struct err){0}));
        ck_assert_str_eq(open_ids(journal), "ZZZZ3333 "); /* only the end of such a file is read */
        journal_free(journal);
    }
END_TEST

/* Neither written nor read: JOURNAL (NULL: the usual one) with PART of the reason. */
static void refuses(const char *file, const char *part, bool also_to_read)
{
    struct journal *journal = journal_new(file == NULL ? "" : file, false);
    journal_prepare(journal);
    struct journal_attempt attempt = sample("ABCD2345"), open[OPEN_MAX];
    size_t count = 1;
    struct err err = {0};
    ck_assert_msg(!journal_commit(journal, &attempt, "user-1", "boot-1", &err),
                  "written in spite of: %s", part);
    ck_assert_msg(strstr(err.text, part) != NULL, "%s is not in: %s", part, err.text);
    err.text[0] = '\0';
    ck_assert(!journal_check(journal, &err));
    ck_assert_msg(strstr(err.text, part) != NULL, "%s is not in: %s", part, err.text);
    if (also_to_read)
        ck_assert(!journal_read_open(journal, HOST, open, OPEN_MAX, &count, &err));
    journal_free(journal);
}

START_TEST(journal__refuses__files_and_folders_that_others_may_use)
    {
        static const mode_t modes[] = {0640, 0604, 0620, 0602, 0666};
        static const mode_t folders[] = {0750, 0705, 0770, 0777};
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
            files_write_bytes("journal", modes[i], "", 0);
            refuses(files_path("journal"), "other users may use it", true);
        }
        files_write("journal", "");
        ck_assert_int_eq(mkdir(files_path("state"), 0700), 0);
        ck_assert_int_eq(mkdir(files_path("state/genauth-tui"), 0700), 0);
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
            ck_assert_int_eq(chmod(files_path("state/genauth-tui"), folders[i]), 0);
            refuses(NULL, "other users may use it", true);
        }
        ck_assert_int_eq(chmod(files_path(""), 0777), 0);
        refuses(files_path("journal"), "other users may use it", true);
    }
END_TEST

START_TEST(journal__refuses__what_is_no_file_of_its_own)
    {
        files_write("real", COMMIT("ABCD2345"));
        ck_assert_int_eq(symlink("real", files_path("journal")), 0);
        refuses(files_path("journal"), strerror(ELOOP), true);
        ck_assert_int_eq(unlink(files_path("journal")), 0);
        ck_assert_int_eq(link(files_path("real"), files_path("journal")), 0);
        refuses(files_path("journal"), "it has another name as well", true);
        ck_assert_int_eq(unlink(files_path("journal")), 0);
        ck_assert_int_eq(mkfifo(files_path("journal"), 0600), 0);
        refuses(files_path("journal"), "it is not a regular file", true);
        ck_assert_int_eq(unlink(files_path("journal")), 0);
        ck_assert_int_eq(mkdir(files_path("journal"), 0700), 0);
        refuses(files_path("journal"), strerror(EISDIR), false);
        ck_assert_int_eq(rmdir(files_path("journal")), 0);
        ck_assert_int_eq(mkdir(files_path("state"), 0700), 0);
        ck_assert_int_eq(symlink(files_path(""), files_path("state/genauth-tui")), 0);
        refuses(NULL, strerror(ENOTDIR), true);
    }
END_TEST

/* Root may write everywhere, so the folder stands below a file. */
START_TEST(journal__says__where_it_cannot_be_made)
    {
        files_write("file", "");
        ck_assert_int_eq(setenv("XDG_STATE_HOME", files_path("file/state"), 1), 0);
        refuses(NULL, strerror(ENOTDIR), true);
        refuses(files_path("missing/journal"), strerror(ENOENT), false);
        ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
        ck_assert_int_eq(unsetenv("HOME"), 0);
        refuses(NULL, "set HOME", true);
        ck_assert_int_eq(setenv("HOME", files_path("home"), 1), 0);
        struct journal *journal = new_journal(false);
        struct err err = {0};
        ck_assert_msg(journal_check(journal, &err), "%s", err.text);
        ck_assert_int_eq(mode_of(files_path("home/.local/state/genauth-tui/journal")), 0600);
        journal_free(journal);
    }
END_TEST

static size_t size_of(const char *name)
{
    struct stat status;
    ck_assert_int_eq(stat(files_path(name), &status), 0);
    return (size_t)status.st_size;
}

/* A disk that is full after some bytes: no half record stays. In a process of its own, because the
 * test program's files must not meet the limit. */
START_TEST(journal__takes_back__what_the_disk_does_not_hold)
    {
        int status = 0;
        files_write("journal", COMMIT("ABCD2345"));
        size_t size = size_of("journal");
        pid_t pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
            struct rlimit limit = {size + 20, RLIM_INFINITY};
            struct journal *journal = journal_new(files_path("journal"), false);
            struct journal_attempt attempt = sample("ABCD2346");
            struct err err = {0};
            (void)signal(SIGXFSZ, SIG_IGN);
            bool refused = setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
                           !journal_commit(journal, &attempt, "user-1", "boot-1", &err) &&
                           strstr(err.text, strerror(EFBIG)) != NULL;
            journal_free(journal);
            _exit(refused ? 0 : 1);
        }
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_int_eq(status, 0);
        ck_assert_uint_eq(size_of("journal"), size);
    }
END_TEST

START_TEST(journal__fails__without_fsync)
    {
        struct journal *journal = new_journal(false);
        struct journal_attempt attempt = sample("ABCD2345");
        struct err err = {0};
        fsync_fails = true;
        ck_assert(!journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert_ptr_nonnull(strstr(err.text, strerror(EIO)));
        fsync_fails = false;
        ck_assert_str_eq(open_ids(journal), "");
        journal_free(journal);
    }
END_TEST

START_TEST(journal__gives_up__when_another_process_keeps_the_lock)
    {
        files_write("journal", COMMIT("ABCD2345"));
        int fd = open(files_path("journal"), O_RDONLY | O_CLOEXEC);
        ck_assert_int_eq(flock(fd, LOCK_EX), 0);
        struct journal *journal = journal_new(files_path("journal"), false);
        struct journal_attempt attempt = sample("ABCD2346");
        struct err err = {0};
        ck_assert(!journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert_ptr_nonnull(strstr(err.text, strerror(ETIMEDOUT)));
        ck_assert_str_eq(open_ids(journal), "ABCD2345 "); /* reading needs no lock */
        ck_assert_int_eq(close(fd), 0);
        ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        journal_free(journal);
    }
END_TEST

START_TEST(journal__takes__records_of_several_processes)
    {
        enum { PROCESSES = 4, RECORDS = 25 };
        pid_t pids[PROCESSES];
        for (int i = 0; i < PROCESSES; i++) {
            pids[i] = fork();
            ck_assert_int_ge(pids[i], 0);
            if (pids[i] > 0)
                continue;
            struct journal *journal = new_journal(false);
            struct journal_attempt attempt = sample("ABCD2345");
            struct err err = {0};
            bool good = true;
            attempt.attempt[0] = (char)('A' + i);
            for (int j = 0; j < RECORDS; j++, calls[0] = '\0')
                good = journal_commit(journal, &attempt, "user-1", "boot-1", &err) && good;
            journal_free(journal);
            _exit(good ? 0 : 1);
        }
        for (int i = 0; i < PROCESSES; i++) {
            int status = 0;
            ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
            ck_assert_int_eq(status, 0);
        }
        struct journal *journal = new_journal(false);
        static struct journal_attempt open[2 * PROCESSES * RECORDS];
        size_t count = 0;
        struct err err = {0};
        ck_assert(journal_read_open(journal, HOST, open, 2 * PROCESSES * RECORDS, &count, &err));
        ck_assert_uint_eq(count, PROCESSES * RECORDS);
        journal_free(journal);
    }
END_TEST

START_TEST(journal__tells__syslog_the_same_without_the_key)
    {
        struct journal *journal = new_journal(true);
        struct journal_attempt attempt = sample("ABCD2345");
        struct err err = {0};
        char wanted[512];
        ck_assert(journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert_int_eq(logged_priority, LOG_AUTHPRIV | LOG_NOTICE);
        (void)snprintf(wanted, sizeof wanted,
                       "type=COMMIT attempt=ABCD2345 time=2026-03-01T08:15:30Z server=" HOST
                       " user=%s closes=2026-03-01T08:16:45Z",
                       attempt.user);
        ck_assert_str_eq(logged[0], wanted);
        ck_assert_ptr_null(strstr(logged[0], attempt.key));
        ck_assert(journal_close(journal, &attempt, JOURNAL_REFUSED, "a b\n\x1b[1m%n\xe4\xb8\xad\\",
                                1772352931, &err));
        (void)snprintf(wanted, sizeof wanted,
                       "type=RESULT attempt=ABCD2345 time=2026-03-01T08:15:31Z server=" HOST
                       " user=%s result=refused request_id=a\\x20b\\x20?[1m%%n\\xe4\\xb8\\xad\\x5c",
                       attempt.user);
        ck_assert_str_eq(logged[1], wanted);
        fsync_fails = true;
        ck_assert(!journal_commit(journal, &attempt, "user-1", "boot-1", &err));
        ck_assert_int_eq(logged_count, 3);
        ck_assert_int_eq(logged_priority, LOG_AUTHPRIV | LOG_ERR);
        ck_assert_ptr_nonnull(strstr(logged[2], " journal=failed"));
        journal_free(journal);
    }
END_TEST

int main(void)
{
    Suite *suite = suite_create("journal");
    TCase *tests = tap_case(suite, "journal");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, begin, files_remove);
    tcase_add_test(tests, journal__writes__private_files_that_are_on_the_disk);
    tcase_add_test(tests, journal__knows__whose_attempt_it_was_and_nobody_else_does);
    tcase_add_loop_test(tests, journal__counts__unknown_as_open, 0, JOURNAL_RESULT_COUNT);
    tcase_add_loop_test(tests, journal__passes_over__damaged_lines, 0, COUNT(damaged));
    tcase_add_test(tests, journal__survives__a_crash_at_every_byte_of_a_record);
    tcase_add_loop_test(tests, journal__passes_over__a_line_without_end_and_zeros, 0, 2);
    tcase_add_test(tests, journal__needs__the_same_attempt_for_a_result);
    tcase_add_test(tests, journal__keeps__the_newest_when_there_are_too_many);
    tcase_add_test(tests, journal__refuses__files_and_folders_that_others_may_use);
    tcase_add_test(tests, journal__refuses__what_is_no_file_of_its_own);
    tcase_add_test(tests, journal__says__where_it_cannot_be_made);
    tcase_add_test(tests, journal__takes_back__what_the_disk_does_not_hold);
    tcase_add_test(tests, journal__fails__without_fsync);
    tcase_add_test(tests, journal__gives_up__when_another_process_keeps_the_lock);
    tcase_add_test(tests, journal__takes__records_of_several_processes);
    tcase_add_test(tests, journal__tells__syslog_the_same_without_the_key);
    return tap_run(suite);
}

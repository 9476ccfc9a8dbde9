/* What the program can still do after it has started, and who can look inside. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/process/test_process.h"

enum { NOBODY = 65534 };

/* The value of NAME in /proc/PID/status, without the blanks before it; "" when there is none. */
static void read_status(pid_t pid, const char *name, char value[64])
{
    char path[64], line[256];
    (void)snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    value[0] = '\0';
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strlen(name);
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            ck_assert_int_eq(sscanf(line + length + 1, " %63[^\n]", value), 1);
    }
    (void)fclose(file);
}

static void check_status(pid_t pid)
{
    static const char *const wanted[][2] = {
        {"NoNewPrivs", "1"},
#ifdef HAVE_SECCOMP
        {"Seccomp", "2"},
#endif
        {"CapInh", "0000000000000000"},
        {"CapPrm", "0000000000000000"},
        {"CapEff", "0000000000000000"},
        {"CapAmb", "0000000000000000"},
    };
    char value[64];
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        read_status(pid, wanted[i][0], value);
        ck_assert_msg(strcmp(value, wanted[i][1]) == 0, "%s is %s", wanted[i][0], value);
    }
    read_status(getpid(), "CapEff", value);
    if ((strtoull(value, NULL, 16) >> CAP_SETPCAP & 1) != 0) {
        read_status(pid, "CapBnd", value);
        ck_assert_str_eq(value, "0000000000000000");
    }
}

START_TEST(rights)
    {
        struct process sandbox;
        struct person person;
        SANDBOX(&sandbox, NULL, NULL);
        person_starts(&person, person_loop_ui(_i), &sandbox, OPTIONS(NULL));
        person_sees(&person, "Account:");
        check_status(person_pid(&person));
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* The sandbox of the demo is started before, serves while we are confined, and ends with us. */
START_TEST(demo)
    {
        struct person person;
        char value[64];
        person_starts(&person, person_loop_ui(_i), NULL, OPTIONS("--demo"));
        person_signs_in(&person, "demo", person_password);
        check_status(person_pid(&person));
        read_status(person_pid(&person), "Threads", value);
        person_begins_deletion(&person, "Email code");
        person_sees(&person, "demo@example.org"); /* the mail has come */
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

/* Names are looked up by a thread, with files and servers that are opened then. */
START_TEST(resolver)
    {
        char name[256] = "", host[300];
        struct outcome outcome;
        struct process sandbox;
        struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *found = NULL;
        SANDBOX(&sandbox, NULL, NULL);
        /* libcurl knows "localhost" by itself, so the machine's own name. */
        ck_assert_int_eq(gethostname(name, sizeof name - 1), 0);
        bool is_local =
            strcmp(name, "localhost") != 0 && getaddrinfo(name, NULL, &hints, &found) == 0;
        for (const struct addrinfo *at = found; at != NULL; at = at->ai_next) {
            const struct sockaddr_in *address = (const void *)at->ai_addr;
            is_local = is_local && address->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
        }
        if (found != NULL)
            freeaddrinfo(found);
        (void)snprintf(host, sizeof host, "--host=https://%s:%s", is_local ? name : "localhost",
                       strrchr(sandbox.url, ':') + 1);
        char ca[PATH_MAX + 16];
        (void)snprintf(ca, sizeof ca, "--ca-file=%s", sandbox.ca);
        kit_run(&outcome, NULL, OPTIONS("--check", host, ca, "--app-id=0123456789abcdef01234567"),
                NULL);
        /* The name was found and the server spoken to: its certificate has another name. */
        ck_assert_msg(outcome.code == (is_local ? 7 : 2), "%s: %d, %s", host, outcome.code,
                      outcome.err);
    }
END_TEST

/* Breaking out ------------------------------------------------------------------------------- */

/* The number after "WHEN NAME " in SAID. */
static int attempt(const char *said, const char *when, const char *name)
{
    char key[64];
    int value = -1;
    (void)snprintf(key, sizeof key, "%s %s ", when, name);
    const char *at = strstr(said, key);
    ck_assert_msg(at != NULL, "\"%s\" is not in %s", key, said);
    ck_assert_int_eq(sscanf(at + strlen(key), "%d", &value), 1);
    return value;
}

/* What the kernel has of Landlock; 0 = nothing. */
static long landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? version : 0;
}

static void write_file(const char *name)
{
    FILE *file = fopen(kit_path(name), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs("private", file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

#ifdef HAVE_SECCOMP
START_TEST(break_out)
    {
        static const char *const names[] = {
            "exec",           "fork",          "spawn",       "folder",
            "link",           "mode",          "ptrace",      "memory",
            "memory_file",    "signal",        "bind",        "listen",
            "code",           "later_code",    "typing",      "raw_socket",
            "bind_datagrams", "other_numbers", "shared_code", "service",
            "pair",           "raw_pair",      "bind_unix",   "process_descriptor",
            "library",        "file_in_memory"};
        static const char *const allowed[] = {"stream_pair", "netlink", "names", "name_service",
                                              "unwinder"};
        static const char *const files[] = {"create", "create_in_tmp", "write",
                                            "read",   "remove",        "memory_file"};
        struct process sandbox;
        struct outcome outcome;
        char log[PATH_MAX + 16];
        SANDBOX(&sandbox, NULL, NULL);
        write_file("diary");
        (void)snprintf(log, sizeof log, "--log=%s", kit_path("log"));
        kit_set_program(BREAKOUT_PROGRAM);
        kit_run(&outcome, &sandbox, OPTIONS("--check", log), NULL);
        ck_assert_msg(outcome.code == 0, "%d: %s", outcome.code, outcome.err);
        long landlock = landlock_version();
        char wanted[64];
        (void)snprintf(wanted, sizeof wanted, "landlock=%ld seccomp=1\n", landlock);
        char *logged = kit_read_file(kit_path("log"));
        ck_assert_ptr_nonnull(logged);
        ck_assert_msg(strstr(logged, wanted) != NULL, "no \"%s\" in %s", wanted, logged);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            int after = attempt(outcome.err, "after", names[i]);
            bool before = attempt(outcome.err, "before", names[i]) == 0;
            ck_assert_msg(before || (strcmp(names[i], "raw_socket") == 0 && geteuid() != 0),
                          "%s fails without confinement: %s", names[i], outcome.err);
            ck_assert_msg(after == EPERM || after == EACCES, "%s: %d", names[i], after);
        }
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
            ck_assert_int_eq(attempt(outcome.err, "before", allowed[i]), 0);
            ck_assert_int_eq(attempt(outcome.err, "after", allowed[i]), 0);
        }
        for (size_t i = 0; landlock > 0 && i < sizeof files / sizeof *files; i++) {
            ck_assert_int_eq(attempt(outcome.err, "before", files[i]), 0);
            ck_assert_int_eq(attempt(outcome.err, "after", files[i]), EACCES);
        }
        ck_assert_int_eq(attempt(outcome.err, "before", "connect"), 0);
        ck_assert_int_eq(attempt(outcome.err, "after", "no_call"), 0);
        if (landlock >= 4)
            ck_assert_int_eq(attempt(outcome.err, "after", "connect"), EACCES);
        free(logged);
    }
END_TEST

#endif

/* Does the file at PATH hold TEXT? */
static bool holds(const char *path, const char *text)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert(fd >= 0 && fstat(fd, &about) == 0);
    char *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    ck_assert(bytes != MAP_FAILED);
    bool found = memmem(bytes, (size_t)about.st_size, text, strlen(text)) != NULL;
    (void)munmap(bytes, (size_t)about.st_size);
    (void)close(fd);
    return found;
}

/* What tries to break out is linked into the program of these tests, and into no other. */
START_TEST(no_hooks)
    {
        static const char *const traces[] = {"__wrap_confine_process", "create_in_tmp"};
        for (size_t i = 0; i < sizeof traces / sizeof *traces; i++) {
            ck_assert(holds(BREAKOUT_PROGRAM, traces[i]));
            ck_assert(!holds(PROGRAM_BINARY, traces[i]));
        }
        ck_assert(holds(DUMPABLE_PROGRAM, "__wrap_prctl"));
        ck_assert(!holds(PROGRAM_BINARY, "__wrap_prctl"));
    }
END_TEST

#ifdef HAVE_SECCOMP
/* As in a kiosk: the first attempt is the end. */
START_TEST(break_out_kills)
    {
        struct process sandbox;
        struct outcome outcome;
        SANDBOX(&sandbox, NULL, NULL);
        write_file("diary");
        write_file("kills");
        kit_set_program(BREAKOUT_PROGRAM);
        kit_run(&outcome, &sandbox, OPTIONS("--check"), NULL);
        ck_assert_int_eq(outcome.code, 128 + SIGSYS);
        ck_assert_int_eq(attempt(outcome.err, "after", "names"), 0);
        ck_assert_ptr_null(strstr(outcome.err, "after exec"));
    }
END_TEST

/* Where the kernel has less, the rest holds, and the log says what is missing. */
START_TEST(old_kernel)
    {
        struct process sandbox;
        struct person person;
        char log[PATH_MAX + 16];
        SANDBOX(&sandbox, NULL, NULL);
        (void)snprintf(log, sizeof log, "--log=%s", kit_path("log"));
        kit_set_program(OLD_KERNEL_PROGRAM);
        person_starts(&person, PERSON_JSON, &sandbox, OPTIONS(log));
        person_comes_to_confirm(&person, &sandbox, 0);
        check_status(person_pid(&person));
        person_quits(&person);
        person_ends(&person, 5);
        char *text = kit_read_file(kit_path("log"));
        ck_assert_ptr_nonnull(text);
        ck_assert_ptr_nonnull(strstr(text, " confined capabilities=none no_new_privs=1 landlock=0 "
                                           "seccomp=1\n"));
        ck_assert_ptr_nonnull(strstr(text, " memory private=0 locked="));
        free(text);
    }
END_TEST
#endif

/* Looking inside ----------------------------------------------------------------------------- */

/* The next program of this process belongs to somebody without rights, where that is possible. */
static void become_nobody(void)
{
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        _exit(125);
}

/* Can a process of the same user as PID read its memory, or trace it? Bits 1 and 2. */
static int look_inside(pid_t pid)
{
    int status = 0;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        char path[64];
        int seen = 0;
        become_nobody();
        (void)snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
        seen |= open(path, O_RDONLY | O_CLOEXEC) >= 0 ? 1 : 0;
        seen |= ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 ? 2 : 0;
        _exit(seen);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Starts PROGRAM as nobody, by its descriptor, because nobody may not go to where it was built. Our
 * end of its input and output is *END. */
static pid_t start_as_nobody(const char *program, const char *const *arguments, int *end)
{
    int in[2], out[2];
    ck_assert(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
    int file = open(program, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(file, 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
        char *const environment[] = {NULL};
        (void)setrlimit(RLIMIT_CORE, &unlimited);
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        become_nobody();
        (void)fexecve(file, (char *const *)(size_t)arguments, environment);
        _exit(126);
    }
    (void)close(file);
    (void)close(in[0]);
    (void)close(out[1]);
    struct pollfd wait = {.fd = out[0], .events = POLLIN};
    char byte = 0;
    ck_assert_int_eq(poll(&wait, 1, KIT_WAIT_MS), 1);
    ck_assert_int_eq(read(out[0], &byte, 1), 1); /* it is up */
    *end = in[1];
    return pid;
}

/* The end of PID by SIGSEGV: leaves no core, although the limit would allow one. */
static void crash(pid_t pid)
{
    int status = 0;
    ck_assert_int_eq(kill(pid, SIGSEGV), 0);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFSIGNALED(status));
    ck_assert_int_eq(WTERMSIG(status), SIGSEGV);
    ck_assert_msg(!WCOREDUMP(status), "a core was written");
}

/* Does the kernel keep processes from each other by itself (the security module Yama), or a
 * container's filter? */
static bool hides_processes(void)
{
    char *scope = kit_read_file("/proc/sys/kernel/yama/ptrace_scope");
    bool hides =
        (scope != NULL && strtol(scope, NULL, 10) > 0) || prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 0;
    free(scope);
    return hides;
}

START_TEST(nobody_looks_inside)
    {
        int end = -1;
        pid_t pid = start_as_nobody(
            PROGRAM_BINARY,
            OPTIONS("genauth-tui", "--json", "--host=https://127.0.0.1:1", "--app-id=x"), &end);
        ck_assert_int_eq(look_inside(pid), 0);
        crash(pid);
        (void)close(end);

        /* Any other program can be looked into, or this test shows nothing. */
        pid = start_as_nobody("/bin/sh", OPTIONS("sh", "-c", "echo up; read line"), &end);
        int seen = look_inside(pid);
        (void)kill(pid, SIGKILL);
        ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
        (void)close(end);
        if (seen != 3) {
            ck_assert_msg(hides_processes(), "any program hides itself here (%d)", seen);
            kit_skip("this machine hides processes by itself");
        }
    }
END_TEST

/* Rights of the file ------------------------------------------------------------------------- */

static void copy_program(const char *to)
{
    static char bytes[64 * 1024];
    ssize_t got = 0;
    int in = open(PROGRAM_BINARY, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
    ck_assert(in >= 0 && out >= 0);
    while ((got = read(in, bytes, sizeof bytes)) > 0)
        ck_assert_int_eq(write(out, bytes, (size_t)got), got);
    ck_assert_int_eq(got, 0);
    (void)close(in);
    (void)close(out);
}

/* The file may bind low ports: as setcap writes it (version 2, effective). False where the file
 * system or this machine has no such thing. */
static bool give_capability(const char *path)
{
    const unsigned char attribute[20] = {1, 0, 0, 2, 0, 1 << (CAP_NET_BIND_SERVICE - 8)};
    return setxattr(path, "security.capability", attribute, sizeof attribute, 0) == 0;
}

/* Runs a copy of the program with MODE, perhaps with a capability, as nobody; its exit code, or -1
 * when it cannot be given that. */
static int run_copy(mode_t mode, bool with_capability)
{
    int status = 0;
    copy_program(kit_path("copy"));
    ck_assert_int_eq(chmod(kit_path("copy"), mode), 0);
    if (with_capability && !give_capability(kit_path("copy")))
        return -1;
    int file = open(kit_path("copy"), O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(file, 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        static char name[] = "genauth-tui", version[] = "--version";
        char *const arguments[] = {name, version, NULL};
        char *const environment[] = {NULL};
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
            _exit(125);
        become_nobody();
        (void)fexecve(file, arguments, environment);
        _exit(126);
    }
    (void)close(file);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Only root can give rights away, and only where the files may have any. */
static bool can_give_rights(void)
{
    struct statvfs about;
    ck_assert_int_eq(statvfs(kit_dir(), &about), 0);
    return geteuid() == 0 && (about.f_flag & ST_NOSUID) == 0 &&
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
}

START_TEST(foreign_rights)
    {
        if (!can_give_rights()) {
            kit_skip("only root can give a file rights, where the file system has any");
            return;
        }
        ck_assert_int_eq(run_copy(0755, false), 0);
        ck_assert_int_eq(run_copy(04755, false), 1);
        ck_assert_int_eq(run_copy(02755, false), 1);
        int code = run_copy(0755, true);
        ck_assert(code == 1 || code == -1);
    }
END_TEST

static void add_confined(TCase *tests)
{
    tcase_add_loop_test(tests, rights, 0, PERSON_LOOPS);
    tcase_add_loop_test(tests, demo, 0, PERSON_LOOPS);
    tcase_add_test(tests, resolver);
#ifdef HAVE_SECCOMP
    tcase_add_test(tests, break_out);
    tcase_add_test(tests, break_out_kills);
#endif
    tcase_add_test(tests, no_hooks);
#ifdef HAVE_SECCOMP
    tcase_add_test(tests, old_kernel);
#endif
    tcase_add_test(tests, nobody_looks_inside);
    tcase_add_test(tests, foreign_rights);
}

static const struct kit_part parts[] = {{"confined", add_confined}};
const struct kit_group process_confined = {parts, sizeof parts / sizeof *parts};

/* A hostile environment changes nothing, and nothing is started: what the program opens and starts,
 * as strace sees it. */
#include "config.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/e2e/person.h"
#include "tests/process/test_process.h"

enum { ARGUMENTS_MAX = 96, VARIABLES_MAX = 64, PATHS_MAX = 512 };

/* %s is a folder in which everything that they name is there, so that it would be found; %d the
 * port of something that takes connections. */
static const char *const hostile[] = {
    "SSLKEYLOGFILE=%s/keys",
    "OPENSSL_CONF=%s/file",
    "OPENSSL_MODULES=%s",
    "OPENSSL_ENGINES=%s",
    "OPENSSL_ia32cap=0",
    "SSL_CERT_FILE=%s/file",
    "SSL_CERT_DIR=%s",
    "CURL_CA_BUNDLE=%s/file",
    "CURL_HOME=%s",
    "CURL_SSL_BACKEND=gnutls",
    "NETRC=%s/file",
    "http_proxy=http://127.0.0.1:%d",
    "https_proxy=http://127.0.0.1:%d",
    "HTTPS_PROXY=http://127.0.0.1:%d",
    "all_proxy=socks5h://127.0.0.1:%d",
    "ALL_PROXY=http://127.0.0.1:%d",
    "no_proxy=",
    "TERMINFO=%s",
    "TERMINFO_DIRS=%s",
    "TERMCAP=%s/file",
    "TERMPATH=%s/file",
    "ESCDELAY=60000",
    "TABSIZE=1",
    "NCURSES_ASSUMED_COLORS=1,1",
    "NCURSES_NO_UTF8_ACS=1",
    "NCURSES_GPM_TERMS=xterm-256color",
    "NCURSES_TRACE=65535",
    "BAUDRATE=50",
    "LINES=3",
    "COLUMNS=7",
    "GCONV_PATH=%s",
    "LOCPATH=%s",
    "NLSPATH=%s/%%N",
    "OUTPUT_CHARSET=UTF-16",
    "TEXTDOMAINDIR=%s",
    "CHARSET=UTF-16",
    "HOSTALIASES=%s/file",
    "RES_OPTIONS=timeout:30",
    "LOCALDOMAIN=example.org",
    "RESOLV_HOST_CONF=%s/file",
    "GETCONF_DIR=%s",
    "TZDIR=%s",
    "TZ=:%s/file",
    "TMPDIR=%s",
    "MALLOC_PERTURB_=85",
    "XDG_DATA_HOME=%s",
    "XDG_CONFIG_DIRS=%s",
    "XDG_DATA_DIRS=%s",
    "BASH_ENV=%s/file",
    "ENV=%s/file",
    "IFS=/",
    "SHELL=%s/file",
    "EDITOR=%s/file",
    "PAGER=%s/file",
    "BROWSER=%s/file",
};
enum { HOSTILE = sizeof hostile / sizeof *hostile };
_Static_assert(HOSTILE >= 40, "fewer variables than promised");

struct trap {
    char folder[PATH_MAX];
    int port, listener;
    char variables[HOSTILE][PATH_MAX + 64];
};

/* FORMAT has %s, %d or neither. */
static void fill_in(char *text, size_t size, const char *format, const struct trap *trap)
{
    int length = strstr(format, "%d") != NULL ? snprintf(text, size, format, trap->port)
                                              : snprintf(text, size, format, trap->folder);
    ck_assert(length > 0 && (size_t)length < size);
}

static void set_trap(struct trap *trap)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    (void)snprintf(trap->folder, sizeof trap->folder, "%s", kit_dir());
    FILE *file = fopen(kit_path("file"), "we");
    ck_assert(file != NULL && fputs("openssl_conf = x\n", file) >= 0 && fclose(file) == 0);
    trap->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(bind(trap->listener, (const struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(trap->listener, 8), 0);
    ck_assert_int_eq(getsockname(trap->listener, (struct sockaddr *)&address, &size), 0);
    trap->port = ntohs(address.sin_port);
    for (size_t i = 0; i < HOSTILE; i++)
        fill_in(trap->variables[i], sizeof trap->variables[i], hostile[i], trap);
}

/* PREFIX (up to a NULL), then env with the variables of TRAP (NULL: none), then the program. */
static const char *const *line(const char *const *prefix, const struct trap *trap,
                               const char *const *arguments)
{
    static const char *all[ARGUMENTS_MAX];
    size_t count = 0;
    while (*prefix != NULL)
        all[count++] = *prefix++;
    all[count++] = "/usr/bin/env";
    all[count++] = "-u"; /* a hostile one is dropped, and then there is none */
    all[count++] = "TZ";
    for (size_t i = 0; trap != NULL && i < HOSTILE; i++)
        all[count++] = trap->variables[i];
    while (*arguments != NULL && count < ARGUMENTS_MAX - 1)
        all[count++] = *arguments++;
    all[count] = NULL;
    return all;
}

static bool has_strace(void)
{
    bool there = access("/usr/bin/strace", X_OK) == 0;
    if (!there)
        kit_skip("there is no strace");
    return there;
}

/* strace sees no texts of the program when it is not root, and then follows a build of the same
 * that lets its own user look. */
static const char *started_as(void)
{
    return geteuid() == 0 ? "execve(\"" PROGRAM_BINARY "\"" : "execve(\"" DUMPABLE_PROGRAM "\"";
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What strace wrote to FILE after the program itself was started: the calls that name a file or an
 * address, sorted, each once, in PATHS. *EXECS counts the programs that were started after it. */
static size_t read_trace(const char *file, char *text, const char **paths, int *execs)
{
    size_t count = 0, unique = 0;
    bool started = false;
    *execs = 0;
    for (char *at = text, *end = NULL; at != NULL && *at != '\0'; at = end) {
        end = strchr(at, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (strstr(at, "execve(") != NULL) {
            *execs += started;
            started = started || strstr(at, started_as()) != NULL;
            continue;
        }
        char *call = strstr(at, "open");
        if (call == NULL)
            call = strstr(at, "connect(");
        if (!started || call == NULL)
            continue;
        char *result = strstr(call, " = ");
        if (result != NULL)
            *result = '\0';
        ck_assert_uint_lt(count, PATHS_MAX);
        paths[count++] = call;
    }
    ck_assert_msg(started, "%s does not show the program", file);
    qsort(paths, count, sizeof *paths, compare);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(paths[i], paths[unique - 1]) != 0)
            paths[unique++] = paths[i];
    return unique;
}

static char *trace(const char *file, const struct trap *trap, const struct process *sandbox)
{
    char output[PATH_MAX];
    (void)snprintf(output, sizeof output, "%s", kit_path(file));
    const char *const prefix[] = {"/usr/bin/strace",
                                  "-f",
                                  "-qq",
                                  "-o",
                                  output,
                                  "-e",
                                  "trace=execve,execveat,open,openat",
                                  NULL};
    struct kit_child child =
        kit_spawn(line(prefix, trap, kit_arguments(sandbox, OPTIONS("--check"))));
    int status = kit_reap(&child);
    ck_assert_msg(status == 0, "status %#x", (unsigned)status);
    char *text = kit_read_file(output);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* --check asks the server twice, with certificates, locales and all. */
START_TEST(opens_the_same)
    {
        struct process sandbox;
        struct trap trap = {0};
        const char *plain[PATHS_MAX], *hostile_paths[PATHS_MAX];
        int execs = 0;
        if (!has_strace())
            return;
        if (geteuid() != 0)
            kit_set_program(DUMPABLE_PROGRAM);
        SANDBOX(&sandbox, NULL, NULL);
        set_trap(&trap);
        char *first = trace("first", NULL, &sandbox);
        char *second = trace("second", &trap, &sandbox);
        size_t count = read_trace("first", first, plain, &execs);
        ck_assert_int_eq(execs, 0);
        ck_assert_uint_gt(count, 10);
        size_t other = read_trace("second", second, hostile_paths, &execs);
        ck_assert_int_eq(execs, 0);
        for (size_t i = 0; i < other; i++) {
            bool known = i < count && strcmp(plain[i], hostile_paths[i]) == 0;
            ck_assert_msg(known, "only with hostile variables: %s", hostile_paths[i]);
        }
        ck_assert_uint_eq(other, count);
        ck_assert_int_ne(access(kit_path("keys"), F_OK), 0);
        struct pollfd proxy = {.fd = trap.listener, .events = POLLIN};
        ck_assert_msg(poll(&proxy, 1, 0) == 0, "the proxy was asked");
        free(first);
        free(second);
    }
END_TEST

/* The demo's sandbox, before anything is confined, and nothing else. */
START_TEST(starts_only_the_sandbox)
    {
        const char *paths[PATHS_MAX];
        char output[PATH_MAX];
        int execs = 0;
        if (!has_strace())
            return;
        if (geteuid() != 0) { /* the other build has no sandbox beside it */
            kit_skip("only root sees which program the program starts");
            return;
        }
        (void)snprintf(output, sizeof output, "%s", kit_path("trace"));
        const char *const prefix[] = {"/usr/bin/strace",       "-f", "-qq", "-o", output, "-e",
                                      "trace=execve,execveat", NULL};
        struct kit_child child =
            kit_spawn(line(prefix, NULL, kit_arguments(NULL, OPTIONS("--demo", "--json"))));
        (void)close(child.in);
        child.in = -1;
        int status = kit_reap(&child);
        ck_assert(WIFEXITED(status));
        ck_assert_int_eq(WEXITSTATUS(status), 5);
        char *text = kit_read_file(output);
        ck_assert_ptr_nonnull(text);
        ck_assert_ptr_nonnull(strstr(text, "/genauth-sandbox\", "));
        (void)read_trace(output, text, paths, &execs);
        ck_assert_int_eq(execs, 1);
        free(text);
    }
END_TEST

/* The same variables, given to something that heeds them, are found out: else nothing is shown. */
START_TEST(opens_more)
    {
        struct trap trap = {0};
        if (!has_strace())
            return;
        set_trap(&trap);
        char output[PATH_MAX];
        (void)snprintf(output, sizeof output, "%s", kit_path("trace"));
        const char *const prefix[] = {"/usr/bin/strace",   "-f", "-qq", "-o", output, "-e",
                                      "trace=open,openat", NULL};
        struct kit_child child =
            kit_spawn(line(prefix, &trap, OPTIONS("/bin/sh", "-c", "date; /bin/true")));
        (void)kit_reap(&child);
        char *text = kit_read_file(output);
        ck_assert_ptr_nonnull(text);
        ck_assert_msg(strstr(text, kit_dir()) != NULL, "%s", text);
        free(text);
    }
END_TEST

/* Everything that reaches the terminal, from the first screen to the end, by pressing ^Q. */
static char *watch(const struct trap *trap, const struct process *sandbox, const char *ui)
{
    struct kit_terminal terminal;
    int status = 0;
    size_t length = 0;
    kit_terminal_start(&terminal, line(OPTIONS(NULL), trap, kit_arguments(sandbox, OPTIONS(ui))),
                       24, 80);
    long long deadline = kit_now_ms() + KIT_WAIT_MS;
    bool plain = strcmp(ui, "--plain") == 0;
    while (kit_now_ms() < deadline) {
        (void)screen_read(terminal.screen, 100);
        const char *raw = screen_raw(terminal.screen, &length);
        if (raw != NULL && strstr(raw, plain ? "Account: " : "F1 help") != NULL)
            break;
    }
    kit_wait_hits(sandbox, "system", 1);
    ck_assert(screen_send(terminal.screen, plain ? "q\n" : "\021"));
    ck_assert(screen_wait_exit(terminal.screen, KIT_WAIT_MS, &status));
    char *said = strdup(screen_raw(terminal.screen, &length));
    ck_assert_ptr_nonnull(said);
    kit_terminal_free(&terminal);
    return said;
}

START_TEST(looks_the_same)
    {
        static const char *const uis[] = {"--ui=curses", "--plain"};
        struct process sandbox;
        struct trap trap = {0};
        SANDBOX(&sandbox, NULL, NULL);
        set_trap(&trap);
        char *first = watch(NULL, &sandbox, uis[_i]);
        char *second = watch(&trap, &sandbox, uis[_i]);
        ck_assert_uint_gt(strlen(first), 100);
        ck_assert_str_eq(first, second);
        free(first);
        free(second);
    }
END_TEST

/* How the keypad is switched on, and the same turned round, as nothing else writes it. */
#define KEYPAD_ON     "\033[?1h\033="
#define KEYPAD_TURNED "\033=\033[?1h"

/* A description of the terminal in ~/.terminfo: that of the system with KEYPAD_TURNED in it. False
 * when the system has none. */
static bool describe_at_home(void)
{
    static const char *const folders[] = {"/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"};
    char path[64], bytes[16 * 1024];
    FILE *file = NULL;
    for (size_t i = 0; file == NULL && i < sizeof folders / sizeof *folders; i++) {
        (void)snprintf(path, sizeof path, "%s/x/xterm-256color", folders[i]);
        file = fopen(path, "re");
    }
    if (file == NULL)
        return false;
    size_t size = fread(bytes, 1, sizeof bytes, file);
    ck_assert(size < sizeof bytes && fclose(file) == 0);
    char *keypad = memmem(bytes, size, KEYPAD_ON, strlen(KEYPAD_ON));
    ck_assert_ptr_nonnull(keypad);
    memcpy(keypad, KEYPAD_TURNED, strlen(KEYPAD_TURNED));
    ck_assert_int_eq(mkdir(kit_path(".terminfo"), 0700), 0);
    ck_assert_int_eq(mkdir(kit_path(".terminfo/x"), 0700), 0);
    file = fopen(kit_path(".terminfo/x/xterm-256color"), "we");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
    return true;
}

/* What the owner of the terminal put into ~/.terminfo is sent to it; in a kiosk it is not. */
START_TEST(describes_the_terminal)
    {
        struct process sandbox;
        struct person person;
        size_t length = 0;
        bool is_kiosk = _i == 1;
        if (!describe_at_home()) {
            kit_skip("the system does not describe this terminal");
            return;
        }
        SANDBOX(&sandbox, NULL, NULL);
        kit_set_term("xterm-256color");
        person_starts(&person, PERSON_CURSES, &sandbox, OPTIONS(is_kiosk ? "--kiosk" : NULL));
        person_sees(&person, "Account:");
        const char *raw = screen_raw(person.terminal.screen, &length);
        ck_assert_int_eq(strstr(raw, KEYPAD_TURNED) != NULL, !is_kiosk);
        ck_assert_int_eq(strstr(raw, KEYPAD_ON) != NULL, is_kiosk);
        person_quits(&person);
        person_ends(&person, 5);
    }
END_TEST

static void add_surroundings(TCase *tests)
{
    tcase_add_test(tests, opens_the_same);
    tcase_add_test(tests, opens_more);
    tcase_add_test(tests, starts_only_the_sandbox);
    tcase_add_loop_test(tests, looks_the_same, 0, 2);
    tcase_add_loop_test(tests, describes_the_terminal, 0, 2);
}

static const struct kit_part parts[] = {{"surroundings", add_surroundings}};
const struct kit_group process_surroundings = {parts, sizeof parts / sizeof *parts};

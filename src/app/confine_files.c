#include "config.h"

#include "app/confine_files.h"

#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <linux/types.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that came after the first version, by number, because the headers of the machine that
 * builds may be older than the kernel that runs. */
#define FS_REFER     (UINT64_C(1) << 13) /* version 2 */
#define FS_TRUNCATE  (UINT64_C(1) << 14) /* 3 */
#define NET_BIND     (UINT64_C(1) << 0)  /* 4 */
#define NET_CONNECT  (UINT64_C(1) << 1)
#define FS_IOCTL     (UINT64_C(1) << 15) /* 5 */
#define SCOPE_SOCKET (UINT64_C(1) << 0)  /* 6: abstract sockets of others */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)

#define FS_FIRST    ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* all of version 1 */
#define FS_READ     (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_TERMINAL (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_IOCTL)
#define FS_WRITE                                                                                   \
    (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |                       \
     LANDLOCK_ACCESS_FS_REMOVE_FILE | FS_TRUNCATE)
/* What a rule for something that is not a folder may hold. */
#define FS_OF_A_FILE                                                                               \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |   \
     FS_TRUNCATE | FS_IOCTL)

enum { RULE_NET_PORT = 2, HTTPS_PORT = 443, DNS_PORT = 53 };

struct ruleset {
    __u64 fs, net, scoped;
};

struct port_rule {
    __u64 access, port;
};

int confine_port(const char *server)
{
    const char *host = server == NULL ? NULL : strstr(server, "://");
    if (host == NULL)
        return 0;
    host += 3;
    size_t length = strcspn(host, "/?#");
    const char *bracket = memchr(host, ']', length); /* [::1]:port */
    const char *begin = bracket == NULL ? host : bracket;
    const char *colon = memchr(begin, ':', length - (size_t)(begin - host));
    if (colon == NULL || colon + 1 == host + length)
        return HTTPS_PORT;
    char *end = NULL;
    long port = strtol(colon + 1, &end, 10);
    return end == host + length && port > 0 && port <= UINT16_MAX ? (int)port : 0;
}

static void allow_path(int ruleset, const struct ruleset *handled, const char *path, __u64 access)
{
    int fd = path == NULL ? -1 : open(path, O_PATH | O_CLOEXEC);
    struct stat status;
    if (fd < 0)
        return;
    struct landlock_path_beneath_attr rule = {.allowed_access = access & handled->fs,
                                              .parent_fd = fd};
    if (fstat(fd, &status) == 0) {
        if (!S_ISDIR(status.st_mode))
            rule.allowed_access &= FS_OF_A_FILE;
        (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    (void)close(fd);
}

/* The folder of the file that the link PATH leads to: some systems keep their resolver's file
 * elsewhere, and put a new one in its place when the network changes. */
static void allow_folder_of(int ruleset, const struct ruleset *handled, const char *path)
{
    char *target = realpath(path, NULL);
    char *slash = target == NULL ? NULL : strrchr(target, '/');
    if (slash != NULL && slash != target) {
        *slash = '\0';
        allow_path(ruleset, handled, target, FS_READ);
    }
    free(target);
}

/* Name service, certificates, locales, zones and terminals, which libraries open when they need
 * them; and the terminals that the program already has. */
static void allow_system(int ruleset, const struct ruleset *handled)
{
    static const char *const readable[] = {"/etc",
                                           "/usr",
                                           "/lib",
                                           "/lib64",
                                           "/var/lib/ca-certificates",
                                           "/dev/random",
                                           "/dev/urandom",
                                           "/run/nscd",
                                           "/run/systemd/resolve",
                                           "/run/resolvconf"};
    static const char *const terminals[] = {"/proc/self/fd/0", "/proc/self/fd/1",
                                            "/proc/self/fd/2"};
    char path[PATH_MAX];
    const char *home = getenv("HOME");
    for (size_t i = 0; i < sizeof(readable) / sizeof(readable[0]); i++)
        allow_path(ruleset, handled, readable[i], FS_READ);
    allow_path(ruleset, handled, "/dev/null", FS_TERMINAL);
    allow_path(ruleset, handled, "/dev/tty", FS_TERMINAL);
    for (int fd = 0; fd <= STDERR_FILENO; fd++)
        if (isatty(fd))
            allow_path(ruleset, handled, terminals[fd], FS_TERMINAL);
    allow_folder_of(ruleset, handled, "/etc/resolv.conf");
    allow_path(ruleset, handled, bindtextdomain(PACKAGE, NULL), FS_READ);
    if (home != NULL && snprintf(path, sizeof(path), "%s/.terminfo", home) < (int)sizeof(path))
        allow_path(ruleset, handled, path, FS_READ);
}

static void allow_needs(int ruleset, const struct ruleset *handled,
                        const struct confine_needs *needs)
{
    for (size_t i = 0; i < CONFINE_MAX_FOLDERS && needs->readable[i] != NULL; i++)
        allow_path(ruleset, handled, needs->readable[i], FS_READ);
    for (size_t i = 0; i < CONFINE_MAX_FOLDERS && needs->writable[i] != NULL; i++)
        allow_path(ruleset, handled, needs->writable[i], FS_WRITE);
#ifdef CONFINE_COVERAGE_FOLDER
    allow_path(ruleset, handled, CONFINE_COVERAGE_FOLDER, FS_WRITE | LANDLOCK_ACCESS_FS_MAKE_DIR);
#endif
}

/* The server, and name servers, which are asked by TCP when an answer is long. */
static void allow_ports(int ruleset, int port)
{
    const int ports[] = {port, DNS_PORT};
    for (size_t i = 0; i < sizeof(ports) / sizeof(ports[0]); i++) {
        struct port_rule rule = {.access = NET_CONNECT, .port = (__u64)ports[i]};
        (void)syscall(SYS_landlock_add_rule, ruleset, RULE_NET_PORT, &rule, 0);
    }
}

/* All that VERSION of Landlock can restrict. */
static struct ruleset handle_all(long version, const struct confine_needs *needs)
{
    struct ruleset handled = {.fs = FS_FIRST};
    if (version >= 2)
        handled.fs |= FS_REFER;
    if (version >= 3)
        handled.fs |= FS_TRUNCATE;
    if (version >= 4)
        handled.net = NET_BIND | (confine_port(needs->server) == 0 ? 0 : NET_CONNECT);
    if (version >= 5)
        handled.fs |= FS_IOCTL;
    if (version >= 6)
        handled.scoped = SCOPE_SOCKET | (needs->child == 0 ? SCOPE_SIGNAL : 0);
    return handled;
}

int confine_files(const struct confine_needs *needs)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return 0;
    struct ruleset handled = handle_all(version, needs);
    size_t size = version >= 6 ? sizeof(handled) : version >= 4 ? 2 * sizeof(__u64) : sizeof(__u64);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    if (ruleset < 0)
        return 0;
    allow_system(ruleset, &handled);
    allow_needs(ruleset, &handled, needs);
    if ((handled.net & NET_CONNECT) != 0)
        allow_ports(ruleset, confine_port(needs->server));
    bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    (void)close(ruleset);
    return done ? (int)version : 0;
}

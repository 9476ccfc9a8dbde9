/* Linked around confine_process: tries what the program must not be able to do, before and after,
 * and says on standard error how each attempt ended: "before exec 0", "after exec 1" (errno). So
 * the program itself needs no hook for it. */
#include "config.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <nss.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/confine.h"

void __real_confine_prepare(void);
void __wrap_confine_prepare(void);
void __real_confine_process(const struct confine_needs *needs);
void __wrap_confine_process(const struct confine_needs *needs);

static bool is_confined;
static pid_t victim; /* a child that was there before; it ends with us */
static char path[256];
static int program = -1;                                     /* its file */
static struct sockaddr_un service = {.sun_family = AF_UNIX}; /* of the same user */

static const char *at_home(const char *name)
{
    (void)snprintf(path, sizeof path, "%s/%s", getenv("HOME"), name);
    return path;
}

static int result(bool done)
{
    return done ? 0 : errno;
}

static int close_result(int fd)
{
    int failure = result(fd >= 0);
    if (fd >= 0)
        (void)close(fd);
    return failure;
}

/* Before, in a child, which would not be there afterwards. */
static int try_exec(void)
{
    static char name[] = "/bin/true";
    char *const arguments[] = {name, NULL};
    int status = 0;
    pid_t child = is_confined ? 0 : fork();
    if (child == 0) {
        (void)execve(name, arguments, NULL);
        if (is_confined)
            return errno;
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0 ? 0 : ECHILD;
}

static int try_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child < 0 ? errno : result(waitpid(child, NULL, 0) == child);
}

static int try_spawn(void)
{
    static char name[] = "/bin/true";
    char *const arguments[] = {name, NULL};
    pid_t child = 0;
    int failure = posix_spawn(&child, name, NULL, NULL, arguments, NULL);
    return failure != 0 ? failure : result(waitpid(child, NULL, 0) == child);
}

static int try_create(void)
{
    return close_result(open(at_home("escaped"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int try_create_in_tmp(void)
{
    char name[64];
    (void)snprintf(name, sizeof name, "/tmp/genauth-escaped-%ld", (long)getpid());
    int failure = close_result(open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    (void)unlink(name);
    return failure;
}

static int try_write(void)
{
    return close_result(open(at_home("diary"), O_WRONLY | O_CLOEXEC));
}

static int try_read(void)
{
    return close_result(open(at_home("diary"), O_RDONLY | O_CLOEXEC));
}

static int try_folder(void)
{
    int failure = result(mkdir(at_home("folder"), 0700) == 0);
    (void)rmdir(at_home("folder"));
    return failure;
}

static int try_link(void)
{
    int failure = result(symlink("diary", at_home("link")) == 0);
    (void)unlink(at_home("link"));
    return failure;
}

static int try_remove(void)
{
    return result(unlink(at_home(is_confined ? "diary" : "escaped")) == 0);
}

static int try_mode(void)
{
    return result(chmod(at_home("diary"), 0644) == 0);
}

static int try_ptrace(void)
{
    int failure = result(ptrace(PTRACE_ATTACH, victim, NULL, NULL) == 0);
    if (failure == 0) {
        (void)waitpid(victim, NULL, 0);
        (void)ptrace(PTRACE_DETACH, victim, NULL, NULL);
    }
    return failure;
}

static int try_memory(void)
{
    char byte = 0;
    struct iovec here = {&byte, 1}, there = {path, 1};
    return result(process_vm_readv(victim, &here, 1, &there, 1, 0) == 1);
}

static int try_memory_file(void)
{
    char name[64];
    (void)snprintf(name, sizeof name, "/proc/%ld/mem", (long)victim);
    return close_result(open(name, O_RDONLY | O_CLOEXEC));
}

static int try_signal(void)
{
    return result(kill(victim, SIGCONT) == 0);
}

static int bind_type(int type)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    int failure =
        result(fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0);
    (void)close(fd);
    return failure;
}

static int try_bind(void)
{
    return bind_type(SOCK_STREAM);
}

/* Landlock says nothing about it. */
static int try_bind_datagrams(void)
{
    return bind_type(SOCK_DGRAM);
}

static int try_listen(void)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failure = result(fd >= 0 && listen(fd, 1) == 0);
    (void)close(fd);
    return failure;
}

static int try_raw_socket(void)
{
    return close_result(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP));
}

/* Nobody listens there; before, that is what the answer says. */
static int try_connect(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int failure =
        result(fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0);
    (void)close(fd);
    return failure == ECONNREFUSED ? 0 : failure;
}

static int try_code(void)
{
    void *code =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int failure = result(code != MAP_FAILED);
    if (failure == 0)
        (void)munmap(code, 4096);
    return failure;
}

static int try_later_code(void)
{
    void *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int failure = result(code != MAP_FAILED && mprotect(code, 4096, PROT_READ | PROT_EXEC) == 0);
    (void)munmap(code, 4096);
    return failure;
}

/* Maps the file FD, which it closes, as code. */
static int map_code(int fd, int type)
{
    void *code = MAP_FAILED;
    int failure = errno;
    if (fd >= 0) {
        code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, type, fd, 0);
        failure = result(code != MAP_FAILED);
        (void)close(fd);
    }
    if (code != MAP_FAILED)
        (void)munmap(code, 4096);
    return failure;
}

static int try_shared_code(void)
{
    return map_code(dup(program), MAP_SHARED);
}

/* As the loader does it. */
static int try_library(void)
{
    return map_code(dup(program), MAP_PRIVATE);
}

static int try_file_in_memory(void)
{
    return close_result(memfd_create("escaped", MFD_CLOEXEC));
}

/* Is the library NAME there? Before, it is loaded, if the system has it at all. */
static int has_library(const char *name)
{
    void *library = dlopen(name, RTLD_NOW | (is_confined ? RTLD_NOLOAD : 0));
    if (library == NULL)
        return ENOENT;
    return dlclose(library) == 0 ? 0 : ENOENT;
}

/* What the C library would load later. */
static int try_name_service(void)
{
    return has_library("libnss_compat.so.2");
}

static int try_unwinder(void)
{
    return has_library("libgcc_s.so.1");
}

/* A name service that is wanted later, and cannot be loaded: the next one is asked. */
static int try_names(void)
{
    struct addrinfo *found = NULL;
    if (is_confined && __nss_configure_lookup("hosts", "hesiod files") != 0)
        return errno;
    int failure = getaddrinfo("localhost", NULL, NULL, &found) == 0 ? 0 : ENOENT;
    if (failure == 0)
        freeaddrinfo(found);
    return failure == 0 && is_confined && has_library("libnss_hesiod.so.2") == 0 ? EEXIST : failure;
}

static int connect_and_close(int fd)
{
    int failure = errno;
    if (fd >= 0) {
        failure = result(connect(fd, (const struct sockaddr *)&service, sizeof service) == 0);
        (void)close(fd);
    }
    return failure;
}

static int try_service(void)
{
    return connect_and_close(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static int connect_pair(int type)
{
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0)
        return errno;
    (void)close(ends[1]);
    return connect_and_close(ends[0]);
}

static int try_pair(void)
{
    return connect_pair(SOCK_DGRAM);
}

static int try_raw_pair(void)
{
    return connect_pair(SOCK_RAW);
}

/* Before, it is connected already; libcurl needs those. */
static int try_stream_pair(void)
{
    int ends[2] = {-1, -1};
    int failure = result(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    (void)close(ends[0]);
    (void)close(ends[1]);
    return failure;
}

/* As long as an address of netlink. */
static int try_bind_unix(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%09ld",
                   (long)getpid() + (is_confined ? 1000000 : 0));
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int failure = result(fd >= 0 && bind(fd, (const struct sockaddr *)&address, 12) == 0);
    (void)close(fd);
    return failure;
}

static int try_netlink(void)
{
    return close_result(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0));
}

static int try_process_descriptor(void)
{
    return close_result((int)syscall(SYS_pidfd_open, victim, 0));
}

/* Into a pipe: what is not a terminal says so, when it is asked. */
static int try_typing(void)
{
    return ioctl(STDIN_FILENO, TIOCSTI, "x") == 0 || errno == ENOTTY ? 0 : errno;
}

/* The same calls under the numbers of another kind of programs, which no list of names covers. A
 * kernel that does not have them is as good as one that says no. */
static int try_other_numbers(void)
{
#ifdef __x86_64__
    enum { X32 = 0x40000000 };
    return syscall(X32 | SYS_getppid) >= 0 || (!is_confined && errno == ENOSYS) ? 0 : errno;
#else
    return is_confined ? EPERM : 0;
#endif
}

/* What a tracer makes of a call that it fails: it must not be taken for one of those. */
static int try_no_call(void)
{
    return syscall(-1) == -1 && errno == ENOSYS ? 0 : errno;
}

static const struct {
    const char *name;
    int (*run)(void);
} attempts[] = {
    {"names", try_names}, /* goes on, so it is the first */
    {"exec", try_exec},
    {"fork", try_fork},
    {"spawn", try_spawn},
    {"create", try_create},
    {"create_in_tmp", try_create_in_tmp},
    {"write", try_write},
    {"read", try_read},
    {"folder", try_folder},
    {"link", try_link},
    {"remove", try_remove},
    {"mode", try_mode},
    {"ptrace", try_ptrace},
    {"memory", try_memory},
    {"memory_file", try_memory_file},
    {"signal", try_signal},
    {"bind", try_bind},
    {"bind_datagrams", try_bind_datagrams},
    {"listen", try_listen},
    {"raw_socket", try_raw_socket},
    {"connect", try_connect},
    {"code", try_code},
    {"later_code", try_later_code},
    {"typing", try_typing},
    {"other_numbers", try_other_numbers},
    {"no_call", try_no_call},
    {"shared_code", try_shared_code},
    {"library", try_library},
    {"file_in_memory", try_file_in_memory},
    {"name_service", try_name_service},
    {"unwinder", try_unwinder},
    {"service", try_service},
    {"pair", try_pair},
    {"raw_pair", try_raw_pair},
    {"stream_pair", try_stream_pair},
    {"bind_unix", try_bind_unix},
    {"netlink", try_netlink},
    {"process_descriptor", try_process_descriptor},
};

static void try_all(const char *when)
{
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++)
        (void)fprintf(stderr, "%s %s %d\n", when, attempts[i].name, attempts[i].run());
}

/* It waits for the end of a pipe whose other end only we have. */
static void start_victim(void)
{
    int ends[2], ready[2];
    char byte = 0;
    if (pipe2(ends, O_CLOEXEC) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        abort();
    victim = fork();
    if (victim == 0) {
        (void)close(ends[1]);
        (void)prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); /* anybody may look into it */
        (void)close(ready[0]);
        (void)close(ready[1]); /* from now on */
        while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
            continue;
        _exit(0);
    }
    (void)close(ends[0]);
    (void)close(ready[1]);
    while (read(ready[0], &byte, 1) < 0 && errno == EINTR)
        continue;
    (void)close(ready[0]);
}

/* A socket at a path, as the bus of a session has one. */
static void start_service(void)
{
    (void)snprintf(service.sun_path, sizeof service.sun_path, "/tmp/genauth-service-%ld",
                   (long)getpid());
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&service, sizeof service) != 0)
        abort();
}

/* A system with a name service that is in no other library. */
void __wrap_confine_prepare(void)
{
    if (__nss_configure_lookup("hosts", "compat files") != 0)
        abort();
    __real_confine_prepare();
}

void __wrap_confine_process(const struct confine_needs *needs)
{
    struct confine_needs changed = *needs;
    start_victim();
    start_service();
    program = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    try_all("before");
    (void)unlink(service.sun_path); /* that would show as well, but not stay in /tmp */
    changed.kills = access(at_home("kills"), F_OK) == 0;
    __real_confine_process(&changed);
    is_confined = true;
    try_all("after");
}

#include "config.h"

#include "app/confine_calls.h"

#ifdef HAVE_SECCOMP

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* By name, so that one that the C library of the build machine does not know yet counts as well;
 * what an architecture does not have is passed over. */
static const char *const forbidden[] = {
    /* another program, another process */
    "execve", "execveat", "fork", "vfork", "unshare", "setns", "personality", "uselib",
    /* looking into others, or being helped by the kernel */
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease",
    "kcmp", "pidfd_open", "pidfd_getfd", "pidfd_send_signal", "perf_event_open", "bpf",
    "userfaultfd", "lookup_dcookie", "io_uring_setup", "io_uring_enter", "io_uring_register",
    "seccomp",
    /* a server */
    "listen", "accept", "accept4",
    /* signals to others: kill and tgkill have rules below */
    "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo",
    /* files that are no plain files, other names for files, their owners and modes */
    "mknod", "mknodat", "mkdir", "mkdirat", "rmdir", "symlink", "symlinkat", "link", "linkat",
    "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "chroot",
    "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
    "open_by_handle_at", "name_to_handle_at", "fanotify_init", "fanotify_mark",
    /* mounts */
    "mount", "umount", "umount2", "pivot_root", "move_mount", "open_tree", "fsopen", "fsconfig",
    "fsmount", "fspick", "mount_setattr", "quotactl", "quotactl_fd", "swapon", "swapoff",
    /* who we are */
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid",
    "setgroups", "capset", "keyctl", "add_key", "request_key", "setpgid", "setsid",
    /* the machine */
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot",
    "iopl", "ioperm", "modify_ldt", "syslog", "acct", "nfsservctl", "vhangup", "sethostname",
    "setdomainname", "settimeofday", "clock_settime", "clock_settime64", "adjtimex",
    "clock_adjtime", "clock_adjtime64", "stime", "setpriority", "ioprio_set", "setrlimit",
    /* memory and messages shared with others */
    "shmget", "shmat", "shmctl", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop",
    "semtimedop", "semctl", "mq_open", "mq_unlink", "migrate_pages", "move_pages",
    /* a file that is nowhere */
    "memfd_create"};

/* The last call that was forbidden keeps the answer: with KILLS the handler of SIGSYS gives the
 * terminal back first. */
static uint32_t refusal(const struct confine_needs *needs)
{
    return needs->kills ? SCMP_ACT_TRAP : SCMP_ACT_ERRNO(EPERM);
}

static bool forbid_calls(scmp_filter_ctx filter, uint32_t answer)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof(forbidden) / sizeof(forbidden[0]); i++) {
        int number = seccomp_syscall_resolve_name(forbidden[i]);
        ok = number == __NR_SCMP_ERROR || seccomp_rule_add(filter, answer, number, 0) == 0;
    }
    return ok;
}

static struct scmp_arg_cmp argument(unsigned number, enum scmp_compare how, uint64_t value)
{
    return (struct scmp_arg_cmp){.arg = number, .op = how, .datum_a = value, .datum_b = 0};
}

/* The argument has the bits WANTED of those of MASK. */
static struct scmp_arg_cmp bits(unsigned number, uint64_t mask, uint64_t wanted)
{
    return (struct scmp_arg_cmp){
        .arg = number, .op = SCMP_CMP_MASKED_EQ, .datum_a = mask, .datum_b = wanted};
}

#define FORBID(name, ...)                                                                          \
    (ok = ok && seccomp_rule_add(filter, answer, SCMP_SYS(name), 1, __VA_ARGS__) == 0)
#define FORBID_TWO(name, ...)                                                                      \
    (ok = ok && seccomp_rule_add(filter, answer, SCMP_SYS(name), 2, __VA_ARGS__) == 0)

/* Threads, but no processes. What clone3 is asked for lies in memory, where no filter can look; the
 * C library goes on with clone when there is no clone3. */
static bool forbid_processes(scmp_filter_ctx filter, uint32_t answer,
                             const struct confine_needs *needs)
{
    bool ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
    pid_t self = getpid();
    FORBID(clone, bits(0, CLONE_THREAD, 0));
    FORBID(tgkill, argument(0, SCMP_CMP_NE, (uint32_t)self));
    FORBID(kill, argument(0, SCMP_CMP_NE, (uint32_t)(needs->child == 0 ? self : needs->child)));
    FORBID(prlimit64, argument(2, SCMP_CMP_NE, 0));
    FORBID(prctl, bits(0, UINT32_MAX, PR_SET_DUMPABLE));
    FORBID(prctl, bits(0, UINT32_MAX, PR_SET_PTRACER));
    return ok;
}

/* No more code than there is: none is mapped, and no memory is made to run later. The C library may
 * want to load a name service after all; it is answered and goes on without, so that is never the
 * end. */
static bool forbid_code(scmp_filter_ctx filter, uint32_t answer)
{
    bool ok = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mmap), 1,
                               bits(2, PROT_EXEC, PROT_EXEC)) == 0;
    FORBID(mprotect, bits(2, PROT_EXEC, PROT_EXEC));
    FORBID(pkey_mprotect, bits(2, PROT_EXEC, PROT_EXEC));
    return ok;
}

/* Internet sockets without raw ones, and netlink, from which the C library learns which addresses
 * there are; its bind is the only one with an address of this length, as internet ones are longer.
 * No unix sockets: behind them are the services of the same user, which would do what is forbidden
 * here. That is always answered and never the end, because the C library asks for one to find
 * name services, and goes on without. Pairs remain, which libcurl needs, but not of datagrams,
 * whose sockets could be connected anew. A unix socket that was there before, syslog's, is not
 * taken. */
static bool forbid_sockets(scmp_filter_ctx filter, uint32_t answer)
{
    enum { NETLINK_ADDRESS = 12, TYPE_BITS = 0xf };
    bool ok = true;
    for (unsigned family = 0; family < AF_NETLINK; family++)
        if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
            FORBID(socket, argument(0, SCMP_CMP_EQ, family));
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(socket), 1,
                                argument(0, SCMP_CMP_EQ, AF_UNIX)) == 0;
    FORBID(socketpair, bits(1, TYPE_BITS, SOCK_DGRAM));
    FORBID(socketpair, bits(1, TYPE_BITS, SOCK_RAW)); /* another word for it */
    FORBID(socket, argument(0, SCMP_CMP_GT, AF_NETLINK));
    FORBID_TWO(socket, argument(0, SCMP_CMP_EQ, AF_INET), bits(1, TYPE_BITS, SOCK_RAW));
    FORBID_TWO(socket, argument(0, SCMP_CMP_EQ, AF_INET6), bits(1, TYPE_BITS, SOCK_RAW));
    FORBID(bind, argument(2, SCMP_CMP_NE, NETLINK_ADDRESS));
    return ok;
}

/* Typing into the terminal for the shell that comes after us. The kernel looks at 32 bits. */
static bool forbid_terminal(scmp_filter_ctx filter, uint32_t answer)
{
    static const uint32_t requests[] = {TIOCSTI, TIOCLINUX, TIOCSETD, TIOCCONS};
    bool ok = true;
    for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
        FORBID(ioctl, bits(1, UINT32_MAX, requests[i]));
    return ok;
}

/* Calls under the numbers of other programs (32 bits) are in no list, so all of them are forbidden;
 * the library's own answer would be the end at once, without the terminal given back. */
bool confine_calls(const struct confine_needs *needs)
{
    uint32_t answer = refusal(needs);
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    bool done = filter != NULL && seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, 0) == 0 &&
                seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, answer) == 0 &&
                seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1) == 0 &&
                seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
                forbid_processes(filter, answer, needs) && forbid_code(filter, answer) &&
                forbid_sockets(filter, answer) && forbid_terminal(filter, answer) &&
                forbid_calls(filter, answer) && seccomp_load(filter) == 0;
    if (filter != NULL)
        seccomp_release(filter);
    return done;
}

#else

bool confine_calls(const struct confine_needs *needs)
{
    (void)needs;
    return false;
}

#endif

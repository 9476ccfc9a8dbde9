#include "config.h"

#include "app/process.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "app/environment.h"

enum { OLD_KERNEL_DESCRIPTORS = 65536 };

/* What was inherited beyond the first three could be anything: a file to write to, a way out. */
static bool settle_descriptors(void)
{
    int fd = 0;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd < 0)
        return false;
    (void)close(fd);
    if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0) == 0)
        return true;
    struct rlimit most;
    if (getrlimit(RLIMIT_NOFILE, &most) != 0)
        return false;
    rlim_t end = most.rlim_cur < OLD_KERNEL_DESCRIPTORS ? most.rlim_cur : OLD_KERNEL_DESCRIPTORS;
    for (fd = STDERR_FILENO + 1; (rlim_t)fd < end; fd++)
        (void)close(fd);
    return true;
}

static bool has_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
    return syscall(SYS_capget, &header, data) == 0 &&
           (data[0].permitted != 0 || data[1].permitted != 0);
}

/* AT_SECURE alone is not enough to say no: a security module sets it too, for example when sshd
 * starts a person's shell. */
static bool has_foreign_rights(void)
{
    uid_t uid, effective_uid, saved_uid;
    gid_t gid, effective_gid, saved_gid;
    if (getresuid(&uid, &effective_uid, &saved_uid) != 0 ||
        getresgid(&gid, &effective_gid, &saved_gid) != 0)
        return true;
    if (uid != effective_uid || uid != saved_uid || gid != effective_gid || gid != saved_gid)
        return true;
    return getauxval(AT_SECURE) != 0 && uid != 0 && has_capabilities();
}

static bool deny_looks(void)
{
    const struct rlimit none = {0};
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        return false;
    /* Without hardening there is a leak checker that traces its own process. */
    return !ENABLE_HARDENED_PROCESS || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

bool process_prepare(struct err *err)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    if (!settle_descriptors())
        return err_set(err, "The standard descriptors cannot be opened.");
    if (has_foreign_rights()) {
        (void)environment_rebuild();
        return err_set(err, "This program must not be installed set-user-id, set-group-id or with "
                            "capabilities.");
    }
    (void)umask(S_IRWXG | S_IRWXO);
    /* A write that cannot be done is an error for somebody to handle, and no end. */
    return (sigaction(SIGPIPE, &ignore, NULL) == 0 && sigaction(SIGXFSZ, &ignore, NULL) == 0 &&
            deny_looks() && environment_rebuild()) ||
           err_set(err, "The process cannot be prepared.");
}

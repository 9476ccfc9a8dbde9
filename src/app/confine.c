#include "config.h"

#include "app/confine.h"

#include <linux/capability.h>
#include <netdb.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <execinfo.h>
#endif

#include "app/confine_calls.h"
#include "app/confine_files.h"
#include "base/log.h"

/* The bounding set first: without it they do not come back by an exec either. */
static bool drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
    for (unsigned long number = 0; prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0; number++)
        (void)prctl(PR_CAPBSET_DROP, number, 0, 0, 0);
    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return syscall(SYS_capset, &header, none) == 0;
}

/* That of the name services, and libgcc, without which the end of a thread by pthread_cancel is
 * that of the process. (Character sets need none, as all is UTF-8; OpenSSL's modules came with the
 * transport.) A name with an empty part is asked of the services on the machine, up to one that the
 * system lets answer for all, and of no server. One that is first asked later is left out, and the
 * next one is asked. */
void confine_prepare(void)
{
    struct addrinfo *found = NULL;
    if (getaddrinfo("a..b", NULL, NULL, &found) == 0)
        freeaddrinfo(found);
#ifdef __GLIBC__
    void *caller = NULL;
    (void)backtrace(&caller, 1);
#endif
}

void confine_process(const struct confine_needs *needs)
{
    bool dropped = drop_capabilities();
    bool no_new = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    int landlock = no_new ? confine_files(needs) : 0;
    bool seccomp = no_new && confine_calls(needs);
    log_event("confined", "capabilities=%s no_new_privs=%d landlock=%d seccomp=%d",
              dropped ? "none" : "kept", no_new, landlock, seccomp);
}

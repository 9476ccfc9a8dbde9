#include "app/quiet.h"

#include <poll.h>

#include "app/session.h"
#include "base/clock.h"
#include "base/log.h"

void quiet_begin(struct session *session)
{
    session->quiet.on = session->ops->flush_input(session->ui);
    session->quiet.since_ms = clock_boot_ms();
}

void quiet_listen(struct session *session, int input)
{
    struct pollfd fd = {.fd = input, .events = POLLIN};
    bool wanted = session->ops->wants_input == NULL || session->ops->wants_input(session->ui);
    /* Before the look at the input: it was empty for all of the time up to here. */
    int64_t now_ms = clock_boot_ms();
    if (wanted && poll(&fd, 1, 0) > 0) {
        quiet_begin(session);
        log_event("input", "dropped=1");
        /* A terminal that is gone is never silent, and answers nothing. */
        if ((fd.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
            session->quiet.on = false;
    } else if (quiet_left_ms(session, now_ms) == 0) {
        session->quiet.on = false;
    }
}

int64_t quiet_left_ms(const struct session *session, int64_t now_ms)
{
    int64_t left_ms = session->quiet.since_ms + clock_moment_ms() - now_ms;
    return left_ms > 0 ? left_ms : 0;
}

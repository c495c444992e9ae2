#include "base/listener.h"

#include "base/now.h"

#include <errno.h>
#include <poll.h>

/* With no descriptor left, somebody would come again and again. */
#define REST_MS 100

void
listener_wait(struct listener *l, struct listener_guest *out, int other,
    int full, int64_t wait_ms)
{
    int closed = full || now_monotonic_ms() < l->rest_ms;
    struct pollfd at[] = { { .fd = other, .events = POLLIN },
        { .fd = closed ? -1 : l->fd, .events = POLLIN } };

    *out = (struct listener_guest){ .fd = -1 };
    if (poll(at, 2, (int)wait_ms) <= 0 || at[1].revents == 0)
        return;
    out->from_len = sizeof out->from;
    out->fd = accept4(l->fd, (struct sockaddr *)&out->from, &out->from_len,
        SOCK_CLOEXEC | SOCK_NONBLOCK);
    /* Another thread may have been faster, or the guest gone again. */
    if (out->fd < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
        errno != ECONNABORTED && errno != EINTR)
        l->rest_ms = now_monotonic_ms() + REST_MS;
}

#include "base/listener.h"

#include "base/mem.h"
#include "base/now.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* With no descriptor left, somebody would come again and again. */
#define REST_MS 100
/* So many above the share do no harm, and the first come from somewhere. */
#define SLACK 4
/* For so long a guest above the share is left to the other threads. */
#define YIELD_MS 2

struct listener_crowd {
    atomic_uint listeners, open;
};

void
listener_open(struct listener *l, int fd, const struct listener *beside)
{
    *l = (struct listener){ .fd = fd,
        .crowd = beside != NULL ? beside->crowd : mem_new(sizeof *l->crowd) };
    atomic_fetch_add(&l->crowd->listeners, 1);
}

void
listener_close(struct listener *l)
{
    if (l->crowd == NULL)
        return;
    close(l->fd);
    atomic_fetch_sub(&l->crowd->open, l->open);
    if (atomic_fetch_sub(&l->crowd->listeners, 1) == 1)
        free(l->crowd);
    l->crowd = NULL;
}

/* What is left of the share; 0 if nothing is. `max` are not here yet. */
static unsigned
room_of(const struct listener *l, unsigned max)
{
    unsigned share =
        atomic_load(&l->crowd->open) / atomic_load(&l->crowd->listeners) +
        SLACK;

    if (share <= l->open)
        return 0;
    return share < max ? share - l->open : max - l->open;
}

unsigned
listener_wait(struct listener *l, int other, unsigned max, int64_t wait_ms)
{
    int64_t rest_ms = l->rest_ms - now_monotonic_ms();
    int closed = l->open >= max || rest_ms > 0;
    struct pollfd at[] = { { .fd = other, .events = POLLIN },
        { .fd = closed ? -1 : l->fd, .events = POLLIN } };
    unsigned room;

    if (rest_ms > 0 && rest_ms < wait_ms)
        wait_ms = rest_ms;
    if (poll(at, 2, (int)wait_ms) <= 0 || at[1].revents == 0)
        return 0;
    room = room_of(l, max);
    if (room == 0 && !l->yielded) {
        l->yielded = 1;
        l->rest_ms = now_monotonic_ms() + YIELD_MS;
        return 0;
    }
    l->yielded = 0;
    return room > 0 ? room : 1;
}

void
listener_take(struct listener *l, struct listener_guest *out)
{
    out->from_len = sizeof out->from;
    out->fd = accept4(l->fd, (struct sockaddr *)&out->from, &out->from_len,
        SOCK_CLOEXEC | SOCK_NONBLOCK);
    /* Another thread may have been faster, or the guest gone again. */
    if (out->fd < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
        errno != ECONNABORTED && errno != EINTR)
        l->rest_ms = now_monotonic_ms() + REST_MS;
}

void
listener_count(struct listener *l, int by)
{
    l->open += (unsigned)by;
    atomic_fetch_add(&l->crowd->open, (unsigned)by);
}

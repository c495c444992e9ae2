#include "base/http_deadlines.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/socket.h>

#define SWEEP_MS 250

struct http_deadline *
http_deadline_new(struct http_deadlines *all, int fd)
{
    struct http_deadline *d = mem_new(sizeof *d);

    d->fd = fd;
    d->next = all->first;
    d->at = &all->first;
    if (d->next != NULL)
        d->next->at = &d->next;
    all->first = d;
    return d;
}

void
http_deadline_free(struct http_deadline *d)
{
    if (d == NULL)
        return;
    *d->at = d->next;
    if (d->next != NULL)
        d->next->at = d->at;
    free(d);
}

void
http_deadlines_cut(struct http_deadlines *all, int64_t now_ms)
{
    if (now_ms < all->sweep_ms)
        return;
    all->sweep_ms = now_ms + SWEEP_MS;
    for (struct http_deadline *d = all->first; d != NULL; d = d->next)
        if (d->at_ms > 0 && d->at_ms <= now_ms) {
            shutdown(d->fd, SHUT_RDWR);
            d->at_ms = 0;
        }
}

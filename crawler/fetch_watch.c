#include "crawler/fetch_watch.h"

#include "base/mem.h"
#include "base/now.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX

struct fetch_watch {
    struct pollfd *item; /* owned; there is always room for the caller's */
    size_t count, cap;
    size_t *place; /* owned; by descriptor: 0, or 1 + where its item is */
    size_t places;
    struct pollfd *ready; /* owned */
    size_t ready_cap;
    int64_t due_ms; /* monotonic: when libcurl wants to be called */
};

/* Also where it is not there yet, or is to be gone. */
static void
set(struct fetch_watch *w, size_t fd, short events)
{
    size_t *place;

    if (fd >= w->places) {
        size_t had = w->places;

        w->place = mem_grow(w->place, &w->places, fd + 1, sizeof w->place[0]);
        memset(w->place + had, 0, (w->places - had) * sizeof w->place[0]);
    }
    place = &w->place[fd];
    if (*place == 0 && events != 0) {
        w->item = mem_grow(w->item, &w->cap, w->count + 1 + FETCH_WATCH_MORE,
            sizeof w->item[0]);
        w->item[w->count++] = (struct pollfd){ .fd = (int)fd };
        *place = w->count;
    }
    if (events != 0) {
        w->item[*place - 1].events = events;
    } else if (*place != 0) {
        const struct pollfd last = w->item[--w->count];

        w->item[*place - 1] = last;
        w->place[last.fd] = *place;
        *place = 0;
    }
}

static int
on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *of_socket)
{
    short events = 0;

    (void)easy;
    (void)of_socket;
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
        events |= POLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        events |= POLLOUT;
    assert(fd >= 0);
    set(ctx, (size_t)fd, events);
    return 0;
}

static int
on_timer(CURLM *multi, long timeout_ms, void *ctx)
{
    struct fetch_watch *w = ctx;

    (void)multi;
    w->due_ms = timeout_ms < 0 ? NEVER : now_monotonic_ms() + timeout_ms;
    return 0;
}

struct fetch_watch *
fetch_watch_new(CURLM *multi)
{
    struct fetch_watch *w = mem_new(sizeof *w);

    w->due_ms = NEVER;
    w->item = mem_grow(NULL, &w->cap, FETCH_WATCH_MORE, sizeof w->item[0]);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, w);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, w);
    return w;
}

void
fetch_watch_free(struct fetch_watch *w)
{
    if (w == NULL)
        return;
    free(w->item);
    free(w->place);
    free(w->ready);
    free(w);
}

int
fetch_watch_is_due(const struct fetch_watch *w)
{
    return w->due_ms != NEVER && w->due_ms <= now_monotonic_ms();
}

int
fetch_watch_wait(
    struct fetch_watch *w, int timeout_ms, struct pollfd *more, size_t count)
{
    int64_t left_ms =
        w->due_ms == NEVER ? NEVER : w->due_ms - now_monotonic_ms();
    int rc;

    assert(count <= FETCH_WATCH_MORE);
    if (left_ms < timeout_ms)
        timeout_ms = left_ms > 0 ? (int)left_ms : 0;
    for (size_t i = 0; i < count; i++)
        w->item[w->count + i] = more[i];
    rc = poll(w->item, w->count + count, timeout_ms);
    for (size_t i = 0; i < count; i++)
        more[i].revents = rc > 0 ? w->item[w->count + i].revents : 0;
    for (size_t i = 0; rc <= 0 && i < w->count; i++)
        w->item[i].revents = 0;
    return rc < 0 && errno != EINTR ? -1 : 0;
}

/* As libcurl itself takes it: what went wrong is read from the socket. */
static int
mask_of(short revents)
{
    int mask = 0;

    if (revents & (POLLIN | POLLHUP | POLLERR))
        mask |= CURL_CSELECT_IN;
    if (revents & POLLOUT)
        mask |= CURL_CSELECT_OUT;
    if (revents & POLLNVAL)
        mask |= CURL_CSELECT_ERR;
    return mask;
}

CURLMcode
fetch_watch_act(struct fetch_watch *w, CURLM *multi)
{
    size_t count = 0;
    CURLMcode rc = CURLM_OK;
    int running;

    /* The items change meanwhile. */
    w->ready = mem_grow(w->ready, &w->ready_cap, w->count, sizeof w->ready[0]);
    for (size_t i = 0; i < w->count; i++)
        if (w->item[i].revents != 0) {
            w->ready[count++] = w->item[i];
            w->item[i].revents = 0;
        }
    for (size_t i = 0; i < count && rc == CURLM_OK; i++)
        rc = curl_multi_socket_action(
            multi, w->ready[i].fd, mask_of(w->ready[i].revents), &running);
    if (rc == CURLM_OK && fetch_watch_is_due(w)) {
        w->due_ms = NEVER;
        rc = curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    return rc;
}

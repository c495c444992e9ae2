/* crawler/fetch_watch.h - what the transfers of crawler/fetch.h wait for.
 *
 * libcurl says which descriptors, and until when, so that of many transfers
 * only those are looked at that may go on. Of crawler/fetch alone.
 */
#ifndef CRAWLER_FETCH_WATCH_H
#define CRAWLER_FETCH_WATCH_H

#include "crawler/fetch_job.h"

#include <poll.h>

/* Descriptors of the caller's that are waited for with them, at most. */
#define FETCH_WATCH_MORE 2

/* Empty; told by multi from now on, which must be cleaned up first. */
struct fetch_watch *fetch_watch_new(CURLM *multi);
void fetch_watch_free(struct fetch_watch *w); /* NULL is allowed */

/* 1 if libcurl wants to be called now. */
int fetch_watch_is_due(const struct fetch_watch *w);

/* Wait for them, until libcurl is due, at most timeout_ms, and for `count` of
 * the caller's, whose revents are set. 0, or -1 with errno. */
int fetch_watch_wait(
    struct fetch_watch *w, int timeout_ms, struct pollfd *more, size_t count);

/* Have libcurl go on where it can. */
CURLMcode fetch_watch_act(struct fetch_watch *w, CURLM *multi);

#endif

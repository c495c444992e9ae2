/* crawler/politeness.h - how long a host is left alone.
 *
 * Between two requests lies its delay: what was asked for, what its robots.txt
 * asks for, and more where it is slow to answer. A host that pushes back or is
 * not there is left alone for longer and longer, and in the end for good.
 * Knows no URL, no queue and no clock.
 */
#ifndef CRAWLER_POLITENESS_H
#define CRAWLER_POLITENESS_H

#include "base/dice.h"

/* Start from politeness_defaults(). With host_delay_ms 0 nothing adapts to
 * response times: no politeness was asked for. */
struct politeness_limits {
    int64_t host_delay_ms; /* least time between two requests' starts */
    int slow_factor;       /* the delay is at least this many response times */
    int64_t slow_max_ms;   /* but no longer than this for slowness alone */
    int64_t crawl_delay_max_ms; /* what robots.txt may ask for at most */
    int64_t backoff_ms, backoff_max_ms; /* first and last pause on 429, 503 */
    int64_t retry_after_max_ms;         /* what a host may ask for at most */
    int host_strikes; /* failures in a row until a host is given up */
};
struct politeness_limits politeness_defaults(void);

/* Of a crawl. */
struct politeness {
    struct politeness_limits limits;
    struct dice dice; /* of the jitter */
};

/* Of one host. */
struct politeness_host {
    int64_t next_at_ms;     /* not to be asked before */
    int64_t took_ms;        /* its answers lately; 0: none came yet */
    int64_t crawl_delay_ms; /* of its robots.txt */
    int strikes;            /* in a row */
    int gone;               /* given up */
};
void politeness_host_init(struct politeness_host *h);

/* Not before at_ms; never makes a wait shorter. */
void politeness_wait(struct politeness_host *h, int64_t at_ms);

/* A request begins: not again before the delay is over. */
void politeness_asked(
    const struct politeness *p, struct politeness_host *h, int64_t now_ms);

/* A request that began then was answered, or failed, after took_ms. */
void politeness_took(const struct politeness *p, struct politeness_host *h,
    int64_t started_at_ms, int64_t took_ms);

/* How it ended: with an HTTP status, or 0 if no response came; and after how
 * long it says that it may be asked again, or -1. Returns 1 for a strike: it
 * pushes back (429, 503) or is not there. */
int politeness_answered(struct politeness *p, struct politeness_host *h,
    int64_t now_ms, int status, int64_t retry_after_ms);

/* The pause after so many failures, from 1: doubled each time, and three
 * quarters to five quarters of it, so that hosts do not come back in step. */
int64_t politeness_pause_ms(struct politeness *p, int times);

/* Crawl-delay of robots.txt; only ever makes the delay longer. */
void politeness_set_crawl_delay(
    const struct politeness *p, struct politeness_host *h, int64_t delay_ms);

#endif

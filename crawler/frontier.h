/* crawler/frontier.h - which URL may be fetched next, and when.
 *
 * One queue per host, so that no host is asked twice within its delay; hosts
 * that answer from one address share a delay too. Only a window of each
 * queue is in memory; the store keeps all of it and knows what is new. A URL
 * that was handed out stays in the store until frontier_done, so a scan that
 * was killed gets it again. Knows no network and no clock: the caller passes
 * the time in, which may not run backwards.
 */
#ifndef CRAWLER_FRONTIER_H
#define CRAWLER_FRONTIER_H

#include "base/fail.h"
#include "base/str.h"
#include "crawler/frontier_refusal.h"
#include "crawler/politeness.h"
#include "crawler/trap.h"

#include <stdint.h>

struct frontier;

/* Priorities: lower comes first within a host, but that a list goes out now
 * and then while offers wait (crawler/lanes.h). Between hosts it is a head
 * start of some turns, so that no host starves. */
enum frontier_priority {
    FRONTIER_PICTURE = -1, /* of an offer that was flagged: few, and evidence */
    FRONTIER_FIRST,        /* sitemaps */
    FRONTIER_SEARCH,       /* results of a search for recalled products */
    FRONTIER_LISTING,      /* looks like an offer */
    FRONTIER_LIST,         /* leads to offers */
    FRONTIER_OTHER,
};

struct frontier_link {
    struct str url;  /* canonical */
    struct str host; /* the queue: host and port as in the URL */
    int priority;
    int depth; /* links from a start page; 0 is never taken for a trap */
};

/* Where the queues are kept; the functions of store/store.h fit behind it.
 * All return -1 with fail set when the store fails. */
struct frontier_store {
    void *ctx;
    /* 1 if new, 0 if known already. */
    int (*add)(void *ctx, const struct frontier_link *link, struct fail *fail);
    /* The first `limit` waiting URLs of a host with priorities from `first` to
     * `last`, by priority, then age. */
    int (*load)(void *ctx, struct str host, int first, int last, size_t limit,
        void (*visit)(const struct frontier_link *link, void *arg), void *arg,
        struct fail *fail);
    /* Every host with waiting URLs, and how many. */
    int (*hosts)(void *ctx,
        void (*visit)(struct str host, int64_t waiting, void *arg), void *arg,
        struct fail *fail);
    int (*done)(void *ctx, struct str url, struct fail *fail);
};

/* Start from frontier_defaults(). */
struct frontier_options {
    struct politeness_limits politeness;
    int64_t address_delay_ms; /* of an address; -1: a quarter of a host's */
    int host_connections;     /* at once */
    int address_connections;  /* at once; 0: no limit */
    int attempts;             /* of one URL, for time-outs and server errors */
    int depth_max;
    int64_t pages_max;          /* 0: no limit */
    int64_t pages_handed;       /* by earlier runs of this scan */
    int64_t pages_per_host_max; /* in this run; 0: no limit */
    size_t window;              /* URLs of a host's lane in memory at most */
    size_t window_total;        /* of all hosts, about */
    uint64_t seed;              /* of the jitter */
    struct trap_limits traps;
};

/* 1 s per host, a quarter of that per address, one connection. */
struct frontier_options frontier_defaults(void);

/* Takes up what the store has waiting. store is copied. */
int frontier_new(struct frontier **out, const struct frontier_options *o,
    const struct frontier_store *store, struct fail *fail);
void frontier_free(struct frontier *f);

/* Queue a copy. Return 1 if it was queued; 0 if not, *why says why; -1 if the
 * store failed. */
int frontier_add(struct frontier *f, const struct frontier_link *link,
    enum frontier_refusal *why, struct fail *fail);

/* What is handed out. Borrowed until frontier_done or frontier_retry. */
struct frontier_task {
    struct str url, host;
    int priority, depth;
    int attempt; /* 1 for the first */
    /* FRONTIER_FINE, or FRONTIER_HOST_GONE: do not fetch, record, done. */
    enum frontier_refusal refusal;
};

/* Take a URL that may be fetched at now_ms: return 1. Or return 0 and set
 * *wait_ms to how long to sleep, -1 if only an answer or a new link can
 * change anything. -1 if the store failed. */
int frontier_next(struct frontier *f, int64_t now_ms,
    struct frontier_task *task, int64_t *wait_ms, struct fail *fail);

struct frontier_answer {
    int status;             /* HTTP, 0 if no response came */
    int refused;            /* by us, before anything was sent */
    int64_t took_ms;        /* of the request */
    int64_t retry_after_ms; /* -1: not said */
    struct str address;     /* peer, or empty */
};

/* The request ended: the host may be asked again after its delay. Return 1
 * if the URL will be handed out again (the caller forgets this try), 0 if
 * the answer stands; then frontier_done follows once it is kept. */
int frontier_answered(struct frontier *f, int64_t now_ms, struct str url,
    const struct frontier_answer *a);

/* The URL was dealt with for good. Call it in the transaction that keeps its
 * page. A URL that was not answered is taken as refused by us. */
int frontier_done(
    struct frontier *f, int64_t now_ms, struct str url, struct fail *fail);

/* Give a URL back untried, to be handed out after the host was resumed. */
void frontier_put_back(struct frontier *f, int64_t now_ms, struct str url);

/* Hand out nothing of a host, while its robots.txt is fetched, say. */
void frontier_pause(struct frontier *f, struct str host);
void frontier_resume(struct frontier *f, struct str host);

/* A request outside the queue was made to a host: its delay begins again. */
void frontier_asked(struct frontier *f, int64_t now_ms, struct str host);

/* A browser wants to open a page of a host, which is a request outside the
 * queue that takes long. 1 if it may now: the host then counts as being asked
 * until frontier_leave, paused or not. 0 if it has to wait, for about *wait_ms;
 * -1 there means until something is answered. */
int frontier_visit(
    struct frontier *f, int64_t now_ms, struct str host, int64_t *wait_ms);
void frontier_leave(struct frontier *f, int64_t now_ms, struct str host);

/* Crawl-delay of robots.txt; only ever makes the delay longer. */
void frontier_set_crawl_delay(
    struct frontier *f, struct str host, int64_t delay_ms);

/* URLs waiting, and handed out but not done. */
int64_t frontier_waiting(const struct frontier *f);
int64_t frontier_held(const struct frontier *f);
/* 1 when pages_max was reached: the rest waits in the store. */
int frontier_over_budget(const struct frontier *f);

#endif

/* store/browse.h - notices and scans as pages list them.
 *
 * As store/store.h: -1 with fail set when the store fails; what a visit gets
 * is borrowed for the call, and its non-zero return ends the walk.
 */
#ifndef STORE_BROWSE_H
#define STORE_BROWSE_H

#include "store/store.h"

/* --- notices --- */

#define STORE_NOTICE_WORDS 6

struct store_notice_filter {
    struct str source; /* empty: all */
    struct str text;   /* every word of it stands in id, name, brand, product,
                          models or GTINs; words past the sixth are ignored */
    /* Begin behind this notice; row 0: at the first. */
    struct str published;
    int64_t row;
    int64_t limit;
};

struct store_notice {
    int64_t row;
    struct str source, id, published; /* published: a date, or "" */
    struct str record;                /* JSON of core/recall.h */
    int64_t first_seen_ms, changed_at_ms;
};

/* The newest first. */
int store_notice_each(struct store *s, const struct store_notice_filter *f,
    int (*visit)(const struct store_notice *n, void *ctx), void *ctx,
    struct fail *fail);
/* 1 with the notice visited, 0 if there is none. */
int store_notice_get(struct store *s, int64_t row,
    int (*visit)(const struct store_notice *n, void *ctx), void *ctx,
    struct fail *fail);
/* Every source with notices and how many, in order of name. */
int store_notice_sources(struct store *s,
    void (*visit)(struct str source, int64_t notices, void *ctx), void *ctx,
    struct fail *fail);

/* --- scans --- */

struct store_scan_row {
    int64_t id, started_at_ms, finished_at_ms; /* finished 0: not yet */
    struct str name, how;
    struct str summary; /* JSON of store_scan_summary, "" before the end */
};

/* The newest first, from those of a number below `before` (0: all). */
int store_scan_each(struct store *s, int64_t before, int64_t limit,
    int (*visit)(const struct store_scan_row *r, void *ctx), void *ctx,
    struct fail *fail);
/* 1 with the scan visited, 0 if there is none. */
int store_scan_get(struct store *s, int64_t id,
    int (*visit)(const struct store_scan_row *r, void *ctx), void *ctx,
    struct fail *fail);
/* The hosts of a scan with most URLs first. */
int store_scan_hosts(struct store *s, int64_t scan, int64_t limit,
    void (*visit)(struct str host, int64_t known, int64_t waiting, void *ctx),
    void *ctx, struct fail *fail);

struct store_trouble {
    struct str url, state, reason;
    int64_t fetched_at_ms;
};
/* Up to `limit` pages of a scan that ended in a state, the newest first. */
int store_scan_troubles(struct store *s, int64_t scan, const char *state,
    int64_t limit, void (*visit)(const struct store_trouble *t, void *ctx),
    void *ctx, struct fail *fail);

#endif

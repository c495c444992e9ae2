/* recalls/feed.h - where each authority publishes, and in which steps that is
 * read: list, pages of a list, notices.
 *
 * Pure: addresses and bytes in, further addresses and notices out. What is
 * fetched when, and what is kept, is scan/recall_fetch.h. An address that a
 * feed names itself is used only where it lies under the feed's own site.
 */
#ifndef RECALLS_FEED_H
#define RECALLS_FEED_H

#include "recalls/recall_source.h"

#define FEED_DATE_BYTES 11

/* What a document is to its feed; kept in the store, so numbers stay. */
enum feed_kind {
    FEED_LIST = 1,   /* names further documents; holds no notices */
    FEED_PAGE = 2,   /* notices, perhaps a part of all */
    FEED_NOTICE = 3, /* notices that are gone when the document is */
    FEED_REPORT = 4, /* a closed set: what it no longer holds is gone */
};

/* What a reading from beginning to end has seen. */
enum feed_scope {
    FEED_WINDOW,     /* the newest, or what changed: absence says nothing */
    FEED_FULL_WHOLE, /* all there is when it was not limited to a time */
    FEED_WHOLE,      /* all there is, always */
};

/* One reading, as the functions of a feed see it. */
struct feed_walk {
    const char *base;  /* of the feed, or what stands for it */
    const char *since; /* "2026-09-25", or "" for all there ever was */
    const char *today;
    const struct feed_source *feed;
    struct recall_import *im; /* NULL while it starts */
    /* Asked for one more document; listed is its date in the list, or "". */
    void (*more)(
        void *ctx, enum feed_kind kind, const char *url, const char *listed);
    void *ctx;
    size_t named;   /* addresses given to more */
    size_t strange; /* addresses that led elsewhere and were left out */
};

struct feed_source {
    const char *name;   /* "us-cpsc": on the command line */
    const char *source; /* of its records */
    const char *format; /* of recalls/recall_source.h */
    const char *base;   /* what its addresses begin with; no '/' at the end */
    int overlap_days;   /* asked again behind the last success */
    enum feed_scope scope;
    int crawled;     /* web pages, no data service: robots.txt is asked */
    int alternative; /* the same notices as another row: not in --all */
    void (*start)(struct feed_walk *w);
    /* Read one document: addresses by feed_ask and feed_follow, notices into
     * w->im. The error names the member that is missing or of another type.
     */
    int (*read)(struct feed_walk *w, enum feed_kind kind, struct str url,
        struct str body, struct fail *fail);
};

const struct feed_source *feed_find(struct str name);
const struct feed_source *feed_at(size_t i); /* NULL behind the last */

/* Read a document of the walk's feed. A web page where data is due is an
 * error that says so. */
int feed_read(struct feed_walk *w, enum feed_kind kind, struct str url,
    struct str body, struct fail *fail);

/* date + days: "2026-02-27", 3 gives "2026-03-02"; what is no date comes back
 * as it is. */
void feed_date_add(const char *date, int days, char out[FEED_DATE_BYTES]);

#endif

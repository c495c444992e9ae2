/* scan/message.h - what the three kinds of process say to each other.
 *
 * One frame (base/wire.h) per message. A receiver treats every frame as
 * bytes from a stranger: what does not fit is an error, never a crash.
 */
#ifndef SCAN_MESSAGE_H
#define SCAN_MESSAGE_H

#include "base/wire.h"
#include "core/casefile.h"
#include "core/page.h"
#include "core/texts.h"

enum message_type {
    MESSAGE_FETCH = 1, /* supervisor to fetcher */
    MESSAGE_PAGE,      /* fetcher to supervisor */
    MESSAGE_HOST,      /* fetcher to supervisor: what robots.txt says */
    MESSAGE_LATER,     /* fetcher to supervisor: robots.txt was asked instead */
    MESSAGE_READY,     /* inspector to supervisor, once, empty */
    MESSAGE_INSPECT,   /* supervisor to inspector */
    MESSAGE_RESULT,    /* inspector to supervisor */
};

/* The largest body is a sitemap's. */
#define MESSAGE_BYTES_MAX (LIMIT_SITEMAP_BYTES + (4u << 20))

enum message_kind { MESSAGE_KIND_PAGE, MESSAGE_KIND_SITEMAP };

struct message_fetch {
    int64_t id;
    enum message_kind kind;
    struct str url, etag, last_modified; /* borrowed */
};

void message_put_fetch(struct buf *out, const struct message_fetch *m);
int message_get_fetch(struct message_fetch *m, struct str frame);

/* LATER: the number of a request that is given back untried. */
void message_put_later(struct buf *out, int64_t id);
int message_get_later(int64_t *id, struct str frame);

/* PAGE and INSPECT: a number, a kind, a page. *page is new, owned. */
void message_put_page(
    struct buf *out, int64_t id, enum message_kind kind, const struct page *p);
int message_get_page(
    int64_t *id, enum message_kind *kind, struct page **page, struct str frame);

struct message_host {
    struct str host;       /* host and port as in URLs */
    int64_t delay_ms;      /* Crawl-delay, 0 if none */
    struct texts sitemaps; /* owned */
};

void message_put_host(struct buf *out, const struct message_host *m);
int message_get_host(struct message_host *m, struct str frame);

struct message_link {
    struct str url; /* borrowed */
    int likely;     /* 1 product, 2 list or next page, 3 sitemap, 0 other */
};

/* What an inspector made of a page. */
struct message_result {
    int64_t id;
    struct str kind; /* "product" "list" "other" "sitemap" */
    enum page_observed observed;
    struct str reason;          /* why partial or blocked */
    struct message_link *links; /* owned array of borrowed texts */
    size_t link_count, link_cap;
    struct str *casefiles; /* owned array of borrowed JSON texts */
    size_t casefile_count, casefile_cap;
};

void message_put_result(struct buf *out, const struct message_result *m);
/* The texts are borrowed from the frame. */
int message_get_result(struct message_result *m, struct str frame);
void message_result_clear(struct message_result *m);

/* The casefiles as records: an owned array of m->casefile_count owned ones.
 * -1 and nothing if one of them is none. */
int message_casefiles(
    const struct message_result *m, struct casefile ***out, struct fail *fail);
void message_casefiles_free(struct casefile **list, size_t count);

#endif

/* scan/message.h - what the kinds of process say to each other.
 *
 * One frame (base/wire.h) per message. A receiver treats every frame as
 * bytes from a stranger: what does not fit is an error, never a crash.
 */
#ifndef SCAN_MESSAGE_H
#define SCAN_MESSAGE_H

#include "base/wire.h"
#include "core/casefile.h"
#include "core/page.h"
#include "core/picture_facts.h"
#include "core/texts.h"

enum message_type {
    MESSAGE_FETCH = 1, /* supervisor to fetcher */
    MESSAGE_PAGE,      /* fetcher to supervisor */
    MESSAGE_HOST,      /* fetcher to supervisor: what robots.txt says */
    MESSAGE_LATER,     /* fetcher to supervisor: robots.txt was asked instead */
    MESSAGE_READY,     /* inspector to supervisor, once, empty */
    MESSAGE_INSPECT,   /* supervisor to inspector */
    MESSAGE_RESULT,    /* inspector to supervisor */
    MESSAGE_LIMIT,     /* inspector to supervisor, before a result */
    MESSAGE_ALIVE,     /* fetcher to supervisor, now and then, empty */
    MESSAGE_RENDER,    /* supervisor to browser keeper */
    MESSAGE_RENDERED,  /* browser keeper to supervisor */
    MESSAGE_JUDGE,     /* supervisor to inspector: offers read before */
};

/* The largest body is a sitemap's; a page that a browser opened has two, and
 * a picture. */
#define MESSAGE_BYTES_MAX (LIMIT_SITEMAP_BYTES + (4u << 20))

enum message_kind {
    MESSAGE_KIND_PAGE,
    MESSAGE_KIND_SITEMAP,
    MESSAGE_KIND_PICTURE,
};

struct message_fetch {
    int64_t id;
    enum message_kind kind;
    struct str url, etag, last_modified; /* borrowed */
    int64_t copied; /* bodies on the fetcher's shelf, since the last message */
};

void message_put_fetch(struct buf *out, const struct message_fetch *m);
int message_get_fetch(struct message_fetch *m, struct str frame);

/* LATER: the number of a request that is given back untried. */
void message_put_later(struct buf *out, int64_t id);
int message_get_later(int64_t *id, struct str frame);

/* PAGE and INSPECT: a number, a kind, a page without its screenshot; the body
 * is the frame's tail (base/wire.h), lent where that is. What is read takes the
 * place of any page, in its memory, and that of its body is left in `body`.
 * After -1 it is any page still. */
void message_put_page(
    struct buf *out, int64_t id, enum message_kind kind, const struct page *p);
int message_get_page(int64_t *id, enum message_kind *kind, struct page *page,
    struct str frame, struct buf *body);

struct message_render {
    int64_t id;
    struct str url; /* borrowed */
};

void message_put_render(struct buf *out, const struct message_render *m);
int message_get_render(struct message_render *m, struct str frame);

/* What a browser made of a page; borrowed texts. */
struct message_rendered {
    int64_t id, took_ms;
    struct str browser;  /* name and version; empty where there was none */
    struct str why;      /* why it is not all of the page, or empty */
    struct str document; /* UTF-8, at most LIMIT_BODY_BYTES */
    struct str picture;  /* PNG, or empty */
};

void message_put_rendered(struct buf *out, const struct message_rendered *m);
int message_get_rendered(struct message_rendered *m, struct str frame);

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

/* An offer as the inspector read and judged it; borrowed texts. */
struct message_offer {
    struct listing_record listing;
    int flagged;
    struct str verdict; /* the casefile's JSON without its listing */
};

/* What core/picture_facts.h made of a picture; borrowed texts. */
struct message_picture {
    enum picture_format format; /* PICTURE_OTHER: the page is no picture */
    int width, height, plain;
    uint64_t look;
    struct str thumb;
};

/* What an inspector made of a page. */
struct message_result {
    int64_t id;
    struct str kind; /* "product" "list" "other" "sitemap" "picture" */
    enum page_observed observed;
    struct str reason;          /* why partial or blocked */
    struct message_link *links; /* owned array of borrowed texts */
    size_t link_count, link_cap;
    struct message_offer *offers; /* owned array of borrowed texts */
    size_t offer_count, offer_cap;
    struct message_picture picture;
};

/* The offers of a result are put one by one, as they are made, and the bytes
 * of all of them handed to message_put_result. */
void message_put_offer(struct buf *out, const struct message_offer *o);
void message_put_result(struct buf *out, const struct message_result *m,
    size_t offer_count, struct str offers);
/* The texts are borrowed from the frame. *m is all 0, or what an earlier call
 * made, of which the arrays are used again. */
int message_get_result(struct message_result *m, struct str frame);
void message_result_clear(struct message_result *m);

/* LIMIT: matches of a rule were given up at its step limit. */
struct message_limit {
    struct str rule;
    int64_t given_up;
};
void message_put_limit(struct buf *out, const struct message_limit *m);
int message_get_limit(struct message_limit *m, struct str frame);

/* JUDGE: a number, the time of the visit, and what message_put_result made of
 * an earlier one, borrowed from the frame. Answered by a RESULT with the same
 * links and the offers judged anew. */
void message_put_judge(
    struct buf *out, int64_t id, int64_t fetched_at_ms, struct str result);
int message_get_judge(/* *m: see message_get_result */
    struct message_result *m, int64_t *fetched_at_ms, struct str frame);

/* The offer's casefile, owned; -1 if the texts are none. */
int message_casefile(
    const struct message_offer *o, struct casefile **out, struct fail *fail);

/* The casefiles of flagged offers, NULL for the others, as an owned array of
 * m->offer_count. Checks that every listing is a JSON object; -1 and nothing
 * if anything is not as it must be. Few offers are flagged, so what is said
 * of the others is mostly not read. */
int message_casefiles(
    const struct message_result *m, struct casefile ***out, struct fail *fail);
void message_casefiles_free(struct casefile **list, size_t count);

#endif

/* crawler/extract.h - page to listings: runs the extractors, merges, judges.
 *
 * The one entry point of this half of crawler/. Pure: bytes in, record out;
 * no clock, no network, no files after extract_new.
 */
#ifndef CRAWLER_EXTRACT_H
#define CRAWLER_EXTRACT_H

#include "core/listing.h"
#include "core/page.h"

enum extract_kind { EXTRACT_OTHER, EXTRACT_PRODUCT, EXTRACT_LIST };

struct extract_link {
    struct str url; /* canonical, http(s); a NUL stands behind it */
    int likely;     /* 1: looks like a product page, 2: list or next page,
                       0: anything else */
};

struct extraction {
    enum extract_kind kind;
    enum page_observed observed;
    char *reason;              /* owned: why partial or blocked, or "" */
    struct listing **listings; /* owned */
    size_t listing_count, listing_cap;
    struct extract_link *links; /* owned, in page order, no duplicates;
                                   rel=nofollow ones left out */
    size_t link_count, link_cap;
    char *link_text; /* owned: what the links' addresses stand in, or NULL */
    char *canonical; /* owned or NULL */
    char *next;      /* owned or NULL: the next page of a list */
    char *charset;   /* owned: WHATWG name */
};

struct extractor; /* reusable scratch memory; not for use by two threads */

/* profiles_dir: site profiles (YAML), or NULL for none. */
int extractor_new(
    struct extractor **out, const char *profiles_dir, struct fail *fail);
void extractor_free(struct extractor *e);

/* 1 if pages of this host are for a browser; of any host, where host is
 * empty. */
int extractor_renders(const struct extractor *e, struct str host);

/* Read a page: what a browser made of it, or its body (core/page.h). A page of
 * a host whose profile asks for a browser is observed only with one.
 * Never fails: what cannot be read is EXTRACT_OTHER with a reason. */
void extract_page(
    struct extractor *e, const struct page *p, struct extraction *out);
void extraction_clear(struct extraction *x);

/* The record that `shelfwatch extract` prints. */
struct js *extraction_to_json(const struct extraction *x, struct str url);
const char *extract_kind_name(enum extract_kind k);

#endif

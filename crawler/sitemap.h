/* crawler/sitemap.h - a sitemap's bytes to the addresses it lists.
 *
 * Reads what sites serve as sitemaps: XML lists and indexes (sitemaps.org,
 * any namespace or none), plain text, RSS, Atom, each perhaps in gzip, each
 * perhaps broken: then as far as possible. Pure. Which hosts may be listed,
 * how many children are fetched and that none is fetched twice (an index may
 * list itself) is up to the caller, who keeps what is known already.
 */
#ifndef CRAWLER_SITEMAP_H
#define CRAWLER_SITEMAP_H

#include "base/fail.h"
#include "base/str.h"

enum sitemap_kind {
    SITEMAP_UNKNOWN, /* nothing of a sitemap was found */
    SITEMAP_PAGES,   /* <urlset> */
    SITEMAP_INDEX,   /* <sitemapindex> */
    SITEMAP_TEXT,
    SITEMAP_FEED, /* RSS, RSS 1.0 (RDF) or Atom */
};

#define SITEMAP_PRIORITY_DEFAULT 0.5 /* sitemaps.org */

struct sitemap_entry {
    char *url;          /* owned: canonical (core/url.h) */
    int64_t lastmod_ms; /* -1 if absent or not a date */
    double priority;    /* 0..1, SITEMAP_PRIORITY_DEFAULT if absent */
};

struct sitemap_list {
    struct sitemap_entry *entries; /* owned */
    size_t count, cap;
};

struct sitemap {
    enum sitemap_kind kind;
    struct sitemap_list pages;
    struct sitemap_list children; /* further sitemaps, of an index */
    size_t skipped;               /* entries whose address is none of ours */
    int truncated;                /* LIMIT_SITEMAP_URLS or _BYTES was reached */
    struct fail fail;             /* what is broken in it; "" if nothing */
};

/* Read a sitemap that came from `url` (absolute; relative entries are
 * resolved against it). At most LIMIT_SITEMAP_BYTES, after gzip, and
 * LIMIT_SITEMAP_URLS in each list count. Never fails. */
void sitemap_parse(struct sitemap *out, struct str bytes, struct str url);
void sitemap_clear(struct sitemap *s);

#endif

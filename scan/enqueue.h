/* scan/enqueue.h - which of the addresses that were found join the queue.
 *
 * Starts, searches, links of pages, sitemaps of robots.txt and of sitemaps,
 * each with its priority and depth. Trusts no address: an inspector that was
 * taken over may have sent it.
 */
#ifndef SCAN_ENQUEUE_H
#define SCAN_ENQUEUE_H

#include "core/campaign.h"
#include "crawler/frontier.h"
#include "scan/message.h"

/* Addresses that were found known or made known lately: the pages of a site
 * all link the same hundred, and to ask the frontier takes 3 us each. And how
 * many sitemaps of each host were queued. */
struct enqueue_known;
struct enqueue_known *enqueue_known_new(void);
void enqueue_known_free(struct enqueue_known *k);

struct enqueue {
    struct frontier *frontier;
    const struct campaign *campaign;
    struct enqueue_known *known;
};

/* Host and port of a URL as it stands there: the name of its queue. Empty if
 * it is no http(s) URL in canonical form. */
struct str enqueue_host(struct str url);

/* The campaign's start pages and its searches (may be NULL). A start whose
 * path ends in ".xml" or ".xml.gz" is read as a sitemap. */
int enqueue_starts(
    const struct enqueue *e, const struct texts *searches, struct fail *fail);

/* Where links were found. */
struct enqueue_page {
    struct str url;
    int depth;
    struct str keys; /* of a page whose links are known from before: of each */
};

/* What an inspector found on it; only a sitemap may name sitemaps. *keys gets
 * digest_key of each link, borrowed until the next call, or as many as fit.
 * Where the keys are known, the links are passed over that this run has met;
 * where enqueue_is_met says 1 that is all of them, and r need not have them. */
int enqueue_links(const struct enqueue *e, const struct enqueue_page *of,
    const struct message_result *r, struct str *keys, struct fail *fail);
int enqueue_is_met(const struct enqueue *e, struct str keys);

/* Pictures of offers, on whatever host they are. */
int enqueue_pictures(
    const struct enqueue *e, const struct texts *urls, struct fail *fail);

/* The sitemaps that robots.txt of a host names, on whatever host they are. */
int enqueue_sitemaps(const struct enqueue *e, struct str host,
    const struct texts *urls, struct fail *fail);

#endif

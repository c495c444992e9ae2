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
    struct enqueue_known *known; /* or NULL */
};

/* Host and port of a URL as it stands there: the name of its queue. Empty if
 * it is no http(s) URL in canonical form. */
struct str enqueue_host(struct str url);

/* The campaign's start pages and its searches (may be NULL). A start whose
 * path ends in ".xml" or ".xml.gz" is read as a sitemap. */
int enqueue_starts(
    const struct enqueue *e, const struct texts *searches, struct fail *fail);

/* What an inspector found on a page of that address and depth. Only a
 * sitemap may name sitemaps. */
int enqueue_links(const struct enqueue *e, struct str page, int depth,
    const struct message_result *r, struct fail *fail);

/* Pictures of offers, on whatever host they are. */
int enqueue_pictures(
    const struct enqueue *e, const struct texts *urls, struct fail *fail);

/* The sitemaps that robots.txt of a host names, on whatever host they are. */
int enqueue_sitemaps(const struct enqueue *e, struct str host,
    const struct texts *urls, struct fail *fail);

#endif

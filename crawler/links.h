/* crawler/links.h - which addresses a page leads to, and which look worth it.
 *
 * Guesses only: the frontier orders by them, the campaign decides.
 */
#ifndef CRAWLER_LINKS_H
#define CRAWLER_LINKS_H

#include "core/url.h"
#include "crawler/extract.h"
#include "crawler/facts.h"
#include "crawler/view.h"

/* What references came to on pages before: the pages of a site share most of
 * theirs. It changes no result. */
struct links_memory;
struct links_memory *links_memory_new(void);
void links_memory_free(struct links_memory *m);

/* Set out->links, which has none, to the page's links: resolved against base,
 * canonical, each once, http(s) only, in page order; nofollow ones left out; at
 * most LIMIT_LINKS_PER_PAGE. facts names the addresses of cards (likely 1) and
 * of the next page (likely 2). m may be NULL. */
void links_collect(struct extraction *out, const struct view *v,
    const struct facts *facts, const struct url *base, struct links_memory *m);

/* 1: shaped like the address of a product, 2: of a list, 0: neither. */
int links_likely(const struct url *u);

#endif

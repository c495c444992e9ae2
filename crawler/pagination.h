/* crawler/pagination.h - where a list, thread or blog page goes on.
 *
 * Reads rel=next, words and arrows on links in many languages, numbered
 * pagers and page numbers in addresses; several weak signs together count as
 * one strong. Knows no site.
 */
#ifndef CRAWLER_PAGINATION_H
#define CRAWLER_PAGINATION_H

#include "core/url.h"
#include "crawler/html.h"
#include "crawler/pagination_words.h"

/* The next page's serialised URL, owned, or NULL if none shows. `page` is the
 * page's own address, `base` what its links are resolved against. */
char *pagination_next(const struct pagination_words *words,
    const struct html *h, const struct url *page, const struct url *base);

#endif

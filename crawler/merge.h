/* crawler/merge.h - what the extractors claim, made into listings by trust.
 *
 * Every field is taken from the most trusted source that has it, and keeps
 * the name of that source in found_in. Where sources disagree the rules of
 * merge.c decide, and they can be told in words. Knows no HTML.
 */
#ifndef CRAWLER_MERGE_H
#define CRAWLER_MERGE_H

#include "core/url.h"
#include "crawler/facts.h"

/* The listing of the product the page is about; NULL if nobody claims one
 * with at least a title. Owned by the caller. */
struct listing *merge_main(const struct facts *f, const struct url *page);

/* Listings of the cards of a list page, at most `max`, into out[] (owned by
 * the caller). Returns how many. */
size_t merge_cards(const struct facts *f, const struct url *page,
    struct listing **out, size_t max);

#endif

/* crawler/page_kind.h - product page, list of products, or something else.
 *
 * A sum of named signs with weights: each is one thing a person could check
 * on the page, so that a verdict can be explained. Knows no hosts.
 */
#ifndef CRAWLER_PAGE_KIND_H
#define CRAWLER_PAGE_KIND_H

#include "crawler/extract.h"
#include "crawler/extract_visible.h"

#define PAGE_KIND_REASONS_MAX 32

struct page_kind_reason {
    const char *name; /* static */
    double product, list;
};

struct page_kind {
    enum extract_kind kind;
    double product, list; /* sums; the larger one wins if it is above 0 */
    struct page_kind_reason reasons[PAGE_KIND_REASONS_MAX];
    size_t reason_count;
};

/* facts holds what every extractor found. */
void page_kind_judge(struct page_kind *out, const struct view *v,
    const struct facts *facts, const struct visible_signs *signs,
    const struct url *url);

#endif

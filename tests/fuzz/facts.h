/* tests/fuzz/facts.h - one extractor alone on one page, and what must hold of
 * all that it claims. */
#ifndef TESTS_FUZZ_FACTS_H
#define TESTS_FUZZ_FACTS_H

#include "tests/fuzz/fuzz.h"

#include "base/utf8.h"
#include "core/limits.h"
#include "core/url.h"
#include "crawler/facts.h"
#include "crawler/html.h"

#include <string.h>

static inline void
facts_check(const struct facts *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const struct listing *l = f->offers[i].listing;

        assert(f->offers[i].confidence >= 0 && f->offers[i].confidence <= 1);
        for (size_t k = 0; k < LISTING_FIELDS; k++)
            assert(utf8_valid(listing_get(l, (enum listing_field)k)));
        for (size_t k = 0; k < LISTING_LISTS; k++)
            assert(l->list[k].count <= LIMIT_LIST_ITEMS);
        for (size_t k = 0; k < l->list[LISTING_GTINS].count; k++)
            assert(strlen(l->list[LISTING_GTINS].item[k]) == 14);
        assert(l->attribute_count <= LIMIT_LIST_ITEMS);
    }
}

/* Make the tree of a page, let `extract` read it, check what it says. */
static inline void
facts_of(struct str bytes,
    void (*extract)(struct facts *f, const struct html *h, const struct url *u))
{
    struct buf page = BUF_MAX(LIMIT_BODY_BYTES);
    struct facts f = { 0 };
    struct url base;
    struct html h;

    utf8_clean(&page, bytes);
    html_init(&h);
    assert(url_parse(&base, STR("https://shop.example/p/1"), NULL, NULL) == 0);
    if (html_parse(&h, buf_str(&page), NULL) == 0) {
        extract(&f, &h, &base);
        facts_check(&f);
    }
    facts_clear(&f);
    html_clear(&h);
    url_clear(&base);
    buf_clear(&page);
}

#endif

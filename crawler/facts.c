#include "crawler/facts.h"

#include "base/mem.h"

#include <stdlib.h>

struct fact_offer *
facts_add(struct facts *f, enum fact_source source, enum fact_role role)
{
    struct fact_offer *o;

    f->offers = mem_grow(f->offers, &f->cap, f->count + 1, sizeof f->offers[0]);
    o = &f->offers[f->count++];
    *o = (struct fact_offer){ .source = source,
        .role = role,
        .confidence = 1.0,
        .listing = listing_new() };
    return o;
}

const char *
fact_source_name(enum fact_source s)
{
    static const char *const names[FACT_SOURCES] = { "visible", "meta", "rdfa",
        "state", "microdata", "jsonld", "profile" };

    return names[s];
}

void
facts_clear(struct facts *f)
{
    for (size_t i = 0; i < f->count; i++) {
        listing_free(f->offers[i].listing);
        free(f->offers[i].list_price);
    }
    free(f->offers);
    free(f->canonical);
    free(f->language);
    free(f->next);
    texts_clear(&f->breadcrumb);
    *f = (struct facts){ 0 };
}

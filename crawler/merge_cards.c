#include "crawler/merge.h"

#include "crawler/merge_work.h"

#include "base/mem.h"

#include <stdlib.h>

/* Sources of cards, most trusted first; the first that has at least two is
 * taken, because cards of two sources cannot be told apart safely. */
static const enum fact_source order[] = { FACT_PROFILE, FACT_VISIBLE,
    FACT_JSONLD, FACT_MICRODATA, FACT_RDFA, FACT_STATE };

static int
is_card(const struct fact_offer *o, enum fact_source source)
{
    return o->source == source && o->role != FACT_VARIANT &&
           (o->role == FACT_CARD || source != FACT_VISIBLE) &&
           listing_get(o->listing, LISTING_TITLE).len > 0;
}

static struct listing *
card_listing(const struct fact_offer *o, const struct url *page)
{
    struct js *j = listing_to_json(o->listing);
    struct listing *l = NULL;
    const char *source = fact_source_name(o->source);

    if (listing_from_json(&l, j, NULL) != 0)
        l = listing_new();
    js_free(j);
    for (size_t f = 0; f < LISTING_FIELDS; f++)
        if (l->text[f] != NULL && f != LISTING_URL &&
            f != LISTING_PRICE_CURRENCY)
            listing_set_found_in(l,
                f == LISTING_PRICE_AMOUNT
                    ? "price"
                    : listing_field_name((enum listing_field)f),
                source);
    listing_set(l, LISTING_MARKET, url_market_of(str_of(page->text)));
    return l;
}

size_t
merge_cards(const struct facts *f, const struct url *page, struct listing **out,
    size_t max)
{
    size_t count = 0;

    for (size_t s = 0; s < COUNT(order); s++) {
        size_t cards = 0;

        for (size_t i = 0; i < f->count; i++)
            cards += (size_t)is_card(&f->offers[i], order[s]);
        if (cards < 2)
            continue;
        for (size_t i = 0; i < f->count && count < max; i++)
            if (is_card(&f->offers[i], order[s]))
                out[count++] = card_listing(&f->offers[i], page);
        break;
    }
    return count;
}

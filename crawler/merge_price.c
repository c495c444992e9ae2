#include "crawler/merge_work.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

static double
amount_of(const struct fact_offer *o)
{
    double v = 0;

    if (o == NULL ||
        str_to_double(listing_get(o->listing, LISTING_PRICE_AMOUNT), &v) != 0)
        return 0;
    return v;
}

static int
same_amount(double a, double b)
{
    return a > 0 && b > 0 && fabs(a - b) < 0.005;
}

/* "99.0" as "99.00", "12.9900" as "12.99": amounts as people write them. */
static void
set_amount(struct merge *m, const struct fact_offer *o, struct str amount)
{
    char text[48];
    ptrdiff_t dot = str_find_char(amount, '.', 0);
    size_t want = dot < 0 ? amount.len : (size_t)dot + 3, n = 0;

    for (; n < amount.len && n < sizeof text - 3; n++)
        text[n] = amount.p[n];
    while (n > want && text[n - 1] == '0')
        n--;
    while (dot >= 0 && n < want)
        text[n++] = '0';
    merge_take(m, LISTING_PRICE_AMOUNT, o, (struct str){ text, n });
}

/* A currency: the price's own, else of a source that names the same amount,
 * else of any. */
static void
set_currency(struct merge *m, const struct fact_offer *o)
{
    double amount = amount_of(o);
    struct str code = listing_get(o->listing, LISTING_PRICE_CURRENCY);

    for (int pass = 0; pass < 2 && code.len == 0; pass++)
        for (size_t i = FACT_SOURCES; i-- > 0 && code.len == 0;)
            if (m->of[i] != NULL &&
                (pass == 1 || same_amount(amount_of(m->of[i]), amount)))
                code = listing_get(m->of[i]->listing, LISTING_PRICE_CURRENCY);
    listing_set(m->out, LISTING_PRICE_CURRENCY, code);
}

void
merge_price(struct merge *m)
{
    static const enum fact_source trust[] = { FACT_PROFILE, FACT_JSONLD,
        FACT_MICRODATA, FACT_RDFA, FACT_META, FACT_VISIBLE, FACT_STATE };

    for (size_t i = 0; i < COUNT(trust); i++) {
        const struct fact_offer *o = m->of[trust[i]];

        if (amount_of(o) <= 0)
            continue;
        set_amount(m, o, listing_get(o->listing, LISTING_PRICE_AMOUNT));
        set_currency(m, o);
        return;
    }
}

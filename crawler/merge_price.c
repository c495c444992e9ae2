#include "crawler/merge_work.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

/* Each source votes for its amount with the weight it has earned on pages
 * whose price people have read: shops keep the price for social networks and
 * price comparison (meta) as well as that for search engines. What only the
 * scripts know counts little: it may be in cents, or before tax. */
static const double weight_of[FACT_SOURCES] = { [FACT_PROFILE] = 10,
    [FACT_META] = 1.05,
    [FACT_JSONLD] = 1.02,
    [FACT_MICRODATA] = 1.01,
    [FACT_RDFA] = 1,
    [FACT_VISIBLE] = 0.7,
    [FACT_STATE] = 0.3 };

static double
read_amount(struct str text)
{
    double v;

    return str_to_double(text, &v) == 0 ? v : 0;
}

static double
amount_of(const struct fact_offer *o)
{
    return o == NULL
               ? 0
               : read_amount(listing_get(o->listing, LISTING_PRICE_AMOUNT));
}

/* Half a cent more: shops also write prices before rounding ("16.765"). */
static int
same_amount(double a, double b)
{
    return a > 0 && b > 0 && fabs(a - b) < 0.0051;
}

static size_t
decimals_of(const struct fact_offer *o)
{
    struct str amount = listing_get(o->listing, LISTING_PRICE_AMOUNT);
    ptrdiff_t dot = str_find_char(amount, '.', 0);

    return dot < 0 ? 0 : amount.len - (size_t)dot - 1;
}

/* "1.299" may be 1299: it is when another source says so. */
static int
is_misread_thousands(const struct merge *m, const struct fact_offer *o)
{
    if (decimals_of(o) != 3)
        return 0;
    for (size_t i = 0; i < FACT_SOURCES; i++)
        if (m->of[i] != NULL &&
            same_amount(amount_of(m->of[i]), 1000 * amount_of(o)))
            return 1;
    return 0;
}

/* A price that another source calls the old one, above what is paid. */
static int
is_list_price(const struct merge *m, double amount)
{
    for (size_t i = 0; i < FACT_SOURCES; i++) {
        const struct fact_offer *o = m->of[i];

        if (o != NULL && o->list_price != NULL &&
            same_amount(read_amount(str_of(o->list_price)), amount) &&
            amount_of(o) > 0 && amount_of(o) < amount)
            return 1;
    }
    return 0;
}

/* The offer whose amount has the most votes; of its sources the heaviest. */
static const struct fact_offer *
elect(const struct merge *m)
{
    const struct fact_offer *best = NULL;
    double best_votes = 0;

    for (size_t i = 0; i < FACT_SOURCES; i++) {
        double amount = amount_of(m->of[i]), votes = 0;

        if (amount <= 0 || is_misread_thousands(m, m->of[i]))
            continue;
        for (size_t k = 0; k < FACT_SOURCES; k++)
            if (same_amount(amount_of(m->of[k]), amount))
                votes += weight_of[k];
        if (is_list_price(m, amount))
            votes /= 4;
        /* Of equals the heavier source names the price, if in whole cents. */
        votes += weight_of[i] / (decimals_of(m->of[i]) == 3 ? 1e6 : 1000);
        if (votes > best_votes) {
            best = m->of[i];
            best_votes = votes;
        }
    }
    return best;
}

/* "99.0" as "99.00", "12.9900" as "12.99": amounts as people write them. */
static void
set_amount(struct merge *m, const struct fact_offer *o)
{
    struct str amount = listing_get(o->listing, LISTING_PRICE_AMOUNT);
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
    struct str code = listing_get(o->listing, LISTING_PRICE_CURRENCY);

    for (int pass = 0; pass < 2 && code.len == 0; pass++)
        for (size_t i = FACT_SOURCES; i-- > 0 && code.len == 0;)
            if (m->of[i] != NULL &&
                (pass == 1 || same_amount(amount_of(m->of[i]), amount_of(o))))
                code = listing_get(m->of[i]->listing, LISTING_PRICE_CURRENCY);
    listing_set(m->out, LISTING_PRICE_CURRENCY, code);
}

void
merge_price(struct merge *m)
{
    const struct fact_offer *o = elect(m);

    if (o == NULL)
        return;
    set_amount(m, o);
    set_currency(m, o);
}

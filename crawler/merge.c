#include "crawler/merge.h"

#include "base/mem.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "crawler/merge_work.h"

#include <stdlib.h>
#include <string.h>

/* --- Which offers are about the page's product --- */

static int
same_page(const struct url *page, struct str url)
{
    struct buf a = BUF_MAX(LIMIT_URL_BYTES), b = BUF_MAX(LIMIT_URL_BYTES);
    struct url u;
    int same = 0;

    if (url.len > 0 && url_parse(&u, url, page, NULL) == 0) {
        url_canonical(&a, page);
        url_canonical(&b, &u);
        same = str_eq(buf_str(&a), buf_str(&b));
        url_clear(&u);
    }
    buf_clear(&a);
    buf_clear(&b);
    return same;
}

/* How likely an offer is the one the page is about. */
static double
main_score(const struct merge *m, const struct fact_offer *o)
{
    const struct listing *l = o->listing;
    double score = o->confidence;

    if (same_page(m->page, listing_get(l, LISTING_URL)))
        score += 4;
    for (size_t i = 0; i < m->facts->count; i++) {
        const struct fact_offer *other = &m->facts->offers[i];

        if (other->source != o->source && other->role == FACT_MAIN &&
            merge_title_similar(listing_get(l, LISTING_TITLE),
                listing_get(other->listing, LISTING_TITLE)))
            score += 2;
    }
    if (listing_get(l, LISTING_PRICE_AMOUNT).len > 0)
        score += 1;
    /* Shops write one product per size: any that can be had will do. */
    if (str_is(listing_get(l, LISTING_AVAILABILITY), "in_stock"))
        score += 0.5;
    return score;
}

/* The best offer of each source. */
static void
choose(struct merge *m)
{
    double best[FACT_SOURCES] = { 0 };

    for (size_t i = 0; i < m->facts->count; i++) {
        const struct fact_offer *o = &m->facts->offers[i];
        double score;

        if (o->role != FACT_MAIN)
            continue;
        score = main_score(m, o);
        if (m->of[o->source] == NULL || score > best[o->source]) {
            m->of[o->source] = o;
            best[o->source] = score;
        }
    }
}

/* The variant that a page of a product group shows: that of its address,
 * else the first with a price that is in stock, else the first. */
static const struct fact_offer *
choose_variant(const struct merge *m, enum fact_source source)
{
    const struct fact_offer *best = NULL;
    int best_rank = -1;

    for (size_t i = 0; i < m->facts->count; i++) {
        const struct fact_offer *o = &m->facts->offers[i];
        const struct listing *l = o->listing;
        struct str stock = listing_get(l, LISTING_AVAILABILITY);
        int rank = 0;

        if (o->role != FACT_VARIANT || o->source != source)
            continue;
        if (same_page(m->page, listing_get(l, LISTING_URL)))
            rank += 4;
        if (listing_get(l, LISTING_PRICE_AMOUNT).len > 0)
            rank += 2;
        if (stock.len == 0 || str_is(stock, "in_stock"))
            rank += 1;
        if (rank > best_rank) {
            best = o;
            best_rank = rank;
        }
    }
    return best;
}

/* --- Fields --- */

/* In bytes: longer ones name a company. */
#define BRAND_OF_MAKER_MAX 24

/* Most trusted first. What a person wrote for this host beats all; then the
 * markup made for machines in the order of how well shops keep it; then what
 * a reader sees. */
static const enum fact_source trust[] = { FACT_PROFILE, FACT_JSONLD,
    FACT_MICRODATA, FACT_RDFA, FACT_META, FACT_STATE, FACT_VISIBLE };

/* og:title and og:description are written for social networks: last. */
static const enum fact_source prose_trust[] = { FACT_PROFILE, FACT_JSONLD,
    FACT_MICRODATA, FACT_RDFA, FACT_VISIBLE, FACT_STATE, FACT_META };

static const char *
top_name(enum listing_field field, char name[32])
{
    const char *full = listing_field_name(field);
    size_t n = strcspn(full, ".");

    memcpy(name, full, n);
    name[n] = '\0';
    return name;
}

void
merge_take(struct merge *m, enum listing_field field,
    const struct fact_offer *from, struct str value)
{
    char name[32];

    listing_set_part(m->out, field, value);
    listing_set_found_in(
        m->out, top_name(field, name), fact_source_name(from->source));
}

static void
take_first(
    struct merge *m, enum listing_field field, const enum fact_source *order)
{
    for (size_t i = 0; i < FACT_SOURCES; i++) {
        const struct fact_offer *o = m->of[order[i]];
        struct str value =
            o != NULL ? listing_get(o->listing, field) : STR_NONE;

        if (value.len > 0 && !merge_is_empty_word(value)) {
            merge_take(m, field, o, value);
            return;
        }
    }
}

/* "See more of the brand: Acme" names it behind the colon. */
static void
take_brand(struct merge *m)
{
    struct str brand;
    ptrdiff_t colon;

    take_first(m, LISTING_BRAND, trust);
    brand = listing_get(m->out, LISTING_BRAND);
    colon = str_find(brand, STR(": "), 0);
    if (colon > 0) {
        char *name = str_dup(str_sub(brand, (size_t)colon + 2, brand.len));

        listing_set(m->out, LISTING_BRAND, str_of(name));
        free(name);
    }
}

/* Shops of goods for trades call the brand the manufacturer: a short name
 * that stands alone, without the address that the law wants. */
static void
take_brand_of_maker(struct merge *m)
{
    struct str name = listing_get(m->out, LISTING_MANUFACTURER_NAME);
    const struct fact_offer *o = m->of[FACT_VISIBLE];

    if (listing_get(m->out, LISTING_BRAND).len > 0 || o == NULL ||
        name.len == 0 || name.len > BRAND_OF_MAKER_MAX ||
        listing_get(m->out, LISTING_MANUFACTURER_ADDRESS).len > 0 ||
        merge_is_empty_word(name) || str_find(name, STR("."), 0) >= 0 ||
        !str_eq(name, listing_get(o->listing, LISTING_MANUFACTURER_NAME)))
        return;
    merge_take(m, LISTING_BRAND, o, name);
}

/* What has a price and is nowhere said to be gone is on sale. */
static void
take_availability(struct merge *m)
{
    take_first(m, LISTING_AVAILABILITY, trust);
    if (listing_get(m->out, LISTING_AVAILABILITY).len > 0 ||
        listing_get(m->out, LISTING_PRICE_AMOUNT).len == 0)
        return;
    listing_set(m->out, LISTING_AVAILABILITY, STR("in_stock"));
    listing_set_found_in(m->out, "availability", "inferred");
}

/* Name, address ... of one party: from the source that names it; members it
 * lacks from others that name the same or nobody. */
static void
take_party(struct merge *m, enum listing_field first, enum listing_field last)
{
    struct str name = STR_NONE;

    for (size_t i = 0; i < FACT_SOURCES; i++) {
        const struct fact_offer *o = m->of[trust[i]];
        struct str other;

        if (o == NULL)
            continue;
        other = listing_get(o->listing, first);
        if (name.len > 0 && other.len > 0 && !str_eq_nocase(name, other))
            continue;
        for (enum listing_field f = first; f <= last; f++) {
            struct str value = listing_get(o->listing, f);

            if (value.len > 0 && listing_get(m->out, f).len == 0)
                merge_take(m, f, o, value);
        }
        name = listing_get(m->out, first);
    }
}

/* --- Lists --- */

/* The first source that has the list gives it; `all` adds the others'. */
static void
take_list(struct merge *m, enum listing_list list, int all)
{
    for (size_t i = 0; i < FACT_SOURCES; i++) {
        const struct fact_offer *o = m->of[trust[i]];
        const struct texts *from;

        if (o == NULL || o->listing->list[list].count == 0)
            continue;
        from = &o->listing->list[list];
        if (m->out->list[list].count == 0)
            listing_set_found_in(
                m->out, listing_list_name(list), fact_source_name(o->source));
        for (size_t k = 0; k < from->count; k++)
            listing_add(m->out, list, str_of(from->item[k]));
        if (!all)
            return;
    }
}

static void
take_category(struct merge *m)
{
    const struct texts *crumb = &m->facts->breadcrumb;

    if (crumb->count == 0) {
        take_list(m, LISTING_CATEGORY, 0);
        return;
    }
    for (size_t i = 0; i < crumb->count; i++)
        /* The last step of many trails is the product itself. */
        if (i + 1 < crumb->count || !merge_title_similar(str_of(crumb->item[i]),
                                        listing_get(m->out, LISTING_TITLE)))
            listing_add(m->out, LISTING_CATEGORY, str_of(crumb->item[i]));
    listing_set_found_in(
        m->out, "category", fact_source_name(m->facts->breadcrumb_source));
}

static void
take_pairs(struct merge *m, const struct fact_offer *o)
{
    const struct listing *l = o->listing;
    size_t before = m->out->attribute_count;

    for (size_t i = 0; i < l->attribute_count; i++) {
        const struct listing_pair *p = &l->attributes[i];
        int known = 0;

        for (size_t k = 0; k < before && !known; k++)
            known = str_eq_nocase(listing_pair_name(&m->out->attributes[k]),
                listing_pair_name(p));
        if (!known)
            listing_add_attribute_part(
                m->out, listing_pair_name(p), str_of(p->value));
    }
    if (before == 0 && m->out->attribute_count > 0)
        listing_set_found_in(m->out, "attributes", fact_source_name(o->source));
    for (size_t i = 0; i < l->certificate_count; i++)
        listing_add_certificate(m->out, str_of(l->certificates[i].name),
            str_of(l->certificates[i].value));
}

static void
take_opinions(struct merge *m, const struct fact_offer *o)
{
    const struct listing *l = o->listing;

    if (m->out->rating_value == 0 && l->rating_value > 0) {
        m->out->rating_value = l->rating_value;
        m->out->rating_count = l->rating_count;
        listing_set_found_in(m->out, "rating", fact_source_name(o->source));
    }
    if (m->out->review_count > 0 || l->review_count == 0)
        return;
    for (size_t i = 0; i < l->review_count; i++)
        listing_add_review(m->out, l->reviews[i].rating,
            str_of(l->reviews[i].text), str_of(l->reviews[i].date));
    listing_set_found_in(m->out, "reviews", fact_source_name(o->source));
}

/* --- The whole --- */

static void
take_address(struct merge *m)
{
    struct buf canonical = BUF_MAX(LIMIT_URL_BYTES);
    struct url u;

    if (m->facts->canonical != NULL &&
        url_parse(&u, str_of(m->facts->canonical), NULL, NULL) == 0) {
        /* A canonical address of another host, or the home page for every
         * page, is a mistake of the shop's template. */
        if ((str_eq(u.host, m->page->host) ||
                str_eq(url_registrable_domain(u.host),
                    url_registrable_domain(m->page->host))) &&
            (!str_is(u.path, "/") || u.query.len > 0))
            url_canonical(&canonical, &u);
        url_clear(&u);
    }
    if (canonical.len == 0)
        url_canonical(&canonical, m->page);
    listing_set(m->out, LISTING_URL, buf_str(&canonical));
    listing_set(m->out, LISTING_MARKET, url_market_of(buf_str(&canonical)));
    buf_clear(&canonical);
}

/* A page that shows no variant in particular offers all of them: a recall of
 * one concerns it. */
static void
take_variant_gtins(
    struct merge *m, enum fact_source source, const struct fact_offer *chosen)
{
    int sure = same_page(m->page, listing_get(chosen->listing, LISTING_URL));

    if (m->out->list[LISTING_GTINS].count > 0)
        return;
    for (size_t i = 0; i < m->facts->count; i++) {
        const struct fact_offer *o = &m->facts->offers[i];
        const struct texts *gtins = &o->listing->list[LISTING_GTINS];

        if (o != chosen &&
            (sure || o->role != FACT_VARIANT || o->source != source))
            continue;
        for (size_t k = 0; k < gtins->count; k++)
            listing_add(m->out, LISTING_GTINS, str_of(gtins->item[k]));
    }
    if (m->out->list[LISTING_GTINS].count > 0)
        listing_set_found_in(m->out, "gtins", fact_source_name(source));
}

/* What a product group leaves to its variants. */
static void
fill_from_variant(struct merge *m)
{
    static const enum listing_field fields[] = { LISTING_PRICE_AMOUNT,
        LISTING_PRICE_CURRENCY, LISTING_AVAILABILITY, LISTING_SKU, LISTING_MPN,
        LISTING_BRAND, LISTING_TITLE, LISTING_CONDITION };

    for (size_t s = 0; s < FACT_SOURCES; s++) {
        const struct fact_offer *v = choose_variant(m, trust[s]);

        if (v == NULL)
            continue;
        for (size_t i = 0; i < COUNT(fields); i++) {
            struct str value = listing_get(v->listing, fields[i]);

            if (value.len > 0 && listing_get(m->out, fields[i]).len == 0)
                merge_take(m, fields[i], v, value);
        }
        take_variant_gtins(m, trust[s], v);
        take_pairs(m, v);
    }
}

static void
take_fields(struct merge *m)
{
    static const enum listing_field plain[] = { LISTING_MODEL, LISTING_MPN,
        LISTING_CONDITION };
    static const enum listing_field prose[] = { LISTING_DESCRIPTION,
        LISTING_INGREDIENTS };

    merge_title(m);
    for (size_t i = 0; i < COUNT(plain); i++)
        take_first(m, plain[i], trust);
    for (size_t i = 0; i < COUNT(prose); i++)
        take_first(m, prose[i], prose_trust);
    merge_sku(m);
    merge_price(m);
    take_brand(m);
    take_party(m, LISTING_SELLER_NAME, LISTING_SELLER_EMAIL);
    take_party(m, LISTING_MANUFACTURER_NAME, LISTING_MANUFACTURER_COUNTRY);
    take_brand_of_maker(m);
    take_party(m, LISTING_RP_NAME, LISTING_RP_COUNTRY);
    take_list(m, LISTING_GTINS, 0);
    take_list(m, LISTING_IMAGES, 1);
    take_list(m, LISTING_WARNINGS, 1);
    take_category(m);
    for (size_t i = 0; i < FACT_SOURCES; i++)
        if (m->of[trust[i]] != NULL) {
            take_pairs(m, m->of[trust[i]]);
            take_opinions(m, m->of[trust[i]]);
        }
    fill_from_variant(m);
    merge_url_id(m);
    take_availability(m);
}

struct listing *
merge_main(const struct facts *f, const struct url *page)
{
    struct merge m = { .facts = f, .page = page };

    choose(&m);
    m.out = listing_new();
    take_fields(&m);
    if (listing_get(m.out, LISTING_TITLE).len == 0) {
        listing_free(m.out);
        return NULL;
    }
    take_address(&m);
    return m.out;
}

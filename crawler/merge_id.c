#include "crawler/merge_work.h"

#include "base/mem.h"

#include <string.h>

/* Names of query parameters that hold the number of an offer. */
static const char *const parameters[] = { "id", "itemid", "item_id", "item",
    "productid", "product_id", "product", "pid", "prodid", "sku", "skuid",
    "articleid", "article", "goods_id", "goodsid", "offerid", NULL };

/* "605258110430", "B004SNMXRS": digits, or capitals with digits. */
static int
is_number(struct str s)
{
    size_t digits = 0;

    if (s.len < 5 || s.len > 20)
        return 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.p[i];

        if (!str_is_digit(c) && !(c >= 'A' && c <= 'Z'))
            return 0;
        digits += (size_t)str_is_digit(c);
    }
    return digits == s.len || (digits >= 2 && s.len >= 8);
}

static struct str
number_in_query(struct str query)
{
    struct str pair, name;

    while (query.p != NULL && str_next(&query, '&', &pair)) {
        if (!str_next(&pair, '=', &name) || !is_number(pair))
            continue;
        for (size_t i = 0; parameters[i] != NULL; i++)
            if (str_is_nocase(name, parameters[i]))
                return pair;
    }
    return STR_NONE;
}

/* The number a path segment is or ends with: "lamp-x1-1609583.html",
 * "p4781720", "123808916008". */
static struct str
number_in_segment(struct str segment)
{
    ptrdiff_t dot = str_find_char(segment, '.', 0);
    size_t from;

    if (dot > 0)
        segment = str_sub(segment, 0, (size_t)dot);
    if (is_number(segment))
        return segment;
    for (from = segment.len; from > 0; from--)
        if (!str_is_digit(segment.p[from - 1]))
            break;
    /* A letter before it marks it as a product: "p4781720", and a long one
     * needs no other sign: "c7200a278526196". */
    if (from < segment.len && (from <= 1 || segment.len - from >= 7))
        return str_sub(segment, from, segment.len);
    if (from > 0 && strchr("-_,~", segment.p[from - 1]) != NULL &&
        is_number(str_sub(segment, from, segment.len)))
        return str_sub(segment, from, segment.len);
    return STR_NONE;
}

struct str
merge_number_in_url(const struct url *u)
{
    struct str found = number_in_query(u->query), rest = u->path, segment;

    while (found.len == 0 && rest.len > 0) {
        size_t slash = rest.len;

        while (slash > 0 && rest.p[slash - 1] != '/')
            slash--;
        segment = str_sub(rest, slash, rest.len);
        rest = str_sub(rest, 0, slash > 0 ? slash - 1 : 0);
        found = number_in_segment(segment);
        if (!is_number(found))
            found = STR_NONE;
    }
    return found;
}

/* The number the shop shows beside the product comes first: markup often
 * holds one of a variant or of the warehouse, which no customer can quote. */
void
merge_sku(struct merge *m)
{
    static const enum fact_source order[] = { FACT_PROFILE, FACT_VISIBLE,
        FACT_JSONLD, FACT_MICRODATA, FACT_RDFA, FACT_META, FACT_STATE };

    for (size_t i = 0; i < COUNT(order); i++) {
        const struct fact_offer *o = m->of[order[i]];
        struct str sku =
            o != NULL ? listing_get(o->listing, LISTING_SKU) : STR_NONE;

        if (sku.len > 0 && !merge_is_empty_word(sku)) {
            merge_take(m, LISTING_SKU, o, sku);
            return;
        }
    }
}

void
merge_url_id(struct merge *m)
{
    struct str number = merge_number_in_url(m->page);
    struct url u;

    listing_set(m->out, LISTING_LISTING_ID, number);
    if (number.len == 0 && m->facts->canonical != NULL &&
        url_parse(&u, str_of(m->facts->canonical), NULL, NULL) == 0) {
        listing_set(m->out, LISTING_LISTING_ID, merge_number_in_url(&u));
        url_clear(&u);
    }
    number = listing_get(m->out, LISTING_LISTING_ID);
    if (number.len == 0)
        return;
    listing_set_found_in(m->out, "listing_id", "url");
    if (listing_get(m->out, LISTING_SKU).len == 0) {
        listing_set(m->out, LISTING_SKU, number);
        listing_set_found_in(m->out, "sku", "url");
    }
}

#include "crawler/extract_meta.h"

#include "base/mem.h"
#include "core/limits.h"
#include "core/money.h"
#include "crawler/plain_text.h"
#include "crawler/schema_offer.h"
#include "crawler/schema_product.h"
#include "crawler/schema_terms.h"

#include <stdlib.h>

/* Members that are copied as they stand; the first that is given wins. */
static const struct {
    const char *property;
    enum listing_field field;
} plain[] = {
    { "og:title", LISTING_TITLE },
    { "twitter:title", LISTING_TITLE },
    { "og:description", LISTING_DESCRIPTION },
    { "description", LISTING_DESCRIPTION },
    { "product:brand", LISTING_BRAND },
    { "og:brand", LISTING_BRAND },
    { "product:retailer_item_id", LISTING_SKU },
    { "product:mfr_part_no", LISTING_MPN },
    { "product:manufacturer_part_no", LISTING_MPN },
};

static const char *const amounts[] = { "product:sale_price:amount",
    "product:price:amount", "og:price:amount", "product:price",
    "og:product:price:amount", NULL };
static const char *const currencies[] = { "product:sale_price:currency",
    "product:price:currency", "og:price:currency", "og:product:price:currency",
    NULL };
static const char *const stocks[] = { "product:availability", "og:availability",
    "og:product:availability", NULL };
static const char *const numbers[] = { "product:ean", "product:upc",
    "product:isbn", "product:gtin", "og:upc", "og:ean", "og:isbn", NULL };

/* A page of 100 metas is large; nobody needs more. */
#define METAS_MAX 500

struct metas {
    struct str name[METAS_MAX], content[METAS_MAX];
    size_t count;
};

static void
collect(struct metas *m, const struct html *h)
{
    struct html_node *n;

    m->count = 0;
    for (n = h->metas; n != NULL && m->count < METAS_MAX; n = n->same) {
        struct str name, content;

        name = str_trim(html_attr(n, "property"));
        if (name.len == 0)
            name = str_trim(html_attr(n, "name"));
        content = str_trim(html_attr(n, "content"));
        if (name.len == 0 || content.len == 0)
            continue;
        m->name[m->count] = name;
        m->content[m->count++] = content;
    }
}

static struct str
find(const struct metas *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (str_is_nocase(m->name[i], name))
            return m->content[i];
    return STR_NONE;
}

static struct str
find_first(const struct metas *m, const char *const *names)
{
    struct str s = STR_NONE;

    for (; s.len == 0 && *names != NULL; names++)
        s = find(m, *names);
    return s;
}

static void
set_text(struct listing *l, enum listing_field f, struct str s)
{
    struct buf text = BUF_MAX(LIMIT_FIELD_BYTES);

    plain_text(&text, s);
    if (text.len > 0 && listing_get(l, f).len == 0)
        listing_set(l, f, buf_str(&text));
    buf_clear(&text);
}

static void
read_images(struct listing *l, const struct metas *m, const struct url *base)
{
    for (size_t i = 0; i < m->count; i++) {
        struct url u;

        if (!str_is_nocase(m->name[i], "og:image") &&
            !str_is_nocase(m->name[i], "og:image:url") &&
            !str_is_nocase(m->name[i], "twitter:image"))
            continue;
        if (url_parse(&u, m->content[i], base, NULL) != 0)
            continue;
        listing_add(l, LISTING_IMAGES, str_of(u.text));
        url_clear(&u);
    }
}

/* twitter:label1 = "Price", twitter:data1 = "$12". */
static void
read_twitter_price(struct listing *l, const struct metas *m)
{
    static const char *const pairs[][2] = { { "twitter:label1",
                                                "twitter:data1" },
        { "twitter:label2", "twitter:data2" } };

    for (size_t i = 0; i < COUNT(pairs); i++) {
        struct money money;

        if (!str_is_nocase(find(m, pairs[i][0]), "price") ||
            schema_offer_amount(find(m, pairs[i][1]), STR_NONE, &money) != 0)
            continue;
        listing_set(l, LISTING_PRICE_AMOUNT, str_of(money.amount));
        listing_set(l, LISTING_PRICE_CURRENCY, str_of(money.currency));
    }
}

static void
read_offer(struct fact_offer *o, const struct metas *m)
{
    struct listing *l = o->listing;
    struct str amount = find_first(m, amounts), list;
    struct money money;
    const char *word;

    if (schema_offer_amount(amount, find_first(m, currencies), &money) == 0) {
        listing_set(l, LISTING_PRICE_AMOUNT, str_of(money.amount));
        listing_set(l, LISTING_PRICE_CURRENCY, str_of(money.currency));
    } else {
        read_twitter_price(l, m);
    }
    list = find(m, "product:original_price:amount");
    if (list.len > 0 && schema_offer_amount(list, STR_NONE, &money) == 0)
        o->list_price = mem_text(money.amount);
    word = schema_terms_availability(find_first(m, stocks));
    if (word != NULL)
        listing_set(l, LISTING_AVAILABILITY, str_of(word));
    word = schema_terms_condition(find(m, "product:condition"));
    if (word != NULL)
        listing_set(l, LISTING_CONDITION, str_of(word));
    for (size_t i = 0; numbers[i] != NULL; i++)
        schema_product_add_gtin(l, find(m, numbers[i]));
}

static unsigned
types_of(const struct metas *m)
{
    struct str type = find(m, "og:type");

    if (str_find_nocase(type, STR("product"), 0) >= 0 ||
        str_is_nocase(type, "book") || str_is_nocase(type, "item"))
        return FACT_TYPE_PRODUCT;
    if (str_is_nocase(type, "article") || str_is_nocase(type, "blog"))
        return FACT_TYPE_ARTICLE;
    return str_is_nocase(type, "website") ? FACT_TYPE_HOME : 0;
}

/* --- What the page says of itself --- */

static void
read_canonical(struct facts *f, const struct html *h, const struct url *base)
{
    struct html_node *n;
    struct url u;

    for (n = h->links; n != NULL; n = n->same) {
        if (!html_attr_has_word(n, "rel", STR("canonical")))
            continue;
        if (url_parse(&u, str_trim(html_attr(n, "href")), base, NULL) != 0)
            continue;
        f->canonical = str_dup(str_of(u.text));
        url_clear(&u);
        return;
    }
}

/* "de-DE", "pt_BR" to "de", "pt". */
static void
read_language(struct facts *f, const struct html *h, const struct metas *m)
{
    struct str tag = str_trim(html_attr(h->root, "lang"));
    char code[3];

    if (tag.len < 2)
        tag = str_trim(html_attr(h->root, "xml:lang"));
    if (tag.len < 2)
        tag = find(m, "og:locale");
    if (tag.len < 2)
        tag = find(m, "content-language");
    if (tag.len < 2 || !str_is_alpha(tag.p[0]) || !str_is_alpha(tag.p[1]) ||
        (tag.len > 2 && tag.p[2] != '-' && tag.p[2] != '_'))
        return;
    code[0] = str_lower(tag.p[0]);
    code[1] = str_lower(tag.p[1]);
    code[2] = '\0';
    f->language = mem_text(code);
}

void
extract_meta(struct facts *f, const struct html *h, const struct url *base)
{
    struct metas m;
    struct fact_offer *o;

    collect(&m, h);
    read_canonical(f, h, base);
    read_language(f, h, &m);
    f->types |= types_of(&m);
    o = facts_add(f, FACT_META, FACT_MAIN);
    for (size_t i = 0; i < COUNT(plain); i++)
        set_text(o->listing, plain[i].field, find(&m, plain[i].property));
    read_images(o->listing, &m, base);
    read_offer(o, &m);
    o->confidence =
        (types_of(&m) & FACT_TYPE_PRODUCT) != 0 ||
                listing_get(o->listing, LISTING_PRICE_AMOUNT).len > 0
            ? 0.9
            : 0.3;
}

#include "crawler/page_kind.h"

#include "base/mem.h"

#include <string.h>

/* Signs of a page, each 0 or 1, and what they weigh for "product" and for
 * "list". Set by hand from what shops do, then checked with bench/kinds.py. */
enum kind_sign {
    KIND_MARKUP_OFFER,   /* markup names one main product with a price */
    KIND_MARKUP_PRODUCT, /* ... without a price */
    KIND_MARKUP_MANY,    /* markup names several products */
    KIND_TYPE_PRODUCT,   /* the page calls itself a product */
    KIND_TYPE_ARTICLE,
    KIND_TYPE_LIST,
    KIND_TYPE_FORUM,
    KIND_NAMED,
    KIND_PRICE,
    KIND_BUY,
    KIND_STOCK,
    KIND_AROUND, /* quantity, sizes, wish list ... */
    KIND_NUMBER, /* article number or GTIN beside a label */
    KIND_ATTRIBUTES,
    KIND_CARDS_SOME,
    KIND_CARDS_MANY,
    KIND_CARDS_FIRST, /* cards before any title */
    KIND_LIST_WORDS,
    KIND_ARTICLE_WORDS,
    KIND_LODGING,
    KIND_BASKET,
    KIND_PROSE,
    KIND_URL_PRODUCT,
    KIND_URL_LIST,
    KIND_URL_ROOT,
    KIND_ROOT_BARE,
    KIND_SIGNS
};

static const struct {
    const char *name;
    double product, list;
} signs_of[KIND_SIGNS] = {
    [KIND_MARKUP_OFFER] = { "markup names one product with a price", 4, -1 },
    [KIND_MARKUP_PRODUCT] = { "markup names one product", 1.5, 0 },
    [KIND_MARKUP_MANY] = { "markup names several products", 0, 3 },
    [KIND_TYPE_PRODUCT] = { "calls itself a product", 1.5, -0.5 },
    [KIND_TYPE_ARTICLE] = { "calls itself an article", -4, -2 },
    [KIND_TYPE_LIST] = { "calls itself a list", -1, 1 },
    [KIND_TYPE_FORUM] = { "calls itself a discussion", -4, -3 },
    [KIND_NAMED] = { "the page's title names the offer", 1, 0 },
    [KIND_PRICE] = { "a price stands with the title", 2, 0 },
    [KIND_BUY] = { "a button buys", 2.5, 0 },
    [KIND_STOCK] = { "stock is said", 1, 0 },
    [KIND_AROUND] = { "words that stand around an offer", 1, 0 },
    [KIND_NUMBER] = { "an article number is shown", 2, -0.5 },
    [KIND_ATTRIBUTES] = { "attributes are listed", 0.75, 0 },
    [KIND_CARDS_SOME] = { "a list of offers", 0, 3 },
    [KIND_CARDS_MANY] = { "a long list of offers", -1, 1.5 },
    [KIND_CARDS_FIRST] = { "offers stand before any title", -0.5, 0.5 },
    [KIND_LIST_WORDS] = { "words of result lists", -0.5, 1 },
    [KIND_ARTICLE_WORDS] = { "words of articles", -0.5, -1 },
    [KIND_LODGING] = { "rooms and nights", -5, -3 },
    [KIND_BASKET] = { "headed as a shopping basket", -6, -4 },
    [KIND_PROSE] = { "mostly long prose", -0.5, -1.5 },
    [KIND_URL_PRODUCT] = { "address of a product", 1, -0.5 },
    [KIND_URL_LIST] = { "address of a list", -1.5, 1 },
    [KIND_URL_ROOT] = { "address of a home page", -2, -1.5 },
    [KIND_ROOT_BARE] = { "a home page that shows no article number", -1.25, 0 },
};
/* What speaks against either before anything is seen. */
#define KIND_PRODUCT_BIAS (-4.25)
#define KIND_LIST_BIAS (-2.5)

/* A travel cot may speak of nights, too. */
#define KIND_LODGING_MIN 4
#define KIND_CARDS_SOME_MIN 3
#define KIND_CARDS_MANY_MIN 8
/* Offers compared with each other. */
#define KIND_OFFERS_MAX 200
/* A line as long as this is a sentence of running text, in bytes. */
#define KIND_PROSE_LINE 160

static int
kind_has_price(const struct fact_offer *o)
{
    return o->listing->text[LISTING_PRICE_AMOUNT] != NULL;
}

/* 1 if an offer before i of the same source has its title: variants that
 * the markup writes as products of their own. */
static int
kind_said_before(const struct facts *f, size_t i)
{
    struct str title = listing_get(f->offers[i].listing, LISTING_TITLE);

    for (size_t j = 0; j < i && j < KIND_OFFERS_MAX; j++) {
        if (f->offers[j].source == f->offers[i].source &&
            f->offers[j].role == FACT_MAIN &&
            str_eq(listing_get(f->offers[j].listing, LISTING_TITLE), title))
            return 1;
    }
    return 0;
}

static void
kind_markup(const struct facts *f, unsigned char *is)
{
    size_t mains[FACT_SOURCES] = { 0 }, priced = 0, cards = 0, most = 0;
    int forum = (f->types & FACT_TYPE_FORUM) != 0;

    for (size_t i = 0; i < f->count; i++) {
        const struct fact_offer *o = &f->offers[i];

        /* Every page has a title and a description in its head. */
        if (o->source == FACT_VISIBLE ||
            (o->source == FACT_META && !kind_has_price(o)))
            continue;
        if (o->role == FACT_CARD) {
            cards++;
        } else if (o->role == FACT_MAIN) {
            mains[o->source] += (size_t)!kind_said_before(f, i);
            priced += (size_t)kind_has_price(o);
        }
    }
    for (size_t i = 0; i < FACT_SOURCES; i++) {
        if (mains[i] > most)
            most = mains[i];
    }
    is[KIND_MARKUP_OFFER] = most >= 1 && most <= 2 && priced > 0;
    is[KIND_MARKUP_PRODUCT] = most >= 1 && most <= 2 && priced == 0;
    is[KIND_MARKUP_MANY] = most > 2 || (most == 0 && cards > 2);
    is[KIND_TYPE_PRODUCT] = (f->types & FACT_TYPE_PRODUCT) != 0;
    is[KIND_TYPE_ARTICLE] = (f->types & FACT_TYPE_ARTICLE) != 0;
    is[KIND_TYPE_LIST] = (f->types & FACT_TYPE_LIST) != 0;
    /* Questions and answers stand on product pages too. */
    is[KIND_TYPE_FORUM] =
        forum && !is[KIND_MARKUP_OFFER] && !is[KIND_TYPE_ARTICLE];
}

static const struct listing *
kind_visible_main(const struct facts *f)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->offers[i].source == FACT_VISIBLE &&
            f->offers[i].role == FACT_MAIN)
            return f->offers[i].listing;
    }
    return NULL;
}

/* 1 if the page's first heading is the name of the basket. */
static int
kind_is_basket(const struct view *v)
{
    struct str text = v->h1 ? view_node_text(v, v->h1) : STR_NONE;
    struct lexicon_hit hit;

    if (text.len == 0)
        return 0;
    text =
        str_trim((struct str){ v->lower.p + (text.p - v->text.p), text.len });
    return lexicon_find(v->lexicon, text, &hit) && hit.sense == LEXICON_BASKET;
}

static void
kind_seen(const struct view *v, const struct facts *f,
    const struct visible_signs *s, unsigned char *is)
{
    const struct listing *l = kind_visible_main(f);
    size_t list_words = 0, article_words = 0, prose = 0;
    size_t lodging = 0, cards;
    unsigned around = 0;

    is[KIND_PRICE] = s->has_price && s->has_title;
    is[KIND_NAMED] = (unsigned char)s->is_named;
    is[KIND_BUY] = (unsigned char)s->can_buy;
    is[KIND_STOCK] = (unsigned char)s->has_stock;
    is[KIND_NUMBER] =
        l && (l->text[LISTING_SKU] || l->list[LISTING_GTINS].count > 0);
    is[KIND_ATTRIBUTES] = s->attributes >= 4;
    cards = s->cards;
    if (is[KIND_PRICE] || is[KIND_NUMBER])
        cards -= s->cards_beside;
    /* Cards behind the price of one offer recommend others. */
    is[KIND_CARDS_SOME] =
        cards >= KIND_CARDS_SOME_MIN && s->cards_after * 2 <= cards;
    is[KIND_CARDS_MANY] =
        is[KIND_CARDS_SOME] && s->largest_group >= KIND_CARDS_MANY_MIN;
    is[KIND_CARDS_FIRST] = s->cards_before >= KIND_CARDS_SOME_MIN;
    for (size_t i = 0; i < v->hit_count; i++) {
        if (v->hits[i].sense == LEXICON_AROUND)
            around |= 1u << v->hits[i].value;
        list_words += v->hits[i].sense == LEXICON_LISTING;
        lodging += v->hits[i].sense == LEXICON_LODGING &&
                   !(view_flags_at(v, v->hits[i].at, 1) & VIEW_LINK);
        article_words += v->hits[i].sense == LEXICON_ARTICLE;
    }
    for (size_t i = 0; i < v->line_count; i++) {
        if (v->lines[i].len >= KIND_PROSE_LINE)
            prose += v->lines[i].len;
    }
    is[KIND_AROUND] = is[KIND_PRICE] && s->is_named && (around & (around - 1));
    is[KIND_LIST_WORDS] = list_words >= 2;
    is[KIND_ARTICLE_WORDS] = article_words >= 3;
    is[KIND_LODGING] = lodging >= KIND_LODGING_MIN;
    is[KIND_BASKET] = (unsigned char)kind_is_basket(v);
    is[KIND_PROSE] = v->visible_bytes > 0 && prose * 2 > v->visible_bytes;
}

static int
kind_path_has(struct str path, const char *const *words)
{
    for (size_t i = 0; words[i]; i++) {
        if (str_find_nocase(path, str_of(words[i]), 0) >= 0)
            return 1;
    }
    return 0;
}

static void
kind_address(const struct url *url, unsigned char *is)
{
    static const char *const product[] = { "/product/", "/products/", "/p/",
        "/dp/", "/item/", "/itm/", "/artikel/", "/produkt/", "/produkte/",
        "/producto/", "/produit/", "/prodotto/", "/product-", "/pd/", "/prd/",
        "/goods/", "/listing/", "/item.htm", "/product.", "/detail/", NULL };
    static const char *const list[] = { "/search", "/category/", "/categories/",
        "/c/", "/collections", "/kategorie/", "/suche", "/categoria/",
        "/catalog/", "/browse/", "/tag/", "/list", "/page/", NULL };

    /* A saved page without an address is read as if from ".invalid". */
    is[KIND_URL_ROOT] = url->path.len <= 1 && url->query.len == 0 &&
                        !str_ends(url->host, STR(".invalid"));
    is[KIND_ROOT_BARE] = is[KIND_URL_ROOT] && !is[KIND_NUMBER];
    is[KIND_URL_PRODUCT] = (unsigned char)kind_path_has(url->path, product);
    is[KIND_URL_LIST] = !is[KIND_URL_PRODUCT] && kind_path_has(url->path, list);
}

void
page_kind_judge(struct page_kind *out, const struct view *v,
    const struct facts *facts, const struct visible_signs *signs,
    const struct url *url)
{
    unsigned char is[KIND_SIGNS] = { 0 };

    *out = (struct page_kind){ .product = KIND_PRODUCT_BIAS,
        .list = KIND_LIST_BIAS };
    kind_markup(facts, is);
    kind_seen(v, facts, signs, is);
    kind_address(url, is);
    for (size_t i = 0; i < KIND_SIGNS; i++) {
        if (!is[i])
            continue;
        out->product += signs_of[i].product;
        out->list += signs_of[i].list;
        out->reasons[out->reason_count++] =
            (struct page_kind_reason){ signs_of[i].name, signs_of[i].product,
                signs_of[i].list };
    }
    if (out->product > 0 && out->product >= out->list)
        out->kind = EXTRACT_PRODUCT;
    else if (out->list > 0)
        out->kind = EXTRACT_LIST;
    else
        out->kind = EXTRACT_OTHER;
}

_Static_assert(
    KIND_SIGNS <= PAGE_KIND_REASONS_MAX, "every sign fits the reasons");

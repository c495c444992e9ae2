/* crawler/facts.h - what the extractors claim about one page.
 *
 * Each extractor (JSON-LD, microdata, RDFa, meta, embedded state, visible
 * page, site profile) adds offers with claims; crawler/merge.h makes
 * listings of them by trust. An offer is one thing for sale: a claim about
 * another offer on the page (related products, list cards, variants) belongs
 * to an offer of its own.
 */
#ifndef CRAWLER_FACTS_H
#define CRAWLER_FACTS_H

#include "core/listing.h"

/* Where a claim comes from, most trusted last wins nothing by itself: see
 * crawler/merge.c for the order per field. Names go into found_in. */
enum fact_source {
    FACT_VISIBLE,   /* "visible": what a reader sees */
    FACT_META,      /* "meta": OpenGraph, product:*, twitter, meta name */
    FACT_RDFA,      /* "rdfa" */
    FACT_STATE,     /* "state": embedded JSON of the shop's own scripts */
    FACT_MICRODATA, /* "microdata" */
    FACT_JSONLD,    /* "jsonld" */
    FACT_PROFILE,   /* "profile": expressions written for this host */
    FACT_SOURCES
};

/* What the offer is on its page. */
enum fact_role {
    FACT_MAIN,    /* the product the page is about */
    FACT_VARIANT, /* a variant of it (ProductGroup.hasVariant) */
    FACT_CARD,    /* one of many: list pages, recommendations */
};

struct fact_offer {
    enum fact_source source;
    enum fact_role role;
    double confidence;       /* 0..1, the extractor's own */
    struct listing *listing; /* owned: only the claimed members are set */
    /* Prices beside the one to pay, as text, or NULL: never the price. */
    char *list_price; /* owned: struck through, "UVP", "was" */
};

struct facts {
    struct fact_offer *offers; /* owned */
    size_t count, cap;
    /* Page-level evidence. */
    char *canonical; /* owned absolute URL or NULL */
    char *language;  /* owned: declared (html lang, og:locale), or NULL */
    char *next;      /* owned absolute URL of the next page, or NULL */
    /* Numbers of the view's links that lead to cards which are seen; rising,
     * borrowed. */
    const uint32_t *card_links;
    size_t card_link_count;
    struct texts breadcrumb; /* BreadcrumbList: from the top down */
    enum fact_source breadcrumb_source;
    unsigned types; /* bits below: what the page calls itself */
};

enum fact_type {
    FACT_TYPE_PRODUCT = 1, /* Product, ProductGroup, og:type product */
    FACT_TYPE_ARTICLE = 2, /* Article, NewsArticle, BlogPosting, Recipe */
    FACT_TYPE_LIST = 4,    /* ItemList, CollectionPage, OfferCatalog */
    FACT_TYPE_FORUM = 8,
    FACT_TYPE_HOME = 16, /* WebSite alone, og:type website */
};

/* A new offer of this source and role; borrowed until the next call. */
struct fact_offer *facts_add(
    struct facts *f, enum fact_source source, enum fact_role role);
const char *fact_source_name(enum fact_source s);
void facts_clear(struct facts *f);

#endif

#include "crawler/schema_org.h"

#include "core/limits.h"
#include "crawler/schema_item.h"
#include "crawler/schema_offer.h"
#include "crawler/schema_product.h"

#include <stdlib.h>

/* Items nest some 6 deep; what is deeper is not about the page. */
#define DEPTH_MAX 24

static const char *const products[] = { "Product", "ProductGroup",
    "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car",
    "Motorcycle", "Drug", "DietarySupplement", NULL };
/* Things that are also sold: a product when they have an offer. */
static const char *const wares[] = { "Book", "Audiobook", "Movie", "Game",
    "VideoGame", "MusicAlbum", "MusicRelease", "CreativeWork",
    "SoftwareApplication", "VisualArtwork", "Service", "MenuItem", NULL };
static const char *const articles[] = { "Article", "NewsArticle", "BlogPosting",
    "Blog", "TechArticle", "Report", "ReportageNewsArticle", "LiveBlogPosting",
    "Recipe", "HowTo", "VideoObject", "Review", "CriticReview",
    "NewsMediaOrganization", "QAPage", NULL };
static const char *const lists[] = { "ItemList", "CollectionPage",
    "OfferCatalog", "SearchResultsPage", "ProductCollection", NULL };
static const char *const forums[] = { "DiscussionForumPosting", "QAPage",
    "Question", NULL };
static const char *const pages[] = { "WebPage", "ItemPage", "AboutPage",
    "ProductPage", "WebPageElement", NULL };

struct reader {
    struct facts *facts;
    enum fact_source source;
    struct schema schema;
};

static struct fact_offer *
add_product(struct reader *r, const struct js *item, enum fact_role role)
{
    struct fact_offer *o;

    if (r->facts->count >= LIMIT_LISTINGS_PER_PAGE)
        return NULL;
    o = facts_add(r->facts, r->source, role);
    schema_product_read(&r->schema, item, o->listing, &o->list_price);
    return o;
}

/* --- Breadcrumb --- */

static void
read_breadcrumb(struct reader *r, const struct js *list)
{
    const struct js *all = schema_get(list, "itemListElement");

    if (r->facts->breadcrumb.count > 0)
        return;
    r->facts->breadcrumb_source = r->source;
    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *one = schema_nth(&r->schema, all, i);
        struct str name = schema_get_text(&r->schema, one, "name");

        if (name.len == 0)
            name = schema_get_text(&r->schema, one, "item");
        if (name.len > 0 && str_find(name, STR("://"), 0) < 0)
            texts_add(&r->facts->breadcrumb, name);
    }
}

/* --- Walk --- */

static void walk(
    struct reader *r, const struct js *j, enum fact_role role, int depth);

/* A product's own members: variants of it, and others it is compared with. */
static void
walk_product(
    struct reader *r, const struct js *item, enum fact_role role, int depth)
{
    static const char *const others[] = { "isRelatedTo", "isSimilarTo",
        "isAccessoryOrSparePartFor", "isConsumableFor", NULL };
    const struct js *variants = schema_get(item, "hasVariant");
    struct fact_offer *o = add_product(r, item, role);

    if (o == NULL)
        return;
    r->facts->types |= role == FACT_MAIN ? FACT_TYPE_PRODUCT : 0;
    for (size_t i = 0; i < schema_count(variants) && i < LIMIT_LIST_ITEMS; i++)
        add_product(r, schema_nth(&r->schema, variants, i),
            role == FACT_MAIN ? FACT_VARIANT : FACT_CARD);
    for (size_t i = 0; others[i] != NULL; i++)
        walk(r, schema_get(item, others[i]), FACT_CARD, depth + 1);
}

static unsigned
page_types(const struct js *item)
{
    unsigned types = 0;

    if (schema_is_one_of(item, articles))
        types |= FACT_TYPE_ARTICLE;
    if (schema_is_one_of(item, forums))
        types |= FACT_TYPE_FORUM;
    if (schema_is_one_of(item, lists))
        types |= FACT_TYPE_LIST;
    return types;
}

static int
is_product(const struct js *item)
{
    return schema_is_one_of(item, products) ||
           (schema_is_one_of(item, wares) &&
               (schema_get(item, "offers") != NULL ||
                   schema_get(item, "isbn") != NULL));
}

/* Members that keep what they hold the page's own subject. */
static int
keeps_role(const struct js *item, struct str member)
{
    static const char *const keepers[] = { "@graph", "mainEntity",
        "mainEntityOfPage", "itemOffered", "about", NULL };

    for (size_t i = 0; keepers[i] != NULL; i++)
        if (str_is(member, keepers[i]))
            return 1;
    return !schema_has_type(item) || schema_is_one_of(item, pages);
}

static void
walk_object(
    struct reader *r, const struct js *item, enum fact_role role, int depth)
{
    struct js *value;
    struct str name;
    void *it = NULL;

    if (schema_is(item, "BreadcrumbList")) {
        read_breadcrumb(r, item);
        return;
    }
    if (is_product(item)) {
        walk_product(r, item, role, depth);
        return;
    }
    if (role == FACT_MAIN)
        r->facts->types |= page_types(item);
    if (page_types(item) != 0)
        role = FACT_CARD;
    while (js_next(item, &it, &name, &value)) {
        if (js_kind(value) != JS_OBJECT && js_kind(value) != JS_ARRAY)
            continue;
        walk(r, value, keeps_role(item, name) ? role : FACT_CARD, depth + 1);
    }
}

static void
walk(struct reader *r, const struct js *j, enum fact_role role, int depth)
{
    if (depth > DEPTH_MAX)
        return;
    if (js_kind(j) == JS_OBJECT)
        walk_object(r, j, role, depth);
    else if (js_kind(j) == JS_ARRAY)
        for (size_t i = 0; i < js_count(j); i++)
            walk(r, js_at(j, i), role, depth + 1);
}

/* Which of several products of one name a visitor of this page gets. */
static int
standing(struct reader *r, const struct fact_offer *o)
{
    struct str url = listing_get(o->listing, LISTING_URL);
    int points = 0;

    if (url.len > 0) {
        struct js *value = js_new_text(url);

        points += schema_is_this_page(&r->schema, value) ? 4 : 0;
        js_free(value);
    }
    points += listing_get(o->listing, LISTING_PRICE_AMOUNT).len > 0 ? 2 : 0;
    points += str_is(listing_get(o->listing, LISTING_AVAILABILITY), "in_stock");
    return points;
}

/* Shops that write one product per size mean one product: of those with the
 * same name the best stays, the others are its variants. */
static void
join_same_names(struct reader *r, size_t first)
{
    struct facts *f = r->facts;

    for (size_t i = first; i < f->count; i++) {
        struct fact_offer *best = &f->offers[i];
        struct str name = listing_get(best->listing, LISTING_TITLE);

        if (best->role != FACT_MAIN || name.len == 0)
            continue;
        for (size_t k = i + 1; k < f->count; k++) {
            struct fact_offer *o = &f->offers[k];

            if (o->role != FACT_MAIN ||
                !str_eq(listing_get(o->listing, LISTING_TITLE), name))
                continue;
            if (standing(r, o) > standing(r, best)) {
                best->role = FACT_VARIANT;
                best = o;
            } else {
                o->role = FACT_VARIANT;
            }
        }
    }
}

void
schema_org_read(struct facts *f, enum fact_source source,
    const struct js *items, const struct url *base)
{
    struct reader r = { .facts = f, .source = source };
    size_t first = f->count;

    schema_init(&r.schema, items, base);
    walk(&r, items, FACT_MAIN, 0);
    join_same_names(&r, first);
    schema_clear(&r.schema);
}

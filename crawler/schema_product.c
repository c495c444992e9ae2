#include "crawler/schema_product.h"
#include "crawler/reviewer.h"

#include "base/mem.h"
#include "core/gtin.h"
#include "core/limits.h"
#include "crawler/schema_offer.h"

#include <stdlib.h>
#include <string.h>

void
schema_product_add_gtin(struct listing *l, struct str text)
{
    char gtin[GTIN_BYTES], padded[13];

    text = str_trim(text);
    if (text.len == 0)
        return;
    if (gtin_parse(text, gtin) == 0 || gtin_parse_isbn10(text, gtin) == 0) {
        listing_add(l, LISTING_GTINS, str_of(gtin));
        return;
    }
    /* A UPC kept as a number loses its leading zeroes. */
    if (text.len >= 10 && text.len < 12) {
        memset(padded, '0', 12);
        memcpy(padded + 12 - text.len, text.p, text.len);
        padded[12] = '\0';
        if (gtin_parse(str_of(padded), gtin) == 0) {
            listing_add(l, LISTING_GTINS, str_of(gtin));
            return;
        }
    }
    /* "n/a", "0", "does not apply" say nothing. */
    if (text.len >= 6 && text.len <= 20 && str_is_digit(text.p[text.len - 2]))
        listing_add_attribute(l, STR("GTIN"), text);
}

static void
read_gtins(struct schema *s, const struct js *item, struct listing *l)
{
    static const char *const names[] = { "gtin", "gtin13", "gtin14", "gtin12",
        "gtin8", "isbn", "ean", "ean13", "upc", "barcode", NULL };

    for (size_t i = 0; names[i] != NULL; i++) {
        const struct js *value = schema_get(item, names[i]);

        for (size_t k = 0; k < schema_count(value) && k < LIMIT_LIST_ITEMS; k++)
            schema_product_add_gtin(l, schema_text(s, schema_nth(s, value, k)));
    }
}

/* "isbn:9783161484100", "mpn:925872": schema.org productID. */
static void
read_product_id(struct schema *s, const struct js *item, struct listing *l,
    const char *name)
{
    struct str text = schema_get_text(s, item, name), value;
    ptrdiff_t colon = str_find_char(text, ':', 0);

    if (text.len == 0)
        return;
    if (colon < 0) {
        if (listing_get(l, LISTING_SKU).len == 0 && text.len < 64)
            listing_set(l, LISTING_SKU, text);
        return;
    }
    value = str_trim(str_sub(text, (size_t)colon + 1, text.len));
    text = str_trim(str_sub(text, 0, (size_t)colon));
    if (str_is_nocase(text, "sku")) {
        if (listing_get(l, LISTING_SKU).len == 0)
            listing_set(l, LISTING_SKU, value);
    } else if (str_is_nocase(text, "mpn")) {
        if (listing_get(l, LISTING_MPN).len == 0)
            listing_set(l, LISTING_MPN, value);
    } else {
        schema_product_add_gtin(l, value);
    }
}

static void
set_from(struct schema *s, const struct js *item, const char *name,
    struct listing *l, enum listing_field f)
{
    struct str text = schema_get_text(s, item, name);

    if (text.len > 0 && listing_get(l, f).len == 0)
        listing_set(l, f, text);
}

/* Brands given as an address name nothing. */
static void
read_brand(struct schema *s, const struct js *item, struct listing *l)
{
    struct str brand = schema_get_text(s, item, "brand");

    if (brand.len > 0 && str_find(brand, STR("://"), 0) < 0)
        listing_set(l, LISTING_BRAND, brand);
    schema_offer_party(
        s, schema_get(item, "manufacturer"), l, LISTING_MANUFACTURER_NAME);
}

static void
read_images(struct schema *s, const struct js *item, struct listing *l)
{
    static const char *const names[] = { "image", "images", "photo", NULL };

    for (size_t n = 0; names[n] != NULL; n++) {
        const struct js *all = schema_get(item, names[n]);

        for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
            char *url = schema_url(s, schema_nth(s, all, i));

            if (url != NULL)
                listing_add(l, LISTING_IMAGES, str_of(url));
            free(url);
        }
    }
}

/* "Toys > Dolls", "Toys/Dolls" or several values. */
static void
read_category(struct schema *s, const struct js *item, struct listing *l)
{
    const struct js *all = schema_get(item, "category");

    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        struct str rest = schema_text(s, schema_nth(s, all, i)), part;
        char sep = str_find_char(rest, '>', 0) >= 0     ? '>'
                   : str_find(rest, STR("://"), 0) >= 0 ? '\0'
                                                        : '/';

        if (sep == '\0' || rest.p == NULL)
            continue;
        while (str_next(&rest, sep, &part))
            listing_add(l, LISTING_CATEGORY, str_trim(part));
    }
}

static void
read_attributes(struct schema *s, const struct js *item, struct listing *l)
{
    static const char *const plain[][2] = { { "color", "Color" },
        { "size", "Size" }, { "material", "Material" },
        { "pattern", "Pattern" }, { "weight", "Weight" }, { "width", "Width" },
        { "height", "Height" }, { "depth", "Depth" },
        { "countryOfOrigin", "Country of origin" }, { NULL, NULL } };
    const struct js *all = schema_get(item, "additionalProperty");

    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *one = schema_nth(s, all, i);
        char *name = str_dup(schema_get_text(s, one, "name"));

        listing_add_attribute(
            l, str_of(name), schema_get_text(s, one, "value"));
        free(name);
    }
    for (size_t i = 0; plain[i][0] != NULL; i++)
        listing_add_attribute(
            l, str_of(plain[i][1]), schema_get_text(s, item, plain[i][0]));
}

/* "4.3", and "4,3" as half of Europe writes it. */
static int
read_number(struct str text, double *out)
{
    char dotted[16];

    if (text.len >= sizeof dotted)
        return -1;
    for (size_t i = 0; i < text.len; i++)
        dotted[i] = text.p[i];
    for (size_t i = 0; i < text.len; i++)
        if (dotted[i] == ',')
            dotted[i] = '.';
    return str_to_double((struct str){ dotted, text.len }, out);
}

static void
read_rating(struct schema *s, const struct js *item, struct listing *l)
{
    const struct js *rating =
        schema_nth(s, schema_get(item, "aggregateRating"), 0);
    double value;
    int64_t count;

    if (read_number(schema_get_text(s, rating, "ratingValue"), &value) == 0 &&
        value > 0)
        l->rating_value = value;
    if ((str_to_i64(schema_get_text(s, rating, "reviewCount"), &count) == 0 ||
            str_to_i64(schema_get_text(s, rating, "ratingCount"), &count) ==
                0) &&
        count > 0)
        l->rating_count = count;
}

static void
read_reviews(struct schema *s, const struct js *item, struct listing *l)
{
    const struct js *all = schema_get(item, "review");

    if (all == NULL)
        all = schema_get(item, "reviews");
    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *one = schema_nth(s, all, i);
        const struct js *stars =
            schema_nth(s, schema_get(one, "reviewRating"), 0);
        char *date = str_dup(schema_get_text(s, one, "datePublished"));
        double rating = 0;
        struct str text;

        (void)read_number(schema_get_text(s, stars, "ratingValue"), &rating);
        text = schema_get_text(s, one, "reviewBody");
        if (text.len == 0)
            text = schema_get_text(s, one, "description");
        listing_add_review(l, rating, reviewer_drop(text), str_of(date));
        free(date);
    }
}

static void
read_certificates(struct schema *s, const struct js *item, struct listing *l)
{
    const struct js *all = schema_get(item, "hasCertification");

    for (size_t i = 0; i < schema_count(all) && i < LIMIT_LIST_ITEMS; i++) {
        const struct js *one = schema_nth(s, all, i);
        char *kind = str_dup(schema_get_text(s, one, "name"));

        listing_add_certificate(l, str_of(kind),
            schema_get_text(s, one, "certificationIdentification"));
        free(kind);
    }
}

static void
read_url(struct schema *s, const struct js *item, struct listing *l)
{
    char *url = schema_url(s, schema_get(item, "url"));

    if (url != NULL)
        listing_set(l, LISTING_URL, str_of(url));
    free(url);
}

/* Numbers that shops put on the offer instead of the product. */
static void
read_offer_ids(struct schema *s, const struct js *item, struct listing *l)
{
    const struct js *offers = schema_get(item, "offers");
    const struct js *offer = schema_nth(s, offers, 0);

    /* Of several offers each is a variant with a number of its own. */
    if (js_kind(offer) != JS_OBJECT || schema_count(offers) > 1)
        return;
    set_from(s, offer, "sku", l, LISTING_SKU);
    set_from(s, offer, "mpn", l, LISTING_MPN);
    if (l->list[LISTING_GTINS].count == 0)
        read_gtins(s, offer, l);
}

void
schema_product_read(struct schema *s, const struct js *product,
    struct listing *l, char **list_price)
{
    set_from(s, product, "name", l, LISTING_TITLE);
    set_from(s, product, "description", l, LISTING_DESCRIPTION);
    set_from(s, product, "model", l, LISTING_MODEL);
    set_from(s, product, "mpn", l, LISTING_MPN);
    set_from(s, product, "sku", l, LISTING_SKU);
    read_url(s, product, l);
    read_brand(s, product, l);
    read_gtins(s, product, l);
    read_product_id(s, product, l, "productID");
    read_product_id(s, product, l, "productId");
    read_product_id(s, product, l, "identifier");
    read_images(s, product, l);
    read_category(s, product, l);
    read_attributes(s, product, l);
    read_rating(s, product, l);
    read_reviews(s, product, l);
    read_certificates(s, product, l);
    schema_offer_read(s, product, l, list_price);
    read_offer_ids(s, product, l);
}

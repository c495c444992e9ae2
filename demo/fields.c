#include "demo/fields.h"

#include "base/mem.h"
#include "core/gtin.h"

#include <stdio.h>
#include <string.h>

static struct str
price_of(const struct goods_offer *o, struct buf *text)
{
    buf_addf(text, "%lld.%02lld", (long long)(o->cents / 100),
        (long long)(o->cents % 100));
    return buf_str(text);
}

/* 14 digits, or nothing where no number is stated. */
static struct str
gtin_of(const struct goods_offer *o, struct buf *text)
{
    struct str first = o->gtin, rest = o->gtin;
    char gtin[GTIN_BYTES];

    str_next(&rest, ',', &first); /* a number that stands twice is one */
    if (gtin_parse(first, gtin) == 0)
        buf_addz(text, gtin);
    return buf_str(text);
}

static struct str
first_of(const struct listing *l, enum listing_list list)
{
    return l->list[list].count > 0 ? str_of(l->list[list].item[0]) : STR_NONE;
}

static struct str
last_of(const struct listing *l, enum listing_list list)
{
    size_t count = l->list[list].count;

    return count > 0 ? str_of(l->list[list].item[count - 1]) : STR_NONE;
}

static const char *const names[] = { "title", "price", "currency", "brand",
    "model", "gtin", "sku", "manufacturer", "its address", "its e-mail",
    "responsible person", "seller", "warning", "ingredients", "category",
    "language" };
_Static_assert(COUNT(names) <= FIELDS_MAX, "room for every field");

/* As a reader sees it: an ideographic blank is a blank. */
static int
same(struct str a, struct str b)
{
    const struct str wide = STR("\xE3\x80\x80");
    struct str rest[2] = { str_trim(a), str_trim(b) };

    while (rest[0].len > 0 && rest[1].len > 0) {
        char c[2];

        for (int i = 0; i < 2; i++) {
            size_t len = str_starts(rest[i], wide) ? wide.len : 1;

            c[i] = len > 1 ? ' ' : rest[i].p[0];
            rest[i] = str_sub(rest[i], len, rest[i].len);
        }
        if (c[0] != c[1])
            return 0;
    }
    return rest[0].len == rest[1].len;
}

static void
count(struct fields *f, size_t field, const struct goods_offer *o,
    struct str want, struct str got)
{
    enum goods_style style = o->section->style;
    int right = same(want, got);
    int n;

    f->all[field][style]++;
    f->right[field][style] += right;
    if (right)
        return;
    n = snprintf(f->misread + f->misread_len,
        sizeof f->misread - f->misread_len,
        "    " STR_FMT STR_FMT ": %s is \"" STR_FMT "\", not \"" STR_FMT "\"\n",
        STR_ARG(o->shop->host), STR_ARG(o->path), names[field], STR_ARG(got),
        STR_ARG(want));
    if (n > 0 && (size_t)n < sizeof f->misread - f->misread_len)
        f->misread_len += (size_t)n;
}

void
fields_compare(
    struct fields *f, const struct goods_offer *o, const struct listing *l)
{
    struct buf price = BUF_MAX(64), gtin = BUF_MAX(64);
    const struct {
        struct str want, got;
    } pairs[] = {
        { o->title, listing_get(l, LISTING_TITLE) },
        { price_of(o, &price), listing_get(l, LISTING_PRICE_AMOUNT) },
        { o->shop->currency, listing_get(l, LISTING_PRICE_CURRENCY) },
        { o->brand, listing_get(l, LISTING_BRAND) },
        { o->model, listing_get(l, LISTING_MODEL) },
        { gtin_of(o, &gtin), first_of(l, LISTING_GTINS) },
        { o->sku, listing_get(l, LISTING_SKU) },
        { o->maker.name, listing_get(l, LISTING_MANUFACTURER_NAME) },
        { o->maker.address, listing_get(l, LISTING_MANUFACTURER_ADDRESS) },
        { o->maker.email, listing_get(l, LISTING_MANUFACTURER_EMAIL) },
        { o->responsible.name, listing_get(l, LISTING_RP_NAME) },
        { o->seller.name, listing_get(l, LISTING_SELLER_NAME) },
        { o->warnings > 0 ? o->warning[0] : STR_NONE,
            first_of(l, LISTING_WARNINGS) },
        { o->ingredients, listing_get(l, LISTING_INGREDIENTS) },
        { o->section->title, last_of(l, LISTING_CATEGORY) },
        { str_of(goods_language_code(o->shop->language)),
            listing_get(l, LISTING_LANGUAGE) },
    };

    _Static_assert(COUNT(pairs) == COUNT(names), "a name for every field");
    for (size_t i = 0; i < COUNT(pairs); i++)
        count(f, i, o, pairs[i].want, pairs[i].got);
    buf_clear(&price);
    buf_clear(&gtin);
}

int
fields_report(const struct fields *f, struct buf *out)
{
    int wrong = 0;

    buf_addf(out, "\n%-24s %9s %9s %9s %9s\n", "fields read right", "JSON-LD",
        "microdata", "OpenGraph", "bare");
    for (size_t i = 0; i < COUNT(names); i++) {
        buf_addf(out, "%-24s", names[i]);
        for (int s = 0; s < GOODS_STYLES; s++) {
            buf_addf(out, "   %3d/%3d", f->right[i][s], f->all[i][s]);
            wrong += f->all[i][s] - f->right[i][s];
        }
        buf_addc(out, '\n');
    }
    buf_add(out, f->misread, f->misread_len);
    return wrong;
}

#include "demo/shop_markup.h"

#include "base/js.h"
#include "demo/shop_page.h"

#include <stdio.h>

static struct js *
typed(const char *type)
{
    struct js *j = js_new_object();

    js_set_textz(j, "@type", type);
    return j;
}

static void
set_if(struct js *j, const char *name, struct str value)
{
    if (value.len > 0)
        js_set_text(j, name, value);
}

static void
set_named(struct js *j, const char *name, const char *type, struct str value)
{
    struct js *thing;

    if (value.len == 0)
        return;
    thing = typed(type);
    js_set_text(thing, "name", value);
    js_set(j, name, thing);
}

static struct js *
offer_of(const struct goods_offer *o)
{
    struct js *offer = typed("Offer");
    char price[32];

    snprintf(price, sizeof price, "%lld.%02lld", (long long)(o->cents / 100),
        (long long)(o->cents % 100));
    js_set_textz(offer, "price", price);
    js_set_text(offer, "priceCurrency", o->shop->currency);
    js_set_textz(offer, "availability", "https://schema.org/InStock");
    js_set_textz(offer, "itemCondition", "https://schema.org/NewCondition");
    set_named(offer, "seller", "Organization", o->seller.name);
    return offer;
}

static void
add_jsonld(struct buf *out, const struct goods_offer *o)
{
    struct js *j = js_new_object(), *images = js_new_array();

    js_set_textz(j, "@context", "https://schema.org");
    js_set_textz(j, "@type", "Product");
    js_set_text(j, "name", o->title);
    js_set_text(j, "description", o->description);
    js_set_text(j, "sku", o->sku);
    set_if(j, "gtin13", o->gtin);
    set_if(j, "model", o->model);
    set_if(j, "color", o->colour);
    set_if(j, "material", o->material);
    set_named(j, "brand", "Brand", o->brand);
    for (int i = 0; i < o->images; i++) {
        struct buf path = BUF_MAX(300);

        buf_addf(&path, "http://" STR_FMT "/img/%d-%d.jpg",
            STR_ARG(o->shop->host), o->number, i + 1);
        js_add_text(images, buf_str(&path));
        buf_clear(&path);
    }
    js_set(j, "image", images);
    js_set(j, "offers", offer_of(o));
    buf_addz(out, "<script type=\"application/ld+json\">");
    js_write(out, j);
    buf_addz(out, "</script>\n");
    js_free(j);
}

static void
add_meta(struct buf *out, const char *property, struct str value)
{
    if (value.len == 0)
        return;
    buf_addf(out, "<meta property=\"%s\" content=\"", property);
    shop_page_escape(out, value);
    buf_addz(out, "\">\n");
}

static void
add_opengraph(struct buf *out, const struct goods_offer *o)
{
    add_meta(out, "og:type", STR("product"));
    add_meta(out, "og:title", o->title);
    add_meta(out, "og:description", o->description);
    add_meta(out, "og:site_name", o->shop->name);
    if (o->images > 0)
        buf_addf(out,
            "<meta property=\"og:image\" content=\"http://" STR_FMT
            "/img/%d-1.jpg\">\n",
            STR_ARG(o->shop->host), o->number);
    add_meta(out, "product:brand", o->brand);
    buf_addf(out,
        "<meta property=\"product:price:amount\" content=\"%lld.%02lld\">\n",
        (long long)(o->cents / 100), (long long)(o->cents % 100));
    add_meta(out, "product:price:currency", o->shop->currency);
    add_meta(out, "product:availability", STR("in stock"));
}

void
shop_markup_add(struct buf *out, const struct goods_offer *o)
{
    buf_addf(out,
        "<link rel=\"canonical\" href=\"http://" STR_FMT STR_FMT "\">\n",
        STR_ARG(o->shop->host), STR_ARG(o->path));
    if (o->section->style == GOODS_JSONLD)
        add_jsonld(out, o);
    if (o->section->style == GOODS_OPENGRAPH)
        add_opengraph(out, o);
}

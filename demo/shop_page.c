#include "demo/shop_page.h"

#include "base/html_escape.h"
#include "demo/labels.h"
#include "demo/shop_markup.h"

void
shop_page_escape(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        const char *entity = html_escape((unsigned char)text.p[i]);

        if (entity != NULL)
            buf_addz(out, entity);
        else
            buf_addc(out, text.p[i]);
    }
}

/* "1.234,50 €" in German, "€1,234.50" elsewhere. */
void
shop_page_price(struct buf *out, const struct goods_offer *o)
{
    int64_t whole = o->cents / 100, rest = o->cents % 100;

    if (o->shop->language == GOODS_DE)
        buf_addf(out, "%lld,%02lld €", (long long)whole, (long long)rest);
    else
        buf_addf(out, "€%lld.%02lld", (long long)whole, (long long)rest);
}

static void
add_navigation(struct buf *out, const struct goods_shop *shop)
{
    const struct labels *l = labels_of(shop->language);

    buf_addf(out,
        "<header><a class=\"logo\" href=\"/\">" STR_FMT "</a>\n"
        "<form action=\"/search\"><input name=\"q\" placeholder=\"%s\">"
        "</form>\n<nav><ul class=\"menu\">\n",
        STR_ARG(shop->name), l->search);
    for (size_t i = 0; i < shop->sections; i++)
        buf_addf(out,
            "<li><a href=\"" STR_FMT STR_FMT "\">" STR_FMT "</a></li>\n",
            STR_ARG(shop->list_path), STR_ARG(shop->section[i].slug),
            STR_ARG(shop->section[i].title));
    buf_addz(out, "</ul></nav></header>\n");
}

void
shop_page_open(struct buf *out, const struct goods_shop *shop, struct str title,
    const struct goods_offer *offer)
{
    buf_addf(out,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
        "<meta charset=\"utf-8\">\n<title>",
        goods_language_code(shop->language));
    shop_page_escape(out, title);
    buf_addf(out, " | " STR_FMT "</title>\n", STR_ARG(shop->name));
    buf_addz(out,
        "<meta name=\"viewport\" content=\"width=device-width\">\n"
        "<style>body{font-family:sans-serif;max-width:64em;margin:auto;"
        "padding:1em}.menu,.grid,.crumbs{display:flex;flex-wrap:wrap;gap:1em;"
        "list-style:none;padding:0}.card{width:12em}img{max-width:100%;"
        "background:#eee}table{border-collapse:collapse}td,th{padding:.2em "
        "1em .2em 0;text-align:left;vertical-align:top}.price{font-size:"
        "1.4em}</style>\n");
    if (offer != NULL)
        shop_markup_add(out, offer);
    buf_addz(out, "</head>\n<body>\n");
    add_navigation(out, shop);
}

void
shop_page_close(struct buf *out, const struct goods_shop *shop)
{
    const struct labels *l = labels_of(shop->language);

    buf_addf(out,
        "<footer><ul class=\"menu\"><li><a href=\"/about\">%s</a></li>"
        "<li><a href=\"/imprint\">%s</a></li>"
        "<li><a href=\"/basket\" rel=\"nofollow\">%s</a></li>"
        "<li><a href=\"" SHOP_PAGE_FORBIDDEN "prices\">%s</a></li></ul>"
        "<p>&copy; 2026 " STR_FMT "</p></footer>\n</body>\n</html>\n",
        l->about, l->imprint, l->basket, l->staff, STR_ARG(shop->name));
}

/* --- the parts of an offer's page --- */

static void
add_crumbs(struct buf *out, const struct goods_offer *o)
{
    const struct goods_shop *shop = o->shop;

    buf_addf(out,
        "<nav class=\"breadcrumb\" aria-label=\"breadcrumb\"><ol "
        "class=\"crumbs\"><li><a href=\"/\">%s</a></li><li><a href=\"" STR_FMT
            STR_FMT "\">" STR_FMT "</a></li></ol></nav>\n",
        labels_of(shop->language)->home, STR_ARG(shop->list_path),
        STR_ARG(o->section->slug), STR_ARG(o->section->title));
}

static void
add_images(struct buf *out, const struct goods_offer *o, const char *attribute)
{
    buf_addz(out, "<div class=\"gallery\">\n");
    for (int i = 0; i < o->images; i++) {
        buf_addf(out, "<img%s src=\"/img/%d-%d.jpg\" width=\"400\" alt=\"",
            attribute, o->number, i + 1);
        shop_page_escape(out, o->title);
        buf_addz(out, "\">\n");
    }
    buf_addz(out, "</div>\n");
}

/* One row of the table of details; `property` is for microdata. */
static void
add_detail(
    struct buf *out, const char *label, struct str value, const char *property)
{
    if (value.len == 0)
        return;
    buf_addf(out, "<tr><th>%s</th><td%s>", label, property);
    shop_page_escape(out, value);
    buf_addz(out, "</td></tr>\n");
}

static void
add_details(struct buf *out, const struct goods_offer *o, int microdata)
{
    const struct labels *l = labels_of(o->shop->language);

    buf_addf(out, "<h2>%s</h2>\n<table class=\"details\">\n", l->details);
    add_detail(out, l->brand, o->brand, microdata ? " itemprop=\"brand\"" : "");
    add_detail(out, l->model, o->model, microdata ? " itemprop=\"model\"" : "");
    add_detail(out, l->gtin, o->gtin, microdata ? " itemprop=\"gtin13\"" : "");
    add_detail(out, l->sku, o->sku, microdata ? " itemprop=\"sku\"" : "");
    add_detail(out, l->material, o->material, "");
    add_detail(out, l->colour, o->colour, "");
    add_detail(out, l->ingredients, o->ingredients, "");
    buf_addz(out, "</table>\n");
}

/* A party's lines, after the manner of the section's style. */
static void
add_party(struct buf *out, const struct goods_offer *o, const char *label,
    const struct goods_party *p)
{
    static const char *const open[GOODS_STYLES] = { "<h3>%s</h3>\n<p>",
        "<dt>%s</dt>\n<dd>", "<tr><th>%s</th><td>",
        "<div class=\"party\"><strong>%s:</strong><br>" };
    static const char *const close[GOODS_STYLES] = { "</p>\n", "</dd>\n",
        "</td></tr>\n", "</div>\n" };
    const struct labels *l = labels_of(o->shop->language);
    enum goods_style style = o->section->style;
    const char *rest = open[style], *at;

    if (p->name.len == 0)
        return;
    for (at = rest; *at != '%'; at++)
        buf_addc(out, *at);
    buf_addf(out, "%s%s", label, at + 2);
    shop_page_escape(out, p->name);
    buf_addz(out, "<br>");
    shop_page_escape(out, p->address);
    if (p->email.len > 0)
        buf_addf(out, "<br>%s: <a href=\"mailto:" STR_FMT "\">" STR_FMT "</a>",
            l->email, STR_ARG(p->email), STR_ARG(p->email));
    buf_addz(out, close[style]);
}

static void
add_warnings(struct buf *out, const struct goods_offer *o)
{
    const struct labels *l = labels_of(o->shop->language);

    if (o->warnings == 0)
        return;
    buf_addf(out, "<h3>%s</h3>\n<ul>", l->warnings);
    for (int i = 0; i < o->warnings; i++) {
        buf_addz(out, "<li>");
        shop_page_escape(out, o->warning[i]);
        buf_addz(out, "</li>");
    }
    buf_addz(out, "</ul>\n");
}

/* What Art. 19 of Regulation (EU) 2023/988 asks an offer to state. */
static void
add_safety(struct buf *out, const struct goods_offer *o)
{
    static const char *const open[GOODS_STYLES] = { "", "<dl>\n", "<table>\n",
        "" };
    static const char *const close[GOODS_STYLES] = { "", "</dl>\n",
        "</table>\n", "" };
    const struct labels *l = labels_of(o->shop->language);

    if (o->maker.name.len == 0 && o->responsible.name.len == 0 &&
        o->warnings == 0)
        return;
    buf_addf(out, "<section class=\"safety\">\n<h2>%s</h2>\n%s", l->safety,
        open[o->section->style]);
    add_party(out, o, l->maker, &o->maker);
    add_party(out, o, l->responsible, &o->responsible);
    buf_addz(out, close[o->section->style]);
    add_warnings(out, o);
    buf_addz(out, "</section>\n");
}

static void
add_buy_box(struct buf *out, const struct goods_offer *o, int microdata)
{
    const struct labels *l = labels_of(o->shop->language);

    if (microdata)
        buf_addf(out,
            "<div class=\"buy\" itemprop=\"offers\" itemscope "
            "itemtype=\"https://schema.org/Offer\">\n<meta "
            "itemprop=\"priceCurrency\" content=\"" STR_FMT "\"><meta "
            "itemprop=\"price\" content=\"%lld.%02lld\"><link "
            "itemprop=\"availability\" href=\"https://schema.org/InStock\">\n",
            STR_ARG(o->shop->currency), (long long)(o->cents / 100),
            (long long)(o->cents % 100));
    else
        buf_addz(out, "<div class=\"buy\">\n");
    buf_addz(out, "<p class=\"price\">");
    shop_page_price(out, o);
    buf_addf(out,
        "</p>\n<p class=\"tax\">%s</p>\n<p class=\"stock\">%s</p>\n"
        "<form method=\"post\" action=\"/basket\"><button "
        "type=\"submit\">%s</button></form>\n</div>\n",
        l->tax, l->in_stock, l->cart);
}

static void
add_seller(struct buf *out, const struct goods_offer *o)
{
    const struct labels *l = labels_of(o->shop->language);

    buf_addf(out, "<div class=\"seller\"><h3>%s</h3>\n<p>", l->sold_by);
    shop_page_escape(out, o->seller.name);
    buf_addz(out, "<br>");
    shop_page_escape(out, o->seller.address);
    if (o->seller.email.len > 0)
        buf_addf(out, "<br>%s: " STR_FMT, l->email, STR_ARG(o->seller.email));
    buf_addz(out, "</p></div>\n");
}

static void
add_reviews(struct buf *out, const struct goods_offer *o)
{
    if (o->reviews == 0)
        return;
    buf_addf(out, "<section class=\"reviews\"><h2>%s</h2>\n",
        labels_of(o->shop->language)->reviews);
    for (int i = 0; i < o->reviews; i++) {
        buf_addf(out,
            "<article class=\"review\"><span class=\"stars\">%d/5</span> "
            "<time>2026-0%d-1%d</time>\n<p>",
            3 + (o->number + i) % 3, 1 + (o->number + i) % 9, i);
        shop_page_escape(out, o->review[i]);
        buf_addz(out, "</p></article>\n");
    }
    buf_addz(out, "</section>\n");
}

void
shop_page_offer(struct buf *out, const struct goods_offer *o)
{
    const struct labels *l = labels_of(o->shop->language);
    int microdata = o->section->style == GOODS_MICRODATA;

    shop_page_open(out, o->shop, o->title, o);
    add_crumbs(out, o);
    buf_addf(out, "<main%s>\n<h1%s>",
        microdata ? " itemscope itemtype=\"https://schema.org/Product\"" : "",
        microdata ? " itemprop=\"name\"" : "");
    shop_page_escape(out, o->title);
    buf_addz(out, "</h1>\n");
    add_images(out, o, microdata ? " itemprop=\"image\"" : "");
    add_buy_box(out, o, microdata);
    buf_addf(out, "<h2>%s</h2>\n<div class=\"description\"%s><p>",
        l->description, microdata ? " itemprop=\"description\"" : "");
    shop_page_escape(out, o->description);
    buf_addz(out, "</p></div>\n");
    add_details(out, o, microdata);
    add_safety(out, o);
    add_seller(out, o);
    add_reviews(out, o);
    buf_addz(out, "</main>\n");
    shop_page_close(out, o->shop);
}

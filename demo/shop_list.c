#include "demo/shop_list.h"

#include "demo/labels.h"
#include "demo/shop_page.h"

static void
add_card(struct buf *out, const struct goods_offer *o)
{
    buf_addf(out,
        "<article class=\"card\"><a href=\"" STR_FMT "\"><img "
        "src=\"/img/%d-1.jpg\" width=\"160\" alt=\"\"></a>\n<h3><a "
        "href=\"" STR_FMT "\">",
        STR_ARG(o->path), o->number, STR_ARG(o->path));
    shop_page_escape(out, o->title);
    buf_addz(out, "</a></h3>\n<p class=\"price\">");
    shop_page_price(out, o);
    buf_addz(out, "</p></article>\n");
}

/* Append the address of page n of a section. */
static void
add_list_path(struct buf *out, const struct goods_shop *shop,
    const struct goods_section *section, int64_t n)
{
    static const char *const forms[GOODS_LANGUAGES] = { "?page=", "/seite-",
        "?p=" };

    buf_addf(
        out, STR_FMT STR_FMT, STR_ARG(shop->list_path), STR_ARG(section->slug));
    if (n > 1)
        buf_addf(out, "%s%lld", forms[shop->language], (long long)n);
}

int
shop_list_find(const struct goods_shop *shop, struct str path, struct str query,
    const struct goods_section **section, int64_t *n)
{
    struct str rest;

    if (!str_starts(path, shop->list_path))
        return 0;
    path = str_sub(path, shop->list_path.len, path.len);
    for (size_t i = 0; i < shop->sections; i++) {
        if (!str_starts(path, shop->section[i].slug))
            continue;
        *section = &shop->section[i];
        *n = 1;
        rest = str_sub(path, shop->section[i].slug.len, path.len);
        if (str_starts(rest, STR("/seite-")))
            return str_to_i64(str_sub(rest, 7, rest.len), n) == 0;
        if (rest.len > 0)
            continue;
        if (str_starts(query, STR("page=")))
            return str_to_i64(str_sub(query, 5, query.len), n) == 0;
        if (str_starts(query, STR("p=")))
            return str_to_i64(str_sub(query, 2, query.len), n) == 0;
        return 1;
    }
    return 0;
}

static void
add_pagination(struct buf *out, const struct goods_shop *shop,
    const struct goods_section *section, int64_t n, int64_t pages)
{
    const struct labels *l = labels_of(shop->language);

    buf_addf(out, "<nav class=\"pagination\" aria-label=\"%s\">\n", l->page);
    if (n > 1) {
        buf_addz(out, "<a rel=\"prev\" href=\"");
        add_list_path(out, shop, section, n - 1);
        buf_addf(out, "\">%s</a>\n", l->previous);
    }
    for (int64_t i = 1; i <= pages; i++) {
        if (i == n) {
            buf_addf(
                out, "<span class=\"current\">%lld</span>\n", (long long)i);
            continue;
        }
        buf_addz(out, "<a href=\"");
        add_list_path(out, shop, section, i);
        buf_addf(out, "\">%lld</a>\n", (long long)i);
    }
    if (n < pages) {
        buf_addz(out, "<a rel=\"next\" href=\"");
        add_list_path(out, shop, section, n + 1);
        buf_addf(out, "\">%s</a>\n", l->next);
    }
    buf_addz(out, "</nav>\n");
}

int
shop_list_page(struct buf *out, const struct goods *g,
    const struct goods_shop *shop, const struct goods_section *section,
    int64_t n)
{
    int64_t pages =
        ((int64_t)section->offers + SHOP_LIST_OFFERS - 1) / SHOP_LIST_OFFERS;
    int64_t place = 0;

    if (n < 1 || n > pages)
        return 0;
    shop_page_open(out, shop, section->title, NULL);
    buf_addf(out, "<main><h1>" STR_FMT "</h1>\n<div class=\"grid\">\n",
        STR_ARG(section->title));
    for (size_t i = 0; i < g->offers; i++) {
        if (g->offer[i].section != section)
            continue;
        if (place / SHOP_LIST_OFFERS == n - 1)
            add_card(out, &g->offer[i]);
        place++;
    }
    buf_addz(out, "</div>\n");
    add_pagination(out, shop, section, n, pages);
    buf_addz(out, "</main>\n");
    shop_page_close(out, shop);
    return 1;
}

void
shop_list_home(
    struct buf *out, const struct goods *g, const struct goods_shop *shop)
{
    size_t shown = 0;

    shop_page_open(out, shop, shop->name, NULL);
    buf_addf(out, "<main><h1>" STR_FMT "</h1>\n<h2>%s</h2>\n<ul>\n",
        STR_ARG(shop->name), labels_of(shop->language)->sections);
    for (size_t i = 0; i < shop->sections; i++) {
        buf_addz(out, "<li><a href=\"");
        add_list_path(out, shop, &shop->section[i], 1);
        buf_addf(
            out, "\">" STR_FMT "</a></li>\n", STR_ARG(shop->section[i].title));
    }
    buf_addz(out, "</ul>\n<div class=\"grid\">\n");
    for (size_t i = 0; i < g->offers && shown < 8; i++)
        if (g->offer[i].shop == shop) {
            add_card(out, &g->offer[i]);
            shown++;
        }
    buf_addz(out, "</div></main>\n");
    shop_page_close(out, shop);
}

void
shop_list_about(struct buf *out, const struct goods_shop *shop)
{
    const struct labels *l = labels_of(shop->language);

    shop_page_open(out, shop, str_of(l->about), NULL);
    buf_addf(out,
        "<main><h1>%s</h1>\n<p>" STR_FMT "</p>\n<p>" STR_FMT "</p>\n"
        "<p>%s: " STR_FMT "</p></main>\n",
        l->about, STR_ARG(shop->seller.name), STR_ARG(shop->seller.address),
        l->email, STR_ARG(shop->seller.email));
    shop_page_close(out, shop);
}

void
shop_list_robots(struct buf *out, const struct goods_shop *shop)
{
    buf_addf(out,
        "User-agent: *\nDisallow: " SHOP_PAGE_FORBIDDEN
        "\nDisallow: /basket\nDisallow: /search\n\n"
        "Sitemap: http://" STR_FMT "/sitemap.xml\n",
        STR_ARG(shop->host));
}

void
shop_list_sitemap_index(struct buf *out, const struct goods_shop *shop)
{
    buf_addf(out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex "
        "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        "<sitemap><loc>http://" STR_FMT
        "/sitemap-offers.xml.gz</loc></sitemap>\n</sitemapindex>\n",
        STR_ARG(shop->host));
}

void
shop_list_sitemap(
    struct buf *out, const struct goods *g, const struct goods_shop *shop)
{
    buf_addz(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
                  "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t i = 0; i < g->offers; i += 2) {
        if (g->offer[i].shop != shop)
            continue;
        buf_addz(out, "<url><loc>");
        goods_address(out, &g->offer[i]);
        buf_addz(out, "</loc></url>\n");
    }
    buf_addz(out, "</urlset>\n");
}

#include "demo/shop_server.h"

#include "base/digest.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "demo/photo.h"
#include "demo/shop_list.h"
#include "demo/shop_page.h"
#include "demo/snare.h"

#include <stdlib.h>
#include <string.h>

#define IMAGES_MAX 9

struct shop_server {
    struct http_server *http;
    const struct goods *goods;
    struct shop_server_counts *counts;
};

/* Which offer and which of its pictures "/img/N-V.jpg" is. */
static int
image_of(const struct goods *g, struct str path, const struct goods_offer **o,
    int64_t *view)
{
    struct str rest = str_sub(path, strlen("/img/"), path.len), number;
    int64_t n;

    if (!str_ends(rest, STR(".jpg")))
        return 0;
    rest.len -= strlen(".jpg");
    if (!str_next(&rest, '-', &number) || str_to_i64(number, &n) != 0 ||
        str_to_i64(rest, view) != 0 || n < 0 || n >= (int64_t)g->offers ||
        *view < 1 || *view > IMAGES_MAX)
        return 0;
    *o = &g->offer[n];
    return 1;
}

/* Who offers a product again takes its picture too, and saves it anew. */
static int
answer_image(const struct goods *g, struct str path, struct http_response *rs)
{
    const struct goods_offer *o, *shown;
    struct picture p;
    int64_t view;
    int rc;

    if (!image_of(g, path, &o, &view))
        return 0;
    shown = o->plant != NULL && o->plant->relists.len > 0
                ? goods_planted_find(g, o->plant->relists)
                : NULL;
    if (shown != NULL)
        photo_draw(&p, shown->number, (int)view, 400, 300);
    else
        photo_draw(&p, o->number, (int)view, 320, 240);
    rc = picture_encode(&rs->body, &p, shown != NULL ? 60 : 85, NULL);
    picture_clear(&p);
    http_response_header(rs, "Content-Type", STR("image/jpeg"));
    return rc == 0;
}

/* What nobody may see who heeds robots.txt: an offer that would be the first
 * of the queue. */
static void
answer_forbidden(const struct goods_shop *shop, struct buf *out)
{
    struct goods_section section = {
        .slug = STR("intern"), .title = STR("intern"), .style = GOODS_JSONLD
    };
    struct goods_offer o = { .shop = shop,
        .section = &section,
        .path = STR(SHOP_PAGE_FORBIDDEN "prices"),
        .title = STR("GPS signal jammer, magnetic balls, baby neck float"),
        .sku = STR("000001"),
        .gtin = STR("9521000010017"),
        .description = STR("This page was asked for against robots.txt."),
        .cents = 100 };

    shop_page_offer(out, &o);
}

static void
answer_not_found(const struct goods_shop *shop, struct http_response *rs)
{
    rs->status = 404;
    shop_page_open(&rs->body, shop, STR("404"), NULL);
    buf_addz(&rs->body, "<main><h1>404</h1></main>\n");
    shop_page_close(&rs->body, shop);
}

static void
answer_sitemap(const struct goods *g, const struct goods_shop *shop,
    struct http_response *rs)
{
    struct buf xml = BUF_MAX(4u << 20);

    shop_list_sitemap(&xml, g, shop);
    gzip_add(&rs->body, buf_str(&xml), 6);
    buf_clear(&xml);
    http_response_header(rs, "Content-Type", STR("application/gzip"));
}

/* A page for people. Returns 0 if the path is none. */
static int
answer_page(const struct goods *g, const struct goods_shop *shop,
    const struct http_request *rq, struct http_response *rs)
{
    const struct goods_section *section;
    const struct goods_offer *o = goods_offer_find(g, shop, rq->path);
    int64_t n;

    if (o != NULL)
        shop_page_offer(&rs->body, o);
    else if (str_is(rq->path, "/"))
        shop_list_home(&rs->body, g, shop);
    else if (str_is(rq->path, "/about") || str_is(rq->path, "/imprint"))
        shop_list_about(&rs->body, shop);
    else if (shop_list_find(shop, rq->path, rq->query, &section, &n))
        return shop_list_page(&rs->body, g, shop, section, n);
    else
        return 0;
    return 1;
}

/* Name the body by its digest, and send none to those who have it. */
static void
tag(struct shop_server *s, const struct http_request *rq,
    struct http_response *rs)
{
    char hex[DIGEST_HEX_BYTES], etag[DIGEST_HEX_BYTES + 2];

    digest_sha256_hex(buf_str(&rs->body), hex);
    etag[0] = '"';
    memcpy(etag + 1, hex, 16);
    memcpy(etag + 17, "\"", 2);
    http_response_header(rs, "ETag", str_of(etag));
    if (!str_is(http_request_header(rq, "If-None-Match"), etag))
        return;
    buf_reset(&rs->body);
    rs->status = 304;
    s->counts->unchanged++;
}

static void
answer_shop(struct shop_server *s, const struct goods_shop *shop,
    const struct http_request *rq, struct http_response *rs)
{
    const struct goods *g = s->goods;

    if (str_starts(rq->path, STR("/img/"))) {
        if (answer_image(g, rq->path, rs))
            tag(s, rq, rs);
        else
            answer_not_found(shop, rs);
    } else if (str_is(rq->path, "/robots.txt")) {
        http_response_header(rs, "Content-Type", STR("text/plain"));
        shop_list_robots(&rs->body, shop);
    } else if (str_is(rq->path, "/sitemap.xml")) {
        http_response_header(rs, "Content-Type", STR("application/xml"));
        shop_list_sitemap_index(&rs->body, shop);
    } else if (str_is(rq->path, "/sitemap-offers.xml.gz")) {
        answer_sitemap(g, shop, rs);
    } else {
        http_response_header(
            rs, "Content-Type", STR("text/html; charset=utf-8"));
        if (str_starts(rq->path, STR(SHOP_PAGE_FORBIDDEN))) {
            s->counts->forbidden++;
            answer_forbidden(shop, &rs->body);
        } else if (!answer_page(g, shop, rq, rs)) {
            answer_not_found(shop, rs);
        } else {
            tag(s, rq, rs);
        }
    }
}

/* Who comes without a host name gets the way to the shops. */
static void
answer_directory(const struct shop_server *s, struct http_response *rs)
{
    http_response_header(rs, "Content-Type", STR("text/html; charset=utf-8"));
    buf_addz(&rs->body,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Demo shops</title>"
        "</head><body><h1>Demo shops</h1><ul>\n");
    for (size_t i = 0; i < s->goods->shops; i++) {
        struct str rest = s->goods->shop[i].host, label;

        str_next(&rest, '.', &label);
        buf_addf(&rs->body,
            "<li><a href=\"http://" STR_FMT ".localhost:%u/\">" STR_FMT
            "</a></li>\n",
            STR_ARG(label), http_server_port(s->http),
            STR_ARG(s->goods->shop[i].name));
    }
    buf_addz(&rs->body, "</ul></body></html>\n");
}

static void
count_snare(
    struct shop_server_counts *counts, const char *host, struct str path)
{
    int which = snare_find(host, path);

    if (which >= 0)
        counts->snare[which]++;
}

static void
handle(const struct http_request *rq, struct http_response *rs, void *ctx)
{
    struct shop_server *s = ctx;
    struct str host = http_request_header(rq, "Host");
    const struct goods_shop *shop = goods_shop_find(s->goods, host);
    const char *snare = snare_host_find(host);

    s->counts->requests++;
    if (shop != NULL) {
        answer_shop(s, shop, rq, rs);
    } else if (snare != NULL) {
        count_snare(s->counts, snare, rq->path);
        snare_answer(snare, rq, rs);
    } else {
        answer_directory(s, rs);
    }
}

int
shop_server_open(struct shop_server **out, const struct goods *g, uint16_t port,
    struct shop_server_counts *counts, struct fail *fail)
{
    struct shop_server *s = mem_new(sizeof *s);
    struct http_options o = {
        .port = port, .response_bytes = 64u << 20, .handle = handle, .ctx = s
    };

    s->goods = g;
    s->counts = counts;
    if (http_server_open(&s->http, &o, fail) != 0) {
        free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void
shop_server_close(struct shop_server *s)
{
    if (s == NULL)
        return;
    http_server_close(s->http);
    free(s);
}

uint16_t
shop_server_port(const struct shop_server *s)
{
    return http_server_port(s->http);
}

int
shop_server_run(
    struct shop_server *s, const volatile sig_atomic_t *stop, struct fail *fail)
{
    return http_server_run(s->http, stop, fail);
}

void
shop_server_campaign(struct buf *out, const struct goods *g, uint16_t port)
{
    static const char *const snares[] = { SNARE_MAZE, SNARE_ENDLESS,
        SNARE_SNAIL, SNARE_STAGE };

    buf_addz(out,
        "# The demo's shops and snares, all on one port of this machine.\n"
        "name: demo\nmarket: DE\n"
        "contact: https://authority.example/crawler\nstart:\n");
    for (size_t i = 0; i < g->shops; i++)
        buf_addf(out, "  - http://" STR_FMT "/\n", STR_ARG(g->shop[i].host));
    for (size_t i = 0; i < COUNT(snares); i++)
        buf_addf(out, "  - http://%s/\n", snares[i]);
    buf_addf(out,
        "sitemaps: true\nlimits:\n  pages: 5000\n  pages_per_host: %d\n"
        "  depth: 8\n  per_host_delay_ms: 20\n  per_host_connections: 4\n"
        "connect_to:\n",
        SHOP_SERVER_HOST_PAGES);
    for (size_t i = 0; i < g->shops; i++)
        buf_addf(out, "  '" STR_FMT ":80': '127.0.0.1:%u'\n",
            STR_ARG(g->shop[i].host), port);
    for (size_t i = 0; i < COUNT(snares); i++)
        buf_addf(out, "  '%s:80': '127.0.0.1:%u'\n", snares[i], port);
}

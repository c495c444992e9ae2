/* A generated shop for speed and memory measurements, made page by page as
 * it is asked for, so that a site of any size needs no disk.
 *
 *   build/release/bench/site --port 8900 --pages 20000
 *   build/release/bench/site --write DIR [--gzip] --pages 20000
 *
 * The second writes the pages as files, for another server; with --gzip each
 * is there packed too, as NAME.gz.
 *
 * Of N pages one in forty is a list page (40 offers, pagination), the rest
 * are products: 24 template styles, three languages, with JSON-LD, microdata,
 * OpenGraph or bare markup; about 60 KB and 175 links each. The same number
 * gives the same bytes in every run. One thread, epoll, keep-alive.
 */
#include "base/buf.h"
#include "base/gzip.h"
#include "base/mem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define STYLES 24
#define LIST_SIZE 40
#define REQUEST_MAX 8192
#define PAGE_MAX (1u << 20)

struct connection {
    int fd;
    struct buf in, out;
    size_t sent;
};

struct site {
    int64_t pages, lists, products;
    int gzip; /* write each page packed too */
    struct buf page;
};

/* splitmix64: the page's own stream of numbers. */
static uint64_t
roll(uint64_t *s)
{
    uint64_t z = *s += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static const char *
pick(uint64_t *s, const char *const *words, size_t count)
{
    return words[roll(s) % count];
}

enum language { EN, DE, ZH, LANGUAGES };

static const char *const codes[] = { "en", "de", "zh" };
static const char *const nouns[LANGUAGES][8] = {
    { "desk lamp", "water kettle", "garden hose", "phone case", "backpack",
        "coffee grinder", "wall clock", "picture frame" },
    { "Schreibtischlampe", "Wasserkocher", "Gartenschlauch", "Handyhülle",
        "Rucksack", "Kaffeemühle", "Wanduhr", "Bilderrahmen" },
    { "台灯", "电水壶", "花园水管", "手机壳", "双肩包", "咖啡磨", "挂钟",
        "相框" },
};
static const char *const traits[LANGUAGES][6] = {
    { "compact", "large", "foldable", "classic", "lightweight", "robust" },
    { "kompakt", "groß", "faltbar", "klassisch", "leicht", "robust" },
    { "小巧", "大号", "可折叠", "经典", "轻便", "耐用" },
};
static const char *const sentences[LANGUAGES][4] = {
    { "Made for everyday use at home and at work. ",
        "The surface is easy to clean and stays even. ",
        "Delivery includes a short guide in three languages. ",
        "It fits on every shelf and weighs very little. " },
    { "Für den täglichen Gebrauch zu Hause und im Büro. ",
        "Die Oberfläche lässt sich leicht reinigen. ",
        "Im Lieferumfang ist eine kurze Anleitung enthalten. ",
        "Passt auf jedes Regal und wiegt sehr wenig. " },
    { "适合家庭和办公室日常使用。", "表面光滑，易于清洁。",
        "随附三种语言的简要说明书。", "体积小，重量轻，便于摆放。" },
};
static const char *const brands[] = { "Norvik", "Haldern", "Osterby", "Lumarel",
    "Tavenor", "Brisco", "云岚", "Kestrel & Co" };
static const char *const currency[LANGUAGES] = { "GBP", "EUR", "CNY" };

struct product {
    enum language lang;
    int64_t id;
    char title[200], price[32], gtin[16];
    const char *brand;
};

static void
product_of(struct product *p, int64_t id)
{
    uint64_t s = (uint64_t)id * 7919 + 1;
    int sum = 0;

    p->id = id;
    p->lang = (enum language)(roll(&s) % LANGUAGES);
    p->brand = pick(&s, brands, COUNT(brands));
    snprintf(p->title, sizeof p->title, "%s %s %s T%lld", p->brand,
        pick(&s, traits[p->lang], 6), pick(&s, nouns[p->lang], 8),
        (long long)(id % 9000 + 1000));
    snprintf(p->price, sizeof p->price, "%d.%02d", (int)(roll(&s) % 190 + 5),
        (int)(roll(&s) % 100));
    snprintf(p->gtin, sizeof p->gtin, "400%09lld", (long long)(id % 999999999));
    for (int i = 0; i < 12; i++)
        sum += (p->gtin[i] - '0') * (i % 2 ? 3 : 1);
    p->gtin[12] = (char)('0' + (10 - sum % 10) % 10);
    p->gtin[13] = '\0';
}

static void
put_price(struct buf *b, const struct product *p)
{
    if (p->lang == DE) {
        size_t dot = strlen(p->price) - 3;

        buf_addf(b, "%.*s,%s €", (int)dot, p->price, p->price + dot + 1);
    } else {
        buf_addf(b, "%s%s", p->lang == EN ? "£" : "¥", p->price);
    }
}

static void
put_head(struct buf *b, const char *lang, const char *title, int64_t style)
{
    buf_addf(b,
        "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
        "<meta charset=\"utf-8\">\n<title>%s | Bench Shop</title>\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n",
        lang, title);
    for (int i = 0; i < 200; i++)
        buf_addf(b, ".s%d-box%d > .inner { margin: %dpx; color: #%03x; }\n",
            (int)style, i, i % 32, i * 37 % 4096);
    buf_addz(b, "</style>\n<script>\nwindow.shop = window.shop || {};\n");
    for (int i = 0; i < 192; i++)
        buf_addf(b,
            "shop.f%d = function (a, b) { if (a < b && b > %d) "
            "{ return \"<b>\" + a + \"</b>\"; } return b; };\n",
            i, i);
    buf_addz(b, "</script>\n");
}

static void
put_navigation(struct buf *b, const struct site *site)
{
    buf_addz(b, "<header><nav><ul class=\"menu\">\n");
    for (int i = 0; i < 40; i++)
        buf_addf(b,
            "<li class=\"menu-item menu-item-%d\"><a class=\"menu-link\" "
            "href=\"/c/%lld\"><span>Department %d</span></a></li>\n",
            i, (long long)(i % site->lists), i);
    buf_addz(b, "</ul></nav></header>\n<main>\n");
}

/* A card: link, picture, title, price. */
static void
put_card(struct buf *b, int64_t id, int64_t style)
{
    struct product p;

    product_of(&p, id);
    buf_addf(b,
        "<article class=\"card card--%d\"><div class=\"card-media\">"
        "<a href=\"/p/%lld\"><img loading=\"lazy\" src=\"/img/%lld.jpg\" "
        "alt=\"\"></a></div><div class=\"card-body\"><h3 class=\"card-title\">"
        "<a href=\"/p/%lld\">%s</a></h3><p class=\"card-price\">",
        (int)style, (long long)id, (long long)id, (long long)id, p.title);
    put_price(b, &p);
    buf_addf(b,
        "</p><span class=\"card-delivery\">%s %d</span></div></article>\n",
        p.lang == DE   ? "Lieferzeit in Tagen:"
        : p.lang == ZH ? "配送天数："
                       : "Days to deliver:",
        (int)(id % 9 + 2));
}

static void
put_foot(struct buf *b, const struct site *site)
{
    buf_addz(b, "</main>\n<footer><ul>\n");
    for (int i = 0; i < 38; i++)
        buf_addf(b, "<li><a href=\"/c/%lld\">Service and help %d</a></li>\n",
            (long long)((i + 40) % site->lists), i);
    buf_addz(b, "</ul></footer>\n</body></html>\n");
}

static void
put_markup(struct buf *b, const struct product *p, int64_t style)
{
    if (style % 3 == 0)
        buf_addf(b,
            "<script type=\"application/ld+json\">{\"@context\": "
            "\"https://schema.org\", \"@type\": \"Product\", \"name\": "
            "\"%s\", \"sku\": \"T%lld\", \"gtin13\": \"%s\", \"brand\": "
            "{\"@type\": \"Brand\", \"name\": \"%s\"}, \"offers\": "
            "{\"@type\": \"Offer\", \"price\": \"%s\", \"priceCurrency\": "
            "\"%s\", \"availability\": \"https://schema.org/InStock\"}}"
            "</script>\n",
            p->title, (long long)p->id, p->gtin, p->brand, p->price,
            currency[p->lang]);
    if (style % 4 == 1)
        buf_addf(b,
            "<meta property=\"og:type\" content=\"product\">\n"
            "<meta property=\"og:title\" content=\"%s\">\n"
            "<meta property=\"product:price:amount\" content=\"%s\">\n"
            "<meta property=\"product:price:currency\" content=\"%s\">\n",
            p->title, p->price, currency[p->lang]);
}

static void
put_product(struct site *site, struct buf *b, int64_t id)
{
    struct product p;
    int64_t style = id % STYLES;
    uint64_t s = (uint64_t)id + 99;
    int micro = style % 6 == 2;

    product_of(&p, id);
    put_head(b, codes[p.lang], p.title, style);
    put_markup(b, &p, style);
    buf_addf(b, "<link rel=\"canonical\" href=\"/p/%lld\">\n</head>\n<body>\n",
        (long long)id);
    put_navigation(b, site);
    buf_addf(b, "<div class=\"product product-%d\"%s>\n<h1%s>%s</h1>\n",
        (int)style,
        micro ? " itemscope itemtype=\"https://schema.org/Product\"" : "",
        micro ? " itemprop=\"name\"" : "", p.title);
    buf_addz(b, "<div class=\"price\">");
    put_price(b, &p);
    buf_addf(b,
        "</div><button type=\"submit\">Add to cart</button>\n"
        "<table class=\"specs\"><tr><th>%s</th><td>%s</td></tr>\n"
        "<tr><th>EAN</th><td>%s</td></tr>\n",
        p.lang == DE   ? "Marke"
        : p.lang == ZH ? "品牌"
                       : "Brand",
        p.brand, p.gtin);
    for (int i = 0; i < 12; i++)
        buf_addf(b, "<tr><th>Property %d</th><td>%d cm</td></tr>\n", i,
            (int)(roll(&s) % 300));
    buf_addz(b, "</table>\n<select name=\"variant\">\n");
    for (int i = 0; i < 24; i++)
        buf_addf(b, "<option value=\"v%d\">Variant %d</option>\n", i, i);
    buf_addz(b, "</select>\n<section class=\"description\">\n");
    for (int i = 0; i < 32; i++) {
        buf_addz(b, "<p>");
        for (int k = 0; k < 5; k++)
            buf_addz(b, pick(&s, sentences[p.lang], 4));
        buf_addz(b, "</p>\n");
    }
    buf_addz(b, "</section></div>\n<section class=\"related\">\n");
    for (int i = 0; i < 48; i++)
        put_card(b, (int64_t)(roll(&s) % (uint64_t)site->products), style);
    buf_addz(b, "</section>\n");
    put_foot(b, site);
}

static void
put_list(struct site *site, struct buf *b, int64_t list)
{
    int64_t first = list * LIST_SIZE;

    put_head(b, "en", "Department", list % STYLES);
    buf_addz(b, "</head>\n<body class=\"category\">\n");
    put_navigation(b, site);
    buf_addf(
        b, "<h1>Department %lld</h1><div class=\"grid\">\n", (long long)list);
    for (int64_t i = first; i < first + LIST_SIZE && i < site->products; i++)
        put_card(b, i, list % STYLES);
    buf_addz(b, "</div>\n<nav class=\"pagination\">");
    if (list + 1 < site->lists)
        buf_addf(b, "<a rel=\"next\" href=\"/c/%lld\">Next</a>",
            (long long)list + 1);
    buf_addz(b, "</nav>\n");
    put_foot(b, site);
}

/* Fill site->page for a path; return the status. */
static int
make_page(struct site *site, struct str path)
{
    ptrdiff_t query = str_find_char(path, '?', 0);
    uint64_t n;

    buf_reset(&site->page);
    if (query >= 0)
        path.len = (size_t)query;
    if (str_is(path, "/")) {
        put_list(site, &site->page, 0);
        return 200;
    }
    if (str_starts(path, STR("/p/")) &&
        str_to_u64(str_sub(path, 3, path.len), &n) == 0 &&
        (int64_t)n < site->products) {
        put_product(site, &site->page, (int64_t)n);
        return 200;
    }
    if (str_starts(path, STR("/c/")) &&
        str_to_u64(str_sub(path, 3, path.len), &n) == 0 &&
        (int64_t)n < site->lists) {
        put_list(site, &site->page, (int64_t)n);
        return 200;
    }
    buf_addz(&site->page, "not here\n");
    return 404;
}

/* Answer every whole request that has come. 0, or -1 to close. */
static int
answer(struct site *site, struct connection *c)
{
    for (;;) {
        struct str in = buf_str(&c->in), line, method, path;
        ptrdiff_t end = str_find(in, STR("\r\n\r\n"), 0);
        int status;

        if (end < 0)
            return c->in.len >= REQUEST_MAX ? -1 : 0;
        line = in;
        str_next_line(&in, &line);
        if (!str_next_word(&line, &method) || !str_next_word(&line, &path))
            return -1;
        status = make_page(site, path);
        buf_addf(&c->out,
            "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
            "\r\n",
            status, status == 200 ? "OK" : "Not Found",
            status == 200 ? "text/html; charset=utf-8" : "text/plain",
            site->page.len);
        buf_adds(&c->out, buf_str(&site->page));
        buf_drop(&c->in, (size_t)end + 4);
    }
}

static int
send_some(struct connection *c)
{
    while (c->sent < c->out.len) {
        ssize_t n =
            send(c->fd, c->out.p + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);

        if (n < 0 && errno == EAGAIN)
            return 0;
        if (n <= 0)
            return -1;
        c->sent += (size_t)n;
    }
    buf_reset(&c->out);
    c->sent = 0;
    return 0;
}

static int
serve_some(struct site *site, struct connection *c)
{
    for (;;) {
        char *room = buf_room(&c->in, 1024);
        ssize_t n;

        if (room == NULL)
            return -1;
        n = recv(c->fd, room, 1024, 0);
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0)
            return -1;
        c->in.len += (size_t)n;
    }
    if (answer(site, c) != 0)
        return -1;
    return send_some(c);
}

static void
accept_one(int poll_fd, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct connection *c;
    struct epoll_event e = { .events = EPOLLIN | EPOLLOUT | EPOLLET };
    int one = 1;

    if (fd < 0)
        return;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    c = mem_new(sizeof *c);
    c->fd = fd;
    c->in = BUF_MAX(2 * REQUEST_MAX);
    c->out = BUF_MAX(64 * PAGE_MAX);
    e.data.ptr = c;
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e);
}

static int
listen_on(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int one = 1;

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
        listen(fd, 256) != 0) {
        perror("site: listen");
        exit(1);
    }
    return fd;
}

static void
write_file(const char *name, struct str bytes)
{
    FILE *f = fopen(name, "w");

    if (f == NULL || fwrite(bytes.p, 1, bytes.len, f) != bytes.len ||
        fclose(f) != 0) {
        perror(name);
        exit(1);
    }
}

static void
write_page(struct site *site, const char *dir, const char *path)
{
    struct buf name = BUF_MAX(4096), packed = BUF_MAX(PAGE_MAX);

    buf_addf(&name, "%s%s", dir, strcmp(path, "/") == 0 ? "/index.html" : path);
    if (make_page(site, str_of(path)) != 200)
        exit(1);
    write_file(buf_text(&name), buf_str(&site->page));
    if (site->gzip && gzip_add(&packed, buf_str(&site->page), 6) == 0) {
        buf_addz(&name, ".gz");
        write_file(buf_text(&name), buf_str(&packed));
    }
    buf_clear(&name);
    buf_clear(&packed);
}

static void
write_site(struct site *site, const char *dir)
{
    char path[64];

    for (const char *part = "pc"; *part != '\0'; part++) {
        struct buf name = BUF_MAX(4096);
        int64_t count = *part == 'p' ? site->products : site->lists;

        buf_addf(&name, "%s/%c", dir, *part);
        mkdir(buf_text(&name), 0777);
        buf_clear(&name);
        for (int64_t i = 0; i < count; i++) {
            snprintf(path, sizeof path, "/%c/%lld", *part, (long long)i);
            write_page(site, dir, path);
        }
    }
    write_page(site, dir, "/");
}

int
main(int argc, char **argv)
{
    static const struct option options[] = { { "port", required_argument, NULL,
                                                 'p' },
        { "pages", required_argument, NULL, 'n' },
        { "write", required_argument, NULL, 'w' },
        { "gzip", no_argument, NULL, 'z' }, { NULL, 0, NULL, 0 } };
    const char *dir = NULL;
    struct site site = { .pages = 20000, .page = BUF_MAX(PAGE_MAX) };
    int64_t port = 8900;
    int option, listener, poll_fd;
    struct epoll_event e = { .events = EPOLLIN };

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        int64_t *out = option == 'p' ? &port : &site.pages;

        if (option == 'w') {
            dir = optarg;
            continue;
        }
        if (option == 'z') {
            site.gzip = 1;
            continue;
        }
        if (option == '?' || str_to_i64(str_of(optarg), out) != 0) {
            fputs("usage: site [--port N | --write DIR [--gzip]] [--pages N]\n",
                stderr);
            return 2;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    site.lists = site.pages / (LIST_SIZE + 1) + 1;
    site.products = site.pages - site.lists;
    if (dir != NULL) {
        write_site(&site, dir);
        return 0;
    }
    listener = listen_on((int)port);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &e);
    for (;;) {
        struct epoll_event events[64];
        int n = epoll_wait(poll_fd, events, 64, -1);

        for (int i = 0; i < n; i++) {
            struct connection *c = events[i].data.ptr;

            if (c == NULL) {
                accept_one(poll_fd, listener);
            } else if (serve_some(&site, c) != 0) {
                close(c->fd);
                buf_clear(&c->in);
                buf_clear(&c->out);
                free(c);
            }
        }
    }
}

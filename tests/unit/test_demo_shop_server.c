#include "tests/check.h"

#include "base/gzip.h"
#include "base/mem.h"
#include "demo/shop_page.h"
#include "demo/shop_server.h"
#include "tests/client.h"

struct stall {
    struct goods *goods;
    struct shop_server *server;
    struct shop_server_counts counts;
    pthread_t thread;
    volatile sig_atomic_t stop;
};

static void *
serve(void *ctx)
{
    struct stall *s = ctx;

    shop_server_run(s->server, &s->stop, NULL);
    return NULL;
}

static int
open_stall(void **state)
{
    struct stall *s = mem_new(sizeof *s);
    struct fail fail = { 0 };

    if (goods_load(&s->goods, "demo/shops.yaml", "demo/planted.yaml", &fail) !=
            0 ||
        shop_server_open(&s->server, s->goods, 0, &s->counts, &fail) != 0 ||
        pthread_create(&s->thread, NULL, serve, s) != 0) {
        print_error("%s\n", fail.text);
        return -1;
    }
    *state = s;
    return 0;
}

static int
close_stall(void **state)
{
    struct stall *s = *state;

    __atomic_store_n(&s->stop, 1, __ATOMIC_RELEASE);
    pthread_join(s->thread, NULL);
    shop_server_close(s->server);
    goods_free(s->goods);
    free(s);
    return 0;
}

static int
ask(struct stall *s, const char *host, const char *path, const char *more,
    struct buf *out)
{
    struct buf rq = BUF_MAX(1u << 14);
    int status;

    buf_addf(&rq, "GET %s HTTP/1.1\r\nHost: %s\r\n%sConnection: close\r\n\r\n",
        path, host, more);
    status = client_send(shop_server_port(s->server), buf_str(&rq), out);
    buf_clear(&rq);
    return status;
}

static void
answers_pages(void **state)
{
    static const struct {
        const char *host, *path;
        int status;
        const char *holds;
    } cases[] = {
        { "brightgoods.example", "/", 200, "Departments" },
        { "brightgoods.example:80", "/c/kitchen", 200, "rel=\"next\"" },
        { "brightgoods.example", "/c/kitchen?page=2", 200, "rel=\"prev\"" },
        { "brightgoods.example", "/c/kitchen?page=99", 404, "404" },
        { "brightgoods.example", "/c/nothing", 404, "404" },
        { "BRIGHTGOODS.localhost:8080", "/c/beauty", 200, "class=\"card\"" },
        { "spielzeug-kiste.example", "/kategorie/baby/seite-2", 200,
            "Vorherige Seite" },
        { "xn--4oqv1l.example", "/list/toys?p=2", 200, "下一页" },
        { "xn--4oqv1l.example", "/robots.txt", 200, "Disallow: /intern/" },
        { "xn--4oqv1l.example", "/sitemap.xml", 200, "<sitemapindex" },
        { "brightgoods.example", "/img/1-1.jpg", 200, "\xFF\xD8\xFF" },
        { "brightgoods.example", "/img/1-0.jpg", 404, "404" },
        { "brightgoods.example", "/img/99999-1.jpg", 404, "404" },
        { "maze.example", "/", 200, "gzip bomb" },
        { "maze.example", "/wall", 403, "Access denied" },
        { "maze.example", "/redirect/a", 302, "Location: /redirect/b" },
        { "maze.example", "/none", 404, "Not found" },
        { "endless.example", "/calendar/2026/12", 200, "/calendar/2027/01" },
        { "endless.example", "/facets?a=1&b=%22", 200, "a=1&b=%22&amp;size=1" },
        { "127.0.0.1", "/", 200, "brightgoods.localhost" },
    };
    struct stall *s = *state;
    struct buf out = BUF_MAX(1u << 24);

    for (size_t i = 0; i < COUNT(cases); i++) {
        CHECK_INT(ask(s, cases[i].host, cases[i].path, "", &out),
            cases[i].status, cases[i].path);
        if (str_find(buf_str(&out), str_of(cases[i].holds), 0) < 0) {
            check_failures++;
            print_error("%s%s does not hold %s\n", cases[i].host, cases[i].path,
                cases[i].holds);
        }
    }
    buf_clear(&out);
    check_end();
}

static void
counts_the_forbidden(void **state)
{
    struct stall *s = *state;
    struct buf out = BUF_MAX(1u << 20);
    int64_t before = s->counts.forbidden;

    ask(s, "brightgoods.example", SHOP_PAGE_FORBIDDEN "prices", "", &out);
    CHECK_INT(s->counts.forbidden - before, 1, "counted");
    buf_clear(&out);
    check_end();
}

static void
knows_what_the_client_has(void **state)
{
    struct stall *s = *state;
    struct buf out = BUF_MAX(1u << 20), more = BUF_MAX(200);
    ptrdiff_t at, end;

    assert_int_equal(ask(s, "brightgoods.example", "/", "", &out), 200);
    at = str_find_nocase(buf_str(&out), STR("ETag: "), 0);
    assert_true(at > 0);
    end = str_find(buf_str(&out), STR("\r\n"), (size_t)at);
    buf_addf(&more, "If-None-Match: " STR_FMT "\r\n",
        STR_ARG(
            str_sub(buf_str(&out), (size_t)at + 6, (size_t)(end - at) - 6)));
    assert_int_equal(
        ask(s, "brightgoods.example", "/", buf_text(&more), &out), 304);
    buf_clear(&out);
    buf_clear(&more);
}

/* The sitemap is gzip and names half of the offers. */
static void
packs_the_sitemap(void **state)
{
    struct stall *s = *state;
    struct buf out = BUF_MAX(1u << 20), xml = BUF_MAX(1u << 20);
    ptrdiff_t body;
    size_t count = 0;

    assert_int_equal(
        ask(s, "brightgoods.example", "/sitemap-offers.xml.gz", "", &out), 200);
    body = str_find(buf_str(&out), STR("\r\n\r\n"), 0) + 4;
    assert_int_equal(
        gzip_read(
            &xml, str_sub(buf_str(&out), (size_t)body, out.len), NULL, NULL),
        0);
    for (ptrdiff_t at = 0;
         (at = str_find(buf_str(&xml), STR("<loc>"), (size_t)at)) >= 0; at++)
        count++;
    assert_true(count > 60 && count < 120);
    buf_clear(&out);
    buf_clear(&xml);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_pages),
        cmocka_unit_test(counts_the_forbidden),
        cmocka_unit_test(knows_what_the_client_has),
        cmocka_unit_test(packs_the_sitemap),
    };

    return cmocka_run_group_tests_name(
        "demo/shop_server", tests, open_stall, close_stall);
}

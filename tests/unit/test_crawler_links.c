#include "tests/check.h"

#include "base/mem.h"
#include "crawler/links.h"
#include "tests/see.h"

static void
links_free(struct extraction *x)
{
    free(x->links);
    free(x->link_text);
}

static void
guesses_by_address(void **state)
{
    static const struct {
        const char *address;
        int want;
    } cases[] = {
        { "https://shop.example/p/lamp-123", 1 },
        { "https://shop.example/products/blue-lamp", 1 },
        { "https://shop.example/products", 2 },
        { "https://shop.example/dp/B00ABCDEF1", 1 },
        { "https://shop.example/blaue-lampe-1234567.html", 1 },
        { "https://shop.example/category/lamps", 2 },
        { "https://shop.example/kategorie/lampen", 2 },
        { "https://shop.example/search?q=lamp", 2 },
        { "https://shop.example/lamps?page=2", 2 },
        { "https://shop.example/item.htm?id=605258110430", 1 },
        { "https://shop.example/index.php?product_id=17", 1 },
        { "https://shop.example/account/p/1", 0 },
        { "https://shop.example/impressum", 0 },
        { "https://shop.example/blog/2026/11/lamps", 0 },
        { "https://shop.example/", 0 },
        { "https://shop.example/lamps", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct url u;

        assert_int_equal(
            url_parse(&u, str_of(cases[i].address), NULL, NULL), 0);
        CHECK_INT(links_likely(&u), cases[i].want, cases[i].address);
        url_clear(&u);
    }
    check_end();
}

static void
collects_links(void **state)
{
    static const char body[] =
        "<a href='/p/1?utm_source=x#top'>one</a><a href=/p/1>again</a>"
        "<a href=/agb rel=nofollow>no</a><a href='mailto:a@b.example'>no</a>"
        "<a href='javascript:x()'>no</a><a href='#top'>no</a>"
        "<a href='ftp://shop.example/x'>no</a><a href=''>no</a>"
        "<a href='https://third.example /y'>no</a>"
        "<a href='https://other.example/y'>two</a>";
    struct extraction x = { 0 };
    struct url base;
    struct seen s;

    (void)state;
    assert_int_equal(
        url_parse(&base, STR("https://shop.example/a/b"), NULL, NULL), 0);
    see(&s, body, "https://shop.example/a/b");
    links_collect(&x, &s.view, &s.facts, &base, NULL);
    CHECK_INT(x.link_count, 2, "count");
    if (x.link_count == 2) {
        CHECK_TEXT(x.links[0].url.p, "https://shop.example/p/1", "canonical");
        CHECK_INT(x.links[0].likely, 1, "product");
        CHECK_TEXT(x.links[1].url.p, "https://other.example/y", "other host");
    }
    links_free(&x);
    unsee(&s);
    url_clear(&base);
    check_end();
}

static void
prefers_cards(void **state)
{
    static const char body[] =
        "<ul><li><a href=/red>Red lamp</a><b>9,99 €</b></li>"
        "<li><a href=/blue>Blue lamp</a><b>8,99 €</b></li>"
        "<li><a href=/green>Green lamp</a><b>7,99 €</b></li></ul>"
        "<a href=/help>Help</a>";
    /* The card's own link is not followed, others to the same place are. */
    static const char nofollow[] =
        "<a href=/red>New</a><a href=/help>Help</a>"
        "<ul><li><a rel=nofollow href=/red>Red lamp</a><b>9,99 €</b></li>"
        "<li><a rel=nofollow href=/blue>Blue lamp</a><b>8,99 €</b></li>"
        "<li><a href=/green#top>Green lamp</a><b>7,99 €</b></li></ul>"
        "<a href=/blue>Sold most</a>";
    static const struct {
        const char *name, *body, *other;
    } pages[] = { { "cards", body, "https://shop.example/help" },
        { "nofollow", nofollow, "https://shop.example/help" } };

    (void)state;
    for (size_t p = 0; p < COUNT(pages); p++) {
        struct extraction x = { 0 };
        struct url base;
        struct seen s;

        assert_int_equal(
            url_parse(&base, STR("https://shop.example/"), NULL, NULL), 0);
        see(&s, pages[p].body, "https://shop.example/");
        links_collect(&x, &s.view, &s.facts, &base, NULL);
        CHECK_INT(x.link_count, 4, pages[p].name);
        for (size_t i = 0; i < x.link_count; i++)
            CHECK_INT(x.links[i].likely,
                strcmp(x.links[i].url.p, pages[p].other) != 0,
                x.links[i].url.p);
        links_free(&x);
        unsee(&s);
        url_clear(&base);
    }
    check_end();
}

/* The same references on pages of two shops, again and again. */
static void
remembers_and_mixes_nothing(void **state)
{
    static const char body[] =
        "<a href=/p/1?utm_source=x>one</a><a href=b>beside</a>"
        "<a href='https://other.example/%7Ey'>two</a><a href='/\t/c'>host</a>"
        "<a href='//cdn.example/x'>three</a><a href='http://bad host/'>no</a>"
        "<a href='https://shop.example/p/1#y'>whole</a>"
        "<a href='https://shop.example/p/1'>again</a>"
        "<a href='https://shop.example.evil/p/1'>not ours</a>"
        "<a href='https://shop.example:443/d/./e'>port</a>"
        "<a href='/index.html'>root</a>";
    static const char *const pages[] = { "https://shop.example/a/b",
        "https://shop.example/c/d", "http://shop.example/a/b",
        "https://user@shop.example:8443/a/b", "https://shop.example/a/b" };
    struct links_memory *m = links_memory_new();

    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        struct extraction x = { 0 }, plain = { 0 };
        struct url base;
        struct seen s;

        assert_int_equal(url_parse(&base, str_of(pages[i]), NULL, NULL), 0);
        see(&s, body, pages[i]);
        links_collect(&x, &s.view, &s.facts, &base, m);
        links_collect(&plain, &s.view, &s.facts, &base, NULL);
        CHECK_INT(x.link_count, i == 2 || i == 3 ? 9 : 8, pages[i]);
        CHECK_INT(x.link_count, plain.link_count, pages[i]);
        for (size_t k = 0; k < x.link_count && k < plain.link_count; k++) {
            CHECK_TEXT(x.links[k].url.p, plain.links[k].url.p, pages[i]);
            CHECK_INT(x.links[k].likely, plain.links[k].likely, pages[i]);
        }
        links_free(&x);
        links_free(&plain);
        unsee(&s);
        url_clear(&base);
    }
    links_memory_free(m);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses_by_address),
        cmocka_unit_test(collects_links),
        cmocka_unit_test(prefers_cards),
        cmocka_unit_test(remembers_and_mixes_nothing),
    };

    return cmocka_run_group_tests_name("crawler/links", tests, NULL, NULL);
}

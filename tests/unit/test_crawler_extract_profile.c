#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/extract.h"
#include "crawler/extract_profile.h"
#include "crawler/selector.h"

static void
selects(void **state)
{
    static const char page[] =
        "<div id=a class='x y'><p>1</p><div class=z><p title=t>2</p></div>"
        "</div><p data-k='v w'>3</p><ul><li>4<li>5</ul>";
    static const struct {
        const char *selector, *want;
    } cases[] = {
        { "p", "1,2,3," },
        { "#a p", "1,2," },
        { "#a > p", "1," },
        { "div.y > div.z > p", "2," },
        { ".x.y > p", "1," },
        { "p[title]", "2," },
        { "[data-k='v w']", "3," },
        { "p[data-k=v]", "" },
        { "p[title] @title", "t," },
        { "ul > li", "4,5," },
        { "* > li", "4,5," },
        { "P", "1,2,3," },
        { "div p > p", "" },
        { "", "error: nothing is selected" },
        { "p >", "error: nothing is selected" },
        { "p.x:y", "" },
        { "p[title", "error: ']' is missing" },
        { "p+p", "error: '+' is not understood" },
        { "p. x", "error: a name is missing" },
        { "@title", "error: '@' is not understood" },
        { "p @a b", "error: one attribute name must follow '@'" },
        { "a b c d e f g h i", "error: more than 8 parts" },
    };
    struct fail fail = { "" };
    struct html h;

    (void)state;
    html_init(&h);
    assert_int_equal(html_parse(&h, str_of(page), &fail), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf got = BUF_MAX(1000);
        struct selector *s = NULL;
        struct html_node *n = NULL;

        if (selector_new(&s, str_of(cases[i].selector), &fail) != 0)
            buf_addf(&got, "error: %s", fail.text);
        while (s != NULL && (n = selector_next(s, h.root, n)) != NULL) {
            selector_take(&got, s, n);
            buf_addc(&got, ',');
        }
        buf_addc(&got, '\0');
        CHECK_TEXT(got.p, cases[i].want, cases[i].selector);
        selector_free(s);
        buf_clear(&got);
    }
    html_clear(&h);
    check_end();
}

static void
extract_text(struct extraction *x, const char *profiles, const char *html)
{
    struct page *p = page_new(STR("https://www.market.example/p/12345"));
    struct extractor *e = NULL;
    struct fail fail = { "" };

    assert_int_equal(extractor_new(&e, profiles, &fail), 0);
    p->body = BUF_MAX(100000);
    p->status = 200;
    buf_addz(&p->body, html);
    extract_page(e, p, x);
    extractor_free(e);
    page_free(p);
}

static void
overrides_other_sources(void **state)
{
    static const char html[] =
        "<html lang=en><meta property=og:type content=product><meta "
        "property=og:title content='Cheap lamp!!'><meta property="
        "product:price:amount content=99><meta property=og:description "
        "content='Buy now'><h1 class=offer-name>Lamp L1</h1><div class=buy>"
        "<span class=now>12,50 &euro;</span></div><div data-article=A-77>"
        "</div><span class=ean>4006381333931</span><button>Add to cart"
        "</button>";
    struct extraction x;

    (void)state;
    extract_text(&x, "crawler/sites", html);
    assert_int_equal(x.listing_count, 1);
    CHECK_TEXT(x.listings[0]->text[LISTING_TITLE], "Lamp L1", "title");
    CHECK_TEXT(x.listings[0]->text[LISTING_PRICE_AMOUNT], "12.50", "price");
    CHECK_TEXT(x.listings[0]->text[LISTING_SKU], "A-77", "sku");
    CHECK_TEXT(x.listings[0]->text[LISTING_DESCRIPTION], NULL, "dropped");
    CHECK_INT(x.listings[0]->list[LISTING_GTINS].count, 1, "gtin");
    CHECK_INT(str_is(js_get_text(x.listings[0]->found_in, "price"), "profile"),
        1, "found in");
    extraction_clear(&x);
    extract_text(&x, NULL, html);
    assert_int_equal(x.listing_count, 1);
    CHECK_TEXT(x.listings[0]->text[LISTING_PRICE_AMOUNT], "99", "without");
    extraction_clear(&x);
    check_end();
}

static void
names_the_place_of_errors(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "market: a.example\nproduct: {titel: h1}\n", ":2:" },
        { "market: a.example\nproduct: {title: 'h1['}\n", "']' is missing" },
        { "product: {title: h1}\n", "market" },
        { "market: a.example\nprodukt: {}\n", "produkt" },
        { "market: a.example\ndrop: [images]\n", "no text field" },
    };
    char dir[] = "/tmp/profileXXXXXX", path[64];
    struct fail fail;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/a.yaml", dir);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct extract_profiles *p = NULL;

        assert_int_equal(file_write(path, str_of(cases[i].text), &fail), 0);
        CHECK_INT(extract_profiles_load(&p, dir, &fail), -1, cases[i].text);
        if (strstr(fail.text, cases[i].want) == NULL)
            CHECK_TEXT(fail.text, cases[i].want, cases[i].text);
        extract_profiles_free(p);
    }
    unlink(path);
    rmdir(dir);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(selects),
        cmocka_unit_test(overrides_other_sources),
        cmocka_unit_test(names_the_place_of_errors),
    };

    return cmocka_run_group_tests_name(
        "crawler/extract_profile", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "crawler/page_kind.h"
#include "tests/see.h"

#define CARD(n)                                                                \
    "<li><a href=/p/" n "><img src=" n ".jpg>Lamp number " n "</a>"            \
    "<span class=price>£1" n ".99</span></li>"
#define CARDS "<ul>" CARD("1") CARD("2") CARD("3") CARD("4") CARD("5") "</ul>"
#define PROSE                                                                  \
    "<p>When the first electric lamps were sold in the streets of the city, "  \
    "few people believed that they would ever replace the gas light, and "     \
    "the newspapers of the day were full of letters from worried readers "     \
    "who feared for their eyes, their sleep and the price of candles.</p>"

static const struct {
    const char *name;
    enum extract_kind want;
    const char *address, *body;
} cases[] = {
    { "product, English", EXTRACT_PRODUCT, "https://shop.example/lamp",
        "<title>Brass lamp | Shop</title><h1>Brass lamp</h1><p>£12.99</p>"
        "<p>In stock</p><button>Add to cart</button><p>SKU: BL-100</p>" },
    { "product, German", EXTRACT_PRODUCT, "https://shop.example/lampe",
        "<title>Messinglampe | Laden</title><h1>Messinglampe</h1>"
        "<p>12,99 €</p><p>Sofort lieferbar</p><button>In den Warenkorb"
        "</button><p>Art.-Nr.: 4711</p>" },
    { "product, Chinese", EXTRACT_PRODUCT, "https://shop.example/1.html",
        "<title>黄铜台灯-商城</title><h1>黄铜台灯</h1><p>价格：￥99.00</p>"
        "<p>有货</p><a href=/cart>加入购物车</a><li>商品编号：100012</li>" },
    { "product with recommendations", EXTRACT_PRODUCT,
        "https://shop.example/lamp",
        "<title>Brass lamp | Shop</title><h1>Brass lamp</h1><p>£12.99</p>"
        "<button>Add to cart</button><p>SKU: BL-100</p>"
        "<h2>You may also like</h2>" CARDS },
    { "list, English", EXTRACT_LIST, "https://shop.example/lamps",
        "<title>Lamps | Shop</title><h1>Lamps</h1><p>Sort by</p>" CARDS },
    { "list without a heading", EXTRACT_LIST, "https://shop.example/s?q=lamp",
        "<title>Shop</title>" CARDS },
    { "article", EXTRACT_OTHER, "https://news.example/2026/lamps",
        "<title>Lamps | News</title><h1>Lamps</h1><p>Posted by Ann</p>" PROSE
            PROSE PROSE "<p>12 comments</p><p>Leave a reply</p>" },
    { "article that names a price", EXTRACT_OTHER, "https://news.example/lamps",
        "<title>Lamps | News</title><h1>Lamps</h1><p>Posted on Monday</p>" PROSE
        "<p>It cost £12.99.</p>" PROSE PROSE "<p>Read more</p>" },
    { "contact page", EXTRACT_OTHER, "https://shop.example/contact",
        "<title>Contact</title><h1>Contact</h1><p>Call us.</p>" },
    { "empty", EXTRACT_OTHER, "https://shop.example/x", "" },
};

static void
judges_kinds(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct page_kind kind;
        struct url u;
        struct seen s;

        assert_int_equal(
            url_parse(&u, str_of(cases[i].address), NULL, NULL), 0);
        see(&s, cases[i].body, cases[i].address);
        page_kind_judge(&kind, &s.view, &s.facts, &s.signs, &u);
        CHECK_INT(kind.kind, cases[i].want, cases[i].name);
        if (kind.kind != cases[i].want)
            print_error("  product %.2f list %.2f\n", kind.product, kind.list);
        unsee(&s);
        url_clear(&u);
    }
    check_end();
}

/* An article that carries a Product in its markup stays an article. */
static void
articles_stay(void **state)
{
    struct page_kind kind;
    struct url u;
    struct seen s;
    struct fact_offer *o;

    (void)state;
    assert_int_equal(
        url_parse(&u, STR("https://news.example/lamps"), NULL, NULL), 0);
    see(&s, "<title>Lamps | News</title><h1>Lamps</h1>" PROSE PROSE,
        "https://news.example/lamps");
    o = facts_add(&s.facts, FACT_JSONLD, FACT_MAIN);
    listing_set(o->listing, LISTING_TITLE, STR("Digital subscription"));
    listing_set(o->listing, LISTING_PRICE_AMOUNT, STR("1.00"));
    s.facts.types = FACT_TYPE_ARTICLE | FACT_TYPE_PRODUCT;
    page_kind_judge(&kind, &s.view, &s.facts, &s.signs, &u);
    assert_int_equal(kind.kind, EXTRACT_OTHER);
    assert_true(kind.reason_count > 0);
    unsee(&s);
    url_clear(&u);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_kinds),
        cmocka_unit_test(articles_stay),
    };

    return cmocka_run_group_tests_name("crawler/page_kind", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "crawler/extract.h"
#include "crawler/extract_profile.h"

/* One shop in three languages, whose price and details no general reader
 * would get right. */
static const char profile[] =
    "hosts: shop.example\n"
    "page:\n"
    "  product: //main[@data-offer]\n"
    "  list: //main[@data-found]\n"
    "fields:\n"
    "  title: //main/h2\n"
    "  price: //i[@class = 'p']\n"
    "  sku: //main/@data-offer\n"
    "  brand: {xpath: //p, match: '(?:Marke|Brand|品牌)[:：] *(\\S+)'}\n"
    "  model: {xpath: //p/text(), match: '[A-Z]+-[0-9]+'}\n"
    "  seller.name: normalize-space(//*[@id = 's'])\n"
    "  gtins: //code\n"
    "  images: //main//img/@data-src\n"
    "  warnings: //ul[contains(concat(' ', @class, ' '), ' w ')]/li\n"
    "  category: //nav/a[position() > 1]\n"
    "attributes:\n"
    "  rows: //dl/dt\n"
    "  name: .\n"
    "  value: following-sibling::dd[1]\n"
    "drop: [description]\n";

static const char de[] =
    "<html lang=de><meta property=og:description content='Nur heute!'>"
    "<meta property=og:title content='Werbung'>"
    "<nav><a>Start</a><a>Licht</a><a>Lampen</a></nav>"
    "<main data-offer=A7><h2>Tischlampe <b>Öko</b><script>x()</script></h2>"
    "<i class=p>1.234,50 €</i><p>Marke: Glühwurm, Modell <b>GL-100</b></p>"
    "<p>Nr. GL-200</p><div id=s>  Licht\n &amp; Co </div>"
    "<code>4006381333931</code><code>4006381333932</code>"
    "<img data-src=/a.jpg><img data-src=b.jpg>"
    "<ul class='x w'><li>Nicht für Kinder<li>Heiß</ul>"
    "<dl><dt>Spannung<dd>230 V<dt>Leer<dd><dt>Farbe<dd>rot</dl></main>";
static const char en[] = "<html lang=en><main data-offer=B8><h2>Toy <u>car</u>"
                         "</h2><i class=p>&pound;12.50</i><p>Brand: Zoom</p>"
                         "<p>ZX-9 and ZX-10</p></main>";
static const char zh[] =
    "<html lang=zh><main data-offer=C9><h2>儿童玩具车</h2><i class=p>￥99.00"
    "</i><p>品牌：小熊 型号 XX-1</p><ul class=w><li>注意：小零件</ul>"
    "<dl><dt>电压<dd>3V</dl></main>";

static void
extract_text(struct extraction *x, const char *text, const char *html)
{
    struct site_profiles *profiles = site_profiles_new();
    struct facts f = { 0 };
    struct fail fail = { "" };
    struct html h;
    struct url base;
    enum extract_kind kind = EXTRACT_OTHER;

    *x = (struct extraction){ 0 };
    if (site_profiles_add(profiles, str_of(text), "p.yaml", &fail) != 0)
        fail_msg("%s", fail.text);
    html_init(&h);
    assert_int_equal(html_parse(&h, str_of(html), &fail), 0);
    assert_int_equal(
        url_parse(&base, STR("https://www.shop.example/p/1"), NULL, NULL), 0);
    x->next = extract_profile(&f, profiles, &h, &base, &kind) != 0
                  ? mem_text(extract_kind_name(kind))
                  : NULL;
    if (f.count > 0) {
        x->listings = mem_new(sizeof *x->listings);
        x->listings[x->listing_count++] = f.offers[0].listing;
        f.offers[0].listing = NULL;
    }
    facts_clear(&f);
    url_clear(&base);
    html_clear(&h);
    site_profiles_free(profiles);
}

static void
reads_fields(void **state)
{
    static const struct {
        const char *page, *field, *want;
    } cases[] = {
        { de, "title", "Tischlampe Öko" },
        { de, "price.amount", "1234.50" },
        { de, "price.currency", "EUR" },
        { de, "sku", "A7" },
        { de, "brand", "Glühwurm," },
        { de, "model", "GL-200" }, /* in a text node of its own */
        { de, "seller.name", "Licht & Co" },
        { de, "gtins", "04006381333931" },
        { de, "images",
            "https://www.shop.example/a.jpg https://www.shop.example/p/b.jpg" },
        { de, "warnings", "Nicht für Kinder|Heiß" },
        { de, "category", "Licht|Lampen" },
        { de, "Spannung", "230 V" },
        { de, "Leer", NULL },
        { de, "Farbe", "rot" },
        { en, "title", "Toy car" },
        { en, "price.amount", "12.50" },
        { en, "price.currency", "GBP" },
        { en, "brand", "Zoom" },
        { en, "model", "ZX-9" },
        { en, "warnings", "" },
        { zh, "title", "儿童玩具车" },
        { zh, "price.amount", "99.00" },
        { zh, "brand", "小熊" },
        { zh, "model", "XX-1" },
        { zh, "warnings", "注意：小零件" },
        { zh, "电压", "3V" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct extraction x;
        struct buf got = BUF_MAX(1000);
        enum listing_field f;
        enum listing_list list;
        struct str name = str_of(cases[i].field);
        const struct listing *l;

        extract_text(&x, profile, cases[i].page);
        assert_int_equal(x.listing_count, 1);
        CHECK_TEXT(x.next, "product", "kind");
        l = x.listings[0];
        buf_addz(&got, "");
        if (listing_field_find(&f, name) == 0) {
            buf_adds(&got, listing_get(l, f));
        } else if (listing_list_find(&list, name) == 0) {
            for (size_t k = 0; k < l->list[list].count; k++)
                buf_addf(&got, "%s%s",
                    k == 0                   ? ""
                    : list == LISTING_IMAGES ? " "
                                             : "|",
                    l->list[list].item[k]);
        } else {
            for (size_t k = 0; k < l->attribute_count; k++)
                if (str_is(name, l->attributes[k].name))
                    buf_addz(&got, l->attributes[k].value);
        }
        CHECK_TEXT(
            buf_text(&got), cases[i].want ? cases[i].want : "", cases[i].field);
        buf_clear(&got);
        extraction_clear(&x);
    }
    check_end();
}

static void
tells_the_kind(void **state)
{
    static const struct {
        const char *html, *want;
    } cases[] = {
        { "<main data-offer=1>", "product" },
        { "<main data-found=3>", "list" },
        { "<main data-found=3 data-offer=1>", "product" },
        { "<main>", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct extraction x;

        extract_text(&x, profile, cases[i].html);
        CHECK_TEXT(x.next, cases[i].want, cases[i].html);
        extraction_clear(&x);
    }
    check_end();
}

/* The whole of extract_page with the profiles of the program. */
static void
read_page(struct extraction *x, const char *profiles, const char *html)
{
    struct page *p = page_new(STR("https://www.market.example/p/12345"));
    struct extractor *e = NULL;
    struct fail fail = { "" };

    if (extractor_new(&e, profiles, &fail) != 0)
        fail_msg("%s", fail.text);
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
        "</div><span class=ean>4006381333931</span><ul><li>Model: L1-B</ul>"
        "<button>Add to cart</button>";
    struct extraction x;

    (void)state;
    read_page(&x, "crawler/sites", html);
    assert_int_equal(x.listing_count, 1);
    CHECK_TEXT(x.listings[0]->text[LISTING_TITLE], "Lamp L1", "title");
    CHECK_TEXT(x.listings[0]->text[LISTING_PRICE_AMOUNT], "12.50", "price");
    CHECK_TEXT(x.listings[0]->text[LISTING_SKU], "A-77", "sku");
    CHECK_TEXT(x.listings[0]->text[LISTING_MODEL], "L1-B", "model");
    CHECK_TEXT(x.listings[0]->text[LISTING_DESCRIPTION], NULL, "dropped");
    CHECK_INT(x.listings[0]->list[LISTING_GTINS].count, 1, "gtin");
    CHECK_INT(str_is(listing_found_in(x.listings[0], "price"), "profile"), 1,
        "found in");
    extraction_clear(&x);
    read_page(&x, NULL, html);
    assert_int_equal(x.listing_count, 1);
    CHECK_TEXT(x.listings[0]->text[LISTING_PRICE_AMOUNT], "99", "without");
    extraction_clear(&x);
    check_end();
}

/* A page that wants to cost time: what is past the caps is not seen. */
static void
bears_hostile_pages(void **state)
{
    static const char *const pieces[] = { "<main data-offer=1>", "<p>x",
        "<dt>a<dd>b", "x<!---->", "<ul class=w><li>", "<b a=1 b=2 c=3>" };

    (void)state;
    for (size_t i = 0; i < COUNT(pieces); i++) {
        struct buf html = BUF_MAX(1u << 20);
        struct extraction x;

        buf_addz(&html, "<main data-offer=1><h2>T</h2><dl>");
        while (buf_addz(&html, pieces[i]) == 0)
            ;
        extract_text(&x, profile, buf_text(&html));
        CHECK_TEXT(x.next, "product", pieces[i]);
        extraction_clear(&x);
        buf_clear(&html);
    }
    check_end();
}

/* An offer of a site whose profile asks for a browser: whole only with what a
 * browser made of it. */
static void
asks_for_a_browser(void **state)
{
    static const char offer[] =
        "<title>Lamp</title><h1>Lamp</h1><p class=price>12.99 EUR</p>"
        "<button>Add to cart</button><p>Good for every room.</p>";
    static const char made[] =
        "<title>Clock</title><h1>Clock</h1><p class=price>9.99 EUR</p>"
        "<button>Add to cart</button><script>f()</script>";
    static const char wall[] =
        "<title>Robot Check</title><p>Type the characters you see in this "
        "image:</p><form><input></form>";
    static const struct {
        const char *name, *host, *body, *rendered, *why;
        enum page_observed want;
        const char *reason;
    } cases[] = {
        { "another site", "b.example", offer, "", "", PAGE_OBSERVED, "" },
        { "no browser", "a.example", offer, "", "", PAGE_PARTIAL,
            "needs a browser" },
        { "none is installed", "a.example", offer, "", "needs a browser: x",
            PAGE_PARTIAL, "needs a browser: x" },
        { "rendered", "a.example", "<script></script>", made, "", PAGE_OBSERVED,
            "" },
        { "little was rendered", "a.example", offer,
            "<p>Hello</p><script>f()</script>", "", PAGE_OBSERVED, "" },
        { "nothing was rendered", "a.example", offer, "<script>f()</script>",
            "", PAGE_PARTIAL, "the page is empty" },
        { "cut short", "a.example", offer, made, "larger than allowed",
            PAGE_PARTIAL, "larger than allowed" },
        { "a wall behind the script", "a.example", offer, wall, "",
            PAGE_BLOCKED, "captcha" },
        { "a wall, and no browser", "a.example", wall, "", "", PAGE_BLOCKED,
            "captcha" },
    };
    char dir[] = "/tmp/shelfwatch-sites-XXXXXX", path[64];
    struct extractor *e = NULL;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/a.yaml", dir);
    assert_int_equal(
        file_write(path, STR("hosts: a.example\nrender: browser\n"), NULL), 0);
    assert_int_equal(extractor_new(&e, dir, NULL), 0);
    assert_true(extractor_renders(e, STR_NONE));
    assert_true(extractor_renders(e, STR("www.a.example")));
    assert_false(extractor_renders(e, STR("b.example")));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf url = BUF_MAX(100);
        struct extraction x;
        struct page *p;

        buf_addf(&url, "http://%s/p", cases[i].host);
        p = page_new(buf_str(&url));
        p->status = 200;
        buf_addz(&p->body, cases[i].body);
        buf_addz(&p->rendered, cases[i].rendered);
        free(p->render_why);
        p->render_why = mem_text(cases[i].why);
        extract_page(e, p, &x);
        CHECK_INT(x.observed, cases[i].want, cases[i].name);
        CHECK_TEXT(x.reason, cases[i].reason, cases[i].name);
        if (cases[i].rendered == made && x.listing_count == 1)
            CHECK_INT(
                str_is(listing_get(x.listings[0], LISTING_TITLE), "Clock"), 1,
                cases[i].name);
        extraction_clear(&x);
        page_free(p);
        buf_clear(&url);
    }
    extractor_free(e);
    unlink(path);
    rmdir(dir);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields),
        cmocka_unit_test(tells_the_kind),
        cmocka_unit_test(overrides_other_sources),
        cmocka_unit_test(bears_hostile_pages),
        cmocka_unit_test(asks_for_a_browser),
    };

    return cmocka_run_group_tests_name(
        "crawler/extract_profile", tests, NULL, NULL);
}

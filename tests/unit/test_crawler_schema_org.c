#include "tests/check.h"

#include "base/file.h"
#include "base/mem.h"
#include "core/limits.h"
#include "crawler/extract_jsonld.h"
#include "crawler/extract_microdata.h"
#include "crawler/extract_rdfa.h"

#define LD "<script type=\"application/ld+json\">"
#define END "</script>"

enum markup { JSONLD, MICRODATA, RDFA };

static void
read_facts(struct facts *f, struct html *h, struct str page, enum markup how)
{
    struct fail fail = { "" };
    struct url base;

    *f = (struct facts){ 0 };
    assert_int_equal(html_parse(h, page, &fail), 0);
    assert_int_equal(
        url_parse(&base, STR("https://shop.example/p/1"), NULL, &fail), 0);
    if (how == JSONLD)
        extract_jsonld(f, h, &base);
    else if (how == MICRODATA)
        extract_microdata(f, h, &base);
    else
        extract_rdfa(f, h, &base);
    url_clear(&base);
}

static void
add(struct buf *out, struct str s)
{
    buf_adds(out, s);
    buf_addc(out, '|');
}

/* "title|brand|amount|currency|availability|gtins|" of each offer, main and
 * variants as they are, cards in brackets. */
static void
summary(struct buf *out, const struct facts *f)
{
    out->len = 0;
    for (size_t i = 0; i < f->count; i++) {
        const struct listing *l = f->offers[i].listing;
        const struct texts *gtins = &l->list[LISTING_GTINS];

        buf_addz(out, f->offers[i].role == FACT_CARD ? "[" : "");
        add(out, listing_get(l, LISTING_TITLE));
        add(out, listing_get(l, LISTING_BRAND));
        add(out, listing_get(l, LISTING_PRICE_AMOUNT));
        add(out, listing_get(l, LISTING_PRICE_CURRENCY));
        add(out, listing_get(l, LISTING_AVAILABILITY));
        for (size_t k = 0; k < gtins->count; k++)
            add(out, str_of(gtins->item[k]));
        buf_addz(out, f->offers[i].role == FACT_CARD ? "]" : "");
    }
    buf_addc(out, '\0');
}

static void
reads_markup(void **state)
{
    static const struct {
        const char *name;
        enum markup how;
        const char *page, *want;
    } cases[] = {
        { "product", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A &amp;amp; B\",\"brand\":"
               "{\"name\":\"X\"},\"gtin13\":\"4006381333931\",\"offers\":"
               "{\"price\":12.5,\"priceCurrency\":\"EUR\",\"availability\":"
               "\"http://schema.org/InStock\"}}" END,
            "A & B|X|12.5|EUR|in_stock|04006381333931|" },
        { "microdata", MICRODATA,
            "<div itemscope itemtype='http://schema.org/Product'><h1 "
            "itemprop=name>A\n <b>B</b></h1><a itemprop=brand href=/x>X</a>"
            "<meta itemprop=gtin13 content=4006381333931><div itemprop=offers "
            "itemscope itemtype='https://schema.org/Offer'><span itemprop="
            "price>12,50 &euro;</span><meta itemprop=priceCurrency content="
            "EUR><link itemprop=availability href='http://schema.org/"
            "OutOfStock'></div></div>",
            "A B|X|12.50|EUR|out_of_stock|04006381333931|" },
        { "RDFa", RDFA,
            "<div vocab='http://schema.org/' typeof=Product><h1 property="
            "name>A</h1><div property=offers typeof=Offer><span property="
            "price content=9.99>9,99</span><span property=priceCurrency>EUR"
            "</span></div></div>",
            "A||9.99|EUR||" },
        { "items that are no property of theirs stand alone", MICRODATA,
            "<div itemscope itemtype='http://schema.org/Product'><b itemprop="
            "name>A</b><div itemprop='http://schema.org/' itemscope itemtype="
            "'http://schema.org/Review'><i itemprop=reviewBody>no</i></div>"
            "<div itemprop=a123456789b123456789c123456789d123456789e123456789"
            "f123456789offers itemscope itemtype='http://schema.org/Offer'><i "
            "itemprop=price>7</i></div><i itemprop=sku>1</i></div>",
            "A|||||" },
        { "offer without itemprop", MICRODATA,
            "<div itemscope itemtype='http://schema.org/Product'><b itemprop="
            "name>A</b><div itemscope itemtype='http://schema.org/Offer'><i "
            "itemprop=price>5</i></div></div>",
            "A||5|||" },
        { "itemref", MICRODATA,
            "<div itemscope itemtype='http://schema.org/Product' itemref="
            "'n o'></div><b id=n itemprop=name>A</b><div id=o itemprop=offers "
            "itemscope itemtype='http://schema.org/Offer'><i itemprop=price>5"
            "</i></div>",
            "A||5|||" },
        { "graph and references", JSONLD,
            LD "{\"@graph\":[{\"@type\":\"Product\",\"name\":\"A\",\"brand\":"
               "{\"@id\":\"#b\"},\"offers\":{\"@id\":\"#o\"}},{\"@id\":\"#b\","
               "\"@type\":\"Brand\",\"name\":\"X\"},{\"@id\":\"#o\",\"@type\":"
               "\"Offer\",\"price\":\"7\",\"priceCurrency\":\"USD\"}]}" END,
            "A|X|7|USD||" },
        { "list price in a specification", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"offers\":{"
               "\"priceSpecification\":[{\"priceType\":\"https://schema.org/"
               "ListPrice\",\"price\":9},{\"price\":8,\"priceCurrency\":"
               "\"EUR\"}]}}" END,
            "A||8|EUR||" },
        { "aggregate", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"offers\":{\"@type\":"
               "\"AggregateOffer\",\"lowPrice\":\"3.10\",\"highPrice\":9,"
               "\"priceCurrency\":\"GBP\",\"offers\":[{\"price\":5,"
               "\"availability\":\"PreOrder\"}]}}" END,
            "A||3.10|GBP|pre_order|" },
        { "the offer of this page", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"offers\":[{\"price\":1,"
               "\"url\":\"/p/2\"},{\"price\":2,\"url\":\"/p/1?utm_source=x\"}]"
               "}" END,
            "A||2|||" },
        { "variants", JSONLD,
            LD "{\"@type\":\"ProductGroup\",\"name\":\"G\",\"hasVariant\":[{"
               "\"@type\":\"Product\",\"name\":\"V\",\"gtin\":"
               "\"4006381333931\",\"offers\":{\"price\":4}}]}" END,
            "G|||||V||4|||04006381333931|" },
        { "wrong check digit", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"gtin\":"
               "\"4006381333932\"}" END,
            "A|||||" },
        { "number without its zeroes", JSONLD,
            LD
            "{\"@type\":\"Product\",\"name\":\"A\",\"gtin12\":36000291452}" END,
            "A|||||00036000291452|" },
        { "product of an article", JSONLD,
            LD "{\"@type\":\"Review\",\"itemReviewed\":{\"@type\":\"Product\","
               "\"name\":\"A\"}}" END,
            "[A|||||]" },
        { "product of a list", JSONLD,
            LD "{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":"
               "\"ListItem\",\"item\":{\"@type\":\"Product\",\"name\":\"A\"}}]"
               "}" END,
            "[A|||||]" },
        { "related product", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"isRelatedTo\":{"
               "\"@type\":\"Product\",\"name\":\"B\"}}" END,
            "A|||||[B|||||]" },
        { "expanded", JSONLD,
            LD "[{\"@type\":[\"http://schema.org/Product\"],\"http://"
               "schema.org/name\":[{\"@value\":\"A\"}]}]" END,
            "A|||||" },
        { "free is no price", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A\",\"offers\":{\"price\":"
               "\"0.00\"}}" END,
            "A|||||" },
        { "broken JSON", JSONLD,
            LD "{\"@type\":\"Product\",\"name\":\"A 21\" set\",}" END,
            "A 21\" set|||||" },
        { "no product", JSONLD, LD "{\"@type\":\"Organization\"}" END, "" },
    };
    struct buf got = BUF_MAX(10000);
    struct html h;

    (void)state;
    html_init(&h);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct facts f;

        read_facts(&f, &h, str_of(cases[i].page), cases[i].how);
        summary(&got, &f);
        CHECK_TEXT(got.p, cases[i].want, cases[i].name);
        facts_clear(&f);
    }
    buf_clear(&got);
    html_clear(&h);
    check_end();
}

/* The examples on schema.org's own pages hold the same content thrice. */
static void
same_facts_of_three_markups(void **state)
{
    const char *path =
        check_data("suites/structured-data/schemaorg_product_examples.jsonl");
    static const char *const members[] = { "json", "microdata", "rdfa" };
    struct buf text = BUF_MAX(LIMIT_FEED_BYTES), got[3];
    struct str rest, line;
    struct fail fail;
    struct html h;
    int same = 0, compared = 0;

    (void)state;
    html_init(&h);
    for (size_t k = 0; k < 3; k++)
        got[k] = BUF_MAX(100000);
    assert_int_equal(file_read(&text, path, &fail), 0);
    rest = buf_str(&text);
    while (str_next_line(&rest, &line)) {
        struct js *j = NULL;

        if (js_parse(&j, line, &fail) != 0)
            continue;
        for (size_t k = 0; k < 3; k++) {
            struct facts f;

            read_facts(&f, &h, js_get_text(j, members[k]), (enum markup)k);
            summary(&got[k], &f);
            facts_clear(&f);
        }
        for (size_t k = 1; k < 3; k++) {
            /* Some have "TODO" or nothing for one of the three. */
            if (js_get_text(j, members[k]).len < 100 || got[0].p[0] == '\0')
                continue;
            compared++;
            if (strcmp(got[0].p, got[k].p) == 0)
                same++;
            else if (getenv("V") != NULL)
                print_message("%s\n  json %s\n  got  %s\n", members[k],
                    got[0].p, got[k].p);
        }
        js_free(j);
    }
    print_message(
        "schema.org examples: %d of %d with the same facts\n", same, compared);
    assert_true(compared >= 25);
    /* The rest differ in themselves: other prices, misspelt attributes. */
    assert_true(same * 100 >= compared * 70);
    for (size_t k = 0; k < 3; k++)
        buf_clear(&got[k]);
    buf_clear(&text);
    html_clear(&h);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_markup),
        cmocka_unit_test(same_facts_of_three_markups),
    };

    return cmocka_run_group_tests_name("crawler/schema_org", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "crawler/merge.h"
#include "crawler/merge_work.h"

/* One claim: the fields that are not NULL. */
struct claim {
    enum fact_source source;
    enum fact_role role;
    const char *title, *url, *amount, *currency, *list_price, *sku, *stock;
    const char *gtin;
};

static void
set(struct listing *l, enum listing_field f, const char *text)
{
    if (text != NULL)
        listing_set(l, f, str_of(text));
}

static struct listing *
merge_claims(const struct claim *claims, size_t count, const char *address)
{
    struct facts f = { 0 };
    struct listing *l;
    struct url page;

    assert_int_equal(url_parse(&page, str_of(address), NULL, NULL), 0);
    for (size_t i = 0; i < count && claims[i].title != NULL; i++) {
        const struct claim *c = &claims[i];
        struct fact_offer *o = facts_add(&f, c->source, c->role);

        set(o->listing, LISTING_TITLE, c->title);
        set(o->listing, LISTING_URL, c->url);
        set(o->listing, LISTING_PRICE_AMOUNT, c->amount);
        set(o->listing, LISTING_PRICE_CURRENCY, c->currency);
        set(o->listing, LISTING_SKU, c->sku);
        set(o->listing, LISTING_AVAILABILITY, c->stock);
        if (c->gtin != NULL)
            listing_add(o->listing, LISTING_GTINS, str_of(c->gtin));
        o->list_price = mem_text(c->list_price);
    }
    l = merge_main(&f, &page);
    facts_clear(&f);
    url_clear(&page);
    return l;
}

static void
settles_disagreements(void **state)
{
    static const struct {
        const char *name;
        struct claim claims[4];
        const char *title, *price, *currency, *sku, *stock, *price_source;
    } cases[] = {
        { "one source",
            { { .source = FACT_JSONLD,
                .title = "Lamp",
                .amount = "9.9",
                .currency = "EUR",
                .sku = "L1",
                .stock = "out_of_stock" } },
            "Lamp", "9.90", "EUR", "L1", "out_of_stock", "jsonld" },
        { "two against one",
            { { .source = FACT_JSONLD, .title = "Lamp", .amount = "150" },
                { .source = FACT_META,
                    .title = "Lamp",
                    .amount = "120.00",
                    .currency = "USD" },
                { .source = FACT_VISIBLE, .title = "Lamp", .amount = "120" } },
            "Lamp", "120.00", "USD", NULL, "in_stock", "meta" },
        { "the shown one of two",
            { { .source = FACT_META, .title = "Lamp", .amount = "99" },
                { .source = FACT_JSONLD,
                    .title = "Lamp",
                    .amount = "89",
                    .currency = "EUR" },
                { .source = FACT_VISIBLE, .title = "Lamp", .amount = "89" } },
            "Lamp", "89", "EUR", NULL, "in_stock", "jsonld" },
        { "list price in markup",
            { { .source = FACT_JSONLD, .title = "Lamp", .amount = "150" },
                { .source = FACT_VISIBLE,
                    .title = "Lamp",
                    .amount = "120",
                    .currency = "EUR",
                    .list_price = "150" } },
            "Lamp", "120", "EUR", NULL, "in_stock", "visible" },
        { "thousands taken for decimals",
            { { .source = FACT_JSONLD,
                  .title = "Lamp",
                  .amount = "1.299",
                  .currency = "EUR" },
                { .source = FACT_VISIBLE,
                    .title = "Lamp",
                    .amount = "1299",
                    .currency = "EUR" } },
            "Lamp", "1299", "EUR", NULL, "in_stock", "visible" },
        { "before rounding",
            { { .source = FACT_JSONLD,
                  .title = "Lamp",
                  .amount = "16.765",
                  .currency = "EUR" },
                { .source = FACT_VISIBLE,
                    .title = "Lamp",
                    .amount = "16.77" } },
            "Lamp", "16.77", "EUR", NULL, "in_stock", "visible" },
        { "currency of the same amount",
            { { .source = FACT_JSONLD, .title = "Lamp", .amount = "5" },
                { .source = FACT_MICRODATA,
                    .title = "Lamp",
                    .amount = "7",
                    .currency = "USD" },
                { .source = FACT_META,
                    .title = "Lamp",
                    .amount = "5.00",
                    .currency = "GBP" } },
            "Lamp", "5.00", "GBP", NULL, "in_stock", "meta" },
        { "the shown number",
            { { .source = FACT_JSONLD, .title = "Lamp", .sku = "238368885" },
                { .source = FACT_VISIBLE, .title = "Lamp", .sku = "83-10" } },
            "Lamp", NULL, NULL, "83-10", NULL, NULL },
        { "a profile beats all",
            { { .source = FACT_JSONLD, .title = "Lamp", .amount = "5" },
                { .source = FACT_META, .title = "Lamp", .amount = "5" },
                { .source = FACT_PROFILE, .title = "Lamp L", .amount = "6" } },
            "Lamp L", "6", NULL, NULL, "in_stock", "profile" },
        { "title without the shop",
            { { .source = FACT_META, .title = "Lamp X - Shop" } }, "Lamp X",
            NULL, NULL, NULL, NULL, NULL },
        { "title with a dash of its own",
            { { .source = FACT_META, .title = "Lamp - red" } }, "Lamp - red",
            NULL, NULL, NULL, NULL, NULL },
        { "the product of this address",
            { { .source = FACT_JSONLD,
                  .title = "Other",
                  .url = "/p/2",
                  .amount = "1" },
                { .source = FACT_JSONLD,
                    .title = "Lamp",
                    .url = "/p/1",
                    .amount = "2" } },
            "Lamp", "2", NULL, NULL, "in_stock", "jsonld" },
        { "the product other sources name",
            { { .source = FACT_MICRODATA, .title = "Related", .amount = "1" },
                { .source = FACT_MICRODATA, .title = "Lamp", .amount = "2" },
                { .source = FACT_META, .title = "Lamp" } },
            "Lamp", "2", NULL, NULL, "in_stock", "microdata" },
        { "a variant fills the group",
            { { .source = FACT_JSONLD, .title = "Lamp" },
                { .source = FACT_JSONLD,
                    .role = FACT_VARIANT,
                    .title = "S",
                    .amount = "1",
                    .stock = "out_of_stock",
                    .sku = "s" },
                { .source = FACT_JSONLD,
                    .role = FACT_VARIANT,
                    .title = "M",
                    .amount = "2",
                    .stock = "in_stock",
                    .sku = "m" } },
            "Lamp", "2", NULL, "m", "in_stock", "jsonld" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct listing *l =
            merge_claims(cases[i].claims, 4, "https://shop.example/p/1");

        assert_non_null(l);
        CHECK_TEXT(l->text[LISTING_TITLE], cases[i].title, cases[i].name);
        CHECK_TEXT(
            l->text[LISTING_PRICE_AMOUNT], cases[i].price, cases[i].name);
        CHECK_TEXT(
            l->text[LISTING_PRICE_CURRENCY], cases[i].currency, cases[i].name);
        CHECK_TEXT(l->text[LISTING_SKU], cases[i].sku, cases[i].name);
        CHECK_TEXT(
            l->text[LISTING_AVAILABILITY], cases[i].stock, cases[i].name);
        if (cases[i].price_source != NULL)
            CHECK_INT(
                str_is(listing_found_in(l, "price"), cases[i].price_source), 1,
                cases[i].name);
        listing_free(l);
    }
    check_end();
}

static void
reads_numbers_in_addresses(void **state)
{
    static const struct {
        const char *url, *want;
    } cases[] = {
        { "https://a.example/itm/123808916008", "123808916008" },
        { "https://a.example/x/dp/B004SNMXRS/ref=y", "B004SNMXRS" },
        { "https://a.example/item.htm?spm=1&id=605258110430", "605258110430" },
        { "https://a.example/pots/talle_tr-1609583.html", "1609583" },
        { "https://a.example/lamp/p4781720", "4781720" },
        { "https://a.example/x/c7200a278526196/lamp.html", "278526196" },
        { "https://a.example/products/lamp", "" },
        { "https://a.example/products/lamp-2020", "" },
        { "https://a.example/?utm_source=12345678", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct url u;
        char *got;

        assert_int_equal(url_parse(&u, str_of(cases[i].url), NULL, NULL), 0);
        got = str_dup(merge_number_in_url(&u));
        CHECK_TEXT(got, cases[i].want, cases[i].url);
        free(got);
        url_clear(&u);
    }
    check_end();
}

static void
needs_a_title(void **state)
{
    (void)state;
    assert_null(merge_claims(NULL, 0, "https://shop.example/"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settles_disagreements),
        cmocka_unit_test(reads_numbers_in_addresses),
        cmocka_unit_test(needs_a_title),
    };

    return cmocka_run_group_tests_name("crawler/merge", tests, NULL, NULL);
}

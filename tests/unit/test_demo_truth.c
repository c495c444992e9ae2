#include "tests/check.h"

#include "base/mem.h"
#include "core/gtin.h"
#include "demo/snare.h"
#include "demo/truth.h"

static struct goods *
load(void)
{
    struct goods *g = NULL;
    struct fail fail = { 0 };

    if (goods_load(&g, "demo/shops.yaml", "demo/planted.yaml", &fail) != 0)
        fail_msg("%s", fail.text);
    return g;
}

static void
add_case(struct truth *t, const struct goods_offer *o, int findings)
{
    struct js *record = js_new_object(), *listing = js_new_object();
    struct js *list = js_new_array();
    struct buf url = BUF_MAX(300);
    const struct yaml_node *expect =
        o->plant != NULL && o->plant->expect ? o->plant->expect->first : NULL;

    goods_address(&url, o);
    js_set_text(listing, "url", buf_str(&url));
    for (; expect != NULL && findings; expect = expect->next) {
        struct js *f = js_new_object();

        js_set_text(f, "id", expect->text);
        js_add(list, f);
    }
    js_set(record, "listing", listing);
    js_set(record, "findings", list);
    truth_add_case(t, record);
    js_free(record);
    buf_clear(&url);
}

/* An offer, read without a mistake. */
static struct listing *
as_stated(const struct goods_offer *o)
{
    struct listing *l = listing_new();
    struct str rest = o->gtin, gtin = STR_NONE;
    char digits[GTIN_BYTES], price[32];

    snprintf(price, sizeof price, "%d.%02d", (int)(o->cents / 100),
        (int)(o->cents % 100));
    str_next(&rest, ',', &gtin);
    if (gtin_parse(gtin, digits) == 0)
        listing_add(l, LISTING_GTINS, str_of(digits));
    listing_set(l, LISTING_TITLE, o->title);
    listing_set(l, LISTING_PRICE_AMOUNT, str_of(price));
    listing_set(l, LISTING_PRICE_CURRENCY, o->shop->currency);
    listing_set(l, LISTING_BRAND, o->brand);
    listing_set(l, LISTING_MODEL, o->model);
    listing_set(l, LISTING_SKU, o->sku);
    listing_set(l, LISTING_MANUFACTURER_NAME, o->maker.name);
    listing_set(l, LISTING_MANUFACTURER_ADDRESS, o->maker.address);
    listing_set(l, LISTING_MANUFACTURER_EMAIL, o->maker.email);
    listing_set(l, LISTING_RP_NAME, o->responsible.name);
    listing_set(l, LISTING_SELLER_NAME, o->seller.name);
    if (o->warnings > 0)
        listing_add(l, LISTING_WARNINGS, o->warning[0]);
    listing_set(l, LISTING_INGREDIENTS, o->ingredients);
    listing_add(l, LISTING_CATEGORY, o->section->title);
    listing_set(
        l, LISTING_LANGUAGE, str_of(goods_language_code(o->shop->language)));
    return l;
}

/* What a scan leaves that finds all and no more. */
static struct truth *
perfect(const struct goods *g)
{
    struct truth *t = truth_new(g);
    size_t count;
    const struct snare *snares = snare_list(&count);

    for (size_t i = 0; i < g->offers; i++) {
        const struct goods_offer *o = &g->offer[i];
        struct buf url = BUF_MAX(300);
        struct listing *l = as_stated(o);

        goods_address(&url, o);
        listing_set(l, LISTING_URL, buf_str(&url));
        truth_add_listing(t, l);
        listing_free(l);
        if (o->plant != NULL && o->plant->kind != GOODS_NEAR_MISS)
            add_case(t, o, 1);
        buf_clear(&url);
    }
    for (size_t i = 0; i < count; i++) {
        struct buf url = BUF_MAX(300);
        struct str states = str_of(snares[i].states), state = STR_NONE;

        buf_addf(&url, "http://%s%s", snares[i].host, snares[i].path);
        str_next_word(&states, &state);
        truth_add_page(t, buf_str(&url), state,
            str_of(snares[i].reason ? snares[i].reason : ""));
        buf_clear(&url);
    }
    return t;
}

static int
wrong(struct truth *t, const char *must_say)
{
    struct buf out = BUF_MAX(1u << 20);
    int n = truth_report(t, &out);

    if (strstr(buf_text(&out), must_say) == NULL) {
        check_failures++;
        print_error(
            "the report does not say '%s':\n%s", must_say, buf_text(&out));
    }
    buf_clear(&out);
    truth_free(t);
    return n;
}

static void
counts_what_is_wrong(void **state)
{
    struct goods *g = load();
    const struct goods_offer *suspect =
        goods_planted_find(g, STR("gtin-jsonld"));
    const struct goods_offer *near =
        goods_planted_find(g, STR("adjacent-gtin"));
    struct shop_server_counts counts = { 0 };
    struct buf url = BUF_MAX(300);
    struct listing *misread;
    struct truth *t;

    (void)state;
    CHECK_INT(wrong(perfect(g), "passed"), 0, "as planted");
    t = perfect(g);
    add_case(t, suspect, 0);
    CHECK_INT(wrong(t, "gtin-jsonld is in the queue without DA/00101/26"), 1,
        "in the queue for another reason");
    t = perfect(g);
    add_case(t, near, 0);
    CHECK_INT(wrong(t, "flagged wrongly: adjacent-gtin"), 1, "near miss");
    t = perfect(g);
    add_case(t, &g->offer[0], 0);
    CHECK_INT(wrong(t, "flagged wrongly: http://"), 1, "ordinary offer");
    t = perfect(g);
    truth_add_page(t, STR("http://" SNARE_MAZE "/huge"), STR("quarantined"),
        STR("crashed"));
    CHECK_INT(wrong(t, "NOT AS DUE: crashed"), 1, "snare");
    t = perfect(g);
    counts.forbidden = 1;
    truth_set_counts(t, &counts);
    CHECK_INT(wrong(t, "asked for 1 times"), 1, "forbidden area");
    t = perfect(g);
    counts = (struct shop_server_counts){ 0 };
    counts.snare[snare_find(SNARE_ENDLESS, STR("/facets"))] = 100000;
    truth_set_counts(t, &counts);
    CHECK_INT(wrong(t, "ENDLESS"), 1, "a snare without end");
    t = perfect(g);
    misread = as_stated(suspect);
    goods_address(&url, suspect);
    listing_set(misread, LISTING_URL, buf_str(&url));
    listing_set(misread, LISTING_BRAND, STR("Acme"));
    truth_add_listing(t, misread);
    listing_free(misread);
    buf_clear(&url);
    CHECK_INT(wrong(t, "brand is \"Acme\", not \"Kestrowe\""), 1, "field");
    t = truth_new(g);
    CHECK_INT(wrong(t, "missed: gtin-jsonld") > 500, 1, "nothing was scanned");
    goods_free(g);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_is_wrong),
    };

    return cmocka_run_group_tests_name("demo/truth", tests, NULL, NULL);
}

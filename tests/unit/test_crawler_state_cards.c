#include "tests/check.h"

#include "base/mem.h"
#include "crawler/state_cards.h"

#define ITEM(n)                                                                \
    "{\"title\":\"Red <b>lamp</b> " n "\",\"price\":\"1" n ".50\","            \
    "\"url\":\"/p/" n "\",\"nid\":\"77" n "\",\"pic_url\":\"//i/" n ".jpg\"}"

static const struct {
    const char *name, *json;
    size_t want;
} cases[] = {
    { "a list", "[" ITEM("1") "," ITEM("2") "," ITEM("3") "," ITEM("4") "]",
        4 },
    { "too few", "[" ITEM("1") "," ITEM("2") "," ITEM("3") "]", 0 },
    { "one gap in five",
        "[" ITEM("1") "," ITEM("2") "," ITEM("3") "," ITEM("4") ",{}]", 4 },
    { "mostly gaps",
        "[" ITEM("1") "," ITEM("2") "," ITEM("3") "," ITEM("4") ",{},{},{}]",
        0 },
    { "no prices",
        "[{\"title\":\"Home\",\"url\":\"/1\"},{\"title\":\"Blog\",\"url\":"
        "\"/2\"},{\"title\":\"Help\",\"url\":\"/3\"},{\"title\":\"Jobs\","
        "\"url\":\"/4\"}]",
        0 },
    { "no list", "{\"title\":\"Lamp\",\"price\":1,\"url\":\"/1\"}", 0 },
    { "numbers", "[1,2,3,4,5]", 0 },
};

static void
reads_lists(void **state)
{
    struct url base;

    (void)state;
    assert_int_equal(
        url_parse(&base, STR("https://shop.example/s"), NULL, NULL), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct facts f = { 0 };
        struct js *j;
        struct fail fail;

        assert_int_equal(js_parse(&j, str_of(cases[i].json), &fail), 0);
        state_cards_read(&f, j, &base);
        CHECK_INT(f.count, cases[i].want, cases[i].name);
        if (f.count > 0) {
            const struct listing *l = f.offers[0].listing;

            CHECK_INT(f.offers[0].role, FACT_CARD, "role");
            CHECK_TEXT(l->text[LISTING_TITLE], "Red lamp 1", "title");
            CHECK_TEXT(l->text[LISTING_PRICE_AMOUNT], "11.50", "price");
            CHECK_TEXT(
                l->text[LISTING_URL], "https://shop.example/p/1", "address");
            CHECK_TEXT(l->text[LISTING_SKU], "771", "number");
        }
        facts_clear(&f);
        js_free(j);
    }
    url_clear(&base);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lists),
    };

    return cmocka_run_group_tests_name(
        "crawler/state_cards", tests, NULL, NULL);
}

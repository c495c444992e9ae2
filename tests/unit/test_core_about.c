#include "tests/check.h"

#include "base/digest.h"
#include "base/mem.h"
#include "core/about.h"

static struct listing *
listing_of(struct str text)
{
    struct listing *l = NULL;
    struct js *j = NULL;
    struct fail fail = { "" };

    if (js_parse(&j, text, &fail) != 0 || listing_from_json(&l, j, &fail) != 0)
        fail_msg("%s", fail.text);
    js_free(j);
    return l;
}

/* What the record of an offer says; *hold is what it borrows from. */
static struct about
about_of(const char *text, struct buf *hold)
{
    struct listing *l = listing_of(str_of(text));
    struct listing_record record;
    struct about a;

    listing_record(&record, hold, l);
    CHECK_INT(about_read(&a, record.about), 0, text);
    listing_free(l);
    return a;
}

static void
names_products(void **state)
{
    static const struct {
        const char *listing;
        const char *keys[3];
    } cases[] = {
        { "{}", { NULL } },
        { "{\"gtins\":[\"04006381333931\",\"00012345678905\"]}",
            { "gtin 04006381333931", "gtin 00012345678905" } },
        { "{\"brand\":\"Acme Inc.\",\"model\":\"X-100\"}", { "acme x100" } },
        { "{\"brand\":\"Acme\",\"mpn\":\"77/3\"}", { "acme 773" } },
        { "{\"brand\":\"Acme\",\"model\":\"X-100\",\"mpn\":\"77/3\"}",
            { "acme x100", "acme 773" } },
        { "{\"brand\":\"Acme\",\"model\":\"--\",\"mpn\":\"77/3\"}",
            { "acme 773" } },
        { "{\"brand\":\"Acme\"}", { NULL } },
        { "{\"model\":\"X-100\"}", { NULL } },
        { "{\"brand\":{\"name\":\"Acme\"},\"model\":\"X-100\"}", { NULL } },
    };
    struct buf hold = BUF_MAX(100000);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct about a = about_of(cases[i].listing, &hold);
        size_t n = 0;

        for (; n < COUNT(cases[i].keys) && cases[i].keys[n] != NULL; n++)
            CHECK_INT(n < a.product_count ? a.product[n] : 0,
                digest_key(str_of(cases[i].keys[n])), cases[i].keys[n]);
        CHECK_INT(a.product_count, n, cases[i].listing);
    }
    buf_clear(&hold);
    check_end();
}

static void
counts_no_more_than_there_is_room_for(void **state)
{
    struct listing *l = listing_new();
    struct about a;

    (void)state;
    for (int i = 0; i < 30; i++) {
        char gtin[16];

        snprintf(gtin, sizeof gtin, "%014d", i);
        listing_add(l, LISTING_GTINS, str_of(gtin));
    }
    listing_set(l, LISTING_BRAND, STR("Acme"));
    listing_set(l, LISTING_MODEL, STR("X-100"));
    listing_set(l, LISTING_MPN, STR("X-200"));
    about_products(&a, l);
    CHECK_INT(a.product_count, ABOUT_PRODUCTS_MAX, "products");
    CHECK_INT(a.product[ABOUT_PRODUCTS_MAX - 1], digest_key(STR("acme x200")),
        "the last");
    listing_free(l);
    check_end();
}

/* The short form says the same of parties as the record. */
static void
tells_who_in_few_bytes(void **state)
{
    static const enum listing_field kept[] = { LISTING_MARKET,
        LISTING_SELLER_NAME, LISTING_SELLER_URL, LISTING_SELLER_ADDRESS,
        LISTING_SELLER_COUNTRY, LISTING_SELLER_EMAIL, LISTING_MANUFACTURER_NAME,
        LISTING_MANUFACTURER_ADDRESS, LISTING_MANUFACTURER_EMAIL,
        LISTING_MANUFACTURER_URL, LISTING_MANUFACTURER_COUNTRY, LISTING_RP_NAME,
        LISTING_RP_ADDRESS, LISTING_RP_EMAIL, LISTING_RP_COUNTRY };
    struct listing *l = listing_new(), *parties;
    struct buf hold = BUF_MAX(100000);
    struct listing_record record;
    struct about a;

    (void)state;
    for (int f = 0; f < LISTING_FIELDS; f++)
        listing_set(l, (enum listing_field)f,
            str_of(listing_field_name((enum listing_field)f)));
    listing_record(&record, &hold, l);
    CHECK_INT(about_read(&a, record.about), 0, "read");
    parties = listing_of(a.parties);
    for (size_t i = 0; i < COUNT(kept); i++)
        CHECK_INT(
            str_eq(listing_get(parties, kept[i]), listing_get(l, kept[i])), 1,
            listing_field_name(kept[i]));
    CHECK_INT(listing_get(parties, LISTING_DESCRIPTION).len, 0, "no prose");
    listing_free(parties);
    listing_free(l);
    a = about_of(
        "{\"own\":1,\"seller\":{\"phone\":\"1\"},\"market\":\"m\"}", &hold);
    CHECK_INT(
        str_is(a.parties, "{\"market\":\"m\",\"seller\":{\"phone\":\"1\"}}"), 1,
        "what is kept aside");
    a = about_of("{\"own\":1,\"market\":\"m\"}", &hold);
    CHECK_INT(a.parties.len, 0, "no parties");
    buf_clear(&hold);
    check_end();
}

static void
refuses_other_bytes(void **state)
{
    static const struct {
        const char *name;
        struct str bytes;
    } cases[] = {
        { "nothing", { "", 0 } },
        { "cut in the count", { "\1\0\0", 3 } },
        { "cut in a key", { "\1\0\0\0\0\0\0\0\7\0", 10 } },
        { "too many", { "\13\0\0\0\0\0\0\0", 8 } },
        { "fewer than none", { "\377\377\377\377\377\377\377\377", 8 } },
    };
    struct about a;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(about_read(&a, cases[i].bytes), -1, cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_products),
        cmocka_unit_test(counts_no_more_than_there_is_room_for),
        cmocka_unit_test(tells_who_in_few_bytes),
        cmocka_unit_test(refuses_other_bytes),
    };

    return cmocka_run_group_tests_name("core/about", tests, NULL, NULL);
}

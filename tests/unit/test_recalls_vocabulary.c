#include "tests/check.h"

#include "base/mem.h"
#include "recalls/offer_role.h"
#include "recalls/vocabulary.h"

/* Makers with names in other languages that the table must keep. */
#define MAKERS_MIN 150

static void
knows_makers(void **state)
{
    static const struct {
        const char *text, *key;
    } cases[] = {
        { "飞利浦", "philips" },
        { "飛利浦", "philips" },
        { "フィリップス", "philips" },
        { "Philips GmbH", "philips" },
        { "博世", "bosch" },
        { "Robert Bosch GmbH", "bosch" },
        { "VW", "volkswagen" },
        { "Kärcher", "kaercher" },
        { "惠普", "hewlettpackard" },
        { "HP", "hewlettpackard" },
        { "小米牌", "xiaomi" },
        { "Norvella", "norvella" },
        { "Unbranded", "" },
        { "ohne Marke", "" },
        { "无品牌", "" },
        { "No Name", "" },
    };
    struct vocabulary *vb = vocabulary_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf key = BUF_MAX(1024);

        vocabulary_brand_key(vb, &key, str_of(cases[i].text));
        CHECK_TEXT(buf_text(&key), cases[i].key, cases[i].text);
        buf_clear(&key);
    }
    CHECK_INT(vocabulary_makers(vb) >= MAKERS_MIN, 1, "makers");
    CHECK_INT(vocabulary_is_word(vb, STR("home")), 1, "an everyday word");
    CHECK_INT(vocabulary_is_word(vb, STR("norvella")), 0, "a name");
    CHECK_INT(vocabulary_has_brand(vb, STR("norvella")), 0, "not there");
    vocabulary_free(vb);
    check_end();
}

static void
knows_roles(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
    } cases[] = {
        { "title", OFFER_TITLE | OFFER_NAMES },
        { "gtins[0]", OFFER_GTIN },
        { "attributes.EAN", OFFER_GTIN },
        { "attributes.條形碼", OFFER_GTIN },
        { "attributes.Modellnummer", OFFER_MODEL },
        { "attributes.型号", OFFER_MODEL },
        { "attributes.Kompatible Modelle", OFFER_OTHERS },
        { "attributes.适用型号", OFFER_OTHERS },
        { "attributes.Marke", OFFER_BRAND },
        { "attributes.Hersteller", OFFER_MAKER },
        { "attributes.Charge", OFFER_BATCH },
        { "attributes.生产日期", OFFER_BATCH },
        { "attributes.Pilot", 0 },
        { "attributes.Colour", 0 },
        { "description", OFFER_PROSE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(offer_role_of(cases[i].name), cases[i].roles, cases[i].name);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_makers),
        cmocka_unit_test(knows_roles),
    };

    return cmocka_run_group_tests_name("recalls/vocabulary", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "core/model_key.h"

static void
makes_keys(void **state)
{
    static const struct {
        const char *name, *text, *model, *brand;
    } cases[] = {
        { "separators", "SB-4729 00001", "sb472900001", "sb472900001" },
        { "full-width", "ＳＢ－４７２９", "sb4729", "sb4729" },
        { "typographic dash", "X‑100–B", "x100b", "x100b" },
        { "umlauts", "Rösle", "rosle", "rosle" },
        { "company form", "Acme Tools GmbH & Co. KG", "acmetoolsgmbhcokg",
            "acmetools" },
        { "points", "Sensio Inc.", "sensioinc", "sensio" },
        { "Chinese brand", "小米牌", "小米牌", "小米" },
        { "only a company form", "GmbH", "gmbh", NULL },
        { "nothing", " - ", NULL, NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf key = BUF_MAX(1024);
        int rc = model_key(&key, str_of(cases[i].text));

        CHECK_TEXT(
            rc == 0 ? buf_text(&key) : NULL, cases[i].model, cases[i].name);
        buf_reset(&key);
        rc = brand_key(&key, str_of(cases[i].text));
        CHECK_TEXT(
            rc == 0 ? buf_text(&key) : NULL, cases[i].brand, cases[i].name);
        buf_clear(&key);
    }
    check_end();
}

static void
compares_brands(void **state)
{
    static const struct {
        const char *a, *b;
        int want;
    } cases[] = {
        { "philips", "philips", 2 },
        { "philips", "philps", 1 },
        { "philips", "phillips", 1 },
        { "philips", "phiilps", 1 },
        { "ravensburger", "ravensburgar", 1 },
        { "philips", "phipls", 0 },
        { "bosch", "busch", 0 },
        { "acme", "acne", 0 },
        { "hansgrohe", "kansgrohe", 0 },
        { "brand100", "brand101", 0 },
        { "飞利浦", "飞利普", 0 },
        { "", "a", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(brand_same(str_of(cases[i].a), str_of(cases[i].b)),
            cases[i].want, cases[i].b);

    check_end();
}

static void
weighs_models(void **state)
{
    static const struct {
        const char *key;
        enum model_strength want;
    } cases[] = { { "x100", MODEL_STRONG }, { "sb472900001", MODEL_STRONG },
        { "93122", MODEL_STRONG }, { "4650", MODEL_WEAK },
        { "x10", MODEL_USELESS }, { "f2a", MODEL_WEAK },
        { "2020", MODEL_USELESS }, { "mini", MODEL_WEAK },
        { "100", MODEL_USELESS }, { "pro", MODEL_USELESS },
        { "cr2032", MODEL_USELESS }, { "a", MODEL_USELESS },
        { "", MODEL_USELESS } };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            model_strength(str_of(cases[i].key)), cases[i].want, cases[i].key);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_keys),
        cmocka_unit_test(compares_brands),
        cmocka_unit_test(weighs_models),
    };

    return cmocka_run_group_tests_name("core/model_key", tests, NULL, NULL);
}

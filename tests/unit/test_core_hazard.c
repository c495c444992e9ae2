#include "tests/check.h"

#include "base/mem.h"
#include "core/hazard.h"

#define BIT(h) (1u << HAZARD_##h)

static void
reads_official_prose(void **state)
{
    static const struct {
        const char *text;
        unsigned want;
    } cases[] = {
        { "posing fire and laceration hazards", BIT(FIRE) | BIT(CUTS) },
        { "Due to Choking Hazard", BIT(CHOKING) },
        { "riskType.electricShock", BIT(ELECTRIC_SHOCK) },
        { "Electric shock, Burns", BIT(ELECTRIC_SHOCK) | BIT(BURNS) },
        { "Violation of Lead Paint Standard", BIT(CHEMICAL) },
        { "which can lead to a crash", BIT(CRASH) },
        { "leads to burns", BIT(BURNS) },
        { "The fireplace is molded", 0 },
        { "Mold can grow", BIT(MICROBIOLOGICAL) },
        { "Damage to sight", BIT(SIGHT) },
        { "a cute toy", 0 },
        { "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            hazard_read(str_of(cases[i].text)), cases[i].want, cases[i].text);
    check_end();
}

static void
reads_prose_of_other_languages(void **state)
{
    static const struct {
        const char *language, *text;
        unsigned want;
    } cases[] = {
        { "fr", "Étouffement, risque de chute", BIT(CHOKING) | BIT(FALL) },
        { "fr", "choc électrique ou incendie",
            BIT(ELECTRIC_SHOCK) | BIT(FIRE) },
        { "fr", "ÉLECTROCUTION", BIT(ELECTRIC_SHOCK) },
        { "fr", "prend feu", BIT(FIRE) },
        { "en", "a laundry chute of this brand", 0 },
        { "de", "Brandgefahr, Stromschlag", BIT(FIRE) | BIT(ELECTRIC_SHOCK) },
        { "de", "Verletzungsgefahr durch Sturz", BIT(IMPACT) | BIT(FALL) },
        { "zh", "存在触电和火灾隐患", BIT(ELECTRIC_SHOCK) | BIT(FIRE) },
        { "zh", "choking hazard", BIT(CHOKING) },
        { "", "Brandgefahr", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(
            hazard_read_in(str_of(cases[i].text), str_of(cases[i].language)),
            cases[i].want, cases[i].text);
    check_end();
}

static void
names_find_themselves(void **state)
{
    (void)state;
    for (size_t h = 0; h < HAZARDS; h++) {
        enum hazard found = HAZARDS;

        CHECK_INT(
            hazard_find(&found, str_of(hazard_name((enum hazard)h))), 0, "ok");
        CHECK_INT(found, h, hazard_name((enum hazard)h));
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_official_prose),
        cmocka_unit_test(reads_prose_of_other_languages),
        cmocka_unit_test(names_find_themselves),
    };

    return cmocka_run_group_tests_name("core/hazard", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "recalls/offer_role.h"

/* What was found of a name before is what is found of it now. */
static void
remembers_roles(void **state)
{
    static const struct {
        const char *name;
        unsigned roles;
    } names[] = {
        { "EAN", OFFER_GTIN },
        { "Artikelnummer", OFFER_MODEL },
        { "Marke", OFFER_BRAND },
        { "品牌", OFFER_BRAND },
        { "Property 0", 0 },
        { "", 0 },
        { "A name that is longer than what is kept of names, and says model",
            OFFER_MODEL },
    };
    struct offer_role_memo *r = offer_role_memo_new();

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(names); i++)
            CHECK_INT(offer_role_memo_of(r, names[i].name), names[i].roles,
                names[i].name);
        /* Others take their places. */
        for (int i = 0; i < 1000; i++) {
            char name[40];

            snprintf(name, sizeof name, "%s %d", i % 2 ? "size" : "model", i);
            CHECK_INT(
                offer_role_memo_of(r, name), i % 2 ? 0 : OFFER_MODEL, name);
        }
    }
    offer_role_memo_free(r);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(remembers_roles),
    };

    return cmocka_run_group_tests_name("recalls/offer_role", tests, NULL, NULL);
}

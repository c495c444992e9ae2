#include "tests/check.h"

#include "base/mem.h"
#include "core/country.h"

static void
finds_countries(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        { "Germany", "DE" },
        { "Deutschland", "DE" },
        { "Allemagne", "DE" },
        { "德国", "DE" },
        { "de", "DE" },
        { "DEU", "DE" },
        { "China", "CN" },
        { "People's Republic of China", "CN" },
        { "People’s Republic of China", "CN" },
        { "Peoples Republic of China", "CN" },
        { "中国大陆", "CN" },
        { "VR China", "CN" },
        { "Türkiye", "TR" },
        { "TURKEY", "TR" },
        { "U.S.A.", "US" },
        { "United States", "US" },
        { "The Netherlands", "NL" },
        { "Hong Kong", "HK" },
        { "Côte d'Ivoire", "CI" },
        { "Ivory Coast", "CI" },
        { "ＣＨＩＮＡ", "CN" },
        { "United Kingdom", "GB" },
        { "Republic of Korea", "KR" },
        { " Österreich ", "AT" },
        { "Autriche", "AT" },
        { "Unknown", NULL },
        { "", NULL },
        { "|", NULL },
        { "e", NULL },
        { "Chinatown", NULL },
        { "zz", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[COUNTRY_BYTES];
        int rc = country_find(str_of(cases[i].name), out);

        CHECK_TEXT(rc == 0 ? out : NULL, cases[i].want, cases[i].name);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(finds_countries) };

    return cmocka_run_group_tests_name("core/country", tests, NULL, NULL);
}

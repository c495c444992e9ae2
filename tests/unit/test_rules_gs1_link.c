#include "tests/check.h"

#include "base/mem.h"
#include "rules/gs1_link.h"

static void
knows_good_addresses(void **state)
{
    static const struct {
        const char *text; /* behind "/01/" */
        int good;
        size_t end; /* 0: all of it */
    } cases[] = {
        { "09506000134352", 1, 0 },
        { "09506000134352 and more", 1, 14 },
        { "09506000134352.", 1, 14 },
        { "09506000134352，请扫码", 1, 14 },
        { "09506000134352/", 1, 0 },
        { "09506000134352/10/ABC123", 1, 0 },
        { "09506000134352/22/2A/10/ABC123/21/12345", 1, 0 },
        { "09506000134352/21/12345?17=261231&3103=000195", 1, 0 },
        { "09506000134352/21/12345?17=261231#more", 1, 0 },
        { "09506000134352/10/A%2FB", 1, 0 },
        { "09506000134352/235/TPX5ac", 1, 0 },
        /* The check digit. */
        { "09506000134353", 0, 0 },
        /* Too short, too long, letters. */
        { "9506000134352", 0, 0 },
        { "009506000134352", 0, 0 },
        { "0950600013435a", 0, 0 },
        { "", 0, 0 },
        { "00000000000000", 0, 0 },
        /* Qualifiers in the wrong order, twice, unknown, without a value. */
        { "09506000134352/21/1/10/2", 0, 0 },
        { "09506000134352/10/1/10/2", 0, 0 },
        { "09506000134352/99/1", 0, 0 },
        { "09506000134352/10", 0, 0 },
        { "09506000134352/10/123456789012345678901", 0, 0 },
        { "09506000134352/10/A%2", 0, 0 },
        { "09506000134352/10/A%zz", 0, 0 },
        /* A query without names or values. */
        { "09506000134352?17", 0, 0 },
        { "09506000134352?=5", 0, 0 },
        { "09506000134352?17=", 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str s = str_of(cases[i].text);
        size_t end = 999;

        CHECK_INT(gs1_link_read(s, 0, &end), cases[i].good, cases[i].text);
        CHECK_INT(end, cases[i].end ? cases[i].end : s.len, cases[i].text);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_good_addresses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "core/gtin.h"

static void
reads_gtins(void **state)
{
    static const struct {
        const char *name, *text, *want;
    } cases[] = {
        { "EAN-13", "4006381333931", "04006381333931" },
        { "UPC-A", "036000291452", "00036000291452" },
        { "EAN-8", "73513537", "00000073513537" },
        { "GTIN-14", "10614141000415", "10614141000415" },
        { "hyphens", "978-3-16-148410-0", "09783161484100" },
        { "full-width", "４００６３８１３３３９３１", "04006381333931" },
        { "wrong check digit", "4006381333932", NULL },
        { "too short", "12345", NULL },
        { "letters", "40063813339AB", NULL },
        { "zeroes", "0000000000000", NULL },
        { "empty", "", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char out[GTIN_BYTES];
        int rc = gtin_parse(str_of(cases[i].text), out);

        CHECK_TEXT(rc == 0 ? out : NULL, cases[i].want, cases[i].name);
    }
    check_end();
}

static void
reads_isbn10(void **state)
{
    char out[GTIN_BYTES];

    (void)state;
    CHECK_INT(gtin_parse_isbn10(STR("3-16-148410-X"), out), 0, "X");
    CHECK_TEXT(out, "09783161484100", "ISBN-10 to GTIN");
    CHECK_INT(gtin_parse_isbn10(STR("3161484101"), out), -1, "bad");
    check_end();
}

static void
knows_restricted_numbers(void **state)
{
    (void)state;
    CHECK_INT(gtin_is_global("04006381333931"), 1, "ordinary");
    CHECK_INT(gtin_is_global("02012345678900"), 0, "in-store 20");
    CHECK_INT(gtin_is_global("09912345678909"), 0, "coupon");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_gtins),
        cmocka_unit_test(reads_isbn10),
        cmocka_unit_test(knows_restricted_numbers),
    };

    return cmocka_run_group_tests_name("core/gtin", tests, NULL, NULL);
}

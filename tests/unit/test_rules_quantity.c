#include "tests/check.h"

#include "base/fold.h"
#include "base/mem.h"
#include "rules/quantity.h"

static void
reads_numbers_with_units(void **state)
{
    static const struct {
        const char *text, *unit;
        int bare, want; /* of the first value, thousandths; -1: none */
    } cases[] = {
        { "230 V", "V", 0, 230000 },
        { "230V~50Hz", "V", 0, 230000 },
        { "3,7 Volt", "V", 0, 3700 },
        { "0.005 W", "mW", 0, 5000 },
        { "5mW", "mW", 0, 5000 },
        { "5 毫瓦", "mW", 0, 5000 },
        { "２３０Ｖ", "V", 0, 230000 },
        { "2.000 mAh", "mAh", 0, 2000000 },
        { "2,000 mAh", "mAh", 0, 2000000 },
        { "1.234,5 W", "W", 0, 1234500 },
        { "1,234.5 W", "W", 0, 1234500 },
        { "2,5 Ah", "mAh", 0, 2500000 },
        { "60 °C", "C", 0, 60000 },
        { "60 ℃", "C", 0, 60000 },
        { "100-240 V", "V", 0, 240000 },
        { "ab 3 Jahren", "months", 0, 36000 },
        { "12个月", "months", 0, 12000 },
        { "99,9 %", "%", 0, 99900 },
        { "230", "V", 1, 230000 },
        { "230", "V", 0, -1 },
        { "5 Wochen", "W", 0, -1 },
        { "5 mm", "mW", 0, -1 },
        { "X5 W", "W", 0, -1 },
        { "12 Wh", "W", 0, -1 },
        { "", "V", 0, -1 },
        { "no number", "V", 0, -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct folded f = { 0 };
        size_t at = 0, start, end;
        double value = 0;

        fold_text(&f, str_of(cases[i].text));
        if (!quantity_next(buf_str(&f.text), str_of(cases[i].unit),
                cases[i].bare, &at, &value, &start, &end))
            value = -0.001;
        CHECK_INT(value * 1000 + (value < 0 ? -0.5 : 0.5), cases[i].want,
            cases[i].text);
        fold_clear(&f);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_with_units),
    };

    return cmocka_run_group_tests_name("rules/quantity", tests, NULL, NULL);
}

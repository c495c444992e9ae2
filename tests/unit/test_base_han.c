#include "tests/check.h"

#include "base/han.h"
#include "base/mem.h"

static void
simplifies(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "攪拌機", "搅拌机" },
        { "飛利浦", "飞利浦" },
        { "搅拌机", "搅拌机" },
        { "Mixer 電池 2", "Mixer 电池 2" },
        { "ケース", "ケース" },
        { "é€", "é€" },
        { "", "" },
    };
    struct han *h = han_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = mem_text(cases[i].text);

        han_simplify(h, text, strlen(text));
        CHECK_TEXT(text, cases[i].want, cases[i].text);
        free(text);
    }
    han_free(h);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(simplifies),
    };

    return cmocka_run_group_tests_name("base/han", tests, NULL, NULL);
}

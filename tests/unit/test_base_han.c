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
        { "a text of sixteen bytes and more: 電",
            "a text of sixteen bytes and more: 电" },
        { "é€", "é€" },
        { "", "" },
    };
    struct han *h = han_new();

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = mem_text(cases[i].text);
        size_t len = strlen(text), at = han_find(h, text, len);

        CHECK_INT(at == len, strcmp(text, cases[i].want) == 0, "has none");
        CHECK_INT(memcmp(text, cases[i].want, at), 0, "stands first");
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

#include "tests/check.h"

#include "base/mem.h"
#include "crawler/label_split.h"

static void
finds_the_colon(void **state)
{
    static const struct {
        const char *line;
        size_t at, skip;
    } cases[] = {
        { "Brand: Acme", 5, 1 },
        { "a:", 1, 1 },
        { ": of nothing", 0, 3 },
        { "no colon at all", 0, 0 },
        { "no colon in a line that is longer than that", 0, 0 },
        { "品牌：某某", 6, 3 },
        { "型号：X:1", 6, 3 },
        { "Model: 型号：X", 5, 1 },
        { "ｆull width letters", 0, 3 },
        { "see http://shop.test: here", 20, 1 },
        { "https://shop.test/p", 0, 3 },
        { "0123456789abcd:f", 14, 1 },
        { "0123456789abcde:", 15, 1 },
        { "0123456789abcdef:", 16, 1 },
        { "0123456789abcdef0123456789abcdef0123456:", 39, 1 },
        { "0123456789abcdef0123456789abcdef01234567:", 40, 1 },
        { "0123456789abcdef0123456789abcdef012345678: far", 0, 3 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t skip = 0;

        CHECK_INT(label_split(str_of(cases[i].line), 40, &skip), cases[i].at,
            cases[i].line);
        CHECK_INT(skip, cases[i].skip, cases[i].line);
    }
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_colon),
    };

    return cmocka_run_group_tests_name(
        "crawler/label_split", tests, NULL, NULL);
}

#include "tests/check.h"

#include "base/mem.h"
#include "recalls/case_number.h"

static void
makes_keys(void **state)
{
    static const struct {
        const char *text, *key, *joined;
    } cases[] = {
        { "a12/01234/24", "a12/1234/24", "a120123424" },
        { "sr-00077-26", "sr/77/26", "sr0007726" },
        { "cpsc 24-069", "24/69", "24069" },
        { "recall no. 24069", "24069", "24069" },
        { "psd 2511-0162", "2511/162", "25110162" },
        { "23v-123", "23v/123", "23v123" },
        { "23v123000", "23v123000", "23v123" },
        { "n° 2024-01-0123", "n/2024/1/123", "n2024010123" },
        { "x1", "", "" },
        { "", "", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf key = BUF_MAX(256), joined = BUF_MAX(256);
        int has = case_number_key(&key, str_of(cases[i].text)) == 0;
        int has_joined =
            case_number_joined(&joined, str_of(cases[i].text)) == 0;

        CHECK_TEXT(has ? buf_text(&key) : "", cases[i].key, cases[i].text);
        CHECK_TEXT(has_joined ? buf_text(&joined) : "", cases[i].joined,
            cases[i].text);
        buf_clear(&key);
        buf_clear(&joined);
    }
    check_end();
}

static void
knows_cues(void **state)
{
    static const struct {
        const char *text;
        int want;
    } cases[] = {
        { "see the recall", 1 },
        { "rückrufaktion", 1 },
        { "召回编号", 1 },
        { "nhtsa 23v", 1 },
        { "compra online", 0 }, /* "pra" inside a word */
        { "size 24", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(case_number_cue(str_of(cases[i].text)), cases[i].want,
            cases[i].text);
    CHECK_INT(case_number_speaks(STR("sr/77/26")), 1, "speaks");
    CHECK_INT(case_number_speaks(STR("24/69")), 0, "does not");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(makes_keys),
        cmocka_unit_test(knows_cues),
    };

    return cmocka_run_group_tests_name(
        "recalls/case_number", tests, NULL, NULL);
}

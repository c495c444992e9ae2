#include "tests/check.h"

#include "base/mem.h"
#include "crawler/frontier_refusal.h"

static void
names_traps(void **state)
{
    static const struct {
        enum trap trap;
        const char *want;
    } cases[] = {
        { TRAP_NONE, "fine" },
        { TRAP_LONG, "trap: long" },
        { TRAP_DEEP, "trap: deep" },
        { TRAP_REPEAT, "trap: repeat" },
        { TRAP_CALENDAR, "trap: calendar" },
        { TRAP_SESSION, "trap: session" },
        { TRAP_FACETS, "trap: facets" },
        { TRAP_PATTERN, "trap: pattern" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_TEXT(
            frontier_refusal_name(frontier_refusal_of_trap(cases[i].trap)),
            cases[i].want, cases[i].want);
    check_end();
}

static void
names_all_others(void **state)
{
    static const struct {
        enum frontier_refusal refusal;
        const char *want;
    } cases[] = {
        { FRONTIER_KNOWN, "known" },
        { FRONTIER_DEPTH, "depth" },
        { FRONTIER_HOST_BUDGET, "host budget" },
        { FRONTIER_HOST_GONE, "host gone" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_TEXT(frontier_refusal_name(cases[i].refusal), cases[i].want,
            cases[i].want);
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_traps),
        cmocka_unit_test(names_all_others),
    };

    return cmocka_run_group_tests_name(
        "crawler/frontier_refusal", tests, NULL, NULL);
}

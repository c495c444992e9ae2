#include "tests/check.h"

#include "base/mem.h"
#include "rules/reach.h"

static void
goes_back_as_far_as_it_can(void **state)
{
    static const struct {
        const char *name, *text;
        unsigned bytes, runs;
        size_t end, least, want;
    } cases[] = {
        { "bytes", "0123456789", 3, 0, 8, 0, 4 },
        { "not below", "0123456789", 3, 0, 8, 6, 6 },
        { "to the start", "0123", 30, 0, 4, 0, 0 },
        { "without end", "0123 456", REACH_FAR, 0, 8, 1, 1 },
        { "gaps count once", "ab - - cd", 5, 0, 9, 0, 0 },
        { "dashes too",
            "ab\xe2\x80\x93\xe2\x80\x93"
            "cd",
            4, 0, 10, 0, 0 },
        { "one run is free", "aaa longlong b", 3, 1, 14, 0, 3 },
        { "the longest", "aa longlong bbb", 5, 1, 15, 0, 1 },
        { "two runs", "x longer longlong b", 4, 2, 19, 0, 0 },
        { "code points stay whole", "磁磁磁", 1, 0, 9, 0, 6 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct reach r = { cases[i].bytes, cases[i].runs };
        size_t got =
            reach_start(r, str_of(cases[i].text), cases[i].end, cases[i].least);

        /* Too far is slow, too near is wrong. */
        CHECK_INT(got <= cases[i].want, 1, cases[i].name);
        CHECK_INT(got + 4 >= cases[i].want, 1, cases[i].name);
        CHECK_INT(got >= cases[i].least, 1, cases[i].name);
    }
    check_end();
}

static void
stays_below_infinity(void **state)
{
    struct reach far = reach_times((struct reach){ 4, 1 }, REACH_FAR);

    (void)state;
    CHECK_INT(far.bytes, REACH_FAR, "bytes");
    CHECK_INT(reach_sum(far, far).bytes, REACH_FAR, "sum");
    CHECK_INT(reach_times((struct reach){ 0, 0 }, REACH_FAR).bytes, 0, "none");
    CHECK_INT(reach_times((struct reach){ 3, 1 }, 5).bytes, 15, "few");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goes_back_as_far_as_it_can),
        cmocka_unit_test(stays_below_infinity),
    };

    return cmocka_run_group_tests_name("rules/reach", tests, NULL, NULL);
}

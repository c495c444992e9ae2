#include "tests/check.h"

#include "base/dice.h"
#include "base/mem.h"

/* What the authors' own program gives for this seed. */
static void
is_split_mix(void **state)
{
    static const uint64_t want[] = { 6457827717110365317u, 3203168211198807973u,
        9817491932198370423u };
    struct dice d = { 1234567 };

    (void)state;
    for (size_t i = 0; i < COUNT(want); i++)
        CHECK_INT(dice_next(&d) == want[i], 1, "number");
    check_end();
}

static void
stays_in_bounds(void **state)
{
    struct dice d = { 1 };
    int seen[6] = { 0 };

    (void)state;
    for (int i = 0; i < 6000; i++) {
        size_t n = dice_below(&d, COUNT(seen));
        double share = dice_share(&d);

        assert_true(n < COUNT(seen));
        assert_true(share >= 0 && share < 1);
        seen[n]++;
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        CHECK_INT(seen[i] > 850 && seen[i] < 1150, 1, "about a sixth each");
    CHECK_INT(dice_below(&d, 1), 0, "of one");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_split_mix),
        cmocka_unit_test(stays_in_bounds),
    };

    return cmocka_run_group_tests_name("base/dice", tests, NULL, NULL);
}

/* Areas, calibration and curves against values computed by hand. */
#include "tests/check.h"

#include "base/mem.h"
#include "classifier/calibrate.h"
#include "classifier/metrics.h"

#include <math.h>

/* Six scores: + - + - - +, from the top. Of the nine pairs the positives win
 * 3 + 2 + 0 = 5. Average precision at one half: hits 1, 2, 3 of 3 at 0, 1, 3
 * false alarms of 3: (1 + (2/3)/(2/3+1/3) + 1/2) / 3 = (1 + 2/3 + 1/2) / 3. */
static void
test_areas(void **state)
{
    struct metrics_item items[] = { { 0.1, 1 }, { 0.9, 1 }, { 0.8, 0 },
        { 0.7, 1 }, { 0.6, 0 }, { 0.5, 0 } };
    struct metrics m;

    (void)state;
    metrics_measure(&m, items, COUNT(items), 0.5, 7);
    CHECK_INT(lround(m.auc.value * 9000), 5000, "auc");
    CHECK_INT(lround(m.average_precision.value * 18000), 13000, "ap");
    CHECK_INT(m.auc.low <= m.auc.value && m.auc.value <= m.auc.high, 1, "auc");
    CHECK_INT(m.positives, 3, "positives");
    CHECK_INT(lround(m.mean_negative * 3000), 1900, "mean");
    check_end();
}

/* Ties count one half; rarity lowers precision. */
static void
test_ties_and_rarity(void **state)
{
    struct metrics_item ties[] = { { 0.5, 1 }, { 0.5, 0 } };
    struct metrics_item right[] = { { 0.9, 1 }, { 0.1, 0 } };
    struct metrics_item one_class[] = { { 0.9, 1 } };
    struct metrics m;

    (void)state;
    metrics_measure(&m, ties, 2, 0.02, 1);
    CHECK_INT(lround(m.auc.value * 1000), 500, "auc of ties");
    CHECK_INT(lround(m.average_precision.value * 1000), 20, "ap of ties");
    metrics_measure(&m, right, 2, 0.02, 1);
    CHECK_INT(lround(m.auc.value * 1000), 1000, "auc of right");
    CHECK_INT(lround(m.average_precision.value * 1000), 1000, "ap of right");
    /* 0.02 times |0.9 - 1| and 0.98 times |0.1 - 0| */
    CHECK_INT(lround(m.calibration_error * 1000), 100, "ece of right");
    CHECK_INT(lround(m.bin[1].mass * 1000), 980, "the ordinary one's bin");
    CHECK_INT(lround(m.bin[1].said * 1000), 100, "what it says");
    CHECK_INT(lround(m.bin[1].is * 1000), 0, "what is so");
    CHECK_INT(lround(m.bin[9].is * 1000), 1000, "of the other one");
    CHECK_INT(lround(m.bin[5].mass * 1000), 0, "an empty bin");
    metrics_measure(&m, one_class, 1, 0.02, 1);
    CHECK_INT(isnan(m.auc.value) != 0, 1, "one class has no area");
    CHECK_INT(lround(metrics_f1(6, 2, 4) * 1000), 667, "f1");
    CHECK_INT(lround(metrics_f1(0, 2, 4) * 1000), 0, "f1 of nothing");
    check_end();
}

/* Decisions drawn so that the true odds are exp(2d): the curve finds them,
 * shifted to the base rate. */
static void
test_curve(void **state)
{
    double d[4000];
    signed char label[4000];
    struct calibrate c;
    double last = -1;

    (void)state;
    for (int i = 0; i < 4000; i++) {
        double p;

        d[i] = (double)(i % 40) / 10 - 2;
        p = 1 / (1 + exp(-2 * d[i]));
        label[i] = (i / 40 + 0.5) / 100 < p ? 1 : -1;
    }
    calibrate_fit(&c, d, label, COUNT(d), 0.5);
    CHECK_INT(lround(c.slope * 10), 20, "slope");
    for (double x = -50; x < 50; x += 0.5) {
        double p = calibrate_apply(&c, x);

        CHECK_INT(p >= last && p >= 0 && p <= 1, 1, "monotone");
        last = p;
    }
    calibrate_fit(&c, d, label, COUNT(d), 0.02);
    CHECK_INT(calibrate_apply(&c, 0) < 0.03, 1, "rarer");
    check_end();
}

static void
test_curve_without_data(void **state)
{
    double d[] = { 1, 2, 3 };
    signed char none[] = { -1, -1, -1 }, wrong[] = { 1, -1, -1 };
    struct calibrate c;

    (void)state;
    calibrate_fit(&c, d, none, 3, 0.02);
    CHECK_INT(lround(calibrate_apply(&c, 100) * 1000), 20, "one class");
    calibrate_fit(&c, d, wrong, 3, 0.02);
    CHECK_INT(c.slope >= 0, 1, "never falling");
    calibrate_fit(&c, d, none, 0, 0.02);
    CHECK_INT(lround(calibrate_apply(&c, -5) * 1000), 20, "nothing");
    check_end();
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_areas),
        cmocka_unit_test(test_ties_and_rarity),
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_curve_without_data),
    };

    return cmocka_run_group_tests_name("classifier/metrics", tests, NULL, NULL);
}

/* classifier/metrics.h - how good scores are, with intervals.
 *
 * Average precision and calibration depend on how rare positives are; they
 * are computed as if positives had the stated share, by weighting.
 */
#ifndef CLASSIFIER_METRICS_H
#define CLASSIFIER_METRICS_H

#include <stddef.h>
#include <stdint.h>

struct metrics_item {
    double score; /* 0..1 where it is a probability */
    int positive;
};

#define METRICS_BINS 10

struct metrics_range {
    double value, low, high; /* 95 % interval, by bootstrap */
};

struct metrics {
    size_t positives, negatives;
    struct metrics_range auc;               /* area under the ROC curve */
    struct metrics_range average_precision; /* at the base rate */
    double calibration_error;               /* ECE, over the bins */
    struct metrics_bin {
        double mass;                     /* share of all, at the base rate */
        double said;                     /* mean score */
        double is;                       /* share of positives */
    } bin[METRICS_BINS];                 /* of equal width */
    double mean_positive, mean_negative; /* mean score */
};

/* Measure. Sorts items. Without both classes, ranges are NaN. */
void metrics_measure(struct metrics *out, struct metrics_item *items,
    size_t count, double base_rate, uint64_t seed);

/* Shares of positives and of negatives with score >= threshold. */
void metrics_shares(const struct metrics_item *items, size_t count,
    double threshold, double *positives, double *negatives);

/* F1 of decisions; 0 where nothing is right. */
double metrics_f1(size_t hits, size_t false_alarms, size_t misses);

#endif

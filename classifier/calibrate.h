/* classifier/calibrate.h - decision values to probabilities.
 *
 * Platt's sigmoid, fitted as in Lin, Lin and Weng (2007), on documents the
 * model has not seen. Classes are weighted so that positives have the share
 * they have on the market, not the share they have in the data.
 */
#ifndef CLASSIFIER_CALIBRATE_H
#define CLASSIFIER_CALIBRATE_H

#include <stddef.h>

/* Among listings an authority screens about one in fifty is confirmed. */
#define CALIBRATE_BASE_RATE 0.02

struct calibrate {
    double slope, offset; /* p = 1 / (1 + exp(-(slope * d + offset))) */
};

/* Fit on `count` decision values with labels +1 or -1 to the share of
 * positives base_rate. The slope is never negative: more is never less. With
 * no value of one class the result is the base rate, whatever the value. */
void calibrate_fit(struct calibrate *out, const double *decision,
    const signed char *label, size_t count, double base_rate);

double calibrate_apply(const struct calibrate *c, double decision);

#endif

/* core/interval.h - what a count of few says about many. */
#ifndef CORE_INTERVAL_H
#define CORE_INTERVAL_H

#include <stdint.h>

struct interval {
    double value, low, high;
};

/* The share hits/of with its 95 % interval by Wilson's score (Wilson 1927),
 * which holds for few and for none. Of nothing: 0 to 1, value 0. */
struct interval interval_share(int64_t hits, int64_t of);

/* weight * a, for a weight not below 0; a + b and a / (a + b) of independent
 * amounts not below 0, with intervals from theirs: MOVER (Zou and Donner 2008),
 * for the part in the form of the ratio of Donner and Zou (2012). Where a may
 * be nothing, the part may be anything from 0 on. */
struct interval interval_scaled(struct interval a, double weight);
struct interval interval_sum(struct interval a, struct interval b);
struct interval interval_part(struct interval a, struct interval b);

#endif

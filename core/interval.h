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

#endif

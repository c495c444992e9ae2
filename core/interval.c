#include "core/interval.h"

#include <math.h>

/* Quantile of the normal distribution for 95 %. */
#define Z 1.959964

struct interval
interval_share(int64_t hits, int64_t of)
{
    struct interval i = { 0, 0, 1 };
    double n = (double)of, p, middle, half;

    if (of <= 0)
        return i;
    p = (double)hits / n;
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n);
    i.value = p;
    i.low = hits == 0 ? 0 : middle - half;
    i.high = hits == of ? 1 : middle + half;
    return i;
}

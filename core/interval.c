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

struct interval
interval_scaled(struct interval a, double weight)
{
    return (
        struct interval){ a.value * weight, a.low * weight, a.high * weight };
}

struct interval
interval_sum(struct interval a, struct interval b)
{
    double value = a.value + b.value;

    return (struct interval){ value,
        value - hypot(a.value - a.low, b.value - b.low),
        value + hypot(a.high - a.value, b.high - b.value) };
}

/* A bound of b / a: from the bounds of b on this side and of a on the other. */
static double
ratio_bound(double b, double b_end, double a, double a_end, int side)
{
    double middle = b * a;
    double root =
        middle * middle - b_end * a_end * (2 * b - b_end) * (2 * a - a_end);

    return (middle + side * sqrt(root > 0 ? root : 0)) /
           (a_end * (2 * a - a_end));
}

struct interval
interval_part(struct interval a, struct interval b)
{
    struct interval i = { 0, 0, 1 };
    double low, high;

    if (a.value + b.value <= 0)
        return i;
    i.value = a.value / (a.value + b.value);
    /* Beyond twice its value the bound of a says nothing of 1 / a. */
    low = a.value > 0 && 2 * a.value > a.high
              ? ratio_bound(b.value, b.low, a.value, a.high, -1)
              : 0;
    i.high = 1 / (1 + (low > 0 ? low : 0));
    if (a.value > 0 && a.low > 0) {
        high = ratio_bound(b.value, b.high, a.value, a.low, 1);
        i.low = 1 / (1 + high);
    }
    return i;
}
